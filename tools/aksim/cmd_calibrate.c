/* tools/aksim/cmd_calibrate.c - aksim calibrate */
#include "command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "calibration/calibrate.h"
#include "des/fit.h"
#include "calibration/fitted.h"
#include "layout.h"
#include "memory.h"
#include "number.h"
#include "options.h"
#include "scenario.h"
#include "execution/simulate.h"
#include "calibration/target_files.h"
#include "execution/workers.h"

enum { KEY_TARGETS = OPTION_FIRST_OWN, KEY_THREADS, KEY_REPLICATIONS };

/* Differences wide enough to stand out from chance, which changed parameters do not quite share;
 * an iteration moves by two thirds at most. */
static const double first_step = 0.25, most_in_a_step = 0.5;

/* Everything about one target: before the fit, and with the best parameters. */
struct reached {
    struct des_target_result before, after;
};

struct calibrating {
    const struct calibrate_options *options;
    struct scenario scenario;
    struct des_targets *table;
    struct des_calibration what;
    struct des_totals totals;
    struct simulate_change *changes; /* of the evaluation under way */
    double *before;                  /* value of each of them at the start */
    size_t change_count;
    struct reached *reached;
    double least; /* sum of squares so far; infinite before the first */
    size_t evaluations;
    struct des_error error;
};

/* ---- one evaluation ---- */

/* Four digits: more would say that it is known better than it is. */
static double rounded(double number) {
    char text[NUMBER_ROOM], *end;
    snprintf(text, sizeof text, "%.4g", number);
    return strtod(text, &end);
}

static void set_changes(struct calibrating *work, const double *x) {
    size_t at = 0;
    for (size_t k = 0; k < work->what.knob_count; k++) {
        const struct des_knob *knob = &work->what.knobs[k];
        for (size_t e = 0; e < knob->count; e++, at++) {
            const struct des_param *param =
                des_space_at(work->scenario.plan->space, knob->elements[e])->param;
            double number = rounded(work->before[at] * exp(x[k]));
            work->changes[at].element = knob->elements[e];
            work->changes[at].number = fmax(param->low, fmin(param->high, number));
        }
    }
}

static void tell_progress(const struct calibrating *work, double sum) {
    if (!work->options->output.quiet) {
        fprintf(stderr, "evaluation %zu of %zu: sum of squares %.4g\n", work->evaluations,
                1 + work->what.knob_count + (size_t)work->what.iterations, sum);
    }
}

/* Distance of each outcome from its target, in half widths of the target's range. */
static enum des_status evaluate(void *context, const double *x, double *residual) {
    struct calibrating *work = context;
    double sum = 0.0;
    set_changes(work, x);
    enum des_status status =
        simulate_reference(work->scenario.experiment, work->changes, work->change_count,
                           work->options->threads, &work->totals, &work->error);
    struct des_target_result *results = memory_array(work->what.target_count, sizeof results[0]);
    for (size_t i = 0; i < work->what.target_count && status == DES_OK; i++) {
        const struct des_target *target = work->what.targets[i];
        status = des_target_result(target, &work->totals, &results[i]);
        residual[i] = (results[i].mean - target->value) / (0.5 * (target->high - target->low));
        sum += residual[i] * residual[i];
        if (status == DES_OK && isnan(results[i].mean)) {
            status = des_fail(&work->error, DES_EINPUT,
                              "nothing was simulated for the target %s: run longer", target->name);
        }
    }
    if (status == DES_OK) {
        work->evaluations++;
        tell_progress(work, sum);
        for (size_t i = 0; i < work->what.target_count; i++) {
            work->reached[i].before = isinf(work->least) ? results[i] : work->reached[i].before;
            work->reached[i].after = sum < work->least ? results[i] : work->reached[i].after;
        }
        work->least = fmin(sum, work->least);
    }
    free(results);
    return status;
}

/* ---- what came out ---- */

static char *source_text(const struct calibrating *work) {
    char *names = text_copy("");
    for (size_t i = 0; i < work->what.target_count; i++) {
        names = text_join(names, ", ", work->what.targets[i]->name);
    }
    const char *slash = strrchr(work->options->file, '/');
    char *text = text_format("calibrated by aksim calibrate %s to %s",
                             slash == NULL ? work->options->file : slash + 1, names);
    free(names);
    return text;
}

/* A fitted value is no better known than the weakest figure it was fitted to. */
static enum des_grade weakest_grade(const struct calibrating *work) {
    enum des_grade grade = DES_GRADE_A;
    for (size_t i = 0; i < work->what.target_count; i++) {
        grade = work->what.targets[i]->grade > grade ? work->what.targets[i]->grade : grade;
    }
    return grade;
}

