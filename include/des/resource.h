/* include/des/resource.h - identical servers with one queue.
 *
 * A request asks for one server, now or later; when it gets one, the event given
 * with the request is scheduled at that very time (so that it takes its place
 * in the total order and handlers never nest).  The holder gives it back with
 * des_resource_release.
 *
 * A request with more to say (des_resource_ask) has patience, needs several
 * servers together, or brings its time of service along; then the resource knows
 * when it ends, and may take the servers away and give them back later: for a
 * request that goes first (pre-emption) or when a shift ends (hand-over).
 *
 * Queue order: lower priority value first, then order of request (or the reverse:
 * DES_LIFO).  A free server is never handed past a waiting request.  Every request
 * ends in exactly one of: served, reneged, balked, still waiting; all stay on
 * record.
 *
 * At equal times the order of events decides, as everywhere: a server released
 * before patience ends at the same time is given to the one whose patience would
 * have ended; a pre-emption before the end of service at the same time takes the
 * server from a job that has nothing left to do (and resumes it for no time).
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_RESOURCE_H
#define DES_RESOURCE_H

#include "des/sim.h"
#include "des/stats.h"
#include "des/status.h"

struct des_resource; /* opaque */

typedef uint64_t des_request_id; /* never 0, never reused within a resource */

#define DES_NO_KIND UINT32_MAX /* kind of an event that is not wanted */

/* NULL when out of memory.  name borrowed; the simulation must outlive it. */
DES_API struct des_resource *des_resource_create(struct des_sim *sim, const char *name,
                                                 uint32_t servers);
DES_API void des_resource_destroy(struct des_resource *resource); /* NULL is allowed */

/* Limits the waiting room (default: none); a request that finds it full balks. */
DES_API void des_resource_limit(struct des_resource *resource, size_t waiting_room);

/* Asks for a server.  O(log n).
 *   granted  scheduled with `event_priority` at the time a server is given; its
 *            place in the event set is kept from now on, so that no grant fails
 *   id       may be NULL
 * DES_OK; DES_ERANGE when the waiting room is full (counted as balked), for an
 * unknown kind or a priority of the event outside its range (not counted);
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status
des_resource_request(struct des_resource *resource, int32_t priority, struct des_event granted,
                     int32_t event_priority, des_request_id *id);
/* Takes a waiting request out of the queue, or withdraws a grant whose event has
 * not fired yet (the server goes to the next in the queue).  O(log n) on average; O(n)
 * with urgency.  DES_OK; DES_ESTALE when it was served or has left already. */
DES_API enum des_status des_resource_cancel(struct des_resource *resource, des_request_id id);

/* Takes a free server at once, without queueing.  True when there was one and
 * nobody waits for it; counted as a request served after no wait. */
DES_API bool des_resource_take(struct des_resource *resource);

/* Gives one server back.  The next in the queue is granted at this time.  A
 * programming error when no server is busy. */
DES_API void des_resource_release(struct des_resource *resource);

/* Changes the number of servers while in use: jobs in service are finished; the
 * surplus is taken out as they end. */
DES_API DES_NODISCARD enum des_status des_resource_set_servers(struct des_resource *resource,
                                                               uint32_t servers);

/* ---- disciplines ---- */

/* Among requests of equal priority. */
enum des_discipline { DES_FIFO, DES_LIFO };

/* May a request take a server from one that goes after it in the order of the
 * queue?  (Under DES_LIFO a newcomer goes before its equals, so it pre-empts them.)
 * The job goes back to the place in the queue that its request had, with what is
 * left of its service, or with all of it again. */
enum des_preemption { DES_PREEMPTION_NONE, DES_PREEMPTION_RESUME, DES_PREEMPTION_REPEAT };

/* How urgent a waiting request is now: the least is served first, then the order of
 * the discipline.  Asked for each waiting request whenever a server is to be given.
 * Must not be NaN, and must not change the simulation. */
typedef double (*des_urgency)(void *context, const struct des_event *granted, int32_t priority,
                              double waited);

struct des_resource_options {
    uint32_t servers;
    enum des_discipline discipline;
    enum des_preemption preemption;
    des_urgency urgency;   /* NULL: the priority of the request; then O(log n), else O(n) */
    void *urgency_context; /* borrowed until destroy */
};

/* As des_resource_create.  DES_OK; DES_ENOMEM; DES_ERANGE for both pre-emption and
 * urgency (a job could be taken back and forth at one time). */
DES_API DES_NODISCARD enum des_status
des_resource_create_with(struct des_sim *sim, const char *name,
                         const struct des_resource_options *options,
                         struct des_resource **resource);

/* ---- requests with more to say ---- */

struct des_request {
    int32_t priority;         /* lower first */
    uint32_t servers;         /* given together; at least 1 */
    struct des_event granted; /* when servers are given first; DES_NO_KIND: none */
    int32_t event_priority;   /* of all its events */
    double patience;          /* waits at most so long; +inf: for ever */
    struct des_event reneged; /* when patience has ended; DES_NO_KIND: none */
    double service;           /* +inf: until des_resource_finish, never taken away */
    struct des_event done;    /* when so much service was given; then finish it */
};

