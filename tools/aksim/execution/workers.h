/* tools/aksim/execution/workers.h - the threads of this process that run units.
 *
 * A thread takes a unit, runs it and writes its record to the journal.  Units come
 * from the order of this process (order.h), or from a queue to which another
 * process gives; an executor (executor.h) says which. */
#ifndef AKSIM_WORKERS_H
#define AKSIM_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

#include "des/journal.h"
#include "job.h"

struct failed_run {
    size_t run;
    char *message;
};

/* What came of some units. */
struct run_report {
    enum des_status status; /* DES_OK, DES_EINTERRUPTED, or why the output failed */
    struct des_error error;
    size_t done;               /* committed, failed ones included */
    struct failed_run *failed; /* owned */
    size_t failed_count, failed_capacity;
};
void run_report_failed(struct run_report *report, size_t run, const char *message);
/* Failed runs in plan order, whoever did them. */
void run_report_sort(struct run_report *report);
void run_report_fini(struct run_report *report);

struct workers; /* opaque; all calls from the thread that started them */

/* `order`: where units come from, and who learns how long they took; borrowed until
 * workers_join; NULL: they are given.  NULL when no thread could be started.  SIGINT, SIGTERM and
 * SIGUSR1 must be blocked (interrupt_block); the caller is woken when a thread waits for units, and
 * when one ends: not at each commit, which would take the processor from those who work. */
struct workers *workers_start(const struct job *job, struct order *order,
                              struct des_journal *journal, size_t threads, bool fail_fast);
/* Appends units to the queue. */
void workers_give(struct workers *workers, const size_t *runs, size_t count);
/* Says that no more units will come: who is idle ends. */
void workers_close(struct workers *workers);
/* Abandons the queue and the units in flight. */
void workers_stop(struct workers *workers);

struct workers_state {
    size_t threads, idle; /* idle: waiting for a unit */
    size_t queued;        /* given, not yet begun */
    size_t done, failed;
    bool stopping;          /* by workers_stop, or because the output failed, or by fail-fast */
    bool ended;             /* no thread works any more */
    enum des_status status; /* why the output failed */
};
struct workers_state workers_state(struct workers *workers);
/* The i-th failed run, in order of commit; borrowed until workers_join. */
struct failed_run workers_failed(struct workers *workers, size_t i);
/* Why the output failed, in words. */
struct des_error workers_error(struct workers *workers);

/* How long a unit of a group took. */
struct unit_time {
    size_t group;
    double seconds;
};
/* Moves up to `room` times of units that ended to `times`; returns how many.  There are
 * none where an order learns them. */
size_t workers_take_times(struct workers *workers, struct unit_time *times, size_t room);

/* Waits for the threads, hands over what they did and frees. */
void workers_join(struct workers *workers, struct run_report *report);

/* Processors that this process may use: affinity and SLURM_CPUS_PER_TASK. */
size_t workers_available(void);

#endif
