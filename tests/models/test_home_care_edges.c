/* Places and parameters at the edge: the run holds, and nothing comes from nothing. */
#include "world_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WARM "calendar.warm_up_days=28"

static struct run *run_edge(void **state, const char *const *sets, const char *const *arm,
                            int64_t days, run_look look, void *context) {
    return run_world(*state, &(struct run_wish){.sets = sets,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 5,
                                                .trace = DES_TRACE_FULL,
                                                .look = look,
                                                .look_context = context});
}

/* Whatever the edge: minutes of shifts add up, planned visits end in one status. */
static void check_accounts(const char *name, const struct run *run) {
    const struct rows *shifts = &run->table[HC_TABLE_SHIFTS];
    for (size_t i = 0; i < shifts->count; i++) {
        const union des_cell *c = row_at(shifts, i);
        assert_case(name, c[SHIFT_direct].f64 + c[SHIFT_travel].f64 + c[SHIFT_indirect].f64 +
                                  c[SHIFT_break].f64 + c[SHIFT_idle].f64 ==
                              c[SHIFT_end].f64 - c[SHIFT_start].f64);
    }
    assert_case(name, total_of(run, HC_TOTAL_visits_planned) ==
                          total_of(run, HC_TOTAL_planned_done) +
                              total_of(run, HC_TOTAL_planned_missed) +
                              total_of(run, HC_TOTAL_planned_cancelled) +
                              total_of(run, HC_TOTAL_planned_open));
    for (size_t t = 0; t < HC_TOTALS; t++) {
        if (!isfinite(run->totals[t]) || run->totals[t] < 0.0) {
            fail_msg("%s: %s is %g", name, hc_totals[t].name, run->totals[t]);
        }
    }
}

static void any_edge_gives_a_run_whose_accounts_add_up(void **state) {
    static const struct {
        const char *name;
        const char *arm[8];
        int64_t days;
    } edges[] = {
        {"the smallest place", {"municipality.population=200"}, 60},
        {"... for a day", {"municipality.population=200", "calendar.warm_up_days=0"}, 1},
        {"one user",
         {"municipality.population=200", "municipality.users_per_1000=5",
          "municipality.coverage_80_plus=0.04"},
         60},
        {"a day without warm-up", {"calendar.warm_up_days=0"}, 1},
        {"nobody on a route", {"demand.route_67_plus=0", "demand.route_under_67=0"}, 30},
        {"nobody under 67", {"municipality.users_under_67=0"}, 30},
        {"one large zone", {"municipality.zone_users=400"}, 30},
        {"many small zones", {"municipality.zone_users=20"}, 30},
        {"no settlements", {"map.settlements=0", "map.main_share=0", "map.settlement_share=0"}, 30},
        {"nobody is ever absent", {"staff.absence=0", "staff.absence_self=0"}, 30},
        {"most are absent", {"staff.absence=0.6"}, 30},
        {"half of the staff", {"staff.slack=-0.5"}, 30},
        {"three times the staff", {"staff.slack=2"}, 30},
        {"no beds",
         {"municipality.short_term_places=0", "municipality.nursing_home_places=0",
          "municipality.municipal_acute_beds=0"},
         120},
        {"nobody waits", {"shift.moves=0", "shift.overtime_min=0"}, 30},
        {"all settlements beyond a ferry, roads closed, with own staff",
         {"travel.ferry.settlements=3", "travel.ferry.interval_min=95.3",
          "travel.ferry.crossing_min=33.3", "arm.model=expert_team", "planning.method=search",
          "travel.modes.dense_km=2", "travel.winter.speed=0.8"},
         60},
        {"roads closed half of the time",
         {"travel.closed.days=180", "travel.closed.spell_days=9", "travel.closed.settlements=3",
          "planning.method=greedy", "shift.moves=0"},
         60},
        {"no care housing, with its model",
         {"municipality.care_housing_per_1000=0", "arm.model=gp_team"},
         30},
        {"a team over a whole week-end",
         {"arm.model=expert_team", "calendar.warm_up_days=0", "care.expert_team.staffing.fixed=20"},
         30},
        {"more converted than there are nurses",
         {"arm.model=expert_team", "arm.post=converted", "care.expert_team.staffing.fixed=100"},
         30},
    };
    static const char *const sets[] = {SMALL_RURAL, WARM, NULL};
    for (size_t e = 0; e < COUNT(edges); e++) {
        struct run *run = run_edge(state, sets, edges[e].arm, edges[e].days, NULL, NULL);
        check_accounts(edges[e].name, run);
        assert_case(edges[e].name, total_of(run, HC_TOTAL_observed_days) == (double)edges[e].days);
        free_run(run);
    }
}

