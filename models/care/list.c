/* models/care/list.c - the care models that ship, the baseline first, and their parts. */
#include "list.h"

const struct hc_care_model *const hc_care_models[] = {
    &hc_baseline,
    &hc_ordinary_rota,
    &hc_expert_team,
    &hc_gp_team,
    &hc_ambulating,
    &hc_zone_aks,
    &hc_district,
    &hc_legevakt_ward,
    &hc_intermediate_ward,
    &hc_nursing_home_expert,
    &hc_inter_municipal,
    &hc_split_post,
    &hc_gp_consultations,
    &hc_patient_centred_team,
    &hc_nurse_pool,
    &hc_professional_developer,
    &hc_observation_training,
    &hc_pharmacist,
    &hc_one_more_nurse,
    &hc_composed,
};
const size_t hc_care_model_count = sizeof hc_care_models / sizeof *hc_care_models;

const struct hc_part *const hc_parts[] = {
    &hc_part_acute,           &hc_part_advice,    &hc_part_at_hand,       &hc_part_consultations,
    &hc_part_coordination,    &hc_part_discharge, &hc_part_first_contact, &hc_part_guidance,
    &hc_part_leadership,      &hc_part_legevakt,  &hc_part_local_bed,     &hc_part_named_contact,
    &hc_part_nursing_home,    &hc_part_referral,  &hc_part_round,         &hc_part_treatment,
    &hc_part_treatment_level, &hc_part_ward_work, &hc_part_yearly_check,
};
const size_t hc_part_count = sizeof hc_parts / sizeof *hc_parts;
