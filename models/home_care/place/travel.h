/* models/home_care/place/travel.h - how carers get about: by car, by bicycle, on foot, by ferry;
 * in winter, and when a road is closed.
 *
 * A road is detour x distance, at a speed that rises with distance.  In dense zones short
 * legs go on foot or by bicycle.  Beyond a ferry lies a second plane, HC_SEA_KM to the east:
 * a road there is longer than any day, so planners that know no ferry leave it alone, and
 * zones never span the water.  A leg across waits for the next departure: its time depends
 * on when it begins.  All of it but the roads is off by default, and then costs nothing. */
#ifndef HOME_CARE_TRAVEL_H
#define HOME_CARE_TRAVEL_H

#include "des/sim.h"

#include "municipality.h"

/* Group "travel". */
struct hc_travel {
    double detour;
    double stop_min;
    double speed_km_h[4];
};
extern const struct des_param hc_travel_params[];

/* Group "travel.modes". */
struct hc_modes {
    double dense_km;
    double walk_km;
    double walk_km_h;
    double walk_stop_min;
    double bicycle_km;
    double bicycle_km_h;
    double bicycle_stop_min;
};
extern const struct des_param hc_modes_params[];

/* Group "travel.winter". */
enum hc_climate { HC_CLIMATE_COAST, HC_CLIMATE_LOWLAND, HC_CLIMATE_COLD, HC_CLIMATES };
struct hc_winter {
    double speed;
    int climate;
    double days[HC_CLIMATES];
};
extern const struct des_param hc_winter_params[];

/* Group "travel.ferry". */
enum hc_ferry_base { HC_BASE_MAINLAND, HC_BASE_BEYOND };
struct hc_ferry {
    int64_t settlements;
    double first, last;
    double interval_min;
    double crossing_min;
    double boat_min;
    int base;
};
extern const struct des_param hc_ferry_params[];

/* Group "travel.closed". */
struct hc_closed {
    double days;
    double spell_days;
    int64_t settlements;
    bool answered;
};
extern const struct des_param hc_closed_params[];

/* Minutes of one drive over this road, before any run: for rules between parameters. */
double hc_travel_one_way_min(const struct hc_travel *travel, double road_km);

/* Sets speeds, the ferry and the roads that may close; the settlements are placed.
 * DES_ENOMEM: see world->failure. */
void hc_travel_init(struct hc_world *world);
/* ... the parts of it: where the water and the quays are; the first closure of each road. */
void hc_ferry_init(struct hc_world *world);
void hc_closed_init(struct hc_world *world);
/* A new day: winter begins or ends. */
void hc_travel_midnight(struct hc_world *world, int64_t day);
/* The road to settlement `subject` closes (argument 1) or opens (0). */
void hc_on_road(void *context, struct des_sim *sim, const struct des_event *event);

/* From door to door; km: of the road. */
struct hc_leg {
    double minutes, km;
};

/* Across the water; `home`: who has missed the last ferry is fetched by a boat. */
struct hc_leg hc_ferry_leg(const struct hc_map *map, const struct pl_plane *plane,
                           struct pl_point from, struct pl_point to, double time, bool home);
/* The last moment to leave `from` for the quay and be across on the same day. */
double hc_ferry_leave_by(const struct hc_map *map, const struct pl_plane *plane,
                         struct pl_point from, double time);

static inline bool hc_is_beyond(struct pl_point point) {
    return point.x_km > 0.5 * HC_SEA_KM;
}

/* How this team, a zone's or the night's, gets about: in a dense zone on foot and by bicycle. */
static inline const struct pl_plane *hc_plane(const struct hc_map *map, uint32_t team) {
    return map->by_road ? &map->plane[0] : &map->plane[map->light[team]];
}

/* On foot or by bicycle. */
static inline bool hc_goes_light(const struct hc_map *map, uint32_t team, double km) {
    return map->light[team] && km > 0.0 && km <= map->plane[1].start_km[2];
}

/* One leg that begins at `time`; 0 between equal points.  On the time grid. */
static inline struct hc_leg hc_leg(const struct hc_map *map, const struct pl_plane *plane,
                                   struct pl_point from, struct pl_point to, double time) {
    double km = pl_road_km(plane, from, to);
    if (km > HC_SEA_KM) {
        return hc_ferry_leg(map, plane, from, to, time, false);
    }
    return (struct hc_leg){pl_road_min(plane, km), km};
}
static inline double hc_leg_min(const struct hc_map *map, const struct pl_plane *plane,
                                struct pl_point from, struct pl_point to, double time) {
    return hc_leg(map, plane, from, to, time).minutes;
}

/* The last departure by which one is at `base` at `time`, on the same day; before the first
 * one when none is. */
double hc_ferry_back_by(const struct hc_map *map, const struct pl_plane *plane,
                        struct pl_point base, double time);

/* The next crossing to the mainland in km: what one drives in the time; INFINITY: tomorrow. */
double hc_ferry_way_out_km(const struct hc_world *world);

/* Road between two points, the crossing left out. */
double hc_land_km(const struct hc_map *map, struct pl_point a, struct pl_point b);

/* Somebody may be cut off. */
static inline bool hc_ways_fail(const struct hc_map *map) {
    return map->crossing.runs || map->roads_closed > 0;
}
/* Nobody gets there now, by day or evening, or at night: the road is closed and the base not
 * in the same settlement, or it is night and the user lives beyond the ferry. */
bool hc_cut_off(const struct hc_world *world, uint32_t user, bool night);
bool hc_behind_closed_road(const struct hc_world *world, uint32_t user);
/* From home to where roads lead anywhere, in km; the wait and the crossing count as what one
 * drives in the time.  INFINITY when there is no way now: the road is closed, or the ferry
 * lies still until tomorrow. */
double hc_way_out_km(const struct hc_world *world, uint32_t user);

#endif
