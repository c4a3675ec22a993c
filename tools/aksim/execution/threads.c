/* tools/aksim/execution/threads.c - the executor of one process. */
#include <stdio.h>
#include <unistd.h>

#include "executor.h"
#include "interrupt.h"
#include "progress.h"

/* What is committed is in the journal file; only the units in flight are lost. */
static _Noreturn void give_up(struct progress *progress) {
    progress_finish(progress);
    fputs("aksim: interrupted; the same command with --resume goes on\n", stderr);
    _exit(EXIT_CODE_INTERRUPTED);
}

/* True when the user interrupted. */
static bool wait_for_workers(struct workers *workers, struct progress *progress) {
    double deadline = 0.0;
    for (;;) {
        struct workers_state state = workers_state(workers);
        if (state.ended) {
            return deadline > 0.0;
        }
        progress_update(progress, state.done, state.failed);
        if (interrupt_wait(0.1) == INTERRUPT_ASKED && deadline == 0.0) {
            workers_stop(workers);
            deadline = progress_clock() + EXECUTOR_GRACE_S;
        }
        if (deadline > 0.0 && progress_clock() > deadline) {
            give_up(progress);
        }
    }
}

void threads_run(const struct job *job, struct des_journal *journal,
                 const struct executor_options *options, struct run_report *report) {
    *report = (struct run_report){0};
    if (job->units.count == 0) {
        return;
    }
    size_t wanted = options->threads < job->units.count ? options->threads : job->units.count;
    struct order *order = job_order(job);
    struct workers *workers = workers_start(job, order, journal, wanted, options->fail_fast);
    if (workers == NULL) {
        order_destroy(order);
        report->status = des_fail(&report->error, DES_ENOMEM, "no thread could be started");
        return;
    }
    struct progress progress;
    progress_init(&progress, job->units.count, options->quiet);
    bool interrupted = wait_for_workers(workers, &progress);
    workers_join(workers, report);
    order_destroy(order);
    progress_finish(&progress);
    if (interrupted && report->status == DES_OK && report->done < job->units.count) {
        report->status = DES_EINTERRUPTED;
    }
}
