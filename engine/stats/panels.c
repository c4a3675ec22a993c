#include "panels.h"

#include <stdlib.h>
#include <string.h>

bool desi_panels_init(struct desi_panels *panels, size_t columns) {
    *panels = (struct desi_panels){.columns = columns, .count = desi_panels_for(columns)};
    panels->at =
        calloc(panels->count * DESI_WINDOW + 1, DESI_LANES * sizeof(double)); /* never nothing */
    return panels->at != NULL;
}

void desi_panels_fini(struct desi_panels *panels) {
    free(panels->at);
    *panels = (struct desi_panels){0};
}

/* ---- products ---- */

/* Rows of a tile that are added up together: their sums fit into registers. */
enum { TOGETHER = 4 };

typedef void (*tile_adder)(const double *a, const double *b, size_t rows, double *tile);

__attribute__((always_inline)) static inline void
add_tile(const double *restrict a, const double *restrict b, size_t rows, double *restrict tile) {
    for (size_t top = 0; top < DESI_LANES; top += TOGETHER) {
        double sum[TOGETHER][DESI_LANES];
        memcpy(sum, tile + top * DESI_LANES, sizeof sum);
        for (size_t row = 0; row < rows; row++) {
            for (size_t i = 0; i < TOGETHER; i++) {
                double factor = a[row * DESI_LANES + top + i];
                for (size_t j = 0; j < DESI_LANES; j++) {
                    sum[i][j] += factor * b[row * DESI_LANES + j];
                }
            }
        }
        memcpy(tile + top * DESI_LANES, sum, sizeof sum);
    }
}

static void add_tile_anywhere(const double *a, const double *b, size_t rows, double *tile) {
    add_tile(a, b, rows, tile);
}

/* Wider registers take more sums at once, each as before: nothing is fused. */
#if defined(__x86_64__)
__attribute__((target("avx2"))) static void add_tile_avx2(const double *a, const double *b,
                                                          size_t rows, double *tile) {
    add_tile(a, b, rows, tile);
}
#endif

static tile_adder tile_adder_here(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return add_tile_avx2;
    }
#endif
    return add_tile_anywhere;
}

void desi_panels_multiply(const struct desi_panels *a, const struct desi_panels *b, size_t rows,
                          double *sums) {
    const size_t step = (size_t)DESI_WINDOW * DESI_LANES;
    const tile_adder add = tile_adder_here();
    double *tile = sums;
    for (size_t i = 0; i < a->count; i++) {
        size_t count = b == NULL ? i + 1 : b->count;
        const double *right = b == NULL ? a->at : b->at;
        for (size_t j = 0; j < count; j++, tile += DESI_TILE) {
            add(a->at + i * step, right + j * step, rows, tile);
        }
    }
}

size_t desi_panels_sums(size_t a_columns, size_t b_columns) {
    return desi_panels_for(a_columns) * desi_panels_for(b_columns) * DESI_TILE;
}

size_t desi_panels_own_sums(size_t columns) {
    size_t panels = desi_panels_for(columns);
    return panels * (panels + 1) / 2 * DESI_TILE;
}

static double in_tile(const double *tile, size_t i, size_t j) {
    return tile[i % DESI_LANES * DESI_LANES + j % DESI_LANES];
}

double desi_panels_own_sum(const double *sums, size_t i, size_t j) {
    size_t low = i < j ? i : j, high = i < j ? j : i;
    size_t panel = high / DESI_LANES;
    return in_tile(sums + (panel * (panel + 1) / 2 + low / DESI_LANES) * DESI_TILE, high, low);
}

double desi_panels_sum(const double *sums, size_t b_columns, size_t i, size_t j) {
    size_t tile = i / DESI_LANES * desi_panels_for(b_columns) + j / DESI_LANES;
    return in_tile(sums + tile * DESI_TILE, i, j);
}

/* ---- combinations ---- */

/* Rows that are added up together; a window is a whole number of them. */
static void combine_rows(const struct desi_panels *panels, const size_t *column, size_t count,
                         const double *restrict weight, size_t row, double *restrict out) {
    double sum[TOGETHER][DESI_LANES] = {{0.0}};
    for (size_t k = 0; k < count; k++) {
        const double *from = desi_panels_column(panels, column[k]) + row * DESI_LANES;
        for (size_t i = 0; i < TOGETHER; i++) {
            for (size_t lane = 0; lane < DESI_LANES; lane++) {
                sum[i][lane] += weight[k * DESI_LANES + lane] * from[i * DESI_LANES];
            }
        }
    }
    memcpy(out + row * DESI_LANES, sum, sizeof sum);
}

void desi_panels_combine(const struct desi_panels *panels, const size_t *column, size_t count,
                         const double *weight, size_t rows, double *out) {
    for (size_t row = 0; row < rows; row += TOGETHER) {
        combine_rows(panels, column, count, weight, row, out);
    }
}