/* Durations that a scenario gives between the ticks of the clock. */
static void minutes_off_the_grid_are_put_on_it(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       WARM,
                                       "shift.report_start_min=17.3",
                                       "shift.report_end_min=11.1",
                                       "shift.documentation_min=2.7",
                                       "shift.break_min=29.9",
                                       "shift.break_after_min=200.1",
                                       "shift.overtime_min=44.4",
                                       "shift.closing_min=24.6",
                                       "planning.early_min=14.2",
                                       "planning.look_ahead_min=20.1",
                                       "demand.window_min=44.7",
                                       "travel.stop_min=2.1",
                                       "function.hours_day=7.31",
                                       "function.team_share=0.13",
                                       "care.expert_team.referral.assessment_min=61.3",
                                       "arm.model=expert_team",
                                       NULL};
    struct run *run = run_edge(state, sets, NULL, 60, NULL, NULL);
    check_accounts("off the grid", run);
    const struct rows *shifts = &run->table[HC_TABLE_SHIFTS];
    for (size_t i = 0; i < shifts->count; i++) {
        double end = row_at(shifts, i)[SHIFT_end].f64 * 64.0;
        assert_true(end == nearbyint(end));
    }
    assert_true(total_of(run, HC_TOTAL_own_duty) > 0.0);
    free_run(run);
}

static void zero_distance_gives_zero_travel(void **state) {
    static const char *const zones[][2] = {{"municipality.zone_users=400", NULL},
                                           {"municipality.zone_users=20", NULL}};
    static const char *const sets[] = {SMALL_RURAL,
                                       WARM,
                                       "map.main_share=1",
                                       "map.settlement_share=0",
                                       "map.main_radius_km=0",
                                       "arm.model=expert_team",
                                       NULL};
    for (size_t z = 0; z < COUNT(zones); z++) {
        struct run *run = run_edge(state, sets, zones[z], 60, NULL, NULL);
        check_accounts(zones[z][0], run);
        assert_case(zones[z][0], total_of(run, HC_TOTAL_travel_minutes) == 0.0);
        assert_case(zones[z][0], total_of(run, HC_TOTAL_own_travel) == 0.0);
        assert_case(zones[z][0], total_of(run, HC_TOTAL_km) == 0.0);
        assert_case(zones[z][0], total_of(run, HC_TOTAL_cost_travel) == 0.0);
        assert_case(zones[z][0], total_of(run, HC_TOTAL_visits_done) > 500.0);
        const struct rows *visits = &run->table[HC_TABLE_VISITS];
        for (size_t i = 0; i < visits->count; i++) {
            assert_case(zones[z][0], row_at(visits, i)[VISIT_travel_min].f64 == 0.0);
        }
        free_run(run);
    }
}

static void without_alarms_nobody_calls(void **state) {
    static const char *const sets[] = {SMALL_RURAL, WARM, NULL};
    static const char *const none[] = {"demand.alarm_67_plus=0", NULL};
    struct run *with = run_edge(state, sets, NULL, 90, NULL, NULL);
    struct run *without = run_edge(state, sets, none, 90, NULL, NULL);
    assert_true(total_of(with, HC_TOTAL_alarm_calls) > 5.0);
    assert_true(total_of(without, HC_TOTAL_alarm_calls) == 0.0);
    const struct rows *visits = &without->table[HC_TABLE_VISITS];
    for (size_t i = 0; i < visits->count; i++) {
        assert_int_not_equal(row_at(visits, i)[VISIT_task].i32, HC_ALARM_CALL);
    }
    free_run(with);
    free_run(without);
}

