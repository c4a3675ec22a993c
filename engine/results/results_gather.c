/* engine/results/results_gather.c - the totals of all runs, from journals into columns.
 *
 * Two threads take turns, a block of runs each: what they find does not depend on who is faster. */
#define _DEFAULT_SOURCE

#include "results_parts.h"

#include <errno.h>
#include <stdlib.h>

#include "../experiment/quiet_thread.h"
#include "../experiment/totals.h"
#include "journal_format.h"
#include "journal_index.h"

#define THREADS 2

/* One thread's part. */
struct gathering {
    struct desi_results *results;
    size_t turn; /* of THREADS */
    struct des_journal_index index;
    struct desi_gatherer *gatherer;
    size_t size; /* totals of a run */
    size_t run;  /* being gathered; then that of `error` */
    enum des_status status;
    struct des_error error;
};

static enum des_status gather_run(struct gathering *gathering) {
    struct des_totals *totals = &gathering->results->totals;
    size_t run = gathering->run;
    struct des_run_record record;
    struct desi_sparse sparse;
    enum des_status status =
        desi_journal_index_take(&gathering->index, des_run_keys_at(gathering->results->keys, run),
                                &sparse, &totals->known[run], &record, &gathering->error);
    if (status != DES_OK || !totals->known[run]) {
        return status;
    }
    if (record.status != DES_OK) {
        desi_gatherer_put(gathering->gatherer, run, record.events, NULL);
        return DES_OK;
    }
    if (record.total_count != gathering->size) {
        return des_fail(&gathering->error, DES_EMIXED,
                        "Run %zu has %zu totals where this program has %zu: it was done by "
                        "another program.",
                        run, record.total_count, gathering->size);
    }
    totals->done[run] = true;
    desi_gatherer_put(gathering->gatherer, run, record.events, &sparse);
    return DES_OK;
}

static void *gather(void *context) {
    struct gathering *gathering = context;
    size_t runs = gathering->results->plan->run_count;
    for (size_t first = gathering->turn * DESI_GATHER_RUNS; first < runs;
         first += THREADS * DESI_GATHER_RUNS) {
        size_t end = runs - first < DESI_GATHER_RUNS ? runs : first + DESI_GATHER_RUNS;
        for (gathering->run = first; gathering->run < end; gathering->run++) {
            gathering->status = gather_run(gathering);
            if (gathering->status != DES_OK ||
                desi_totals_failed(&gathering->results->totals) != 0) {
                return NULL;
            }
        }
    }
    return NULL;
}

static bool begin(struct gathering *gathering, struct desi_results *results, size_t turn) {
    const struct des_model *model = results->plan->model;
    *gathering = (struct gathering){
        .results = results, .turn = turn, .size = model->stratum_count * model->total_count};
    bool room = desi_journal_view(results->index, &gathering->index);
    gathering->gatherer = desi_gatherer_create(&results->totals);
    return room && gathering->gatherer != NULL;
}

static void end(struct gathering *gathering) {
    desi_gatherer_destroy(gathering->gatherer);
    desi_journal_view_fini(&gathering->index);
}

/* The caller takes part. */
static void gather_all(struct gathering *gatherings) {
    pthread_t thread;
    bool together = desi_quiet_thread(&thread, gather, &gatherings[1]);
    (void)gather(&gatherings[0]);
    if (together) {
        (void)pthread_join(thread, NULL);
    } else {
        (void)gather(&gatherings[1]);
    }
}

/* The failure of the first run that has one. */
static enum des_status tell_first(const struct gathering *gatherings, struct des_error *error) {
    const struct gathering *first = NULL;
    for (size_t i = 0; i < THREADS; i++) {
        const struct gathering *gathering = &gatherings[i];
        bool failed = gathering->status != DES_OK;
        first = failed && (first == NULL || gathering->run < first->run) ? gathering : first;
    }
    if (first != NULL && error != NULL) {
        *error = first->error;
    }
    return first == NULL ? DES_OK : first->status;
}

enum des_status desi_results_gather(struct desi_results *results, struct des_error *error) {
    struct gathering gatherings[THREADS];
    bool room = true;
    for (size_t i = 0; i < THREADS; i++) {
        room &= begin(&gatherings[i], results, i);
    }
    if (room) {
        gather_all(gatherings);
    }
    for (size_t i = 0; i < THREADS; i++) {
        end(&gatherings[i]);
    }
    if (!room) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    enum des_status status = tell_first(gatherings, error);
    int failure = desi_totals_failed(&results->totals);
    char text[128];
    return status == DES_OK && failure != 0
               ? des_fail(error, DES_EIO, "Gathering totals for the results file failed: %s.",
                          desi_errno_text(failure, text, sizeof text))
               : status;
}
