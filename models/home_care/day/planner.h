/* models/home_care/day/planner.h - lists for one team and one shift.
 *
 * Turns jobs and seats into visits and workers of the planning core (planning/plan.h) and
 * its plan into lists.  Methods:
 *   list    whoever is free first takes what costs least, anew each day
 *   greedy  insertion with regret, anew each day
 *   replay  the lists of last time are used again, what is new is inserted where it costs
 *           least; anew by the rule when much has changed
 *   search  as replay, and each day some moves of a local search make them better
 *
 * Standing lists are those of weekdays and of weekends.  Whose list it is today is chosen
 * by skill and by whom its users know. */
#ifndef HOME_CARE_PLANNER_H
#define HOME_CARE_PLANNER_H

#include "planning/methods.h"

#include "home_care/people/care_plan.h"
#include "home_care/place/municipality.h"

enum hc_planning_method { HC_PLAN_LIST, HC_PLAN_GREEDY, HC_PLAN_REPLAY, HC_PLAN_SEARCH };

/* Group "planning". */
struct hc_planning {
    int method;
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
    double late_weight;
    double overtime_weight;
    double leave_min;
    int64_t regret;
    double moves_per_visit;
    double stand_share;
    double detour_weight;
    double agree_share;
};
extern const struct des_param hc_planning_params[];

struct hc_job {
    struct pl_point at;
    double start;       /* planned */
    double open, close; /* window */
    double minutes;
    uint8_t needs, carers, moves;
    bool may_run_over;           /* worth overtime */
    uint32_t visit;              /* index of the visit */
    uint32_t usual;              /* worker who came last time */
    struct hc_line *line;        /* of the care plan; NULL for what was carried over */
    struct hc_standing standing; /* last time's and, after planning, today's */
    uint32_t first, second;      /* result: seats; HC_NOWHERE */
};

struct hc_seat {
    struct pl_point at;
    double free;              /* from when */
    double end;               /* planned end of the shift less the closing work */
    double rest_at, rest_min; /* a break is due from then on */
    uint8_t skill;
    uint32_t worker;
    uint32_t team;
};

struct hc_plan {
    struct hc_job *job; /* by planned start */
    size_t job_count;
    struct hc_seat *seat; /* the most skilled first */
    size_t seat_count;
    double midnight;        /* of the day whose lists they are */
    double after_visit_min; /* documentation */
    bool improves;          /* method search: spends its moves */
    bool or_nothing;        /* method list: lays nothing when what must be done does not fit */
    uint32_t team;
    uint64_t occurrence;   /* tells the plans of a team apart */
    const uint32_t *order; /* result: jobs in the order in which they begin */
    size_t laid;
    double overtime_min; /* result: of all, past the end of their seats */
};

/* By what the jobs are put in order. */
struct hc_turn {
    double start;
    uint32_t visit, job;
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
    struct hc_turn *turn;
    size_t turn_capacity;
    size_t *job_first;           /* per team, and the end */
    struct hc_team_state *state; /* per team */

    struct pl_plan routes; /* the plan of one team, and its problem */
    struct pl_problem problem;
    struct pl_visit *visit;
    struct pl_point *point;
    struct pl_worker *worker;
    double *fit;
    uint32_t *who;   /* two per job */
    uint32_t *order; /* jobs */
    size_t visit_capacity, worker_capacity, point_capacity, staff_capacity;
    uint32_t *seat_of, *list_of; /* of a list, of a seat */
    uint32_t *seat_by_worker;    /* of this team; PL_NONE: none */
    double *liking;              /* list x seat */
};

DES_NODISCARD enum des_status hc_planner_init(struct hc_world *world);
void hc_planner_fini(struct hc_world *world);

/* Makes the lists; jobs of two carers go to one when no two can come.  Out of memory:
 * hc_fail(), and nothing is laid. */
void hc_plan_lists(struct hc_world *world, struct hc_plan *plan);

/* standing.c: last time's lists again, for those who are there today, in
 * planner->routes.  False, and nothing is laid, when too little of them is left. */
bool hc_plan_standing(struct hc_world *world, const struct hc_plan *plan);

#endif
