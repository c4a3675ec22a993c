#include "slurm_script.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

/* ---- words ---- */

static void put_word(FILE *to, const char *text) {
    char *word = text_word(text);
    fputs(word, to);
    free(word);
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

/* ---- the script ---- */

/* What every job says: where it works, how long it may take, and what the user adds. */
static void put_common(FILE *to, const struct slurm_options *options, const char *log) {
    char folder[4096];
    if (getcwd(folder, sizeof folder) != NULL && strpbrk(folder, "\"\\%\n") == NULL) {
        fprintf(to, "#SBATCH --chdir=\"%s\"\n", folder);
    }
    if (options->memory != NULL) {
        fprintf(to, "#SBATCH --mem-per-cpu=%s\n", options->memory);
    }
    fprintf(to,
            "#SBATCH --time=%s\n"
            "#SBATCH --open-mode=append\n"
            "#SBATCH --output=\"%s.%s.log\"\n",
            options->time, options->out, log);
    for (size_t i = 0; i < options->sbatch.count; i++) {
        fprintf(to, "#SBATCH %s\n", options->sbatch.items[i]);
    }
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
    fprintf(to,
            "#SBATCH --cpus-per-task=%lld\n"
            "#SBATCH --requeue\n"
            "#SBATCH --signal=B:USR1@120\n",
            (long long)options->cpus);
    put_common(to, options, options->mpi > 0 ? "%j" : "%A_%a");
}

static void put_before(FILE *to, const struct slurm_options *options) {
    for (size_t i = 0; i < options->before.count; i++) {
        fprintf(to, "%s\n", options->before.items[i]);
    }
}

static void put_program(FILE *to) {
    char *program = own_path();
    put_word(to, program);
    free(program);
}

/* OUT and what is appended, as one word. */
static void put_out(FILE *to, const struct slurm_options *options, const char *suffix) {
    char *path = text_format("%s%s", options->out, suffix);
    put_word(to, path);
    free(path);
}

static void put_merged(FILE *to, const struct slurm_options *options) {
    fputs(" merge ", to);
    put_out(to, options, ".parts");
    fputs(" -o ", to);
    put_out(to, options, "");
}

/* The merge waits for the array, however its tasks end; it refuses gaps itself. */
static void put_merge(FILE *to, const struct slurm_options *options) {
    fputs("\n# The first task asks for the merge, which waits until all tasks have ended.\n"
          "ask_for_merge() {\n"
          "    sbatch --job-name=\"$SLURM_JOB_NAME.merge\" "
          "--dependency=\"afterany:$SLURM_ARRAY_JOB_ID\" <<'MERGE'\n"
          "#!/bin/sh\n",
          to);
    put_common(to, options, "merge");
    put_before(to, options);
    put_program(to);
    put_merged(to, options);
    fputs(" --force --quiet\n"
          "MERGE\n"
          "}\n"
          "if [ \"$SLURM_ARRAY_TASK_ID\" -eq 0 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -eq 0 ]; then\n"
          "    ask_for_merge ||\n"
          "        echo 'The merge could not be submitted; when all tasks are done:' aksim",
          to);
    put_merged(to, options);
    fputs("\nfi\n", to);
}

/* One rank that dies ends the others, which would wait for it; srun does not learn
 * by itself how many processors a task has. */
static void put_launcher(FILE *to, const struct slurm_options *options) {
    if (options->mpi > 0) {
        fprintf(to,
                "# Where srun has no pmix (srun --mpi=list): mpirun --bind-to none.\n"
                "srun --mpi=pmix --cpus-per-task=%lld --kill-on-bad-exit=1 \\\n    ",
                (long long)options->cpus);
    }
}

static void put_run(FILE *to, const struct slurm_options *options, int64_t tasks) {
    fputs(
        "\n# What is finished is kept when a signal comes.  USR1 comes before the time limit: the "
        "job\n# begins again.  TERM comes from scancel, or from a node that goes down: Slurm "
        "knows what then.\n"
        "again=\n"
        "trap 'again=1; kill -TERM \"$process\"' USR1\n"
        "trap 'kill -TERM \"$process\"' TERM\n",
        to);
    put_launcher(to, options);
    put_program(to);
    fputs(" run ", to);
    put_word(to, options->file);
    put_option(to, "-o", options->out);
    fputs(" --resume --quiet", to);
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
          "if [ -n \"$again\" ] && [ \"$code\" -gt 1 ]; then\n"
          "    scontrol requeue \"$SLURM_JOB_ID\"\n"
          "fi\n"
          "exit \"$code\"\n",
          to);
}

void slurm_script_put(FILE *to, const struct slurm_options *options, size_t places) {
    int64_t tasks = (int64_t)places < options->tasks ? (int64_t)places : options->tasks;
    fputs("#!/bin/sh\n", to);
    put_directives(to, options, tasks);
    fprintf(to, "#\n# %zu place%s (settings, and points)", places, places == 1 ? "" : "s");
    if (options->mpi == 0) {
        fprintf(to, " in %lld task%s (--mpi spreads replications too)", (long long)tasks,
                tasks == 1 ? "" : "s");
    }
    fputs(".\n# Submit with: sbatch ", to);
    put_out(to, options, ".sbatch");
    fputs("\n", to);
    put_before(to, options);
    if (options->mpi == 0) {
        put_merge(to, options);
    }
    put_run(to, options, tasks);
}
