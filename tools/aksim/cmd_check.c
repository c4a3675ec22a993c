/* tools/aksim/cmd_check.c - aksim check */
#include "command.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "execution/progress.h"
#include "scenario.h"
#include "execution/workers.h"

enum { KEY_NO_TRIAL = OPTION_FIRST_OWN };

/* A trial run of one setting may take this long. */
#define TRIAL_S 10
/* More points than these are counted, not named. */
#define POINTS_NAMED 12
#define TRIALS 24         /* settings that are tried */
#define NAMES 20          /* lines of a list of names */
#define RECORD_BYTES 80.0 /* of a run, beside its totals */

struct check_options {
    struct scenario_options scenario;
    enum table_format format;
    struct text_list files;
    struct extent_options extent;
    bool no_trial;
};

static const struct argp_option rows[] = {
    {"no-trial", KEY_NO_TRIAL, NULL, 0, "do not simulate anything to estimate the time", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct check_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        state->child_inputs[2] = &options->extent;
        return 0;
    case KEY_NO_TRIAL:
        options->no_trial = true;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&options->files, text);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which scenario?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Validates scenarios: all that is wrong is told at once, with file and line.\v"
    "Then says what a run would do, and how long it may take: one run of each setting is tried"
    " (of 24 settings at most).\n\n"
    "Examples:\n"
    "  aksim check scenarios/experiments/rural_vs_urban.cfg\n"
    "  aksim check scenarios/reference/mm1.cfg --set station1.servers=2 --no-trial\n"
    "  aksim check scenarios/experiments/*.cfg --format json";

/* ---- the trial ---- */

struct trial {
    const struct scenario *scenario;
    size_t setting;
    atomic_bool stop;
    enum des_status status;
    struct des_error error;
    double seconds;
};

static void *run_trial(void *context) {
    struct trial *trial = context;
    const struct des_plan *plan = trial->scenario->plan;
    struct des_coordinates at = {.setting = trial->setting, .arm = plan->reference};
    double started = progress_clock();
    struct des_values *values = des_experiment_values(trial->scenario->experiment, at, NULL);
    if (values == NULL) {
        memory_exhausted();
    }
    double *totals =
        memory_array(plan->model->stratum_count * plan->model->total_count, sizeof totals[0]);
    struct des_run_input input = {
        .values = values, .random = {.seed = plan->seed, .replicate = 0}, .days = plan->days};
    trial->status = des_model_run(plan->model, &input, &trial->stop, totals, NULL, &trial->error);
    trial->seconds = progress_clock() - started;
    free(totals);
    des_values_destroy(values);
    return NULL;
}

static void try_setting(struct trial *trial) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, run_trial, trial) != 0) {
        run_trial(trial);
        return;
    }
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += TRIAL_S;
    if (pthread_timedjoin_np(thread, NULL, &deadline) == ETIMEDOUT) {
        atomic_store(&trial->stop, true);
        pthread_join(thread, NULL);
    }
}

struct estimate_of_run {
    double seconds; /* of one thread, all runs; at least this when `more` */
    bool more;      /* a trial did not end in time */
    size_t tried;   /* settings */
    enum des_status status;
    struct des_error error;
};

/* Of many settings, some at equal steps are tried, and stand for all. */
static struct estimate_of_run estimate(const struct scenario *scenario) {
    const struct des_plan *plan = scenario->plan;
    size_t count = plan->setting_count < TRIALS ? plan->setting_count : TRIALS;
    struct estimate_of_run result = {.tried = count};
    double runs = (double)plan->run_count / (double)count;
    for (size_t i = 0; i < count; i++) {
        size_t setting = (2 * i + 1) * plan->setting_count / (2 * count);
        struct trial trial = {.scenario = scenario, .setting = setting};
        try_setting(&trial);
        result.seconds += runs * trial.seconds;
        if (trial.status == DES_EINTERRUPTED) {
            result.more = true;
        } else if (trial.status != DES_OK) {
            result.status = trial.status;
            (void)des_fail(&result.error, trial.status, "setting %s: a trial run failed: %s",
                           plan->settings[setting].name, trial.error.text);
            return result;
        }
    }
    return result;
}

