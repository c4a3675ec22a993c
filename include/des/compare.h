/* include/des/compare.h - which arm is better: comparisons of many at once, and how to
 * spend runs on finding the best.
 *
 * An arm is an array of one value per replication.  With common random numbers the values
 * of one replication belong together: differences are paired, and as narrow as the arms
 * are alike.  A table of many comparisons has false alarms unless it is corrected.
 *
 * All functions are pure: thread-safe. */
#ifndef DES_COMPARE_H
#define DES_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "des/stats.h"
#include "des/status.h"

/* ---- p values of a family of m tests, corrected ----
 *
 * `adjusted` is another array than `p`; each of its values is compared with the error rate
 * of the whole family.  NaN are left out of the family and stay NaN.  Holm (1979, Scandinavian
 * Journal of Statistics 6, 65-70) refuses at least what Bonferroni refuses, under the same
 * assumptions: none. */
DES_API void des_adjust_bonferroni(const double *p, size_t m, double *adjusted);
/* O(m^2). */
DES_API void des_adjust_holm(const double *p, size_t m, double *adjusted);

/* ---- comparisons ---- */

/* One difference, arm minus another. */
struct des_comparison {
    size_t arm, other;
    struct des_interval single; /* 95 % (say) for this difference alone */
    struct des_interval joint;  /* all of the family hold at once: Bonferroni */
    double p, p_holm;           /* of no difference; two-sided t; 1 when every pair is equal */
    double correlation;         /* between the two over replications; NaN when none varies */
    double saved;               /* share of the variance that pairing took away; below 0: it
                                 * added some; NaN when none varies */
};
/* Every arm against one, paired by replication: arms - 1 comparisons, in the order of arms.
 * DES_OK; DES_ERANGE for fewer than 2 arms or replications, a reference that is none of
 * them, or a confidence outside (0, 1); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_compare_with(const double *const *arm, size_t arms,
                                                       size_t n, size_t reference,
                                                       double confidence,
                                                       struct des_comparison *comparison);
/* Every pair: arms (arms - 1) / 2 comparisons, each later arm minus each earlier one, in
 * the order 1-0, 2-0, 2-1, 3-0 ...  The same statuses. */
DES_API DES_NODISCARD enum des_status des_compare_all(const double *const *arm, size_t arms,
                                                      size_t n, double confidence,
                                                      struct des_comparison *comparison);

/* Interval of mean(a) - mean(b) for independent samples of unequal variance (Welch 1947,
 * doi:10.1093/biomet/34.1-2.28).  NaN bounds when one has fewer than 2 values. */
DES_API struct des_interval des_interval_welch(const double *a, size_t n_a, const double *b,
                                               size_t n_b, double confidence);

/* ---- the best of several, by indifference zone ----
 *
 * With the confidence asked for, the arm chosen is the best, whenever the best is ahead
 * by at least `indifference`; else it is a good one. */
struct des_indifference {
    double confidence;   /* above 1 / arms */
    double indifference; /* > 0: a smaller difference does not matter */
    size_t n_first;      /* replications of each arm before anything is decided; 2 or more */
    bool smallest;       /* the best has the smallest mean */
};

/* Rinott's constant h for independent arms (Rinott 1978, doi:10.1080/03610927808827671).
 * DES_OK; DES_ERANGE; DES_ENOMEM.  Some 10 ms. */
DES_API DES_NODISCARD enum des_status des_rinott_constant(const struct des_indifference *rule,
                                                          size_t arms, double *h);
/* How many replications an arm needs in all, when its first n_first have this sd; the best
 * of the means over all of these is chosen.  SIZE_MAX: beyond counting. */
DES_API size_t des_rinott_size(const struct des_indifference *rule, double h, double sd);

/* Which arms are still in the race after n replications of each of these (Kim and Nelson
 * 2001, doi:10.1145/502109.502111): one more of each arm alive, and ask again, until one
 * is left.  Common random numbers are allowed and help.  A function of the values alone:
 * an arm once out is never read beyond where it fell.
 *   alive  arms flags, written
 *   left   how many are
 * DES_OK; DES_ERANGE for a bad rule, fewer than 2 arms, or n < n_first; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_kim_nelson(const struct des_indifference *rule,
                                                     const double *const *arm, size_t arms,
                                                     size_t n, bool *alive, size_t *left);

/* ---- the best of several, by a budget ---- */

/* Shares of a budget of runs that make it likeliest to pick the best (Chen, Lin, Yucesan
 * and Chick 2000, doi:10.1023/A:1008349927281), from means and sd so far.  `indifference`
 * > 0: the least difference from the best that is reckoned with.  Independent arms.
 * DES_OK; DES_ERANGE for fewer than 2 arms, bad numbers, or indifference <= 0. */
DES_API DES_NODISCARD enum des_status des_ocba_shares(const double *mean, const double *sd,
                                                      size_t arms, bool smallest,
                                                      double indifference, double *share);
/* `extra` more runs, given to the arms that are most behind their share, into `add` (arms
 * numbers).  O(extra x arms). */
DES_API void des_ocba_next(const double *share, const size_t *done, size_t arms, size_t extra,
                           size_t *add);

#endif
