/* models/planning/plan.h - visits laid on the routes of workers.
 *
 * The core of all planning: it knows places, times, visits, workers and costs, and
 * nothing of what the visits are for.  There is one evaluation of a plan; the
 * methods (methods.h) differ in how they look for a good one.
 *
 * A visit has one task or two.  Two tasks have different workers and a gap: begin
 * of the second less begin of the first lies in [gap_min, gap_max]; 0 and 0 is two
 * carers at once, a gap without upper end is precedence.  A worker waits where she
 * comes before a visit opens; a visit may begin after it closes, at a cost.
 *
 * Visits have a rank: a number by which every route is in order.  Whatever the
 * ranks, no route then waits for another in a circle, and every plan that can be
 * carried out has such ranks.  All visits begin as early as the plan allows.
 *
 * A change costs what it touches: times move along the routes until a wait takes
 * them up.  After pl_plan_reserve() nothing is allocated.  Not thread-safe; one plan
 * belongs to one caller. */
#ifndef PLANNING_PLAN_H
#define PLANNING_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

#include "plane.h"

#define PL_NONE UINT32_MAX

struct pl_task {
    double minutes;
    uint32_t kind;  /* column of pl_problem.fit */
    uint32_t usual; /* worker who should come; PL_NONE: any */
};

struct pl_visit {
    uint32_t place;
    uint32_t tasks; /* 1 or 2 */
    double open, close;
    double gap_min, gap_max; /* of two tasks */
    double left_cost;        /* when on no route; finite */
    double urgency;          /* minutes by which the list rule prefers it */
    struct pl_task task[2];
};

struct pl_worker {
    uint32_t from, to;        /* places */
    double begin, end;        /* what is done after the end is overtime */
    double rest_at, rest_min; /* the rest follows the first visit that ends at or after rest_at */
};

/* Cost of a minute (of a task, for unusual). */
struct pl_weights {
    double travel, late, worst_late, overtime, unusual;
};

/* Borrowed throughout; minutes everywhere. */
struct pl_problem {
    const struct pl_visit *visit;
    size_t visits;
    const struct pl_worker *worker;
    size_t workers;
    const double *fit; /* worker x kind: cost of a task; INFINITY: she may not */
    size_t kinds;
    const double *matrix; /* travel, place x place; NULL: over the plane */
    size_t places;
    const struct pl_plane *plane;
    const struct pl_point *point; /* of each place on the plane */
    struct pl_weights weights;
};

/* One task on a route; the nodes after those of the visits are both ends of a
 * worker's route. */
struct pl_node {
    uint32_t next, previous;
    uint32_t worker; /* PL_NONE: on no route */
    double arc;      /* travel from the node before */
    double begin, leave;
    double late; /* begin after close; at the end of a route: overtime */
};

/* Sums over the plan, before weights; fit and left are costs. */
struct pl_cost {
    double travel, late, worst_late, overtime, fit, left;
};

/* What the list rule looks at of the visits that are in question, in no order: one column for
 * each thing and room for whole lanes, so that the arithmetic goes lane by lane and has no
 * branches. */
enum { PL_LANES = 4 };
struct pl_columns {
    double *x_km, *y_km; /* on the plane */
    double *open, *close;
    double *minutes, *before; /* of its first task; before: the cost whoever comes from wherever */
    double *kind, *usual;     /* of the first task; kind: -1 where no visit is; usual: -1 for any */
    double *visit;
    double *drive; /* for whom it is that looks */
};

/* When a visit comes into question. */
struct pl_coming {
    double from;
    uint32_t visit;
};

struct pl_saved {
    uint32_t node;
    struct pl_node was;
};
struct pl_saved_rank {
    uint32_t visit;
    double was;
};

struct pl_plan {
    const struct pl_problem *problem;
    struct pl_node *node; /* task k of visit v: 2 v + k; ends of worker w: 2 visits + w */
    double *rank;
    struct pl_cost cost;

    size_t visit_capacity, worker_capacity, kind_capacity;
    uint32_t *order, *chain; /* for methods: visits, and one more */
    /* For the list rule: */
    struct pl_columns columns;
    struct pl_coming *coming;
    uint64_t *line;    /* a bit for each visit: it is in question */
    uint64_t *of_kind; /* 64 visits x kind, the same: it has such a task */
    double *clock;     /* when each worker is free */
    uint32_t *winner;  /* a tournament of the workers */

    double *best_rank;
    uint32_t *best_worker; /* two per visit */
    struct pl_saved *saved;
    size_t saved_count;
    struct pl_saved_rank saved_rank[8];
    size_t saved_ranks;
    struct pl_cost saved_cost;
    uint32_t *due; /* visits whose times are to be settled */
    size_t due_count;
    bool *is_due;
    bool worst_fell; /* the latest visit is no longer as late */
};

void pl_plan_init(struct pl_plan *plan);
void pl_plan_fini(struct pl_plan *plan);

/* Makes room for a problem of this size; nothing on routes.  DES_ENOMEM: the plan
 * stays as it was. */
DES_NODISCARD enum des_status pl_plan_reserve(struct pl_plan *plan,
                                              const struct pl_problem *problem);

/* Takes all visits off the routes.  O(visits). */
void pl_plan_clear(struct pl_plan *plan);

/* Weighted cost of the plan.  O(1). */
double pl_plan_cost(const struct pl_plan *plan);

/* Sums the cost anew from the routes, so that no rounding of steps is left. */
void pl_plan_sum(struct pl_plan *plan);

/* Puts a visit that is on no route at the end of these routes; its rank must be above
 * all others.  `second` is PL_NONE for a visit of one task.  O(1). */
void pl_plan_append(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first,
                    uint32_t second);

/* Lays a whole plan anew: these visits in this order, task k of visit v on the route of
 * worker[2 v + k]; ranks become 1, 2, 3 ...  O(count). */
void pl_plan_replay(struct pl_plan *plan, const uint32_t *order, size_t count,
                    const uint32_t *worker);

static inline bool pl_on_route(const struct pl_plan *plan, uint32_t visit) {
    return plan->node[2 * visit].worker != PL_NONE;
}

/* The visits on routes, in order of rank, into `order`; returns how many. */
size_t pl_plan_order(const struct pl_plan *plan, uint32_t *order);

/* fmax() and fmin() without their rules for NaN: inlined. */
static inline double pl_max(double a, double b) {
    return a > b ? a : b;
}
static inline double pl_min(double a, double b) {
    return a < b ? a : b;
}

static inline double pl_fit(const struct pl_problem *problem, uint32_t worker, uint32_t kind) {
    return problem->fit[(size_t)worker * problem->kinds + kind];
}

static inline double pl_travel(const struct pl_problem *problem, uint32_t from, uint32_t to) {
    if (problem->matrix) {
        return problem->matrix[(size_t)from * problem->places + to];
    }
    return pl_road_min(problem->plane,
                       pl_road_km(problem->plane, problem->point[from], problem->point[to]));
}

#endif
