/* tools/aksim/cmd_diff.c - aksim diff */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "memory.h"
#include "options.h"
#include "reading/diff.h"

enum { KEY_EXACT = OPTION_FIRST_OWN };

struct diff_options {
    enum table_format format;
    const char *files[2];
    bool exact;
};

static const struct argp_option rows[] = {
    {"exact", KEY_EXACT, NULL, 0, "compare the totals of every run, bit for bit", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct diff_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        return 0;
    case KEY_EXACT:
        options->exact = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1) {
            argp_error(state, "two files; '%s' is one too many", text);
        }
        options->files[state->arg_num] = text;
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num < 2) {
            argp_error(state, "which two results files?");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Compares two results files: scenario text, parameters, mean outcomes.  Exit code 1 when they "
    "differ.\v"
    "Examples:\n"
    "  aksim diff results.h5 other.h5\n"
    "  aksim diff results.h5 again.h5 --exact\n"
    "  aksim diff results.h5 other.h5 --format csv > differences.csv";

static enum des_status compare_whole(struct diff *diff, const char *path, const char *const *keys,
                                     const char *const *values, struct des_error *error) {
    struct des_results_table tables[2];
    enum des_status status = des_results_table(diff->files[0], path, &tables[0], error);
    if (status != DES_OK) {
        return status;
    }
    status = des_results_table(diff->files[1], path, &tables[1], error);
    if (status == DES_OK) {
        diff_tables(diff, path, tables, keys, values);
        des_results_release(&tables[1]);
    }
    des_results_release(&tables[0]);
    return status;
}

/* ---- in windows, when both tables have the same rows: no more of them than that in memory ---- */

enum { WINDOW = 16384 }; /* rows: a chunk of the file */

static bool same_labels(const struct des_results_column *a, const struct des_results_column *b) {
    bool same = a->type == b->type && a->label_count == b->label_count;
    for (size_t i = 0; i < a->label_count && same; i++) {
        same = strcmp(a->labels[i], b->labels[i]) == 0;
    }
    return same;
}

/* Bit for bit. */
static bool same_numbers(const struct des_results_column *a, const struct des_results_column *b) {
    return a->rows == b->rows &&
           (a->type == DES_RESULTS_F64 ? memcmp(a->f64, b->f64, a->rows * sizeof a->f64[0]) == 0
                                       : memcmp(a->i32, b->i32, a->rows * sizeof a->i32[0]) == 0);
}

static void release(struct des_results_table tables[2]) {
    des_results_release(&tables[0]);
    des_results_release(&tables[1]);
}

/* Released by the caller in any case. */
static enum des_status read_headings(const struct diff *diff, const char *path,
                                     const char *const *names, size_t count,
                                     struct des_results_table tables[2], struct des_error *error) {
    tables[0] = tables[1] = (struct des_results_table){0};
    enum des_status status =
        des_results_headings(diff->files[0], path, names, count, &tables[0], error);
    return status != DES_OK
               ? status
               : des_results_headings(diff->files[1], path, names, count, &tables[1], error);
}

static enum des_status read_window(const struct diff *diff, const char *path, size_t window,
                                   struct des_results_table tables[2], struct des_error *error) {
    enum des_status status =
        des_results_window(diff->files[0], path, window * WINDOW, WINDOW, &tables[0], error);
    return status != DES_OK ? status
                            : des_results_window(diff->files[1], path, window * WINDOW, WINDOW,
                                                 &tables[1], error);
}

static bool same_window(const struct des_results_table tables[2]) {
    bool same = tables[0].count == tables[1].count;
    for (size_t c = 0; c < tables[0].count && same; c++) {
        const struct des_results_column *a = &tables[0].columns[c], *b = &tables[1].columns[c];
        same = strcmp(a->name, b->name) == 0 && same_labels(a, b) && same_numbers(a, b);
    }
    return same;
}

/* A table by its windows: which columns name a row and which are compared, and where the files
 * differ. */
struct windows {
    const char *path;
    const char *const *keys, *const *values; /* end with NULL */
    size_t count;
    bool *differs;
    bool any;
};

static size_t length_of(const char *const *names) {
    size_t length = 0;
    while (names[length] != NULL) {
        length++;
    }
    return length;
}

/* One column after the other: a window of it is in memory. */
static enum des_status mark(const struct diff *diff, struct windows *windows,
                            const char *const *names, struct des_error *error) {
    enum des_status status = DES_OK;
    for (size_t c = 0; names[c] != NULL && status == DES_OK; c++) {
        struct des_results_table tables[2];
        status = read_headings(diff, windows->path, names + c, 1, tables, error);
        for (size_t w = 0; w < windows->count && status == DES_OK; w++) {
            status = read_window(diff, windows->path, w, tables, error);
            windows->differs[w] |= status == DES_OK && !same_window(tables);
            windows->any |= windows->differs[w];
        }
        release(tables);
    }
    return status;
}

static enum des_status compare_marked(struct diff *diff, const struct windows *windows,
                                      struct des_error *error) {
    size_t keys = length_of(windows->keys), values = length_of(windows->values);
    const char **names = memory_array(keys + values, sizeof names[0]);
    memcpy(names, windows->keys, keys * sizeof names[0]);
    memcpy(names + keys, windows->values, values * sizeof names[0]);
    struct des_results_table tables[2];
    enum des_status status =
        read_headings(diff, windows->path, names, keys + values, tables, error);
    for (size_t w = 0; w < windows->count && status == DES_OK; w++) {
        if (windows->differs[w]) {
            status = read_window(diff, windows->path, w, tables, error);
        }
        if (windows->differs[w] && status == DES_OK) {
            diff_rows(diff, windows->path, tables, windows->keys, windows->values);
        }
    }
    release(tables);
    free(names);
    return status;
}

/* The keys first: where they differ, rows of one file have none beside them in the other. */
static enum des_status compare_windows(struct diff *diff, struct windows *windows,
                                       struct des_error *error) {
    enum des_status status = mark(diff, windows, windows->keys, error);
    if (windows->any) {
        return compare_whole(diff, windows->path, windows->keys, windows->values, error);
    }
    status = status == DES_OK ? mark(diff, windows, windows->values, error) : status;
    return status == DES_OK && windows->any ? compare_marked(diff, windows, error) : status;
}

/* Names of the columns; the array is the caller's.  NULL when one of them is text. */
static const char **numbers_of(const struct des_results_table *table) {
    const char **names = memory_array(table->count + 1, sizeof names[0]);
    for (size_t c = 0; c < table->count; c++) {
        names[c] = table->columns[c].name;
        if (table->columns[c].type == DES_RESULTS_TEXT) {
            free(names);
            return NULL;
        }
    }
    return names;
}

/* `values` NULL: all columns that both have. */
static enum des_status compare_path(struct diff *diff, const char *path, const char *const *keys,
                                    const char *const *values, struct des_error *error) {
    struct des_results_table tables[2];
    enum des_status status = read_headings(diff, path, NULL, 0, tables, error);
    const char **all = status == DES_OK ? numbers_of(&tables[0]) : NULL;
    if (status == DES_OK && (all == NULL || tables[0].rows != tables[1].rows)) {
        status = compare_whole(diff, path, keys, values, error);
    } else if (status == DES_OK) {
        struct windows windows = {.path = path,
                                  .keys = keys,
                                  .values = values != NULL ? values : all,
                                  .count = (tables[0].rows + WINDOW - 1) / WINDOW};
        windows.differs = memory_array(windows.count, sizeof windows.differs[0]);
        status = compare_windows(diff, &windows, error);
        free(windows.differs);
    }
    free(all);
    release(tables);
    return status;
}

static enum des_status compare_scenarios(struct diff *diff, struct des_error *error) {
    char *texts[2] = {NULL, NULL};
    enum des_status status = DES_OK;
    for (size_t i = 0; i < 2 && status == DES_OK; i++) {
        status = des_results_text(diff->files[i], "/scenario/resolved", &texts[i], error);
    }
    if (status == DES_OK && strcmp(texts[0], texts[1]) != 0) {
        size_t line = 1, at = 0;
        for (; texts[0][at] == texts[1][at]; at++) {
            line += texts[0][at] == '\n';
        }
        char *what = text_format("resolved text, from line %zu", line);
        diff_add(diff, "scenario", what, "", "");
        free(what);
    }
    free(texts[0]);
    free(texts[1]);
    return status;
}

static enum des_status compare_files(struct diff *diff, struct des_error *error) {
    static const char *const parameter_keys[] = {"setting", "arm", "point", "name", NULL};
    static const char *const parameter_values[] = {"value", NULL};
    static const char *const outcome_keys[] = {"setting", "arm",     "point",
                                               "stratum", "outcome", NULL};
    static const char *const outcome_values[] = {"n", "mean", NULL};
    static const char *const total_keys[] = {"run_id", "stratum", NULL};
    static const char *const run_keys[] = {"setting", "arm", "point", "replication", NULL};
    enum des_status status = compare_scenarios(diff, error);
    if (status == DES_OK) {
        status = compare_path(diff, "scenario/parameters", parameter_keys, parameter_values, error);
    }
    if (status == DES_OK) {
        status = compare_path(diff, "outcomes/summary", outcome_keys, outcome_values, error);
    }
    if (status == DES_OK && diff->exact) {
        status = compare_path(diff, "plan/runs", run_keys, NULL, error);
    }
    if (status == DES_OK && diff->exact) {
        status = compare_path(diff, "outcomes/totals", total_keys, NULL, error);
    }
    return status;
}

static void print_diff(const struct diff *diff, const struct diff_options *options) {
    size_t count = table_rows(&diff->table);
    if (options->format != TABLE_TEXT) {
        table_print(&diff->table, options->format, stdout);
    } else if (count == 0) {
        printf("no difference%s\n", options->exact ? ", bit for bit" : "");
    } else {
        table_print_text(&diff->table, stdout);
        printf("%zu difference%s\n", count, count == 1 ? "" : "s");
    }
}

int command_diff(int argc, char **argv) {
    static const char *const columns[] = {"part", "what", "a", "b", NULL};
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "A.h5 B.h5", doc, children, NULL, NULL};
    struct diff_options options = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct diff diff = {.exact = options.exact};
    struct des_error error = {0};
    table_init(&diff.table, columns);
    enum des_status status = des_results_open(options.files[0], &diff.files[0], &error);
    if (status == DES_OK) {
        status = des_results_open(options.files[1], &diff.files[1], &error);
    }
    if (status == DES_OK) {
        status = compare_files(&diff, &error);
    }
    enum exit_code code = EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = exit_report(status, &error);
    } else {
        print_diff(&diff, &options);
        code = table_rows(&diff.table) == 0 ? EXIT_CODE_DONE : EXIT_CODE_PARTLY;
    }
    des_results_close(diff.files[0]);
    des_results_close(diff.files[1]);
    table_fini(&diff.table);
    return (int)code;
}
