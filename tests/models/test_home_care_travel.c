/* On foot, by bicycle, by ferry, in winter, and when a road is closed. */
#include "world_fixture.h"

#include <math.h>

#include "home_care/place/travel.h"

#define WARM "calendar.warm_up_days=28"

static struct run *run_with(void *place, const char *const *sets, const char *const *arm,
                            run_look look, void *context) {
    const struct run_wish wish = {.sets = sets,
                                  .arm = arm,
                                  .days = 91,
                                  .seed = 11,
                                  .trace = DES_TRACE_FULL,
                                  .look = look,
                                  .look_context = context};
    return run_world(place, &wish);
}

static const char *const rural[] = {SMALL_RURAL, WARM, NULL};

static void check_accounts(const struct run *run) {
    assert_true(total_of(run, HC_TOTAL_visits_planned) ==
                total_of(run, HC_TOTAL_planned_done) + total_of(run, HC_TOTAL_planned_missed) +
                    total_of(run, HC_TOTAL_planned_cancelled) +
                    total_of(run, HC_TOTAL_planned_open));
    for (size_t t = 0; t < HC_TOTALS; t++) {
        assert_case(hc_totals[t].name, isfinite(run->totals[t]) && run->totals[t] >= 0.0);
    }
}

/* ---- the timetable ---- */

/* A kilometre a minute, straight; the quays at 10 and 12 km; 06:00, 07:00 ... 22:00 from
 * here, half past from beyond, 20 minutes across. */
static struct hc_map straits(void) {
    struct hc_map map = {.by_road = true};
    map.plane[0] = (struct pl_plane){.detour = 1.0,
                                     .start_km = {0.0, 1e6, 1e6, 1e6},
                                     .minutes_per_km = {1.0, 1.0, 1.0, 1.0},
                                     .rounding = HC_GRID_ROUNDING};
    map.crossing = (struct hc_crossing){.runs = true,
                                        .first = 360.0,
                                        .last = 1320.0,
                                        .interval = 60.0,
                                        .minutes = 20.0,
                                        .boat = 30.0,
                                        .quay = {{10.0, 0.0}, {12.0 + HC_SEA_KM, 0.0}}};
    return map;
}

static const struct pl_point town = {0.0, 0.0}, island = {15.0 + HC_SEA_KM, 0.0};

static void a_leg_across_waits_for_the_next_departure(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool back;
        double leaves, arrives;
    } legs[] = {
        {"long before the first", false, 100.0, 360.0 + 20.0 + 3.0},
        {"just in time", false, 470.0, 480.0 + 20.0 + 3.0},
        {"a moment too late", false, 470.0 + 1.0 / 64.0, 540.0 + 20.0 + 3.0},
        {"the last", false, 1310.0, 1320.0 + 20.0 + 3.0},
        {"after the last: the next morning", false, 1311.0, 1440.0 + 360.0 + 20.0 + 3.0},
        {"on a later day", false, 1440.0 * 5 + 470.0, 1440.0 * 5 + 503.0},
        {"before day 0", false, -1440.0 + 470.0, -1440.0 + 503.0},
        {"back, half an hour later", true, 470.0, 510.0 + 20.0 + 10.0},
        {"back with the last", true, 1347.0, 1350.0 + 20.0 + 10.0},
    };
    struct hc_map map = straits();
    for (size_t i = 0; i < sizeof legs / sizeof *legs; i++) {
        struct hc_leg leg = hc_leg(&map, hc_plane(&map, 0), legs[i].back ? island : town,
                                   legs[i].back ? town : island, legs[i].leaves);
        assert_case(legs[i].name, leg.minutes == legs[i].arrives - legs[i].leaves);
        assert_case(legs[i].name, leg.km == 13.0);
    }
}

static void who_misses_the_last_ferry_home_is_fetched(void **state) {
    (void)state;
    struct hc_map map = straits();
    struct hc_leg leg = hc_ferry_leg(&map, &map.plane[0], island, town, 1400.0, true);
    assert_true(leg.minutes == 3.0 + 30.0 + 20.0 + 10.0);
    leg = hc_ferry_leg(&map, &map.plane[0], island, town, 1340.0, true);
    assert_true(leg.minutes == 1350.0 + 20.0 + 10.0 - 1340.0);
}

