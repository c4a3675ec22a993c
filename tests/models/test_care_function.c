/* The function of own staff grows, is eaten, keeps colleagues and dies: seen in runs. */
#include "world_fixture.h"

#include "des/stats.h"

static const char *const rural[] = {SMALL_RURAL, "calendar.warm_up_days=28", NULL};

/* What one run leaves of the function, besides totals. */
struct seen {
    double gp_acceptance, use, guidance;
    bool active;
};

static void look(const struct hc_world *world, void *context) {
    struct seen *seen = context;
    size_t users = 0;
    *seen = (struct seen){.active = world->care.active};
    for (uint32_t id = 0; id < world->people.count; id++) {
        if (hc_care_serves(world, id)) {
            seen->gp_acceptance += hc_function_acceptance(world, id);
            users++;
        }
    }
    seen->gp_acceptance /= users > 0 ? (double)users : 1.0;
    seen->use = hc_function_used_by(world, HC_NOWHERE);
    seen->guidance = hc_function_guidance(world, 0);
}

static struct run *run_days(void **state, const char *const *arm, int64_t days, uint64_t replicate,
                            struct seen *seen) {
    return run_world(*state, &(struct run_wish){.sets = rural,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 8,
                                                .replicate = replicate,
                                                .look = look,
                                                .look_context = seen});
}

static void gps_and_colleagues_begin_sceptical_and_accept_with_contact(void **state) {
    static const char *const arm[] = {"arm.model=expert_team", "arm.post=added", NULL};
    struct seen after[3];
    static const int64_t days[3] = {1, 182, 728};
    for (int i = 0; i < 3; i++) {
        free_run(run_days(state, arm, days[i], 0, &after[i]));
    }
    print_message("GPs accept %.2f, %.2f, %.2f; colleagues use %.2f, %.2f, %.2f\n",
                  after[0].gp_acceptance, after[1].gp_acceptance, after[2].gp_acceptance,
                  after[0].use, after[1].use, after[2].use);
    assert_near(after[0].gp_acceptance, 0.30, 0.03);
    assert_true(after[1].gp_acceptance > after[0].gp_acceptance + 0.05);
    assert_true(after[2].gp_acceptance > after[1].gp_acceptance + 0.10);
    assert_true(after[2].gp_acceptance <= 0.90);
    assert_true(after[0].use < after[1].use && after[1].use < after[2].use);
}

/* The same team, whose users have GPs all over town. */
static void acceptance_grows_slower_with_many_gps(void **state) {
    static const char *const arms[2][4] = {
        {"arm.model=expert_team", "arm.post=added", "care.expert_team.area.gps=2"},
        {"arm.model=expert_team", "arm.post=added", "care.expert_team.area.gps=400"}};
    struct seen few, many;
    free_run(run_days(state, arms[0], 364, 0, &few));
    free_run(run_days(state, arms[1], 364, 0, &many));
    print_message("accepted by 2 GPs %.2f, by 400 %.2f\n", few.gp_acceptance, many.gp_acceptance);
    assert_true(few.gp_acceptance > many.gp_acceptance + 0.10);
}

/* S1: the day set aside is eaten when nobody protects it and many are absent. */
static void unprotected_time_is_eaten_by_absence_cover(void **state) {
    static const char *const arms[3][8] = {
        {"arm.model=ordinary_rota", "arm.post=added", "care.ordinary_rota.staffing.pulled=0.05",
         "staff.absence=0.25", "staff.cover_weekday=0.2"},
        {"arm.model=ordinary_rota", "arm.post=added", "care.ordinary_rota.staffing.pulled=1",
         "staff.absence=0.25", "staff.cover_weekday=0.2"},
        {"arm.model=ordinary_rota", "arm.post=added", "care.ordinary_rota.staffing.pulled=1",
         "staff.absence=0.03", "staff.slack=0.4"}};
    double pulled[3] = {0}, duty[3] = {0};
    for (int a = 0; a < 3; a++) {
        for (uint64_t r = 0; r < 6; r++) {
            struct seen seen;
            struct run *run = run_days(state, arms[a], 364, r, &seen);
            pulled[a] += total_of(run, HC_TOTAL_own_pulled) / 360.0;
            duty[a] += total_of(run, HC_TOTAL_own_duty) / 360.0;
            free_run(run);
        }
    }
    print_message("hours a year eaten / left: protected %.0f / %.0f, not %.0f / %.0f, not but few "
                  "absent %.0f / %.0f\n",
                  pulled[0], duty[0], pulled[1], duty[1], pulled[2], duty[2]);
    assert_true(pulled[1] > 3.0 * pulled[0]);
    assert_true(duty[1] < 0.85 * duty[0]);
    assert_true(pulled[2] < 0.5 * pulled[1]);
}

