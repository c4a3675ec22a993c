#include "des/resource.h"

#include <stdlib.h>

#include "resource_internal.h"

/* ---- create and destroy ---- */

static const struct desi_slot_list empty = {DESI_NOWHERE, DESI_NOWHERE};

struct des_resource *des_resource_create(struct des_sim *sim, const char *name, uint32_t servers) {
    const struct des_resource_options options = {.servers = servers};
    struct des_resource *resource = NULL;
    return des_resource_create_with(sim, name, &options, &resource) == DES_OK ? resource : NULL;
}

enum des_status des_resource_create_with(struct des_sim *sim, const char *name,
                                         const struct des_resource_options *options,
                                         struct des_resource **resource) {
    if (options->urgency && options->preemption != DES_PREEMPTION_NONE) {
        return DES_ERANGE;
    }
    struct des_resource *created = calloc(1, sizeof(*created));
    if (!created) {
        return DES_ENOMEM;
    }
    const double now = desi_sim_now(sim);
    created->sim = sim;
    created->name = name;
    created->servers = options->servers;
    created->discipline = options->discipline;
    created->preemption = options->preemption;
    created->urgency = options->urgency;
    created->urgency_context = options->urgency_context;
    created->waiting_room = SIZE_MAX;
    created->sequence = 1; /* so that every key goes after {0, 0} */
    created->patience_kind = created->shift_kind = DES_NO_KIND;
    created->grants = created->holders = empty;
    desi_heap_init(&created->queue);
    des_tally_init(&created->wait);
    des_timed_init(&created->timed_busy, now, 0);
    des_timed_init(&created->timed_waiting, now, 0);
    *resource = created;
    return DES_OK;
}

static void forget_places(struct des_resource *resource, uint32_t slot) {
    if (desi_request_has_job(resource, slot)) {
        desi_job_forget_places(resource, slot);
    } else {
        desi_sim_forget(resource->sim);
    }
}

void des_resource_destroy(struct des_resource *resource) {
    if (!resource) {
        return;
    }
    desi_resource_forget_shifts(resource);
    desi_heap_settle(&resource->queue);
    for (uint32_t i = 0; i < resource->queue.length; i++) {
        forget_places(resource, resource->queue.keys[i].slot);
    }
    desi_heap_fini(&resource->queue);
    free(resource->requests);
    free(resource->jobs);
    free(resource);
}

void des_resource_limit(struct des_resource *resource, size_t waiting_room) {
    resource->waiting_room = waiting_room;
}

static enum des_status grow(struct des_resource *resource) {
    const uint32_t capacity = desi_heap_next_capacity(resource->queue.capacity);
    if (capacity == 0) {
        return DES_ENOMEM;
    }
    if (capacity > resource->request_capacity) {
        struct desi_request *requests = realloc(resource->requests, capacity * sizeof(*requests));
        if (!requests) {
            return DES_ENOMEM;
        }
        resource->requests = requests;
        resource->request_capacity = capacity;
    }
    if (resource->jobs && capacity > resource->job_capacity) {
        struct desi_job *jobs = realloc(resource->jobs, capacity * sizeof(*jobs));
        if (!jobs) {
            return DES_ENOMEM;
        }
        resource->jobs = jobs;
        resource->job_capacity = capacity;
    }
    return desi_heap_reserve(&resource->queue, capacity);
}

enum des_status desi_resource_make_room(struct des_resource *resource) {
    return resource->queue.taken < resource->queue.capacity ? DES_OK : grow(resource);
}

/* ---- requests ---- */

void des_resource_balk(struct des_resource *resource) {
    resource->asked++;
    resource->balked++;
    desi_resource_trace(resource, DES_RESOURCE_BALKED, 0);
}

enum des_status des_resource_request(struct des_resource *resource, int32_t priority,
                                     struct des_event granted, int32_t event_priority,
                                     des_request_id *id) {
    const uint64_t rank = desi_request_rank(priority), order = desi_resource_next_order(resource);
    if (desi_heap_count(&resource->queue) >= resource->waiting_room &&
        desi_resource_is_full(resource, rank, order, 1)) {
        des_resource_balk(resource);
        return DES_ERANGE;
    }
    if (desi_resource_make_room(resource) != DES_OK) {
        return DES_ENOMEM;
    }
    enum des_status status = desi_sim_promise(resource->sim, granted, event_priority);
    if (status != DES_OK) {
        return status;
    }
    uint32_t slot = desi_heap_take(&resource->queue);
    resource->requests[slot] = (struct desi_request){
        .asked = desi_sim_now(resource->sim), .granted = granted, .event_priority = event_priority};
    desi_heap_insert(&resource->queue, rank, order, slot);
    resource->asked++;
    if (id) {
        *id = desi_heap_id(&resource->queue, slot);
    }
    desi_resource_trace(resource, DES_RESOURCE_ASKED, desi_heap_id(&resource->queue, slot));
    desi_resource_serve(resource);
    return DES_OK;
}

static bool leave_queue(struct des_resource *resource, uint32_t slot) {
    switch (resource->requests[slot].state) {
    case DESI_WAITING:
        desi_heap_remove(&resource->queue, slot);
        forget_places(resource, slot);
        return true;
    case DESI_GRANTED:
        return desi_resource_withdraw(resource, slot);
    default:
        return false;
    }
}

enum des_status des_resource_cancel(struct des_resource *resource, des_request_id id) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&resource->queue, id) || desi_request_is_part(resource, slot) ||
        !leave_queue(resource, slot)) {
        return DES_ESTALE;
    }
    if (desi_request_has_job(resource, slot) && resource->jobs[slot].begun) {
        resource->displaced--;
        resource->abandoned++;
    } else {
        resource->reneged++;
    }
    desi_heap_give(&resource->queue, slot);
    desi_resource_trace(resource, DES_RESOURCE_RENEGED, id);
    desi_resource_serve(resource);
    return DES_OK;
}

bool des_resource_take(struct des_resource *resource) {
    if (resource->busy >= resource->servers || desi_heap_count(&resource->queue) > 0) {
        return false;
    }
    resource->asked++;
    resource->busy++;
    desi_tally_add(&resource->wait, 0.0);
    desi_timed_set(&resource->timed_busy, desi_sim_now(resource->sim), resource->busy);
    desi_resource_trace(resource, DES_RESOURCE_GRANTED, 0);
    return true;
}

void des_resource_release(struct des_resource *resource) {
    const bool anyone_holds = resource->busy > resource->held;
    des_assert(resource->sim, anyone_holds);
    if (anyone_holds) {
        resource->busy--;
        desi_resource_trace(resource, DES_RESOURCE_FINISHED, 0);
    }
    desi_resource_serve(resource);
}
