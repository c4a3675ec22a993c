#include "resample.h"

#include <math.h>
#include <string.h>

#include "des/random.h"
#include "des/stats.h"

void desi_resample(uint64_t seed, size_t resample, uint32_t *weight, size_t n) {
    const struct des_random random = {seed, resample};
    struct des_stream stream = des_stream_at(&random, 0, des_purpose_named("bootstrap"), 0);
    memset(weight, 0, n * sizeof *weight);
    for (size_t i = 0; i < n; i++) {
        size_t row = (size_t)(des_stream_uniform(&stream) * (double)n);
        weight[row < n ? row : n - 1]++;
    }
}

struct des_bounded desi_percentiles(double estimate, double *values, size_t count) {
    if (count == 0) {
        return (struct des_bounded){estimate, (double)NAN, (double)NAN};
    }
    double low = des_quantile(values, count, 0.025);
    return (struct des_bounded){estimate, low, des_quantile(values, count, 0.975)};
}
