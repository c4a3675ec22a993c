/* models/care/nursing_home_expert.c - S9: expert nurse in nursing homes, half of the post.
 *
 * Who and where: one AKS for two nursing homes and two shared housings; half of the post in
 * the ordinary rota, half for professional development.  How: much guidance, little
 * clinical examination; no way to hospital is described.  Anchored for her half. */
#include "list.h"

static const char *const parts[] = {"nursing_home", "round", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "Fafo 2025:03 case 5: one AKS", DES_GRADE_B),
    HC_SETTING("staffing.in_rota", 0.50, "Fafo 2025:03 case 5: 50/50", DES_GRADE_B),
    HC_SETTING("staffing.pulled", 0.20, "assumed", DES_GRADE_D),
    HC_SETTING("nursing_home.visits_per_week", 2,
               "derived: half a post is 16 h a week, for four wards and the rounds of two housings",
               DES_GRADE_D),
    HC_SETTING("area.on_route", 0, "Fafo 2025:03 case 5", DES_GRADE_B),
    HC_SETTING("area.care_housing", 1, "Fafo 2025:03 case 5: two shared housings", DES_GRADE_B),
    HC_SETTING("area.wards", 2, "Fafo 2025:03 case 5: two shared housings", DES_GRADE_B),
    HC_SETTING("round.weeks", 2, "assumed", DES_GRADE_D),
    HC_SETTING("round.raised", 0.10,
               "Fafo 2025:03 case 5: little clinical examination; size assumed", DES_GRADE_D),
    HC_SETTING("round.guides", 1, "Fafo 2025:03 case 5: much guidance", DES_GRADE_B),
    {0},
};

const struct hc_care_model hc_nursing_home_expert = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "nursing_home_expert",
    .summary = "S9: expert nurse in nursing homes, half of the post",
    .source = "Fafo 2025:03 case 5, ch. 7.3",
    .parts = parts,
    .settings = settings,
};
