/* engine/experiment/totals.h - totals of more runs than fit into memory. */
#ifndef DESI_TOTALS_H
#define DESI_TOTALS_H

#include "des/experiment.h"

/* As des_totals_init, but all totals are kept, and in `fd`: an empty file to read and write, the
 * caller's until des_totals_fini.  Runs are put in rising order; then desi_totals_flush, before
 * anything is read.  Memory: a few numbers of each total and stratum.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status
desi_totals_init_file(struct des_totals *totals, const struct des_experiment *experiment, int fd);
void desi_totals_flush(struct des_totals *totals);
/* Writing or reading the file failed since: what was read is 0. */
bool desi_totals_failed(const struct des_totals *totals);

#endif
