/* tools/aksim/view/view_sensitivity.h - what results depend on, which arm is best, what it would be
 * worth to know more. */
#ifndef AKSIM_VIEW_SENSITIVITY_H
#define AKSIM_VIEW_SENSITIVITY_H

#include "view.h"

/* Prints to stdout. */
enum exit_code view_sensitivity(const struct des_results *results, const char *path,
                                const struct view_options *options);

#endif
