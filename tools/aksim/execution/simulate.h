/* tools/aksim/execution/simulate.h - the runs of the reference arm in memory, for commands that
 * only want their totals. */
#ifndef AKSIM_SIMULATE_H
#define AKSIM_SIMULATE_H

#include "des/effect.h"
#include "des/experiment.h"

/* Values that go before the scenario's, in every run. */
struct simulate_change {
    size_t element;
    double number;
};

/* Another doubt about an element: what was drawn is put where it would lie in that. */
struct simulate_doubt {
    size_t element;
    struct des_doubt was, is;
};
/* The number in place of the one drawn, within the element's range. */
double simulate_redrawn(const struct des_space *space, const struct simulate_doubt *doubt,
                        double drawn);

/* Runs the reference arm at the first point, all settings and replications, on so many threads,
 * and fills `totals`: the same numbers on any number of threads.  DES_OK; what the first failing
 * run in plan order returned, with its message. */
DES_NODISCARD enum des_status simulate_reference(const struct des_experiment *experiment,
                                                 const struct simulate_change *changes,
                                                 size_t change_count, size_t threads,
                                                 struct des_totals *totals,
                                                 struct des_error *error);
/* The same at every point, with other doubts in place of those of the scenario. */
DES_NODISCARD enum des_status simulate_points(const struct des_experiment *experiment,
                                              const struct simulate_doubt *doubts,
                                              size_t doubt_count, size_t threads,
                                              struct des_totals *totals, struct des_error *error);

#endif
