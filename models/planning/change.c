/* models/planning/change.c - changes to routes, the times that follow, and visits laid at the
 * end. */
#include "change.h"

#include <math.h>

/* ---- changes ---- */

static void save(struct pl_plan *plan, uint32_t node) {
    plan->saved[plan->saved_count++] = (struct pl_saved){node, plan->node[node]};
}

void pl_begin(struct pl_plan *plan) {
    plan->saved_count = plan->saved_ranks = 0;
    plan->saved_cost = plan->cost;
}

void pl_undo(struct pl_plan *plan) {
    while (plan->saved_count > 0) {
        const struct pl_saved *saved = &plan->saved[--plan->saved_count];
        plan->node[saved->node] = saved->was;
    }
    while (plan->saved_ranks > 0) {
        const struct pl_saved_rank *saved = &plan->saved_rank[--plan->saved_ranks];
        plan->rank[saved->visit] = saved->was;
    }
    plan->cost = plan->saved_cost;
}

static void make_due(struct pl_plan *plan, uint32_t node) {
    uint32_t visit = node / 2;
    if (!plan->is_due[visit]) {
        plan->is_due[visit] = true;
        plan->due[plan->due_count++] = visit;
    }
}

static void set_late(struct pl_plan *plan, struct pl_node *node, double late) {
    if (late != node->late) {
        plan->worst_fell |= late < node->late && node->late >= plan->cost.worst_late;
        plan->cost.late += late - node->late;
        plan->cost.worst_late = pl_max(plan->cost.worst_late, late);
        node->late = late;
    }
}

static void set_end(struct pl_plan *plan, uint32_t end) {
    const struct pl_worker *worker = &plan->problem->worker[end - 2 * plan->problem->visits];
    struct pl_node *node = &plan->node[end];
    double begin = plan->node[node->previous].leave;
    if (begin == node->begin) {
        return;
    }
    save(plan, end);
    double late = pl_max(0.0, begin - worker->end);
    plan->cost.overtime += late - node->late;
    node->begin = begin;
    node->late = late;
}

/* Times after this node are to be looked at. */
static void touch(struct pl_plan *plan, uint32_t node) {
    if (pl_is_end(plan, node)) {
        set_end(plan, node);
    } else {
        make_due(plan, node);
    }
}

static void set_arc(struct pl_plan *plan, uint32_t node, double arc) {
    plan->cost.travel += arc - plan->node[node].arc;
    plan->node[node].arc = arc;
}

static void unlink_task(struct pl_plan *plan, uint32_t n) {
    uint32_t previous = plan->node[n].previous, next = plan->node[n].next;
    save(plan, n);
    save(plan, previous);
    save(plan, next);
    plan->cost.fit -= pl_task_cost(plan, n, plan->node[n].worker);
    set_late(plan, &plan->node[n], 0.0);
    set_arc(plan, n, 0.0);
    plan->node[n].worker = PL_NONE;
    plan->node[previous].next = next;
    plan->node[next].previous = previous;
    set_arc(plan, next, pl_arc_between(plan, previous, next));
    touch(plan, next);
}

static void link_task(struct pl_plan *plan, uint32_t n, uint32_t worker, uint32_t next) {
    uint32_t previous = plan->node[next].previous;
    save(plan, n);
    save(plan, previous);
    save(plan, next);
    plan->node[n] = (struct pl_node){
        .next = next, .previous = previous, .worker = worker, .begin = NAN, .leave = NAN};
    plan->node[previous].next = n;
    plan->node[next].previous = n;
    set_arc(plan, n, pl_arc_between(plan, previous, n));
    set_arc(plan, next, pl_arc_between(plan, n, next));
    plan->cost.fit += pl_task_cost(plan, n, worker);
    make_due(plan, n);
}

/* The first node of a route with a higher rank, or its end. */
static uint32_t first_after(const struct pl_plan *plan, uint32_t worker, double rank) {
    uint32_t end = pl_end(plan, worker);
    uint32_t n = plan->node[end].next;
    while (n != end && plan->rank[n / 2] < rank) {
        n = plan->node[n].next;
    }
    return n;
}