/* One server, no limit to patience or service, no events but `granted`. */
DES_API struct des_request des_request_of(int32_t priority, struct des_event granted);

/* Asks.  The id stays valid until des_resource_finish, or until the request leaves
 * unserved.  O(log n); O(n) with urgency; O(servers) when it may pre-empt.
 * DES_OK; DES_ERANGE when the waiting room is full (counted as balked), or for
 * patience or service that is negative or NaN, no servers, an unknown kind or an
 * event priority outside its range (not counted); DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_resource_ask(struct des_resource *resource,
                                                       const struct des_request *request,
                                                       des_request_id *id);

/* Gives back what this request holds, at any time of its service; a `done` that
 * has not fired is taken back.
 * DES_OK; DES_ESTALE when it holds nothing: it waits (des_resource_cancel), its
 * grant has not fired yet, or it is finished. */
DES_API enum des_status des_resource_finish(struct des_resource *resource, des_request_id id);

/* Gives a waiting request another priority; among equals it keeps its place by
 * order of request.  DES_OK; DES_ESTALE when it does not wait. */
DES_API enum des_status des_resource_set_priority(struct des_resource *resource, des_request_id id,
                                                  int32_t priority);

/* Records a customer who saw the resource and did not ask. */
DES_API void des_resource_balk(struct des_resource *resource);

/* ---- capacity that changes ---- */

/* As des_resource_set_servers, but the surplus is taken out at once: jobs with a
 * time of service go back into the queue, last in order first, with what is left
 * of it (or all, DES_PREEMPTION_REPEAT); others are finished. */
DES_API void des_resource_hand_over(struct des_resource *resource, uint32_t servers);

struct des_shift {
    double time; /* from the beginning of the period */
    uint32_t servers;
};
struct des_shift_plan {
    const struct des_shift *shifts; /* copied; times ascending, in [0, period) */
    size_t count;
    double period;          /* the plan repeats from time 0 on; +inf: it does not */
    bool hand_over;         /* false: jobs in service are finished */
    int32_t event_priority; /* of the changes among events at the same time */
};

/* Sets the servers by a plan, from now on; what is in force now is set at once (with
 * no earlier shift and no period: what there is).  Replaces an earlier plan.
 * DES_OK; DES_ERANGE for times that do not ascend or lie outside the period, or an
 * event priority outside its range; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_resource_follow(struct des_resource *resource,
                                                          const struct des_shift_plan *plan);

/* ---- queries ---- */

DES_API const char *des_resource_name(const struct des_resource *resource);
DES_API uint32_t des_resource_servers(const struct des_resource *resource);
DES_API uint32_t des_resource_busy(const struct des_resource *resource);
DES_API size_t des_resource_waiting(const struct des_resource *resource);

/* What has been seen since create or the last reset (end of a warm-up):
 * requests = served + reneged + balked + waiting - displaced.  A request counts as served from
 * its grant on, unless the grant is withdrawn before it fires.  Those who wait (or
 * whose grant is about to fire) at a reset are requests of the new period. */
struct des_resource_record {
    struct des_tally wait; /* of the served, whole, also where it began before the reset */
    uint64_t requests, served, reneged, balked;
    double mean_busy, mean_waiting; /* time-weighted, to now */
    double max_waiting;
    uint64_t preemptions; /* times that servers were taken from a job in service */
    uint64_t abandoned;   /* jobs cancelled after that, before they were resumed */
    uint64_t displaced;   /* jobs that have begun and wait again, now */
};
DES_API struct des_resource_record des_resource_observe(const struct des_resource *resource);
DES_API void des_resource_reset(struct des_resource *resource);

/* ---- trace ---- */

enum des_resource_change {
    DES_RESOURCE_ASKED,
    DES_RESOURCE_GRANTED, /* also when a displaced job is resumed */
    DES_RESOURCE_FINISHED,
    DES_RESOURCE_RENEGED, /* lost patience or was cancelled */
    DES_RESOURCE_BALKED,
    DES_RESOURCE_DISPLACED, /* back into the queue: pre-emption or hand-over */
    DES_RESOURCE_SERVERS    /* another number of servers */
};
struct des_resource_step {
    double time;
    enum des_resource_change change;
    des_request_id id; /* 0 where no request is known: balked, released, servers */
    /* What the request asked for (DES_NO_KIND: nothing), so that a displaced job is known by its
     * subject; NULL where id is 0.  Borrowed during the call. */
    const struct des_event *granted;
    uint32_t servers, busy;
    size_t waiting; /* all three after the change */
};
typedef void (*des_resource_watcher)(void *context, const struct des_resource *resource,
                                     const struct des_resource_step *step);
/* Tells of every change, as it happens; the watcher must not change the simulation.
 * NULL ends it.  context borrowed. */
DES_API void des_resource_watch(struct des_resource *resource, des_resource_watcher watcher,
                                void *context);

#endif
