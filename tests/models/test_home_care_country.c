/* What must be true of any run (MODEL section 9), of the municipalities of the country and over
 * ten years: every 20th place and five years in a few seconds, all of them with "all". */
#include "world_fixture.h"

#include "des/experiment.h"
#include "des/resource.h"

#include <math.h>

struct country {
    struct place *place;
    struct des_experiment *experiment;
    bool all;
};

static bool everything; /* set once, before any test: all places and ten years */

static const struct des_model *find_model(const void *context, const char *name) {
    (void)name;
    return context;
}

static int open_country(void **state) {
    static const char text[] =
        "title = \"test\"; model = \"home_care\"; seed = \"2024\"; days = 364; replications = 1;\n"
        "reference = \"baseline\"; draws = \"off\"; arms = ( { name = \"baseline\"; } );\n"
        "parameters = { calendar = { warm_up_days = 7; }; };\n"
        "settings = ( { municipality = \"all\"; } );\n";
    struct country *country = calloc(1, sizeof *country);
    assert_non_null(country);
    country->all = everything;
    assert_int_equal(make_world((void **)&country->place), 0);
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    if (des_experiment_parse(text, "test", &(struct des_overrides){0}, find_model,
                             &country->place->model, &country->experiment, &told) != DES_OK) {
        fail_msg("%s", told.count > 0 ? told.lines[0] : "the scenario could not be read");
    }
    des_diagnostics_fini(&told);
    *state = country;
    return 0;
}

static int close_country(void **state) {
    struct country *country = *state;
    des_experiment_destroy(country->experiment);
    void *place = country->place;
    assert_int_equal(destroy_world(&place), 0);
    free(country);
    return 0;
}

/* ---- one place ---- */

struct visit_to_place {
    struct des_values *values;
    struct des_run_setup setup;
    const struct hc_world *world;
    const char *name;
    double totals[HC_STRATA * HC_TOTALS];
};

static void enter(const struct country *country, size_t setting, int64_t days,
                  struct visit_to_place *v) {
    const struct des_coordinates at = {.setting = setting};
    const struct des_plan *plan = des_experiment_plan(country->experiment);
    v->name = plan->settings[setting].label;
    v->values = des_experiment_values(country->experiment, at, NULL);
    assert_non_null(v->values);
    const struct des_run_input input = {
        .values = v->values, .random = {plan->seed, 0}, .days = days};
    struct des_error error = {0};
    if (country->place->model.create(country->place->model.context, &input, &v->setup, &error) !=
        DES_OK) {
        fail_msg("%s: %s", v->name, error.text);
    }
    v->world = v->setup.state;
}

static void run_to(struct visit_to_place *v, double day) {
    if (des_sim_run_until(v->setup.sim, day * HC_DAY) != DES_OK) {
        fail_msg("%s: %s", v->name, des_sim_bug_text(v->setup.sim));
    }
}

static void leave(const struct country *country, struct visit_to_place *v) {
    struct des_error error = {0};
    current_look = NULL;
    memset(v->totals, 0, sizeof v->totals);
    if (country->place->model.finish(v->setup.state, v->totals, &error) != DES_OK) {
        fail_msg("%s: %s", v->name, error.text);
    }
    country->place->model.destroy(v->setup.state);
    des_values_destroy(v->values);
}

static double total(const struct visit_to_place *v, enum hc_total which) {
    return v->totals[which];
}

