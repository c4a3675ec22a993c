#include "resource_internal.h"

#include <math.h>

/* ---- lists of slots ---- */

static inline void append(struct des_resource *resource, struct desi_slot_list *list,
                          uint32_t slot) {
    struct desi_request *request = &resource->requests[slot];
    request->previous = list->last;
    request->next = DESI_NOWHERE;
    if (list->last == DESI_NOWHERE) {
        list->first = slot;
    } else {
        resource->requests[list->last].next = slot;
    }
    list->last = slot;
}

void desi_list_append(struct des_resource *resource, struct desi_slot_list *list, uint32_t slot) {
    append(resource, list, slot);
}

void desi_grants_append(struct des_resource *resource, uint32_t slot) {
    resource->last_grant = desi_sim_now(resource->sim);
    desi_list_append(resource, &resource->grants, slot);
}

void desi_list_remove(struct des_resource *resource, struct desi_slot_list *list, uint32_t slot) {
    const struct desi_request *request = &resource->requests[slot];
    if (request->previous == DESI_NOWHERE) {
        list->first = request->next;
    } else {
        resource->requests[request->previous].next = request->next;
    }
    if (request->next == DESI_NOWHERE) {
        list->last = request->previous;
    } else {
        resource->requests[request->next].previous = request->previous;
    }
}

/* ---- places in the future event set ---- */

/* The place of an event that was just cancelled is kept: this never fails. */
static void keep_place(struct des_resource *resource, struct des_event event, int32_t priority) {
    enum des_status status = desi_sim_promise(resource->sim, event, priority);
    des_assert(resource->sim, status == DES_OK);
}

/* Schedules an event whose place was kept. */
static des_event_id schedule_kept(struct des_resource *resource, double time, int32_t priority,
                                  struct des_event event) {
    des_event_id id = DES_NO_EVENT;
    desi_sim_forget(resource->sim);
    enum des_status status = des_sim_schedule(resource->sim, time, priority, event, &id);
    des_assert(resource->sim, status == DES_OK);
    return id;
}

/* Patience stops counting with a grant; its place is kept until the grant has
 * fired, as the grant may be taken back. */
static void stop_patience(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    if (job->patience != DES_NO_EVENT) {
        const struct des_event timer = {resource->patience_kind, slot, 0};
        (void)des_sim_cancel(resource->sim, job->patience);
        job->patience = DES_NO_EVENT;
        keep_place(resource, timer, resource->requests[slot].event_priority);
    }
}

static void resume_patience(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    if (isfinite(job->deadline)) {
        const struct des_event timer = {resource->patience_kind, slot, 0};
        job->patience =
            schedule_kept(resource, job->deadline, resource->requests[slot].event_priority, timer);
    }
}

static void forget_patience(struct des_resource *resource, uint32_t slot) {
    if (isfinite(resource->jobs[slot].deadline)) {
        desi_sim_forget(resource->sim);
    }
}

/* ---- on record ---- */

static void become_holder(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    forget_patience(resource, slot);
    job->begun = true;
    resource->requests[slot].state = DESI_HOLDING;
    desi_list_append(resource, &resource->holders, slot);
}

void desi_resource_record_grant(struct des_resource *resource, uint32_t slot) {
    desi_tally_add(&resource->wait, resource->requests[slot].wait);
    desi_list_remove(resource, &resource->grants, slot);
    if (desi_request_has_job(resource, slot)) {
        become_holder(resource, slot);
    } else {
        desi_heap_give(&resource->queue, slot);
    }
}

/* The first of the grants, of a request without a job. */
static void record_first(struct des_resource *resource, const struct desi_request *request) {
    const uint32_t slot = resource->grants.first;
    resource->grants.first = request->next;
    if (request->next == DESI_NOWHERE) {
        resource->grants.last = DESI_NOWHERE;
    } else {
        resource->requests[request->next].previous = DESI_NOWHERE;
    }
    desi_tally_add(&resource->wait, request->wait);
    desi_heap_give(&resource->queue, slot);
}

void desi_resource_settle_grants(struct des_resource *resource) {
    while (resource->grants.first != DESI_NOWHERE &&
           desi_has_fired(resource, resource->grants.first)) {
        const struct desi_request *request = &resource->requests[resource->grants.first];
        if (request->has_job) {
            desi_resource_record_grant(resource, resource->grants.first);
        } else {
            record_first(resource, request);
        }
    }
}

/* ---- grants ---- */

static inline void announce(struct des_resource *resource, uint32_t slot) {
    struct desi_request *request = &resource->requests[slot];
    request->state = DESI_GRANTED;
    resource->last_grant = desi_sim_now(resource->sim);
    append(resource, &resource->grants, slot);
    request->event = desi_sim_keep(resource->sim, request->granted, request->event_priority);
}

static void resume(struct des_resource *resource, uint32_t slot) {
    resource->displaced--;
    resource->requests[slot].state = DESI_HOLDING;
    desi_list_append(resource, &resource->holders, slot);
}

