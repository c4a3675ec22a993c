/* tools/aksim/cmd_params.c - aksim params */
#include "command.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "scenario.h"

enum { KEY_MODEL = OPTION_FIRST_OWN, KEY_SETTING, KEY_ARM };

struct params_options {
    struct scenario_options scenario;
    enum table_format format;
    const char *file, *model, *setting, *arm;
};

static const struct argp_option rows[] = {
    {"model", KEY_MODEL, "NAME", 0, "of this model only", 0},
    {"setting", KEY_SETTING, "NAME", 0, "the values in this setting (the first)", 0},
    {"arm", KEY_ARM, "NAME", 0, "the values in this arm (the reference)", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct params_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->scenario;
        state->child_inputs[1] = &options->format;
        return 0;
    case KEY_MODEL:
        options->model = text;
        return 0;
    case KEY_SETTING:
        options->setting = text;
        return 0;
    case KEY_ARM:
        options->arm = text;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "scenario", text, &options->file);
        return 0;
    case ARGP_KEY_END:
        if (options->file == NULL && (options->setting != NULL || options->arm != NULL ||
                                      options->scenario.sets.count > 0)) {
            argp_error(state, "--setting, --arm and --set need a scenario file");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Lists every parameter: path, type, unit, default or the scenario's value, range, source, "
    "grade, doubt about the value, meaning.\v"
    "Grades: A statistics, B national study, C international study, D judgement.\n\n"
    "Examples:\n"
    "  aksim params\n"
    "  aksim params --model home_care --format csv > parameters.csv\n"
    "  aksim params scenarios/experiments/rural_vs_urban.cfg --setting rural";

#define VALUE_ROOM 256

static void format_range(const struct des_param *param, char text[VALUE_ROOM]) {
    char low[NUMBER_ROOM], high[NUMBER_ROOM];
    size_t used = 0;
    text[0] = '\0';
    switch (param->type) {
    case DES_TYPE_CHOICE:
        for (size_t i = 0; param->choices[i] != NULL && used < VALUE_ROOM; i++) {
            used += (size_t)snprintf(text + used, VALUE_ROOM - used, "%s%s", i == 0 ? "" : " | ",
                                     param->choices[i]);
        }
        break;
    case DES_TYPE_BOOL:
        snprintf(text, VALUE_ROOM, "true | false");
        break;
    case DES_TYPE_TEXT:
        break;
    case DES_TYPE_CLOCK:
        snprintf(text, VALUE_ROOM, "00:00 to 24:00");
        break;
    case DES_TYPE_INT:
    case DES_TYPE_REAL:
    case DES_TYPE_DIST:
        if (isinf(param->high)) {
            snprintf(text, VALUE_ROOM, "%s or more", number_exact(low, param->low));
        } else {
            snprintf(text, VALUE_ROOM, "%s to %s", number_exact(low, param->low),
                     number_exact(high, param->high));
        }
        break;
    }
}

static void add_row(struct table *table, const struct des_model *model,
                    const struct des_element *element, const struct des_value *value) {
    const struct des_param *param = element->param;
    char text[VALUE_ROOM];
    table_text(table, model->name);
    table_text(table, element->path);
    table_text(table, des_type_name(param->type));
    table_text(table, param->unit);
    (void)des_value_format(param, value, text, sizeof text);
    table_text(table, text);
    table_bool(table, value->defaulted);
    format_range(param, text);
    table_text(table, text);
    table_text(table, value->source);
    table_text(table, des_grade_name(value->grade));
    text[0] = '\0';
    if (value->uncertain.kind != DES_DIST_NONE) {
        (void)des_dist_format(&value->uncertain, text, sizeof text);
    }
    table_text(table, text);
    table_text(table, param->meaning);
}

static void print_entry(const struct des_element *element, const struct des_value *value) {
    const struct des_param *param = element->param;
    char text[VALUE_ROOM], range[VALUE_ROOM];
    (void)des_value_format(param, value, text, sizeof text);
    format_range(param, range);
    bool bare = strcmp(param->unit, "1") == 0;
    char *line = text_format("%s = %s%s%s   (%s%s%s)%s", element->path, text, bare ? "" : " ",
                             bare ? "" : param->unit, des_type_name(param->type),
                             range[0] == '\0' ? "" : "; ", range,
                             value->defaulted ? "" : "   set by the scenario");
    fputs("  ", stdout);
    layout_wrap(stdout, 2, 6, line);
    free(line);
    fputs("      ", stdout);
    layout_wrap(stdout, 6, 6, param->meaning);
    line = text_format("%s: %s", des_grade_name(value->grade), value->source);
    fputs("      ", stdout);
    layout_wrap(stdout, 6, 6, line);
    free(line);
    if (value->uncertain.kind != DES_DIST_NONE) {
        (void)des_dist_format(&value->uncertain, text, sizeof text);
        printf("      uncertain: %s\n", text);
    }
}

static void list_values(const struct des_model *model, const struct des_values *values,
                        enum table_format format, struct table *table) {
    const struct des_space *space = des_values_space(values);
    size_t group = SIZE_MAX;
    for (size_t i = 0; i < des_space_count(space); i++) {
        const struct des_element *element = des_space_at(space, i);
        if (format != TABLE_TEXT) {
            add_row(table, model, element, des_values_at(values, i));
            continue;
        }
        if (element->group != group) {
            group = element->group;
            char *heading =
                text_format("%s: %s - %s", model->name, des_space_group(space, group)->path,
                            des_space_group(space, group)->meaning);
            layout_heading(stdout, heading);
            free(heading);
        }
        print_entry(element, des_values_at(values, i));
    }
}

/* ---- of a scenario ---- */

static size_t find_named(const struct des_named *items, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static enum exit_code list_scenario(const struct params_options *options, struct table *table) {
    struct scenario scenario;
    struct des_overrides overrides = {.sets = (const char *const *)options->scenario.sets.items,
                                      .set_count = options->scenario.sets.count};
    enum exit_code code =
        scenario_load(&scenario, options->file, &options->scenario.plugins, &overrides);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    const struct des_plan *plan = scenario.plan;
    size_t setting = options->setting == NULL
                         ? 0
                         : find_named(plan->settings, plan->setting_count, options->setting);
    size_t arm = options->arm == NULL ? plan->reference
                                      : find_named(plan->arms, plan->arm_count, options->arm);
    if (setting == SIZE_MAX || arm == SIZE_MAX) {
        fprintf(stderr, "aksim: %s has no %s '%s'; aksim check lists them\n", options->file,
                setting == SIZE_MAX ? "setting" : "arm",
                setting == SIZE_MAX ? options->setting : options->arm);
        code = EXIT_CODE_DATA;
    } else {
        list_values(plan->model, des_experiment_central(scenario.experiment, setting, arm, 0),
                    options->format, table);
    }
    scenario_fini(&scenario);
    return code;
}

/* ---- defaults ---- */

static enum des_status list_defaults(const struct des_model *model, enum table_format format,
                                     struct table *table, struct des_error *error) {
    struct des_space *space = NULL;
    enum des_status status = des_space_create(model->groups, model->group_count, &space, error);
    if (status != DES_OK) {
        return status;
    }
    struct des_values *values = des_values_create(space);
    if (values == NULL) {
        memory_exhausted();
    }
    list_values(model, values, format, table);
    des_values_destroy(values);
    des_space_destroy(space);
    return DES_OK;
}

static enum exit_code list_models(const struct params_options *options, struct table *table) {
    struct model_list *models = NULL;
    struct des_error error = {0};
    enum des_status status = model_list_open(&options->scenario.plugins, &models, &error);
    if (status == DES_OK && options->model != NULL &&
        model_list_find(models, options->model) == NULL) {
        status = des_fail(&error, DES_EINPUT, "there is no model '%s'; aksim models lists them",
                          options->model);
    }
    for (size_t i = 0; status == DES_OK && i < model_list_count(models); i++) {
        const struct des_model *model = model_list_at(models, i);
        if (options->model == NULL || strcmp(options->model, model->name) == 0) {
            status = list_defaults(model, options->format, table, &error);
        }
    }
    model_list_close(models);
    return status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
}

int command_params(int argc, char **argv) {
    static const char *const columns[] = {"model", "path",      "type",    "unit",
                                          "value", "defaulted", "range",   "source",
                                          "grade", "uncertain", "meaning", NULL};
    struct argp_child children[] = {{&scenario_argp, 0, NULL, 0}, {&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "[FILE]", doc, children, NULL, NULL};
    struct params_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct table table;
    table_init(&table, columns);
    enum exit_code code =
        options.file != NULL ? list_scenario(&options, &table) : list_models(&options, &table);
    if (code == EXIT_CODE_DONE && options.format != TABLE_TEXT) {
        table_print(&table, options.format, stdout);
    }
    table_fini(&table);
    scenario_options_fini(&options.scenario);
    return (int)code;
}
