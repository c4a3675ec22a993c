/* engine/random/dist_plain.c - kinds whose quantile is a formula of a line.
 *
 * A draw is the quantile of one uniform, so that it is monotone in the word.  Where a
 * function of des/random.h makes the same from a word, faster or with a digit more in
 * the tail, the draw takes that. */
#include "dist_kinds.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "inversion.h"

/* ---- constant ---- */

static double constant_draw(const double *a, struct des_stream *stream) {
    (void)stream;
    return a[0];
}

static double constant_quantile(const double *a, double u) {
    (void)u;
    return a[0];
}

static double constant_cdf(const double *a, double x) {
    return x >= a[0] ? 1.0 : 0.0;
}

const struct desi_kind desi_constant = {
    .info = {"constant", 1, {"value"}, "always the same value"},
    .range = {DESI_ANY},
    .ordered_from = 1,
    .inversion = true,
    .draw = constant_draw,
    .quantile = constant_quantile,
    .cdf = constant_cdf,
    .mean = desi_first,
    .low = desi_first,
    .high = desi_first,
};

/* ---- uniform ---- */

static double uniform_quantile(const double *a, double u) {
    return a[0] + u * (a[1] - a[0]);
}

static double uniform_cdf(const double *a, double x) {
    return x < a[0] ? 0.0 : x < a[1] ? (x - a[0]) / (a[1] - a[0]) : 1.0;
}

static double uniform_mean(const double *a) {
    return a[0] + 0.5 * (a[1] - a[0]);
}

const struct desi_kind desi_uniform = {
    .info = {"uniform", 2, {"low", "high"}, "every value between two is as likely"},
    .range = {DESI_ANY, DESI_ANY},
    .ordered_from = 0,
    .inversion = true,
    .quantile = uniform_quantile,
    .cdf = uniform_cdf,
    .mean = uniform_mean,
    .low = desi_first,
    .high = desi_second,
};

/* ---- triangular: low, mode, high ---- */

static double triangular_quantile(const double *a, double u) {
    double width = a[2] - a[0], rise = a[1] - a[0];
    if (u * width < rise) {
        return a[0] + sqrt(u * width * rise);
    }
    return a[2] - sqrt((1.0 - u) * width * (a[2] - a[1]));
}

static double triangular_cdf(const double *a, double x) {
    if (x < a[0] || x >= a[2]) {
        return x < a[0] ? 0.0 : 1.0;
    }
    double width = a[2] - a[0];
    if (x < a[1]) {
        return (x - a[0]) * (x - a[0]) / (width * (a[1] - a[0]));
    }
    return 1.0 - (a[2] - x) * (a[2] - x) / (width * (a[2] - a[1]));
}

static double triangular_mean(const double *a) {
    return (a[0] + a[1] + a[2]) / 3.0;
}

const struct desi_kind desi_triangular = {
    .info = {"triangular",
             3,
             {"low", "mode", "high"},
             "between two values, most often near a third"},
    .range = {DESI_ANY, DESI_ANY, DESI_ANY},
    .ordered_from = 0,
    .inversion = true,
    .quantile = triangular_quantile,
    .cdf = triangular_cdf,
    .mean = triangular_mean,
    .low = desi_first,
    .high = desi_third,
};

/* ---- normal: mean, sd ---- */

static double normal_quantile(const double *a, double u) {
    return a[0] + a[1] * desi_normal_quantile(u);
}

static double normal_draw(const double *a, struct des_stream *stream) {
    return a[0] + a[1] * des_normal_from(des_stream_word(stream));
}

static double normal_cdf(const double *a, double x) {
    return a[1] > 0.0 ? gsl_cdf_gaussian_P(x - a[0], a[1]) : constant_cdf(a, x);
}

const struct desi_kind desi_normal = {
    .info = {"normal", 2, {"mean", "sd"}, "bell-shaped; may be negative"},
    .range = {DESI_ANY, DESI_NOT_NEGATIVE},
    .ordered_from = 2,
    .inversion = true,
    .draw = normal_draw,
    .quantile = normal_quantile,
    .cdf = normal_cdf,
    .mean = desi_first,
    .low = desi_none_below,
    .high = desi_none_above,
};

/* ---- truncated normal: mean, sd, low, high ----
 *
 * In standard units and mirrored when the interval lies right of the mean, so
 * that probabilities are always taken from the accurate lower tail. */

struct interval {
    double low, high; /* in standard deviations from the mean */
    bool mirrored;
};

static struct interval standard(const double *a) {
    double low = (a[2] - a[0]) / a[1], high = (a[3] - a[0]) / a[1];
    if (low > 0.0) {
        return (struct interval){-high, -low, true};
    }
    return (struct interval){low, high, false};
}

double desi_truncated_share(const double *a) {
    struct interval z = standard(a);
    return gsl_cdf_ugaussian_P(z.high) - gsl_cdf_ugaussian_P(z.low);
}

static double truncated_quantile(const double *a, double u) {
    struct interval z = standard(a);
    double below = gsl_cdf_ugaussian_P(z.low);
    double share = gsl_cdf_ugaussian_P(z.high) - below;
    double p = below + (z.mirrored ? 1.0 - u : u) * share;
    double x = p > 0.0 && p < 1.0 ? desi_normal_quantile(p) : p > 0.0 ? z.high : z.low;
    double value = a[0] + a[1] * (z.mirrored ? -x : x);
    return fmin(fmax(value, a[2]), a[3]);
}

