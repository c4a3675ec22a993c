/* tools/aksim/execution/mpi_leader.c - the process that hands out units. */
#include "mpi_talk.h"

#include <stdlib.h>

#include "handout.h"
#include "memory.h"
#include "progress.h"

struct process {
    struct talk_news news; /* the last that was heard */
    struct talk_outbox box;
    size_t given;
    bool closed, stopped; /* was told that no more will come; to abandon all */
};

struct leader {
    struct workers *workers; /* its own threads */
    struct talk_watch watch;
    struct process *processes; /* by rank; 0 is the leader itself */
    size_t size;
    size_t workers_of_all;
    struct order *order; /* units to hand out; its own threads take from it too */
    bool stopping;
    struct run_report *report; /* what others told */
};

static void hear_news(struct leader *leader, int rank, const struct talk_news_message *message,
                      size_t size) {
    const struct talk_news *news = &message->news;
    size_t times = (size - offsetof(struct talk_news_message, times)) / sizeof message->times[0];
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
    enum talk_tag tag;
    size_t size;
    void *content;
    while ((content = talk_collect(&rank, &tag, &size)) != NULL) {
        if (tag == TALK_FAILED) {
            const struct talk_failure *failure = content;
            run_report_failed(leader->report, failure->run, failure->message);
        } else {
            hear_news(leader, rank, content, size);
        }
        free(content);
    }
    leader->processes[0].news = talk_news_of(leader->workers, 0);
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
        talk_post(&process->box, (int)rank, TALK_UNITS, units, taken * sizeof units[0]);
        process->given += taken;
    }
    free(units);
}

/* An empty message. */
static void tell_end(struct leader *leader, size_t rank, enum talk_tag tag) {
    if (rank > 0) {
        talk_post(&leader->processes[rank].box, (int)rank, tag, "", 0);
    } else if (tag == TALK_STOP) {
        workers_stop(leader->workers);
    } else {
        workers_close(leader->workers);
    }
}

/* Units that a process should get now; the leader's own threads take what they need. */
static size_t share_of(const struct leader *leader, const struct process *process) {
    const struct talk_news *news = &process->news;
    return handout_share(order_left(leader->order), handout_depth(order_mean_s(leader->order)),
                         leader->workers_of_all, news->threads, news->idle,
                         news->queued + process->given - news->received);
}

static void serve(struct leader *leader, size_t rank) {
    struct process *process = &leader->processes[rank];
    if (process->stopped || process->news.ended || (rank > 0 && !talk_is_free(&process->box))) {
        return;
    }
    size_t share = rank > 0 ? share_of(leader, process) : 0;
    if (leader->stopping) {
        process->stopped = true;
        tell_end(leader, rank, TALK_STOP);
    } else if (share > 0) {
        give(leader, rank, share);
    } else if (order_left(leader->order) == 0 && !process->closed) {
        process->closed = true;
        tell_end(leader, rank, TALK_UNITS);
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
        if (!process->news.ended || (i > 0 && !talk_is_free(&process->box))) {
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
        talk_rest(&leader->watch);
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

void leader_run(size_t processes, const struct job *job, struct order *order,
                struct workers *workers, bool quiet, struct run_report *report) {
    struct run_report told = {0};
    struct leader leader = {
        .order = order,
        .workers = workers,
        .watch = {.workers = workers},
        .size = processes,
        .processes = memory_array(processes, sizeof leader.processes[0]),
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