static char *fitted(const struct calibrating *work) {
    const struct des_plan *plan = work->scenario.plan;
    struct fitted_value *values = memory_array(work->change_count, sizeof values[0]);
    for (size_t i = 0; i < work->change_count; i++) {
        values[i] =
            (struct fitted_value){.path = des_space_at(plan->space, work->changes[i].element)->path,
                                  .before = work->before[i],
                                  .after = work->changes[i].number};
    }
    char *head =
        text_format("Written by aksim calibrate: %s\n"
                    "seed %s, %lld replications of %lld days, %zu evaluations; sum of "
                    "squares %.4g.\n"
                    "To be included in the parameters of a scenario, or of a setting, on a line "
                    "of its own: @include \"...\"",
                    plan->title, plan->seed_text, (long long)plan->replications,
                    (long long)plan->days, work->evaluations, work->least);
    char *source = source_text(work);
    char *text = fitted_text(head, values, work->change_count, source, weakest_grade(work));
    free(source);
    free(head);
    free(values);
    return text;
}

static enum exit_code write_fitted(const struct calibrating *work) {
    char *text = fitted(work);
    enum exit_code code = output_write(&work->options->output, text);
    free(text);
    return code;
}

/* A program gets all digits, a reader four. */
static void add_number(struct table *table, const struct calibrating *work, double number) {
    char text[NUMBER_ROOM];
    if (work->options->format == TABLE_TEXT) {
        table_text(table, number_exact(text, rounded(number)));
    } else {
        table_real(table, number);
    }
}

static void add_parameters(struct table *table, const struct calibrating *work) {
    for (size_t i = 0; i < work->change_count; i++) {
        const struct des_element *element =
            des_space_at(work->scenario.plan->space, work->changes[i].element);
        table_text(table, "parameter");
        table_text(table, element->path);
        table_text(table, element->param->unit);
        table_text(table, NULL);
        table_text(table, NULL);
        add_number(table, work, work->before[i]);
        add_number(table, work, work->changes[i].number);
        table_text(table, NULL);
    }
}

static void add_targets(struct table *table, const struct calibrating *work) {
    for (size_t i = 0; i < work->what.target_count; i++) {
        const struct des_target *target = work->what.targets[i];
        const struct reached *reached = &work->reached[i];
        char *range = target_range(target);
        table_text(table, "target");
        table_text(table, target->name);
        table_text(table, work->scenario.plan->model->outcomes[target->outcome].unit);
        add_number(table, work, target->value);
        table_text(table, range);
        add_number(table, work, reached->before.mean);
        add_number(table, work, reached->after.mean);
        table_text(table, des_verdict_name(des_target_verdict(target, &reached->after)));
        free(range);
    }
}

static void print_report(const struct calibrating *work) {
    static const char *const columns[] = {"kind",   "name",  "unit",    "target", "range",
                                          "before", "after", "verdict", NULL};
    struct table table;
    table_init(&table, columns);
    add_parameters(&table, work);
    add_targets(&table, work);
    table_print(&table, work->options->format, stdout);
    table_fini(&table);
}

/* ---- all ---- */

static enum exit_code read_block(struct calibrating *work) {
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = des_calibration_read(work->options->file, work->scenario.experiment,
                                                  work->table, &work->what, &diagnostics);
    enum exit_code code = status == DES_OK
                              ? EXIT_CODE_DONE
                              : scenario_report(status, work->options->file, &diagnostics);
    des_diagnostics_fini(&diagnostics);
    return code;
}

static void make_room(struct calibrating *work) {
    for (size_t k = 0; k < work->what.knob_count; k++) {
        work->change_count += work->what.knobs[k].count;
    }
    work->changes = memory_array(work->change_count, sizeof work->changes[0]);
    work->before = memory_array(work->change_count, sizeof work->before[0]);
    work->reached = memory_array(work->what.target_count, sizeof work->reached[0]);
    const struct des_plan *plan = work->scenario.plan;
    const struct des_values *values =
        des_experiment_central(work->scenario.experiment, 0, plan->reference, 0);
    size_t at = 0;
    for (size_t k = 0; k < work->what.knob_count; k++) {
        for (size_t e = 0; e < work->what.knobs[k].count; e++) {
            work->before[at++] = des_values_at(values, work->what.knobs[k].elements[e])->real;
        }
    }
    if (des_totals_init(&work->totals, work->scenario.experiment) != DES_OK) {
        memory_exhausted();
    }
}

