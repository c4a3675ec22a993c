/* engine/results/results_plan.c - settings, arms, runs, draws and labels. */
#include "../experiment/experiment.h"
#include "../experiment/totals.h"
#include "results_parts.h"
#include "texts.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { RUN_DONE, RUN_FAILED, RUN_MISSING, RUN_SPARED };
static const char *const run_states[] = {"done", "failed", "missing", "not needed", NULL};

static const char *point_name(const void *plan, size_t i, char *room) {
    return des_plan_point(plan, i, room).name;
}

void desi_results_labels(struct desi_results *results) {
    const struct desi_categories *c = &results->categories;
    struct desi_h5 *h5 = &results->h5;
    desi_h5_labels(h5, "/labels/setting", c->settings);
    desi_h5_labels(h5, "/labels/arm", c->arms);
    desi_h5_labels_of(h5, "/labels/point", results->plan->point_count, point_name, results->plan);
    desi_h5_labels(h5, "/labels/stratum", c->strata);
    desi_h5_labels(h5, "/labels/outcome", c->outcomes);
    desi_h5_labels(h5, "/labels/contrast", c->contrasts);
    desi_h5_labels(h5, "/labels/run_status", run_states);
}

/* ---- settings and arms ---- */

static void write_settings(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    struct desi_table *table = desi_table_open(&results->h5, "plan/settings");
    desi_add_text(table, "name", "name of the setting");
    desi_add_text(table, "label", "the setting in words");
    for (size_t i = 0; i < plan->setting_count; i++) {
        desi_table_text(table, 0, plan->settings[i].name);
        desi_table_text(table, 1, plan->settings[i].label);
    }
    desi_table_close(table);
}

static void write_arms(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    struct desi_table *table = desi_table_open(&results->h5, "plan/arms");
    desi_add_text(table, "name", "name of the arm");
    desi_add_text(table, "label", "the arm in words");
    desi_add_i32(table, "reference", "1: the arm that all others are compared with");
    for (size_t i = 0; i < plan->arm_count; i++) {
        desi_table_text(table, 0, plan->arms[i].name);
        desi_table_text(table, 1, plan->arms[i].label);
        desi_table_i32(table, 2, i == plan->reference);
    }
    desi_table_close(table);
}

static void write_contrasts(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    const struct desi_categories *c = &results->categories;
    struct desi_table *table = desi_table_open(&results->h5, "plan/contrasts");
    desi_add_text(table, "name", "name of the contrast");
    desi_add_category(table, "of", "/labels/setting", c->settings, "the effect in this place ...");
    desi_add_category(table, "minus", "/labels/setting", c->settings, "... minus that in this one");
    for (size_t i = 0; i < plan->contrast_count; i++) {
        desi_table_text(table, 0, plan->contrasts[i].name);
        desi_table_i32(table, 1, (int64_t)plan->contrasts[i].of);
        desi_table_i32(table, 2, (int64_t)plan->contrasts[i].minus);
    }
    desi_table_close(table);
}

/* ---- runs ---- */

#define RUN_STATUS 5 /* column; those before it say which run */

/* A run that ended, and not well. */
static bool failed(const struct desi_results *results, size_t run) {
    return desi_results_takes(results, run) && results->totals.known[run] &&
           !results->totals.done[run];
}

/* The record of a run that failed; false when it cannot be read. */
static bool find_failed(const struct desi_results *results, size_t run,
                        struct des_run_record *record) {
    return des_journal_index_find(results->index, des_run_keys_at(results->keys, run), record);
}

/* What is said of failed runs, in the order of the alphabet; first "": nothing. */
static void list_messages(struct desi_results *results, struct desi_texts *messages) {
    bool room = desi_texts_init(messages) && desi_texts_number(messages, "") == 0;
    for (size_t run = 0; run < results->plan->run_count && room; run++) {
        struct des_run_record record;
        if (failed(results, run) && find_failed(results, run, &record)) {
            room = desi_texts_number(messages, record.message) != SIZE_MAX;
        }
    }
    if (!room) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
        return;
    }
    desi_texts_sort(messages);
    desi_h5_labels(&results->h5, "/labels/message", (const char *const *)messages->text);
}

static size_t message_of(const struct desi_results *results, struct desi_texts *messages,
                         size_t run) {
    struct des_run_record record;
    bool told = failed(results, run) && find_failed(results, run, &record);
    return told ? desi_texts_number(messages, record.message) : 0;
}

static void put_run(struct desi_results *results, struct desi_table *table,
                    struct desi_texts *messages, size_t run, double events) {
    bool taken = desi_results_takes(results, run);
    bool known = results->totals.known[run];
    desi_table_i32(table, RUN_STATUS,
                   !taken                      ? RUN_SPARED
                   : !known                    ? RUN_MISSING
                   : results->totals.done[run] ? RUN_DONE
                                               : RUN_FAILED);
    desi_table_f64(table, RUN_STATUS + 1, taken && known ? events : 0.0);
    desi_table_i32(table, RUN_STATUS + 2, (int64_t)message_of(results, messages, run));
}

