/* include/des/condition.h - waiting until someone says that something has changed.
 *
 * Who waits gives an event; a signal schedules the events of all who wait now (or
 * of the first) at this very time, lower priority first, then order of waiting.
 * A signal is not remembered: who waits after it waits for the next.  Whether what
 * was waited for still holds when the event fires, is for the woken to look at.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_CONDITION_H
#define DES_CONDITION_H

#include "des/sim.h"
#include "des/stats.h"
#include "des/status.h"

struct des_condition; /* opaque */

typedef uint64_t des_condition_id; /* never 0, never reused within a condition */

/* NULL when out of memory.  name borrowed; the simulation must outlive it. */
DES_API struct des_condition *des_condition_create(struct des_sim *sim, const char *name);
DES_API void des_condition_destroy(struct des_condition *condition); /* NULL is allowed */
DES_API const char *des_condition_name(const struct des_condition *condition);

/* Waits for the next signal.  O(log n).
 *   woken  scheduled with `event_priority` at the time of the signal; its place in
 *          the event set is kept from now on, so that no signal fails
 *   id     may be NULL
 * DES_OK; DES_ERANGE for an unknown kind or an event priority outside its range;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_condition_wait(struct des_condition *condition,
                                                         int32_t priority, struct des_event woken,
                                                         int32_t event_priority,
                                                         des_condition_id *id);
/* Waits no longer, or takes back an event that has not fired yet.  O(log n) on average.
 * DES_OK; DES_ESTALE when it has fired or has left already. */
DES_API enum des_status des_condition_cancel(struct des_condition *condition, des_condition_id id);

/* How many were woken.  O(log n) for each. */
DES_API size_t des_condition_signal(struct des_condition *condition);     /* all */
DES_API size_t des_condition_signal_one(struct des_condition *condition); /* the first */

DES_API size_t des_condition_waiting(const struct des_condition *condition);

/* Since create or the last reset: waits = woken + left + waiting. */
struct des_condition_record {
    struct des_tally wait; /* of the woken */
    uint64_t waits, woken, left;
    double mean_waiting; /* time-weighted, to now */
    double max_waiting;
};
DES_API struct des_condition_record des_condition_observe(const struct des_condition *condition);
DES_API void des_condition_reset(struct des_condition *condition);

struct des_condition_step {
    double time;
    enum des_queue_change change;
    des_condition_id id;
    size_t waiting; /* after the change */
};
typedef void (*des_condition_watcher)(void *context, const struct des_condition *condition,
                                      const struct des_condition_step *step);
/* Tells of every change, as it happens; the watcher must not change the simulation.
 * NULL ends it.  context borrowed. */
DES_API void des_condition_watch(struct des_condition *condition, des_condition_watcher watcher,
                                 void *context);

#endif