static void the_last_moments_agree_with_the_timetable(void **state) {
    (void)state;
    struct hc_map map = straits();
    for (double day = -1440.0; day <= 1440.0; day += 1440.0) {
        double leave = hc_ferry_leave_by(&map, &map.plane[0], island, day + 600.0);
        double there = leave + hc_leg(&map, &map.plane[0], island, town, leave).minutes;
        assert_true(there < day + 1440.0);
        double late = leave + 1.0;
        assert_true(late + hc_leg(&map, &map.plane[0], island, town, late).minutes > day + 1440.0);
        double wanted = day + 900.0; /* 14:30, 15:00 at the latest: 14:30 leaves, 15:00 there */
        double back = hc_ferry_back_by(&map, &map.plane[0], town, wanted);
        assert_true(back == day + 870.0);
        assert_true(
            back + hc_leg(&map, &map.plane[0], (struct pl_point){12.0 + HC_SEA_KM, 0.0}, town, back)
                       .minutes <=
            wanted);
    }
}

/* ---- a place with a ferry ---- */

struct side {
    bool *beyond; /* per user */
    size_t users, count, mixed_zones;
};

static void look_at_sides(const struct hc_world *world, void *context) {
    struct side *side = context;
    side->users = world->people.count;
    side->beyond = calloc(side->users + 1, sizeof *side->beyond);
    size_t zones = world->map.zone_count;
    size_t *here = calloc(2 * zones, sizeof *here);
    assert_true(side->beyond && here);
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        side->beyond[user->id] = hc_is_beyond(user->home);
        side->count += side->beyond[user->id] && user->living == HC_ON_ROUTE;
        here[2 * user->zone + side->beyond[user->id]]++;
        assert_true(user->road_km < 100.0);
    }
    for (size_t z = 0; z < zones; z++) {
        side->mixed_zones += here[2 * z] > 0 && here[2 * z + 1] > 0;
    }
    free(here);
}

static const char *const with_ferry[] = {"travel.ferry.settlements=1",
                                         "travel.ferry.crossing_min=25", "travel.ferry.first=07:00",
                                         "travel.ferry.last=20:00", NULL};

static void nobody_comes_beyond_when_the_ferry_lies_still(void **state) {
    struct side side = {0};
    struct run *run = run_with(*state, rural, with_ferry, look_at_sides, &side);
    check_accounts(run);
    assert_true(side.count > 5 && side.mixed_zones == 0);
    size_t visited = 0;
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    for (size_t i = 0; i < visits->count; i++) {
        const union des_cell *c = row_at(visits, i);
        if (side.beyond[c[VISIT_user].i32] && c[VISIT_worker_1].i32 >= 0) {
            double minute = fmod(c[VISIT_start].f64, HC_DAY);
            assert_true(minute >= 420.0 + 25.0 && minute < 1200.0 + 30.0);
            visited++;
        }
    }
    assert_true(visited > 500);
    assert_true(total_of(run, HC_TOTAL_crossings) > 100.0);
    assert_true(total_of(run, HC_TOTAL_crossing_minutes) >=
                25.0 * total_of(run, HC_TOTAL_crossings));
    assert_true(total_of(run, HC_TOTAL_visits_cut_off) > 0.0);
    free(side.beyond);
    free_run(run);
}

static void staff_based_beyond_hardly_cross(void **state) {
    static const char *const based[] = {"travel.ferry.settlements=1", "travel.ferry.base=beyond",
                                        NULL};
    struct run *cross = run_with(*state, rural, with_ferry, NULL, NULL);
    struct run *stay = run_with(*state, rural, based, NULL, NULL);
    check_accounts(stay);
    assert_true(total_of(stay, HC_TOTAL_crossings) < 0.2 * total_of(cross, HC_TOTAL_crossings));
    assert_true(total_of(stay, HC_TOTAL_travel_minutes) < total_of(cross, HC_TOTAL_travel_minutes));
    free_run(cross);
    free_run(stay);
}

/* ---- off is off ---- */

