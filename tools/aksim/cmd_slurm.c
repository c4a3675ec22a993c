/* tools/aksim/cmd_slurm.c - aksim slurm: a batch script for a cluster. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "scenario.h"
#include "slurm_script.h"
#include "execution/session.h"

enum {
    KEY_PRINT = OPTION_FIRST_OWN,
    KEY_FORCE,
    KEY_TASKS,
    KEY_AT_ONCE,
    KEY_MPI,
    KEY_CPUS,
    KEY_TIME,
    KEY_MEMORY,
    KEY_BEFORE,
    KEY_SBATCH,
};

/* The array limit of most clusters is 1,001 (MaxArraySize of Slurm). */
#define TASKS_DEFAULT 1000

static const struct argp_option rows[] = {
    {"output", 'o', "OUT.h5", 0, "the results file that the job is to write (required)", 0},
    {"print", KEY_PRINT, NULL, 0, "to the standard output instead of OUT.h5.sbatch", 0},
    {"force", KEY_FORCE, NULL, 0, "though OUT.h5 or OUT.h5.sbatch exists", 0},
    {"tasks", KEY_TASKS, "N", 0, "tasks of the array, at most (1000, or what the cluster allows)",
     0},
    {"at-once", KEY_AT_ONCE, "N", 0, "tasks that may run at the same time (all)", 0},
    {"mpi", KEY_MPI, "N", 0, "one job of N processes under MPI instead of an array", 0},
    {"cpus", KEY_CPUS, "N", 0, "processors, and so threads, of a task or process (4)", 0},
    {"time", KEY_TIME, "LIMIT", 0, "time limit of a task, as sbatch takes it (24:00:00)", 0},
    {"memory", KEY_MEMORY, "SIZE", 0,
     "memory for each processor, as sbatch takes it (the cluster's)", 0},
    {"before", KEY_BEFORE, "LINE", 0, "a line of shell before the run; may be repeated", 0},
    {"sbatch", KEY_SBATCH, "OPTION", 0, "another option for sbatch; may be repeated", 0},
    {0},
};

static void check_complete(struct argp_state *state, const struct slurm_options *options) {
    if (options->file == NULL) {
        argp_error(state, "which scenario?");
    }
    if (options->out == NULL) {
        argp_error(state, "-o OUT.h5 is missing: where should the results go?");
    }
    if (options->out != NULL && strpbrk(options->out, "'\"\\%\n") != NULL) {
        argp_error(state, "'%s' holds a character that a batch script cannot", options->out);
    }
    if (options->mpi > 0 && options->at_once > 0) {
        argp_error(state, "--at-once is about an array: not with --mpi");
    }
}

static error_t parse_job(int key, char *text, struct argp_state *state,
                         struct slurm_options *options) {
    switch (key) {
    case KEY_TASKS:
        options->tasks = option_count(state, "--tasks", text, 1);
        return 0;
    case KEY_AT_ONCE:
        options->at_once = option_count(state, "--at-once", text, 1);
        return 0;
    case KEY_MPI:
        options->mpi = option_count(state, "--mpi", text, 1);
        return 0;
    case KEY_CPUS:
        options->cpus = option_count(state, "--cpus", text, 1);
        return 0;
    case KEY_TIME:
        options->time = text;
        return 0;
    case KEY_MEMORY:
        options->memory = text;
        return 0;
    case KEY_BEFORE:
        text_list_add(&options->before, text);
        return 0;
    case KEY_SBATCH:
        text_list_add(&options->sbatch, text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct slurm_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->extent;
        return 0;
    case 'o':
        options->out = text;
        return 0;
    case KEY_PRINT:
        options->print = true;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "scenario", text, &options->file);
        return 0;
    case ARGP_KEY_END:
        check_complete(state, options);
        return 0;
    default:
        return parse_job(key, text, state, options);
    }
}

static const char doc[] =
    "Writes a batch script for Slurm, and submits nothing: an array over slices of the "
    "scenario, each slice whole settings and points, and a job that merges them when all "
    "have ended.\v"
    "A task that meets its time limit, or is requeued, keeps its finished runs and goes on.  "
    "Submit it with sbatch OUT.h5.sbatch\n\n"
    "Examples:\n"
    "  aksim slurm scenarios/experiments/rural_vs_urban.cfg -o big.h5\n"
    "  aksim slurm scenarios/experiments/norway.cfg -o n.h5 --tasks 20 --cpus 16\n"
    "  aksim slurm scenarios/reference/mm1.cfg -o m.h5 --sbatch --account=nn1234k\n"
    "  aksim slurm scenarios/reference/mm1.cfg -o l.h5 --before 'module load GSL'\n"
    "  aksim slurm scenarios/experiments/rural_vs_urban.cfg -o b.h5 --mpi 8 --print";

