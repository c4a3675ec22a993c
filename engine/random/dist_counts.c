/* engine/random/dist_counts.c - distributions of whole numbers.
 *
 * All are drawn by inversion: a search for the smallest count whose share at or below
 * reaches u, from where it is likely to be.  Shares are incomplete beta and gamma
 * functions of doubles, as the counts may be beyond GSL's unsigned ones. */
#include "dist_kinds.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "inversion.h"

typedef double (*share_below)(const double *a, double k);

/* The smallest k in low..high with cdf(k) >= u: doubling steps from a guess, then
 * halving.  u is below 1, and cdf(high) is taken for 1. */
static double search(share_below cdf, const double *a, double u, double guess, double low,
                     double high) {
    double k = fmin(fmax(floor(guess), low), high), step = 1.0;
    double below = k, enough = k; /* cdf(below) < u <= cdf(enough) once both are known */
    if (cdf(a, k) >= u) {
        do {
            enough = below;
            below = enough - step;
            step *= 2.0;
        } while (below >= low && cdf(a, below) >= u);
        below = fmax(below, low - 1.0);
    } else {
        do {
            below = enough;
            enough = below + step;
            step *= 2.0;
        } while (enough < high && cdf(a, enough) < u);
        enough = fmin(enough, high);
    }
    while (enough - below > 1.0) {
        double middle = floor(below + 0.5 * (enough - below));
        *(cdf(a, middle) < u ? &below : &enough) = middle;
    }
    return enough;
}

static double normal_guess(double mean, double variance, double u) {
    return mean + sqrt(variance) * desi_normal_quantile(u);
}

/* Counts from 0 up by the ratio of neighbouring shares, for small means.  Beyond the mean
 * it ends at the latest where a term no longer changes the sum. */
struct climb {
    double k, mass, sum;
};

static bool climbing(const struct climb *at, double u, double mean) {
    return at->sum < u && (at->k < mean || at->mass > 0x1p-54);
}

#define CLIMB_LONGEST 20.0 /* mean; exp(-20) is far from underflow */

/* ---- geometric: mean; the number of failures before the first success ---- */

static double geometric_quantile(const double *a, double u) {
    if (a[0] == 0.0) {
        return 0.0;
    }
    return fmax(0.0, ceil(-log1p(-u) / log1p(1.0 / a[0])) - 1.0);
}

static double geometric_cdf(const double *a, double x) {
    if (x < 0.0 || a[0] == 0.0) {
        return x < 0.0 ? 0.0 : 1.0;
    }
    return -expm1(-(floor(x) + 1.0) * log1p(1.0 / a[0]));
}

const struct desi_kind desi_geometric = {
    .info = {"geometric", 1, {"mean"}, "a count 0, 1, 2 ... without memory"},
    .range = {DESI_NOT_NEGATIVE},
    .ordered_from = 1,
    .inversion = true,
    .quantile = geometric_quantile,
    .cdf = geometric_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
};

/* ---- Poisson: mean ---- */

static double poisson_cdf(const double *a, double x) {
    if (x < 0.0 || a[0] == 0.0) {
        return x < 0.0 ? 0.0 : 1.0;
    }
    return gsl_cdf_gamma_Q(a[0], floor(x) + 1.0, 1.0);
}

static double poisson_quantile(const double *a, double u) {
    if (a[0] > CLIMB_LONGEST) {
        return search(poisson_cdf, a, u, normal_guess(a[0], a[0], u), 0.0, INFINITY);
    }
    struct climb at = {.mass = exp(-a[0])};
    for (at.sum = at.mass; climbing(&at, u, a[0]); at.sum += at.mass) {
        at.k += 1.0;
        at.mass *= a[0] / at.k;
    }
    return at.k;
}

static const char *poisson_objection(const double *a) {
    return a[0] > 1e9 ? "has a mean above 1e9" : NULL;
}

const struct desi_kind desi_poisson = {
    .info = {"poisson", 1, {"mean"}, "the number of independent events in a time"},
    .range = {DESI_NOT_NEGATIVE},
    .ordered_from = 1,
    .inversion = true,
    .quantile = poisson_quantile,
    .cdf = poisson_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
    .objection = poisson_objection,
};

