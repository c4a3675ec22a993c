/* tools/aksim/execution/executor.h - where the units of a job are run: here, or on a cluster.
 *
 * Every executor runs the same units with the same workers; what differs is who
 * hands them out.  The records are in the journals when an executor returns. */
#ifndef AKSIM_EXECUTOR_H
#define AKSIM_EXECUTOR_H

#include "cluster.h"
#include "workers.h"

struct executor_options {
    size_t threads; /* of this process */
    bool fail_fast;
    bool quiet;
};

/* The threads of this process take the units. */
void threads_run(const struct job *job, struct des_journal *journal,
                 const struct executor_options *options, struct run_report *report);

/* The leader hands out the units of its job to the threads of all processes;
 * every process calls this.  The report of the leader covers all of them. */
void cluster_run(struct cluster *cluster, const struct job *job, struct des_journal *journal,
                 const struct executor_options *options, struct run_report *report);

/* An interrupted program is gone within 2 seconds. */
#define EXECUTOR_GRACE_S 1.5

#endif
