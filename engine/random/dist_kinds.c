/* engine/random/dist_kinds.c - draw, quantile, mean and support of each kind.
 *
 * Where the quantile is cheap a draw is the quantile of one uniform, so that it
 * is monotone in the word; gamma and beta take GSL's samplers, which need an
 * unknown number of words. */
#include "dist_kinds.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "inversion.h"

/* ---- a stream seen as a GSL generator ----
 *
 * The state is the caller's stream, so there is nothing to seed: gsl_rng_set
 * would take only 32 to 64 bits of the coordinates and streams could collide. */

static unsigned long facade_get(void *state) {
    return des_stream_word(state);
}

static double facade_uniform(void *state) {
    return des_stream_uniform(state);
}

static void facade_set(void *state, unsigned long seed) {
    (void)state;
    (void)seed;
}

static const gsl_rng_type facade_type = {
    .name = DES_STREAM_SCHEME,
    .max = UINT64_MAX,
    .min = 0,
    .size = sizeof(struct des_stream),
    .set = facade_set,
    .get = facade_get,
    .get_double = facade_uniform,
};

static gsl_rng facade(struct des_stream *stream) {
    return (gsl_rng){.type = &facade_type, .state = stream};
}

/* ---- supports ---- */

static double none_below(const double *a) {
    (void)a;
    return -INFINITY;
}

static double none_above(const double *a) {
    (void)a;
    return INFINITY;
}

static double zero(const double *a) {
    (void)a;
    return 0.0;
}

static double one(const double *a) {
    (void)a;
    return 1.0;
}

static double first(const double *a) {
    return a[0];
}

static double second(const double *a) {
    return a[1];
}

static double third(const double *a) {
    return a[2];
}

static double fourth(const double *a) {
    return a[3];
}

/* ---- constant ---- */

static double constant_draw(const double *a, struct des_stream *stream) {
    (void)stream;
    return a[0];
}

static double constant_quantile(const double *a, double u) {
    (void)u;
    return a[0];
}

/* ---- uniform ---- */

static double uniform_quantile(const double *a, double u) {
    return a[0] + u * (a[1] - a[0]);
}

static double uniform_draw(const double *a, struct des_stream *stream) {
    return uniform_quantile(a, des_stream_uniform(stream));
}

static double uniform_mean(const double *a) {
    return a[0] + 0.5 * (a[1] - a[0]);
}

/* ---- triangular: low, mode, high ---- */

static double triangular_quantile(const double *a, double u) {
    double width = a[2] - a[0], rise = a[1] - a[0];
    if (u * width < rise) {
        return a[0] + sqrt(u * width * rise);
    }
    return a[2] - sqrt((1.0 - u) * width * (a[2] - a[1]));
}

static double triangular_draw(const double *a, struct des_stream *stream) {
    return triangular_quantile(a, des_stream_uniform(stream));
}

static double triangular_mean(const double *a) {
    return (a[0] + a[1] + a[2]) / 3.0;
}

/* ---- normal: mean, sd ---- */

static double normal_quantile(const double *a, double u) {
    return a[0] + a[1] * desi_normal_quantile(u);
}

static double normal_draw(const double *a, struct des_stream *stream) {
    return a[0] + a[1] * des_normal_from(des_stream_word(stream));
}

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

static double truncated_draw(const double *a, struct des_stream *stream) {
    return truncated_quantile(a, des_stream_uniform(stream));
}

static double truncated_mean(const double *a) {
    struct interval z = standard(a);
    double shift =
        (gsl_ran_ugaussian_pdf(z.low) - gsl_ran_ugaussian_pdf(z.high)) / desi_truncated_share(a);
    return fmin(fmax(a[0] + a[1] * (z.mirrored ? -shift : shift), a[2]), a[3]);
}

/* ---- lognormal: median, sigma ---- */

static double lognormal_quantile(const double *a, double u) {
    return a[0] * exp(a[1] * desi_normal_quantile(u));
}

static double lognormal_draw(const double *a, struct des_stream *stream) {
    return des_lognormal_from(des_stream_word(stream), a[0], a[1]);
}

static double lognormal_mean(const double *a) {
    return a[0] * exp(0.5 * a[1] * a[1]);
}

/* ---- exponential: mean ---- */

static double exponential_quantile(const double *a, double u) {
    return -a[0] * log1p(-u);
}

static double exponential_draw(const double *a, struct des_stream *stream) {
    return des_exponential_from(des_stream_word(stream), a[0]);
}

/* ---- Weibull: shape, scale ---- */

static double weibull_quantile(const double *a, double u) {
    return a[1] * pow(-log1p(-u), 1.0 / a[0]);
}

static double weibull_draw(const double *a, struct des_stream *stream) {
    return des_weibull_from(des_stream_word(stream), a[0], a[1]);
}

static double weibull_mean(const double *a) {
    return a[1] * tgamma(1.0 + 1.0 / a[0]);
}

/* ---- gamma: mean, shape ---- */