void pl_take_off(struct pl_plan *plan, uint32_t visit) {
    for (uint32_t k = 0; k < plan->problem->visit[visit].tasks; k++) {
        unlink_task(plan, 2 * visit + k);
    }
    plan->is_due[visit] = false; /* pl_settle() passes over it */
    plan->cost.left += plan->problem->visit[visit].left_cost;
}

void pl_put_on(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first, uint32_t second) {
    plan->saved_rank[plan->saved_ranks++] = (struct pl_saved_rank){visit, plan->rank[visit]};
    plan->rank[visit] = rank;
    plan->cost.left -= plan->problem->visit[visit].left_cost;
    link_task(plan, 2 * visit, first, first_after(plan, first, rank));
    if (plan->problem->visit[visit].tasks == 2) {
        link_task(plan, 2 * visit + 1, second, first_after(plan, second, rank));
    }
}

static uint32_t give_tail(struct pl_plan *plan, uint32_t n, uint32_t worker) {
    for (; !pl_is_end(plan, n); n = plan->node[n].next) {
        save(plan, n);
        plan->cost.fit +=
            pl_task_cost(plan, n, worker) - pl_task_cost(plan, n, plan->node[n].worker);
        plan->node[n].worker = worker;
    }
    return n;
}

/* Joins a head (up to `previous`) with a tail (first..last, or none when first is an end). */
static void join(struct pl_plan *plan, uint32_t previous, uint32_t first, uint32_t last,
                 uint32_t end) {
    uint32_t next = pl_is_end(plan, first) ? end : first;
    save(plan, previous);
    save(plan, next);
    save(plan, end);
    plan->node[previous].next = next;
    plan->node[next].previous = previous;
    set_arc(plan, next, pl_arc_between(plan, previous, next));
    if (next != end) {
        save(plan, last);
        plan->node[last].next = end;
        plan->node[end].previous = last;
        set_arc(plan, end, pl_arc_between(plan, last, end));
        touch(plan, next);
    }
    set_end(plan, end);
}

void pl_exchange_tails(struct pl_plan *plan, uint32_t a, uint32_t b, double rank) {
    uint32_t end_a = pl_end(plan, a), end_b = pl_end(plan, b);
    uint32_t first_a = first_after(plan, a, rank), first_b = first_after(plan, b, rank);
    uint32_t head_a = plan->node[first_a].previous, head_b = plan->node[first_b].previous;
    uint32_t last_a = plan->node[end_a].previous, last_b = plan->node[end_b].previous;
    (void)give_tail(plan, first_a, b);
    (void)give_tail(plan, first_b, a);
    join(plan, head_a, first_b, last_b, end_a);
    join(plan, head_b, first_a, last_a, end_b);
}

/* ---- times ---- */

static void set_times(struct pl_plan *plan, uint32_t n, double begin) {
    const struct pl_problem *p = plan->problem;
    const struct pl_visit *visit = &p->visit[n / 2];
    struct pl_node *node = &plan->node[n];
    const struct pl_worker *worker = &p->worker[node->worker];
    double leave = begin + visit->task[n & 1].minutes;
    if (leave >= worker->rest_at && plan->node[node->previous].leave < worker->rest_at) {
        leave += worker->rest_min;
    }
    if (begin == node->begin && leave == node->leave) {
        return;
    }
    save(plan, n);
    bool moves_next = leave != node->leave;
    node->begin = begin;
    node->leave = leave;
    set_late(plan, node, pl_max(0.0, begin - visit->close));
    if (moves_next) {
        touch(plan, node->next);
    }
}

static double ready(const struct pl_plan *plan, uint32_t n, double open) {
    return pl_max(plan->node[plan->node[n].previous].leave + plan->node[n].arc, open);
}

static void settle_visit(struct pl_plan *plan, uint32_t v) {
    const struct pl_visit *visit = &plan->problem->visit[v];
    double first = ready(plan, 2 * v, visit->open);
    if (visit->tasks == 2) {
        double second = ready(plan, 2 * v + 1, visit->open);
        second = pl_max(second, first + visit->gap_min);
        first = pl_max(first, second - visit->gap_max);
        set_times(plan, 2 * v + 1, second);
    }
    set_times(plan, 2 * v, first);
}

