/* What a rural place has that a town has not follows from its size and its map: the same
 * parameters moved to another map and size give the other picture. */
#include "world_fixture.h"

#include <math.h>

#include "home_care/place/derive.h"
#include "home_care/place/register.h"
#include "home_care/place/travel.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Everything but population and map, the same everywhere. */
#define THE_SAME                                                                                   \
    "calendar.warm_up_days=28", "municipality.users_per_1000=45",                                  \
        "municipality.coverage_80_plus=0.28", "municipality.zone_users=60"
#define FEW "municipality.population=1800", "municipality.legevakt_population=20000"
#define MANY "municipality.population=20000", "municipality.legevakt_population=20000"
#define SPREAD                                                                                     \
    "map.main_share=0.5", "map.main_radius_km=1.2", "map.settlements=3",                           \
        "map.settlement_share=0.3", "map.settlement_radius_km=0.6", "map.reach_km=14"
#define DENSE                                                                                      \
    "map.main_share=0.8", "map.main_radius_km=2", "map.settlements=4",                             \
        "map.settlement_share=0.15", "map.settlement_radius_km=0.7", "map.reach_km=6"

enum { RURAL, TOWN, FEW_AND_DENSE, MANY_AND_SPREAD, PLACES };

struct picture {
    double driving;  /* share of duty */
    double drive;    /* minutes */
    double care;     /* minutes of a visit */
    double no_nurse; /* share of the time without a nurse near */
    double km;       /* per visit */
};

static struct picture picture_of(const struct run *run) {
    return (struct picture){
        .driving = total_of(run, HC_TOTAL_travel_minutes) / total_of(run, HC_TOTAL_duty_minutes),
        .drive = total_of(run, HC_TOTAL_travel_minutes) / total_of(run, HC_TOTAL_legs),
        .care = total_of(run, HC_TOTAL_minutes_delivered) / total_of(run, HC_TOTAL_visits_done),
        .no_nurse =
            total_of(run, HC_TOTAL_hours_without_nurse) / total_of(run, HC_TOTAL_observed_days),
        .km = total_of(run, HC_TOTAL_km) / total_of(run, HC_TOTAL_visits_done),
    };
}

static struct run *run_place(void *place, const char *const *sets, const char *const *arm) {
    const struct run_wish wish = {.sets = sets, .arm = arm, .days = 182, .seed = 3};
    return run_world(place, &wish);
}

static void map_and_size_alone_make_the_rural_picture(void **state) {
    static const char *const sets[PLACES][16] = {
        [RURAL] = {THE_SAME, FEW, SPREAD, NULL},
        [TOWN] = {THE_SAME, MANY, DENSE, NULL},
        [FEW_AND_DENSE] = {THE_SAME, FEW, DENSE, NULL},
        [MANY_AND_SPREAD] = {THE_SAME, MANY, SPREAD, NULL},
    };
    struct picture of[PLACES];
    for (size_t p = 0; p < PLACES; p++) {
        struct run *run = run_place(*state, sets[p], NULL);
        of[p] = picture_of(run);
        free_run(run);
    }
    assert_true(of[RURAL].driving > of[TOWN].driving + 0.04);
    assert_true(of[RURAL].drive > 1.25 * of[TOWN].drive);
    assert_true(of[RURAL].km > 1.5 * of[TOWN].km);
    assert_true(of[RURAL].no_nurse > of[TOWN].no_nurse + 1.0);
    /* care itself is the same: what differs is the way to it */
    assert_true(fabs(of[RURAL].care / of[TOWN].care - 1.0) < 0.1);
    /* each half of it, alone */
    assert_true(of[MANY_AND_SPREAD].drive > 1.15 * of[TOWN].drive);
    assert_true(of[RURAL].drive > 1.15 * of[FEW_AND_DENSE].drive);
    assert_true(of[FEW_AND_DENSE].no_nurse > of[TOWN].no_nurse);
}

static void the_class_of_a_place_is_only_shown(void **state) {
    static const char *const sets[] = {THE_SAME, FEW, SPREAD, NULL};
    static const char *const central[] = {"municipality.centrality_class=1", NULL};
    static const char *const remote[] = {"municipality.centrality_class=6", NULL};
    struct run *one = run_place(*state, sets, central);
    struct run *six = run_place(*state, sets, remote);
    assert_memory_equal(one->totals, six->totals, sizeof one->totals);
    free_run(one);
    free_run(six);
}

static void no_parameter_is_called_rural(void **state) {
    static const char *const words[] = {"rural", "urban", "remote", "central_", "district_factor"};
    const struct place *place = *state;
    for (size_t e = 0; e < des_space_count(place->space); e++) {
        for (size_t w = 0; w < COUNT(words); w++) {
            const char *path = des_space_at(place->space, e)->path;
            assert_case(path, strstr(path, words[w]) == NULL);
        }
    }
}

/* ---- distances against what was measured ---- */

/* Tidsskr Nor Legeforen 2014: the median municipality with a fixed legevakt has 13 km and 16
 * minutes to it on average, the largest of its parts 19 km and 22 minutes. */
static void drives_take_as_long_as_on_the_road_network(void **state) {
    const struct place *place = *state;
    struct des_values *values = des_values_create(place->space);
    struct hc_travel travel;
    assert_non_null(values);
    des_values_fill_named(values, "travel", &travel);
    assert_near(hc_travel_one_way_min(&travel, 13.0) - travel.stop_min, 16.0, 0.5);
    assert_near(hc_travel_one_way_min(&travel, 19.0) - travel.stop_min, 22.0, 0.5);
    des_values_destroy(values);
}

static int by_size(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* ... and 47 % of these municipalities have more than 15 km. */
static void legevakts_are_as_far_away_as_measured(void **state) {
    (void)state;
    struct hc_register table = {0};
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    assert_int_equal(hc_register_read(hc_register_norway, "norway", &table, &told), DES_OK);
    double *km = calloc(table.count, sizeof *km);
    assert_non_null(km);
    size_t far = 0;
    for (size_t i = 0; i < table.count; i++) {
        km[i] = hc_derive_legevakt_km(&table.entry[i]);
        far += km[i] > 15.0;
    }
    qsort(km, table.count, sizeof *km, by_size);
    assert_near(km[table.count / 2], 13.0, 3.0);
    assert_near((double)far / (double)table.count, 0.47, 0.06);
    free(km);
    hc_register_fini(&table);
    des_diagnostics_fini(&told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_and_size_alone_make_the_rural_picture),
        cmocka_unit_test(the_class_of_a_place_is_only_shown),
        cmocka_unit_test(no_parameter_is_called_rural),
        cmocka_unit_test(drives_take_as_long_as_on_the_road_network),
        cmocka_unit_test(legevakts_are_as_far_away_as_measured),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
