/* tools/aksim/view/view_validation.h - whether results are what they should be. */
#ifndef AKSIM_VIEW_VALIDATION_H
#define AKSIM_VIEW_VALIDATION_H

#include "view.h"

/* Prints to stdout. */
enum exit_code view_validation(const struct des_results *results, const char *path,
                               const struct view_options *options);

#endif
