/* models/home_care/advice.h - what is no error but hardly meant: `advise` and `idle` of
 * des/model.h. */
#ifndef HOME_CARE_ADVICE_H
#define HOME_CARE_ADVICE_H

#include "des/model.h"
#include "homecare/care_model.h"

/* Tells of an arm of this care model that does nothing, or far more than anywhere. */
void hc_advise(const struct hc_care_model *model, const struct des_values *values,
               struct des_diagnostics *advice);
/* Why the arm does not read a parameter, by element of the space. */
void hc_idle(const struct hc_care_model *model, const struct des_values *values, const char **why);

#endif
