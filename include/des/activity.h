/* include/des/activity.h - a process view: what someone does, told as a story.
 *
 * An activity is a record, not a thread: a resume point and its own state.  Its body
 * is a function that is called again at the point where it waited last:
 *
 *     struct patient { double days; };
 *
 *     static void stay(struct des_activity *self, void *state, void *context) {
 *         struct patient *me = state;
 *         struct ward *ward = context;
 *         DES_ACTIVITY_BEGIN(self);
 *         DES_WAIT(self, des_wait_server(self, ward->beds, 0));
 *         DES_WAIT(self, des_wait_for(self, me->days * DAY));
 *         des_resource_release(ward->beds);
 *         DES_ACTIVITY_END(self);
 *     }
 *
 * Local variables do not outlive a wait: what must last belongs to the state.  No
 * switch of the body's own may hold a wait, and no line two of them.
 *
 * To wait for any of several, with or without a timeout, arm each, then wait; the
 * first to happen wins and the others are taken back, at the same time too (a place
 * in a queue is left, a grant that has not fired goes to the next, what was put in is taken
 * out again):
 *
 *         status = des_wait_server(self, ward->beds, 0);
 *         status = des_wait_for(self, 4 * HOUR);
 *         DES_WAIT_ANY(self);
 *         if (des_activity_cause(self) == 1) ... four hours have passed
 *
 * Each wait has a number that its wake-ups carry, never used again: one that lost
 * a tie is recognised and never wakes a later wait.  At equal times the order of
 * events decides, as everywhere.
 *
 * Belongs to one simulation; not thread-safe. */
#ifndef DES_ACTIVITY_H
#define DES_ACTIVITY_H

#include "des/condition.h"
#include "des/joint.h"
#include "des/level.h"
#include "des/resource.h"
#include "des/sim.h"
#include "des/store.h"

struct des_activities; /* opaque: a pool of activities with one body */

/* Seen by its body only; valid until it ends.  `point` belongs to the macros. */
struct des_activity {
    uint32_t point;
};

typedef uint64_t des_activity_id; /* never 0, never reused within a pool */

typedef void (*des_activity_body)(struct des_activity *self, void *state, void *context);

enum { DES_ACTIVITY_SIZE = 256, DES_ACTIVITY_STATE_SIZE = 128, DES_ACTIVITY_ARMS = 4 };

/* A pool; its body's wake-ups are events of a kind with its name (borrowed, unique
 * in the simulation).
 *   state_size  at most DES_ACTIVITY_STATE_SIZE; state and all take at most
 *               DES_ACTIVITY_SIZE bytes and never move
 *   context     borrowed; handed to the body
 * DES_OK; DES_ERANGE for a name that is taken or a state too large; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_activities_create(struct des_sim *sim, const char *name,
                                                            size_t state_size,
                                                            des_activity_body body, void *context,
                                                            struct des_activities **pool);
/* Takes back what its activities wait for: before what that is, and before the
 * simulation.  They do not run again, and do not give back what they hold. */
DES_API void des_activities_destroy(struct des_activities *pool);       /* NULL is allowed */
DES_API size_t des_activities_count(const struct des_activities *pool); /* begun, not ended */

/* Begins an activity: its body is called first at `time`.  No allocation when one
 * has ended before.
 *   event_priority  of all its wake-ups
 *   id              may be NULL
 *   state           may be NULL; the activity's own state, zeroed, to be filled in
 * DES_OK; DES_ERANGE for a time in the past or not finite, or an event priority
 * outside its range; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_activity_begin(struct des_activities *pool, double time,
                                                         int32_t event_priority,
                                                         des_activity_id *id, void **state);

/* Ends the wait of an activity now: it goes on at this time, by an event of its own,
 * with cause DES_WOKEN_INTERRUPTED and this reason; what it waited for is taken back
 * at once, so that nothing else can wake it first.  One that has not begun begins.
 * DES_OK; DES_ESTALE when it has ended or is running; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_activity_interrupt(struct des_activities *pool,
                                                             des_activity_id id, uint64_t reason);

/* Ends an activity that waits, without running it again; what it waited for is taken
 * back, what it holds is not.  DES_OK; DES_ESTALE as above. */
DES_API enum des_status des_activity_stop(struct des_activities *pool, des_activity_id id);

DES_API bool des_activity_is_alive(const struct des_activities *pool, des_activity_id id);

/* ---- for the body ---- */

DES_API struct des_sim *des_activity_sim(const struct des_activity *self);
DES_API double des_activity_now(const struct des_activity *self);
DES_API des_activity_id des_activity_own_id(const struct des_activity *self);

/* What ended the last wait: the number of the arm, from 0 in the order of arming, or
 * one of these. */