/* ---- where it goes ---- */

static enum exit_code write_script(const struct slurm_options *options, size_t places) {
    char *path = text_format("%s.sbatch", options->out);
    enum exit_code code = EXIT_CODE_DONE;
    FILE *file = fopen(path, options->force ? "w" : "wx");
    if (file == NULL) {
        fprintf(stderr, "aksim: %s cannot be written: %s\n", path, strerror(errno));
        code = EXIT_CODE_CREATE;
    } else {
        slurm_script_put(file, options, places);
        if (ferror(file) != 0 || fclose(file) != 0) {
            fprintf(stderr, "aksim: %s could not be written: %s\n", path, strerror(errno));
            unlink(path);
            code = EXIT_CODE_IO;
        } else {
            printf("%s\n", path);
        }
    }
    free(path);
    return code;
}

/* MaxArraySize of this cluster; 0: there is none, or it does not say. */
static int64_t array_limit(void) {
    FILE *answer = popen("timeout 10 scontrol show config 2>/dev/null", "r");
    if (answer == NULL) {
        return 0;
    }
    char line[1024];
    long long limit = 0, number;
    while (fgets(line, sizeof line, answer) != NULL) {
        if (sscanf(line, "MaxArraySize = %lld", &number) == 1) {
            limit = number;
        }
    }
    (void)pclose(answer);
    return limit;
}

static void choose_tasks(struct slurm_options *options) {
    int64_t limit = options->mpi > 0 ? 0 : array_limit();
    if (options->tasks == 0) {
        options->tasks = limit > 0 && limit < TASKS_DEFAULT ? limit : TASKS_DEFAULT;
    } else if (limit > 0 && options->tasks > limit) {
        fprintf(stderr, "aksim: warning: an array has at most %lld tasks on this cluster\n",
                (long long)limit);
    }
}

/* A processor simulates one run at a time. */
static void warn_of_idle(const struct slurm_options *options, size_t runs, size_t places) {
    size_t asked = (size_t)(options->mpi > 0 ? options->mpi : options->tasks);
    size_t tasks = options->mpi > 0 || asked < places ? asked : places;
    size_t units = options->mpi > 0 ? runs : places;
    size_t most = (units + tasks - 1) / tasks * (runs / units);
    if (most < (size_t)options->cpus) {
        fprintf(stderr,
                "aksim: warning: a %s has at most %zu run%s for its %lld processors; fewer --cpus "
                "or %s leave none idle\n",
                options->mpi > 0 ? "process" : "task", most, most == 1 ? "" : "s",
                (long long)options->cpus, options->mpi > 0 ? "processes" : "--tasks");
    }
}

static enum exit_code make_script(struct slurm_options *options) {
    if (options->mpi > 0 && !cluster_speaks_mpi()) {
        fputs("aksim: warning: this program, which the script calls, was built without MPI; build "
              "it with -DAKSIM_MPI=ON\n",
              stderr);
    }
    choose_tasks(options);
    struct scenario scenario;
    enum exit_code code = scenario_load(&scenario, options->file, &options->scenario.plugins,
                                        &options->extent.overrides);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    size_t places = scenario.plan->setting_count * scenario.plan->point_count;
    warn_of_idle(options, scenario.plan->run_count, places);
    scenario_fini(&scenario);
    if (options->print) {
        slurm_script_put(stdout, options, places);
        return EXIT_CODE_DONE;
    }
    struct session_options session = {.out = options->out, .force = options->force};
    code = session_refuse_existing(&session);
    return code == EXIT_CODE_DONE ? write_script(options, places) : code;
}

int command_slurm(int argc, char **argv) {
    struct argp_child children[] = {{&scenario_argp, 0, NULL, 0}, {&extent_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "FILE -o OUT.h5", doc, children, NULL, NULL};
    struct slurm_options options = {
        .extent = {.trace_replications = 1},
        .cpus = 4,
        .time = "24:00:00",
    };
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    options.extent.overrides.sets = (const char *const *)options.scenario.sets.items;
    options.extent.overrides.set_count = options.scenario.sets.count;
    enum exit_code code = make_script(&options);
    text_list_fini(&options.sbatch);
    text_list_fini(&options.before);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
