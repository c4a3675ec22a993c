#include "pool.h"

#include <stdlib.h>

void desi_pool_init(struct desi_pool *pool, struct des_sim *sim) {
    *pool = (struct desi_pool){.sim = sim, .first = DESI_NOWHERE, .last = DESI_NOWHERE};
    desi_heap_init(&pool->heap);
    des_tally_init(&pool->wait);
    des_timed_init(&pool->length, des_sim_now(sim), 0);
}

void desi_pool_fini(struct desi_pool *pool) {
    for (uint32_t i = 0; i < desi_heap_count(&pool->heap); i++) {
        desi_sim_forget(pool->sim);
    }
    desi_heap_fini(&pool->heap);
    free(pool->waiters);
}

static enum des_status make_room(struct desi_pool *pool) {
    if (pool->heap.taken < pool->heap.capacity) {
        return DES_OK;
    }
    const uint32_t capacity = desi_heap_next_capacity(pool->heap.capacity);
    if (capacity == 0) {
        return DES_ENOMEM;
    }
    if (capacity > pool->capacity) {
        struct desi_waiter *waiters = realloc(pool->waiters, capacity * sizeof(*waiters));
        if (!waiters) {
            return DES_ENOMEM;
        }
        pool->waiters = waiters;
        pool->capacity = capacity;
    }
    return desi_heap_reserve(&pool->heap, capacity);
}

/* ---- the woken ---- */

static void append(struct desi_pool *pool, uint32_t slot) {
    pool->waiters[slot].previous = pool->last;
    pool->waiters[slot].next = DESI_NOWHERE;
    if (pool->last == DESI_NOWHERE) {
        pool->first = slot;
    } else {
        pool->waiters[pool->last].next = slot;
    }
    pool->last = slot;
}

static void drop(struct desi_pool *pool, uint32_t slot) {
    const struct desi_waiter *waiter = &pool->waiters[slot];
    if (waiter->previous == DESI_NOWHERE) {
        pool->first = waiter->next;
    } else {
        pool->waiters[waiter->previous].next = waiter->next;
    }
    if (waiter->next == DESI_NOWHERE) {
        pool->last = waiter->previous;
    } else {
        pool->waiters[waiter->next].previous = waiter->previous;
    }
    desi_heap_give(&pool->heap, slot);
}

static bool has_fired(const struct desi_pool *pool, uint32_t slot) {
    return !des_sim_peek(pool->sim, pool->waiters[slot].woken, NULL);
}

/* Puts those whose event has fired on record, up to the first that has not. */
static void settle(struct desi_pool *pool) {
    while (pool->first != DESI_NOWHERE && has_fired(pool, pool->first)) {
        des_tally_add(&pool->wait, pool->waiters[pool->first].wait);
        drop(pool, pool->first);
    }
}

static void note(struct desi_pool *pool) {
    des_timed_set(&pool->length, des_sim_now(pool->sim), desi_heap_count(&pool->heap));
}

/* ---- waiting ---- */

enum des_status desi_pool_join(struct desi_pool *pool, int32_t priority, double amount,
                               struct des_event event, int32_t event_priority, uint64_t *id) {
    settle(pool);
    if (make_room(pool) != DES_OK) {
        return DES_ENOMEM;
    }
    enum des_status status = desi_sim_promise(pool->sim, event, event_priority);
    if (status != DES_OK) {
        return status;
    }
    const uint32_t slot = desi_heap_take(&pool->heap);
    pool->waiters[slot] = (struct desi_waiter){.since = des_sim_now(pool->sim),
                                               .amount = amount,
                                               .event = event,
                                               .event_priority = event_priority};
    desi_heap_insert(&pool->heap, (uint64_t)((int64_t)priority - INT32_MIN), pool->sequence++,
                     slot);
    pool->joined++;
    note(pool);
    if (id) {
        *id = desi_heap_id(&pool->heap, slot);
    }
    return DES_OK;
}

struct desi_waiter *desi_pool_first(struct desi_pool *pool) {
    const struct desi_key *first = desi_heap_first(&pool->heap);
    return first ? &pool->waiters[first->slot] : NULL;
}

static des_event_id wake(struct desi_pool *pool, uint32_t slot) {
    struct desi_waiter *waiter = &pool->waiters[slot];
    waiter->wait = des_sim_now(pool->sim) - waiter->since;
    waiter->woken = desi_sim_keep(pool->sim, waiter->event, waiter->event_priority);
    append(pool, slot);
    note(pool);
    return waiter->woken;
}

uint64_t desi_pool_wake(struct desi_pool *pool) {
    const uint32_t slot = desi_heap_first(&pool->heap)->slot;
    desi_heap_pop(&pool->heap);
    (void)wake(pool, slot);
    return desi_heap_id(&pool->heap, slot);
}

des_event_id desi_pool_wake_one(struct desi_pool *pool, uint64_t id) {
    desi_heap_remove(&pool->heap, (uint32_t)id);
    return wake(pool, (uint32_t)id);
}

enum des_status desi_pool_leave(struct desi_pool *pool, uint64_t id) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&pool->heap, id)) {
        return DES_ESTALE;
    }
    if (pool->waiters[slot].woken == DES_NO_EVENT) {
        desi_heap_remove(&pool->heap, slot);
        desi_heap_give(&pool->heap, slot);
        desi_sim_forget(pool->sim);
    } else if (des_sim_cancel(pool->sim, pool->waiters[slot].woken) == DES_OK) {
        drop(pool, slot);
    } else {
        return DES_ESTALE;
    }
    pool->left++;
    note(pool);
    return DES_OK;
}

double desi_pool_woken_amount(const struct desi_pool *pool, uint64_t id) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&pool->heap, id) || pool->waiters[slot].woken == DES_NO_EVENT ||
        has_fired(pool, slot)) {
        return 0;
    }
    return pool->waiters[slot].amount;
}

/* ---- what was seen ---- */

struct des_tally desi_pool_served(const struct desi_pool *pool) {
    struct des_tally wait = pool->wait;
    for (uint32_t slot = pool->first; slot != DESI_NOWHERE; slot = pool->waiters[slot].next) {
        des_tally_add(&wait, pool->waiters[slot].wait);
    }
    return wait;
}

struct des_queue_record desi_pool_observe(const struct desi_pool *pool) {
    const struct des_tally wait = desi_pool_served(pool);
    return (struct des_queue_record){
        .wait = wait,
        .asked = pool->joined,
        .served = wait.n,
        .left = pool->left,
        .waiting = desi_pool_count(pool),
        .mean_waiting = des_timed_mean(&pool->length, des_sim_now(pool->sim)),
        .max_waiting = pool->length.max,
    };
}

void desi_pool_reset(struct desi_pool *pool) {
    uint64_t undecided = desi_heap_count(&pool->heap);
    uint32_t next;
    for (uint32_t slot = pool->first; slot != DESI_NOWHERE; slot = next) {
        next = pool->waiters[slot].next;
        if (has_fired(pool, slot)) {
            drop(pool, slot);
        } else {
            undecided++;
        }
    }
    pool->joined = undecided;
    pool->left = 0;
    des_tally_init(&pool->wait);
    des_timed_reset(&pool->length, des_sim_now(pool->sim));
}
