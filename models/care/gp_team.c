/* models/care/gp_team.c - S3: AKS at the GP office, for staffed care housing.
 *
 * Who and where: AKS who share an office with the GPs; a fixed pair of AKS and GP per
 * ward.  How: a weekly round; between rounds the AKS is the first contact instead of each
 * resident's own GP; a yearly check with medication review; treatment by standing
 * procedure, the GP countersigns.  Channel: together.  A resident may decline. */
#include "list.h"

static const char *const parts[] = {"round",        "first_contact", "acute",
                                    "yearly_check", "treatment",     NULL};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.hours_per_resident", 20.0,
               "derived: rounds, sick visits, messages, yearly check, x 1.15", DES_GRADE_D),
    HC_SETTING("staffing.ordinary_work", 0, "assumed; NSF 2023: their place is the GP office",
               DES_GRADE_D),
    HC_SETTING("area.on_route", 0, "Fafo 2025:03 ch. 7.3: staffed care housing", DES_GRADE_B),
    HC_SETTING("area.care_housing", 1, "Fafo 2025:03 ch. 7.3: staffed care housing", DES_GRADE_B),
    HC_SETTING("area.gps", 2, "Fafo 2025:03 ch. 7.3: a fixed pair per ward; number assumed",
               DES_GRADE_D),
    HC_SETTING("area.declines", 0.05, "NSF 2023: the user may decline; size assumed", DES_GRADE_D),
    HC_SETTING("acute.share", 0.80, "assumed", DES_GRADE_D),
    HC_SETTING("acute.visit_min", 35.0, "assumed", DES_GRADE_D),
    HC_SETTING("treatment.channel", HC_GP_TOGETHER, "NSF 2023 (Notodden): co-located with the GPs",
               DES_GRADE_B),
    {0},
};

const struct hc_care_model hc_gp_team = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "gp_team",
    .summary = "S3: AKS at the GP office, weekly rounds in staffed care housing",
    .source = "NSF 2023 (Notodden); Fafo 2025:03 ch. 7.3",
    .parts = parts,
    .settings = settings,
};
