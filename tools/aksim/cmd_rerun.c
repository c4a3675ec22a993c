/* tools/aksim/cmd_rerun.c - aksim rerun */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "des/results.h"
#include "memory.h"
#include "execution/provenance.h"
#include "execution/session.h"

enum { KEY_RUN = OPTION_FIRST_OWN, KEY_TRACE, KEY_FORCE };

struct rerun_options {
    struct scenario_options scenario;
    const char *file;
    int64_t run;
    enum des_trace_level trace;
    struct session_options session;
};

static const struct argp_option rows[] = {
    {"run", KEY_RUN, "ID", 0, "the run, as in aksim show --runs (required)", 0},
    {"output", 'o', "ONE.h5", 0, "the results file to write (required)", 0},
    {"trace", KEY_TRACE, "none|daily|visits|full", 0, "what to write down of it (full)", 0},
    {"force", KEY_FORCE, NULL, 0, "overwrite the output", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct rerun_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        return 0;
    case KEY_RUN:
        options->run = option_count(state, "--run", text, 0);
        return 0;
    case 'o':
        options->session.out = text;
        return 0;
    case KEY_TRACE:
        options->trace = option_trace(state, text);
        return 0;
    case KEY_FORCE:
        options->session.force = true;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "file", text, &options->file);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results file?");
        return 0;
    case ARGP_KEY_END:
        if (options->run < 0 || options->session.out == NULL) {
            argp_error(state, "%s is missing", options->run < 0 ? "--run ID" : "-o ONE.h5");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Does one run of a results file again, from the scenario in the file: the same totals bit for "
    "bit, and a trace to look at.\v"
    "The new file holds the whole plan, and this run alone as done (complete = 0).\n\n"
    "Examples:\n"
    "  aksim show results.h5 --runs\n"
    "  aksim rerun results.h5 --run 17 --trace full -o run17.h5\n"
    "  aksim export run17.h5 --table trace/visits > visits.csv";

static bool is_run(const void *context, size_t run) {
    return run == *(const size_t *)context;
}

static enum exit_code rerun(struct scenario *scenario, struct rerun_options *options) {
    if ((size_t)options->run >= scenario->plan->run_count) {
        fprintf(stderr, "aksim: %s has no run %lld: its runs are 0 to %zu\n", options->file,
                (long long)options->run, scenario->plan->run_count - 1);
        return EXIT_CODE_DATA;
    }
    enum exit_code code = session_refuse_existing(&options->session);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    size_t run = (size_t)options->run;
    struct job job;
    struct session session;
    job_init(&job, scenario, options->trace, OPTION_ALL_REPLICATIONS);
    job_keep(&job, is_run, &run);
    code = session_run(&session, &job, &options->session);
    for (size_t i = 0; i < session.report.failed_count; i++) {
        fprintf(stderr, "aksim: run %zu failed: %s\n", run, session.report.failed[i].message);
    }
    session_fini(&session);
    job_fini(&job);
    return code;
}

static enum exit_code read_and_rerun(struct rerun_options *options) {
    struct des_error error = {0};
    struct des_results *results = NULL;
    char *text = NULL;
    enum des_status status = des_results_open(options->file, &results, &error);
    if (status == DES_OK) {
        status = des_results_text(results, "/scenario/resolved", &text, &error);
    }
    des_results_close(results);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    struct scenario scenario;
    struct des_overrides overrides = {.sets = (const char *const *)options->scenario.sets.items,
                                      .set_count = options->scenario.sets.count};
    options->session.overrides = &overrides;
    enum exit_code code =
        scenario_parse(&scenario, text, options->file, &options->scenario.plugins, &overrides);
    if (code == EXIT_CODE_DONE) {
        code = rerun(&scenario, options);
        scenario_fini(&scenario);
    }
    free(text);
    return code;
}

int command_rerun(int argc, char **argv) {
    struct argp_child children[] = {{&scenario_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "RESULTS.h5 --run ID -o ONE.h5", doc, children,
                              NULL, NULL};
    struct rerun_options options = {.run = -1, .trace = DES_TRACE_FULL};
    char *command = provenance_command(argc, argv);
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    options.session.file = options.file;
    options.session.plugins = &options.scenario.plugins;
    options.session.command = command;
    struct cluster alone = {.size = 1};
    options.session.cluster = &alone;
    options.session.partial = true;
    options.session.discard = true;
    options.session.executor = (struct executor_options){.threads = 1, .quiet = true};
    enum exit_code code = read_and_rerun(&options);
    free(command);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
