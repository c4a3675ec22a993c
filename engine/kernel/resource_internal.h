/* engine/kernel/resource_internal.h - what the files of the resource share.
 *
 * A request holds a slot of the queue until it is over: an anonymous one
 * (des_resource_request) until its grant has fired or it has left, one that has
 * a job (des_resource_ask) until it is finished or has left.
 *
 * Granted ones stand in a list in the order of the grants; as all grants of one
 * moment fire before the clock moves on, the next call finds them fired and puts
 * them on record (settle).  Places in the future event set for what must not fail
 * are kept from the request on: one for the grant, one for the end of service, one
 * for the end of patience. */
#ifndef DESI_KERNEL_RESOURCE_INTERNAL_H
#define DESI_KERNEL_RESOURCE_INTERNAL_H

#include "des/resource.h"

#include "../stats/running.h"
#include "heap.h"
#include "sim_internal.h"

enum desi_request_state {
    DESI_WAITING,
    DESI_GRANTED, /* not on record yet: the event fires at this time */
    DESI_HOLDING  /* only with a job */
};

struct desi_request {
    double asked;
    double wait; /* once granted */
    struct des_event granted;
    des_event_id event; /* the grant; DES_NO_EVENT while waiting */
    int32_t event_priority;
    uint32_t previous, next; /* in the list of grants or of holders */
    uint8_t state;
    bool has_job;
};

/* By the same slot, once the first request with more to say has come. */
struct desi_job {
    uint64_t rank, order; /* its place in the queue, to compare and to go back to */
    int32_t priority;
    uint32_t servers;
    bool begun; /* was on record as served */
    double deadline;
    des_event_id patience; /* pending while it waits for the first time */
    struct des_event reneged;
    double service, remaining, end;
    struct des_event done;
    des_event_id done_id;
    struct des_joint *joint; /* whose part it is; NULL: a request of its own */
    uint32_t claim;          /* ... in there */
};

struct desi_slot_list {
    uint32_t first, last;
};

struct desi_shifts;

struct des_resource {
    struct des_sim *sim;
    const char *name;
    uint32_t servers, busy;
    uint32_t held; /* of the busy, by requests with a job */
    size_t waiting_room;
    struct desi_heap queue; /* rank: priority, order: by the discipline */
    struct desi_request *requests;
    struct desi_job *jobs; /* NULL until needed */
    uint32_t request_capacity, job_capacity;
    uint64_t sequence;
    struct desi_slot_list grants, holders;
    double last_grant; /* when the last of the grants was made */
    uint64_t asked, reneged, balked, preemptions, abandoned, displaced;
    struct des_tally wait; /* of those on record as served */
    struct des_timed timed_busy, timed_waiting;
    enum des_discipline discipline;
    enum des_preemption preemption;
    des_urgency urgency;
    void *urgency_context;
    uint32_t patience_kind, shift_kind; /* DES_NO_KIND until needed */
    struct desi_shifts *shifts;
    struct des_joint *joint; /* in which it can be asked for with others; NULL: none */
    uint32_t joint_index;
    des_resource_watcher watcher;
    void *watcher_context;
};

static inline bool desi_request_has_job(const struct des_resource *resource, uint32_t slot) {
    return resource->requests[slot].has_job;
}

static inline uint32_t desi_request_servers(const struct des_resource *resource, uint32_t slot) {
    return desi_request_has_job(resource, slot) ? resource->jobs[slot].servers : 1;
}

/* A part of a joint request: it comes, is granted and leaves with the others. */
static inline bool desi_request_is_part(const struct des_resource *resource, uint32_t slot) {
    return desi_request_has_job(resource, slot) && resource->jobs[slot].joint != NULL;
}

static inline uint64_t desi_request_rank(int32_t priority) {
    return (uint64_t)((int64_t)priority - INT32_MIN);
}

/* The next number in the order of the discipline. */
static inline uint64_t desi_resource_next_order(struct des_resource *resource) {
    const uint64_t number = resource->sequence++;
    return resource->discipline == DES_FIFO ? number : UINT64_MAX - number;
}

