/* models/care/expert_team.c - S2: an interdisciplinary expert team in home care.
 *
 * Who and where: about six AKS in a town, one of them mostly leading; each area its own.
 * How: by referral, with a broad assessment at home, medication review and a note to the
 * GP; complex users are followed home from hospital; the team wants to be at each base
 * once a week, and does not reach it.  Channel: message.  Anchored, day work. */
#include "list.h"

static const char *const parts[] = {"referral",   "acute",     "discharge", "guidance",
                                    "leadership", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.per_1000_users", 1.8,
               "NSF 2023: 6 AKS for about 3450 users in Drammen = 1.7", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_expert_team = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "expert_team",
    .summary = "S2: interdisciplinary expert team in home care, by referral",
    .source = "NSF 2023 (Drammen); Fafo 2025:03 ch. 7.3",
    .parts = parts,
    .settings = settings,
};
