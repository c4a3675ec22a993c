#include "travel.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- parameters ---- */

static const char *const speed_bands[] = {"to_1_km", "km_1_3", "km_3_10", "over_10_km", NULL};
static const double band_start_km[PL_BANDS] = {0.0, 1.0, 3.0, 10.0};

#define REAL(...) DES_REAL(struct hc_travel, __VA_ARGS__)
const struct des_param hc_travel_params[] = {
    REAL(detour, "1", 1.35, 1.0, 5.0, "assumed: 1.3-1.4 is usual", DES_GRADE_D,
         "road distance over the straight line"),
    REAL(stop_min, "min", 2.0, 0.0, 15.0, "assumed", DES_GRADE_D,
         "to the car, parking and to the door, for each drive"),
    DES_REALS(struct hc_travel, speed_km_h, speed_bands, "km/h", 3.0, 110.0,
              "Tidsskr Nor Legeforen 2014 (road network, all municipalities): 13 km in 16 min, "
              "19 km in 22 min; the parts below 10 km assumed so that they sum to it",
              DES_GRADE_D, "speed on each part of a drive, by distance driven", 25.0, 40.0, 55.0,
              60.0),
    {0},
};

#undef REAL
#define REAL(...) DES_REAL(struct hc_modes, __VA_ARGS__)
const struct des_param hc_modes_params[] = {
    REAL(dense_km, "km", 0.0, 0.0, 10.0, "assumed: off", DES_GRADE_D,
         "zones whose homes lie no further than this from the base, by road and on average, go on "
         "foot and by bicycle; 0: everybody drives"),
    REAL(walk_km, "km", 0.2, 0.0, 2.0, "assumed", DES_GRADE_D,
         "in such a zone: legs up to this go on foot"),
    REAL(walk_km_h, "km/h", 5.0, 1.0, 8.0, "assumed: the usual walking speed", DES_GRADE_D,
         "speed on foot"),
    REAL(walk_stop_min, "min", 0.5, 0.0, 15.0, "assumed", DES_GRADE_D,
         "from door to street and back, for each leg on foot"),
    REAL(bicycle_km, "km", 3.0, 3.0, 10.0, "assumed", DES_GRADE_D,
         "in such a zone: legs up to this go by bicycle, those beyond by car"),
    REAL(bicycle_km_h, "km/h", 17.5, 3.0, 30.0,
         "TOI 2017 (Oslo, 721 cyclists): women 17.5 km/h with a motor, 15.7 without", DES_GRADE_B,
         "speed by bicycle"),
    REAL(bicycle_stop_min, "min", 1.0, 0.0, 15.0, "assumed", DES_GRADE_D,
         "to the bicycle, locking it and to the door, for each leg"),
    {0},
};

static const char *const climates[] = {"coast", "lowland", "cold", NULL};

#undef REAL
#define REAL(...) DES_REAL(struct hc_winter, __VA_ARGS__)
const struct des_param hc_winter_params[] = {
    REAL(speed, "1", 1.0, 0.3, 1.0,
         "assumed: off; FHWA: 0.87-0.97 of the speed in light snow, 0.6-0.7 on snow or slush",
         DES_GRADE_D, "speed on a winter day over that on bare roads; 1: winter is as summer"),
    DES_CHOICE(struct hc_winter, climate, climates, HC_CLIMATE_LOWLAND,
               "assumed: as the county has it, which aksim new goes by", DES_GRADE_D,
               "which of the lengths of winter holds here"),
    DES_REALS(struct hc_winter, days, climates, "d/year", 0.0, 365.0,
              "met.no 1991-2020, days with a mean below 0: Bergen none, Oslo 96; cold (inland, "
              "north) assumed",
              DES_GRADE_D, "winter days, around 20 January", 0.0, 96.0, 160.0),
    {0},
};

static const char *const bases[] = {"mainland", "beyond", NULL};

#undef REAL
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

