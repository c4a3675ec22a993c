/* engine/stats/ratio.c - a ratio of two means, and how well it is known. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "resample.h"

static double ratio_of(const double *above, const double *below, const uint32_t *weight, size_t n) {
    double sums[2] = {0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        double w = weight == NULL ? 1.0 : (double)weight[i];
        sums[0] += w * above[i];
        sums[1] += w * below[i];
    }
    return sums[0] / sums[1];
}

enum des_status des_ratio_of_means(const double *above, const double *below, size_t n,
                                   uint64_t seed, size_t resamples, struct des_bounded *ratio) {
    if (n < 2) {
        return DES_ERANGE;
    }
    uint32_t *weight = calloc(n, sizeof *weight);
    double *kept = calloc(resamples + 1, sizeof *kept);
    enum des_status status = weight == NULL || kept == NULL ? DES_ENOMEM : DES_OK;
    for (size_t r = 0; r < resamples && status == DES_OK; r++) {
        desi_resample(seed, r, weight, n);
        kept[r] = ratio_of(above, below, weight, n);
    }
    if (status == DES_OK) {
        *ratio = desi_percentiles(ratio_of(above, below, NULL, n), kept, resamples);
    }
    free(weight);
    free(kept);
    return status;
}
