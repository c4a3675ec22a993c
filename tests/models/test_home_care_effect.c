/* The users that own staff reach, followed in the arm and in the arm as it is compared with. */
#include "arm_fixture.h"

#include <math.h>

static const char *const place_sets[] = {SMALL_RURAL,
                                         "calendar.warm_up_days=28",
                                         "municipality.care_housing_per_1000=20",
                                         "municipality.nursing_home_places=40",
                                         "arm.model=expert_team",
                                         "arm.post=added",
                                         "care.expert_team.staffing.fixed=4",
                                         "care.expert_team.staffing.ordinary_work=false",
                                         "care.expert_team.referral.refer_change=1",
                                         "care.expert_team.referral.refer_new=1",
                                         "care.expert_team.discharge.complex_only=false",
                                         NULL};

enum {
    DAYS = 728,
    EFFECTS = HC_TOTAL_usual_user_days - HC_TOTAL_reached_user_days,
    REACHED = HC_TOTAL_reached_user_days,
    USUAL = HC_TOTAL_usual_user_days
};

static struct run *run_arm(void **state, const char *const *arm, struct everybody *everybody) {
    return run_world(*state, &(struct run_wish){.sets = place_sets,
                                                .arm = arm,
                                                .days = DAYS,
                                                .seed = 41,
                                                .trace = DES_TRACE_FULL,
                                                .everybody = everybody});
}

static const char *const against_baseline[] = {"arm.against=baseline", NULL};

static void an_arm_that_is_followed_is_bit_for_bit_the_arm(void **state) {
    struct run *alone = run_arm(state, NULL, NULL);
    struct run *followed = run_arm(state, against_baseline, NULL);
    assert_true(same_rows(alone, followed));
    assert_int_equal(alone->events, followed->events);
    for (size_t s = 0; s < HC_STRATA; s++) {
        assert_memory_equal(&alone->totals[s * HC_TOTALS], &followed->totals[s * HC_TOTALS],
                            HC_TOTAL_reached_user_days * sizeof alone->totals[0]);
    }
    for (int t = 0; t < 2 * EFFECTS; t++) {
        assert_true(alone->totals[REACHED + t] == 0.0);
    }
    assert_true(followed->totals[REACHED] > 1000.0);
    assert_true(followed->totals[USUAL] > 1000.0);
    free_run(alone);
    free_run(followed);
}

/* Sets every aks.* parameter to the nurse.* value beside it. */
static void take_nurse_values(const struct place *place, struct des_values *values) {
    for (size_t e = 0; e < des_space_count(place->space); e++) {
        const char *path = des_space_at(place->space, e)->path;
        if (strncmp(path, "aks.", 4) == 0) {
            char nurse[128];
            (void)snprintf(nurse, sizeof nurse, "nurse.%s", path + 4);
            size_t from = des_space_find(place->space, nurse);
            assert_case(path, from != SIZE_MAX);
            assert_int_equal(des_values_set_number(values, e, des_values_at(values, from)->real),
                             DES_OK);
        }
    }
}

static void with_the_values_of_a_nurse_every_effect_against_the_same_structure_is_1(void **state) {
    static const char *const models[] = {"expert_team", "gp_team", "zone_aks", "ordinary_rota"};
    const struct place *place = *state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        char model[64], posts[96];
        (void)snprintf(model, sizeof model, "arm.model=%s", models[i]);
        (void)snprintf(posts, sizeof posts, "care.%s.staffing.fixed=4", models[i]);
        const char *const arm[] = {model, posts, "arm.against=same_structure", NULL};
        struct des_values *values = make_values(place, place_sets, arm);
        struct run *aks = run_values(place, &(struct run_wish){.days = DAYS, .seed = 41}, values);
        take_nurse_values(place, values);
        struct run *nurses =
            run_values(place, &(struct run_wish){.days = DAYS, .seed = 41}, values);
        assert_int_equal(nurses->status, DES_OK);
        assert_case(models[i], nurses->totals[REACHED] > 500.0);
        assert_case(models[i], nurses->totals[HC_TOTAL_reached_acute_admissions] > 0.0);
        bool all_equal = true;
        for (size_t s = 0; s < HC_STRATA; s++) {
            assert_memory_equal(&nurses->totals[s * HC_TOTALS + REACHED],
                                &nurses->totals[s * HC_TOTALS + USUAL],
                                EFFECTS * sizeof nurses->totals[0]);
            all_equal = all_equal && memcmp(&aks->totals[s * HC_TOTALS + REACHED],
                                            &aks->totals[s * HC_TOTALS + USUAL],
                                            EFFECTS * sizeof aks->totals[0]) == 0;
        }
        assert_case(models[i], !all_equal);
        des_values_destroy(values);
        free_run(aks);
        free_run(nurses);
    }
}

