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

void hc_travel_init(struct hc_world *world) {
    set_planes(world, 1.0);
    hc_ferry_init(world);
    world->map.by_road = !world->map.crossing.runs && world->p.modes.dense_km <= 0.0;
    hc_closed_init(world);
}
