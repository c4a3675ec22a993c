/* models/planning/change.h - changes to a plan that can be taken back: the inside of the
 * methods.
 *
 * Between pl_begin() and the decision, visits are taken off and put on routes;
 * pl_settle() then moves the times along, and pl_undo() takes all of it back. */
#ifndef PLANNING_CHANGE_H
#define PLANNING_CHANGE_H

#include "plan.h"

static inline uint32_t pl_end(const struct pl_plan *plan, uint32_t worker) {
    return 2 * (uint32_t)plan->problem->visits + worker;
}
static inline bool pl_is_end(const struct pl_plan *plan, uint32_t node) {
    return node >= 2 * plan->problem->visits;
}

static inline uint32_t pl_place_of(const struct pl_plan *plan, uint32_t node, bool as_start) {
    const struct pl_problem *p = plan->problem;
    if (!pl_is_end(plan, node)) {
        return p->visit[node / 2].place;
    }
    const struct pl_worker *worker = &p->worker[node - 2 * p->visits];
    return as_start ? worker->from : worker->to;
}

static inline double pl_arc_between(const struct pl_plan *plan, uint32_t from, uint32_t to) {
    return pl_travel(plan->problem, pl_place_of(plan, from, true), pl_place_of(plan, to, false));
}

/* Of a task that this worker does. */
static inline double pl_task_cost(const struct pl_plan *plan, uint32_t node, uint32_t worker) {
    const struct pl_problem *p = plan->problem;
    const struct pl_task *task = &p->visit[node / 2].task[node & 1];
    const double unusual[2] = {0.0, p->weights.unusual};
    return pl_fit(p, worker, task->kind) +
           unusual[(task->usual != PL_NONE) & (task->usual != worker)];
}

/* The most that any begins late. */
double pl_worst_late(const struct pl_plan *plan);

void pl_begin(struct pl_plan *plan);
void pl_undo(struct pl_plan *plan);

/* Takes a visit off its routes. */
void pl_take_off(struct pl_plan *plan, uint32_t visit);
/* Puts a visit on these routes where its rank belongs; all of them stay in order. */
void pl_put_on(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first, uint32_t second);
/* Exchanges what two workers do from this rank on.  The caller has seen that they may. */
void pl_exchange_tails(struct pl_plan *plan, uint32_t a, uint32_t b, double rank);
/* Settles all times; at most one pass over the routes touched. */
void pl_settle(struct pl_plan *plan);

/* pl_plan_append() without the ways back, which pl_plan_close() adds for all. */
void pl_plan_append_open(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first,
                         uint32_t second);
/* The same for a visit of one task to which it is so far to drive; returns when she leaves. */
double pl_plan_append_one(struct pl_plan *plan, uint32_t visit, double rank, uint32_t worker,
                          double arc);
void pl_plan_close(struct pl_plan *plan);

/* Lowest and highest rank between which a visit comes just before `node` (an end: last). */
void pl_rank_before(const struct pl_plan *plan, uint32_t node, double *low, double *high);
/* Ranks become 1, 2, 3 ...  Not inside a change. */
void pl_renumber(struct pl_plan *plan);

/* True when these workers may do the tasks of the visit. */
bool pl_may(const struct pl_plan *plan, uint32_t visit, uint32_t first, uint32_t second);

#endif
