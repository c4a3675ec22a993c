/* tools/aksim/cmd_slurm.c - aksim slurm: a batch script for a cluster. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "scenario.h"
#include "execution/session.h"

enum {
    KEY_PRINT = OPTION_FIRST_OWN,
    KEY_FORCE,
    KEY_TASKS,
    KEY_AT_ONCE,
    KEY_MPI,
    KEY_CPUS,
    KEY_TIME,
    KEY_SBATCH,
};

/* The array limit of most clusters is 1,001 (MaxArraySize of Slurm). */
#define TASKS_DEFAULT 1000

struct slurm_options {
    struct scenario_options scenario;
    struct extent_options extent;
    const char *file, *out, *time;
    struct text_list sbatch;
    int64_t tasks, at_once, mpi, cpus;
    bool print, force;
};

static const struct argp_option rows[] = {
    {"output", 'o', "OUT.h5", 0, "the results file that the job is to write (required)", 0},
    {"print", KEY_PRINT, NULL, 0, "to the standard output instead of OUT.h5.sbatch", 0},
    {"force", KEY_FORCE, NULL, 0, "though OUT.h5 or OUT.h5.sbatch exists", 0},
    {"tasks", KEY_TASKS, "N", 0, "tasks of the array, at most (1000)", 0},
    {"at-once", KEY_AT_ONCE, "N", 0, "tasks that may run at the same time (all)", 0},
    {"mpi", KEY_MPI, "N", 0, "one job of N processes under MPI instead of an array", 0},
    {"cpus", KEY_CPUS, "N", 0, "processors, and so threads, of a task or process (4)", 0},
    {"time", KEY_TIME, "LIMIT", 0, "time limit of a task, as sbatch takes it (24:00:00)", 0},
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
    "Submit where this command was called: sbatch OUT.h5.sbatch\n\n"
    "Examples:\n"
    "  aksim slurm scenarios/experiments/rural_vs_urban.cfg -o big.h5\n"
    "  aksim slurm scenarios/experiments/norway.cfg -o n.h5 --tasks 20 --cpus 16\n"
    "  aksim slurm scenarios/reference/mm1.cfg -o m.h5 --sbatch --account=nn1234k\n"
    "  aksim slurm scenarios/experiments/rural_vs_urban.cfg -o b.h5 --mpi 8 --print";

/* ---- the script ---- */

/* A word of the shell, whatever it holds. */
static void put_word(FILE *to, const char *text) {
    fputc('\'', to);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'') {
            fputs("'\\''", to);
        } else {
            fputc(*at, to);
        }
    }
    fputc('\'', to);
}

static void put_option(FILE *to, const char *option, const char *value) {
    fprintf(to, " \\\n        %s ", option);
    put_word(to, value);
}

/* The options of aksim run that say what is run. */
static void put_extent(FILE *to, const struct slurm_options *options) {
    const struct extent_options *extent = &options->extent;
    if (extent->overrides.arms != NULL) {
        put_option(to, "--arm", extent->overrides.arms);
    }
    if (extent->overrides.replications > 0) {
        fprintf(to, " \\\n        --replications %lld", (long long)extent->overrides.replications);
    }
    if (extent->overrides.seed != NULL) {
        put_option(to, "--seed", extent->overrides.seed);
    }
    if (extent->overrides.days > 0) {
        fprintf(to, " \\\n        --days %lld", (long long)extent->overrides.days);
    }
    if (extent->trace != DES_TRACE_NONE) {
        put_option(to, "--trace", trace_name(extent->trace));
    }
    if (extent->trace_replications == OPTION_ALL_REPLICATIONS) {
        fputs(" \\\n        --trace-replications all", to);
    } else if (extent->trace_replications > 1) {
        fprintf(to, " \\\n        --trace-replications %lld",
                (long long)extent->trace_replications);
    }
    for (size_t i = 0; i < options->scenario.sets.count; i++) {
        put_option(to, "--set", options->scenario.sets.items[i]);
    }
    for (size_t i = 0; i < options->scenario.plugins.count; i++) {
        put_option(to, "--plugin", options->scenario.plugins.items[i]);
    }
}

/* The path of this program; owned by the caller. */
static char *own_path(void) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) {
        return text_copy("aksim");
    }
    path[length] = '\0';
    return text_copy(path);
}

