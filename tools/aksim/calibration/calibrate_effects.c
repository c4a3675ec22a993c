#include "calibrate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "des/effect.h"
#include "fitted.h"
#include "memory.h"
#include "number.h"
#include "execution/simulate.h"

/* One run of all draws after another, and the best. */
struct effects_work {
    const struct calibrate_options *options;
    const struct des_experiment *experiment;
    const struct des_plan *plan;
    const struct des_calibration *what;
    const struct des_effect **effects;
    size_t draws;
    struct des_totals totals;
    double *y, *v, *x;             /* as struct des_effect_fit wants them */
    struct simulate_doubt *doubts; /* of the run under way */
    struct des_effect_result *now; /* its results */
    struct des_effect_result *first, *best;
    struct des_doubt *best_doubt;
    double least;
    struct des_error error;
};

static void work_init(struct effects_work *work) {
    size_t effects = work->what->effect_count, parameters = work->what->knob_count;
    work->draws = des_effect_draws(work->plan);
    work->effects = memory_array(effects, sizeof work->effects[0]);
    work->y = memory_array(effects * work->draws, sizeof work->y[0]);
    work->v = memory_array(effects * work->draws, sizeof work->v[0]);
    work->x = memory_array(parameters * work->draws, sizeof work->x[0]);
    work->doubts = memory_array(parameters, sizeof work->doubts[0]);
    work->now = memory_array(effects, sizeof work->now[0]);
    work->first = memory_array(effects, sizeof work->first[0]);
    work->best = memory_array(effects, sizeof work->best[0]);
    work->best_doubt = memory_array(parameters, sizeof work->best_doubt[0]);
    work->least = INFINITY;
    for (size_t e = 0; e < effects; e++) {
        work->effects[e] = &work->plan->model->effects[work->what->effects[e]];
    }
    const struct des_values *values =
        des_experiment_central(work->experiment, 0, work->plan->reference, 0);
    for (size_t p = 0; p < parameters; p++) {
        size_t element = work->what->knobs[p].elements[0];
        struct des_doubt was = {0};
        if (des_doubt_of(&des_values_at(values, element)->uncertain, &was) ==
            DES_OK) { /* checked */
            work->doubts[p] = (struct simulate_doubt){element, was, was};
        }
    }
    if (des_totals_init(&work->totals, work->experiment) != DES_OK) {
        memory_exhausted();
    }
}

static void work_fini(struct effects_work *work) {
    des_totals_fini(&work->totals);
    free(work->effects);
    free(work->y);
    free(work->v);
    free(work->x);
    free(work->doubts);
    free(work->now);
    free(work->first);
    free(work->best);
    free(work->best_doubt);
}

/* ---- one run of all draws ---- */

static void note_draws(struct effects_work *work) {
    size_t parameters = work->what->knob_count;
    for (size_t i = 0; i < work->draws; i++) {
        struct des_coordinates at = {.arm = work->plan->reference, .point = i};
        struct des_values *values = des_experiment_values(work->experiment, at, NULL);
        if (values == NULL) {
            memory_exhausted();
        }
        for (size_t p = 0; p < parameters; p++) {
            double drawn = des_values_at(values, work->doubts[p].element)->real;
            work->x[i * parameters + p] =
                log(simulate_redrawn(work->plan->space, &work->doubts[p], drawn));
        }
        des_values_destroy(values);
    }
}

static void estimate(struct effects_work *work) {
    double *copy = memory_array(work->draws, sizeof copy[0]);
    for (size_t e = 0; e < work->what->effect_count; e++) {
        double *y = work->y + e * work->draws, *v = work->v + e * work->draws;
        des_effect_estimates(&work->totals, work->what->effects[e], 0, work->plan->reference, 0, y,
                             v);
        memcpy(copy, y, work->draws * sizeof copy[0]);
        des_effect_spread(copy, v, work->draws, &work->now[e]);
    }
    free(copy);
}

static void keep_best(struct effects_work *work, int64_t run, double distance) {
    size_t size = work->what->effect_count * sizeof work->now[0];
    if (run == 0) {
        memcpy(work->first, work->now, size);
    }
    if (distance < work->least) {
        work->least = distance;
        memcpy(work->best, work->now, size);
        for (size_t p = 0; p < work->what->knob_count; p++) {
            work->best_doubt[p] = work->doubts[p].is;
        }
    }
}

static enum des_status run_all(struct effects_work *work, int64_t run) {
    enum des_status status = simulate_points(work->experiment, work->doubts, work->what->knob_count,
                                             work->options->threads, &work->totals, &work->error);
    if (status != DES_OK) {
        return status;
    }
    note_draws(work);
    estimate(work);
    double distance = des_effect_distance(work->effects, work->now, work->what->effect_count);
    if (isnan(distance)) {
        return des_fail(&work->error, DES_EINPUT,
                        "an effect has no estimate: does the arm say against = \"baseline\"?");
    }
    keep_best(work, run, distance);
    if (!work->options->output.quiet) {
        fprintf(stderr, "run %lld of %lld: sum of squares %.4g\n", (long long)run + 1,
                (long long)work->what->iterations + 1, distance);
    }
    return DES_OK;
}