static void what_is_off_changes_nothing(void **state) {
    static const char *const off[] = {"travel.ferry.crossing_min=99", "travel.ferry.base=beyond",
                                      "travel.winter.climate=cold",   "travel.modes.walk_km=2",
                                      "travel.closed.settlements=3",  NULL};
    struct run *plain = run_with(*state, rural, NULL, NULL, NULL);
    struct run *same = run_with(*state, rural, off, NULL, NULL);
    assert_memory_equal(plain->totals, same->totals, sizeof plain->totals);
    assert_true(total_of(plain, HC_TOTAL_crossings) + total_of(plain, HC_TOTAL_visits_cut_off) +
                    total_of(plain, HC_TOTAL_light_km) +
                    total_of(plain, HC_TOTAL_road_closed_days) ==
                0.0);
    free_run(plain);
    free_run(same);
}

/* ---- winter ---- */

static void legs_are_slower_in_winter_and_only_then(void **state) {
    (void)state;
    struct hc_world *world = calloc(1, sizeof *world);
    struct des_error error = {0};
    assert_non_null(world);
    assert_int_equal(hc_calendar_init(&world->calendar, "2024-01-01", &error), DES_OK);
    world->p.travel = (struct hc_travel){1.0, 2.0, {20.0, 30.0, 40.0, 60.0}};
    world->p.winter = (struct hc_winter){0.5, HC_CLIMATE_LOWLAND, {0.0, 100.0, 160.0}};
    assert_int_equal(hc_map_init(world), DES_OK);
    size_t winter = 0;
    for (int64_t day = 0; day < 1461; day++) {
        hc_travel_midnight(world, day);
        double minutes = pl_road_min(hc_plane(&world->map, 0), 5.0);
        double road = 60.0 / 20.0 + 2.0 * 60.0 / 30.0 + 2.0 * 60.0 / 40.0;
        int month = hc_calendar_date(&world->calendar, day).month;
        bool is_winter = minutes > 2.0 + road + 1.0;
        assert_near(minutes, is_winter ? 2.0 + 2.0 * road : 2.0 + road, 1.0 / 64.0);
        assert_true(is_winter ? month <= 3 || month == 12 : month != 1);
        winter += is_winter;
    }
    assert_true(winter >= 396 && winter <= 404); /* 100 days in each of four years */
    hc_map_fini(world);
    free(world);
}

static void a_slower_winter_means_more_time_on_the_road(void **state) {
    static const char *const slow[] = {"travel.winter.speed=0.7", "travel.winter.climate=cold",
                                       NULL};
    struct run *bare = run_with(*state, rural, NULL, NULL, NULL);
    struct run *snow = run_with(*state, rural, slow, NULL, NULL);
    check_accounts(snow);
    double ratio = (total_of(snow, HC_TOTAL_travel_minutes) / total_of(snow, HC_TOTAL_legs)) /
                   (total_of(bare, HC_TOTAL_travel_minutes) / total_of(bare, HC_TOTAL_legs));
    assert_true(ratio > 1.05 && ratio < 1.0 / 0.7);
    free_run(bare);
    free_run(snow);
}

/* ---- closed roads ---- */

static void visits_behind_a_closed_road_are_put_off_and_missed(void **state) {
    static const char *const days[][4] = {
        {"travel.closed.days=20", "travel.closed.settlements=3", NULL},
        {"travel.closed.days=80", "travel.closed.settlements=3", NULL},
        {"travel.closed.days=80", "travel.closed.settlements=3", "travel.closed.answered=false",
         NULL}};
    struct run *run[3];
    size_t answered[3] = {0};
    for (size_t k = 0; k < 3; k++) {
        run[k] = run_with(*state, rural, days[k], NULL, NULL);
        check_accounts(run[k]);
        const struct rows *visits = &run[k]->table[HC_TABLE_VISITS];
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            bool outside = c[VISIT_status].i32 == HC_VISIT_DONE_DIGITAL;
            assert_true(!outside || c[VISIT_worker_1].i32 < 0);
            answered[k] += outside;
        }
        assert_true((double)answered[k] == total_of(run[k], HC_TOTAL_calls_answered_outside));
    }
    double expected = 3.0 * 91.0 * 80.0 / 365.25; /* settlement-days, in spells of one day */
    assert_true(total_of(run[1], HC_TOTAL_road_closed_days) > 0.6 * expected);
    assert_true(total_of(run[1], HC_TOTAL_road_closed_days) < 1.4 * expected);
    assert_true(total_of(run[1], HC_TOTAL_visits_cut_off) >
                total_of(run[0], HC_TOTAL_visits_cut_off));
    assert_true(total_of(run[1], HC_TOTAL_planned_missed) >
                total_of(run[0], HC_TOTAL_planned_missed));
    assert_true(answered[1] > 0 && answered[2] == 0);
    for (size_t k = 0; k < 3; k++) {
        free_run(run[k]);
    }
}

