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
    size_t waiting;             /* visits in the columns: those in question */
    size_t pairs;               /* of them with two tasks */
    uint32_t first_word, words; /* of the line: none is in question before */
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
    struct pl_plan *plan = list->plan;
    list->room += room_from(list, worker, clock) - room_from(list, worker, plan->clock[worker]);
    plan->clock[worker] = clock;
    for (uint32_t at = list->leaves + worker; at > 1; at /= 2) {
        const uint32_t rival = plan->winner[at ^ 1];
        const double other = plan->clock[rival];
        const bool loses = (other < clock) | ((other == clock) & (rival < worker));
        worker ^= (worker ^ rival) & -(uint32_t)loses; /* no branch: it would be guessed */
        clock = plan->clock[worker];
        plan->winner[at / 2] = worker;
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

/* ---- the line: those in question ---- */

enum { WORD = 64 };

static uint64_t bit_of(uint32_t visit) {
    return (uint64_t)1 << visit % WORD;
}

/* A window that never closes is one that closes with the day. */
static double close_of(const struct list *list, const struct pl_visit *visit) {
    return isinf(visit->close) ? pl_max(visit->open, list->last_end) : visit->close;
}

static void join_the_line(struct list *list, uint32_t v) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_columns *at = &list->plan->columns;
    const struct pl_visit *visit = &problem->visit[v];
    const struct pl_task *task = &visit->task[0];
    const size_t i = list->waiting++;
    list->plan->line[v / WORD] |= bit_of(v);
    list->first_word = v / WORD < list->first_word ? v / WORD : list->first_word;
    list->pairs += visit->tasks == 2;
    if (!problem->matrix) {
        at->x_km[i] = problem->point[visit->place].x_km;
        at->y_km[i] = problem->point[visit->place].y_km;
    }
    at->open[i] = visit->open;
    at->close[i] = close_of(list, visit);
    at->minutes[i] = task->minutes;
    at->before[i] = list->rule->length * task->minutes - visit->urgency;
    at->usual[i] = (double)(int32_t)task->usual; /* PL_NONE: -1 */
    at->visit[i] = v;
    at->kind[i] = task->kind;
}

/* Its place goes to the last one. */
static void leave_the_line(struct list *list, size_t i) {
    const struct pl_columns *at = &list->plan->columns;
    const uint32_t v = (uint32_t)at->visit[i];
    const size_t last = --list->waiting;
    list->plan->line[v / WORD] &= ~bit_of(v);
    list->pairs -= list->plan->problem->visit[v].tasks == 2;
    at->x_km[i] = at->x_km[last];
    at->y_km[i] = at->y_km[last];
    at->open[i] = at->open[last];
    at->close[i] = at->close[last];
    at->minutes[i] = at->minutes[last];
    at->before[i] = at->before[last];
    at->usual[i] = at->usual[last];
    at->visit[i] = at->visit[last];
    at->kind[i] = at->kind[last];
    at->kind[last] = -1.0;
}

/* As the next one who makes lists finds it. */
static void empty_the_line(struct list *list) {
    for (size_t i = 0; i < list->waiting; i++) {
        list->plan->columns.kind[i] = -1.0;
    }
    list->waiting = 0;
}

/* Who is free first never is earlier than the one before, so this goes one way. */
static void advance(struct list *list, double now) {
    const struct pl_coming *coming = list->coming;
    for (; list->begun < list->coming_count && coming[list->begun].from <= now; list->begun++) {
        join_the_line(list, coming[list->begun].visit);
    }
}

/* ---- the next visit of a worker ---- */

/* Those in this word of the line whose task, or one of two, she may do. */
static uint64_t may_do(const struct list *list, const struct pl_seeker *seeker, uint32_t word) {
    const struct pl_plan *plan = list->plan;
    const uint64_t *of_kind = plan->of_kind + (size_t)word * plan->problem->kinds;
    uint64_t may = 0;
    for (size_t k = 0; k < plan->problem->kinds; k++) {
        may |= seeker->fit[k] < INFINITY ? of_kind[k] : 0;
    }
    return may & plan->line[word];
}

/* The number up to which visits are candidates: those with the earliest windows. */
static double last_candidate(struct list *list, const struct pl_seeker *seeker) {
    const struct pl_plan *plan = list->plan;
    int64_t left = list->rule->candidates;
    if ((int64_t)list->waiting <= left) {
        return INFINITY;
    }
    while (plan->line[list->first_word] == 0) {
        list->first_word++;
    }
    for (uint32_t word = list->first_word; word < list->words; word++) {
        uint64_t bits = may_do(list, seeker, word);
        const int64_t here = __builtin_popcountll(bits);
        if (here >= left) {
            for (; left > 1; left--) {
                bits &= bits - 1;
            }
            return word * WORD + (uint32_t)__builtin_ctzll(bits);
        }
        left -= here;
    }
    return INFINITY;
}

