/* models/planning/list.c - the list rule. */
#include <math.h>

#include "change.h"
#include "methods.h"

struct list {
    struct pl_plan *plan;
    const struct pl_list_rule *rule;
    struct pl_waiting *waiting;   /* by visit; waiting[visits] heads those in question */
    uint32_t last;                /* of those in question; the head when there are none */
    uint32_t *upcoming;           /* visits by when they come into question */
    size_t upcoming_count, begun; /* the first `begun` of them have come */
    double last_end;              /* of the workers */
    double rank;
    uint32_t leaves; /* of the tournament: a power of 2, at least as many as workers */
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

static void set_clock(const struct list *list, uint32_t worker, double clock) {
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

/* Lays the visit on this worker's route, and another's.  When nobody else can come it is left:
 * later there are no more who can. */
static void lay(struct list *list, uint32_t worker, uint32_t visit) {
    struct pl_plan *plan = list->plan;
    uint32_t who[2] = {worker, PL_NONE};
    if (plan->problem->visit[visit].tasks == 2) {
        uint32_t k = task_for(plan, visit, worker);
        who[k] = worker;
        who[1 - k] = partner(list, worker, visit, 1 - k);
        if (who[1 - k] == PL_NONE) {
            return;
        }
    }
    pl_plan_append_open(plan, visit, ++list->rank, who[0], who[1]);
    for (int k = 0; k < 2; k++) {
        if (who[k] != PL_NONE) {
            set_clock(list, who[k], plan->node[last_node(plan, who[k])].leave);
        }
    }
}

/* A worker who looks for her next visit. */
struct seeker {
    uint32_t worker, place;
    double clock, end;
    const double *fit; /* by kind of task */
};

/* Those who are looked at together, column by column: the arithmetic has no branches then. */
enum { BATCH = 16 };
struct batch {
    uint32_t count;
    uint32_t visit[BATCH], link[BATCH]; /* link: the one before it in the line */
    double x_km[BATCH], y_km[BATCH], drive[BATCH];
    double open[BATCH], close[BATCH], minutes[BATCH];
    double cost[BATCH], fit[BATCH], unusual[BATCH]; /* whatever the drive */
};

static bool may_do(const struct seeker *seeker, const struct pl_waiting *waiting) {
    return seeker->fit[waiting->kind[0]] < INFINITY || seeker->fit[waiting->kind[1]] < INFINITY;
}

static inline void add_candidate(const struct list *list, const struct seeker *seeker,
                                 uint32_t visit, uint32_t link, struct batch *batch) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_waiting *waiting = &list->waiting[visit];
    const uint32_t i = batch->count++;
    double minutes = waiting->minutes, cost = waiting->cost;
    uint32_t kind = waiting->kind[0], usual = waiting->usual;
    if (seeker->fit[kind] == INFINITY) {
        const struct pl_task *second = &problem->visit[visit].task[1];
        cost += list->rule->length * (second->minutes - minutes);
        minutes = second->minutes;
        kind = second->kind;
        usual = second->usual;
    }
    batch->visit[i] = visit;
    batch->link[i] = link;
    batch->x_km[i] = waiting->at.x_km;
    batch->y_km[i] = waiting->at.y_km;
    batch->open[i] = waiting->open;
    batch->close[i] = waiting->close;
    batch->minutes[i] = minutes;
    batch->cost[i] = cost;
    batch->fit[i] = seeker->fit[kind];
    const double unusual[2] = {0.0, problem->weights.unusual};
    batch->unusual[i] = unusual[(usual != PL_NONE) & (usual != seeker->worker)];
}

static void drive_to_all(const struct pl_problem *problem, const struct seeker *seeker,
                         struct batch *batch) {
    if (problem->matrix) {
        for (uint32_t i = 0; i < batch->count; i++) {
            batch->drive[i] =
                pl_travel(problem, seeker->place, problem->visit[batch->visit[i]].place);
        }
        return;
    }
    const struct pl_point here = problem->point[seeker->place];
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct pl_point there = {batch->x_km[i], batch->y_km[i]};
        batch->drive[i] = pl_road_km(problem->plane, here, there);
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->drive[i] = pl_road_min(problem->plane, batch->drive[i]);
    }
}

/* The cost of each as the seeker's next, in place of its cost; INFINITY when it does not fit. */
static void cost_of_all(const struct list *list, const struct seeker *seeker, struct batch *batch) {
    const struct pl_list_rule rule = *list->rule;
    const double clock = seeker->clock, end = seeker->end;
    const double least = rule.ends_in_time ? 0.0 : -INFINITY;
    for (uint32_t i = 0; i < batch->count; i++) {
        double drive = batch->drive[i];
        double arrival = clock + drive;
        double wait = pl_max(0.0, batch->open[i] - arrival);
        double left = end - (arrival + wait + batch->minutes[i]);
        double cost = batch->cost[i] + drive + rule.wait * wait +
                      rule.slack * pl_max(batch->close[i] - arrival, -120.0) -
                      rule.end * pl_max(0.0, 90.0 - left) + batch->fit[i] + batch->unusual[i];
        batch->cost[i] = left < least ? INFINITY : cost;
    }
}

