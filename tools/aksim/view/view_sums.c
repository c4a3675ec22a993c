#include "view_sums.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "number.h"

/* So many totals are read together: memory does not depend on how many there are. */
#define BATCH 4

/* Sums of each total over the runs of each arm, a mean over the runs of each setting. */
struct sums {
    const struct des_results *results;
    const struct overview *overview;
    struct des_results_table runs, totals; /* headings of plan/runs and outcomes/totals */
    size_t setting_count, arm_count;
    size_t stratum;  /* that is summed */
    uint32_t *cells; /* setting x arm_count + arm of each run; UINT32_MAX: neither */
    size_t run_count;
    size_t *finished; /* runs of each cell */
    double *sum;      /* of each arm, of each column of the totals */
    size_t first;     /* column being summed ... */
    size_t width;     /* ... and how many with it */
};

/* ---- reading ---- */

static void take_cells(void *context, size_t first, size_t rows, const double *const *columns) {
    struct sums *sums = context;
    for (size_t i = 0; i < rows; i++) {
        double setting = columns[0][i], arm = columns[1][i];
        bool known = setting >= 0.0 && setting < (double)sums->setting_count && arm >= 0.0 &&
                     arm < (double)sums->arm_count;
        sums->cells[first + i] =
            known ? (uint32_t)setting * (uint32_t)sums->arm_count + (uint32_t)arm : UINT32_MAX;
    }
}

/* The cell of a row of totals; SIZE_MAX: of another stratum. */
static size_t cell_of(const struct sums *sums, double run, double stratum) {
    bool wanted = stratum == (double)sums->stratum && run >= 0.0 && run < (double)sums->run_count;
    uint32_t cell = wanted ? sums->cells[(size_t)run] : UINT32_MAX;
    return cell == UINT32_MAX ? SIZE_MAX : cell;
}

static void count_finished(void *context, size_t first, size_t rows, const double *const *columns) {
    struct sums *sums = context;
    (void)first;
    for (size_t i = 0; i < rows; i++) {
        size_t cell = cell_of(sums, columns[0][i], columns[1][i]);
        if (cell != SIZE_MAX) {
            sums->finished[cell]++;
        }
    }
}

static void add_totals(void *context, size_t first, size_t rows, const double *const *columns) {
    struct sums *sums = context;
    (void)first;
    for (size_t i = 0; i < rows; i++) {
        size_t cell = cell_of(sums, columns[0][i], columns[1][i]);
        if (cell != SIZE_MAX) {
            double weight = 1.0 / (double)sums->finished[cell];
            double *sum = sums->sum + cell % sums->arm_count * sums->totals.count + sums->first;
            for (size_t t = 0; t < sums->width; t++) {
                sum[t] += weight * columns[2 + t][i];
            }
        }
    }
}

static enum des_status read_totals(struct sums *sums, struct des_error *error) {
    const char *names[2 + BATCH] = {"run_id", "stratum"};
    enum des_status status =
        des_results_visit(sums->results, "outcomes/totals", names, 2, count_finished, sums, error);
    for (sums->first = 0; sums->first < sums->totals.count && status == DES_OK;
         sums->first += sums->width) {
        size_t left = sums->totals.count - sums->first;
        sums->width = left < BATCH ? left : BATCH;
        for (size_t t = 0; t < sums->width; t++) {
            names[2 + t] = sums->totals.columns[sums->first + t].name;
        }
        status = des_results_visit(sums->results, "outcomes/totals", names, 2 + sums->width,
                                   add_totals, sums, error);
    }
    return status;
}

