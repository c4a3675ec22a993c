/* models/home_care/place/municipality.h - the place: people, map, zones, roads.
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

#include "home_care/grid.h"

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
    double users_log_sd;
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

/* One cut of the plane: users with coordinate[axis] < at go to the first child. */
struct hc_cut {
    int axis;
    double at;
    int32_t child[2]; /* >= 0: another cut; < 0: zone -1 - child */
};

#define HC_SCATTERED UINT16_MAX /* in no settlement */

struct hc_settlement {
    struct pl_point at;
    bool closed;                    /* its road, now */
    uint32_t turns;                 /* how often that has changed */
    double radius_km, weight_up_to; /* of the municipality's own table ... */
    size_t own;                     /* ... its line */
};

/* The other side of the water is drawn so far to the east. */
#define HC_SEA_KM 10000.0

/* A ferry that begins at `first` minutes of each day; from beyond half an interval later. */
struct hc_crossing {
    bool runs;
    bool based_beyond; /* the staff of the zones beyond */
    double first, last, interval, minutes, boat;
    struct pl_point quay[2]; /* here, beyond */
};

struct hc_map {
    struct hc_settlement *settlement; /* [0] is the main one, at the origin */
    size_t settlement_count;
    double settlement_weight; /* of the municipality's own table */
    struct hc_cut *cut;
    size_t cut_count;
    struct pl_point *base;   /* one per zone: where its shifts begin */
    struct pl_point *centre; /* of its homes; where the base would be */
    bool *light;             /* per zone, and for the night: on foot and by bicycle */
    uint16_t *base_in;       /* per zone: the settlement of the base, or HC_SCATTERED */
    size_t zone_count;
    struct pl_plane plane[2]; /* by car; on foot, by bicycle, and far by car */
    bool winter;
    bool by_road; /* every leg goes by car and over land */
    struct hc_crossing crossing;
    size_t roads_closed;
};

/* Places the settlements; the same in every replication of a seed. */
DES_NODISCARD enum des_status hc_map_init(struct hc_world *world);
void hc_map_fini(struct hc_world *world);

/* Where user `id` lives and in which settlement, or HC_SCATTERED; where a ward of staffed
 * care housing stands: in the main settlement. */
struct pl_point hc_map_home(const struct hc_world *world, uint32_t id, uint16_t *settlement);
/* ... of a user of the municipality's own table. */
struct pl_point hc_map_own_home(const struct hc_world *world, uint32_t id, uint16_t *settlement);
struct pl_point hc_map_ward(const struct hc_world *world, uint32_t ward);

/* Cuts the plane into zones of equally many of these homes; sets the bases.
 * Sorts `homes`.  DES_ENOMEM. */
DES_NODISCARD enum des_status hc_map_cut(struct hc_world *world, struct pl_point *homes,
                                         size_t count);
uint32_t hc_map_zone(const struct hc_map *map, struct pl_point home);

/* Where shifts of a team begin: the base of its zone; for the night's in the main settlement. */
static inline struct pl_point hc_map_base(const struct hc_map *map, uint32_t team) {
    return team < map->zone_count ? map->base[team] : map->settlement[0].at;
}

#endif
