/* models/home_care/home_care.h - the home-care world as a model the engine can run.
 *
 * The built-in care models stand in one list (models/care/list.c); outside ones
 * are handed in here.  Their parameters become groups "care.<name>" of the
 * model's space, so the set of care models must be known before a scenario is
 * read. */
#ifndef HOME_CARE_HOME_CARE_H
#define HOME_CARE_HOME_CARE_H

#include "des/model.h"
#include "homecare/care_model.h"

struct hc_home_care; /* opaque, immutable: shared between threads */

/* DES_OK; DES_EINPUT when a plug-in has the wrong ABI or a name that is taken;
 * DES_ENOMEM.  The plug-ins are borrowed until destroy. */
DES_NODISCARD enum des_status hc_home_care_create(const struct hc_care_model *const *plugins,
                                                  size_t plugin_count,
                                                  struct hc_home_care **home_care,
                                                  struct des_error *error);
void hc_home_care_destroy(struct hc_home_care *home_care); /* NULL is allowed */
const struct des_model *hc_home_care_model(const struct hc_home_care *home_care);

/* All care models, built-in first. */
const struct hc_care_model *const *hc_home_care_models(const struct hc_home_care *home_care,
                                                       size_t *count);

#endif
