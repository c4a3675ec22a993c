#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void text_list_add(struct text_list *list, char *text) {
    list->items = memory_grow(list->items, &list->capacity, list->count + 1, sizeof list->items[0]);
    list->items[list->count++] = text;
}

void text_list_fini(struct text_list *list) {
    free(list->items);
    *list = (struct text_list){0};
}

void scenario_options_fini(struct scenario_options *options) {
    text_list_fini(&options->plugins);
    text_list_fini(&options->sets);
}

static const struct argp_option scenario_rows[] = {
    {"plugin", OPTION_PLUGIN, "FILE.so", 0, "also know the care model in this shared object", 1},
    {"set", OPTION_SET, "PATH=VALUE", 0, "set a parameter for every run; may be repeated", 1},
    {0},
};

static error_t parse_scenario(int key, char *text, struct argp_state *state) {
    struct scenario_options *options = state->input;
    switch (key) {
    case OPTION_PLUGIN:
        text_list_add(&options->plugins, text);
        return 0;
    case OPTION_SET:
        if (strchr(text, '=') == NULL) {
            argp_error(state, "--set wants PATH=VALUE, not '%s'", text);
        }
        text_list_add(&options->sets, text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp scenario_argp = {.options = scenario_rows, .parser = parse_scenario};

static const struct argp_option done_rows[] = {
    {"plugin", OPTION_PLUGIN, "FILE.so", 0, "also know the care model in this shared object", 1},
    {"set", OPTION_SET, "PATH=VALUE", OPTION_HIDDEN, NULL, 1},
    {0},
};

const struct argp done_argp = {.options = done_rows, .parser = parse_scenario};

static const struct argp_option format_rows[] = {
    {"format", OPTION_FORMAT, "text|json|csv", 0, "how to print the result (text)", 2},
    {0},
};

static error_t parse_format(int key, char *text, struct argp_state *state) {
    static const char *const names[] = {"text", "json", "csv"};
    enum table_format *format = state->input;
    if (key != OPTION_FORMAT) {
        return ARGP_ERR_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i]) == 0) {
            *format = (enum table_format)i;
            return 0;
        }
    }
    argp_error(state, "--format is text, json or csv, not '%s'", text);
    return EINVAL;
}

const struct argp format_argp = {.options = format_rows, .parser = parse_format};

void option_file(struct argp_state *state, const char *what, char *text, const char **file) {
    if (*file != NULL) {
        argp_error(state, "one %s at a time; '%s' is one too many", what, text);
    }
    *file = text;
}

int64_t option_count(struct argp_state *state, const char *option, const char *text, int64_t low) {
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < low || number > INT32_MAX) {
        argp_error(state, "%s wants a whole number from %lld, not '%s'", option, (long long)low,
                   text);
    }
    return number;
}

/* ---- extent ---- */

static const char *const trace_names[] = {
    [DES_TRACE_NONE] = "none",
    [DES_TRACE_DAILY] = "daily",
    [DES_TRACE_VISITS] = "visits",
    [DES_TRACE_FULL] = "full",
};
#define TRACE_COUNT (sizeof trace_names / sizeof trace_names[0])

enum des_trace_level option_trace(struct argp_state *state, const char *text) {
    for (size_t i = 0; i < TRACE_COUNT; i++) {
        if (strcmp(text, trace_names[i]) == 0) {
            return (enum des_trace_level)i;
        }
    }
    argp_error(state, "--trace is none, daily, visits or full, not '%s'", text);
    return DES_TRACE_NONE;
}

const char *trace_name(enum des_trace_level level) {
    return trace_names[level];
}

static const struct argp_option extent_rows[] = {
    {"arm", OPTION_ARM, "A,B", 0, "only these arms, and the reference", 1},
    {"replications", OPTION_REPLICATIONS, "N", 0, "instead of the scenario's number", 1},
    {"seed", OPTION_SEED, "TEXT", 0, "instead of the scenario's seed", 1},
    {"days", OPTION_DAYS, "N", 0, "length of the observed period", 1},
    {"trace", OPTION_TRACE, "none|daily|visits|full", 0, "what to write down of runs (none)", 1},
    {"trace-replications", OPTION_TRACE_REPLICATIONS, "N|all", 0,
     "trace the first N replications (1)", 1},
    {0},
};

static error_t parse_extent(int key, char *text, struct argp_state *state) {
    struct extent_options *options = state->input;
    switch (key) {
    case OPTION_ARM:
        options->overrides.arms = text;
        return 0;
    case OPTION_REPLICATIONS:
        options->overrides.replications = option_count(state, "--replications", text, 1);
        return 0;
    case OPTION_SEED:
        options->overrides.seed = text;
        return 0;
    case OPTION_DAYS:
        options->overrides.days = option_count(state, "--days", text, 1);
        return 0;
    case OPTION_TRACE:
        options->trace = option_trace(state, text);
        return 0;
    case OPTION_TRACE_REPLICATIONS:
        options->trace_replications = strcmp(text, "all") == 0
                                          ? OPTION_ALL_REPLICATIONS
                                          : option_count(state, "--trace-replications", text, 1);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp extent_argp = {.options = extent_rows, .parser = parse_extent};
