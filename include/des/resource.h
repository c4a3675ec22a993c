/* include/des/resource.h - identical servers with one queue.
 *
 * A request asks for one server, now or later; when it gets one, the event given
 * with the request is scheduled at that very time (so that it takes its place
 * in the total order and handlers never nest).  The holder gives it back with
 * des_resource_release.
 *
 * Queue order: lower priority value first, then order of request.  A free server
 * is never handed past a waiting request.  Every request ends in exactly one of:
 * served, reneged, balked, still waiting; all stay on record.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_RESOURCE_H
#define DES_RESOURCE_H

#include "des/sim.h"
#include "des/stats.h"
#include "des/status.h"

struct des_resource; /* opaque */

typedef uint64_t des_request_id; /* never 0, never reused within a resource */

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
 * not fired yet (the server goes to the next in the queue).
 * DES_OK; DES_ESTALE when it was served or has left already. */
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

DES_API const char *des_resource_name(const struct des_resource *resource);
DES_API uint32_t des_resource_servers(const struct des_resource *resource);
DES_API uint32_t des_resource_busy(const struct des_resource *resource);
DES_API size_t des_resource_waiting(const struct des_resource *resource);

/* What has been seen since create or the last reset (end of a warm-up):
 * requests = served + reneged + balked + waiting.  A request counts as served from
 * its grant on, unless the grant is withdrawn before it fires.  Those who wait (or
 * whose grant is about to fire) at a reset are requests of the new period. */
struct des_resource_record {
    struct des_tally wait; /* of the served, whole, also where it began before the reset */
    uint64_t requests, served, reneged, balked;
    double mean_busy, mean_waiting; /* time-weighted, to now */
    double max_waiting;
};
DES_API struct des_resource_record des_resource_observe(const struct des_resource *resource);
DES_API void des_resource_reset(struct des_resource *resource);

#endif
