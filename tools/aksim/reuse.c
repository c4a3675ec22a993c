#include "reuse.h"

#include <string.h>

#include "columns.h"
#include "memory.h"
#include "parts.h"

/* ---- from parts ---- */

struct found {
    const struct job *job;
    const struct des_journal_index *index;
};

static bool is_missing(const void *context, size_t run) {
    const struct found *found = context;
    struct des_run_record record;
    return !des_journal_index_find(found->index, des_run_keys_at(found->job->keys, run), &record) ||
           record.status != DES_OK;
}

enum des_status reuse_parts(struct job *job, const char *folder, size_t *dropped,
                            struct des_error *error) {
    struct des_journal_index *index = NULL;
    if (!parts_hold(folder, NULL)) {
        return DES_OK;
    }
    enum des_status status = des_journal_scan(&folder, 1, &index, error);
    if (status == DES_OK) {
        size_t before = job->units.count;
        job_keep(job, is_missing, &(struct found){.job = job, .index = index});
        *dropped += before - job->units.count;
        des_journal_index_destroy(index);
    }
    return status;
}

/* ---- from a results file ---- */

/* The run of the old file whose totals a unit can have. */
struct match {
    struct des_run_key key;
    size_t run;
};

struct old_results {
    struct des_results_table runs, totals;
    struct match *matches; /* good runs, by key */
    size_t count;
    size_t *first; /* row of totals where a run begins; SIZE_MAX: none */
};

static int by_key(const void *a, const void *b) {
    const struct match *x = a, *y = b;
    for (size_t i = 0; i < 2; i++) {
        if (x->key.word[i] != y->key.word[i]) {
            return x->key.word[i] < y->key.word[i] ? -1 : 1;
        }
    }
    return 0;
}

/* A trace changes no total, so the keys are those of runs without one. */
static void list_matches(struct old_results *old, const struct scenario *scenario,
                         const char *program) {
    const struct des_results_column *state = columns_find(&old->runs, "status");
    size_t runs = scenario->plan->run_count;
    struct des_run_keys *keys = NULL;
    if (des_run_keys_create(scenario->experiment, DES_TRACE_NONE, 0, program, &keys) != DES_OK) {
        memory_exhausted();
    }
    old->matches = memory_array(old->runs.rows, sizeof old->matches[0]);
    for (size_t run = 0; run < old->runs.rows && run < runs; run++) {
        const char *text = columns_text(state, run);
        if (text != NULL && strcmp(text, "done") == 0) {
            old->matches[old->count++] =
                (struct match){.key = des_run_keys_at(keys, run), .run = run};
        }
    }
    des_run_keys_destroy(keys);
    qsort(old->matches, old->count, sizeof old->matches[0], by_key);
}

static const struct match *match_of(const struct old_results *old, const struct job *job,
                                    size_t run) {
    const struct match wanted = {.key = des_run_keys_at(job->keys, run)};
    return job_trace_of(job, run) != DES_TRACE_NONE
               ? NULL
               : bsearch(&wanted, old->matches, old->count, sizeof old->matches[0], by_key);
}

/* Rows of a run stand together, one per stratum in which anything happened in any run. */
static void find_rows(struct old_results *old) {
    const struct des_results_column *id = columns_find(&old->totals, "run_id");
    old->first = memory_array(old->runs.rows, sizeof old->first[0]);
    for (size_t run = 0; run < old->runs.rows; run++) {
        old->first[run] = SIZE_MAX;
    }
    for (size_t row = old->totals.rows; row-- > 0;) {
        double run = columns_number(id, row);
        if (run >= 0.0 && run < (double)old->runs.rows) {
            old->first[(size_t)run] = row;
        }
    }
}

