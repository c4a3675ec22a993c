/* models/planning/insert.c - insertion where it costs least, with regret. */
#include <math.h>

#include "change.h"
#include "methods.h"

struct spot {
    double cost; /* added to the plan; INFINITY: none */
    double rank;
    uint32_t worker[2];
};

struct spots {
    struct spot best;
    double second; /* the least cost with another first worker */
};

/* Two visits that come between the same neighbours have different ranks. */
static double rank_between(uint32_t visit, double low, double high) {
    double turn = 0.6180339887498949 * (double)visit;
    return low + (high - low) * (0.25 + 0.5 * (turn - floor(turn)));
}

static void keep_best(struct spots *spots, const struct spot *spot) {
    if (spot->cost < spots->best.cost) {
        if (spot->worker[0] != spots->best.worker[0]) {
            spots->second = spots->best.cost;
        }
        spots->best = *spot;
    } else if (spot->worker[0] != spots->best.worker[0]) {
        spots->second = pl_min(spots->second, spot->cost);
    }
}

static void try_spot(struct pl_plan *plan, uint32_t visit, struct spot *spot, struct spots *spots) {
    double before = pl_plan_cost(plan);
    pl_begin(plan);
    pl_put_on(plan, visit, spot->rank, spot->worker[0], spot->worker[1]);
    pl_settle(plan);
    spot->cost = pl_plan_cost(plan) - before;
    pl_undo(plan);
    keep_best(spots, spot);
}

/* With `lead` doing task k at this rank: all who may do the other task. */
static void try_workers(struct pl_plan *plan, uint32_t visit, uint32_t k, uint32_t lead,
                        double rank, struct spots *spots) {
    struct spot spot = {.rank = rank, .worker = {lead, PL_NONE}};
    if (plan->problem->visit[visit].tasks == 1) {
        try_spot(plan, visit, &spot, spots);
        return;
    }
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        spot.worker[k] = lead;
        spot.worker[1 - k] = w;
        if (pl_may(plan, visit, spot.worker[0], spot.worker[1])) {
            try_spot(plan, visit, &spot, spots);
        }
    }
}

/* Places of a route that the window can mean: not before what ends long before it
 * opens, not after what begins long after it closes. */
static void try_route(struct pl_plan *plan, uint32_t visit, uint32_t k, uint32_t worker,
                      struct spots *spots) {
    const struct pl_visit *v = &plan->problem->visit[visit];
    uint32_t end = pl_end(plan, worker);
    for (uint32_t n = plan->node[end].next;; n = plan->node[n].next) {
        bool too_early = n != end && plan->node[n].leave + plan->node[n].arc < v->open &&
                         plan->problem->visit[n / 2].close < v->open;
        if (!too_early) {
            double low, high;
            pl_rank_before(plan, n, &low, &high);
            try_workers(plan, visit, k, worker, rank_between(visit, low, high), spots);
        }
        if (n == end || plan->problem->visit[n / 2].open > v->close) {
            return;
        }
    }
}

static struct spots find_spots(struct pl_plan *plan, uint32_t visit) {
    const struct pl_problem *p = plan->problem;
    struct spots spots = {.best = {.cost = INFINITY, .worker = {PL_NONE, PL_NONE}},
                          .second = INFINITY};
    for (uint32_t k = 0; k < p->visit[visit].tasks; k++) {
        for (uint32_t w = 0; w < p->workers; w++) {
            if (!isinf(pl_fit(p, w, p->visit[visit].task[k].kind))) {
                try_route(plan, visit, k, w, &spots);
            }
        }
    }
    return spots;
}

static bool take(struct pl_plan *plan, uint32_t visit, const struct spot *spot) {
    if (!(spot->cost < 0.0)) { /* left_cost is saved */
        return false;
    }
    pl_begin(plan);
    pl_put_on(plan, visit, spot->rank, spot->worker[0], spot->worker[1]);
    pl_settle(plan);
    return true;
}

bool pl_insert(struct pl_plan *plan, uint32_t visit) {
    struct spots spots = find_spots(plan, visit);
    return take(plan, visit, &spots.best);
}

/* Visits on no route, by when they close, into plan->chain. */
static size_t collect_left(struct pl_plan *plan) {
    size_t count = 0;
    for (uint32_t v = 0; v < plan->problem->visits; v++) {
        if (pl_on_route(plan, v)) {
            continue;
        }
        size_t i = count++;
        for (; i > 0 &&
               plan->problem->visit[plan->chain[i - 1]].close > plan->problem->visit[v].close;
             i--) {
            plan->chain[i] = plan->chain[i - 1];
        }
        plan->chain[i] = v;
    }
    return count;
}

/* Of the first `look` in the chain the one that loses most by waiting. */
static size_t most_regret(struct pl_plan *plan, size_t look, struct spot *spot) {
    size_t chosen = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < look; i++) {
        struct spots spots = find_spots(plan, plan->chain[i]);
        double regret = isinf(spots.best.cost) ? INFINITY : spots.second - spots.best.cost;
        if (regret > most) {
            most = regret;
            chosen = i;
            *spot = spots.best;
        }
    }
    return chosen;
}

void pl_greedy(struct pl_plan *plan, size_t look) {
    size_t left = collect_left(plan);
    while (left > 0) {
        struct spot spot = {.cost = INFINITY};
        size_t i = most_regret(plan, look < left ? look : left, &spot);
        (void)take(plan, plan->chain[i], &spot);
        left--;
        for (size_t j = i; j < left; j++) {
            plan->chain[j] = plan->chain[j + 1];
        }
    }
}
