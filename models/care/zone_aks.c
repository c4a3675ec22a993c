/* models/care/zone_aks.c - S5: AKS inside one zone.
 *
 * Who and where: an AKS who belongs to one zone and serves its users only.  How: assesses
 * and coordinates within the zone, is there for colleagues most days, is the named contact
 * of complex users; on days on which little of that waits she takes visits like anybody in
 * the zone.  Channel: named contact.  Anchored by the zone's leader. */
#include "list.h"

static const char *const parts[] = {"at_hand",       "referral", "discharge", "coordination",
                                    "named_contact", "guidance", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.fixed", 1, "NSF 2023: an AKS in the zone", DES_GRADE_D),
    HC_SETTING("staffing.weekend_interval", 3,
               "Fafo 2025:03 ch. 4.3: 80 of 114 AKS have fixed weekends; every third assumed",
               DES_GRADE_D),
    HC_SETTING("area.zones", 1, "NSF 2023: one zone", DES_GRADE_B),
    HC_SETTING("referral.refer_change", 0.50, "assumed: the way to her is short", DES_GRADE_D),
    HC_SETTING("referral.refer_new", 1.0, "assumed: all complex new users of the zone",
               DES_GRADE_D),
    HC_SETTING("guidance.visits_per_week", 3, "assumed: at her own base most days", DES_GRADE_D),
    HC_SETTING("guidance.presence_min", 30, "assumed", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_CONTACT, "NSF 2023: coordinates within the zone",
               DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_zone_aks = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "zone_aks",
    .summary = "S5: AKS inside one zone",
    .source = "NSF 2023 and Helsedirektoratet (Tønsberg)",
    .parts = parts,
    .settings = settings,
};