/* What a run leaves in a journal: all totals, as they are.  A merge needs about as much again for
 * the time that it takes; the results file is a fraction of it. */
static double disk_megabytes(const struct des_plan *plan) {
    double numbers = (double)(plan->model->stratum_count * plan->model->total_count);
    return 1e-6 * (8.0 * numbers + RECORD_BYTES) * (double)plan->run_count;
}

/* ---- printing ---- */

static void print_named(const char *what, const struct des_named *items, size_t count,
                        size_t reference) {
    size_t shown = count <= NAMES ? count : NAMES - 1;
    for (size_t i = 0; i < shown; i++) {
        bool labelled = items[i].label != NULL && items[i].label[0] != '\0' &&
                        strcmp(items[i].label, items[i].name) != 0;
        char *line = text_format("%s%s%s%s%s", items[i].name, labelled ? " (" : "",
                                 labelled ? items[i].label : "", labelled ? ")" : "",
                                 i == reference ? ", the reference" : "");
        printf("  %-13s", i == 0 ? what : "");
        layout_wrap(stdout, 15, 15, line);
        free(line);
    }
    if (shown < count) {
        printf("%15sand %zu more\n", "", count - shown);
    }
}

static const char *factor_path(const struct des_plan *plan, size_t factor) {
    return des_space_at(plan->space, plan->factors[factor].element)->path;
}

/* An estimate: two digits. */
static const char *roughly(char text[NUMBER_ROOM], double number) {
    return number_fixed(text, number, number_decimals(number) - 1);
}

static void print_estimate(const struct des_plan *plan, const struct estimate_of_run *run) {
    size_t threads = workers_available();
    char number[NUMBER_ROOM];
    printf("  %-13s%s%s s on %zu thread%s, tried with the reference arm", "time",
           run->more ? "more than " : "about ", roughly(number, run->seconds / (double)threads),
           threads, threads == 1 ? "" : "s");
    if (run->tried < plan->setting_count) {
        printf(" in %zu settings", run->tried);
    }
    fputc('\n', stdout);
    printf("  %-13s%s MB while it runs, as much again while results are merged; traces not "
           "counted\n",
           "disk", roughly(number, disk_megabytes(plan)));
}

/* Points of a list by name, when they are few; of a design how they are laid. */
static void print_points(const struct des_plan *plan) {
    if (plan->design == NULL && plan->point_count <= POINTS_NAMED) {
        struct des_named points[POINTS_NAMED];
        char rooms[POINTS_NAMED][DES_POINT_NAME];
        for (size_t i = 0; i < plan->point_count; i++) {
            points[i] = des_plan_point(plan, i, rooms[i]);
        }
        print_named("points", points, plan->point_count, SIZE_MAX);
    } else if (plan->design == NULL) {
        printf("  %-13s%zu\n", "points", plan->point_count);
    } else {
        const struct des_design_options *design = des_design_options(plan->design);
        printf("  %-13s%s: %zu rows, %zu points; %s\n", "design", des_design_name(design->kind),
               design->rows, plan->point_count, des_design_sequence(plan->design));
        printf("  %-13s%zu: ", "factors", plan->factor_count);
        char *line = text_copy("");
        for (size_t f = 0; f < plan->factor_count; f++) {
            char *longer = text_format("%s%s%s", line, f == 0 ? "" : ", ", factor_path(plan, f));
            free(line);
            line = longer;
        }
        layout_wrap(stdout, 15, 15, line);
        free(line);
    }
}

static void print_stop(const struct des_plan *plan) {
    const struct des_stop_rule *rule = plan->stop;
    char *line = text_copy("");
    for (size_t i = 0; i < rule->outcome_count; i++) {
        char *longer = text_format("%s%s%s", line, i == 0 ? "" : ", ",
                                   plan->model->outcomes[rule->outcomes[i]].name);
        free(line);
        line = longer;
    }
    char *rest =
        text_format("fewer replications where %s %s within %g %%%s: looked at after %lld, "
                    "then every %lld, and kept for %lld more",
                    line, rule->outcome_count == 1 ? "is" : "are", 100.0 * rule->relative,
                    rule->absolute > 0.0 ? " or the absolute limit" : "", (long long)rule->first,
                    (long long)rule->step, (long long)rule->look_ahead);
    printf("  %-13s", "stop");
    layout_wrap(stdout, 15, 15, rest);
    free(rest);
    free(line);
}

