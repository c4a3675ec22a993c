/* tools/aksim/cmd_show.c - aksim show */
#include "command.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "execution/parts.h"
#include "memory.h"
#include "options.h"
#include "view/view.h"

enum {
    KEY_OUTCOMES = OPTION_FIRST_OWN,
    KEY_STRATUM,
    KEY_POINT,
    KEY_RUNS,
    KEY_ARMS,
    KEY_PARAMETERS,
    KEY_PROVENANCE,
    KEY_PAIRED,
    KEY_CONTRASTS,
    KEY_SUMS,
    KEY_SENSITIVITY,
    KEY_PRECISION,
    KEY_VALIDATION,
    KEY_EFFECTS,
    KEY_BREAK_EVEN,
    KEY_TARGETS,
    KEY_EFFECT,
    KEY_COST,
    KEY_THRESHOLD,
};

struct show_options {
    const char *file;
    struct view_options view;
    struct scenario_options scenario;
    struct text_list targets;
    double *thresholds;
};

static const struct argp_option rows[] = {
    {"outcomes", KEY_OUTCOMES, "A,B|all", 0, "these outcomes (those that matter most)", 0},
    {"stratum", KEY_STRATUM, "NAME", 0, "of this part of the population (all)", 0},
    {"point", KEY_POINT, "NAME|all", 0,
     "of this point, or of each (more than 50 are shown together)", 0},
    {"arms", KEY_ARMS, NULL, 0, "outcomes of each arm only", 0},
    {"paired", KEY_PAIRED, NULL, 0, "differences from the reference arm only", 0},
    {"contrasts", KEY_CONTRASTS, NULL, 0, "differences between places only", 0},
    {"sensitivity", KEY_SENSITIVITY, NULL, 0,
     "what results depend on, which arm is best, what it is worth to know more", 0},
    {"precision", KEY_PRECISION, "SHARE", OPTION_ARG_OPTIONAL,
     "which outcomes are less precise than this share of the reference's mean (0.05), and how "
     "many replications they need",
     0},
    {"validation", KEY_VALIDATION, NULL, 0, "whether outcomes are what statistics and studies say",
     0},
    {"effects", KEY_EFFECTS, NULL, 0,
     "ratios among users reached, of arms with `against`, beside what they are assumed to be", 0},
    {"break-even", KEY_BREAK_EVEN, NULL, 0,
     "with --effect and --cost: what a unit of effect must be worth for an arm to pay for itself",
     0},
    {"targets", KEY_TARGETS, "FILE", 0, "with --validation: your own targets too", 0},
    {"effect", KEY_EFFECT, "NAME", 0, "with --cost: outcome that is bought", 0},
    {"cost", KEY_COST, "NAME", 0, "outcome that is paid", 0},
    {"threshold", KEY_THRESHOLD, "A,B", 0, "money for a unit of effect: net benefit at each", 0},
    {"sums", KEY_SUMS, NULL, 0, "all places together: sums, and ratios of sums", 0},
    {"runs", KEY_RUNS, NULL, 0, "the runs and how they ended", 0},
    {"parameters", KEY_PARAMETERS, NULL, 0, "the parameters that were used", 0},
    {"provenance", KEY_PROVENANCE, NULL, 0, "which program made the file, when and where", 0},
    {0},
};

static void parse_thresholds(struct argp_state *state, const char *text,
                             struct show_options *options) {
    size_t capacity = options->view.threshold_count;
    for (const char *at = text;; at++) {
        char *end = NULL;
        double number = strtod(at, &end);
        if (end == at || (*end != ',' && *end != '\0') || !isfinite(number)) {
            argp_error(state, "--threshold wants numbers with commas between, not '%s'", text);
        }
        size_t count = options->view.threshold_count + 1;
        options->thresholds =
            memory_grow(options->thresholds, &capacity, count, sizeof options->thresholds[0]);
        options->thresholds[count - 1] = number;
        options->view.threshold_count = count;
        at = end;
        if (*at == '\0') {
            return;
        }
    }
}

static double parse_share(struct argp_state *state, const char *text) {
    char *end = NULL;
    double share = text == NULL ? 0.05 : strtod(text, &end);
    if (text != NULL && (end == text || *end != '\0' || !(share > 0.0 && share < 1e6))) {
        argp_error(state, "--precision wants a share above 0, such as 0.05, not '%s'", text);
    }
    return share;
}

static bool has_prices(const struct view_options *view) {
    return view->effect != NULL || view->cost != NULL || view->threshold_count > 0;
}

static bool reads_points(enum view view) {
    return view == VIEW_OVERVIEW || view == VIEW_ARMS || view == VIEW_PAIRED ||
           view == VIEW_CONTRASTS || view == VIEW_PRECISION || view == VIEW_BREAK_EVEN;
}

