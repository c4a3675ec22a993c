/* models/planning/list.c - the list rule. */
#include <math.h>

#include "change.h"
#include "methods.h"

struct list {
    struct pl_plan *plan;
    const struct pl_list_rule *rule;
    uint32_t *next; /* chain of visits not laid; next[visits] is its head */
    double rank;
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

static uint32_t first_free(const struct pl_plan *plan) {
    uint32_t best = PL_NONE;
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        if (!isinf(plan->clock[w]) && (best == PL_NONE || plan->clock[w] < plan->clock[best])) {
            best = w;
        }
    }
    return best;
}

/* Cost as this worker's next; INFINITY when it does not fit. */
static double cost_next(const struct list *list, uint32_t worker, uint32_t visit, uint32_t k) {
    const struct pl_plan *plan = list->plan;
    const struct pl_list_rule *rule = list->rule;
    const struct pl_visit *v = &plan->problem->visit[visit];
    double drive = drive_to(plan, worker, visit);
    double arrival = plan->clock[worker] + drive;
    double wait = pl_max(0.0, v->open - arrival);
    double left = plan->problem->worker[worker].end - (arrival + wait + v->task[k].minutes);
    if (rule->ends_in_time && left < 0.0) {
        return INFINITY;
    }
    bool unusual = v->task[k].usual != PL_NONE && v->task[k].usual != worker;
    return drive + rule->wait * wait + rule->slack * pl_max(v->close - arrival, -120.0) +
           rule->length * v->task[k].minutes - rule->end * pl_max(0.0, 90.0 - left) +
           pl_fit(plan->problem, worker, v->task[k].kind) +
           (unusual ? plan->problem->weights.unusual : 0.0) - v->urgency;
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

/* Lays the visit on this worker's route, and another's; false when nobody else can. */
static bool lay(struct list *list, uint32_t worker, uint32_t visit) {
    struct pl_plan *plan = list->plan;
    uint32_t who[2] = {worker, PL_NONE};
    if (plan->problem->visit[visit].tasks == 2) {
        uint32_t k = task_for(plan, visit, worker);
        who[k] = worker;
        who[1 - k] = partner(list, worker, visit, 1 - k);
        if (who[1 - k] == PL_NONE) {
            return false;
        }
    }
    pl_plan_append_open(plan, visit, ++list->rank, who[0], who[1]);
    for (int k = 0; k < 2; k++) {
        if (who[k] != PL_NONE) {
            plan->clock[who[k]] = plan->node[last_node(plan, who[k])].leave;
        }
    }
    return true;
}

/* Sets *previous to the link before the best; *opens to when the next one opens if none
 * may begin soon. */
static uint32_t best_visit(const struct list *list, uint32_t worker, uint32_t *previous,
                           double *opens) {
    const struct pl_plan *plan = list->plan;
    const struct pl_list_rule *rule = list->rule;
    uint32_t best = PL_NONE, link = (uint32_t)plan->problem->visits;
    double lowest = INFINITY, soon = plan->clock[worker] + rule->look_ahead_min;
    double reach = plan->clock[worker] + rule->reach_min;
    int64_t looked = 0;
    *opens = INFINITY;
    for (uint32_t v = list->next[link]; v != PL_NONE && looked < rule->candidates;
         link = v, v = list->next[v]) {
        const struct pl_visit *visit = &plan->problem->visit[v];
        uint32_t k = task_for(plan, v, worker);
        if (k == 2) {
            continue;
        }
        if (visit->open > soon) {
            *opens = pl_min(*opens, visit->open);
            if (0.5 * (visit->open + visit->close) > reach) {
                break;
            }
            continue;
        }
        looked++;
        double here = cost_next(list, worker, v, k);
        if (here < lowest) {
            lowest = here;
            best = v;
            *previous = link;
        }
    }
    return best;
}

static void step(struct list *list, uint32_t worker) {
    struct pl_plan *plan = list->plan;
    uint32_t previous = 0;
    double opens;
    uint32_t v = best_visit(list, worker, &previous, &opens);
    if (v != PL_NONE) {
        list->next[previous] = list->next[v];
        (void)lay(list, worker, v);
    } else if (opens < plan->problem->worker[worker].end) {
        plan->clock[worker] = opens - list->rule->look_ahead_min; /* waits for work */
    } else {
        plan->clock[worker] = INFINITY;
    }
}

void pl_list(struct pl_plan *plan, const struct pl_list_rule *rule) {
    struct list list = {.plan = plan, .rule = rule, .next = plan->chain};
    uint32_t count = (uint32_t)plan->problem->visits, link = count;
    pl_renumber(plan);
    for (uint32_t v = 0; v < count; v++) {
        if (!pl_on_route(plan, v)) {
            list.next[link] = v;
            link = v;
        } else {
            list.rank += 1.0;
        }
    }
    list.next[link] = PL_NONE;
    for (uint32_t w = 0; w < plan->problem->workers; w++) {
        plan->clock[w] = plan->node[last_node(plan, w)].leave;
    }
    for (uint32_t w = first_free(plan); w != PL_NONE && list.next[count] != PL_NONE;
         w = first_free(plan)) {
        step(&list, w);
    }
    pl_plan_close(plan);
}
