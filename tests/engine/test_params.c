/* Parameters: tables that contradict themselves are refused, values are typed and
 * checked, and what is written reads back as the same bits. */
#include "support.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "des/params.h"

struct demand {
    bool open;
    int64_t users;
    double rate;
    double share[3];
    int policy;
    const char *place;
    double start;
    struct des_dist visit;
};

static const char *const classes[] = {"class1", "class2", "class3", NULL};
static const char *const policies[] = {"first_come", "shortest", NULL};

static const struct des_param demand_params[] = {
    DES_BOOL(struct demand, open, true, "assumed", DES_GRADE_D, "said here"),
    DES_INT(struct demand, users, "1", 100, 0, 1e12, "assumed", DES_GRADE_D, "said here"),
    DES_UNCERTAIN(struct demand, rate, "1/h", 0.5, 0.0, 10.0, "assumed", DES_GRADE_D, "said here",
                  LOGNORMAL, 0.5, 0.1),
    DES_REALS(struct demand, share, classes, "1", 0.0, 1.0, "assumed", DES_GRADE_D, "said here",
              0.5, 0.25, 0.125),
    DES_CHOICE(struct demand, policy, policies, 1, "assumed", DES_GRADE_D, "said here"),
    DES_TEXT(struct demand, place, "town", "assumed", DES_GRADE_D, "said here"),
    DES_CLOCK(struct demand, start, 450, "assumed", DES_GRADE_D, "said here"),
    DES_DIST(struct demand, visit, "min", 0, INFINITY, "assumed", DES_GRADE_D, "said here",
             LOGNORMAL, 12.0, 0.83),
    {0},
};
struct arm {
    double extra;
};
static const struct des_param arm_params[] = {
    DES_REAL(struct arm, extra, "1/week", 1.5, 0.0, 7.0, "assumed", DES_GRADE_D, "said here"),
    {0},
};
static const struct des_param_group groups[] = {
    {"demand", demand_params, sizeof(struct demand), "who asks for what"},
    {"care.expert_team", arm_params, sizeof(struct arm), "the team"},
};

static int setup(void **state) {
    struct des_space *space = NULL;
    struct des_error error = {0};
    if (des_space_create(groups, 2, &space, &error) != DES_OK) {
        print_error("%s\n", error.text);
        return -1;
    }
    *state = space;
    return 0;
}

static int teardown(void **state) {
    des_space_destroy(*state);
    return 0;
}

static void every_element_has_one_path(void **state) {
    const struct des_space *space = *state;
    static const char *const paths[] = {
        "demand.open",         "demand.users",          "demand.rate",
        "demand.share.class1", "demand.share.class2",   "demand.share.class3",
        "demand.policy",       "demand.place",          "demand.start",
        "demand.visit",        "care.expert_team.extra"};
    assert_int_equal(des_space_count(space), sizeof paths / sizeof *paths);
    for (size_t i = 0; i < des_space_count(space); ++i) {
        assert_string_equal(des_space_at(space, i)->path, paths[i]);
        assert_int_equal(des_space_find(space, paths[i]), i);
    }
    assert_true(des_space_find(space, "demand.share") == SIZE_MAX);
    assert_true(des_space_find(space, "") == SIZE_MAX);
    assert_int_equal(des_space_at(space, 5)->index, 2);
    assert_int_equal(des_space_at(space, 10)->group, 1);
}

