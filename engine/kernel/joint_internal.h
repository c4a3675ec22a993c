/* engine/kernel/joint_internal.h - joint requests and their parts.
 *
 * A claim is a joint request from asking until all is given back.  Its event, its wait and
 * the record are those of a waiter in a pool.  Its parts stand in the queues of their
 * resources: a part is a request with a job, without a time of service, patience or
 * events of its own; its event is that of the whole.
 *
 * What a grant or a departure changes in other resources is served in a loop, not by
 * recursion: those touched stand in a set. */
#ifndef DESI_KERNEL_JOINT_INTERNAL_H
#define DESI_KERNEL_JOINT_INTERNAL_H

#include "des/joint.h"

#include "pool.h"
#include "resource_internal.h"

struct desi_part {
    struct des_resource *resource; /* NULL: given back */
    uint32_t slot;
};

struct desi_claim {
    uint64_t waiter;       /* in the pool; until its event has fired */
    des_event_id event;    /* the grant; DES_NO_EVENT while it waits */
    des_event_id patience; /* pending while it waits */
    struct des_event reneged;
    int32_t event_priority;
    double passed_until;
    uint32_t count;
    struct desi_part parts[DES_JOINT_NEEDS];
};

struct des_joint {
    struct des_sim *sim;
    const char *name;
    struct des_resource *resources[DES_JOINT_RESOURCES];
    uint32_t count;
    uint64_t touched; /* by index: to be served */
    bool serving;
    double passing_until;   /* nobody may be passed after this */
    struct desi_heap slots; /* of claims; no order */
    struct desi_claim *claims;
    uint32_t capacity;
    struct desi_pool pool;  /* those who wait */
    uint32_t patience_kind; /* DES_NO_KIND until needed */
    uint64_t balked;
    des_joint_watcher watcher;
    void *watcher_context;
};

/* ---- resource_part.c: none of them serves who waits ---- */

/* Room for one more request with a job.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_part_prepare(struct des_resource *resource);
/* Puts a part into the queue, for which there is room. */
uint32_t desi_part_enter(struct des_resource *resource, int32_t priority, uint32_t servers,
                         struct des_joint *joint, uint32_t claim);
/* The part has come into the queue for good. */
void desi_part_count(struct des_resource *resource, uint32_t slot);
/* Takes it out of the queue as if it had never been there. */
void desi_part_forget(struct des_resource *resource, uint32_t slot);
/* Its servers are there, and all before it may be passed. */
bool desi_part_could_go(struct des_resource *resource, uint32_t slot);
/* ... all of which are joint requests; none could go itself. */
bool desi_part_passes_none_that_could_go(struct des_resource *resource, uint32_t slot);
bool desi_part_is_too_many(const struct des_resource *resource);
void desi_part_grant(struct des_resource *resource, uint32_t slot, des_event_id event);
/* A waiting one leaves; one whose event was withdrawn gives its servers back. */
void desi_part_leave(struct des_resource *resource, uint32_t slot);
/* One whose event has fired gives its servers back. */
void desi_part_finish(struct des_resource *resource, uint32_t slot);

/* ---- joint.c ---- */

/* Grants the request when it could go and passes none that could. */
bool desi_joint_serve(struct des_joint *joint, uint32_t claim);
/* All its parts could. */
bool desi_joint_could_go(const struct des_joint *joint, uint32_t claim);
/* ... and it passes none that could. */
bool desi_joint_is_next(const struct des_joint *joint, uint32_t claim);
bool desi_joint_may_be_passed(const struct des_joint *joint, uint32_t claim);

/* Its resources have to be served; now. */
void desi_joint_touch(struct des_joint *joint, const struct desi_claim *claim);
void desi_joint_serve_touched(struct des_joint *joint);

void desi_joint_trace(const struct des_joint *joint, enum des_resource_change change,
                      des_joint_id id);

/* The claim is over; its id is stale from now on. */
void desi_joint_release(struct des_joint *joint, uint32_t claim);

/* Handles the end of a claim's patience. */
void desi_joint_lose_patience(void *context, struct des_sim *sim, const struct des_event *event);

#endif
