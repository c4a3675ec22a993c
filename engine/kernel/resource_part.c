/* Parts of joint requests in the queue of a resource. */
#include <math.h>

#include "joint_internal.h"

static bool may_be_passed(const struct des_resource *resource, uint32_t slot) {
    return desi_request_is_part(resource, slot) &&
           desi_joint_may_be_passed(resource->joint, resource->jobs[slot].claim);
}

/* ---- coming ---- */

enum des_status desi_part_prepare(struct des_resource *resource) {
    desi_resource_settle(resource);
    enum des_status status = desi_resource_know_jobs(resource);
    return status == DES_OK ? desi_resource_make_room(resource) : status;
}

uint32_t desi_part_enter(struct des_resource *resource, int32_t priority, uint32_t servers,
                         struct des_joint *joint, uint32_t claim) {
    const struct des_event none = {.kind = DES_NO_KIND};
    const uint64_t rank = desi_request_rank(priority), order = desi_resource_next_order(resource);
    const uint32_t slot = desi_heap_take(&resource->queue);
    resource->requests[slot] = (struct desi_request){
        .asked = des_sim_now(resource->sim), .granted = none, .has_job = true};
    resource->jobs[slot] = (struct desi_job){.rank = rank,
                                             .order = order,
                                             .servers = servers,
                                             .deadline = (double)INFINITY,
                                             .reneged = none,
                                             .service = (double)INFINITY,
                                             .remaining = (double)INFINITY,
                                             .done = none,
                                             .joint = joint,
                                             .claim = claim};
    desi_heap_insert(&resource->queue, rank, order, slot);
    return slot;
}

void desi_part_count(struct des_resource *resource, uint32_t slot) {
    resource->asked++;
    desi_resource_trace(resource, DES_RESOURCE_ASKED, desi_heap_id(&resource->queue, slot));
}

void desi_part_forget(struct des_resource *resource, uint32_t slot) {
    desi_heap_remove(&resource->queue, slot);
    desi_heap_give(&resource->queue, slot);
}

/* ---- who is next ---- */

static bool has_servers(const struct des_resource *resource, uint32_t slot) {
    return (int64_t)resource->servers - (int64_t)resource->busy >=
           (int64_t)resource->jobs[slot].servers;
}

typedef bool (*obstacle)(const struct des_resource *resource, uint32_t slot);

static bool is_firm(const struct des_resource *resource, uint32_t slot) {
    return !may_be_passed(resource, slot);
}

/* Whether none of those before it is an obstacle: O(n). */
static bool is_free_way(const struct des_resource *resource, uint32_t slot, obstacle stops) {
    const struct desi_heap *queue = &resource->queue;
    const struct desi_key own = *desi_heap_key(queue, slot);
    for (uint32_t i = 0; i < queue->length; i++) {
        if (desi_key_before(&queue->keys[i], &own) && stops(resource, queue->keys[i].slot)) {
            return false;
        }
    }
    return true;
}

static bool comes_first(struct des_resource *resource, uint32_t slot) {
    return desi_heap_first(&resource->queue)->slot == slot;
}

bool desi_part_could_go(struct des_resource *resource, uint32_t slot) {
    return has_servers(resource, slot) &&
           (comes_first(resource, slot) || is_free_way(resource, slot, is_firm));
}

static bool could_go(const struct des_resource *resource, uint32_t slot) {
    return desi_joint_could_go(resource->joint, resource->jobs[slot].claim);
}

bool desi_part_passes_none_that_could_go(struct des_resource *resource, uint32_t slot) {
    return comes_first(resource, slot) || is_free_way(resource, slot, could_go);
}

bool desi_part_is_too_many(const struct des_resource *resource) {
    return desi_heap_count(&resource->queue) > resource->waiting_room;
}

/* The next key in order after this one. */
static bool step(const struct desi_heap *queue, struct desi_key *key) {
    const struct desi_key from = *key;
    bool found = false;
    for (uint32_t i = 0; i < queue->length; i++) {
        if (desi_key_before(&from, &queue->keys[i]) &&
            (!found || desi_key_before(&queue->keys[i], key))) {
            *key = queue->keys[i];
            found = true;
        }
    }
    return found;
}

bool desi_resource_serve_part(struct des_resource *resource, struct desi_key key, double now) {
    do {
        if (!desi_request_is_part(resource, key.slot)) {
            return desi_resource_serve_one(resource, key, now);
        }
        if (desi_joint_serve(resource->joint, resource->jobs[key.slot].claim)) {
            return true;
        }
    } while (may_be_passed(resource, key.slot) && !could_go(resource, key.slot) &&
             step(&resource->queue, &key));
    return false;
}

/* ---- going ---- */

void desi_part_grant(struct des_resource *resource, uint32_t slot, des_event_id event) {
    struct desi_request *request = &resource->requests[slot];
    const uint32_t servers = resource->jobs[slot].servers;
    desi_heap_remove(&resource->queue, slot);
    request->wait = des_sim_now(resource->sim) - request->asked;
    request->state = DESI_GRANTED;
    request->event = event;
    desi_grants_append(resource, slot);
    resource->busy += servers;
    resource->held += servers;
    desi_resource_trace(resource, DES_RESOURCE_GRANTED, desi_heap_id(&resource->queue, slot));
}

static void give_back(struct des_resource *resource, uint32_t slot) {
    resource->busy -= resource->jobs[slot].servers;
    resource->held -= resource->jobs[slot].servers;
}

void desi_part_leave(struct des_resource *resource, uint32_t slot) {
    if (resource->requests[slot].state == DESI_WAITING) {
        desi_heap_remove(&resource->queue, slot);
    } else {
        desi_list_remove(resource, &resource->grants, slot);
        give_back(resource, slot);
    }
    resource->reneged++;
    const des_request_id id = desi_heap_id(&resource->queue, slot);
    desi_heap_give(&resource->queue, slot);
    desi_resource_trace(resource, DES_RESOURCE_RENEGED, id);
}

void desi_part_finish(struct des_resource *resource, uint32_t slot) {
    if (resource->requests[slot].state == DESI_GRANTED) {
        desi_resource_record_grant(resource, slot);
    }
    give_back(resource, slot);
    desi_list_remove(resource, &resource->holders, slot);
    const des_request_id id = desi_heap_id(&resource->queue, slot);
    desi_heap_give(&resource->queue, slot);
    desi_resource_trace(resource, DES_RESOURCE_FINISHED, id);
}
