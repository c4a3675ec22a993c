/* tools/aksim/cmd_diff.c - aksim diff */
#include "command.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reading/columns.h"
#include "exit_code.h"
#include "layout.h"
#include "memory.h"
#include "number.h"
#include "options.h"

enum { KEY_EXACT = OPTION_FIRST_OWN };

/* Sums in another order differ in the last digits. */
#define ROUNDING 1e-9

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

struct diff {
    struct des_results *files[2];
    struct table table; /* part, what, a, b */
    bool exact;
};

static void add_difference(struct diff *diff, const char *part, const char *what, const char *a,
                           const char *b) {
    table_text(&diff->table, part);
    table_text(&diff->table, what);
    table_text(&diff->table, a);
    table_text(&diff->table, b);
}

/* ---- rows by name ---- */

/* One row of a table, named by its first columns. */
struct keyed_row {
    char *key;
    size_t row;
};

static int by_key(const void *a, const void *b) {
    return strcmp(((const struct keyed_row *)a)->key, ((const struct keyed_row *)b)->key);
}

static const char *cell_text(const struct des_results_column *column, size_t row,
                             char room[NUMBER_ROOM]) {
    const char *text = columns_text(column, row);
    return text != NULL ? text : number_exact(room, columns_number(column, row));
}

static char *key_of(const struct des_results_table *table, const char *const *keys, size_t row) {
    char *key = text_copy("");
    for (size_t i = 0; keys[i] != NULL; i++) {
        char room[NUMBER_ROOM];
        const struct des_results_column *column = columns_find(table, keys[i]);
        char *longer = text_format("%s%s%s", key, i == 0 ? "" : " ",
                                   column == NULL ? "" : cell_text(column, row, room));
        free(key);
        key = longer;
    }
    return key;
}

static struct keyed_row *sorted_rows(const struct des_results_table *table,
                                     const char *const *keys) {
    struct keyed_row *sorted = memory_array(table->rows, sizeof sorted[0]);
    for (size_t row = 0; row < table->rows; row++) {
        sorted[row] = (struct keyed_row){.key = key_of(table, keys, row), .row = row};
    }
    qsort(sorted, table->rows, sizeof sorted[0], by_key);
    return sorted;
}

static void free_rows(struct keyed_row *sorted, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(sorted[i].key);
    }
    free(sorted);
}

/* ---- comparing ---- */

static bool numbers_differ(double a, double b, bool exact) {
    if (isnan(a) || isnan(b)) {
        return isnan(a) != isnan(b);
    }
    return exact ? a != b : fabs(a - b) > ROUNDING * fmax(fabs(a), fabs(b));
}

static void compare_cells(struct diff *diff, const char *part, const char *key,
                          const struct des_results_column *a, size_t row_a,
                          const struct des_results_column *b, size_t row_b) {
    char room_a[NUMBER_ROOM], room_b[NUMBER_ROOM];
    const char *text_a = cell_text(a, row_a, room_a), *text_b = cell_text(b, row_b, room_b);
    bool numbers = a->type == DES_RESULTS_F64 && b->type == DES_RESULTS_F64;
    bool differ = numbers ? numbers_differ(a->f64[row_a], b->f64[row_b], diff->exact)
                          : strcmp(text_a, text_b) != 0;
    if (differ) {
        char *what = text_format("%s %s", key, a->name);
        add_difference(diff, part, what, text_a, text_b);
        free(what);
    }
}

static void compare_row(struct diff *diff, const char *part, const char *key,
                        const struct des_results_table *tables, const size_t row[2],
                        const char *const *values) {
    for (size_t c = 0; c < tables[0].count; c++) {
        const struct des_results_column *a = &tables[0].columns[c];
        const struct des_results_column *b = columns_find(&tables[1], a->name);
        bool wanted = values == NULL;
        for (size_t v = 0; !wanted && values[v] != NULL; v++) {
            wanted = strcmp(values[v], a->name) == 0;
        }
        if (wanted && b != NULL) {
            compare_cells(diff, part, key, a, row[0], b, row[1]);
        }
    }
}

/* The setting and the arm, of a key that goes on behind them: its first two words. */
static size_t cell_length(const char *key) {
    const char *end = strchr(key, ' ');
    end = end == NULL ? NULL : strchr(end + 1, ' ');
    return end == NULL ? 0 : (size_t)(end - key) + 1;
}

static bool has_cell(const struct keyed_row *sorted, size_t count, const char *key, size_t length) {
    for (size_t i = 0; i < count; i++) {
        if (strncmp(sorted[i].key, key, length) == 0) {
            return true;
        }
    }
    return false;
}

struct side {
    const struct keyed_row *sorted;
    size_t count;
};

/* Tells of row `at`, which the other side has not; of a setting and arm that it has nothing of,
 * once.  Returns how many rows that is. */
static size_t add_absent(struct diff *diff, const char *part, struct side mine, size_t at,
                         struct side other, bool in_a) {
    const char *key = mine.sorted[at].key;
    size_t length = cell_length(key), count = 1;
    if (length == 0 || has_cell(other.sorted, other.count, key, length)) {
        add_difference(diff, part, key, in_a ? "present" : "absent", in_a ? "absent" : "present");
        return count;
    }
    while (at + count < mine.count && strncmp(mine.sorted[at + count].key, key, length) == 0) {
        count++;
    }
    char *what = text_format("%.*s: all %zu rows", (int)length - 1, key, count);
    add_difference(diff, part, what, in_a ? "present" : "absent", in_a ? "absent" : "present");
    free(what);
    return count;
}

/* Walks two tables in the order of their keys. */
static void compare_tables(struct diff *diff, const char *part,
                           const struct des_results_table *tables, const char *const *keys,
                           const char *const *values) {
    struct keyed_row *a = sorted_rows(&tables[0], keys), *b = sorted_rows(&tables[1], keys);
    struct side in_a = {a, tables[0].rows}, in_b = {b, tables[1].rows};
    size_t i = 0, j = 0;
    while (i < tables[0].rows || j < tables[1].rows) {
        int order = i == tables[0].rows ? 1 : j == tables[1].rows ? -1 : strcmp(a[i].key, b[j].key);
        if (order < 0) {
            i += add_absent(diff, part, in_a, i, in_b, true);
        } else if (order > 0) {
            j += add_absent(diff, part, in_b, j, in_a, false);
        } else {
            compare_row(diff, part, a[i].key, tables, (size_t[]){a[i].row, b[j].row}, values);
            i++;
            j++;
        }
    }
    free_rows(a, tables[0].rows);
    free_rows(b, tables[1].rows);
}

/* `values` NULL: all columns that both have. */
static enum des_status compare_path(struct diff *diff, const char *path, const char *const *keys,
                                    const char *const *values, struct des_error *error) {
    struct des_results_table tables[2];
    enum des_status status = des_results_table(diff->files[0], path, &tables[0], error);
    if (status != DES_OK) {
        return status;
    }
    status = des_results_table(diff->files[1], path, &tables[1], error);
    if (status == DES_OK) {
        compare_tables(diff, path, tables, keys, values);
        des_results_release(&tables[1]);
    }
    des_results_release(&tables[0]);
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
        add_difference(diff, "scenario", what, "", "");
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