/* How often users moved into a state after first reach, by the trace. */
static double moves_into(const struct run *run, const struct everybody *all, int to, int cause) {
    const struct rows *rows = &run->table[HC_TABLE_PATHWAY];
    double count = 0.0;
    for (size_t i = 0; i < rows->count; i++) {
        const union des_cell *c = rows->cells + i * rows->width;
        size_t user = (size_t)c[PATH_user].i32;
        count += c[PATH_to].i32 == to && (cause < 0 || c[PATH_cause].i32 == cause) &&
                 user < all->count && c[PATH_time].f64 >= all->user[user].counted_at;
    }
    return count;
}

/* What is counted is what the traces of two separate runs say of these users and times. */
static bool admitted_between(const struct run *run, int32_t user, double from, double to) {
    const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
    for (size_t i = 0; i < steps->count; i++) {
        const union des_cell *c = row_at(steps, i);
        if (c[PATH_user].i32 == user && c[PATH_to].i32 == HC_IN_HOSPITAL &&
            c[PATH_time].f64 > from && c[PATH_time].f64 <= to) {
            return true;
        }
    }
    return false;
}

/* Discharges after which a readmission counts as one of somebody who is reached: after first
 * reach, or before it with what is left of the 30 days. */
static double index_discharges(const struct run *run, const struct everybody *all) {
    const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
    double count = 0.0;
    for (size_t i = 0; i < steps->count; i++) {
        const union des_cell *c = row_at(steps, i);
        double time = c[PATH_time].f64, reached = all->user[c[PATH_user].i32].counted_at;
        if (c[PATH_from].i32 != HC_IN_HOSPITAL || c[PATH_to].i32 == HC_DEAD ||
            time > (DAYS - 30.0) * HC_DAY) {
            continue;
        }
        count += time >= reached || (reached - time <= 30.0 * HC_DAY &&
                                     !admitted_between(run, c[PATH_user].i32, time, reached));
    }
    return count;
}

static void both_sides_are_what_the_traces_of_the_two_arms_say(void **state) {
    static const char *const baseline[] = {"arm.model=baseline", NULL};
    struct everybody all = {0};
    struct run *arm = run_arm(state, against_baseline, &all);
    struct run *base = run_arm(state, baseline, NULL);
    size_t reached = 0;
    for (size_t i = 0; i < all.count; i++) {
        reached += isfinite(all.user[i].counted_at);
    }
    assert_true((double)reached == total_of(arm, HC_TOTAL_users_reached) && reached > 20);
    assert_near(moves_into(arm, &all, HC_IN_HOSPITAL, -1),
                total_of(arm, HC_TOTAL_reached_acute_admissions), 0.0);
    assert_near(moves_into(base, &all, HC_IN_HOSPITAL, -1),
                total_of(arm, HC_TOTAL_usual_acute_admissions), 0.0);
    assert_near(moves_into(arm, &all, HC_IN_NURSING_HOME, -1),
                total_of(arm, HC_TOTAL_reached_nursing_home_moves), 0.0);
    assert_near(moves_into(base, &all, HC_IN_NURSING_HOME, -1),
                total_of(arm, HC_TOTAL_usual_nursing_home_moves), 0.0);
    assert_near(index_discharges(arm, &all), total_of(arm, HC_TOTAL_reached_discharges_index), 0.0);
    assert_near(index_discharges(base, &all), total_of(arm, HC_TOTAL_usual_discharges_index), 0.0);
    assert_true(total_of(arm, HC_TOTAL_reached_acute_admissions) > 10.0);
    assert_true(total_of(arm, HC_TOTAL_usual_acute_admissions) > 10.0);
    free(all.block);
    free_run(arm);
    free_run(base);
}

