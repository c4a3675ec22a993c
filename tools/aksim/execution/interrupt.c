#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "memory.h"

static sigset_t signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    return set;
}

void interrupt_block(void) {
    sigset_t set = signals();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

enum interrupt_news interrupt_wait(double seconds) {
    sigset_t set = signals();
    time_t whole = (time_t)seconds;
    struct timespec time = {.tv_sec = whole, .tv_nsec = (long)((seconds - (double)whole) * 1e9)};
    switch (sigtimedwait(&set, NULL, &time)) {
    case SIGINT:
    case SIGTERM:
        return INTERRUPT_ASKED;
    case SIGUSR1:
        return INTERRUPT_WOKEN;
    default:
        return INTERRUPT_NOTHING;
    }
}

void interrupt_wake(pthread_t waiter) {
    pthread_kill(waiter, SIGUSR1);
}

struct errand {
    void (*work)(void *context);
    void *context;
    pthread_t waiter;
    atomic_bool done;
};

static void *do_errand(void *context) {
    struct errand *errand = context;
    errand->work(errand->context);
    atomic_store(&errand->done, true);
    interrupt_wake(errand->waiter);
    return NULL;
}

bool interrupt_run(void (*work)(void *context), void *context) {
    struct errand *errand = memory_array(1, sizeof *errand);
    *errand = (struct errand){.work = work, .context = context, .waiter = pthread_self()};
    pthread_t thread;
    if (pthread_create(&thread, NULL, do_errand, errand) != 0) {
        work(context);
        free(errand);
        return true;
    }
    while (!atomic_load(&errand->done)) {
        if (interrupt_wait(1.0) == INTERRUPT_ASKED) {
            return false; /* the thread goes on using the errand */
        }
    }
    pthread_join(thread, NULL);
    free(errand);
    return true;
}
