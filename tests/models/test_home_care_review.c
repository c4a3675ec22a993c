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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_shift_leaves_does_not_wait_a_day_for_the_next),
        cmocka_unit_test(a_nurse_comes_to_a_change_where_no_visit_may_be_moved),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
