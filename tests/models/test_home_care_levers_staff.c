/* Levers of the staff: L1 shared tasks and L2 another rota, L9 known carers and a lasting GP. */
#include "lever_fixture.h"

/* ---- L1 ---- */

/* Few nurses, many helsefagarbeidere. */
static const char *const few_nurses[] = {SMALL_RURAL, "calendar.warm_up_days=28",
                                         "staff.profession_share.nurse=0.12",
                                         "staff.profession_share.helsefagarbeider=0.65", NULL};

static double procedures_by_others(const struct run *run) {
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    double count = 0;
    for (size_t n = 0; n < visits->count; n++) {
        const union des_cell *row = row_at(visits, n);
        count += row[VISIT_task].i32 == HC_PROCEDURE && row[VISIT_start].f64 >= 0.0 &&
                 row[VISIT_profession].i32 < HC_NURSE;
    }
    return count;
}

static void shared_tasks_are_done_by_others_where_nurses_are_few(void **state) {
    static const char *const shared[] = {L "task_sharing.on=true", L "task_sharing.share=1", NULL};
    struct run *plain = run_in(state, few_nurses, NULL, 182, 0);
    struct run *run = run_in(state, few_nurses, shared, 182, 0);
    double before = procedures_by_others(plain), after = procedures_by_others(run);
    print_message("procedures by others than nurses %.0f, %.0f; visits moved %.0f, %.0f, missed "
                  "%.0f, %.0f, agency %.0f, %.0f\n",
                  before, after, total_of(plain, HC_TOTAL_visits_moved),
                  total_of(run, HC_TOTAL_visits_moved), total_of(plain, HC_TOTAL_planned_missed),
                  total_of(run, HC_TOTAL_planned_missed), total_of(plain, HC_TOTAL_agency_shifts),
                  total_of(run, HC_TOTAL_agency_shifts));
    assert_true(before == 0.0 && after > 500.0);
    assert_true(total_of(run, HC_TOTAL_planned_missed) <
                0.8 * total_of(plain, HC_TOTAL_planned_missed));
    assert_true(total_of(run, HC_TOTAL_cost_levers) > 0.0);
    free_run(plain);
    free_run(run);
}

static void a_table_that_is_as_today_changes_only_the_bill(void **state) {
    static const char *const as_today[] = {
        L "task_sharing.on=true",         L "task_sharing.share=1",
        L "task_sharing.procedure=nurse", L "task_sharing.procedure_off_hours=nurse",
        L "task_sharing.course_nok=0",    NULL};
    assert_true(same_of(state, NULL, as_today, 84));
}

/* Both ways: what a helsefagarbeider does about a change may help more, or less. */
static void who_sees_to_a_change_decides_what_comes_of_it(void **state) {
    static const char *const arms[3][5] = {
        {NULL},
        {L "task_sharing.on=true", L "task_sharing.assessment=helsefagarbeider",
         L "task_sharing.trained_success=0.1", "response.gp_asked=0"},
        {L "task_sharing.on=true", L "task_sharing.assessment=helsefagarbeider",
         L "task_sharing.trained_success=0.9", "response.gp_asked=0"}};
    static const char *const alone[] = {"response.gp_asked=0", NULL};
    double today = sums_of(state, rural, alone, 364, 6).total[HC_TOTAL_changes_resolved];
    double worse = sums_of(state, rural, arms[1], 364, 6).total[HC_TOTAL_changes_resolved];
    double better = sums_of(state, rural, arms[2], 364, 6).total[HC_TOTAL_changes_resolved];
    print_message("changes resolved: nurse %.0f, HFA .1 %.0f, .9 %.0f\n", today, worse, better);
    assert_true(worse < 0.9 * today && better > 1.05 * today);
}

