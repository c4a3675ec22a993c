/* Every allocation of a run fails once: the run says so, and nothing is left behind. */
#include "world_fixture.h"

#include <malloc.h>

#include "failing_memory.h"

/* The n-th allocation fails until none is left to fail.  Few days of a tiny place go
 * through most of the code; later allocations only grow what has grown before. */
static void check_every_failure(const struct place *place, const char *const *arm, int64_t days) {
    static const char *const sets[] = {"municipality.population=1500",
                                       "municipality.users_per_1000=60",
                                       "municipality.zone_users=20",
                                       "municipality.nursing_home_places=4",
                                       "municipality.short_term_places=2",
                                       "municipality.legevakt_population=1500",
                                       "calendar.warm_up_days=7",
                                       "health.change_rate.age_80_89=20",
                                       "health.sudden_rate.age_80_89=8",
                                       "demand.alarm_calls_per_month=10",
                                       "staff.slack=-0.3",
                                       NULL};
    struct des_values *values = make_values(place, sets, arm);
    double totals[HC_STRATA * HC_TOTALS];
    const struct des_run_input input = {.values = values, .random = {1, 2}, .days = days};
    enum des_status status = DES_ENOMEM;
    size_t n = 0;
    for (n = 1; status == DES_ENOMEM; n++) {
        struct des_error error = {0};
        allocations_until_failure = n;
        status = des_model_run(&place->model, &input, NULL, totals, NULL, &error);
        allocations_until_failure = 0;
        if (status != DES_OK && status != DES_ENOMEM) {
            fail_msg("allocation %zu: %s, %s", n, des_status_name(status), error.text);
        }
    }
    print_message("%zu allocations\n", n - 1);
    assert_true(n > 60);
    double again[HC_STRATA * HC_TOTALS];
    assert_int_equal(des_model_run(&place->model, &input, NULL, again, NULL, NULL), DES_OK);
    assert_memory_equal(again, totals, sizeof totals);
    des_values_destroy(values);
}

static void a_run_survives_any_failure_to_allocate(void **state) {
    static const char *const arms[][4] = {
        {NULL},
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=3", "arm.post=added"},
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=3", "arm.control=same_money"},
        {"arm.model=ordinary_rota", "care.ordinary_rota.staffing.fixed=2", "arm.post=added"},
        {"arm.model=nursing_home_expert", "municipality.care_housing_per_1000=20"},
        {"arm.model=gp_team", "care.gp_team.staffing.fixed=2",
         "municipality.care_housing_per_1000=20"},
    };
    current_look = NULL;
    for (size_t i = 0; i < sizeof arms / sizeof arms[0]; i++) {
        check_every_failure(*state, arms[i], 28);
    }
}

static void the_model_itself_survives_any_failure_to_allocate(void **state) {
    (void)state;
    enum des_status status = DES_ENOMEM;
    for (size_t n = 1; status == DES_ENOMEM; n++) {
        struct hc_home_care *home_care = NULL;
        allocations_until_failure = n;
        status = hc_home_care_create(NULL, 0, &home_care, NULL);
        allocations_until_failure = 0;
        assert_true((status == DES_OK) == (home_care != NULL));
        hc_home_care_destroy(home_care);
    }
    assert_int_equal(status, DES_OK);
}

/* A sink that cannot write ends the run with its own reason. */
static enum des_status full_disk(void *context, size_t table, const union des_cell *cells) {
    (void)table;
    (void)cells;
    size_t *left = context;
    return (*left)-- == 0 ? DES_EIO : DES_OK;
}

static void a_sink_that_fails_ends_the_run_with_its_status(void **state) {
    const struct place *place = *state;
    static const char *const sets[] = {SMALL_RURAL, "calendar.warm_up_days=7", NULL};
    struct des_values *values = make_values(place, sets, NULL);
    static const size_t after[] = {0, 1, 17, 500};
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        size_t left = after[i];
        const struct des_sink sink = {&left, full_disk};
        const struct des_run_input input = {
            .values = values, .random = {1, 2}, .days = 30, .trace = DES_TRACE_FULL, .sink = &sink};
        double totals[HC_STRATA * HC_TOTALS];
        struct des_error error = {0};
        assert_int_equal(des_model_run(&place->model, &input, NULL, totals, NULL, &error), DES_EIO);
    }
    des_values_destroy(values);
}

