#include "plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"

/* ---- memory ---- */

void pl_plan_init(struct pl_plan *plan) {
    memset(plan, 0, sizeof *plan);
}

void pl_plan_fini(struct pl_plan *plan) {
    free(plan->node);
    free(plan->rank);
    free(plan->order);
    free(plan->chain);
    free(plan->columns.x_km);
    free(plan->columns.task);
    free(plan->coming);
    free(plan->line);
    free(plan->of_kind);
    free(plan->clock);
    free(plan->winner);
    free(plan->best_rank);
    free(plan->best_worker);
    free(plan->saved);
    free(plan->due);
    free(plan->is_due);
    pl_plan_init(plan);
}

/* All of one piece; zero, as lanes are read that no visit fills. */
static bool make_columns(struct pl_columns *columns, size_t visits) {
    const size_t stride = (visits + PL_LANES - 1) / PL_LANES * PL_LANES;
    double *all = calloc(8 * stride, sizeof *all);
    columns->task = malloc(visits * sizeof *columns->task);
    columns->x_km = all;
    if (!all || !columns->task) {
        return false;
    }
    columns->y_km = all + stride;
    columns->open = all + 2 * stride;
    columns->close = all + 3 * stride;
    columns->minutes = all + 4 * stride;
    columns->before = all + 5 * stride;
    columns->drive = all + 6 * stride;
    columns->cost = all + 7 * stride;
    return true;
}

/* A change saves a node when it is unlinked, when it is linked and when its times
 * move, each at most twice. */
static enum des_status make_room(struct pl_plan *room, size_t visits, size_t workers,
                                 size_t kinds) {
    size_t nodes = 2 * visits + workers, words = visits / 64 + 1;
    room->visit_capacity = visits;
    room->worker_capacity = workers;
    room->kind_capacity = kinds;
    room->node = malloc(nodes * sizeof *room->node);
    room->rank = malloc(visits * sizeof *room->rank);
    room->order = malloc(visits * sizeof *room->order);
    room->chain = malloc((visits + 1) * sizeof *room->chain);
    bool columns = make_columns(&room->columns, visits);
    room->coming = malloc(visits * sizeof *room->coming);
    room->line = malloc(words * sizeof *room->line);
    room->of_kind = malloc(words * kinds * sizeof *room->of_kind);
    room->clock = malloc(2 * workers * sizeof *room->clock);
    room->winner = malloc(4 * workers * sizeof *room->winner);
    room->best_rank = malloc(visits * sizeof *room->best_rank);
    room->best_worker = malloc(2 * visits * sizeof *room->best_worker);
    room->saved = malloc((6 * nodes + 64) * sizeof *room->saved);
    room->due = malloc((2 * visits + 16) * sizeof *room->due);
    room->is_due = calloc(visits, sizeof *room->is_due);
    bool complete = room->node && room->rank && room->order && room->chain && columns &&
                    room->coming && room->line && room->of_kind && room->clock && room->winner &&
                    room->best_rank && room->best_worker && room->saved && room->due &&
                    room->is_due;
    return complete ? DES_OK : DES_ENOMEM;
}

enum des_status pl_plan_reserve(struct pl_plan *plan, const struct pl_problem *problem) {
    if (!plan->node || problem->visits > plan->visit_capacity ||
        problem->workers > plan->worker_capacity || problem->kinds > plan->kind_capacity) {
        size_t visits = problem->visits > plan->visit_capacity
                            ? problem->visits + problem->visits / 2 + 16
                            : plan->visit_capacity;
        size_t workers = problem->workers > plan->worker_capacity
                             ? problem->workers + problem->workers / 2 + 4
                             : plan->worker_capacity;
        size_t kinds = problem->kinds > plan->kind_capacity ? problem->kinds : plan->kind_capacity;
        struct pl_plan room = {0};
        if (make_room(&room, visits, workers, kinds) != DES_OK) {
            pl_plan_fini(&room);
            return DES_ENOMEM;
        }
        pl_plan_fini(plan);
        *plan = room;
    }
    plan->problem = problem;
    pl_plan_clear(plan);
    return DES_OK;
}

/* ---- routes ---- */

static uint32_t place_of(const struct pl_plan *plan, uint32_t node, bool as_start) {
    const struct pl_problem *p = plan->problem;
    if (!pl_is_end(plan, node)) {
        return p->visit[node / 2].place;
    }
    const struct pl_worker *worker = &p->worker[node - 2 * p->visits];
    return as_start ? worker->from : worker->to;
}

static double arc_between(const struct pl_plan *plan, uint32_t from, uint32_t to) {
    return pl_travel(plan->problem, place_of(plan, from, true), place_of(plan, to, false));
}

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
        double arc = arc_between(plan, end, end);
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

static double task_cost(const struct pl_plan *plan, uint32_t node, uint32_t worker) {
    const struct pl_problem *p = plan->problem;
    const struct pl_task *task = &p->visit[node / 2].task[node & 1];
    bool unusual = task->usual != PL_NONE && task->usual != worker;
    return pl_fit(p, worker, task->kind) + (unusual ? p->weights.unusual : 0.0);
}

static double worst_late(const struct pl_plan *plan) {
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
    plan->cost = (struct pl_cost){.worst_late = worst_late(plan), .left = left_cost(plan)};
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
            plan->cost.fit += task_cost(plan, n, node->worker);
        }
    }
}

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
    plan->cost.fit -= task_cost(plan, n, plan->node[n].worker);
    set_late(plan, &plan->node[n], 0.0);
    set_arc(plan, n, 0.0);
    plan->node[n].worker = PL_NONE;
    plan->node[previous].next = next;
    plan->node[next].previous = previous;
    set_arc(plan, next, arc_between(plan, previous, next));
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
    set_arc(plan, n, arc_between(plan, previous, n));
    set_arc(plan, next, arc_between(plan, n, next));
    plan->cost.fit += task_cost(plan, n, worker);
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
        plan->cost.fit += task_cost(plan, n, worker) - task_cost(plan, n, plan->node[n].worker);
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
    set_arc(plan, next, arc_between(plan, previous, next));
    if (next != end) {
        save(plan, last);
        plan->node[last].next = end;
        plan->node[end].previous = last;
        set_arc(plan, end, arc_between(plan, last, end));
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
        plan->cost.worst_late = worst_late(plan);
    }
}

static void lay_last(struct pl_plan *plan, uint32_t n, uint32_t worker) {
    uint32_t end = pl_end(plan, worker), previous = plan->node[end].previous;
    double arc = arc_between(plan, previous, n);
    plan->node[n] = (struct pl_node){.next = end,
                                     .previous = previous,
                                     .worker = worker,
                                     .arc = arc,
                                     .begin = NAN,
                                     .leave = NAN};
    plan->node[previous].next = n;
    plan->node[end].previous = n;
    plan->cost.travel += arc;
    plan->cost.fit += task_cost(plan, n, worker);
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
    set_arc(plan, end, arc_between(plan, plan->node[end].previous, end));
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
    leave += leave >= w->rest_at && left < w->rest_at ? w->rest_min : 0.0;
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
    plan->cost.fit += task_cost(plan, n, worker);
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
