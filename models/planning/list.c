/* models/planning/list.c - the list rule. */
#include <math.h>
#include <string.h>

#include "change.h"
#include "measure.h"

struct list {
    struct pl_plan *plan;
    const struct pl_list_rule *rule;
    struct pl_coming *coming;   /* visits by when they come into question */
    size_t coming_count, begun; /* the first `begun` of them have come */
    uint32_t first_word, words; /* of the line: where anybody can be, since then until now */
    double last_end;            /* of the workers */
    double rank;
    double needed, room; /* minutes: of visits that must be laid; of the workers, until they end */
    uint32_t leaves;     /* of the tournament: a power of 2, at least as many as workers */
};

static uint32_t last_node(const struct pl_plan *plan, uint32_t worker) {
    return plan->node[pl_end(plan, worker)].previous;
}

static uint32_t place_at(const struct pl_plan *plan, uint32_t worker) {
    uint32_t last = last_node(plan, worker);
    return pl_is_end(plan, last) ? plan->problem->worker[worker].from
                                 : plan->problem->visit[last / 2].place;
}

static double drive_to(const struct pl_plan *plan, uint32_t worker, uint32_t visit) {
    return pl_travel(plan->problem, place_at(plan, worker), plan->problem->visit[visit].place);
}

/* The task of a visit that this worker may do: the first, the second, or 2: none. */
static uint32_t task_for(const struct pl_plan *plan, uint32_t visit, uint32_t worker) {
    const struct pl_visit *v = &plan->problem->visit[visit];
    for (uint32_t k = 0; k < v->tasks; k++) {
        if (!isinf(pl_fit(plan->problem, worker, v->task[k].kind))) {
            return k;
        }
    }
    return 2;
}

/* ---- who is free first: a tournament, the lower number wins among equals ---- */

static void play(const struct pl_plan *plan, uint32_t match) {
    uint32_t a = plan->winner[2 * match], b = plan->winner[2 * match + 1];
    plan->winner[match] = plan->clock[b] < plan->clock[a] ? b : a;
}

static double room_from(const struct list *list, uint32_t worker, double clock) {
    return pl_max(0.0, list->plan->problem->worker[worker].end - clock);
}

static void set_clock(struct list *list, uint32_t worker, double clock) {
    list->room +=
        room_from(list, worker, clock) - room_from(list, worker, list->plan->clock[worker]);
    list->plan->clock[worker] = clock;
    for (uint32_t match = (list->leaves + worker) / 2; match > 0; match /= 2) {
        play(list->plan, match);
    }
}

static uint32_t first_free(const struct list *list) {
    uint32_t first = list->plan->winner[1];
    return isinf(list->plan->clock[first]) ? PL_NONE : first;
}

static void start_clocks(struct list *list) {
    struct pl_plan *plan = list->plan;
    const uint32_t workers = (uint32_t)plan->problem->workers;
    for (list->leaves = 2; list->leaves < workers;) {
        list->leaves *= 2;
    }
    for (uint32_t w = 0; w < list->leaves; w++) {
        plan->clock[w] = w < workers ? plan->node[last_node(plan, w)].leave : INFINITY;
        plan->winner[list->leaves + w] = w;
    }
    for (uint32_t w = 0; w < workers; w++) {
        list->room += room_from(list, w, plan->clock[w]);
    }
    for (uint32_t match = list->leaves - 1; match > 0; match--) {
        play(plan, match);
    }
}

/* Who does the other task: whoever can be there first. */
static uint32_t partner(const struct list *list, uint32_t worker, uint32_t visit, uint32_t task) {
    const struct pl_plan *plan = list->plan;
    const struct pl_visit *v = &plan->problem->visit[visit];
    uint32_t best = PL_NONE;
    double earliest = INFINITY;
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        if (w == worker || isinf(plan->clock[w]) ||
            isinf(pl_fit(plan->problem, w, v->task[task].kind))) {
            continue;
        }
        double there = plan->clock[w] + drive_to(plan, w, visit);
        bool fits = !list->rule->ends_in_time ||
                    there + v->task[task].minutes <= plan->problem->worker[w].end;
        if (fits && there < earliest) {
            earliest = there;
            best = w;
        }
    }
    return best;
}

/* Lays a visit of two tasks on this worker's route and another's.  When nobody else can come it
 * is left: later there are no more who can. */
static void lay_two(struct list *list, uint32_t worker, uint32_t visit) {
    struct pl_plan *plan = list->plan;
    uint32_t k = task_for(plan, visit, worker);
    uint32_t who[2] = {worker, worker};
    who[1 - k] = partner(list, worker, visit, 1 - k);
    if (who[1 - k] == PL_NONE) {
        return;
    }
    pl_plan_append_open(plan, visit, ++list->rank, who[0], who[1]);
    for (int i = 0; i < 2; i++) {
        set_clock(list, who[i], plan->node[last_node(plan, who[i])].leave);
    }
}

