/* models/care/gp_consultations.c - S12: AKS in a GP team with consultations of her own.
 *
 * Who and where: AKS in a primary-health team at the GP office.  How: consultations on the
 * doctor's delegation, mostly with chronic patients who have no home care, and follow-up of
 * complex users.  Whether GPs are spared time is uncertain.  Channel: together. */
#include "list.h"

static const char *const parts[] = {"consultations", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "NSF 2023: an AKS in the team", DES_GRADE_D),
    HC_SETTING("staffing.pulled", 0, "assumed: the office is the employer", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed: the office is the employer", DES_GRADE_D),
    HC_SETTING("area.care_housing", 1, "assumed: the lists of the office have residents too",
               DES_GRADE_D),
    HC_SETTING("area.gps", 4, "assumed: the doctors of one office", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_TOGETHER, "NSF 2023: the same office", DES_GRADE_B),
    {0},
};

const struct hc_care_model hc_gp_consultations = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "gp_consultations",
    .summary = "S12: AKS in a GP team with consultations of her own",
    .source = "NSF 2023; Helsedirektoratet (refund from 1 January 2026)",
    .parts = parts,
    .settings = settings,
};
