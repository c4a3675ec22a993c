#include "study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "des/stats.h"
#include "memory.h"

/* ---- reading ---- */

/* Columns that are read in one go: 128 KiB each. */
#define TOGETHER 16

struct taking {
    struct study *study;
    size_t stratum;          /* SIZE_MAX: each */
    size_t totals[TOGETHER]; /* of the model */
    size_t count;
};

static void take_rows(void *context, size_t first, size_t rows, const double *const *columns) {
    struct taking *taking = context;
    const struct des_plan *plan = taking->study->plan;
    struct des_totals *totals = &taking->study->totals;
    (void)first;
    for (size_t i = 0; i < rows; i++) {
        size_t run = (size_t)columns[0][i], stratum = (size_t)columns[1][i];
        bool asked = taking->stratum == SIZE_MAX || stratum == taking->stratum;
        if (run >= plan->run_count || stratum >= plan->model->stratum_count || !asked) {
            continue;
        }
        totals->done[run] = true;
        for (size_t c = 0; c < taking->count; c++) {
            if (des_totals_set(totals, run, stratum, taking->totals[c], columns[2 + c][i]) !=
                DES_OK) {
                memory_exhausted();
            }
        }
    }
}

static enum des_status take_some(const struct des_results *results, struct taking *taking,
                                 struct des_error *error) {
    const char *names[2 + TOGETHER] = {"run_id", "stratum"};
    for (size_t c = 0; c < taking->count; c++) {
        names[2 + c] = taking->study->plan->model->totals[taking->totals[c]].name;
    }
    return des_results_visit(results, "outcomes/totals", names, 2 + taking->count, take_rows,
                             taking, error);
}

/* Those totals for which a flag is set. */
static enum des_status take_wanted(struct study *study, const struct des_results *results,
                                   const bool *wanted, size_t stratum, struct des_error *error) {
    const struct des_model *model = study->plan->model;
    struct taking taking = {.study = study, .stratum = stratum};
    enum des_status status = DES_OK;
    for (size_t t = 0; t < model->total_count && status == DES_OK; t++) {
        if (wanted[t]) {
            taking.totals[taking.count++] = t;
        }
        if (taking.count == TOGETHER) {
            status = take_some(results, &taking, error);
            taking.count = 0;
        }
    }
    if (status == DES_OK && taking.count > 0) {
        status = take_some(results, &taking, error);
    }
    return status;
}

enum des_status study_take(struct study *study, const struct des_results *results,
                           const bool *outcomes, size_t stratum, struct des_error *error) {
    const struct des_model *model = study->plan->model;
    bool *wanted = memory_array(model->total_count, sizeof wanted[0]);
    for (size_t i = 0; i < model->outcome_count; i++) {
        if (outcomes == NULL || outcomes[i]) {
            const struct des_outcome *outcome = &model->outcomes[i];
            wanted[des_model_total(model, outcome->numerator)] = true;
            if (outcome->denominator != NULL) {
                wanted[des_model_total(model, outcome->denominator)] = true;
            }
        }
    }
    enum des_status status = take_wanted(study, results, wanted, stratum, error);
    free(wanted);
    return status;
}

enum des_status study_take_effects(struct study *study, const struct des_results *results,
                                   struct des_error *error) {
    const struct des_model *model = study->plan->model;
    bool *wanted = memory_array(model->total_count + 1, sizeof wanted[0]);
    for (size_t i = 0; i < model->effect_count; i++) {
        const struct des_effect *effect = &model->effects[i];
        wanted[des_model_total(model, effect->numerator)] = true;
        wanted[des_model_total(model, effect->denominator)] = true;
        wanted[des_model_total(model, effect->other_numerator)] = true;
        wanted[des_model_total(model, effect->other_denominator)] = true;
    }
    enum des_status status = take_wanted(study, results, wanted, SIZE_MAX, error);
    free(wanted);
    return status;
}

void study_forget(struct study *study) {
    des_totals_fini(&study->totals);
    if (des_totals_init(&study->totals, study->scenario.experiment) != DES_OK) {
        memory_exhausted();
    }
}

static void list_factors(struct study *study) {
    const struct des_plan *plan = study->plan;
    if (plan->design != NULL) {
        study->kind = STUDY_POINTS;
        study->rows = plan->point_count;
        study->factors = plan->factor_count;
        study->owned = memory_array(plan->factor_count, sizeof study->owned[0]);
        for (size_t f = 0; f < plan->factor_count; f++) {
            study->owned[f] = plan->factors[f].element;
        }
        study->elements = study->owned;
    } else if (plan->drawn_count > 0) {
        study->kind = STUDY_DRAWS;
        study->rows = (size_t)plan->replications;
        study->factors = plan->drawn_count;
        study->elements = plan->drawn;
    }
}

