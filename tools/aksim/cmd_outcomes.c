/* tools/aksim/cmd_outcomes.c - aksim outcomes */
#include "command.h"

#include <string.h>

#include "exit_code.h"
#include "layout.h"
#include "memory.h"
#include "model_list.h"
#include "number.h"

enum { KEY_MODEL = OPTION_FIRST_OWN };

struct outcomes_options {
    struct scenario_options scenario;
    enum table_format format;
    const char *model;
};

static const struct argp_option rows[] = {
    {"model", KEY_MODEL, "NAME", 0, "of this model only", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct outcomes_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        return 0;
    case KEY_MODEL:
        options->model = text;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is one argument too many", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] = "Lists the outcomes that models report: unit, how each is computed from "
                          "totals, and which way is better.\v"
                          "Examples:\n"
                          "  aksim outcomes\n"
                          "  aksim outcomes --model home_care --format csv > outcomes.csv";

static const char *better_text(enum des_better better) {
    static const char *const texts[] = {
        [DES_BETTER_NEITHER] = "neither", [DES_BETTER_LOW] = "low", [DES_BETTER_HIGH] = "high"};
    return texts[better];
}

static void fill(struct table *table, const struct des_model *model) {
    for (size_t i = 0; i < model->outcome_count; i++) {
        const struct des_outcome *outcome = &model->outcomes[i];
        table_text(table, model->name);
        table_text(table, outcome->group);
        table_text(table, outcome->name);
        table_text(table, outcome->unit);
        table_text(table, outcome->numerator);
        table_text(table, outcome->denominator);
        table_real(table, outcome->scale);
        table_text(table, better_text(outcome->better));
        table_text(table, outcome->meaning);
    }
}

static void print_outcome(const struct des_outcome *outcome, size_t width) {
    size_t indent = width + 4;
    char scale[NUMBER_ROOM];
    number_exact(scale, outcome->scale);
    bool scaled = strcmp(scale, "1") != 0;
    fputs("  ", stdout);
    layout_left(stdout, outcome->name, width + 2);
    layout_wrap(stdout, indent, indent, outcome->meaning);
    char *computed =
        text_format("%s = %s%s%s %s %s%s", outcome->unit, scaled ? scale : "", scaled ? " x " : "",
                    outcome->numerator, outcome->denominator == NULL ? "per run" : "/",
                    outcome->denominator == NULL ? "" : outcome->denominator,
                    outcome->better == DES_BETTER_LOW    ? "; lower is better"
                    : outcome->better == DES_BETTER_HIGH ? "; higher is better"
                                                         : "");
    printf("%*s", (int)indent, "");
    layout_wrap(stdout, indent, indent, computed);
    free(computed);
}

static void print_text(const struct des_model *model) {
    size_t width = 0;
    for (size_t i = 0; i < model->outcome_count; i++) {
        size_t own = text_width(model->outcomes[i].name);
        width = own > width ? own : width;
    }
    const char *group = NULL;
    for (size_t i = 0; i < model->outcome_count; i++) {
        const struct des_outcome *outcome = &model->outcomes[i];
        if (group == NULL || strcmp(group, outcome->group) != 0) {
            char *heading = text_format("%s: %s", model->name, outcome->group);
            layout_heading(stdout, heading);
            free(heading);
            group = outcome->group;
        }
        print_outcome(outcome, width);
    }
}

static bool wanted(const struct outcomes_options *options, const struct des_model *model) {
    return options->model == NULL || strcmp(options->model, model->name) == 0;
}

static void print_all(const struct outcomes_options *options, const struct model_list *models) {
    static const char *const columns[] = {"model",       "group", "name",   "unit",    "numerator",
                                          "denominator", "scale", "better", "meaning", NULL};
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < model_list_count(models); i++) {
        const struct des_model *model = model_list_at(models, i);
        if (wanted(options, model) && options->format == TABLE_TEXT) {
            print_text(model);
        } else if (wanted(options, model)) {
            fill(&table, model);
        }
    }
    if (options->format != TABLE_TEXT) {
        table_print(&table, options->format, stdout);
    }
    table_fini(&table);
}

int command_outcomes(int argc, char **argv) {
    struct argp_child children[] = {{&scenario_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "", doc, children, NULL, NULL};
    struct outcomes_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct model_list *models = NULL;
    struct des_error error = {0};
    enum des_status status = model_list_open(&options.scenario.plugins, &models, &error);
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = exit_report(status, &error);
    } else if (options.model != NULL && model_list_find(models, options.model) == NULL) {
        fprintf(stderr, "aksim: there is no model '%s'; aksim models lists them\n", options.model);
        code = EXIT_CODE_DATA;
    } else {
        print_all(&options, models);
    }
    model_list_close(models);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
