/* models/care/inter_municipal.c - S10: one AKS post shared by small municipalities.
 *
 * Who and where: one post shared by neighbours, so that each has it on some days only and
 * the way between them is driven in working hours.  How: as an expert team of one, by
 * referral.  Channel: phone.  Anchored by agreement. */
#include "list.h"

static const char *const parts[] = {"referral", "discharge", "guidance", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "Helsedirektoratet: one post", DES_GRADE_B),
    HC_SETTING("staffing.here", 0.40, "assumed: two days a week here", DES_GRADE_D),
    HC_SETTING("staffing.away_km", 40, "assumed: between neighbouring centres", DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 0.5, "assumed", DES_GRADE_D),
    HC_SETTING("discharge.wait_limit_days", 7, "assumed: the next day here may be far off",
               DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_PHONE, "assumed", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_inter_municipal = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "inter_municipal",
    .summary = "S10: one AKS post shared by small municipalities",
    .source = "Helsedirektoratet: inter-municipal posts",
    .parts = parts,
    .settings = settings,
};
