/* tools/aksim/cmd_run.c - aksim run */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "des/results.h"
#include "memory.h"
#include "reading/outcome_name.h"
#include "execution/parts.h"
#include "execution/provenance.h"
#include "execution/session.h"
#include "view/view.h"

enum {
    KEY_THREADS = OPTION_FIRST_OWN,
    KEY_RESUME,
    KEY_FORCE,
    KEY_SHARD,
    KEY_FAIL_FAST,
    KEY_PROFILE,
    KEY_QUIET,
    KEY_OUTCOMES,
};

struct run_options {
    struct scenario_options scenario;
    enum table_format format;
    const char *file, *outcomes;
    bool profile;
    struct extent_options extent;
    struct session_options session;
};

static const struct argp_option rows[] = {
    {"output", 'o', "OUT.h5", 0, "the results file to write (required)", 0},
    {"threads", KEY_THREADS, "N", 0, "at most this many at once (all processors)", 0},
    {"resume", KEY_RESUME, NULL, 0, "reuse the runs that are finished", 0},
    {"force", KEY_FORCE, NULL, 0, "overwrite the output", 0},
    {"shard", KEY_SHARD, "I/N", 0, "do part I of N (from 0), leave merging to aksim merge", 0},
    {"fail-fast", KEY_FAIL_FAST, NULL, 0, "stop at the first run that fails", 0},
    {"profile", KEY_PROFILE, NULL, 0, "tell where the time went, by kind of event", 0},
    {"quiet", KEY_QUIET, NULL, 0, "no progress, no table", 0},
    {"outcomes", KEY_OUTCOMES, "A,B|all", 0, "which outcomes to print at the end", 0},
    {0},
};

static void parse_shard(struct argp_state *state, const char *text,
                        struct session_options *session) {
    int end = 0;
    if (sscanf(text, "%zu/%zu%n", &session->shard, &session->shards, &end) != 2 ||
        text[end] != '\0' || text[0] == '-' || session->shard >= session->shards) {
        argp_error(state, "--shard wants I/N with I from 0 to N-1, not '%s'", text);
    }
}

static error_t parse_session(int key, char *text, struct argp_state *state,
                             struct session_options *session) {
    switch (key) {
    case 'o':
        session->out = text;
        return 0;
    case KEY_THREADS:
        session->executor.threads = (size_t)option_count(state, "--threads", text, 1);
        return 0;
    case KEY_RESUME:
        session->resume = true;
        return 0;
    case KEY_FORCE:
        session->force = true;
        return 0;
    case KEY_SHARD:
        parse_shard(state, text, session);
        return 0;
    case KEY_FAIL_FAST:
        session->executor.fail_fast = true;
        return 0;
    case KEY_QUIET:
        session->executor.quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void check_complete(struct argp_state *state, const struct run_options *options) {
    if (options->session.out == NULL) {
        argp_error(state, "-o OUT.h5 is missing: where should the results go?");
    }
    if (options->session.resume && options->session.force) {
        argp_error(state, "--resume and --force exclude each other");
    }
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct run_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        state->child_inputs[2] = &options->extent;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "scenario", text, &options->file);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which scenario?");
        return 0;
    case ARGP_KEY_END:
        check_complete(state, options);
        return 0;
    case KEY_OUTCOMES:
        options->outcomes = text;
        return 0;
    case KEY_PROFILE:
        options->profile = true;
        return 0;
    default:
        return parse_session(key, text, state, &options->session);
    }
}

static const char doc[] =
    "Simulates every run of a scenario and writes one results file.\v"
    "Finished runs are kept in OUT.h5.parts until all are there, so an interrupted "
    "run goes on with --resume.  On a cluster: aksim slurm writes a batch script; a "
    "program built with -DAKSIM_MPI=ON is started with mpirun or srun.\n\n"
    "Examples:\n"
    "  aksim run scenarios/experiments/rural_vs_urban.cfg -o results.h5\n"
    "  aksim run scenarios/experiments/rural_vs_urban.cfg -o results.h5 --resume\n"
    "  aksim run scenarios/experiments/small_example.cfg -o s.h5 --trace visits\n"
    "  aksim run scenarios/reference/mm1.cfg -o mm.h5 --set station1.servers=2\n"
    "  aksim run scenarios/experiments/rural_vs_urban.cfg -o big.h5 --shard 0/2";

/* ---- what to say at the end ---- */

static char *repeat_command(const struct run_options *options, size_t run) {
    char *out = text_word(options->session.out);
    char *command =
        text_format("aksim rerun %s --run %zu --trace full -o run%zu.h5", out, run, run);
    free(out);
    for (size_t i = 0; i < options->scenario.plugins.count; i++) {
        char *plugin = text_word(options->scenario.plugins.items[i]);
        command = text_join(command, " --plugin ", plugin);
        free(plugin);
    }
    return command;
}