static inline bool desi_has_fired(const struct des_resource *resource, uint32_t slot) {
    return resource->last_grant < desi_sim_now(resource->sim) ||
           !des_sim_peek(resource->sim, resource->requests[slot].event, NULL);
}

/* ---- resource_grant.c ---- */

void desi_list_append(struct des_resource *resource, struct desi_slot_list *list, uint32_t slot);
/* Of one granted now. */
void desi_grants_append(struct des_resource *resource, uint32_t slot);
void desi_list_remove(struct des_resource *resource, struct desi_slot_list *list, uint32_t slot);

/* Puts the grants that have fired on record, up to the first that has not. */
void desi_resource_settle_grants(struct des_resource *resource);

static inline void desi_resource_settle(struct des_resource *resource) {
    if (resource->grants.first != DESI_NOWHERE) {
        desi_resource_settle_grants(resource);
    }
}

/* Puts one grant that has fired on record. */
void desi_resource_record_grant(struct des_resource *resource, uint32_t slot);

/* A level that has not changed is not noted: half of the calls of a busy server. */
static inline void desi_level_note(struct des_timed *timed, double now, double level) {
    if (timed->level < level || timed->level > level) {
        desi_timed_set(timed, now, level);
    }
}

static inline void desi_resource_note(struct des_resource *resource) {
    const double now = desi_sim_now(resource->sim);
    desi_level_note(&resource->timed_busy, now, resource->busy);
    desi_level_note(&resource->timed_waiting, now, desi_heap_count(&resource->queue));
}

static inline bool desi_resource_may_serve(const struct des_resource *resource) {
    return desi_heap_count(&resource->queue) > 0 &&
           (resource->busy < resource->servers || resource->preemption != DES_PREEMPTION_NONE);
}

void desi_resource_hand_out(struct des_resource *resource);

/* Hands free servers to those who wait, then notes the levels. */
static inline void desi_resource_serve(struct des_resource *resource) {
    if (desi_resource_may_serve(resource)) {
        desi_resource_hand_out(resource);
    } else {
        desi_resource_note(resource);
    }
}

/* Would a request with this key, were it first in the queue, get its servers? */
bool desi_resource_has_room(const struct des_resource *resource, uint64_t rank, uint64_t order,
                            uint32_t servers);

/* Takes the servers from the job that goes last among those after this key.  False
 * when there is none. */
bool desi_resource_displace_last(struct des_resource *resource, uint64_t rank, uint64_t order);

/* Serves this request, not a part and maybe not the first, when it gets its servers. */
bool desi_resource_serve_one(struct des_resource *resource, struct desi_key key, double now);

/* Withdraws a grant that has not fired; the caller gives the slot back. */
bool desi_resource_withdraw(struct des_resource *resource, uint32_t slot);

/* ---- resource.c, resource_job.c ---- */

/* One more slot, with its records.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_resource_make_room(struct des_resource *resource);

/* No place to wait for a newcomer with this key, who would not get its servers at once. */
bool desi_resource_is_full(struct des_resource *resource, uint64_t rank, uint64_t order,
                           uint32_t servers);

/* Room for jobs.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_resource_know_jobs(struct des_resource *resource);

/* Gives back the places of a waiting request that leaves. */
void desi_job_forget_places(struct des_resource *resource, uint32_t slot);

/* ---- resource_part.c, joint.c ---- */

/* A part comes first: serves its joint request, or whom it lets pass. */
bool desi_resource_serve_part(struct des_resource *resource, struct desi_key key, double now);

/* ---- resource_shift.c ---- */

void desi_resource_forget_shifts(struct des_resource *resource);

/* ---- resource_record.c ---- */

void desi_resource_tell(struct des_resource *resource, enum des_resource_change change,
                        des_request_id id);

static inline void desi_resource_trace(struct des_resource *resource,
                                       enum des_resource_change change, des_request_id id) {
    if (__builtin_expect(resource->watcher != NULL, 0)) {
        desi_resource_tell(resource, change, id);
    }
}

#endif
