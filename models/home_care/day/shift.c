#include "shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_shift_params, __VA_ARGS__)
const struct des_param hc_shift_params_table[] = {
    DES_CLOCK(struct hc_shift_params, day_start, 450.0, "assumed: usual shift times", DES_GRADE_D,
              "day shift begins (7.5 hours)"),
    DES_CLOCK(struct hc_shift_params, evening_start, 870.0, "assumed: usual shift times",
              DES_GRADE_D, "evening shift begins (7.5 hours)"),
    DES_CLOCK(struct hc_shift_params, night_start, 1305.0, "assumed: usual shift times",
              DES_GRADE_D, "night shift begins (10 hours)"),
    REAL(report_start_min, "min", 20.0, 0.0, 120.0, "BMC HSR 2018 (3794): report 17-30",
         DES_GRADE_B, "report and preparation at the start of a shift"),
    REAL(report_end_min, "min", 12.0, 0.0, 120.0, "assumed", DES_GRADE_D,
         "report at the end of a shift"),
    REAL(documentation_min, "min", 2.5, 0.0, 60.0, "BMC HSR 2018 (3794): 1-20", DES_GRADE_D,
         "documentation after each visit"),
    REAL(closing_min, "min", 25.0, 0.0, 240.0, "assumed: drive back and report", DES_GRADE_D,
         "kept free of visits at the end of a list"),
    REAL(break_min, "min", 30.0, 0.0, 120.0, "working environment act ch. 10", DES_GRADE_A,
         "break in a shift of at least 5.5 hours"),
    REAL(break_after_min, "min", 210.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "the break comes after the first visit that ends so long after the start"),
    REAL(overtime_min, "min", 45.0, 0.0, 300.0, "assumed", DES_GRADE_D,
         "a visit that would end later than this after the shift is handed over"),
    REAL(late_after_min, "min", 15.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "minutes after its window from which a visit is counted as late"),
    REAL(cut_floor, "1", 0.80, 0.1, 1.0, "assumed", DES_GRADE_D,
         "share of the minutes of a visit that is always given"),
    DES_INT(struct hc_shift_params, moves, "1", 2, 0, 20, "assumed", DES_GRADE_D,
            "times that a visit is moved before it is missed"),
    REAL(single_handed, "1", 1.5, 1.0, 4.0, "assumed", DES_GRADE_D,
         "ratio on the minutes of a two-carer visit when only one can come"),
    REAL(alarm_minutes, "min", 20.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes at a personal-alarm call-out"),
    REAL(acute_minutes, "min", 40.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes at an acute call"),
    REAL(assessment_minutes, "min", 25.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes of a nurse's visit to a noticed change"),
    {0},
};

static struct hc_worker *worker_at(struct hc_world *world, uint32_t index) {
    return &world->staff.worker[index];
}

double hc_shift_minutes(enum hc_shift_kind kind) {
    return kind == HC_NIGHT_SHIFT ? 600.0 : 450.0;
}

double hc_shift_start_of(const struct hc_world *world, enum hc_shift_kind kind, int64_t day) {
    const struct hc_shift_params *p = &world->p.shift;
    double minute = kind == HC_DAY_SHIFT       ? p->day_start
                    : kind == HC_EVENING_SHIFT ? p->evening_start
                                               : p->night_start;
    return (double)day * HC_DAY + minute;
}

/* ---- begin and route ---- */

void hc_shift_begin(struct hc_world *world, uint32_t index, uint32_t team, enum hc_shift_kind kind,
                    enum hc_hire hire, double start, double end) {
    struct hc_worker *worker = worker_at(world, index);
    struct hc_shift *shift = &worker->shift;
    struct hc_stop *route = shift->route;
    size_t capacity = shift->capacity;
    memset(shift, 0, sizeof *shift);
    shift->route = route;
    shift->capacity = capacity;
    shift->state = HC_BUSY;
    shift->kind = (uint8_t)kind;
    shift->hire = (uint8_t)hire;
    shift->zone = team;
    shift->start = shift->at = start;
    shift->planned_end = end;
    shift->place = hc_map_base(&world->map, team);
    shift->waiting_for = HC_NOWHERE;
    shift->rested = end - start < 330.0;
    shift->indirect = world->p.shift.report_start_min;
    shift->at += world->p.shift.report_start_min;
    hc_working_time_begin(world, worker, start);
    shift->number = world->shifts.begun++;
    hc_crew_join(world, index);
    world->staff.on_duty[worker->profession]++;
    if (worker->own_staff && hire == HC_HIRE_ROTA) {
        hc_count(world, HC_TOTAL_own_rota_shifts, 1.0);
        hc_care_rota_shift(world, team);
    }
}

static bool insert_stop(struct hc_world *world, struct hc_shift *shift, size_t where,
                        uint32_t visit) {
    if (shift->length == shift->capacity) {
        size_t capacity = shift->capacity ? 2 * shift->capacity : 32;
        struct hc_stop *grown = realloc(shift->route, capacity * sizeof *grown);
        if (!grown) {
            hc_fail(world, DES_ENOMEM);
            return false;
        }
        shift->route = grown;
        shift->capacity = capacity;
    }
    if (where < shift->length) {
        memmove(&shift->route[where + 1], &shift->route[where],
                (shift->length - where) * sizeof *shift->route);
    }
    const struct hc_visit *there = &world->shifts.visit[visit];
    shift->route[where] = (struct hc_stop){visit, there->token, there->user};
    shift->length++;
    return true;
}

void hc_shift_append(struct hc_world *world, uint32_t index, uint32_t visit) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    insert_stop(world, shift, shift->length, visit);
}

/* She was back at the base with nothing left to do. */
static void set_off_again(struct hc_world *world, uint32_t index) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    hc_cancel(world, &shift->end_event);
    double now = hc_max(hc_now(world), shift->at);
    shift->idle += now - shift->at;
    shift->at = now;
    hc_shift_advance(world, index);
}

bool hc_shift_insert_next(struct hc_world *world, uint32_t index, uint32_t visit) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    if (!insert_stop(world, shift, shift->next, visit)) {
        return false;
    }
    if (shift->state == HC_READY) {
        set_off_again(world, index);
    }
    return true;
}

