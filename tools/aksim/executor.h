/* tools/aksim/executor.h - who hands out the units of a job and takes what they gave.
 *
 * A worker asks for a unit, runs it and commits its record; where the workers
 * are (threads, other machines) is the executor's business.  Both calls may
 * come from several threads at once. */
#ifndef AKSIM_EXECUTOR_H
#define AKSIM_EXECUTOR_H

#include <stdatomic.h>

#include "des/journal.h"
#include "job.h"

struct des_executor {
    void *context;
    /* The next run to do, in plan order; false when nothing is left or all is
     * to stop. */
    bool (*next)(void *context, size_t *run);
    /* Keeps a finished run, good or failed. */
    void (*commit)(void *context, size_t run, const struct des_run_record *record);
};

/* Runs units until there are no more.  A unit abandoned because of *stop is not
 * committed. */
void worker_loop(const struct job *job, const struct des_executor *executor,
                 struct des_journal *journal, const atomic_bool *stop);

/* ---- threads of this process ---- */

struct thread_options {
    size_t threads;
    bool fail_fast;
    bool quiet;
};

struct failed_run {
    size_t run;
    char *message;
};

struct thread_report {
    enum des_status status; /* DES_OK, DES_EINTERRUPTED, or why the output failed */
    struct des_error error;
    size_t done;               /* committed, failed ones included */
    struct failed_run *failed; /* in plan order; owned by the caller */
    size_t failed_count, failed_capacity;
};
void thread_report_fini(struct thread_report *report);

/* SIGINT, SIGTERM and SIGUSR1 must be blocked (interrupt_block). */
void threads_run(const struct job *job, struct des_journal *journal,
                 const struct thread_options *options, struct thread_report *report);

/* Processors that this process may use: affinity and SLURM_CPUS_PER_TASK. */
size_t threads_available(void);

#endif