static enum exit_code fit(struct calibrating *work) {
    size_t unknowns = work->what.knob_count;
    double *x = memory_array(3 * unknowns, sizeof x[0]);
    double *residual = memory_array(work->what.target_count, sizeof residual[0]);
    for (size_t k = 0; k < unknowns; k++) {
        x[unknowns + k] = work->what.knobs[k].low;
        x[2 * unknowns + k] = work->what.knobs[k].high;
    }
    const struct des_fit fit = {.unknowns = unknowns,
                                .residuals = work->what.target_count,
                                .low = x + unknowns,
                                .high = x + 2 * unknowns,
                                .step = first_step,
                                .reach = most_in_a_step,
                                .iterations = (size_t)work->what.iterations,
                                .context = work,
                                .evaluate = evaluate};
    enum des_status status = des_fit(&fit, x, residual);
    set_changes(work, x);
    free(residual);
    free(x);
    return status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &work->error);
}

static enum exit_code calibrate(struct calibrating *work) {
    const struct calibrate_options *options = work->options;
    const struct des_overrides overrides = {.sets =
                                                (const char *const *)options->scenario.sets.items,
                                            .set_count = options->scenario.sets.count,
                                            .replications = options->replications};
    enum exit_code code =
        scenario_load(&work->scenario, options->file, &options->scenario.plugins, &overrides);
    if (code == EXIT_CODE_DONE) {
        code = target_files_read(work->scenario.plan, &options->targets, &work->table);
    }
    if (code == EXIT_CODE_DONE) {
        code = read_block(work);
    }
    const struct output_options *output = &options->output;
    if (code == EXIT_CODE_DONE && !output->force && access(output->path, F_OK) == 0) {
        fprintf(stderr, "aksim: %s is there already (--force overwrites it)\n", output->path);
        code = EXIT_CODE_CREATE;
    }
    if (code == EXIT_CODE_DONE && work->what.effects != NULL) {
        return calibrate_effects(options, work->scenario.experiment, &work->what);
    }
    if (code == EXIT_CODE_DONE) {
        make_room(work);
        code = fit(work);
    }
    if (code == EXIT_CODE_DONE) {
        code = write_fitted(work);
    }
    if (code == EXIT_CODE_DONE) {
        print_report(work);
    }
    return code;
}

static const struct argp_option rows[] = {
    {"output", OPTION_OUTPUT, "FITTED.cfg", 0, "where the fitted parameters go", 0},
    {"targets", KEY_TARGETS, "FILE", 0, "your own targets beside the model's", 0},
    {"replications", KEY_REPLICATIONS, "N", 0, "of each setting (as the scenario says)", 0},
    {"threads", KEY_THREADS, "N", 0, "at most this many at once (all processors)", 0},
    {"force", OPTION_FORCE, NULL, 0, "overwrite the output", 0},
    {"quiet", OPTION_QUIET, NULL, 0, "no progress", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct calibrate_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        state->child_inputs[1] = &options->scenario;
        return 0;
    case KEY_TARGETS:
        text_list_add(&options->targets, text);
        return 0;
    case KEY_THREADS:
        options->threads = (size_t)option_count(state, "--threads", text, 1);
        return 0;
    case KEY_REPLICATIONS:
        options->replications = option_count(state, "--replications", text, 1);
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "file", text, &options->file);
        return 0;
    case ARGP_KEY_END:
        if (options->file == NULL || options->output.path == NULL) {
            argp_error(state, "a scenario with a block calibrate, and -o FITTED.cfg");
        }
        return 0;
    default:
        return output_option(&options->output, key, text);
    }
}

static const char doc[] =
    "Fits the parameters that a scenario's block `calibrate` names to calibration targets, and "
    "writes them as a file that scenarios include.\v"
    "Parameters move by factors; damped Gauss-Newton with common random numbers and a fixed number "
    "of evaluations: one at the start, one for each parameter, one for each iteration. The same "
    "scenario and seed give the same file. With `effects` in the place of targets the doubt about "
    "parameters is fitted, until effects over all draws are what they are assumed to be.\n\n"
    "Examples:\n"
    "  aksim calibrate scenarios/experiments/calibrate_health.cfg -o fitted.cfg\n"
    "  aksim calibrate scenarios/experiments/calibrate_effects.cfg -o effects.cfg";

int command_calibrate(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {&scenario_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "SCENARIO", doc, children, NULL, NULL};
    struct calibrate_options options = {.threads = workers_available()};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct calibrating work = {.options = &options, .least = INFINITY};
    enum exit_code code = calibrate(&work);
    free(work.changes);
    free(work.before);
    free(work.reached);
    des_totals_fini(&work.totals);
    des_calibration_fini(&work.what);
    des_targets_destroy(work.table);
    if (work.scenario.plan != NULL) {
        scenario_fini(&work.scenario);
    }
    text_list_fini(&options.targets);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
