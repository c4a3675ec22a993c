/* tools/aksim/execution/rounds.h - a job whose number of replications a stop rule decides.
 *
 * A round runs what the rule needs for its next look; then the journals are read, and the
 * rule asked again.  What it decides depends on results alone, so rounds may be cut up
 * between threads, processes, shards and resumptions in any way. */
#ifndef AKSIM_ROUNDS_H
#define AKSIM_ROUNDS_H

#include "executor.h"

/* As cluster_run, round by round.  `folder` holds the journals of all processes; *given
 * is how many units there were in all rounds. */
void rounds_run(struct cluster *cluster, const struct job *job, const char *folder,
                struct des_journal *journal, const struct executor_options *options,
                struct run_report *report, size_t *given);

#endif
