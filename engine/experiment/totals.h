/* engine/experiment/totals.h - totals of more runs than fit into memory. */
#ifndef DESI_TOTALS_H
#define DESI_TOTALS_H

#include "des/experiment.h"

#include "sparse.h"

/* As des_totals_init, but all totals are kept, and in `fd`: an empty file to read and write, the
 * caller's until des_totals_fini.  They are put by gatherers, then read.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status
desi_totals_init_file(struct des_totals *totals, const struct des_experiment *experiment, int fd);
/* The errno with which writing or reading the file failed since: what was read is 0; 0: none. */
int desi_totals_failed(const struct des_totals *totals);

/* One thread's block of runs on its way into the file.  Of DESI_GATHER_RUNS runs, beginning with
 * a multiple of that, all are put by one gatherer, in rising order. */
#define DESI_GATHER_RUNS ((size_t)256)
struct desi_gatherer;
/* NULL when out of memory.  Memory: a few pages of each total that is not always 0. */
struct desi_gatherer *desi_gatherer_create(struct des_totals *totals);
/* How many events the run handled, and the model's totals, stratum by stratum; NULL: it failed. */
void desi_gatherer_put(struct desi_gatherer *gatherer, size_t run, uint64_t events,
                       const struct desi_sparse *totals);
/* Writes what is left, and frees. */
void desi_gatherer_destroy(struct desi_gatherer *gatherer); /* NULL is allowed */

/* Events that runs `run` ... run + count - 1 handled; 0 where nothing was put. */
void desi_totals_events(const struct des_totals *totals, size_t run, size_t count, double *events);
/* False when no run put anything but 0 into this total of the stratum. */
bool desi_totals_any(const struct des_totals *totals, size_t stratum, size_t total);

#endif