/* From doctor to nurse: no question is asked where there is a procedure. */
static void nurses_with_procedures_ask_fewer_doctors(void **state) {
    static const char *const half[] = {L "task_sharing.on=true",
                                       L "task_sharing.nurse_procedure=0.5", NULL};
    static const char *const all[] = {L "task_sharing.on=true", L "task_sharing.nurse_procedure=1",
                                      NULL};
    struct sums none = sums_of(state, rural, NULL, 364, 4);
    struct sums some = sums_of(state, rural, half, 364, 4);
    struct sums every = sums_of(state, rural, all, 364, 4);
    double asked = none.total[HC_TOTAL_gp_questions];
    assert_true(some.total[HC_TOTAL_gp_questions] < 0.7 * asked);
    assert_true(some.total[HC_TOTAL_gp_questions] > 0.3 * asked);
    assert_true(every.total[HC_TOTAL_gp_questions] == 0.0);
    assert_true(every.total[HC_TOTAL_days_to_action] / every.total[HC_TOTAL_changes_treated] <
                none.total[HC_TOTAL_days_to_action] / none.total[HC_TOTAL_changes_treated]);
}

/* ---- L2 ---- */

#define AS_IT_IS                                                                                   \
    L "rota.on=true", L "rota.weekend_interval=3", L "rota.weekend_shifts=traditional",            \
        L "rota.weekday_shifts=traditional"

static void the_same_rota_laid_again_changes_nothing(void **state) {
    static const char *const again[] = {AS_IT_IS, NULL};
    assert_true(same_of(state, NULL, again, 84));
}

struct long_shifts {
    size_t weekend, long_at_weekend, long_on_weekdays;
};

static struct long_shifts long_shifts_of(const struct run *run) {
    struct long_shifts count = {0};
    const struct rows *shifts = &run->table[HC_TABLE_SHIFTS];
    for (size_t n = 0; n < shifts->count; n++) {
        const union des_cell *row = row_at(shifts, n);
        double start = row[SHIFT_planned_start].f64;
        bool at_weekend = start >= 0.0 && (int64_t)(start / 1440.0) % 7 >= 5;
        bool is_long = row[SHIFT_planned_end].f64 - start > 700.0;
        count.weekend += at_weekend;
        count.long_at_weekend += at_weekend && is_long;
        count.long_on_weekdays += !at_weekend && is_long;
    }
    return count;
}

static void another_rota_brings_long_shifts_and_fewer_weekends(void **state) {
    static const char *const longer[] = {L "rota.on=true", L "rota.weekend_interval=4", NULL};
    struct run *plain = run_in(state, rural, NULL, 84, 0);
    struct run *run = run_in(state, rural, longer, 84, 0);
    struct long_shifts before = long_shifts_of(plain), after = long_shifts_of(run);
    print_message("shifts in weekends %zu, %zu; long ones %zu, %zu\n", before.weekend,
                  after.weekend, before.long_at_weekend, after.long_at_weekend);
    assert_true(before.long_at_weekend == 0 && after.long_at_weekend > 50);
    assert_true(before.long_on_weekdays == 0 && after.long_on_weekdays == 0);
    assert_true(after.weekend < before.weekend);
    free_run(plain);
    free_run(run);
}

static void full_time_gives_the_hours_to_fewer_people(void **state) {
    static const char *const part[] = {AS_IT_IS, L "rota.full_time=0", NULL};
    static const char *const full[] = {AS_IT_IS, L "rota.full_time=1", NULL};
    struct sums before = sums_of(state, rural, part, 182, 4);
    struct sums after = sums_of(state, rural, full, 182, 4);
    print_message("people %.0f, %.0f; posts %.0f, %.0f; extra shifts %.0f, %.0f\n",
                  before.total[HC_TOTAL_people_days], after.total[HC_TOTAL_people_days],
                  before.total[HC_TOTAL_post_days], after.total[HC_TOTAL_post_days],
                  before.total[HC_TOTAL_extra_shifts], after.total[HC_TOTAL_extra_shifts]);
    assert_near(after.total[HC_TOTAL_post_days] / before.total[HC_TOTAL_post_days], 1.0, 1e-9);
    assert_true(after.total[HC_TOTAL_people_days] < 0.95 * before.total[HC_TOTAL_people_days]);
    assert_true(after.total[HC_TOTAL_extra_shifts] < 0.9 * before.total[HC_TOTAL_extra_shifts]);
}

