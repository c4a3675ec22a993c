/* engine/stats/quantile.c - a quantile between two order statistics. */
#include "des/quantile.h"

#include <math.h>

#include "des/dist.h"
#include "des/stats.h"

/* How many of n values lie below the quantile is binomial (n, p): the bounds are the
 * values of the ranks between which it lies with the confidence asked for. */
struct des_quantile_interval des_quantile_with_interval(double *x, size_t n, double p,
                                                        double confidence) {
    double nan = (double)NAN;
    if (n == 0 || !(p > 0.0 && p < 1.0) || !(confidence > 0.0 && confidence < 1.0)) {
        return (struct des_quantile_interval){nan, nan, nan, nan, n};
    }
    struct des_dist below = {DES_DIST_BINOMIAL, {(double)n, p}};
    double outside = 0.5 * (1.0 - confidence);
    double rank_low = des_dist_quantile(&below, outside);
    double rank_high = des_dist_quantile(&below, 1.0 - outside) + 1.0;
    double value = des_quantile(x, n, p); /* sorts */
    return (struct des_quantile_interval){
        .value = value,
        .low = rank_low >= 1.0 ? x[(size_t)rank_low - 1] : -(double)INFINITY,
        .high = rank_high <= (double)n ? x[(size_t)rank_high - 1] : (double)INFINITY,
        .coverage = des_dist_cdf(&below, rank_high - 1.0) - des_dist_cdf(&below, rank_low - 1.0),
        .n = n,
    };
}
