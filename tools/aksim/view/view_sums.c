#include "view_sums.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "number.h"

/* Runs by setting and arm, and the sums of one arm. */
struct sums {
    const struct overview *overview;
    const struct des_results_table *totals; /* run_id, stratum, totals */
    const size_t *row_of_run;               /* in `totals`; SIZE_MAX: not finished */
    size_t run_count, setting_count;
    const int32_t *setting, *arm; /* of each run */
    double *weight;               /* of each run: 1 over the finished ones of its setting and arm */
    enum table_format format;
};

/* Weighs the runs of one arm; returns how many settings have a finished one. */
static size_t weigh(struct sums *sums, size_t arm) {
    size_t *done = memory_array(sums->setting_count + 1, sizeof done[0]);
    size_t settings = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t run = 0; run < sums->run_count; run++) {
            bool counts = (size_t)sums->arm[run] == arm && sums->row_of_run[run] != SIZE_MAX;
            size_t *here = &done[sums->setting[run]];
            if (pass == 1) {
                sums->weight[run] = counts ? 1.0 / (double)*here : 0.0;
            } else if (counts) {
                settings += (*here)++ == 0;
            }
        }
    }
    free(done);
    return settings;
}

/* NaN for a name that is no total. */
static double sum_of(const struct sums *sums, const char *total) {
    const struct des_results_column *column = columns_find(sums->totals, total);
    double sum = 0.0;
    for (size_t run = 0; column != NULL && run < sums->run_count; run++) {
        if (sums->weight[run] > 0.0) {
            sum += sums->weight[run] * columns_number(column, sums->row_of_run[run]);
        }
    }
    return column == NULL ? NAN : sum;
}

static void add_row(struct table *table, const char *arm, size_t settings, const char *kind,
                    const char *name, const char *unit, double value, enum table_format format) {
    table_text(table, arm);
    table_int(table, (int64_t)settings);
    table_text(table, kind);
    table_text(table, name);
    table_text(table, unit);
    if (format == TABLE_TEXT) { /* each with the decimals that it needs */
        char text[NUMBER_ROOM];
        table_text(table, number_fixed(text, value, number_decimals(fabs(value))));
    } else {
        table_real(table, value);
    }
}

static void add_arm(struct sums *sums, size_t arm, struct table *table) {
    const char *name = overview_arm(sums->overview, arm);
    size_t settings = weigh(sums, arm);
    for (size_t c = 0; c < sums->totals->count; c++) {
        const struct des_results_column *column = &sums->totals->columns[c];
        if (strcmp(column->name, "run_id") != 0 && strcmp(column->name, "stratum") != 0) {
            add_row(table, name, settings, "total", column->name, column->unit,
                    sum_of(sums, column->name), sums->format);
        }
    }
    for (size_t i = 0; i < sums->overview->definition_count; i++) {
        const struct definition *d = &sums->overview->definitions[i];
        bool whole = d->denominator == NULL || d->denominator[0] == '\0';
        double over = whole ? (double)settings : sum_of(sums, d->denominator);
        if (d->shown) {
            add_row(table, name, settings, "outcome", d->name, d->unit,
                    d->scale * sum_of(sums, d->numerator) / over, sums->format);
        }
    }
}

/* The row of each finished run in this stratum; owned by the caller. */
static size_t *find_rows(const struct des_results_table *totals, const char *stratum,
                         size_t run_count) {
    const struct des_results_column *ids = columns_find(totals, "run_id");
    const struct des_results_column *strata = columns_find(totals, "stratum");
    size_t *rows = memory_array(run_count + 1, sizeof rows[0]);
    for (size_t run = 0; run < run_count; run++) {
        rows[run] = SIZE_MAX;
    }
    for (size_t row = 0; row < totals->rows; row++) {
        const char *name = columns_text(strata, row);
        double id = columns_number(ids, row);
        if (name != NULL && strcmp(name, stratum) == 0 && id >= 0.0 && id < (double)run_count) {
            rows[(size_t)id] = row;
        }
    }
    return rows;
}

static int32_t largest(const struct des_results_column *column) {
    int32_t most = -1;
    for (size_t row = 0; row < column->rows; row++) {
        most = column->i32[row] > most ? column->i32[row] : most;
    }
    return most;
}

enum exit_code view_sums(const struct des_results *results, const struct overview *overview,
                         const char *stratum, enum table_format format) {
    static const char *const columns[] = {"arm", "settings", "kind", "name", "unit", "sum", NULL};
    struct des_results_table runs, totals;
    struct des_error error = {0};
    enum des_status status = des_results_table(results, "plan/runs", &runs, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    status = des_results_table(results, "outcomes/totals", &totals, &error);
    if (status != DES_OK) {
        des_results_release(&runs);
        return exit_report(status, &error);
    }
    const struct des_results_column *setting = columns_find(&runs, "setting");
    const struct des_results_column *arm = columns_find(&runs, "arm");
    if (setting == NULL || arm == NULL || setting->i32 == NULL || arm->i32 == NULL) {
        des_results_release(&runs);
        des_results_release(&totals);
        fprintf(stderr, "aksim: plan/runs has no setting and arm of each run\n");
        return EXIT_CODE_DATA;
    }
    size_t *rows = find_rows(&totals, stratum, runs.rows);
    struct sums sums = {.overview = overview,
                        .totals = &totals,
                        .row_of_run = rows,
                        .run_count = runs.rows,
                        .setting_count = (size_t)(largest(setting) + 1),
                        .setting = setting->i32,
                        .arm = arm->i32,
                        .weight = memory_array(runs.rows + 1, sizeof(double)),
                        .format = format};
    struct table table;
    table_init(&table, columns);
    for (size_t a = 0; a < (size_t)(largest(arm) + 1); a++) {
        add_arm(&sums, a, &table);
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    free(rows);
    free(sums.weight);
    des_results_release(&totals);
    des_results_release(&runs);
    return EXIT_CODE_DONE;
}
