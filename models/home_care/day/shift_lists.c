/* models/home_care/day/shift_lists.c - the lists of a shift: made, shortened until they fit,
 * handed out. */
#include <math.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "shift_plan.h"

/* The most skilled first. */
static bool comes_after(const struct hc_seat *a, const struct hc_seat *b) {
    if (a->team != b->team) {
        return a->team > b->team;
    }
    return a->skill != b->skill ? a->skill < b->skill : a->worker > b->worker;
}

/* Seats come team by team, so this is nearly done. */
static void sort_seats(struct hc_seat *seat, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const struct hc_seat one = seat[i];
        size_t at = i;
        for (; at > 0 && comes_after(&seat[at - 1], &one); at--) {
            seat[at] = seat[at - 1];
        }
        seat[at] = one;
    }
}

static bool is_before(const struct hc_turn *a, const struct hc_turn *b) {
    return a->start < b->start || (a->start == b->start && a->visit < b->visit);
}

/* Takes each job to its place, along the circles in which they change places. */
static void move_jobs(struct hc_job *job, struct hc_turn *turn, size_t count) {
    for (uint32_t first = 0; first < count; first++) {
        if (turn[first].job == first) {
            continue;
        }
        const struct hc_job one = job[first];
        uint32_t to = first;
        for (uint32_t from = turn[to].job; from != first; from = turn[to].job) {
            job[to] = job[from];
            turn[to].job = to;
            to = from;
        }
        job[to] = one;
        turn[to].job = to;
    }
}

/* Lines are kept by the start that is wanted, so jobs are nearly in the order of the start that
 * is agreed. */
static void sort_jobs(struct hc_turn *turn, struct hc_job *job, size_t count) {
    for (uint32_t j = 0; j < count; j++) {
        const struct hc_turn one = {job[j].start, job[j].visit, j};
        size_t at = j;
        for (; at > 0 && is_before(&one, &turn[at - 1]); at--) {
            turn[at] = turn[at - 1];
        }
        turn[at] = one;
    }
    move_jobs(job, turn, count);
}

/* Time is short: visits are shortened, down to a floor. */
static double keep_share(const struct hc_shift_plan *plan, const struct hc_team_state *state) {
    double pressure = state->work_min / hc_max(plan->work_min * (double)state->seats, 1.0);
    return pressure <= 1.0 ? 1.0 : hc_max(1.0 / pressure, plan->world->p.shift.cut_floor);
}

/* The seat of enough skill that would end first with this job on top. */
static uint32_t overtime_seat(const struct hc_shift_plan *plan, const struct hc_plan *lists,
                              const struct hc_job *job) {
    const struct hc_world *world = plan->world;
    uint32_t best = HC_NOWHERE;
    double earliest = plan->end + world->p.shift.overtime_min;
    for (uint32_t s = 0; s < lists->seat_count; s++) {
        const struct hc_seat *seat = &lists->seat[s];
        double end = seat->free +
                     hc_leg_min(&world->map, hc_plane(&world->map, lists->team), seat->at, job->at,
                                seat->free) +
                     job->minutes;
        if (seat->skill >= job->needs && end < earliest) {
            earliest = end;
            best = s;
        }
    }
    return best;
}

static void place_leftover(struct hc_shift_plan *plan, struct hc_plan *lists, struct hc_job *job) {
    uint32_t s = job->may_run_over ? overtime_seat(plan, lists, job) : HC_NOWHERE;
    if (s == HC_NOWHERE) {
        hc_visit_hand_over(plan->world, job->visit);
        return;
    }
    struct hc_seat *seat = &lists->seat[s];
    const struct hc_map *map = &plan->world->map;
    seat->free += hc_leg_min(map, hc_plane(map, lists->team), seat->at, job->at, seat->free) +
                  job->minutes + lists->after_visit_min;
    seat->at = job->at;
    job->first = s;
    plan->world->shifts.visit[job->visit].worker[0] = seat->worker;
    hc_shift_append(plan->world, seat->worker, job->visit);
}

