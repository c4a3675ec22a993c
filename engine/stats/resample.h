/* engine/stats/resample.h - the bootstrap, with placed draws. */
#ifndef DESI_RESAMPLE_H
#define DESI_RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "des/sensitivity.h"

/* How often each of n rows is drawn in the resample-th bootstrap sample. */
void desi_resample(uint64_t seed, size_t resample, uint32_t *weight, size_t n);
/* The 2.5 % and 97.5 % quantiles of `values`, which are sorted, around an estimate. */
struct des_bounded desi_percentiles(double estimate, double *values, size_t count);

#endif
