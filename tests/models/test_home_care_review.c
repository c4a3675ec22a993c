/* Defects that a review found, each told by what it did to users, staff and numbers. */
#include "world_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WARM "calendar.warm_up_days=28"

static struct run *run_traced(void **state, const char *const *arm, int64_t days) {
    static const char *const sets[] = {SMALL_RURAL, WARM, NULL};
    return run_world(*state, &(struct run_wish){.sets = sets,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 3,
                                                .replicate = 1,
                                                .trace = DES_TRACE_VISITS});
}

/* Many visits are given up in the last hour of a shift, when the next is at work. */
static void what_a_shift_leaves_does_not_wait_a_day_for_the_next(void **state) {
    struct run *run = run_traced(state, NULL, 182);
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    size_t moved = 0, a_day_late = 0;
    for (size_t i = 0; i < visits->count; i++) {
        const union des_cell *c = row_at(visits, i);
        bool urgent = c[VISIT_task].i32 < HC_SUPERVISION;
        if (urgent && c[VISIT_moves].i32 == 1 && c[VISIT_status].i32 == HC_VISIT_DONE) {
            moved++;
            a_day_late += c[VISIT_start].f64 > c[VISIT_planned_start].f64 + 20.0 * 60.0;
        }
    }
    assert_true(moved > 300);
    assert_true(a_day_late * 100 < moved);
    free_run(run);
}

/* To be put on the next list is not to be moved: the nurse comes all the same. */
static void a_nurse_comes_to_a_change_where_no_visit_may_be_moved(void **state) {
    static const char *const arm[] = {"shift.moves=0", "health.change_rate.age_80_89=10", NULL};
    struct run *run = run_traced(state, arm, 91);
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    size_t done = 0, missed = 0;
    for (size_t i = 0; i < visits->count; i++) {
        const union des_cell *c = row_at(visits, i);
        bool nurse = c[VISIT_task].i32 == HC_NURSE_ASSESSMENT;
        done += nurse && c[VISIT_status].i32 == HC_VISIT_DONE;
        missed += nurse && c[VISIT_status].i32 == HC_VISIT_MISSED;
    }
    assert_true(done > 20);
    assert_true(missed < done);
    assert_true(total_of(run, HC_TOTAL_visits_moved) == 0.0);
    free_run(run);
}

static void count_the_oldest(const struct hc_world *world, void *context) {
    double *share = context;
    double over_80 = 0, over_90 = 0;
    for (size_t i = 0; i < world->people.count; i++) {
        const struct hc_user *user = &world->people.user[i];
        if (hc_user_served(user) && !user->short_episode) {
            over_80 += user->age >= HC_AGE_80_89;
            over_90 += user->age == HC_AGE_90;
        }
    }
    *share = over_90 / over_80;
}

/* Those who enter at 80 to 89 are that old: the group of 90 and more has its own entries. */
static void the_users_are_as_old_after_ten_years(void **state) {
    static const char *const sets[] = {SMALL_RURAL,
                                       "municipality.population=8000",
                                       "municipality.users_per_1000=30",
                                       "municipality.users_under_67=0.1",
                                       "demand.route_67_plus=0.1",
                                       "demand.short_episodes=0",
                                       "municipality.share_90_plus_of_80=0.3",
                                       "health.death.age_80_89=0.5",
                                       "health.death.age_90_plus=0.5",
                                       NULL};
    double share = 0.0;
    for (uint64_t replicate = 1; replicate < 5; replicate++) {
        double one;
        free_run(run_world(*state, &(struct run_wish){.sets = sets,
                                                      .days = 3640,
                                                      .seed = 3,
                                                      .replicate = replicate,
                                                      .look = count_the_oldest,
                                                      .look_context = &one}));
        share += one / 4.0;
    }
    assert_near(share, 0.3, 0.08); /* far more when they were split again */
}

/* Everybody who is admitted comes back at once; none of the discharges before day 0 has
 * an admission after it counted. */
static void readmissions_are_of_discharges_that_count(void **state) {
    static const char *const arm[] = {"health.sudden_rate.age_80_89=10", NULL};
    struct run *run = run_traced(state, arm, 29);
    assert_true(total_of(run, HC_TOTAL_acute_admissions) > 20.0);
    assert_true(total_of(run, HC_TOTAL_discharges_index) == 0.0);
    assert_true(total_of(run, HC_TOTAL_readmissions) == 0.0);
    free_run(run);
}

static void a_week_has_168_hours_without_a_nurse(void **state) {
    static const char *const arm[] = {
        "staff.profession_share.nurse=0", "staff.profession_share.helsefagarbeider=0.77",
        "staff.cover_weekday=0",          "staff.cover_evening=0",
        "staff.cover_weekend=0",          "staff.cover_july=0",
        "calendar.warm_up_days=0",        NULL};
    struct run *run = run_traced(state, arm, 7);
    double first_night = 7.5; /* nobody is on duty before the first shift */
    assert_near(total_of(run, HC_TOTAL_hours_without_nurse),
                168.0 - first_night + 7.5 /* the last night goes on */, 0.01);
    free_run(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_shift_leaves_does_not_wait_a_day_for_the_next),
        cmocka_unit_test(a_nurse_comes_to_a_change_where_no_visit_may_be_moved),
        cmocka_unit_test(the_users_are_as_old_after_ten_years),
        cmocka_unit_test(readmissions_are_of_discharges_that_count),
        cmocka_unit_test(a_week_has_168_hours_without_a_nurse),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
