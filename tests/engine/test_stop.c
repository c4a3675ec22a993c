/* The stop rule: a function of results in their order, and of nothing else. */
#include "fake_model.h"

#define HEAD "model = \"fake\"; replications = 60; "
#define TWO_ARMS "arms = ( { name = \"a\"; }, { name = \"b\"; } ); "
#define RULE                                                                                       \
    "stop = { outcomes = [\"cost\"]; relative = 0.1; first = 4; step = 4; look_ahead = 2; };"

enum { COST = 2, TOTALS = 3 };

static void set_cost(struct des_totals *totals, size_t run, double cost) {
    double numbers[TOTALS] = {[COST] = cost};
    assert_int_equal(des_totals_put(totals, run, 0, numbers), DES_OK);
}

/* Cost 100, plus in arm b a difference that jumps by `spread` up to `wild` replications. */
static void fill(struct des_totals *totals, double spread, int64_t wild, int64_t known) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    for (size_t run = 0; run < plan->run_count; ++run) {
        struct des_coordinates at = des_experiment_coordinates(totals->experiment, run);
        double jump = at.replication % 2 == 0 ? spread : -spread;
        totals->known[run] = totals->done[run] = at.replication < known;
        set_cost(totals, run, 100.0 + (at.arm == 1 && at.replication < wild ? jump : 0.0));
    }
}

static struct des_totals totals_of(const struct des_experiment *experiment) {
    struct des_totals totals;
    assert_int_equal(des_totals_init(&totals, experiment), DES_OK);
    return totals;
}

static void rule_says_how_many(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double spread;
        int64_t wild, known;
        enum des_replications_reason reason;
        int64_t n;
    } cases[] = {
        {"no difference: the first look, and ahead", 0, 0, 60, DES_REPLICATIONS_PRECISE, 6},
        {"more than needed changes nothing", 0, 0, 6, DES_REPLICATIONS_PRECISE, 6},
        {"one too few to look ahead", 0, 0, 5, DES_REPLICATIONS_OPEN, 6},
        {"nothing known", 0, 0, 0, DES_REPLICATIONS_OPEN, 6},
        {"never precise", 1000, 60, 60, DES_REPLICATIONS_CAPPED, 60},
        {"never precise, not all known", 1000, 60, 59, DES_REPLICATIONS_OPEN, 60},
        {"not precise at the first look", 1000, 60, 6, DES_REPLICATIONS_OPEN, 10},
    };
    struct des_experiment *experiment = sound(HEAD TWO_ARMS RULE, NULL);
    struct des_totals totals = totals_of(experiment);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        fill(&totals, cases[i].spread, cases[i].wild, cases[i].known);
        struct des_replications got = des_totals_replications(&totals, 0, 0);
        assert_case(cases[i].name, got.reason == cases[i].reason);
        assert_case(cases[i].name, got.n == cases[i].n);
    }
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

/* Differences +-20 around 0 in n even replications: sd 20 sqrt(n / (n - 1)), so the half-width
 * t(0.975, n - 1) 20 / sqrt(n - 1) is at most 10 from n = 19 on, at the looks from 20. */
