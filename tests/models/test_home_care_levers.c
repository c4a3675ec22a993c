/* Levers beside the care models: what each of them changes is seen in runs, what it must not
 * change stays bit for bit, and each goes with every care model. */
#include "arm_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define L "arm.levers."

static const char *const rural[] = {SMALL_RURAL, "calendar.warm_up_days=28",
                                    "calendar.start=2024-07-01", NULL};

static struct run *run_in(void **state, const char *const *sets, const char *const *arm,
                          int64_t days, uint64_t replicate) {
    return run_world(*state, &(struct run_wish){.sets = sets,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 21,
                                                .replicate = replicate,
                                                .trace = DES_TRACE_FULL});
}

struct sums {
    double total[HC_TOTALS];
};

/* Totals summed over `runs` replications of `days`. */
static struct sums sums_of(void **state, const char *const *sets, const char *const *arm,
                           int64_t days, uint64_t runs) {
    struct sums sums = {{0}};
    for (uint64_t r = 0; r < runs; r++) {
        struct run *run = run_world(
            *state,
            &(struct run_wish){.sets = sets, .arm = arm, .days = days, .seed = 21, .replicate = r});
        for (int t = 0; t < HC_TOTALS; t++) {
            sums.total[t] += run->totals[t];
        }
        free_run(run);
    }
    return sums;
}

/* Every lever, switched on with values under which it does something. */
static const char *const levers[][5] = {
    {L "task_sharing.on=true", L "task_sharing.assessment=helsefagarbeider"},
    {L "rota.on=true", L "rota.full_time=0.5"},
    {L "technology.on=true", L "technology.follow_up_users=0.5",
     L "technology.follow_up_change=1.2"},
    {L "rights.on=true", L "rights.step=delegated"},
    {L "rights.on=true", L "rights.step=own"},
    {L "education.on=true", L "education.away=0.8"},
    {L "region.on=true", L "region.legevakt=true", L "region.acute_beds=true",
     L "region.short_term=true"},
    {L "continuity.on=true", L "continuity.gp_share=0.5"},
    {L "projection.on=true", L "projection.people.from_80=0.1", L "projection.posts.nurse=0.1"},
};

static void what_a_lever_says_counts_for_nothing_while_it_is_off(void **state) {
    static const char *const off[] = {L "task_sharing.procedure=assistant",
                                      L "technology.dispenser_users=1",
                                      L "rights.step=own",
                                      L "education.away=1",
                                      L "projection.standard=0.05",
                                      NULL};
    struct run *plain = run_in(state, rural, NULL, 84, 0), *run = run_in(state, rural, off, 84, 0);
    assert_true(same_run(plain, run));
    free_run(plain);
    free_run(run);
}

static void without_posts_a_care_model_with_a_lever_is_the_lever_alone(void **state) {
    for (size_t k = 0; k < COUNT(levers); k++) {
        struct run *alone = run_in(state, rural, levers[k], 84, 1);
        for (size_t i = 1; i < hc_care_model_count; i += 4) {
            struct arm arm;
            const char *name = hc_care_models[i]->name;
            struct run *run =
                run_in(state, rural, arm_of(&arm, name, "added", "none", 0, levers[k]), 84, 1);
            assert_case(name, same_run(run, alone));
            free_run(run);
        }
        free_run(alone);
    }
}

static void a_lever_goes_with_every_care_model_and_its_control(void **state) {
    const struct place *place = *state;
    for (size_t k = 0; k < COUNT(levers); k++) {
        for (size_t i = 1; i < hc_care_model_count; i++) {
            const char *name = hc_care_models[i]->name;
            struct arm arm;
            struct des_values *values =
                with_nurse_values(place, rural, arm_of(&arm, name, "added", "none", -1, levers[k]));
            struct run *nurses = run_values(
                place, &(struct run_wish){.days = 56, .seed = 21, .trace = DES_TRACE_FULL}, values);
            struct run *control = run_in(
                state, rural, arm_of(&arm, name, "added", "same_structure", -1, levers[k]), 56, 0);
            assert_case(name, nurses->status == DES_OK && same_run(nurses, control));
            des_values_destroy(values);
            free_run(nurses);
            free_run(control);
        }
    }
}

