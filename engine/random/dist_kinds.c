/* engine/random/dist_kinds.c - the table of kinds and what its rows share. */
#include "dist_kinds.h"

#include <math.h>

static const struct desi_kind *const rows[DES_DIST_COUNT] = {
    [DES_DIST_CONSTANT] = &desi_constant,
    [DES_DIST_UNIFORM] = &desi_uniform,
    [DES_DIST_TRIANGULAR] = &desi_triangular,
    [DES_DIST_NORMAL] = &desi_normal,
    [DES_DIST_TRUNCATED_NORMAL] = &desi_truncated_normal,
    [DES_DIST_LOGNORMAL] = &desi_lognormal,
    [DES_DIST_EXPONENTIAL] = &desi_exponential,
    [DES_DIST_WEIBULL] = &desi_weibull,
    [DES_DIST_GAMMA] = &desi_gamma,
    [DES_DIST_BETA] = &desi_beta,
    [DES_DIST_GEOMETRIC] = &desi_geometric,
    [DES_DIST_ERLANG] = &desi_erlang,
    [DES_DIST_HYPEREXPONENTIAL] = &desi_hyperexponential,
    [DES_DIST_LOGLOGISTIC] = &desi_loglogistic,
    [DES_DIST_PARETO] = &desi_pareto,
    [DES_DIST_PERT] = &desi_pert,
    [DES_DIST_INVERSE_GAUSSIAN] = &desi_inverse_gaussian,
    [DES_DIST_CHI_SQUARED] = &desi_chi_squared,
    [DES_DIST_F] = &desi_f,
    [DES_DIST_T] = &desi_t,
    [DES_DIST_RAYLEIGH] = &desi_rayleigh,
    [DES_DIST_RAYLEIGH_TAIL] = &desi_rayleigh_tail,
    [DES_DIST_NORMAL_TAIL] = &desi_normal_tail,
    [DES_DIST_LAPLACE] = &desi_laplace,
    [DES_DIST_EXPONENTIAL_POWER] = &desi_exponential_power,
    [DES_DIST_LOGISTIC] = &desi_logistic,
    [DES_DIST_GUMBEL] = &desi_gumbel,
    [DES_DIST_FRECHET] = &desi_frechet,
    [DES_DIST_TWO_PIECE_LOGNORMAL] = &desi_two_piece_lognormal,
    [DES_DIST_DISCRETE_UNIFORM] = &desi_discrete_uniform,
    [DES_DIST_BERNOULLI] = &desi_bernoulli,
    [DES_DIST_BINOMIAL] = &desi_binomial,
    [DES_DIST_POISSON] = &desi_poisson,
    [DES_DIST_NEGATIVE_BINOMIAL] = &desi_negative_binomial,
    [DES_DIST_HYPERGEOMETRIC] = &desi_hypergeometric,
    [DES_DIST_LOGARITHMIC] = &desi_logarithmic,
};

const struct desi_kind *desi_dist_kind(enum des_dist_kind kind) {
    bool known = (int)kind > DES_DIST_NONE && (int)kind < DES_DIST_COUNT;
    return known ? rows[kind] : NULL;
}

double desi_none_below(const double *a) {
    (void)a;
    return -INFINITY;
}

double desi_none_above(const double *a) {
    (void)a;
    return INFINITY;
}

double desi_zero(const double *a) {
    (void)a;
    return 0.0;
}

double desi_one(const double *a) {
    (void)a;
    return 1.0;
}

double desi_first(const double *a) {
    return a[0];
}

double desi_second(const double *a) {
    return a[1];
}

double desi_third(const double *a) {
    return a[2];
}

double desi_fourth(const double *a) {
    return a[3];
}

/* Bisection in the logarithm while the bracket is wide, then in the value: slow but it
 * always arrives, and its result rises with u as the cdf does with x. */
double desi_invert(double (*cdf)(const double *a, double x), const double *a, double u,
                   double guess) {
    double low = guess, high = guess;
    while (low > 0x1p-1000 && cdf(a, low) >= u) {
        low /= 16.0;
    }
    while (high < 0x1p1000 && cdf(a, high) < u) {
        high *= 16.0;
    }
    for (;;) {
        double middle = high > 2.0 * low ? sqrt(low) * sqrt(high) : low + 0.5 * (high - low);
        if (!(middle > low && middle < high)) {
            return high;
        }
        *(cdf(a, middle) < u ? &low : &high) = middle;
    }
}