#define MUST(v, truth)                                                                             \
    do {                                                                                           \
        if (!(truth)) {                                                                            \
            fail_msg("%s: %s", (v)->name, #truth);                                                 \
        }                                                                                          \
    } while (0)

static void users_balance(const struct visit_to_place *v) {
    MUST(v, total(v, HC_TOTAL_users_start) + total(v, HC_TOTAL_users_in) ==
                total(v, HC_TOTAL_users_out) + total(v, HC_TOTAL_users_end));
}

static void minutes_balance(const struct visit_to_place *v) {
    MUST(v, total(v, HC_TOTAL_duty_minutes) ==
                total(v, HC_TOTAL_direct_minutes) + total(v, HC_TOTAL_travel_minutes) +
                    total(v, HC_TOTAL_indirect_minutes) + total(v, HC_TOTAL_break_minutes) +
                    total(v, HC_TOTAL_idle_minutes));
    MUST(v, total(v, HC_TOTAL_other_minutes) == total(v, HC_TOTAL_duty_minutes) -
                                                    total(v, HC_TOTAL_direct_minutes) -
                                                    total(v, HC_TOTAL_travel_minutes));
}

static void visits_balance(const struct visit_to_place *v) {
    MUST(v, total(v, HC_TOTAL_visits_planned) ==
                total(v, HC_TOTAL_planned_done) + total(v, HC_TOTAL_planned_missed) +
                    total(v, HC_TOTAL_planned_cancelled) + total(v, HC_TOTAL_planned_open));
    /* What is open at the end is what one day can hold. */
    MUST(v, total(v, HC_TOTAL_planned_open) <=
                10.0 + 2.0 * total(v, HC_TOTAL_visits_planned) / total(v, HC_TOTAL_observed_days));
}

static void strata_balance(const struct visit_to_place *v) {
    static const enum hc_total by_user[] = {HC_TOTAL_users_in, HC_TOTAL_visits_done,
                                            HC_TOTAL_planned_missed, HC_TOTAL_acute_admissions};
    for (size_t k = 0; k < sizeof by_user / sizeof *by_user; k++) {
        double places = 0.0, ages = 0.0;
        for (int s = 1; s < HC_STRATA; s++) {
            *(s < HC_STRATUM_AGE ? &places : &ages) += v->totals[s * HC_TOTALS + (int)by_user[k]];
        }
        MUST(v, places == total(v, by_user[k]));
        MUST(v, ages == total(v, by_user[k]));
    }
}

static void money_balances(const struct visit_to_place *v) {
    MUST(v, total(v, HC_TOTAL_cost_total) ==
                total(v, HC_TOTAL_cost_municipality) + total(v, HC_TOTAL_cost_hospital_trust) +
                    total(v, HC_TOTAL_cost_state) + total(v, HC_TOTAL_cost_user));
}

/* A visit waits for nobody who has left, and for no longer than it may be moved. */
static void nothing_lies_about(const struct visit_to_place *v) {
    const struct hc_world *world = v->world;
    int64_t today = hc_day_of(des_sim_now(v->setup.sim));
    for (size_t i = 0; i < world->shifts.visit_count; i++) {
        const struct hc_visit *visit = &world->shifts.visit[i];
        if (visit->in_use) {
            MUST(v, visit->moves <= world->p.shift.moves);
            MUST(v, today - visit->day <= 3 + world->p.shift.moves);
        }
    }
}

/* What is counted for statistics is part of what there is. */
static void places_hold_what_they_can(const struct visit_to_place *v) {
    static const enum hc_total places[][2] = {
        {HC_TOTAL_kad_days_used, HC_TOTAL_kad_days_offered},
        {HC_TOTAL_short_term_days_used, HC_TOTAL_short_term_days_offered},
        {HC_TOTAL_nursing_home_days_used, HC_TOTAL_nursing_home_days_offered},
    };
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        MUST(v, total(v, places[k][0]) >= 0.0);
        MUST(v, total(v, places[k][0]) <= total(v, places[k][1]) + 1e-6);
    }
    MUST(v, total(v, HC_TOTAL_kad_stays) <= total(v, HC_TOTAL_kad_all) + 1.0);
    MUST(v, total(v, HC_TOTAL_user_days_under_67) + total(v, HC_TOTAL_user_days_80) <
                total(v, HC_TOTAL_user_days));
    MUST(v, total(v, HC_TOTAL_admissions_80) <= total(v, HC_TOTAL_acute_admissions));
}

static void is_sound(const struct visit_to_place *v) {
    users_balance(v);
    minutes_balance(v);
    visits_balance(v);
    strata_balance(v);
    money_balances(v);
    places_hold_what_they_can(v);
}

static void accounts_balance_in_every_municipality(void **state) {
    const struct country *country = *state;
    size_t places = des_experiment_plan(country->experiment)->setting_count, seen = 0;
    assert_int_equal(places, 357);
    struct visit_to_place *v = calloc(1, sizeof *v);
    for (size_t s = 0; s < places; s += country->all ? 1 : 20, seen++) {
        enter(country, s, 21, v);
        run_to(v, 21.0);
        nothing_lies_about(v);
        leave(country, v);
        is_sound(v);
        /* in the smallest, one absent nurse is half of the nursing */
        double due = total(v, HC_TOTAL_visits_planned) - total(v, HC_TOTAL_planned_cancelled);
        MUST(v, total(v, HC_TOTAL_visits_done) > (due > 500.0 ? 0.9 : 0.8) * due);
    }
    free(v);
    print_message("%zu municipalities\n", seen);
}

