/* tools/aksim/execution/cluster_mpi.c - built with MPI: the processes of one run talk.
 *
 *   process -> leader   NEWS    what it has and what it needs, when that changed, and how
 *                               long its units took
 *                       FAILED  one failed run
 *   leader -> process   UNITS   run numbers; none: no more will come
 *                       STOP    abandon what you have
 *
 * A process says how many units it has received in all, so that the leader knows
 * what is still on its way, and news may be sent at any time. */
#include <mpi.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor.h"
#include "handout.h"
#include "interrupt.h"
#include "memory.h"
#include "progress.h"

#define POLL_S 0.002

enum tag { TAG_NEWS = 1, TAG_FAILED, TAG_UNITS, TAG_STOP };

/* ---- joining and agreeing ---- */

static bool was_launched(void) {
    return getenv("OMPI_COMM_WORLD_SIZE") != NULL || getenv("PMIX_RANK") != NULL ||
           getenv("PMI_RANK") != NULL;
}

enum exit_code cluster_join(struct cluster *cluster) {
    *cluster = (struct cluster){.size = 1};
    if (was_launched()) {
        interrupt_block(); /* also in the threads that MPI makes */
        int provided;
        MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
        MPI_Comm_rank(MPI_COMM_WORLD, &cluster->rank);
        MPI_Comm_size(MPI_COMM_WORLD, &cluster->size);
        cluster->started = true;
    }
    return EXIT_CODE_DONE;
}

/* Others may be gone already: MPI is not ended in good order. */
static _Noreturn void leave_interrupted(void) {
    _exit(EXIT_CODE_INTERRUPTED);
}

