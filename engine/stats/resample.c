#include "resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/random.h"
#include "des/stats.h"

static struct des_stream stream_of(uint64_t seed, size_t resample, uint64_t part) {
    const struct des_random random = {seed, resample};
    return des_stream_at(&random, part, des_purpose_named("bootstrap"), part > 0 ? 1 : 0);
}

static size_t draw_row(struct des_stream *stream, size_t n) {
    size_t row = (size_t)(des_stream_uniform(stream) * (double)n);
    return row < n ? row : n - 1;
}

void desi_resample(uint64_t seed, size_t resample, uint32_t *weight, size_t n) {
    struct des_stream stream = stream_of(seed, resample, 0);
    memset(weight, 0, n * sizeof *weight);
    for (size_t i = 0; i < n; i++) {
        weight[draw_row(&stream, n)]++;
    }
}

enum des_status desi_resamples_init(struct desi_resamples *resamples, uint64_t seed, size_t n,
                                    size_t count) {
    size_t parts = (n + DESI_PART - 1) / DESI_PART;
    uint32_t *in_part = calloc(count * parts + 1, sizeof *in_part);
    if (in_part == NULL) {
        return DES_ENOMEM;
    }
    *resamples = (struct desi_resamples){seed, n, count, parts, in_part};
    for (size_t r = 0; r < count && parts > 1; r++) {
        struct des_stream stream = stream_of(seed, r, 0);
        for (size_t i = 0; i < n; i++) {
            in_part[r * parts + draw_row(&stream, n) / DESI_PART]++;
        }
    }
    return DES_OK;
}

void desi_resamples_fini(struct desi_resamples *resamples) {
    free(resamples->in_part);
    *resamples = (struct desi_resamples){0};
}

void desi_resamples_part(const struct desi_resamples *resamples, size_t resample, size_t part,
                         uint32_t *weight) {
    if (resamples->parts == 1) {
        desi_resample(resamples->seed, resample, weight, resamples->n);
        return;
    }
    struct des_stream stream = stream_of(resamples->seed, resample, 1 + part);
    size_t left = resamples->n - part * DESI_PART, size = left < DESI_PART ? left : DESI_PART;
    memset(weight, 0, size * sizeof *weight);
    for (size_t i = 0; i < resamples->in_part[resample * resamples->parts + part]; i++) {
        weight[draw_row(&stream, size)]++;
    }
}

struct des_bounded desi_percentiles(double estimate, double *values, size_t count) {
    if (count == 0) {
        return (struct des_bounded){estimate, (double)NAN, (double)NAN};
    }
    double low = des_quantile(values, count, 0.025);
    return (struct des_bounded){estimate, low, des_quantile(values, count, 0.975)};
}