/* Three digits: more would say that it is known better than it is. */
static double rounded(double number) {
    char text[NUMBER_ROOM], *end;
    snprintf(text, sizeof text, "%.3g", number);
    return strtod(text, &end);
}

static enum des_status step(struct effects_work *work) {
    size_t parameters = work->what->knob_count;
    const struct des_effect_fit fit = {work->what->effect_count,
                                       parameters,
                                       work->draws,
                                       work->effects,
                                       work->y,
                                       work->v,
                                       work->x};
    struct des_doubt *doubt = memory_array(parameters, sizeof doubt[0]);
    for (size_t p = 0; p < parameters; p++) {
        doubt[p] = work->doubts[p].is;
    }
    enum des_status status = des_effect_invert(&fit, doubt);
    for (size_t p = 0; p < parameters; p++) {
        work->doubts[p].is = (struct des_doubt){rounded(doubt[p].median), rounded(doubt[p].below),
                                                rounded(doubt[p].above), doubt[p].skewed};
    }
    free(doubt);
    return status == DES_OK
               ? DES_OK
               : des_fail(&work->error, status == DES_ERANGE ? DES_EINPUT : status,
                          "the draws do not tell the parameters apart: more points are needed");
}

/* ---- what came out ---- */

static char *text_of(const struct effects_work *work) {
    size_t parameters = work->what->knob_count;
    struct fitted_value *values = memory_array(parameters, sizeof values[0]);
    for (size_t p = 0; p < parameters; p++) {
        const struct simulate_doubt *doubt = &work->doubts[p];
        values[p] = (struct fitted_value){
            .path = des_space_at(work->plan->space, doubt->element)->path,
            .before = doubt->was.median,
            .after = work->best_doubt[p].median,
            .doubt_before = des_doubt_dist(&doubt->was),
            .doubt_after = des_doubt_dist(&work->best_doubt[p]),
        };
    }
    const char *slash = strrchr(work->options->file, '/');
    const char *name = slash == NULL ? work->options->file : slash + 1;
    char *head = text_format("Written by aksim calibrate: %s\n"
                             "seed %s, %zu draws of %lld replications of %lld days, %lld runs of "
                             "all; sum of squares %.4g.\n"
                             "To be included in the parameters of a scenario, or of a setting, on "
                             "a line of its own: @include \"...\"",
                             work->plan->title, work->plan->seed_text, work->draws,
                             (long long)work->plan->replications, (long long)work->plan->days,
                             (long long)work->what->iterations + 1, work->least);
    char *source = text_format("fitted by aksim calibrate %s to the effects assumed", name);
    char *text = fitted_text(head, values, parameters, source, DES_GRADE_D);
    free(source);
    free(head);
    free(values);
    return text;
}

static void add_row(struct table *table, const char *kind, const char *name, const char *measure,
                    double wanted, double before, double after) {
    table_text(table, kind);
    table_text(table, name);
    table_text(table, measure);
    if (isnan(wanted)) {
        table_text(table, NULL);
    } else {
        table_real(table, wanted);
    }
    table_real(table, rounded(before));
    table_real(table, rounded(after));
}

static void print_report(const struct effects_work *work) {
    static const char *const columns[] = {"kind",   "name",  "measure", "assumed",
                                          "before", "after", NULL};
    struct table table;
    table_init(&table, columns);
    for (size_t p = 0; p < work->what->knob_count; p++) {
        const struct simulate_doubt *doubt = &work->doubts[p];
        const char *path = des_space_at(work->plan->space, doubt->element)->path;
        struct des_dist was = des_doubt_dist(&doubt->was);
        struct des_dist is = des_doubt_dist(&work->best_doubt[p]);
        const struct des_dist_info *kind = des_dist_info(was.kind);
        for (size_t i = 0; i < kind->count; i++) {
            add_row(&table, "parameter", path, kind->argument[i], NAN, was.argument[i],
                    is.argument[i]);
        }
    }
    for (size_t e = 0; e < work->what->effect_count; e++) {
        const struct des_effect *effect = work->effects[e];
        const struct des_effect_result *a = &work->first[e], *b = &work->best[e];
        add_row(&table, "effect", effect->name, "2.5 %", effect->low, a->low, b->low);
        add_row(&table, "effect", effect->name, "median", effect->median, a->median, b->median);
        add_row(&table, "effect", effect->name, "97.5 %", effect->high, a->high, b->high);
    }
    table_print(&table, work->options->format, stdout);
    table_fini(&table);
}

enum exit_code calibrate_effects(const struct calibrate_options *options,
                                 const struct des_experiment *experiment,
                                 const struct des_calibration *what) {
    struct effects_work work = {.options = options,
                                .experiment = experiment,
                                .plan = des_experiment_plan(experiment),
                                .what = what};
    work_init(&work);
    enum des_status status = DES_OK;
    for (int64_t run = 0; run <= what->iterations && status == DES_OK; run++) {
        status = run == 0 ? DES_OK : step(&work);
        status = status == DES_OK ? run_all(&work, run) : status;
    }
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = exit_report(status, &work.error);
    } else {
        char *text = text_of(&work);
        code = output_write(&options->output, text);
        free(text);
    }
    if (code == EXIT_CODE_DONE) {
        print_report(&work);
    }
    work_fini(&work);
    return code;
}
