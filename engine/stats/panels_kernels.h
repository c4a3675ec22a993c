/* engine/stats/panels_kernels.h - the inner loops of panels.c, which includes them once for each
 * size of registers: KERNEL(name) names a function, KERNEL_BYTES is that size, KERNEL_TARGET an
 * attribute. */
/* clang-format off */
KERNEL_TARGET static void KERNEL(add_tile)(const double *a, const double *b, size_t rows,
                                           double *tile) {
    typedef double several __attribute__((vector_size(KERNEL_BYTES), aligned(8), may_alias));
    enum { VECTORS = DESI_LANES * sizeof(double) / KERNEL_BYTES };
    for (size_t top = 0; top < DESI_LANES; top += KERNEL_ROWS) {
        several sum[KERNEL_ROWS][VECTORS];
        several *kept = (several *)(tile + top * DESI_LANES);
        for (size_t i = 0; i < KERNEL_ROWS; i++) {
            for (size_t v = 0; v < VECTORS; v++) {
                sum[i][v] = kept[i * VECTORS + v];
            }
        }
        for (size_t row = 0; row < rows; row++) {
            const several *right = (const several *)(b + row * DESI_LANES);
            for (size_t i = 0; i < KERNEL_ROWS; i++) {
                for (size_t v = 0; v < VECTORS; v++) {
                    sum[i][v] += a[row * DESI_LANES + top + i] * right[v];
                }
            }
        }
        for (size_t i = 0; i < KERNEL_ROWS; i++) {
            for (size_t v = 0; v < VECTORS; v++) {
                kept[i * VECTORS + v] = sum[i][v];
            }
        }
    }
}

KERNEL_TARGET static void KERNEL(combine)(const struct desi_panels *panels, const size_t *column,
                                          size_t count, const double *weight, size_t row,
                                          double *out) {
    typedef double several __attribute__((vector_size(KERNEL_BYTES), aligned(8), may_alias));
    enum { VECTORS = DESI_LANES * sizeof(double) / KERNEL_BYTES };
    several sum[KERNEL_ROWS][VECTORS] = {{{0.0}}};
    for (size_t k = 0; k < count; k++) {
        const double *from = desi_panels_column(panels, column[k]) + row * DESI_LANES;
        const several *right = (const several *)(weight + k * DESI_LANES);
        for (size_t i = 0; i < KERNEL_ROWS; i++) {
            for (size_t v = 0; v < VECTORS; v++) {
                sum[i][v] += right[v] * from[i * DESI_LANES];
            }
        }
    }
    several *kept = (several *)(out + row * DESI_LANES);
    for (size_t i = 0; i < KERNEL_ROWS; i++) {
        for (size_t v = 0; v < VECTORS; v++) {
            kept[i * VECTORS + v] = sum[i][v];
        }
    }
}

#undef KERNEL
#undef KERNEL_BYTES
#undef KERNEL_TARGET