static void put_directives(FILE *to, const struct slurm_options *options, int64_t tasks) {
    const char *name = strrchr(options->out, '/');
    fprintf(to, "#SBATCH --job-name=\"%s\"\n", name == NULL ? options->out : name + 1);
    if (options->mpi > 0) {
        fprintf(to, "#SBATCH --ntasks=%lld\n", (long long)options->mpi);
    } else if (options->at_once > 0) {
        fprintf(to, "#SBATCH --array=0-%lld%%%lld\n", (long long)tasks - 1,
                (long long)options->at_once);
    } else {
        fprintf(to, "#SBATCH --array=0-%lld\n", (long long)tasks - 1);
    }
    fprintf(to, "#SBATCH --cpus-per-task=%lld\n#SBATCH --time=%s\n", (long long)options->cpus,
            options->time);
    fprintf(to,
            "#SBATCH --requeue\n"
            "#SBATCH --open-mode=append\n"
            "#SBATCH --signal=B:TERM@120\n"
            "#SBATCH --output=\"%s.%s.log\"\n",
            options->out, options->mpi > 0 ? "%j" : "%A_%a");
    for (size_t i = 0; i < options->sbatch.count; i++) {
        fprintf(to, "#SBATCH %s\n", options->sbatch.items[i]);
    }
}

/* The merge waits for the array, however its tasks end; it refuses gaps itself. */
static void put_merge(FILE *to) {
    fputs("\n# The first task asks for the merge, which waits until all tasks have ended.\n"
          "merge=\"'$aksim' merge '$out.parts' -o '$out' --force --quiet\"\n"
          "if [ \"$SLURM_ARRAY_TASK_ID\" -eq 0 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -eq 0 ]; then\n"
          "    sbatch --dependency=\"afterany:$SLURM_ARRAY_JOB_ID\" "
          "--job-name=\"$SLURM_JOB_NAME.merge\" \\\n"
          "        --output=\"$out.merge.log\" --open-mode=append --wrap \"$merge\" ||\n"
          "        echo \"the merge could not be submitted; when all tasks are done: $merge\"\n"
          "fi\n",
          to);
}

static void put_run(FILE *to, const struct slurm_options *options, int64_t tasks) {
    fputs("\n# A signal before the time limit: what is finished is kept, and the job begins "
          "again.\n"
          "trap 'kill -TERM \"$process\"' TERM\n",
          to);
    fputs(options->mpi > 0 ? "srun --mpi=pmix \"$aksim\"" : "\"$aksim\"", to);
    fputs(" run ", to);
    put_word(to, options->file);
    fputs(" -o \"$out\" --resume --quiet", to);
    if (options->mpi == 0) {
        fprintf(to, " \\\n        --shard \"$SLURM_ARRAY_TASK_ID/%lld\"", (long long)tasks);
    }
    put_extent(to, options);
    fputs(" &\n"
          "process=$!\n"
          "wait \"$process\"\n"
          "code=$?\n"
          "while kill -0 \"$process\" 2>/dev/null; do\n"
          "    wait \"$process\"\n"
          "    code=$?\n"
          "done\n"
          "if [ \"$code\" -eq 75 ]; then\n"
          "    scontrol requeue \"$SLURM_JOB_ID\"\n"
          "fi\n"
          "exit \"$code\"\n",
          to);
}

static void put_script(FILE *to, const struct slurm_options *options, size_t places) {
    int64_t tasks = (int64_t)places < options->tasks ? (int64_t)places : options->tasks;
    char *program = own_path();
    fputs("#!/bin/sh\n", to);
    put_directives(to, options, tasks);
    fprintf(to, "#\n# %zu place%s (settings, and points)", places, places == 1 ? "" : "s");
    if (options->mpi == 0) {
        fprintf(to, " in %lld task%s (--mpi spreads replications too)", (long long)tasks,
                tasks == 1 ? "" : "s");
    }
    fprintf(to, ".  Submit with: sbatch %s.sbatch\n", options->out);
    fputs("aksim=", to);
    put_word(to, program);
    fputs("\nout=", to);
    put_word(to, options->out);
    fputs("\n", to);
    if (options->mpi == 0) {
        put_merge(to);
    }
    put_run(to, options, tasks);
    free(program);
}

/* ---- where it goes ---- */

static enum exit_code write_script(const struct slurm_options *options, size_t places) {
    char *path = text_format("%s.sbatch", options->out);
    enum exit_code code = EXIT_CODE_DONE;
    FILE *file = fopen(path, options->force ? "w" : "wx");
    if (file == NULL) {
        fprintf(stderr, "aksim: %s cannot be written: %s\n", path, strerror(errno));
        code = EXIT_CODE_CREATE;
    } else {
        put_script(file, options, places);
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

static enum exit_code make_script(const struct slurm_options *options) {
    struct scenario scenario;
    enum exit_code code = scenario_load(&scenario, options->file, &options->scenario.plugins,
                                        &options->extent.overrides);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    size_t places = scenario.plan->setting_count * scenario.plan->point_count;
    scenario_fini(&scenario);
    if (options->print) {
        put_script(stdout, options, places);
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
        .tasks = TASKS_DEFAULT,
        .cpus = 4,
        .time = "24:00:00",
    };
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    options.extent.overrides.sets = (const char *const *)options.scenario.sets.items;
    options.extent.overrides.set_count = options.scenario.sets.count;
    enum exit_code code = make_script(&options);
    text_list_fini(&options.sbatch);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
