/* models/care/list.h - the care models and parts that ship; each is defined by the file of
 * its name in this folder or in parts/. */
#ifndef CARE_LIST_H
#define CARE_LIST_H

#include "homecare/care_model.h"

extern const struct hc_care_model hc_baseline;
extern const struct hc_care_model hc_expert_team;
extern const struct hc_care_model hc_gp_team;

extern const struct hc_part hc_part_acute;
extern const struct hc_part hc_part_discharge;
extern const struct hc_part hc_part_first_contact;
extern const struct hc_part hc_part_guidance;
extern const struct hc_part hc_part_leadership;
extern const struct hc_part hc_part_referral;
extern const struct hc_part hc_part_round;
extern const struct hc_part hc_part_treatment;
extern const struct hc_part hc_part_yearly_check;

#endif
