/* tests/engine/ks.h - the Kolmogorov-Smirnov distance of a sample. */
#ifndef AKSIM_TESTS_KS_H
#define AKSIM_TESTS_KS_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The critical distance at a significance of 0.001 (asymptotic). */
#define KS_CRITICAL_1_PER_MILLE(n) (1.9495 / sqrt((double)(n)))

typedef double (*ks_cdf)(const double *a, double x);

static inline int ks_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts x.  For a discrete distribution only the steps' upper ends count. */
static inline double ks_distance(double *x, size_t n, ks_cdf cdf, const double *a, bool discrete) {
    double worst = 0.0;
    qsort(x, n, sizeof *x, ks_compare);
    for (size_t i = 0; i < n; i++) {
        double p = cdf(a, x[i]);
        if (!discrete) {
            worst = fmax(worst, fabs(p - (double)i / (double)n));
        }
        if (i + 1 == n || x[i + 1] > x[i]) {
            worst = fmax(worst, fabs(p - (double)(i + 1) / (double)n));
        }
    }
    return worst;
}

#endif
