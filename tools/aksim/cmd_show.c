/* tools/aksim/cmd_show.c - aksim show */
#include "command.h"

#include "options.h"
#include "view.h"

enum {
    KEY_OUTCOMES = OPTION_FIRST_OWN,
    KEY_STRATUM,
    KEY_RUNS,
    KEY_ARMS,
    KEY_PARAMETERS,
    KEY_PROVENANCE,
    KEY_PAIRED,
    KEY_CONTRASTS,
};

struct show_options {
    const char *file;
    struct view_options view;
};

static const struct argp_option rows[] = {
    {"outcomes", KEY_OUTCOMES, "A,B|all", 0, "these outcomes (those that matter most)", 0},
    {"stratum", KEY_STRATUM, "NAME", 0, "of this part of the population (all)", 0},
    {"arms", KEY_ARMS, NULL, 0, "outcomes of each arm only", 0},
    {"paired", KEY_PAIRED, NULL, 0, "differences from the reference arm only", 0},
    {"contrasts", KEY_CONTRASTS, NULL, 0, "differences between places only", 0},
    {"runs", KEY_RUNS, NULL, 0, "the runs and how they ended", 0},
    {"parameters", KEY_PARAMETERS, NULL, 0, "the parameters that were used", 0},
    {"provenance", KEY_PROVENANCE, NULL, 0, "which program made the file, when and where", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    static const enum view views[] = {
        [KEY_RUNS - KEY_RUNS] = VIEW_RUNS,
        [KEY_ARMS - KEY_RUNS] = VIEW_ARMS,
        [KEY_PARAMETERS - KEY_RUNS] = VIEW_PARAMETERS,
        [KEY_PROVENANCE - KEY_RUNS] = VIEW_PROVENANCE,
        [KEY_PAIRED - KEY_RUNS] = VIEW_PAIRED,
        [KEY_CONTRASTS - KEY_RUNS] = VIEW_CONTRASTS,
    };
    struct show_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->view.format;
        return 0;
    case KEY_OUTCOMES:
        options->view.outcomes = text;
        return 0;
    case KEY_STRATUM:
        options->view.stratum = text;
        return 0;
    case KEY_RUNS:
    case KEY_ARMS:
    case KEY_PARAMETERS:
    case KEY_PROVENANCE:
    case KEY_PAIRED:
    case KEY_CONTRASTS:
        if (options->view.view != VIEW_OVERVIEW) {
            argp_error(state, "one table at a time");
        }
        options->view.view = views[key - KEY_RUNS];
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) {
            argp_error(state, "one file at a time; '%s' is one too many", text);
        }
        options->file = text;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results file?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] = "Prints what a results file says: outcomes by arm, differences from the "
                          "reference arm, and differences between places.\v"
                          "Examples:\n"
                          "  aksim show results.h5\n"
                          "  aksim show results.h5 --paired --outcomes all\n"
                          "  aksim show results.h5 --format csv > results.csv\n"
                          "  aksim show results.h5 --provenance --format json";

int command_show(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "RESULTS.h5", doc, children, NULL, NULL};
    struct show_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    return (int)view_print(options.file, &options.view);
}
