/* tools/aksim/threads.c - the executor of one process: workers are threads. */
#include "executor.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "memory.h"
#include "progress.h"

/* An interrupted program is gone within 2 seconds. */
#define GRACE_S 1.5

struct pool {
    const struct job *job;
    const struct thread_options *options;
    struct des_journal *journal;
    struct des_executor executor;
    struct thread_report *report; /* under the lock */
    pthread_mutex_t lock;
    pthread_t waiter;
    size_t next;           /* under the lock */
    atomic_size_t working; /* threads not yet done */
    atomic_bool stop;
};

static bool next_unit(void *context, size_t *run) {
    struct pool *pool = context;
    bool found = false;
    pthread_mutex_lock(&pool->lock);
    if (!atomic_load(&pool->stop) && pool->next < pool->job->unit_count) {
        *run = pool->job->units[pool->next++];
        found = true;
    }
    pthread_mutex_unlock(&pool->lock);
    return found;
}

static void note_failed(struct thread_report *report, size_t run, const char *message) {
    report->failed = memory_grow(report->failed, &report->failed_capacity, report->failed_count + 1,
                                 sizeof report->failed[0]);
    report->failed[report->failed_count++] =
        (struct failed_run){.run = run, .message = text_copy(message)};
}

/* A run that could not write its rows is no failed run: the output is at fault. */
static void commit_unit(void *context, size_t run, const struct des_run_record *record) {
    struct pool *pool = context;
    struct des_error error = {0};
    enum des_status status = record->status;
    if (status == DES_EIO) {
        bool told = strcmp(record->message, des_status_text(status)) != 0;
        (void)des_fail(&error, status, "%s", told ? record->message : "");
    } else {
        status = des_journal_run(pool->journal, record, &error);
    }
    pthread_mutex_lock(&pool->lock);
    if (status != DES_OK) {
        if (pool->report->status == DES_OK) {
            pool->report->status = status;
            pool->report->error = error;
        }
        atomic_store(&pool->stop, true);
    } else {
        pool->report->done++;
        if (record->status != DES_OK) {
            note_failed(pool->report, run, record->message);
            if (pool->options->fail_fast) {
                atomic_store(&pool->stop, true);
            }
        }
    }
    pthread_mutex_unlock(&pool->lock);
}

static void *work(void *context) {
    struct pool *pool = context;
    worker_loop(pool->job, &pool->executor, pool->journal, &pool->stop);
    atomic_fetch_sub(&pool->working, 1);
    interrupt_wake(pool->waiter);
    return NULL;
}

static void update_progress(struct pool *pool, struct progress *progress) {
    pthread_mutex_lock(&pool->lock);
    size_t done = pool->report->done, failed = pool->report->failed_count;
    pthread_mutex_unlock(&pool->lock);
    progress_update(progress, done, failed);
}

/* What is committed is in the journal file; only the units in flight are lost. */
static _Noreturn void give_up(struct progress *progress) {
    progress_finish(progress);
    fputs("aksim: interrupted; the same command with --resume goes on\n", stderr);
    _exit(EXIT_CODE_INTERRUPTED);
}

/* True when the user interrupted. */
static bool wait_for_workers(struct pool *pool, struct progress *progress) {
    double deadline = 0.0;
    while (atomic_load(&pool->working) > 0) {
        if (interrupt_wait(0.1) == INTERRUPT_ASKED && deadline == 0.0) {
            atomic_store(&pool->stop, true);
            deadline = progress_clock() + GRACE_S;
        }
        if (deadline > 0.0 && progress_clock() > deadline) {
            give_up(progress);
        }
        update_progress(pool, progress);
    }
    return deadline > 0.0;
}

static size_t start_workers(struct pool *pool, pthread_t *threads, size_t wanted) {
    size_t started = 0;
    atomic_store(&pool->working, wanted);
    while (started < wanted && pthread_create(&threads[started], NULL, work, pool) == 0) {
        started++;
    }
    atomic_fetch_sub(&pool->working, wanted - started);
    return started;
}

static int by_run(const void *a, const void *b) {
    const struct failed_run *x = a, *y = b;
    return (x->run > y->run) - (x->run < y->run);
}

void threads_run(const struct job *job, struct des_journal *journal,
                 const struct thread_options *options, struct thread_report *report) {
    *report = (struct thread_report){0};
    struct pool pool = {.job = job,
                        .options = options,
                        .journal = journal,
                        .report = report,
                        .waiter = pthread_self()};
    pool.executor =
        (struct des_executor){.context = &pool, .next = next_unit, .commit = commit_unit};
    pthread_mutex_init(&pool.lock, NULL);
    struct progress progress;
    progress_init(&progress, job->unit_count, options->quiet);
    size_t wanted = options->threads < job->unit_count ? options->threads : job->unit_count;
    pthread_t *threads = memory_array(wanted, sizeof threads[0]);
    size_t started = start_workers(&pool, threads, wanted);
    if (started == 0 && wanted > 0) {
        report->status = des_fail(&report->error, DES_ENOMEM, "no thread could be started");
    }
    bool interrupted = wait_for_workers(&pool, &progress);
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    progress_finish(&progress);
    if (interrupted && report->status == DES_OK && report->done < job->unit_count) {
        report->status = DES_EINTERRUPTED;
    }
    if (report->failed_count > 1) {
        qsort(report->failed, report->failed_count, sizeof report->failed[0], by_run);
    }
    pthread_mutex_destroy(&pool.lock);
    free(threads);
}

void thread_report_fini(struct thread_report *report) {
    for (size_t i = 0; i < report->failed_count; i++) {
        free(report->failed[i].message);
    }
    free(report->failed);
    *report = (struct thread_report){0};
}

size_t threads_available(void) {
    cpu_set_t cpus;
    size_t count = 1;
    if (sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) > 0) {
        count = (size_t)CPU_COUNT(&cpus);
    }
    const char *allotted = getenv("SLURM_CPUS_PER_TASK");
    long limit = allotted == NULL ? 0 : strtol(allotted, NULL, 10);
    return limit > 0 && (size_t)limit < count ? (size_t)limit : count;
}
