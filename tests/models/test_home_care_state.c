/* The world at the end of a run: everybody and everything is where it must be, and
 * something will happen next to each. */
#include "world_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Ill people and scarce beds: every path is taken often.  Nobody from outside is in the
 * beds, so that those in use are of users. */
static const char *const ill[] = {SMALL_RURAL,
                                  "municipality.population=6000",
                                  "municipality.zone_users=60",
                                  "calendar.warm_up_days=28",
                                  "health.change_rate.age_67_79=8",
                                  "health.change_rate.age_80_89=10",
                                  "health.sudden_rate.age_80_89=4",
                                  "health.death.age_80_89=1",
                                  "health.nursing_home.age_80_89=1",
                                  "health.death_nursing_home=2",
                                  "response.notice_hfa=0.2",
                                  "services.short_term_needed=0.5",
                                  "services.short_term_background=0",
                                  "services.kad_background=0",
                                  "services.legevakt_per_100=0",
                                  "services.legevakt_kad=0.4",
                                  "services.legevakt_minutes=240",
                                  "staff.slack=-0.3",
                                  "staff.cover_weekday=0.3",
                                  "demand.two_carers=0.5",
                                  NULL};
static const char *const arms[][4] = {
    {NULL},
    {"arm.model=expert_team", "care.expert_team.staffing.fixed=3"},
    {"arm.model=gp_team", "arm.post=added"},
};

static void look_at_each_arm(void **state, run_look look) {
    for (size_t a = 0; a < COUNT(arms); a++) {
        for (int64_t days = 101; days < 106; days++) {
            free_run(run_world(*state, &(struct run_wish){.sets = ill,
                                                          .arm = arms[a],
                                                          .days = days,
                                                          .seed = 9,
                                                          .replicate = (uint64_t)days,
                                                          .look = look}));
        }
    }
}

/* ---- users ---- */

static void check_users(const struct hc_world *world, void *context) {
    (void)context;
    size_t present = 0, away = 0;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        bool in_bed = user->state == HC_IN_KAD || user->state == HC_IN_SHORT_TERM ||
                      user->state == HC_IN_HOSPITAL;
        present += hc_user_served(user);
        away += hc_user_served(user) && user->state != HC_AT_HOME;
        if (user->state == HC_DEAD || user->state == HC_ENDED) {
            assert_true(user->bed_event == DES_NO_EVENT && user->bed_request == 0);
            assert_true(user->place_request == 0 && user->crisis == DES_NO_EVENT);
            assert_true(user->gp_answer == DES_NO_EVENT && user->alarm_call == DES_NO_EVENT);
            continue;
        }
        assert_true(des_sim_peek(world->sim, user->death.event, NULL));
        if (!hc_user_served(user)) {
            continue;
        }
        assert_true(user->change_present ? des_sim_peek(world->sim, user->crisis, NULL)
                                         : des_sim_peek(world->sim, user->change.event, NULL));
        assert_true(!user->change_present || user->state == HC_AT_HOME);
        assert_true(!in_bed || des_sim_peek(world->sim, user->bed_event, NULL));
        assert_true(user->state != HC_READY_FOR_DISCHARGE ||
                    (user->bed_request != 0 && des_sim_peek(world->sim, user->bed_event, NULL)));
        assert_true(!user->at_legevakt || user->bed_request != 0 ||
                    des_sim_peek(world->sim, user->bed_event, NULL));
    }
    assert_int_equal(present, world->people.present);
    assert_true(away > 3);
}

static void something_will_happen_to_every_user(void **state) {
    look_at_each_arm(state, check_users);
}

static void check_nurse_visits(const struct hc_world *world, void *context) {
    (void)context;
    const struct hc_shifts *shifts = &world->shifts;
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        const struct hc_user *user = hc_user_at(world, id);
        size_t ordered = 0;
        for (size_t v = 0; v < shifts->visit_count; v++) {
            ordered += shifts->visit[v].in_use && shifts->visit[v].user == id &&
                       shifts->visit[v].task == HC_NURSE_ASSESSMENT;
        }
        if (hc_user_served(user)) {
            assert_int_equal(ordered, user->pending_nurse);
        }
    }
}

