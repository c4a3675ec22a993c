#define _POSIX_C_SOURCE 200809L /* mkdtemp */
/* Reading scenarios: what is accepted means what it says, and everything wrong is told
 * at once, with its place, its path and what would have been right. */
#include "fake_model.h"

#include <locale.h>
#include <unistd.h>

static const struct des_value *value_of(const struct des_experiment *experiment, const char *path) {
    const struct des_space *space = des_experiment_plan(experiment)->space;
    size_t element = des_space_find(space, path);
    assert_true(element != SIZE_MAX);
    return des_values_at(des_experiment_central(experiment, 0, 0, 0), element);
}

static void values_mean_what_they_say(void **state) {
    (void)state;
    static const struct {
        const char *text, *path, *want, *source, *grade;
    } cases[] = {
        {"demand = { users = 12; };", "demand.users", "12", "scenario", "D"},
        {"demand = { users = 99999999999L; };", "demand.users", "99999999999L", "scenario", "D"},
        {"demand = { users = 0x1F; };", "demand.users", "31", "scenario", "D"},
        {"demand = { rate = 2; };", "demand.rate", "2.0", "scenario", "D"},
        {"demand = { rate = 0.1; };", "demand.rate", "0.1", "scenario", "D"},
        {"demand = { rate = 1e-3; };", "demand.rate", "0.001", "scenario", "D"},
        {"demand = { rate = { value = 2; source = \"s\"; grade = \"A\"; }; };", "demand.rate",
         "2.0", "s", "A"},
        {"demand = { rate = { value = 2; }; };", "demand.rate", "2.0", "scenario", "D"},
        {"demand = { rate = { source = \"s\"; }; };", "demand.rate", "0.5", "s", "B"},
        {"demand = { share = { class2 = 0.75; }; };", "demand.share.class2", "0.75", "scenario",
         "D"},
        {"demand = { share = { class2 = 0.75; }; };", "demand.share.class1", "0.5", "assumed", "D"},
        {"demand = { share = [0.1, 0.2, 0.3]; };", "demand.share.class3", "0.3", "scenario", "D"},
        {"demand = { share = (1, 0.2, { value = 0; source = \"s\"; }); };", "demand.share.class3",
         "0.0", "s", "D"},
        {"demand = { share = { value = [0.1, 0.2, 0.3]; source = \"s\"; grade = \"C\"; }; };",
         "demand.share.class1", "0.1", "s", "C"},
        {"demand = { visit = 12; };", "demand.visit", "{ dist = \"constant\"; value = 12.0; }",
         "scenario", "D"},
        {"demand = { visit = { dist = \"exponential\"; mean = 5; }; };", "demand.visit",
         "{ dist = \"exponential\"; mean = 5.0; }", "scenario", "D"},
        {"demand = { visit = { value = { dist = \"exponential\"; mean = 5; }; source = \"s\"; }; "
         "};",
         "demand.visit", "{ dist = \"exponential\"; mean = 5.0; }", "s", "D"},
        {"demand = { start = \"06:15\"; };", "demand.start", "\"06:15\"", "scenario", "D"},
        {"demand = { open = true; };", "demand.open", "true", "scenario", "D"},
        {"demand = { place = \"Bø\\n\\\"\"; };", "demand.place", "\"Bø\\n\\\"\"", "scenario", "D"},
        {"demand = { place = (\"Hol\", \"Vik\"); };", "demand.place", "\"Hol, Vik\"", "scenario",
         "D"},
        {"demand = { place = [\"Hol\"]; };", "demand.place", "\"Hol\"", "scenario", "D"},
        {"arm = { model = \"gp_team\"; };", "arm.model", "\"gp_team\"", "scenario", "D"},
        {"care = { expert_team = { base_visits = 3; }; };", "care.expert_team.base_visits", "3.0",
         "scenario", "D"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[512];
        char got[256];
        snprintf(text, sizeof text, "model = \"fake\"; parameters = { %s };", cases[i].text);
        struct des_experiment *experiment = sound(text, NULL);
        const struct des_space *space = des_experiment_plan(experiment)->space;
        const struct des_value *value = value_of(experiment, cases[i].path);
        des_value_format(des_space_at(space, des_space_find(space, cases[i].path))->param, value,
                         got, sizeof got);
        assert_string_equal(got, cases[i].want);
        assert_string_equal(value->source, cases[i].source);
        assert_string_equal(des_grade_name(value->grade), cases[i].grade);
        des_experiment_destroy(experiment);
    }
}

static void new_value_takes_the_old_doubt_away(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum des_dist_kind want;
        double number;
    } cases[] = {
        {"open = true;", DES_DIST_LOGNORMAL, 0.5},
        {"rate = 1.0;", DES_DIST_NONE, 1.0},
        {"rate = { value = 1.0; };", DES_DIST_NONE, 1.0},
        {"rate = { source = \"s\"; };", DES_DIST_LOGNORMAL, 0.5},
        {"rate = { uncertain = { dist = \"uniform\"; low = 0.1; high = 1; }; };", DES_DIST_UNIFORM,
         0.5},
        {"rate = { value = 1; uncertain = { dist = \"normal\"; mean = 1; sd = 0.1; }; };",
         DES_DIST_NORMAL, 1.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[512];
        snprintf(text, sizeof text, "model = \"fake\"; parameters = { demand = { %s }; };",
                 cases[i].text);
        struct des_experiment *experiment = sound(text, NULL);
        const struct des_value *value = value_of(experiment, "demand.rate");
        assert_case(cases[i].text, value->uncertain.kind == cases[i].want);
        assert_case(cases[i].text, value->real == cases[i].number);
        des_experiment_destroy(experiment);
    }
}

/* ---- what is wrong ---- */

static void refuse(const char *text, const char *want) {
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status =
        des_experiment_parse(text, "test.cfg", NULL, find_fake, NULL, &experiment, &diagnostics);
    if (status != DES_EINPUT || experiment != NULL || !has_line(&diagnostics, want)) {
        print_error("text:   %s\nwanted: %s\nstatus: %s\n", text, want, des_status_name(status));
        for (size_t i = 0; i < diagnostics.count; ++i) {
            print_error("got:    %s\n", diagnostics.lines[i]);
        }
        des_experiment_destroy(experiment);
        fail();
    }
    des_diagnostics_fini(&diagnostics);
}

static void wrong_parameter_is_told_with_place_and_remedy(void **state) {
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"demand = { usrs = 1; };", "test.cfg:2: parameters.demand.usrs: unknown key|users"
                                    "|did you mean users?"},
        {"demnd = { users = 1; };", "parameters.demnd: |did you mean demand?"},
        {"arm = { rate = 1; };", "parameters.arm.rate: |there is demand.rate"},
        {"demand = { zzz = 1; };", "accepted: users, rate, share, visit"},
        {"demand = { users = \"many\"; };", "parameters.demand.users: \"many\"|a whole number"},
        {"demand = { users = 1.5; };", "1.5 is not a value for it|a whole number"},
        {"demand = { users = -1; };", "-1 is outside its range (accepted: 0 to 1"},
        {"demand = { users = 99999999999; };", "test.cfg:2: users: 99999999999|99999999999L"},
        {"demand = { users = -99999999999; };", "does not fit 32 bits"},
        {"demand = { users = 2147483648; };", "does not fit 32 bits"},
        {"demand = { users = 0xFFFFFFFF; };", "does not fit 32 bits"},
        {"demand = { users = 99999999999999999999L; };", "does not fit 64 bits"},
        {"demand = { rate = 1e400; };", "inf is outside its range"},
        {"demand = { rate = nan; };", "syntax error"},
        {"demand = { rate = 11; };", "11 is outside its range (accepted: 0 to 10 1/h)"},
        {"demand = { rate = true; };", "true is not a value|a number, 0 to 10 1/h"},
        {"demand = { rate = [1, 2]; };", "a list is not a value"},
        {"demand = { share = 0.5; };", "one value for a set|class1"},
        {"demand = { share = [0.1, 0.2]; };", "has 2 values (accepted: 3, from class1 to class3)"},
        {"demand = { share = { clas1 = 1; }; };", "share.clas1: unknown key|did you mean class1?"},
        {"demand = { share = { class1 = 1.2; }; };",
         "parameters.demand.share.class1: 1.2 is outside"},
        {"demand = { share = [1, 2.0, 3]; };", "mismatched element type"},
        {"demand = { visit = { dist = \"lognorml\"; }; };", "did you mean lognormal?"},
        {"demand = { visit = { dist = \"lognormal\"; median = 1; }; };", "no sigma is given"},
        {"demand = { visit = { dist = \"lognormal\"; median = 1; sigma = 1; mu = 2; }; };",
         "mu: unknown key"},
        {"demand = { visit = { dist = \"lognormal\"; median = 1; sigma = -1; }; };",
         "parameters.demand.visit: the distribution is not one"},
        {"demand = { visit = { dist = \"normal\"; mean = 1; sd = 1; }; };",
         "reaches from -inf to inf"},
        {"demand = { visit = \"long\"; };", "\"long\" is not a value|dist = "},
        {"demand = { start = \"7.30\"; };", "\"7.30\" is not a value|07:30"},
        {"demand = { start = 450; };", "450 is not a value|07:30"},
        {"demand = { open = 1; };", "1 is not a value|true or false"},
        {"demand = { place = 1; };", "a text in quotes"},
        {"demand = 1;", "parameters.demand: not a group"},
        {"demand = { place = (\"Hol\", 1); };", "demand.place: a list is not a value for it"},
        {"arm = { model = \"expert_teem\"; };", "did you mean expert_team?"},
        {"demand = { rate = { vale = 1; }; };", "rate.vale: unknown key|did you mean value?"},
        {"demand = { rate = { value = 1; grade = \"E\"; }; };", "\"E\" is not a grade"},
        {"demand = { rate = { value = 1; source = 3; }; };", "rate.source: not a text"},
        {"demand = { rate = { value = 1; uncertain = 3; }; };", "uncertain: not a distribution"},
        {"demand = { rate = {}; };", "says nothing"},
        {"demand = { rate = { uncertain = { dist = \"constant\"; value = 60; }; }; };",
         "the median of `uncertain`, 60"},
        {"demand = { users = { value = 1; uncertain = { dist = \"constant\"; value = 1; }; }; };",
         "only a real can be uncertain"},
        {"demand = { rate = 1; rate = 2; };", "test.cfg:2: |duplicate setting name"},
        {"demand = { rate = 1;\n rate = 2; };", "test.cfg:3: rate: duplicate setting name"},
        {"demand = { rate = ; };", "syntax error"},
        {"demand = { place = \"\xff\"; };", "test.cfg:2: the line is not UTF-8"},
        {"demand = { place = \"\\xe5\"; };", "place: an escape outside"},
        {"demand = { place = \"\\x00\"; };", "place: an escape outside"},
        {"demand = { place = \"open", "is not closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        char text[512];
        snprintf(text, sizeof text, "model = \"fake\";\nparameters = { %s };", cases[i].text);
        refuse(text, cases[i].want);
    }
}

