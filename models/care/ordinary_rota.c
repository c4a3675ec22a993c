/* models/care/ordinary_rota.c - S1: AKS in the ordinary rota, not formalised.
 *
 * Who and where: AKS who work the rota of a zone like any nurse, with about one day a week
 * set aside, without a new job description.  How: the skill is used with the users she
 * happens to visit; colleagues ask her in passing; on the day set aside she teaches
 * at the bases and takes what was referred.  Not anchored: the day set aside is eaten by absence
 * cover, and the function ends when its only carrier has left. */
#include "list.h"

static const char *const parts[] = {"at_hand", "referral", "advice", "guidance", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.per_1000_users", 0.75, "about 160 AKS in municipalities for 213 000 users",
               DES_GRADE_D),
    HC_SETTING("staffing.in_rota", 0.80,
               "Fafo 2025:03 ch. 7.2: many up to one day a week on AKS tasks", DES_GRADE_B),
    HC_SETTING(
        "staffing.pulled", 1.0,
        "Fafo 2025:03 ch. 8.1: nobody protects it; that it goes whenever the zone is short is "
        "assumed",
        DES_GRADE_D),
    HC_SETTING("staffing.anchored", 0, "Fafo 2025:03 ch. 7.1: 21 of 52 got a new job description",
               DES_GRADE_B),
    HC_SETTING("referral.refer_change", 0.05,
               "assumed: few refer to a function that is not formalised", DES_GRADE_D),
    HC_SETTING("referral.refer_new", 0.10, "assumed", DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 0.25,
               "Fafo 2025:03 tab. 6.1: teaching is the commonest new task", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_ordinary_rota = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "ordinary_rota",
    .summary = "S1: AKS in the ordinary rota, not formalised",
    .source = "Fafo 2025:03 ch. 6-8",
    .parts = parts,
    .settings = settings,
};
