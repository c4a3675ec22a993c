/* Lever L6: an AKS is educated before she is there, and what that costs. */
#include "lever_fixture.h"

/* ---- L6 ---- */

#define TWO                                                                                        \
    "arm.model=expert_team", "care.expert_team.staffing.fixed=2", "staff.leaving_aks=0",           \
        L "education.on=true", L "education.places_per_year=100", L "education.years=1"
#define SURE L "education.drops_out=0", L "education.leaks=0", "staff.leaving.nurse=0"

/* From 15 August 2024 (day 45) for a year. */
static void the_first_aks_comes_years_after_the_start(void **state) {
    static const char *const added[] = {TWO, SURE, "arm.post=added", NULL};
    static const char *const converted[] = {TWO, SURE, "arm.post=converted", NULL};
    struct run *early = run_in(state, rural, added, 400, 0);
    assert_true(total_of(early, HC_TOTAL_own_duty) == 0.0);
    assert_true(total_of(early, HC_TOTAL_function_days) == 0.0);
    assert_true(total_of(early, HC_TOTAL_student_days) == 2.0 * 354.0);
    struct run *late = run_in(state, rural, added, 728, 0);
    assert_near(total_of(late, HC_TOTAL_days_before_first), 45.0 + 365.25, 1.5);
    assert_true(total_of(late, HC_TOTAL_aks_educated) == 2.0);
    assert_true(total_of(late, HC_TOTAL_own_set_aside) > 60.0 * 400.0);
    assert_true(total_of(late, HC_TOTAL_own_posts_end) == 2.0);
    struct run *ended = run_in(state, rural, converted, 728, 0);
    assert_true(total_of(ended, HC_TOTAL_post_days) < total_of(late, HC_TOTAL_post_days) - 400.0);
    free_run(early);
    free_run(late);
    free_run(ended);
}

static void who_studies_is_missing_from_the_rota_and_costs_money(void **state) {
    static const char *const never[] = {TWO, SURE, L "education.years=9", L "education.away=0",
                                        NULL};
    static const char *const often[] = {TWO, SURE, L "education.years=9", L "education.away=0.9",
                                        NULL};
    struct sums here = sums_of(state, rural, never, 364, 3);
    struct sums away = sums_of(state, rural, often, 364, 3);
    double shifts[2] = {here.total[HC_TOTAL_shifts], away.total[HC_TOTAL_shifts]};
    double called[2] = {here.total[HC_TOTAL_called_in_shifts],
                        away.total[HC_TOTAL_called_in_shifts]};
    print_message("shifts %.0f, %.0f; of them called in %.0f, %.0f\n", shifts[0], shifts[1],
                  called[0], called[1]);
    assert_true(shifts[1] - called[1] < shifts[0] - called[0] - 500.0);
    assert_true(called[1] > called[0]);
    double cost = here.total[HC_TOTAL_student_days] * 1480000.0 / (9.0 * 365.25) * 100.0;
    assert_near(here.total[HC_TOTAL_cost_levers] / cost, 1.0, 1e-5); /* in whole oere */
}

/* All else is the same, so what the municipality saves is what the state pays. */
static void the_state_pays_its_part_of_the_studies(void **state) {
    static const char *const none[] = {TWO, SURE, L "education.granted=0", NULL};
    static const char *const half[] = {TWO, SURE, L "education.granted=1",
                                       L "education.subsidy=0.5", NULL};
    struct sums alone = sums_of(state, rural, none, 364, 1);
    struct sums with = sums_of(state, rural, half, 364, 1);
    double studies = with.total[HC_TOTAL_cost_levers];
    double paid = with.total[HC_TOTAL_cost_state] - alone.total[HC_TOTAL_cost_state];
    double saved = alone.total[HC_TOTAL_cost_municipality] - with.total[HC_TOTAL_cost_municipality];
    assert_true(studies > 0.0 && studies == alone.total[HC_TOTAL_cost_levers]);
    assert_near(paid / studies, 0.5, 1e-4);
    assert_true(saved == paid);
}

