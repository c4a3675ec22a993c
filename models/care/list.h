/* models/care/list.h - the care models and parts that ship; each is defined by the file of
 * its name in this folder or in parts/. */
#ifndef CARE_LIST_H
#define CARE_LIST_H

#include "homecare/care_model.h"

extern const struct hc_care_model hc_baseline;
extern const struct hc_care_model hc_ordinary_rota;
extern const struct hc_care_model hc_expert_team;
extern const struct hc_care_model hc_gp_team;
extern const struct hc_care_model hc_ambulating;
extern const struct hc_care_model hc_zone_aks;
extern const struct hc_care_model hc_district;
extern const struct hc_care_model hc_legevakt_ward;
extern const struct hc_care_model hc_intermediate_ward;
extern const struct hc_care_model hc_nursing_home_expert;
extern const struct hc_care_model hc_inter_municipal;
extern const struct hc_care_model hc_split_post;
extern const struct hc_care_model hc_gp_consultations;
extern const struct hc_care_model hc_patient_centred_team;
extern const struct hc_care_model hc_nurse_pool;
extern const struct hc_care_model hc_professional_developer;
extern const struct hc_care_model hc_observation_training;
extern const struct hc_care_model hc_pharmacist;
extern const struct hc_care_model hc_one_more_nurse;
extern const struct hc_care_model hc_composed;

extern const struct hc_part hc_part_acute;
extern const struct hc_part hc_part_advice;
extern const struct hc_part hc_part_at_hand;
extern const struct hc_part hc_part_consultations;
extern const struct hc_part hc_part_coordination;
extern const struct hc_part hc_part_discharge;
extern const struct hc_part hc_part_first_contact;
extern const struct hc_part hc_part_guidance;
extern const struct hc_part hc_part_leadership;
extern const struct hc_part hc_part_legevakt;
extern const struct hc_part hc_part_local_bed;
extern const struct hc_part hc_part_named_contact;
extern const struct hc_part hc_part_nursing_home;
extern const struct hc_part hc_part_referral;
extern const struct hc_part hc_part_round;
extern const struct hc_part hc_part_treatment;
extern const struct hc_part hc_part_treatment_level;
extern const struct hc_part hc_part_ward_work;
extern const struct hc_part hc_part_yearly_check;

#endif