static bool read_totals(const struct old_results *old, const struct des_model *model, size_t run,
                        double *totals) {
    const struct des_results_column *id = columns_find(&old->totals, "run_id");
    const struct des_results_column *stratum = columns_find(&old->totals, "stratum");
    bool found = old->first[run] != SIZE_MAX;
    for (size_t t = 0; t < model->total_count && found; t++) {
        const struct des_results_column *column = columns_find(&old->totals, model->totals[t].name);
        found = column != NULL;
        for (size_t row = old->first[run];
             found && row < old->totals.rows && columns_number(id, row) == (double)run; row++) {
            size_t s = (size_t)columns_number(stratum, row);
            found = s < model->stratum_count;
            if (found) {
                totals[s * model->total_count + t] = columns_number(column, row);
            }
        }
    }
    return found;
}

static enum des_status copy_run(const struct old_results *old, const struct job *job, size_t run,
                                struct des_journal *journal, bool *copied,
                                struct des_error *error) {
    const struct des_model *model = job->scenario->plan->model;
    const struct match *match = match_of(old, job, run);
    size_t count = model->stratum_count * model->total_count;
    double *totals = memory_array(count, sizeof totals[0]);
    enum des_status status = DES_OK;
    if (match != NULL && read_totals(old, model, match->run, totals)) {
        double events = columns_number(columns_find(&old->runs, "events"), match->run);
        struct des_run_record record = {.key = des_run_keys_at(job->keys, run),
                                        .events = events > 0.0 ? (uint64_t)events : 0,
                                        .message = "",
                                        .totals = totals,
                                        .total_count = count};
        status = des_journal_run(journal, &record, error);
        *copied = status == DES_OK;
    }
    free(totals);
    return status;
}

static enum des_status copy_runs(const struct old_results *old, struct job *job,
                                 struct des_journal *journal, size_t *dropped,
                                 struct des_error *error) {
    struct units *units = &job->units;
    for (size_t run = units_next(units, 0); run < units->size; run = units_next(units, run + 1)) {
        bool copied = false;
        enum des_status status = copy_run(old, job, run, journal, &copied, error);
        if (status != DES_OK) {
            return status;
        }
        if (copied) {
            units_remove(units, run);
            ++*dropped;
        }
    }
    return DES_OK;
}

/* True when the file says that this very program made it. */
static bool same_program(const struct des_results *results, const char *program) {
    char *text = NULL;
    if (des_results_text(results, "/provenance/volatile", &text, NULL) != DES_OK) {
        return false;
    }
    json_t *document = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
    const char *made_by = json_string_value(json_object_get(document, "program"));
    bool same = made_by != NULL && strcmp(made_by, program) == 0;
    json_decref(document);
    free(text);
    return same;
}

/* The experiment of the file and its two tables; false when something is not
 * there or not readable: then nothing is reused. */
static bool read_old(struct old_results *old, const struct des_results *results,
                     const struct text_list *plugins, const char *program) {
    char *text = NULL;
    struct scenario scenario;
    if (!same_program(results, program) ||
        des_results_table(results, "plan/runs", &old->runs, NULL) != DES_OK ||
        des_results_table(results, "outcomes/totals", &old->totals, NULL) != DES_OK ||
        des_results_text(results, "/scenario/resolved", &text, NULL) != DES_OK) {
        return false;
    }
    bool read = scenario_parse(&scenario, text, "the old results", plugins,
                               &(struct des_overrides){0}) == EXIT_CODE_DONE;
    if (read) {
        list_matches(old, &scenario, program);
        find_rows(old);
        scenario_fini(&scenario);
    }
    free(text);
    return read;
}

enum des_status reuse_results(struct job *job, const char *path, const struct text_list *plugins,
                              struct des_journal *journal, size_t *dropped,
                              struct des_error *error) {
    struct des_results *results = NULL;
    struct old_results old = {0};
    if (des_results_open(path, &results, NULL) != DES_OK) {
        return DES_OK;
    }
    enum des_status status = DES_OK;
    if (read_old(&old, results, plugins, job->program)) {
        status = copy_runs(&old, job, journal, dropped, error);
    }
    free(old.matches);
    free(old.first);
    des_results_release(&old.runs);
    des_results_release(&old.totals);
    des_results_close(results);
    return status;
}
