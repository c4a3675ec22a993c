/* models/home_care/municipality.h - the place: people, map, zones, roads.
 *
 * The map has a main settlement, smaller settlements and scattered homes: a
 * uniform spread over the area would be wrong, people cluster, also in the
 * north.  Zones are cut so that each holds equally many route users and stays
 * compact.  Nothing here knows whether a place is "rural": that follows from
 * population, map and distances. */
#ifndef HOME_CARE_MUNICIPALITY_H
#define HOME_CARE_MUNICIPALITY_H

#include "des/params.h"
#include "des/random.h"

#include "planning/plane.h"

#include "grid.h"

struct hc_world;

/* Group "municipality". */
struct hc_municipality {
    const char *name;
    const char *code;
    int64_t centrality_class;
    int64_t population;
    double share_80_plus;
    double share_90_plus_of_80;
    double users_per_1000;
    double coverage_80_plus;
    double users_under_67;
    double care_housing_per_1000;
    double care_housing_67_plus;
    double zone_users;
    double hospital_km;
    double legevakt_km;
    bool night_shared;
    double gp_without_list;
    int64_t short_term_places;
    int64_t nursing_home_places;
    int64_t municipal_acute_beds;
    int64_t legevakt_servers;
    int64_t legevakt_population;
    double employer_tax;
};
extern const struct des_param hc_municipality_params[];

/* Group "map". */
struct hc_map_shape {
    double main_share;
    double main_radius_km;
    int64_t settlements;
    double settlement_share;
    double settlement_radius_km;
    double reach_km;
};
extern const struct des_param hc_map_params[];

/* Group "travel". */
struct hc_travel {
    double detour;
    double stop_min;
    double speed_km_h[4];
};
extern const struct des_param hc_travel_params[];

/* One cut of the plane: users with coordinate[axis] < at go to the first child. */
struct hc_cut {
    int axis;
    double at;
    int32_t child[2]; /* >= 0: another cut; < 0: zone -1 - child */
};

struct hc_map {
    struct pl_point *settlement; /* [0] is the main one, at the origin */
    size_t settlement_count;
    struct hc_cut *cut;
    size_t cut_count;
    struct pl_point *base; /* one per zone */
    size_t zone_count;
    struct pl_plane plane;
};

/* Places the settlements; the same in every replication of a seed. */
DES_NODISCARD enum des_status hc_map_init(struct hc_world *world);
void hc_map_fini(struct hc_world *world);

/* Where user `id` lives; where a ward of staffed care housing stands: in the main
 * settlement. */
struct pl_point hc_map_home(const struct hc_world *world, uint32_t id);
struct pl_point hc_map_ward(const struct hc_world *world, uint32_t ward);

/* Cuts the plane into zones of equally many of these homes; sets the bases.
 * Sorts `homes`.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_map_cut(struct hc_world *world, struct pl_point *homes,
                                         size_t count);
uint32_t hc_map_zone(const struct hc_map *map, struct pl_point home);

/* Minutes of one drive over this road, before any run: for rules between parameters. */
double hc_travel_one_way_min(const struct hc_travel *travel, double road_km);

/* Road distance; and minutes from door to door: stop + road at a speed that
 * rises with distance; 0 between equal points.  On the time grid. */
static inline double hc_road_km(const struct hc_map *map, struct pl_point a, struct pl_point b) {
    return pl_road_km(&map->plane, a, b);
}
static inline double hc_travel_min(const struct hc_map *map, double road_km) {
    return pl_road_min(&map->plane, road_km);
}

#endif
