#include "reuse.h"

#include <gsl/gsl_heapsort.h>
#include <stdint.h>
#include <string.h>

#include "des/results.h"
#include "memory.h"
#include "old_rows.h"
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

/* A unit of the job that may be there: a part of its key, which is short for many. */
struct match {
    uint32_t part, run;
};

struct old_results {
    const struct des_results *results;
    const char *path;
    size_t runs;           /* of its plan */
    struct match *matches; /* units of the job that may be there, by part */
    size_t count;
    struct des_run_keys *keys; /* of the old runs; without a trace, which changes no total */
};

static uint32_t part_of(const struct des_run_key *key) {
    return (uint32_t)key->word[0];
}

static int by_part(const void *a, const void *b) {
    const struct match *x = a, *y = b;
    return x->part != y->part ? (x->part > y->part) - (x->part < y->part)
                              : (x->run > y->run) - (x->run < y->run);
}

static void list_matches(struct old_results *old, const struct job *job) {
    const struct units *units = &job->units;
    old->matches = memory_array(units->count, sizeof old->matches[0]);
    for (size_t run = units_next(units, 0); run < units->size; run = units_next(units, run + 1)) {
        if (job_trace_of(job, run) == DES_TRACE_NONE) {
            struct des_run_key key = des_run_keys_at(job->keys, run);
            old->matches[old->count++] = (struct match){part_of(&key), (uint32_t)run};
        }
    }
    /* In place: qsort may take as much memory again. */
    gsl_heapsort(old->matches, old->count, sizeof old->matches[0], by_part);
}

