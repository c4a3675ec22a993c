/* engine/stats/panels.h - a window of rows of many columns, and sums of products over rows.
 *
 * LANES columns stand side by side, row after row: as many products are added up at once.  Each
 * sum takes its rows (or columns) in order, one after the other, so that it does not depend on
 * the processor or on where windows end. */
#ifndef DESI_PANELS_H
#define DESI_PANELS_H

#include <stdbool.h>
#include <stddef.h>

enum { DESI_LANES = 8, DESI_WINDOW = 128, DESI_TILE = DESI_LANES * DESI_LANES };

struct desi_panels {
    size_t columns, count; /* of columns; of panels */
    double *at;            /* count x DESI_WINDOW x DESI_LANES; columns that fill up are 0 */
};

static inline size_t desi_panels_for(size_t columns) {
    return (columns + DESI_LANES - 1) / DESI_LANES;
}
/* False when out of memory. */
bool desi_panels_init(struct desi_panels *panels, size_t columns);
void desi_panels_fini(struct desi_panels *panels);

/* The first row of a column; the next is DESI_LANES further. */
static inline double *desi_panels_column(const struct desi_panels *panels, size_t column) {
    return panels->at + column / DESI_LANES * DESI_WINDOW * DESI_LANES + column % DESI_LANES;
}

/* Adds to sums[i][j] the product of a's column i and b's column j over `rows` rows.  Sums of a's
 * panel and b's panel are a tile, row by row, after those of b's panels before it; b NULL: of a
 * with itself, panels of b up to that of a only. */
void desi_panels_multiply(const struct desi_panels *a, const struct desi_panels *b, size_t rows,
                          double *sums);
/* Tiles of such sums: their numbers. */
size_t desi_panels_sums(size_t a_columns, size_t b_columns);
size_t desi_panels_own_sums(size_t columns);
/* The sum of columns i and j, in either order, of a with itself; of a and b with so many columns.
 */
double desi_panels_own_sum(const double *sums, size_t i, size_t j);
double desi_panels_sum(const double *sums, size_t b_columns, size_t i, size_t j);

/* out[row][lane] = sum of weight[k][lane] x column[k], k from 0 to count - 1. */
void desi_panels_combine(const struct desi_panels *panels, const size_t *column, size_t count,
                         const double *weight, size_t rows, double *out);

#endif
