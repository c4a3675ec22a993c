/* include/des/sim.h - one simulation: clock, future event set, event kinds.
 *
 * An event is data: a time, a priority, a kind, a subject and an argument.  A
 * kind is registered once, with a name, a handler and the handler's context,
 * so that the queue can be printed, counted and profiled by kind.
 *
 * Order is total: earlier time first, then lower priority value, then order of
 * scheduling.  Nothing is ordered by an address, so equal inputs give equal
 * runs.  Time is a double in the model's own unit (aksim: minutes).
 *
 * Event ids carry a generation: an id whose event has fired or was cancelled
 * is recognised as stale and never followed, also when its slot was reused.
 *
 * No allocation per event in steady state.  Many simulations may live in one
 * process and in one thread; one simulation belongs to one thread at a time. */
#ifndef DES_SIM_H
#define DES_SIM_H

#include <stdint.h>
#include <stdio.h>

#include "des/check.h"
#include "des/status.h"

struct des_sim; /* opaque */

struct des_event {
    uint32_t kind;     /* from des_sim_add_kind */
    uint32_t subject;  /* what it happens to: a user, a worker ... */
    uint64_t argument; /* the kind's own; an id of any module fits */
};

typedef uint64_t des_event_id; /* never 0, never reused within a simulation */
#define DES_NO_EVENT ((des_event_id)0)

typedef void (*des_handler)(void *context, struct des_sim *sim, const struct des_event *event);

/* Told of a programming error (des_assert): one line of text that names the
 * place, the event kind, its subject and the time.  Called at most once a run. */
typedef void (*des_bug_handler)(void *context, const char *text);

struct des_sim_options {
    double start;           /* first value of the clock; finite; may be negative */
    size_t capacity_hint;   /* events pending at once; 0 = 256; the queue grows */
    des_bug_handler on_bug; /* NULL: only the status of the run tells */
    void *on_bug_context;   /* borrowed until destroy */
};

/* A simulation owned by the caller, or NULL when out of memory.  `options` may
 * be NULL: start 0. */
DES_API struct des_sim *des_sim_create(const struct des_sim_options *options);
DES_API void des_sim_destroy(struct des_sim *sim); /* NULL is allowed */

/* Registers an event kind.
 *   name     borrowed until destroy; unique in this simulation
 *   context  borrowed until destroy; handed to the handler
 * DES_OK; DES_ERANGE when the name is taken, or for more than 65536 kinds;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_sim_add_kind(struct des_sim *sim, const char *name,
                                                       des_handler handler, void *context,
                                                       uint32_t *kind);
DES_API size_t des_sim_kind_count(const struct des_sim *sim);
DES_API const char *des_sim_kind_name(const struct des_sim *sim, uint32_t kind);
/* How many events of this kind have been handled. */
DES_API uint64_t des_sim_kind_handled(const struct des_sim *sim, uint32_t kind);

DES_API double des_sim_now(const struct des_sim *sim);
/* Events handled so far.  O(kinds). */
DES_API uint64_t des_sim_handled(const struct des_sim *sim);
/* Events that are still to come.  O(kinds). */
DES_API size_t des_sim_pending(const struct des_sim *sim);

/* Puts an event into the future event set.  O(1) on average; among very many events
 * of one time and several priorities O(n).
 *   time      finite, not before now
 *   priority  lower runs first among equal times; -32768 to 32767
 *   id        may be NULL
 * DES_OK; DES_ERANGE for a time in the past or not finite, an unknown kind or
 * a priority outside its range; DES_ENOMEM.  On failure nothing changed. */
DES_API DES_NODISCARD enum des_status des_sim_schedule(struct des_sim *sim, double time,
                                                       int32_t priority, struct des_event event,
                                                       des_event_id *id);

/* Takes an event out of the future event set.  O(1) on average.
 * DES_OK; DES_ESTALE when it has already fired or was cancelled. */
DES_API enum des_status des_sim_cancel(struct des_sim *sim, des_event_id id);

/* Moves a pending event to another time; among equal times it then counts as
 * scheduled last; its id stays valid.  O(1) on average.
 * DES_OK; DES_ESTALE; DES_ERANGE for a time in the past or not finite. */
DES_API DES_NODISCARD enum des_status des_sim_reschedule(struct des_sim *sim, des_event_id id,
                                                         double time);

/* True while the event is pending; its time then goes to *time (may be NULL). */
DES_API bool des_sim_peek(const struct des_sim *sim, des_event_id id, double *time);

/* Handles every event with time <= until, then sets the clock to `until`.
 * DES_OK; DES_EINTERRUPTED after des_sim_stop (the clock stays at the last
 * event; calling again goes on); DES_EBUG after a programming error, also that
 * of running the simulation from a handler; DES_ERANGE for a time in the past or
 * not finite. */
DES_API DES_NODISCARD enum des_status des_sim_run_until(struct des_sim *sim, double until);

/* Handles the next event.  DES_OK; DES_ESTALE when none is pending; DES_EBUG. */
DES_API DES_NODISCARD enum des_status des_sim_step(struct des_sim *sim);

/* Handles the next `count` events, whatever their time; the clock stays at the last.
 * DES_OK when so many were handled; DES_ESTALE when there were fewer;
 * DES_EINTERRUPTED; DES_EBUG. */
DES_API DES_NODISCARD enum des_status des_sim_run_events(struct des_sim *sim, uint64_t count);

/* Handles events up to and including the next one of this kind.
 * DES_OK; DES_ESTALE when none was left before one came; DES_ERANGE for an unknown
 * kind; DES_EINTERRUPTED; DES_EBUG. */
DES_API DES_NODISCARD enum des_status des_sim_run_to_kind(struct des_sim *sim, uint32_t kind);

/* From now on the handlers' time is taken, by kind, on a clock of the caller's (any
 * unit; monotone); NULL ends that.  Costs two readings an event; results do not
 * depend on it. */
typedef uint64_t (*des_clock)(void);
DES_API void des_sim_profile(struct des_sim *sim, des_clock clock);
/* Time spent in this kind's handler while a clock was there; 0 for an unknown kind. */
DES_API uint64_t des_sim_kind_spent(const struct des_sim *sim, uint32_t kind);

/* Foresight: while others are handled, the memory that an event will need can be fetched, which
 * is most of its time where the state of a model is larger than the caches.  From now on
 * `foresee` is called with the context of this kind's handler and an event of the kind that is
 * soon to come: in round 0, some events later in round 1, then in round 2, so that in each round
 * it may follow what the one before has fetched (__builtin_prefetch).  It changes nothing, and
 * results do not depend on it: not every event is foreseen, and one that is may be cancelled
 * before it comes, or even between the rounds, so that what it tells of is no more.  NULL ends
 * it.  DES_OK; DES_ERANGE for an unknown kind. */
enum { DES_FORESIGHT_ROUNDS = 3 };
typedef void (*des_foresight)(void *context, const struct des_event *event, unsigned round);
DES_API DES_NODISCARD enum des_status des_sim_foresee(struct des_sim *sim, uint32_t kind,
                                                      des_foresight foresee);

/* Ends the current run of events after the event being handled. */
DES_API void des_sim_stop(struct des_sim *sim);

/* What des_assert said about the programming error that ended this simulation;
 * NULL while there is none.  Borrowed until destroy. */
DES_API const char *des_sim_bug_text(const struct des_sim *sim);

/* Writes the pending events in order, one line each: for debugging.  O(n log n).
 * DES_OK; DES_ENOMEM; DES_EIO. */
DES_API DES_NODISCARD enum des_status des_sim_print(const struct des_sim *sim, FILE *out);

#endif
