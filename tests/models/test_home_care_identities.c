/* Arms that must be equal bit for bit (MODEL section 6), and those that must not. */
#include "arm_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const rural[] = {SMALL_RURAL, "calendar.warm_up_days=28", NULL};

static struct run *run_arm(void **state, const char *const *arm, int64_t days, uint64_t replicate) {
    return run_world(*state, &(struct run_wish){.sets = rural,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 77,
                                                .replicate = replicate,
                                                .trace = DES_TRACE_FULL});
}

static void the_same_seed_gives_the_same_run(void **state) {
    static const char *const team[] = {"arm.model=expert_team", NULL};
    struct run *a = run_arm(state, team, 120, 3), *b = run_arm(state, team, 120, 3);
    assert_true(a->table[HC_TABLE_VISITS].count > 3000);
    assert_true(same_run(a, b));
    free_run(a);
    free_run(b);
}

static void another_replicate_gives_another_run(void **state) {
    struct run *a = run_arm(state, NULL, 60, 3), *b = run_arm(state, NULL, 60, 4);
    assert_false(same_rows(a, b));
    assert_true(total_of(a, HC_TOTAL_direct_minutes) != total_of(b, HC_TOTAL_direct_minutes));
    free_run(a);
    free_run(b);
}

static void a_model_without_posts_is_the_baseline(void **state) {
    static const struct {
        const char *name;
        const char *arm[5];
    } arms[] = {
        {"expert team", {"arm.model=expert_team", "care.expert_team.staffing.fixed=0"}},
        {"expert team, added",
         {"arm.model=expert_team", "care.expert_team.staffing.fixed=0", "arm.post=added"}},
        {"expert team, same money",
         {"arm.model=expert_team", "care.expert_team.staffing.fixed=0", "arm.post=added",
          "arm.control=same_money"}},
        {"expert team, same structure",
         {"arm.model=expert_team", "care.expert_team.staffing.fixed=0",
          "arm.control=same_structure"}},
        {"GP team", {"arm.model=gp_team", "care.gp_team.staffing.fixed=0"}},
        {"GP team, added",
         {"arm.model=gp_team", "care.gp_team.staffing.fixed=0", "arm.post=added"}},
    };
    struct run *baseline = run_arm(state, NULL, 120, 1);
    for (size_t i = 0; i < COUNT(arms); i++) {
        struct run *run = run_arm(state, arms[i].arm, 120, 1);
        assert_case(arms[i].name, same_run(run, baseline));
        free_run(run);
    }
    free_run(baseline);
}

static void aks_with_the_values_of_nurses_are_the_control_of_the_same_structure(void **state) {
    static const struct {
        const char *name;
        const char *arm[3], *control[4];
    } pairs[] = {
        {"expert team, converted",
         {"arm.model=expert_team"},
         {"arm.model=expert_team", "arm.control=same_structure"}},
        {"expert team, added",
         {"arm.model=expert_team", "arm.post=added"},
         {"arm.model=expert_team", "arm.post=added", "arm.control=same_structure"}},
        {"GP team, added",
         {"arm.model=gp_team", "arm.post=added"},
         {"arm.model=gp_team", "arm.post=added", "arm.control=same_structure"}},
    };
    const struct place *place = *state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct des_values *values = with_nurse_values(place, rural, pairs[i].arm);
        struct run *as_nurses = run_values(
            place, &(struct run_wish){.days = 120, .seed = 77, .trace = DES_TRACE_FULL}, values);
        assert_int_equal(as_nurses->status, DES_OK);
        struct run *control = run_arm(state, pairs[i].control, 120, 0);
        struct run *aks = run_arm(state, pairs[i].arm, 120, 0);
        assert_case(pairs[i].name, same_run(as_nurses, control));
        assert_case(pairs[i].name, !same_run(aks, control));
        assert_case(pairs[i].name, total_of(aks, HC_TOTAL_own_tasks_done) > 10.0);
        des_values_destroy(values);
        free_run(as_nurses);
        free_run(control);
        free_run(aks);
    }
}

/* Rows of visits come in order of their end; own staff first act on the morning of
 * the first working day, 2 January. */
static size_t rows_before(const struct rows *visits, double time) {
    size_t n = 0;
    while (n < visits->count && !(row_at(visits, n)[VISIT_end].f64 >= time)) {
        n++;
    }
    return n;
}

