#include "des/resource.h"

#include <stdlib.h>

#include "heap.h"
#include "sim_internal.h"

/* A request holds a slot of the queue until its grant has fired or it has left.
 * Granted ones stand in a list in the order of the grants; as all grants of one
 * moment fire before the clock moves on, the next request finds them fired and
 * puts them on record, from the head of the list. */
struct request {
    double asked;
    double wait; /* once granted */
    struct des_event granted;
    int32_t event_priority;
    des_event_id event;      /* the grant; DES_NO_EVENT while waiting */
    uint32_t previous, next; /* in the list of grants */
};

struct des_resource {
    struct des_sim *sim;
    const char *name;
    uint32_t servers, busy;
    size_t waiting_room;
    struct desi_heap queue;   /* rank: priority, order: number of the request */
    struct request *requests; /* by slot of the queue */
    uint32_t request_capacity;
    uint64_t sequence;
    uint32_t first_grant, last_grant;
    uint64_t asked, reneged, balked;
    struct des_tally wait; /* of those on record as served */
    struct des_timed timed_busy, timed_waiting;
};

/* ---- create and destroy ---- */

struct des_resource *des_resource_create(struct des_sim *sim, const char *name, uint32_t servers) {
    struct des_resource *resource = calloc(1, sizeof(*resource));
    if (!resource) {
        return NULL;
    }
    double now = des_sim_now(sim);
    resource->sim = sim;
    resource->name = name;
    resource->servers = servers;
    resource->waiting_room = SIZE_MAX;
    resource->first_grant = resource->last_grant = DESI_NOWHERE;
    desi_heap_init(&resource->queue);
    des_tally_init(&resource->wait);
    des_timed_init(&resource->timed_busy, now, 0);
    des_timed_init(&resource->timed_waiting, now, 0);
    return resource;
}

void des_resource_destroy(struct des_resource *resource) {
    if (!resource) {
        return;
    }
    desi_heap_fini(&resource->queue);
    free(resource->requests);
    free(resource);
}

void des_resource_limit(struct des_resource *resource, size_t waiting_room) {
    resource->waiting_room = waiting_room;
}

static enum des_status make_room(struct des_resource *resource) {
    if (resource->queue.taken < resource->queue.capacity) {
        return DES_OK;
    }
    uint32_t capacity = desi_heap_next_capacity(resource->queue.capacity);
    if (capacity == 0) {
        return DES_ENOMEM;
    }
    if (capacity > resource->request_capacity) {
        struct request *requests = realloc(resource->requests, capacity * sizeof(*requests));
        if (!requests) {
            return DES_ENOMEM;
        }
        resource->requests = requests;
        resource->request_capacity = capacity;
    }
    return desi_heap_reserve(&resource->queue, capacity);
}

/* ---- grants ---- */

static void append_grant(struct des_resource *resource, uint32_t slot) {
    struct request *request = &resource->requests[slot];
    request->previous = resource->last_grant;
    request->next = DESI_NOWHERE;
    if (resource->last_grant == DESI_NOWHERE) {
        resource->first_grant = slot;
    } else {
        resource->requests[resource->last_grant].next = slot;
    }
    resource->last_grant = slot;
}

/* Takes a grant from the list and gives its slot back. */
static void drop_grant(struct des_resource *resource, uint32_t slot) {
    const struct request *request = &resource->requests[slot];
    if (request->previous == DESI_NOWHERE) {
        resource->first_grant = request->next;
    } else {
        resource->requests[request->previous].next = request->next;
    }
    if (request->next == DESI_NOWHERE) {
        resource->last_grant = request->previous;
    } else {
        resource->requests[request->next].previous = request->previous;
    }
    desi_heap_give(&resource->queue, slot);
}

static bool has_fired(const struct des_resource *resource, uint32_t slot) {
    return !des_sim_peek(resource->sim, resource->requests[slot].event, NULL);
}

/* Puts the grants that have fired on record, up to the first that has not. */
static void settle(struct des_resource *resource) {
    while (resource->first_grant != DESI_NOWHERE && has_fired(resource, resource->first_grant)) {
        uint32_t slot = resource->first_grant;
        des_tally_add(&resource->wait, resource->requests[slot].wait);
        drop_grant(resource, slot);
    }
}

/* Hands free servers to those who wait, then notes the levels. */
static void serve(struct des_resource *resource) {
    const double now = des_sim_now(resource->sim);
    while (resource->busy < resource->servers && desi_heap_count(&resource->queue) > 0) {
        uint32_t slot = desi_heap_first(&resource->queue)->slot;
        desi_heap_pop(&resource->queue);
        struct request *request = &resource->requests[slot];
        request->wait = now - request->asked;
        request->event = desi_sim_keep(resource->sim, request->granted, request->event_priority);
        append_grant(resource, slot);
        resource->busy++;
    }
    des_timed_set(&resource->timed_busy, now, resource->busy);
    des_timed_set(&resource->timed_waiting, now, desi_heap_count(&resource->queue));
}