void hc_shift_set_off(struct hc_world *world, uint32_t index, double planned) {
    const struct hc_shift *shift = &worker_at(world, index)->shift;
    if (shift->start >= planned) {
        hc_shift_advance(world, index);
    } else if (shift->state == HC_READY) {
        set_off_again(world, index);
    }
}

/* ---- one visit ---- */

static struct des_block visit_draw(const struct hc_world *world, const struct hc_visit *visit) {
    if (visit->planned) {
        return hc_user_draw(world, visit->user, HC_DRAW_VISIT,
                            (uint64_t)(visit->day + (1 << 20)) << 16 | visit->ordinal);
    }
    return hc_user_draw(world, visit->user, HC_DRAW_UNPLANNED, visit->number);
}

static double drawn_minutes(const struct hc_world *world, const struct hc_visit *visit,
                            const struct des_block *b) {
    double log_sd = world->p.demand.execution_log_sd; /* mean ratio 1 */
    double minutes = des_lognormal_from(b->word[0], visit->minutes, log_sd) *
                     world->people.execution_mean_inverse;
    if (visit->carers == 2 && visit->worker[1] == HC_NOWHERE) {
        minutes *= world->p.shift.single_handed;
    }
    return hc_grid(hc_max(minutes, 1.0));
}

static void start_visit(struct hc_world *world, uint32_t index, uint32_t lead) {
    struct hc_visit *visit = &world->shifts.visit[index];
    struct des_block b = visit_draw(world, visit);
    double drawn = drawn_minutes(world, visit, &b);
    visit->seen[0] = b.word[1];
    visit->seen[1] = b.word[2];
    double kept = hc_grid(drawn * visit->keep); /* drawn is on the grid */
    visit->start = worker_at(world, lead)->shift.at;
    visit->end = visit->start + kept;
    visit->cut = drawn - kept;
    for (int w = 0; w < 2; w++) {
        if (visit->worker[w] != HC_NOWHERE) {
            struct hc_shift *shift = &worker_at(world, visit->worker[w])->shift;
            shift->state = HC_BUSY;
            shift->free_at = visit->end + world->p.shift.documentation_min;
        }
    }
    hc_schedule(world, visit->end, HC_EVENT_VISIT_END, lead, index);
}

static uint32_t other_worker(const struct hc_visit *visit, uint32_t index) {
    return visit->worker[0] == index ? visit->worker[1] : visit->worker[0];
}