/* Sets *previous to the link before the best. */
static uint32_t best_visit(const struct list *list, const struct seeker *seeker,
                           uint32_t *previous) {
    uint32_t best = PL_NONE, link = (uint32_t)list->plan->problem->visits;
    double lowest = INFINITY;
    int64_t left = list->rule->candidates;
    uint32_t v = list->waiting[link].next;
    while (v != PL_NONE && left > 0) {
        struct batch batch;
        batch.count = 0;
        for (; v != PL_NONE && left > 0 && batch.count < BATCH;
             link = v, v = list->waiting[v].next) {
            if (may_do(seeker, &list->waiting[v])) {
                left--;
                add_candidate(list, seeker, v, link, &batch);
            }
        }
        drive_to_all(list->plan->problem, seeker, &batch);
        cost_of_all(list, seeker, &batch);
        for (uint32_t i = 0; i < batch.count; i++) {
            if (batch.cost[i] < lowest) {
                lowest = batch.cost[i];
                best = batch.visit[i];
                *previous = batch.link[i];
            }
        }
    }
    return best;
}

/* The line is kept by number: the candidates are those with the earliest windows.  Most
 * come in this order. */
static void come_into_question(struct list *list, uint32_t visit) {
    uint32_t head = (uint32_t)list->plan->problem->visits;
    uint32_t link = list->last != head && list->last < visit ? list->last : head;
    while (list->waiting[link].next < visit) {
        link = list->waiting[link].next;
    }
    list->waiting[visit].next = list->waiting[link].next;
    list->waiting[link].next = visit;
    list->last = link == list->last ? visit : list->last;
}

static void leave_the_line(struct list *list, uint32_t previous, uint32_t visit) {
    list->waiting[previous].next = list->waiting[visit].next;
    list->last = visit == list->last ? previous : list->last;
}

/* Who is free first never is earlier than the one before, so this goes one way. */
static void advance(struct list *list, double now) {
    const double *from = list->plan->from;
    while (list->begun < list->upcoming_count && from[list->upcoming[list->begun]] <= now) {
        come_into_question(list, list->upcoming[list->begun++]);
    }
}

static void step(struct list *list, uint32_t worker) {
    struct pl_plan *plan = list->plan;
    const struct pl_problem *problem = plan->problem;
    const struct seeker seeker = {.worker = worker,
                                  .place = place_at(plan, worker),
                                  .clock = plan->clock[worker],
                                  .end = problem->worker[worker].end,
                                  .fit = &problem->fit[(size_t)worker * problem->kinds]};
    uint32_t previous = 0;
    advance(list, seeker.clock);
    uint32_t v = best_visit(list, &seeker, &previous);
    if (v != PL_NONE) {
        leave_the_line(list, previous, v);
        lay(list, worker, v);
        return;
    }
    double next =
        list->begun < list->upcoming_count ? plan->from[list->upcoming[list->begun]] : INFINITY;
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

static void fill_waiting(struct list *list, uint32_t v) {
    const struct pl_problem *problem = list->plan->problem;
    const struct pl_list_rule *rule = list->rule;
    const struct pl_visit *visit = &problem->visit[v];
    struct pl_waiting *waiting = &list->waiting[v];
    *waiting = (struct pl_waiting){
        .open = visit->open,
        .close = close_of(list, visit),
        .minutes = visit->task[0].minutes,
        .cost = rule->length * visit->task[0].minutes - visit->urgency,
        .kind = {visit->task[0].kind, visit->task[visit->tasks - 1].kind},
        .usual = visit->task[0].usual,
    };
    if (!problem->matrix) {
        waiting->at = problem->point[visit->place];
    }
    list->plan->from[v] = pl_max(visit->open - rule->look_ahead_min,
                                 0.5 * (visit->open + waiting->close) - rule->reach_min);
}

static bool is_after(const struct list *list, uint32_t a, uint32_t b) {
    const double *from = list->plan->from;
    return from[a] > from[b] || (from[a] == from[b] && a > b);
}

/* Insertion sort: the visits come nearly in this order. */
static void sort_upcoming(struct list *list) {
    uint32_t *upcoming = list->upcoming;
    for (size_t i = 1; i < list->upcoming_count; i++) {
        uint32_t visit = upcoming[i];
        size_t j = i;
        for (; j > 0 && is_after(list, upcoming[j - 1], visit); j--) {
            upcoming[j] = upcoming[j - 1];
        }
        upcoming[j] = visit;
    }
}

/* All that are on no route. */
static void line_up(struct list *list) {
    uint32_t count = (uint32_t)list->plan->problem->visits;
    for (uint32_t v = 0; v < count; v++) {
        if (!pl_on_route(list->plan, v)) {
            fill_waiting(list, v);
            list->upcoming[list->upcoming_count++] = v;
        } else {
            list->rank += 1.0;
        }
    }
    sort_upcoming(list);
    list->waiting[count].next = PL_NONE;
    list->last = count;
}

void pl_list(struct pl_plan *plan, const struct pl_list_rule *rule) {
    struct list list = {
        .plan = plan, .rule = rule, .waiting = plan->waiting, .upcoming = plan->order};
    pl_renumber(plan);
    list.last_end = last_end(plan->problem);
    line_up(&list);
    start_clocks(&list);
    for (uint32_t w = first_free(&list); w != PL_NONE; w = first_free(&list)) {
        step(&list, w);
    }
    pl_plan_close(plan);
}
