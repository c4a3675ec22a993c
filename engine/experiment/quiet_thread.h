/* engine/experiment/quiet_thread.h - threads beside the program's own. */
#ifndef DESI_QUIET_THREAD_H
#define DESI_QUIET_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread that gets no signals: they are for the program's main thread.  False when it
 * cannot be started. */
bool desi_quiet_thread(pthread_t *thread, void *(*run)(void *context), void *context);

#endif
