/* tools/aksim/reading/columns.h - cells of a table read from a results file. */
#ifndef AKSIM_COLUMNS_H
#define AKSIM_COLUMNS_H

#include "des/results.h"
#include "table.h"

/* NULL when there is none of this name. */
const struct des_results_column *columns_find(const struct des_results_table *table,
                                              const char *name);
/* Label of a category, or a text; NULL for a bare number or a code without label. */
const char *columns_text(const struct des_results_column *column, size_t row);
/* Number of a cell; the code of a category; NaN for a text or no column. */
double columns_number(const struct des_results_column *column, size_t row);
/* The same of a column by name: "" and NaN when there is none. */
const char *columns_text_at(const struct des_results_table *table, const char *name, size_t row);
double columns_number_at(const struct des_results_table *table, const char *name, size_t row);
/* Adds the cell to a table. */
void columns_add(struct table *table, const struct des_results_column *column, size_t row);

#endif
