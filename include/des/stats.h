/* include/des/stats.h - what is learnt from numbers: tallies, time-weighted means,
 * intervals.
 *
 * Sums are compensated (Neumaier 1974) and moments updated in one pass (Welford
 * 1962, doi:10.2307/1266577; merging: Chan et al. 1979), so results do not
 * depend on magnitude.  All types live in the caller's memory; adding to one is O(1).
 * Thread-safe but for the record that is passed in. */
#ifndef DES_STATS_H
#define DES_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

/* Count, mean, variance, extremes of observations. */
struct des_tally {
    uint64_t n;
    double mean, m2;
    double min, max; /* +inf, -inf while empty */
};
DES_API void des_tally_init(struct des_tally *tally);
DES_API void des_tally_add(struct des_tally *tally, double x);
DES_API void des_tally_merge(struct des_tally *into, const struct des_tally *other);
DES_API double des_tally_mean(const struct des_tally *tally);     /* NaN when empty */
DES_API double des_tally_variance(const struct des_tally *tally); /* n - 1; NaN below 2 */
DES_API double des_tally_sd(const struct des_tally *tally);

/* The integral over time of a piecewise constant quantity. */
struct des_timed {
    double start, last; /* of the observed period; of the last change */
    double level;
    double integral, compensation;
    double max;
};
DES_API void des_timed_init(struct des_timed *timed, double now, double level);
/* `now` never falls. */
DES_API void des_timed_set(struct des_timed *timed, double now, double level);
DES_API void des_timed_reset(struct des_timed *timed, double now);        /* end of a warm-up */
DES_API double des_timed_mean(const struct des_timed *timed, double now); /* NaN over no time */

/* Those who waited for one thing: asked = served + left + waiting. */
struct des_queue_record {
    struct des_tally wait; /* of those served */
    uint64_t asked, served, left;
    size_t waiting;
    double mean_waiting; /* time-weighted */
    double max_waiting;
};

/* What a trace tells of one who waits.  Served: its event was scheduled.  Left: also when
 * that was taken back before the event fired. */
enum des_queue_change { DES_QUEUE_ASKED, DES_QUEUE_SERVED, DES_QUEUE_LEFT };

/* A two-sided confidence interval. */
struct des_interval {
    double mean, low, high, half_width;
    size_t n;
};
/* Student t interval of the mean; confidence in (0, 1).  NaN bounds below n = 2.  These three
 * O(n). */
DES_API struct des_interval des_interval_t(const double *x, size_t n, double confidence);
/* ... of the mean of a[i] - b[i]; *correlation may be NULL. */
DES_API struct des_interval des_interval_paired(const double *a, const double *b, size_t n,
                                                double confidence, double *correlation);
/* ... of sum(a) / sum(b) by linearisation (Cochran 1977, Sampling Techniques, 6.4). */
DES_API struct des_interval des_interval_ratio(const double *a, const double *b, size_t n,
                                               double confidence);
/* The t quantile for a two-sided interval with `df` > 0 degrees of freedom; NaN outside. */
DES_API double des_t_quantile(double confidence, double df);
/* Type 7 quantile (Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566) of n values, p in
 * [0, 1]; NaN outside, and of none.  Sorts x in place: O(n log n), O(n) when it is sorted. */
DES_API double des_quantile(double *x, size_t n, double p);

/* Compensated sum. */
struct des_sum {
    double sum, compensation;
};
DES_API void des_sum_add(struct des_sum *sum, double x);
DES_API double des_sum_total(const struct des_sum *sum);

#endif
