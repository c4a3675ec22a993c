/* models/care/intermediate_ward.c - S8: AKS in home care and on an intermediate ward.
 *
 * Who and where: AKS in ordinary posts on a ward between hospital and home
 * (services.intermediate_beds).  How: a stay there can avoid an admission; competence is
 * passed on at work, and they follow up who goes home.  Channel: message. */
#include "list.h"

static const char *const parts[] = {"local_bed", "ward_work", "discharge",
                                    "guidance",  "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 2, "assumed: two posts", DES_GRADE_D),
    HC_SETTING("staffing.weekend_interval", 3,
               "Fafo 2025:03 ch. 4.3: 80 of 114 AKS have fixed weekends; every third assumed",
               DES_GRADE_D),
    HC_SETTING("staffing.pulled", 0.20, "assumed: ordinary posts", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed: their ordinary work is the ward's",
               DES_GRADE_D),
    HC_SETTING("staffing.between_tasks", 1 /* ward */, "assumed: ordinary posts", DES_GRADE_D),
    HC_SETTING("local_bed.bed", HC_BED_INTERMEDIATE, "Fafo 2025:03 case 4", DES_GRADE_B),
    HC_SETTING("guidance.visits_per_week", 0.25, "assumed: competence passed on at work",
               DES_GRADE_D),
    HC_SETTING("guidance.lesson_min", 0, "assumed", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_intermediate_ward = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "intermediate_ward",
    .summary = "S8: AKS in home care and on an intermediate ward",
    .source = "Fafo 2025:03 case 4, ch. 6",
    .parts = parts,
    .settings = settings,
};
