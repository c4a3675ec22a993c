/* tools/aksim/execution/session.h - from a job to a results file: journal, workers, merge. */
#ifndef AKSIM_SESSION_H
#define AKSIM_SESSION_H

#include "executor.h"
#include "job.h"

struct session_options {
    const char *out;
    const char *file; /* the scenario, for the manifest */
    const struct des_overrides *overrides;
    const struct text_list *plugins;
    const char *command;  /* for the provenance */
    size_t shard, shards; /* shards 0: all runs, and merge */
    bool resume, force;
    bool partial; /* a results file with gaps is wanted */
    bool discard; /* the parts are removed even when a run failed */
    bool merging; /* parts beside the output are no obstacle */
    struct executor_options executor;
    struct cluster *cluster; /* the processes that do it together */
};

struct session {
    char *parts;
    char *job_name;
    size_t units; /* that were to be simulated */
    size_t reused;
    double wall_s;
    bool merged;   /* OUT.h5 is written ... */
    bool complete; /* ... with every run */
    struct run_report report;
};

/* Refuses, before anything is simulated, an output that exists or cannot be
 * made. */
enum exit_code session_refuse_existing(const struct session_options *options);

/* Simulates the units of the job and writes the results file; every process of
 * the cluster calls it, the leader writes.  Tells on stderr what went wrong,
 * failed runs excepted. */
enum exit_code session_run(struct session *session, struct job *job,
                           const struct session_options *options);
void session_fini(struct session *session);

struct provenance_facts;
/* Writes OUT from parts, in a thread that an interruption leaves behind. */
enum exit_code session_merge(const char *out, const char *const *folders, size_t folder_count,
                             const struct job *job, bool partial,
                             const struct provenance_facts *facts);

#endif
