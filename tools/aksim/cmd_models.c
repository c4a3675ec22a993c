/* tools/aksim/cmd_models.c - aksim models */
#include "command.h"

#include <string.h>

#include "conform.h"
#include "exit_code.h"
#include "layout.h"
#include "model_list.h"
#include "number.h"

enum { KEY_CONFORM = OPTION_FIRST_OWN };

struct models_options {
    struct scenario_options scenario;
    bool conform;
    enum table_format format;
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct models_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        return 0;
    case KEY_CONFORM:
        options->conform = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is one argument too many", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Lists the models that a scenario can name, and the care models that an "
    "arm of home care can, the parts that these are composed of, and the levers that go "
    "with them.\v"
    "Examples:\n"
    "  aksim models\n"
    "  aksim models --plugin ./my_team.so --format json\n"
    "  aksim models --plugin ./my_team.so --conform";

static const struct argp_option rows[] = {
    {"conform", KEY_CONFORM, NULL, 0,
     "run the care models of the plug-ins (all, without any) in a small place and check what every "
     "one must keep; exit code 1 when something is broken",
     0},
    {0},
};

static void fill(struct table *table, const struct model_list *models) {
    for (size_t i = 0; i < model_list_count(models); i++) {
        table_text(table, "model");
        table_text(table, model_list_at(models, i)->name);
        table_text(table, model_list_at(models, i)->summary);
        table_text(table, NULL);
        table_text(table, NULL);
        table_text(table, NULL);
    }
    for (size_t i = 0; i < model_list_care_count(models); i++) {
        struct care_model_info care = model_list_care(models, i);
        table_text(table, "care model");
        table_text(table, care.name);
        table_text(table, care.summary);
        table_text(table, care.source);
        table_text(table, care.published);
        table_text(table, NULL);
    }
    for (size_t i = 0; i < model_list_part_count(); i++) {
        table_text(table, "part");
        table_text(table, model_list_part(i).name);
        table_text(table, model_list_part(i).summary);
        table_text(table, NULL);
        table_text(table, NULL);
        table_text(table, NULL);
    }
    for (size_t i = 0; i < model_list_lever_count(); i++) {
        struct lever_info lever = model_list_lever(i);
        table_text(table, "lever");
        table_text(table, lever.name);
        table_text(table, lever.summary);
        table_text(table, lever.source);
        table_text(table, NULL);
        table_text(table, lever.how);
    }
}

/* "key: text" below an entry; nothing without a text. */
static void print_more(const char *key, const char *text, size_t width) {
    if (text != NULL) {
        printf("%*s%s: ", (int)width + 4, "", key);
        layout_wrap(stdout, width + 6 + strlen(key), width + 6 + strlen(key), text);
    }
}

static void print_entry(const char *name, const char *summary, const char *source, size_t width) {
    fputs("  ", stdout);
    layout_left(stdout, name, width + 2);
    layout_wrap(stdout, width + 4, width + 4, summary);
    print_more("source", source, width);
}

static size_t name_width(const struct model_list *models) {
    size_t width = 0;
    for (size_t i = 0; i < model_list_count(models); i++) {
        size_t own = text_width(model_list_at(models, i)->name);
        width = own > width ? own : width;
    }
    for (size_t i = 0; i < model_list_care_count(models); i++) {
        size_t own = text_width(model_list_care(models, i).name);
        width = own > width ? own : width;
    }
    for (size_t i = 0; i < model_list_lever_count(); i++) {
        size_t own = text_width(model_list_lever(i).name);
        width = own > width ? own : width;
    }
    return width;
}

/* Published figures are shown beside the model; they are no input of it. */
static void print_care(const struct model_list *models, size_t width) {
    layout_heading(stdout, "Care models (of an arm in a home-care scenario)");
    for (size_t i = 0; i < model_list_care_count(models); i++) {
        struct care_model_info care = model_list_care(models, i);
        print_entry(care.name, care.summary, care.source, width);
        print_more("published, not entered", care.published, width);
    }
    fputc('\n', stdout);
    layout_heading(
        stdout,
        "Parts (parts = (\"referral\", ...) of an arm; aksim params has the values of each)");
    for (size_t i = 0; i < model_list_part_count(); i++) {
        print_entry(model_list_part(i).name, model_list_part(i).summary, NULL, width);
    }
    fputc('\n', stdout);
    layout_heading(stdout, "Levers (of an arm or a setting, beside any care model, from day 0 on)");
    for (size_t i = 0; i < model_list_lever_count(); i++) {
        struct lever_info lever = model_list_lever(i);
        print_entry(lever.name, lever.summary, lever.source, width);
        print_more("set by", lever.how, width);
    }
}

static void print_text(const struct model_list *models) {
    size_t width = name_width(models);
    layout_heading(stdout, "Models (model = \"...\" of a scenario)");
    for (size_t i = 0; i < model_list_count(models); i++) {
        const struct des_model *model = model_list_at(models, i);
        print_entry(model->name, model->summary, NULL, width);
    }
    if (model_list_care_count(models) > 0) {
        fputc('\n', stdout);
        print_care(models, width);
    }
}

int command_models(int argc, char **argv) {
    static const char *const columns[] = {"kind",      "name", "summary", "source",
                                          "published", "how",  NULL};
    struct argp_child children[] = {{&scenario_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "", doc, children, NULL, NULL};
    struct models_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct model_list *models = NULL;
    struct des_error error = {0};
    enum des_status status = model_list_open(&options.scenario.plugins, &models, &error);
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = exit_report(status, &error);
    } else if (options.conform) {
        code = conform(models, options.format);
    } else if (options.format == TABLE_TEXT) {
        print_text(models);
    } else {
        struct table table;
        table_init(&table, columns);
        fill(&table, models);
        table_print(&table, options.format, stdout);
        table_fini(&table);
    }
    model_list_close(models);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
