/* engine/experiment/targets_result.c - what was simulated for a target, and whether it is
 * what it should be. */
#include "des/targets.h"

#include "des/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number_of(const struct des_experiment *experiment, size_t setting, size_t element) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    const struct des_value *value =
        des_values_at(des_experiment_central(experiment, setting, plan->reference, 0), element);
    bool whole = des_space_at(plan->space, element)->param->type == DES_TYPE_INT;
    return whole ? (double)value->integer : value->real;
}

bool des_target_concerns(const struct des_target *target, const struct des_experiment *experiment,
                         size_t setting) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    if (target->setting != NULL && strcmp(target->setting, plan->settings[setting].name) != 0) {
        return false;
    }
    if (target->where == SIZE_MAX) {
        return true;
    }
    double number = number_of(experiment, setting, target->where);
    return number >= target->from && number <= target->to;
}

/* ---- sums over places and strata ---- */

struct sums {
    const struct des_target *target;
    const struct des_totals *totals;
    const struct des_plan *plan;
    size_t numerator, denominator; /* SIZE_MAX: per run */
    const size_t *settings;
    size_t setting_count;
};

static size_t run_of(const struct sums *sums, size_t setting, int64_t r) {
    struct des_coordinates at = {setting, sums->plan->reference, 0, r};
    return des_experiment_run_id(sums->totals->experiment, at);
}

static bool all_done(const struct sums *sums, int64_t r) {
    for (size_t s = 0; s < sums->setting_count; ++s) {
        if (!sums->totals->done[run_of(sums, sums->settings[s], r)]) {
            return false;
        }
    }
    return true;
}

static double sum_of(const struct sums *sums, int64_t r, size_t total) {
    if (total == SIZE_MAX) {
        return (double)sums->setting_count;
    }
    struct des_sum sum = {0};
    for (size_t s = 0; s < sums->setting_count; ++s) {
        size_t run = run_of(sums, sums->settings[s], r);
        for (size_t k = 0; k < sums->target->stratum_count; ++k) {
            des_sum_add(&sum, des_totals_get(sums->totals, run, sums->target->strata[k], total));
        }
    }
    return des_sum_total(&sum);
}

/* `a` and `b` have room for all replications. */
static void estimate(const struct sums *sums, double *a, double *b,
                     struct des_target_result *result) {
    size_t n = 0;
    for (int64_t r = 0; r < sums->plan->replications; ++r) {
        if (all_done(sums, r)) {
            a[n] = sum_of(sums, r, sums->numerator);
            b[n] = sum_of(sums, r, sums->denominator);
            ++n;
        }
    }
    result->n = n;
    result->mean = result->low = result->high = NAN;
    struct des_sum above = {0}, below = {0};
    for (size_t i = 0; i < n; ++i) {
        des_sum_add(&above, a[i]);
        des_sum_add(&below, b[i]);
    }
    if (n == 0 || des_sum_total(&below) == 0.0) {
        return;
    }
    double scale = sums->plan->model->outcomes[sums->target->outcome].scale;
    result->mean = scale * (des_sum_total(&above) / des_sum_total(&below));
    if (n >= 2) {
        struct des_interval interval = des_interval_ratio(a, b, n, 0.95);
        result->low = result->mean - fabs(scale) * interval.half_width;
        result->high = result->mean + fabs(scale) * interval.half_width;
    }
}

/* How many of the places, each for itself, have their mean in the range. */
static size_t count_inside(const struct sums *sums, double *a, double *b) {
    size_t inside = 0;
    for (size_t s = 0; s < sums->setting_count; ++s) {
        struct sums one = *sums;
        struct des_target_result result = {0};
        one.settings = &sums->settings[s];
        one.setting_count = 1;
        estimate(&one, a, b, &result);
        inside += result.mean >= sums->target->low && result.mean <= sums->target->high;
    }
    return inside;
}

enum des_status des_target_result(const struct des_target *target, const struct des_totals *totals,
                                  struct des_target_result *result) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    const struct des_outcome *outcome = &plan->model->outcomes[target->outcome];
    size_t *settings = calloc(plan->setting_count + 1, sizeof *settings);
    double *a = calloc((size_t)plan->replications + 1, sizeof *a);
    double *b = calloc((size_t)plan->replications + 1, sizeof *b);
    enum des_status status = settings == NULL || a == NULL || b == NULL ? DES_ENOMEM : DES_OK;
    if (status == DES_OK) {
        struct sums sums = {
            target,   totals,   plan, des_model_total(plan->model, outcome->numerator),
            SIZE_MAX, settings, 0};
        if (outcome->denominator != NULL) {
            sums.denominator = des_model_total(plan->model, outcome->denominator);
        }
        for (size_t s = 0; s < plan->setting_count; ++s) {
            if (des_target_concerns(target, totals->experiment, s)) {
                settings[sums.setting_count++] = s;
            }
        }
        *result = (struct des_target_result){
            .settings = sums.setting_count, .mean = NAN, .low = NAN, .high = NAN};
        if (sums.setting_count > 0) {
            estimate(&sums, a, b, result);
            result->inside = count_inside(&sums, a, b);
        }
    }
    free(settings);
    free(a);
    free(b);
    return status;
}

/* ---- verdicts ---- */

enum des_verdict des_target_verdict(const struct des_target *target,
                                    const struct des_target_result *result) {
    if (result->low >= target->low && result->high <= target->high) {
        return DES_VERDICT_INSIDE;
    }
    if (result->low > target->high || result->high < target->low) {
        return DES_VERDICT_OUTSIDE;
    }
    return DES_VERDICT_CANNOT_SAY; /* NaN too */
}

const char *des_verdict_name(enum des_verdict verdict) {
    static const char *const names[] = {"inside", "outside", "cannot say"};
    return names[verdict];
}
