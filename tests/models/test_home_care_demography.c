/* Another year: people by age grow, users and places follow, nothing else changes. */
#include "world_fixture.h"

#include <math.h>

static struct hc_demography projection(int64_t year, int alternative) {
    return (struct hc_demography){
        .year = year, .alternative = alternative, .old = 1.0, .young = 1.0, .places_follow = 1.0};
}

/* Statistics Norway's own figures: Porsgrunn (table 14288), 2024 and 2040, main and high. */
static void growth_is_that_of_the_statistics(void **state) {
    (void)state;
    struct hc_demography main = projection(2040, HC_DEMOGRAPHY_MAIN);
    assert_near(hc_demography_growth(&main, HC_DEMOGRAPHY_80_89), 2711.0 / 1633.0, 1e-9);
    assert_near(hc_demography_growth(&main, HC_DEMOGRAPHY_90_PLUS), 675.0 / 310.0, 1e-9);
    struct hc_demography high = projection(2040, HC_DEMOGRAPHY_HIGH);
    assert_near(hc_demography_growth(&high, HC_DEMOGRAPHY_67_79), 6161.0 / 5009.0, 1e-9);
    struct hc_demography mid = projection(2033, HC_DEMOGRAPHY_MAIN); /* SSB: 5439 and 2402 */
    assert_near(hc_demography_growth(&mid, HC_DEMOGRAPHY_67_79), 5439.0 / 5009.0, 0.01);
    assert_near(hc_demography_growth(&mid, HC_DEMOGRAPHY_80_89), 2402.0 / 1633.0, 0.02);
}

static void growth_is_ordered_by_year_and_alternative(void **state) {
    (void)state;
    for (int age = HC_DEMOGRAPHY_67_79; age < HC_DEMOGRAPHY_AGES; age++) {
        for (int64_t year = 2025; year <= HC_DEMOGRAPHY_LAST; year++) {
            double before = 0.0;
            for (int a = 0; a < HC_DEMOGRAPHY_ALTERNATIVES; a++) {
                struct hc_demography now = projection(year, a), last = projection(year - 1, a);
                double growth = hc_demography_growth(&now, (enum hc_demography_age)age);
                assert_true(growth > before);
                assert_true(growth > hc_demography_growth(&last, (enum hc_demography_age)age));
                before = growth;
            }
        }
    }
}

static struct run *run_year(const struct place *place, const char *const *sets) {
    static const char *const base[] = {SMALL_RURAL, "calendar.warm_up_days=28", NULL};
    struct run_wish wish = {.sets = base, .arm = sets, .days = 91, .seed = 5};
    return run_world(place, &wish);
}

static void the_first_year_changes_nothing(void **state) {
    static const char *const same[] = {"demography.year=2024", "demography.alternative=high",
                                       "demography.old=1.2", "demography.hours=0.01", NULL};
    struct run *plain = run_year(*state, NULL), *said = run_year(*state, same);
    assert_memory_equal(plain->totals, said->totals, sizeof plain->totals);
    free_run(plain);
    free_run(said);
}

static void users_visits_and_staff_follow(void **state) {
    static const char *const sets[][3] = {
        {"demography.year=2024", NULL},
        {"demography.year=2040", "demography.alternative=low", NULL},
        {"demography.year=2040", "demography.alternative=main", NULL},
        {"demography.year=2040", "demography.alternative=high", NULL},
    };
    double users[4], visits[4], posts[4], old[4];
    for (int i = 0; i < 4; i++) {
        struct run *run = run_year(*state, sets[i]);
        users[i] = total_of(run, HC_TOTAL_users_start);
        visits[i] = total_of(run, HC_TOTAL_visits_done);
        posts[i] = total_of(run, HC_TOTAL_post_days);
        old[i] = run->totals[(HC_STRATUM_AGE + HC_AGE_80_89) * HC_TOTALS + HC_TOTAL_user_days] +
                 run->totals[(HC_STRATUM_AGE + HC_AGE_90) * HC_TOTALS + HC_TOTAL_user_days];
        free_run(run);
    }
    for (int i = 1; i < 4; i++) {
        assert_true(users[i] > users[i - 1]);
        assert_true(old[i] > old[i - 1]);
    }
    assert_true(visits[2] > 1.15 * visits[0]);
    assert_true(posts[2] > 1.15 * posts[0]);
    assert_near(old[2] / old[0], 1.74, 0.17); /* chance: deaths and moves of 50 users */
}

static void places_follow_as_far_as_wanted(void **state) {
    (void)state;
    struct hc_municipality m = {.population = 1800,
                                .share_80_plus = 0.069,
                                .share_90_plus_of_80 = 0.16,
                                .users_per_1000 = 64.0,
                                .coverage_80_plus = 0.33,
                                .users_under_67 = 0.42,
                                .care_housing_per_1000 = 6.3,
                                .nursing_home_places = 100,
                                .legevakt_population = 6000};
    struct hc_demography stay = projection(2040, HC_DEMOGRAPHY_MAIN);
    stay.places_follow = 0.0;
    struct hc_demand demand = {.task_minutes = {10.0}};
    struct hc_municipality grown = m, still = m;
    struct hc_demography follow = projection(2040, HC_DEMOGRAPHY_MAIN);
    hc_demography_apply(&follow, &grown, &demand);
    hc_demography_apply(&stay, &still, &demand);
    assert_int_equal(still.nursing_home_places, 100);
    assert_near((double)grown.nursing_home_places, 174.0, 2.0);
    assert_near(still.care_housing_per_1000 * (double)still.population, 6.3 * 1800.0, 10.0);
    assert_near(grown.users_per_1000, still.users_per_1000, 1e-12);
    assert_near(demand.task_minutes[0], 10.0, 1e-12);
    follow.hours = 0.005;
    hc_demography_apply(&follow, &m, &demand);
    assert_near(demand.task_minutes[0], 10.0 * pow(1.005, 16.0), 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_is_that_of_the_statistics),
        cmocka_unit_test(growth_is_ordered_by_year_and_alternative),
        cmocka_unit_test(the_first_year_changes_nothing),
        cmocka_unit_test(users_visits_and_staff_follow),
        cmocka_unit_test(places_follow_as_far_as_wanted),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
