#include "planner.h"

#include <math.h>

#include "grid.h"
#include "world.h"

#define REAL(...) DES_REAL(struct hc_planning, __VA_ARGS__)
const struct des_param hc_planning_params[] = {
    REAL(look_ahead_min, "min", 20.0, 0.0, 480.0, "assumed", DES_GRADE_D,
         "visits that open within this are candidates"),
    REAL(early_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "a visit may begin this much before its window"),
    REAL(wait_weight, "1", 0.7, 0.0, 10.0, "assumed", DES_GRADE_D,
         "cost of a minute's waiting, in minutes of driving"),
    REAL(slack_weight, "1", 0.02, 0.0, 10.0, "assumed", DES_GRADE_D,
         "cost of each minute left until the window closes: what can wait, waits"),
    REAL(length_weight, "1", 0.10, 0.0, 10.0, "assumed: the short first, as many wait for it",
         DES_GRADE_D, "cost of each minute of the visit"),
    REAL(end_weight, "1", 0.3, 0.0, 10.0,
         "assumed: what soon does not fit before the end goes first", DES_GRADE_D,
         "gain of each minute by which less than 90 are left of the shift after the visit"),
    REAL(skill_min, "min", 5.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "cost of each step of skill above the need"),
    REAL(continuity_min, "min", 5.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "gain when the usual carer comes"),
    REAL(moved_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "gain for each time that the visit was moved before"),
    DES_INT(struct hc_planning, candidates, "1", 16, 1, 1000, "assumed", DES_GRADE_D,
            "candidates looked at for each step"),
    REAL(leg_min, "min", 6.5, 0.0, 120.0, "BMC HSR 2018 (3794): median drive 5-7", DES_GRADE_B,
         "drive per visit when the need of a shift is estimated"),
    {0},
};

static uint32_t first_free(const struct hc_plan *plan) {
    uint32_t best = HC_NOWHERE;
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        const struct hc_seat *seat = &plan->seat[s];
        if (!seat->closed && (best == HC_NOWHERE || seat->free < plan->seat[best].free)) {
            best = s;
        }
    }
    return best;
}

static double travel(const struct hc_world *world, const struct hc_seat *seat,
                     const struct hc_job *job) {
    return hc_travel_min(&world->map, hc_road_km(&world->map, seat->at, job->at));
}

/* Cost of this job as the seat's next; INFINITY when it does not fit. */
static double cost(const struct hc_world *world, const struct hc_plan *plan,
                   const struct hc_seat *seat, const struct hc_job *job) {
    const struct hc_planning *p = &world->p.planning;
    double drive = travel(world, seat, job);
    double arrival = seat->free + drive;
    double wait = hc_max(0.0, job->open - p->early_min - arrival);
    double finish = arrival + wait + job->minutes + plan->after_visit_min;
    if (finish > seat->end) {
        return INFINITY;
    }
    double left = hc_max(job->close - arrival, -120.0);
    return drive + p->wait_weight * wait + p->slack_weight * left +
           p->length_weight * job->minutes -
           p->end_weight * hc_max(0.0, 90.0 - (seat->end - finish)) +
           p->skill_min * (seat->skill - job->needs) -
           (job->usual == seat->worker ? p->continuity_min : 0.0) - p->moved_min * job->moves;
}

/* The second carer: whoever else can be there first. */
static uint32_t partner(const struct hc_world *world, const struct hc_plan *plan, uint32_t first,
                        const struct hc_job *job, double *arrival) {
    uint32_t best = HC_NOWHERE;
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        const struct hc_seat *seat = &plan->seat[s];
        if (s == first || seat->closed) {
            continue;
        }
        double there = seat->free + travel(world, seat, job);
        if (there + job->minutes <= seat->end && (best == HC_NOWHERE || there < *arrival)) {
            best = s;
            *arrival = there;
        }
    }
    return best;
}

static void lay(const struct hc_world *world, struct hc_plan *plan, uint32_t s, uint32_t j) {
    struct hc_job *job = &plan->job[j];
    struct hc_seat *seat = &plan->seat[s];
    double start =
        hc_max(seat->free + travel(world, seat, job), job->open - world->p.planning.early_min);
    job->first = s;
    job->second = HC_NOWHERE;
    if (job->carers == 2) {
        double arrival = 0.0;
        job->second = partner(world, plan, s, job, &arrival);
        if (job->second != HC_NOWHERE) {
            start = hc_max(start, arrival);
            plan->seat[job->second].free = start + job->minutes + plan->after_visit_min;
            plan->seat[job->second].at = job->at;
        }
    }
    seat->free = start + job->minutes + plan->after_visit_min;
    seat->at = job->at;
    plan->order[plan->laid++] = j;
}

/* Looks along the jobs not yet laid, by planned start.  Sets *previous to the
 * link before the best one; *opens to when the next one opens if none may begin
 * soon. */
static uint32_t best_job(const struct hc_world *world, const struct hc_plan *plan,
                         const struct hc_seat *seat, uint32_t *previous, double *opens) {
    const struct hc_planning *p = &world->p.planning;
    uint32_t best = HC_NOWHERE, link = (uint32_t)plan->job_count;
    double lowest = INFINITY;
    int64_t looked = 0;
    *opens = INFINITY;
    for (uint32_t j = plan->next[link]; j != HC_NOWHERE && looked < p->candidates;
         link = j, j = plan->next[j]) {
        const struct hc_job *job = &plan->job[j];
        if (job->needs > seat->skill) {
            continue;
        }
        if (job->open > seat->free + p->look_ahead_min) {
            *opens = hc_min(*opens, job->open);
            if (job->start > seat->free + 240.0) {
                break;
            }
            continue;
        }
        looked++;
        double here = cost(world, plan, seat, job);
        if (here < lowest) {
            lowest = here;
            best = j;
            *previous = link;
        }
    }
    return best;
}

void hc_plan_lists(const struct hc_world *world, struct hc_plan *plan) {
    for (uint32_t j = 0; j <= plan->job_count; j++) { /* next[job_count] is the head */
        plan->next[j] = j + 1 < plan->job_count ? j + 1 : HC_NOWHERE;
    }
    plan->next[plan->job_count] = plan->job_count > 0 ? 0 : HC_NOWHERE;
    for (size_t j = 0; j < plan->job_count; j++) {
        plan->job[j].first = plan->job[j].second = HC_NOWHERE;
    }
    plan->laid = 0;
    for (uint32_t s = first_free(plan); s != HC_NOWHERE && plan->laid < plan->job_count;
         s = first_free(plan)) {
        struct hc_seat *seat = &plan->seat[s];
        if (seat->free >= seat->rest_at) {
            seat->free += seat->rest_min;
            seat->rest_min = 0.0;
            seat->rest_at = INFINITY;
        }
        uint32_t previous = 0;
        double opens;
        uint32_t j = best_job(world, plan, seat, &previous, &opens);
        if (j != HC_NOWHERE) {
            plan->next[previous] = plan->next[j];
            lay(world, plan, s, j);
        } else if (opens < seat->end) {
            seat->free = opens - world->p.planning.look_ahead_min; /* waits for work */
        } else {
            seat->closed = true;
        }
    }
}