static void fill_drives(const struct list *list, const struct pl_seeker *seeker) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_columns *at = &list->plan->columns;
    for (size_t i = 0; problem->matrix && i < list->waiting; i++) {
        at->drive[i] =
            pl_travel(problem, seeker->place, problem->visit[(uint32_t)at->visit[i]].place);
    }
}

/* The second task at this place of the line as her next. */
static double cost_of_second(const struct list *list, const struct pl_seeker *seeker, size_t i) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_columns *at = &list->plan->columns;
    const struct pl_task *task = &problem->visit[(uint32_t)at->visit[i]].task[1];
    const double before = at->before[i] + list->rule->length * (task->minutes - at->minutes[i]);
    const bool other = task->usual != PL_NONE && task->usual != seeker->worker;
    return pl_cost_after(list->rule, seeker->clock, seeker->end, at->drive[i], at->open[i],
                         at->close[i], task->minutes, before) +
           seeker->fit[task->kind] + (other ? problem->weights.unusual : 0.0);
}

/* Of two tasks the second, where she may not do the first. */
static void look_at_seconds(const struct list *list, const struct pl_seeker *seeker, double last,
                            struct pl_found *found) {
    const struct pl_columns *at = &list->plan->columns;
    for (size_t i = 0; i < list->waiting; i++) {
        const double v = at->visit[i];
        if (v > last || list->plan->problem->visit[(uint32_t)v].tasks == 1 ||
            seeker->fit[(uint32_t)at->kind[i]] < INFINITY) {
            continue;
        }
        const double cost = cost_of_second(list, seeker, i);
        if (cost < found->cost || (cost == found->cost && v < found->visit)) {
            *found = (struct pl_found){cost, i, v};
        }
    }
}

static struct pl_found best_visit(struct list *list, const struct pl_seeker *seeker) {
    const struct pl_plan *plan = list->plan;
    const size_t lanes = (list->waiting + PL_LANES - 1) / PL_LANES;
    const double last = last_candidate(list, seeker);
    fill_drives(list, seeker);
    struct pl_found found =
        pl_cheapest(plan->problem, list->rule, seeker, last, &plan->columns, lanes);
    if (list->pairs > 0) {
        look_at_seconds(list, seeker, last, &found);
    }
    return found;
}

static void step(struct list *list, uint32_t worker) {
    struct pl_plan *plan = list->plan;
    const struct pl_problem *problem = plan->problem;
    const struct pl_seeker seeker = {.worker = worker,
                                     .place = place_at(plan, worker),
                                     .clock = plan->clock[worker],
                                     .end = problem->worker[worker].end,
                                     .fit = &problem->fit[(size_t)worker * problem->kinds]};
    advance(list, seeker.clock);
    const struct pl_found found = best_visit(list, &seeker);
    if (found.cost < INFINITY) {
        const double drive = plan->columns.drive[found.place];
        leave_the_line(list, found.place);
        lay(list, worker, (uint32_t)found.visit, drive);
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
    const struct pl_list_rule *rule = list->rule;
    const struct pl_visit *visit = &list->plan->problem->visit[v];
    uint64_t *of_kind = list->plan->of_kind + v / WORD * list->plan->problem->kinds;
    of_kind[visit->task[0].kind] |= bit_of(v);
    of_kind[visit->task[visit->tasks - 1].kind] |= bit_of(v);
    list->needed += needed_by(list, v);
    join_the_coming(list, v,
                    pl_max(visit->open - rule->look_ahead_min,
                           0.5 * (visit->open + close_of(list, visit)) - rule->reach_min));
}

/* All that are on no route. */
static void line_up(struct list *list) {
    const struct pl_plan *plan = list->plan;
    list->words = (uint32_t)(plan->problem->visits / WORD + 1);
    memset(plan->line, 0, list->words * sizeof *plan->line);
    memset(plan->of_kind, 0, list->words * plan->problem->kinds * sizeof *plan->of_kind);
    for (uint32_t v = 0; v < plan->problem->visits; v++) {
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
            empty_the_line(&list);
            return false;
        }
        step(&list, w);
    }
    empty_the_line(&list);
    pl_plan_close(plan);
    return true;
}
