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

static void write_csv(const struct des_results_table *table, bool nb) {
    const char *separator = nb ? ";" : ",";
    for (size_t c = 0; c < table->count; c++) {
        fputs(c == 0 ? "" : separator, stdout);
        csv_text(table->columns[c].name, nb, stdout);
    }
    fputc('\n', stdout);
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

/* Row by row: a trace does not fit in memory twice. */
static void write_json(const struct des_results_table *table) {
    fputc('[', stdout);
    for (size_t row = 0; row < table->rows; row++) {
        json_t *object = json_object();
        for (size_t c = 0; c < table->count; c++) {
            json_object_set_new(object, table->columns[c].name, cell_json(&table->columns[c], row));
        }
        fputs(row == 0 ? "\n" : ",\n", stdout);
        if (json_dumpf(object, stdout, JSON_COMPACT) != 0) {
            memory_exhausted();
        }
        json_decref(object);
    }
    fputs("\n]\n", stdout);
}

static enum exit_code export_table(const struct export_options *options) {
    struct des_error error = {0};
    struct des_results *results = NULL;
    struct des_results_table table;
    enum des_status status = des_results_open(options->file, &results, &error);
    if (status == DES_OK) {
        status = des_results_table(results, options->table, &table, &error);
    }
    if (status == DES_OK) {
        if (options->format == TABLE_JSON) {
            write_json(&table);
        } else {
            write_csv(&table, options->nb);
        }
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
