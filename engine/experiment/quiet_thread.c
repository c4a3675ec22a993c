#define _DEFAULT_SOURCE

#include "quiet_thread.h"

#include <signal.h>
#include <stddef.h>

bool desi_quiet_thread(pthread_t *thread, void *(*run)(void *context), void *context) {
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(thread, NULL, run, context);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure == 0;
}