/* By rank: nothing that comes before a visit moves after it was settled. */
void pl_settle(struct pl_plan *plan) {
    while (plan->due_count > 0) {
        size_t lowest = 0;
        for (size_t i = 1; i < plan->due_count; i++) {
            if (plan->rank[plan->due[i]] < plan->rank[plan->due[lowest]]) {
                lowest = i;
            }
        }
        uint32_t visit = plan->due[lowest];
        plan->due[lowest] = plan->due[--plan->due_count];
        if (plan->is_due[visit]) {
            plan->is_due[visit] = false;
            settle_visit(plan, visit);
        }
    }
    if (plan->worst_fell) {
        plan->worst_fell = false;
        plan->cost.worst_late = pl_worst_late(plan);
    }
}

static void lay_last(struct pl_plan *plan, uint32_t n, uint32_t worker) {
    uint32_t end = pl_end(plan, worker), previous = plan->node[end].previous;
    double arc = pl_arc_between(plan, previous, n);
    plan->node[n] = (struct pl_node){.next = end,
                                     .previous = previous,
                                     .worker = worker,
                                     .arc = arc,
                                     .begin = NAN,
                                     .leave = NAN};
    plan->node[previous].next = n;
    plan->node[end].previous = n;
    plan->cost.travel += arc;
    plan->cost.fit += pl_task_cost(plan, n, worker);
}

/* What follows it is an end, which is left for later. */
static void lay_visit(struct pl_plan *plan, uint32_t v, double rank, const uint32_t *worker) {
    const struct pl_visit *visit = &plan->problem->visit[v];
    plan->rank[v] = rank;
    plan->cost.left -= visit->left_cost;
    for (uint32_t k = 0; k < visit->tasks; k++) {
        lay_last(plan, 2 * v + k, worker[k]);
    }
    settle_visit(plan, v);
    plan->saved_count = 0;
}

static void lay_end(struct pl_plan *plan, uint32_t worker) {
    uint32_t end = pl_end(plan, worker);
    set_arc(plan, end, pl_arc_between(plan, plan->node[end].previous, end));
    set_end(plan, end);
    plan->saved_count = 0;
}

void pl_plan_append(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first,
                    uint32_t second) {
    const uint32_t worker[2] = {first, second};
    lay_visit(plan, visit, rank, worker);
    for (uint32_t k = 0; k < plan->problem->visit[visit].tasks; k++) {
        lay_end(plan, worker[k]);
    }
}

void pl_plan_append_open(struct pl_plan *plan, uint32_t visit, double rank, uint32_t first,
                         uint32_t second) {
    const uint32_t worker[2] = {first, second};
    lay_visit(plan, visit, rank, worker);
}

double pl_plan_append_one(struct pl_plan *plan, uint32_t v, double rank, uint32_t worker,
                          double arc) {
    const struct pl_visit *visit = &plan->problem->visit[v];
    const struct pl_worker *w = &plan->problem->worker[worker];
    const uint32_t end = pl_end(plan, worker), previous = plan->node[end].previous, n = 2 * v;
    const double left = plan->node[previous].leave;
    const double begin = pl_max(left + arc, visit->open);
    const double late = pl_max(0.0, begin - visit->close);
    double leave = begin + visit->task[0].minutes;
    const double rest[2] = {0.0, w->rest_min};
    leave += rest[(leave >= w->rest_at) & (left < w->rest_at)];
    plan->node[n] = (struct pl_node){.next = end,
                                     .previous = previous,
                                     .worker = worker,
                                     .arc = arc,
                                     .begin = begin,
                                     .leave = leave,
                                     .late = late};
    plan->node[previous].next = n;
    plan->node[end].previous = n;
    plan->rank[v] = rank;
    plan->cost.travel += arc;
    plan->cost.late += late;
    plan->cost.worst_late = pl_max(plan->cost.worst_late, late);
    plan->cost.fit += pl_task_cost(plan, n, worker);
    plan->cost.left -= visit->left_cost;
    return leave;
}

void pl_plan_close(struct pl_plan *plan) {
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        lay_end(plan, w);
    }
}

void pl_plan_replay(struct pl_plan *plan, const uint32_t *order, size_t count,
                    const uint32_t *worker) {
    pl_plan_clear(plan);
    for (size_t i = 0; i < count; i++) {
        lay_visit(plan, order[i], (double)(i + 1), &worker[2 * order[i]]);
    }
    pl_plan_close(plan);
}