static void begin(struct des_resource *resource, uint32_t slot) {
    stop_patience(resource, slot);
    if (resource->requests[slot].granted.kind != DES_NO_KIND) {
        announce(resource, slot);
        return;
    }
    desi_tally_add(&resource->wait, resource->requests[slot].wait);
    become_holder(resource, slot);
}

static void grant_job(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    resource->held += job->servers;
    if (job->begun) {
        resume(resource, slot);
    } else {
        begin(resource, slot);
    }
    if (isfinite(job->service)) {
        job->end = desi_sim_now(resource->sim) + job->remaining;
        job->done_id =
            schedule_kept(resource, job->end, resource->requests[slot].event_priority, job->done);
    }
}

static inline void grant_one(struct des_resource *resource, uint32_t slot, double now) {
    struct desi_request *request = &resource->requests[slot];
    request->wait = now - request->asked;
    resource->busy++;
    announce(resource, slot);
    desi_resource_trace(resource, DES_RESOURCE_GRANTED, desi_heap_id(&resource->queue, slot));
}

static void grant(struct des_resource *resource, uint32_t slot, double now) {
    if (!desi_request_has_job(resource, slot)) {
        grant_one(resource, slot, now);
        return;
    }
    resource->requests[slot].wait = now - resource->requests[slot].asked;
    resource->busy += resource->jobs[slot].servers;
    grant_job(resource, slot);
    desi_resource_trace(resource, DES_RESOURCE_GRANTED, desi_heap_id(&resource->queue, slot));
}

bool desi_resource_withdraw(struct des_resource *resource, uint32_t slot) {
    if (des_sim_cancel(resource->sim, resource->requests[slot].event) != DES_OK) {
        return false;
    }
    desi_list_remove(resource, &resource->grants, slot);
    if (desi_request_has_job(resource, slot)) {
        const struct desi_job *job = &resource->jobs[slot];
        (void)des_sim_cancel(resource->sim, job->done_id);
        forget_patience(resource, slot);
        resource->held -= job->servers;
    }
    resource->busy -= desi_request_servers(resource, slot);
    return true;
}

/* ---- taking servers back ---- */

/* A job that can be displaced is one whose end the resource knows. */
static bool goes_after(const struct des_resource *resource, uint32_t slot, struct desi_key key) {
    if (!desi_request_has_job(resource, slot)) {
        return false;
    }
    const struct desi_job *job = &resource->jobs[slot];
    const struct desi_key own = {job->rank, job->order, slot};
    return desi_key_before(&key, &own) && des_sim_peek(resource->sim, job->done_id, NULL);
}

static uint64_t displaceable_in(const struct des_resource *resource,
                                const struct desi_slot_list *list, struct desi_key key) {
    uint64_t servers = 0;
    for (uint32_t slot = list->first; slot != DESI_NOWHERE; slot = resource->requests[slot].next) {
        if (goes_after(resource, slot, key)) {
            servers += resource->jobs[slot].servers;
        }
    }
    return servers;
}

static uint64_t displaceable(const struct des_resource *resource, struct desi_key key) {
    return displaceable_in(resource, &resource->holders, key) +
           displaceable_in(resource, &resource->grants, key);
}

static void last_in(const struct des_resource *resource, const struct desi_slot_list *list,
                    struct desi_key *last) {
    for (uint32_t slot = list->first; slot != DESI_NOWHERE; slot = resource->requests[slot].next) {
        if (goes_after(resource, slot, *last)) {
            *last = (struct desi_key){resource->jobs[slot].rank, resource->jobs[slot].order, slot};
        }
    }
}

/* What fired at this very time has not been seen by settle when another grant,
 * not fired yet, stands before it. */
static void leave_service(struct des_resource *resource, uint32_t slot) {
    struct desi_request *request = &resource->requests[slot];
    if (request->state == DESI_GRANTED && desi_has_fired(resource, slot)) {
        desi_resource_record_grant(resource, slot);
    }
    if (request->state == DESI_HOLDING) {
        desi_list_remove(resource, &resource->holders, slot);
        resource->preemptions++;
        resource->displaced++;
        return;
    }
    desi_list_remove(resource, &resource->grants, slot);
    (void)des_sim_cancel(resource->sim, request->event);
    request->event = DES_NO_EVENT;
    keep_place(resource, request->granted, request->event_priority);
    resume_patience(resource, slot);
}

static void displace(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    const double left = job->end - desi_sim_now(resource->sim);
    (void)des_sim_cancel(resource->sim, job->done_id);
    keep_place(resource, job->done, resource->requests[slot].event_priority);
    leave_service(resource, slot);
    if (resource->requests[slot].state == DESI_HOLDING &&
        resource->preemption != DES_PREEMPTION_REPEAT) {
        job->remaining = left;
    }
    resource->requests[slot].state = DESI_WAITING;
    resource->busy -= job->servers;
    resource->held -= job->servers;
    desi_heap_insert(&resource->queue, job->rank, job->order, slot);
    desi_resource_trace(resource, DES_RESOURCE_DISPLACED, desi_heap_id(&resource->queue, slot));
}

