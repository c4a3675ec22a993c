#include "des/stats.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "interval.h"

double des_t_quantile(double confidence, double df) {
    if (!(confidence > 0 && confidence < 1 && df > 0)) {
        return (double)NAN;
    }
    return gsl_cdf_tdist_Qinv((1 - confidence) / 2, df);
}

/* From an estimate and its standard error, with n - 1 degrees of freedom. */
static struct des_interval interval_of(double mean, double standard_error, size_t n,
                                       double confidence) {
    double half = n > 1 ? des_t_quantile(confidence, (double)n - 1) * standard_error : (double)NAN;
    return (struct des_interval){mean, mean - half, mean + half, half, n};
}

struct des_interval desi_interval_of_tally(const struct des_tally *tally, double confidence) {
    double standard_error = des_tally_sd(tally) / sqrt((double)tally->n);
    return interval_of(des_tally_mean(tally), standard_error, (size_t)tally->n, confidence);
}

struct des_interval des_interval_t(const double *x, size_t n, double confidence) {
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&tally, x[i]);
    }
    return desi_interval_of_tally(&tally, confidence);
}

static double mean_of(const double *x, size_t n) {
    struct des_sum sum = {0};
    for (size_t i = 0; i < n; i++) {
        des_sum_add(&sum, x[i]);
    }
    return des_sum_total(&sum) / (double)n;
}

/* NaN when one of them does not vary. */
static double correlation_of(const double *a, const double *b, size_t n) {
    double mean_a = mean_of(a, n), mean_b = mean_of(b, n);
    struct des_sum aa = {0}, bb = {0}, ab = {0};
    for (size_t i = 0; i < n; i++) {
        double from_a = a[i] - mean_a, from_b = b[i] - mean_b;
        des_sum_add(&aa, from_a * from_a);
        des_sum_add(&bb, from_b * from_b);
        des_sum_add(&ab, from_a * from_b);
    }
    double scale = sqrt(des_sum_total(&aa)) * sqrt(des_sum_total(&bb));
    if (!(scale > 0)) {
        return (double)NAN;
    }
    return fmax(-1, fmin(1, des_sum_total(&ab) / scale));
}

struct des_interval des_interval_paired(const double *a, const double *b, size_t n,
                                        double confidence, double *correlation) {
    struct des_tally difference;
    des_tally_init(&difference);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&difference, a[i] - b[i]);
    }
    if (correlation) {
        *correlation = correlation_of(a, b, n);
    }
    return desi_interval_of_tally(&difference, confidence);
}

/* The variance of a ratio is that of the residuals a - R b over the mean of b
 * squared; no finite-population correction. */
struct des_interval des_interval_ratio(const double *a, const double *b, size_t n,
                                       double confidence) {
    double mean_b = mean_of(b, n);
    if (n == 0 || mean_b == 0) {
        return interval_of((double)NAN, (double)NAN, n, confidence);
    }
    double ratio = mean_of(a, n) / mean_b;
    struct des_sum squares = {0};
    for (size_t i = 0; i < n; i++) {
        double residual = a[i] - ratio * b[i];
        des_sum_add(&squares, residual * residual);
    }
    double count = (double)n;
    double variance = n > 1 ? des_sum_total(&squares) / (count - 1) : (double)NAN;
    return interval_of(ratio, sqrt(variance / count) / fabs(mean_b), n, confidence);
}

/* NaN last, so that the order is total. */
static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    if (isnan(a) || isnan(b)) {
        return (isnan(a) != 0) - (isnan(b) != 0);
    }
    return (a > b) - (a < b);
}

/* Who asks for several quantiles pays for one sorting. */
static bool is_sorted(const double *x, size_t n) {
    size_t i = 1;
    while (i < n && compare(&x[i - 1], &x[i]) <= 0) {
        i++;
    }
    return i >= n;
}

double des_quantile(double *x, size_t n, double p) {
    if (n == 0 || !(p >= 0 && p <= 1)) {
        return (double)NAN;
    }
    if (!is_sorted(x, n)) {
        qsort(x, n, sizeof(*x), compare);
    }
    double position = (double)(n - 1) * p;
    size_t below = (size_t)position;
    if (below + 1 >= n) {
        return x[n - 1];
    }
    return x[below] + (position - (double)below) * (x[below + 1] - x[below]);
}
