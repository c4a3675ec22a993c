/* models/home_care/people/people.h - users: who they are, what was granted, who comes.
 *
 * A user's id is an ordinal that no arm changes: the stock at the start first,
 * then those who enter, in three streams per age group and one of short episodes
 * after hospital.  Where her record lies says people->slot[id]: a while after she has
 * left for good the record is another's, and her id leads to one that says no more than
 * that she is gone. */
#ifndef HOME_CARE_PEOPLE_H
#define HOME_CARE_PEOPLE_H

#include "des/memory.h"
#include "des/sim.h"
#include "homecare/care_model.h"
#include "care_plan.h"
#include "home_care/events.h"
#include "home_care/health/hazard.h"
#include "home_care/place/municipality.h"

enum hc_kin { HC_KIN_NONE, HC_KIN_WEEKLY, HC_KIN_CORESIDENT };

/* Group "demand". */
struct hc_demand {
    double planned_of_granted;
    double route_67_plus;
    double route_under_67;
    double home_nursing_only;
    double practical_help_only;
    double need_nursing_only[HC_NEEDS];
    double need_both[HC_NEEDS];
    double visits_per_day[HC_NEEDS];
    double under_67_visits;
    double weekend_weight;
    double task_share[HC_PRACTICAL_HELP];
    double task_minutes[HC_PRACTICAL_HELP + 1];
    double task_log_sd;
    double execution_log_sd;
    double practical_help_fortnightly;
    double two_carers;
    double window_min;
    double on_site_hours_week;
    double other_hours_week;
    double complexity_67_plus[HC_COMPLEXITIES];
    double dementia_67_plus;
    double co_resident;
    double weekly_kin;
    double alarm_67_plus;
    double alarm_calls_per_month;
    double short_episodes;
    struct des_dist short_episode_weeks;
    double ended_per_year;
    double ward_residents;
};
extern const struct des_param hc_demand_params[];

/* Who has come to a user lately, column by column: persons are looked through at each
 * visit. */
#define HC_CARERS 24
struct hc_carers {
    uint32_t person[HC_CARERS]; /* HC_NOWHERE from the first free place on */
    int32_t last_day[HC_CARERS];
    uint8_t visits[HC_CARERS]; /* in a row, none more than 28 days after the last; 255: or more */
};

enum hc_user_state {
    HC_AT_HOME,
    HC_IN_KAD,
    HC_IN_SHORT_TERM,
    HC_IN_HOSPITAL,
    HC_READY_FOR_DISCHARGE,
    HC_IN_NURSING_HOME,
    HC_DEAD,
    HC_ENDED,
    HC_OUTSIDE, /* before the service began; only in traces */
    HC_USER_STATES
};
extern const char *const hc_user_state_names[];

/* What each visit reads comes first, in whole lines of the cache: what is met at the door in
 * one line, then who came before; then what else happens in her life. */
struct hc_user {
    _Alignas(DES_LINE) struct pl_point home;
    double state_since;
    double entered;
    /* First reach, also in the world that is followed beside this one (effect.h); INFINITY: not
     * yet. */
    double counted_at;
    uint32_t zone;       /* route users; else the nearest zone's */
    uint16_t settlement; /* or HC_SCATTERED */
    uint8_t state;
    uint8_t stratum, age, living, need, complexity, kin;
    uint8_t visited_in; /* bit for each kind of shift with lines of the plan */
    bool dementia, alarm, short_episode, nursing_only, help_only;
    bool change_present, change_noticed;
    bool reached;    /* by own staff, since day 0 */
    uint8_t devices; /* of welfare technology in use: technology.c */

    struct hc_carers carers;

    uint16_t next_ordinal;
    uint32_t id;
    double road_km;          /* from the base of the zone */
    uint32_t ward;           /* HC_NOWHERE outside care housing */
    uint32_t next_in_ward;   /* who came there next; HC_NOWHERE: nobody */
    struct hc_hazard change; /* onset of the next latent change */
    struct hc_hazard sudden; /* the next event without warning */
    struct hc_hazard death;
    struct hc_hazard nursing_home; /* need of a long-term place */
    des_event_id service_end, function_gain;
    double frailty;
    uint32_t changes, suddens, alarms;        /* how many so far */
    uint32_t responses, treatments, gp_asked; /* to the present change */
    uint64_t acute; /* the last acute event: cause * 2^32 + number of the change, day ... */
    bool change_self_limiting;
    bool change_taken; /* the care model answers for it */
    double change_since, change_noticed_at;
    des_event_id crisis, gp_answer, alarm_call, hazard_step;
    bool pending_nurse;   /* a nurse visit for a noticed change is ordered */
    double discharged_at; /* from hospital; -INFINITY: never */
    bool followed_up;
    double follow_up_excess;
    double gp_success; /* of the treatment that the awaited answer brings */
    uint8_t acute_cause;
    uint64_t bed_request;   /* in a queue for a bed or the legevakt; 0: none */
    uint64_t place_request; /* in the queue for a nursing home */
    des_event_id bed_event; /* end of the stay or consultation */
    bool at_legevakt, in_30_days;
    bool seen_by_own;               /* at the legevakt, by own staff */
    bool in_intermediate;           /* in state HC_IN_KAD: a bed of the intermediate ward */
    bool in_extra_bed;              /* in state HC_IN_SHORT_TERM: beyond the places */
    bool place_held;                /* of a nursing home, while in hospital */
    double stay_began, ready_since; /* of the hospital stay; when it could have ended */
    double medicine_reviewed_at;
    bool doctor_ordered; /* a doctor has answered a question about her */
};
_Static_assert(offsetof(struct hc_user, carers) == DES_LINE, "the door is one line");