static void wait_for(MPI_Request *request) {
    for (;;) {
        int complete = 0;
        MPI_Test(request, &complete, MPI_STATUS_IGNORE);
        if (complete) {
            return;
        }
        if (interrupt_wait(POLL_S) == INTERRUPT_ASKED) {
            leave_interrupted();
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

/* ---- messages ---- */

struct news {
    uint64_t received; /* units, in all */
    uint64_t done, failed;
    uint64_t threads, idle, queued;
    bool stopping, ended;
    enum des_status status; /* why the output failed */
    char text[sizeof((struct des_error){0}.text)];
};

#define NEWS_TIMES 256 /* at most, in one message */
struct news_message {
    struct news news;
    struct unit_time times[NEWS_TIMES];
};

struct failure {
    uint64_t run;
    char message[sizeof((struct des_error){0}.text)];
};

static void copy_text(char *to, size_t size, const char *from) {
    (void)snprintf(to, size, "%s", from);
}

/* One message on its way; its content must stay until it has gone. */
struct outbox {
    MPI_Request request;
    void *content; /* owned while busy */
    bool busy;
};

static bool is_free(struct outbox *box) {
    if (box->busy) {
        int complete = 0;
        MPI_Test(&box->request, &complete, MPI_STATUS_IGNORE);
        if (complete) {
            free(box->content);
            *box = (struct outbox){0};
        }
    }
    return !box->busy;
}

/* The box must be free. */
static void post(struct outbox *box, int rank, enum tag tag, const void *content, size_t size) {
    box->content = memory_array(size + 1, 1);
    memcpy(box->content, content, size);
    box->busy = true;
    MPI_Isend(box->content, (int)size, MPI_BYTE, rank, tag, MPI_COMM_WORLD, &box->request);
}

/* A message that is there, owned by the caller; NULL when there is none. */
static void *collect(int *rank, enum tag *tag, size_t *size) {
    MPI_Status about;
    int there = 0, bytes = 0;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &about);
    if (!there) {
        return NULL;
    }
    MPI_Get_count(&about, MPI_BYTE, &bytes);
    void *content = memory_array((size_t)bytes + 1, 1);
    MPI_Recv(content, bytes, MPI_BYTE, about.MPI_SOURCE, about.MPI_TAG, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    *rank = about.MPI_SOURCE;
    *tag = (enum tag)about.MPI_TAG;
    *size = (size_t)bytes;
    return content;
}

static struct news news_of(struct workers *workers, size_t received) {
    struct workers_state state = workers_state(workers);
    struct news news;
    memset(&news, 0, sizeof news); /* compared as bytes */
    news.received = received;
    news.done = state.done;
    news.failed = state.failed;
    news.threads = state.threads;
    news.idle = state.idle;
    news.queued = state.queued;
    news.stopping = state.stopping;
    news.ended = state.ended;
    news.status = state.status;
    if (state.status != DES_OK) {
        struct des_error error = workers_error(workers);
        copy_text(news.text, sizeof news.text, error.text);
    }
    return news;
}

/* ---- interruption ---- */

struct watch {
    struct workers *workers;
    bool interrupted;
    double deadline;
};

/* Sleeps a little; notices an interruption and ends a program that cannot obey. */
static void rest(struct watch *watch) {
    if (interrupt_wait(POLL_S) == INTERRUPT_ASKED && !watch->interrupted) {
        workers_stop(watch->workers);
        watch->interrupted = true;
        watch->deadline = progress_clock() + EXECUTOR_GRACE_S;
    }
    if (watch->interrupted && progress_clock() > watch->deadline) {
        leave_interrupted();
    }
}

/* ---- a process that gets units ---- */

struct follower {
    struct workers *workers;
    struct watch watch;
    struct outbox box;
    struct news sent;
    size_t received, failures_sent;
};

static void obey(struct follower *follower) {
    int rank;
    enum tag tag;
    size_t size;
    void *content;
    while ((content = collect(&rank, &tag, &size)) != NULL) {
        if (tag == TAG_STOP) {
            workers_stop(follower->workers);
        } else if (size == 0) {
            workers_close(follower->workers);
        } else {
            workers_give(follower->workers, content, size / sizeof(size_t));
            follower->received += size / sizeof(size_t);
        }
        free(content);
    }
}

static void tell_failure(struct follower *follower) {
    struct failed_run failed = workers_failed(follower->workers, follower->failures_sent++);
    struct failure failure = {.run = failed.run};
    copy_text(failure.message, sizeof failure.message, failed.message);
    post(&follower->box, 0, TAG_FAILED, &failure, sizeof failure);
}

/* Tells one thing that is new; false when the leader knows all. */
static bool tell(struct follower *follower) {
    struct news news = news_of(follower->workers, follower->received);
    if (follower->failures_sent < news.failed) {
        tell_failure(follower);
        return true;
    }
    if (memcmp(&news, &follower->sent, sizeof news) == 0) {
        return false;
    }
    struct news_message message = {.news = news};
    size_t times = workers_take_times(follower->workers, message.times, NEWS_TIMES);
    post(&follower->box, 0, TAG_NEWS, &message,
         offsetof(struct news_message, times) + times * sizeof message.times[0]);
    follower->sent = news;
    return true;
}

static void follow(struct follower *follower) {
    for (;;) {
        obey(follower);
        bool told_all = is_free(&follower->box) && !tell(follower);
        bool ended = workers_state(follower->workers).ended;
        if (ended && (follower->watch.interrupted || (told_all && follower->sent.ended))) {
            return;
        }
        rest(&follower->watch);
    }
}

/* ---- the leader ---- */

struct process {
    struct news news; /* the last that was heard */
    struct outbox box;
    size_t given;
    bool closed, stopped; /* was told that no more will come; to abandon all */
};

struct leader {
    struct workers *workers; /* its own threads */
    struct watch watch;
    struct process *processes; /* by rank; 0 is the leader itself */
    size_t size;
    size_t workers_of_all;
    struct order *order; /* units to hand out; its own threads take from it too */
    bool stopping;
    struct run_report *report; /* what others told */
};

static void hear_news(struct leader *leader, int rank, const struct news_message *message,
                      size_t size) {
    const struct news *news = &message->news;
    size_t times = (size - offsetof(struct news_message, times)) / sizeof message->times[0];
    for (size_t i = 0; i < times; i++) {
        order_learn(leader->order, message->times[i].group, message->times[i].seconds);
    }
    leader->processes[rank].news = *news;
    leader->stopping = leader->stopping || news->stopping;
    struct run_report *report = leader->report;
    if (news->status != DES_OK && report->status == DES_OK) {
        report->status = des_fail(&report->error, news->status, "process %d: %s", rank, news->text);
    }
}

/* Threads of all processes; who has not spoken yet is taken to be like the leader. */
static size_t threads_of_all(const struct leader *leader) {
    size_t sum = 0;
    for (size_t i = 0; i < leader->size; i++) {
        size_t threads = leader->processes[i].news.threads;
        sum += threads > 0 ? threads : leader->processes[0].news.threads;
    }
    return sum;
}

static void hear(struct leader *leader) {
    int rank;
    enum tag tag;
    size_t size;
    void *content;
    while ((content = collect(&rank, &tag, &size)) != NULL) {
        if (tag == TAG_FAILED) {
            const struct failure *failure = content;
            run_report_failed(leader->report, failure->run, failure->message);
        } else {
            hear_news(leader, rank, content, size);
        }
        free(content);
    }
    leader->processes[0].news = news_of(leader->workers, 0);
    leader->workers_of_all = threads_of_all(leader);
    leader->stopping = leader->stopping || leader->processes[0].news.stopping;
}

static void give(struct leader *leader, size_t rank, size_t count) {
    struct process *process = &leader->processes[rank];
    size_t *units = memory_array(count, sizeof units[0]), taken = 0;
    while (taken < count && order_take(leader->order, &units[taken])) {
        taken++;
    }
    if (taken > 0) { /* its own threads may have been faster */
        post(&process->box, (int)rank, TAG_UNITS, units, taken * sizeof units[0]);
        process->given += taken;
    }
    free(units);
}

/* An empty message. */
static void tell_end(struct leader *leader, size_t rank, enum tag tag) {
    if (rank > 0) {
        post(&leader->processes[rank].box, (int)rank, tag, "", 0);
    } else if (tag == TAG_STOP) {
        workers_stop(leader->workers);
    } else {
        workers_close(leader->workers);
    }
}

/* Units that a process should get now; the leader's own threads take what they need. */
static size_t share_of(const struct leader *leader, const struct process *process) {
    const struct news *news = &process->news;
    return handout_share(order_left(leader->order), handout_depth(order_mean_s(leader->order)),
                         leader->workers_of_all, news->threads, news->idle,
                         news->queued + process->given - news->received);
}

static void serve(struct leader *leader, size_t rank) {
    struct process *process = &leader->processes[rank];
    if (process->stopped || process->news.ended || (rank > 0 && !is_free(&process->box))) {
        return;
    }
    size_t share = rank > 0 ? share_of(leader, process) : 0;
    if (leader->stopping) {
        process->stopped = true;
        tell_end(leader, rank, TAG_STOP);
    } else if (share > 0) {
        give(leader, rank, share);
    } else if (order_left(leader->order) == 0 && !process->closed) {
        process->closed = true;
        tell_end(leader, rank, TAG_UNITS);
    }
}

static void show_progress(const struct leader *leader, struct progress *progress) {
    size_t done = 0, failed = 0;
    for (size_t i = 0; i < leader->size; i++) {
        done += leader->processes[i].news.done;
        failed += leader->processes[i].news.failed;
    }
    progress_update(progress, done, failed);
}

/* Nobody works, and nothing that was sent is on its way. */
static bool all_ended(struct leader *leader) {
    for (size_t i = 0; i < leader->size; i++) {
        struct process *process = &leader->processes[i];
        if (!process->news.ended || (i > 0 && !is_free(&process->box))) {
            return false;
        }
    }
    return true;
}

static void lead(struct leader *leader, struct progress *progress) {
    for (;;) {
        hear(leader);
        for (size_t i = 0; i < leader->size; i++) {
            serve(leader, i);
        }
        show_progress(leader, progress);
        bool own_ended = leader->processes[0].news.ended;
        if (own_ended && (leader->watch.interrupted || all_ended(leader))) {
            return;
        }
        rest(&leader->watch);
    }
}

/* Adds what others told to what the leader's own threads did. */
static void sum_up(const struct leader *leader, struct run_report *own) {
    struct run_report *told = leader->report;
    for (size_t i = 1; i < leader->size; i++) {
        own->done += leader->processes[i].news.done;
    }
    for (size_t i = 0; i < told->failed_count; i++) {
        run_report_failed(own, told->failed[i].run, told->failed[i].message);
    }
    if (own->status == DES_OK) {
        own->status = told->status;
        own->error = told->error;
    }
    run_report_sort(own);
}

static void run_leader(struct cluster *cluster, const struct job *job, struct order *order,
                       struct workers *workers, bool quiet, struct run_report *report) {
    struct run_report told = {0};
    struct leader leader = {
        .order = order,
        .workers = workers,
        .watch = {.workers = workers},
        .size = (size_t)cluster->size,
        .processes = memory_array((size_t)cluster->size, sizeof leader.processes[0]),
        .report = &told,
    };
    struct progress progress;
    progress_init(&progress, job->units.count, quiet);
    lead(&leader, &progress);
    progress_finish(&progress);
    workers_join(workers, report);
    sum_up(&leader, report);
    if (leader.watch.interrupted && report->status == DES_OK && report->done < job->units.count) {
        report->status = DES_EINTERRUPTED;
    }
    run_report_fini(&told);
    free(leader.processes);
}

static void run_follower(struct workers *workers, struct run_report *report) {
    struct follower follower = {.workers = workers, .watch = {.workers = workers}};
    follow(&follower);
    workers_join(workers, report);
    if (follower.watch.interrupted && report->status == DES_OK) {
        report->status = DES_EINTERRUPTED;
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
        run_leader(cluster, job, order, workers, options->quiet, report);
    } else {
        run_follower(workers, report);
    }
    order_destroy(order);
}
