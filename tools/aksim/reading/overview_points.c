#include "overview_points.h"

#include <math.h>
#include <string.h>

#include "des/stats.h"
#include "memory.h"

/* ---- which point ---- */

/* By the number in its name, as in "p17", which numbered points have: their names need not be
 * read. */
static bool find_numbered(const struct overview *overview, const char *name, double *point) {
    char *end = NULL, *there = NULL;
    size_t row = name[0] == 'p' ? strtoul(name + 1, &end, 10) : 0;
    if (end == NULL || end == name + 1 ||
        des_results_text_at(overview->results, "plan/points/name", row, &there, NULL) != DES_OK) {
        return false;
    }
    bool found = strcmp(there, name) == 0;
    free(there);
    *point = (double)row;
    return found;
}

enum des_status overview_find_point(const struct overview *overview, const char *name,
                                    double *point, struct des_error *error) {
    if (find_numbered(overview, name, point)) {
        return DES_OK;
    }
    struct des_results_table points;
    enum des_status status = des_results_table(overview->results, "plan/points", &points, error);
    if (status != DES_OK) {
        return status;
    }
    size_t row = 0;
    while (row < points.rows && strcmp(columns_text_at(&points, "name", row), name) != 0) {
        row++;
    }
    *point = (double)row;
    bool found = row < points.rows;
    des_results_release(&points);
    return found ? DES_OK
                 : des_fail(error, DES_EINPUT,
                            "there is no point '%s'; aksim export --table plan/points lists them",
                            name);
}

char *overview_point_label(const struct overview *overview, size_t point) {
    char *name = NULL, *label = NULL;
    bool told =
        des_results_text_at(overview->results, "plan/points/name", point, &name, NULL) == DES_OK &&
        des_results_text_at(overview->results, "plan/points/label", point, &label, NULL) ==
            DES_OK &&
        label[0] != '\0' && strcmp(name, label) != 0;
    free(name);
    if (!told) {
        free(label);
        label = NULL;
    }
    return label;
}

/* ---- what is gathered: a cell for each place, arm, stratum and outcome ---- */

enum { PLACE, ARM, STRATUM, OUTCOME, NAMES };
enum { N, MEAN, SD, LOW, HIGH, YEAR_LOW, YEAR_HIGH, CORRELATION, NUMBERS };
static const char *const number_names[NUMBERS] = {"n",    "mean",     "sd",        "low",
                                                  "high", "year_low", "year_high", "correlation"};

struct gathered {
    bool seen;
    struct des_estimate value; /* of the one point */
    struct des_tally tally;    /* of the means of all */
    struct spread spread;
};

struct gathering {
    const char *columns[1 + NAMES + NUMBERS]; /* that are read: the point, then what there is */
    size_t count;
    const struct des_results_column *names[NAMES]; /* with their labels */
    size_t at_name[NAMES], at_number[NUMBERS];     /* column of each; 0: not read */
    struct gathered *cells;
    double point; /* below 0: all */
};

static size_t cell_count(const struct gathering *gathering) {
    size_t cells = 1;
    for (int c = 0; c < NAMES; c++) {
        cells *= gathering->names[c]->label_count;
    }
    return cells;
}

/* NULL for a code beyond the labels. */
static struct gathered *cell_at(const struct gathering *gathering, const double *const *columns,
                                size_t row) {
    size_t cell = 0;
    for (int c = 0; c < NAMES; c++) {
        size_t column = gathering->at_name[c], labels = gathering->names[c]->label_count;
        size_t code = column == 0 ? 0 : (size_t)columns[column][row];
        if (code >= labels) {
            return NULL;
        }
        cell = cell * labels + code;
    }
    return &gathering->cells[cell];
}

static double number_at(const struct gathering *gathering, const double *const *columns, size_t row,
                        int which) {
    size_t column = gathering->at_number[which];
    return column == 0 ? (double)NAN : columns[column][row];
}

static void take_one(const struct gathering *gathering, const double *const *columns, size_t row,
                     struct gathered *cell) {
    double n = number_at(gathering, columns, row, N);
    cell->value = (struct des_estimate){
        .n = n > 0.0 ? (size_t)n : 0,
        .mean = number_at(gathering, columns, row, MEAN),
        .sd = number_at(gathering, columns, row, SD),
        .low = number_at(gathering, columns, row, LOW),
        .high = number_at(gathering, columns, row, HIGH),
        .year_low = number_at(gathering, columns, row, YEAR_LOW),
        .year_high = number_at(gathering, columns, row, YEAR_HIGH),
        .correlation = number_at(gathering, columns, row, CORRELATION),
    };
}

/* Points without a value of the outcome do not count. */
static void take_all(const struct gathering *gathering, const double *const *columns, size_t row,
                     struct gathered *cell) {
    double mean = number_at(gathering, columns, row, MEAN);
    double replications = number_at(gathering, columns, row, N);
    size_t n = replications > 0.0 ? (size_t)replications : 0;
    struct spread *spread = &cell->spread;
    if (!cell->seen) {
        des_tally_init(&cell->tally);
        spread->replications_least = spread->replications_most = n;
    }
    spread->replications_least = n < spread->replications_least ? n : spread->replications_least;
    spread->replications_most = n > spread->replications_most ? n : spread->replications_most;
    if (isnan(mean)) {
        return;
    }
    size_t point = (size_t)columns[0][row];
    bool first = cell->tally.n == 0;
    if (first || mean < cell->value.low) {
        cell->value.low = mean;
        spread->least_at = point;
    }
    if (first || mean > cell->value.high) {
        cell->value.high = mean;
        spread->most_at = point;
    }
    des_tally_add(&cell->tally, mean);
}

