/* models/planning/plan.c - what a plan costs, and the order in it. */
#include "plan.h"

#include <math.h>

#include "change.h"

void pl_plan_clear(struct pl_plan *plan) {
    const struct pl_problem *p = plan->problem;
    plan->cost = (struct pl_cost){0};
    for (uint32_t n = 0; n < 2 * p->visits; n++) {
        plan->node[n] = (struct pl_node){.next = PL_NONE, .previous = PL_NONE, .worker = PL_NONE};
    }
    for (size_t v = 0; v < p->visits; v++) {
        plan->cost.left += p->visit[v].left_cost;
        plan->is_due[v] = false;
    }
    for (uint32_t w = 0; w < p->workers; w++) {
        uint32_t end = pl_end(plan, w);
        double begin = p->worker[w].begin;
        double arc = pl_arc_between(plan, end, end);
        plan->node[end] = (struct pl_node){.next = end,
                                           .previous = end,
                                           .worker = w,
                                           .arc = arc,
                                           .begin = begin,
                                           .leave = begin,
                                           .late = pl_max(0.0, begin - p->worker[w].end)};
        plan->cost.travel += arc;
        plan->cost.overtime += plan->node[end].late;
    }
    plan->saved_count = plan->saved_ranks = plan->due_count = 0;
    plan->worst_fell = false;
}

double pl_plan_cost(const struct pl_plan *plan) {
    const struct pl_weights *w = &plan->problem->weights;
    const struct pl_cost *c = &plan->cost;
    return w->travel * c->travel + w->late * c->late + w->worst_late * c->worst_late +
           w->overtime * c->overtime + c->fit + c->left;
}

double pl_worst_late(const struct pl_plan *plan) {
    double worst = 0.0;
    for (size_t n = 0; n < 2 * plan->problem->visits; n++) {
        worst = pl_max(worst, plan->node[n].late);
    }
    return worst;
}

static double left_cost(const struct pl_plan *plan) {
    double left = 0.0;
    for (uint32_t v = 0; v < plan->problem->visits; v++) {
        left += pl_on_route(plan, v) ? 0.0 : plan->problem->visit[v].left_cost;
    }
    return left;
}

void pl_plan_sum(struct pl_plan *plan) {
    const struct pl_problem *p = plan->problem;
    plan->cost = (struct pl_cost){.worst_late = pl_worst_late(plan), .left = left_cost(plan)};
    for (uint32_t n = 0; n < 2 * p->visits + p->workers; n++) {
        const struct pl_node *node = &plan->node[n];
        if (node->worker == PL_NONE) {
            continue;
        }
        plan->cost.travel += node->arc;
        if (pl_is_end(plan, n)) {
            plan->cost.overtime += node->late;
        } else {
            plan->cost.late += node->late;
            plan->cost.fit += pl_task_cost(plan, n, node->worker);
        }
    }
}

/* ---- ranks ---- */

/* Shell sort by rank: deterministic, in place, and quick on what is nearly in order. */
static void sort_by_rank(const struct pl_plan *plan, uint32_t *order, size_t count) {
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
        size_t gap = gaps[g];
        for (size_t i = gap; i < count; i++) {
            uint32_t visit = order[i];
            size_t j = i;
            for (; j >= gap && plan->rank[order[j - gap]] > plan->rank[visit]; j -= gap) {
                order[j] = order[j - gap];
            }
            order[j] = visit;
        }
    }
}

/* Ranks of 1, 2, 3 ... name the places themselves; false when these are others. */
static bool place_by_rank(const struct pl_plan *plan, uint32_t *order, size_t *count) {
    const size_t visits = plan->problem->visits;
    double highest = 0.0;
    *count = 0;
    for (size_t i = 0; i < visits; i++) {
        order[i] = PL_NONE;
    }
    for (uint32_t v = 0; v < visits; v++) {
        if (pl_on_route(plan, v)) {
            double rank = plan->rank[v];
            if (!(rank >= 1.0 && rank <= (double)visits) || (double)(uint32_t)rank != rank ||
                order[(uint32_t)rank - 1] != PL_NONE) {
                return false;
            }
            order[(uint32_t)rank - 1] = v;
            highest = pl_max(highest, rank);
            (*count)++;
        }
    }
    return highest <= (double)*count;
}

size_t pl_plan_order(const struct pl_plan *plan, uint32_t *order) {
    size_t count;
    if (place_by_rank(plan, order, &count)) {
        return count;
    }
    count = 0;
    for (uint32_t v = 0; v < plan->problem->visits; v++) {
        if (pl_on_route(plan, v)) {
            order[count++] = v;
        }
    }
    sort_by_rank(plan, order, count);
    return count;
}

static bool is_empty(const struct pl_plan *plan) {
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        if (!pl_is_end(plan, plan->node[pl_end(plan, w)].next)) {
            return false;
        }
    }
    return true;
}

void pl_renumber(struct pl_plan *plan) {
    size_t count = is_empty(plan) ? 0 : pl_plan_order(plan, plan->order);
    for (size_t i = 0; i < count; i++) {
        plan->rank[plan->order[i]] = (double)(i + 1);
    }
}

void pl_rank_before(const struct pl_plan *plan, uint32_t node, double *low, double *high) {
    uint32_t previous = plan->node[node].previous;
    bool is_first = pl_is_end(plan, previous), is_last = pl_is_end(plan, node);
    *low = is_first ? (is_last ? 0.0 : plan->rank[node / 2] - 2.0) : plan->rank[previous / 2];
    *high = is_last ? *low + 2.0 : plan->rank[node / 2];
}

bool pl_may(const struct pl_plan *plan, uint32_t visit, uint32_t first, uint32_t second) {
    const struct pl_visit *v = &plan->problem->visit[visit];
    if (isinf(pl_fit(plan->problem, first, v->task[0].kind))) {
        return false;
    }
    return v->tasks == 1 ||
           (first != second && !isinf(pl_fit(plan->problem, second, v->task[1].kind)));
}