static void students_drop_out_or_go_elsewhere(void **state) {
    static const char *const drop[] = {TWO, L "education.drops_out=1", NULL};
    static const char *const leak[] = {TWO, L "education.drops_out=0", L "education.leaks=1", NULL};
    struct sums dropped = sums_of(state, rural, drop, 1092, 3);
    struct sums leaked = sums_of(state, rural, leak, 1092, 3);
    assert_true(dropped.total[HC_TOTAL_aks_educated] == 0.0);
    assert_true(dropped.total[HC_TOTAL_studies_broken] >= 6.0);
    assert_true(leaked.total[HC_TOTAL_aks_educated] == 0.0);
    assert_true(leaked.total[HC_TOTAL_aks_leaked] >= 5.0);
    assert_true(leaked.total[HC_TOTAL_own_duty] == 0.0);
}

static void fewer_places_at_the_schools_mean_later(void **state) {
    static const char *const arms[2][8] = {
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=4", L "education.on=true",
         L "education.years=1", L "education.places_per_year=4"},
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=4", L "education.on=true",
         L "education.years=1", L "education.places_per_year=0.5"}};
    double many = sums_of(state, rural, arms[0], 1456, 3).total[HC_TOTAL_own_post_days];
    double few = sums_of(state, rural, arms[1], 1456, 3).total[HC_TOTAL_own_post_days];
    print_message("post days with 4 places a year %.0f, with one in two years %.0f\n", many, few);
    assert_true(few > 0.0 && few < 0.6 * many);
}

struct payroll {
    double posts, nurse_year; /* NOK */
};

static void look_at_payroll(const struct hc_world *world, void *context) {
    struct payroll *payroll = context;
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        payroll->posts += worker->temp || worker->abolished ? 0.0 : worker->position;
    }
    payroll->nurse_year = world->p.nurse.base_pay * (1.0 + world->p.money.rota_supplement) *
                          (1.0 + world->p.money.pension) *
                          (1.0 + world->p.municipality.employer_tax);
}

/* What an AKS who is educated for the post costs the municipality, pay from when she is there and
 * the study before, is what the control of the same money spends on nurses. */
static void the_same_money_has_that_of_the_education(void **state) {
    enum { YEARS_DAYS = 3 * 364 };
    static const char *const aks[] = {TWO, SURE, "arm.post=added", NULL};
    static const char *const money[] = {TWO, SURE, "arm.post=added", "arm.control=same_money",
                                        NULL};
    struct payroll before = {0}, after = {0};
    struct run_wish wish = {.sets = rural, .days = YEARS_DAYS, .seed = 21, .look = look_at_payroll};
    wish.look_context = &before;
    free_run(run_world(*state, &wish));
    wish.arm = money;
    wish.look_context = &after;
    free_run(run_world(*state, &wish));
    struct run *run = run_in(state, rural, aks, YEARS_DAYS, 0);
    double years = YEARS_DAYS / 365.25;
    double studies = total_of(run, HC_TOTAL_cost_levers) * (1.0 - 0.30 * 0.58);
    double spent = (total_of(run, HC_TOTAL_cost_own_staff) + studies) / 100.0 / years;
    double bought = after.posts - before.posts;
    print_message("%.2f nurse posts for %.2f\n", bought, spent / after.nurse_year);
    assert_true(studies > 0.0);
    assert_near(bought, spent / after.nurse_year, 0.08 * bought);
    free_run(run);
}

/* Before anybody could begin to study, nothing is spent and nothing bought. */
static void the_same_money_as_no_education_yet_buys_nothing(void **state) {
    static const char *const money[] = {TWO, SURE, "arm.post=added", "arm.control=same_money",
                                        NULL};
    static const char *const sure[] = {SURE, NULL};
    assert_true(same_of(state, sure, money, 42));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_aks_comes_years_after_the_start),
        cmocka_unit_test(who_studies_is_missing_from_the_rota_and_costs_money),
        cmocka_unit_test(the_state_pays_its_part_of_the_studies),
        cmocka_unit_test(students_drop_out_or_go_elsewhere),
        cmocka_unit_test(fewer_places_at_the_schools_mean_later),
        cmocka_unit_test(the_same_money_has_that_of_the_education),
        cmocka_unit_test(the_same_money_as_no_education_yet_buys_nothing),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
