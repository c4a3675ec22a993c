/* engine/results/results_outcomes.c - totals, outcomes by run. */
#include "results_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- definitions ---- */

/* Of the model, or of this scenario. */
static bool is_headline(const struct des_plan *plan, size_t outcome) {
    bool shown = plan->model->outcomes[outcome].headline;
    for (size_t i = 0; i < plan->shown_count && !shown; i++) {
        shown = plan->shown[i] == outcome;
    }
    return shown;
}

static void write_definitions(struct desi_results *results) {
    static const char *const better[] = {"neither", "low", "high", NULL};
    const struct des_model *model = results->plan->model;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/definitions");
    desi_h5_labels(&results->h5, "/labels/better", better);
    desi_add_text(table, "name", "name of the outcome");
    desi_add_text(table, "unit", "unit of the outcome");
    desi_add_text(table, "meaning", "what it says");
    desi_add_text(table, "group", "heading in tables");
    desi_add_text(table, "numerator", "total that is divided");
    desi_add_text(table, "denominator", "total that it is divided by; empty: per run");
    desi_add_f64(table, "scale", "1", "factor of the ratio");
    desi_add_category(table, "better", "/labels/better", better, "which direction is better");
    desi_add_i32(table, "headline", "1: shown when nothing else is asked for");
    for (size_t i = 0; i < model->outcome_count; i++) {
        const struct des_outcome *outcome = &model->outcomes[i];
        desi_table_text(table, 0, outcome->name);
        desi_table_text(table, 1, outcome->unit);
        desi_table_text(table, 2, outcome->meaning);
        desi_table_text(table, 3, outcome->group);
        desi_table_text(table, 4, outcome->numerator);
        desi_table_text(table, 5, outcome->denominator);
        desi_table_f64(table, 6, outcome->scale);
        desi_table_i32(table, 7, outcome->better);
        desi_table_i32(table, 8, is_headline(results->plan, i));
    }
    desi_table_close(table);
}

/* ---- by run and stratum, column by column: totals, and the outcomes they make ---- */

/* Some runs, and what a column says of each stratum. */
struct stretch {
    size_t first, count;
    double *values; /* of each stratum DESI_RESULTS_RUNS; of empty ones none */
    double *rows;   /* the same in the order of rows */
};

/* Fills the values of one column and stratum. */
typedef void (*filler)(const struct desi_results *results, size_t column, size_t stratum,
                       const struct stretch *stretch, double *values);

static size_t count_strata(const struct desi_results *results) {
    size_t count = 0;
    for (size_t s = 0; s < results->plan->model->stratum_count; s++) {
        count += !results->is_empty[s];
    }
    return count;
}

static size_t lay_rows(const struct desi_results *results, const struct stretch *stretch,
                       size_t strata) {
    size_t rows = 0;
    for (size_t i = 0; i < stretch->count; i++) {
        if (results->totals.done[stretch->first + i]) {
            for (size_t s = 0; s < strata; s++) {
                stretch->rows[rows++] = stretch->values[s * DESI_RESULTS_RUNS + i];
            }
        }
    }
    return rows;
}

static size_t fill_stretch(const struct desi_results *results, const struct stretch *stretch,
                           size_t column, filler fill) {
    size_t used = 0;
    for (size_t s = 0; s < results->plan->model->stratum_count; s++) {
        if (!results->is_empty[s]) {
            fill(results, column, s, stretch, stretch->values + used * DESI_RESULTS_RUNS);
            used++;
        }
    }
    return lay_rows(results, stretch, used);
}

/* run_id and stratum: whole numbers. */
static void put_whole(struct desi_table *table, size_t column, const double *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        desi_table_i32(table, column, (int64_t)rows[i]);
    }
}

static void put_columns(struct desi_results *results, struct desi_table *table, size_t columns,
                        struct stretch *stretch, filler fill) {
    size_t runs = results->plan->run_count;
    for (size_t c = 0; c < columns; c++) {
        for (size_t first = 0; first < runs && results->h5.status == DES_OK;
             first += DESI_RESULTS_RUNS) {
            size_t left = runs - first;
            stretch->first = first;
            stretch->count = left < DESI_RESULTS_RUNS ? left : DESI_RESULTS_RUNS;
            size_t rows = fill_stretch(results, stretch, c, fill);
            if (c < 2) {
                put_whole(table, c, stretch->rows, rows);
            } else {
                desi_table_put(table, c, stretch->rows, rows);
            }
        }
        desi_table_end(table, c);
    }
}

