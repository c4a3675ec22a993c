/* engine/stats/interval.h - intervals, shared inside the module. */
#ifndef DESI_INTERVAL_H
#define DESI_INTERVAL_H

#include "des/stats.h"

/* Student t interval of the mean of what was tallied. */
struct des_interval desi_interval_of_tally(const struct des_tally *tally, double confidence);

#endif