/* ---- L9 ---- */

static void carers_who_know_the_user_come_more_often_and_drive_more(void **state) {
    static const char *const known[] = {L "continuity.on=true", L "continuity.carer_min=60", NULL};
    struct sums plain = sums_of(state, rural, NULL, 364, 4);
    struct sums with = sums_of(state, rural, known, 364, 4);
    double carers[2] = {plain.total[HC_TOTAL_carers_28_days] / plain.total[HC_TOTAL_carers_samples],
                        with.total[HC_TOTAL_carers_28_days] / with.total[HC_TOTAL_carers_samples]};
    print_message("carers in 28 days %.2f, %.2f; minutes of travel %.0f, %.0f\n", carers[0],
                  carers[1], plain.total[HC_TOTAL_travel_minutes],
                  with.total[HC_TOTAL_travel_minutes]);
    assert_true(carers[1] < carers[0]);
    assert_true(with.total[HC_TOTAL_travel_minutes] > plain.total[HC_TOTAL_travel_minutes]);
}

/* Both ways. */
static void a_lasting_gp_may_mean_fewer_acute_events_or_more(void **state) {
    static const char *const arms[3][5] = {
        {L "continuity.on=true", L "continuity.gp_share=1", L "continuity.gp_acute=0.7",
         L "continuity.gp_legevakt=1"},
        {L "continuity.on=true", L "continuity.gp_share=1", L "continuity.gp_acute=1",
         L "continuity.gp_legevakt=1"},
        {L "continuity.on=true", L "continuity.gp_share=1", L "continuity.gp_acute=1.4",
         L "continuity.gp_legevakt=1"}};
    double admitted[3];
    for (int k = 0; k < 3; k++) {
        admitted[k] = sums_of(state, rural, arms[k], 728, 6).total[HC_TOTAL_acute_admissions];
    }
    print_message("admissions %.0f, %.0f, %.0f\n", admitted[0], admitted[1], admitted[2]);
    /* Two thirds are changes, one third comes without warning: neither alone would do. */
    assert_near(admitted[0] / admitted[1], 0.7, 0.06);
    assert_near(admitted[2] / admitted[1], 1.4, 0.1);
}

/* Fewer of the acute, and of those with a complaint that passes, go to the legevakt. */
static void a_lasting_gp_may_keep_people_from_the_legevakt(void **state) {
    static const char *const arms[2][5] = {
        {L "continuity.on=true", L "continuity.gp_share=1", L "continuity.gp_acute=1",
         L "continuity.gp_legevakt=1"},
        {L "continuity.on=true", L "continuity.gp_share=1", L "continuity.gp_acute=1",
         L "continuity.gp_legevakt=0.6"}};
    double contacts[2];
    for (int k = 0; k < 2; k++) {
        contacts[k] = sums_of(state, rural, arms[k], 728, 6).total[HC_TOTAL_legevakt_contacts];
    }
    print_message("legevakt contacts %.0f, %.0f\n", contacts[0], contacts[1]);
    assert_near(contacts[1] / contacts[0], 0.6, 0.06);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_tasks_are_done_by_others_where_nurses_are_few),
        cmocka_unit_test(a_table_that_is_as_today_changes_only_the_bill),
        cmocka_unit_test(who_sees_to_a_change_decides_what_comes_of_it),
        cmocka_unit_test(nurses_with_procedures_ask_fewer_doctors),
        cmocka_unit_test(the_same_rota_laid_again_changes_nothing),
        cmocka_unit_test(another_rota_brings_long_shifts_and_fewer_weekends),
        cmocka_unit_test(full_time_gives_the_hours_to_fewer_people),
        cmocka_unit_test(carers_who_know_the_user_come_more_often_and_drive_more),
        cmocka_unit_test(a_lasting_gp_may_mean_fewer_acute_events_or_more),
        cmocka_unit_test(a_lasting_gp_may_keep_people_from_the_legevakt),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
