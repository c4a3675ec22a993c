/* include/des/quantile.h - the spread of observations: quantiles with intervals, a sketch
 * in bounded memory, histograms. */
#ifndef DES_QUANTILE_H
#define DES_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

/* ---- of values in memory ---- */

/* A quantile of n independent values, with the interval between two of them that covers
 * it whatever the distribution (David and Nagaraja 2003, Order Statistics, 7.1,
 * doi:10.1002/0471722162). */
struct des_quantile_interval {
    double value;     /* des_quantile: type 7 */
    double low, high; /* infinite where n is too small for a bound */
    double coverage;  /* at least the confidence asked for; exact for continuous values */
    size_t n;
};
/* Sorts x in place.  NaN for n = 0, p outside (0, 1) or confidence outside (0, 1). */
DES_API struct des_quantile_interval des_quantile_with_interval(double *x, size_t n, double p,
                                                                double confidence);

/* ---- in bounded memory ---- */

/* Counts of observations in bins whose width grows with the value: every quantile within
 * 1/128 of its own size (Masson, Rim and Lee 2019, doi:10.14778/3352063.3352135, with
 * bins found from the bits of the number instead of its logarithm).  Counts add up, so
 * merged sketches equal one sketch of all, whatever the order.  64 KiB.
 * Magnitudes below 2^-32 count as 0, those from 2^32 on as 2^32; extremes are exact. */
struct des_sketch; /* opaque */

/* Owned by the caller; NULL when out of memory. */
DES_API struct des_sketch *des_sketch_create(void);
DES_API void des_sketch_destroy(struct des_sketch *sketch); /* NULL is allowed */
/* DES_OK; DES_ERANGE for NaN, which is not counted.  O(1). */
DES_API DES_NODISCARD enum des_status des_sketch_add(struct des_sketch *sketch, double x);
DES_API void des_sketch_merge(struct des_sketch *into, const struct des_sketch *other);
DES_API uint64_t des_sketch_count(const struct des_sketch *sketch);
/* The value at or below which a share p of the observations lies: exactly the extremes
 * for p 0 and 1.  NaN when empty or p is outside 0 to 1. */
DES_API double des_sketch_quantile(const struct des_sketch *sketch, double p);

/* ---- histograms ---- */

/* Equal bins from low to high; a bin holds its lower edge.  Weights are 1 for counts, or
 * times (how long was the queue so long?). */
struct des_histogram {
    double low, high;
    size_t bins;
    double *weight;      /* bins numbers */
    double below, above; /* low; high and up */
};
/* DES_OK; DES_ERANGE unless low < high, both finite, and bins > 0; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_histogram_init(struct des_histogram *histogram,
                                                         double low, double high, size_t bins);
DES_API void des_histogram_fini(struct des_histogram *histogram);
/* DES_OK; DES_ERANGE for NaN or a weight that is negative or not finite. */
DES_API DES_NODISCARD enum des_status des_histogram_add(struct des_histogram *histogram, double x,
                                                        double weight);
/* DES_OK; DES_ERANGE when the bins differ. */
DES_API DES_NODISCARD enum des_status des_histogram_merge(struct des_histogram *into,
                                                          const struct des_histogram *other);
/* Lower edge of a bin; of `bins`: the upper edge of the last. */
DES_API double des_histogram_edge(const struct des_histogram *histogram, size_t bin);
DES_API double des_histogram_total(const struct des_histogram *histogram);

#endif