struct living {
    size_t young_on_route, young, housing;
};

static void count_living(const struct hc_world *world, void *context) {
    struct living *living = context;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        bool young = user->age == HC_AGE_UNDER_67;
        living->young += young;
        living->young_on_route += young && user->living == HC_ON_ROUTE && !user->short_episode;
        living->housing += user->living == HC_IN_CARE_HOUSING;
    }
}

static void nobody_under_67_is_on_a_route_when_none_is_asked_for(void **state) {
    static const char *const sets[] = {SMALL_RURAL, WARM, "demand.route_under_67=0", NULL};
    struct living living = {0};
    struct run *run = run_edge(state, sets, NULL, 90, count_living, &living);
    assert_true(living.young > 20);
    assert_int_equal(living.young_on_route, 0);
    free_run(run);
}

static void without_care_housing_nobody_lives_there(void **state) {
    static const char *const sets[] = {SMALL_RURAL, WARM, "municipality.care_housing_per_1000=0",
                                       NULL};
    struct living living = {0};
    struct run *run = run_edge(state, sets, NULL, 90, count_living, &living);
    assert_int_equal(living.housing, 0);
    assert_true(run->totals[HC_STRATUM_CARE_HOUSING * HC_TOTALS + HC_TOTAL_user_days] == 0.0);
    free_run(run);
}

/* A user who has died or is in hospital gets no visit: none is begun then. */
static void nobody_is_visited_who_is_not_at_home(void **state) {
    static const char *const sets[] = {SMALL_RURAL, WARM, "municipality.population=6000",
                                       "municipality.zone_users=60", NULL};
    struct run *run = run_edge(state, sets, NULL, 120, NULL, NULL);
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
    size_t away = 0;
    for (size_t s = 0; s < steps->count; s++) {
        const union des_cell *left = row_at(steps, s);
        if (left[PATH_from].i32 != HC_AT_HOME) {
            continue;
        }
        double back = INFINITY;
        for (size_t n = s + 1; n < steps->count && isinf(back); n++) {
            const union des_cell *c = row_at(steps, n);
            if (c[PATH_user].i32 == left[PATH_user].i32 && c[PATH_to].i32 == HC_AT_HOME) {
                back = c[PATH_time].f64;
            }
        }
        for (size_t v = 0; v < visits->count; v++) {
            const union des_cell *c = row_at(visits, v);
            away += c[VISIT_user].i32 == left[PATH_user].i32 &&
                    c[VISIT_start].f64 > left[PATH_time].f64 && c[VISIT_start].f64 < back;
        }
    }
    print_message("%zu of %.0f visits to users who had left\n", away,
                  total_of(run, HC_TOTAL_visits_done));
    assert_true((double)away <= 0.0005 * total_of(run, HC_TOTAL_visits_done));
    free_run(run);
}

static void a_start_that_is_no_monday_is_refused_before_the_run(void **state) {
    const struct place *place = *state;
    struct des_values *values = des_values_create(place->space);
    struct des_error error = {0};
    assert_int_equal(des_values_set_text(values, "calendar.start", "2024-01-03", &error), DES_OK);
    struct run *run = run_values(place, &(struct run_wish){.days = 1}, values);
    assert_int_equal(run->status, DES_EINPUT);
    assert_non_null(strstr(run->error.text, "not a Monday"));
    free_run(run);
    des_values_destroy(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_edge_gives_a_run_whose_accounts_add_up),
        cmocka_unit_test(minutes_off_the_grid_are_put_on_it),
        cmocka_unit_test(zero_distance_gives_zero_travel),
        cmocka_unit_test(without_alarms_nobody_calls),
        cmocka_unit_test(nobody_under_67_is_on_a_route_when_none_is_asked_for),
        cmocka_unit_test(without_care_housing_nobody_lives_there),
        cmocka_unit_test(nobody_is_visited_who_is_not_at_home),
        cmocka_unit_test(a_start_that_is_no_monday_is_refused_before_the_run),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