/* ---- Bernoulli: share ---- */

static double bernoulli_quantile(const double *a, double u) {
    return u > 1.0 - a[0] ? 1.0 : 0.0;
}

static double bernoulli_cdf(const double *a, double x) {
    return x < 0.0 ? 0.0 : x < 1.0 ? 1.0 - a[0] : 1.0;
}

const struct desi_kind desi_bernoulli = {
    .info = {"bernoulli", 1, {"share"}, "1 for this share of the cases, else 0"},
    .range = {DESI_SHARE},
    .ordered_from = 1,
    .inversion = true,
    .quantile = bernoulli_quantile,
    .cdf = bernoulli_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_one,
};

/* ---- binomial: trials, share ---- */

static double binomial_mean(const double *a) {
    return a[0] * a[1];
}

static double binomial_cdf(const double *a, double x) {
    if (x < 0.0 || x >= a[0]) {
        return x < 0.0 ? 0.0 : 1.0;
    }
    return gsl_cdf_beta_Q(a[1], floor(x) + 1.0, a[0] - floor(x));
}

static double binomial_quantile(const double *a, double u) {
    double mean = binomial_mean(a);
    if (a[1] == 1.0 || mean > CLIMB_LONGEST || a[1] > 0.5) {
        double guess = normal_guess(mean, mean * (1.0 - a[1]), u);
        return search(binomial_cdf, a, u, guess, 0.0, a[0]);
    }
    double odds = a[1] / (1.0 - a[1]);
    struct climb at = {.mass = exp(a[0] * log1p(-a[1]))};
    for (at.sum = at.mass; at.k < a[0] && climbing(&at, u, mean); at.sum += at.mass) {
        at.mass *= odds * (a[0] - at.k) / (at.k + 1.0);
        at.k += 1.0;
    }
    return at.k;
}

