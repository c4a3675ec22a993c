/* models/home_care/world.h - the state of one run of the home-care world.
 *
 * Everything of a run hangs off struct hc_world; each part is declared by the
 * module that owns it.  Time flows in one direction through the modules:
 *
 *   people (who needs what)  ->  planner (lists for those at work)  ->  shift
 *   (visits as they go)  ->  health (what is noticed, what turns acute)  ->
 *   services (GP, legevakt, beds)  ->  people
 *
 * and own_staff carries out what a care model orders; levers change what holds for all of
 * them.  Every random draw is
 * placed by entity, purpose and occurrence, so two arms share all they have in
 * common. */
#ifndef HOME_CARE_WORLD_H
#define HOME_CARE_WORLD_H

#include "des/model.h"
#include "homecare/care_model.h"

#include "calendar.h"
#include "home_care/organisation/care.h"
#include "home_care/organisation/effect.h"
#include "events.h"
#include "home_care/health/health.h"
#include "home_care/levers/levers.h"
#include "home_care/record/money.h"
#include "home_care/place/municipality.h"
#include "home_care/record/outcomes.h"
#include "home_care/health/nursing_home.h"
#include "home_care/reading/own_data.h"
#include "home_care/organisation/own_cover.h"
#include "home_care/organisation/own_presence.h"
#include "home_care/organisation/own_staff.h"
#include "parameters.h"
#include "home_care/people/people.h"
#include "home_care/day/planner.h"
#include "home_care/place/demography.h"
#include "home_care/health/services.h"
#include "home_care/day/shift.h"
#include "home_care/staff/staff.h"
#include "home_care/record/trace.h"
#include "home_care/place/travel.h"

/* Kinds of entity in the coordinates of a draw. */
enum hc_entity {
    HC_ENTITY_PLACE, /* settlements, the municipality itself */
    HC_ENTITY_USER,
    HC_ENTITY_WORKER, /* profession * 2^32 + ordinal */
    HC_ENTITY_ZONE,
    HC_ENTITY_NURSING_HOME_WARD,
    HC_ENTITY_BACKGROUND, /* people who are not home-care users */
    HC_ENTITY_GP_LIST
};

/* Purposes of draws: what is decided, in dotted words. */
#define HC_DRAW_LIST(X)                                                                            \
    X(LEVEL, "municipality.users")                                                                 \
    X(SETTLEMENT, "map.settlement")                                                                \
    X(CLOSED, "map.closed")                                                                        \
    X(WARD, "map.ward")                                                                            \
    X(HOME, "map.home")                                                                            \
    X(PERSON, "user.person")                                                                       \
    X(FRAILTY, "user.frailty")                                                                     \
    X(PLAN, "user.plan")                                                                           \
    X(LINE, "user.plan.line")                                                                      \
    X(ARRIVAL, "user.arrival")                                                                     \
    X(EPISODE, "user.episode")                                                                     \
    X(DEATH, "user.death")                                                                         \
    X(ALARM, "user.alarm")                                                                         \
    X(LISTS, "planning.search")                                                                    \
    X(VISIT, "visit.execution")                                                                    \
    X(UNPLANNED, "visit.unplanned")                                                                \
    X(CHANGE_TIME, "health.change.time")                                                           \
    X(CHANGE, "health.change")                                                                     \
    X(RESPONSE, "health.response")                                                                 \
    X(KIN, "health.kin")                                                                           \
    X(SUDDEN, "health.sudden")                                                                     \
    X(ACUTE, "health.acute")                                                                       \
    X(STAY, "hospital.stay")                                                                       \
    X(DISCHARGE, "hospital.discharge")                                                             \
    X(FUNCTION, "user.function")                                                                   \
    X(NURSING_HOME, "nursing_home.need")                                                           \
    X(GP, "gp.answer")                                                                             \
    X(GP_DESK, "gp.desk")                                                                          \
    X(GP_AWAY, "gp.away")                                                                          \
    X(LEGEVAKT, "legevakt.contact")                                                                \
    X(LOCAL_BED, "beds.local")                                                                     \
    X(BED, "beds.stay")                                                                            \
    X(WARD_RESIDENTS, "nursing_home.ward")                                                         \
    X(BACKGROUND, "background.arrival")                                                            \
    X(POST, "staff.post")                                                                          \
    X(ABSENCE, "staff.absence")                                                                    \
    X(LEAVING, "staff.leaving")                                                                    \
    X(HIRING, "staff.hiring")                                                                      \
    X(COVER, "staff.cover")                                                                        \
    X(ASSESSMENT, "own_staff.assessment")                                                          \
    X(PULLED, "own_staff.pulled")                                                                  \
    X(RECRUITED, "own_staff.recruited")                                                            \
    X(FUNCTION_END, "own_staff.function_end")                                                      \
    X(TASK_SHARING, "levers.task_sharing")                                                         \
    X(TECHNOLOGY, "levers.technology")                                                             \
    X(RIGHTS, "levers.rights")                                                                     \
    X(EDUCATION, "levers.education")                                                               \
    X(REGION, "levers.region")