/* The columns added to the table, of which `fill` knows those from the third on. */
static void put_by_run(struct desi_results *results, struct desi_table *table, size_t columns,
                       filler fill) {
    size_t room = count_strata(results) * DESI_RESULTS_RUNS;
    struct stretch stretch = {.values = calloc(room, sizeof *stretch.values),
                              .rows = calloc(room, sizeof *stretch.rows)};
    if (stretch.values == NULL || stretch.rows == NULL) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
    } else {
        put_columns(results, table, 2 + columns, &stretch, fill);
    }
    free(stretch.values);
    free(stretch.rows);
    desi_table_close(table);
}

/* The first two columns. */
static bool fill_place(size_t column, size_t stratum, const struct stretch *stretch,
                       double *values) {
    for (size_t i = 0; i < stretch->count && column < 2; i++) {
        values[i] = column == 0 ? (double)(stretch->first + i) : (double)stratum;
    }
    return column < 2;
}

static void add_run_and_stratum(struct desi_results *results, struct desi_table *table) {
    desi_add_run_id(table);
    desi_add_category(table, "stratum", "/labels/stratum", results->categories.strata,
                      "the users counted");
}

static void read_total(const struct desi_results *results, size_t total, size_t stratum,
                       const struct stretch *stretch, double *values) {
    const double *numbers =
        des_totals_column(&results->totals, stratum, total, stretch->first, stretch->count, values);
    if (numbers != values) {
        memcpy(values, numbers, stretch->count * sizeof *values);
    }
}

static void fill_total(const struct desi_results *results, size_t column, size_t stratum,
                       const struct stretch *stretch, double *values) {
    if (!fill_place(column, stratum, stretch, values)) {
        read_total(results, column - 2, stratum, stretch, values);
    }
}

static void write_totals(struct desi_results *results) {
    const struct des_model *model = results->plan->model;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/totals");
    add_run_and_stratum(results, table);
    for (size_t t = 0; t < model->total_count; t++) {
        desi_add_f64(table, model->totals[t].name, model->totals[t].unit, model->totals[t].meaning);
    }
    put_by_run(results, table, model->total_count, fill_total);
}

static void divide(double *values, const double *below, size_t count, double scale) {
    for (size_t i = 0; i < count; i++) {
        values[i] = below[i] > 0.0 || below[i] < 0.0 ? scale * values[i] / below[i] : (double)NAN;
    }
}

static void fill_outcome(const struct desi_results *results, size_t column, size_t stratum,
                         const struct stretch *stretch, double *values) {
    if (fill_place(column, stratum, stretch, values)) {
        return;
    }
    const struct des_model *model = results->plan->model;
    const struct des_outcome *outcome = &model->outcomes[column - 2];
    const size_t *terms = results->totals.terms + 2 * (column - 2);
    double below[DESI_RESULTS_RUNS];
    read_total(results, terms[0], stratum, stretch, values);
    for (size_t i = 0; i < stretch->count; i++) {
        below[i] = 1.0;
    }
    if (outcome->denominator != NULL) {
        read_total(results, terms[1], stratum, stretch, below);
    }
    divide(values, below, stretch->count, outcome->scale);
}

static void write_runs(struct desi_results *results) {
    const struct des_model *model = results->plan->model;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/runs");
    add_run_and_stratum(results, table);
    for (size_t i = 0; i < model->outcome_count; i++) {
        desi_add_f64(table, model->outcomes[i].name, model->outcomes[i].unit,
                     model->outcomes[i].meaning);
    }
    put_by_run(results, table, model->outcome_count, fill_outcome);
}

void desi_results_outcomes(struct desi_results *results) {
    desi_results_label_intervals(results);
    write_definitions(results);
    struct desi_ahead *ahead = desi_estimates_begin(results);
    write_totals(results);
    write_runs(results);
    desi_results_estimates(results, ahead);
}