static void tell_failed(const struct scenario *scenario, const struct run_options *options,
                        const struct run_report *report) {
    const struct des_plan *plan = scenario->plan;
    fprintf(stderr, "aksim: %zu of %zu runs failed; the comparison leaves these replications out\n",
            report->failed_count, plan->run_count);
    for (size_t i = 0; i < report->failed_count; i++) {
        const struct failed_run *failed = &report->failed[i];
        struct des_coordinates at = des_experiment_coordinates(scenario->experiment, failed->run);
        char *repeat = repeat_command(options, failed->run);
        fprintf(stderr,
                "  run %zu: setting %s, arm %s, replication %lld, seed %s: %s\n    repeat: %s\n",
                failed->run, plan->settings[at.setting].name, plan->arms[at.arm].name,
                (long long)at.replication, plan->seed_text, failed->message, repeat);
        free(repeat);
    }
}

static json_t *failed_json(const struct scenario *scenario, const struct run_options *options,
                           const struct run_report *report) {
    const struct des_plan *plan = scenario->plan;
    json_t *list = json_array();
    for (size_t i = 0; i < report->failed_count; i++) {
        const struct failed_run *failed = &report->failed[i];
        struct des_coordinates at = des_experiment_coordinates(scenario->experiment, failed->run);
        char *repeat = repeat_command(options, failed->run);
        json_array_append_new(
            list, json_pack("{sI ss ss sI ss ss ss}", "run", (json_int_t)failed->run, "setting",
                            plan->settings[at.setting].name, "arm", plan->arms[at.arm].name,
                            "replication", (json_int_t)at.replication, "seed", plan->seed_text,
                            "message", failed->message, "repeat", repeat));
        free(repeat);
    }
    return list;
}

static json_t *run_json(const struct scenario *scenario, const struct run_options *options,
                        const struct session *session, struct profile *profile) {
    json_t *about = json_pack(
        "{ss sI sI sI sI sf so}", "output", session->merged ? options->session.out : session->parts,
        "runs", (json_int_t)scenario->plan->run_count, "simulated",
        (json_int_t)session->report.done, "reused", (json_int_t)session->reused, "threads",
        (json_int_t)options->session.executor.threads, "seconds", session->wall_s, "failed",
        failed_json(scenario, options, &session->report));
    if (profile != NULL) {
        json_object_set_new(about, "profile", profile_json(profile));
    }
    return about;
}

/* What `aksim show` prints of the file, and how it was made. */
static enum exit_code print_results(const struct run_options *options, json_t *about) {
    struct view_options view = {
        .format = options->format, .outcomes = options->outcomes, .run = about};
    return view_print(options->session.out, &view);
}

static enum exit_code tell(const struct scenario *scenario, const struct run_options *options,
                           const struct session *session, struct profile *profile) {
    enum exit_code code = EXIT_CODE_DONE;
    if (session->report.failed_count > 0) {
        tell_failed(scenario, options, &session->report);
    }
    json_t *about = run_json(scenario, options, session, profile);
    if (options->session.executor.quiet && options->format == TABLE_TEXT) {
        /* asked for silence */
    } else if (session->merged) {
        code = print_results(options, about);
    } else if (options->format == TABLE_JSON) {
        json_print(json_pack("{sO}", "run", about), stdout);
    } else if (session->report.done + session->reused == 0) {
        size_t whole = scenario->plan->setting_count * scenario->plan->point_count;
        printf("shard %zu of %zu: no runs: a shard takes whole places and points, and there %s "
               "%zu\n",
               options->session.shard, options->session.shards, whole == 1 ? "is only" : "are only",
               whole);
    } else {
        char *parts = text_word(session->parts), *out = text_word(options->session.out);
        printf("shard %zu of %zu: %zu runs done, kept in %s\nwhen all shards are done: aksim merge "
               "%s -o %s\n",
               options->session.shard, options->session.shards,
               session->report.done + session->reused, session->parts, parts, out);
        free(parts);
        free(out);
    }
    fflush(stdout); /* the table is whole before anything else is said */
    if (session->merged && options->format == TABLE_TEXT && !options->session.executor.quiet) {
        fprintf(stderr, "aksim: %zu runs simulated, %zu reused, in %.1f s; results in %s\n",
                session->report.done, session->reused, session->wall_s, options->session.out);
    }
    if (profile != NULL && options->format != TABLE_JSON) {
        profile_print(profile, stderr);
    }
    json_decref(about);
    return code;
}

/* A wrong name is told before the work, not after it. */
static enum exit_code check_outcomes(const struct des_model *model, const char *names) {
    if (names == NULL || strcmp(names, "all") == 0) {
        return EXIT_CODE_DONE;
    }
    for (const char *at = names;; at++) {
        size_t length = strcspn(at, ",");
        if (outcome_name_find(model->outcomes, model->outcome_count, at, length) == SIZE_MAX) {
            return EXIT_CODE_DATA;
        }
        at += length;
        if (*at == '\0') {
            return EXIT_CODE_DONE;
        }
    }
}

