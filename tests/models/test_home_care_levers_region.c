/* Levers L7, another population, and L8, services shared with neighbours. */
#include "lever_fixture.h"

/* ---- L7 ---- */

#define STILL                                                                                      \
    L "projection.on=true", L "projection.people.under_67=0", L "projection.people.from_67=0",     \
        L "projection.people.from_80=0", L "projection.people.from_90=0", L "projection.health=0", \
        L "projection.standard=0", L "projection.productivity=0",                                  \
        L "projection.posts.assistant=0", L "projection.posts.helsefagarbeider=0",                 \
        L "projection.posts.nurse=0", L "projection.posts.vernepleier=0"

static void a_projection_without_growth_changes_nothing(void **state) {
    static const char *const still[] = {STILL, NULL};
    assert_true(same_of(state, NULL, still, 182));
}

static void each_growth_does_its_own(void **state) {
    enum { GROWTHS = 6 };
    static const char *const arms[GROWTHS][15] = {{STILL},
                                                  {STILL, L "projection.people.from_80=0.08"},
                                                  {STILL, L "projection.standard=0.05"},
                                                  {STILL, L "projection.posts.nurse=0.08"},
                                                  {STILL, L "projection.productivity=0.05"},
                                                  {STILL, L "projection.places=0.05"}};
    struct sums sums[GROWTHS];
    for (int k = 0; k < GROWTHS; k++) {
        sums[k] = sums_of(state, rural, arms[k], 1456, 4);
    }
    double users[GROWTHS], minutes[GROWTHS], posts[GROWTHS], places[GROWTHS];
    for (int k = 0; k < GROWTHS; k++) {
        users[k] = sums[k].total[HC_TOTAL_users_end] / sums[0].total[HC_TOTAL_users_end];
        minutes[k] =
            sums[k].total[HC_TOTAL_minutes_planned] / sums[0].total[HC_TOTAL_minutes_planned];
        posts[k] = sums[k].total[HC_TOTAL_post_days] / sums[0].total[HC_TOTAL_post_days];
        places[k] = sums[k].total[HC_TOTAL_nursing_home_days_offered] /
                    sums[0].total[HC_TOTAL_nursing_home_days_offered];
    }
    print_message("users %.3f, minutes %.3f, %.3f, posts %.3f, places %.3f\n", users[1], minutes[2],
                  minutes[4], posts[3], places[5]);
    assert_near(minutes[4], 0.91, 0.02);
    assert_true(places[4] == 1.0);
    assert_near(places[5], 1.10, 0.03);              /* the mean of four years, in whole places */
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
    assert_true(same_of(state, NULL, on, 84));
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
    assert_true(four.total[HC_TOTAL_cost_ambulance] > 1.02 * one.total[HC_TOTAL_cost_ambulance]);
    double taken =
        four.total[HC_TOTAL_short_term_days_used] / four.total[HC_TOTAL_short_term_days_offered];
    assert_near(taken, 0.85, 0.15); /* the partners' people lie there too */
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_projection_without_growth_changes_nothing),
        cmocka_unit_test(each_growth_does_its_own),
        cmocka_unit_test(a_region_that_shares_nothing_changes_nothing),
        cmocka_unit_test(shared_short_term_places_shorten_the_wait),
        cmocka_unit_test(shared_acute_beds_are_seldom_full_but_may_be_far),
        cmocka_unit_test(a_shared_legevakt_that_is_far_is_gone_to_less),
        cmocka_unit_test(shared_aks_are_here_on_their_share_of_days),
        cmocka_unit_test(of_a_shared_post_only_the_part_here_is_converted),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
