/* include/des/store.h - a container of objects: beds with a number, cars, samples.
 *
 * An object is a number of the model's own (an index, an id).  Who puts or gets one
 * gives an event, scheduled when that is done: at once, or when there is room, or an
 * object.  First in, first out; gets and puts wait in a queue each, lower priority
 * first, then order of asking.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_STORE_H
#define DES_STORE_H

#include "des/sim.h"
#include "des/stats.h"
#include "des/status.h"

struct des_store; /* opaque */

typedef uint64_t des_store_id; /* never 0, never reused within its queue of a store */

/* An empty store, or NULL when out of memory.  name borrowed; the simulation must
 * outlive it.  capacity SIZE_MAX: no limit. */
DES_API struct des_store *des_store_create(struct des_sim *sim, const char *name, size_t capacity);
DES_API void des_store_destroy(struct des_store *store); /* NULL is allowed */

/* Asks for the oldest object.  O(log n).
 *   got     scheduled when there is one; its place in the event set is kept from now on
 *   object  gets the object when `got` is scheduled; borrowed until it fires or the
 *           request is cancelled
 *   id      may be NULL
 * DES_OK; DES_ERANGE for an unknown kind or an event priority outside its range;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_store_get(struct des_store *store, int32_t priority,
                                                    struct des_event got, int32_t event_priority,
                                                    uint64_t *object, des_store_id *id);
/* Asks to put one in.  As above. */
DES_API DES_NODISCARD enum des_status des_store_put(struct des_store *store, uint64_t object,
                                                    int32_t priority, struct des_event done,
                                                    int32_t event_priority, des_store_id *id);

/* Leaves the queue; or gives back, as the oldest, an object whose event has not fired,
 * also when its room has been used since (then nothing is put until there is room).
 * DES_OK; DES_ESTALE when it has fired or left already. */
DES_API enum des_status des_store_cancel_get(struct des_store *store, des_store_id id);
/* Leaves the queue; or takes the object out again while its event has not fired: of
 * several with its number the newest.  O(log n), O(objects) in the second case.
 * DES_OK; DES_ESTALE when it has fired or left already, or when somebody has got the
 * object since: then its event fires. */
DES_API enum des_status des_store_cancel_put(struct des_store *store, des_store_id id);

/* At once, without an event, when nobody waits before it; not in the records of
 * waiting.  take: false when there is none.  add: DES_OK; DES_ERANGE when there is
 * no room; DES_ENOMEM. */
DES_API bool des_store_take(struct des_store *store, uint64_t *object);
DES_API DES_NODISCARD enum des_status des_store_add(struct des_store *store, uint64_t object);

DES_API const char *des_store_name(const struct des_store *store);
DES_API size_t des_store_capacity(const struct des_store *store);
DES_API size_t des_store_count(const struct des_store *store);

/* Since create or the last reset. */
struct des_store_record {
    double mean_count, max_count; /* time-weighted, to now */
    struct des_queue_record gets, puts;
};
DES_API struct des_store_record des_store_observe(const struct des_store *store);
DES_API void des_store_reset(struct des_store *store);

struct des_store_step {
    double time;
    enum des_queue_change change;
    bool is_put;
    des_store_id id; /* in the queue of puts or of gets; 0: at once, without waiting */
    uint64_t object; /* of a get: once it has got one, else 0 */
    size_t count;
    size_t gets, puts; /* waiting; all three after the change */
};
typedef void (*des_store_watcher)(void *context, const struct des_store *store,
                                  const struct des_store_step *step);
/* Tells of every change, as it happens; the watcher must not change the simulation.
 * NULL ends it.  context borrowed. */
DES_API void des_store_watch(struct des_store *store, des_store_watcher watcher, void *context);

#endif
