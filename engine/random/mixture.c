/* engine/random/mixture.c - mixtures and truncation of distributions. */
#include "des/table.h"

#include <math.h>

/* ---- mixtures ---- */

enum des_status des_mixture_check(const struct des_mixture *mixture, struct des_error *error) {
    double total = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        enum des_status status = des_dist_check(&mixture->part[i], error);
        if (status != DES_OK) {
            return status;
        }
        if (!(mixture->share[i] >= 0.0)) {
            return des_fail(error, DES_ERANGE, "A share of a mixture must be 0 or more, not %g.",
                            mixture->share[i]);
        }
        total += mixture->share[i];
    }
    if (!(fabs(total - 1.0) <= 1e-9)) {
        return des_fail(error, DES_ERANGE, "The shares of a mixture must sum to 1, not %g.", total);
    }
    return DES_OK;
}

/* The last part of any share takes what rounding leaves of the uniform. */
static size_t choose(const struct des_mixture *mixture, double u) {
    size_t chosen = 0;
    double sum = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        if (mixture->share[i] > 0.0) {
            chosen = i;
            sum += mixture->share[i];
            if (u < sum) {
                break;
            }
        }
    }
    return chosen;
}

double des_mixture_draw(const struct des_mixture *mixture, struct des_stream *stream) {
    size_t chosen = choose(mixture, des_stream_uniform(stream));
    return des_dist_draw(&mixture->part[chosen], stream);
}

double des_mixture_cdf(const struct des_mixture *mixture, double x) {
    double share = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        share += mixture->share[i] * des_dist_cdf(&mixture->part[i], x);
    }
    return share;
}

double des_mixture_mean(const struct des_mixture *mixture) {
    double mean = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        mean +=
            mixture->share[i] > 0.0 ? mixture->share[i] * des_dist_mean(&mixture->part[i]) : 0.0;
    }
    return mean;
}

/* ---- truncation ---- */

#define SHARE_LOWEST 1e-9 /* below it the quantile has no digits left */

static double share_up_to(const struct des_dist *dist, double x) {
    return isinf(x) ? (x > 0.0 ? 1.0 : 0.0) : des_dist_cdf(dist, x);
}

/* What lies below `low` is what is at or below the number before it: right for counts, and
 * the same for continuous kinds. */
enum des_status des_truncated_init(struct des_truncated *truncated, const struct des_dist *dist,
                                   double low, double high, struct des_error *error) {
    if (!(low < high)) {
        return des_fail(error, DES_ERANGE, "A distribution cannot be kept between %g and %g.", low,
                        high);
    }
    double below = share_up_to(dist, nextafter(low, -(double)INFINITY));
    double share = share_up_to(dist, high) - below;
    if (!(share >= SHARE_LOWEST)) {
        return des_fail(error, DES_ERANGE,
                        "A %s distribution has next to nothing between %g and %g.",
                        des_dist_info(dist->kind)->name, low, high);
    }
    *truncated = (struct des_truncated){*dist, low, high, below, share};
    return DES_OK;
}

double des_truncated_quantile(const struct des_truncated *truncated, double u) {
    if (!(u > 0.0 && u < 1.0)) {
        return (double)NAN;
    }
    double p = fmin(truncated->below + u * truncated->share, 1.0 - 0x1p-53);
    double x = des_dist_quantile(&truncated->dist, p);
    return fmin(fmax(x, truncated->low), truncated->high);
}

double des_truncated_draw(const struct des_truncated *truncated, struct des_stream *stream) {
    return des_truncated_quantile(truncated, des_stream_uniform(stream));
}

double des_truncated_cdf(const struct des_truncated *truncated, double x) {
    if (x < truncated->low || x >= truncated->high) {
        return x < truncated->low ? 0.0 : 1.0;
    }
    return (share_up_to(&truncated->dist, x) - truncated->below) / truncated->share;
}
