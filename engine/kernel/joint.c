/* Several resources together: granting, leaving, giving back. */
#include "des/joint.h"

#include <stdlib.h>

#include "joint_internal.h"

/* ---- trace ---- */

void desi_joint_trace(const struct des_joint *joint, enum des_resource_change change,
                      des_joint_id id) {
    if (joint->watcher) {
        const struct des_joint_step step = {des_sim_now(joint->sim), change, id,
                                            desi_pool_count(&joint->pool)};
        joint->watcher(joint->watcher_context, joint, &step);
    }
}

void des_joint_watch(struct des_joint *joint, des_joint_watcher watcher, void *context) {
    joint->watcher = watcher;
    joint->watcher_context = context;
}

/* ---- serving ---- */

void desi_joint_touch(struct des_joint *joint, const struct desi_claim *claim) {
    for (uint32_t i = 0; i < claim->count; i++) {
        if (claim->parts[i].resource) {
            joint->touched |= (uint64_t)1 << claim->parts[i].resource->joint_index;
        }
    }
}

void desi_joint_serve_touched(struct des_joint *joint) {
    if (joint->serving) {
        return;
    }
    joint->serving = true;
    while (joint->touched != 0) {
        const int index = __builtin_ctzll(joint->touched);
        joint->touched &= joint->touched - 1;
        desi_resource_serve(joint->resources[index]);
    }
    joint->serving = false;
}

bool desi_joint_could_go(const struct des_joint *joint, uint32_t slot) {
    const struct desi_claim *claim = &joint->claims[slot];
    for (uint32_t i = 0; i < claim->count; i++) {
        if (!desi_part_could_go(claim->parts[i].resource, claim->parts[i].slot)) {
            return false;
        }
    }
    return true;
}

bool desi_joint_is_next(const struct des_joint *joint, uint32_t slot) {
    const struct desi_claim *claim = &joint->claims[slot];
    bool next = desi_joint_could_go(joint, slot);
    for (uint32_t i = 0; i < claim->count && next; i++) {
        next = desi_part_passes_none_that_could_go(claim->parts[i].resource, claim->parts[i].slot);
    }
    return next;
}

static void grant(struct des_joint *joint, struct desi_claim *claim) {
    claim->event = desi_pool_wake_one(&joint->pool, claim->waiter);
    (void)des_sim_cancel(joint->sim, claim->patience);
    for (uint32_t i = 0; i < claim->count; i++) {
        desi_part_grant(claim->parts[i].resource, claim->parts[i].slot, claim->event);
    }
    const uint32_t slot = (uint32_t)(claim - joint->claims);
    desi_joint_trace(joint, DES_RESOURCE_GRANTED, desi_heap_id(&joint->slots, slot));
    desi_joint_touch(joint, claim);
}

/* Who waited for one that could go, and cannot any more, may be next anywhere. */
static void touch_passed(struct des_joint *joint) {
    if (des_sim_now(joint->sim) < joint->passing_until) {
        joint->touched = UINT64_MAX >> (DES_JOINT_RESOURCES - joint->count);
    }
}

bool desi_joint_serve(struct des_joint *joint, uint32_t slot) {
    if (!desi_joint_is_next(joint, slot)) {
        return false;
    }
    grant(joint, &joint->claims[slot]);
    touch_passed(joint);
    desi_joint_serve_touched(joint);
    return true;
}

bool desi_joint_may_be_passed(const struct des_joint *joint, uint32_t slot) {
    return des_sim_now(joint->sim) < joint->claims[slot].passed_until;
}

void desi_joint_release(struct des_joint *joint, uint32_t slot) {
    joint->claims[slot].count = 0;
    desi_heap_give(&joint->slots, slot);
}

/* ---- leaving ---- */

/* Its servers are free, those who wait not served yet. */
static enum des_status leave(struct des_joint *joint, struct desi_claim *claim) {
    if (desi_pool_leave(&joint->pool, claim->waiter) != DES_OK) {
        return DES_ESTALE;
    }
    (void)des_sim_cancel(joint->sim, claim->patience);
    for (uint32_t i = 0; i < claim->count; i++) {
        desi_part_leave(claim->parts[i].resource, claim->parts[i].slot);
    }
    desi_joint_touch(joint, claim);
    return DES_OK;
}

enum des_status des_joint_cancel(struct des_joint *joint, des_joint_id id) {
    const uint32_t slot = (uint32_t)id;
    if (!desi_heap_is_current(&joint->slots, id) || leave(joint, &joint->claims[slot]) != DES_OK) {
        return DES_ESTALE;
    }
    desi_joint_release(joint, slot);
    desi_joint_trace(joint, DES_RESOURCE_RENEGED, id);
    desi_joint_serve_touched(joint);
    return DES_OK;
}

/* The timer is only pending while its request waits. */
void desi_joint_lose_patience(void *context, struct des_sim *sim, const struct des_event *event) {
    struct des_joint *joint = context;
    struct desi_claim *claim = &joint->claims[event->subject];
    claim->patience = DES_NO_EVENT;
    if (claim->reneged.kind != DES_NO_KIND) {
        /* In the place of the timer that has just fired. */
        enum des_status status =
            des_sim_schedule(sim, des_sim_now(sim), claim->event_priority, claim->reneged, NULL);
        des_assert(sim, status == DES_OK);
    }
    (void)des_joint_cancel(joint, desi_heap_id(&joint->slots, event->subject));
}

