/* models/home_care/place/ferry.c - over the water: where it lies, and when the ferry leaves. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"
#include "travel.h"

static const char *const bases[] = {"mainland", "beyond", NULL};

#define REAL(...) DES_REAL(struct hc_ferry, __VA_ARGS__)
const struct des_param hc_ferry_params[] = {
    DES_INT(struct hc_ferry, settlements, "1", 0, 0, 200, "assumed: none; a place may say",
            DES_GRADE_D, "of the smaller settlements, so many lie beyond a ferry; 0: no ferry"),
    DES_CLOCK(struct hc_ferry, first, 360.0, "assumed", DES_GRADE_D,
              "first departure to beyond; back half an interval later"),
    DES_CLOCK(struct hc_ferry, last, 1320.0, "assumed", DES_GRADE_D,
              "last departure is at or before this; back half an interval later"),
    REAL(interval_min, "min", 60.0, 5.0, 1440.0, "assumed", DES_GRADE_D, "between departures"),
    REAL(crossing_min, "min", 20.0, 1.0, 600.0, "assumed", DES_GRADE_D,
         "crossing, on board and ashore included"),
    REAL(boat_min, "min", 30.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "until a boat comes for a carer who has missed the last ferry home"),
    DES_CHOICE(struct hc_ferry, base, bases, HC_BASE_MAINLAND, "assumed", DES_GRADE_D,
               "where the staff of the zones beyond begin and end their day and evening shifts; "
               "the night is always on the mainland"),
    {0},
};

static double squared_km(struct pl_point a, struct pl_point b) {
    double dx = a.x_km - b.x_km, dy = a.y_km - b.y_km;
    return dx * dx + dy * dy;
}

/* The first of the smaller settlements and those nearest to it; moved beyond the water. */
static void move_beyond(struct hc_map *map, size_t count) {
    struct pl_point first = map->settlement[1].at;
    for (size_t moved = 0; moved < count; moved++) {
        size_t next = 0;
        for (size_t s = 1; s < map->settlement_count; s++) {
            struct pl_point at = map->settlement[s].at;
            if (!hc_is_beyond(at) &&
                (next == 0 ||
                 squared_km(at, first) < squared_km(map->settlement[next].at, first))) {
                next = s;
            }
        }
        map->settlement[next].at.x_km += HC_SEA_KM;
    }
}

/* The water lies between half and three quarters of the way to the nearest of them. */
static void set_quays(struct hc_map *map) {
    struct pl_point near = {INFINITY, INFINITY};
    for (size_t s = 1; s < map->settlement_count; s++) {
        struct pl_point at = map->settlement[s].at;
        struct pl_point here = {at.x_km - HC_SEA_KM, at.y_km};
        if (hc_is_beyond(at) && (isinf(near.x_km) || squared_km(here, map->settlement[0].at) <
                                                         squared_km(near, map->settlement[0].at))) {
            near = here;
        }
    }
    map->crossing.quay[0] = (struct pl_point){0.5 * near.x_km, 0.5 * near.y_km};
    map->crossing.quay[1] = (struct pl_point){0.75 * near.x_km + HC_SEA_KM, 0.75 * near.y_km};
}

/* What the municipality's own table says lies beyond, and where its quays are. */
static size_t move_own_beyond(struct hc_world *world) {
    struct hc_map *map = &world->map;
    size_t moved = 0;
    for (size_t s = 0; s < map->settlement_count; s++) {
        if (world->data.settlement[map->settlement[s].own].link == HC_LINK_FERRY) {
            map->settlement[s].at.x_km += HC_SEA_KM;
            moved++;
        }
    }
    return moved;
}

static void set_own_quays(struct hc_world *world) {
    struct hc_crossing *ferry = &world->map.crossing;
    for (size_t s = 0; s < world->data.settlements; s++) {
        const struct hc_own_settlement *own = &world->data.settlement[s];
        if (own->link == HC_LINK_QUAY) {
            ferry->quay[0] = own->at;
        } else if (own->link == HC_LINK_QUAY_BEYOND) {
            ferry->quay[1] = (struct pl_point){own->at.x_km + HC_SEA_KM, own->at.y_km};
        }
    }
}