enum exit_code study_open(struct study *study, const struct des_results *results, const char *path,
                          const struct text_list *plugins) {
    struct des_error error = {0};
    char *text = NULL;
    *study = (struct study){0};
    enum des_status status = des_results_text(results, "/scenario/resolved", &text, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    enum exit_code code = scenario_parse(&study->scenario, text, path, plugins,
                                         &(struct des_overrides){.trusted = true});
    free(text);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    study->plan = study->scenario.plan;
    if (des_totals_init(&study->totals, study->scenario.experiment) != DES_OK) {
        memory_exhausted();
    }
    list_factors(study);
    return EXIT_CODE_DONE;
}

void study_fini(struct study *study) {
    free(study->owned);
    des_totals_fini(&study->totals);
    if (study->plan != NULL) {
        scenario_fini(&study->scenario);
    }
    *study = (struct study){0};
}

/* ---- factors ---- */

const char *study_factor(const struct study *study, size_t factor) {
    return des_space_at(study->plan->space, study->elements[factor])->path;
}

/* What an arm says that doubts the parameter; arms without doubt do not count. */
static double point_factor(const struct study *study, size_t setting, size_t row, size_t factor) {
    for (size_t arm = 0; arm < study->plan->arm_count; arm++) {
        double number = 0.0;
        struct des_coordinates at = {setting, arm, row, 0};
        if (des_experiment_factor(study->scenario.experiment, at, factor, &number)) {
            return number;
        }
    }
    return 0.0;
}

/* The first arm in which the parameter is in doubt; the last one when it is in none. */
static size_t arm_in_doubt(const struct study *study, size_t setting, size_t point, size_t factor) {
    size_t arm = 0;
    for (; arm + 1 < study->plan->arm_count; arm++) {
        const struct des_values *central =
            des_experiment_central(study->scenario.experiment, setting, arm, point);
        if (des_values_at(central, study->elements[factor])->uncertain.kind != DES_DIST_NONE) {
            break;
        }
    }
    return arm;
}

void study_factor_values(const struct study *study, size_t setting, size_t point, size_t factor,
                         const uint32_t *rows, size_t first, size_t count, double *x) {
    bool draws = study->kind == STUDY_DRAWS;
    size_t arm = draws ? arm_in_doubt(study, setting, point, factor) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t row = rows == NULL ? first + i : rows[first + i];
        struct des_coordinates at = {setting, arm, point, (int64_t)row};
        x[i] = draws ? des_experiment_draw(study->scenario.experiment, at, factor)
                     : point_factor(study, setting, row, factor);
    }
}

double *study_coordinates(const struct study *study) {
    double *u = memory_array(study->rows * study->factors, sizeof u[0]);
    for (size_t row = 0; row < study->rows; row++) {
        for (size_t f = 0; f < study->factors; f++) {
            u[row * study->factors + f] = des_design_coordinate(study->plan->design, row, f);
        }
    }
    return u;
}

/* ---- values ---- */

/* The two totals of an outcome in one run. */
struct parts {
    double above, below;
};

static struct parts parts_of(const struct study *study, const struct study_target *target,
                             struct des_coordinates at) {
    const struct des_totals *totals = &study->totals;
    const size_t *terms = totals->terms + 2 * target->outcome;
    double scale = study->plan->model->outcomes[target->outcome].scale;
    size_t run = des_experiment_run_id(study->scenario.experiment, at);
    struct parts parts = {.below = 1.0};
    parts.above = scale * des_totals_get(totals, run, target->stratum, terms[0]);
    if (terms[1] != SIZE_MAX) {
        parts.below = des_totals_get(totals, run, target->stratum, terms[1]);
    }
    return parts;
}

static bool all_done(const struct study *study, struct des_coordinates at) {
    bool done = true;
    for (at.arm = 0; at.arm < study->plan->arm_count; at.arm++) {
        done = done && study->totals.done[des_experiment_run_id(study->scenario.experiment, at)];
    }
    return done;
}

static double ratio(struct parts parts) {
    return fabs(parts.below) > 0.0 ? parts.above / parts.below : NAN;
}

