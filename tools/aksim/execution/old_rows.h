/* tools/aksim/execution/old_rows.h - numbers of a table of a results file, row by row.
 *
 * The file has them by column, in long chunks: a row of all columns would take as many chunks in
 * memory.  So they are laid out anew, some columns at a time, in a file that goes with the
 * process; memory does not depend on how many rows or columns there are. */
#ifndef AKSIM_OLD_ROWS_H
#define AKSIM_OLD_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "des/results.h"

struct old_rows;

/* Lays these columns of a table out in a file beside `path`; `names` is borrowed until then.
 * DES_OK, with *whole false where the results cannot be read to their end; DES_EIO when the disk
 * is full, DES_ECREATE.  Owned by the caller. */
DES_NODISCARD enum des_status old_rows_open(struct old_rows **rows,
                                            const struct des_results *results, const char *path,
                                            const char *table, const char *const *names,
                                            size_t columns, bool *whole, struct des_error *error);
void old_rows_close(struct old_rows *rows); /* NULL is allowed */

/* How many rows there are; of results that are not whole those that every column has. */
size_t old_rows_count(const struct old_rows *rows);
/* The numbers of a row, asked for in rising order.  False when it cannot be read. */
bool old_rows_read(struct old_rows *rows, size_t row, double *numbers);

#endif
