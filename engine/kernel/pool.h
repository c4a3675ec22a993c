/* engine/kernel/pool.h - those who wait for one thing, in order, each with an event.
 *
 * Conditions, levels and stores stand on it.  The place of the event is kept from
 * joining on, so that waking never fails.  Who was woken keeps its slot until its
 * event has fired, so that waking can be taken back; as all events of one moment
 * fire before the clock moves on, the next to join finds them fired. */
#ifndef DESI_KERNEL_POOL_H
#define DESI_KERNEL_POOL_H

#include "des/stats.h"

#include "heap.h"
#include "sim_internal.h"

struct desi_waiter {
    double since;
    double amount;
    double wait; /* once woken */
    struct des_event event;
    int32_t event_priority;
    uint64_t object;         /* of a store */
    uint64_t *into;          /* where it goes; borrowed */
    des_event_id woken;      /* DES_NO_EVENT while waiting */
    uint32_t previous, next; /* in the list of the woken */
};

struct desi_pool {
    struct des_sim *sim;
    struct desi_heap heap; /* rank: priority, order: of joining */
    struct desi_waiter *waiters;
    uint32_t capacity;
    uint64_t sequence;
    uint32_t first, last; /* of the woken */
    uint64_t joined, left;
    struct des_tally wait; /* of those on record as served */
    struct des_timed length;
};

void desi_pool_init(struct desi_pool *pool, struct des_sim *sim);
void desi_pool_fini(struct desi_pool *pool);

/* DES_OK; DES_ERANGE for an unknown kind or an event priority outside its range;
 * DES_ENOMEM. */
DES_NODISCARD enum des_status desi_pool_join(struct desi_pool *pool, int32_t priority,
                                             double amount, struct des_event event,
                                             int32_t event_priority, uint64_t *id);

static inline size_t desi_pool_count(const struct desi_pool *pool) {
    return desi_heap_count(&pool->heap);
}

/* The first in order, or NULL. */
struct desi_waiter *desi_pool_first(struct desi_pool *pool);

/* Schedules the event of the first in order now; or of another that waits. */
uint64_t desi_pool_wake(struct desi_pool *pool); /* its id */
des_event_id desi_pool_wake_one(struct desi_pool *pool, uint64_t id);

/* Takes one out that waits, or whose event has not fired.  DES_OK; DES_ESTALE. */
enum des_status desi_pool_leave(struct desi_pool *pool, uint64_t id);
/* What one was woken with whose event has not fired; 0 for all others. */
double desi_pool_woken_amount(const struct desi_pool *pool, uint64_t id);

/* As the record of a resource: joined = served + left + waiting. */
struct des_tally desi_pool_served(const struct desi_pool *pool);
/* All that is known of the queue, to now. */
struct des_queue_record desi_pool_observe(const struct desi_pool *pool);
void desi_pool_reset(struct desi_pool *pool);

#endif
