/* tools/aksim/view/view_sums.h - what all settings of a results file come to together. */
#ifndef AKSIM_VIEW_SUMS_H
#define AKSIM_VIEW_SUMS_H

#include "exit_code.h"
#include "reading/overview.h"

/* For each arm and the stratum: the mean of every setting's finished runs, added up over the
 * settings, of each additive total; then the shown outcomes as ratios of these sums.  Prints to
 * stdout; a failure is told. */
enum exit_code view_sums(const struct des_results *results, const struct overview *overview,
                         const char *stratum, enum table_format format);

#endif
