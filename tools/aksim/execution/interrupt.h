/* tools/aksim/execution/interrupt.h - SIGINT and SIGTERM as something to ask for.
 *
 * The signals are blocked in every thread; the main thread asks for them while
 * others work, so no handler runs and nothing is shared. */
#ifndef AKSIM_INTERRUPT_H
#define AKSIM_INTERRUPT_H

#include <pthread.h>
#include <stdbool.h>

/* To be called before the first thread is made. */
void interrupt_block(void);

enum interrupt_news { INTERRUPT_NOTHING, INTERRUPT_WOKEN, INTERRUPT_ASKED };

/* Waits up to `seconds`, or until somebody wakes or interrupts. */
enum interrupt_news interrupt_wait(double seconds);
/* Wakes the thread that waits. */
void interrupt_wake(pthread_t waiter);

/* Runs work(context) in a thread; false when an interruption came first: the
 * thread then still works, and the program should end. */
bool interrupt_run(void (*work)(void *context), void *context);

#endif
