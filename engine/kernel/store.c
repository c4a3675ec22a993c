#include "des/store.h"

#include <stdlib.h>

#include "pool.h"

struct des_store {
    struct des_sim *sim;
    const char *name;
    size_t capacity;
    uint64_t *ring; /* objects, oldest at `first` */
    size_t size, first, count;
    struct desi_pool gets, puts;
    struct des_timed timed;
    des_store_watcher watcher;
    void *watcher_context;
};

struct des_store *des_store_create(struct des_sim *sim, const char *name, size_t capacity) {
    struct des_store *store = calloc(1, sizeof(*store));
    if (!store) {
        return NULL;
    }
    store->sim = sim;
    store->name = name;
    store->capacity = capacity;
    desi_pool_init(&store->gets, sim);
    desi_pool_init(&store->puts, sim);
    des_timed_init(&store->timed, des_sim_now(sim), 0);
    return store;
}

void des_store_destroy(struct des_store *store) {
    if (store) {
        desi_pool_fini(&store->gets);
        desi_pool_fini(&store->puts);
        free(store->ring);
        free(store);
    }
}

/* ---- trace ---- */

static void tell(const struct des_store *store, enum des_queue_change change, bool is_put,
                 des_store_id id, uint64_t object) {
    const struct des_store_step step = {
        .time = des_sim_now(store->sim),
        .change = change,
        .is_put = is_put,
        .id = id,
        .object = object,
        .count = store->count,
        .gets = desi_pool_count(&store->gets),
        .puts = desi_pool_count(&store->puts),
    };
    store->watcher(store->watcher_context, store, &step);
}

/* The record of one who was served or has left is there until another joins. */
static void trace(const struct des_store *store, enum des_queue_change change,
                  const struct desi_pool *pool, des_store_id id) {
    if (store->watcher) {
        tell(store, change, pool == &store->puts, id, pool->waiters[(uint32_t)id].object);
    }
}

static void trace_at_once(const struct des_store *store, bool is_put, uint64_t object) {
    if (store->watcher) {
        tell(store, DES_QUEUE_SERVED, is_put, 0, object);
    }
}

void des_store_watch(struct des_store *store, des_store_watcher watcher, void *context) {
    store->watcher = watcher;
    store->watcher_context = context;
}

/* ---- the ring ---- */

/* Room for all objects there are: in the store, waiting to be put, and got by those
 * whose event may not have fired (they may come back), and one more. */
static enum des_status make_room(struct des_store *store) {
    const size_t needed = store->count + desi_pool_count(&store->puts) + 1 +
                          (store->gets.heap.taken - desi_pool_count(&store->gets));
    if (needed <= store->size) {
        return DES_OK;
    }
    if (needed > SIZE_MAX / 4 / sizeof(*store->ring)) {
        return DES_ENOMEM;
    }
    uint64_t *ring = malloc(2 * needed * sizeof(*ring));
    if (!ring) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < store->count; i++) {
        ring[i] = store->ring[(store->first + i) % store->size];
    }
    free(store->ring);
    store->ring = ring;
    store->size = 2 * needed;
    store->first = 0;
    return DES_OK;
}

static void set_count(struct des_store *store, size_t count) {
    store->count = count;
    des_timed_set(&store->timed, des_sim_now(store->sim), (double)count);
}

static void push_last(struct des_store *store, uint64_t object) {
    store->ring[(store->first + store->count) % store->size] = object;
    set_count(store, store->count + 1);
}

static void push_first(struct des_store *store, uint64_t object) {
    store->first = (store->first + store->size - 1) % store->size;
    store->ring[store->first] = object;
    set_count(store, store->count + 1);
}

static uint64_t pop_first(struct des_store *store) {
    const uint64_t object = store->ring[store->first];
    store->first = (store->first + 1) % store->size;
    set_count(store, store->count - 1);
    return object;
}

static uint64_t *at(const struct des_store *store, size_t place) {
    return &store->ring[(store->first + place) % store->size];
}

/* Its place counted from the oldest; `count` when it is not there. */
static size_t find_newest(const struct des_store *store, uint64_t object) {
    for (size_t place = store->count; place > 0; place--) {
        if (*at(store, place - 1) == object) {
            return place - 1;
        }
    }
    return store->count;
}

static void take_out(struct des_store *store, size_t place) {
    for (; place + 1 < store->count; place++) {
        *at(store, place) = *at(store, place + 1);
    }
    set_count(store, store->count - 1);
}

/* ---- serving ---- */

