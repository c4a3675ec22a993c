#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"
#include "memory.h"

struct workers {
    const struct job *job;
    struct order *order; /* NULL: units are given */
    struct des_journal *journal;
    pthread_t owner;
    pthread_t *threads;
    size_t started;
    bool fail_fast;
    atomic_bool stop; /* polled inside a run */

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t given;
    size_t *queue; /* [head, tail) wait to be taken */
    size_t head, tail, capacity;
    bool closed;
    size_t idle, working;
    struct run_report report;
    struct unit_time *times; /* not yet fetched */
    size_t time_count, time_capacity;
};

/* ---- reports ---- */

void run_report_failed(struct run_report *report, size_t run, const char *message) {
    report->failed = memory_grow(report->failed, &report->failed_capacity, report->failed_count + 1,
                                 sizeof report->failed[0]);
    report->failed[report->failed_count++] =
        (struct failed_run){.run = run, .message = text_copy(message)};
}

static int by_run(const void *a, const void *b) {
    const struct failed_run *x = a, *y = b;
    return (x->run > y->run) - (x->run < y->run);
}

void run_report_sort(struct run_report *report) {
    if (report->failed_count > 1) {
        qsort(report->failed, report->failed_count, sizeof report->failed[0], by_run);
    }
}

void run_report_fini(struct run_report *report) {
    for (size_t i = 0; i < report->failed_count; i++) {
        free(report->failed[i].message);
    }
    free(report->failed);
    *report = (struct run_report){0};
}

/* ---- one unit ---- */

/* The run with its rows; DES_EINTERRUPTED when it was abandoned. */
static enum des_status simulate(const struct workers *workers, size_t run,
                                struct des_run_record *record, double *totals,
                                struct des_error *error) {
    const struct job *job = workers->job;
    const struct des_plan *plan = job->scenario->plan;
    struct des_coordinates at = des_experiment_coordinates(job->scenario->experiment, run);
    enum des_status status = des_experiment_check_run(job->scenario->experiment, at, error);
    if (status != DES_OK) {
        return status;
    }
    struct des_values *values = des_experiment_values(job->scenario->experiment, at, NULL);
    if (values == NULL) {
        return des_fail(error, DES_ENOMEM, "out of memory");
    }
    struct des_run_input input = {
        .values = values,
        .random = {.seed = plan->seed,
                   .replicate = des_experiment_word(job->scenario->experiment, at)},
        .days = plan->days,
        .trace = job_trace_of(job, run),
    };
    struct des_row_packer *packer = NULL;
    struct des_sink sink;
    if (input.trace != DES_TRACE_NONE) {
        status = des_row_packer_create(workers->journal, plan->model, record->key, DES_ROWS_PACKED,
                                       &packer);
    }
    if (packer != NULL) {
        sink = des_row_packer_sink(packer);
        input.sink = &sink;
    }
    struct profile_run profile;
    if (status == DES_OK) {
        input.profile = profile_begin(job->profile, &profile);
        status = des_model_run(plan->model, &input, &workers->stop, totals, &record->events, error);
        profile_end(&profile);
    }
    if (status == DES_OK && packer != NULL) {
        status = des_row_packer_flush(packer);
    }
    des_row_packer_destroy(packer);
    des_values_destroy(values);
    return status;
}

/* A run that could not write its rows is no failed run: the output is at fault. */
static void commit(struct workers *workers, size_t run, const struct des_run_record *record) {
    struct des_error error = {0};
    enum des_status status = record->status;
    if (status == DES_EIO) {
        bool told = strcmp(record->message, des_status_text(status)) != 0;
        (void)des_fail(&error, status, "%s", told ? record->message : "");
    } else {
        status = des_journal_run(workers->journal, record, &error);
    }
    pthread_mutex_lock(&workers->lock);
    if (status != DES_OK) {
        if (workers->report.status == DES_OK) {
            workers->report.status = status;
            workers->report.error = error;
        }
        atomic_store(&workers->stop, true);
    } else {
        workers->report.done++;
        if (record->status != DES_OK) {
            run_report_failed(&workers->report, run, record->message);
            if (workers->fail_fast) {
                atomic_store(&workers->stop, true);
            }
        }
    }
    pthread_mutex_unlock(&workers->lock);
}

/* Of this thread: others on the same processor do not count. */
static double busy_s(void) {
    struct timespec spent;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + 1e-9 * (double)spent.tv_nsec;
}

static void learn(struct workers *workers, size_t run, double seconds) {
    struct unit_time time = {.group = job_group(workers->job, run), .seconds = seconds};
    if (workers->order != NULL) {
        order_learn(workers->order, time.group, time.seconds);
        return;
    }
    pthread_mutex_lock(&workers->lock);
    workers->times = memory_grow(workers->times, &workers->time_capacity, workers->time_count + 1,
                                 sizeof workers->times[0]);
    workers->times[workers->time_count++] = time;
    pthread_mutex_unlock(&workers->lock);
}

static void run_unit(struct workers *workers, size_t run) {
    const struct des_model *model = workers->job->scenario->plan->model;
    size_t count = model->stratum_count * model->total_count;
    double *totals = memory_array(count, sizeof totals[0]);
    struct des_run_record record = {.key = des_run_keys_at(workers->job->keys, run), .message = ""};
    struct des_error error = {0};
    double begun_s = busy_s();
    record.status = simulate(workers, run, &record, totals, &error);
    if (record.status == DES_OK) {
        record.totals = totals;
        record.total_count = count;
    } else {
        record.message = error.text[0] != '\0' ? error.text : des_status_text(record.status);
    }
    if (record.status != DES_EINTERRUPTED) {
        learn(workers, run, busy_s() - begun_s);
        commit(workers, run, &record);
    }
    free(totals);
}

