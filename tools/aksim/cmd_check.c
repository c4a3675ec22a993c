/* tools/aksim/cmd_check.c - aksim check */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "execution/trial.h"
#include "execution/workers.h"
#include "memory.h"
#include "scenario.h"
#include "view/view_plan.h"

enum { KEY_NO_TRIAL = OPTION_FIRST_OWN };

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

static json_t *problems_json(const char *file, const struct des_diagnostics *diagnostics) {
    return json_pack("{ss sb so}", "file", file, "valid", 0, "problems",
                     view_lines_json(diagnostics));
}

/* Text goes to stdout; otherwise one object is appended to `list`. */
static enum exit_code check_valid(const struct check_options *options, const char *file,
                                  const struct scenario *scenario, json_t *list) {
    bool text = options->format == TABLE_TEXT;
    /* A plan may have many points: their names are for those who print them. */
    json_t *object = text ? json_object() : view_plan_json(file, scenario->plan);
    struct trial_estimate run = {0};
    struct des_diagnostics advice;
    des_diagnostics_init(&advice);
    if (des_experiment_advise(scenario->experiment, &advice) != DES_OK) {
        memory_exhausted();
    }
    json_object_set_new(object, "warnings", view_lines_json(&advice));
    if (text) {
        view_plan(file, scenario->plan);
        view_plan_advice(file, &advice);
        fflush(stdout);
    }
    des_diagnostics_fini(&advice);
    if (!options->no_trial) {
        run = trial_estimate(scenario);
        bool known = run.status == DES_OK && !run.more;
        json_object_set_new(object, "cpu_seconds", known ? json_number(run.seconds) : json_null());
        json_object_set_new(object, "disk_mb",
                            run.status == DES_OK ? json_number(run.megabytes) : json_null());
    }
    if (text && !options->no_trial && run.status == DES_OK) {
        view_plan_time(scenario->plan, &run);
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
