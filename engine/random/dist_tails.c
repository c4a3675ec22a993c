/* engine/random/dist_tails.c - times and deviations with tails of many shapes.
 *
 * By inversion but for two: the hyperexponential and the inverse Gaussian have no quantile
 * in closed form, so that their draws are made another way. */
#include "dist_kinds.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "inversion.h"

static const double euler = 0.57721566490153286061;

/* ---- hyperexponential: share, mean1, mean2 ---- */

static double hyperexponential_mean(const double *a) {
    return a[0] * a[1] + (1.0 - a[0]) * a[2];
}

static double hyperexponential_cdf(const double *a, double x) {
    return x > 0.0 ? -a[0] * expm1(-x / a[1]) - (1.0 - a[0]) * expm1(-x / a[2]) : 0.0;
}

static double hyperexponential_quantile(const double *a, double u) {
    return desi_invert(hyperexponential_cdf, a, u, hyperexponential_mean(a));
}

static double hyperexponential_draw(const double *a, struct des_stream *stream) {
    double mean = des_stream_uniform(stream) < a[0] ? a[1] : a[2];
    return des_exponential_from(des_stream_word(stream), mean);
}

const struct desi_kind desi_hyperexponential = {
    .info = {"hyperexponential",
             3,
             {"share", "mean1", "mean2"},
             "exponential of mean1 for a share of the cases, of mean2 for the others"},
    .range = {DESI_SHARE, DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 3,
    .draw = hyperexponential_draw,
    .quantile = hyperexponential_quantile,
    .cdf = hyperexponential_cdf,
    .mean = hyperexponential_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- loglogistic: median, shape ---- */

static double loglogistic_quantile(const double *a, double u) {
    return a[0] * pow(u / (1.0 - u), 1.0 / a[1]);
}

static double loglogistic_cdf(const double *a, double x) {
    return x > 0.0 ? 1.0 / (1.0 + pow(x / a[0], -a[1])) : 0.0;
}

static double loglogistic_mean(const double *a) {
    double turn = 3.14159265358979323846 / a[1];
    return a[1] > 1.0 ? a[0] * turn / sin(turn) : INFINITY;
}

const struct desi_kind desi_loglogistic = {
    .info = {"loglogistic",
             2,
             {"median", "shape"},
             "positive, with a tail longer than a lognormal's; no mean for shape <= 1"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = loglogistic_quantile,
    .cdf = loglogistic_cdf,
    .mean = loglogistic_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Pareto: shape, scale ---- */

static double pareto_quantile(const double *a, double u) {
    return a[1] * pow(1.0 - u, -1.0 / a[0]);
}

static double pareto_cdf(const double *a, double x) {
    return x > a[1] ? 1.0 - pow(x / a[1], -a[0]) : 0.0;
}

static double pareto_mean(const double *a) {
    return a[0] > 1.0 ? a[1] * a[0] / (a[0] - 1.0) : INFINITY;
}

const struct desi_kind desi_pareto = {
    .info = {"pareto",
             2,
             {"shape", "scale"},
             "above the scale, with a power of it as tail; no mean for shape <= 1"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = pareto_quantile,
    .cdf = pareto_cdf,
    .mean = pareto_mean,
    .low = desi_second,
    .high = desi_none_above,
};

/* ---- Rayleigh: scale; and its tail above low ---- */

static double rayleigh_quantile(const double *a, double u) {
    return a[0] * sqrt(-2.0 * log1p(-u));
}

static double rayleigh_cdf(const double *a, double x) {
    return x > 0.0 ? -expm1(-0.5 * (x / a[0]) * (x / a[0])) : 0.0;
}

static double rayleigh_mean(const double *a) {
    return a[0] * 1.25331413731550025121; /* sqrt(pi / 2) */
}

const struct desi_kind desi_rayleigh = {
    .info = {"rayleigh", 1, {"scale"}, "distance from the centre of a round normal cloud"},
    .range = {DESI_POSITIVE},
    .ordered_from = 1,
    .inversion = true,
    .quantile = rayleigh_quantile,
    .cdf = rayleigh_cdf,
    .mean = rayleigh_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

static double rayleigh_tail_quantile(const double *a, double u) {
    return sqrt(a[1] * a[1] - 2.0 * a[0] * a[0] * log1p(-u));
}

static double rayleigh_tail_cdf(const double *a, double x) {
    return x > a[1] ? -expm1(0.5 * (a[1] - x) * (a[1] + x) / (a[0] * a[0])) : 0.0;
}

/* low + sqrt(pi/2) scale exp(z^2/2) erfc(z/sqrt 2) with z = low / scale; where exp and
 * erfc leave the range of doubles, the first terms of Mills' ratio. */
static double rayleigh_tail_mean(const double *a) {
    double z = a[1] / a[0];
    if (z > 25.0) {
        return a[1] + a[0] / z * (1.0 - 1.0 / (z * z));
    }
    return a[1] + rayleigh_mean(a) * exp(0.5 * z * z) * erfc(z / 1.41421356237309504880);
}

const struct desi_kind desi_rayleigh_tail = {
    .info = {"rayleigh_tail", 2, {"scale", "low"}, "a Rayleigh above a lowest value"},
    .range = {DESI_POSITIVE, DESI_NOT_NEGATIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = rayleigh_tail_quantile,
    .cdf = rayleigh_tail_cdf,
    .mean = rayleigh_tail_mean,
    .low = desi_second,
    .high = desi_none_above,
};

/* ---- normal tail: mean, sd, low; in shares above, which keep their digits ---- */

static double normal_tail_share(const double *a) {
    return gsl_cdf_gaussian_Q(a[2] - a[0], a[1]);
}

static double normal_tail_quantile(const double *a, double u) {
    double x = a[0] - a[1] * desi_normal_quantile((1.0 - u) * normal_tail_share(a));
    return fmax(x, a[2]);
}

static double normal_tail_cdf(const double *a, double x) {
    double above = gsl_cdf_gaussian_Q(x - a[0], a[1]);
    return x > a[2] ? 1.0 - above / normal_tail_share(a) : 0.0;
}

static double normal_tail_mean(const double *a) {
    double z = (a[2] - a[0]) / a[1];
    double density = exp(-0.5 * z * z) * 0.39894228040143267794; /* 1 / sqrt(2 pi) */
    return a[0] + a[1] * density / normal_tail_share(a);
}

static const char *normal_tail_objection(const double *a) {
    return (a[2] - a[0]) / a[1] > 30.0 ? "has next to nothing above its low" : NULL;
}

const struct desi_kind desi_normal_tail = {
    .info = {"normal_tail",
             3,
             {"mean", "sd", "low"},
             "a normal above a lowest value; mean and sd are those before truncation"},
    .range = {DESI_ANY, DESI_POSITIVE, DESI_ANY},
    .ordered_from = 3,
    .inversion = true,
    .quantile = normal_tail_quantile,
    .cdf = normal_tail_cdf,
    .mean = normal_tail_mean,
    .low = desi_third,
    .high = desi_none_above,
    .objection = normal_tail_objection,
};

/* ---- Gumbel: mode, scale ---- */

static double gumbel_quantile(const double *a, double u) {
    return a[0] - a[1] * log(-log(u));
}

static double gumbel_cdf(const double *a, double x) {
    return exp(-exp((a[0] - x) / a[1]));
}

static double gumbel_mean(const double *a) {
    return a[0] + a[1] * euler;
}

const struct desi_kind desi_gumbel = {
    .info = {"gumbel", 2, {"mode", "scale"}, "the largest of many (type 1 extreme value)"},
    .range = {DESI_ANY, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = gumbel_quantile,
    .cdf = gumbel_cdf,
    .mean = gumbel_mean,
    .low = desi_none_below,
    .high = desi_none_above,
};

/* ---- Frechet: shape, scale ---- */

static double frechet_quantile(const double *a, double u) {
    return a[1] * pow(-log(u), -1.0 / a[0]);
}

static double frechet_cdf(const double *a, double x) {
    return x > 0.0 ? exp(-pow(x / a[1], -a[0])) : 0.0;
}

static double frechet_mean(const double *a) {
    return a[0] > 1.0 ? a[1] * tgamma(1.0 - 1.0 / a[0]) : INFINITY;
}

const struct desi_kind desi_frechet = {
    .info = {"frechet",
             2,
             {"shape", "scale"},
             "the largest of many (type 2 extreme value, GSL's gumbel2); no mean for shape <= 1"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = frechet_quantile,
    .cdf = frechet_cdf,
    .mean = frechet_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Laplace: mean, scale ---- */

static double laplace_quantile(const double *a, double u) {
    return u < 0.5 ? a[0] + a[1] * log(2.0 * u) : a[0] - a[1] * log(2.0 * (1.0 - u));
}

static double laplace_cdf(const double *a, double x) {
    double outside = 0.5 * exp(-fabs(x - a[0]) / a[1]);
    return x < a[0] ? outside : 1.0 - outside;
}

const struct desi_kind desi_laplace = {
    .info = {"laplace", 2, {"mean", "scale"}, "an exponential to both sides"},
    .range = {DESI_ANY, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = laplace_quantile,
    .cdf = laplace_cdf,
    .mean = desi_first,
    .low = desi_none_below,
    .high = desi_none_above,
};

/* ---- logistic: mean, scale ---- */

static double logistic_quantile(const double *a, double u) {
    return a[0] + a[1] * log(u / (1.0 - u));
}

static double logistic_cdf(const double *a, double x) {
    return 1.0 / (1.0 + exp((a[0] - x) / a[1]));
}

const struct desi_kind desi_logistic = {
    .info = {"logistic", 2, {"mean", "scale"}, "bell-shaped, with tails longer than a normal's"},
    .range = {DESI_ANY, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = logistic_quantile,
    .cdf = logistic_cdf,
    .mean = desi_first,
    .low = desi_none_below,
    .high = desi_none_above,
};

/* ---- inverse Gaussian: mean, shape ---- */

/* exp(2 shape / mean) overflows long before the product with the tail does, so the second
 * term is taken in logarithms, with the leading terms of Mills' ratio far out. */
static double inverse_gaussian_cdf(const double *a, double x) {
    if (!(x > 0.0)) {
        return 0.0;
    }
    double root = sqrt(a[1] / x), z = root * (x / a[0] + 1.0);
    double tail = gsl_cdf_ugaussian_P(-z);
    double log_tail = z < 30.0
                          ? log(tail)
                          : -0.5 * z * z - log(z * 2.50662827463100050242) - log1p(1.0 / (z * z));
    double p = gsl_cdf_ugaussian_P(root * (x / a[0] - 1.0)) + exp(2.0 * a[1] / a[0] + log_tail);
    return fmin(p, 1.0);
}

static double inverse_gaussian_quantile(const double *a, double u) {
    return desi_invert(inverse_gaussian_cdf, a, u, a[0]);
}

/* Michael, Schucany and Haas (1976), doi:10.2307/2683801; the smaller root in the form
 * that subtracts nothing. */
static double inverse_gaussian_draw(const double *a, struct des_stream *stream) {
    double z = des_normal_from(des_stream_word(stream));
    double w = a[0] * z * z / (2.0 * a[1]);
    double small = a[0] / (1.0 + w + sqrt(w * (2.0 + w)));
    bool take_small = des_stream_uniform(stream) * (a[0] + small) <= a[0];
    return take_small ? small : a[0] * (a[0] / small);
}

const struct desi_kind desi_inverse_gaussian = {
    .info = {"inverse_gaussian",
             2,
             {"mean", "shape"},
             "time for a random walk with drift to arrive; sd is mean sqrt(mean / shape)"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .draw = inverse_gaussian_draw,
    .quantile = inverse_gaussian_quantile,
    .cdf = inverse_gaussian_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};