static void half_width_is_that_of_the_paired_interval(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(HEAD TWO_ARMS RULE, NULL);
    struct des_totals totals = totals_of(experiment);
    fill(&totals, 20.0, 60, 60);
    struct des_replications got = des_totals_replications(&totals, 0, 0);
    assert_int_equal(got.reason, DES_REPLICATIONS_PRECISE);
    assert_int_equal(got.n, 20 + 2);
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

static void early_luck_is_not_enough(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(HEAD TWO_ARMS RULE, NULL);
    struct des_totals totals = totals_of(experiment);
    fill(&totals, 0.0, 0, 60);
    /* Calm until the look at 4, wild in the replication that the look ahead sees. */
    size_t run = des_experiment_run_id(experiment, (struct des_coordinates){0, 1, 0, 5});
    set_cost(&totals, run, 400.0);
    assert_true(des_totals_replications(&totals, 0, 0).n > 6);
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

static void failed_replication_counts_as_done_and_is_left_out(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(HEAD TWO_ARMS RULE, NULL);
    struct des_totals totals = totals_of(experiment);
    fill(&totals, 0.0, 0, 60);
    size_t run = des_experiment_run_id(experiment, (struct des_coordinates){0, 1, 0, 1});
    totals.done[run] = false;
    set_cost(&totals, run, 1e9);
    assert_int_equal(des_totals_replications(&totals, 0, 0).n, 6);
    totals.limit = 6;
    assert_int_equal(des_totals_paired(&totals, 0, 1, 0, 0, 1).n, 5);
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

static void each_setting_and_point_has_its_own_number(void **state) {
    (void)state;
    struct des_experiment *experiment =
        sound(HEAD TWO_ARMS RULE " settings = ( { name = \"x\"; }, { name = \"y\"; } );", NULL);
    struct des_totals totals = totals_of(experiment);
    fill(&totals, 0.0, 0, 60);
    for (int64_t r = 0; r < 60; ++r) {
        size_t run = des_experiment_run_id(experiment, (struct des_coordinates){1, 1, 0, r});
        set_cost(&totals, run, r % 2 == 0 ? 1000.0 : -1000.0);
    }
    assert_int_equal(des_totals_replications(&totals, 0, 0).n, 6);
    assert_int_equal(des_totals_replications(&totals, 1, 0).n, 60);
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

static void without_a_rule_all_are_done(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(HEAD, NULL);
    struct des_totals totals = totals_of(experiment);
    struct des_replications got = des_totals_replications(&totals, 0, 0);
    assert_int_equal(got.reason, DES_REPLICATIONS_FIXED);
    assert_int_equal(got.n, 60);
    des_totals_fini(&totals);
    des_experiment_destroy(experiment);
}

static void resolved_text_keeps_the_rule(void **state) {
    (void)state;
    struct des_experiment *first =
        sound(HEAD "stop = { outcomes = (\"cost\", \"visits_per_year\"); absolute = 3; relative = "
                   "0.05; first = 8; step = 3; look_ahead = 1; };",
              NULL);
    struct des_experiment *second = sound(des_experiment_plan(first)->resolved, NULL);
    const struct des_stop_rule *rule = des_experiment_plan(second)->stop;
    assert_string_equal(des_experiment_plan(first)->resolved,
                        des_experiment_plan(second)->resolved);
    assert_int_equal(rule->outcome_count, 2);
    assert_int_equal(rule->outcomes[0], 1);
    assert_int_equal(rule->outcomes[1], 0);
    assert_true(rule->absolute == 3.0 && rule->relative == 0.05);
    assert_int_equal(rule->first, 8);
    assert_int_equal(rule->step, 3);
    assert_int_equal(rule->look_ahead, 1);
    des_experiment_destroy(first);
    des_experiment_destroy(second);
}

static void outcomes_to_show_are_kept_in_their_order(void **state) {
    (void)state;
    struct des_experiment *first = sound(HEAD "show_also = [\"cost\", \"visits_per_year\"];", NULL);
    struct des_experiment *second = sound(des_experiment_plan(first)->resolved, NULL);
    const struct des_plan *plan = des_experiment_plan(second);
    assert_int_equal(plan->shown_count, 2);
    assert_int_equal(plan->shown[0], 1);
    assert_int_equal(plan->shown[1], 0);
    des_experiment_destroy(first);
    des_experiment_destroy(second);
}

static void wrong_rule_is_told(void **state) {
    (void)state;
    static const struct {
        const char *want, *text;
    } cases[] = {
        {"stop.outcomes|there is no outcome \"cots\"|did you mean cost?",
         "stop = { outcomes = [\"cots\"]; relative = 0.1; };"},
        {"show_also|there is no outcome \"cots\"|did you mean cost?", "show_also = [\"cots\"];"},
        {"show_also: no outcomes are given", "show_also = \"cost\";"},
        {"not a text", "show_also = [1];"},
        {"no outcomes are given", "stop = { relative = 0.1; };"},
        {"no precision is given", "stop = { outcomes = [\"cost\"]; };"},
        {"not a precision", "stop = { outcomes = [\"cost\"]; relative = -0.1; };"},
        {"not a precision", "stop = { outcomes = [\"cost\"]; absolute = \"much\"; };"},
        {"stop.first: ", "stop = { outcomes = [\"cost\"]; relative = 0.1; first = 1; };"},
        {"the first look comes after",
         "stop = { outcomes = [\"cost\"]; relative = 0.1; first = 61; };"},
        {"unknown key|did you mean look_ahead?",
         "stop = { outcomes = [\"cost\"]; relative = 0.1; lok_ahead = 1; };"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[512];
        (void)snprintf(text, sizeof text, HEAD "%s", cases[i].text);
        struct des_experiment *experiment = NULL;
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        assert_case(cases[i].text, des_experiment_parse(text, "test.cfg", NULL, find_fake, NULL,
                                                        &experiment, &diagnostics) == DES_EINPUT);
        assert_case(cases[i].want, has_line(&diagnostics, cases[i].want));
        des_diagnostics_fini(&diagnostics);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_says_how_many),
        cmocka_unit_test(half_width_is_that_of_the_paired_interval),
        cmocka_unit_test(early_luck_is_not_enough),
        cmocka_unit_test(failed_replication_counts_as_done_and_is_left_out),
        cmocka_unit_test(each_setting_and_point_has_its_own_number),
        cmocka_unit_test(without_a_rule_all_are_done),
        cmocka_unit_test(resolved_text_keeps_the_rule),
        cmocka_unit_test(outcomes_to_show_are_kept_in_their_order),
        cmocka_unit_test(wrong_rule_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
