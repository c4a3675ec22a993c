/* tools/aksim/cmd_merge.c - aksim merge */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "execution/interrupt.h"
#include "memory.h"
#include "output.h"
#include "execution/parts.h"
#include "execution/provenance.h"
#include "execution/session.h"
#include "reading/overview_runs.h"
#include "view/view.h"

enum { KEY_PARTIAL = OPTION_FIRST_OWN };

struct merge_options {
    struct scenario_options scenario;
    enum table_format format;
    struct text_list folders;
    struct output_options output;
    bool partial;
};

static const struct argp_option rows[] = {
    {"output", OPTION_OUTPUT, "OUT.h5", 0, "the results file to write (required)", 0},
    {"partial", KEY_PARTIAL, NULL, 0, "write it even when runs are missing", 0},
    {"force", OPTION_FORCE, NULL, 0, "overwrite the output", 0},
    {"quiet", OPTION_QUIET, NULL, 0, "no table", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct merge_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        return 0;
    case KEY_PARTIAL:
        options->partial = true;
        return 0;
    case ARGP_KEY_ARG:
        text_list_add(&options->folders, text);
        return 0;
    case ARGP_KEY_END:
        if (options->folders.count == 0) {
            argp_error(state, "which parts?");
        }
        if (options->output.path == NULL) {
            argp_error(state, "-o OUT.h5 is missing: where should the results go?");
        }
        if (options->scenario.sets.count > 0) {
            argp_error(state, "--set has no meaning here: the runs are done");
        }
        return 0;
    default:
        return output_option(&options->output, key, text);
    }
}

static const char doc[] =
    "Makes one results file from the parts that shards, or an interrupted run, left.\v"
    "Refuses when runs are missing, unless --partial; refuses parts of different "
    "programs, scenarios or traces.  The parts are kept.\n\n"
    "Examples:\n"
    "  aksim merge results.h5.parts -o results.h5\n"
    "  aksim merge a.h5.parts b.h5.parts -o both.h5\n"
    "  aksim merge results.h5.parts -o sofar.h5 --partial";

/* The scenario where it was read, if that still says the same: then the results
 * hold its source files too.  Else the resolved text of the manifest. */
static enum exit_code load_scenario(struct scenario *scenario, const struct manifest *manifest,
                                    const struct text_list *plugins) {
    const struct text_list *named = plugins->count > 0 ? plugins : &manifest->plugins;
    struct des_diagnostics ignored;
    des_diagnostics_init(&ignored);
    enum des_status status =
        scenario_read(scenario, manifest->file, named, &manifest->overrides, &ignored);
    des_diagnostics_fini(&ignored);
    if (status == DES_OK) {
        if (strcmp(scenario->plan->resolved, manifest->resolved) == 0) {
            return EXIT_CODE_DONE;
        }
        scenario_fini(scenario);
    }
    fprintf(stderr, "aksim: %s has changed or gone; its resolved text from the parts is used\n",
            manifest->file);
    return scenario_parse(scenario, manifest->resolved, manifest->file, named,
                          &(struct des_overrides){.trusted = true});
}

static enum des_status check_manifests(const struct merge_options *options,
                                       const struct manifest *first, struct des_error *error) {
    for (size_t i = 1; i < options->folders.count; i++) {
        struct manifest other;
        enum des_status status = manifest_read(options->folders.items[i], &other, error);
        if (status == DES_OK && !manifest_agrees(first, &other)) {
            status = des_fail(error, DES_EMIXED,
                              "%s and %s come from different programs, mathematical libraries, "
                              "scenarios or traces: they cannot be mixed",
                              options->folders.items[0], options->folders.items[i]);
        }
        manifest_fini(&other);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

/* As of `run`: results without some runs are there, but not what was asked for. */
static enum exit_code tell_failed(const char *path) {
    struct des_results *results = NULL;
    struct run_counts runs = {0};
    struct des_error error = {0};
    enum des_status status = des_results_open(path, &results, &error);
    if (status == DES_OK) {
        status = overview_count_failed(results, &runs, &error);
    }
    des_results_close(results);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    if (runs.failed == 0) {
        return EXIT_CODE_DONE;
    }
    fprintf(stderr, "aksim: %zu of %zu runs failed; the comparison leaves these replications out\n",
            runs.failed, runs.runs);
    return EXIT_CODE_PARTLY;
}

static enum exit_code merge_job(const struct merge_options *options,
                                const struct manifest *manifest, const struct job *job,
                                const char *command) {
    if (strcmp(job->program, manifest->program) != 0) {
        fprintf(stderr, "aksim: the runs were made by %s, this is %s: they cannot be mixed\n",
                manifest->program, job->program);
        return EXIT_CODE_DATA;
    }
    struct provenance_facts facts = {
        .command = command, .program = job->program, .reused = job->units.count};
    enum exit_code code =
        session_merge(options->output.path, (const char *const *)options->folders.items,
                      options->folders.count, job, options->partial, &facts);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    if (!options->output.quiet) {
        struct view_options view = {.format = options->format};
        code = view_print(options->output.path, &view);
    }
    return code == EXIT_CODE_DONE ? tell_failed(options->output.path) : code;
}

static enum exit_code merge_parts(const struct merge_options *options, const char *command) {
    struct session_options out = {
        .out = options->output.path, .force = options->output.force, .merging = true};
    enum exit_code code = session_refuse_existing(&out);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    struct des_error error = {0};
    struct manifest manifest;
    enum des_status status = manifest_read(options->folders.items[0], &manifest, &error);
    if (status == DES_OK) {
        status = check_manifests(options, &manifest, &error);
    }
    if (status != DES_OK) {
        manifest_fini(&manifest);
        return exit_report(status, &error);
    }
    struct scenario scenario;
    code = load_scenario(&scenario, &manifest, &options->scenario.plugins);
    if (code == EXIT_CODE_DONE) {
        struct job job;
        job_init(&job, &scenario, manifest.trace, manifest.trace_replications);
        code = merge_job(options, &manifest, &job, command);
        job_fini(&job);
        scenario_fini(&scenario);
    }
    manifest_fini(&manifest);
    return code;
}

int command_merge(int argc, char **argv) {
    struct argp_child children[] = {{&done_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "OUT.h5.parts... -o OUT.h5", doc, children, NULL, NULL};
    struct merge_options options = {0};
    char *command = provenance_command(argc, argv);
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    interrupt_block();
    enum exit_code code = merge_parts(&options, command);
    free(command);
    scenario_options_fini(&options.scenario);
    text_list_fini(&options.folders);
    return (int)code;
}
