/* include/des/sensitivity.h - what a result depends on, and what knowing more would be worth.
 *
 * All functions are pure: what is drawn (bootstrap) is placed by the seed given, so equal
 * input gives equal numbers.  Thread-safe. */
#ifndef DES_SENSITIVITY_H
#define DES_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

/* An estimate with its 95 % interval; NaN where there is none. */
struct des_bounded {
    double value, low, high;
};

/* A table whose columns are asked for in windows, as often as needed and with the same numbers
 * each time: they need not be in memory. */
struct des_rows {
    size_t n, factors, outcomes;
    const void *context;
    /* Rows `first` ... first + count - 1 of a factor; of an outcome. */
    void (*factor)(const void *context, size_t factor, size_t first, size_t count, double *x);
    void (*outcome)(const void *context, size_t outcome, size_t first, size_t count, double *y);
};

/* ---- variance: Sobol indices from a saltelli design ---- */

/* Shares of the variance of y.  First-order: what knowing this factor alone would take away, the
 * correlation of points that share it (Janon et al. 2014, doi:10.1051/ps/2013040) less that of
 * points that share nothing but chance; total: what would be left if all others were known (Jansen
 * 1999, doi:10.1016/S0010-4655(98)00154-4). */
struct des_sobol_index {
    struct des_bounded first, total;
};
struct des_sobol {
    size_t rows; /* used: those without NaN */
    double mean, variance;
    /* Share of chance alone, where the points of a row share their random numbers and rows do
     * not: the correlation of A and B, which have nothing else in common.  About 0 otherwise. */
    struct des_bounded seed;
};
/*   y          rows x (factors + 2): A, B, then A with each factor from B
 *   resamples  of the bootstrap over rows (percentile intervals); 0: no intervals
 * DES_OK; DES_ERANGE for fewer than 2 whole rows or no factor; DES_ENOMEM.
 * O(rows x factors x resamples). */
DES_API DES_NODISCARD enum des_status des_sobol_indices(const double *y, size_t rows,
                                                        size_t factors, uint64_t seed,
                                                        size_t resamples, struct des_sobol *all,
                                                        struct des_sobol_index *index);

/* ---- screening: elementary effects of a morris design ---- */

/* Effects per unit of the coordinate: of a step over the whole range (Campolongo, Cariboni and
 * Saltelli 2007, doi:10.1016/j.envsoft.2006.10.004). */
struct des_elementary {
    size_t n;
    double mu;                  /* mean effect */
    struct des_bounded mu_star; /* mean absolute effect; t interval, from 0 */
    double sigma;               /* spread: not linear, or acts together with others */
};
/*   y  rows x (factors + 1), in the order of the walk
 *   u  rows x (factors + 1) x factors: the coordinates
 * A step with NaN is left out.  DES_OK; DES_ERANGE for no row or factor. */
DES_API DES_NODISCARD enum des_status des_morris(const double *y, const double *u, size_t rows,
                                                 size_t factors, struct des_elementary *effects);

/* ---- correlation ---- */

/* Partial rank correlation of outcomes with each factor, the others held (Iman and Conover 1979,
 * doi:10.1080/00401706.1979.10489820): how monotone an outcome is in it.  Interval by Fisher's z.
 * NaN for a factor that does not vary, or is given by others.
 *   prcc  outcomes x factors
 * DES_OK; DES_ERANGE without factors, when n < factors + 4 or n > INT32_MAX; DES_ENOMEM.
 * O(n (factors + outcomes) (factors + outcomes + log n) + outcomes factors^4).  Memory: 40 bytes a
 * row, and 4 for each row of all columns, up to 16 MiB or 16 columns, twice. */
DES_API DES_NODISCARD enum des_status des_partial_rank_correlations(const struct des_rows *rows,
                                                                    struct des_bounded *prcc);
/* The same of one outcome in memory.
 *   x  n x factors */
DES_API DES_NODISCARD enum des_status des_partial_rank_correlation(const double *x, const double *y,
                                                                   size_t n, size_t factors,
                                                                   struct des_bounded *prcc);

/* ---- regression ---- */

/* Least squares of outcomes on smooth functions of factors: restricted cubic splines in each, with
 * 2, 3 or 5 knots at quantiles (Harrell 2015, doi:10.1007/978-3-319-19425-7, 2.4.5), with or
 * without products of pairs; which of these six, or the mean alone, by generalised cross-validation
 * (Craven and Wahba 1979, doi:10.1007/BF01404567), among those with no more than n / 5 terms, and
 * of those with products no more than 1,000.  The fit is drawn towards its mean until it varies as
 * much as the adjusted R squared says: what many terms make of noise is taken off.
 *
 * Memory grows with the square of the terms, not with rows: 8 bytes a row at one time. */
