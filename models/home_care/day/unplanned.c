/* models/home_care/day/unplanned.c - visits that stand on nobody's list: calls that nobody
 * planned, and what is left over when the next shift is at work already. */
#include <math.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "home_care/world.h"

/* When this worker could begin, INFINITY when she cannot take it. */
static double could_begin(const struct hc_world *world, uint32_t index,
                          const struct hc_visit *visit) {
    const struct hc_worker *worker = &world->staff.worker[index];
    const struct hc_shift *shift = &worker->shift;
    const struct hc_user *user = hc_user_at(world, visit->user);
    if (worker->skill < visit->needs || shift->state == HC_OFF || shift->state == HC_WAITING) {
        return INFINITY;
    }
    double sets_off = hc_max(hc_now(world), hc_max(shift->at, shift->free_at));
    double arrival = sets_off + hc_leg_min(&world->map, hc_plane(&world->map, shift->zone),
                                           shift->place, user->home, sets_off);
    double begin = hc_max(arrival, visit->open - world->p.planning.early_min);
    double limit = hc_shift_limit(world, shift, user->home);
    return begin + visit->minutes > limit ? INFINITY : begin;
}

/* Where the route goes on: the next stop that still stands, or the base. */
static struct pl_point goes_on_to(const struct hc_world *world, const struct hc_shift *shift) {
    for (size_t i = shift->next; i < shift->length; i++) {
        const struct hc_stop *stop = &shift->route[i];
        if (world->shifts.visit[stop->visit].token == stop->token) {
            return hc_user_at(world, stop->user)->home;
        }
    }
    return hc_map_base(&world->map, shift->zone);
}

/* Driving that the visit adds to her route as the next stop; to come by is no gain. */
static double detour_min(const struct hc_world *world, const struct hc_shift *shift,
                         struct pl_point home) {
    const struct hc_map *map = &world->map;
    struct pl_point next = goes_on_to(world, shift);
    const struct pl_plane *plane = hc_plane(map, shift->zone);
    double now = hc_now(world);
    return hc_max(0.0, hc_leg_min(map, plane, shift->place, home, now) +
                           hc_leg_min(map, plane, home, next, now) -
                           hc_leg_min(map, plane, shift->place, next, now));
}

/* Who is sent: cheapest insertion as somebody's next stop. */
struct offer {
    uint32_t worker; /* HC_NOWHERE: nobody can */
    double cost;     /* minutes until it begins, and weighted minutes of driving that it adds */
    uint64_t number; /* of the shift: the first of equals is sent */
};

/* Her route matters only when she could begin soon enough. */
static void ask(const struct hc_world *world, uint32_t index, const struct hc_visit *visit,
                struct offer *best) {
    const struct hc_shift *shift = &world->staff.worker[index].shift;
    double cost = could_begin(world, index, visit) - hc_now(world);
    if (cost > best->cost || isinf(cost)) {
        return;
    }
    cost += world->p.planning.detour_weight *
            detour_min(world, shift, hc_user_at(world, visit->user)->home);
    if (cost < best->cost || (cost == best->cost && shift->number < best->number)) {
        *best = (struct offer){index, cost, shift->number};
    }
}

static void ask_crew(const struct hc_world *world, uint32_t team, const struct hc_visit *visit,
                     struct offer *best) {
    const struct hc_crew *crew = &world->shifts.crew[team];
    struct pl_point home = hc_user_at(world, visit->user)->home;
    if (crew->count == 0 || hc_crew_way_min(world, team, home) > best->cost) {
        return;
    }
    for (size_t i = 0; i < crew->count; i++) { /* all at once, not one after the other */
        des_memory_fetch(&world->staff.worker[crew->worker[i]],
                         offsetof(struct hc_worker, shift.direct));
    }
    for (size_t i = 0; i < crew->count; i++) {
        ask(world, crew->worker[i], visit, best);
    }
}

