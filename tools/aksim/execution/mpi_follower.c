/* tools/aksim/execution/mpi_follower.c - a process that gets units. */
#include "mpi_talk.h"

#include <stdlib.h>
#include <string.h>

struct follower {
    struct workers *workers;
    struct talk_watch watch;
    struct talk_outbox box;
    struct talk_news sent;
    size_t received, failures_sent;
};

static void obey(struct follower *follower) {
    int rank;
    enum talk_tag tag;
    size_t size;
    void *content;
    while ((content = talk_collect(&rank, &tag, &size)) != NULL) {
        if (tag == TALK_STOP) {
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
    struct talk_failure failure = {.run = failed.run};
    talk_copy_text(failure.message, sizeof failure.message, failed.message);
    talk_post(&follower->box, 0, TALK_FAILED, &failure, sizeof failure);
}

/* Tells one thing that is new; false when the leader knows all. */
static bool tell(struct follower *follower) {
    struct talk_news news = talk_news_of(follower->workers, follower->received);
    if (follower->failures_sent < news.failed) {
        tell_failure(follower);
        return true;
    }
    if (memcmp(&news, &follower->sent, sizeof news) == 0) {
        return false;
    }
    struct talk_news_message message = {.news = news};
    size_t times = workers_take_times(follower->workers, message.times, TALK_TIMES);
    talk_post(&follower->box, 0, TALK_NEWS, &message,
              offsetof(struct talk_news_message, times) + times * sizeof message.times[0]);
    follower->sent = news;
    return true;
}

static void follow(struct follower *follower) {
    for (;;) {
        obey(follower);
        bool told_all = talk_is_free(&follower->box) && !tell(follower);
        bool ended = workers_state(follower->workers).ended;
        if (ended && (follower->watch.interrupted || (told_all && follower->sent.ended))) {
            return;
        }
        talk_rest(&follower->watch);
    }
}

void follower_run(struct workers *workers, struct run_report *report) {
    struct follower follower = {.workers = workers, .watch = {.workers = workers}};
    follow(&follower);
    workers_join(workers, report);
    if (follower.watch.interrupted && report->status == DES_OK) {
        report->status = DES_EINTERRUPTED;
    }
}