/* How the runs ended, some of them at a time. */
static void put_runs(struct desi_results *results, struct desi_table *table,
                     struct desi_texts *messages) {
    double events[DESI_RESULTS_RUNS];
    size_t runs = results->plan->run_count;
    for (size_t first = 0; first < runs && results->h5.status == DES_OK;
         first += DESI_RESULTS_RUNS) {
        size_t left = runs - first;
        size_t count = left < DESI_RESULTS_RUNS ? left : DESI_RESULTS_RUNS;
        desi_totals_events(&results->totals, first, count, events);
        for (size_t i = 0; i < count; i++) {
            put_run(results, table, messages, first + i, events[i]);
        }
    }
}

/* What the plan alone says, column by column. */
static void put_places(struct desi_results *results, struct desi_table *table) {
    for (size_t c = 0; c < RUN_STATUS; c++) {
        for (size_t run = 0; run < results->plan->run_count; run++) {
            struct des_coordinates at = des_experiment_coordinates(results->experiment, run);
            const int64_t numbers[RUN_STATUS] = {(int64_t)run, (int64_t)at.setting, (int64_t)at.arm,
                                                 (int64_t)at.point, at.replication};
            desi_table_i32(table, c, numbers[c]);
        }
        desi_table_end(table, c);
    }
}

static void write_runs(struct desi_results *results) {
    struct desi_texts messages;
    list_messages(results, &messages);
    struct desi_table *table = desi_table_open(&results->h5, "plan/runs");
    desi_add_run_id(table);
    desi_add_place(table, &results->categories);
    desi_add_i32(table, "replication", "number of the replication");
    desi_add_category(table, "status", "/labels/run_status", run_states, "how the run ended");
    desi_add_f64(table, "events", "1", "events handled");
    desi_add_category(table, "message", "/labels/message", (const char *const *)messages.text,
                      "why a run failed");
    put_places(results, table);
    put_runs(results, table, &messages);
    desi_table_close(table);
    desi_texts_fini(&messages);
}

/* ---- replications ---- */

/* How many a stop rule took, and why. */
static void write_replications(struct desi_results *results) {
    static const char *const reasons[] = {"fixed", "open", "precise", "capped", NULL};
    const struct des_plan *plan = results->plan;
    const struct desi_categories *c = &results->categories;
    if (plan->stop == NULL) {
        return;
    }
    desi_h5_labels(&results->h5, "/labels/reason", reasons);
    struct desi_table *table = desi_table_open(&results->h5, "plan/replications");
    desi_add_category(table, "setting", "/labels/setting", c->settings, "the place");
    desi_add_category(table, "point", "/labels/point", c->points, "the set of parameter values");
    desi_add_i32(table, "n", "replications that the stop rule took");
    desi_add_category(table, "reason", "/labels/reason", reasons, "why no more, and no fewer");
    for (size_t i = 0; i < plan->setting_count * plan->point_count; i++) {
        size_t setting = i / plan->point_count, point = i % plan->point_count;
        desi_table_i32(table, 0, (int64_t)setting);
        desi_table_i32(table, 1, (int64_t)point);
        desi_table_i32(table, 2, results->taken[i]);
        desi_table_i32(table, 3, (int64_t)results->reasons[i]);
    }
    desi_table_close(table);
}

/* ---- draws ---- */

static void put_draw_column(struct desi_results *results, struct desi_table *table, size_t column) {
    const struct des_plan *plan = results->plan;
    for (size_t setting = 0; setting < plan->setting_count; setting++) {
        for (size_t point = 0; point < plan->point_count; point++) {
            int64_t taken = desi_results_taken(results, setting, point);
            for (int64_t r = 0; r < taken && results->h5.status == DES_OK; r++) {
                struct des_coordinates at = {setting, plan->reference, point, r};
                const int64_t numbers[3] = {(int64_t)setting, (int64_t)point, r};
                if (column < 3) {
                    desi_table_i32(table, column, numbers[column]);
                } else {
                    desi_table_f64(table, column,
                                   desi_drawn_number(results->experiment, at, column - 3));
                }
            }
        }
    }
    desi_table_end(table, column);
}

/* Without draws the table is there, with no rows and no parameters. */
static void write_draws(struct desi_results *results) {
    const struct des_plan *plan = results->plan;
    const struct desi_categories *names = &results->categories;
    struct desi_table *table = desi_table_open(&results->h5, "plan/draws");
    desi_add_category(table, "setting", "/labels/setting", names->settings, "the place");
    desi_add_category(table, "point", "/labels/point", names->points,
                      "the set of parameter values");
    desi_add_i32(table, "replication", "number of the replication");
    for (size_t i = 0; i < plan->drawn_count && plan->draws; i++) {
        const struct des_element *element = des_space_at(plan->space, plan->drawn[i]);
        desi_add_f64(table, element->path, element->param->unit, element->param->meaning);
    }
    for (size_t c = 0; c < 3 + plan->drawn_count && plan->draws && plan->drawn_count > 0; c++) {
        put_draw_column(results, table, c);
    }
    desi_table_close(table);
}

void desi_results_plan(struct desi_results *results) {
    write_settings(results);
    write_arms(results);
    desi_results_points(results);
    write_contrasts(results);
    write_runs(results);
    write_replications(results);
    write_draws(results);
}