/* Those of the zone first: after them few others are near enough. */
static struct offer best_offer(const struct hc_world *world, const struct hc_visit *visit) {
    struct offer best = {HC_NOWHERE, INFINITY, 0};
    uint32_t here = hc_user_at(world, visit->user)->zone;
    ask_crew(world, here, visit, &best);
    for (uint32_t team = 0; team < world->shifts.crew_count; team++) {
        if (team != here) {
            ask_crew(world, team, visit, &best);
        }
    }
    return best;
}

/* After the last shift of the day was planned: nobody is beyond the ferry now. */
static bool is_night(const struct hc_world *world) {
    return hc_shift_next_planned(world) == HC_DAY_SHIFT;
}

bool hc_shift_send_somebody(struct hc_world *world, uint32_t v) {
    struct hc_visit *visit = &world->shifts.visit[v];
    if (hc_ways_fail(&world->map) && hc_cut_off(world, visit->user, is_night(world))) {
        return false;
    }
    const struct offer best = best_offer(world, visit);
    if (best.worker == HC_NOWHERE) {
        return false;
    }
    visit->worker[0] = best.worker;
    visit->shift = world->staff.worker[best.worker].shift.kind;
    return hc_shift_insert_next(world, best.worker, v);
}

enum hc_shift_kind hc_shift_next_planned(const struct hc_world *world) {
    double minute = hc_now(world) - (double)hc_day_of(hc_now(world)) * HC_DAY;
    const struct hc_shift_params *p = &world->p.shift;
    return minute < p->day_start       ? HC_DAY_SHIFT
           : minute < p->evening_start ? HC_EVENING_SHIFT
           : minute < p->night_start   ? HC_NIGHT_SHIFT
                                       : HC_DAY_SHIFT;
}

/* HC_NOWHERE when out of memory. */
static uint32_t call_for(struct hc_world *world, uint32_t id, enum hc_task_kind task,
                         uint64_t number) {
    const struct hc_shift_params *p = &world->p.shift;
    uint32_t v = hc_visit_new(world);
    if (v == HC_NOWHERE) {
        return v;
    }
    struct hc_visit *visit = &world->shifts.visit[v];
    bool waits = task == HC_NURSE_ASSESSMENT;
    double now = hc_grid(hc_now(world));
    visit->user = id;
    visit->task = (uint8_t)task;
    visit->needs = task == HC_ALARM_CALL ? HC_SKILL_ANY
                   : waits               ? hc_task_sharing_assessor(world)
                                         : HC_SKILL_NURSE;
    visit->carers = 1;
    visit->day = (int32_t)hc_day_of(now);
    visit->number = (uint64_t)task << 48 | number;
    visit->start_planned = visit->open = now;
    visit->close = now + (waits ? HC_DAY : 60.0);
    visit->minutes = task == HC_ALARM_CALL   ? p->alarm_minutes
                     : task == HC_ACUTE_CALL ? p->acute_minutes
                                             : p->assessment_minutes;
    return v;
}

void hc_shift_unplanned_by(struct hc_world *world, uint32_t id, enum hc_task_kind task,
                           uint64_t number, uint32_t worker) {
    uint32_t v = call_for(world, id, task, number);
    if (v != HC_NOWHERE) {
        world->shifts.visit[v].worker[0] = worker;
        world->shifts.visit[v].shift = world->staff.worker[worker].shift.kind;
        (void)hc_shift_insert_next(world, worker, v);
    }
}

void hc_shift_unplanned(struct hc_world *world, uint32_t id, enum hc_task_kind task,
                        uint64_t number) {
    uint32_t v = call_for(world, id, task, number);
    if (v == HC_NOWHERE) {
        return;
    }
    bool waits = task == HC_NURSE_ASSESSMENT;
    if (!waits && world->p.closed.answered && hc_behind_closed_road(world, id)) {
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_calls_answered_outside, 1.0);
        hc_visit_finish(world, v, HC_VISIT_DONE_DIGITAL);
        return;
    }
    if (waits || !hc_shift_send_somebody(world, v)) {
        hc_visit_carry(world, v, hc_shift_next_planned(world));
    }
}
