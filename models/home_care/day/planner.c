#include "planner.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static const char *const methods[] = {"list", "greedy", "replay", "search", NULL};

#define REAL(...) DES_REAL(struct hc_planning, __VA_ARGS__)
const struct des_param hc_planning_params[] = {
    DES_CHOICE(struct hc_planning, method, methods, HC_PLAN_LIST,
               "assumed: the best of those that cost no more time than the rest of the model",
               DES_GRADE_D,
               "how lists are made: anew by a rule (list) or by insertion (greedy), or last time's "
               "again with what is new inserted (replay) and improved (search)"),
    REAL(look_ahead_min, "min", 20.0, 0.0, 480.0, "assumed", DES_GRADE_D,
         "list: visits that open within this are candidates"),
    REAL(early_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "a visit may begin this much before its window"),
    REAL(wait_weight, "1", 0.7, 0.0, 10.0, "assumed", DES_GRADE_D,
         "list: cost of a minute's waiting, in minutes of driving"),
    REAL(slack_weight, "1", 0.02, 0.0, 10.0, "assumed", DES_GRADE_D,
         "list: cost of each minute left until the window closes: what can wait, waits"),
    REAL(length_weight, "1", 0.10, 0.0, 10.0, "assumed: the short first, as many wait for it",
         DES_GRADE_D, "list: cost of each minute of the visit"),
    REAL(end_weight, "1", 0.3, 0.0, 10.0,
         "assumed: what soon does not fit before the end goes first", DES_GRADE_D,
         "list: gain of each minute by which less than 90 are left of the shift after the visit"),
    REAL(skill_min, "min", 5.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "cost of each step of skill above the need"),
    REAL(continuity_min, "min", 5.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "cost when another than the usual carer comes"),
    REAL(moved_min, "min", 15.0, 0.0, 240.0, "assumed", DES_GRADE_D,
         "list: gain for each time that the visit was moved before"),
    DES_INT(struct hc_planning, candidates, "1", 16, 1, 1000, "assumed", DES_GRADE_D,
            "list: candidates looked at for each step"),
    REAL(leg_min, "min", 6.5, 0.0, 120.0, "BMC HSR 2018 (3794): median drive 5-7", DES_GRADE_B,
         "drive per visit when the need of a shift is estimated"),
    REAL(late_weight, "1", 1.5, 0.0, 100.0, "assumed", DES_GRADE_D,
         "cost of a minute after the window, in minutes of driving (not: list)"),
    REAL(overtime_weight, "1", 3.0, 0.0, 100.0, "assumed", DES_GRADE_D,
         "cost of a minute past the end of a list, in minutes of driving (not: list)"),
    REAL(leave_min, "min", 90.0, 0.0, 1e4, "assumed", DES_GRADE_D,
         "what can wait is moved to another day when it would cost more than this; more each "
         "time that it was moved (not: list)"),
    DES_INT(struct hc_planning, regret, "1", 8, 1, 1000, "assumed", DES_GRADE_D,
            "greedy: visits that compete for the next insertion"),
    REAL(moves_per_visit, "1", 10.0, 0.0, 1e6, "assumed: little each day, adds up in weeks",
         DES_GRADE_D, "search: moves tried for each visit of a list, each day"),
    REAL(stand_share, "1", 0.95, 0.0, 1.0, "assumed", DES_GRADE_D,
         "replay, search: lists are made anew when less than this share of the visits has a place "
         "in last time's"),
    REAL(detour_weight, "1", 0.5, 0.0, 10.0, "assumed", DES_GRADE_D,
         "who is sent to an unplanned visit: cost of a minute's driving that it adds, in minutes "
         "of waiting for it"),
    REAL(agree_share, "1", 0.15, 0.0, 1.0, "assumed", DES_GRADE_D,
         "way that the time agreed with a user goes each day to when the lists begin the visit, "
         "within the part of the day, medicines within their window; 0: stays as wanted"),
    {0},
};

/* ---- the problem of one team ---- */

/* What is overdue when a shift begins is not late until so long after: else it would be
 * given up. */
#define OVERDUE_MIN 120.0

/* To be on no list costs more than any day of overtime. */
#define MUST_MIN 1e5

static bool grow(void **array, size_t count, size_t size) {
    void *grown = realloc(*array, count * size);
    *array = grown ? grown : *array;
    return grown != NULL;
}

