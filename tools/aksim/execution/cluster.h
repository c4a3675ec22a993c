/* tools/aksim/execution/cluster.h - the processes that mpirun or srun started for one run.
 *
 * Rank 0 is the leader: it checks the scenario first, hands out the units, writes
 * the results file and speaks.  A process that was started alone is its own
 * leader, and all calls return at once.  The main thread of each process alone
 * speaks MPI; it polls and sleeps in between, so that waiting costs next to
 * nothing.  The program needs MPI only when built with AKSIM_MPI. */
#ifndef AKSIM_CLUSTER_H
#define AKSIM_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "exit_code.h"

struct cluster {
    int rank, size;
    bool started; /* MPI is running */
};

/* Whether this program was built with MPI. */
bool cluster_speaks_mpi(void);
/* Joins the others.  EXIT_CODE_USAGE, with a message, when a launcher started
 * several copies of a program that was built without MPI: they would all do
 * the same work. */
enum exit_code cluster_join(struct cluster *cluster);
static inline bool cluster_leads(const struct cluster *cluster) {
    return cluster->rank == 0;
}
/* What the leader says, to all; others wait. */
enum exit_code cluster_follow(struct cluster *cluster, enum exit_code code);
/* The worst of all codes, to all. */
enum exit_code cluster_agree(struct cluster *cluster, enum exit_code code);
/* True when all processes pass the leader's number. */
bool cluster_same(struct cluster *cluster, uint64_t number);
/* Waits for the others, and ends MPI. */
void cluster_leave(struct cluster *cluster);

#endif
