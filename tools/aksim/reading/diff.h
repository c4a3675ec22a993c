/* tools/aksim/reading/diff.h - where two tables differ, row by row. */
#ifndef AKSIM_DIFF_H
#define AKSIM_DIFF_H

#include "columns.h"

struct diff {
    struct des_results *files[2];
    struct table table; /* what was found: part, what, a, b */
    bool exact;         /* not even the last digit of a sum */
};

void diff_add(struct diff *diff, const char *part, const char *what, const char *a, const char *b);

/* Compares rows that have the same key, their first columns by name, in its order, and tells of
 * those that only one has.  The lists end with NULL; `values` NULL: all columns that both have. */
void diff_tables(struct diff *diff, const char *part, const struct des_results_table tables[2],
                 const char *const *keys, const char *const *values);
/* The same of tables whose rows have the same keys, in this order. */
void diff_rows(struct diff *diff, const char *part, const struct des_results_table tables[2],
               const char *const *keys, const char *const *values);

#endif
