/* models/care/composed.c - what a scenario composes: a model that has every part, of which an
 * arm names those it wants.
 *
 *     { name = "rounds"; model = "composed"; parts = ("round", "acute", "treatment"); }
 *
 * Who and where: a few AKS for users on routes and in staffed care housing, by parameters.
 * Its groups also hold the values of a part that another model lacks and an arm adds.
 * Without `parts` an arm is refused: all of them at once is what nobody has described. */
#include "list.h"

static const char *const parts[] = {
    "at_hand",       "referral",   "round",           "first_contact", "acute",
    "consultations", "legevakt",   "local_bed",       "nursing_home",  "ward_work",
    "coordination",  "discharge",  "yearly_check",    "named_contact", "advice",
    "guidance",      "leadership", "treatment_level", "treatment",     NULL,
};

static const struct hc_setting settings[] = {
    HC_SETTING("staffing.per_1000_users", 1.0, "assumed: the scenario says how many", DES_GRADE_D),
    HC_SETTING("area.care_housing", 1, "assumed: rounds and checks reach care housing",
               DES_GRADE_D),
    {0},
};

const struct hc_care_model hc_composed = {
    .abi = HC_CARE_MODEL_ABI,
    .size = sizeof(struct hc_care_model),
    .name = "composed",
    .summary = "composed in the scenario of the parts that an arm names",
    .source = "the scenario; no organisation described anywhere",
    .parts = parts,
    .settings = settings,
};