static void wrong_frame_is_told_with_place_and_remedy(void **state) {
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "test.cfg:1: no model is given"},
        {"7", "test.cfg:1: 7: syntax error"},
        {"model = 1;", "model: not a text"},
        {"model = \"fak\";", "test.cfg:1: model: there is no model \"fak\""},
        {"model = \"fake\"; dais = 3;", "dais: unknown key|did you mean days?"},
        {"model = \"fake\"; trace = 3;", "trace: unknown key"},
        {"model = \"fake\"; days = 0;", "days: outside its range (accepted: a whole number, 1"},
        {"model = \"fake\"; days = \"3\";", "days: outside"},
        {"model = \"fake\"; replications = 1.5;", "replications: outside"},
        {"model = \"fake\"; seed = \"x\";", "seed: not a seed"},
        {"model = \"fake\"; seed = -1;", "seed: not a seed"},
        {"model = \"fake\"; seed = \"18446744073709551616\";", "seed: not a seed"},
        {"model = \"fake\"; draws = \"yes\";", "draws: \"yes\" is not a choice|\"off\""},
        {"model = \"fake\"; parameters = 1;", "parameters: not a group"},
        {"model = \"fake\"; arms = { name = \"a\"; };", "arms: not a list"},
        {"model = \"fake\"; arms = ();", "arms: not a list"},
        {"model = \"fake\"; arms = (1);", "arms: not a list"},
        {"model = \"fake\"; arms = ( { label = \"x\"; } );", "arms[0]: no name is given"},
        {"model = \"fake\"; arms = ( { name = \"a b\"; } );", "\"a b\" is not a name"},
        {"model = \"fake\"; arms = ( { name = \"a\"; }, { name = \"a\"; } );",
         "the name \"a\" is given twice"},
        {"model = \"fake\"; arms = ( { name = \"a\"; modl = \"x\"; } );",
         "arms.a.modl: unknown key (accepted: name, label, parameters, model, extra"
         "|did you mean model?"},
        {"model = \"fake\"; arms = ( { name = \"a\"; extra = 9; } );",
         "arms.a.extra: 9 is outside its range"},
        {"model = \"fake\"; arms = ( { name = \"a\"; extra = 1; parameters = { arm = { extra = 2; "
         "}; }; } );",
         "arms.a.parameters.arm.extra: said twice"},
        {"model = \"fake\"; settings = ( { name = \"a\"; extra = 1; } );",
         "settings.a.extra: unknown key (accepted: name, label, parameters)"},
        {"model = \"fake\"; arms = ( { name = \"base\"; } ); reference = \"bse\";",
         "reference: there is no arm \"bse\" (accepted: base; did you mean base?)"},
        {"model = \"fake\"; settings = ( { name = \"a\"; } ); contrasts = ( { of = \"a\"; minus = "
         "\"b\"; } );",
         "there is no setting \"b\" (accepted: a; did you mean a?)"},
        {"model = \"fake\"; settings = ( { name = \"a\"; } ); contrasts = ( { of = \"a\"; } );",
         "no minus is given"},
        {"model = \"fake\"; settings = ( { name = \"a\"; } ); contrasts = ( { of = \"a\"; minus = "
         "\"a\"; } );",
         "with itself"},
        {"model = \"fake\"; replications = 1000000; points = ( { name = \"a\"; }, { name = \"b\"; "
         "}, { name = \"c\"; } ); settings = ( { name = \"a\"; } ); parameters = { demand = { open "
         "= false; }; };",
         "test.cfg: demand.users: a closed place has none (setting a, arm baseline, point a)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        refuse(cases[i].text, cases[i].want);
    }
}