/* Acute events in plenty: whom no road or ferry leads out for is fetched by air, and sees no
 * legevakt. */
static void without_a_way_out_the_ill_are_fetched_by_air(void **state) {
    static const char *const ways[][6] = {
        {"health.sudden_rate.age_80_89=4", "services.legevakt_decay_km=0", NULL},
        {"health.sudden_rate.age_80_89=4", "services.legevakt_decay_km=0", "travel.closed.days=120",
         "travel.closed.settlements=3", NULL},
        {"health.sudden_rate.age_80_89=4", "services.legevakt_decay_km=0",
         "travel.ferry.settlements=1", "travel.ferry.first=10:00", "travel.ferry.last=16:00",
         NULL}};
    for (size_t k = 0; k < 3; k++) {
        struct run *run = run_with(*state, rural, ways[k], NULL, NULL);
        double air = total_of(run, HC_TOTAL_air_ambulances);
        double road = total_of(run, HC_TOTAL_ambulances) - air;
        print_message("ambulances by road %.0f, by air %.0f\n", road, air);
        assert_true(road > 0.0 && (air > 0.0) == (k > 0));
        assert_true((total_of(run, HC_TOTAL_legevakt_replaced) > 0.0) == (k > 0));
        double oere_a_flight = 1e7, least = 5e5 * road + oere_a_flight * air;
        assert_true(total_of(run, HC_TOTAL_cost_ambulance) > least);
        free_run(run);
    }
}

/* One of own staff is at work now, with all the time there is: at the office on a day set aside, or
 * on the lists of a zone. */
static void put_to_work(struct hc_world *world, bool on_lists, uint32_t zone) {
    struct hc_shift *shift = &world->staff.worker[world->own.post[0]].shift;
    shift->state = HC_READY;
    shift->zone = on_lists ? zone : HC_NOWHERE;
    shift->hire = HC_HIRE_OWN_STAFF;
    shift->place = world->map.settlement[0].at;
    shift->at = shift->free_at = hc_now(world);
    shift->planned_end = hc_now(world) + 600.0;
}

/* Of the users, all are within reach but those behind the road; on the lists, also those
 * whose zone has its base there. */
static void check_reach_with(struct hc_world *world, bool on_lists, uint16_t closed,
                             size_t *behind) {
    for (uint32_t id = 0; id < world->people.count; id++) {
        const struct hc_user *user = hc_user_at(world, id);
        if (!hc_user_served(user) || user->living != HC_ON_ROUTE) {
            continue;
        }
        put_to_work(world, on_lists, user->zone);
        bool beyond = closed != 0 && user->settlement == closed &&
                      !(on_lists && world->map.base_in[user->zone] == closed);
        assert_true(hc_own_presence_within(world, id, 300.0) == !beyond);
        *behind += beyond;
    }
}

static void close_one_road_after_the_other(const struct hc_world *seen, void *context) {
    struct hc_world *world = (struct hc_world *)(uintptr_t)seen; /* nothing follows but the books */
    size_t *behind = context;
    assert_true(world->map.roads_closed == 0 && world->own.post_count > 0);
    const struct hc_shift was = world->staff.worker[world->own.post[0]].shift;
    for (int on_lists = 0; on_lists < 2; on_lists++) {
        size_t none = 0;
        check_reach_with(world, on_lists, 0, &none);
        assert_true(none == 0);
        for (uint32_t s = 1; s < world->map.settlement_count; s++) {
            world->map.settlement[s].closed = true;
            world->map.roads_closed = 1;
            check_reach_with(world, on_lists, (uint16_t)s, &behind[on_lists]);
            world->map.settlement[s].closed = false;
            world->map.roads_closed = 0;
        }
    }
    world->staff.worker[world->own.post[0]].shift = was;
}

