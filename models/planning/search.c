/* models/planning/search.c - local search by changes that can be taken back. */
#include <math.h>
#include <string.h>

#include "change.h"
#include "methods.h"

struct search {
    struct pl_plan *plan;
    struct des_stream *stream;
    uint32_t span;
    double now, best; /* cost */
};

static uint32_t below(struct search *s, uint32_t count) {
    return (uint32_t)(((des_stream_word(s->stream) >> 32) * count) >> 32);
}

static uint32_t random_visit(struct search *s) {
    return below(s, (uint32_t)s->plan->problem->visits);
}

/* Another visit, not far off in number; itself when there is none. */
static uint32_t neighbour(struct search *s, uint32_t visit) {
    uint32_t count = (uint32_t)s->plan->problem->visits;
    if (s->span == 0 || 2 * s->span >= count) {
        return below(s, count);
    }
    uint32_t at = visit + below(s, 2 * s->span + 1);
    return at < s->span ? 0 : at - s->span < count ? at - s->span : count - 1;
}

static uint32_t any_task(struct search *s, uint32_t visit) {
    return 2 * visit + (s->plan->problem->visit[visit].tasks == 2 ? below(s, 2) : 0);
}

static double random_between(struct search *s, double low, double high) {
    return low + (high - low) * des_stream_uniform(s->stream);
}

static void put(struct search *s, uint32_t visit, double rank, const uint32_t *who) {
    pl_put_on(s->plan, visit, rank, who[0], who[1]);
}

/* ---- moves: each returns false when it cannot be made; nothing is changed then ---- */

/* A place on a route: just before a node. */
static uint32_t pick_place(struct search *s, uint32_t visit) {
    struct pl_plan *plan = s->plan;
    uint32_t workers = (uint32_t)plan->problem->workers;
    if (below(s, 16) == 0) { /* the end of some route, an empty one too */
        return pl_end(plan, below(s, workers));
    }
    uint32_t node = any_task(s, neighbour(s, visit));
    if (plan->node[node].worker == PL_NONE) {
        return PL_NONE;
    }
    return below(s, 2) ? node : plan->node[node].next;
}

/* Who does the other task: as before, or anybody. */
static uint32_t pick_partner(struct search *s, uint32_t now) {
    uint32_t workers = (uint32_t)s->plan->problem->workers;
    return now != PL_NONE && below(s, 2) ? now : below(s, workers);
}

static bool relocate(struct search *s) {
    struct pl_plan *plan = s->plan;
    uint32_t visit = random_visit(s);
    uint32_t place = pick_place(s, visit);
    if (place == PL_NONE || (!pl_is_end(plan, place) && place / 2 == visit)) {
        return false;
    }
    uint32_t who[2] = {plan->node[place].worker, PL_NONE};
    if (plan->problem->visit[visit].tasks == 2) {
        uint32_t k = below(s, 2);
        who[k] = plan->node[place].worker;
        who[1 - k] = pick_partner(s, plan->node[2 * visit + 1 - k].worker);
    }
    if (!pl_may(plan, visit, who[0], who[1])) {
        return false;
    }
    pl_begin(plan);
    if (pl_on_route(plan, visit)) {
        pl_take_off(plan, visit);
    }
    double low, high;
    pl_rank_before(plan, place, &low, &high);
    put(s, visit, random_between(s, low, high), who);
    return true;
}

/* The same rank, another worker for one task. */
static bool reassign(struct search *s) {
    struct pl_plan *plan = s->plan;
    uint32_t visit = random_visit(s);
    if (!pl_on_route(plan, visit)) {
        return false;
    }
    uint32_t who[2] = {plan->node[2 * visit].worker, plan->node[2 * visit + 1].worker};
    uint32_t k = plan->problem->visit[visit].tasks == 2 ? below(s, 2) : 0;
    uint32_t before = who[k];
    who[k] = below(s, (uint32_t)plan->problem->workers);
    if (who[k] == before || !pl_may(plan, visit, who[0], who[1])) {
        return false;
    }
    pl_begin(plan);
    pl_take_off(plan, visit);
    put(s, visit, plan->rank[visit], who);
    return true;
}

static bool swap(struct search *s) {
    struct pl_plan *plan = s->plan;
    uint32_t a = random_visit(s), b = neighbour(s, a);
    if (a == b || !pl_on_route(plan, a) || !pl_on_route(plan, b) ||
        plan->problem->visit[a].tasks != plan->problem->visit[b].tasks) {
        return false;
    }
    uint32_t of_a[2] = {plan->node[2 * a].worker, plan->node[2 * a + 1].worker};
    uint32_t of_b[2] = {plan->node[2 * b].worker, plan->node[2 * b + 1].worker};
    if (plan->problem->visit[a].tasks == 2 && below(s, 2)) {
        uint32_t first = of_a[0];
        of_a[0] = of_a[1];
        of_a[1] = first;
    }
    if (!pl_may(plan, a, of_b[0], of_b[1]) || !pl_may(plan, b, of_a[0], of_a[1])) {
        return false;
    }
    double rank_a = plan->rank[a], rank_b = plan->rank[b];
    pl_begin(plan);
    pl_take_off(plan, a);
    pl_take_off(plan, b);
    put(s, a, rank_b, of_b);
    put(s, b, rank_a, of_a);
    return true;
}

/* May `worker` do what comes from node n on, without meeting herself? */
static bool may_take_tail(const struct pl_plan *plan, uint32_t n, uint32_t worker) {
    for (; !pl_is_end(plan, n); n = plan->node[n].next) {
        const struct pl_task *task = &plan->problem->visit[n / 2].task[n & 1];
        if (isinf(pl_fit(plan->problem, worker, task->kind)) ||
            plan->node[n ^ 1].worker == worker) {
            return false;
        }
    }
    return true;
}

