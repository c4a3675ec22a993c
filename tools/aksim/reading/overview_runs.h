/* tools/aksim/reading/overview_runs.h - what overview_read counts of the runs. */
#ifndef AKSIM_OVERVIEW_RUNS_H
#define AKSIM_OVERVIEW_RUNS_H

#include "overview.h"

/* All of the plan, and those that failed. */
struct run_counts {
    size_t runs, failed;
};
/* O(runs), in blocks. */
DES_NODISCARD enum des_status overview_count_failed(const struct des_results *results,
                                                    struct run_counts *counts,
                                                    struct des_error *error);
/* Sets `runs` and `failed`.  O(runs), in blocks. */
DES_NODISCARD enum des_status overview_count_runs(struct overview *overview,
                                                  struct des_error *error);

#endif
