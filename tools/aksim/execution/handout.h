/* tools/aksim/execution/handout.h - how many units a process gets at a time.
 *
 * As long as there are many units, a process gets some that wait, for each of its
 * threads, besides those that run, so that no thread waits for a message: one, or
 * more where units are shorter than a message and its answer.  Near the end that
 * would leave some processes with a queue while others idle, so only idle threads
 * get one. */
#ifndef AKSIM_HANDOUT_H
#define AKSIM_HANDOUT_H

#include <stddef.h>

/* The work of a thread that should wait at its process: several times what passes
 * between asking and getting, when each side looks every 2 ms. */
#define HANDOUT_BUFFER_S 0.02
#define HANDOUT_DEEPEST 256

/* Units to wait for each thread where a unit takes so long; 0: not known. */
static inline size_t handout_depth(double unit_s) {
    if (!(unit_s > 0.0) || unit_s >= HANDOUT_BUFFER_S) {
        return 1;
    }
    double units = HANDOUT_BUFFER_S / unit_s;
    return units < HANDOUT_DEEPEST ? 1 + (size_t)units : HANDOUT_DEEPEST;
}

/* Units to send now.  `left`: not yet handed out; `depth`: units to wait for each
 * thread; `workers`: threads of all processes; of the process that asks: `threads`,
 * how many of these have nothing to run (`idle`) and how many units wait there or
 * are on their way (`queued`). */
static inline size_t handout_share(size_t left, size_t depth, size_t workers, size_t threads,
                                   size_t idle, size_t queued) {
    size_t wanted = left > 2 * depth * workers ? idle + depth * threads : idle;
    wanted = wanted > queued ? wanted - queued : 0;
    return wanted < left ? wanted : left;
}

#endif
