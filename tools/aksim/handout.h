/* tools/aksim/handout.h - how many units a process gets at a time.
 *
 * As long as there are many units, a process gets one waiting unit for each of
 * its threads besides those that run, so that no thread waits for a message.
 * Near the end that would leave some processes with a queue while others idle,
 * so only idle threads get one. */
#ifndef AKSIM_HANDOUT_H
#define AKSIM_HANDOUT_H

#include <stddef.h>

/* Units to send now.  `left`: not yet handed out; `workers`: threads of all
 * processes; of the process that asks: `threads`, how many of these have nothing
 * to run (`idle`) and how many units wait there or are on their way (`queued`). */
static inline size_t handout_share(size_t left, size_t workers, size_t threads, size_t idle,
                                   size_t queued) {
    size_t wanted = left > 2 * workers ? idle + threads : idle;
    wanted = wanted > queued ? wanted - queued : 0;
    return wanted < left ? wanted : left;
}

#endif