/* Both carers are there: whoever came first has waited. */
static void meet(struct hc_world *world, const struct hc_visit *visit) {
    struct hc_shift *a = &worker_at(world, visit->worker[0])->shift;
    struct hc_shift *b = &worker_at(world, visit->worker[1])->shift;
    double start = hc_max(a->at, b->at);
    a->idle += start - a->at;
    b->idle += start - b->at;
    a->at = b->at = start;
    a->waiting_for = b->waiting_for = HC_NOWHERE;
}

/* The visit will not take place: a carer who waits there goes on. */
static void release_waiting(struct hc_world *world, uint32_t index, uint32_t visit) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    if (shift->state == HC_WAITING && shift->waiting_for == visit) {
        double now = hc_max(hc_now(world), shift->at);
        shift->idle += now - shift->at;
        shift->at = now;
        shift->waiting_for = HC_NOWHERE;
        hc_shift_advance(world, index);
    }
}

/* Not by car, or over the water; returns what is left for the car. */
static double count_other_ways(struct hc_world *world, const struct hc_shift *shift,
                               struct pl_point to, struct hc_leg leg) {
    if (hc_is_beyond(shift->place) != hc_is_beyond(to)) {
        hc_count(world, HC_TOTAL_crossings, 1.0);
        hc_count(world, HC_TOTAL_crossing_minutes, leg.minutes);
    }
    if (!hc_goes_light(&world->map, shift->zone, leg.km)) {
        return leg.km;
    }
    bool on_foot = leg.km <= world->p.modes.walk_km;
    hc_count(world, on_foot ? HC_TOTAL_legs_on_foot : HC_TOTAL_legs_by_bicycle, 1.0);
    hc_count(world, HC_TOTAL_light_km, leg.km);
    return 0.0;
}

static struct hc_leg leg_to(const struct hc_world *world, const struct hc_shift *shift,
                            struct pl_point to) {
    const struct hc_map *map = &world->map;
    return hc_leg(map, hc_plane(map, shift->zone), shift->place, to, shift->at);
}

static void drive(struct hc_world *world, struct hc_shift *shift, struct pl_point to,
                  struct hc_leg leg, struct hc_visit *visit) {
    hc_count(world, HC_TOTAL_legs, leg.km > 0.0 ? 1.0 : 0.0);
    if (!world->map.by_road) {
        leg.km = count_other_ways(world, shift, to, leg);
    }
    shift->travel += leg.minutes;
    shift->at += leg.minutes;
    shift->km += leg.km;
    shift->place = to;
    hc_crew_reach(&world->shifts.crew[shift->zone], to);
    if (visit) {
        visit->travel_min += leg.minutes;
        visit->km += leg.km;
    }
}

/* ---- along the route ---- */

static void take_break(const struct hc_world *world, struct hc_shift *shift) {
    if (!shift->rested && shift->at >= shift->start + world->p.shift.break_after_min) {
        shift->rested = true;
        shift->rest += world->p.shift.break_min;
        shift->at += world->p.shift.break_min;
    }
}

double hc_shift_last_ferry(const struct hc_world *world, const struct hc_shift *shift,
                           struct pl_point home) {
    const struct hc_map *map = &world->map;
    if (hc_is_beyond(home) == hc_is_beyond(hc_map_base(map, shift->zone))) {
        return INFINITY;
    }
    return hc_ferry_leave_by(map, hc_plane(map, shift->zone), home, shift->start);
}

static bool too_late(const struct hc_world *world, const struct hc_shift *shift,
                     const struct hc_visit *visit, struct pl_point home, double travel) {
    double begin = hc_max(shift->at + travel, visit->open - world->p.planning.early_min);
    return begin + visit->minutes * visit->keep > hc_shift_limit(world, shift, home);
}

/* Goes to the next stop.  Returns false when that stop came to nothing. */
static bool go_to(struct hc_world *world, uint32_t index, uint32_t v) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    struct hc_visit *visit = &world->shifts.visit[v];
    const struct hc_user *user = hc_user_at(world, visit->user);
    uint32_t other = other_worker(visit, index);
    if (user->state != HC_AT_HOME) {
        hc_visit_finish(world, v, HC_VISIT_CANCELLED);
        if (other != HC_NOWHERE) {
            release_waiting(world, other, v);
        }
        return false;
    }
    struct hc_leg leg = leg_to(world, shift, user->home);
    if (visit->arrived == 0 && too_late(world, shift, visit, user->home, leg.minutes)) {
        hc_visit_hand_over(world, v);
        return false;
    }
    drive(world, shift, user->home, leg, visit);
    double begin = visit->open - world->p.planning.early_min;
    if (begin > shift->at) {
        shift->idle += begin - shift->at;
        shift->at = begin;
    }
    visit->arrived++;
    if (other != HC_NOWHERE && visit->arrived < 2) {
        shift->state = HC_WAITING;
        shift->waiting_for = v;
        return true;
    }
    if (other != HC_NOWHERE) {
        meet(world, visit);
    }
    start_visit(world, v, index);
    return true;
}

