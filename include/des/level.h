/* include/des/level.h - a container of something that is measured, not counted out:
 * blood in a bank, doses on a shelf, money in a budget.
 *
 * Who puts or gets an amount gives an event, scheduled when that is done: at once,
 * or when there is room for it, or enough.  Gets and puts wait in a queue each,
 * lower priority first, then order of asking; nobody is passed by one who wants less.
 * At one time waiting gets are looked at before waiting puts.
 *
 * Amounts are added and taken as doubles; when they are multiples of one power of
 * two (1/64), the content is exact.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_LEVEL_H
#define DES_LEVEL_H

#include "des/sim.h"
#include "des/stats.h"
#include "des/status.h"

struct des_level; /* opaque */

typedef uint64_t des_level_id; /* never 0, never reused within its queue of a level */

/* name borrowed; the simulation must outlive it.  DES_OK; DES_ERANGE unless
 * 0 <= content <= capacity (+inf: no limit) and content is finite; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_level_create(struct des_sim *sim, const char *name,
                                                       double capacity, double content,
                                                       struct des_level **level);
DES_API void des_level_destroy(struct des_level *level); /* NULL is allowed */

/* Asks to take out, or to put in.  The content changes when the event is scheduled,
 * which is at this time when nobody waits before it and the amount is there (the
 * room).  O(log n).
 *   amount  positive, finite, at most the capacity
 *   done    its place in the event set is kept from now on
 *   id      may be NULL
 * DES_OK; DES_ERANGE for an amount, kind or event priority outside its range;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_level_get(struct des_level *level, double amount,
                                                    int32_t priority, struct des_event done,
                                                    int32_t event_priority, des_level_id *id);
DES_API DES_NODISCARD enum des_status des_level_put(struct des_level *level, double amount,
                                                    int32_t priority, struct des_event done,
                                                    int32_t event_priority, des_level_id *id);

/* Leaves the queue, or takes back what was done at this time while its event has not
 * fired.  What a get returns may stand above the capacity, when others have used the
 * room since; then nothing is put until there is room again.  O(log n) on average.
 * DES_OK; DES_ESTALE when it has fired or left already; of a put also when others
 * have used what it brought: then it stands, and its event fires. */
DES_API enum des_status des_level_cancel_get(struct des_level *level, des_level_id id);
DES_API enum des_status des_level_cancel_put(struct des_level *level, des_level_id id);

/* At once and without waiting; true when nobody waits before it and it can be done.
 * Not in the records of waiting. */
DES_API bool des_level_take(struct des_level *level, double amount);
DES_API bool des_level_add(struct des_level *level, double amount);

DES_API const char *des_level_name(const struct des_level *level);
DES_API double des_level_capacity(const struct des_level *level);
DES_API double des_level_content(const struct des_level *level);

/* Since create or the last reset. */
struct des_level_record {
    double mean_content, max_content; /* time-weighted, to now */
    struct des_queue_record gets, puts;
};
DES_API struct des_level_record des_level_observe(const struct des_level *level);
DES_API void des_level_reset(struct des_level *level);

struct des_level_step {
    double time;
    enum des_queue_change change;
    bool is_put;
    des_level_id id; /* in the queue of puts or of gets; 0: at once, without waiting */
    double amount;
    double content;
    size_t gets, puts; /* waiting; all three after the change */
};
typedef void (*des_level_watcher)(void *context, const struct des_level *level,
                                  const struct des_level_step *step);
/* Tells of every change, as it happens; the watcher must not change the simulation.
 * NULL ends it.  context borrowed. */
DES_API void des_level_watch(struct des_level *level, des_level_watcher watcher, void *context);

#endif
