/* models/home_care/planner.h - lists for one team and one shift.
 *
 * A list-scheduling rule that works like the clock of the day: whoever is free
 * first takes, of the visits that may begin soon, the one with the least cost in
 * minutes (drive, waiting, little time left, skill above need, not the usual
 * carer).  O(visits x candidates).  It knows nothing of the world but points and
 * times, so another planner can take its place. */
#ifndef HOME_CARE_PLANNER_H
#define HOME_CARE_PLANNER_H

#include "municipality.h"

struct hc_line;

/* Group "planning". */
struct hc_planning {
    double look_ahead_min;
    double early_min;
    double wait_weight;
    double slack_weight;
    double length_weight;
    double end_weight;
    double skill_min;
    double continuity_min;
    double moved_min;
    int64_t candidates;
    double leg_min;
};
extern const struct des_param hc_planning_params[];

struct hc_job {
    struct hc_point at;
    double start;       /* planned */
    double open, close; /* window */
    double minutes;
    uint8_t needs, carers, moves;
    bool may_run_over;      /* worth overtime */
    uint32_t visit;         /* index of the visit */
    uint32_t usual;         /* worker who came last time */
    struct hc_line *line;   /* of the care plan; NULL for what was carried over */
    uint32_t first, second; /* result: seats; HC_NOWHERE */
};

struct hc_seat {
    struct hc_point at;
    double free;              /* from when */
    double end;               /* planned end of the shift less the closing work */
    double rest_at, rest_min; /* a break is due from then on; 0 once taken */
    uint8_t skill;
    bool closed;
    uint32_t worker;
    uint32_t team;
};

struct hc_plan {
    struct hc_job *job; /* by planned start */
    size_t job_count;
    struct hc_seat *seat;
    size_t seat_count;
    double after_visit_min; /* documentation */
    uint32_t *order;        /* result: jobs in the order in which they were laid */
    size_t laid;
    uint32_t *next; /* work space: job_count + 1 */
};

/* What a team has to do and who is there. */
struct hc_team_state {
    double work_min; /* visits, drives and documentation */
    size_t seats, nurses, nurse_jobs;
};

/* Buffers of the planning of one shift, kept between shifts. */
struct hc_planner {
    struct hc_job *job;
    size_t job_count, job_capacity;
    struct hc_seat *seat;
    size_t seat_count, seat_capacity;
    uint32_t *order, *next;
    size_t *job_first;           /* per team, and the end */
    struct hc_team_state *state; /* per team */
};

DES_NODISCARD enum des_status hc_planner_init(struct hc_world *world);
void hc_planner_fini(struct hc_world *world);

void hc_plan_lists(const struct hc_world *world, struct hc_plan *plan);

#endif
