/* models/home_care/day/shift_plan.c - the start of a shift: what is due, who is there,
 * and what comes of it. */
#include <stdlib.h>

#include "home_care/grid.h"
#include "shift_plan.h"

/* ---- what is due ---- */

static bool may_run_over(enum hc_task_kind task) {
    return task != HC_SUPERVISION && task != HC_PRACTICAL_HELP;
}

static void add_job(struct hc_shift_plan *plan, uint32_t v, struct hc_line *line) {
    struct hc_world *world = plan->world;
    struct hc_planner *planner = &world->planner;
    const struct hc_visit *visit = &world->shifts.visit[v];
    struct hc_job *job = hc_reserve(world, planner->job, planner->job_count + 1,
                                    &planner->job_capacity, sizeof *job);
    if (!job) {
        return;
    }
    planner->job = job;
    job += planner->job_count++; /* field by field: see visit.c */
    job->at = hc_user_at(world, visit->user)->home;
    job->start = visit->start_planned;
    job->open = visit->open;
    job->close = visit->close;
    job->minutes = visit->minutes;
    job->needs = visit->needs;
    job->carers = visit->carers;
    job->moves = visit->moves;
    job->may_run_over = may_run_over((enum hc_task_kind)visit->task);
    job->visit = v;
    job->usual = line ? line->usual : HC_NOWHERE;
    job->line = line;
    job->standing = line ? line->standing[plan->weekend]
                         : (struct hc_standing){0.0f, 0.0f, {HC_NO_LIST, HC_NO_LIST}};
    job->first = job->second = HC_NOWHERE;
}

/* Nobody gets there: the visit waits for a later shift, and is missed in the end. */
static void put_off(struct hc_world *world, uint32_t v) {
    const struct hc_user *user = hc_user_at(world, world->shifts.visit[v].user);
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
    if (hc_user_at(world, line->user)->state != HC_AT_HOME) {
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
        if (hc_user_at(world, visit->user)->state != HC_AT_HOME) {
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
            __builtin_prefetch(hc_user_at(world, lines->line[i + AHEAD].user));
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
    struct hc_seat *seat = hc_reserve(world, planner->seat, planner->seat_count + 1,
                                      &planner->seat_capacity, sizeof *seat);
    if (!seat) {
        return;
    }
    planner->seat = seat;
    seat[planner->seat_count++] = (struct hc_seat){
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

/* ---- the shift ---- */

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
        size_t first = planner->seat_count;
        collect_jobs(&plan, t);
        collect_seats(&plan, t);
        state[t] = hc_cover_state(&plan, t, first);
    }
    if (kind == HC_DAY_SHIFT) {
        hc_cover_own_of_zone(&plan, state);
    }
    if (world->p.staff.lend_between_zones && kind != HC_NIGHT_SHIFT) {
        hc_cover_lend(&plan, state);
    }
    if (kind == HC_DAY_SHIFT) {
        hc_cover_own_staff(&plan, state);
    }
    for (size_t t = 0; t < plan.teams; t++) {
        hc_cover_call_in(&plan, t, &state[t]);
    }
    count_nurse_hours(&plan);
    struct hc_turn *turn = hc_reserve(world, planner->turn, planner->job_count + 1,
                                      &planner->turn_capacity, sizeof *turn);
    planner->turn = turn ? turn : planner->turn;
    if (world->failure == DES_OK) {
        hc_shift_lists(&plan, state);
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
    free(planner->seat_by_worker);
    free(planner->liking);
    free(planner->job_first);
    free(planner->state);
}
