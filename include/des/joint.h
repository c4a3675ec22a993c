/* include/des/joint.h - several different resources together: a room and a surgeon and
 * two nurses.
 *
 * A joint request is granted all or nothing: while it waits it holds nothing, so that no
 * two of them can wait for what the other holds.  It stands in the queue of each
 * resource that it needs, by its priority and the order of asking, among those who ask for
 * that resource alone.
 *
 * Against starvation: it is granted when it comes first in every one of its queues and
 * each resource has the servers; nobody who goes after it passes it.  So servers may be
 * kept idle for it.  A request may allow others to pass it for a while (passed_for): where
 * the servers are there but others of its resources are not, those after it are
 * served meanwhile; once that time has gone by it is not passed any more.  The first
 * waiting request in order, which nobody may pass any more, gets its servers as soon as
 * those in service end: this cannot lock, as long as nobody holds one of its resources while
 * waiting for another behind it.  A ship that has its berth and asks for the tugs again, at the
 * priority of the ships that come, waits behind one that waits for the berth: both for ever,
 * and the run goes on without them.  Who asks for more has to go first (a lower priority).
 *
 * Among several that could be granted at one time: the resource first whose servers
 * came free, then the others in the order given at create, each from the first in its
 * queue.
 *
 * In the records and traces of its resources a joint request counts as one request of
 * each.  A granted one is never pre-empted, and pre-empts nobody; at the end of
 * a shift what it holds is finished.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_JOINT_H
#define DES_JOINT_H

#include "des/resource.h"

struct des_joint; /* opaque: resources that may be asked for together */

typedef uint64_t des_joint_id; /* never 0, never reused within a joint */

enum { DES_JOINT_RESOURCES = 64, DES_JOINT_NEEDS = 8 };

/* name borrowed; resources: 1 to DES_JOINT_RESOURCES, which have to outlive it.
 * DES_OK; DES_ERANGE for another number, for one that is in a joint already, of DES_LIFO
 * or with urgency (their queues know no common order); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_joint_create(struct des_sim *sim, const char *name,
                                                       struct des_resource *const *resources,
                                                       size_t count, struct des_joint **joint);
/* Those who wait leave, and what is held is given back.  NULL is allowed. */
DES_API void des_joint_destroy(struct des_joint *joint);

struct des_joint_need {
    struct des_resource *resource;
    uint32_t servers; /* at least 1; more than there are: waits until there are so many */
};

struct des_joint_request {
    const struct des_joint_need *needs; /* copied; different resources of this joint */
    size_t count;                       /* 1 to DES_JOINT_NEEDS */
    int32_t priority;                   /* lower first, in each of the queues */
    struct des_event granted;           /* when all is given */
    int32_t event_priority;             /* of all its events */
    double patience;                    /* waits at most so long; +inf: for ever */
    struct des_event reneged;           /* when patience has ended; DES_NO_KIND: none */
    double passed_for;                  /* others may pass it so long; 0: never; +inf: always */
};

/* No limit to patience, never passed. */
DES_API struct des_joint_request des_joint_request_of(const struct des_joint_need *needs,
                                                      size_t count, int32_t priority,
                                                      struct des_event granted);

/* Asks.  The id stays valid until all is given back, or until the request leaves.
 * O(needs x log n); where some may be passed, O(needs x n) for each of them before it.
 *   granted  scheduled when all is given; its place in the event set is kept from now on
 *   id       may be NULL
 * DES_OK; DES_ERANGE when it would have to wait where a waiting room is full (counted
 * as balked, here and there), or for needs that are none, too many, twice the same or not
 * of this joint, no servers, a patience or passed_for that is negative or NaN, an unknown
 * kind, an event priority outside its range (not counted); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status
des_joint_ask(struct des_joint *joint, const struct des_joint_request *request, des_joint_id *id);

/* Leaves the queues, or withdraws a grant whose event has not fired.
 * DES_OK; DES_ESTALE when it holds or has left already. */
DES_API enum des_status des_joint_cancel(struct des_joint *joint, des_joint_id id);

/* Gives back all that it still holds; or what it holds of one resource, the others later.
 * DES_OK; DES_ESTALE when it holds nothing (of that resource): it waits, its grant has
 * not fired yet, or it was given back. */
DES_API enum des_status des_joint_finish(struct des_joint *joint, des_joint_id id);
DES_API enum des_status des_joint_finish_one(struct des_joint *joint, des_joint_id id,
                                             const struct des_resource *resource);

DES_API const char *des_joint_name(const struct des_joint *joint);
DES_API size_t des_joint_waiting(const struct des_joint *joint);

/* Since create or the last reset. */
struct des_joint_record {
    struct des_queue_record requests; /* without the balked */
    uint64_t balked;
};
DES_API struct des_joint_record des_joint_observe(const struct des_joint *joint);
DES_API void des_joint_reset(struct des_joint *joint);

struct des_joint_step {
    double time;
    enum des_resource_change change; /* finished: all was given back */
    des_joint_id id;                 /* 0: balked */
    size_t waiting;                  /* after the change */
};
typedef void (*des_joint_watcher)(void *context, const struct des_joint *joint,
                                  const struct des_joint_step *step);
/* Tells of every change, as it happens; the watcher must not change the simulation.
 * NULL ends it.  context borrowed. */
DES_API void des_joint_watch(struct des_joint *joint, des_joint_watcher watcher, void *context);

#endif
