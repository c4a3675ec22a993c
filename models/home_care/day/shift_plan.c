/* models/home_care/day/shift_plan.c - the start of a shift: what is due, who is there,
 * who is lent or called in, and the lists. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/grid.h"
#include "shift_plan.h"

static bool reserve(struct hc_world *world, void **array, size_t needed, size_t *capacity,
                    size_t size) {
    if (needed <= *capacity) {
        return true;
    }
    size_t wanted = needed + needed / 2 + 64;
    void *grown = realloc(*array, wanted * size);
    if (!grown) {
        hc_fail(world, DES_ENOMEM);
        return false;
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

/* ---- what is due ---- */

static bool may_run_over(enum hc_task_kind task) {
    return task != HC_SUPERVISION && task != HC_PRACTICAL_HELP;
}

static void add_job(struct hc_shift_plan *plan, uint32_t v, struct hc_line *line) {
    struct hc_world *world = plan->world;
    struct hc_planner *planner = &world->planner;
    const struct hc_visit *visit = &world->shifts.visit[v];
    if (!reserve(world, (void **)&planner->job, planner->job_count + 1, &planner->job_capacity,
                 sizeof *planner->job)) {
        return;
    }
    planner->job[planner->job_count++] = (struct hc_job){
        .at = world->people.user[visit->user].home,
        .start = visit->start_planned,
        .open = visit->open,
        .close = visit->close,
        .minutes = visit->minutes,
        .needs = visit->needs,
        .carers = visit->carers,
        .moves = visit->moves,
        .may_run_over = may_run_over((enum hc_task_kind)visit->task),
        .visit = v,
        .usual = line ? line->usual : HC_NOWHERE,
        .line = line,
        .standing = line ? line->standing[plan->weekend]
                         : (struct hc_standing){0.0f, 0.0f, {HC_NO_LIST, HC_NO_LIST}},
    };
}

/* Nobody gets there: the visit waits for a later shift, and is missed in the end. */
static void put_off(struct hc_world *world, uint32_t v) {
    const struct hc_user *user = &world->people.user[world->shifts.visit[v].user];
    hc_count_user(world, user, HC_TOTAL_visits_cut_off, 1.0);
    hc_visit_hand_over(world, v);
}

static void collect_line(struct hc_shift_plan *plan, struct hc_line *line) {
    struct hc_world *world = plan->world;
    uint32_t v = hc_visit_new(world);
    if (v == HC_NOWHERE) {
        return;
    }
    struct hc_visit *visit = &world->shifts.visit[v];
    double midnight = (double)plan->day * HC_DAY;
    visit->user = line->user;
    visit->ordinal = line->ordinal;
    visit->task = line->task;
    visit->needs =
        world->sharing_tasks
            ? hc_task_sharing_needs(world, line, plan->weekend || plan->kind != HC_DAY_SHIFT)
            : line->needs;
    visit->carers = line->carers;
    visit->shift = (uint8_t)plan->kind;
    visit->planned = true;
    visit->day = (int32_t)plan->day;
    visit->start_planned = midnight + (double)line->standing[plan->weekend].agreed;
    visit->open = visit->start_planned - (double)line->half_window;
    visit->close = visit->start_planned + (double)line->half_window;
    visit->minutes = world->projecting ? hc_grid((double)line->minutes * world->growth.minutes)
                                       : (double)line->minutes;
    if (world->people.user[line->user].state != HC_AT_HOME) {
        hc_visit_finish(world, v, HC_VISIT_CANCELLED);
    } else if (world->digital && hc_technology_replaces(world, line, plan->day)) {
        hc_visit_finish(world, v, HC_VISIT_DONE_DIGITAL);
    } else if (hc_ways_fail(&world->map) &&
               hc_cut_off(world, line->user, plan->kind == HC_NIGHT_SHIFT)) {
        put_off(world, v);
    } else {
        add_job(plan, v, line);
    }
}

/* Visits that an earlier shift left: they come first. */
static void collect_carried(struct hc_shift_plan *plan, struct hc_carry *carry) {
    struct hc_world *world = plan->world;
    size_t count = carry->count;
    carry->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct hc_visit *visit = &world->shifts.visit[carry->visit[i]];
        if (world->people.user[visit->user].state != HC_AT_HOME) {
            hc_visit_finish(world, carry->visit[i], HC_VISIT_CANCELLED);
            continue;
        }
        visit->shift = (uint8_t)plan->kind;
        if (hc_ways_fail(&world->map) &&
            hc_cut_off(world, visit->user, plan->kind == HC_NIGHT_SHIFT)) {
            put_off(world, carry->visit[i]);
            continue;
        }
        add_job(plan, carry->visit[i], NULL);
    }
}