bool desi_resource_displace_last(struct des_resource *resource, uint64_t rank, uint64_t order) {
    struct desi_key last = {rank, order, DESI_NOWHERE};
    last_in(resource, &resource->holders, &last);
    last_in(resource, &resource->grants, &last);
    if (last.slot == DESI_NOWHERE) {
        return false;
    }
    displace(resource, last.slot);
    return true;
}

static int64_t free_servers(const struct des_resource *resource) {
    return (int64_t)resource->servers - (int64_t)resource->busy;
}

bool desi_resource_has_room(const struct des_resource *resource, uint64_t rank, uint64_t order,
                            uint32_t servers) {
    if (free_servers(resource) >= (int64_t)servers) {
        return true;
    }
    return resource->preemption != DES_PREEMPTION_NONE &&
           free_servers(resource) +
                   (int64_t)displaceable(resource, (struct desi_key){rank, order, 0}) >=
               (int64_t)servers;
}

/* ---- who is next ---- */

/* The order of doubles as that of integers. */
static uint64_t rank_of(double urgency) {
    const union {
        double value;
        uint64_t bits;
    } as = {.value = urgency + 0.0};
    return as.bits >> 63 ? ~as.bits : as.bits | (uint64_t)1 << 63;
}

static struct desi_key urgency_key(const struct des_resource *resource, struct desi_key key) {
    const struct desi_request *request = &resource->requests[key.slot];
    const int32_t priority = (int32_t)((int64_t)key.rank + INT32_MIN);
    const double urgency = resource->urgency(resource->urgency_context, &request->granted, priority,
                                             desi_sim_now(resource->sim) - request->asked);
    des_assert(resource->sim, !isnan(urgency));
    key.rank = rank_of(urgency);
    return key;
}

static uint32_t most_urgent(struct des_resource *resource) {
    struct desi_heap *queue = &resource->queue;
    desi_heap_settle(queue);
    struct desi_key best = urgency_key(resource, queue->keys[0]);
    for (uint32_t i = 1; i < queue->length; i++) {
        const struct desi_key key = urgency_key(resource, queue->keys[i]);
        if (desi_key_before(&key, &best)) {
            best = key;
        }
    }
    return best.slot;
}

static bool fits(const struct des_resource *resource, const struct desi_key *key) {
    return desi_resource_has_room(resource, key->rank, key->order,
                                  desi_request_servers(resource, key->slot));
}

/* Its key is copied: those displaced for it go into the queue, after it. */
static void serve_first(struct des_resource *resource, struct desi_key key, double now) {
    desi_heap_remove(&resource->queue, key.slot);
    const int64_t wanted = (int64_t)desi_request_servers(resource, key.slot);
    while (free_servers(resource) < wanted &&
           desi_resource_displace_last(resource, key.rank, key.order)) {
    }
    grant(resource, key.slot, now);
}

bool desi_resource_serve_one(struct des_resource *resource, struct desi_key key, double now) {
    if (!fits(resource, &key)) {
        return false;
    }
    serve_first(resource, key, now);
    return true;
}

static bool serve_most_urgent(struct des_resource *resource, double now) {
    const uint32_t slot = most_urgent(resource);
    if (free_servers(resource) < (int64_t)desi_request_servers(resource, slot)) {
        return false;
    }
    desi_heap_remove(&resource->queue, slot);
    grant(resource, slot, now);
    return true;
}

static bool serve_with_displacement(struct des_resource *resource, const struct desi_key *first,
                                    double now) {
    const uint32_t slot = first->slot;
    if (desi_request_is_part(resource, slot)) {
        return desi_resource_serve_part(resource, *first, now);
    }
    if (!fits(resource, first)) {
        return false;
    }
    if (free_servers(resource) >= (int64_t)desi_request_servers(resource, slot)) {
        desi_heap_pop(&resource->queue);
        grant(resource, slot, now);
    } else {
        serve_first(resource, *first, now);
    }
    return true;
}

static bool serve_next(struct des_resource *resource, double now) {
    if (resource->urgency) {
        return serve_most_urgent(resource, now);
    }
    const struct desi_key *first = desi_heap_first(&resource->queue);
    const uint32_t slot = first->slot;
    if (desi_request_has_job(resource, slot) || resource->busy >= resource->servers) {
        return serve_with_displacement(resource, first, now);
    }
    desi_heap_pop(&resource->queue);
    grant_one(resource, slot, now);
    return true;
}

/* Those granted before have fired but for what is granted at this very time, so
 * that the list of grants is mostly empty when one is added. */
void desi_resource_hand_out(struct des_resource *resource) {
    const double now = desi_sim_now(resource->sim);
    desi_resource_settle(resource);
    while (desi_resource_may_serve(resource) && serve_next(resource, now)) {
    }
    desi_resource_note(resource);
}