static void all_errors_are_told_at_once(void **state) {
    (void)state;
    static const char text[] = "model = \"fake\";\ndais = 3;\nseed = \"x\";\n"
                               "parameters = { demand = { usrs = 1;\n rate = 99; }; };\n"
                               "arms = ( { name = \"a\"; extra = -1; } );\n";
    static const char *const want[] = {
        "test.cfg:2: dais", "test.cfg:3: seed", "test.cfg:4: parameters.demand.usrs",
        "test.cfg:5: parameters.demand.rate", "test.cfg:6: arms.a.extra"};
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(
        des_experiment_parse(text, "test.cfg", NULL, find_fake, NULL, &experiment, &diagnostics),
        DES_EINPUT);
    assert_int_equal(diagnostics.count, 5);
    for (size_t i = 0; i < 5; ++i) {
        assert_case(want[i], has_line(&diagnostics, want[i]));
    }
    des_diagnostics_fini(&diagnostics);
}

static void deep_nesting_is_refused(void **state) {
    (void)state;
    char text[4096] = "model = \"fake\"; parameters = ";
    size_t length = strlen(text);
    memset(text + length, '(', 3000);
    text[length + 3000] = '\0';
    refuse(text, "nested too deeply");
}

static void text_in_comments_and_strings_is_left_alone(void **state) {
    (void)state;
    struct des_experiment *experiment =
        sound("# 99999999999 \"\nmodel = \"fake\"; // 99999999999 \"\n/* 99999999999 \"\n"
              "@include \"nothing\"\n*/ title = \"99999999999 /* \\\" # \";\r\n"
              "parameters = { demand = { place = \"@include\"; rate = 1.5e+0; users = 5; }; };",
              NULL);
    assert_string_equal(des_experiment_plan(experiment)->title, "99999999999 /* \" # ");
    assert_true(value_of(experiment, "demand.rate")->real == 1.5);
    des_experiment_destroy(experiment);
}

