/* Requests with more to say: patience, several servers, a known time of service. */
#include <math.h>
#include <stdlib.h>

#include "resource_internal.h"

struct des_request des_request_of(int32_t priority, struct des_event granted) {
    const struct des_event none = {.kind = DES_NO_KIND};
    return (struct des_request){.priority = priority,
                                .servers = 1,
                                .granted = granted,
                                .patience = (double)INFINITY,
                                .reneged = none,
                                .service = (double)INFINITY,
                                .done = none};
}

/* ---- patience ---- */

static void tell_reneged(struct des_resource *resource, struct des_event event, int32_t priority) {
    if (event.kind != DES_NO_KIND) {
        /* In the place of the timer that has just fired. */
        enum des_status status =
            des_sim_schedule(resource->sim, desi_sim_now(resource->sim), priority, event, NULL);
        des_assert(resource->sim, status == DES_OK);
    }
}

/* The timer is only pending while its request waits for the first time. */
static void lose_patience(void *context, struct des_sim *sim, const struct des_event *event) {
    struct des_resource *resource = context;
    const uint32_t slot = event->subject;
    struct desi_job *job = &resource->jobs[slot];
    (void)sim;
    job->patience = DES_NO_EVENT;
    tell_reneged(resource, job->reneged, resource->requests[slot].event_priority);
    (void)des_resource_cancel(resource, desi_heap_id(&resource->queue, slot));
}

static enum des_status know_patience(struct des_resource *resource) {
    if (resource->patience_kind != DES_NO_KIND) {
        return DES_OK;
    }
    return desi_sim_add_own_kind(resource->sim, resource->name, "patience ends", lose_patience,
                                 resource, &resource->patience_kind);
}

/* ---- places in the future event set ---- */

static bool ends(const struct desi_job *job) {
    return isfinite(job->service);
}

static bool wants(struct des_event event) {
    return event.kind != DES_NO_KIND;
}

void desi_job_forget_places(struct des_resource *resource, uint32_t slot) {
    const struct desi_job *job = &resource->jobs[slot];
    if (wants(resource->requests[slot].granted) && !job->begun) {
        desi_sim_forget(resource->sim);
    }
    if (ends(job)) {
        desi_sim_forget(resource->sim);
    }
    if (job->patience != DES_NO_EVENT) {
        (void)des_sim_cancel(resource->sim, job->patience);
    }
}

static enum des_status keep_for_grant(struct des_resource *resource, uint32_t slot) {
    const struct desi_request *request = &resource->requests[slot];
    if (!wants(request->granted)) {
        return DES_OK;
    }
    return desi_sim_promise(resource->sim, request->granted, request->event_priority);
}

static enum des_status keep_for_end(struct des_resource *resource, uint32_t slot) {
    if (!ends(&resource->jobs[slot])) {
        return DES_OK;
    }
    return desi_sim_promise(resource->sim, resource->jobs[slot].done,
                            resource->requests[slot].event_priority);
}

static enum des_status start_patience(struct des_resource *resource, uint32_t slot) {
    struct desi_job *job = &resource->jobs[slot];
    if (!isfinite(job->deadline)) {
        return DES_OK;
    }
    const struct des_event timer = {resource->patience_kind, slot, 0};
    return des_sim_schedule(resource->sim, job->deadline, resource->requests[slot].event_priority,
                            timer, &job->patience);
}

static enum des_status keep_places(struct des_resource *resource, uint32_t slot) {
    enum des_status status = keep_for_grant(resource, slot);
    if (status != DES_OK) {
        return status;
    }
    status = keep_for_end(resource, slot);
    if (status == DES_OK) {
        status = start_patience(resource, slot);
        if (status != DES_OK && ends(&resource->jobs[slot])) {
            desi_sim_forget(resource->sim);
        }
    }
    if (status != DES_OK && wants(resource->requests[slot].granted)) {
        desi_sim_forget(resource->sim);
    }
    return status;
}

/* ---- asking ---- */

static bool is_sound(const struct des_resource *resource, const struct des_request *request) {
    const double latest = desi_sim_now(resource->sim) + request->patience;
    return request->servers > 0 && request->patience >= 0 && request->service >= 0 &&
           isinf(latest) == isinf(request->patience) &&
           (!wants(request->reneged) ||
            des_sim_kind_name(resource->sim, request->reneged.kind) != NULL);
}

enum des_status desi_resource_know_jobs(struct des_resource *resource) {
    if (resource->jobs) {
        return DES_OK;
    }
    const uint32_t capacity = resource->request_capacity > 0 ? resource->request_capacity : 16;
    resource->jobs = malloc(capacity * sizeof(*resource->jobs));
    if (!resource->jobs) {
        return DES_ENOMEM;
    }
    resource->job_capacity = capacity;
    return DES_OK;
}