static bool serve_get(struct des_store *store) {
    struct desi_waiter *first = desi_pool_first(&store->gets);
    if (!first || store->count == 0) {
        return false;
    }
    first->object = pop_first(store);
    *first->into = first->object;
    trace(store, DES_QUEUE_SERVED, &store->gets, desi_pool_wake(&store->gets));
    return true;
}

static bool serve_put(struct des_store *store) {
    const struct desi_waiter *first = desi_pool_first(&store->puts);
    if (!first || store->count >= store->capacity) {
        return false;
    }
    push_last(store, first->object);
    trace(store, DES_QUEUE_SERVED, &store->puts, desi_pool_wake(&store->puts));
    return true;
}

/* Each makes way for the other: until neither can be served. */
static void serve(struct des_store *store) {
    while (serve_get(store) || serve_put(store)) {
    }
}

/* ---- asking ---- */

enum des_status des_store_get(struct des_store *store, int32_t priority, struct des_event got,
                              int32_t event_priority, uint64_t *object, des_store_id *id) {
    uint64_t joined;
    enum des_status status =
        desi_pool_join(&store->gets, priority, 1, got, event_priority, &joined);
    if (status != DES_OK) {
        return status;
    }
    store->gets.waiters[(uint32_t)joined].into = object;
    if (id) {
        *id = joined;
    }
    trace(store, DES_QUEUE_ASKED, &store->gets, joined);
    serve(store);
    return DES_OK;
}

enum des_status des_store_put(struct des_store *store, uint64_t object, int32_t priority,
                              struct des_event done, int32_t event_priority, des_store_id *id) {
    uint64_t joined;
    if (make_room(store) != DES_OK) {
        return DES_ENOMEM;
    }
    enum des_status status =
        desi_pool_join(&store->puts, priority, 1, done, event_priority, &joined);
    if (status != DES_OK) {
        return status;
    }
    store->puts.waiters[(uint32_t)joined].object = object;
    if (id) {
        *id = joined;
    }
    trace(store, DES_QUEUE_ASKED, &store->puts, joined);
    serve(store);
    return DES_OK;
}

enum des_status des_store_cancel_get(struct des_store *store, des_store_id id) {
    const bool has_one = desi_pool_woken_amount(&store->gets, id) > 0;
    const uint64_t object = has_one ? store->gets.waiters[(uint32_t)id].object : 0;
    if (desi_pool_leave(&store->gets, id) != DES_OK) {
        return DES_ESTALE;
    }
    if (has_one) {
        push_first(store, object);
    }
    trace(store, DES_QUEUE_LEFT, &store->gets, id);
    serve(store);
    return DES_OK;
}

enum des_status des_store_cancel_put(struct des_store *store, des_store_id id) {
    const bool is_in = desi_pool_woken_amount(&store->puts, id) > 0;
    const size_t place = is_in ? find_newest(store, store->puts.waiters[(uint32_t)id].object) : 0;
    if ((is_in && place == store->count) || desi_pool_leave(&store->puts, id) != DES_OK) {
        return DES_ESTALE;
    }
    if (is_in) {
        take_out(store, place);
    }
    trace(store, DES_QUEUE_LEFT, &store->puts, id);
    serve(store);
    return DES_OK;
}

bool des_store_take(struct des_store *store, uint64_t *object) {
    if (store->count == 0 || desi_pool_count(&store->gets) > 0) {
        return false;
    }
    *object = pop_first(store);
    trace_at_once(store, false, *object);
    serve(store);
    return true;
}

enum des_status des_store_add(struct des_store *store, uint64_t object) {
    if (store->count >= store->capacity || desi_pool_count(&store->puts) > 0) {
        return DES_ERANGE;
    }
    if (make_room(store) != DES_OK) {
        return DES_ENOMEM;
    }
    push_last(store, object);
    trace_at_once(store, true, object);
    serve(store);
    return DES_OK;
}

/* ---- what was seen ---- */

const char *des_store_name(const struct des_store *store) {
    return store->name;
}

size_t des_store_capacity(const struct des_store *store) {
    return store->capacity;
}

size_t des_store_count(const struct des_store *store) {
    return store->count;
}

struct des_store_record des_store_observe(const struct des_store *store) {
    return (struct des_store_record){
        .mean_count = des_timed_mean(&store->timed, des_sim_now(store->sim)),
        .max_count = store->timed.max,
        .gets = desi_pool_observe(&store->gets),
        .puts = desi_pool_observe(&store->puts),
    };
}

void des_store_reset(struct des_store *store) {
    des_timed_reset(&store->timed, des_sim_now(store->sim));
    desi_pool_reset(&store->gets);
    desi_pool_reset(&store->puts);
}