/* ---- threads ---- */

static bool wait_for_given(struct workers *workers, size_t *run) {
    workers->idle++;
    if (workers->head == workers->tail) {
        interrupt_wake(workers->owner);
    }
    while (workers->head == workers->tail && !workers->closed && !atomic_load(&workers->stop)) {
        pthread_cond_wait(&workers->given, &workers->lock);
    }
    workers->idle--;
    bool found = workers->head < workers->tail && !atomic_load(&workers->stop);
    if (found) {
        *run = workers->queue[workers->head++];
    }
    return found;
}

/* Waits for a unit; false when there will be none. */
static bool take(struct workers *workers, size_t *run) {
    pthread_mutex_lock(&workers->lock);
    bool found = workers->order == NULL
                     ? wait_for_given(workers, run)
                     : !atomic_load(&workers->stop) && order_take(workers->order, run);
    workers->working -= !found;
    pthread_mutex_unlock(&workers->lock);
    return found;
}

static void *work(void *context) {
    struct workers *workers = context;
    size_t run;
    while (take(workers, &run)) {
        run_unit(workers, run);
    }
    /* Those who wait for units must see that somebody said stop. */
    pthread_cond_broadcast(&workers->given);
    interrupt_wake(workers->owner);
    return NULL;
}

struct workers *workers_start(const struct job *job, struct order *order,
                              struct des_journal *journal, size_t threads, bool fail_fast) {
    struct workers *workers = memory_array(1, sizeof *workers);
    *workers = (struct workers){.job = job,
                                .order = order,
                                .journal = journal,
                                .owner = pthread_self(),
                                .fail_fast = fail_fast,
                                .working = threads,
                                .threads = memory_array(threads, sizeof workers->threads[0])};
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->given, NULL);
    while (workers->started < threads &&
           pthread_create(&workers->threads[workers->started], NULL, work, workers) == 0) {
        workers->started++;
    }
    pthread_mutex_lock(&workers->lock);
    workers->working -= threads - workers->started;
    pthread_mutex_unlock(&workers->lock);
    if (workers->started == 0) {
        workers_join(workers, &(struct run_report){0});
        return NULL;
    }
    return workers;
}

void workers_give(struct workers *workers, const size_t *runs, size_t count) {
    pthread_mutex_lock(&workers->lock);
    /* What was taken makes room: the queue is as long as what waits in it. */
    memmove(workers->queue, workers->queue + workers->head,
            (workers->tail - workers->head) * sizeof workers->queue[0]);
    workers->tail -= workers->head;
    workers->head = 0;
    workers->queue = memory_grow(workers->queue, &workers->capacity, workers->tail + count,
                                 sizeof workers->queue[0]);
    for (size_t i = 0; i < count; i++) {
        workers->queue[workers->tail++] = runs[i];
    }
    pthread_cond_broadcast(&workers->given);
    pthread_mutex_unlock(&workers->lock);
}

void workers_close(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    workers->closed = true;
    pthread_cond_broadcast(&workers->given);
    pthread_mutex_unlock(&workers->lock);
}

void workers_stop(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    atomic_store(&workers->stop, true);
    pthread_cond_broadcast(&workers->given);
    pthread_mutex_unlock(&workers->lock);
}

struct workers_state workers_state(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    struct workers_state state = {.threads = workers->started,
                                  .idle = workers->idle,
                                  .queued = workers->tail - workers->head,
                                  .done = workers->report.done,
                                  .failed = workers->report.failed_count,
                                  .stopping = atomic_load(&workers->stop),
                                  .ended = workers->working == 0,
                                  .status = workers->report.status};
    pthread_mutex_unlock(&workers->lock);
    return state;
}

struct failed_run workers_failed(struct workers *workers, size_t i) {
    pthread_mutex_lock(&workers->lock);
    struct failed_run failed = workers->report.failed[i];
    pthread_mutex_unlock(&workers->lock);
    return failed;
}

struct des_error workers_error(struct workers *workers) {
    pthread_mutex_lock(&workers->lock);
    struct des_error error = workers->report.error;
    pthread_mutex_unlock(&workers->lock);
    return error;
}

size_t workers_take_times(struct workers *workers, struct unit_time *times, size_t room) {
    pthread_mutex_lock(&workers->lock);
    size_t count = workers->time_count < room ? workers->time_count : room;
    workers->time_count -= count;
    for (size_t i = 0; i < count; i++) {
        times[i] = workers->times[workers->time_count + i];
    }
    pthread_mutex_unlock(&workers->lock);
    return count;
}

void workers_join(struct workers *workers, struct run_report *report) {
    for (size_t i = 0; i < workers->started; i++) {
        pthread_join(workers->threads[i], NULL);
    }
    *report = workers->report;
    run_report_sort(report);
    pthread_mutex_destroy(&workers->lock);
    pthread_cond_destroy(&workers->given);
    free(workers->threads);
    free(workers->queue);
    free(workers->times);
    free(workers);
}

size_t workers_available(void) {
    cpu_set_t cpus;
    size_t count = 1;
    if (sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) > 0) {
        count = (size_t)CPU_COUNT(&cpus);
    }
    const char *allotted = getenv("SLURM_CPUS_PER_TASK");
    long limit = allotted == NULL ? 0 : strtol(allotted, NULL, 10);
    return limit > 0 && (size_t)limit < count ? (size_t)limit : count;
}
