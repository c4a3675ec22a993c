/* tools/aksim/execution/cluster_alone.c - built without MPI: every process is alone. */
#include "cluster.h"

#include <stdio.h>
#include <stdlib.h>

#include "executor.h"

static long number_of(const char *variable) {
    const char *text = getenv(variable);
    return text == NULL ? 0 : strtol(text, NULL, 10);
}

bool cluster_speaks_mpi(void) {
    return false;
}

enum exit_code cluster_join(struct cluster *cluster) {
    *cluster = (struct cluster){.size = 1};
    if (number_of("OMPI_COMM_WORLD_SIZE") > 1 || number_of("PMI_SIZE") > 1 ||
        number_of("SLURM_STEP_NUM_TASKS") > 1) {
        fputs("aksim: several copies were started together, but this program was built without "
              "MPI; build with -DAKSIM_MPI=ON, or start one copy\n",
              stderr);
        return EXIT_CODE_USAGE;
    }
    return EXIT_CODE_DONE;
}

enum exit_code cluster_follow(struct cluster *cluster, enum exit_code code) {
    (void)cluster;
    return code;
}

enum exit_code cluster_agree(struct cluster *cluster, enum exit_code code) {
    (void)cluster;
    return code;
}

bool cluster_same(struct cluster *cluster, uint64_t number) {
    (void)cluster;
    (void)number;
    return true;
}

void cluster_leave(struct cluster *cluster) {
    (void)cluster;
}

void cluster_run(struct cluster *cluster, const struct job *job, struct des_journal *journal,
                 const struct executor_options *options, struct run_report *report) {
    (void)cluster;
    threads_run(job, journal, options, report);
}