enum hc_draw {
#define X(name, text) HC_DRAW_##name,
    HC_DRAW_LIST(X)
#undef X
        HC_DRAWS
};

enum { HC_PRIORITY_FIRST = -10, HC_PRIORITY_PLAN = -5, HC_PRIORITY_NORMAL = 0 };

/* rules.c: adds a line for each rule between parameters that is broken. */
void hc_rules_check(const struct hc_parameters *p, struct des_diagnostics *diagnostics);

/* summary.c: counts what statistics publish of a place: each midnight its places, the rest at the
 * end. */
void hc_summary_midnight(struct hc_world *world);
void hc_summary_finish(struct hc_world *world);

struct hc_world {
    struct des_sim *sim;
    struct des_random random;
    des_purpose purpose[HC_DRAWS];
    uint32_t kind[HC_EVENTS];
    struct hc_parameters p;
    struct hc_calendar calendar;
    int64_t days;
    bool observing;                          /* past the warm-up: totals and traces count */
    bool sharing_tasks, digital, projecting; /* levers that are on, from day 0 */

    struct hc_own_data data;
    struct hc_map map;
    struct hc_people people;
    struct hc_services services;
    struct hc_nursing_home nursing_home;
    struct hc_staff staff;
    struct hc_shifts shifts;
    struct hc_planner planner;
    struct hc_own_staff own;
    struct hc_studies studies;
    struct hc_growth growth;
    struct hc_care care;
    struct hc_effect effect;
    struct hc_trace trace;

    double totals[HC_STRATA][HC_TOTALS];
    enum des_status failure; /* out of memory in a handler: the run ends with it */
    struct des_error why;    /* ... or a rota that cannot be, with its reason */
};

/* Four words for this user, purpose and occurrence. */
static inline struct des_block hc_user_draw(const struct hc_world *world, uint32_t user,
                                            enum hc_draw purpose, uint64_t occurrence) {
    return des_draw(&world->random, des_entity(HC_ENTITY_USER, user), world->purpose[purpose],
                    occurrence, 0);
}
static inline struct des_stream hc_user_stream(const struct hc_world *world, uint32_t user,
                                               enum hc_draw purpose, uint64_t occurrence) {
    return des_stream_at(&world->random, des_entity(HC_ENTITY_USER, user), world->purpose[purpose],
                         occurrence);
}

/* The same for a worker: the draws of a post are those of its profession and ordinal. */
struct des_block hc_staff_draw(const struct hc_world *world, const struct hc_worker *worker,
                               enum hc_draw purpose, uint64_t occurrence);

/* Schedules an event of ours; a failure (out of memory) ends the run. */
des_event_id hc_schedule(struct hc_world *world, double time, enum hc_event kind, uint32_t subject,
                         uint64_t argument);