/* Visits of two may find room in other ways. */
static double needed_by(const struct list *list, uint32_t visit) {
    const struct pl_visit *v = &list->plan->problem->visit[visit];
    const double must_cost = list->rule->must_cost;
    bool must = must_cost > 0.0 && v->left_cost >= must_cost;
    return must && v->tasks == 1 ? v->task[0].minutes : 0.0;
}

static void lay(struct list *list, uint32_t worker, uint32_t visit, double drive) {
    if (list->plan->problem->visit[visit].tasks == 2) {
        lay_two(list, worker, visit);
    } else {
        list->needed -= needed_by(list, visit);
        set_clock(list, worker, pl_plan_append_one(list->plan, visit, ++list->rank, worker, drive));
    }
}

/* ---- the line: those in question, a bit for each visit ---- */

enum { WORD = 64 };

static uint64_t bit_of(uint32_t visit) {
    return (uint64_t)1 << visit % WORD;
}

/* Who is free first never is earlier than the one before, so this goes one way. */
static void advance(struct list *list, double now) {
    const struct pl_coming *coming = list->coming;
    for (; list->begun < list->coming_count && coming[list->begun].from <= now; list->begun++) {
        uint32_t visit = coming[list->begun].visit;
        uint32_t word = visit / WORD;
        list->plan->line[word] |= bit_of(visit);
        list->first_word = word < list->first_word ? word : list->first_word;
        list->words = word < list->words ? list->words : word + 1;
    }
}

static void leave_the_line(struct list *list, uint32_t visit) {
    uint64_t *line = list->plan->line;
    line[visit / WORD] &= ~bit_of(visit);
    while (list->first_word < list->words && line[list->first_word] == 0) {
        list->first_word++;
    }
}

/* A worker who looks for her next visit. */
struct seeker {
    uint32_t worker, place;
    double clock, end;
    const double *fit; /* by kind of task */
};

/* Those in this word of the line whose task, or one of two, she may do. */
static uint64_t may_do(const struct list *list, const struct seeker *seeker, uint32_t word) {
    const struct pl_plan *plan = list->plan;
    const uint64_t *of_kind = plan->of_kind + (size_t)word * plan->problem->kinds;
    uint64_t may = 0;
    for (size_t k = 0; k < plan->problem->kinds; k++) {
        may |= seeker->fit[k] < INFINITY ? of_kind[k] : 0;
    }
    return may & plan->line[word];
}

/* Fills in the columns `drive` and `cost` around these visits of a word. */
static void measure(const struct list *list, const struct seeker *seeker, uint32_t word,
                    uint64_t bits) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_columns *at = &list->plan->columns;
    const uint32_t low = (uint32_t)__builtin_ctzll(bits) / PL_LANES;
    const uint32_t high = (uint32_t)(WORD - 1 - __builtin_clzll(bits)) / PL_LANES;
    const size_t first = word * WORD + low * PL_LANES, lanes = high - low + 1;
    if (!problem->matrix) {
        pl_drive_to_all(problem->plane, problem->point[seeker->place], at->x_km + first,
                        at->y_km + first, at->drive + first, lanes);
    } else {
        for (uint64_t rest = bits; rest != 0; rest &= rest - 1) {
            const uint32_t v = word * WORD + (uint32_t)__builtin_ctzll(rest);
            at->drive[v] = pl_travel(problem, seeker->place, problem->visit[v].place);
        }
    }
    pl_cost_of_all(list->rule, seeker->clock, seeker->end, at, first, lanes);
}

/* As her next: the first task, or the second when she may not do that. */
static double cost_of(const struct list *list, const struct seeker *seeker, uint32_t v) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_columns *at = &list->plan->columns;
    const double unusual[2] = {0.0, problem->weights.unusual};
    uint32_t kind = at->task[v].kind, usual = at->task[v].usual;
    double cost = at->cost[v];
    if (seeker->fit[kind] == INFINITY) {
        const struct pl_task *second = &problem->visit[v].task[1];
        const double before =
            at->before[v] + list->rule->length * (second->minutes - at->minutes[v]);
        cost = pl_cost_after(list->rule, seeker->clock, seeker->end, at->drive[v], at->open[v],
                             at->close[v], second->minutes, before);
        kind = second->kind;
        usual = second->usual;
    }
    return cost + seeker->fit[kind] + unusual[(usual != PL_NONE) & (usual != seeker->worker)];
}