/* A single carrier leaves: the function ends some months later, unless anchored. */
static void a_function_that_is_not_anchored_dies_after_its_only_carrier(void **state) {
    static const char *const loose[] = {"arm.model=ordinary_rota", "arm.post=added",
                                        "care.ordinary_rota.staffing.fixed=1",
                                        "staff.leaving_aks=5", NULL};
    static const char *const anchored[] = {"arm.model=ordinary_rota",
                                           "arm.post=added",
                                           "care.ordinary_rota.staffing.fixed=1",
                                           "staff.leaving_aks=5",
                                           "care.ordinary_rota.staffing.anchored=true",
                                           NULL};
    double ended = 0.0, days = 0.0;
    for (uint64_t r = 0; r < 8; r++) {
        struct seen with, without;
        struct run *run = run_days(state, loose, 1092, r, &with);
        ended += total_of(run, HC_TOTAL_functions_ended);
        days += total_of(run, HC_TOTAL_function_days) / 8.0;
        assert_true(with.active == (total_of(run, HC_TOTAL_functions_ended) == 0.0));
        free_run(run);
        run = run_days(state, anchored, 1092, r, &without);
        assert_true(without.active && total_of(run, HC_TOTAL_function_days) == 1092.0);
        free_run(run);
    }
    print_message("ended in %.0f of 8 runs, after %.0f days in the mean\n", ended, days);
    assert_true(ended >= 6.0);
    assert_true(days > 60.0 && days < 700.0);
}

/* Three carriers: the leaving of one is not the end. */
static void a_function_with_several_carriers_lives_on(void **state) {
    static const char *const arm[] = {"arm.model=ordinary_rota",
                                      "arm.post=added",
                                      "care.ordinary_rota.staffing.fixed=4",
                                      "staff.leaving_aks=1",
                                      "staff.weeks_to_hire.nurse=4",
                                      NULL};
    struct seen seen;
    struct run *run = run_days(state, arm, 728, 1, &seen);
    assert_true(total_of(run, HC_TOTAL_leavers) > 3.0);
    assert_true(seen.active && total_of(run, HC_TOTAL_functions_ended) == 0.0);
    free_run(run);
}

static double leavers(void **state, const char *retention) {
    const char *const arm[] = {"arm.model=expert_team", "arm.post=added", retention,
                               "staff.leaving_aks=0", NULL};
    double sum = 0.0;
    for (uint64_t r = 0; r < 6; r++) {
        struct seen seen;
        struct run *run = run_days(state, arm, 728, r, &seen);
        sum += total_of(run, HC_TOTAL_leavers);
        free_run(run);
    }
    return sum;
}

/* Both ways: a good environment keeps colleagues, a bad one drives them away. */
static void guided_colleagues_stay_longer_or_leave_sooner(void **state) {
    double stay = leavers(state, "aks.retention=0.5"), same = leavers(state, "aks.retention=1"),
           go = leavers(state, "aks.retention=1.6");
    print_message("leavers at a ratio of 0.5, 1, 1.6: %.0f, %.0f, %.0f\n", stay, same, go);
    assert_true(stay < 0.85 * same && go > 1.2 * same);
}

/* An added post is filled from the rota: the nurse is missed there until her own post is
 * filled. */
static void an_added_post_is_filled_from_the_rota(void **state) {
    static const char *const arms[2][5] = {
        {"arm.model=expert_team", "arm.post=added", "function.recruited_inside=1",
         "staff.weeks_to_hire.nurse=200"},
        {"arm.model=expert_team", "arm.post=added", "function.recruited_inside=0",
         "staff.weeks_to_hire.nurse=200"}};
    double vacant[2] = {0.0, 0.0}; /* several runs: she may leave soon anyway */
    for (uint64_t seed = 2; seed < 6; seed++) {
        for (int a = 0; a < 2; a++) {
            struct seen seen;
            struct run *run = run_days(state, arms[a], 182, seed, &seen);
            vacant[a] += total_of(run, HC_TOTAL_vacant_days);
            free_run(run);
        }
    }
    print_message("vacant days, filled inside and outside: %.0f, %.0f\n", vacant[0], vacant[1]);
    assert_true(vacant[0] > vacant[1] + 200.0);
}

/* She comes on one day of the six weeks, the last weekday of the cycle (day 39 or 40). */
static void guidance_fades_by_half_in_its_half_life(void **state) {
    static const char *const arm[] = {"arm.model=professional_developer",
                                      "arm.post=added",
                                      "aks.guidance_notice=2",
                                      "staff.absence=0",
                                      "staff.absence_self=0",
                                      "staff.leaving_aks=0",
                                      "care.professional_developer.staffing.here=0.0334",
                                      "care.professional_developer.guidance.visits_per_week=5",
                                      "function.guidance_half_life=30",
                                      NULL};
    struct seen seen[2];
    free_run(run_days(state, arm, 46, 0, &seen[0]));
    free_run(run_days(state, arm, 76, 0, &seen[1]));
    print_message("ratio on noticing after 46 and 76 days: %.3f, %.3f\n", seen[0].guidance,
                  seen[1].guidance);
    assert_true(seen[0].guidance > 1.5);
    assert_near(log2(seen[1].guidance), 0.5 * log2(seen[0].guidance), 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gps_and_colleagues_begin_sceptical_and_accept_with_contact),
        cmocka_unit_test(acceptance_grows_slower_with_many_gps),
        cmocka_unit_test(unprotected_time_is_eaten_by_absence_cover),
        cmocka_unit_test(a_function_that_is_not_anchored_dies_after_its_only_carrier),
        cmocka_unit_test(a_function_with_several_carriers_lives_on),
        cmocka_unit_test(guided_colleagues_stay_longer_or_leave_sooner),
        cmocka_unit_test(an_added_post_is_filled_from_the_rota),
        cmocka_unit_test(guidance_fades_by_half_in_its_half_life),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
