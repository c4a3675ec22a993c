/* Who waits in hospital for a short-term place: how long, and what ends it. */
#include "world_fixture.h"

/* One short-term place, and twice as many who need it as there is room for. */
static struct run *full_house(void **state, const char *extra_bed) {
    static const char *const town[] = {"municipality.population=6000",
                                       "municipality.short_term_places=1",
                                       "services.short_term_needed=0.6", NULL};
    const char *const days[] = {extra_bed, NULL};
    return run_world(*state, &(struct run_wish){.sets = town, .arm = days, .days = 728, .seed = 3});
}

static double days_a_wait(const struct run *run) {
    return total_of(run, HC_TOTAL_paid_waiting_days) / total_of(run, HC_TOTAL_discharges_waited);
}

static void who_waits_for_a_place_gets_a_bed_beyond_them_in_the_end(void **state) {
    struct run *never = full_house(state, "services.extra_bed_days=1e6");
    struct run *slow = full_house(state, "services.extra_bed_days=10");
    struct run *soon = full_house(state, "services.extra_bed_days=2");
    print_message("days a wait %.1f, %.1f, %.1f; stays %.0f, %.0f, %.0f\n", days_a_wait(never),
                  days_a_wait(slow), days_a_wait(soon), total_of(never, HC_TOTAL_short_term_stays),
                  total_of(slow, HC_TOTAL_short_term_stays),
                  total_of(soon, HC_TOTAL_short_term_stays));
    assert_true(days_a_wait(never) > 20.0);
    assert_true(days_a_wait(slow) > 5.0 && days_a_wait(slow) < 10.5);
    assert_true(days_a_wait(soon) > 1.0 && days_a_wait(soon) < 2.5);
    assert_true(total_of(never, HC_TOTAL_extra_bed_stays) == 0.0);
    assert_true(total_of(soon, HC_TOTAL_extra_bed_stays) > 20.0);
    assert_true(total_of(soon, HC_TOTAL_short_term_stays) >
                1.5 * total_of(never, HC_TOTAL_short_term_stays));
    free_run(never);
    free_run(slow);
    free_run(soon);
}

/* An extra bed is none of the places: who leaves it gives none back. */
static void extra_beds_take_and_give_back_no_place(void **state) {
    struct run *at_once = full_house(state, "services.extra_bed_days=0");
    assert_true(total_of(at_once, HC_TOTAL_paid_waiting_days) == 0.0);
    assert_true(total_of(at_once, HC_TOTAL_extra_bed_stays) > 20.0);
    assert_true(total_of(at_once, HC_TOTAL_short_term_days_used) <=
                total_of(at_once, HC_TOTAL_short_term_days_offered));
    free_run(at_once);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_for_a_place_gets_a_bed_beyond_them_in_the_end),
        cmocka_unit_test(extra_beds_take_and_give_back_no_place),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