/* ---- includes ---- */

/* A directory of its own for each test, with files in it. */
static void write_file(const char *directory, const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char *const written[] = {"lib/inner/c.cfg", "lib/b.cfg", "lib/a.cfg",
                                      "main.cfg",        "lib/inner", "lib"};

static int make_directory(void **state) {
    char *directory = strdup("/tmp/aksim-test-XXXXXX");
    *state = directory;
    char command[128];
    if (directory == NULL || mkdtemp(directory) == NULL) {
        return -1;
    }
    snprintf(command, sizeof command, "mkdir -p %s/lib/inner", directory);
    return system(command);
}

static int remove_directory(void **state) {
    char path[256];
    for (size_t i = 0; i < sizeof written / sizeof *written; ++i) {
        snprintf(path, sizeof path, "%s/%s", (char *)*state, written[i]);
        (void)remove(path);
    }
    int status = remove(*state);
    free(*state);
    return status;
}

static enum des_status load(const char *directory, struct des_experiment **experiment,
                            struct des_diagnostics *diagnostics) {
    char path[256];
    snprintf(path, sizeof path, "%s/main.cfg", directory);
    return des_experiment_load(path, NULL, find_fake, NULL, experiment, diagnostics);
}

static void include_is_relative_to_the_including_file(void **state) {
    write_file(*state, "main.cfg",
               "model = \"fake\";\nparameters = {\n  @include \"lib/a.cfg\"\n};\n");
    write_file(*state, "lib/a.cfg", "demand = {\n @include \"inner/c.cfg\" # here\n};\n");
    write_file(*state, "lib/inner/c.cfg", "rate = 3.0;");
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(load(*state, &experiment, &diagnostics), DES_OK);
    assert_true(value_of(experiment, "demand.rate")->real == 3.0);
    const struct des_plan *plan = des_experiment_plan(experiment);
    assert_int_equal(plan->source_count, 3);
    assert_non_null(strstr(plan->source_names[2], "/lib/inner/c.cfg"));
    assert_string_equal(plan->source_texts[2], "rate = 3.0;");
    des_experiment_destroy(experiment);
    des_diagnostics_fini(&diagnostics);
}

static void error_in_an_include_names_its_own_line(void **state) {
    write_file(*state, "main.cfg",
               "model = \"fake\";\nparameters = {\n  @include \"lib/a.cfg\"\n};\ndais = 1;\n");
    write_file(*state, "lib/a.cfg", "demand = {\n rate = 99.0;\n};\n");
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(load(*state, &experiment, &diagnostics), DES_EINPUT);
    assert_int_equal(diagnostics.count, 2);
    assert_true(has_line(&diagnostics, "/lib/a.cfg:2: parameters.demand.rate: 99 is outside"));
    assert_true(has_line(&diagnostics, "/main.cfg:5: dais"));
    des_diagnostics_fini(&diagnostics);
}

static void missing_and_circular_includes_are_told(void **state) {
    static const struct {
        const char *main, *a, *want;
    } cases[] = {
        {"\n@include \"none.cfg\"\n", "", "/main.cfg:2: @include: |/none.cfg cannot be read: No"},
        {"@include \"main.cfg\"\n", "", "nested too deeply"},
        {"@include \"lib/a.cfg\"\n", "@include \"a.cfg\"\n", "/lib/a.cfg:1: @include: nested"},
        {"@include none.cfg\n", "", "not understood (accepted: @include \"file.cfg\")"},
        {"@include \"lib/a.cfg\" x = 1;\n", "", "not understood"},
        {"@include \"lib\"\n", "", "cannot be read: Is a directory"},
        {"@include \"lib/a.cfg\"\n", "x = \"open\n", "/lib/a.cfg:1: a text or a comment is not"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        write_file(*state, "main.cfg", cases[i].main);
        write_file(*state, "lib/a.cfg", cases[i].a);
        struct des_experiment *experiment = NULL;
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        assert_case(cases[i].want, load(*state, &experiment, &diagnostics) == DES_EINPUT);
        if (!has_line(&diagnostics, cases[i].want)) {
            print_error("want: %s\ngot:  %s\n", cases[i].want, diagnostics.lines[0]);
            fail();
        }
        des_diagnostics_fini(&diagnostics);
    }
}

static void missing_file_is_no_input(void **state) {
    struct des_experiment *experiment = NULL;
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    assert_int_equal(load(*state, &experiment, &diagnostics), DES_ENOINPUT);
    assert_true(has_line(&diagnostics, "main.cfg: cannot be read: No such file"));
    des_diagnostics_fini(&diagnostics);
}

static void locale_does_not_change_numbers(void **state) {
    (void)state;
    static const char *const locales[] = {"nb_NO.UTF-8", "de_DE.UTF-8", "nb_NO.utf8"};
    bool comma = false;
    for (size_t i = 0; i < sizeof locales / sizeof *locales && !comma; ++i) {
        comma = setlocale(LC_ALL, locales[i]) != NULL;
    }
    struct des_experiment *experiment =
        sound("model = \"fake\"; parameters = { demand = { rate = 0.1; }; };", NULL);
    bool right = value_of(experiment, "demand.rate")->real == 0.1;
    bool written_right = strstr(des_experiment_plan(experiment)->resolved, "0.1") != NULL;
    setlocale(LC_ALL, "C");
    assert_true(right);
    assert_true(written_right);
    des_experiment_destroy(experiment);
    if (!comma) {
        skip(); /* no locale with a decimal comma is installed */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_mean_what_they_say),
        cmocka_unit_test(new_value_takes_the_old_doubt_away),
        cmocka_unit_test(wrong_parameter_is_told_with_place_and_remedy),
        cmocka_unit_test(wrong_frame_is_told_with_place_and_remedy),
        cmocka_unit_test(all_errors_are_told_at_once),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(text_in_comments_and_strings_is_left_alone),
        cmocka_unit_test_setup_teardown(include_is_relative_to_the_including_file, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(error_in_an_include_names_its_own_line, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(missing_and_circular_includes_are_told, make_directory,
                                        remove_directory),
        cmocka_unit_test_setup_teardown(missing_file_is_no_input, make_directory, remove_directory),
        cmocka_unit_test(locale_does_not_change_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
