/* engine/stats/resample.h - the bootstrap, with placed draws. */
#ifndef DESI_RESAMPLE_H
#define DESI_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "des/sensitivity.h"

/* How often each of n rows is drawn in the resample-th bootstrap sample. */
void desi_resample(uint64_t seed, size_t resample, uint32_t *weight, size_t n);

/* The same a part at a time, in memory that grows with n / DESI_PART only: it is drawn first how
 * many rows of a resample lie in each part, then which.  Up to DESI_PART rows there is one part,
 * with the weights of desi_resample. */
enum { DESI_PART = 8192 };
struct desi_resamples {
    uint64_t seed;
    size_t n, count, parts;
    uint32_t *in_part; /* count x parts */
};
/* DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_resamples_init(struct desi_resamples *resamples, uint64_t seed,
                                                  size_t n, size_t count);
void desi_resamples_fini(struct desi_resamples *resamples);
/* How often each row of a part is drawn: `weight` of DESI_PART numbers. */
void desi_resamples_part(const struct desi_resamples *resamples, size_t resample, size_t part,
                         uint32_t *weight);

/* The 2.5 % and 97.5 % quantiles of `values`, which are sorted, around an estimate. */
struct des_bounded desi_percentiles(double estimate, double *values, size_t count);

#endif