static void a_nurse_is_awaited_exactly_when_one_is_ordered(void **state) {
    look_at_each_arm(state, check_nurse_visits);
}

/* ---- beds ---- */

static void check_beds(const struct hc_world *world, void *context) {
    (void)context;
    size_t in[HC_USER_STATES] = {0}, at_legevakt = 0, waiting = 0, extra = 0;
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        in[user->state]++;
        at_legevakt += user->at_legevakt && user->bed_request == 0;
        waiting += user->place_request != 0;
        extra += user->in_extra_bed;
        assert_true(!user->in_extra_bed || user->state == HC_IN_SHORT_TERM);
    }
    struct des_resource *const *place = world->services.place;
    assert_int_equal(des_resource_busy(place[HC_PLACE_KAD]), in[HC_IN_KAD]);
    assert_int_equal(des_resource_busy(place[HC_PLACE_SHORT_TERM]) + extra, in[HC_IN_SHORT_TERM]);
    assert_int_equal(des_resource_waiting(place[HC_PLACE_SHORT_TERM]), in[HC_READY_FOR_DISCHARGE]);
    assert_int_equal(des_resource_busy(place[HC_PLACE_LEGEVAKT]), at_legevakt);
    assert_true(des_resource_waiting(place[HC_PLACE_NURSING_HOME]) >= waiting);
    assert_true(des_resource_busy(place[HC_PLACE_NURSING_HOME]) >= in[HC_IN_NURSING_HOME]);
}

static void beds_in_use_are_those_of_the_users_in_them(void **state) {
    look_at_each_arm(state, check_beds);
}

/* ---- visits and workers ---- */

static void find_on_route(const struct hc_world *world, uint32_t worker, unsigned *places) {
    const struct hc_shift *shift = &world->staff.worker[worker].shift;
    size_t from = shift->next > 0 && shift->state != HC_READY ? shift->next - 1 : shift->next;
    for (size_t s = from; s < shift->length; s++) {
        const struct hc_stop *stop = &shift->route[s];
        const struct hc_visit *visit = &world->shifts.visit[stop->visit];
        if (visit->token == stop->token && visit->worker[0] == worker) {
            places[stop->visit]++;
        }
    }
}

/* Where a visit without a final word is: being made, on a route, or carried over. */
static void check_visits(const struct hc_world *world, void *context) {
    (void)context;
    const struct hc_shifts *shifts = &world->shifts;
    unsigned *places = calloc(shifts->visit_count + 1, sizeof *places);
    assert_non_null(places);
    for (size_t c = 0; c < shifts->carry_count; c++) {
        for (size_t i = 0; i < shifts->carry[c].count; i++) {
            assert_true(shifts->visit[shifts->carry[c].visit[i]].in_use);
            places[shifts->carry[c].visit[i]]++;
        }
    }
    for (size_t c = 0; c < shifts->crew_count; c++) {
        for (size_t i = 0; i < shifts->crew[c].count; i++) {
            find_on_route(world, shifts->crew[c].worker[i], places);
        }
    }
    for (size_t v = 0; v < shifts->visit_count; v++) {
        assert_int_equal(places[v], shifts->visit[v].in_use);
    }
    free(places);
}

static void no_visit_is_lost_between_shifts(void **state) {
    look_at_each_arm(state, check_visits);
}

static void check_workers(const struct hc_world *world, void *context) {
    (void)context;
    uint32_t on_duty[HC_PROFESSIONS] = {0};
    size_t teams = 0;
    for (size_t i = 0; i < world->staff.count; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        bool works = worker->shift.state != HC_OFF;
        on_duty[worker->profession] += works;
        teams += works && worker->shift.zone != HC_NOWHERE;
        assert_true(!works || !worker->abolished);
    }
    for (int p = 0; p < HC_PROFESSIONS; p++) {
        assert_int_equal(on_duty[p], world->staff.on_duty[p]);
    }
    for (size_t c = 0; c < world->shifts.crew_count; c++) {
        teams -= world->shifts.crew[c].count;
    }
    assert_int_equal(teams, 0);
}

