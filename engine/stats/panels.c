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

/* Rows of a tile, or of a window, that are added up together: their sums fit into registers. */
enum { KERNEL_ROWS = 4 };

/* ---- for registers of two sizes ---- */

#define KERNEL(name) name##_plain
#define KERNEL_BYTES 16
#define KERNEL_TARGET
#include "panels_kernels.h"

/* Nothing is fused, and each sum is added up as before: the results are the same. */
#if defined(__x86_64__)
#define KERNEL(name) name##_avx2
#define KERNEL_BYTES 32
#define KERNEL_TARGET __attribute__((target("avx2")))
#include "panels_kernels.h"
#define KERNEL_HERE(name) (__builtin_cpu_supports("avx2") ? name##_avx2 : name##_plain)
#else
#define KERNEL_HERE(name) name##_plain
#endif

/* ---- products ---- */

void desi_panels_multiply(const struct desi_panels *a, const struct desi_panels *b, size_t rows,
                          double *sums) {
    const size_t step = (size_t)DESI_WINDOW * DESI_LANES;
    void (*add)(const double *, const double *, size_t, double *) = KERNEL_HERE(add_tile);
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

void desi_panels_combine(const struct desi_panels *panels, const size_t *column, size_t count,
                         const double *weight, size_t rows, double *out) {
    void (*combine)(const struct desi_panels *, const size_t *, size_t, const double *, size_t,
                    double *) = KERNEL_HERE(combine);
    for (size_t row = 0; row < rows; row += KERNEL_ROWS) {
        combine(panels, column, count, weight, row, out);
    }
}
