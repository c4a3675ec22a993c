/* models/care/district.c - S6: AKS of a city district towards many GPs.
 *
 * Who and where: AKS of a district whose users have GPs all over town.  How: what home care
 * asks goes through her, so that the question is precise and the answer is not lost; some
 * referrals; follow-up after discharge.  With so many GPs, each meets her seldom, and
 * acceptance grows slowly.  Channel: named contact. */
#include "list.h"

static const char *const parts[] = {"coordination", "referral", "discharge", "treatment", NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.per_1000_users", 0.75,
               "as in the country: about 160 AKS for 213 000 users", DES_GRADE_D),
    HC_SETTING("area.gps", 400, "assumed: GPs all over Oslo, of about 550", DES_GRADE_D),
    HC_SETTING("coordination.share", 0.80, "assumed: her main task", DES_GRADE_D),
    HC_SETTING("referral.refer_change", 0.10, "assumed", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_CONTACT,
               "assumed; Helsedirektoratet: precision of communication", DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_district = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "district",
    .summary = "S6: AKS of a city district towards many GPs",
    .source = "Helsedirektoratet (St. Hanshaugen, Oslo)",
    .parts = parts,
    .settings = settings,
};