des_event_id hc_schedule_first(struct hc_world *world, double time, int32_t priority,
                               enum hc_event kind, uint32_t subject, uint64_t argument);
void hc_cancel(struct hc_world *world, des_event_id *id);
void hc_fail(struct hc_world *world, enum des_status status);

/* Makes it larger than `needed`: see hc_reserve. */
void *hc_grow(struct hc_world *world, void *array, size_t needed, size_t *capacity, size_t size);
/* The array, moved when it has to grow, with room for `needed` items, at least one, of `size`
 * bytes; NULL when out of memory: then it is as it was, and the run fails. */
static inline void *hc_reserve(struct hc_world *world, void *array, size_t needed, size_t *capacity,
                               size_t size) {
    return needed <= *capacity ? array : hc_grow(world, array, needed, capacity, size);
}

/* An empty place with its parameters.  DES_OK; DES_ENOMEM; DES_EINPUT with the reason. */
DES_NODISCARD enum des_status hc_world_create(const struct des_run_input *input,
                                              struct hc_world **world, struct des_error *error);
/* People and staff at the beginning of the warm-up, and the first events.  The care model is
 * borrowed until destroy.  DES_EINPUT: own data, or a rota, that cannot be. */
DES_NODISCARD enum des_status hc_world_begin(struct hc_world *world,
                                             const struct hc_care_model *model,
                                             const struct des_values *values,
                                             struct des_error *error);
/* The record of a user: hc_people_at. */
static inline struct hc_user *hc_user_at(const struct hc_world *world, size_t id) {
    return hc_people_at(&world->people, id);
}

/* The totals, by stratum; the status of a handler that failed, with its reason. */
DES_NODISCARD enum des_status hc_world_finish(struct hc_world *world, double *totals,
                                              struct des_error *error);
void hc_world_destroy(struct hc_world *world); /* NULL is allowed */

static inline double hc_now(const struct hc_world *world) {
    return des_sim_now(world->sim);
}

/* When a visit at `home` must be over: overtime, and the last ferry back. */
static inline double hc_shift_limit(const struct hc_world *world, const struct hc_shift *shift,
                                    struct pl_point home) {
    double limit = shift->planned_end + world->p.shift.overtime_min;
    return world->map.crossing.runs ? hc_min(limit, hc_shift_last_ferry(world, shift, home))
                                    : limit;
}

/* Adds to a total of the whole place / of the user's strata as well. */
static inline void hc_count(struct hc_world *world, enum hc_total total, double amount) {
    world->totals[0][total] += amount;
}

/* The totals of all strata that a user is in: found once for many counts. */
struct hc_rows {
    double *all, *place, *age;
};
static inline struct hc_rows hc_rows_of(struct hc_world *world, const struct hc_user *user) {
    return (struct hc_rows){world->totals[0], world->totals[user->stratum],
                            world->totals[HC_STRATUM_AGE + user->age]};
}
/* A total that is no effect of events: those are also counted from when a user was reached. */
static inline void hc_count_rows(const struct hc_rows *rows, enum hc_total total, double amount) {
    rows->all[total] += amount;
    rows->place[total] += amount;
    rows->age[total] += amount;
}
static inline void hc_count_strata(struct hc_world *world, const struct hc_user *user,
                                   enum hc_total total, double amount) {
    const struct hc_rows rows = hc_rows_of(world, user);
    hc_count_rows(&rows, total, amount);
}
static inline void hc_count_user(struct hc_world *world, const struct hc_user *user,
                                 enum hc_total total, double amount) {
    hc_count_strata(world, user, total, amount);
    enum hc_total reached = hc_total_reached(total);
    if (reached != HC_TOTALS && user->counted_at <= hc_now(world)) {
        hc_count_strata(world, user, reached, amount);
    }
}

#endif