/* Back at the base with nothing left to do: report, and stay within reach. */
static void return_to_base(struct hc_world *world, uint32_t index) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    struct pl_point base = hc_map_base(&world->map, shift->zone);
    struct hc_leg leg = leg_to(world, shift, base);
    if (hc_is_beyond(shift->place) != hc_is_beyond(base)) { /* the last ferry may have gone */
        leg = hc_ferry_leg(&world->map, hc_plane(&world->map, shift->zone), shift->place, base,
                           shift->at, true);
    }
    drive(world, shift, base, leg, NULL);
    if (!shift->closed) {
        shift->closed = true;
        shift->indirect += world->p.shift.report_end_min;
        shift->at += world->p.shift.report_end_min;
    }
    take_break(world, shift);
    shift->state = HC_READY;
    shift->end_event =
        hc_schedule(world, hc_max(shift->at, shift->planned_end), HC_EVENT_SHIFT_END, index, 0);
}

void hc_shift_advance(struct hc_world *world, uint32_t index) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    take_break(world, shift);
    while (shift->next < shift->length) {
        struct hc_stop stop = shift->route[shift->next++];
        if (world->shifts.visit[stop.visit].token == stop.token &&
            go_to(world, index, stop.visit)) {
            return;
        }
        shift = &worker_at(world, index)->shift;
    }
    return_to_base(world, index);
}

/* The user left while the carer was on her way. */
static bool nobody_home(const struct hc_world *world, const struct hc_visit *visit) {
    const struct hc_user *user = hc_user_at(world, visit->user);
    return user->state != HC_AT_HOME && user->state_since <= visit->start;
}

/* The time at the door of somebody who has left is idle. */
static void leave_door(struct hc_world *world, uint32_t index, const struct hc_visit *visit) {
    struct hc_shift *shift = &worker_at(world, index)->shift;
    shift->idle += visit->end - visit->start;
    shift->at = visit->end;
}

static void leave_visit(struct hc_world *world, uint32_t index, const struct hc_visit *visit) {
    struct hc_worker *worker = worker_at(world, index);
    struct hc_shift *shift = &worker->shift;
    double minutes = visit->end - visit->start;
    double after = world->p.shift.documentation_min;
    if (visit->day < worker->onboarding_to) {
        after += hc_grid(minutes * world->p.staff.onboarding_slow);
    }
    shift->direct += minutes;
    shift->at = visit->end + after;
    shift->indirect += after;
}

/* What the visit means for the user: who came, and what was seen. */
static void after_visit(struct hc_world *world, const struct hc_visit *visit) {
    struct hc_user *user = hc_user_at(world, visit->user);
    const struct hc_worker *worker = worker_at(world, visit->worker[0]);
    int64_t day = hc_day_of(visit->start);
    bool known = hc_user_met(user, worker->person, day);
    if (visit->worker[1] != HC_NOWHERE) {
        (void)hc_user_met(user, worker_at(world, visit->worker[1])->person, day);
    }
    hc_health_visit(world, visit->user, (enum hc_profession)worker->profession, known,
                    visit->end - visit->start, visit->shift == HC_NIGHT_SHIFT,
                    des_uniform_from(visit->seen[0]), des_uniform_from(visit->seen[1]));
    if (visit->task == HC_NURSE_ASSESSMENT) {
        hc_health_nurse_came(world, visit->user, (enum hc_skill)worker->skill);
    }
}