static void a_lever_begins_on_day_0(void **state) {
    for (size_t k = 0; k < COUNT(levers); k++) {
        const struct rows *base, *with;
        struct run *plain = run_in(state, rural, NULL, 14, 2);
        struct run *run = run_in(state, rural, levers[k], 14, 2);
        base = &plain->table[HC_TABLE_VISITS];
        with = &run->table[HC_TABLE_VISITS];
        size_t n = 0;
        while (n < base->count && row_at(base, n)[VISIT_end].f64 < 0.0) {
            n++;
        }
        assert_true(n == 0 ||
                    memcmp(base->cells, with->cells, n * base->width * sizeof *base->cells) == 0);
        assert_true(total_of(plain, HC_TOTAL_users_start) == total_of(run, HC_TOTAL_users_start));
        free_run(plain);
        free_run(run);
    }
}

/* ---- L1 ---- */

/* Few nurses, many helsefagarbeidere. */
static const char *const few_nurses[] = {SMALL_RURAL, "calendar.warm_up_days=28",
                                         "staff.profession_share.nurse=0.12",
                                         "staff.profession_share.helsefagarbeider=0.65", NULL};

static void shared_tasks_are_done_by_others_where_nurses_are_few(void **state) {
    static const char *const shared[] = {L "task_sharing.on=true", L "task_sharing.share=1", NULL};
    struct run *plain = run_in(state, few_nurses, NULL, 182, 0);
    struct run *run = run_in(state, few_nurses, shared, 182, 0);
    double by_others[2] = {0};
    for (int k = 0; k < 2; k++) {
        const struct rows *visits = &(k ? run : plain)->table[HC_TABLE_VISITS];
        for (size_t n = 0; n < visits->count; n++) {
            const union des_cell *row = row_at(visits, n);
            by_others[k] += row[VISIT_task].i32 == HC_PROCEDURE && row[VISIT_start].f64 >= 0.0 &&
                            row[VISIT_profession].i32 < HC_NURSE;
        }
    }
    print_message("procedures by others than nurses %.0f, %.0f; visits moved %.0f, %.0f, missed "
                  "%.0f, %.0f, agency %.0f, %.0f\n",
                  by_others[0], by_others[1], total_of(plain, HC_TOTAL_visits_moved),
                  total_of(run, HC_TOTAL_visits_moved), total_of(plain, HC_TOTAL_planned_missed),
                  total_of(run, HC_TOTAL_planned_missed), total_of(plain, HC_TOTAL_agency_shifts),
                  total_of(run, HC_TOTAL_agency_shifts));
    assert_true(by_others[0] == 0.0 && by_others[1] > 500.0);
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
    struct run *plain = run_in(state, rural, NULL, 84, 0);
    struct run *run = run_in(state, rural, as_today, 84, 0);
    assert_true(same_run(plain, run));
    free_run(plain);
    free_run(run);
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
    struct run *plain = run_in(state, rural, NULL, 84, 0);
    struct run *run = run_in(state, rural, again, 84, 0);
    assert_true(same_run(plain, run));
    free_run(plain);
    free_run(run);
}

