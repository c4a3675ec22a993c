/* engine/results/results_estimates.c - means, differences and their precision.
 *
 * Made by a thread of its own while the tables by run are written. */
#define _DEFAULT_SOURCE

#include "results_parts.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "../experiment/analysis.h"
#include "../experiment/quiet_thread.h"

/* Which doubt low and high speak of. */
enum { INTERVAL_MONTE_CARLO, INTERVAL_OVER_DRAWS };
static const char *const interval_kinds[] = {
    "Monte Carlo, at the stated assumptions",
    "Monte Carlo, over draws of the uncertain parameters",
    NULL,
};

/* ---- a table of estimates ---- */

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

/* ---- made ahead ---- */

/* So many, of so few places; else each is made when it is written, and memory does not grow with
 * the points of a list. */
#define AHEAD_MOST 65536
#define AHEAD_PLACES 16

struct desi_ahead {
    const struct desi_results *results;
    struct des_estimate *estimates; /* of all kinds, in order */
    struct des_estimate *arms;      /* room for those of one place */
    size_t cells;                   /* strata and outcomes that are written */
    size_t next;
    bool failed;
    atomic_bool stop;
    pthread_t thread;
};

/* Settings x points: as many estimates of each arm. */
static size_t count_places(const struct des_plan *plan) {
    return plan->design != NULL ? 0 : plan->setting_count * plan->point_count;
}

static size_t count_estimates(const struct desi_results *results, size_t cells) {
    const struct des_plan *plan = results->plan;
    size_t contrasts = plan->design != NULL ? 0 : plan->contrast_count * plan->point_count;
    return cells *
           (count_places(plan) * (2 * plan->arm_count - 1) + contrasts * (plan->arm_count - 1));
}

static size_t count_cells(const struct desi_results *results) {
    size_t strata = 0;
    for (size_t s = 0; s < results->plan->model->stratum_count; s++) {
        strata += !results->is_empty[s];
    }
    return strata * results->plan->model->outcome_count;
}

/* Where the estimates of a setting, point and cell stand: of each arm, then of each but the
 * reference compared with it. */
static void place_arms(struct desi_ahead *ahead, size_t setting, size_t point, size_t cell) {
    const struct des_plan *plan = ahead->results->plan;
    size_t arms = plan->arm_count, block = plan->point_count * ahead->cells;
    size_t within = point * ahead->cells + cell;
    struct des_estimate *summary = ahead->estimates + setting * arms * block + within;
    struct des_estimate *paired = ahead->estimates + plan->setting_count * arms * block +
                                  setting * (arms - 1) * block + within;
    for (size_t i = 0; i < arms; i++) {
        summary[i * block] = ahead->arms[i];
    }
    for (size_t i = 0; i + 1 < arms; i++) {
        paired[i * block] = ahead->arms[arms + i];
    }
}

static void make_cells(struct desi_ahead *ahead, size_t setting, size_t point) {
    const struct desi_results *results = ahead->results;
    const struct des_model *model = results->plan->model;
    size_t cell = 0;
    for (size_t s = 0; s < model->stratum_count; s++) {
        for (size_t o = 0; o < model->outcome_count && !results->is_empty[s]; o++) {
            if (atomic_load(&ahead->stop) || ahead->failed) {
                return;
            }
            ahead->failed = !desi_totals_arms(&results->totals, setting, point, s, o, ahead->arms);
            place_arms(ahead, setting, point, cell++);
        }
    }
}

static bool make_contrast(void *context, const struct kind *kind, const size_t *codes) {
    struct desi_ahead *ahead = context;
    ahead->estimates[ahead->next++] = estimate_at(ahead->results, kind, codes);
    return !atomic_load(&ahead->stop);
}

static void *make_all(void *context) {
    struct desi_ahead *ahead = context;
    const struct des_plan *plan = ahead->results->plan;
    size_t places = count_places(plan);
    for (size_t i = 0; i < places; i++) {
        make_cells(ahead, i / plan->point_count, i % plan->point_count);
    }
    ahead->next = places * (2 * plan->arm_count - 1) * ahead->cells;
    (void)visit_kind(ahead->results, CONTRASTS, make_contrast, ahead);
    ahead->next = 0;
    return NULL;
}

static void free_ahead(struct desi_ahead *ahead) {
    if (ahead != NULL) {
        free(ahead->estimates);
        free(ahead->arms);
        free(ahead);
    }
}

struct desi_ahead *desi_estimates_begin(const struct desi_results *results) {
    size_t cells = count_cells(results), count = count_estimates(results, cells);
    bool few = count <= AHEAD_MOST && count_places(results->plan) <= AHEAD_PLACES;
    struct desi_ahead *ahead = few ? calloc(1, sizeof *ahead) : NULL;
    if (ahead == NULL) {
        return NULL;
    }
    ahead->results = results;
    ahead->cells = cells;
    ahead->estimates = calloc(count + 1, sizeof *ahead->estimates);
    ahead->arms = calloc(2 * results->plan->arm_count, sizeof *ahead->arms);
    if (ahead->estimates == NULL || ahead->arms == NULL ||
        !desi_quiet_thread(&ahead->thread, make_all, ahead)) {
        free_ahead(ahead);
        return NULL;
    }
    return ahead;
}

static void join_ahead(struct desi_results *results, struct desi_ahead *ahead) {
    atomic_store(&ahead->stop, results->h5.status != DES_OK);
    (void)pthread_join(ahead->thread, NULL);
    if (ahead->failed) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
    }
}

/* ---- the tables ---- */

struct putting {
    struct desi_results *results;
    struct desi_table *table;
    struct desi_ahead *ahead;
};

static bool put_one(void *context, const struct kind *kind, const size_t *codes) {
    struct putting *putting = context;
    struct desi_ahead *ahead = putting->ahead;
    struct des_estimate estimate = ahead != NULL ? ahead->estimates[ahead->next++]
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

void desi_results_label_intervals(struct desi_results *results) {
    desi_h5_labels(&results->h5, "/labels/interval", interval_kinds);
}

void desi_results_estimates(struct desi_results *results, struct desi_ahead *ahead) {
    if (ahead != NULL) {
        join_ahead(results, ahead);
    }
    for (size_t k = 0; k < KINDS && results->h5.status == DES_OK; k++) {
        write_estimates(results, k, ahead);
    }
    free_ahead(ahead);
}