static void misspelt_path_finds_its_neighbour(void **state) {
    static const struct {
        const char *path, *want;
    } cases[] = {
        {"demand.user", "demand.users"},
        {"demnad.users", "demand.users"},
        {"demand.share", "demand.share.class1"},
        {"demand.share.clas2", "demand.share.class2"},
        {"staff.extra", "care.expert_team.extra"},
        {"weather.temperature", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        const char *got = des_space_suggest(*state, cases[i].path);
        if (cases[i].want == NULL) {
            assert_case(cases[i].path, got == NULL);
        } else {
            assert_case(cases[i].path, got != NULL && strcmp(got, cases[i].want) == 0);
        }
    }
}

static void defaults_fill_the_struct(void **state) {
    struct des_values *values = des_values_create(*state);
    struct demand demand;
    struct arm arm;
    assert_non_null(values);
    memset(&demand, 0xA5, sizeof demand);
    des_values_fill(values, 0, &demand);
    des_values_fill_named(values, "care.expert_team", &arm);
    assert_true(demand.open);
    assert_int_equal(demand.users, 100);
    assert_true(demand.rate == 0.5);
    assert_true(demand.share[0] == 0.5 && demand.share[1] == 0.25 && demand.share[2] == 0.125);
    assert_int_equal(demand.policy, 1);
    assert_string_equal(demand.place, "town");
    assert_true(demand.start == 450.0);
    assert_int_equal(demand.visit.kind, DES_DIST_LOGNORMAL);
    assert_true(demand.visit.argument[1] == 0.83);
    assert_true(arm.extra == 1.5);
    assert_true(des_values_at(values, 2)->defaulted);
    assert_int_equal(des_values_at(values, 2)->uncertain.kind, DES_DIST_LOGNORMAL);
    des_values_destroy(values);
}

static void text_is_typed_and_checked(void **state) {
    static const struct {
        const char *path, *text, *want; /* want: NULL when refused */
        const char *told;
    } cases[] = {
        {"demand.open", "false", "false", NULL},
        {"demand.open", "no", NULL, "true or false"},
        {"demand.users", "12", "12", NULL},
        {"demand.users", "99999999999", "99999999999L", NULL},
        {"demand.users", "1.5", NULL, "whole number"},
        {"demand.users", "-1", NULL, "0 to"},
        {"demand.users", "99999999999999999999", NULL, "whole number"},
        {"demand.rate", "2", "2.0", NULL},
        {"demand.rate", "1e-3", "0.001", NULL},
        {"demand.rate", "11", NULL, "0 to 10 1/h"},
        {"demand.rate", "1e400", NULL, "number"},
        {"demand.rate", "inf", NULL, "number"},
        {"demand.rate", "nan", NULL, "number"},
        {"demand.rate", "0x10", NULL, "number"},
        {"demand.rate", "0,5", NULL, "number"},
        {"demand.rate", " 1", NULL, "number"},
        {"demand.rate", "", NULL, "number"},
        {"demand.share.class2", "1", "1.0", NULL},
        {"demand.share.class2", "1.2", NULL, "0 to 1"},
        {"demand.policy", "first_come", "\"first_come\"", NULL},
        {"demand.policy", "first", NULL, "\"first_come\", \"shortest\""},
        {"demand.place", "Bø \"x\"\n\\", "\"Bø \\\"x\\\"\\n\\\\\"", NULL},
        {"demand.start", "07:05", "\"07:05\"", NULL},
        {"demand.start", "24:00", "\"24:00\"", NULL},
        {"demand.start", "450.25 min", "\"450.25 min\"", NULL},
        {"demand.start", "24:01", NULL, "07:30"},
        {"demand.start", "7:30", NULL, "07:30"},
        {"demand.start", "07:60", NULL, "07:30"},
        {"demand.visit", "12", "{ dist = \"constant\"; value = 12.0; }", NULL},
        {"demand.visit", "lognormal(10, 0.5)",
         "{ dist = \"lognormal\"; median = 10.0; sigma = 0.5; }", NULL},
        {"demand.visit", "lognormal(median 10, sigma 0.5)",
         "{ dist = \"lognormal\"; median = 10.0; sigma = 0.5; }", NULL},
        {"demand.visit", "lognormal(10)", NULL, "distribution"},
        {"demand.visit", "lognormal(10, 1, 2)", NULL, "distribution"},
        {"demand.visit", "lognormal(10, -1)", NULL, "distribution"},
        {"demand.visit", "normal(10, 1)", NULL, "outside its range"},
        {"demand.visit", "lognorml(10, 1)", NULL, "distribution"},
        {"demand.userz", "1", NULL, "did you mean demand.users"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_values *values = des_values_create(*state);
        struct des_error error = {0};
        enum des_status status = des_values_set_text(values, cases[i].path, cases[i].text, &error);
        if (cases[i].want == NULL) {
            assert_case(cases[i].text, status == DES_EINPUT);
            if (strstr(error.text, cases[i].told) == NULL) {
                print_error("\"%s\" tells: %s\n", cases[i].text, error.text);
                fail();
            }
        } else {
            char text[128];
            size_t element = des_space_find(*state, cases[i].path);
            const struct des_element *at = des_space_at(*state, element);
            const struct des_value *value = des_values_at(values, element);
            assert_case(cases[i].text, status == DES_OK);
            des_value_format(at->param, value, text, sizeof text);
            assert_string_equal(text, cases[i].want);
            assert_case(cases[i].text, !value->defaulted && value->grade == DES_GRADE_D);
            assert_case(cases[i].text, value->uncertain.kind == DES_DIST_NONE);
        }
        des_values_destroy(values);
    }
}

static void format_tells_the_length_it_needs(void **state) {
    struct des_values *values = des_values_create(*state);
    size_t element = des_space_find(*state, "demand.visit");
    const struct des_param *param = des_space_at(*state, element)->param;
    char whole[128];
    char cut[10];
    int length = des_value_format(param, des_values_at(values, element), whole, sizeof whole);
    assert_int_equal(length, strlen(whole));
    assert_int_equal(des_value_format(param, des_values_at(values, element), cut, sizeof cut),
                     length);
    assert_int_equal(strlen(cut), sizeof cut - 1);
    assert_int_equal(des_value_format(param, des_values_at(values, element), NULL, 0), length);
    des_values_destroy(values);
}

static void reals_read_back_as_the_same_bits(void **state) {
    static const double numbers[] = {0.1,    1.0 / 3.0, 2e-308, 4.9e-324, 9.999999999999999,
                                     1e-300, 0.0,       10.0,   5.0,      0x1.921fb54442d18p+1};
    static const char *const locales[] = {"C", "nb_NO.UTF-8", "de_DE.UTF-8"};
    size_t element = des_space_find(*state, "demand.rate");
    const struct des_param *param = des_space_at(*state, element)->param;
    for (size_t l = 0; l < sizeof locales / sizeof *locales; ++l) {
        setlocale(LC_ALL, locales[l]); /* one that is not installed leaves the last */
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
            struct des_values *values = des_values_create(*state);
            struct des_value value = {.real = numbers[i]};
            char text[64];
            des_value_format(param, &value, text, sizeof text);
            assert_case(text, des_values_set_text(values, "demand.rate", text, NULL) == DES_OK);
            assert_case(text, des_values_at(values, element)->real == numbers[i]);
            assert_case(text, strchr(text, '.') != NULL);
            des_values_destroy(values);
        }
    }
    setlocale(LC_ALL, "C");
}

static void number_keeps_source_and_range(void **state) {
    struct des_values *values = des_values_create(*state);
    static const struct {
        const char *path;
        double number;
        enum des_status want;
    } cases[] = {
        {"demand.rate", 3.25, DES_OK},        {"demand.rate", 10.5, DES_ERANGE},
        {"demand.rate", NAN, DES_ERANGE},     {"demand.users", 7, DES_OK},
        {"demand.users", 7.5, DES_ERANGE},    {"demand.users", 1e300, DES_ERANGE},
        {"demand.open", 0, DES_OK},           {"demand.open", 0.5, DES_ERANGE},
        {"demand.policy", 0, DES_OK},         {"demand.policy", 2, DES_ERANGE},
        {"demand.policy", 1e300, DES_ERANGE}, {"demand.start", 450.5, DES_OK},
        {"demand.start", 1441, DES_ERANGE},   {"demand.place", 1, DES_ERANGE},
        {"demand.visit", 1, DES_ERANGE},      {"demand.share.class3", 1, DES_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        size_t element = des_space_find(*state, cases[i].path);
        assert_case(cases[i].path,
                    des_values_set_number(values, element, cases[i].number) == cases[i].want);
        assert_string_equal(des_values_at(values, element)->source, "assumed");
    }
    struct demand demand;
    des_values_fill(values, 0, &demand);
    assert_true(demand.rate == 3.25 && demand.users == 7 && !demand.open);
    assert_true(demand.policy == 0 && demand.start == 450.5 && demand.share[2] == 1.0);
    des_values_destroy(values);
}

static void copy_does_not_share_its_texts(void **state) {
    struct des_values *values = des_values_create(*state);
    assert_int_equal(des_values_set_text(values, "demand.place", "fjord", NULL), DES_OK);
    struct des_values *copy = des_values_copy(values);
    assert_int_equal(des_values_set_text(values, "demand.place", "plain", NULL), DES_OK);
    des_values_destroy(values);
    size_t element = des_space_find(*state, "demand.place");
    assert_string_equal(des_values_at(copy, element)->text, "fjord");
    assert_string_equal(des_values_at(copy, element)->source, "command line");
    assert_ptr_equal(des_values_space(copy), *state);
    des_values_destroy(copy);
}

/* ---- tables that contradict themselves ---- */

static const double outside[] = {0.5, 1.5, 0.5};
static const char *const reserved[] = {"value", NULL};
#pragma GCC diagnostic ignored "-Woverride-init" /* one field is broken at a time */
#define R(...)                                                                                     \
    {                                                                                              \
        .key = "x", .type = DES_TYPE_REAL, .unit = "1", .high = 1, .source = "s",                  \
        .grade = DES_GRADE_D, .meaning = "m", __VA_ARGS__                                          \
    }

static void contradicting_tables_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *told;
        struct des_param params[3];
    } cases[] = {
        {"demand.x: no unit", {R(.unit = "")}},
        {"demand.x: no source", {R(.source = NULL)}},
        {"demand.x: no grade", {R(.grade = DES_GRADE_NONE)}},
        {"demand.x: no meaning", {R(.meaning = "")}},
        {"demand.x: its range is empty", {R(.low = 2)}},
        {"demand.x: its range is empty", {R(.low = NAN)}},
        {"demand.x: the default 3 is outside", {R(.value = 3)}},
        {"demand.x.class2: the default 1.5 is outside", {R(.set = classes, .values = outside)}},
        {"demand.x: its field lies outside", {R(.offset = 33)}},
        {"demand.x: its field lies outside", {R(.offset = 24, .set = classes)}},
        {"demand.x: a name in its set is reserved", {R(.set = reserved)}},
        {"demand.x: declared twice", {R(), R()}},
        {"demand.x y: the key is not a name", {R(.key = "x y")}},
        {"demand.x: no choices", {R(.type = DES_TYPE_CHOICE)}},
        {"demand.x: the default 1 is not",
         {R(.type = DES_TYPE_CHOICE, .choices = reserved, .value = 1)}},
        {"demand.x: no default", {R(.type = DES_TYPE_TEXT)}},
        {"demand.x: the default is not whole", {R(.type = DES_TYPE_INT, .value = 0.5)}},
        {"demand.x: the default no distribution", {R(.type = DES_TYPE_DIST, .high = INFINITY)}},
        {"demand.x: the default the median of `uncertain`, 60",
         {R(.uncertain = {DES_DIST_LOGNORMAL, {60.0, 0.1}})}},
        {"demand.x: only a real can be uncertain",
         {R(.type = DES_TYPE_INT, .uncertain = {DES_DIST_LOGNORMAL, {1.0, 0.1}})}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_param_group group = {"demand", cases[i].params, sizeof(struct des_dist),
                                        "the group"};
        struct des_space *space = NULL;
        struct des_error error = {0};
        assert_case(cases[i].told,
                    des_space_create(&group, 1, &space, &error) == DES_ERANGE && space == NULL);
        if (strstr(error.text, cases[i].told) == NULL) {
            print_error("want: %s\ngot:  %s\n", cases[i].told, error.text);
            fail();
        }
    }
}

static void path_of_a_group_cannot_be_a_parameter(void **state) {
    (void)state;
    static const struct des_param inner[] = {R(.key = "class1"), {0}};
    static const struct des_param outer[] = {R(), {0}};
    static const struct des_param sets[] = {R(.set = classes), {0}};
    static const struct {
        const char *name;
        struct des_param_group groups[2];
    } cases[] = {
        {"scalar", {{"demand", outer, 24, "m"}, {"demand.x", inner, 24, "m"}}},
        {"set", {{"demand", sets, 24, "m"}, {"demand.x", inner, 24, "m"}}},
        {"deeper", {{"demand", outer, 24, "m"}, {"demand.x.y", inner, 24, "m"}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        struct des_space *space = NULL;
        assert_case(cases[i].name,
                    des_space_create(cases[i].groups, 2, &space, NULL) == DES_ERANGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_element_has_one_path),
        cmocka_unit_test(misspelt_path_finds_its_neighbour),
        cmocka_unit_test(defaults_fill_the_struct),
        cmocka_unit_test(text_is_typed_and_checked),
        cmocka_unit_test(format_tells_the_length_it_needs),
        cmocka_unit_test(reals_read_back_as_the_same_bits),
        cmocka_unit_test(number_keeps_source_and_range),
        cmocka_unit_test(copy_does_not_share_its_texts),
        cmocka_unit_test(contradicting_tables_are_refused),
        cmocka_unit_test(path_of_a_group_cannot_be_a_parameter),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