static bool goes_by_ferry(const struct hc_map *map, uint32_t team) {
    return team < map->zone_count && map->crossing.runs &&
           hc_is_beyond(map->base[team]) != hc_is_beyond(map->centre[team]);
}

/* Her list begins when the ferry lands, and ends at the quay in time to be back. */
static void cross_first(const struct hc_shift_plan *plan, uint32_t team,
                        const struct hc_shift *shift, struct hc_seat *seat) {
    const struct hc_map *map = &plan->world->map;
    struct pl_point landing = map->crossing.quay[1];
    struct pl_point base = map->base[team];
    double back = hc_min(plan->end, shift->planned_end) - plan->world->p.shift.report_end_min;
    const struct pl_plane *plane = hc_plane(map, team);
    if (shift->start >= plan->start) {
        seat->free += hc_leg_min(map, plane, seat->at, landing, seat->free);
        seat->at = landing;
    }
    seat->end = hc_ferry_back_by(map, plane, base, back);
}

/* When somebody in the middle of a long shift will have done what is on her list: drives as
 * usual. */
static double free_from(const struct hc_world *world, const struct hc_shift *shift, double now) {
    double at = shift->at;
    if (shift->start < now) {
        at = hc_max(now, shift->state == HC_BUSY ? shift->free_at : shift->at);
    }
    for (size_t i = shift->next; i < shift->length; i++) {
        const struct hc_visit *visit = &world->shifts.visit[shift->route[i].visit];
        if (visit->token == shift->route[i].token) {
            at += visit->minutes + world->p.planning.leg_min;
        }
    }
    return hc_grid(at);
}

/* Everybody at the base, or where she was lent to, after the report; who is on a long shift
 * where she is. */
static void open_seats(const struct hc_shift_plan *plan, uint32_t team, struct hc_seat *seat,
                       size_t seats) {
    const struct hc_shift_params *p = &plan->world->p.shift;
    for (size_t s = 0; s < seats; s++) {
        const struct hc_shift *shift = &plan->world->staff.worker[seat[s].worker].shift;
        seat[s].at = shift->place;
        seat[s].free = free_from(plan->world, shift, plan->start);
        seat[s].end = hc_min(plan->end, shift->planned_end) - p->closing_min;
        seat[s].rest_at = shift->rested ? INFINITY : plan->start + p->break_after_min;
        seat[s].rest_min = p->break_min;
        if (goes_by_ferry(&plan->world->map, team)) {
            cross_first(plan, team, shift, &seat[s]);
        }
    }
}

static bool all_fit_that_must(const struct hc_plan *lists) {
    if (lists->overtime_min > 0.0) {
        return false;
    }
    for (size_t j = 0; j < lists->job_count; j++) {
        if (lists->job[j].first == HC_NOWHERE && lists->job[j].may_run_over) {
            return false;
        }
    }
    return true;
}

/* With a fifth too much to do, visits that cannot wait did not fit in any of 3,269 lists of eight
 * municipalities: then no others are tried before the shorter ones. */
#define HOPELESS (1.0 / 1.2)

static bool is_hopeless(const struct hc_world *world, double keep) {
    return keep <= HOPELESS && world->p.planning.method == HC_PLAN_LIST;
}

/* When visits do not fit that cannot wait, the lists are made again with shorter
 * visits. */
static void fit_lists(struct hc_shift_plan *plan, struct hc_plan *lists, double keep) {
    struct hc_world *world = plan->world;
    if (!is_hopeless(world, keep)) {
        open_seats(plan, lists->team, lists->seat, lists->seat_count);
        lists->or_nothing = keep < 1.0;
        hc_plan_lists(world, lists);
        if (keep >= 1.0 || all_fit_that_must(lists)) {
            return;
        }
    }
    for (size_t j = 0; j < lists->job_count; j++) {
        world->shifts.visit[lists->job[j].visit].keep = keep;
        lists->job[j].minutes *= keep;
    }
    open_seats(plan, lists->team, lists->seat, lists->seat_count);
    lists->improves = lists->or_nothing = false;
    hc_plan_lists(world, lists);
}