#undef REAL
#define REAL(...) DES_REAL(struct hc_closed, __VA_ARGS__)
const struct des_param hc_closed_params[] = {
    REAL(days, "d/year", 0.0, 0.0, 180.0,
         "assumed: off; Statens vegvesen: 10 mountain passes were closed 2300 h in a winter, 9 to "
         "41 days for the two worst",
         DES_GRADE_D, "days a year on which the road to an exposed settlement is closed"),
    REAL(spell_days, "d", 1.0, 0.05, 60.0, "assumed", DES_GRADE_D,
         "mean length of one closure, exponential"),
    DES_INT(struct hc_closed, settlements, "1", 1, 0, 200, "assumed", DES_GRADE_D,
            "of the smaller settlements with a road, so many are exposed"),
    DES_BOOL(struct hc_closed, answered, 1, "assumed", DES_GRADE_D,
             "alarms and acute calls from behind a closed road are answered from outside (by "
             "voice, a neighbour municipality, helpers there); else they wait for the road"),
    {0},
};

/* ---- speeds ---- */

static double minutes_at_band(const struct hc_travel *travel, int band) {
    double minutes = travel->stop_min;
    for (int b = 0; b < band; b++) {
        minutes += (band_start_km[b + 1] - band_start_km[b]) / travel->speed_km_h[b] * 60.0;
    }
    return minutes;
}

double hc_travel_one_way_min(const struct hc_travel *travel, double road_km) {
    int band =
        (road_km > band_start_km[1]) + (road_km > band_start_km[2]) + (road_km > band_start_km[3]);
    return minutes_at_band(travel, band) +
           (road_km - band_start_km[band]) / travel->speed_km_h[band] * 60.0;
}

static struct pl_plane plane_by_car(const struct hc_travel *travel) {
    struct pl_plane plane = {.detour = travel->detour, .rounding = HC_GRID_ROUNDING};
    for (int b = 0; b < PL_BANDS; b++) {
        plane.start_km[b] = band_start_km[b];
        plane.minutes_at[b] = minutes_at_band(travel, b);
        plane.minutes_per_km[b] = 60.0 / travel->speed_km_h[b];
    }
    return plane;
}

/* On foot, by bicycle, and far by car, which has two bands left from 3 km on. */
static struct pl_plane light_plane(const struct hc_travel *travel, const struct hc_modes *modes) {
    struct pl_plane plane = plane_by_car(travel);
    double far_km = modes->bicycle_km;
    plane.start_km[1] = modes->walk_km;
    plane.start_km[2] = far_km;
    plane.minutes_at[0] = modes->walk_stop_min;
    plane.minutes_per_km[0] = 60.0 / modes->walk_km_h;
    plane.minutes_at[1] = modes->bicycle_stop_min + modes->walk_km * 60.0 / modes->bicycle_km_h;
    plane.minutes_per_km[1] = 60.0 / modes->bicycle_km_h;
    plane.minutes_at[2] = hc_travel_one_way_min(travel, far_km);
    return plane;
}

static void set_planes(struct hc_world *world, double speed) {
    struct hc_travel travel = world->p.travel;
    struct hc_modes modes = world->p.modes;
    for (int b = 0; b < PL_BANDS; b++) {
        travel.speed_km_h[b] *= speed;
    }
    modes.walk_km_h *= speed;
    modes.bicycle_km_h *= speed;
    world->map.plane[0] = world->map.plane[1] = plane_by_car(&travel);
    if (modes.dense_km > 0.0) {
        world->map.plane[1] = light_plane(&travel, &modes);
    }
}

/* Days from the nearest 20 January. */
static double days_from_midwinter(const struct hc_calendar *calendar, int64_t day) {
    double year = 365.2425, phase = fmod((double)(calendar->epoch + day) - 19.0, year);
    phase = phase < 0.0 ? phase + year : phase;
    return hc_min(phase, year - phase);
}

