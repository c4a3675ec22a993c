/* tools/aksim/reading/overview_runs.h - what overview_read counts of the runs. */
#ifndef AKSIM_OVERVIEW_RUNS_H
#define AKSIM_OVERVIEW_RUNS_H

#include "overview.h"

/* Sets `runs` and `failed`.  O(runs), in blocks. */
DES_NODISCARD enum des_status overview_count_runs(struct overview *overview,
                                                  struct des_error *error);

#endif
