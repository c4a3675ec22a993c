#include "mpi_talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "executor.h"
#include "interrupt.h"
#include "memory.h"
#include "progress.h"

/* ---- messages ---- */

void talk_copy_text(char *to, size_t size, const char *from) {
    (void)snprintf(to, size, "%s", from);
}

bool talk_is_free(struct talk_outbox *box) {
    if (box->busy) {
        int complete = 0;
        MPI_Test(&box->request, &complete, MPI_STATUS_IGNORE);
        if (complete) {
            free(box->content);
            *box = (struct talk_outbox){0};
        }
    }
    return !box->busy;
}

void talk_post(struct talk_outbox *box, int rank, enum talk_tag tag, const void *content,
               size_t size) {
    box->content = memory_array(size + 1, 1);
    memcpy(box->content, content, size);
    box->busy = true;
    MPI_Isend(box->content, (int)size, MPI_BYTE, rank, tag, MPI_COMM_WORLD, &box->request);
}

void *talk_collect(int *rank, enum talk_tag *tag, size_t *size) {
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
    *tag = (enum talk_tag)about.MPI_TAG;
    *size = (size_t)bytes;
    return content;
}

struct talk_news talk_news_of(struct workers *workers, size_t received) {
    struct workers_state state = workers_state(workers);
    struct talk_news news;
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
        talk_copy_text(news.text, sizeof news.text, error.text);
    }
    return news;
}

/* ---- waiting ---- */

_Noreturn void talk_leave_interrupted(void) {
    _exit(EXIT_CODE_INTERRUPTED);
}

void talk_rest(struct talk_watch *watch) {
    if (interrupt_wait(TALK_POLL_S) == INTERRUPT_ASKED && !watch->interrupted) {
        workers_stop(watch->workers);
        watch->interrupted = true;
        watch->deadline = progress_clock() + EXECUTOR_GRACE_S;
    }
    if (watch->interrupted && progress_clock() > watch->deadline) {
        talk_leave_interrupted();
    }
}
