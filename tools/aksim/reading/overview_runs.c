/* tools/aksim/reading/overview_runs.c - from the tables with a row for each run, read in blocks. */
#include "overview_runs.h"

#include <math.h>
#include <string.h>

#include "overview_points.h"

/* The code of a name in a category; -1 when there is none. */
static double code_of(const struct des_results *results, const char *path, const char *column,
                      const char *name) {
    struct des_results_table table;
    double code = -1.0;
    if (des_results_headings(results, path, &column, 1, &table, NULL) != DES_OK) {
        return code;
    }
    for (size_t i = 0; table.count > 0 && i < table.columns[0].label_count; i++) {
        code = strcmp(table.columns[0].labels[i], name) == 0 ? (double)i : code;
    }
    des_results_release(&table);
    return code;
}

struct counting {
    double code;
    size_t found, rows;
};

static void count_code(void *context, size_t first, size_t rows, const double *const *columns) {
    struct counting *counting = context;
    for (size_t i = 0; i < rows; i++) {
        counting->found += columns[0][i] == counting->code;
    }
    counting->rows = first + rows;
}

enum des_status overview_count_failed(const struct des_results *results, struct run_counts *counts,
                                      struct des_error *error) {
    const char *const status = "status";
    struct counting counting = {.code = code_of(results, "plan/runs", status, "failed")};
    enum des_status read =
        des_results_visit(results, "plan/runs", &status, 1, count_code, &counting, error);
    *counts = (struct run_counts){counting.rows, counting.found};
    return read;
}

enum des_status overview_count_runs(struct overview *overview, struct des_error *error) {
    struct run_counts counts;
    enum des_status status = overview_count_failed(overview->results, &counts, error);
    overview->failed = counts.failed;
    overview->runs = counts.runs;
    return status;
}

/* Where a name stands in a table of the plan; rows when it does not. */
static size_t row_named(const struct des_results_table *table, const char *name) {
    size_t row = 0;
    while (row < table->rows && strcmp(columns_text_at(table, "name", row), name) != 0) {
        row++;
    }
    return row;
}

/* Runs [first, first + count) of the plan, one stratum, one total. */
struct summing {
    double first, count, stratum;
    double sum;
    size_t found;
};

static void add_total(void *context, size_t first, size_t rows, const double *const *columns) {
    struct summing *summing = context;
    (void)first;
    for (size_t i = 0; i < rows; i++) {
        double run = columns[0][i] - summing->first;
        if (run >= 0.0 && run < summing->count && columns[1][i] == summing->stratum) {
            summing->sum += columns[2][i];
            summing->found++;
        }
    }
}

/* Runs are in the order of setting, arm, point and replication. */
static bool find_reference_runs(const struct overview *overview, const struct estimate *block,
                                struct summing *summing) {
    double point = 0.0;
    size_t settings = overview->setting_table.rows, arms = overview->arm_table.rows;
    size_t setting = row_named(&overview->setting_table, block->place);
    size_t arm = row_named(&overview->arm_table, overview_reference(overview));
    bool found = setting < settings && arm < arms &&
                 overview_find_point(overview, block->point, &point, NULL) == DES_OK;
    if (found) {
        size_t cell = (setting * arms + arm) * overview->points + (size_t)point;
        size_t runs = overview->runs / (settings * arms * overview->points);
        summing->first = (double)(cell * runs);
        summing->count = (double)runs;
    }
    return found;
}

double overview_reference_total(const struct overview *overview, const struct estimate *block,
                                const char *total) {
    const char *const names[] = {"run_id", "stratum", total};
    struct summing summing = {
        .stratum = code_of(overview->results, "outcomes/totals", "stratum", block->stratum)};
    if (!find_reference_runs(overview, block, &summing) ||
        des_results_visit(overview->results, "outcomes/totals", names, 3, add_total, &summing,
                          NULL) != DES_OK) {
        return NAN;
    }
    return summing.found == 0 ? NAN : summing.sum / (double)summing.found;
}