void hc_ferry_init(struct hc_world *world) {
    const struct hc_ferry *p = &world->p.ferry;
    struct hc_map *map = &world->map;
    size_t count = (size_t)p->settlements;
    bool own = world->data.settlements > 0;
    if (own) {
        count = move_own_beyond(world);
    } else if (count >= map->settlement_count) {
        count = map->settlement_count - 1;
    }
    map->crossing = (struct hc_crossing){
        .runs = count > 0,
        .based_beyond = p->base == HC_BASE_BEYOND,
        .first = hc_grid(p->first),
        .last = hc_grid(p->last),
        .interval = hc_grid(p->interval_min),
        .minutes = hc_grid(p->crossing_min),
        .boat = hc_grid(p->boat_min),
    };
    if (count == 0) {
        return;
    }
    if (!own) {
        move_beyond(map, count);
    }
    set_quays(map);
    set_own_quays(world);
}

static double midnight_before(double time) {
    return floor(time / HC_DAY) * HC_DAY;
}

/* The first departure of a day from this side. */
static double first_departure(const struct hc_crossing *ferry, bool beyond) {
    return ferry->first + (beyond ? hc_grid(0.5 * ferry->interval) : 0.0);
}

/* The last departure at or before `minute` of the day; before the first one when none is. */
static double departure_before(const struct hc_crossing *ferry, bool beyond, double minute) {
    double first = first_departure(ferry, beyond);
    double last = first + floor((ferry->last - ferry->first) / ferry->interval) * ferry->interval;
    double n = floor((hc_min(minute, last) - first) / ferry->interval);
    return first + n * ferry->interval;
}

static double next_departure(const struct hc_crossing *ferry, bool beyond, double time) {
    double midnight = midnight_before(time), minute = time - midnight;
    double first = first_departure(ferry, beyond);
    double n = hc_max(0.0, ceil((minute - first) / ferry->interval));
    double departure = first + n * ferry->interval;
    bool today = departure <= departure_before(ferry, beyond, HC_DAY);
    return midnight + (today ? departure : HC_DAY + first);
}

struct hc_leg hc_ferry_leg(const struct hc_map *map, const struct pl_plane *plane,
                           struct pl_point from, struct pl_point to, double time, bool home) {
    const struct hc_crossing *ferry = &map->crossing;
    bool beyond = hc_is_beyond(from);
    double near_km = pl_road_km(plane, from, ferry->quay[beyond]);
    double far_km = pl_road_km(plane, ferry->quay[!beyond], to);
    double at_quay = time + pl_road_min(plane, near_km);
    double departure = next_departure(ferry, beyond, at_quay);
    if (home && departure >= midnight_before(time) + HC_DAY) {
        departure = at_quay + ferry->boat;
    }
    return (struct hc_leg){departure - time + ferry->minutes + pl_road_min(plane, far_km),
                           near_km + far_km};
}

double hc_ferry_leave_by(const struct hc_map *map, const struct pl_plane *plane,
                         struct pl_point from, double time) {
    bool beyond = hc_is_beyond(from);
    return midnight_before(time) + departure_before(&map->crossing, beyond, HC_DAY) -
           pl_road_min(plane, pl_road_km(plane, from, map->crossing.quay[beyond]));
}

double hc_ferry_back_by(const struct hc_map *map, const struct pl_plane *plane,
                        struct pl_point base, double time) {
    const struct hc_crossing *ferry = &map->crossing;
    double road = pl_road_min(plane, pl_road_km(plane, ferry->quay[hc_is_beyond(base)], base));
    double midnight = midnight_before(time);
    return midnight +
           departure_before(ferry, !hc_is_beyond(base), time - midnight - ferry->minutes - road);
}

double hc_land_km(const struct hc_map *map, struct pl_point a, struct pl_point b) {
    const struct pl_plane *plane = &map->plane[0];
    if (hc_is_beyond(a) == hc_is_beyond(b)) {
        return pl_road_km(plane, a, b);
    }
    return hc_ferry_leg(map, plane, a, b, 0.0, false).km;
}

double hc_ferry_way_out_km(const struct hc_world *world) {
    double now = hc_now(world), departure = next_departure(&world->map.crossing, true, now);
    double minutes = departure - now + world->map.crossing.minutes;
    return departure >= midnight_before(now) + HC_DAY
               ? INFINITY
               : minutes / 60.0 * world->p.travel.speed_km_h[3];
}