static void another_rota_brings_long_shifts_and_fewer_weekends(void **state) {
    static const char *const longer[] = {L "rota.on=true", L "rota.weekend_interval=4", NULL};
    struct run *plain = run_in(state, rural, NULL, 84, 0);
    struct run *run = run_in(state, rural, longer, 84, 0);
    size_t weekend[2] = {0}, long_ones[2] = {0}, long_on_weekdays = 0;
    for (int k = 0; k < 2; k++) {
        const struct rows *shifts = &(k ? run : plain)->table[HC_TABLE_SHIFTS];
        for (size_t n = 0; n < shifts->count; n++) {
            const union des_cell *row = row_at(shifts, n);
            double start = row[SHIFT_planned_start].f64;
            bool at_weekend = start >= 0.0 && (int64_t)(start / 1440.0) % 7 >= 5;
            bool is_long = row[SHIFT_planned_end].f64 - start > 700.0;
            weekend[k] += at_weekend;
            long_ones[k] += at_weekend && is_long;
            long_on_weekdays += !at_weekend && is_long;
        }
    }
    print_message("shifts in weekends %zu, %zu; long ones %zu, %zu\n", weekend[0], weekend[1],
                  long_ones[0], long_ones[1]);
    assert_true(long_ones[0] == 0 && long_on_weekdays == 0 && long_ones[1] > 50);
    assert_true(weekend[1] < weekend[0]);
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

/* ---- L4 ---- */

static void a_digital_visit_takes_its_drive_away_and_costs_money(void **state) {
    static const char *const all[] = {L "technology.on=true",
                                      L "technology.dispenser_users=1",
                                      L "technology.dispenser_visits=1",
                                      L "technology.fails=0",
                                      L "technology.supervision_users=0",
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

static void the_step_by_procedure_is_what_the_care_model_does(void **state) {
    static const char *const plain[] = {"arm.model=gp_team", NULL};
    static const char *const lever[] = {"arm.model=gp_team", L "rights.on=true",
                                        L "rights.step=procedure", NULL};
    struct run *a = run_in(state, rural, plain, 84, 0), *b = run_in(state, rural, lever, 84, 0);
    assert_true(same_run(a, b));
    free_run(a);
    free_run(b);
}

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

/* ---- L7 ---- */

#define STILL                                                                                      \
    L "projection.on=true", L "projection.people.under_67=0", L "projection.people.from_67=0",     \
        L "projection.people.from_80=0", L "projection.people.from_90=0", L "projection.health=0", \
        L "projection.standard=0", L "projection.productivity=0",                                  \
        L "projection.posts.assistant=0", L "projection.posts.helsefagarbeider=0",                 \
        L "projection.posts.nurse=0", L "projection.posts.vernepleier=0"

static void a_projection_without_growth_changes_nothing(void **state) {
    static const char *const still[] = {STILL, NULL};
    struct run *plain = run_in(state, rural, NULL, 182, 0);
    struct run *run = run_in(state, rural, still, 182, 0);
    assert_true(same_run(plain, run));
    free_run(plain);
    free_run(run);
}

static void each_growth_does_its_own(void **state) {
    static const char *const arms[4][15] = {{STILL},
                                            {STILL, L "projection.people.from_80=0.08"},
                                            {STILL, L "projection.standard=0.05"},
                                            {STILL, L "projection.posts.nurse=0.08"}};
    struct sums sums[4];
    for (int k = 0; k < 4; k++) {
        sums[k] = sums_of(state, rural, arms[k], 1456, 4);
    }
    double users[4], minutes[4], posts[4];
    for (int k = 0; k < 4; k++) {
        users[k] = sums[k].total[HC_TOTAL_users_end] / sums[0].total[HC_TOTAL_users_end];
        minutes[k] =
            sums[k].total[HC_TOTAL_minutes_planned] / sums[0].total[HC_TOTAL_minutes_planned];
        posts[k] = sums[k].total[HC_TOTAL_post_days] / sums[0].total[HC_TOTAL_post_days];
    }
    print_message("users %.3f, minutes %.3f, posts %.3f\n", users[1], minutes[2], posts[3]);
    assert_true(users[1] > 1.06 && users[1] < 1.20); /* 1.36 of a third */
    assert_near(users[2], 1.0, 0.03);
    assert_near(minutes[2], 1.10, 0.02); /* the mean of four years */
    assert_near(posts[1], 1.0, 1e-12);
    assert_true(posts[3] > 1.02 && posts[3] < 1.10);
    assert_true(sums[3].total[HC_TOTAL_minutes_unmet] < sums[0].total[HC_TOTAL_minutes_unmet]);
    assert_true(sums[1].total[HC_TOTAL_minutes_unmet] > sums[0].total[HC_TOTAL_minutes_unmet]);
}

/* ---- L8 ---- */

static void a_region_that_shares_nothing_changes_nothing(void **state) {
    static const char *const on[] = {L "region.on=true", NULL};
    struct run *plain = run_in(state, rural, NULL, 84, 0), *run = run_in(state, rural, on, 84, 0);
    assert_true(same_run(plain, run));
    free_run(plain);
    free_run(run);
}

/* Four times the places and the people: the same load, shorter queues. */
static void shared_short_term_places_shorten_the_wait(void **state) {
    static const char *const alone[] = {"services.short_term_background=0.8", NULL};
    static const char *const pooled[] = {"services.short_term_background=0.8",
                                         L "region.on=true",
                                         L "region.short_term=true",
                                         L "region.partner_short_term=15",
                                         L "region.occupancy=0.8",
                                         L "region.km=30",
                                         NULL};
    struct sums one = sums_of(state, rural, alone, 728, 6);
    struct sums four = sums_of(state, rural, pooled, 728, 6);
    print_message("paid waiting days alone %.0f, pooled %.0f; transport %.0f, %.0f NOK\n",
                  one.total[HC_TOTAL_paid_waiting_days], four.total[HC_TOTAL_paid_waiting_days],
                  one.total[HC_TOTAL_cost_ambulance] / 100.0,
                  four.total[HC_TOTAL_cost_ambulance] / 100.0);
    assert_true(four.total[HC_TOTAL_short_term_stays] > 20.0);
    assert_true(four.total[HC_TOTAL_paid_waiting_days] <
                0.6 * one.total[HC_TOTAL_paid_waiting_days]);
}

static void shared_acute_beds_are_seldom_full_but_may_be_far(void **state) {
    static const char *const arms[3][6] = {{NULL},
                                           {L "region.on=true", L "region.acute_beds=true",
                                            L "region.partner_acute_beds=3", L "region.host=true"},
                                           {L "region.on=true", L "region.acute_beds=true",
                                            L "region.partner_acute_beds=3", L "region.km=200",
                                            L "region.bed_decay_km=0.02"}};
    double stays[3], full[3];
    for (int k = 0; k < 3; k++) {
        struct sums sums = sums_of(state, rural, arms[k], 728, 6);
        stays[k] = sums.total[HC_TOTAL_kad_stays];
        full[k] = sums.total[HC_TOTAL_kad_full];
    }
    print_message("stays %.0f, %.0f, %.0f; full or too far %.0f, %.0f, %.0f\n", stays[0], stays[1],
                  stays[2], full[0], full[1], full[2]);
    assert_true(full[1] < full[0] && stays[1] > stays[0]);
    assert_true(stays[2] < 0.2 * stays[1] && full[2] > full[0]);
}

static void a_shared_legevakt_that_is_far_is_gone_to_less(void **state) {
    static const char *const here[] = {L "region.on=true", L "region.legevakt=true",
                                       L "region.host=true", "municipality.legevakt_km=2", NULL};
    static const char *const far[] = {L "region.on=true", L "region.legevakt=true",
                                      L "region.km=90", "municipality.legevakt_km=2", NULL};
    struct sums near = sums_of(state, rural, here, 728, 6);
    struct sums away = sums_of(state, rural, far, 728, 6);
    assert_true(away.total[HC_TOTAL_legevakt_contacts] <
                0.6 * near.total[HC_TOTAL_legevakt_contacts]);
    assert_true(away.total[HC_TOTAL_legevakt_replaced] >
                2.0 * near.total[HC_TOTAL_legevakt_replaced]);
}

/* Two posts for a region four times as large: half a post here, and a drive on each day. */
static void shared_aks_are_here_on_their_share_of_days(void **state) {
    static const char *const own[] = {"arm.model=expert_team",
                                      "arm.post=added",
                                      "care.expert_team.staffing.fixed=2",
                                      "staff.leaving_aks=0",
                                      "care.expert_team.staffing.ordinary_work=false",
                                      NULL};
    static const char *const shared[] = {"arm.model=expert_team",
                                         "arm.post=added",
                                         "care.expert_team.staffing.fixed=2",
                                         "staff.leaving_aks=0",
                                         L "region.on=true",
                                         L "region.aks=true",
                                         L "region.population=5400",
                                         L "region.km=40",
                                         "care.expert_team.staffing.ordinary_work=false",
                                         NULL};
    struct sums all = sums_of(state, rural, own, 364, 4);
    struct sums part = sums_of(state, rural, shared, 364, 4);
    double road[2] = {all.total[HC_TOTAL_own_travel] / all.total[HC_TOTAL_own_duty],
                      part.total[HC_TOTAL_own_travel] / part.total[HC_TOTAL_own_duty]};
    print_message("on duty here %.3f of two posts; on the road %.3f, %.3f of the time\n",
                  part.total[HC_TOTAL_own_duty] / all.total[HC_TOTAL_own_duty], road[0], road[1]);
    assert_near(part.total[HC_TOTAL_own_post_days] / all.total[HC_TOTAL_own_post_days], 0.25, 1e-9);
    assert_near(part.total[HC_TOTAL_own_duty] / all.total[HC_TOTAL_own_duty], 0.25, 0.04);
    assert_true(road[1] > road[0] + 0.1);
}

struct nurses {
    double converted, left;
};

static void count_nurses(const struct hc_world *world, void *context) {
    struct nurses *nurses = context;
    *nurses = (struct nurses){.converted = world->care.converted};
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        if (worker->profession == HC_NURSE && !worker->abolished && !worker->temp) {
            nurses->left += worker->position;
        }
    }
}

static void of_a_shared_post_only_the_part_here_is_converted(void **state) {
    static const char *const arms[4][6] = {
        {NULL},
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=1"},
        {"arm.model=inter_municipal"}, /* two days a week here */
        {"arm.model=expert_team", "care.expert_team.staffing.fixed=6", L "region.on=true",
         L "region.aks=true", L "region.population=5400"}};
    static const double converted[4] = {0.0, 1.0, 0.4, 1.5};
    struct nurses seen[4];
    for (int k = 0; k < 4; k++) {
        free_run(run_world(*state, &(struct run_wish){.sets = rural,
                                                      .arm = arms[k],
                                                      .days = 2,
                                                      .seed = 21,
                                                      .look = count_nurses,
                                                      .look_context = &seen[k]}));
        assert_true(seen[k].converted <= converted[k] + 1e-9);
        assert_true(seen[k].converted > converted[k] - 0.3); /* no post is larger than 1 */
        assert_near(seen[k].left, seen[0].left - seen[k].converted, 1e-9);
    }
    assert_near(seen[2].converted, 0.4, 1e-12);
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
    assert_true(admitted[0] < 0.85 * admitted[1] && admitted[2] > 1.15 * admitted[1]);
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
    struct run *base = run_in(state, rural, sure, 42, 0), *run = run_in(state, rural, money, 42, 0);
    assert_true(same_run(base, run));
    free_run(base);
    free_run(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_lever_says_counts_for_nothing_while_it_is_off),
        cmocka_unit_test(without_posts_a_care_model_with_a_lever_is_the_lever_alone),
        cmocka_unit_test(a_lever_goes_with_every_care_model_and_its_control),
        cmocka_unit_test(a_lever_begins_on_day_0),
        cmocka_unit_test(shared_tasks_are_done_by_others_where_nurses_are_few),
        cmocka_unit_test(a_table_that_is_as_today_changes_only_the_bill),
        cmocka_unit_test(who_sees_to_a_change_decides_what_comes_of_it),
        cmocka_unit_test(nurses_with_procedures_ask_fewer_doctors),
        cmocka_unit_test(the_same_rota_laid_again_changes_nothing),
        cmocka_unit_test(another_rota_brings_long_shifts_and_fewer_weekends),
        cmocka_unit_test(full_time_gives_the_hours_to_fewer_people),
        cmocka_unit_test(a_digital_visit_takes_its_drive_away_and_costs_money),
        cmocka_unit_test(technology_has_no_effect_on_admissions_unless_it_is_set),
        cmocka_unit_test(each_step_of_the_right_skips_more_of_the_wait),
        cmocka_unit_test(the_step_by_procedure_is_what_the_care_model_does),
        cmocka_unit_test(the_first_aks_comes_years_after_the_start),
        cmocka_unit_test(who_studies_is_missing_from_the_rota_and_costs_money),
        cmocka_unit_test(students_drop_out_or_go_elsewhere),
        cmocka_unit_test(fewer_places_at_the_schools_mean_later),
        cmocka_unit_test(a_projection_without_growth_changes_nothing),
        cmocka_unit_test(each_growth_does_its_own),
        cmocka_unit_test(a_region_that_shares_nothing_changes_nothing),
        cmocka_unit_test(shared_short_term_places_shorten_the_wait),
        cmocka_unit_test(shared_acute_beds_are_seldom_full_but_may_be_far),
        cmocka_unit_test(a_shared_legevakt_that_is_far_is_gone_to_less),
        cmocka_unit_test(shared_aks_are_here_on_their_share_of_days),
        cmocka_unit_test(of_a_shared_post_only_the_part_here_is_converted),
        cmocka_unit_test(carers_who_know_the_user_come_more_often_and_drive_more),
        cmocka_unit_test(a_lasting_gp_may_mean_fewer_acute_events_or_more),
        cmocka_unit_test(the_same_money_has_that_of_the_education),
        cmocka_unit_test(the_same_money_as_no_education_yet_buys_nothing),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