/* ---- giving back ---- */

/* NULL unless it holds something. */
static struct desi_claim *holder(struct des_joint *joint, des_joint_id id) {
    if (!desi_heap_is_current(&joint->slots, id)) {
        return NULL;
    }
    struct desi_claim *claim = &joint->claims[(uint32_t)id];
    const bool holds =
        claim->event != DES_NO_EVENT && !des_sim_peek(joint->sim, claim->event, NULL);
    return holds ? claim : NULL;
}

static bool give_back(struct desi_claim *claim, const struct des_resource *only) {
    bool found = false;
    for (uint32_t i = 0; i < claim->count; i++) {
        struct desi_part *part = &claim->parts[i];
        if (part->resource && (!only || part->resource == only)) {
            desi_part_finish(part->resource, part->slot);
            part->resource = only ? NULL : part->resource;
            found = true;
        }
    }
    return found;
}

enum des_status des_joint_finish(struct des_joint *joint, des_joint_id id) {
    struct desi_claim *claim = holder(joint, id);
    if (!claim || !give_back(claim, NULL)) {
        return DES_ESTALE;
    }
    desi_joint_touch(joint, claim);
    desi_joint_release(joint, (uint32_t)id);
    desi_joint_trace(joint, DES_RESOURCE_FINISHED, id);
    desi_joint_serve_touched(joint);
    return DES_OK;
}

static bool has_given_all(const struct desi_claim *claim) {
    for (uint32_t i = 0; i < claim->count; i++) {
        if (claim->parts[i].resource) {
            return false;
        }
    }
    return true;
}

enum des_status des_joint_finish_one(struct des_joint *joint, des_joint_id id,
                                     const struct des_resource *resource) {
    struct desi_claim *claim = holder(joint, id);
    if (!claim || !resource || !give_back(claim, resource)) {
        return DES_ESTALE;
    }
    joint->touched |= (uint64_t)1 << resource->joint_index;
    if (has_given_all(claim)) {
        desi_joint_release(joint, (uint32_t)id);
        desi_joint_trace(joint, DES_RESOURCE_FINISHED, id);
    }
    desi_joint_serve_touched(joint);
    return DES_OK;
}

/* ---- create and destroy ---- */

static bool may_join(const struct des_resource *resource) {
    return !resource->joint && resource->discipline == DES_FIFO && !resource->urgency;
}

/* Takes the resources in; out again when one may not. */
static bool unite(struct des_joint *joint, struct des_resource *const *resources, size_t count) {
    for (joint->count = 0; joint->count < count; joint->count++) {
        struct des_resource *resource = resources[joint->count];
        if (!may_join(resource)) {
            return false;
        }
        resource->joint = joint;
        resource->joint_index = joint->count;
        joint->resources[joint->count] = resource;
    }
    return true;
}

enum des_status des_joint_create(struct des_sim *sim, const char *name,
                                 struct des_resource *const *resources, size_t count,
                                 struct des_joint **joint) {
    if (count == 0 || count > DES_JOINT_RESOURCES) {
        return DES_ERANGE;
    }
    struct des_joint *created = calloc(1, sizeof(*created));
    if (!created) {
        return DES_ENOMEM;
    }
    created->sim = sim;
    created->name = name;
    created->patience_kind = DES_NO_KIND;
    created->passing_until = des_sim_now(sim);
    desi_heap_init(&created->slots);
    desi_pool_init(&created->pool, sim);
    if (!unite(created, resources, count)) {
        des_joint_destroy(created);
        return DES_ERANGE;
    }
    *joint = created;
    return DES_OK;
}

void des_joint_destroy(struct des_joint *joint) {
    if (!joint) {
        return;
    }
    for (uint32_t slot = 0; slot < joint->slots.fresh; slot++) {
        struct desi_claim *claim = &joint->claims[slot];
        if (claim->count > 0 && leave(joint, claim) != DES_OK) {
            (void)give_back(claim, NULL);
            desi_joint_touch(joint, claim);
        }
    }
    desi_joint_serve_touched(joint);
    for (uint32_t i = 0; i < joint->count; i++) {
        joint->resources[i]->joint = NULL;
    }
    desi_pool_fini(&joint->pool);
    desi_heap_fini(&joint->slots);
    free(joint->claims);
    free(joint);
}

/* ---- what was seen ---- */

const char *des_joint_name(const struct des_joint *joint) {
    return joint->name;
}

size_t des_joint_waiting(const struct des_joint *joint) {
    return desi_pool_count(&joint->pool);
}

struct des_joint_record des_joint_observe(const struct des_joint *joint) {
    return (struct des_joint_record){.requests = desi_pool_observe(&joint->pool),
                                     .balked = joint->balked};
}

void des_joint_reset(struct des_joint *joint) {
    desi_pool_reset(&joint->pool);
    joint->balked = 0;
}