static void own_staff_do_not_get_behind_a_closed_road(void **state) {
    static const char *const team[] = {"arm.model=expert_team", "arm.post=added", NULL};
    size_t behind[2] = {0};
    free_run(run_world(*state, &(struct run_wish){.sets = rural,
                                                  .arm = team,
                                                  .days = 7,
                                                  .seed = 3,
                                                  .look = close_one_road_after_the_other,
                                                  .look_context = behind}));
    assert_true(behind[0] > 0 && behind[1] > 0);
}

/* ---- on foot and by bicycle ---- */

static void dense_zones_walk_and_cycle_the_rest_drives(void **state) {
    static const char *const dense[] = {"map.main_share=1", "map.settlement_share=0",
                                        "map.main_radius_km=0.6", NULL};
    static const char *const light[] = {"map.main_share=1",         "map.settlement_share=0",
                                        "map.main_radius_km=0.6",   "travel.modes.dense_km=1.5",
                                        "travel.modes.walk_km=0.4", NULL};
    static const char *const sparse[] = {"travel.modes.dense_km=0.1", NULL};
    struct run *driving = run_with(*state, rural, dense, NULL, NULL);
    struct run *cycling = run_with(*state, rural, light, NULL, NULL);
    struct run *far = run_with(*state, rural, sparse, NULL, NULL);
    check_accounts(cycling);
    double legs = total_of(cycling, HC_TOTAL_legs);
    assert_true(total_of(cycling, HC_TOTAL_legs_on_foot) > 0.05 * legs);
    assert_true(total_of(cycling, HC_TOTAL_legs_by_bicycle) > 0.5 * legs);
    assert_true(total_of(cycling, HC_TOTAL_km) < 0.5 * total_of(driving, HC_TOTAL_km));
    assert_true(total_of(cycling, HC_TOTAL_light_km) > 0.0);
    assert_true(total_of(far, HC_TOTAL_light_km) == 0.0);
    free_run(driving);
    free_run(cycling);
    free_run(far);
}

/* ---- rules ---- */

static void ways_that_lead_nowhere_are_refused(void **state) {
    static const struct {
        const char *sets[4];
        const char *told;
    } bad[] = {
        {{"travel.ferry.settlements=9", NULL}, "travel.ferry.settlements"},
        {{"travel.ferry.settlements=1", "travel.ferry.last=05:00", NULL}, "cannot be reached"},
        {{"travel.ferry.settlements=1", "travel.ferry.crossing_min=300", NULL},
         "cannot be reached"},
        {{"travel.closed.days=1", "travel.closed.spell_days=30", NULL}, "travel.closed.spell_days"},
    };
    const struct place *place = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct des_values *values = des_values_create(place->space);
        assert_non_null(values);
        apply_sets(values, bad[i].sets);
        struct des_diagnostics told;
        des_diagnostics_init(&told);
        place->model.check(place->model.context, values, &told);
        assert_case(bad[i].told, told.count == 1 && strstr(told.lines[0], bad[i].told));
        des_diagnostics_fini(&told);
        des_values_destroy(values);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leg_across_waits_for_the_next_departure),
        cmocka_unit_test(who_misses_the_last_ferry_home_is_fetched),
        cmocka_unit_test(the_last_moments_agree_with_the_timetable),
        cmocka_unit_test(nobody_comes_beyond_when_the_ferry_lies_still),
        cmocka_unit_test(staff_based_beyond_hardly_cross),
        cmocka_unit_test(what_is_off_changes_nothing),
        cmocka_unit_test(legs_are_slower_in_winter_and_only_then),
        cmocka_unit_test(a_slower_winter_means_more_time_on_the_road),
        cmocka_unit_test(visits_behind_a_closed_road_are_put_off_and_missed),
        cmocka_unit_test(own_staff_do_not_get_behind_a_closed_road),
        cmocka_unit_test(without_a_way_out_the_ill_are_fetched_by_air),
        cmocka_unit_test(dense_zones_walk_and_cycle_the_rest_drives),
        cmocka_unit_test(ways_that_lead_nowhere_are_refused),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
