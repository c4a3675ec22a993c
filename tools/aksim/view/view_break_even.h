/* tools/aksim/view/view_break_even.h - at which price of what is gained an arm pays for itself. */
#ifndef AKSIM_VIEW_BREAK_EVEN_H
#define AKSIM_VIEW_BREAK_EVEN_H

#include "exit_code.h"
#include "reading/overview.h"
#include "view.h"
#include "table.h"

/* A line per place, point and arm: the mean difference in cost over the mean gain in the effect,
 * which is a difference for the better, with its interval over replications where the gain is
 * clear.  EXIT_CODE_DATA when there is no such outcome, or one that is neither better high nor low.
 */
enum exit_code view_break_even(const struct des_results *results, const char *path,
                               const struct overview *overview, const char *stratum,
                               const struct view_options *options);

#endif
