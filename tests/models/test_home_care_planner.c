/* The lists of one team and shift, on hand-made jobs. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "home_care/world.h"

enum { MOST = 8 };

/* A straight road, a minute a kilometre and nothing for stopping; seats are at
 * kilometre 0, free at 0, with 300 minutes to go, and take no break. */
struct team {
    struct hc_world *world;
    struct hc_job job[MOST];
    struct hc_seat seat[MOST];
    struct hc_plan plan;
};

static int make_team(void **state) {
    struct team *team = calloc(1, sizeof *team);
    team->world = calloc(1, sizeof *team->world);
    struct hc_parameters *p = &team->world->p;
    p->travel.detour = 1.0;
    for (int b = 0; b < 4; b++) {
        p->travel.speed_km_h[b] = 60.0;
    }
    p->planning = (struct hc_planning){.look_ahead_min = 20.0,
                                       .early_min = 0.0,
                                       .wait_weight = 1.0,
                                       .skill_min = 5.0,
                                       .continuity_min = 5.0,
                                       .candidates = 12};
    assert_int_equal(hc_map_init(team->world), DES_OK);
    pl_plan_init(&team->world->planner.routes);
    team->plan = (struct hc_plan){.job = team->job, .seat = team->seat};
    *state = team;
    return 0;
}

static int destroy_team(void **state) {
    struct team *team = *state;
    hc_planner_fini(team->world);
    hc_map_fini(team->world);
    free(team->world);
    free(team);
    return 0;
}

static uint32_t add_seat(struct team *team, enum hc_skill skill) {
    uint32_t s = (uint32_t)team->plan.seat_count++;
    team->seat[s] = (struct hc_seat){
        .end = 300.0, .rest_at = INFINITY, .skill = (uint8_t)skill, .worker = 100 + s};
    return s;
}

/* At a kilometre, in a window; jobs are added by planned start. */
static struct hc_job *add_job(struct team *team, double km, double open, double close,
                              double minutes) {
    struct hc_job *job = &team->job[team->plan.job_count++];
    *job = (struct hc_job){.at = {km, 0.0},
                           .start = (open + close) / 2.0,
                           .open = open,
                           .close = close,
                           .minutes = minutes,
                           .carers = 1,
                           .usual = HC_NOWHERE};
    return job;
}

static void plan(struct team *team) {
    hc_plan_lists(team->world, &team->plan);
}

static void a_job_goes_to_somebody_with_the_skill(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_seat(team, HC_SKILL_TRAINED);
    uint32_t nurse = add_seat(team, HC_SKILL_NURSE);
    for (int i = 0; i < 3; i++) {
        add_job(team, 1.0, 0.0, 60.0, 10.0)->needs = HC_SKILL_NURSE;
    }
    plan(team);
    assert_int_equal(team->plan.laid, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(team->job[i].first, nurse);
    }
}

static void a_job_is_left_when_nobody_has_the_skill(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_TRAINED);
    add_job(team, 1.0, 0.0, 60.0, 10.0)->needs = HC_SKILL_NURSE;
    add_job(team, 1.0, 0.0, 60.0, 10.0);
    plan(team);
    assert_int_equal(team->plan.laid, 1);
    assert_int_equal(team->job[0].first, HC_NOWHERE);
    assert_int_equal(team->job[1].first, 0);
}

static void work_waits_for_its_window(void **state) {
    struct team *team = *state;
    uint32_t seat = add_seat(team, HC_SKILL_ANY);
    add_job(team, 10.0, 120.0, 180.0, 30.0);
    plan(team);
    assert_int_equal(team->plan.laid, 1);
    assert_near(team->seat[seat].free, 150.0, 1e-9);
    assert_near(team->seat[seat].at.x_km, 10.0, 0.0);
}

static void a_list_ends_before_the_shift_does(void **state) {
    struct team *team = *state;
    uint32_t seat = add_seat(team, HC_SKILL_ANY);
    for (int i = 0; i < 4; i++) {
        add_job(team, 0.0, 0.0, 300.0, 90.0);
    }
    plan(team);
    assert_int_equal(team->plan.laid, 3);
    assert_true(team->seat[seat].free <= 300.0);
}

