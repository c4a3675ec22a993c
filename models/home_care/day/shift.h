/* models/home_care/day/shift.h - a shift as it goes: visits, drives, breaks, what comes
 * in between, and what is left when it ends.
 *
 * Rules when time is short, in this order: visits that can wait are moved to
 * another day; visits are shortened down to a floor; overtime up to a limit; what
 * matters most is handed to the next shift; the rest is missed and counted.
 *
 * Every minute of a shift is direct, travel, indirect, break or idle. */
#ifndef HOME_CARE_SHIFT_H
#define HOME_CARE_SHIFT_H

#include "crew.h"
#include "home_care/people/people.h"

/* How a worker came to this shift. */
enum hc_hire { HC_HIRE_ROTA, HC_HIRE_EXTRA, HC_HIRE_AGENCY, HC_HIRE_OWN_STAFF };

/* Group "shift". */
struct hc_shift_params {
    double day_start;
    double evening_start;
    double night_start;
    double report_start_min;
    double report_end_min;
    double documentation_min;
    double closing_min;
    double break_min;
    double break_after_min;
    double overtime_min;
    double late_after_min;
    double cut_floor;
    int64_t moves;
    double single_handed;
    double alarm_minutes;
    double acute_minutes;
    double assessment_minutes;
};
extern const struct des_param hc_shift_params_table[];

enum hc_visit_status {
    HC_VISIT_DONE,
    HC_VISIT_DONE_DIGITAL,
    HC_VISIT_MISSED,
    HC_VISIT_CANCELLED,
    HC_VISIT_OPEN
};
extern const char *const hc_visit_status_names[];

struct hc_visit {
    uint32_t user;
    uint16_t ordinal; /* line of the plan; unplanned: 0 */
    uint8_t task, needs, carers, shift;
    bool planned; /* from the care plan */
    bool in_use;
    uint8_t moves;
    int32_t day;     /* of the plan */
    uint64_t number; /* of an unplanned visit: see hc_shift_unplanned */
    double start_planned, open, close, minutes;
    double keep; /* share of the minutes that is kept when time is short */
    uint32_t worker[2];
    uint32_t token; /* changes when the visit is taken off a route */
    uint8_t arrived;
    double start, end, cut, travel_min, km;
    uint64_t seen[2]; /* drawn at its start: whether a change is seen, a well user sent on */
};

struct hc_stop {
    uint32_t visit, token;
    uint32_t user; /* of the visit */
};

enum hc_shift_state { HC_OFF, HC_BUSY, HC_WAITING, HC_READY };

/* The shift that a worker is on. */
struct hc_shift {
    uint8_t state, kind, hire;
    uint32_t zone;   /* team */
    uint64_t number; /* of all shifts: who began first comes first among equals */
    double start, planned_end;
    double at;      /* accounted for up to here */
    double free_at; /* when the visit being made is over and written up */
    struct pl_point place;
    struct hc_stop *route;
    size_t next, length, capacity;
    double direct, travel, indirect, rest, idle, km;
    bool rested, closed;
    uint32_t waiting_for; /* visit, in state HC_WAITING */
    des_event_id end_event;
};

struct hc_carry { /* visits that the next planning of a team and shift takes up */
    uint32_t *visit;
    size_t count, capacity;
};

struct hc_shifts {
    struct hc_visit *visit;
    void *visit_memory;
    size_t visit_count, visit_capacity;
    uint32_t *free_visit;
    size_t free_count, free_capacity;
    struct hc_carry *carry; /* team * 2 + {day, evening}; the night's last */
    size_t carry_count;
    struct hc_crew *crew; /* at work, by team; the night's last */
    size_t crew_count;
    uint64_t begun; /* shifts so far */
};

DES_NODISCARD enum des_status hc_shifts_init(struct hc_world *world);
void hc_shifts_fini(struct hc_world *world);

/* A visit that was not planned: an alarm, a nurse to a noticed change.  `number`
 * tells it from others of the user and task: of the alarm, the change, the event. */
void hc_shift_unplanned(struct hc_world *world, uint32_t user, enum hc_task_kind task,
                        uint64_t number);
/* ... as the next stop of this worker, who is on duty in the rota and not waiting. */
void hc_shift_unplanned_by(struct hc_world *world, uint32_t user, enum hc_task_kind task,
                           uint64_t number, uint32_t worker);
/* Puts a worker to work in a team for a shift; the route is still empty. */
void hc_shift_begin(struct hc_world *world, uint32_t worker, uint32_t team, enum hc_shift_kind kind,
                    enum hc_hire hire, double start, double end);
/* Off along the route made at `planned`: whoever began then; who is in the middle of a long
 * shift, when she has nothing left of her earlier list. */
void hc_shift_set_off(struct hc_world *world, uint32_t worker, double planned);
/* On to the next stop. */
void hc_shift_advance(struct hc_world *world, uint32_t worker);
void hc_shift_append(struct hc_world *world, uint32_t worker, uint32_t visit);
/* Makes the visit this worker's next; she sets off at once when she has nothing to
 * do.  False when out of memory. */
bool hc_shift_insert_next(struct hc_world *world, uint32_t worker, uint32_t visit);
/* Gives the visit to a worker on duty, where it begins soon and adds little driving; false
 * when nobody can take it. */
bool hc_shift_send_somebody(struct hc_world *world, uint32_t visit);
/* The kind of shift that is planned next. */
enum hc_shift_kind hc_shift_next_planned(const struct hc_world *world);

/* Visits: a slot (HC_NOWHERE when out of memory), the final word, to a later shift. */
uint32_t hc_visit_new(struct hc_world *world);
void hc_visit_finish(struct hc_world *world, uint32_t visit, enum hc_visit_status status);
/* Puts it on the list from which the next planning of this kind of shift takes up. */
void hc_visit_carry(struct hc_world *world, uint32_t visit, enum hc_shift_kind kind);
/* Moves to the next shift that can take it, or ends it as missed. */
void hc_visit_hand_over(struct hc_world *world, uint32_t visit);
/* All visits without a final status are open at the end. */
void hc_shift_close(struct hc_world *world);

/* When a visit at `home` must be over at the latest for the last ferry back to the base. */
double hc_shift_last_ferry(const struct hc_world *world, const struct hc_shift *shift,
                           struct pl_point home);

double hc_shift_start_of(const struct hc_world *world, enum hc_shift_kind kind, int64_t day);
double hc_shift_minutes(enum hc_shift_kind kind);

void hc_on_shift_plan(void *context, struct des_sim *sim, const struct des_event *event);
/* Fetches what hc_on_visit_end() reads: the visit and its worker, the user and the route, the
 * next stop. */
void hc_foresee_visit_end(void *context, const struct des_event *event, unsigned round);
void hc_on_visit_end(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_shift_end(void *context, struct des_sim *sim, const struct des_event *event);

#endif
