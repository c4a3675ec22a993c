/* models/care/list.c - the care models that ship, the baseline first. */
#include "list.h"

const struct hc_care_model *const hc_care_models[] = {
    &hc_baseline,
    &hc_expert_team,
    &hc_gp_team,
};
const size_t hc_care_model_count = sizeof hc_care_models / sizeof *hc_care_models;