static void a_job_that_opens_too_late_fits_nobody(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_job(team, 0.0, 295.0, 400.0, 30.0);
    plan(team);
    assert_int_equal(team->plan.laid, 0);
    assert_int_equal(team->job[0].first, HC_NOWHERE);
}

static void nothing_is_laid_without_seats_or_without_jobs(void **state) {
    struct team *team = *state;
    add_job(team, 0.0, 0.0, 60.0, 10.0);
    plan(team);
    assert_int_equal(team->plan.laid, 0);
    team->plan.job_count = 0;
    add_seat(team, HC_SKILL_ANY);
    plan(team);
    assert_int_equal(team->plan.laid, 0);
}

static void two_carers_meet_and_both_have_the_time_taken(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_seat(team, HC_SKILL_ANY);
    team->seat[1].at.x_km = 30.0; /* comes from further off */
    add_job(team, 10.0, 0.0, 60.0, 15.0)->carers = 2;
    plan(team);
    const struct hc_job *job = &team->job[0];
    assert_true(job->first != HC_NOWHERE && job->second != HC_NOWHERE);
    assert_int_not_equal(job->first, job->second);
    assert_near(team->seat[0].free, 35.0, 1e-9); /* 20 minutes' drive of the later one */
    assert_near(team->seat[1].free, 35.0, 1e-9);
}

static void a_lone_worker_takes_a_two_carer_visit_alone(void **state) {
    struct team *team = *state;
    uint32_t seat = add_seat(team, HC_SKILL_ANY);
    add_job(team, 1.0, 0.0, 60.0, 15.0)->carers = 2;
    plan(team);
    assert_int_equal(team->job[0].first, seat);
    assert_int_equal(team->job[0].second, HC_NOWHERE);
}

/* Of two jobs that cost the same drive, the one whose usual carer she is. */
static void the_usual_carer_comes_when_she_can(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_seat(team, HC_SKILL_ANY);
    add_job(team, 5.0, 0.0, 60.0, 20.0)->usual = 101;
    add_job(team, 5.0, 0.0, 60.0, 20.0)->usual = 100;
    plan(team);
    assert_int_equal(team->job[0].first, 1);
    assert_int_equal(team->job[1].first, 0);
}

static void the_nearer_job_comes_first(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_job(team, 12.0, 0.0, 200.0, 10.0);
    add_job(team, 2.0, 0.0, 200.0, 10.0);
    plan(team);
    assert_int_equal(team->plan.laid, 2);
    assert_int_equal(team->plan.order[0], 1);
    assert_near(team->seat[0].free, 2.0 + 10.0 + 10.0 + 10.0, 1e-9);
}

static void nurses_are_kept_for_nursing(void **state) {
    struct team *team = *state;
    uint32_t nurse = add_seat(team, HC_SKILL_NURSE);
    add_job(team, 5.0, 0.0, 60.0, 20.0);
    add_job(team, 6.0, 0.0, 60.0, 20.0)->needs = HC_SKILL_NURSE;
    plan(team);
    assert_int_equal(team->plan.order[0], 1);
    assert_int_equal(team->job[0].first, nurse); /* when there is nobody else */
}

static void equal_inputs_give_equal_lists(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_NURSE);
    add_seat(team, HC_SKILL_TRAINED);
    for (int i = 0; i < MOST; i++) {
        add_job(team, (i * 5) % 7, 0.0, 100.0 + i, 12.0)->needs = (uint8_t)(i % 3);
    }
    struct hc_seat seat[MOST];
    uint32_t order[MOST];
    memcpy(seat, team->seat, sizeof seat);
    plan(team);
    size_t laid = team->plan.laid;
    memcpy(order, team->plan.order, sizeof order);
    memcpy(team->seat, seat, sizeof seat);
    plan(team);
    assert_int_equal(team->plan.laid, laid);
    assert_memory_equal(team->plan.order, order, laid * sizeof *order);
}

/* ---- all methods ---- */

static const int all_methods[] = {HC_PLAN_LIST, HC_PLAN_GREEDY, HC_PLAN_REPLAY, HC_PLAN_SEARCH};
static const char *const method_names[] = {"list", "greedy", "replay", "search"};