static size_t label_of(const struct des_results_column *column, const char *label) {
    for (size_t i = 0; column != NULL && i < column->label_count; i++) {
        if (strcmp(column->labels[i], label) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static size_t labels_of(const struct des_results_table *table, const char *name) {
    const struct des_results_column *column = columns_find(table, name);
    return column == NULL ? 0 : column->label_count;
}

static enum des_status read_headings(struct sums *sums, const char *stratum,
                                     struct des_error *error) {
    static const char *const place[] = {"setting", "arm"}, *const strata[] = {"stratum"};
    struct des_results_table column;
    enum des_status status =
        des_results_headings(sums->results, "outcomes/totals", strata, 1, &column, error);
    if (status == DES_OK) {
        sums->stratum = label_of(columns_find(&column, "stratum"), stratum);
        des_results_release(&column);
        status =
            des_results_headings(sums->results, "outcomes/totals", NULL, 0, &sums->totals, error);
    }
    if (status == DES_OK) {
        status = des_results_headings(sums->results, "plan/runs", place, 2, &sums->runs, error);
    }
    sums->setting_count = labels_of(&sums->runs, "setting");
    sums->arm_count = labels_of(&sums->runs, "arm");
    sums->run_count = sums->runs.rows;
    if (status == DES_OK && (sums->setting_count == 0 || sums->arm_count == 0)) {
        status = des_fail(error, DES_EINPUT, "plan/runs has no setting and arm of each run");
    }
    return status;
}

static enum des_status read_sums(struct sums *sums, const char *stratum, struct des_error *error) {
    static const char *const place[] = {"setting", "arm"};
    enum des_status status = read_headings(sums, stratum, error);
    if (status == DES_OK) {
        size_t cells = sums->setting_count * sums->arm_count;
        sums->cells = memory_array(sums->run_count, sizeof sums->cells[0]);
        sums->finished = memory_array(cells, sizeof sums->finished[0]);
        sums->sum = memory_array(sums->arm_count * sums->totals.count, sizeof sums->sum[0]);
        status = des_results_visit(sums->results, "plan/runs", place, 2, take_cells, sums, error);
    }
    return status == DES_OK ? read_totals(sums, error) : status;
}

/* ---- showing ---- */

/* Settings in which a run of the arm finished. */
static size_t settings_of(const struct sums *sums, size_t arm) {
    size_t settings = 0;
    for (size_t s = 0; s < sums->setting_count; s++) {
        settings += sums->finished[s * sums->arm_count + arm] > 0;
    }
    return settings;
}

/* NaN for a name that is no total. */
static double sum_of(const struct sums *sums, size_t arm, const char *total) {
    const struct des_results_column *column = columns_find(&sums->totals, total);
    return column == NULL
               ? (double)NAN
               : sums->sum[arm * sums->totals.count + (size_t)(column - sums->totals.columns)];
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

static void add_arm(const struct sums *sums, size_t arm, enum table_format format,
                    struct table *table) {
    const char *name = overview_arm(sums->overview, arm);
    size_t settings = settings_of(sums, arm);
    for (size_t c = 0; c < sums->totals.count; c++) {
        const struct des_results_column *column = &sums->totals.columns[c];
        if (strcmp(column->name, "run_id") != 0 && strcmp(column->name, "stratum") != 0) {
            add_row(table, name, settings, "total", column->name, column->unit,
                    sum_of(sums, arm, column->name), format);
        }
    }
    for (size_t i = 0; i < sums->overview->definition_count; i++) {
        const struct definition *d = &sums->overview->definitions[i];
        bool whole = d->denominator == NULL || d->denominator[0] == '\0';
        double over = whole ? (double)settings : sum_of(sums, arm, d->denominator);
        if (d->shown) {
            add_row(table, name, settings, "outcome", d->name, d->unit,
                    d->scale * sum_of(sums, arm, d->numerator) / over, format);
        }
    }
}

enum exit_code view_sums(const struct des_results *results, const struct overview *overview,
                         const char *stratum, enum table_format format) {
    static const char *const columns[] = {"arm", "settings", "kind", "name", "unit", "sum", NULL};
    struct sums sums = {.results = results, .overview = overview};
    struct des_error error = {0};
    enum des_status status = read_sums(&sums, stratum, &error);
    if (status == DES_OK) {
        struct table table;
        table_init(&table, columns);
        for (size_t arm = 0; arm < sums.arm_count; arm++) {
            add_arm(&sums, arm, format, &table);
        }
        table_print(&table, format, stdout);
        table_fini(&table);
    }
    free(sums.cells);
    free(sums.finished);
    free(sums.sum);
    des_results_release(&sums.runs);
    des_results_release(&sums.totals);
    return status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
}