static void print_plan(const char *file, const struct des_plan *plan) {
    char *heading = text_format("%s: valid", file);
    layout_heading(stdout, heading);
    free(heading);
    printf("  %-13s", "title");
    layout_wrap(stdout, 15, 15, plan->title);
    printf("  %-13s%s\n", "model", plan->model->name);
    print_named("settings", plan->settings, plan->setting_count, SIZE_MAX);
    print_named("arms", plan->arms, plan->arm_count, plan->reference);
    if (plan->point_count > 1) {
        print_points(plan);
    }
    printf(
        "  %-13s%zu: %zu setting%s x %zu arm%s x %zu point%s x %lld replication%s of %lld day%s\n",
        "runs", plan->run_count, plan->setting_count, plan->setting_count == 1 ? "" : "s",
        plan->arm_count, plan->arm_count == 1 ? "" : "s", plan->point_count,
        plan->point_count == 1 ? "" : "s", (long long)plan->replications,
        plan->replications == 1 ? "" : "s", (long long)plan->days, plan->days == 1 ? "" : "s");
    if (plan->stop != NULL) {
        print_stop(plan);
    }
    printf("  %-13s%s\n", "seed", plan->seed_text);
    if (plan->drawn_count == 0) {
        printf("  %-13snone\n", "uncertain");
    } else {
        printf("  %-13s%zu, %s\n", "uncertain", plan->drawn_count,
               plan->draws ? "drawn anew in each replication" : "at central assumptions");
    }
}

static json_t *named_json(const struct des_named *items, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_string(items[i].name));
    }
    return list;
}

static json_t *points_json(const struct des_plan *plan) {
    json_t *list = json_array();
    for (size_t i = 0; i < plan->point_count; i++) {
        char room[DES_POINT_NAME];
        json_array_append_new(list, json_string(des_plan_point(plan, i, room).name));
    }
    return list;
}

static json_t *design_json(const struct des_plan *plan) {
    if (plan->design == NULL) {
        return json_null();
    }
    const struct des_design_options *design = des_design_options(plan->design);
    json_t *factors = json_array();
    for (size_t f = 0; f < plan->factor_count; f++) {
        json_array_append_new(factors, json_string(factor_path(plan, f)));
    }
    return json_pack("{ss sI ss so}", "kind", des_design_name(design->kind), "rows",
                     (json_int_t)design->rows, "sequence", des_design_sequence(plan->design),
                     "factors", factors);
}

static json_t *plan_json(const char *file, const struct des_plan *plan) {
    json_t *object = json_object();
    json_object_set_new(object, "file", json_string(file));
    json_object_set_new(object, "valid", json_true());
    json_object_set_new(object, "title", json_string(plan->title));
    json_object_set_new(object, "model", json_string(plan->model->name));
    json_object_set_new(object, "settings", named_json(plan->settings, plan->setting_count));
    json_object_set_new(object, "arms", named_json(plan->arms, plan->arm_count));
    json_object_set_new(object, "reference", json_string(plan->arms[plan->reference].name));
    json_object_set_new(object, "points", points_json(plan));
    json_object_set_new(object, "design", design_json(plan));
    json_object_set_new(object, "replications", json_integer(plan->replications));
    json_object_set_new(object, "days", json_integer(plan->days));
    json_object_set_new(object, "runs", json_integer((json_int_t)plan->run_count));
    json_object_set_new(object, "seed", json_string(plan->seed_text));
    json_object_set_new(object, "uncertain", json_integer((json_int_t)plan->drawn_count));
    json_object_set_new(object, "draws", json_boolean(plan->draws));
    json_object_set_new(object, "stop", json_boolean(plan->stop != NULL));
    json_object_set_new(object, "disk_mb", json_number(disk_megabytes(plan)));
    return object;
}

/* "file: ..." without the file, which the heading names. */
static const char *without_file(const char *line, const char *file) {
    size_t length = strlen(file);
    return strncmp(line, file, length) == 0 && strncmp(line + length, ": ", 2) == 0
               ? line + length + 2
               : line;
}