static enum des_status prepare(struct des_resource *resource, const struct des_request *request) {
    if (desi_resource_know_jobs(resource) != DES_OK) {
        return DES_ENOMEM;
    }
    if (isfinite(request->patience) && know_patience(resource) != DES_OK) {
        return DES_ENOMEM;
    }
    return desi_resource_make_room(resource);
}

static bool goes_first(struct des_resource *resource, uint64_t rank, uint64_t order) {
    const struct desi_key *first = desi_heap_first(&resource->queue);
    const struct desi_key own = {rank, order, DESI_NOWHERE};
    return !first || (!resource->urgency && desi_key_before(&own, first));
}

bool desi_resource_is_full(struct des_resource *resource, uint64_t rank, uint64_t order,
                           uint32_t servers) {
    return desi_heap_count(&resource->queue) >= resource->waiting_room &&
           !(goes_first(resource, rank, order) &&
             desi_resource_has_room(resource, rank, order, servers));
}

static void write_down(struct des_resource *resource, uint32_t slot, uint64_t rank, uint64_t order,
                       const struct des_request *asked) {
    const double now = desi_sim_now(resource->sim);
    resource->requests[slot] = (struct desi_request){.asked = now,
                                                     .granted = asked->granted,
                                                     .event_priority = asked->event_priority,
                                                     .has_job = true};
    resource->jobs[slot] = (struct desi_job){.rank = rank,
                                             .order = order,
                                             .servers = asked->servers,
                                             .deadline = now + asked->patience,
                                             .reneged = asked->reneged,
                                             .service = asked->service,
                                             .remaining = asked->service,
                                             .done = asked->done};
}

static enum des_status enter(struct des_resource *resource, uint64_t rank, uint64_t order,
                             const struct des_request *request, des_request_id *id) {
    const uint32_t slot = desi_heap_take(&resource->queue);
    write_down(resource, slot, rank, order, request);
    enum des_status status = keep_places(resource, slot);
    if (status != DES_OK) {
        desi_heap_give(&resource->queue, slot);
        return status;
    }
    desi_heap_insert(&resource->queue, rank, order, slot);
    resource->asked++;
    const des_request_id entered = desi_heap_id(&resource->queue, slot);
    if (id) {
        *id = entered;
    }
    desi_resource_trace(resource, DES_RESOURCE_ASKED, entered);
    desi_resource_serve(resource);
    return DES_OK;
}

enum des_status des_resource_ask(struct des_resource *resource, const struct des_request *request,
                                 des_request_id *id) {
    if (!is_sound(resource, request)) {
        return DES_ERANGE;
    }
    desi_resource_settle(resource);
    if (prepare(resource, request) != DES_OK) {
        return DES_ENOMEM;
    }
    const uint64_t rank = desi_request_rank(request->priority);
    const uint64_t order = desi_resource_next_order(resource);
    if (desi_resource_is_full(resource, rank, order, request->servers)) {
        des_resource_balk(resource);
        return DES_ERANGE;
    }
    return enter(resource, rank, order, request, id);
}

/* ---- while it waits or holds ---- */

enum des_status des_resource_set_priority(struct des_resource *resource, des_request_id id,
                                          int32_t priority) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&resource->queue, id) || desi_request_is_part(resource, slot) ||
        resource->requests[slot].state != DESI_WAITING) {
        return DES_ESTALE;
    }
    desi_heap_settle(&resource->queue);
    const uint64_t rank = desi_request_rank(priority);
    const uint64_t order = desi_heap_key(&resource->queue, slot)->order;
    desi_heap_move(&resource->queue, slot, rank, order);
    if (desi_request_has_job(resource, slot)) {
        resource->jobs[slot].rank = rank;
    }
    desi_resource_serve(resource);
    return DES_OK;
}

static bool holds(struct des_resource *resource, des_request_id id) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&resource->queue, id) || !desi_request_has_job(resource, slot) ||
        desi_request_is_part(resource, slot)) {
        return false;
    }
    if (resource->requests[slot].state == DESI_GRANTED && desi_has_fired(resource, slot)) {
        desi_resource_record_grant(resource, slot);
    }
    return resource->requests[slot].state == DESI_HOLDING;
}

enum des_status des_resource_finish(struct des_resource *resource, des_request_id id) {
    if (!holds(resource, id)) {
        return DES_ESTALE;
    }
    const uint32_t slot = (uint32_t)id;
    const struct desi_job *job = &resource->jobs[slot];
    if (ends(job)) {
        (void)des_sim_cancel(resource->sim, job->done_id);
    }
    resource->busy -= job->servers;
    resource->held -= job->servers;
    desi_list_remove(resource, &resource->holders, slot);
    desi_heap_give(&resource->queue, slot);
    desi_resource_trace(resource, DES_RESOURCE_FINISHED, id);
    desi_resource_serve(resource);
    return DES_OK;
}
