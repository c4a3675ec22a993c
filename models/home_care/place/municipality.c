#include "municipality.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/reading/own_rota.h"
#include "home_care/world.h"

#define PI 3.14159265358979323846

#define REAL(...) DES_REAL(struct hc_municipality, __VA_ARGS__)
#define INT(...) DES_INT(struct hc_municipality, __VA_ARGS__)
#define SSB_CARE "SSB 12292, 11645, 11924, 14534 (2024), 83 municipalities by centrality class"

const struct des_param hc_municipality_params[] = {
    DES_TEXT(struct hc_municipality, name, "a class 2 town", "SSB Klass 128 (2024)", DES_GRADE_A,
             "name shown in tables"),
    DES_TEXT(struct hc_municipality, code, "", "SSB (2024)", DES_GRADE_A,
             "municipality number; empty for a type"),
    INT(centrality_class, "1", 2, 1, 6, "SSB Klass 128 (2024)", DES_GRADE_A,
        "SSB centrality class, 1 most central; shown, never used in a formula"),
    INT(population, "1", 50000, 200, 1000000, "SSB 07459 (2024)", DES_GRADE_A, "inhabitants"),
    REAL(share_80_plus, "1", 0.0427, 0.001, 0.3, "SSB 07459 (2024), class 2", DES_GRADE_A,
         "share of inhabitants aged 80 or more"),
    REAL(share_90_plus_of_80, "1", 0.19, 0.0, 1.0, "SSB 07459 (2024)", DES_GRADE_A,
         "share of those aged 80 or more who are 90 or more"),
    REAL(users_per_1000, "1/1000", 33.0, 1.0, 200.0, SSB_CARE ", class 2", DES_GRADE_A,
         "users of home-care services on a date, per 1000 inhabitants"),
    REAL(users_log_sd, "1", 0.0, 0.0, 1.0,
         "none: these are the users; 0.19 between municipalities (Telemarksforsking, demand model "
         "of 357 municipalities 2007-2025)",
         DES_GRADE_B,
         "log-sd of the municipality's own level of users, drawn once per replication for each "
         "municipality, the same in all arms"),
    REAL(coverage_80_plus, "1", 0.245, 0.01, 0.9, SSB_CARE ", class 2", DES_GRADE_A,
         "share of inhabitants aged 80 or more who use home care"),
    REAL(users_under_67, "1", 0.52, 0.0, 0.95, SSB_CARE ", class 2", DES_GRADE_A,
         "share of the users who are under 67"),
    REAL(care_housing_per_1000, "1/1000", 3.8, 0.0, 30.0, SSB_CARE ", class 2", DES_GRADE_A,
         "residents of housing staffed round the clock, per 1000 inhabitants"),
    REAL(care_housing_67_plus, "1", 0.55, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of these residents who are 67 or more"),
    REAL(zone_users, "1", 90.0, 20.0, 400.0, "assumed", DES_GRADE_D,
         "route users per zone and base"),
    REAL(hospital_km, "km", 15.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "road from the main settlement to the hospital"),
    REAL(legevakt_km, "km", 4.0, 0.0, 400.0,
         "legevakt travel study, Tidsskr Nor Legeforen 2014: median 13 km; a town has its own",
         DES_GRADE_D, "road from the main settlement to the legevakt"),
    DES_BOOL(struct hc_municipality, night_shared, 0, "assumed: below about 3000 people",
             DES_GRADE_D, "the night is shared with the nursing home"),
    REAL(gp_without_list, "1", 0.04, 0.0, 1.0, "Helsedirektoratet, GP service 2023 (country)",
         DES_GRADE_B, "share of people on a list without a GP"),
    INT(short_term_places, "1", 83, 0, 10000, "SSB care services 2023: 3.9 per 100 aged 80+",
        DES_GRADE_A, "short-term places in institution"),
    INT(nursing_home_places, "1", 273, 0, 20000, SSB_CARE ": 12.8 per 100 aged 80+, class 2",
        DES_GRADE_A, "long-term places"),
    INT(municipal_acute_beds, "1", 5, 0, 200,
        "assumed; Helsedirektoratet 2022: 6.2 stays and 22.2 days per 1000", DES_GRADE_D,
        "municipal acute beds (KAD)"),
    INT(legevakt_servers, "1", 3, 1, 100, "assumed", DES_GRADE_D,
        "doctors at work at the legevakt"),
    INT(legevakt_population, "1", 50000, 200, 1000000, "assumed: the municipality alone",
        DES_GRADE_D, "inhabitants whom the legevakt serves"),
    REAL(employer_tax, "1", 0.141, 0.0, 0.141, "Skatteetaten 2024, zone I", DES_GRADE_A,
         "employer's tax in the municipality's zone"),
    {0},
};

#undef REAL
#define REAL(...) DES_REAL(struct hc_map_shape, __VA_ARGS__)
const struct des_param hc_map_params[] = {
    REAL(main_share, "1", 0.70, 0.0, 1.0,
         "SSB 2019: 82 % of people live in urban settlements; split assumed", DES_GRADE_D,
         "share of users in the main settlement"),
    REAL(main_radius_km, "km", 3.5, 0.0, 50.0, "assumed; fitted to 20 % driving", DES_GRADE_D,
         "standard deviation of homes around its centre"),
    DES_INT(struct hc_map_shape, settlements, "1", 5, 0, 200, "assumed", DES_GRADE_D,
            "smaller settlements"),
    REAL(settlement_share, "1", 0.20, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of users in the smaller settlements; the rest is scattered"),
    REAL(settlement_radius_km, "km", 0.8, 0.02, 20.0, "assumed", DES_GRADE_D,
         "standard deviation of homes around a smaller settlement"),
    REAL(reach_km, "km", 9.0, 0.1, 200.0, "assumed: radius of a disc of the lived-in area",
         DES_GRADE_D, "how far out settlements and scattered homes lie"),
    {0},
};

/* Each municipality has its own settlements: 0 for a type without a code. */
static uint64_t code_number(const char *code) {
    uint64_t number = 0;
    for (; *code >= '0' && *code <= '9'; code++) {
        number = 10 * number + (uint64_t)(*code - '0');
    }
    return number;
}

static void draw_settlements(struct hc_world *world) {
    struct hc_map *map = &world->map;
    const struct hc_map_shape *shape = &world->p.map;
    const struct des_random fixed = {world->random.seed, 0}; /* the place stays the same */
    for (size_t s = 1; s < map->settlement_count; s++) {
        struct des_block b =
            des_draw(&fixed, des_entity(HC_ENTITY_PLACE, s), world->purpose[HC_DRAW_SETTLEMENT],
                     code_number(world->p.municipality.code), 0);
        double angle = 2.0 * PI * des_uniform_from(b.word[0]);
        double distance = shape->reach_km * (0.35 + 0.65 * des_uniform_from(b.word[1]));
        map->settlement[s].at = (struct pl_point){distance * cos(angle), distance * sin(angle)};
    }
}

/* From the municipality's own table; quays are none. */
static void take_settlements(struct hc_world *world) {
    struct hc_map *map = &world->map;
    map->settlement_count = 0;
    for (size_t s = 0; s < world->data.settlements; s++) {
        const struct hc_own_settlement *own = &world->data.settlement[s];
        if (own->link != HC_LINK_QUAY && own->link != HC_LINK_QUAY_BEYOND) {
            map->settlement_weight += own->users;
            map->settlement[map->settlement_count++] =
                (struct hc_settlement){.at = own->at,
                                       .radius_km = own->radius_km,
                                       .weight_up_to = map->settlement_weight,
                                       .own = s};
        }
    }
}

enum des_status hc_map_init(struct hc_world *world) {
    struct hc_map *map = &world->map;
    bool own = world->data.settlements > 0;
    map->settlement_count = own ? world->data.settlements : 1 + (size_t)world->p.map.settlements;
    map->settlement = calloc(map->settlement_count, sizeof *map->settlement);
    if (!map->settlement) {
        return DES_ENOMEM;
    }
    if (own) {
        take_settlements(world);
    } else {
        draw_settlements(world);
    }
    hc_travel_init(world);
    return world->failure;
}

void hc_map_fini(struct hc_world *world) {
    free(world->map.settlement);
    free(world->map.cut);
    free(world->map.base);
    free(world->map.centre);
    free(world->map.light);
    free(world->map.base_in);
}

static struct pl_point around(struct pl_point centre, double radius, const struct des_block *b) {
    return (struct pl_point){centre.x_km + radius * des_normal_from(b->word[2]),
                             centre.y_km + radius * des_normal_from(b->word[3])};
}

struct pl_point hc_map_ward(const struct hc_world *world, uint32_t ward) {
    const struct des_random fixed = {world->random.seed, 0}; /* the place stays the same */
    struct des_block b =
        des_draw(&fixed, des_entity(HC_ENTITY_PLACE, ward), world->purpose[HC_DRAW_WARD], 0, 0);
    double radius = world->data.settlements > 0 ? world->map.settlement[0].radius_km
                                                : world->p.map.main_radius_km;
    return around(world->map.settlement[0].at, radius, &b);
}

/* A home in a settlement of the municipality's own table, each as often as it has users. */
static struct pl_point home_in_own(const struct hc_map *map, const struct des_block *b,
                                   uint16_t *settlement) {
    double at = des_uniform_from(b->word[0]) * map->settlement_weight;
    size_t s = 0;
    while (s + 1 < map->settlement_count && at >= map->settlement[s].weight_up_to) {
        s++;
    }
    *settlement = (uint16_t)s;
    return around(map->settlement[s].at, map->settlement[s].radius_km, b);
}

struct pl_point hc_map_home(const struct hc_world *world, uint32_t id, uint16_t *settlement) {
    const struct hc_map_shape *shape = &world->p.map;
    const struct hc_map *map = &world->map;
    struct des_block b = hc_user_draw(world, id, HC_DRAW_HOME, 0);
    if (world->data.settlements > 0) {
        return home_in_own(map, &b, settlement);
    }
    double kind = des_uniform_from(b.word[0]);
    double which = des_uniform_from(b.word[1]);
    *settlement = 0;
    if (kind < shape->main_share) {
        return around(map->settlement[0].at, shape->main_radius_km, &b);
    }
    if (kind < shape->main_share + shape->settlement_share && map->settlement_count > 1) {
        size_t s = 1 + (size_t)(which * (double)(map->settlement_count - 1));
        *settlement = (uint16_t)s;
        return around(map->settlement[s].at, shape->settlement_radius_km, &b);
    }
    *settlement = HC_SCATTERED;
    double angle = 2.0 * PI * which;
    double distance = shape->reach_km * sqrt(des_uniform_from(b.word[2]));
    return (struct pl_point){distance * cos(angle), distance * sin(angle)};
}

struct pl_point hc_map_own_home(const struct hc_world *world, uint32_t id, uint16_t *settlement) {
    const struct hc_map *map = &world->map;
    const struct hc_own_user *user = &world->data.user[id];
    struct des_block b = hc_user_draw(world, id, HC_DRAW_HOME, 0);
    for (size_t s = 0; s < map->settlement_count && user->lives_in != UINT32_MAX; s++) {
        if (map->settlement[s].own == user->lives_in) {
            double shift = hc_is_beyond(map->settlement[s].at) ? HC_SEA_KM : 0.0;
            *settlement = (uint16_t)s;
            return user->placed ? (struct pl_point){user->at.x_km + shift, user->at.y_km}
                                : around(map->settlement[s].at, map->settlement[s].radius_km, &b);
        }
    }
    return hc_map_home(world, id, settlement);
}

static int by_x(const void *a, const void *b) {
    const struct pl_point *p = a, *q = b;
    return p->x_km != q->x_km ? (p->x_km > q->x_km) - (p->x_km < q->x_km)
                              : (p->y_km > q->y_km) - (p->y_km < q->y_km);
}

static int by_y(const void *a, const void *b) {
    const struct pl_point *p = a, *q = b;
    return p->y_km != q->y_km ? (p->y_km > q->y_km) - (p->y_km < q->y_km)
                              : (p->x_km > q->x_km) - (p->x_km < q->x_km);
}

static bool wider_than_high(const struct pl_point *homes, size_t count) {
    double x0 = homes[0].x_km, x1 = x0, y0 = homes[0].y_km, y1 = y0;
    for (size_t i = 1; i < count; i++) {
        x0 = hc_min(x0, homes[i].x_km);
        x1 = hc_max(x1, homes[i].x_km);
        y0 = hc_min(y0, homes[i].y_km);
        y1 = hc_max(y1, homes[i].y_km);
    }
    return x1 - x0 >= y1 - y0;
}

static void set_centre(struct hc_map *map, size_t zone, const struct pl_point *homes,
                       size_t count) {
    struct pl_point sum = {0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        sum.x_km += homes[i].x_km;
        sum.y_km += homes[i].y_km;
    }
    if (count > 0) {
        map->centre[zone] = (struct pl_point){sum.x_km / (double)count, sum.y_km / (double)count};
    }
}

/* Cuts `homes` into `zones` zones numbered from `first`; returns the tree's root
 * in the notation of struct hc_cut.child. */
static int32_t cut_zones(struct hc_map *map, struct pl_point *homes, size_t count, size_t first,
                         size_t zones) {
    if (zones == 1 || count < 2) {
        for (size_t z = 0; z < zones; z++) {
            set_centre(map, first + z, homes, count);
        }
        return -1 - (int32_t)first;
    }
    bool by_width = wider_than_high(homes, count);
    qsort(homes, count, sizeof *homes, by_width ? by_x : by_y);
    size_t zones_low = zones / 2;
    size_t low = count * zones_low / zones;
    size_t here = map->cut_count++;
    map->cut[here].axis = by_width ? 0 : 1;
    map->cut[here].at = by_width ? homes[low].x_km : homes[low].y_km;
    int32_t a = cut_zones(map, homes, low, first, zones_low);
    int32_t b = cut_zones(map, homes + low, count - low, first + zones_low, zones - zones_low);
    map->cut[here].child[0] = a;
    map->cut[here].child[1] = b;
    return (int32_t)here;
}

static size_t zones_for(const struct hc_world *world, size_t homes) {
    double zones = nearbyint((double)homes / world->p.municipality.zone_users);
    return zones < 1.0 ? 1 : (size_t)zones;
}

/* Of the teams of a rota, by homes; at least one on each side. */
static size_t zones_on_this_side(size_t teams, size_t beyond, size_t count) {
    double share = count > 0 ? (double)beyond / (double)count : 0.0;
    double there = hc_max(1.0, nearbyint(share * (double)teams));
    return teams - (size_t)hc_min(there, (double)teams - 1.0);
}

/* No zone spans the water: the first cut goes through it. */
static void cut_at_the_water(struct hc_map *map, struct pl_point *homes, size_t count, size_t here,
                             size_t zones_here) {
    map->cut_count = 1;
    map->cut[0] = (struct hc_cut){.axis = 0, .at = 0.5 * HC_SEA_KM};
    for (size_t z = zones_here; z < map->zone_count; z++) {
        map->centre[z] = map->crossing.quay[1]; /* nobody may live there yet */
    }
    int32_t a = cut_zones(map, homes, here, 0, zones_here);
    int32_t b =
        cut_zones(map, homes + here, count - here, zones_here, map->zone_count - zones_here);
    map->cut[0].child[0] = a;
    map->cut[0].child[1] = b;
}

/* A base stands in the middle of its zone; that of a single zone, and of a zone beyond the
 * water that is served from here, in the main settlement. */
static void set_bases(struct hc_map *map, size_t zones_here) {
    for (size_t z = 0; z < map->zone_count; z++) {
        bool from_main = z < zones_here ? zones_here == 1 : !map->crossing.based_beyond;
        map->base[z] = from_main ? map->settlement[0].at : map->centre[z];
        if (z < zones_here) {
            map->centre[z] = map->base[z];
        }
    }
}

/* The settlement that a base lies in: within so many km of its middle. */
#define BASE_IN_KM 2.0

static void find_settlements(struct hc_map *map) {
    for (size_t z = 0; z < map->zone_count; z++) {
        double nearest = BASE_IN_KM;
        map->base_in[z] = HC_SCATTERED;
        for (size_t s = 0; s < map->settlement_count; s++) {
            double km = hypot(map->base[z].x_km - map->settlement[s].at.x_km,
                              map->base[z].y_km - map->settlement[s].at.y_km);
            if (km < nearest) {
                nearest = km;
                map->base_in[z] = (uint16_t)s;
            }
        }
    }
}

static enum des_status find_dense_zones(struct hc_world *world, const struct pl_point *homes,
                                        size_t count) {
    struct hc_map *map = &world->map;
    double *sum = calloc(map->zone_count, 2 * sizeof *sum);
    if (!sum) {
        return DES_ENOMEM;
    }
    double *number = sum + map->zone_count;
    for (size_t i = 0; i < count; i++) {
        uint32_t zone = hc_map_zone(map, homes[i]);
        sum[zone] += pl_road_km(&map->plane[0], map->centre[zone], homes[i]);
        number[zone] += 1.0;
    }
    for (size_t z = 0; z < map->zone_count; z++) {
        map->light[z] = number[z] > 0.0 && sum[z] <= world->p.modes.dense_km * number[z];
    }
    free(sum);
    return DES_OK;
}

static bool make_zones(struct hc_map *map, size_t zones) {
    map->zone_count = zones;
    map->cut = calloc(zones, sizeof *map->cut);
    map->base = calloc(zones, sizeof *map->base);
    map->centre = calloc(zones, sizeof *map->centre);
    map->light = calloc(zones + 1, sizeof *map->light);
    map->base_in = calloc(zones, sizeof *map->base_in);
    return map->cut && map->base && map->centre && map->light && map->base_in;
}

enum des_status hc_map_cut(struct hc_world *world, struct pl_point *homes, size_t count) {
    struct hc_map *map = &world->map;
    size_t beyond = 0;
    for (size_t i = 0; i < count; i++) {
        beyond += hc_is_beyond(homes[i]);
    }
    bool ferry = map->crossing.runs;
    size_t zones_here = zones_for(world, count - beyond);
    size_t zones = zones_here + (ferry ? zones_for(world, beyond) : 0);
    size_t teams = hc_own_rota_teams(world->p.staff.rota);
    if (teams > (ferry ? 1 : 0)) { /* as many as the municipality says */
        zones = teams;
        zones_here = ferry ? zones_on_this_side(teams, beyond, count) : teams;
    }
    if (!make_zones(map, zones)) {
        return DES_ENOMEM;
    }
    if (ferry) {
        qsort(homes, count, sizeof *homes, by_x);
        cut_at_the_water(map, homes, count, count - beyond, zones_here);
    } else if (map->zone_count > 1) {
        cut_zones(map, homes, count, 0, map->zone_count);
    }
    set_bases(map, zones_here);
    find_settlements(map);

    return world->p.modes.dense_km > 0.0 ? find_dense_zones(world, homes, count) : DES_OK;
}

uint32_t hc_map_zone(const struct hc_map *map, struct pl_point home) {
    if (map->cut_count == 0) {
        return 0;
    }
    int32_t at = 0;
    while (at >= 0) {
        const struct hc_cut *cut = &map->cut[at];
        double coordinate = cut->axis == 0 ? home.x_km : home.y_km;
        at = cut->child[coordinate < cut->at ? 0 : 1];
    }
    return (uint32_t)(-1 - at);
}