static void print_advice(const char *file, const struct des_diagnostics *advice) {
    size_t shown = advice->count <= NAMES ? advice->count : NAMES - 1;
    for (size_t i = 0; i < shown; i++) {
        printf("  %-13s", i == 0 ? "warning" : "");
        layout_wrap(stdout, 15, 15, without_file(advice->lines[i], file));
    }
    if (shown < advice->count) {
        printf("%15sand %zu more\n", "", advice->count - shown);
    }
}

static json_t *lines_json(const struct des_diagnostics *diagnostics) {
    json_t *lines = json_array();
    for (size_t i = 0; i < diagnostics->count; i++) {
        json_array_append_new(lines, json_string(diagnostics->lines[i]));
    }
    return lines;
}

static json_t *problems_json(const char *file, const struct des_diagnostics *diagnostics) {
    return json_pack("{ss sb so}", "file", file, "valid", 0, "problems", lines_json(diagnostics));
}

/* ---- one file ---- */

/* Text goes to stdout; otherwise one object is appended to `list`. */
static enum exit_code check_valid(const struct check_options *options, const char *file,
                                  const struct scenario *scenario, json_t *list) {
    bool text = options->format == TABLE_TEXT;
    json_t *object = plan_json(file, scenario->plan);
    struct estimate_of_run run = {0};
    struct des_diagnostics advice;
    des_diagnostics_init(&advice);
    if (des_experiment_advise(scenario->experiment, &advice) != DES_OK) {
        memory_exhausted();
    }
    json_object_set_new(object, "warnings", lines_json(&advice));
    if (text) {
        print_plan(file, scenario->plan);
        print_advice(file, &advice);
        fflush(stdout);
    }
    des_diagnostics_fini(&advice);
    if (!options->no_trial) {
        run = estimate(scenario);
        json_object_set_new(object, "cpu_seconds",
                            run.status == DES_OK && !run.more ? json_number(run.seconds)
                                                              : json_null());
    }
    if (text && !options->no_trial && run.status == DES_OK) {
        print_estimate(scenario->plan, &run);
    }
    json_array_append_new(list, object);
    return run.status == DES_OK ? EXIT_CODE_DONE : exit_report(run.status, &run.error);
}

static enum exit_code check_file(const struct check_options *options, const char *file,
                                 json_t *list) {
    struct scenario scenario;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = scenario_read(&scenario, file, &options->scenario.plugins,
                                           &options->extent.overrides, &diagnostics);
    enum exit_code code;
    if (status == DES_OK) {
        code = check_valid(options, file, &scenario, list);
        scenario_fini(&scenario);
    } else {
        code = scenario_report(status, file, &diagnostics);
        json_array_append_new(list, problems_json(file, &diagnostics));
    }
    des_diagnostics_fini(&diagnostics);
    return code;
}

static void print_list(json_t *list, enum table_format format) {
    static const char *const columns[] = {"file", "valid", "runs", NULL};
    if (format == TABLE_JSON) {
        json_print(json_incref(list), stdout);
    } else if (format == TABLE_CSV) {
        struct table table;
        table_init(&table, columns);
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *object = json_array_get(list, i);
            table_text(&table, json_string_value(json_object_get(object, "file")));
            table_bool(&table, json_is_true(json_object_get(object, "valid")));
            table_int(&table, json_integer_value(json_object_get(object, "runs")));
        }
        table_print_csv(&table, false, stdout);
        table_fini(&table);
    }
}

int command_check(int argc, char **argv) {
    struct argp_child children[] = {
        {&scenario_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {&extent_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "FILE...", doc, children, NULL, NULL};
    struct check_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    options.extent.overrides.sets = (const char *const *)options.scenario.sets.items;
    options.extent.overrides.set_count = options.scenario.sets.count;
    options.extent.overrides.threads = workers_available();
    enum exit_code worst = EXIT_CODE_DONE;
    json_t *list = json_array();
    for (size_t i = 0; i < options.files.count; i++) {
        enum exit_code code = check_file(&options, options.files.items[i], list);
        worst = code > worst ? code : worst;
    }
    print_list(list, options.format);
    json_decref(list);
    text_list_fini(&options.files);
    scenario_options_fini(&options.scenario);
    return (int)worst;
}
