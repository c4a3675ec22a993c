/* tools/aksim/reading/outcome_name.h - outcomes by the names that a user gives. */
#ifndef AKSIM_OUTCOME_NAME_H
#define AKSIM_OUTCOME_NAME_H

#include <stddef.h>

#include "des/model.h"

/* Index of the outcome that the first `length` letters of `name` name.  SIZE_MAX when there is
 * none: that, and which name is near, is told on stderr. */
size_t outcome_name_find(const struct des_outcome *outcomes, size_t count, const char *name,
                         size_t length);
/* The same of names alone. */
size_t outcome_name_among(const char *const *names, size_t count, const char *name, size_t length);

#endif