static double truncated_cdf(const double *a, double x) {
    if (x < a[2] || x >= a[3]) {
        return x < a[2] ? 0.0 : 1.0;
    }
    struct interval z = standard(a);
    double at = (x - a[0]) / a[1], share = desi_truncated_share(a);
    if (z.mirrored) {
        return (gsl_cdf_ugaussian_P(z.high) - gsl_cdf_ugaussian_P(-at)) / share;
    }
    return (gsl_cdf_ugaussian_P(at) - gsl_cdf_ugaussian_P(z.low)) / share;
}

static double truncated_mean(const double *a) {
    struct interval z = standard(a);
    double shift =
        (gsl_ran_ugaussian_pdf(z.low) - gsl_ran_ugaussian_pdf(z.high)) / desi_truncated_share(a);
    return fmin(fmax(a[0] + a[1] * (z.mirrored ? -shift : shift), a[2]), a[3]);
}

const struct desi_kind desi_truncated_normal = {
    .info = {"truncated_normal",
             4,
             {"mean", "sd", "low", "high"},
             "a normal kept between two values; mean and sd are those before truncation"},
    .range = {DESI_ANY, DESI_POSITIVE, DESI_ANY, DESI_ANY},
    .ordered_from = 2,
    .inversion = true,
    .quantile = truncated_quantile,
    .cdf = truncated_cdf,
    .mean = truncated_mean,
    .low = desi_third,
    .high = desi_fourth,
};

/* ---- lognormal: median, sigma ---- */

static double lognormal_quantile(const double *a, double u) {
    return a[0] * exp(a[1] * desi_normal_quantile(u));
}

static double lognormal_draw(const double *a, struct des_stream *stream) {
    return des_lognormal_from(des_stream_word(stream), a[0], a[1]);
}

static double lognormal_cdf(const double *a, double x) {
    if (x <= 0.0 || a[1] == 0.0) {
        return x > 0.0 ? constant_cdf(a, x) : 0.0;
    }
    return gsl_cdf_ugaussian_P(log(x / a[0]) / a[1]);
}

static double lognormal_mean(const double *a) {
    return a[0] * exp(0.5 * a[1] * a[1]);
}

const struct desi_kind desi_lognormal = {
    .info = {"lognormal",
             2,
             {"median", "sigma"},
             "positive, with a long tail; sigma is the sd of the logarithm"},
    .range = {DESI_POSITIVE, DESI_NOT_NEGATIVE},
    .ordered_from = 2,
    .inversion = true,
    .draw = lognormal_draw,
    .quantile = lognormal_quantile,
    .cdf = lognormal_cdf,
    .mean = lognormal_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- two-piece lognormal: median, sigma_below, sigma_above ----
 *
 * Half of a lognormal on either side of their common median: quantiles are those of the
 * side that they lie on, so that a median and an interval give it. */

static double two_piece_quantile(const double *a, double u) {
    return a[0] * exp((u < 0.5 ? a[1] : a[2]) * desi_normal_quantile(u));
}

static double two_piece_cdf(const double *a, double x) {
    return x <= 0.0 ? 0.0 : gsl_cdf_ugaussian_P(log(x / a[0]) / (x < a[0] ? a[1] : a[2]));
}

static double two_piece_mean(const double *a) {
    return a[0] * (exp(0.5 * a[1] * a[1]) * gsl_cdf_ugaussian_P(-a[1]) +
                   exp(0.5 * a[2] * a[2]) * gsl_cdf_ugaussian_P(a[2]));
}

const struct desi_kind desi_two_piece_lognormal = {
    .info = {"two_piece_lognormal",
             3,
             {"median", "sigma_below", "sigma_above"},
             "half of a lognormal on either side of the median: a median and an interval"},
    .range = {DESI_POSITIVE, DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 3,
    .inversion = true,
    .quantile = two_piece_quantile,
    .cdf = two_piece_cdf,
    .mean = two_piece_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- exponential: mean ---- */

static double exponential_quantile(const double *a, double u) {
    return -a[0] * log1p(-u);
}

static double exponential_draw(const double *a, struct des_stream *stream) {
    return des_exponential_from(des_stream_word(stream), a[0]);
}

static double exponential_cdf(const double *a, double x) {
    return x > 0.0 ? -expm1(-x / a[0]) : 0.0;
}

const struct desi_kind desi_exponential = {
    .info = {"exponential", 1, {"mean"}, "time to an event of constant rate"},
    .range = {DESI_POSITIVE},
    .ordered_from = 1,
    .inversion = true,
    .draw = exponential_draw,
    .quantile = exponential_quantile,
    .cdf = exponential_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Weibull: shape, scale ---- */

static double weibull_quantile(const double *a, double u) {
    return a[1] * pow(-log1p(-u), 1.0 / a[0]);
}

static double weibull_draw(const double *a, struct des_stream *stream) {
    return des_weibull_from(des_stream_word(stream), a[0], a[1]);
}

static double weibull_cdf(const double *a, double x) {
    return x > 0.0 ? -expm1(-pow(x / a[1], a[0])) : 0.0;
}

static double weibull_mean(const double *a) {
    return a[1] * tgamma(1.0 + 1.0 / a[0]);
}

const struct desi_kind desi_weibull = {
    .info = {"weibull",
             2,
             {"shape", "scale"},
             "time to an event whose rate rises (shape > 1) or falls"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .draw = weibull_draw,
    .quantile = weibull_quantile,
    .cdf = weibull_cdf,
    .mean = weibull_mean,
    .low = desi_zero,
    .high = desi_none_above,
};