enum { AHEAD = 8 };

static void collect_jobs(struct hc_shift_plan *plan, size_t team) {
    struct hc_world *world = plan->world;
    size_t list =
        plan->kind == HC_NIGHT_SHIFT ? world->people.list_count - 1 : team * 2 + plan->kind;
    world->planner.job_first[team] = world->planner.job_count;
    collect_carried(plan, &world->shifts.carry[list]);
    const struct hc_line_list *lines = &world->people.list[list]; /* stays as it is */
    int weekday = hc_weekday(plan->day);
    int64_t week = (plan->day - weekday) / 7;
    for (size_t i = 0; i < lines->count; i++) {
        if (i + AHEAD < lines->count) { /* users lie anywhere in memory */
            __builtin_prefetch(&world->people.user[lines->line[i + AHEAD].user]);
        }
        if (hc_line_due(&lines->line[i], weekday, week)) {
            collect_line(plan, &lines->line[i]);
        }
    }
    world->planner.job_first[team + 1] = world->planner.job_count;
}

/* ---- who is there ---- */

static void add_seat(struct hc_shift_plan *plan, uint32_t worker, size_t team) {
    struct hc_world *world = plan->world;
    struct hc_planner *planner = &world->planner;
    if (!reserve(world, (void **)&planner->seat, planner->seat_count + 1, &planner->seat_capacity,
                 sizeof *planner->seat)) {
        return;
    }
    planner->seat[planner->seat_count++] = (struct hc_seat){
        .skill = world->staff.worker[worker].skill,
        .worker = worker,
        .team = (uint32_t)team,
    };
}

void hc_shift_plan_add_seat(struct hc_shift_plan *plan, uint32_t worker, size_t team,
                            enum hc_hire hire) {
    hc_shift_begin(plan->world, worker, hc_team_zone(plan, team), plan->kind, hire, plan->start,
                   plan->end);
    add_seat(plan, worker, team);
}

static bool is_long(int duty) {
    return duty == HC_LONG_SHIFT || duty == HC_LONG_LATE_SHIFT;
}

/* A long shift begins with the day's lists. */
static bool begins_now(const struct hc_shift_plan *plan, int duty) {
    return duty == (int)plan->kind || (plan->kind == HC_DAY_SHIFT && is_long(duty));
}

static void begin_rota_shift(struct hc_shift_plan *plan, uint32_t index, size_t team, int duty) {
    const struct hc_rota_rules *rules = &plan->world->staff.rules;
    double start = (double)plan->day * HC_DAY + rules->start[duty];
    hc_shift_begin(plan->world, index, hc_team_zone(plan, team), plan->kind, HC_HIRE_ROTA, start,
                   start + rules->minutes[duty]);
    add_seat(plan, index, team);
}

static void collect_seats(struct hc_shift_plan *plan, size_t team) {
    struct hc_world *world = plan->world;
    const struct hc_staff *staff = &world->staff;
    uint32_t zone = hc_team_zone(plan, team);
    for (size_t i = staff->zone_first[zone]; i < staff->zone_first[zone + 1]; i++) {
        const struct hc_worker *worker = &staff->worker[staff->zone_post[i]];
        int duty = hc_staff_duty(staff, worker, plan->day);
        if (plan->kind == HC_EVENING_SHIFT && is_long(duty) && worker->shift.state != HC_OFF &&
            worker->shift.zone == zone) {
            add_seat(plan, staff->zone_post[i], team); /* goes on with the evening's lists */
        }
        if (!begins_now(plan, duty)) {
            continue;
        }
        hc_count(world, HC_TOTAL_rota_shifts, 1.0);
        if (worker->shift.state != HC_OFF) { /* an extra shift has not ended */
            continue;
        }
        if (hc_staff_available(world, worker, plan->day)) {
            begin_rota_shift(plan, staff->zone_post[i], team, duty);
        } else {
            hc_trace_absent(world, worker, plan->start, plan->end);
        }
    }
}