/* ---- requests ---- */

static bool is_full(const struct des_resource *resource) {
    return resource->busy >= resource->servers &&
           desi_heap_count(&resource->queue) >= resource->waiting_room;
}

enum des_status des_resource_request(struct des_resource *resource, int32_t priority,
                                     struct des_event granted, int32_t event_priority,
                                     des_request_id *id) {
    settle(resource);
    if (is_full(resource)) {
        resource->asked++;
        resource->balked++;
        return DES_ERANGE;
    }
    if (make_room(resource) != DES_OK) {
        return DES_ENOMEM;
    }
    enum des_status status = desi_sim_promise(resource->sim, granted, event_priority);
    if (status != DES_OK) {
        return status;
    }
    uint32_t slot = desi_heap_take(&resource->queue);
    resource->requests[slot] = (struct request){
        .asked = des_sim_now(resource->sim), .granted = granted, .event_priority = event_priority};
    uint64_t rank = (uint64_t)((int64_t)priority - INT32_MIN);
    desi_heap_insert(&resource->queue, rank, resource->sequence++, slot);
    resource->asked++;
    if (id) {
        *id = desi_heap_id(&resource->queue, slot);
    }
    serve(resource);
    return DES_OK;
}

static void leave_queue(struct des_resource *resource, uint32_t slot) {
    desi_heap_remove(&resource->queue, slot);
    desi_heap_give(&resource->queue, slot);
    desi_sim_forget(resource->sim);
}

enum des_status des_resource_cancel(struct des_resource *resource, des_request_id id) {
    if (!desi_heap_is_current(&resource->queue, id)) {
        return DES_ESTALE;
    }
    uint32_t slot = (uint32_t)id;
    des_event_id event = resource->requests[slot].event;
    if (event == DES_NO_EVENT) {
        leave_queue(resource, slot);
    } else if (des_sim_cancel(resource->sim, event) == DES_OK) {
        drop_grant(resource, slot);
        resource->busy--;
    } else {
        return DES_ESTALE;
    }
    resource->reneged++;
    serve(resource);
    return DES_OK;
}

bool des_resource_take(struct des_resource *resource) {
    if (resource->busy >= resource->servers || desi_heap_count(&resource->queue) > 0) {
        return false;
    }
    resource->asked++;
    resource->busy++;
    des_tally_add(&resource->wait, 0.0);
    des_timed_set(&resource->timed_busy, des_sim_now(resource->sim), resource->busy);
    return true;
}

void des_resource_release(struct des_resource *resource) {
    des_assert(resource->sim, resource->busy > 0);
    if (resource->busy > 0) {
        resource->busy--;
    }
    serve(resource);
}

enum des_status des_resource_set_servers(struct des_resource *resource, uint32_t servers) {
    resource->servers = servers;
    serve(resource);
    return DES_OK;
}

/* ---- what was seen ---- */

uint32_t des_resource_servers(const struct des_resource *resource) {
    return resource->servers;
}

uint32_t des_resource_busy(const struct des_resource *resource) {
    return resource->busy;
}

size_t des_resource_waiting(const struct des_resource *resource) {
    return desi_heap_count(&resource->queue);
}

const char *des_resource_name(const struct des_resource *resource) {
    return resource->name;
}

struct des_resource_record des_resource_observe(const struct des_resource *resource) {
    const double now = des_sim_now(resource->sim);
    struct des_tally wait = resource->wait;
    for (uint32_t slot = resource->first_grant; slot != DESI_NOWHERE;
         slot = resource->requests[slot].next) {
        des_tally_add(&wait, resource->requests[slot].wait);
    }
    return (struct des_resource_record){
        .wait = wait,
        .requests = resource->asked,
        .served = wait.n,
        .reneged = resource->reneged,
        .balked = resource->balked,
        .mean_busy = des_timed_mean(&resource->timed_busy, now),
        .mean_waiting = des_timed_mean(&resource->timed_waiting, now),
        .max_waiting = resource->timed_waiting.max,
    };
}

void des_resource_reset(struct des_resource *resource) {
    const double now = des_sim_now(resource->sim);
    uint64_t undecided = desi_heap_count(&resource->queue);
    uint32_t next;
    for (uint32_t slot = resource->first_grant; slot != DESI_NOWHERE; slot = next) {
        next = resource->requests[slot].next;
        if (has_fired(resource, slot)) {
            drop_grant(resource, slot);
        } else {
            undecided++;
        }
    }
    resource->asked = undecided;
    resource->reneged = resource->balked = 0;
    des_tally_init(&resource->wait);
    des_timed_reset(&resource->timed_busy, now);
    des_timed_reset(&resource->timed_waiting, now);
}