/* The time that is agreed goes some way to when the lists begin the visit, within what the user
 * accepts: after some weeks it is when they mostly do. */
static void agree(const struct hc_shift_plan *plan, struct hc_line *line) {
    struct hc_standing *standing = &line->standing[plan->weekend];
    double begin =
        hc_min(hc_max((double)standing->turn, (double)line->earliest), (double)line->latest);
    double agreed = (double)standing->agreed;
    standing->agreed =
        (float)hc_grid(agreed + plan->world->p.planning.agree_share * (begin - agreed));
}

static void hand_out(struct hc_shift_plan *plan, const struct hc_plan *lists) {
    struct hc_world *world = plan->world;
    for (size_t n = 0; n < lists->laid; n++) {
        const struct hc_job *job = &lists->job[lists->order[n]];
        struct hc_visit *visit = &world->shifts.visit[job->visit];
        visit->worker[0] = lists->seat[job->first].worker;
        visit->worker[1] = job->second == HC_NOWHERE ? HC_NOWHERE : lists->seat[job->second].worker;
        hc_shift_append(world, visit->worker[0], job->visit);
        if (visit->worker[1] != HC_NOWHERE) {
            hc_shift_append(world, visit->worker[1], job->visit);
        }
        if (job->line) {
            job->line->usual = visit->worker[0];
            job->line->standing[plan->weekend] = job->standing;
            agree(plan, job->line);
        }
    }
}

/* They are there when the lists are. */
static void fetch_visits(const struct hc_world *world, const struct hc_plan *lists) {
    for (size_t j = 0; j < lists->job_count; j++) {
        des_memory_fetch(&world->shifts.visit[lists->job[j].visit], sizeof *world->shifts.visit);
    }
    for (size_t s = 0; s < lists->seat_count; s++) {
        des_memory_fetch(&world->staff.worker[lists->seat[s].worker], sizeof *world->staff.worker);
    }
}

static void lay_lists(struct hc_shift_plan *plan, size_t team, struct hc_seat *seat, size_t seats,
                      double keep) {
    struct hc_planner *planner = &plan->world->planner;
    size_t first = planner->job_first[team];
    struct hc_plan lists = {
        .job = planner->job + first,
        .job_count = planner->job_first[team + 1] - first,
        .seat = seat,
        .seat_count = seats,
        .after_visit_min = plan->world->p.shift.documentation_min,
        .midnight = (double)plan->day * HC_DAY,
        .improves = true,
        .team = hc_team_zone(plan, team),
        .occurrence = (uint64_t)(plan->day + (1 << 20)) << 2 | (uint64_t)plan->kind,
    };
    if (lists.job_count == 0) {
        return;
    }
    sort_jobs(planner->turn, lists.job, lists.job_count);
    fetch_visits(plan->world, &lists);
    fit_lists(plan, &lists, keep);
    hand_out(plan, &lists);
    for (size_t j = 0; j < lists.job_count; j++) {
        if (lists.job[j].first == HC_NOWHERE) {
            place_leftover(plan, &lists, &lists.job[j]);
        }
    }
}

void hc_shift_lists(struct hc_shift_plan *plan, const struct hc_team_state *state) {
    struct hc_world *world = plan->world;
    struct hc_planner *planner = &world->planner;
    sort_seats(planner->seat, planner->seat_count);
    size_t at = 0;
    for (size_t t = 0; t < plan->teams; t++) {
        size_t first = at;
        while (at < planner->seat_count && planner->seat[at].team == t) {
            at++;
        }
        lay_lists(plan, t, planner->seat + first, at - first, keep_share(plan, &state[t]));
    }
    for (size_t s = 0; s < planner->seat_count; s++) {
        hc_shift_set_off(world, planner->seat[s].worker, plan->start);
    }
}