struct des_metamodel; /* opaque; not thread-safe */
/* From the factors of `rows`, which is copied; its context is borrowed until destroyed.  DES_OK;
 * DES_ERANGE when n < 10; DES_ENOMEM.  O(n terms^2). */
DES_API DES_NODISCARD enum des_status des_metamodel_create(const struct des_rows *rows,
                                                           struct des_metamodel **model);
DES_API void des_metamodel_destroy(struct des_metamodel *model); /* NULL is allowed */
/* Fits the outcomes of `rows`, of the same n and factors, in the place of those before: by all
 * factors together, and with `each` also by each alone.  The context is borrowed until the next
 * fit.  DES_OK; DES_ERANGE for another n or other factors; DES_ENOMEM: nothing is fitted.
 * O(terms (n outcomes + terms^2)). */
DES_API DES_NODISCARD enum des_status des_metamodel_fit(struct des_metamodel *model,
                                                        const struct des_rows *rows, bool each);
/* Terms of an outcome's fit by all factors, the mean included. */
DES_API size_t des_metamodel_terms(const struct des_metamodel *model, size_t outcome);

/* 2.5 and 97.5 % of what is fitted by all factors. */
struct des_range {
    double low, high;
};
/* Benefit of an arm beside the first's: sign (1 or -1) x an outcome that was fitted. */
struct des_benefit {
    size_t outcome;
    double sign;
};
struct des_decision {
    size_t arms;
    const struct des_benefit *beside; /* of arms - 1: all but the first */
};
/* How far each outcome's fit goes, and for each decision what knowing all factors would be worth,
 * then each alone if they were fitted so (see des_value_of_information).  Of what was fitted last:
 * a model that was never fitted is not to be read.
 *   ranges  of each outcome; may be NULL
 *   values  of each decision 1, or 1 + factors
 * DES_OK; DES_ENOMEM.  O(n (terms x outcomes + 200 x values x arms)). */
DES_API DES_NODISCARD enum des_status des_metamodel_read(struct des_metamodel *model,
                                                         struct des_range *ranges,
                                                         const struct des_decision *decisions,
                                                         size_t count, uint64_t seed,
                                                         struct des_bounded *values);

/* The same fit of one outcome in memory.
 *   x       n x factors
 *   use     of `factors`: which of them
 *   fitted  n numbers
 *   terms   may be NULL: terms of the one chosen, the mean included
 * DES_OK; DES_ERANGE when n < 10; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_smooth(const double *x, const double *y, size_t n,
                                                 size_t factors, const bool *use, double *fitted,
                                                 size_t *terms);

/* ---- decisions: one row per draw of what is in doubt ---- */

/* Share of the draws in which each arm has the highest benefit; equals share it.
 *   benefit  n x arms */
DES_API void des_probability_best(const double *benefit, size_t n, size_t arms, double *share);

/* Expected value of perfect information about some factors: what always choosing the best arm,
 * these factors known, would gain over choosing once for all (Strong, Oakley and Brennan 2014,
 * doi:10.1177/0272989X13505910: benefits beside the first arm's by regression).  With all factors
 * in use it is the EVPI: chance in the simulation, which no information about parameters takes
 * away, is smoothed out.  The interval is over draws (bootstrap of what is fitted), with the error
 * of the coefficients added (normal, from the residuals: White 1980, doi:10.2307/1912934). DES_OK;
 * DES_ERANGE when n < 10 or arms < 2; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status
des_value_of_information(const double *benefit, size_t arms, const double *x, size_t n,
                         size_t factors, const bool *use, uint64_t seed, struct des_bounded *worth);

/* Mean of `above` over mean of `below`, paired, with the interval over n rows (bootstrap,
 * percentiles of `resamples`).  It says something only where the mean of `below` is clearly not 0.
 * DES_OK; DES_ERANGE when n < 2; DES_ENOMEM.  O(n x resamples). */
DES_API DES_NODISCARD enum des_status des_ratio_of_means(const double *above, const double *below,
                                                         size_t n, uint64_t seed, size_t resamples,
                                                         struct des_bounded *ratio);

#endif