/* Each of the AKS's values moves the effect it stands for, to either side. */
static void a_worse_value_gives_a_worse_effect(void **state) {
    static const struct {
        const char *good, *bad;
        enum hc_total above, below; /* of the rate that it moves */
    } cases[] = {
        {"aks.stay_days=0.7", "aks.stay_days=1.3", HC_TOTAL_reached_stay_days,
         HC_TOTAL_reached_discharges},
        {"aks.death=0.3", "aks.death=4", HC_TOTAL_reached_deaths, HC_TOTAL_reached_user_days},
        {"aks.nursing_home=0.2", "aks.nursing_home=6", HC_TOTAL_reached_nursing_home_moves,
         HC_TOTAL_reached_user_days},
        {"aks.call_first=2.4", "aks.call_first=0", HC_TOTAL_reached_legevakt_contacts,
         HC_TOTAL_reached_user_days},
        {"aks.plan_notice=8", "aks.plan_notice=0.1", HC_TOTAL_reached_acute_admissions,
         HC_TOTAL_reached_user_days},
        {"aks.deterioration=0.5", "aks.deterioration=2", HC_TOTAL_reached_legevakt_contacts,
         HC_TOTAL_reached_user_days},
        {"aks.minor_complaints=0.3", "aks.minor_complaints=3", HC_TOTAL_reached_legevakt_contacts,
         HC_TOTAL_reached_user_days},
        {"aks.call_ambulance=0", "aks.call_ambulance=3", HC_TOTAL_reached_acute_admissions,
         HC_TOTAL_reached_user_days},
        {"aks.call_ambulance=3", "aks.call_ambulance=0", HC_TOTAL_reached_legevakt_contacts,
         HC_TOTAL_reached_user_days},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const good[] = {cases[i].good, against_baseline[0], NULL};
        const char *const bad[] = {cases[i].bad, against_baseline[0], NULL};
        struct run *a = run_arm(state, good, NULL), *b = run_arm(state, bad, NULL);
        assert_case(cases[i].bad, total_of(a, cases[i].above) / total_of(a, cases[i].below) <
                                      total_of(b, cases[i].above) / total_of(b, cases[i].below));
        free_run(a);
        free_run(b);
    }
}

/* Ratio of a rate among those reached to what it would be otherwise. */
static double effect_of(const struct run *run, enum hc_total above) {
    enum { TO_USUAL = HC_TOTAL_usual_user_days - HC_TOTAL_reached_user_days };
    return total_of(run, above) / total_of(run, HC_TOTAL_reached_user_days) /
           (total_of(run, above + TO_USUAL) / total_of(run, HC_TOTAL_usual_user_days));
}

/* Over some runs: one alone moves by chance (1.57 where the mean of four is 1.87). */
static double mean_effect(void **state, const char *const *arm, enum hc_total above) {
    enum { RUNS = 4 };
    double sum = 0.0;
    for (uint64_t seed = 41; seed < 41 + RUNS; seed++) {
        struct run *run = run_world(
            *state, &(struct run_wish){.sets = place_sets, .arm = arm, .days = DAYS, .seed = seed});
        sum += effect_of(run, above);
        free_run(run);
    }
    return sum / RUNS;
}

/* Others' noticing only helps; deterioration lets an arm harm as well as help. */
static void a_hazard_of_deterioration_above_1_harms_and_below_1_helps(void **state) {
    const char *const helps[] = {"aks.deterioration=0.4", against_baseline[0], NULL};
    const char *const harms[] = {"aks.deterioration=3", against_baseline[0], NULL};
    struct run *less = run_arm(state, helps, NULL);
    struct run *more = run_arm(state, harms, NULL);
    static const enum hc_total of[] = {HC_TOTAL_reached_acute_admissions,
                                       HC_TOTAL_reached_legevakt_contacts};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        assert_case("helps", effect_of(less, of[i]) < 0.9);
        assert_case("harms", effect_of(more, of[i]) > 1.1);
    }
    free_run(less);
    free_run(more);
}

static void minor_complaints_bring_more_or_fewer_to_the_legevakt(void **state) {
    const char *const reassures[] = {"aks.minor_complaints=0.1", against_baseline[0], NULL};
    const char *const worries[] = {"aks.minor_complaints=6", against_baseline[0], NULL};
    double low = mean_effect(state, reassures, HC_TOTAL_reached_legevakt_contacts);
    double high = mean_effect(state, worries, HC_TOTAL_reached_legevakt_contacts);
    print_message("legevakt contacts of those reached: reassured %.2f, worried %.2f\n", low, high);
    assert_case("reassures", low < 0.9);
    assert_case("worries", high > 1.5);
}

/* Who is not met deteriorates as before: the same draws at the same times. */
static void deterioration_is_of_those_met_alone(void **state) {
    static const char *const nobody[] = {"aks.deterioration=3", "aks.call_ambulance=3",
                                         "aks.minor_complaints=3",
                                         "care.expert_team.staffing.fixed=0", NULL};
    static const char *const usual[] = {"care.expert_team.staffing.fixed=0", NULL};
    struct run *a = run_arm(state, nobody, NULL), *b = run_arm(state, usual, NULL);
    assert_true(same_rows(a, b));
    free_run(a);
    free_run(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arm_that_is_followed_is_bit_for_bit_the_arm),
        cmocka_unit_test(with_the_values_of_a_nurse_every_effect_against_the_same_structure_is_1),
        cmocka_unit_test(both_sides_are_what_the_traces_of_the_two_arms_say),
        cmocka_unit_test(a_worse_value_gives_a_worse_effect),
        cmocka_unit_test(a_hazard_of_deterioration_above_1_harms_and_below_1_helps),
        cmocka_unit_test(minor_complaints_bring_more_or_fewer_to_the_legevakt),
        cmocka_unit_test(deterioration_is_of_those_met_alone),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
