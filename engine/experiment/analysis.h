/* engine/experiment/analysis.h - the estimates of one place together. */
#ifndef DESI_ANALYSIS_H
#define DESI_ANALYSIS_H

#include "des/experiment.h"

/* What des_totals_summary says of each arm, then what des_totals_paired says of each but the
 * reference: 2 x arm_count - 1 estimates, for which each total is read as often as for one.
 * False when out of memory. */
bool desi_totals_arms(const struct des_totals *totals, size_t setting, size_t point, size_t stratum,
                      size_t outcome, struct des_estimate *estimates);

#endif
