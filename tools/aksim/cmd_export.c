/* tools/aksim/cmd_export.c - aksim export */
#include "command.h"

#include <string.h>

#include "reading/columns.h"
#include "exit_code.h"
#include "memory.h"
#include "options.h"

enum { KEY_TABLE = OPTION_FIRST_OWN, KEY_CSV };

struct export_options {
    enum table_format format;
    const char *file, *table;
    bool nb;
};

static const struct argp_option rows[] = {
    {"table", KEY_TABLE, "PATH", 0, "the table, such as trace/visits (required)", 0},
    {"csv", KEY_CSV, "nb|en", 0,
     "nb: semicolons and decimal commas, as a Norwegian spreadsheet "
     "expects",
     0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct export_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        return 0;
    case KEY_TABLE:
        options->table = text;
        return 0;
    case KEY_CSV:
        if (strcmp(text, "nb") != 0 && strcmp(text, "en") != 0) {
            argp_error(state, "--csv is nb or en, not '%s'", text);
        }
        options->nb = strcmp(text, "nb") == 0;
        options->format = TABLE_CSV;
        return 0;
    case ARGP_KEY_ARG:
        option_file(state, "file", text, &options->file);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results file?");
        return 0;
    case ARGP_KEY_END:
        if (options->table == NULL) {
            argp_error(state, "--table is missing, such as --table outcomes/summary");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] = "Writes one table of a results file to the standard output.\v"
                          "Categories appear by name.\n\n"
                          "Examples:\n"
                          "  aksim export results.h5 --table outcomes/summary > summary.csv\n"
                          "  aksim export results.h5 --table trace/visits --csv nb > besok.csv\n"
                          "  aksim export results.h5 --table plan/runs --format json";

static void write_cell_csv(const struct des_results_column *column, size_t row, bool nb) {
    const char *text = columns_text(column, row);
    if (text != NULL) {
        csv_text(text, nb, stdout);
    } else if (column->type == DES_RESULTS_F64) {
        csv_real(column->f64[row], nb, stdout);
    } else {
        printf("%d", (int)column->i32[row]);
    }
}

static void write_csv_head(const struct des_results_table *table, bool nb) {
    for (size_t c = 0; c < table->count; c++) {
        fputs(c == 0 ? "" : nb ? ";" : ",", stdout);
        csv_text(table->columns[c].name, nb, stdout);
    }
    fputc('\n', stdout);
}

static void write_csv(const struct des_results_table *table, bool nb) {
    const char *separator = nb ? ";" : ",";
    for (size_t row = 0; row < table->rows; row++) {
        for (size_t c = 0; c < table->count; c++) {
            fputs(c == 0 ? "" : separator, stdout);
            write_cell_csv(&table->columns[c], row, nb);
        }
        fputc('\n', stdout);
    }
}

static json_t *cell_json(const struct des_results_column *column, size_t row) {
    const char *text = columns_text(column, row);
    if (text != NULL) {
        return json_string(text);
    }
    return column->type == DES_RESULTS_F64 ? json_number(column->f64[row])
                                           : json_integer(column->i32[row]);
}

static void write_json(const struct des_results_table *table, bool first) {
    for (size_t row = 0; row < table->rows; row++) {
        json_t *object = json_object();
        for (size_t c = 0; c < table->count; c++) {
            json_object_set_new(object, table->columns[c].name, cell_json(&table->columns[c], row));
        }
        fputs(first && row == 0 ? "\n" : ",\n", stdout);
        if (json_dumpf(object, stdout, JSON_COMPACT) != 0) {
            memory_exhausted();
        }
        json_decref(object);
    }
}

/* Some rows, of which `first` says that none stands before them. */
static void write_rows(const struct export_options *options, const struct des_results_table *table,
                       bool first) {
    if (options->format == TABLE_JSON) {
        write_json(table, first);
    } else {
        write_csv(table, options->nb);
    }
}

/* Numbers that are in memory at once: a trace, or the totals of many runs, need not fit. */
#define WINDOW_NUMBERS ((size_t)1 << 20)

static enum des_status export_windows(const struct export_options *options,
                                      const struct des_results *results,
                                      struct des_results_table *table, struct des_error *error) {
    size_t all = table->rows, most = WINDOW_NUMBERS / (table->count + 1);
    enum des_status status = DES_OK;
    for (size_t first = 0; first < all && status == DES_OK; first += most) {
        status = des_results_window(results, options->table, first, most, table, error);
        if (status == DES_OK) {
            write_rows(options, table, first == 0);
        }
    }
    return status;
}

static bool has_texts(const struct des_results_table *table) {
    bool texts = false;
    for (size_t c = 0; c < table->count; c++) {
        texts |= table->columns[c].type == DES_RESULTS_TEXT;
    }
    return texts;
}

/* Headings with the labels of all columns. */
static enum des_status read_headings(const struct des_results *results, const char *path,
                                     struct des_results_table *table, struct des_error *error) {
    struct des_results_table plain;
    enum des_status status = des_results_headings(results, path, NULL, 0, &plain, error);
    if (status != DES_OK) {
        return status;
    }
    const char **names = memory_array(plain.count, sizeof names[0]);
    for (size_t c = 0; c < plain.count; c++) {
        names[c] = plain.columns[c].name;
    }
    status = des_results_headings(results, path, names, plain.count, table, error);
    free(names);
    des_results_release(&plain);
    return status;
}

static enum des_status export_rows(const struct export_options *options,
                                   const struct des_results *results,
                                   struct des_results_table *table, struct des_error *error) {
    if (options->format == TABLE_JSON) {
        fputc('[', stdout);
    } else {
        write_csv_head(table, options->nb);
    }
    enum des_status status = DES_OK;
    if (!has_texts(table)) {
        status = export_windows(options, results, table, error);
    } else {
        struct des_results_table whole;
        status = des_results_table(results, options->table, &whole, error);
        if (status == DES_OK) {
            write_rows(options, &whole, true);
            des_results_release(&whole);
        }
    }
    if (options->format == TABLE_JSON && status == DES_OK) {
        fputs("\n]\n", stdout);
    }
    return status;
}

static enum exit_code export_table(const struct export_options *options) {
    struct des_error error = {0};
    struct des_results *results = NULL;
    struct des_results_table table;
    enum des_status status = des_results_open(options->file, &results, &error);
    if (status == DES_OK) {
        status = read_headings(results, options->table, &table, &error);
    }
    if (status == DES_OK) {
        status = export_rows(options, results, &table, &error);
        des_results_release(&table);
    }
    des_results_close(results);
    enum exit_code code = status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
    if (status == DES_ENOINPUT && strncmp(options->table, "trace/", 6) == 0) {
        fputs("aksim: traces are kept by aksim run --trace visits, or full\n", stderr);
    }
    return code;
}

int command_export(int argc, char **argv) {
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "RESULTS.h5 --table PATH", doc, children, NULL, NULL};
    struct export_options options = {.format = TABLE_CSV};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    return (int)export_table(&options);
}