void hc_foresee_visit_end(void *context, const struct des_event *event, unsigned round) {
    const struct hc_world *world = context;
    const struct hc_worker *worker = &world->staff.worker[event->subject];
    const struct hc_shift *shift = &worker->shift;
    const struct hc_visit *visit = &world->shifts.visit[event->argument];
    const struct hc_user *user;
    switch (round) {
    case 0:
        des_memory_fetch(worker, offsetof(struct hc_worker, shift) + sizeof *shift);
        des_memory_fetch(visit, sizeof *visit);
        break;
    case 1:
        user = hc_user_at(world, visit->user);
        des_memory_fetch(user, offsetof(struct hc_user, carers) + sizeof user->carers);
        __builtin_prefetch(&shift->route[shift->next]);
        break;
    default:
        if (shift->next < shift->length) {
            const struct hc_stop *stop = &shift->route[shift->next];
            des_memory_fetch(&world->shifts.visit[stop->visit], sizeof *visit);
            __builtin_prefetch(hc_user_at(world, stop->user));
        }
    }
}

void hc_on_visit_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t v = (uint32_t)event->argument;
    const struct hc_visit visit = world->shifts.visit[v];
    bool in_vain = nobody_home(world, &visit);
    for (int w = 0; w < 2; w++) {
        if (visit.worker[w] != HC_NOWHERE) {
            (in_vain ? leave_door : leave_visit)(world, visit.worker[w], &visit);
        }
    }
    hc_visit_finish(world, v, in_vain ? HC_VISIT_CANCELLED : HC_VISIT_DONE);
    if (hc_user_at(world, visit.user)->state == HC_AT_HOME) {
        after_visit(world, &visit);
    } else if (visit.task == HC_NURSE_ASSESSMENT && !in_vain) { /* she left before the nurse did */
        hc_health_nurse_missing(world, visit.user);
    }
    for (int w = 0; w < 2; w++) {
        if (visit.worker[w] != HC_NOWHERE) {
            hc_shift_advance(world, visit.worker[w]);
        }
    }
}

/* ---- the end ---- */

/* Of a night shared with the nursing home, the time that home care does not need
 * is the nursing home's, up to its part. */
static double shared_with_nursing_home(const struct hc_world *world, const struct hc_shift *shift,
                                       double end) {
    if (shift->kind != HC_NIGHT_SHIFT || !world->p.municipality.night_shared) {
        return 0.0;
    }
    double part = hc_grid((1.0 - world->p.staff.night_shared_part) * (end - shift->start));
    return hc_min(shift->idle, part);
}

static void count_shift(struct hc_world *world, const struct hc_worker *worker, double end) {
    const struct hc_shift *shift = &worker->shift;
    des_assert(world->sim,
               shift->direct + shift->travel + shift->indirect + shift->rest + shift->idle ==
                   end - shift->start);
    hc_count(world, HC_TOTAL_shifts, 1.0);
    double shared = shared_with_nursing_home(world, shift, end);
    hc_count(world, HC_TOTAL_shared_minutes, shared);
    hc_count(world, HC_TOTAL_duty_minutes, end - shift->start - shared);
    hc_count(world, HC_TOTAL_direct_minutes, shift->direct);
    hc_count(world, HC_TOTAL_travel_minutes, shift->travel);
    hc_count(world, HC_TOTAL_indirect_minutes, shift->indirect);
    hc_count(world, HC_TOTAL_break_minutes, shift->rest);
    hc_count(world, HC_TOTAL_idle_minutes, shift->idle - shared);
    hc_count(world, HC_TOTAL_other_minutes, shift->indirect + shift->rest + shift->idle - shared);
    if (shift->hire == HC_HIRE_ROTA) {
        hc_count(world, HC_TOTAL_rota_minutes, shift->planned_end - shift->start);
    }
    hc_count(world, HC_TOTAL_km, shift->km);
    hc_count(world, HC_TOTAL_overtime_minutes, end - shift->planned_end);
    if (worker->profession == HC_ASSISTANT) {
        hc_count(world, HC_TOTAL_unskilled_minutes, end - shift->start);
    }
    hc_money_shift(world, worker, end);
    hc_trace_shift(world, worker, end);
}

void hc_on_shift_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t index = event->subject;
    struct hc_worker *worker = worker_at(world, index);
    struct hc_shift *shift = &worker->shift;
    double end = hc_now(world);
    shift->idle += end - shift->at;
    shift->at = end;
    shift->end_event = DES_NO_EVENT;
    count_shift(world, worker, end);
    shift->state = HC_OFF;
    hc_working_time_end(worker, shift->start, end);
    world->staff.on_duty[worker->profession]--;
    hc_crew_leave(world, index);
    if (worker->temp) {
        hc_staff_release_temp(world, index);
    }
}
