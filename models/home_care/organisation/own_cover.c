#include "own_cover.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* She would begin a day set aside today. */
static bool comes(const struct hc_world *world, size_t i, int64_t day) {
    const struct hc_worker *worker = &world->staff.worker[world->own.post[i]];
    return worker->own_staff && worker->shift.state == HC_OFF &&
           hc_own_duty(world, i, day) == HC_DAY_SHIFT && hc_staff_available(world, worker, day);
}

bool hc_own_cover_goes_to(const struct hc_world *world, uint32_t worker, uint32_t zone) {
    uint32_t own = world->staff.worker[worker].zone;
    return own == HC_NOWHERE ? hc_care_serves_zone(world, zone) : own == zone;
}

uint32_t hc_own_cover_pull(const struct hc_world *world, int64_t day, uint32_t zone, bool of_it) {
    for (size_t i = 0; i < world->own.post_count; i++) {
        uint32_t index = world->own.post[i];
        struct des_block b = des_draw(
            &world->random, des_entity(HC_ENTITY_WORKER, world->staff.worker[index].ordinal),
            world->purpose[HC_DRAW_PULLED], (uint64_t)(day + (1 << 20)), 0);
        if (comes(world, i, day) && hc_own_cover_goes_to(world, index, zone) &&
            (world->staff.worker[index].zone == zone) == of_it &&
            des_uniform_from(b.word[0]) < world->care.staffing.pulled) {
            return index;
        }
    }
    return HC_NOWHERE;
}

/* ---- days on which little waits ---- */

static double road_min(const struct hc_world *world) {
    return 2.0 * pl_road_min(&world->map.plane[0], world->care.staffing.away_km);
}

/* For tasks and the ways to them, of one day of one of them. */
static double day_min(const struct hc_world *world) {
    const struct hc_function *p = &world->p.function;
    return hc_max(60.0, 60.0 * p->hours_day * (1.0 - p->team_share) - world->p.shift.break_min -
                            road_min(world));
}

/* The next day that is set aside for anybody of them. */
static int64_t next_day(const struct hc_world *world, int64_t day) {
    for (int64_t d = day + 1; d < day + HC_ROTA_MAX_DAYS; d++) {
        for (size_t i = 0; i < world->own.post_count; i++) {
            if (hc_own_duty(world, i, d) != HC_ROTA_FREE) {
                return d;
            }
        }
    }
    return day + HC_ROTA_MAX_DAYS;
}

/* Days of work that somebody must stay for: rounded, what is to be done by tonight as far as
 * anybody knows in the morning; and all that the next day set aside is too late for. */
static double needed(const struct hc_world *world, int64_t day) {
    double tonight = (double)(day + 1) * HC_DAY, all = 0.0, pressing = 0.0;
    double next = (double)(next_day(world, day) + 1) * HC_DAY;
    for (size_t i = 0; i < world->own.waiting; i++) {
        const struct hc_waiting_task *waiting = &world->own.queue[i];
        const struct hc_task *task = &waiting->task;
        if (waiting->due < tonight) {
            double minutes = task->at_place_min + task->office_min +
                             (task->at_place_min > 0.0 ? world->p.planning.leg_min : 0.0);
            all += minutes;
            pressing += waiting->due + task->expires_days * HC_DAY < next ? minutes : 0.0;
        }
    }
    return hc_max(floor(all / day_min(world) + 0.5), ceil(pressing / day_min(world)));
}

uint32_t hc_own_cover_spare(struct hc_world *world, int64_t day) {
    const struct hc_own_staff *own = &world->own;
    if (own->post_count == 0 || !world->care.active || !world->care.staffing.ordinary_work) {
        return HC_NOWHERE;
    }
    hc_own_staff_morning(world, day);
    size_t there = 0, first = (size_t)(day + (1 << 20)) % own->post_count;
    uint32_t chosen = HC_NOWHERE;
    for (size_t k = 0; k < own->post_count; k++) { /* not the same one every day */
        size_t i = (first + k) % own->post_count;
        if (comes(world, i, day)) {
            there++;
            chosen = own->post[i];
        }
    }
    return there > 0 && (double)there > needed(world, day) ? chosen : HC_NOWHERE;
}

uint32_t hc_own_cover_reachable(const struct hc_world *world, uint32_t user, double minutes) {
    const struct hc_user *there = hc_user_at(world, user);
    double now = hc_now(world), soonest = now + minutes;
    uint32_t best = HC_NOWHERE;
    if (hc_ways_fail(&world->map) && hc_cut_off(world, user, false)) {
        return HC_NOWHERE;
    }
    for (size_t i = 0; i < world->own.post_count && there->living == HC_ON_ROUTE; i++) {
        const struct hc_shift *shift = &world->staff.worker[world->own.post[i]].shift;
        if (shift->state == HC_OFF || shift->state == HC_WAITING || shift->zone == HC_NOWHERE ||
            shift->hire != HC_HIRE_OWN_STAFF) {
            continue;
        }
        double from = hc_max(now, hc_max(shift->at, shift->free_at));
        double arrival = from + hc_leg_min(&world->map, hc_plane(&world->map, shift->zone),
                                           shift->place, there->home, from);
        if (arrival <= soonest && arrival + world->p.shift.acute_minutes <= shift->planned_end) {
            soonest = arrival;
            best = world->own.post[i];
        }
    }
    return best;
}

void hc_own_cover_begun(struct hc_world *world, uint32_t worker, enum hc_total as) {
    struct hc_shift *shift = &world->staff.worker[worker].shift;
    double minutes = 60.0 * world->p.function.hours_day, road = road_min(world);
    shift->travel += road;
    shift->at += road;
    shift->km += 2.0 * world->care.staffing.away_km;
    hc_count(world, as, minutes);
    hc_count(world, HC_TOTAL_own_set_aside, minutes);
}