static void check_complete(struct argp_state *state, const struct show_options *options) {
    const struct view_options *view = &options->view;
    bool break_even = view->view == VIEW_BREAK_EVEN;
    bool some = has_prices(view);
    if (break_even && (view->effect == NULL || view->cost == NULL)) {
        argp_error(state, "--break-even wants --effect and --cost");
    }
    if (!break_even && some &&
        (view->effect == NULL || view->cost == NULL || view->threshold_count == 0)) {
        argp_error(state, "--effect, --cost and --threshold belong together");
    }
    if (some && !break_even && view->view != VIEW_SENSITIVITY) {
        argp_error(state, "--effect and --cost belong to --break-even, or with --threshold to "
                          "--sensitivity");
    }
    if (view->point != NULL && !reads_points(view->view)) {
        argp_error(state, "--point belongs to tables of estimates");
    }
    if (options->targets.count > 0 && view->view != VIEW_VALIDATION) {
        argp_error(state, "--targets belongs to --validation");
    }
    if (options->scenario.sets.count > 0) {
        argp_error(state, "--set has no meaning here: the runs are done");
    }
}

/* Which table, and what of it. */
static error_t parse_view(int key, char *text, struct argp_state *state,
                          struct show_options *options) {
    static const enum view views[] = {
        [KEY_RUNS - KEY_RUNS] = VIEW_RUNS,
        [KEY_ARMS - KEY_RUNS] = VIEW_ARMS,
        [KEY_PARAMETERS - KEY_RUNS] = VIEW_PARAMETERS,
        [KEY_PROVENANCE - KEY_RUNS] = VIEW_PROVENANCE,
        [KEY_PAIRED - KEY_RUNS] = VIEW_PAIRED,
        [KEY_CONTRASTS - KEY_RUNS] = VIEW_CONTRASTS,
        [KEY_SUMS - KEY_RUNS] = VIEW_SUMS,
        [KEY_SENSITIVITY - KEY_RUNS] = VIEW_SENSITIVITY,
        [KEY_PRECISION - KEY_RUNS] = VIEW_PRECISION,
        [KEY_VALIDATION - KEY_RUNS] = VIEW_VALIDATION,
        [KEY_EFFECTS - KEY_RUNS] = VIEW_EFFECTS,
        [KEY_BREAK_EVEN - KEY_RUNS] = VIEW_BREAK_EVEN,
    };
    switch (key) {
    case KEY_EFFECT:
        options->view.effect = text;
        return 0;
    case KEY_TARGETS:
        text_list_add(&options->targets, text);
        return 0;
    case KEY_COST:
        options->view.cost = text;
        return 0;
    case KEY_THRESHOLD:
        parse_thresholds(state, text, options);
        return 0;
    case KEY_OUTCOMES:
        options->view.outcomes = text;
        return 0;
    case KEY_STRATUM:
        options->view.stratum = text;
        return 0;
    case KEY_POINT:
        options->view.point = text;
        return 0;
    case KEY_RUNS:
    case KEY_ARMS:
    case KEY_PARAMETERS:
    case KEY_PROVENANCE:
    case KEY_PAIRED:
    case KEY_CONTRASTS:
    case KEY_SUMS:
    case KEY_SENSITIVITY:
    case KEY_PRECISION:
    case KEY_VALIDATION:
    case KEY_EFFECTS:
    case KEY_BREAK_EVEN:
        if (options->view.view != VIEW_OVERVIEW) {
            argp_error(state, "one table at a time");
        }
        options->view.view = views[key - KEY_RUNS];
        options->view.precision = key == KEY_PRECISION ? parse_share(state, text) : 0.0;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct show_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->view.format;
        state->child_inputs[1] = &options->scenario;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "file", text, &options->file);
        return 0;
    case ARGP_KEY_END:
        /* Prices without a table: the one that reads them. */
        if (options->view.view == VIEW_OVERVIEW && has_prices(&options->view)) {
            options->view.view = VIEW_SENSITIVITY;
        }
        check_complete(state, options);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results file?");
        return 0;
    default:
        return parse_view(key, text, state, options);
    }
}

static const char doc[] = "Prints what a results file says: outcomes by arm, differences from the "
                          "reference arm, and differences between places.\v"
                          "Examples:\n"
                          "  aksim show results.h5\n"
                          "  aksim show results.h5 --paired --outcomes all\n"
                          "  aksim show results.h5 --format csv > results.csv\n"
                          "  aksim show results.h5 --sensitivity --outcomes all\n"
                          "  aksim show results.h5 --break-even --effect hospital_days --cost "
                          "cost_total\n"
                          "  aksim show results.h5 --validation\n"
                          "  aksim show results.h5 --provenance --format json";

/* No results yet, but runs of which they can be made. */
static void tell_of_parts(const char *file) {
    char *parts = parts_folder(file);
    if (access(file, F_OK) != 0 && parts_hold(parts, NULL)) {
        fprintf(stderr,
                "aksim: %s holds finished runs: aksim merge %s -o %s, or the same aksim run with "
                "--resume\n",
                parts, parts, file);
    }
    free(parts);
}

int command_show(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {&done_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "RESULTS.h5", doc, children, NULL, NULL};
    struct show_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    options.view.thresholds = options.thresholds;
    options.view.targets = &options.targets;
    options.view.plugins = &options.scenario.plugins;
    enum exit_code code = view_print(options.file, &options.view);
    if (code == EXIT_CODE_NO_INPUT) {
        tell_of_parts(options.file);
    }
    free(options.thresholds);
    text_list_fini(&options.targets);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
