/* models/home_care/staff/staff.h - posts, people who hold them, rota, absence.
 *
 * A *post* has a profession, a size and a line in its zone's rota; a *person*
 * holds it until she leaves, then it is vacant until somebody is hired.  Posts
 * are numbered by profession and ordinal, and posts that an arm adds come last,
 * so every arm shares the draws of the posts it has in common. */
#ifndef HOME_CARE_STAFF_H
#define HOME_CARE_STAFF_H

#include "absence.h"
#include "home_care/people/people.h"
#include "rota.h"
#include "home_care/day/shift.h"
#include "working_time.h"

/* Professions that stand in a rota. */
enum { HC_ROTA_PROFESSIONS = HC_VERNEPLEIER + 1 };
extern const char *const hc_profession_names[];

/* Group "staff". */
struct hc_staff_params {
    double direct_share;
    double fte_hours;
    double slack;
    double profession_share[HC_ROTA_PROFESSIONS];
    double position_size[HC_ROTA_PROFESSIONS];
    double full_time[HC_ROTA_PROFESSIONS];
    double position_spread;
    double vacant_at_start[HC_ROTA_PROFESSIONS];
    double weeks_to_hire[HC_ROTA_PROFESSIONS];
    double leaving[HC_ROTA_PROFESSIONS];
    double leaving_aks;
    double week_hours;
    double courses_leave;
    double weekend_volume;
    int64_t weekend_interval;
    const char *rota;   /* own_rota.h; "": by the generator */
    int weekday_shifts; /* enum hc_rota_shifts, up to long ones */
    int weekend_shifts;
    double long_hours;
    double least_by_day;
    double night_share;
    double night_shared_part;
    double absence;
    double absence_self;
    double absence_short;
    double absence_self_days;
    double absence_short_days;
    double absence_long_days;
    double absence_quarter[4];
    double cover_weekday;
    double cover_evening;
    double cover_weekend;
    double cover_july;
    double cover_threshold;
    double temp_pool;
    double temp_pool_summer;
    bool lend_between_zones;
    double onboarding_weeks;
    double onboarding_slow;
    double rest_hours;
    double weekly_rest_hours;
    double week_limit_hours;
    int64_t days_in_row;
    int64_t nights_in_row;
    double overtime_week;
    double overtime_4_weeks;
    double overtime_year;
};
extern const struct des_param hc_staff_params_table[];

/* What each visit reads comes first, in whole lines of the cache: who she is, then her shift. */
struct hc_worker {
    _Alignas(DES_LINE) uint8_t profession; /* enum hc_profession */
    uint8_t skill;                         /* enum hc_skill */
    bool own_staff;                        /* of the care model */
    bool abolished;                        /* the post was converted */
    bool vacant, temp;
    bool student;     /* away in some weeks: education.h */
    uint32_t ordinal; /* within the profession */
    uint32_t zone;    /* zone_count: the night team; HC_NOWHERE: own staff, temps */
    uint32_t person;  /* who holds the post, unique in the run */
    uint32_t incumbents;
    uint32_t spells;
    double position;                /* size of the post, 0 to 1 */
    int64_t absent_from, absent_to; /* days, end excluded */
    int64_t onboarding_to;

    struct hc_shift shift;

    int8_t rota[HC_ROTA_MAX_DAYS]; /* enum hc_duty, by day of the cycle */
    double last_end;               /* of the last shift: for the rest rule */
    struct hc_working_week week;
    double leaves_at;
    des_event_id leaving;
};
_Static_assert(offsetof(struct hc_worker, shift) == DES_LINE, "who she is takes one line");

struct hc_staff {
    void *worker_memory;
    struct hc_worker *worker; /* posts, then posts of an arm, then temps */
    size_t count, capacity;
    uint32_t *zone_post; /* indices of the posts of each zone ... */
    size_t *zone_first;  /* ... zone z: zone_first[z] up to zone_first[z + 1]; night last */
    uint32_t *temp_free; /* temps not at work */
    size_t temp_free_count, temp_free_capacity;
    uint32_t next_ordinal[HC_PROFESSIONS];
    uint32_t temps; /* so far: each is somebody new */
    uint32_t temps_at_work;
    double *target; /* (zone * 2 + kind) on duty on a mean day; the night's last */
    double fte;     /* posts at the start, night included */
    struct hc_rota_rules rules;
    struct hc_absence absence;
    uint32_t on_duty[HC_PROFESSIONS]; /* at work now */
};

DES_NODISCARD enum des_status hc_staff_init(struct hc_world *world);
void hc_staff_fini(struct hc_world *world);

/* The rules of a rota by the parameters. */
void hc_staff_rules(const struct hc_staff_params *staff, const struct hc_shift_params *shift,
                    struct hc_rota_rules *rules);

/* Adds a post of an arm; returns its index, HC_NOWHERE when out of memory.
 * zone: HC_NOWHERE for own staff; otherwise it gets a line in the zone's rota. */
uint32_t hc_staff_add_post(struct hc_world *world, enum hc_profession profession, double position,
                           uint32_t zone, bool own_staff);
/* Ends so many nurse posts, the largest first, the last of equals: their lines in the rota stay
 * empty; of the last, only the part that is left over.  Returns the sum of the sizes. */
double hc_staff_convert(struct hc_world *world, double posts);
/* The sum of the sizes that this would end. */
double hc_staff_convertible(const struct hc_world *world, double posts);
/* The largest nurse post that is held falls vacant: its holder took up another post. */
void hc_staff_vacate_nurse(struct hc_world *world);
/* The largest nurse post of a zone that is held by somebody who does not study; HC_NOWHERE. */
uint32_t hc_staff_candidate(const struct hc_world *world);
/* The holder gives up this post: it falls vacant, or ends (returns its size). */
void hc_staff_vacate(struct hc_world *world, uint32_t index);
double hc_staff_end_post(struct hc_world *world, uint32_t index);
/* Nobody holds a post that was added, and nobody is sought; somebody takes it up. */
void hc_staff_leave_empty(struct hc_world *world, uint32_t index);
void hc_staff_take_up(struct hc_world *world, uint32_t index);
/* The holder of this post leaves so much later, or sooner when negative. */
void hc_staff_put_off_leaving(struct hc_world *world, uint32_t index, double minutes);
/* A temp for one shift; HC_NOWHERE when out of memory. */
uint32_t hc_staff_take_temp(struct hc_world *world, enum hc_profession profession);
void hc_staff_release_temp(struct hc_world *world, uint32_t index);

/* The rota of every team anew, as group "staff" says now, for the posts that have not ended.
 * DES_ENOMEM; DES_EINPUT with a reason when a rule is in the way. */
DES_NODISCARD enum des_status hc_staff_lay_again(struct hc_world *world);

/* In the post and not absent or on holiday on this day. */
bool hc_staff_available(const struct hc_world *world, const struct hc_worker *worker, int64_t day);
bool hc_staff_on_holiday(const struct hc_world *world, const struct hc_worker *worker, int64_t day);
bool hc_staff_nurse_on_duty(const struct hc_world *world);
/* Vacant share of the posts, absent share of those held: counted each midnight. */
void hc_staff_midnight(struct hc_world *world, int64_t day);

/* What the rota says for this day: enum hc_duty. */
static inline int hc_staff_duty(const struct hc_staff *staff, const struct hc_worker *worker,
                                int64_t day) {
    int64_t cycle = staff->rules.days;
    return worker->rota[(day % cycle + cycle) % cycle];
}

void hc_on_leaving(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_hired(void *context, struct des_sim *sim, const struct des_event *event);

#endif
