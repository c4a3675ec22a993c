/* Asking for several resources together. */
#include <math.h>
#include <stdlib.h>

#include "joint_internal.h"

static bool is_need(const struct des_joint *joint, const struct des_joint_request *request,
                    size_t i) {
    for (size_t j = 0; j < i; j++) {
        if (request->needs[j].resource == request->needs[i].resource) {
            return false;
        }
    }
    return request->needs[i].servers > 0 && request->needs[i].resource->joint == joint;
}

static bool is_sound(const struct des_joint *joint, const struct des_joint_request *request) {
    if (request->count == 0 || request->count > DES_JOINT_NEEDS || !(request->patience >= 0) ||
        !(request->passed_for >= 0) || request->event_priority < INT16_MIN ||
        request->event_priority > INT16_MAX ||
        !des_sim_kind_name(joint->sim, request->granted.kind) ||
        (request->reneged.kind != DES_NO_KIND &&
         !des_sim_kind_name(joint->sim, request->reneged.kind))) {
        return false;
    }
    for (size_t i = 0; i < request->count; i++) {
        if (!is_need(joint, request, i)) {
            return false;
        }
    }
    return true;
}

static enum des_status make_room(struct des_joint *joint) {
    if (joint->slots.taken < joint->slots.capacity) {
        return DES_OK;
    }
    const uint32_t capacity = desi_heap_next_capacity(joint->slots.capacity);
    if (capacity == 0) {
        return DES_ENOMEM;
    }
    if (capacity > joint->capacity) {
        struct desi_claim *claims = realloc(joint->claims, capacity * sizeof(*claims));
        if (!claims) {
            return DES_ENOMEM;
        }
        joint->claims = claims;
        joint->capacity = capacity;
    }
    return desi_heap_reserve(&joint->slots, capacity);
}

static enum des_status prepare(struct des_joint *joint, const struct des_joint_request *request) {
    enum des_status status = make_room(joint);
    for (size_t i = 0; i < request->count && status == DES_OK; i++) {
        status = desi_part_prepare(request->needs[i].resource);
    }
    if (status == DES_OK && isfinite(request->patience) && joint->patience_kind == DES_NO_KIND) {
        status = desi_sim_add_own_kind(joint->sim, joint->name, "patience ends",
                                       desi_joint_lose_patience, joint, &joint->patience_kind);
    }
    return status;
}

static enum des_status start_patience(struct des_joint *joint, uint32_t slot, double patience) {
    struct desi_claim *claim = &joint->claims[slot];
    const struct des_event timer = {joint->patience_kind, slot, 0};
    if (!isfinite(patience)) {
        return DES_OK;
    }
    return des_sim_schedule(joint->sim, des_sim_now(joint->sim) + patience, claim->event_priority,
                            timer, &claim->patience);
}

static void enter(struct des_joint *joint, uint32_t slot, const struct des_joint_request *request) {
    struct desi_claim *claim = &joint->claims[slot];
    for (uint32_t i = 0; i < claim->count; i++) {
        const struct des_joint_need *need = &request->needs[i];
        claim->parts[i].resource = need->resource;
        claim->parts[i].slot =
            desi_part_enter(need->resource, request->priority, need->servers, joint, slot);
    }
}

/* As if it had never come. */
static void forget(struct des_joint *joint, uint32_t slot) {
    struct desi_claim *claim = &joint->claims[slot];
    for (uint32_t i = 0; i < claim->count; i++) {
        desi_part_forget(claim->parts[i].resource, claim->parts[i].slot);
    }
    (void)des_sim_cancel(joint->sim, claim->patience);
    desi_joint_release(joint, slot);
}

/* Those of its resources, by index, that have no place for it to wait. */
static uint64_t too_full(const struct des_joint *joint, uint32_t slot) {
    const struct desi_claim *claim = &joint->claims[slot];
    uint64_t full = 0;
    if (desi_joint_is_next(joint, slot)) {
        return 0;
    }
    for (uint32_t i = 0; i < claim->count; i++) {
        const struct des_resource *resource = claim->parts[i].resource;
        full |= (uint64_t)desi_part_is_too_many(resource) << resource->joint_index;
    }
    return full;
}

static void balk(struct des_joint *joint, uint64_t full) {
    joint->balked++;
    desi_joint_trace(joint, DES_RESOURCE_BALKED, 0);
    for (; full != 0; full &= full - 1) {
        des_resource_balk(joint->resources[__builtin_ctzll(full)]);
    }
}

static void come(struct des_joint *joint, const struct desi_claim *claim) {
    for (uint32_t i = 0; i < claim->count; i++) {
        desi_part_count(claim->parts[i].resource, claim->parts[i].slot);
    }
    desi_joint_touch(joint, claim);
    desi_joint_serve_touched(joint);
}

/* A new claim, in the queues of its resources, that nobody has seen. */
static enum des_status write_down(struct des_joint *joint, const struct des_joint_request *request,
                                  uint32_t *slot) {
    const uint32_t taken = desi_heap_take(&joint->slots);
    joint->claims[taken] =
        (struct desi_claim){.reneged = request->reneged,
                            .event_priority = request->event_priority,
                            .passed_until = des_sim_now(joint->sim) + request->passed_for,
                            .count = (uint32_t)request->count};
    enum des_status status = start_patience(joint, taken, request->patience);
    if (status != DES_OK) {
        desi_joint_release(joint, taken);
        return status;
    }
    enter(joint, taken, request);
    joint->passing_until = fmax(joint->passing_until, joint->claims[taken].passed_until);
    *slot = taken;
    return DES_OK;
}

enum des_status des_joint_ask(struct des_joint *joint, const struct des_joint_request *request,
                              des_joint_id *id) {
    uint32_t slot = 0;
    if (!is_sound(joint, request)) {
        return DES_ERANGE;
    }
    enum des_status status = prepare(joint, request);
    if (status == DES_OK) {
        status = write_down(joint, request, &slot);
    }
    if (status != DES_OK) {
        return status;
    }
    const uint64_t full = too_full(joint, slot);
    if (full != 0) {
        forget(joint, slot);
        balk(joint, full);
        return DES_ERANGE;
    }
    status = desi_pool_join(&joint->pool, request->priority, 0, request->granted,
                            request->event_priority, &joint->claims[slot].waiter);
    if (status != DES_OK) {
        forget(joint, slot);
        return status;
    }
    const des_joint_id asked = desi_heap_id(&joint->slots, slot);
    if (id) {
        *id = asked;
    }
    desi_joint_trace(joint, DES_RESOURCE_ASKED, asked);
    come(joint, &joint->claims[slot]);
    return DES_OK;
}

struct des_joint_request des_joint_request_of(const struct des_joint_need *needs, size_t count,
                                              int32_t priority, struct des_event granted) {
    return (struct des_joint_request){.needs = needs,
                                      .count = count,
                                      .priority = priority,
                                      .granted = granted,
                                      .patience = (double)INFINITY,
                                      .reneged = {.kind = DES_NO_KIND}};
}