enum des_woken {
    DES_WOKEN_INTERRUPTED = -1, /* reason: des_activity_reason */
    DES_WOKEN_RENEGED = -2,     /* the patience of a request ended */
    DES_WOKEN_NOT = -3          /* it could not wait: des_activity_status */
};
DES_API int des_activity_cause(const struct des_activity *self);
DES_API uint64_t des_activity_reason(const struct des_activity *self);
/* Why a call that should have armed a wait failed, the last since it woke.  DES_ESTALE
 * just after it woke: something put in, whose wait lost, has been used at this very time
 * and could not be taken back.  DES_OK when there was neither. */
DES_API enum des_status des_activity_status(const struct des_activity *self);

/* What to wait for.  Each arms one of at most DES_ACTIVITY_ARMS; one that failed
 * counts as an arm that never wakes.  DES_ERANGE and DES_ENOMEM as in the functions
 * named, DES_ERANGE also for one arm too many. */
DES_API DES_NODISCARD enum des_status des_wait_until(struct des_activity *self, double time);
DES_API DES_NODISCARD enum des_status des_wait_for(struct des_activity *self, double delay);
/* One server (des_resource_request); then des_resource_release. */
DES_API DES_NODISCARD enum des_status
des_wait_server(struct des_activity *self, struct des_resource *resource, int32_t priority);
/* A grant (des_resource_ask; the events of the request are the activity's and need
 * not be set); then des_resource_finish.  Without a time of service. */
DES_API DES_NODISCARD enum des_status des_wait_grant(struct des_activity *self,
                                                     struct des_resource *resource,
                                                     const struct des_request *request,
                                                     des_request_id *id);
/* To be served to the end, pre-empted or not; the servers are given back.  With
 * a time of service.  When something else wakes it, service ends early. */
DES_API DES_NODISCARD enum des_status des_wait_service(struct des_activity *self,
                                                       struct des_resource *resource,
                                                       const struct des_request *request);
/* A signal (des_condition_wait). */
DES_API DES_NODISCARD enum des_status
des_wait_condition(struct des_activity *self, struct des_condition *condition, int32_t priority);
/* Several resources together (des_joint_ask; the events of the request are the activity's
 * and need not be set); then des_joint_finish. */
DES_API DES_NODISCARD enum des_status des_wait_joint(struct des_activity *self,
                                                     struct des_joint *joint,
                                                     const struct des_joint_request *request,
                                                     des_joint_id *id);
/* An amount out of a container (des_level_get), or room to put one in (des_level_put). */
DES_API DES_NODISCARD enum des_status
des_wait_get(struct des_activity *self, struct des_level *level, double amount, int32_t priority);
DES_API DES_NODISCARD enum des_status
des_wait_put(struct des_activity *self, struct des_level *level, double amount, int32_t priority);
/* An object (des_store_get); it goes to *object, a place in the activity's state.  Or room
 * to put one in (des_store_put). */
DES_API DES_NODISCARD enum des_status des_wait_object(struct des_activity *self,
                                                      struct des_store *store, int32_t priority,
                                                      uint64_t *object);
DES_API DES_NODISCARD enum des_status des_wait_put_object(struct des_activity *self,
                                                          struct des_store *store, int32_t priority,
                                                          uint64_t object);
/* The end of another activity, of this pool or of one destroyed after it.
 * DES_ESTALE when it has ended already. */
DES_API DES_NODISCARD enum des_status
des_wait_activity(struct des_activity *self, struct des_activities *pool, des_activity_id other);

/* ---- what the macros are made of ---- */

/* True when there is something to wait for; else takes back what was armed. */
DES_API bool des_activity_yields(struct des_activity *self, enum des_status armed);
DES_API void des_activity_end(struct des_activity *self);

#define DES_ACTIVITY_BEGIN(self)                                                                   \
    switch ((self)->point) {                                                                       \
    case 0:

/* Gives the record back: neither self nor the state may be touched after it. */
#define DES_ACTIVITY_END(self)                                                                     \
    }                                                                                              \
    des_activity_end(self)

/* Ends it from the middle. */
#define DES_ACTIVITY_EXIT(self)                                                                    \
    do {                                                                                           \
        des_activity_end(self);                                                                    \
        return;                                                                                    \
    } while (0)

/* Waits for one thing; goes on at once, with cause DES_WOKEN_NOT, when arming fails. */
#define DES_WAIT(self, arm)                                                                        \
    do {                                                                                           \
        if (des_activity_yields((self), (arm))) {                                                  \
            (self)->point = __LINE__;                                                              \
            return;                                                                                \
        case __LINE__:;                                                                            \
        }                                                                                          \
    } while (0)

/* Waits for any of what was armed; goes on at once when nothing was. */
#define DES_WAIT_ANY(self) DES_WAIT(self, DES_OK)

#endif