/* What the model advises is told before the work; it ends none. */
static void advise(const struct scenario *scenario, const struct run_options *options) {
    struct des_diagnostics advice;
    des_diagnostics_init(&advice);
    if (!options->session.executor.quiet) {
        if (des_experiment_advise(scenario->experiment, &advice) != DES_OK) {
            memory_exhausted();
        }
        for (size_t i = 0; i < advice.count; i++) {
            fprintf(stderr, "aksim: warning: %s\n", advice.lines[i]);
        }
    }
    des_diagnostics_fini(&advice);
}

/* Loads, and refuses what cannot be done, before anything is simulated. */
static enum exit_code load(struct scenario *scenario, const struct run_options *options) {
    enum exit_code code = scenario_load(scenario, options->file, &options->scenario.plugins,
                                        &options->extent.overrides);
    if (code != EXIT_CODE_DONE || !cluster_leads(options->session.cluster)) {
        return code;
    }
    code = check_outcomes(scenario->plan->model, options->outcomes);
    if (code == EXIT_CODE_DONE) {
        code = session_refuse_existing(&options->session);
    }
    if (code != EXIT_CODE_DONE) {
        scenario_fini(scenario);
        return code;
    }
    advise(scenario, options);
    return code;
}

/* All processes at once; what is wrong for all of them is told by the leader. */
static enum exit_code load_all(struct scenario *scenario, const struct run_options *options) {
    struct cluster *cluster = options->session.cluster;
    bool leads = cluster_leads(cluster);
    struct des_diagnostics quiet;
    des_diagnostics_init(&quiet);
    enum exit_code mine = leads ? load(scenario, options) : EXIT_CODE_DONE;
    enum des_status status =
        leads ? DES_OK
              : scenario_read(scenario, options->file, &options->scenario.plugins,
                              &options->extent.overrides, &quiet);
    bool loaded = mine == EXIT_CODE_DONE && status == DES_OK;
    enum exit_code code = cluster_follow(cluster, mine);
    if (code == EXIT_CODE_DONE && status != DES_OK) {
        mine = scenario_report(status, options->file, &quiet);
    }
    if (code == EXIT_CODE_DONE) {
        code = cluster_agree(cluster, mine);
    }
    if (code != EXIT_CODE_DONE && loaded) {
        scenario_fini(scenario);
    }
    des_diagnostics_fini(&quiet);
    return code;
}

static enum exit_code run_scenario(struct scenario *scenario, struct run_options *options) {
    struct job job;
    struct session session;
    struct profile profile;
    profile_init(&profile);
    job_init(&job, scenario, options->extent.trace, options->extent.trace_replications);
    job.profile = options->profile ? &profile : NULL;
    enum exit_code code = session_run(&session, &job, &options->session);
    if (cluster_leads(options->session.cluster) &&
        (code == EXIT_CODE_DONE || code == EXIT_CODE_PARTLY)) {
        enum exit_code told = tell(scenario, options, &session, job.profile);
        code = told == EXIT_CODE_DONE ? code : told;
    }
    session_fini(&session);
    job_fini(&job);
    profile_fini(&profile);
    return code;
}

static enum exit_code run(struct run_options *options) {
    struct cluster cluster;
    struct scenario scenario;
    enum exit_code code = cluster_join(&cluster);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    options->session.cluster = &cluster;
    code = load_all(&scenario, options);
    if (code == EXIT_CODE_DONE) {
        code = run_scenario(&scenario, options);
        scenario_fini(&scenario);
    }
    if (code != EXIT_CODE_INTERRUPTED) { /* else the others may be gone */
        cluster_leave(&cluster);
    }
    return code;
}

int command_run(int argc, char **argv) {
    struct argp_child children[] = {
        {&scenario_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {&extent_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "FILE -o OUT.h5", doc, children, NULL, NULL};
    struct run_options options = {.extent = {.trace_replications = 1}};
    options.session.executor.threads = workers_available();
    char *command = provenance_command(argc, argv);
    argp_parse(&argp, argc, argv, 0, NULL, &options);

    options.extent.overrides.sets = (const char *const *)options.scenario.sets.items;
    options.extent.overrides.set_count = options.scenario.sets.count;
    options.extent.overrides.threads = options.session.executor.threads;
    options.session.file = options.file;
    options.session.overrides = &options.extent.overrides;
    options.session.plugins = &options.scenario.plugins;
    options.session.command = command;
    enum exit_code code = run(&options);
    scenario_options_fini(&options.scenario);
    free(command);
    return (int)code;
}