/* ---- years ---- */

struct snapshot {
    double users, old, pending, memory;
    size_t waiting;
};

static struct snapshot look_at(const struct visit_to_place *v) {
    const struct hc_world *world = v->world;
    struct snapshot seen = {.users = (double)world->people.present,
                            .pending = (double)des_sim_pending(v->setup.sim)};
    for (size_t i = 0; i < world->people.here_count; i++) {
        const struct hc_user *user = hc_user_at(world, world->people.here[i]);
        seen.old += hc_user_served(user) && user->age >= HC_AGE_80_89;
    }
    seen.memory = (double)(world->shifts.visit_capacity * sizeof *world->shifts.visit +
                           world->planner.visit_capacity * sizeof *world->planner.visit +
                           world->planner.job_capacity * sizeof *world->planner.job +
                           world->people.capacity * sizeof *world->people.user +
                           world->staff.capacity * sizeof *world->staff.worker);
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        seen.waiting += des_resource_waiting(world->services.place[k]);
    }
    return seen;
}

static void years_go_by_without_anything_piling_up(void **state) {
    const struct country *country = *state;
    static const char *const codes[] = {"1525", "1828", "3446"}; /* classes 5, 6 and 3 */
    const struct des_plan *plan = des_experiment_plan(country->experiment);
    int years = country->all ? 10 : 3;
    struct visit_to_place *v = calloc(1, sizeof *v);
    for (size_t c = 0; c < sizeof codes / sizeof *codes; c++) {
        size_t s = 0;
        while (strcmp(plan->settings[s].name, codes[c]) != 0) {
            s++;
        }
        enter(country, s, 364 * years, v);
        run_to(v, 364.0);
        struct snapshot first = look_at(v), last = first;
        for (int y = 2; y <= years; y++) {
            run_to(v, 364.0 * y);
            last = look_at(v);
            nothing_lies_about(v);
            print_message("%s, year %d: %.0f users, %.0f aged 80+, %.1f events a user, %.0f kB, "
                          "%zu wait\n",
                          v->name, y, last.users, last.old, last.pending / last.users,
                          last.memory / 1024.0, last.waiting);
            /* Chance: the level is a sum of arrivals and exits. */
            double chance = 5.0 * sqrt(first.users);
            MUST(v, last.users > 0.8 * first.users - chance);
            MUST(v, last.users < 1.2 * first.users + chance);
            MUST(v, last.old > 0.75 * first.old - chance);
            MUST(v, last.old < 1.25 * first.old + chance);
            MUST(v, last.pending / last.users < 1.25 * first.pending / first.users + 1.0);
            MUST(v, last.memory <= 2.5 * first.memory);
            MUST(v, (double)last.waiting < 20.0 + 0.1 * last.users);
        }
        leave(country, v);
        is_sound(v);
    }
    free(v);
}

/* ---- levels ---- */

static void places_differ_by_the_level_between_municipalities(void **state) {
    const struct country *country = *state;
    struct visit_to_place *v = calloc(1, sizeof *v);
    double sum = 0.0, squares = 0.0;
    size_t places = 0;
    for (size_t s = 0; s < 357; s += 6, places++) {
        enter(country, s, 1, v);
        const struct hc_municipality *m = &v->world->p.municipality;
        struct hc_parameters plain;
        des_values_fill_named(v->values, "municipality", &plain.municipality);
        double level = log(m->users_per_1000 / plain.municipality.users_per_1000);
        MUST(v,
             fabs(level - log(m->coverage_80_plus / plain.municipality.coverage_80_plus)) < 1e-9);
        sum += level;
        squares += level * level;
        leave(country, v);
    }
    free(v);
    double n = (double)places, mean = sum / n;
    assert_true(fabs(mean) < 4.0 * 0.19 / sqrt(n));
    assert_true(fabs(sqrt(squares / n - mean * mean) / 0.19 - 1.0) < 4.0 / sqrt(2.0 * n));
}

int main(int argc, char **argv) {
    everything = argc > 1 && strcmp(argv[1], "all") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_balance_in_every_municipality),
        cmocka_unit_test(places_differ_by_the_level_between_municipalities),
        cmocka_unit_test(years_go_by_without_anything_piling_up),
    };
    return cmocka_run_group_tests(tests, open_country, close_country);
}
