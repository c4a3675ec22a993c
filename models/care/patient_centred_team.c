/* models/care/patient_centred_team.c - S13: patient-centred team of hospital and municipality,
 * without AKS.
 *
 * Who and where: nurses of a joint team of hospital and municipality; no AKS.  How: frail
 * complex patients by referral and at discharge, a named contact, coordination across
 * levels.  Channel: named contact. */
#include "list.h"

static const char *const parts[] = {"referral",      "discharge", "coordination",
                                    "named_contact", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.own", 1, "NOU 2023: 4: a team without AKS", DES_GRADE_B),
    HC_SETTING("staffing.per_1000_users", 1.0, "assumed", DES_GRADE_D),
    HC_SETTING("staffing.pulled", 0, "assumed: an own unit", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed: an own unit", DES_GRADE_D),
    HC_SETTING("referral.refer_new", 0.80, "assumed", DES_GRADE_D),
    HC_SETTING("discharge.share", 0.90, "assumed: the team begins in hospital", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_CONTACT, "NOU 2023: 4: across levels", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_patient_centred_team = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "patient_centred_team",
    .summary = "S13: patient-centred team of hospital and municipality, without AKS",
    .source = "NOU 2023: 4 (PSHT Tromsø, Harstad); Berntsen 2019",
    .published = "Berntsen 2019 (matched cohort, not randomised, 439 against 779): emergency "
                 "admissions 0.90 (0.82-0.99), bed-days 0.68 (0.52-0.79), readmission in 30 days "
                 "0.72 (0.41-1.24), planned out-patient 2.3 (2.0-2.6), death at 6 months 0.57 "
                 "(0.34-0.94)",
    .parts = parts,
    .settings = settings,
};
