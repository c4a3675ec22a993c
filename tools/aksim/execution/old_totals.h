/* tools/aksim/execution/old_totals.h - the totals of a results file, row by row.
 *
 * The file has them by column, in long chunks: a row of all columns would take as many chunks in
 * memory.  So they are laid out anew, some columns at a time, in a file that goes with the
 * process; memory does not depend on how many runs or columns there are. */
#ifndef AKSIM_OLD_TOTALS_H
#define AKSIM_OLD_TOTALS_H

#include <stdbool.h>
#include <stddef.h>

#include "des/model.h"
#include "des/results.h"

struct old_totals;

/* Reads `outcomes/totals` of a results file, into a file beside `path`.  DES_OK, with *whole
 * false where the results cannot be read to their end; DES_EIO when the disk is full, DES_ECREATE.
 * Owned by the caller. */
DES_NODISCARD enum des_status old_totals_open(struct old_totals **totals,
                                              const struct des_results *results, const char *path,
                                              const struct des_model *model, bool *whole,
                                              struct des_error *error);
void old_totals_close(struct old_totals *totals); /* NULL is allowed */

/* How many rows there are; of results that are not whole those that every column has. */
size_t old_totals_rows(const struct old_totals *totals);
/* The model's totals in a row, asked for in rising order.  False when it cannot be read. */
bool old_totals_read(struct old_totals *totals, size_t row, double *numbers);

#endif
