/* engine/results/results_outcomes.c - totals, outcomes by run, estimates. */
#include "results_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Which doubt low and high speak of. */
enum { INTERVAL_MONTE_CARLO, INTERVAL_OVER_DRAWS };
static const char *const interval_kinds[] = {
    "Monte Carlo, at the stated assumptions",
    "Monte Carlo, over draws of the uncertain parameters",
    NULL,
};

/* ---- definitions ---- */

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
        desi_table_i32(table, 8, outcome->headline);
    }
    desi_table_close(table);
}

/* ---- by run: totals, and the outcomes they make ---- */

static void add_run_and_stratum(struct desi_results *results, struct desi_table *table) {
    desi_add_run_id(table);
    desi_add_category(table, "stratum", "/labels/stratum", results->categories.strata,
                      "the users counted");
}

static void put_stratum(const struct desi_results *results, struct desi_table *table, size_t run,
                        size_t stratum) {
    size_t count = results->plan->model->total_count;
    desi_table_i32(table, 0, (int64_t)run);
    desi_table_i32(table, 1, (int64_t)stratum);
    for (size_t t = 0; t < count; t++) {
        desi_table_f64(table, 2 + t, results->numbers[stratum * count + t]);
    }
}

static void put_totals(struct desi_results *results, struct desi_table *table, size_t run) {
    struct des_error error = {0};
    if (desi_results_read(results, run, &error) != DES_OK) {
        desi_h5_fail(&results->h5, DES_EIO, "%s", error.text);
        return;
    }
    for (size_t s = 0; s < results->plan->model->stratum_count; s++) {
        if (!results->is_empty[s]) {
            put_stratum(results, table, run, s);
        }
    }
}

static void write_totals(struct desi_results *results) {
    const struct des_model *model = results->plan->model;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/totals");
    add_run_and_stratum(results, table);
    for (size_t t = 0; t < model->total_count; t++) {
        desi_add_f64(table, model->totals[t].name, model->totals[t].unit, model->totals[t].meaning);
    }
    for (size_t run = 0; run < results->plan->run_count && results->h5.status == DES_OK; run++) {
        if (results->totals.done[run]) {
            put_totals(results, table, run);
        }
    }
    desi_table_close(table);
}

/* The totals that an outcome is made of, found once by their names. */
struct parts {
    double scale;
    size_t above, below; /* below SIZE_MAX: per run */
};

static struct parts *list_parts(const struct des_model *model) {
    struct parts *parts = calloc(model->outcome_count + 1, sizeof *parts);
    for (size_t i = 0; i < model->outcome_count && parts != NULL; i++) {
        const struct des_outcome *outcome = &model->outcomes[i];
        bool per_run = outcome->denominator == NULL;
        parts[i] = (struct parts){.scale = outcome->scale,
                                  .above = des_model_total(model, outcome->numerator),
                                  .below = per_run ? SIZE_MAX
                                                   : des_model_total(model, outcome->denominator)};
    }
    return parts;
}

static double outcome_of(const struct desi_results *results, const struct parts *parts, size_t run,
                         size_t stratum) {
    double above = des_totals_get(&results->totals, run, stratum, parts->above);
    if (parts->below == SIZE_MAX) {
        return parts->scale * above;
    }
    double below = des_totals_get(&results->totals, run, stratum, parts->below);
    return below > 0.0 || below < 0.0 ? parts->scale * above / below : (double)NAN;
}

static void put_outcomes(const struct desi_results *results, struct desi_table *table,
                         const struct parts *parts, size_t run, size_t stratum) {
    desi_table_i32(table, 0, (int64_t)run);
    desi_table_i32(table, 1, (int64_t)stratum);
    for (size_t i = 0; i < results->plan->model->outcome_count; i++) {
        desi_table_f64(table, 2 + i, outcome_of(results, &parts[i], run, stratum));
    }
}

static void write_runs(struct desi_results *results) {
    const struct des_model *model = results->plan->model;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/runs");
    add_run_and_stratum(results, table);
    for (size_t i = 0; i < model->outcome_count; i++) {
        desi_add_f64(table, model->outcomes[i].name, model->outcomes[i].unit,
                     model->outcomes[i].meaning);
    }
    struct parts *parts = list_parts(model);
    if (parts == NULL) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory for a table of outcomes.");
    }
    for (size_t run = 0; run < results->plan->run_count && results->h5.status == DES_OK; run++) {
        for (size_t s = 0; s < model->stratum_count && results->totals.done[run]; s++) {
            if (!results->is_empty[s]) {
                put_outcomes(results, table, parts, run, s);
            }
        }
    }
    free(parts);
    desi_table_close(table);
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

struct estimates {
    estimator estimate;
    size_t which_count;
    bool compared; /* with the reference arm, which then has no rows */
};

static void put_estimates_of(struct desi_results *results, struct desi_table *table,
                             const struct estimates *what, size_t which, size_t arm, size_t point) {
    const struct des_model *model = results->plan->model;
    for (size_t s = 0; s < model->stratum_count; s++) {
        for (size_t i = 0;
             !results->is_empty[s] && i < model->outcome_count && results->h5.status == DES_OK;
             i++) {
            const size_t codes[ESTIMATE_AT] = {which, arm, point, s, i};
            for (size_t c = 0; c < ESTIMATE_AT; c++) {
                desi_table_i32(table, c, (int64_t)codes[c]);
            }
            struct des_estimate estimate =
                what->estimate(&results->totals, which, arm, point, s, i);
            put_estimate(results, table, &estimate, what->compared);
        }
    }
}

static void put_estimates(struct desi_results *results, struct desi_table *table,
                          const struct estimates *what) {
    const struct des_plan *plan = results->plan;
    add_estimate(results, table, what->compared);
    /* Points of a design are sampled: what they say is said by all of them together. */
    size_t which_count = plan->design == NULL ? what->which_count : 0;
    for (size_t which = 0; which < which_count; which++) {
        for (size_t arm = 0; arm < plan->arm_count; arm++) {
            for (size_t point = 0; point < plan->point_count; point++) {
                if (!what->compared || arm != plan->reference) {
                    put_estimates_of(results, table, what, which, arm, point);
                }
            }
        }
    }
    desi_table_close(table);
}

static void write_summary(struct desi_results *results) {
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/summary");
    desi_add_place(table, &results->categories);
    put_estimates(results, table,
                  &(struct estimates){des_totals_summary, results->plan->setting_count, false});
}

static void write_paired(struct desi_results *results) {
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/paired");
    desi_add_place(table, &results->categories);
    put_estimates(results, table,
                  &(struct estimates){des_totals_paired, results->plan->setting_count, true});
}

static void write_contrasts(struct desi_results *results) {
    const struct desi_categories *c = &results->categories;
    struct desi_table *table = desi_table_open(&results->h5, "outcomes/contrasts");
    desi_add_category(table, "contrast", "/labels/contrast", c->contrasts,
                      "the two places compared");
    desi_add_category(table, "arm", "/labels/arm", c->arms, "what is done there");
    desi_add_category(table, "point", "/labels/point", c->points, "the set of parameter values");
    put_estimates(results, table,
                  &(struct estimates){des_totals_contrast, results->plan->contrast_count, true});
}

void desi_results_outcomes(struct desi_results *results) {
    desi_h5_labels(&results->h5, "/labels/interval", interval_kinds);
    write_definitions(results);
    write_totals(results);
    write_runs(results);
    write_summary(results);
    write_paired(results);
    write_contrasts(results);
}
