/* Experiments: the plan, the precedence of its levels, draws that arms and settings
 * share, keys, and a resolved text that is the same experiment again. */
#include "fake_model.h"

static const char scenario[] =
    "title = \"A \\\"test\\\"\"; model = \"fake\"; seed = \"0xFFFFFFFFFFFFFFFF\"; days = 28;\n"
    "replications = 3; reference = \"usual\";\n"
    "parameters = { demand = { users = 10; share = { class1 = 0.3; }; place = \"base\"; }; };\n"
    "settings = ( { name = \"town\"; label = \"A town\"; parameters = { demand = { users = 20; }; "
    "}; },\n"
    "             { name = \"rural\"; parameters = { demand = { place = \"fjord\"; rate = {\n"
    "                 uncertain = { dist = \"lognormal\"; median = 0.25; sigma = 0.2; }; }; }; }; "
    "} );\n"
    "arms = ( { name = \"team\"; model = \"expert_team\"; extra = 2; },\n"
    "         { name = \"usual\"; label = \"As usual\"; },\n"
    "         { name = \"fixed\"; parameters = { demand = { users = 30; rate = 0.75; }; }; } );\n"
    "points = ( { name = \"p0\"; }, { name = \"p1\"; parameters = { demand = { users = 40; }; }; } "
    ");\n"
    "contrasts = ( { of = \"rural\"; minus = \"town\"; } );\n";

static double central(const struct des_experiment *experiment, size_t setting, size_t arm,
                      size_t point, const char *path) {
    const struct des_values *values = des_experiment_central(experiment, setting, arm, point);
    size_t element = des_space_find(des_experiment_plan(experiment)->space, path);
    const struct des_value *value = des_values_at(values, element);
    enum des_param_type type =
        des_space_at(des_experiment_plan(experiment)->space, element)->param->type;
    return type == DES_TYPE_INT ? (double)value->integer : value->real;
}

