/* models/care/ambulating.c - S4: AKS who ambulate between all home-nursing units.
 *
 * Who and where: AKS in a central nurse service that serves all units.  How: by referral,
 * systematic assessment, settling how far treatment shall go, guidance of the units in
 * turn, coordination across levels of care.  Channel: named contact.  Anchored, day work. */
#include "list.h"

static const char *const parts[] = {
    "referral", "discharge", "coordination", "treatment_level", "guidance", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.per_1000_users", 0.8, "NSF 2023: 2 AKS for about 2450 users in Sandefjord",
               DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 0.25, "assumed: two serve all units", DES_GRADE_D),
    HC_SETTING("guidance.lesson_min", 0, "assumed: guidance, no lessons", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_CONTACT, "NSF 2023: coordination across levels",
               DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_ambulating = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "ambulating",
    .summary = "S4: AKS who ambulate between all home-nursing units",
    .source = "NSF 2023 (Sandefjord)",
    .parts = parts,
    .settings = settings,
};
