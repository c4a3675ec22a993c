#include "own_presence.h"

#include "home_care/grid.h"
#include "home_care/world.h"

/* On this day, from now on. */
static bool works_on(const struct hc_world *world, int64_t day) {
    const struct hc_staffing *p = &world->care.staffing;
    double hours = 60.0 * world->p.function.hours_day;
    double midnight = (double)day * HC_DAY;
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_worker *worker = &world->staff.worker[world->own.post[i]];
        int duty = worker->own_staff ? hc_own_duty(world, i, day) : HC_ROTA_FREE;
        double start = duty == HC_EVENING_SHIFT ? world->p.shift.evening_start : p->day_start;
        if (duty != HC_ROTA_FREE && hc_now(world) < midnight + start + hours &&
            hc_staff_available(world, worker, day)) {
            return true;
        }
    }
    return false;
}

bool hc_own_presence_soon(const struct hc_world *world) {
    int64_t day = hc_day_of(hc_now(world));
    double over =
        (double)day * HC_DAY + world->care.staffing.day_start + 60.0 * world->p.function.hours_day;
    if (hc_now(world) < over || world->own.days.weekends) {
        if (works_on(world, day)) {
            return true;
        }
        if (!hc_weekend(&world->calendar, day) && !world->own.days.weekends) {
            return false;
        }
    }
    day++;
    while (hc_weekend(&world->calendar, day) && !world->own.days.weekends) {
        day++;
    }
    return works_on(world, day);
}

bool hc_own_presence_until(const struct hc_world *world, int64_t last) {
    bool found = false;
    for (int64_t day = hc_day_of(hc_now(world)); day <= last && !found; day++) {
        found = works_on(world, day);
    }
    return found;
}

bool hc_own_presence_on_duty(const struct hc_world *world) {
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_shift *shift = &world->staff.worker[world->own.post[i]].shift;
        if (shift->state != HC_OFF && shift->zone == HC_NOWHERE &&
            hc_now(world) < shift->planned_end) {
            return true;
        }
    }
    return false;
}

bool hc_own_presence_cut_off(const struct hc_world *world, uint32_t user) {
    return world->map.roads_closed > 0 && hc_behind_closed_road(world, user);
}

bool hc_own_presence_set_aside(const struct hc_world *world, uint32_t user, double minutes) {
    double now = hc_now(world);
    if (hc_own_presence_cut_off(world, user)) {
        return false;
    }
    for (size_t i = 0; i < world->own.post_count; i++) {
        const struct hc_shift *shift = &world->staff.worker[world->own.post[i]].shift;
        if (shift->state == HC_OFF || shift->zone != HC_NOWHERE) {
            continue;
        }
        double from = hc_max(now, shift->at);
        double there = from + hc_leg_min(&world->map, &world->map.plane[0], shift->place,
                                         hc_user_at(world, user)->home, from);
        if (there - now <= minutes && there + 40.0 <= shift->planned_end) {
            return true;
        }
    }
    return false;
}

bool hc_own_presence_within(const struct hc_world *world, uint32_t user, double minutes) {
    return hc_own_presence_set_aside(world, user, minutes) ||
           hc_own_cover_reachable(world, user, minutes) != HC_NOWHERE;
}
