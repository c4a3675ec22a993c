/* Acute events and minor complaints: how often, and who answers. */
#include "world_fixture.h"

#include <math.h>

enum { DAYS = 364 };
static const double year_days = 365.25;

#define BY_AGE(name, value)                                                                        \
    name ".under_67=" value, name ".age_67_79=" value, name ".age_80_89=" value,                   \
        name ".age_90_plus=" value
/* Nobody falls ill but for minor complaints, and nobody lives too far from the legevakt. */
#define WELL                                                                                       \
    SMALL_RURAL, BY_AGE("health.change_rate", "0"), BY_AGE("health.sudden_rate", "0"),             \
        "response.false_escalation_visit=0", "health.terminal_admission=0",                        \
        "services.legevakt_decay_km=0", "municipality.legevakt_population=1800",                   \
        "health.minor_care_housing=1"

static struct run *run_year(void **state, const char *const *sets) {
    return run_world(*state, &(struct run_wish){.sets = sets, .days = DAYS, .seed = 11});
}

/* A Poisson count lies within four standard deviations of its mean. */
static void assert_poisson(double count, double mean) {
    print_message("%.0f, expected %.1f\n", count, mean);
    assert_true(fabs(count - mean) < 4.0 * sqrt(mean));
}

static void minor_complaints_come_at_their_rate_and_end_at_home(void **state) {
    static const char *const sets[] = {WELL, BY_AGE("health.minor_rate", "3"),
                                       "response.home_care_first=0", NULL};
    struct run *run = run_year(state, sets);
    assert_poisson(total_of(run, HC_TOTAL_legevakt_contacts),
                   3.0 / year_days * total_of(run, HC_TOTAL_days_home));
    assert_true(total_of(run, HC_TOTAL_acute_admissions) == 0.0);
    assert_true(total_of(run, HC_TOTAL_acute_events) == 0.0);
    assert_true(total_of(run, HC_TOTAL_kad_stays) == 0.0);
    free_run(run);
}

static void residents_of_care_housing_have_more_minor_complaints(void **state) {
    static const char *const sets[] = {WELL, BY_AGE("health.minor_rate", "1"),
                                       "response.home_care_first=0", NULL};
    static const char *const more[] = {"health.minor_care_housing=9", NULL};
    struct run *as_others = run_year(state, sets);
    struct run *ill =
        run_world(*state, &(struct run_wish){.sets = sets, .arm = more, .days = DAYS, .seed = 11});
    double housed = 6.3 * 1.8; /* residents: a tenth of the users */
    assert_poisson(total_of(ill, HC_TOTAL_legevakt_contacts),
                   total_of(as_others, HC_TOTAL_legevakt_contacts) + 8.0 * housed);
    free_run(as_others);
    free_run(ill);
}

static void home_care_that_is_asked_first_settles_its_share(void **state) {
    static const char *const sets[] = {WELL,
                                       BY_AGE("health.minor_rate", "3"),
                                       "response.home_care_first=0.5",
                                       "response.settle_phone=0.6",
                                       "nurse.settle_acute=0.6",
                                       NULL};
    struct run *run = run_year(state, sets);
    assert_poisson(total_of(run, HC_TOTAL_legevakt_contacts),
                   0.7 * 3.0 / year_days * total_of(run, HC_TOTAL_days_home));
    free_run(run);
}

static void distance_turns_minor_complaints_into_calls_and_gp_visits(void **state) {
    static const char *const sets[] = {WELL, BY_AGE("health.minor_rate", "3"),
                                       "services.legevakt_decay_km=1",
                                       "municipality.legevakt_km=100", NULL};
    struct run *run = run_year(state, sets);
    double replaced = total_of(run, HC_TOTAL_legevakt_replaced);
    assert_true(total_of(run, HC_TOTAL_legevakt_contacts) == 0.0);
    assert_true(replaced > 100.0);
    assert_poisson(total_of(run, HC_TOTAL_legevakt_phone), 0.5 * replaced);
    assert_true(total_of(run, HC_TOTAL_gp_contacts) ==
                replaced - total_of(run, HC_TOTAL_legevakt_phone));
    free_run(run);
}

