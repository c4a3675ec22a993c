/* models/home_care/day/shift_route.c - along the route of a shift: drives, visits, the break, back
 * at the base. */
#include <math.h>
#include <string.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "home_care/world.h"
#include "shift.h"

static struct hc_worker *worker_at(struct hc_world *world, uint32_t index) {
    return &world->staff.worker[index];
}

static bool insert_stop(struct hc_world *world, struct hc_shift *shift, size_t where,
                        uint32_t visit) {
    struct hc_stop *grown =
        hc_reserve(world, shift->route, shift->length + 1, &shift->capacity, sizeof *grown);
    if (!grown) {
        return false;
    }
    shift->route = grown;
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
