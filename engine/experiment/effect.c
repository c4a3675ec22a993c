/* engine/experiment/effect.c - ratios of rates of the same individuals in two worlds. */
#include "des/effect.h"

#include "des/check.h"
#include "des/stats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* ---- spread between draws ---- */

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Moves those with a value to the front; returns how many. */
static size_t gather(double *y, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; ++i) {
        if (!isnan(y[i])) {
            double value = y[i];
            y[i] = NAN;
            y[kept++] = value;
        }
    }
    return kept;
}

/* Mean variance by chance of the draws that have an estimate; NaN: none is known. */
static double mean_chance(const double *y, const double *v, size_t n) {
    struct des_sum sum = {0};
    size_t known = 0;
    for (size_t i = 0; i < n; ++i) {
        if (!isnan(y[i]) && !isnan(v[i])) {
            des_sum_add(&sum, v[i]);
            ++known;
        }
    }
    return known > 0 ? des_sum_total(&sum) / (double)known : NAN;
}

void des_effect_spread(double *y, const double *v, size_t n, struct des_effect_result *result) {
    double chance = mean_chance(y, v, n);
    size_t kept = gather(y, n);
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < kept; ++i) {
        des_tally_add(&tally, y[i]);
    }
    double mean = des_tally_mean(&tally), sd = des_tally_sd(&tally);
    double between = fmax(0.0, sd * sd - (isnan(chance) ? 0.0 : chance));
    double left = sd > 0.0 ? sqrt(between) / sd : 0.0;
    for (size_t i = 0; i < kept; ++i) {
        y[i] = kept > 1 ? mean + left * (y[i] - mean) : y[i];
    }
    qsort(y, kept, sizeof *y, by_value);
    result->draws = kept;
    result->sd_chance = sqrt(chance);
    result->sd_between = kept > 1 ? sqrt(between) : NAN;
    result->median = kept > 0 ? exp(des_quantile(y, kept, 0.5)) : NAN;
    result->low = kept > 1 ? exp(des_quantile(y, kept, 0.025)) : NAN;
    result->high = kept > 1 ? exp(des_quantile(y, kept, 0.975)) : NAN;
}

/* ---- estimates of draws ---- */

/* Points of a list differ in what is asked, not in what is in doubt: the first one counts. */
static bool by_point(const struct des_plan *plan) {
    return plan->design != NULL;
}

size_t des_effect_draws(const struct des_plan *plan) {
    return by_point(plan)          ? plan->point_count
           : plan->drawn_count > 0 ? (size_t)plan->replications
                                   : 1;
}

enum { TERMS = 4 };

struct question {
    const struct des_totals *totals;
    const struct des_plan *plan;
    size_t setting, arm, stratum;
    size_t term[TERMS]; /* totals: above, below, above and below of the other world */
};

/* The runs of one draw. */
struct runs {
    size_t point;
    int64_t first, count;
};

static struct runs runs_of(const struct des_plan *plan, size_t draw) {
    if (by_point(plan)) {
        return (struct runs){draw, 0, plan->replications};
    }
    return plan->drawn_count > 0 ? (struct runs){0, (int64_t)draw, 1}
                                 : (struct runs){0, 0, plan->replications};
}

static size_t run_id(const struct question *question, const struct runs *runs, int64_t r) {
    struct des_coordinates at = {question->setting, question->arm, runs->point, runs->first + r};
    return des_experiment_run_id(question->totals->experiment, at);
}

static double sum_of(const struct question *question, const struct runs *runs, int term) {
    struct des_sum sum = {0};
    for (int64_t r = 0; r < runs->count; ++r) {
        size_t run = run_id(question, runs, r);
        if (question->totals->done[run]) {
            des_sum_add(&sum, des_totals_get(question->totals, run, question->stratum,
                                             question->term[term]));
        }
    }
    return des_sum_total(&sum);
}

/* The linearised residual of a run's share in log(s0 / s1 / (s2 / s3)); they sum to 0. */
static double residual(const struct question *question, size_t run, const double *sums) {
    double residual = 0.0;
    for (int t = 0; t < TERMS; ++t) {
        double share =
            des_totals_get(question->totals, run, question->stratum, question->term[t]) / sums[t];
        residual += t == 0 || t == 3 ? share : -share;
    }
    return residual;
}

static void estimate(const struct question *question, const struct runs *runs, double *y,
                     double *v) {
    double sums[TERMS];
    for (int t = 0; t < TERMS; ++t) {
        sums[t] = sum_of(question, runs, t);
    }
    *y = *v = NAN;
    if (!(sums[0] > 0.0 && sums[1] > 0.0 && sums[2] > 0.0 && sums[3] > 0.0)) {
        return;
    }
    *y = log(sums[0] / sums[1]) - log(sums[2] / sums[3]);
    struct des_sum squares = {0};
    double n = 0.0;
    for (int64_t r = 0; r < runs->count; ++r) {
        size_t run = run_id(question, runs, r);
        if (question->totals->done[run]) {
            double e = residual(question, run, sums);
            des_sum_add(&squares, e * e);
            n += 1.0;
        }
    }
    *v = n > 1.0 ? n / (n - 1.0) * des_sum_total(&squares) : NAN;
}

void des_effect_estimates(const struct des_totals *totals, size_t effect, size_t setting,
                          size_t arm, size_t stratum, double *y, double *v) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    des_require(effect < plan->model->effect_count);
    const struct des_effect *asked = &plan->model->effects[effect];
    struct question question = {totals, plan, setting, arm, stratum, {0}};
    question.term[0] = des_model_total(plan->model, asked->numerator);
    question.term[1] = des_model_total(plan->model, asked->denominator);
    question.term[2] = des_model_total(plan->model, asked->other_numerator);
    question.term[3] = des_model_total(plan->model, asked->other_denominator);
    for (size_t i = 0; i < des_effect_draws(plan); ++i) {
        struct runs runs = runs_of(plan, i);
        estimate(&question, &runs, &y[i], &v[i]);
    }
}