/* Inhabitants' contacts are users' and the others': users' own are left out of the background. */
static void users_are_not_counted_twice_at_the_legevakt(void **state) {
    static const char *const sets[] = {WELL, BY_AGE("health.minor_rate", "0"),
                                       "services.legevakt_per_100=100",
                                       "services.legevakt_per_user=5", NULL};
    struct run *run = run_year(state, sets);
    double others = 1800.0 - 5.0 * total_of(run, HC_TOTAL_users_start);
    assert_true(others > 1000.0 && others < 1500.0);
    assert_poisson(total_of(run, HC_TOTAL_legevakt_all), others * DAYS / year_days);
    free_run(run);
}

static void who_does_not_go_to_the_legevakt_sees_the_gp(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       BY_AGE("health.minor_rate", "0"),
                                       BY_AGE("health.sudden_rate", "3"),
                                       "response.by_ambulance=0",
                                       "response.home_care_first=0",
                                       "response.by_legevakt=0",
                                       "response.by_legevakt_day=0",
                                       "services.legevakt_decay_km=0",
                                       NULL};
    static const char *const by_day[] = {"response.by_legevakt_day=1", NULL};
    struct run *gp = run_year(state, sets);
    struct run *day = run_world(
        *state, &(struct run_wish){.sets = sets, .arm = by_day, .days = DAYS, .seed = 11});
    assert_true(total_of(gp, HC_TOTAL_legevakt_contacts) == 0.0);
    double contacts = total_of(day, HC_TOTAL_legevakt_contacts);
    double share = contacts / total_of(day, HC_TOTAL_acute_events);
    print_message("office hours: %.3f of acute events\n", share);
    assert_true(share > 0.19 && share < 0.26); /* 37.5 of 168 hours */
    free_run(gp);
    free_run(day);
}

/* Own staff have an hour of the day for calls, and others of them stand in for gaps: a call that
 * those of the hour are too late for does not wait for them. */
static void a_call_goes_to_own_staff_who_can_be_there(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       BY_AGE("health.sudden_rate", "10"),
                                       "response.by_ambulance=0",
                                       "response.home_care_first=1",
                                       "staff.slack=0",
                                       "arm.model=composed",
                                       "arm.parts=acute",
                                       "arm.post=added",
                                       "care.composed.staffing.fixed=6",
                                       "care.composed.staffing.pulled=0.5",
                                       "care.composed.staffing.ordinary_work=false",
                                       "care.composed.acute.share=1",
                                       "function.hours_day=1",
                                       "function.team_share=0",
                                       NULL};
    struct run *run = run_year(state, sets);
    double tasks = total_of(run, HC_TOTAL_own_tasks_done);
    double waited = total_of(run, HC_TOTAL_own_wait_days) / tasks * 24.0 * 60.0;
    print_message("%.0f calls answered in the hour, after %.1f min\n", tasks, waited);
    assert_true(total_of(run, HC_TOTAL_own_pulled) > 0.0);
    assert_true(tasks > 3.0);
    assert_true(waited < 60.0);
    free_run(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minor_complaints_come_at_their_rate_and_end_at_home),
        cmocka_unit_test(residents_of_care_housing_have_more_minor_complaints),
        cmocka_unit_test(home_care_that_is_asked_first_settles_its_share),
        cmocka_unit_test(distance_turns_minor_complaints_into_calls_and_gp_visits),
        cmocka_unit_test(users_are_not_counted_twice_at_the_legevakt),
        cmocka_unit_test(who_does_not_go_to_the_legevakt_sees_the_gp),
        cmocka_unit_test(a_call_goes_to_own_staff_who_can_be_there),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
