/* tools/aksim/execution/job.h - what to simulate: a plan, which of its runs, with what trace. */
#ifndef AKSIM_JOB_H
#define AKSIM_JOB_H

#include "order.h"
#include "profile.h"
#include "scenario.h"
#include "units.h"

/* Immutable while workers use it. */
struct job {
    const struct scenario *scenario; /* borrowed */
    char *program;
    enum des_trace_level trace;
    int64_t trace_replications; /* replications below this one are traced */
    struct des_run_keys *keys;
    struct units units;      /* runs to do */
    struct profile *profile; /* adds up where the time goes; NULL: nobody asked */
};

/* All runs are units. */
void job_init(struct job *job, const struct scenario *scenario, enum des_trace_level trace,
              int64_t trace_replications);
void job_fini(struct job *job);
/* One number for the keys of all runs: equal jobs on equal machines have the same. */
uint64_t job_digest(const struct job *job);
enum des_trace_level job_trace_of(const struct job *job, size_t run);

/* Runs of one setting and arm take about as long, and follow each other: a group of the order. */
size_t job_group(const struct job *job, size_t run);
/* The units, to be handed out; owned by the caller. */
struct order *job_order(const struct job *job);

/* Keeps the units of shard i of n: whole (setting, point)s. */
void job_keep_shard(struct job *job, size_t shard, size_t shards);
/* Keeps the units for which the test says true. */
void job_keep(struct job *job, bool (*test)(const void *context, size_t run), const void *context);

#endif