static void plan_is_as_written(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(scenario, NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_string_equal(plan->title, "A \"test\"");
    assert_ptr_equal(plan->model, &fake_model);
    assert_string_equal(plan->seed_text, "0xFFFFFFFFFFFFFFFF");
    assert_true(plan->seed == UINT64_MAX);
    assert_int_equal(plan->days, 28);
    assert_int_equal(plan->replications, 3);
    assert_true(plan->draws);
    assert_int_equal(plan->reference, 1);
    assert_int_equal(plan->setting_count, 2);
    assert_string_equal(plan->settings[0].label, "A town");
    assert_string_equal(plan->settings[1].label, "rural");
    assert_int_equal(plan->arm_count, 3);
    assert_int_equal(plan->point_count, 2);
    assert_int_equal(plan->contrast_count, 1);
    assert_string_equal(plan->contrasts[0].name, "rural - town");
    assert_int_equal(plan->contrasts[0].of, 1);
    assert_int_equal(plan->contrasts[0].minus, 0);
    assert_int_equal(plan->run_count, 2 * 3 * 2 * 3);
    assert_int_equal(plan->source_count, 1);
    assert_string_equal(plan->source_texts[0], scenario);
    des_experiment_destroy(experiment);
}

static void what_is_not_said_has_defaults(void **state) {
    (void)state;
    struct des_experiment *experiment = sound("model = \"fake\";", NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_string_equal(plan->title, "fake");
    assert_int_equal(plan->seed, 1);
    assert_string_equal(plan->seed_text, "1");
    assert_int_equal(plan->days, 364);
    assert_int_equal(plan->replications, 20);
    assert_int_equal(plan->run_count, 20);
    assert_string_equal(plan->settings[0].name, "default");
    assert_string_equal(plan->arms[0].name, "baseline");
    char room[DES_POINT_NAME];
    assert_string_equal(des_plan_point(plan, 0, room).name, "default");
    assert_int_equal(plan->contrast_count, 0);
    assert_true(des_values_at(des_experiment_central(experiment, 0, 0, 0), 0)->defaulted);
    des_experiment_destroy(experiment);
}

static void run_id_counts_replications_fastest(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(scenario, NULL);
    size_t run = 0;
    for (size_t s = 0; s < 2; ++s) {
        for (size_t a = 0; a < 3; ++a) {
            for (size_t p = 0; p < 2; ++p) {
                for (int64_t r = 0; r < 3; ++r) {
                    struct des_coordinates at = des_experiment_coordinates(experiment, run);
                    assert_true(at.setting == s && at.arm == a && at.point == p &&
                                at.replication == r);
                    assert_int_equal(des_experiment_run_id(experiment, at), run);
                    ++run;
                }
            }
        }
    }
    assert_int_equal(run, des_experiment_plan(experiment)->run_count);
    des_experiment_destroy(experiment);
}

static void later_levels_win(void **state) {
    (void)state;
    static const char *const sets[] = {"demand.share.class1=0.9"};
    static const char *const strong[] = {"demand.users=50"};
    static const struct des_overrides one = {.sets = sets, .set_count = 1};
    static const struct des_overrides two = {.sets = strong, .set_count = 1};
    static const struct {
        const char *name;
        const struct des_overrides *overrides;
        size_t setting, arm, point;
        const char *path;
        double want;
    } cases[] = {
        {"table", NULL, 0, 0, 0, "demand.share.class2", 0.25},
        {"parameters over table", NULL, 0, 0, 0, "demand.share.class1", 0.3},
        {"parameters over table, other setting", NULL, 1, 0, 0, "demand.users", 10},
        {"setting over parameters", NULL, 0, 0, 0, "demand.users", 20},
        {"arm over setting", NULL, 0, 2, 0, "demand.users", 30},
        {"point over arm", NULL, 0, 2, 1, "demand.users", 40},
        {"point over setting", NULL, 1, 0, 1, "demand.users", 40},
        {"--set over parameters", &one, 0, 0, 0, "demand.share.class1", 0.9},
        {"--set over point", &two, 0, 2, 1, "demand.users", 50},
        {"key of an arm's own record", NULL, 0, 0, 0, "arm.extra", 2},
        {"... and of no other arm", NULL, 0, 1, 0, "arm.extra", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_experiment *experiment = sound(scenario, cases[i].overrides);
        assert_case(cases[i].name, central(experiment, cases[i].setting, cases[i].arm,
                                           cases[i].point, cases[i].path) == cases[i].want);
        des_experiment_destroy(experiment);
    }
}

static void command_line_overrides_the_frame(void **state) {
    (void)state;
    static const struct des_overrides overrides = {
        .arms = "fixed", .replications = 7, .days = 14, .seed = "42"};
    struct des_experiment *experiment = sound(scenario, &overrides);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_int_equal(plan->replications, 7);
    assert_int_equal(plan->days, 14);
    assert_int_equal(plan->seed, 42);
    assert_string_equal(plan->seed_text, "42");
    assert_int_equal(plan->arm_count, 2);
    assert_string_equal(plan->arms[plan->reference].name, "usual");
    assert_string_equal(plan->arms[1].name, "fixed");
    assert_true(central(experiment, 0, 1, 0, "demand.users") == 30);
    des_experiment_destroy(experiment);
}

static void wrong_override_is_told(void **state) {
    (void)state;
    static const char *const typo[] = {"demand.usrs=1"};
    static const char *const bare[] = {"demand.users"};
    static const char *const wide[] = {"demand.share.class1=1.2"};
    static const struct {
        const char *want;
        struct des_overrides overrides;
    } cases[] = {
        {"--set demand.usrs=1: |did you mean demand.users?", {.sets = typo, .set_count = 1}},
        {"--set demand.users: not understood (accepted: path=value)",
         {.sets = bare, .set_count = 1}},
        {"--set demand.share.class1=1.2: |0 to 1", {.sets = wide, .set_count = 1}},
        {"--arm temm: there is no arm \"temm\"|did you mean team?", {.arms = "temm"}},
        {"--replications -1: outside", {.replications = -1}},
        {"--days 9999999: outside", {.days = 9999999}},
        {"--seed 1.5: not a seed", {.seed = "1.5"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_experiment *experiment = NULL;
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        assert_case(cases[i].want,
                    des_experiment_parse(scenario, "test.cfg", &cases[i].overrides, find_fake, NULL,
                                         &experiment, &diagnostics) == DES_EINPUT);
        assert_case(cases[i].want, has_line(&diagnostics, cases[i].want));
        des_diagnostics_fini(&diagnostics);
    }
}

static void broken_rule_of_the_model_is_told_once(void **state) {
    (void)state;
    static const char *const sets[] = {"demand.open=false"};
    static const struct des_overrides overrides = {.sets = sets, .set_count = 1};
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(des_experiment_parse(scenario, "test.cfg", &overrides, find_fake, NULL,
                                          &experiment, &diagnostics),
                     DES_EINPUT);
    assert_int_equal(diagnostics.count, 1);
    assert_true(has_line(&diagnostics, "demand.users: a closed place has none (setting town"));
    des_diagnostics_fini(&diagnostics);
}

static size_t count_advice(const char *set) {
    const struct des_overrides overrides = {.sets = &set, .set_count = 1};
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics, advice;
    des_diagnostics_init(&diagnostics);
    des_diagnostics_init(&advice);
    assert_int_equal(des_experiment_parse(scenario, "test.cfg", &overrides, find_fake, NULL,
                                          &experiment, &diagnostics),
                     DES_OK);
    assert_int_equal(des_experiment_advise(experiment, &advice), DES_OK);
    const size_t count = advice.count;
    assert_true(count == 0 || has_line(&advice, "test.cfg: demand.users: very many (setting ") ||
                has_line(&advice, "test.cfg: care.gp_team.base_visits: is said, but nothing reads "
                                  "it: no arm has this team (setting town, arm team, point p0)"));
    des_experiment_destroy(experiment);
    des_diagnostics_fini(&advice);
    des_diagnostics_fini(&diagnostics);
    return count;
}

static void what_the_model_advises_is_told_once_and_is_no_error(void **state) {
    (void)state;
    assert_int_equal(count_advice("demand.users=100"), 0);
    assert_int_equal(count_advice("demand.users=5001"), 1);
}

static void what_is_said_and_read_by_no_run_is_told(void **state) {
    (void)state;
    assert_int_equal(count_advice("care.gp_team.base_visits=2"), 1);
    assert_int_equal(count_advice("care.expert_team.base_visits=2"), 0); /* one arm reads it */
    assert_int_equal(count_advice("care.gp_team.base_visits=1"), 0);     /* the default */
}

static void an_unknown_model_is_told_with_those_there_are(void **state) {
    (void)state;
    const struct des_overrides overrides = {.models = "fake, other"};
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(des_experiment_parse("model = \"fakes\";", "test.cfg", &overrides, find_fake,
                                          NULL, &experiment, &diagnostics),
                     DES_EINPUT);
    assert_true(has_line(&diagnostics, "there is no model \"fakes\" (accepted: fake, other)"));
    des_diagnostics_fini(&diagnostics);
}

/* ---- draws ---- */

static double drawn_rate(const struct des_experiment *experiment, size_t setting, size_t arm,
                         size_t point, int64_t replication, double *drawn) {
    struct des_coordinates at = {setting, arm, point, replication};
    struct des_values *values = des_experiment_values(experiment, at, drawn);
    assert_non_null(values);
    struct fake_demand demand;
    des_values_fill_named(values, "demand", &demand);
    des_values_destroy(values);
    return demand.rate;
}

static void draws_are_shared_by_arms_settings_and_points(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(scenario, NULL);
    const struct des_plan *plan = des_experiment_plan(experiment);
    double drawn = 0.0;
    assert_int_equal(plan->drawn_count, 1);
    assert_string_equal(des_space_at(plan->space, plan->drawn[0])->path, "demand.rate");
    double first = drawn_rate(experiment, 0, 0, 0, 0, &drawn);
    assert_true(drawn == first);
    assert_true(first != 0.5);
    assert_true(drawn_rate(experiment, 0, 1, 0, 0, NULL) == first);
    assert_true(drawn_rate(experiment, 0, 1, 1, 0, NULL) == first);
    assert_true(drawn_rate(experiment, 0, 0, 0, 1, NULL) != first);
    /* The other setting has half the median, and the same uniform behind it. */
    assert_near(drawn_rate(experiment, 1, 0, 0, 0, NULL), first / 2, 1e-15);
    /* The arm that gives a bare value has no doubt about it. */
    assert_true(drawn_rate(experiment, 1, 2, 0, 0, &drawn) == 0.75);
    assert_true(drawn == 0.75);
    des_experiment_destroy(experiment);
}

static void draws_follow_their_distribution(void **state) {
    (void)state;
    struct des_experiment *experiment = sound("model = \"fake\"; replications = 2000;", NULL);
    double sum = 0.0;
    double squares = 0.0;
    for (int64_t r = 0; r < 2000; ++r) {
        double x = log(drawn_rate(experiment, 0, 0, 0, r, NULL));
        sum += x;
        squares += (x - log(0.5)) * (x - log(0.5));
    }
    /* sigma 0.2: the mean of 2000 has sd 0.0045, their sd 0.0032 */
    assert_near(sum / 2000, log(0.5), 0.02);
    assert_near(sqrt(squares / 2000), 0.2, 0.015);
    des_experiment_destroy(experiment);
}

static void draws_stay_in_the_range(void **state) {
    (void)state;
    struct des_experiment *experiment =
        sound("model = \"fake\"; parameters = { demand = { rate = { uncertain = { dist = "
              "\"normal\"; mean = 5; sd = 50; }; }; }; };",
              NULL);
    bool low = false;
    bool high = false;
    for (int64_t r = 0; r < 20; ++r) {
        double rate = drawn_rate(experiment, 0, 0, 0, r, NULL);
        assert_true(rate >= 0.0 && rate <= 10.0);
        low = low || rate == 0.0;
        high = high || rate == 10.0;
    }
    assert_true(low && high);
    des_experiment_destroy(experiment);
}

static void draws_off_gives_central_values(void **state) {
    (void)state;
    struct des_experiment *experiment = sound("model = \"fake\"; draws = \"off\";", NULL);
    assert_false(des_experiment_plan(experiment)->draws);
    assert_int_equal(des_experiment_plan(experiment)->drawn_count, 0);
    assert_true(drawn_rate(experiment, 0, 0, 0, 3, NULL) == 0.5);
    des_experiment_destroy(experiment);
}

/* ---- the resolved text and the keys ---- */

static bool same_key(struct des_run_key a, struct des_run_key b) {
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

static struct des_run_key key_of(const struct des_experiment *experiment, size_t run) {
    return des_experiment_key(experiment, run, DES_TRACE_NONE, "program");
}

static void keys_of_all_runs_are_those_of_each(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(scenario, NULL);
    size_t runs = des_experiment_plan(experiment)->run_count;
    struct des_run_keys *keys = NULL;
    assert_int_equal(des_run_keys_create(experiment, DES_TRACE_DAILY, 1, "program", &keys), DES_OK);
    for (size_t run = 0; run < runs; ++run) {
        bool traced = des_experiment_coordinates(experiment, run).replication < 1;
        enum des_trace_level trace = traced ? DES_TRACE_DAILY : DES_TRACE_NONE;
        assert_true(same_key(des_run_keys_at(keys, run),
                             des_experiment_key(experiment, run, trace, "program")));
        for (size_t other = 0; other < run; ++other) {
            assert_false(same_key(des_run_keys_at(keys, run), des_run_keys_at(keys, other)));
        }
    }
    des_run_keys_destroy(keys);
    des_experiment_destroy(experiment);
}

static void resolved_text_is_the_same_experiment(void **state) {
    (void)state;
    static const char *const sets[] = {"demand.users=50", "demand.start=450.25 min",
                                       "demand.place=\"B\x01 \\ ø\"",
                                       "demand.visit=weibull(1.5, 0.1)"};
    static const struct des_overrides overrides = {.sets = sets, .set_count = 4, .arms = "fixed"};
    static const struct des_overrides *const cases[] = {NULL, &overrides};
    for (size_t i = 0; i < 2; ++i) {
        struct des_experiment *first = sound(scenario, cases[i]);
        const struct des_plan *plan = des_experiment_plan(first);
        struct des_experiment *second = sound(plan->resolved, NULL);
        const struct des_plan *again = des_experiment_plan(second);
        assert_string_equal(again->resolved, plan->resolved);
        assert_string_equal(again->title, plan->title);
        assert_string_equal(again->seed_text, plan->seed_text);
        assert_int_equal(again->run_count, plan->run_count);
        assert_int_equal(again->reference, plan->reference);
        assert_string_equal(again->settings[0].label, plan->settings[0].label);
        assert_string_equal(again->contrasts[0].name, plan->contrasts[0].name);
        for (size_t run = 0; run < plan->run_count; ++run) {
            assert_true(same_key(key_of(first, run), key_of(second, run)));
        }
        des_experiment_destroy(first);
        des_experiment_destroy(second);
    }
}

static void resolved_text_keeps_source_grade_and_default(void **state) {
    (void)state;
    struct des_experiment *first = sound(scenario, NULL);
    struct des_experiment *second = sound(des_experiment_plan(first)->resolved, NULL);
    const struct des_space *space = des_experiment_plan(first)->space;
    for (size_t cell = 0; cell < 12; ++cell) {
        for (size_t i = 0; i < des_space_count(space); ++i) {
            const struct des_values *sides[] = {
                des_experiment_central(first, cell / 6, cell / 2 % 3, cell % 2),
                des_experiment_central(second, cell / 6, cell / 2 % 3, cell % 2)};
            const struct des_value *a = des_values_at(sides[0], i);
            const struct des_value *b = des_values_at(sides[1], i);
            assert_string_equal(a->source, b->source);
            assert_int_equal(a->grade, b->grade);
            assert_int_equal(a->defaulted, b->defaulted);
            assert_memory_equal(&a->uncertain.argument, &b->uncertain.argument,
                                sizeof a->uncertain.argument);
        }
    }
    des_experiment_destroy(first);
    des_experiment_destroy(second);
}

static void resolved_text_says_unit_and_meaning(void **state) {
    (void)state;
    struct des_experiment *experiment = sound(scenario, NULL);
    const char *resolved = des_experiment_plan(experiment)->resolved;
    assert_non_null(strstr(resolved, "rate = { value = 0.5; source = \"a study\"; grade = \"B\"; "
                                     "uncertain = { dist = \"lognormal\"; median = 0.5; "
                                     "sigma = 0.2; }; defaulted = true; }; "
                                     "# 1/h; visits per hour"));
    des_experiment_destroy(experiment);
}

static void key_depends_on_what_the_result_depends_on(void **state) {
    (void)state;
    static const char base[] = "model = \"fake\"; %s";
    static const struct {
        const char *text;
        bool same;
    } cases[] = {
        {"", true},
        {"replications = 3;", true},
        {"title = \"x\";", true},
        {"arms = ( { name = \"other\"; label = \"x\"; } );", true},
        {"settings = ( { name = \"other\"; } );", true},
        {"parameters = { demand = { users = { value = 100; source = \"x\"; grade = \"A\"; }; }; };",
         true},
        {"seed = \"2\";", false},
        {"days = 365;", false},
        {"draws = \"off\";", false},
        {"parameters = { demand = { users = 101; }; };", false},
        {"parameters = { demand = { open = false; users = 0; }; };", false},
        {"parameters = { demand = { place = \"somewhere\"; }; };", false},
        {"parameters = { demand = { start = \"07:31\"; }; };", false},
        {"parameters = { demand = { share = [0.25, 0.5, 0.1]; }; };", false},
        {"parameters = { demand = { visit = { dist = \"lognormal\"; median = 12.0; sigma = 0.84; "
         "}; }; };",
         false},
        {"arms = ( { name = \"other\"; model = \"gp_team\"; } );", false},
    };
    struct des_experiment *plain = sound("model = \"fake\";", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[512];
        snprintf(text, sizeof text, base, cases[i].text);
        struct des_experiment *experiment = sound(text, NULL);
        assert_case(cases[i].text,
                    same_key(key_of(plain, 1), key_of(experiment, 1)) == cases[i].same);
        des_experiment_destroy(experiment);
    }
    assert_false(same_key(key_of(plain, 0), key_of(plain, 1)));
    assert_false(
        same_key(key_of(plain, 0), des_experiment_key(plain, 0, DES_TRACE_DAILY, "program")));
    assert_false(
        same_key(key_of(plain, 0), des_experiment_key(plain, 0, DES_TRACE_NONE, "programs")));
    des_experiment_destroy(plain);
}

static void fingerprint_is_steady(void **state) {
    (void)state;
    assert_true(des_libm_fingerprint() == des_libm_fingerprint());
    assert_true(des_libm_fingerprint() != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_is_as_written),
        cmocka_unit_test(what_is_not_said_has_defaults),
        cmocka_unit_test(run_id_counts_replications_fastest),
        cmocka_unit_test(later_levels_win),
        cmocka_unit_test(command_line_overrides_the_frame),
        cmocka_unit_test(wrong_override_is_told),
        cmocka_unit_test(broken_rule_of_the_model_is_told_once),
        cmocka_unit_test(what_the_model_advises_is_told_once_and_is_no_error),
        cmocka_unit_test(what_is_said_and_read_by_no_run_is_told),
        cmocka_unit_test(an_unknown_model_is_told_with_those_there_are),
        cmocka_unit_test(draws_are_shared_by_arms_settings_and_points),
        cmocka_unit_test(draws_follow_their_distribution),
        cmocka_unit_test(draws_stay_in_the_range),
        cmocka_unit_test(draws_off_gives_central_values),
        cmocka_unit_test(keys_of_all_runs_are_those_of_each),
        cmocka_unit_test(resolved_text_is_the_same_experiment),
        cmocka_unit_test(resolved_text_keeps_source_grade_and_default),
        cmocka_unit_test(resolved_text_says_unit_and_meaning),
        cmocka_unit_test(key_depends_on_what_the_result_depends_on),
        cmocka_unit_test(fingerprint_is_steady),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
