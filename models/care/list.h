/* models/care/list.h - each file of this folder defines one of these. */
#ifndef CARE_LIST_H
#define CARE_LIST_H

#include "homecare/care_model.h"

extern const struct hc_care_model hc_baseline;
extern const struct hc_care_model hc_expert_team;
extern const struct hc_care_model hc_gp_team;

#endif