static bool exchange_tails(struct search *s) {
    struct pl_plan *plan = s->plan;
    uint32_t node = any_task(s, random_visit(s));
    uint32_t a = plan->node[node].worker, b = below(s, (uint32_t)plan->problem->workers);
    if (a == PL_NONE || a == b) {
        return false;
    }
    double rank = plan->rank[node / 2];
    uint32_t end = pl_end(plan, b), other = plan->node[end].next;
    while (other != end && plan->rank[other / 2] < rank) {
        other = plan->node[other].next;
    }
    if (!may_take_tail(plan, node, b) || !may_take_tail(plan, other, a)) {
        return false;
    }
    pl_begin(plan);
    pl_exchange_tails(plan, a, b, rank);
    return true;
}

/* Two visits that follow each other go together to another place, either way round. */
static bool move_segment(struct search *s) {
    struct pl_plan *plan = s->plan;
    uint32_t first = 2 * random_visit(s), second = plan->node[first].next;
    const struct pl_visit *visit = plan->problem->visit;
    if (plan->node[first].worker == PL_NONE || pl_is_end(plan, second) ||
        visit[first / 2].tasks != 1 || visit[second / 2].tasks != 1) {
        return false;
    }
    uint32_t place = pick_place(s, first / 2);
    if (place == PL_NONE || place == first || place == second) {
        return false;
    }
    uint32_t who[2] = {plan->node[place].worker, PL_NONE};
    uint32_t pair[2] = {first / 2, second / 2};
    if (below(s, 2)) {
        pair[0] = second / 2;
        pair[1] = first / 2;
    }
    if (!pl_may(plan, pair[0], who[0], PL_NONE) || !pl_may(plan, pair[1], who[0], PL_NONE)) {
        return false;
    }
    pl_begin(plan);
    pl_take_off(plan, pair[0]);
    pl_take_off(plan, pair[1]);
    double low, high;
    pl_rank_before(plan, place, &low, &high);
    double rank = random_between(s, low, high);
    put(s, pair[0], rank, who);
    put(s, pair[1], random_between(s, rank, high), who);
    return true;
}

static bool try_move(struct search *s) {
    switch (below(s, 16)) {
    case 0:
    case 1:
        return exchange_tails(s);
    case 2:
    case 3:
        return move_segment(s);
    case 4:
    case 5:
        return reassign(s);
    case 6:
    case 7:
    case 8:
        return swap(s);
    default:
        return relocate(s);
    }
}

/* ---- the search ---- */

static void remember(struct pl_plan *plan) {
    size_t count = plan->problem->visits;
    memcpy(plan->best_rank, plan->rank, count * sizeof *plan->rank);
    for (size_t n = 0; n < 2 * count; n++) {
        plan->best_worker[n] = plan->node[n].worker;
    }
}

static void recall(struct pl_plan *plan) {
    pl_plan_clear(plan);
    size_t count = plan->problem->visits;
    memcpy(plan->rank, plan->best_rank, count * sizeof *plan->rank);
    for (uint32_t v = 0; v < count; v++) { /* as on routes, to be sorted */
        plan->node[2 * v].worker = plan->best_worker[2 * v];
    }
    count = pl_plan_order(plan, plan->order);
    pl_plan_replay(plan, plan->order, count, plan->best_worker);
    pl_plan_sum(plan);
}

/* Ranks that have come too near to each other are spread out again. */
enum { SPREAD_AFTER = 4096, COOL_AFTER = 64 };

/* One move, kept when its cost is allowed at this temperature. */
static void step(struct search *s, double temperature) {
    struct pl_plan *plan = s->plan;
    if (!try_move(s)) {
        return;
    }
    pl_settle(plan);
    double cost = pl_plan_cost(plan), allowed = 0.0;
    if (temperature > 0.0) {
        allowed = -temperature * log(des_stream_uniform(s->stream));
    }
    if (cost - s->now > allowed) {
        pl_undo(plan);
        return;
    }
    s->now = cost;
    if (cost < s->best - 1e-9) {
        s->best = cost;
        if (temperature > 0.0) { /* downhill, the plan is the best itself */
            remember(plan);
        }
    }
}

static void run_round(struct search *s, const struct pl_effort *effort) {
    double temperature = effort->hot;
    double cooling = effort->cold > 0.0 && effort->hot > 0.0
                         ? pow(effort->cold / effort->hot, COOL_AFTER / (double)effort->moves)
                         : 1.0;
    for (uint64_t m = 0; m < effort->moves; m++) {
        if (m % SPREAD_AFTER == SPREAD_AFTER - 1) {
            pl_renumber(s->plan);
        }
        step(s, temperature);
        if (m % COOL_AFTER == COOL_AFTER - 1) {
            temperature *= cooling;
        }
    }
}

void pl_search(struct pl_plan *plan, const struct pl_effort *effort, struct des_stream *stream) {
    if (plan->problem->visits == 0 || plan->problem->workers == 0) {
        return;
    }
    double cost = pl_plan_cost(plan);
    struct search s = {
        .plan = plan, .stream = stream, .span = effort->span, .now = cost, .best = cost};
    if (effort->hot > 0.0) {
        remember(plan);
    }
    for (uint32_t r = 0; r < effort->rounds; r++) {
        run_round(&s, effort);
    }
    if (effort->hot > 0.0) {
        recall(plan);
    } else {
        pl_plan_sum(plan);
    }
}
