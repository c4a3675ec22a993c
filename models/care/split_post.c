/* models/care/split_post.c - S11: post split between hospital and municipality.
 *
 * Who and where: main post in hospital, side post of a day a week in the municipality
 * (staffing.weeks_apart makes it a week a month), or the other way round.  How: knows both sides,
 * so follows up who comes home, and asks the hospital's or the GP's doctor herself.  Channel:
 * phone. */
#include "list.h"

static const char *const parts[] = {"discharge", "coordination", "referral", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "assumed one; Helsedirektoratet: one person", DES_GRADE_D),
    HC_SETTING("staffing.here", 0.20, "NOU 2023: 4: one day a week", DES_GRADE_B),
    HC_SETTING("staffing.pulled", 0, "assumed: the hospital is the employer", DES_GRADE_D),
    HC_SETTING("discharge.wait_limit_days", 7, "assumed: her next day here may be six days off",
               DES_GRADE_D),
    HC_SETTING("referral.refer_change", 0.05, "assumed", DES_GRADE_D),
    HC_SETTING("referral.refer_new", 0.20, "assumed", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_PHONE, "assumed: she knows whom to call", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_split_post = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "split_post",
    .summary = "S11: post split between hospital and municipality",
    .source = "Helsedirektoratet ('hus og hytte'); NOU 2023: 4",
    .parts = parts,
    .settings = settings,
};
