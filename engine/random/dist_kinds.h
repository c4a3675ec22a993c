/* engine/random/dist_kinds.h - what each kind of distribution is, one row a kind. */
#ifndef DESI_DIST_KINDS_H
#define DESI_DIST_KINDS_H

#include "des/dist.h"

/* What one argument may be, beyond finite. */
enum desi_range {
    DESI_ANY,
    DESI_NOT_NEGATIVE,
    DESI_POSITIVE,
    DESI_ABOVE_1,
    DESI_SHARE,  /* 0 to 1 */
    DESI_WHOLE,  /* a whole number, at most 1e9 from 0 */
    DESI_COUNT,  /* 0, 1, 2 ... 1e9 */
    DESI_NUMBER, /* 1, 2, 3 ... 1e9 */
};

/* All functions get the arguments of a distribution that passed the check. */
struct desi_kind {
    struct des_dist_info info;
    enum desi_range range[DES_DIST_ARGUMENTS];
    size_t ordered_from; /* arguments from here on do not fall; count or more: no order */
    bool inversion;      /* a draw is the quantile of one uniform */

    double (*draw)(const double *a, struct des_stream *stream); /* NULL: by inversion */
    double (*quantile)(const double *a, double u);
    double (*cdf)(const double *a, double x); /* the share at or below x */
    double (*mean)(const double *a);
    double (*low)(const double *a);
    double (*high)(const double *a);

    /* What is wrong with arguments that are each in range; NULL: nothing is.  May be NULL. */
    const char *(*objection)(const double *a);
};

/* NULL for DES_DIST_NONE and for no kind at all. */
const struct desi_kind *desi_dist_kind(enum des_dist_kind kind);

/* dist_plain.c */
extern const struct desi_kind desi_constant, desi_uniform, desi_triangular, desi_normal,
    desi_truncated_normal, desi_lognormal, desi_two_piece_lognormal, desi_exponential, desi_weibull;
/* dist_gamma.c: gamma and its relatives */
extern const struct desi_kind desi_gamma, desi_beta, desi_erlang, desi_chi_squared, desi_f, desi_t,
    desi_pert, desi_exponential_power;
/* dist_tails.c: times and deviations with tails of many shapes */
extern const struct desi_kind desi_hyperexponential, desi_loglogistic, desi_pareto, desi_rayleigh,
    desi_rayleigh_tail, desi_normal_tail, desi_gumbel, desi_frechet, desi_laplace, desi_logistic,
    desi_inverse_gaussian;
/* dist_counts.c: whole numbers */
extern const struct desi_kind desi_geometric, desi_poisson, desi_bernoulli, desi_binomial,
    desi_negative_binomial, desi_hypergeometric, desi_logarithmic, desi_discrete_uniform;

/* The share of a normal that a truncated normal keeps. */
double desi_truncated_share(const double *a);

/* ---- what several rows use ---- */

double desi_none_below(const double *a);
double desi_none_above(const double *a);
double desi_zero(const double *a);
double desi_one(const double *a);
double desi_first(const double *a);
double desi_second(const double *a);
double desi_third(const double *a);
double desi_fourth(const double *a);

/* The x >= 0 at which a continuous, rising cdf of positive support reaches u; `guess` > 0
 * is where to look first.  O(100) calls of cdf. */
double desi_invert(double (*cdf)(const double *a, double x), const double *a, double u,
                   double guess);

#endif
