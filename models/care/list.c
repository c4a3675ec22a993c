/* models/care/list.c - the care models that ship, the baseline first, and their parts. */
#include "list.h"

const struct hc_care_model *const hc_care_models[] = {
    &hc_baseline,
    &hc_expert_team,
    &hc_gp_team,
};
const size_t hc_care_model_count = sizeof hc_care_models / sizeof *hc_care_models;

const struct hc_part *const hc_parts[] = {
    &hc_part_acute,    &hc_part_discharge,  &hc_part_first_contact,
    &hc_part_guidance, &hc_part_leadership, &hc_part_referral,
    &hc_part_round,    &hc_part_treatment,  &hc_part_yearly_check,
};
const size_t hc_part_count = sizeof hc_parts / sizeof *hc_parts;
