/* models/care/one_more_nurse.c - a rival for the same money: one more nurse in the ordinary rota of
 * each zone in turn.
 *
 * Who and where: nurses, as many as the AKS of S2, whole posts (control = "same_money" spends the
 * money to the last krone instead).  How: ordinary shifts and weekends; what she notices goes the
 * ordinary way.  Nothing is set aside. */
#include "list.h"

static const char *const parts[] = {"at_hand", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.own", 1, "the experiment: nurses", DES_GRADE_D),
    HC_SETTING("staffing.per_1000_users", 1.8, "the experiment: as many as in S2", DES_GRADE_D),
    HC_SETTING("staffing.in_rota", 1.0, "the experiment: the ordinary rota", DES_GRADE_D),
    HC_SETTING("at_hand.uses_skill", 0.0, "the experiment: the ordinary way", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_one_more_nurse = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "one_more_nurse",
    .summary = "rival: whole posts of ordinary nurses in the rota, without AKS",
    .source = "NOU 2023: 4: nurses are what the service lacks first; as a rival assumed",
    .parts = parts,
    .settings = settings,
};