static void take_rows(void *context, size_t first, size_t rows, const double *const *columns) {
    const struct gathering *gathering = context;
    (void)first;
    for (size_t row = 0; row < rows; row++) {
        bool wanted = gathering->point < 0.0 || columns[0][row] == gathering->point;
        struct gathered *cell = wanted ? cell_at(gathering, columns, row) : NULL;
        if (cell == NULL) {
            continue;
        }
        if (gathering->point < 0.0) {
            take_all(gathering, columns, row, cell);
        } else {
            take_one(gathering, columns, row, cell);
        }
        cell->seen = true;
    }
}

/* ---- what is there to read ---- */

static size_t add_column(struct gathering *gathering, const char *name) {
    gathering->columns[gathering->count] = name;
    return gathering->count++;
}

/* A column in which all is the same need not be read.  False when the table has not all names. */
static bool choose_columns(struct gathering *gathering, const struct des_results_table *headings,
                           const char *place) {
    const char *const names[NAMES] = {place, "arm", "stratum", "outcome"};
    (void)add_column(gathering, "point");
    for (int c = 0; c < NAMES; c++) {
        const struct des_results_column *found = columns_find(headings, names[c]);
        gathering->names[c] = found;
        if (found == NULL || found->labels == NULL) {
            return false;
        }
        gathering->at_name[c] = found->label_count > 1 ? add_column(gathering, names[c]) : 0;
    }
    int wanted = gathering->point < 0.0 ? MEAN + 1 : NUMBERS;
    for (int i = 0; i < wanted; i++) {
        if (columns_find(headings, number_names[i]) != NULL) {
            gathering->at_number[i] = add_column(gathering, number_names[i]);
        }
    }
    return true;
}

/* Not the labels of points, of which there may be many. */
static enum des_status read_headings(struct overview *overview, enum estimate_kind kind,
                                     const char *place, struct des_error *error) {
    const char *wanted[NAMES + NUMBERS] = {place, "arm", "stratum", "outcome"};
    memcpy(wanted + NAMES, number_names, sizeof number_names);
    return des_results_headings(overview->results, overview_paths[kind], wanted, NAMES + NUMBERS,
                                &overview->tables[kind], error);
}

/* ---- estimates of it, in the order of the file ---- */

static void add_estimate(struct overview *overview, enum estimate_kind kind,
                         const struct gathering *gathering, size_t index, const char *point) {
    const struct gathered *cell = &gathering->cells[index];
    const char *names[NAMES];
    size_t codes[NAMES];
    for (int c = NAMES - 1; c >= 0; c--) {
        codes[c] = index % gathering->names[c]->label_count;
        names[c] = gathering->names[c]->labels[codes[c]];
        index /= gathering->names[c]->label_count;
    }
    size_t at = overview->counts[kind]++;
    overview->estimates[kind][at] =
        (struct estimate){.place = names[PLACE],
                          .setting = kind == ESTIMATE_CONTRAST ? SIZE_MAX : codes[PLACE],
                          .arm = names[ARM],
                          .point = point,
                          .point_at = gathering->point < 0.0 ? 0 : (size_t)gathering->point,
                          .stratum = names[STRATUM],
                          .outcome = names[OUTCOME],
                          .definition = codes[OUTCOME],
                          .value = cell->value};
    if (gathering->point < 0.0) {
        struct des_estimate *value = &overview->estimates[kind][at].value;
        value->n = (size_t)cell->tally.n;
        value->mean = des_tally_mean(&cell->tally);
        value->sd = des_tally_sd(&cell->tally);
        overview->spreads[kind][at] = cell->spread;
    }
}

static void add_estimates(struct overview *overview, enum estimate_kind kind,
                          const struct gathering *gathering, const char *point) {
    size_t cells = cell_count(gathering), seen = 0;
    for (size_t i = 0; i < cells; i++) {
        seen += gathering->cells[i].seen;
    }
    overview->estimates[kind] = memory_array(seen + 1, sizeof overview->estimates[kind][0]);
    if (gathering->point < 0.0) {
        overview->spreads[kind] = memory_array(seen + 1, sizeof overview->spreads[kind][0]);
    }
    for (size_t i = 0; i < cells; i++) {
        if (gathering->cells[i].seen) {
            add_estimate(overview, kind, gathering, i, point);
        }
    }
}

enum des_status overview_gather(struct overview *overview, enum estimate_kind kind,
                                const struct overview_extent *extent, double point,
                                struct des_error *error) {
    const char *place = kind == ESTIMATE_CONTRAST ? "contrast" : "setting";
    struct gathering gathering = {.point = point};
    enum des_status status = read_headings(overview, kind, place, error);
    if (status == DES_ENOINPUT && kind == ESTIMATE_CONTRAST) {
        return DES_OK;
    }
    if (status != DES_OK || overview->tables[kind].rows == 0) {
        return status;
    }
    if (!choose_columns(&gathering, &overview->tables[kind], place)) {
        return des_fail(error, DES_EINPUT, "%s has not all its columns", overview_paths[kind]);
    }
    gathering.cells = memory_array(cell_count(&gathering), sizeof gathering.cells[0]);
    status = des_results_visit(overview->results, overview_paths[kind], gathering.columns,
                               gathering.count, take_rows, &gathering, error);
    if (status == DES_OK) {
        add_estimates(overview, kind, &gathering,
                      extent->points == OVERVIEW_ONE_POINT ? extent->point : "");
    }
    free(gathering.cells);
    return status;
}
