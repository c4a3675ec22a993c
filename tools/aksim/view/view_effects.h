/* tools/aksim/view/view_effects.h - what arms do to those they reach, beside what it is assumed to
 * be.
 */
#ifndef AKSIM_VIEW_EFFECTS_H
#define AKSIM_VIEW_EFFECTS_H

#include "view.h"

/* Prints to stdout. */
enum exit_code view_effects(const struct des_results *results, const char *path,
                            const struct view_options *options);

#endif