const struct desi_kind desi_binomial = {
    .info = {"binomial", 2, {"trials", "share"}, "how many of the trials succeed"},
    .range = {DESI_COUNT, DESI_SHARE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = binomial_quantile,
    .cdf = binomial_cdf,
    .mean = binomial_mean,
    .low = desi_zero,
    .high = desi_first,
};

/* ---- negative binomial: mean, size ---- */

static double negative_binomial_cdf(const double *a, double x) {
    if (x < 0.0 || a[0] == 0.0) {
        return x < 0.0 ? 0.0 : 1.0;
    }
    return gsl_cdf_beta_P(a[1] / (a[1] + a[0]), a[1], floor(x) + 1.0);
}

static double negative_binomial_quantile(const double *a, double u) {
    double variance = a[0] + a[0] * a[0] / a[1];
    return search(negative_binomial_cdf, a, u, normal_guess(a[0], variance, u), 0.0, INFINITY);
}

static const char *negative_binomial_objection(const double *a) {
    return a[0] > 1e6 || a[1] < 1e-3 ? "has a mean above 1e6 or a size below 0.001" : NULL;
}

const struct desi_kind desi_negative_binomial = {
    .info = {"negative_binomial",
             2,
             {"mean", "size"},
             "a Poisson whose mean varies as a gamma of shape size; variance mean + mean^2 / size "
             "(GSL's pascal for whole sizes)"},
    .range = {DESI_NOT_NEGATIVE, DESI_POSITIVE},
    .ordered_from = 2,
    .inversion = true,
    .quantile = negative_binomial_quantile,
    .cdf = negative_binomial_cdf,
    .mean = desi_first,
    .low = desi_zero,
    .high = desi_none_above,
    .objection = negative_binomial_objection,
};

/* ---- hypergeometric: marked, others, drawn ---- */

static double hypergeometric_mean(const double *a) {
    double all = a[0] + a[1];
    return all > 0.0 ? a[2] * a[0] / all : 0.0;
}

static double hypergeometric_low(const double *a) {
    return fmax(0.0, a[2] - a[1]);
}

static double hypergeometric_high(const double *a) {
    return fmin(a[0], a[2]);
}

static double hypergeometric_cdf(const double *a, double x) {
    if (x < hypergeometric_low(a) || x >= hypergeometric_high(a)) {
        return x < hypergeometric_low(a) ? 0.0 : 1.0;
    }
    return gsl_cdf_hypergeometric_P((unsigned)x, (unsigned)a[0], (unsigned)a[1], (unsigned)a[2]);
}

static double hypergeometric_quantile(const double *a, double u) {
    return search(hypergeometric_cdf, a, u, hypergeometric_mean(a), hypergeometric_low(a),
                  hypergeometric_high(a));
}

static const char *hypergeometric_objection(const double *a) {
    return a[2] > a[0] + a[1] ? "draws more than there are" : NULL;
}

const struct desi_kind desi_hypergeometric = {
    .info = {"hypergeometric",
             3,
             {"marked", "others", "drawn"},
             "how many of those drawn, without putting back, are marked"},
    .range = {DESI_COUNT, DESI_COUNT, DESI_COUNT},
    .ordered_from = 3,
    .inversion = true,
    .quantile = hypergeometric_quantile,
    .cdf = hypergeometric_cdf,
    .mean = hypergeometric_mean,
    .low = hypergeometric_low,
    .high = hypergeometric_high,
    .objection = hypergeometric_objection,
};

/* ---- logarithmic: share ---- */

static double logarithmic_quantile(const double *a, double u) {
    struct climb at = {.k = 1.0, .mass = -a[0] / log1p(-a[0])};
    for (at.sum = at.mass; climbing(&at, u, 1.0); at.sum += at.mass) {
        at.mass *= a[0] * at.k / (at.k + 1.0);
        at.k += 1.0;
    }
    return at.k;
}

static double logarithmic_cdf(const double *a, double x) {
    struct climb at = {.k = 1.0, .mass = -a[0] / log1p(-a[0])};
    for (at.sum = at.mass; at.k < floor(x) && at.mass > 0x1p-60; at.sum += at.mass) {
        at.mass *= a[0] * at.k / (at.k + 1.0);
        at.k += 1.0;
    }
    return x < 1.0 ? 0.0 : fmin(at.sum, 1.0);
}

static double logarithmic_mean(const double *a) {
    return -a[0] / (log1p(-a[0]) * (1.0 - a[0]));
}

static const char *logarithmic_objection(const double *a) {
    return a[0] <= 0.0 || a[0] > 0.999 ? "has a share outside 0 to 0.999" : NULL;
}

const struct desi_kind desi_logarithmic = {
    .info = {"logarithmic", 1, {"share"}, "a count 1, 2 ...: sizes of groups, mostly 1"},
    .range = {DESI_SHARE},
    .ordered_from = 1,
    .inversion = true,
    .quantile = logarithmic_quantile,
    .cdf = logarithmic_cdf,
    .mean = logarithmic_mean,
    .low = desi_one,
    .high = desi_none_above,
    .objection = logarithmic_objection,
};

/* ---- discrete uniform: low, high ---- */

static double discrete_uniform_quantile(const double *a, double u) {
    return fmin(a[0] + fmax(ceil(u * (a[1] - a[0] + 1.0)) - 1.0, 0.0), a[1]);
}

static double discrete_uniform_cdf(const double *a, double x) {
    if (x < a[0] || x >= a[1]) {
        return x < a[0] ? 0.0 : 1.0;
    }
    return (floor(x) - a[0] + 1.0) / (a[1] - a[0] + 1.0);
}

static double discrete_uniform_mean(const double *a) {
    return a[0] + 0.5 * (a[1] - a[0]);
}

const struct desi_kind desi_discrete_uniform = {
    .info = {"discrete_uniform", 2, {"low", "high"}, "every whole number of a range is as likely"},
    .range = {DESI_WHOLE, DESI_WHOLE},
    .ordered_from = 0,
    .inversion = true,
    .quantile = discrete_uniform_quantile,
    .cdf = discrete_uniform_cdf,
    .mean = discrete_uniform_mean,
    .low = desi_first,
    .high = desi_second,
};
