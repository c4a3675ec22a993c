/* What was seen: queries, the record, the trace. */
#include "resource_internal.h"

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
    const double now = desi_sim_now(resource->sim);
    struct des_tally wait = resource->wait;
    for (uint32_t slot = resource->grants.first; slot != DESI_NOWHERE;
         slot = resource->requests[slot].next) {
        desi_tally_add(&wait, resource->requests[slot].wait);
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
        .preemptions = resource->preemptions,
        .abandoned = resource->abandoned,
        .displaced = resource->displaced,
    };
}

void des_resource_reset(struct des_resource *resource) {
    const double now = desi_sim_now(resource->sim);
    uint64_t undecided = desi_heap_count(&resource->queue) - resource->displaced;
    uint32_t next;
    for (uint32_t slot = resource->grants.first; slot != DESI_NOWHERE; slot = next) {
        next = resource->requests[slot].next;
        if (desi_has_fired(resource, slot)) {
            desi_resource_record_grant(resource, slot);
        } else {
            undecided++;
        }
    }
    resource->asked = undecided;
    resource->reneged = resource->balked = 0;
    resource->preemptions = resource->abandoned = 0;
    des_tally_init(&resource->wait);
    des_timed_reset(&resource->timed_busy, now);
    des_timed_reset(&resource->timed_waiting, now);
}

void des_resource_watch(struct des_resource *resource, des_resource_watcher watcher,
                        void *context) {
    resource->watcher = watcher;
    resource->watcher_context = context;
}

void desi_resource_tell(struct des_resource *resource, enum des_resource_change change,
                        des_request_id id) {
    const struct des_resource_step step = {
        .time = desi_sim_now(resource->sim),
        .change = change,
        .id = id,
        .granted = id != 0 ? &resource->requests[(uint32_t)id].granted : NULL,
        .servers = resource->servers,
        .busy = resource->busy,
        .waiting = desi_heap_count(&resource->queue),
    };
    resource->watcher(resource->watcher_context, resource, &step);
}