/* One run's value, or its difference. */
static double run_value(const struct study *study, const struct study_target *target,
                        struct des_coordinates at) {
    if (!all_done(study, at)) {
        return NAN;
    }
    at.arm = target->arm;
    double value = ratio(parts_of(study, target, at));
    at.arm = study->plan->reference;
    return target->difference ? value - ratio(parts_of(study, target, at)) : value;
}

/* The replications of a row: all of a point, or one. */
static void span_of(const struct study *study, const struct study_target *target, size_t row,
                    struct des_coordinates *first, int64_t *count) {
    bool points = study->kind == STUDY_POINTS;
    *first = (struct des_coordinates){.setting = target->setting,
                                      .point = points ? row : target->point,
                                      .replication = points ? 0 : (int64_t)row};
    *count = points ? study->plan->replications : 1;
}

static double row_value(const struct study *study, const struct study_target *target, size_t row,
                        double *noise) {
    struct des_coordinates at;
    int64_t count = 0;
    span_of(study, target, row, &at, &count);
    struct parts own = {0.0, 0.0}, reference = {0.0, 0.0};
    struct des_tally tally;
    des_tally_init(&tally);
    for (int64_t i = 0; i < count; i++, at.replication++) {
        if (!all_done(study, at)) {
            continue;
        }
        at.arm = target->arm;
        struct parts one = parts_of(study, target, at);
        own = (struct parts){own.above + one.above, own.below + one.below};
        at.arm = study->plan->reference;
        one = parts_of(study, target, at);
        reference = (struct parts){reference.above + one.above, reference.below + one.below};
        double value = run_value(study, target, at);
        if (!isnan(value)) {
            des_tally_add(&tally, value);
        }
    }
    if (noise != NULL) {
        *noise = des_tally_variance(&tally) / (double)tally.n;
    }
    return ratio(own) - (target->difference ? ratio(reference) : 0.0);
}

double *study_values(const struct study *study, const struct study_target *target, double *noise) {
    double *values = memory_array(study->rows, sizeof values[0]);
    for (size_t row = 0; row < study->rows; row++) {
        values[row] = row_value(study, target, row, noise == NULL ? NULL : &noise[row]);
    }
    return values;
}

double *study_runs(const struct study *study, const struct study_target *target, size_t *count) {
    size_t most =
        study->rows * (study->kind == STUDY_POINTS ? (size_t)study->plan->replications : 1);
    double *values = memory_array(most, sizeof values[0]);
    *count = 0;
    for (size_t row = 0; row < study->rows; row++) {
        struct des_coordinates at;
        int64_t replications = 0;
        span_of(study, target, row, &at, &replications);
        for (int64_t i = 0; i < replications; i++, at.replication++) {
            double value = run_value(study, target, at);
            if (!isnan(value)) {
                values[(*count)++] = value;
            }
        }
    }
    return values;
}

/* ---- differences of replications ---- */

static size_t sum_parts(const struct study *study, const struct study_target *target, size_t arm,
                        struct parts *sum) {
    struct des_coordinates at = {.setting = target->setting, .point = target->point};
    size_t n = 0;
    *sum = (struct parts){0.0, 0.0};
    for (; at.replication < study->plan->replications; at.replication++) {
        if (all_done(study, at)) {
            at.arm = arm;
            struct parts one = parts_of(study, target, at);
            *sum = (struct parts){sum->above + one.above, sum->below + one.below};
            n++;
        }
    }
    return n;
}

/* What a replication moves in the ratio of sums, times their number. */
static double residual(struct parts one, struct parts sum, size_t n) {
    return (one.above - ratio(sum) * one.below) / (sum.below / (double)n);
}

double *study_differences(const struct study *study, const struct study_target *target,
                          size_t *count) {
    struct parts own, reference;
    size_t n = sum_parts(study, target, target->arm, &own);
    (void)sum_parts(study, target, study->plan->reference, &reference);
    double mean = ratio(own) - ratio(reference);
    *count = 0;
    if (!isfinite(mean)) {
        return NULL;
    }
    double *values = memory_array(n, sizeof values[0]);
    struct des_coordinates at = {.setting = target->setting, .point = target->point};
    for (; at.replication < study->plan->replications; at.replication++) {
        if (all_done(study, at)) {
            at.arm = target->arm;
            double moved = residual(parts_of(study, target, at), own, n);
            at.arm = study->plan->reference;
            moved -= residual(parts_of(study, target, at), reference, n);
            values[(*count)++] = mean + moved;
        }
    }
    return values;
}
