/* models/planning/methods.h - the ways to a plan.
 *
 *   list    whoever is free first takes the visit that costs least, like the clock of
 *           the day; no step back                     O(visits x candidates)
 *   greedy  insertion where it costs least, the visit first that would lose most by
 *           waiting (regret)                          O(visits x look x nodes)
 *   search  local search from a plan: relocate, swap, exchange of tails (2-opt*),
 *           segments (or-opt), other workers; downhill at temperature 0, otherwise
 *           simulated annealing (Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671)
 *   replay  a given plan, visit by visit, with pl_plan_append()
 *
 * Each starts from what is on routes already, allocates nothing, and gives the same
 * plan for the same input and stream. */
#ifndef PLANNING_METHODS_H
#define PLANNING_METHODS_H

#include "des/random.h"

#include "plan.h"

/* Weights of the list rule, in minutes of driving. */
struct pl_list_rule {
    double look_ahead_min; /* visits that open within this are candidates */
    double wait;           /* of a minute's waiting */
    double slack;          /* of a minute until the visit closes */
    double length;         /* of a minute of the visit */
    double end;            /* of each minute less than 90 that is left after it */
    int64_t candidates;    /* looked at in each step */
    double reach_min;      /* a visit is no candidate so long before the middle of its window */
    bool ends_in_time;     /* nothing is laid that ends after the worker does */
    double must_cost; /* then gives up once a visit is sure to be left that costs so much to leave;
                       * 0: goes on */
};

/* Visits are looked at in the order of their numbers: by the middle of their windows.  A
 * window that never closes counts as closing when the last worker ends.  False: it
 * gave up, and what is laid is of no use. */
bool pl_list(struct pl_plan *plan, const struct pl_list_rule *rule);

/* Puts one visit that is on no route where it costs least; false when it costs least to
 * leave it. */
bool pl_insert(struct pl_plan *plan, uint32_t visit);

/* Inserts all that are on no route.  `look` visits compete at a time, by when they
 * close; 1: no regret, each in its turn. */
void pl_greedy(struct pl_plan *plan, size_t look);

struct pl_effort {
    uint64_t moves;   /* of each round */
    uint32_t rounds;  /* each begins hot where the last one ended; the best of all is kept */
    double hot, cold; /* temperature at the start and the end of a round, in units of cost */
    uint32_t span;    /* how far apart in number visits may be that meet; 0: any */
};

/* Leaves the best plan found; its cost is summed anew. */
void pl_search(struct pl_plan *plan, const struct pl_effort *effort, struct des_stream *stream);

#endif