/* ---- lists ---- */

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
static void sort_jobs(struct hc_world *world, struct hc_job *job, size_t count) {
    struct hc_planner *planner = &world->planner;
    if (!reserve(world, (void **)&planner->turn, count, &planner->turn_capacity,
                 sizeof *planner->turn)) {
        return;
    }
    struct hc_turn *turn = planner->turn;
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

/* When visits do not fit that cannot wait, the lists are made again with shorter
 * visits. */
static void fit_lists(struct hc_shift_plan *plan, struct hc_plan *lists, double keep) {
    struct hc_world *world = plan->world;
    open_seats(plan, lists->team, lists->seat, lists->seat_count);
    lists->or_nothing = keep < 1.0;
    hc_plan_lists(world, lists);
    if (keep >= 1.0 || all_fit_that_must(lists)) {
        return;
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
    sort_jobs(plan->world, lists.job, lists.job_count);
    fit_lists(plan, &lists, keep);
    hand_out(plan, &lists);
    for (size_t j = 0; j < lists.job_count; j++) {
        if (lists.job[j].first == HC_NOWHERE) {
            place_leftover(plan, &lists, &lists.job[j]);
        }
    }
}

static void lay_all(struct hc_shift_plan *plan, const struct hc_team_state *state) {
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

/* Hours, until the next shift begins, in which no nurse on duty could be there within
 * 30 minutes, as a share of the zones. */
static void count_nurse_hours(struct hc_shift_plan *plan) {
    struct hc_world *world = plan->world;
    const struct hc_planner *planner = &world->planner;
    double uncovered = 0.0;
    for (size_t z = 0; z < world->map.zone_count; z++) {
        bool near = false;
        for (size_t s = 0; s < planner->seat_count && !near; s++) {
            const struct hc_seat *seat = &planner->seat[s];
            const struct pl_point *at = &world->staff.worker[seat->worker].shift.place;
            near = seat->skill == HC_SKILL_NURSE &&
                   hc_leg_min(&world->map, &world->map.plane[0], *at, world->map.centre[z],
                              plan->start) <= 30.0;
        }
        uncovered += !near;
    }
    enum hc_shift_kind next = hc_shift_next_planned(world);
    double until = hc_shift_start_of(world, next, plan->day + (next == HC_DAY_SHIFT));
    hc_count(world, HC_TOTAL_hours_without_nurse,
             (until - plan->start) / 60.0 * uncovered / (double)world->map.zone_count);
}

void hc_on_shift_plan(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_planner *planner = &world->planner;
    enum hc_shift_kind kind = (enum hc_shift_kind)event->subject;
    int64_t day = hc_day_of(hc_now(world));
    hc_schedule_first(world, hc_shift_start_of(world, kind, day + 1), HC_PRIORITY_PLAN,
                      HC_EVENT_SHIFT_PLAN, kind, 0);
    int weekday = hc_weekday(day);
    struct hc_shift_plan plan = {
        .world = world,
        .weekend = weekday >= 5,
        .kind = kind,
        .day = day,
        .start = hc_now(world),
        .end = hc_now(world) + hc_shift_minutes(kind),
        .teams = kind == HC_NIGHT_SHIFT ? 1 : world->map.zone_count,
        .work_min = hc_shift_minutes(kind) - world->p.shift.report_start_min -
                    world->p.shift.closing_min - world->p.shift.break_min,
    };
    struct hc_team_state *state = planner->state;
    planner->job_count = planner->seat_count = 0;
    for (size_t t = 0; t < plan.teams; t++) {
        collect_jobs(&plan, t);
        collect_seats(&plan, t);
    }
    for (size_t t = 0; t < plan.teams; t++) {
        state[t] = hc_cover_state(&plan, t);
    }
    if (world->p.staff.lend_between_zones && kind != HC_NIGHT_SHIFT) {
        hc_cover_lend(&plan, state);
    }
    for (size_t t = 0; t < plan.teams; t++) {
        hc_cover_call_in(&plan, t, &state[t]);
    }
    count_nurse_hours(&plan);
    if (world->failure == DES_OK) {
        lay_all(&plan, state);
    }
}

enum des_status hc_planner_init(struct hc_world *world) {
    struct hc_planner *planner = &world->planner;
    size_t teams = world->map.zone_count;
    pl_plan_init(&planner->routes);
    planner->job_first = calloc(teams + 1, sizeof *planner->job_first);
    planner->state = calloc(teams, sizeof *planner->state);
    return planner->job_first && planner->state ? DES_OK : DES_ENOMEM;
}

void hc_planner_fini(struct hc_world *world) {
    struct hc_planner *planner = &world->planner;
    free(planner->job);
    free(planner->seat);
    free(planner->turn);
    pl_plan_fini(&planner->routes);
    free(planner->visit);
    free(planner->point);
    free(planner->worker);
    free(planner->fit);
    free(planner->who);
    free(planner->order);
    free(planner->seat_of);
    free(planner->list_of);
    free(planner->liking);
    free(planner->job_first);
    free(planner->state);
}