void hc_travel_midnight(struct hc_world *world, int64_t day) {
    const struct hc_winter *p = &world->p.winter;
    struct hc_map *map = &world->map;
    hc_count(world, HC_TOTAL_road_closed_days, (double)map->roads_closed);
    bool winter =
        p->speed < 1.0 && days_from_midwinter(&world->calendar, day) < 0.5 * p->days[p->climate];
    if (winter != map->winter) {
        map->winter = winter;
        set_planes(world, winter ? p->speed : 1.0);
    }
}

/* ---- the ferry ---- */

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

static void init_ferry(struct hc_world *world) {
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

/* ---- closed roads ---- */

static bool is_exposed(const struct hc_world *world, size_t settlement) {
    if (world->data.settlements > 0) {
        return world->data.settlement[world->map.settlement[settlement].own].exposed != 0;
    }
    size_t before = 0;
    for (size_t s = 1; s < settlement; s++) {
        before += !hc_is_beyond(world->map.settlement[s].at);
    }
    return !hc_is_beyond(world->map.settlement[settlement].at) &&
           before < (size_t)world->p.closed.settlements;
}

/* Open and closed in turn, each for an exponential time. */
static void await_turn(struct hc_world *world, uint32_t settlement) {
    const struct hc_closed *p = &world->p.closed;
    struct hc_settlement *road = &world->map.settlement[settlement];
    double mean = road->closed ? p->spell_days : p->spell_days * (365.25 / p->days - 1.0);
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_PLACE, settlement),
                                  world->purpose[HC_DRAW_CLOSED], road->turns++, 0);
    double days = des_exponential_from(b.word[0], mean);
    hc_schedule(world, hc_grid(hc_now(world) + hc_min(days, 1e5) * HC_DAY), HC_EVENT_ROAD,
                settlement, !road->closed);
}

void hc_on_road(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    bool closes = event->argument != 0;
    world->map.settlement[event->subject].closed = closes;
    world->map.roads_closed += closes ? 1 : (size_t)-1;
    await_turn(world, event->subject);
}

bool hc_behind_closed_road(const struct hc_world *world, uint32_t user) {
    uint16_t settlement = hc_user_at(world, user)->settlement;
    return settlement != HC_SCATTERED && world->map.settlement[settlement].closed;
}

bool hc_cut_off(const struct hc_world *world, uint32_t user, bool night) {
    const struct hc_map *map = &world->map;
    const struct hc_user *who = hc_user_at(world, user);
    if (night && map->crossing.runs && hc_is_beyond(who->home)) {
        return true;
    }
    return map->roads_closed > 0 && hc_behind_closed_road(world, user) &&
           (night || map->base_in[who->zone] != who->settlement);
}

static double way_by_ferry_km(const struct hc_world *world) {
    double now = hc_now(world), departure = next_departure(&world->map.crossing, true, now);
    double minutes = departure - now + world->map.crossing.minutes;
    return departure >= midnight_before(now) + HC_DAY
               ? INFINITY
               : minutes / 60.0 * world->p.travel.speed_km_h[3];
}

double hc_way_out_km(const struct hc_world *world, uint32_t user) {
    const struct hc_map *map = &world->map;
    if (map->roads_closed > 0 && hc_behind_closed_road(world, user)) {
        return INFINITY;
    }
    const struct hc_user *who = hc_user_at(world, user);
    bool by_ferry = map->crossing.runs && hc_is_beyond(who->home);
    return who->road_km + (by_ferry ? way_by_ferry_km(world) : 0.0);
}

void hc_travel_init(struct hc_world *world) {
    set_planes(world, 1.0);
    init_ferry(world);
    world->map.by_road = !world->map.crossing.runs && world->p.modes.dense_km <= 0.0;
    for (uint32_t s = 1; world->p.closed.days > 0.0 && s < world->map.settlement_count; s++) {
        if (is_exposed(world, s)) {
            await_turn(world, s);
        }
    }
}