/* Allocations between day 182 and day 364: by then the visits, routes, lists and rooms of the
 * planner have the size that they need, and only the list of all ids ever grows. */
static size_t allocations_of_a_warm_half_year(const struct place *place, double *visits) {
    static const char *const sets[] = {SMALL_RURAL, NULL};
    struct des_values *values = make_values(place, sets, NULL);
    const struct des_run_input input = {.values = values, .random = {1, 2}, .days = 364};
    struct des_run_setup setup;
    double totals[HC_STRATA * HC_TOTALS] = {0};
    assert_int_equal(place->model.create(place->model.context, &input, &setup, NULL), DES_OK);
    const struct hc_world *world = setup.state;
    assert_int_equal(des_sim_run_until(setup.sim, 182.0 * HC_DAY), DES_OK);
    *visits = world->totals[0][HC_TOTAL_visits_done];
    allocations_until_failure = SIZE_MAX;
    assert_int_equal(des_sim_run_until(setup.sim, 364.0 * HC_DAY), DES_OK);
    size_t count = SIZE_MAX - allocations_until_failure;
    allocations_until_failure = 0;
    *visits = world->totals[0][HC_TOTAL_visits_done] - *visits;
    current_look = NULL;
    assert_int_equal(place->model.finish(setup.state, totals, NULL), DES_OK);
    place->model.destroy(setup.state);
    des_values_destroy(values);
    return count;
}

static void a_visit_takes_no_memory_planning_included(void **state) {
    double visits = 0.0;
    size_t count = allocations_of_a_warm_half_year(*state, &visits);
    print_message("%zu allocations in %.0f visits\n", count, visits);
    assert_true(visits > 10000.0);
    assert_true(count <= 20);
}

static double allocated(void) {
    const struct mallinfo2 info = mallinfo2();
    return (double)info.uordblks + (double)info.hblkhd;
}

/* Records of those who have left are used again; four bytes for each id are all that grows. */
static void ten_years_take_the_memory_of_one(void **state) {
    static const char *const sets[] = {SMALL_RURAL, NULL};
    const struct place *place = *state;
    struct des_values *values = make_values(place, sets, NULL);
    const struct des_run_input input = {.values = values, .random = {1, 2}, .days = 3640};
    struct des_run_setup setup;
    const double before = allocated();
    assert_int_equal(place->model.create(place->model.context, &input, &setup, NULL), DES_OK);
    const struct hc_world *world = setup.state;
    assert_int_equal(des_sim_run_until(setup.sim, 364.0 * HC_DAY), DES_OK);
    const double one = allocated() - before;
    const size_t users = world->people.count;
    const struct hc_user gone = world->people.user[HC_GONE];
    assert_int_equal(des_sim_run_until(setup.sim, 3640.0 * HC_DAY), DES_OK);
    const double ten = allocated() - before;
    print_message("%.0f bytes after a year, %.0f after ten\n", one, ten);
    assert_true(world->people.count > 2 * users);
    assert_true(ten <= 1.05 * one);
    assert_true(world->people.used < users && world->people.slot[0] == HC_GONE);
    assert_int_equal(world->people.here_count + world->people.free_count, world->people.used - 1);
    assert_memory_equal(&world->people.user[HC_GONE], &gone, sizeof gone); /* nobody wrote there */
    place->model.destroy(setup.state);
    des_values_destroy(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_takes_no_memory_planning_included),
        cmocka_unit_test(ten_years_take_the_memory_of_one),
        cmocka_unit_test(a_run_survives_any_failure_to_allocate),
        cmocka_unit_test(the_model_itself_survives_any_failure_to_allocate),
        cmocka_unit_test(a_sink_that_fails_ends_the_run_with_its_status),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