static void those_on_duty_are_counted_by_profession(void **state) {
    look_at_each_arm(state, check_workers);
}

/* Everybody is in the crew of her team, and nearer than its box says to nobody's home. */
static size_t check_crews(const struct hc_world *world) {
    size_t away_from_base = 0;
    for (uint32_t team = 0; team < world->shifts.crew_count; team++) {
        const struct hc_crew *crew = &world->shifts.crew[team];
        const struct pl_plane *plane = hc_plane(&world->map, team);
        for (size_t i = 0; i < crew->count; i++) {
            const struct hc_shift *shift = &world->staff.worker[crew->worker[i]].shift;
            assert_int_equal(shift->zone, team);
            away_from_base += shift->place.x_km != hc_map_base(&world->map, team).x_km;
            for (size_t u = 0; u < world->people.here_count; u++) {
                struct pl_point home = hc_user_at(world, world->people.here[u])->home;
                double minutes = pl_road_min(plane, pl_road_km(plane, shift->place, home));
                if (hc_crew_way_min(world, team, home) > minutes) {
                    fail_msg("team %u, user %zu: %g min", team, u, minutes);
                }
            }
        }
    }
    return away_from_base;
}

static void a_crew_is_never_nearer_than_its_box(void **state) {
    static const char *const by_car[] = {"staff.cover_threshold=0", NULL};
    static const char *const dense[] = {"staff.cover_threshold=0", "travel.modes.dense_km=5", NULL};
    static const char *const *const ways[] = {by_car, dense};
    const struct place *place = *state;
    for (size_t w = 0; w < COUNT(ways); w++) {
        struct des_values *values = make_values(place, ill, ways[w]);
        const struct des_run_input input = {.values = values, .random = {1, 2}, .days = 10};
        struct des_run_setup setup;
        assert_int_equal(place->model.create(place->model.context, &input, &setup, NULL), DES_OK);
        const struct hc_world *world = setup.state;
        size_t away_from_base = 0;
        for (double hour = 2.0; hour < 240.0; hour += 11.0) {
            assert_int_equal(des_sim_run_until(setup.sim, hour * 60.0), DES_OK);
            away_from_base += check_crews(world);
        }
        assert_true(away_from_base > 50);
        assert_true(world->totals[0][HC_TOTAL_lent_shifts] > 0.0);
        place->model.destroy(setup.state);
        des_values_destroy(values);
    }
}

static void check_lines(const struct hc_world *world, void *context) {
    (void)context;
    for (size_t l = 0; l < world->people.list_count; l++) {
        const struct hc_line_list *list = &world->people.list[l];
        for (size_t i = 0; i < list->count; i++) {
            const struct hc_line *line = &list->line[i];
            const struct hc_user *user = hc_user_at(world, line->user);
            assert_true(hc_user_served(user) && user->living == HC_ON_ROUTE);
            assert_true(l + 1 == world->people.list_count || l / 2 == user->zone);
            assert_true(line->weekdays != 0 && line->weekdays <= 0x7f);
            assert_true(i == 0 || list->line[i - 1].start <= line->start);
        }
    }
}

static void only_users_served_have_a_care_plan(void **state) {
    look_at_each_arm(state, check_lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(something_will_happen_to_every_user),
        cmocka_unit_test(a_nurse_is_awaited_exactly_when_one_is_ordered),
        cmocka_unit_test(beds_in_use_are_those_of_the_users_in_them),
        cmocka_unit_test(no_visit_is_lost_between_shifts),
        cmocka_unit_test(those_on_duty_are_counted_by_profession),
        cmocka_unit_test(a_crew_is_never_nearer_than_its_box),
        cmocka_unit_test(only_users_served_have_a_care_plan),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
