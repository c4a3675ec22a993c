/* models/home_care/day/standing.c - lists that stand from week to week: who takes which today,
 * and what of them is due. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* A list likes a seat for each user whose usual carer sits there, and dislikes it for each
 * visit that she may not do. */
static void count_liking(struct hc_world *world, const struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    size_t seats = plan->seat_count;
    for (size_t i = 0; i < seats * seats; i++) {
        planner->liking[i] = 0.0;
    }
    for (size_t j = 0; j < plan->job_count; j++) {
        uint16_t list = plan->job[j].standing.list[0];
        const struct pl_task *task = &planner->visit[j].task[0];
        if (list >= seats) {
            continue;
        }
        double *row = &planner->liking[list * seats];
        if (task->usual != PL_NONE) {
            row[task->usual] += world->p.planning.continuity_min;
        }
        for (uint32_t s = 0; task->kind != HC_SKILL_ANY && s < seats; s++) {
            double fit = pl_fit(&planner->problem, s, task->kind);
            row[s] -= isinf(fit) ? 4.0 * world->p.planning.continuity_min : 0.0;
        }
    }
}

/* Each list in turn takes the seat it likes best of those that are left. */
static void give_lists(struct hc_world *world, const struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    size_t seats = plan->seat_count;
    for (uint32_t s = 0; s < seats; s++) {
        planner->list_of[s] = HC_NOWHERE;
    }
    for (uint32_t l = 0; l < seats; l++) {
        const double *row = &planner->liking[l * seats];
        uint32_t best = HC_NOWHERE;
        for (uint32_t s = 0; s < seats; s++) {
            if (planner->list_of[s] == HC_NOWHERE && (best == HC_NOWHERE || row[s] > row[best])) {
                best = s;
            }
        }
        planner->list_of[best] = l;
        planner->seat_of[l] = best;
    }
}

/* Whether a job can stay on its lists today; fills in whose they are. */
static bool stays(const struct hc_world *world, const struct hc_plan *plan, uint32_t j) {
    const struct hc_planner *planner = &world->planner;
    const struct pl_visit *visit = &planner->visit[j];
    uint32_t *who = &planner->who[2 * j];
    for (uint32_t k = 0; k < visit->tasks; k++) {
        uint16_t list = plan->job[j].standing.list[k];
        if (list >= plan->seat_count) {
            return false;
        }
        who[k] = planner->seat_of[list];
        if (isinf(pl_fit(&planner->problem, who[k], visit->task[k].kind))) {
            return false;
        }
    }
    return visit->tasks == 1 || who[0] != who[1];
}

/* By when they began last time: nearly the order of the planned starts. */
static size_t order_by_turn(const struct hc_world *world, const struct hc_plan *plan) {
    uint32_t *order = world->planner.order;
    size_t count = 0;
    for (uint32_t j = 0; j < plan->job_count; j++) {
        if (!stays(world, plan, j)) {
            continue;
        }
        float turn = plan->job[j].standing.turn;
        size_t i = count++;
        for (; i > 0 && plan->job[order[i - 1]].standing.turn > turn; i--) {
            order[i] = order[i - 1];
        }
        order[i] = j;
    }
    return count;
}

bool hc_plan_standing(struct hc_world *world, const struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    count_liking(world, plan);
    give_lists(world, plan);
    size_t count = order_by_turn(world, plan);
    if ((double)count < world->p.planning.stand_share * (double)plan->job_count) {
        return false;
    }
    pl_plan_replay(&planner->routes, planner->order, count, planner->who);
    return true;
}
