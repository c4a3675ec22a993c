#include "municipality.h"

#include <math.h>
#include <stdlib.h>

#include "grid.h"
#include "world.h"

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

static const char *const speed_bands[] = {"to_1_km", "km_1_3", "km_3_10", "over_10_km", NULL};
static const double band_start_km[PL_BANDS] = {0.0, 1.0, 3.0, 10.0};

#undef REAL
#define REAL(...) DES_REAL(struct hc_travel, __VA_ARGS__)
const struct des_param hc_travel_params[] = {
    REAL(detour, "1", 1.35, 1.0, 5.0, "assumed: 1.3-1.4 is usual", DES_GRADE_D,
         "road distance over the straight line"),
    REAL(stop_min, "min", 2.0, 0.0, 15.0, "assumed", DES_GRADE_D,
         "to the car, parking and to the door, for each drive"),
    DES_REALS(struct hc_travel, speed_km_h, speed_bands, "km/h", 3.0, 110.0,
              "assumed; legevakt travel study 2014: 49-52 km/h door to door", DES_GRADE_D,
              "speed on each part of a drive, by distance driven", 22.0, 33.0, 50.0, 65.0),
    {0},
};

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

/* Each municipality has its own settlements: 0 for a type without a code. */
static uint64_t code_number(const char *code) {
    uint64_t number = 0;
    for (; *code >= '0' && *code <= '9'; code++) {
        number = 10 * number + (uint64_t)(*code - '0');
    }
    return number;
}

enum des_status hc_map_init(struct hc_world *world) {
    struct hc_map *map = &world->map;
    const struct hc_map_shape *shape = &world->p.map;
    map->settlement_count = 1 + (size_t)shape->settlements;
    map->settlement = calloc(map->settlement_count, sizeof *map->settlement);
    if (!map->settlement) {
        return DES_ENOMEM;
    }
    const struct des_random fixed = {world->random.seed, 0}; /* the place stays the same */
    for (size_t s = 1; s < map->settlement_count; s++) {
        struct des_block b =
            des_draw(&fixed, des_entity(HC_ENTITY_PLACE, s), world->purpose[HC_DRAW_SETTLEMENT],
                     code_number(world->p.municipality.code), 0);
        double angle = 2.0 * PI * des_uniform_from(b.word[0]);
        double distance = shape->reach_km * (0.35 + 0.65 * des_uniform_from(b.word[1]));
        map->settlement[s] = (struct pl_point){distance * cos(angle), distance * sin(angle)};
    }
    map->plane.detour = world->p.travel.detour;
    map->plane.rounding = HC_GRID_ROUNDING;
    for (int b = 0; b < PL_BANDS; b++) {
        map->plane.start_km[b] = band_start_km[b];
        map->plane.minutes_at[b] = minutes_at_band(&world->p.travel, b);
        map->plane.minutes_per_km[b] = 60.0 / world->p.travel.speed_km_h[b];
    }
    return DES_OK;
}

void hc_map_fini(struct hc_world *world) {
    free(world->map.settlement);
    free(world->map.cut);
    free(world->map.base);
}

static struct pl_point around(struct pl_point centre, double radius, const struct des_block *b) {
    return (struct pl_point){centre.x_km + radius * des_normal_from(b->word[2]),
                             centre.y_km + radius * des_normal_from(b->word[3])};
}

struct pl_point hc_map_ward(const struct hc_world *world, uint32_t ward) {
    const struct des_random fixed = {world->random.seed, 0}; /* the place stays the same */
    struct des_block b =
        des_draw(&fixed, des_entity(HC_ENTITY_PLACE, ward), world->purpose[HC_DRAW_WARD], 0, 0);
    return around(world->map.settlement[0], world->p.map.main_radius_km, &b);
}

struct pl_point hc_map_home(const struct hc_world *world, uint32_t id) {
    const struct hc_map_shape *shape = &world->p.map;
    const struct hc_map *map = &world->map;
    struct des_block b = hc_user_draw(world, id, HC_DRAW_HOME, 0);
    double kind = des_uniform_from(b.word[0]);
    double which = des_uniform_from(b.word[1]);
    if (kind < shape->main_share) {
        return around(map->settlement[0], shape->main_radius_km, &b);
    }
    if (kind < shape->main_share + shape->settlement_share && map->settlement_count > 1) {
        size_t s = 1 + (size_t)(which * (double)(map->settlement_count - 1));
        return around(map->settlement[s], shape->settlement_radius_km, &b);
    }
    double angle = 2.0 * PI * which;
    double distance = shape->reach_km * sqrt(des_uniform_from(b.word[2]));
    return (struct pl_point){distance * cos(angle), distance * sin(angle)};
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

static void set_base(struct hc_map *map, size_t zone, const struct pl_point *homes, size_t count) {
    struct pl_point sum = {0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        sum.x_km += homes[i].x_km;
        sum.y_km += homes[i].y_km;
    }
    if (count > 0) {
        map->base[zone] = (struct pl_point){sum.x_km / (double)count, sum.y_km / (double)count};
    }
}

/* Cuts `homes` into `zones` zones numbered from `first`; returns the tree's root
 * in the notation of struct hc_cut.child. */
static int32_t cut_zones(struct hc_map *map, struct pl_point *homes, size_t count, size_t first,
                         size_t zones) {
    if (zones == 1 || count < 2) {
        for (size_t z = 0; z < zones; z++) {
            set_base(map, first + z, homes, count);
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

enum des_status hc_map_cut(struct hc_world *world, struct pl_point *homes, size_t count) {
    struct hc_map *map = &world->map;
    double zones = nearbyint((double)count / world->p.municipality.zone_users);
    map->zone_count = zones < 1.0 ? 1 : (size_t)zones;
    map->cut = calloc(map->zone_count, sizeof *map->cut);
    map->base = calloc(map->zone_count, sizeof *map->base);
    if (!map->cut || !map->base) {
        return DES_ENOMEM;
    }
    if (map->zone_count > 1) { /* a single zone has its base in the main settlement */
        cut_zones(map, homes, count, 0, map->zone_count);
    }
    return DES_OK;
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
