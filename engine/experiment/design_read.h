/* engine/experiment/design_read.h - what the readers of designs share. */
#ifndef DESI_DESIGN_READ_H
#define DESI_DESIGN_READ_H

#include "experiment.h"

#include "../params/value.h"

/* Element of a factor's path; SIZE_MAX after telling. */
size_t desi_factor_element(struct des_experiment *experiment, const config_setting_t *setting,
                           const char *path);
/* Path of a member of `factors`; NULL after telling. */
const char *desi_factor_path(struct des_experiment *experiment, const config_setting_t *factor);
/* The member `factors`; NULL when there is none, or after telling. */
const config_setting_t *desi_factor_list(struct des_experiment *experiment);

/* Designs that are short for a list of points. */
DES_NODISCARD enum des_status desi_read_factorial(struct des_experiment *experiment,
                                                  const config_setting_t *record);
DES_NODISCARD enum des_status desi_read_csv(struct des_experiment *experiment,
                                            const config_setting_t *record);

#endif
