/* Levers L4, technology, and L5, the right to treat. */
#include "lever_fixture.h"

/* ---- L4 ---- */

static void a_digital_visit_takes_its_drive_away_and_costs_money(void **state) {
    static const char *const all[] = {L "technology.on=true",
                                      L "technology.dispenser_users=1",
                                      L "technology.dispenser_visits=1",
                                      L "technology.fails=0",
                                      L "technology.supervision_users=0",
                                      L "technology.start_nok=0",
                                      L "technology.project_nok=0",
                                      L "technology.dispenser_year=30000",
                                      NULL};
    struct run *plain = run_in(state, rural, NULL, 182, 0);
    struct run *run = run_in(state, rural, all, 182, 0);
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    size_t digital = 0;
    for (size_t n = 0; n < visits->count; n++) {
        const union des_cell *row = row_at(visits, n);
        if (row[VISIT_status].i32 == HC_VISIT_DONE_DIGITAL) {
            digital++;
            assert_int_equal(row[VISIT_task].i32, HC_MEDICATION);
            assert_true(row[VISIT_travel_min].f64 == 0.0 && row[VISIT_km].f64 == 0.0);
        } else if (row[VISIT_status].i32 == HC_VISIT_DONE && row[VISIT_day].i32 > 1) {
            assert_int_not_equal(row[VISIT_task].i32, HC_MEDICATION);
        }
    }
    print_message("%zu digital visits; km %.0f, %.0f; minutes of travel %.0f, %.0f\n", digital,
                  total_of(plain, HC_TOTAL_km), total_of(run, HC_TOTAL_km),
                  total_of(plain, HC_TOTAL_travel_minutes), total_of(run, HC_TOTAL_travel_minutes));
    assert_true(digital > 3000);
    assert_true((double)digital == total_of(run, HC_TOTAL_visits_digital));
    assert_true(total_of(run, HC_TOTAL_km) < 0.9 * total_of(plain, HC_TOTAL_km));
    assert_true(total_of(run, HC_TOTAL_visits_planned) ==
                total_of(run, HC_TOTAL_planned_done) + total_of(run, HC_TOTAL_planned_missed) +
                    total_of(run, HC_TOTAL_planned_cancelled) +
                    total_of(run, HC_TOTAL_planned_open));
    double years = total_of(run, HC_TOTAL_cost_levers) / 100.0 / 30000.0;
    assert_true(years > 5.0 && years < 60.0); /* devices times half a year */
    free_run(plain);
    free_run(run);
}

/* The same visits are drawn; where the device fails somebody comes. */
static void a_device_that_fails_makes_no_visit(void **state) {
    static const char *const arms[2][5] = {
        {L "technology.on=true", L "technology.dispenser_users=1",
         L "technology.dispenser_visits=1", L "technology.fails=0"},
        {L "technology.on=true", L "technology.dispenser_users=1",
         L "technology.dispenser_visits=1", L "technology.fails=0.3"}};
    double digital[2];
    for (int k = 0; k < 2; k++) {
        digital[k] = sums_of(state, rural, arms[k], 182, 2).total[HC_TOTAL_visits_digital];
    }
    print_message("digital visits %.0f, when three in ten fail %.0f\n", digital[0], digital[1]);
    assert_near(digital[1] / digital[0], 0.7, 0.03);
}

static double lever_cost(void **state, const char *start, const char *project) {
    const char *const sets[] = {L "technology.on=true",
                                L "technology.dispenser_users=1",
                                L "technology.supervision_users=0",
                                L "technology.dispenser_year=0",
                                start,
                                project,
                                NULL};
    struct run *run = run_in(state, rural, sets, 28, 0);
    double cost = total_of(run, HC_TOTAL_cost_levers) / 100.0;
    free_run(run);
    return cost;
}

static void technology_is_begun_once_per_user_and_once_per_place(void **state) {
    double one = lever_cost(state, L "technology.start_nok=1", L "technology.project_nok=0");
    double dear = lever_cost(state, L "technology.start_nok=1000", L "technology.project_nok=0");
    double both = lever_cost(state, L "technology.start_nok=1000", L "technology.project_nok=500");
    print_message("%.0f users begin\n", one);
    assert_true(one > 10.0 && one < 150.0 && nearbyint(one) == one);
    assert_near(dear, 1000.0 * one, 0.5);
    assert_near(both, dear + 500.0, 0.5);
}

