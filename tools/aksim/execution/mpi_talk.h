/* tools/aksim/execution/mpi_talk.h - what the processes of one run say to each other.
 *
 *   process -> leader   NEWS    what it has and what it needs, when that changed, and how
 *                               long its units took
 *                       FAILED  one failed run
 *   leader -> process   UNITS   run numbers; none: no more will come
 *                       STOP    abandon what you have
 *
 * A process says how many units it has received in all, so that the leader knows
 * what is still on its way, and news may be sent at any time.  Only the main thread
 * of a process talks. */
#ifndef AKSIM_MPI_TALK_H
#define AKSIM_MPI_TALK_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "workers.h"

/* ---- messages ---- */

enum talk_tag { TALK_NEWS = 1, TALK_FAILED, TALK_UNITS, TALK_STOP };

struct talk_news {
    uint64_t received; /* units, in all */
    uint64_t done, failed;
    uint64_t threads, idle, queued;
    bool stopping, ended;
    enum des_status status; /* why the output failed */
    char text[sizeof((struct des_error){0}.text)];
};

#define TALK_TIMES 256 /* at most, in one message */
struct talk_news_message {
    struct talk_news news;
    struct unit_time times[TALK_TIMES];
};

struct talk_failure {
    uint64_t run;
    char message[sizeof((struct des_error){0}.text)];
};

/* What the workers of this process are at; equal news are equal as bytes. */
struct talk_news talk_news_of(struct workers *workers, size_t received);
void talk_copy_text(char *to, size_t size, const char *from);

/* One message on its way; its content must stay until it has gone. */
struct talk_outbox {
    MPI_Request request;
    void *content; /* owned while busy */
    bool busy;
};
bool talk_is_free(struct talk_outbox *box);
/* Copies the content and sends it.  The box must be free. */
void talk_post(struct talk_outbox *box, int rank, enum talk_tag tag, const void *content,
               size_t size);
/* A message that is there, owned by the caller; NULL when there is none. */
void *talk_collect(int *rank, enum talk_tag *tag, size_t *size);

/* ---- waiting ---- */

#define TALK_POLL_S 0.002

struct talk_watch {
    struct workers *workers;
    bool interrupted;
    double deadline;
};
/* Sleeps a little; notices an interruption and ends a program that cannot obey. */
void talk_rest(struct talk_watch *watch);
/* Others may be gone already: MPI is not ended in good order. */
_Noreturn void talk_leave_interrupted(void);

/* ---- the two sides; they join the workers ---- */

/* Gets units from the leader until no more will come. */
void follower_run(struct workers *workers, struct run_report *report);
/* Hands out the units of the order, and reports of all. */
void leader_run(size_t processes, const struct job *job, struct order *order,
                struct workers *workers, bool quiet, struct run_report *report);

#endif