static void set_method(struct team *team, int method) {
    struct hc_planning *p = &team->world->p.planning;
    p->method = method;
    p->late_weight = 1.5;
    p->overtime_weight = 3.0;
    p->leave_min = 90.0;
    p->regret = 4;
    p->moves_per_visit = 20.0;
    p->stand_share = 0.8;
    team->plan.improves = true;
}

static void fill_team(struct team *team) {
    add_seat(team, HC_SKILL_NURSE);
    add_seat(team, HC_SKILL_TRAINED);
    for (int i = 0; i < MOST; i++) {
        struct hc_job *job = add_job(team, (i * 5) % 7, 10.0 * i, 60.0 + 10.0 * i, 12.0);
        job->needs = (uint8_t)(i % 3);
        job->carers = i == 5 ? 2 : 1;
        job->may_run_over = true;
        job->standing = (struct hc_standing){.list = {HC_NO_LIST, HC_NO_LIST}};
    }
}

static void free_seats(struct team *team) {
    for (size_t s = 0; s < team->plan.seat_count; s++) {
        team->seat[s].free = 0.0;
        team->seat[s].at = (struct pl_point){0.0, 0.0};
    }
}

static void every_method_gives_every_job_to_somebody_with_the_skill(void **state) {
    struct team *team = *state;
    fill_team(team);
    for (size_t m = 0; m < 4; m++) {
        set_method(team, all_methods[m]);
        for (int day = 0; day < 3; day++) {
            free_seats(team);
            plan(team);
            assert_case(method_names[m], team->plan.laid == MOST);
            for (int i = 0; i < MOST; i++) {
                const struct hc_job *job = &team->job[i];
                assert_case(method_names[m], team->seat[job->first].skill >= job->needs);
                assert_case(method_names[m], (job->second != HC_NOWHERE) == (job->carers == 2));
                assert_case(method_names[m], job->second != job->first);
            }
        }
    }
}

static void lists_that_stand_are_used_again(void **state) {
    struct team *team = *state;
    fill_team(team);
    set_method(team, HC_PLAN_REPLAY);
    plan(team);
    uint32_t first[MOST];
    for (int i = 0; i < MOST; i++) {
        first[i] = team->job[i].first;
    }
    free_seats(team);
    plan(team);
    for (int i = 0; i < MOST; i++) {
        assert_int_equal(team->job[i].first, first[i]);
    }
}

static void a_search_makes_standing_lists_no_longer(void **state) {
    struct team *team = *state;
    fill_team(team);
    set_method(team, HC_PLAN_SEARCH);
    double cost[2];
    for (int day = 0; day < 2; day++) {
        free_seats(team);
        plan(team);
        cost[day] = pl_plan_cost(&team->world->planner.routes);
    }
    assert_true(cost[1] <= cost[0] + 1e-9);
}

static void what_is_overdue_is_not_given_up(void **state) {
    struct team *team = *state;
    add_seat(team, HC_SKILL_ANY);
    add_job(team, 5.0, -1500.0, -1400.0, 20.0)->moves = 1;
    for (size_t m = 0; m < 4; m++) {
        set_method(team, all_methods[m]);
        free_seats(team);
        team->job[0].standing = (struct hc_standing){.list = {HC_NO_LIST, HC_NO_LIST}};
        plan(team);
        assert_case(method_names[m], team->plan.laid == 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_team, destroy_team)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_job_goes_to_somebody_with_the_skill),
        TEST(a_job_is_left_when_nobody_has_the_skill),
        TEST(work_waits_for_its_window),
        TEST(a_list_ends_before_the_shift_does),
        TEST(a_job_that_opens_too_late_fits_nobody),
        TEST(nothing_is_laid_without_seats_or_without_jobs),
        TEST(two_carers_meet_and_both_have_the_time_taken),
        TEST(a_lone_worker_takes_a_two_carer_visit_alone),
        TEST(the_usual_carer_comes_when_she_can),
        TEST(the_nearer_job_comes_first),
        TEST(nurses_are_kept_for_nursing),
        TEST(equal_inputs_give_equal_lists),
        TEST(every_method_gives_every_job_to_somebody_with_the_skill),
        TEST(lists_that_stand_are_used_again),
        TEST(a_search_makes_standing_lists_no_longer),
        TEST(what_is_overdue_is_not_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