/* The first match with this part, or after where it would be. */
static size_t first_match(const struct old_results *old, uint32_t part) {
    size_t low = 0, high = old->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (old->matches[middle].part < part) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* ---- the old runs, one after the other ---- */

/* Rows of a run stand together, one per stratum in which anything happened in any run. */
struct copying {
    const struct old_results *old;
    struct job *job;
    struct des_journal *journal;
    struct old_rows *runs, *rows; /* how they ended; their totals */
    size_t run;                   /* whose rows are being gathered; SIZE_MAX: none */
    double *totals;               /* of that run */
    size_t copied;
    enum des_status status;
    struct des_error *error;
};

/* How a run ended. */
enum { OLD_STATUS, OLD_EVENTS, OLD_STATES };
static const char *const state_names[OLD_STATES] = {"status", "events"};
static const double done = 0.0; /* the first of the labels of a status */

/* The run being gathered ended well; its state. */
static bool is_good(const struct copying *copying, double *state) {
    return copying->run != SIZE_MAX && copying->status == DES_OK &&
           old_rows_read(copying->runs, copying->run, state) && state[OLD_STATUS] == done;
}

/* Its totals go to every unit with the same key. */
static void copy_run(struct copying *copying) {
    const struct old_results *old = copying->old;
    const struct des_model *model = copying->job->scenario->plan->model;
    double state[OLD_STATES];
    if (!is_good(copying, state)) {
        return;
    }
    struct des_run_record record = {.key = des_run_keys_at(old->keys, copying->run),
                                    .events = (uint64_t)state[OLD_EVENTS],
                                    .message = "",
                                    .totals = copying->totals,
                                    .total_count = model->stratum_count * model->total_count};
    bool written = false;
    uint32_t part = part_of(&record.key);
    for (size_t i = first_match(old, part); i < old->count && old->matches[i].part == part; i++) {
        const struct match *match = &old->matches[i];
        struct des_run_key key = des_run_keys_at(copying->job->keys, match->run);
        if (memcmp(&key, &record.key, sizeof key) != 0) {
            continue;
        }
        if (!written) {
            copying->status = des_journal_run(copying->journal, &record, copying->error);
            written = true;
        }
        if (copying->status == DES_OK && units_have(&copying->job->units, match->run)) {
            units_remove(&copying->job->units, match->run);
            copying->copied++;
        }
    }
}

static void take_rows(void *context, size_t first, size_t rows, const double *const *columns) {
    struct copying *copying = context;
    const struct des_model *model = copying->job->scenario->plan->model;
    size_t width = model->total_count;
    size_t known = old_rows_count(copying->rows), runs = copying->old->runs;
    for (size_t i = 0; i < rows && first + i < known && copying->status == DES_OK; i++) {
        size_t run = (size_t)columns[0][i], stratum = (size_t)columns[1][i];
        if (run >= runs || stratum >= model->stratum_count) {
            continue;
        }
        if (run != copying->run) {
            copy_run(copying);
            copying->run = run;
            memset(copying->totals, 0, model->stratum_count * width * sizeof(double));
        }
        if (!old_rows_read(copying->rows, first + i, copying->totals + stratum * width)) {
            copying->status = des_fail(copying->error, DES_EIO, "old totals cannot be read again");
        }
    }
}

/* Of a file that cannot be read to its end the last run is not known to be whole. */
static enum des_status copy_rows(const struct old_results *old, struct copying *copying, bool whole,
                                 size_t *dropped) {
    static const char *const names[] = {"run_id", "stratum"};
    const struct des_model *model = copying->job->scenario->plan->model;
    copying->totals =
        memory_array(model->stratum_count * model->total_count, sizeof copying->totals[0]);
    whole &= des_results_visit(old->results, "outcomes/totals", names, 2, take_rows, copying,
                               NULL) == DES_OK;
    if (whole) {
        copy_run(copying);
    }
    *dropped += copying->copied;
    free(copying->totals);
    return copying->status;
}

static const char **names_of_totals(const struct des_model *model) {
    const char **names = memory_array(model->total_count, sizeof names[0]);
    for (size_t i = 0; i < model->total_count; i++) {
        names[i] = model->totals[i].name;
    }
    return names;
}

/* Nothing is copied when it is not known how the runs ended. */
static enum des_status copy_runs(const struct old_results *old, struct job *job,
                                 struct des_journal *journal, size_t *dropped,
                                 struct des_error *error) {
    const struct des_model *model = job->scenario->plan->model;
    struct copying copying = {
        .old = old, .job = job, .journal = journal, .run = SIZE_MAX, .error = error};
    const char **totals = names_of_totals(model);
    bool told = false, whole = false;
    enum des_status status = old_rows_open(&copying.runs, old->results, old->path, "plan/runs",
                                           state_names, OLD_STATES, &told, error);
    if (status == DES_OK && told) {
        status = old_rows_open(&copying.rows, old->results, old->path, "outcomes/totals", totals,
                               model->total_count, &whole, error);
    }
    if (status == DES_OK && told) {
        status = copy_rows(old, &copying, whole, dropped);
    }
    old_rows_close(copying.rows);
    old_rows_close(copying.runs);
    free(totals);
    return status;
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

static enum des_status reuse_old(struct old_results *old, struct job *job,
                                 const struct text_list *plugins, struct des_journal *journal,
                                 size_t *dropped, struct des_error *error) {
    char *text = NULL;
    struct scenario scenario;
    if (!same_program(old->results, job->program) ||
        des_results_text(old->results, "/scenario/resolved", &text, NULL) != DES_OK) {
        return DES_OK;
    }
    bool parsed = scenario_parse(&scenario, text, "the old results", plugins,
                                 &(struct des_overrides){.trusted = true}) == EXIT_CODE_DONE;
    free(text);
    if (!parsed) {
        return DES_OK;
    }
    enum des_status status = DES_OK;
    if (des_run_keys_create(scenario.experiment, DES_TRACE_NONE, 0, job->program, &old->keys) ==
        DES_OK) {
        old->runs = scenario.plan->run_count;
        list_matches(old, job);
        status = copy_runs(old, job, journal, dropped, error);
    }
    des_run_keys_destroy(old->keys);
    scenario_fini(&scenario);
    return status;
}

enum des_status reuse_results(struct job *job, const char *path, const struct text_list *plugins,
                              struct des_journal *journal, size_t *dropped,
                              struct des_error *error) {
    struct des_results *results = NULL;
    if (des_results_open(path, &results, NULL) != DES_OK) {
        return DES_OK;
    }
    struct old_results old = {.results = results, .path = path};
    enum des_status status = reuse_old(&old, job, plugins, journal, dropped, error);
    free(old.matches);
    des_results_close(results);
    return status;
}
