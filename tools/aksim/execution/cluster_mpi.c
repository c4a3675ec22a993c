/* tools/aksim/execution/cluster_mpi.c - built with MPI: the processes of one run join. */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "executor.h"
#include "interrupt.h"
#include "mpi_talk.h"

/* ---- joining and agreeing ---- */

bool cluster_speaks_mpi(void) {
    return true;
}

static bool was_launched(void) {
    return getenv("OMPI_COMM_WORLD_SIZE") != NULL || getenv("PMIX_RANK") != NULL ||
           getenv("PMI_RANK") != NULL;
}

/* Processes of one machine talk through its memory: the search for network cards, which takes Open
 * MPI 0.2 s, is spared.  What the user asks for (mpirun --mca pml ...) has precedence. */
static void spare_search(void) {
    const char *all = getenv("OMPI_COMM_WORLD_SIZE"), *here = getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    if (all != NULL && here != NULL && strcmp(all, here) == 0) {
        (void)setenv("OMPI_MCA_pml", "ob1", 0);
    }
}

enum exit_code cluster_join(struct cluster *cluster) {
    *cluster = (struct cluster){.size = 1};
    if (was_launched()) {
        interrupt_block(); /* also in the threads that MPI makes */
        spare_search();
        int provided;
        MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
        MPI_Comm_rank(MPI_COMM_WORLD, &cluster->rank);
        MPI_Comm_size(MPI_COMM_WORLD, &cluster->size);
        cluster->started = true;
    }
    return EXIT_CODE_DONE;
}

static void wait_for(MPI_Request *request) {
    for (;;) {
        int complete = 0;
        MPI_Test(request, &complete, MPI_STATUS_IGNORE);
        if (complete) {
            return;
        }
        if (interrupt_wait(TALK_POLL_S) == INTERRUPT_ASKED) {
            talk_leave_interrupted();
        }
    }
}

enum exit_code cluster_follow(struct cluster *cluster, enum exit_code code) {
    int said = (int)code;
    if (cluster->started) {
        MPI_Request request;
        MPI_Ibcast(&said, 1, MPI_INT, 0, MPI_COMM_WORLD, &request);
        wait_for(&request);
    }
    return (enum exit_code)said;
}

enum exit_code cluster_agree(struct cluster *cluster, enum exit_code code) {
    int mine = (int)code, worst = mine;
    if (cluster->started) {
        MPI_Request request;
        MPI_Iallreduce(&mine, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD, &request);
        wait_for(&request);
    }
    return (enum exit_code)worst;
}

bool cluster_same(struct cluster *cluster, uint64_t number) {
    if (!cluster->started) {
        return true;
    }
    uint64_t leaders = number;
    MPI_Request request;
    MPI_Ibcast(&leaders, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
    return cluster_agree(cluster, leaders == number ? EXIT_CODE_DONE : EXIT_CODE_DATA) ==
           EXIT_CODE_DONE;
}

void cluster_leave(struct cluster *cluster) {
    if (cluster->started) {
        MPI_Request request;
        MPI_Ibarrier(MPI_COMM_WORLD, &request);
        wait_for(&request);
        MPI_Finalize();
        cluster->started = false;
    }
}

void cluster_run(struct cluster *cluster, const struct job *job, struct des_journal *journal,
                 const struct executor_options *options, struct run_report *report) {
    if (!cluster->started) {
        threads_run(job, journal, options, report);
        return;
    }
    *report = (struct run_report){0};
    struct order *order = cluster_leads(cluster) ? job_order(job) : NULL;
    struct workers *workers =
        workers_start(job, order, journal, options->threads, options->fail_fast);
    bool started = workers != NULL;
    if (cluster_agree(cluster, started ? EXIT_CODE_DONE : EXIT_CODE_INTERNAL) != EXIT_CODE_DONE) {
        if (started) {
            workers_stop(workers);
            workers_join(workers, report);
        }
        report->status = des_fail(&report->error, DES_ENOMEM, "no thread could be started");
    } else if (cluster_leads(cluster)) {
        leader_run((size_t)cluster->size, job, order, workers, options->quiet, report);
    } else {
        follower_run(workers, report);
    }
    order_destroy(order);
}
