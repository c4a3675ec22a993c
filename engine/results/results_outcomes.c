/* engine/results/results_outcomes.c - totals, outcomes by run, estimates. */
#define _DEFAULT_SOURCE

#include "results_parts.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Which doubt low and high speak of. */
enum { INTERVAL_MONTE_CARLO, INTERVAL_OVER_DRAWS };
static const char *const interval_kinds[] = {
    "Monte Carlo, at the stated assumptions",
    "Monte Carlo, over draws of the uncertain parameters",
    NULL,
};

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
    double below[DESI_RESULTS_RUNS];
    read_total(results, des_model_total(model, outcome->numerator), stratum, stretch, values);
    for (size_t i = 0; i < stretch->count; i++) {
        below[i] = 1.0;
    }
    if (outcome->denominator != NULL) {
        read_total(results, des_model_total(model, outcome->denominator), stratum, stretch, below);
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

/* ---- estimates ---- */

/* First columns of a table of estimates: which; then how much. */
#define ESTIMATE_AT 5

static void add_estimate(struct desi_results *results, struct desi_table *table, bool compared) {
    desi_add_category(table, "stratum", "/labels/stratum", results->categories.strata,
                      "the users counted");
    desi_add_category(table, "outcome", "/labels/outcome", results->categories.outcomes,
                      "the outcome; its unit is in outcomes/definitions");
    desi_add_i32(table, "n", "replications that all compared arms finished");
    desi_add_f64(table, "mean", "1", "ratio of sums, or difference of such; unit of the outcome");
    desi_add_f64(table, "sd", "1", "standard deviation between replications");
    desi_add_f64(table, "low", "1", "lower end of the 95 % interval of the mean");
    desi_add_f64(table, "high", "1", "upper end of the 95 % interval of the mean");
    desi_add_category(table, "interval", "/labels/interval", interval_kinds,
                      "the doubt that low and high speak of");
    desi_add_f64(table, "year_low", "1", "2.5 % quantile of single replications");
    desi_add_f64(table, "year_high", "1", "97.5 % quantile of single replications");
    if (compared) {
        desi_add_f64(table, "correlation", "1", "between the compared arms over replications");
    }
}

static void put_estimate(const struct desi_results *results, struct desi_table *table,
                         const struct des_estimate *estimate, bool compared) {
    const struct des_plan *plan = results->plan;
    bool draws = plan->draws && plan->drawn_count > 0;
    desi_table_i32(table, ESTIMATE_AT + 0, (int64_t)estimate->n);
    desi_table_f64(table, ESTIMATE_AT + 1, estimate->mean);
    desi_table_f64(table, ESTIMATE_AT + 2, estimate->sd);
    desi_table_f64(table, ESTIMATE_AT + 3, estimate->low);
    desi_table_f64(table, ESTIMATE_AT + 4, estimate->high);
    desi_table_i32(table, ESTIMATE_AT + 5, draws ? INTERVAL_OVER_DRAWS : INTERVAL_MONTE_CARLO);
    desi_table_f64(table, ESTIMATE_AT + 6, estimate->year_low);
    desi_table_f64(table, ESTIMATE_AT + 7, estimate->year_high);
    if (compared) {
        desi_table_f64(table, ESTIMATE_AT + 8, estimate->correlation);
    }
}

/* One of the three functions of des/experiment.h; `which` is a setting or a
 * contrast. */
typedef struct des_estimate (*estimator)(const struct des_totals *totals, size_t which, size_t arm,
                                         size_t point, size_t stratum, size_t outcome);

enum { SUMMARY, PAIRED, CONTRASTS, KINDS };

struct kind {
    const char *path;
    estimator estimate;
    bool compared; /* with the reference arm, which then has no rows */
};
static const struct kind kinds[KINDS] = {
    [SUMMARY] = {"outcomes/summary", des_totals_summary, false},
    [PAIRED] = {"outcomes/paired", des_totals_paired, true},
    [CONTRASTS] = {"outcomes/contrasts", des_totals_contrast, true},
};

/* What is estimated, in the order of rows: which, arm, point, stratum, outcome. */
typedef bool (*estimate_visitor)(void *context, const struct kind *kind, const size_t *codes);

static bool visit_cell(const struct desi_results *results, const struct kind *kind, size_t *codes,
                       estimate_visitor visitor, void *context) {
    const struct des_model *model = results->plan->model;
    bool more = true;
    for (codes[3] = 0; codes[3] < model->stratum_count && more; codes[3]++) {
        bool empty = results->is_empty[codes[3]];
        for (codes[4] = 0; codes[4] < model->outcome_count && !empty && more; codes[4]++) {
            more = visitor(context, kind, codes);
        }
    }
    return more;
}

static bool visit_kind(const struct desi_results *results, size_t k, estimate_visitor visitor,
                       void *context) {
    const struct des_plan *plan = results->plan;
    const struct kind *kind = &kinds[k];
    /* Points of a design are sampled: what they say is said by all of them together. */
    size_t which_count = plan->design != NULL ? 0
                         : k == CONTRASTS     ? plan->contrast_count
                                              : plan->setting_count;
    size_t codes[ESTIMATE_AT] = {0};
    bool more = true;
    for (codes[0] = 0; codes[0] < which_count && more; codes[0]++) {
        for (codes[1] = 0; codes[1] < plan->arm_count && more; codes[1]++) {
            bool shown = !kind->compared || codes[1] != plan->reference;
            for (codes[2] = 0; codes[2] < plan->point_count && shown && more; codes[2]++) {
                more = visit_cell(results, kind, codes, visitor, context);
            }
        }
    }
    return more;
}

static struct des_estimate estimate_at(const struct desi_results *results, const struct kind *kind,
                                       const size_t *codes) {
    return kind->estimate(&results->totals, codes[0], codes[1], codes[2], codes[3], codes[4]);
}

/* ---- estimates made by a thread of its own, while the tables by run are written ---- */

#define AHEAD_MOST 65536 /* as many; else each is made when it is written */

struct desi_ahead {
    const struct desi_results *results;
    struct des_estimate *estimates; /* of all kinds, in order */
    size_t count, next;
    atomic_bool stop;
    bool started;
    pthread_t thread;
};

static bool count_one(void *context, const struct kind *kind, const size_t *codes) {
    (void)kind, (void)codes;
    return ++*(size_t *)context <= AHEAD_MOST;
}

static bool make_one(void *context, const struct kind *kind, const size_t *codes) {
    struct desi_ahead *ahead = context;
    ahead->estimates[ahead->count++] = estimate_at(ahead->results, kind, codes);
    return !atomic_load(&ahead->stop);
}

static void *make_all(void *context) {
    struct desi_ahead *ahead = context;
    for (size_t k = 0; k < KINDS; k++) {
        (void)visit_kind(ahead->results, k, make_one, ahead);
    }
    return NULL;
}

static void start_ahead(const struct desi_results *results, struct desi_ahead *ahead) {
    size_t count = 0;
    bool few = true;
    for (size_t k = 0; k < KINDS && few; k++) {
        few = visit_kind(results, k, count_one, &count);
    }
    *ahead = (struct desi_ahead){.results = results};
    ahead->estimates = few ? malloc((count + 1) * sizeof *ahead->estimates) : NULL;
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    ahead->started =
        ahead->estimates != NULL && pthread_create(&ahead->thread, NULL, make_all, ahead) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void join_ahead(struct desi_ahead *ahead, bool stop) {
    if (ahead->started) {
        atomic_store(&ahead->stop, stop);
        (void)pthread_join(ahead->thread, NULL);
    }
}

/* ---- tables of estimates ---- */

struct putting {
    struct desi_results *results;
    struct desi_table *table;
    struct desi_ahead *ahead;
};

static bool put_one(void *context, const struct kind *kind, const size_t *codes) {
    struct putting *putting = context;
    struct desi_ahead *ahead = putting->ahead;
    struct des_estimate estimate = ahead->started ? ahead->estimates[ahead->next++]
                                                  : estimate_at(putting->results, kind, codes);
    for (size_t c = 0; c < ESTIMATE_AT; c++) {
        desi_table_i32(putting->table, c, (int64_t)codes[c]);
    }
    put_estimate(putting->results, putting->table, &estimate, kind->compared);
    return putting->results->h5.status == DES_OK;
}

static void write_estimates(struct desi_results *results, size_t k, struct desi_ahead *ahead) {
    const struct desi_categories *c = &results->categories;
    struct desi_table *table = desi_table_open(&results->h5, kinds[k].path);
    if (k == CONTRASTS) {
        desi_add_category(table, "contrast", "/labels/contrast", c->contrasts,
                          "the two places compared");
        desi_add_category(table, "arm", "/labels/arm", c->arms, "what is done there");
        desi_add_category(table, "point", "/labels/point", c->points,
                          "the set of parameter values");
    } else {
        desi_add_place(table, c);
    }
    add_estimate(results, table, kinds[k].compared);
    (void)visit_kind(results, k, put_one, &(struct putting){results, table, ahead});
    desi_table_close(table);
}

void desi_results_outcomes(struct desi_results *results) {
    struct desi_ahead ahead;
    desi_h5_labels(&results->h5, "/labels/interval", interval_kinds);
    write_definitions(results);
    start_ahead(results, &ahead);
    write_totals(results);
    write_runs(results);
    join_ahead(&ahead, results->h5.status != DES_OK);
    for (size_t k = 0; k < KINDS && results->h5.status == DES_OK; k++) {
        write_estimates(results, k, &ahead);
    }
    free(ahead.estimates);
}