/* Nobody leaves the rota for an added post. */
#define STAY "function.recruited_inside=0"

static void the_warm_up_is_the_same_in_every_arm(void **state) {
    static const char *const arms[][4] = {{"arm.model=expert_team", "arm.post=added", STAY},
                                          {"arm.model=gp_team", "arm.post=added", STAY},
                                          {"arm.model=expert_team", "arm.control=same_structure"}};
    struct run *baseline = run_arm(state, NULL, 30, 2);
    const struct rows *base = &baseline->table[HC_TABLE_VISITS];
    for (size_t i = 0; i < COUNT(arms); i++) {
        struct run *run = run_arm(state, arms[i], 30, 2);
        const struct rows *visits = &run->table[HC_TABLE_VISITS];
        /* A converted post is missed from its first shift on, an added one acts later. */
        double until = i == 2 ? 450.0 : 1440.0 + 480.0;
        size_t n = rows_before(base, until);
        assert_true(n > (i == 2 ? 0u : 30u));
        assert_int_equal(rows_before(visits, until), n);
        assert_memory_equal(visits->cells, base->cells, n * base->width * sizeof *base->cells);
        assert_false(same_rows(run, baseline));
        /* What the warm-up left: as many users. */
        assert_true(total_of(run, HC_TOTAL_users_start) ==
                    total_of(baseline, HC_TOTAL_users_start));
        free_run(run);
    }
    free_run(baseline);
}

static void a_converted_post_is_missed_in_the_rota_and_an_added_one_is_not(void **state) {
    static const char *const converted[] = {"arm.model=expert_team", NULL};
    static const char *const added[] = {"arm.model=expert_team", "arm.post=added", STAY, NULL};
    struct run *base = run_arm(state, NULL, 120, 5);
    struct run *with = run_arm(state, added, 120, 5);
    struct run *instead = run_arm(state, converted, 120, 5);
    double nurse_days[3] = {0};
    const struct run *runs[3] = {base, with, instead};
    for (int r = 0; r < 3; r++) {
        const struct rows *shifts = &runs[r]->table[HC_TABLE_SHIFTS];
        for (size_t i = 0; i < shifts->count; i++) {
            const union des_cell *c = row_at(shifts, i);
            nurse_days[r] += c[SHIFT_profession].i32 == HC_NURSE && !c[SHIFT_absent].i32;
        }
    }
    assert_true(nurse_days[2] < 0.95 * nurse_days[0]);
    assert_near(nurse_days[1], nurse_days[0], 0.05 * nurse_days[0]);
    assert_true(total_of(with, HC_TOTAL_post_days) > total_of(base, HC_TOTAL_post_days));
    assert_near(total_of(instead, HC_TOTAL_post_days), total_of(base, HC_TOTAL_post_days),
                1.0 * 120.0);
    free_run(base);
    free_run(with);
    free_run(instead);
}

/* The money of the team's posts as nurses in the rota: no own staff, more shifts. */
static void the_same_money_buys_shifts_and_no_team(void **state) {
    static const char *const money[] = {"arm.model=expert_team", "arm.post=added",
                                        "arm.control=same_money", NULL};
    struct run *base = run_arm(state, NULL, 120, 6), *run = run_arm(state, money, 120, 6);
    assert_true(total_of(run, HC_TOTAL_own_duty) == 0.0);
    assert_true(total_of(run, HC_TOTAL_users_reached) == 0.0);
    assert_true(total_of(run, HC_TOTAL_rota_shifts) > total_of(base, HC_TOTAL_rota_shifts));
    free_run(base);
    free_run(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_run),
        cmocka_unit_test(another_replicate_gives_another_run),
        cmocka_unit_test(a_model_without_posts_is_the_baseline),
        cmocka_unit_test(aks_with_the_values_of_nurses_are_the_control_of_the_same_structure),
        cmocka_unit_test(the_warm_up_is_the_same_in_every_arm),
        cmocka_unit_test(a_converted_post_is_missed_in_the_rota_and_an_added_one_is_not),
        cmocka_unit_test(the_same_money_buys_shifts_and_no_team),
    };
    return cmocka_run_group_tests(tests, make_world, destroy_world);
}