/* All who have lived in a ward and have a record, in order of id: a chain through the users. */
struct hc_ward {
    uint32_t first, last; /* HC_NOWHERE: nobody yet */
};

struct hc_people {
    struct hc_user *user; /* records, [HC_GONE] of all who have left */
    void *user_memory;
    size_t used, capacity; /* records */
    uint32_t *slot;        /* the record of each id */
    size_t count, slots;   /* ids given so far; room for them */
    uint32_t *here;        /* ids that have a record of their own, in order */
    size_t here_count;
    uint32_t *free; /* records that are nobody's */
    size_t free_count;
    size_t stock;              /* users at the start */
    size_t present;            /* users served now, away or not */
    struct hc_line_list *list; /* zone * 2 + {day, evening}; the last is the night's */
    size_t list_count;
    size_t ward_count;
    struct hc_ward *ward;
    double planned_min_day[HC_SHIFT_KINDS]; /* mean per day, at the start */
    double execution_mean_inverse;          /* makes the mean of executed over planned 1 */
    double arrivals_per_year[HC_AGE_GROUPS + 1];
    uint64_t arrivals[HC_AGE_GROUPS + 1];
};

/* stock.c: creates the stock and schedules what happens to them.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_people_init(struct hc_world *world);
void hc_people_fini(struct hc_world *world);

static inline bool hc_user_served(const struct hc_user *user) {
    return user->state <= HC_READY_FOR_DISCHARGE;
}

/* Moves a user to another state now: time in the old state is counted, the step
 * is traced.  `cause` is an index of hc_pathway_causes (trace.h). */
void hc_user_enter_state(struct hc_world *world, uint32_t id, enum hc_user_state state, int cause);

/* Remembers that this person came; returns whether the user knows her by now
 * (three visits, none 28 days after the one before). */
bool hc_user_met(struct hc_user *user, uint32_t person, int64_t day);
/* Different people in the last 28 days. */
unsigned hc_user_carers(const struct hc_user *user, int64_t day);

/* The record of a user, HC_GONE's when she left long ago.  Valid until somebody enters. */
#define HC_GONE 0
static inline struct hc_user *hc_people_at(const struct hc_people *people, size_t id) {
    return &people->user[people->slot[id]];
}

/* records.c: at midnight, takes back the records of those who left for good 31 days ago: what
 * counts after a discharge counts for 30. */
void hc_people_midnight(struct hc_world *world);

/* Counts the time of every user up to now (the start and end of observation). */
void hc_people_count_time(struct hc_world *world);

/* ---- shared by records.c, people.c and stock.c ---- */

/* Room for so many users who are here, at least those there are; false when out of memory. */
bool hc_people_reserve(struct hc_world *world, size_t users);
/* A new user with the next id, all zero; NULL when out of memory. */
struct hc_user *hc_people_append(struct hc_world *world);
void hc_people_forget(struct hc_people *people);
/* Fills in a user whose age, living, episode and home are set, and makes the plan. */
void hc_people_settle(struct hc_world *world, uint32_t id);
/* Moves a new user into a ward of care housing. */
void hc_people_join_ward(struct hc_world *world, uint32_t id, uint32_t ward);
void hc_people_leave_ward(struct hc_world *world, uint32_t id);
/* Schedules all that will happen of itself; of the stock, a short episode has
 * already gone on for a while. */
void hc_people_start_life(struct hc_world *world, uint32_t id, bool stock);
/* Schedules the next arrival of a stream: an age group, or short episodes. */
void hc_people_next_arrival(struct hc_world *world, uint32_t stream);

/* Event handlers. */
void hc_on_entry(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_service_ended(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_death(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_function_gain(void *context, struct des_sim *sim, const struct des_event *event);

#endif
