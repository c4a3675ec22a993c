/* engine/random/dist_gamma.c - the gamma, the beta and what is made of them.
 *
 * Quantiles are GSL's, which search, and where they give up (NaN; large shapes) our own
 * slower search; draws take GSL's samplers, which are faster but need
 * an unknown number of words. */
#include "dist_kinds.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "facade.h"

/* ---- gamma: mean, shape ---- */

static double gamma_cdf(const double *a, double x) {
    return x > 0.0 ? gsl_cdf_gamma_P(x, a[1], a[0] / a[1]) : 0.0;
}

static double gamma_quantile(const double *a, double u) {
    double x = gsl_cdf_gamma_Pinv(u, a[1], a[0] / a[1]);
    return isnan(x) ? desi_invert(gamma_cdf, a, u, a[0]) : x;
}

static double gamma_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return gsl_ran_gamma(&generator, a[1], a[0] / a[1]);
}

const struct desi_kind desi_gamma = {
    .info = {"gamma", 2, {"mean", "shape"}, "positive; sd is mean / sqrt(shape)"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .draw = gamma_draw,
    .quantile = gamma_quantile,
    .cdf = gamma_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Erlang: mean, stages ---- */

/* The logarithm of the product of up to 16 uniforms, none of which is below 2^-53, cannot
 * underflow: one logarithm instead of one a stage. */
static double erlang_draw(const double *a, struct des_stream *stream) {
    if (a[1] > 16.0) {
        return gamma_draw(a, stream);
    }
    double product = 1.0;
    for (int stages = (int)a[1]; stages > 0; stages--) {
        product *= des_stream_uniform(stream);
    }
    return -a[0] / a[1] * log(product);
}

const struct desi_kind desi_erlang = {
    .info = {"erlang",
             2,
             {"mean", "stages"},
             "a sum of equal exponential stages; sd is mean / sqrt(stages)"},
    .range = {DESI_POSITIVE, DESI_NUMBER},
    .ordered_from = 2,
    .draw = erlang_draw,
    .quantile = gamma_quantile,
    .cdf = gamma_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- chi-squared: df ---- */

static double chi_squared_cdf(const double *a, double x) {
    return x > 0.0 ? gsl_cdf_chisq_P(x, a[0]) : 0.0;
}

static double chi_squared_quantile(const double *a, double u) {
    double x = gsl_cdf_chisq_Pinv(u, a[0]);
    return isnan(x) ? desi_invert(chi_squared_cdf, a, u, a[0]) : x;
}

static double chi_squared_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return gsl_ran_chisq(&generator, a[0]);
}

const struct desi_kind desi_chi_squared = {
    .info = {"chi_squared", 1, {"df"}, "a sum of squares of standard normals"},
    .range = {DESI_POSITIVE},
    .ordered_from = 1,
    .draw = chi_squared_draw,
    .quantile = chi_squared_quantile,
    .cdf = chi_squared_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- beta: a, b ---- */

static double beta_quantile(const double *a, double u) {
    return gsl_cdf_beta_Pinv(u, a[0], a[1]);
}

static double beta_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return gsl_ran_beta(&generator, a[0], a[1]);
}

static double beta_cdf(const double *a, double x) {
    return x > 0.0 ? gsl_cdf_beta_P(fmin(x, 1.0), a[0], a[1]) : 0.0;
}

static double beta_mean(const double *a) {
    return a[0] / (a[0] + a[1]);
}

const struct desi_kind desi_beta = {
    .info = {"beta", 2, {"a", "b"}, "a share between 0 and 1; mean is a / (a + b)"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .draw = beta_draw,
    .quantile = beta_quantile,
    .cdf = beta_cdf,
    .mean = beta_mean,
    .low = desi_zero,
    .high = desi_one,
};

/* ---- PERT: low, mode, high; a beta stretched (Malcolm et al. 1959,
 * doi:10.1287/opre.7.5.646) ---- */

struct pert {
    double shape[2], low, width;
};

static struct pert pert_of(const double *a) {
    double width = a[2] - a[0], rise = width > 0.0 ? (a[1] - a[0]) / width : 0.5;
    return (struct pert){{1.0 + 4.0 * rise, 1.0 + 4.0 * (1.0 - rise)}, a[0], width};
}

static double pert_quantile(const double *a, double u) {
    struct pert pert = pert_of(a);
    return pert.low + pert.width * beta_quantile(pert.shape, u);
}

static double pert_draw(const double *a, struct des_stream *stream) {
    struct pert pert = pert_of(a);
    return pert.low + pert.width * beta_draw(pert.shape, stream);
}

static double pert_cdf(const double *a, double x) {
    struct pert pert = pert_of(a);
    if (x < a[0] || x >= a[2]) {
        return x < a[0] ? 0.0 : 1.0;
    }
    return beta_cdf(pert.shape, (x - pert.low) / pert.width);
}

static double pert_mean(const double *a) {
    return (a[0] + 4.0 * a[1] + a[2]) / 6.0;
}

const struct desi_kind desi_pert = {
    .info = {"pert",
             3,
             {"low", "mode", "high"},
             "an expert's lowest, likeliest and highest; smoother than triangular"},
    .range = {DESI_ANY, DESI_ANY, DESI_ANY},
    .ordered_from = 0,
    .draw = pert_draw,
    .quantile = pert_quantile,
    .cdf = pert_cdf,
    .mean = pert_mean,
    .low = desi_first,
    .high = desi_third,
};

/* ---- F: df1, df2 ---- */

static double f_quantile(const double *a, double u) {
    return gsl_cdf_fdist_Pinv(u, a[0], a[1]);
}

static double f_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return gsl_ran_fdist(&generator, a[0], a[1]);
}

static double f_cdf(const double *a, double x) {
    return x > 0.0 ? gsl_cdf_fdist_P(x, a[0], a[1]) : 0.0;
}

static double f_mean(const double *a) {
    return a[1] > 2.0 ? a[1] / (a[1] - 2.0) : INFINITY;
}

const struct desi_kind desi_f = {
    .info = {"f", 2, {"df1", "df2"}, "a ratio of two variances of normals"},
    .range = {DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .draw = f_draw,
    .quantile = f_quantile,
    .cdf = f_cdf,
    .mean = f_mean,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Student t: mean, scale, df ---- */

static double t_quantile(const double *a, double u) {
    return a[0] + a[1] * gsl_cdf_tdist_Pinv(u, a[2]);
}

static double t_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return a[0] + a[1] * gsl_ran_tdist(&generator, a[2]);
}

static double t_cdf(const double *a, double x) {
    double y = (x - a[0]) / a[1];
    return gsl_cdf_tdist_P(fmin(fmax(y, -1e150), 1e150), a[2]); /* GSL squares it */
}

const struct desi_kind desi_t = {
    .info = {"t", 3, {"mean", "scale", "df"}, "Student's: a normal with heavy tails; df > 1"},
    .range = {DESI_ANY, DESI_POSITIVE, DESI_ABOVE_1},
    .ordered_from = 3,
    .draw = t_draw,
    .quantile = t_quantile,
    .cdf = t_cdf,
    .mean = desi_first,
    .low = desi_none_below,
    .high = desi_none_above,
};

/* ---- exponential power: mean, scale, exponent; (|x - mean| / scale)^exponent is a
 * gamma of shape 1 / exponent ---- */

static double power_quantile(const double *a, double u) {
    double p = u < 0.5 ? 2.0 * u : 2.0 * (1.0 - u); /* outside of this distance */
    double distance = p < 1.0 ? gsl_cdf_gamma_Qinv(p, 1.0 / a[2], 1.0) : 0.0;
    return a[0] + (u < 0.5 ? -a[1] : a[1]) * pow(distance, 1.0 / a[2]);
}

static double power_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = desi_facade(stream);
    return a[0] + gsl_ran_exppow(&generator, a[1], a[2]);
}

static double power_cdf(const double *a, double x) {
    double distance = fmin(pow(fabs(x - a[0]) / a[1], a[2]), 1e300); /* not infinite for GSL */
    double outside = 0.5 * gsl_cdf_gamma_Q(distance, 1.0 / a[2], 1.0);
    return x < a[0] ? outside : 1.0 - outside;
}

const struct desi_kind desi_exponential_power = {
    .info = {"exponential_power",
             3,
             {"mean", "scale", "exponent"},
             "Laplace at exponent 1, normal at 2, flatter above"},
    .range = {DESI_ANY, DESI_POSITIVE, DESI_POSITIVE},
    .ordered_from = 3,
    .draw = power_draw,
    .quantile = power_quantile,
    .cdf = power_cdf,
    .mean = desi_first,
    .low = desi_none_below,
    .high = desi_none_above,
};
