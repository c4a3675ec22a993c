/* include/des/effect.h - what an arm does to those whom it reaches, over what is in doubt.
 *
 * A model that follows the same individuals in two worlds (the arm, and the arm as it is compared
 * with) declares effects: ratios of two rates.  One set of parameter values is one *draw*: a point
 * of a design, or without one a replication with its own draws.  The estimate of a draw is the log
 * of the ratio of rates, summed over its replications; its variance by chance follows from the
 * replications within the draw by linearisation (Cochran 1977, 6.4).
 *
 * The spread between draws is that of the estimates less what chance adds: each estimate is drawn
 * towards the mean until the variance between them is the observed one less the mean variance by
 * chance (Louis 1984, doi:10.1080/01621459.1984.10478062), and quantiles are taken of these.
 *
 * All functions are pure: thread-safe. */
#ifndef DES_EFFECT_H
#define DES_EFFECT_H

#include "des/experiment.h"

struct des_effect_result {
    size_t draws;             /* with an estimate */
    size_t replications;      /* within a draw, at most */
    double median, low, high; /* of the ratio: 50, 2.5 and 97.5 % of draws, chance removed; NaN: no
                               * draw; low = high = NaN: one draw */
    double sd_between;        /* of the log ratio between draws, chance removed; NaN: one draw */
    double sd_chance;         /* of the log ratio of one draw by chance; NaN: one replication each,
                               * and then nothing was removed */
};

/* Of `n` draws: y the log ratio (NaN: none, left out), v its variance by chance (NaN: unknown).
 * Overwrites y with the estimates drawn towards their mean, sorted; those without one last.
 * O(n log n). */
DES_API void des_effect_spread(double *y, const double *v, size_t n,
                               struct des_effect_result *result);

/* How many draws the plan has: entries of `y` and `v` below. */
DES_API size_t des_effect_draws(const struct des_plan *plan);
/* Of one of the model's effects, in a setting, arm and stratum.
 *   y, v  des_effect_draws numbers each: log ratio by draw and its variance by chance, NaN where
 *         something did not happen in either world */
DES_API void des_effect_estimates(const struct des_totals *totals, size_t effect, size_t setting,
                                  size_t arm, size_t stratum, double *y, double *v);

/* ---- the inverse step: which doubt about parameters gives the effects that are assumed ---- */

/* Doubt about a parameter: lognormal, or lognormal on either side of the median. */
struct des_doubt {
    double median, below, above; /* > 0; sigmas of the logarithm */
    bool skewed;                 /* below and above may differ */
};
/* DES_OK; DES_ERANGE when the distribution is neither. */
DES_API DES_NODISCARD enum des_status des_doubt_of(const struct des_dist *dist,
                                                   struct des_doubt *doubt);
/* As a distribution of the kind that it was. */
DES_API struct des_dist des_doubt_dist(const struct des_doubt *doubt);
/* What is known after the runs with `doubt`. */
struct des_effect_fit {
    size_t effects, parameters, draws;
    const struct des_effect *const *effect; /* effects of them: what to come to */
    const double *y, *v; /* effects x draws: log ratios and their variance by chance, NaN: none */
    const double *x;     /* draws x parameters: log of what was drawn */
};
/* How far results (one per effect) are from what is assumed: sum of squares of the medians' errors
 * over 0.03 and the ends' over 0.07.  NaN when a result is. */
DES_API double des_effect_distance(const struct des_effect *const *effect,
                                   const struct des_effect_result *result, size_t effects);
/* Log ratios are taken as linear in the logs of the parameters (least squares), with what is left
 * over after chance as doubt of other parameters, and either end of an effect as where the sigmas
 * on that side lead; then medians and sigmas are sought that bring median and ends to what is
 * assumed, as little changed as that allows (a ridge).
 *   doubt  in: of the runs; out: the better one; sigmas in [0.01, 1.5], a median moves by a factor
 *          of 4 at most
 * DES_OK; DES_ERANGE for fewer than parameters + 3 draws of an effect, or parameters that do not
 * vary apart; DES_ENOMEM.  On failure `doubt` is as before. */
DES_API DES_NODISCARD enum des_status des_effect_invert(const struct des_effect_fit *fit,
                                                        struct des_doubt *doubt);

#endif
