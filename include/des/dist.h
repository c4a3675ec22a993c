/* include/des/dist.h - probability distributions as checked records.
 *
 * In a scenario: { dist = "lognormal"; median = 12.0; sigma = 0.83; }.  The
 * table of kinds, with the names of their arguments and ranges, is data: the
 * reader, `aksim params`, the documentation and the tests derive from it.
 *
 * Of GSL's distributions these are left out: Cauchy, Landau and Levy have no mean, so
 * that no average over runs settles; multivariate ones (Dirichlet, multinomial, bivariate,
 * spherical) are not one number.  Tables of values, mixtures and truncation are in
 * des/table.h. */
#ifndef DES_DIST_H
#define DES_DIST_H

#include <stdbool.h>
#include <stddef.h>

#include "des/random.h"
#include "des/status.h"

/* kind, name, arguments.  A "mean" or "median" argument is in the parameter's
 * own unit; "sigma" of a lognormal is the standard deviation of the logarithm. */
enum des_dist_kind {
    DES_DIST_NONE,                /* no distribution given */
    DES_DIST_CONSTANT,            /* value */
    DES_DIST_UNIFORM,             /* low, high */
    DES_DIST_TRIANGULAR,          /* low, mode, high */
    DES_DIST_NORMAL,              /* mean, sd */
    DES_DIST_TRUNCATED_NORMAL,    /* mean, sd, low, high */
    DES_DIST_LOGNORMAL,           /* median, sigma */
    DES_DIST_EXPONENTIAL,         /* mean */
    DES_DIST_WEIBULL,             /* shape, scale */
    DES_DIST_GAMMA,               /* mean, shape */
    DES_DIST_BETA,                /* a, b */
    DES_DIST_GEOMETRIC,           /* mean; 0, 1, 2 ... */
    DES_DIST_ERLANG,              /* mean, stages */
    DES_DIST_HYPEREXPONENTIAL,    /* share, mean1, mean2 */
    DES_DIST_LOGLOGISTIC,         /* median, shape */
    DES_DIST_PARETO,              /* shape, scale */
    DES_DIST_PERT,                /* low, mode, high */
    DES_DIST_INVERSE_GAUSSIAN,    /* mean, shape */
    DES_DIST_CHI_SQUARED,         /* df */
    DES_DIST_F,                   /* df1, df2 */
    DES_DIST_T,                   /* mean, scale, df */
    DES_DIST_RAYLEIGH,            /* scale */
    DES_DIST_RAYLEIGH_TAIL,       /* scale, low */
    DES_DIST_NORMAL_TAIL,         /* mean, sd, low */
    DES_DIST_LAPLACE,             /* mean, scale */
    DES_DIST_EXPONENTIAL_POWER,   /* mean, scale, exponent */
    DES_DIST_LOGISTIC,            /* mean, scale */
    DES_DIST_GUMBEL,              /* mode, scale */
    DES_DIST_FRECHET,             /* shape, scale */
    DES_DIST_TWO_PIECE_LOGNORMAL, /* median, sigma_below, sigma_above */
    DES_DIST_DISCRETE_UNIFORM,    /* low, high; whole numbers */
    DES_DIST_BERNOULLI,           /* share; 0 or 1 */
    DES_DIST_BINOMIAL,            /* trials, share */
    DES_DIST_POISSON,             /* mean */
    DES_DIST_NEGATIVE_BINOMIAL,   /* mean, size */
    DES_DIST_HYPERGEOMETRIC,      /* marked, others, drawn */
    DES_DIST_LOGARITHMIC,         /* share; 1, 2, 3 ... */
    DES_DIST_COUNT,
    DES_DIST_SHAPED = 255 /* a table, a mixture or a truncation: des/table.h makes them */
};

#define DES_DIST_ARGUMENTS 4

struct des_dist {
    enum des_dist_kind kind;
    double argument[DES_DIST_ARGUMENTS];
};

/* One row of the table of kinds. */
struct des_dist_info {
    const char *name; /* "lognormal" */
    size_t count;     /* arguments used */
    const char *argument[DES_DIST_ARGUMENTS];
    const char *meaning;
};
/* Never NULL. */
DES_API const struct des_dist_info *des_dist_info(enum des_dist_kind kind);
/* DES_DIST_NONE when there is no such name. */
DES_API enum des_dist_kind des_dist_named(const char *name);

/* DES_OK; DES_ERANGE with a sentence when the arguments make no distribution
 * (negative sd, low > high, NaN, ...). */
DES_API DES_NODISCARD enum des_status des_dist_check(const struct des_dist *dist,
                                                     struct des_error *error);

/* A draw from a distribution that passed the check. */
DES_API double des_dist_draw(const struct des_dist *dist, struct des_stream *stream);
/* True when a draw is the quantile of one uniform: it rises with the word and can be
 * mirrored (des_stream_antithetic). */
DES_API bool des_dist_by_inversion(const struct des_dist *dist);
/* The value below which a share u in (0, 1) lies: for designs.  NaN outside. */
DES_API double des_dist_quantile(const struct des_dist *dist, double u);
/* The share at or below x; NaN of NaN. */
DES_API double des_dist_cdf(const struct des_dist *dist, double x);
/* Infinite for the heaviest tails (pareto, loglogistic and frechet of shape <= 1, f of
 * df2 <= 2). */
DES_API double des_dist_mean(const struct des_dist *dist);
/* Bounds of the support; infinite where it has none. */
DES_API double des_dist_low(const struct des_dist *dist);
DES_API double des_dist_high(const struct des_dist *dist);

/* "lognormal(median 12, sigma 0.83)"; returns what snprintf returns. */
DES_API int des_dist_format(const struct des_dist *dist, char *text, size_t size);

#endif