static enum des_status make_room(struct hc_planner *planner, size_t jobs, size_t seats) {
    if (jobs > planner->visit_capacity) {
        size_t room = jobs + jobs / 2 + 64;
        if (!grow((void **)&planner->visit, room, sizeof *planner->visit) ||
            !grow((void **)&planner->who, 2 * room, sizeof *planner->who) ||
            !grow((void **)&planner->order, room, sizeof *planner->order)) {
            return DES_ENOMEM;
        }
        planner->visit_capacity = room;
    }
    if (seats > planner->worker_capacity) {
        size_t room = seats + seats / 2 + 8;
        if (!grow((void **)&planner->worker, room, sizeof *planner->worker) ||
            !grow((void **)&planner->fit, room * (HC_SKILL_NURSE + 1), sizeof *planner->fit) ||
            !grow((void **)&planner->seat_of, room, sizeof *planner->seat_of) ||
            !grow((void **)&planner->list_of, room, sizeof *planner->list_of) ||
            !grow((void **)&planner->liking, room * room, sizeof *planner->liking)) {
            return DES_ENOMEM;
        }
        planner->worker_capacity = room;
    }
    if (jobs + seats > planner->point_capacity) {
        size_t room = jobs + seats + jobs / 2 + 64;
        if (!grow((void **)&planner->point, room, sizeof *planner->point)) {
            return DES_ENOMEM;
        }
        planner->point_capacity = room;
    }
    return DES_OK;
}

static enum des_status make_room_for_staff(struct hc_planner *planner, const struct hc_plan *plan) {
    uint32_t last = 0;
    for (size_t s = 0; s < plan->seat_count; s++) {
        last = plan->seat[s].worker > last ? plan->seat[s].worker : last;
    }
    if (last < planner->staff_capacity) {
        return DES_OK;
    }
    const size_t room = last + (size_t)last / 2 + 64;
    if (!grow((void **)&planner->seat_by_worker, room, sizeof *planner->seat_by_worker)) {
        return DES_ENOMEM;
    }
    for (size_t w = planner->staff_capacity; w < room; w++) {
        planner->seat_by_worker[w] = PL_NONE;
    }
    planner->staff_capacity = room;
    return DES_OK;
}

static uint32_t seat_of_worker(const struct hc_planner *planner, uint32_t worker) {
    return worker < planner->staff_capacity ? planner->seat_by_worker[worker] : PL_NONE;
}

static void fill_visit(const struct hc_world *world, const struct hc_plan *plan, uint32_t j) {
    const struct hc_planning *p = &world->p.planning;
    const struct hc_job *job = &plan->job[j];
    struct pl_visit *visit = &world->planner.visit[j];
    visit->place = j;
    visit->tasks = job->carers == 2 && plan->seat_count > 1 ? 2 : 1;
    visit->open = job->open - p->early_min;
    visit->close = hc_max(job->close, plan->seat[0].free + OVERDUE_MIN);
    visit->gap_min = visit->gap_max = 0.0;
    const double left_cost[2] = {p->leave_min * (1.0 + job->moves), MUST_MIN};
    visit->left_cost = left_cost[job->may_run_over];
    visit->urgency = p->moved_min * job->moves;
    visit->task[0].minutes = visit->task[1].minutes = job->minutes + plan->after_visit_min;
    visit->task[0].kind = job->needs;
    visit->task[0].usual = seat_of_worker(&world->planner, job->usual);
    visit->task[1].kind = HC_SKILL_ANY; /* one of the two has the skill */
    visit->task[1].usual = PL_NONE;
}

static void fill_worker(const struct hc_world *world, const struct hc_plan *plan, uint32_t s) {
    const struct hc_seat *seat = &plan->seat[s];
    uint32_t base = (uint32_t)plan->job_count + s;
    world->planner.point[base] = seat->at;
    world->planner.worker[s] = (struct pl_worker){.from = base,
                                                  .to = base,
                                                  .begin = seat->free,
                                                  .end = seat->end,
                                                  .rest_at = seat->rest_at,
                                                  .rest_min = seat->rest_min};
    for (int needs = 0; needs <= HC_SKILL_NURSE; needs++) {
        world->planner.fit[s * (HC_SKILL_NURSE + 1) + (uint32_t)needs] =
            seat->skill < needs ? INFINITY : world->p.planning.skill_min * (seat->skill - needs);
    }
}

static enum des_status fill_problem(struct hc_world *world, const struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    const struct hc_planning *p = &world->p.planning;
    if (make_room(planner, plan->job_count, plan->seat_count) != DES_OK ||
        make_room_for_staff(planner, plan) != DES_OK) {
        return DES_ENOMEM;
    }
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        fill_worker(world, plan, s);
        planner->seat_by_worker[plan->seat[s].worker] = s;
    }
    for (uint32_t j = 0; j < plan->job_count; j++) {
        fill_visit(world, plan, j);
        planner->point[j] = plan->job[j].at;
    }
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        planner->seat_by_worker[plan->seat[s].worker] = PL_NONE;
    }
    planner->problem = (struct pl_problem){.visit = planner->visit,
                                           .visits = plan->job_count,
                                           .worker = planner->worker,
                                           .workers = plan->seat_count,
                                           .fit = planner->fit,
                                           .kinds = HC_SKILL_NURSE + 1,
                                           .places = plan->job_count + plan->seat_count,
                                           .plane = hc_plane(&world->map, plan->team),
                                           .point = planner->point,
                                           .weights = {.travel = 1.0,
                                                       .late = p->late_weight,
                                                       .overtime = p->overtime_weight,
                                                       .unusual = p->continuity_min}};
    return pl_plan_reserve(&planner->routes, &planner->problem);
}