/* The difference in admissions is small beside that of a ratio that is not 1. */
static void technology_has_no_effect_on_admissions_unless_it_is_set(void **state) {
    static const char *const arms[4][6] = {
        {L "technology.on=true", L "technology.follow_up_users=1"},
        {L "technology.on=true", L "technology.follow_up_users=1",
         L "technology.follow_up_change=0.5"},
        {L "technology.on=true", L "technology.follow_up_users=1",
         L "technology.follow_up_change=2"},
        {L "technology.on=true", L "technology.notice=0", L "technology.dispenser_users=1",
         L "technology.supervision_users=1", L "technology.dispenser_visits=1"}};
    struct sums plain = sums_of(state, rural, NULL, 728, 6);
    double admitted[4], unseen[4];
    for (int k = 0; k < 4; k++) {
        struct sums with = sums_of(state, rural, arms[k], 728, 6);
        admitted[k] =
            with.total[HC_TOTAL_acute_admissions] / plain.total[HC_TOTAL_acute_admissions];
        unseen[k] =
            with.total[HC_TOTAL_changes_unnoticed] / plain.total[HC_TOTAL_changes_unnoticed];
    }
    print_message("admissions over those without: as it is %.3f, ratio 0.5 %.3f, 2 %.3f; changes "
                  "not noticed %.3f, with nothing seen at digital visits %.3f\n",
                  admitted[0], admitted[1], admitted[2], unseen[0], unseen[3]);
    assert_near(admitted[0], 1.0, 0.03);
    assert_true(admitted[1] < 0.93 && admitted[2] > 1.1);
    assert_near(unseen[0], 1.0, 0.05);
    assert_true(unseen[3] > 1.1);
}

/* ---- L5 ---- */

static void each_step_of_the_right_skips_more_of_the_wait(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       "arm.model=expert_team",
                                       "arm.post=added",
                                       L "rights.on=true",
                                       "care.expert_team.staffing.fixed=4",
                                       "care.expert_team.referral.refer_change=1",
                                       NULL};
    static const char *const arms[4][2] = {{L "rights.step=none"},
                                           {L "rights.step=procedure"},
                                           {L "rights.step=delegated"},
                                           {L "rights.step=own"}};
    double asked[4], referred[4], days[4];
    for (int k = 0; k < 4; k++) {
        struct sums sums = sums_of(state, sets, arms[k], 728, 8);
        asked[k] = sums.total[HC_TOTAL_gp_questions];
        days[k] = sums.total[HC_TOTAL_days_to_action] / sums.total[HC_TOTAL_changes_treated];
        referred[k] = sums.total[HC_TOTAL_own_referrals];
    }
    print_message("questions to GPs %.0f, %.0f, %.0f, %.0f; days to action %.3f, %.3f, %.3f, %.3f; "
                  "referred %.0f\n",
                  asked[0], asked[1], asked[2], asked[3], days[0], days[1], days[2], days[3],
                  referred[3]);
    for (int k = 1; k < 4; k++) {
        assert_true(asked[k] < asked[k - 1] && days[k] < days[0]);
    }
    assert_true(referred[2] == 0.0 && referred[3] > 0.0);
}

/* What own staff decide alone is right as often as it is said to be. */
static void an_own_right_is_worth_what_comes_of_it(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       "arm.model=expert_team",
                                       "arm.post=added",
                                       L "rights.on=true",
                                       L "rights.step=own",
                                       L "rights.field=1",
                                       "care.expert_team.staffing.fixed=4",
                                       "care.expert_team.referral.refer_change=1",
                                       NULL};
    static const char *const arms[2][2] = {{L "rights.success=0.3"}, {L "rights.success=1.5"}};
    double resolved[2];
    for (int k = 0; k < 2; k++) {
        struct sums sums = sums_of(state, sets, arms[k], 728, 4);
        resolved[k] = sums.total[HC_TOTAL_changes_resolved] / sums.total[HC_TOTAL_changes_treated];
    }
    print_message("changes resolved of those treated %.3f, %.3f\n", resolved[0], resolved[1]);
    assert_true(resolved[1] > 1.05 * resolved[0]);
}

static void the_step_by_procedure_is_what_the_care_model_does(void **state) {
    static const char *const plain[] = {"arm.model=gp_team", NULL};
    static const char *const lever[] = {"arm.model=gp_team", L "rights.on=true",
                                        L "rights.step=procedure", NULL};
    assert_true(same_of(state, plain, lever, 84));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digital_visit_takes_its_drive_away_and_costs_money),
        cmocka_unit_test(a_device_that_fails_makes_no_visit),
        cmocka_unit_test(technology_is_begun_once_per_user_and_once_per_place),
        cmocka_unit_test(technology_has_no_effect_on_admissions_unless_it_is_set),
        cmocka_unit_test(each_step_of_the_right_skips_more_of_the_wait),
        cmocka_unit_test(an_own_right_is_worth_what_comes_of_it),
        cmocka_unit_test(the_step_by_procedure_is_what_the_care_model_does),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
