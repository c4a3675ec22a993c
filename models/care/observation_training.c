/* models/care/observation_training.c - a rival for the same money: nurses who train
 * helsefagarbeidere and assistants in observing users, and do nothing else.
 *
 * Who and where: nurses, as many as the AKS of S2, at every base by day.  How: weekly lessons and
 * presence with systematic observation; colleagues notice more for a while, or less.  No users of
 * their own.  Channel: none. */
#include "list.h"

static const char *const parts[] = {"guidance", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.own", 1, "the experiment: nurses teach", DES_GRADE_D),
    HC_SETTING("staffing.per_1000_users", 1.8, "the experiment: as many as in S2", DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 2.0, "assumed: what the time is for", DES_GRADE_D),
    HC_SETTING("guidance.teaching_weeks", 1.0, "assumed: weekly lessons", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_observation_training = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "observation_training",
    .summary = "rival: nurses train helsefagarbeidere in observation, without AKS",
    .source = "Fafo 2025:03 tab. 6.1: teaching is the commonest new task; as a rival assumed",
    .parts = parts,
    .settings = settings,
};