/* ---- methods ---- */

/* No visit is begun so much before its planned start. */
#define REACH_MIN 240.0

/* False: gave up. */
static bool plan_by_list(struct hc_world *world, bool or_nothing) {
    const struct hc_planning *p = &world->p.planning;
    /* To the planner a visit opens when it may begin. */
    const struct pl_list_rule rule = {.look_ahead_min = p->look_ahead_min - p->early_min,
                                      .wait = p->wait_weight,
                                      .slack = p->slack_weight,
                                      .length = p->length_weight,
                                      .end = p->end_weight,
                                      .candidates = p->candidates,
                                      .reach_min = REACH_MIN,
                                      .ends_in_time = true,
                                      .must_cost = or_nothing ? MUST_MIN : 0.0};
    return pl_list(&world->planner.routes, &rule);
}

/* Visits at one time of the day are neighbours in number: a move further off is rarely
 * any use. */
enum { SPAN = 12 };

static void improve(struct hc_world *world, const struct hc_plan *plan) {
    struct des_stream stream = des_stream_at(&world->random, des_entity(HC_ENTITY_ZONE, plan->team),
                                             world->purpose[HC_DRAW_LISTS], plan->occurrence);
    const struct pl_effort effort = {
        .moves = (uint64_t)(world->p.planning.moves_per_visit * (double)plan->job_count),
        .rounds = 1,
        .span = SPAN};
    pl_search(&world->planner.routes, &effort, &stream);
}

/* Where no two can come, one goes alone. */
static void send_one(struct hc_world *world, const struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    for (uint32_t j = 0; j < plan->job_count; j++) {
        if (planner->visit[j].tasks == 2 && !pl_on_route(&planner->routes, j)) {
            planner->visit[j].tasks = 1;
            (void)pl_insert(&planner->routes, j);
        }
    }
}

/* False: what must be done does not fit. */
static bool lay_routes(struct hc_world *world, const struct hc_plan *plan) {
    struct pl_plan *routes = &world->planner.routes;
    switch ((enum hc_planning_method)world->p.planning.method) {
    case HC_PLAN_LIST:
        if (!plan_by_list(world, plan->or_nothing)) {
            return false;
        }
        break;
    case HC_PLAN_GREEDY:
        pl_greedy(routes, (size_t)world->p.planning.regret);
        break;
    default:
        if (!hc_plan_standing(world, plan)) {
            (void)plan_by_list(world, false);
        }
        pl_greedy(routes, 1);
        if (plan->improves && world->p.planning.method == HC_PLAN_SEARCH) {
            improve(world, plan);
        }
    }
    send_one(world, plan);
    return true;
}

/* ---- the result ---- */

static void read_job(const struct hc_world *world, const struct hc_plan *plan, uint32_t j) {
    const struct hc_planner *planner = &world->planner;
    struct hc_job *job = &plan->job[j];
    const struct pl_node *node = &planner->routes.node[2 * j];
    job->first = job->second = HC_NOWHERE;
    if (node[0].worker == PL_NONE) {
        return;
    }
    job->first = node[0].worker;
    job->standing.turn = (float)(node[0].begin - plan->midnight);
    job->standing.list[0] = (uint16_t)planner->list_of[job->first];
    job->standing.list[1] = HC_NO_LIST;
    if (planner->visit[j].tasks == 2) {
        job->second = node[1].worker;
        job->standing.list[1] = (uint16_t)planner->list_of[job->second];
    }
}

static void read_seat(const struct hc_world *world, const struct hc_plan *plan, uint32_t s) {
    const struct pl_plan *routes = &world->planner.routes;
    uint32_t end = (uint32_t)(2 * plan->job_count) + s;
    uint32_t last = routes->node[end].previous;
    plan->seat[s].free = routes->node[last].leave;
    if (last != end) {
        plan->seat[s].at = plan->job[last / 2].at;
    }
}

void hc_plan_lists(struct hc_world *world, struct hc_plan *plan) {
    struct hc_planner *planner = &world->planner;
    plan->laid = 0;
    plan->overtime_min = 0.0;
    for (size_t j = 0; j < plan->job_count; j++) {
        plan->job[j].first = plan->job[j].second = HC_NOWHERE;
    }
    if (plan->job_count == 0 || plan->seat_count == 0) {
        return;
    }
    if (fill_problem(world, plan) != DES_OK) {
        hc_fail(world, DES_ENOMEM);
        return;
    }
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        planner->seat_of[s] = planner->list_of[s] = s;
    }
    if (!lay_routes(world, plan)) {
        return;
    }
    for (uint32_t j = 0; j < plan->job_count; j++) {
        read_job(world, plan, j);
    }
    plan->laid = pl_plan_order(&planner->routes, planner->order);
    plan->order = planner->order;
    plan->overtime_min = planner->routes.cost.overtime;
    for (uint32_t s = 0; s < plan->seat_count; s++) {
        read_seat(world, plan, s);
    }
}
