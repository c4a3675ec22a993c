/* tools/aksim/main.c - picks the subcommand. */
#include "command.h"

#include <argp.h>
#include <gsl/gsl_errno.h>
#include <hdf5.h>
#include <stdio.h>
#include <string.h>

#include "aksim_version.h"
#include "exit_code.h"
#include "memory.h"

/* Read by argp in every subcommand. */
const char *argp_program_version = "aksim " AKSIM_VERSION " (" AKSIM_GIT_REVISION ")";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"new", command_new, "write a scenario for a Norwegian municipality"},
    {"check", command_check, "validate a scenario; say what a run of it would take"},
    {"run", command_run, "simulate a scenario and write the results file"},
    {"merge", command_merge, "make the results file from the parts that runs left"},
    {"slurm", command_slurm, "write a batch script that runs a scenario on a cluster"},
    {"show", command_show, "print the tables of a results file"},
    {"export", command_export, "write one table of a results file as CSV or JSON"},
    {"rerun", command_rerun, "do one run of a results file again, bit for bit"},
    {"diff", command_diff, "compare two results files"},
    {"calibrate", command_calibrate, "fit parameters to what outcomes should be"},
    {"verify", command_verify, "compare queueing networks with exact results"},
    {"plan", command_plan, "lay the visits of a routing instance on routes"},
    {"models", command_models, "list the models and the care models"},
    {"params", command_params, "list the parameters, with unit, range, source and grade"},
    {"outcomes", command_outcomes, "list the outcomes and how they are computed"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *out) {
    fputs("Usage: aksim COMMAND [OPTION...] [FILE...]\n"
          "Discrete-event simulation of municipal home care with and without advanced\n"
          "clinical nurses, and of queueing networks.\n\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("\n  aksim COMMAND --help   options and examples of a command\n"
          "  aksim --version        version and revision\n\n"
          "Examples:\n"
          "  aksim check scenarios/experiments/rural_vs_urban.cfg\n"
          "  aksim run scenarios/experiments/rural_vs_urban.cfg -o results.h5\n"
          "  aksim show results.h5 --paired\n\n"
          "Exit codes: 0 done; 1 done, but some runs failed or a difference was found;\n"
          "64 usage; 65 wrong scenario or data; 66 no such input; 70 internal error;\n"
          "73 the output cannot be written; 74 reading or writing failed; 75 interrupted.\n",
          out);
}

static int run_command(size_t command, int argc, char **argv) {
    char *name = text_format("aksim %s", commands[command].name);
    argv[0] = name;
    int code = commands[command].run(argc, argv);
    free(name);
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fprintf(stderr, "aksim: the result could not be written to the standard output\n");
        return EXIT_CODE_IO;
    }
    return code;
}

int main(int argc, char **argv) {
    gsl_set_error_handler_off();
    /* What HDF5 does at exit crashes when a file could not be closed, as on a full disk. */
    (void)H5dont_atexit();
    /* What HDF5 keeps of freed memory; else it grows with the columns of a file. */
    (void)H5set_free_list_limits(1 << 16, 1 << 14, 1 << 16, 1 << 14, 1 << 18, 1 << 16);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CODE_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 ||
        strcmp(argv[1], "-?") == 0) {
        print_help(stdout);
        return EXIT_CODE_DONE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts(argp_program_version);
        return EXIT_CODE_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return run_command(i, argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "aksim: there is no command '%s'; aksim --help lists them\n", argv[1]);
    return EXIT_CODE_USAGE;
}