/* The candidates are those with the earliest windows, by number.  PL_NONE: none fits. */
static uint32_t best_visit(const struct list *list, const struct seeker *seeker) {
    uint32_t best = PL_NONE;
    double lowest = INFINITY;
    int64_t left = list->rule->candidates;
    for (uint32_t word = list->first_word; word < list->words && left > 0; word++) {
        uint64_t bits = may_do(list, seeker, word);
        if (bits == 0) {
            continue;
        }
        measure(list, seeker, word, bits);
        for (; bits != 0 && left > 0; bits &= bits - 1, left--) {
            const uint32_t v = word * WORD + (uint32_t)__builtin_ctzll(bits);
            const double cost = cost_of(list, seeker, v);
            best = cost < lowest ? v : best;
            lowest = pl_min(cost, lowest);
        }
    }
    return best;
}

static void step(struct list *list, uint32_t worker) {
    struct pl_plan *plan = list->plan;
    const struct pl_problem *problem = plan->problem;
    const struct seeker seeker = {.worker = worker,
                                  .place = place_at(plan, worker),
                                  .clock = plan->clock[worker],
                                  .end = problem->worker[worker].end,
                                  .fit = &problem->fit[(size_t)worker * problem->kinds]};
    advance(list, seeker.clock);
    const uint32_t v = best_visit(list, &seeker);
    if (v != PL_NONE) {
        leave_the_line(list, v);
        lay(list, worker, v, plan->columns.drive[v]);
        return;
    }
    double next = list->begun < list->coming_count ? list->coming[list->begun].from : INFINITY;
    set_clock(list, worker, next < seeker.end ? next : INFINITY); /* waits for work */
}

/* The last end of a worker, if any ends. */
static double last_end(const struct pl_problem *problem) {
    double last = -INFINITY;
    for (uint32_t w = 0; w < problem->workers; w++) {
        const double end = problem->worker[w].end;
        last = isinf(end) ? last : pl_max(last, end);
    }
    return last;
}

/* A window that never closes is one that closes with the day. */
static double close_of(const struct list *list, const struct pl_visit *visit) {
    return isinf(visit->close) ? pl_max(visit->open, list->last_end) : visit->close;
}

/* By when they come into question, by number among equals; visits come nearly in this order. */
static void join_the_coming(struct list *list, uint32_t visit, double from) {
    struct pl_coming *coming = list->coming;
    size_t i = list->coming_count++;
    for (; i > 0 && coming[i - 1].from > from; i--) {
        coming[i] = coming[i - 1];
    }
    coming[i] = (struct pl_coming){from, visit};
}

static void add_waiting(struct list *list, uint32_t v) {
    struct pl_plan *plan = list->plan;
    const struct pl_problem *problem = plan->problem;
    const struct pl_list_rule *rule = list->rule;
    const struct pl_visit *visit = &problem->visit[v];
    const struct pl_columns *at = &plan->columns;
    const double close = close_of(list, visit);
    at->open[v] = visit->open;
    at->close[v] = close;
    at->minutes[v] = visit->task[0].minutes;
    at->before[v] = rule->length * visit->task[0].minutes - visit->urgency;
    at->task[v].kind = visit->task[0].kind;
    at->task[v].usual = visit->task[0].usual;
    if (!problem->matrix) {
        at->x_km[v] = problem->point[visit->place].x_km;
        at->y_km[v] = problem->point[visit->place].y_km;
    }
    list->needed += needed_by(list, v);
    uint64_t *of_kind = plan->of_kind + v / WORD * problem->kinds;
    of_kind[visit->task[0].kind] |= bit_of(v);
    of_kind[visit->task[visit->tasks - 1].kind] |= bit_of(v);
    join_the_coming(
        list, v,
        pl_max(visit->open - rule->look_ahead_min, 0.5 * (visit->open + close) - rule->reach_min));
}

/* All that are on no route. */
static void line_up(struct list *list) {
    struct pl_plan *plan = list->plan;
    const uint32_t count = (uint32_t)plan->problem->visits;
    list->first_word = count / WORD + 1;
    memset(plan->line, 0, list->first_word * sizeof *plan->line);
    memset(plan->of_kind, 0, list->first_word * plan->problem->kinds * sizeof *plan->of_kind);
    for (uint32_t v = 0; v < count; v++) {
        if (!pl_on_route(plan, v)) {
            add_waiting(list, v);
        } else {
            list->rank += 1.0;
        }
    }
}

/* Even if there were nothing to drive. */
static bool cannot_end_well(const struct list *list) {
    return list->rule->ends_in_time && list->needed > list->room + 1e-6;
}

bool pl_list(struct pl_plan *plan, const struct pl_list_rule *rule) {
    struct list list = {.plan = plan, .rule = rule, .coming = plan->coming};
    pl_renumber(plan);
    list.last_end = last_end(plan->problem);
    line_up(&list);
    start_clocks(&list);
    for (uint32_t w = first_free(&list); w != PL_NONE; w = first_free(&list)) {
        if (cannot_end_well(&list)) {
            return false;
        }
        step(&list, w);
    }
    pl_plan_close(plan);
    return true;
}