static double gamma_quantile(const double *a, double u) {
    return gsl_cdf_gamma_Pinv(u, a[1], a[0] / a[1]);
}

static double gamma_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = facade(stream);
    return gsl_ran_gamma(&generator, a[1], a[0] / a[1]);
}

/* ---- beta: a, b ---- */

static double beta_quantile(const double *a, double u) {
    return gsl_cdf_beta_Pinv(u, a[0], a[1]);
}

static double beta_draw(const double *a, struct des_stream *stream) {
    gsl_rng generator = facade(stream);
    return gsl_ran_beta(&generator, a[0], a[1]);
}

static double beta_mean(const double *a) {
    return a[0] / (a[0] + a[1]);
}

/* ---- geometric: mean; the number of failures before the first success ---- */

static double geometric_quantile(const double *a, double u) {
    if (a[0] == 0.0) {
        return 0.0;
    }
    return fmax(0.0, ceil(-log1p(-u) / log1p(1.0 / a[0])) - 1.0);
}

static double geometric_draw(const double *a, struct des_stream *stream) {
    return geometric_quantile(a, des_stream_uniform(stream));
}

static const struct desi_kind kinds[DES_DIST_COUNT] = {
    [DES_DIST_CONSTANT] = {{"constant", 1, {"value"}, "always the same value"},
                           {DESI_ANY},
                           1,
                           constant_draw,
                           constant_quantile,
                           first,
                           first,
                           first},
    [DES_DIST_UNIFORM] = {{"uniform", 2, {"low", "high"}, "every value between two is as likely"},
                          {DESI_ANY, DESI_ANY},
                          0,
                          uniform_draw,
                          uniform_quantile,
                          uniform_mean,
                          first,
                          second},
    [DES_DIST_TRIANGULAR] =
        {{"triangular", 3, {"low", "mode", "high"}, "between two values, most often near a third"},
         {DESI_ANY, DESI_ANY, DESI_ANY},
         0,
         triangular_draw,
         triangular_quantile,
         triangular_mean,
         first,
         third},
    [DES_DIST_NORMAL] = {{"normal", 2, {"mean", "sd"}, "bell-shaped; may be negative"},
                         {DESI_ANY, DESI_NOT_NEGATIVE},
                         2,
                         normal_draw,
                         normal_quantile,
                         first,
                         none_below,
                         none_above},
    [DES_DIST_TRUNCATED_NORMAL] = {{"truncated_normal",
                                    4,
                                    {"mean", "sd", "low", "high"},
                                    "a normal kept between two values; mean and sd are those "
                                    "before truncation"},
                                   {DESI_ANY, DESI_POSITIVE, DESI_ANY, DESI_ANY},
                                   2,
                                   truncated_draw,
                                   truncated_quantile,
                                   truncated_mean,
                                   third,
                                   fourth},
    [DES_DIST_LOGNORMAL] = {{"lognormal",
                             2,
                             {"median", "sigma"},
                             "positive, with a long tail; sigma is the sd of the logarithm"},
                            {DESI_POSITIVE, DESI_NOT_NEGATIVE},
                            2,
                            lognormal_draw,
                            lognormal_quantile,
                            lognormal_mean,
                            zero,
                            none_above},
    [DES_DIST_EXPONENTIAL] = {{"exponential", 1, {"mean"}, "time to an event of constant rate"},
                              {DESI_POSITIVE},
                              1,
                              exponential_draw,
                              exponential_quantile,
                              first,
                              zero,
                              none_above},
    [DES_DIST_WEIBULL] = {{"weibull",
                           2,
                           {"shape", "scale"},
                           "time to an event whose rate rises (shape > 1) or falls"},
                          {DESI_POSITIVE, DESI_POSITIVE},
                          2,
                          weibull_draw,
                          weibull_quantile,
                          weibull_mean,
                          zero,
                          none_above},
    [DES_DIST_GAMMA] = {{"gamma", 2, {"mean", "shape"}, "positive; sd is mean / sqrt(shape)"},
                        {DESI_POSITIVE, DESI_POSITIVE},
                        2,
                        gamma_draw,
                        gamma_quantile,
                        first,
                        zero,
                        none_above},
    [DES_DIST_BETA] = {{"beta", 2, {"a", "b"}, "a share between 0 and 1; mean is a / (a + b)"},
                       {DESI_POSITIVE, DESI_POSITIVE},
                       2,
                       beta_draw,
                       beta_quantile,
                       beta_mean,
                       zero,
                       one},
    [DES_DIST_GEOMETRIC] = {{"geometric", 1, {"mean"}, "a count 0, 1, 2 ... without memory"},
                            {DESI_NOT_NEGATIVE},
                            1,
                            geometric_draw,
                            geometric_quantile,
                            first,
                            zero,
                            none_above},
};

const struct desi_kind *desi_dist_kind(enum des_dist_kind kind) {
    bool known = (int)kind > DES_DIST_NONE && (int)kind < DES_DIST_COUNT;
    return known ? &kinds[kind] : NULL;
}
