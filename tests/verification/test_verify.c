/* aksim verify tells right from wrong: this program brings cases of its own. */
#include "support.h"

#include <stdbool.h>
#include <string.h>

#include "command.h"
#include "verification/verify.h"
#include "verification/verify_theory.h"

/* M/M/1 at 50 %: a wait of 1 min. */
static struct verify_case case_of(double exact, double minutes, double coverage_min) {
    return (struct verify_case){
        .name = "M/M/1 at 50 %",
        .setting = {"class1.arrivals=poisson", "class1.arrival_rate=0.5"},
        .minutes = minutes,
        .warmup_min = 100,
        .measure = {{"all", "wait_min", "served", exact, "Kendall 1951"}},
        .coverage_min = coverage_min,
    };
}

/* Taken by the command in place of its own cases. */
static struct verify_case given;

bool verify_case_at(size_t i, struct verify_case *verify_case) {
    if (i > 0) {
        return false;
    }
    *verify_case = given;
    return true;
}

/* ---- one case ---- */

static const struct verify_effort effort = {.seed = 7, .half_width = 0.0095, .coverage_seeds = 60};

static const struct {
    const char *name;
    double exact, minutes, coverage_min;
    bool value_passes, coverage_passes;
} cases[] = {
    {"the exact value", 1, 60000, 600, true, true},
    {"a value that is 20 % too low", 0.8, 2000, 1800, false, false},
    {"a value that is 20 % too high", 1.2, 2000, 1800, false, false},
    {"an interval that is too wide", 1, 800, 0, false, true},
};

static void a_case_passes_with_its_exact_value_only(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct verify_case c =
            case_of(cases[i].exact, cases[i].minutes, cases[i].coverage_min);
        struct verify_result result = {.count = 0};
        struct des_error error = {0};
        assert_int_equal(verify_case_run(&c, i, &effort, NULL, &result, &error), DES_OK);
        assert_int_equal(result.count, cases[i].coverage_min > 0 ? 2 : 1);
        assert_case(cases[i].name, result.finding[0].passed == cases[i].value_passes);
        if (cases[i].coverage_min > 0) {
            assert_case(cases[i].name, result.finding[1].passed == cases[i].coverage_passes);
        }
        verify_result_fini(&result);
    }
}

static void a_case_that_cannot_be_set_up_is_told(void **unused) {
    (void)unused;
    struct verify_case c = case_of(1, 1000, 0);
    c.setting[2] = "station1.no_such_thing=3";
    struct verify_result result = {.count = 0};
    struct des_error error = {0};
    assert_int_equal(verify_case_run(&c, 0, &effort, NULL, &result, &error), DES_EINPUT);
    assert_non_null(strstr(error.text, "no_such_thing"));
    assert_int_equal(result.count, 0);
}

static void a_case_stops_when_it_is_asked_to(void **unused) {
    (void)unused;
    const struct verify_case c = case_of(1, 1e9, 0);
    const atomic_bool stop = true;
    struct verify_result result = {.count = 0};
    assert_int_equal(verify_case_run(&c, 0, &effort, &stop, &result, NULL), DES_EINTERRUPTED);
}

/* ---- the command ---- */

static int verify(double exact) {
    char name[] = "verify", format[] = "--format=json", fast[] = "--fast",
         threads[] = "--threads=2";
    char *argv[] = {name, format, fast, threads, NULL};
    given = case_of(exact, 60000, 0); /* enough for an interval of 1 % */
    return command_verify(4, argv);
}

static void the_command_ends_with_1_when_a_value_is_wrong(void **unused) {
    (void)unused;
    assert_int_equal(verify(1), 0);
    assert_int_equal(verify(1.1), 1);
    given.setting[2] = "station1.servers=none";
    char name[] = "verify";
    char *argv[] = {name, NULL};
    assert_int_equal(command_verify(1, argv), 65);
}

/* ---- exact values that are computed, against others ---- */

static void a_tandem_with_much_room_is_two_stations(void **unused) {
    (void)unused;
    const struct tandem_values wide = theory_tandem(0.2, 1, 2, 5);
    assert_near(wide.present, 0.2 / 0.8 + 0.1 / 0.9, 1e-6);
    assert_true(wide.blocked < 1e-6);
    /* The second so fast that nobody is ever blocked, then so slow that it rules. */
    assert_near(theory_tandem(0.5, 1, 1e3, 0).present, 1, 1e-2);
    assert_near(theory_tandem(0.2, 1e3, 1, 0).present, 0.25, 1e-2);
}

static void growing_urgency_lies_between_one_queue_and_priorities(void **unused) {
    (void)unused;
    static const struct priority_class classes[] = {{0.25, 1, 2}, {0.25, 1, 2}};
    static const double equal[] = {1, 1}, apart[] = {1, 1e9};
    double wait[2];
    theory_accumulating_wait(classes, equal, 2, wait);
    assert_near(wait[0], 1, 1e-12);
    assert_near(wait[1], 1, 1e-12);
    theory_accumulating_wait(classes, apart, 2, wait);
    assert_near(wait[1], theory_priority_wait(classes, 2, 0), 1e-6);
    assert_near(wait[0], theory_priority_wait(classes, 2, 1), 1e-6);
    assert_true(theory_shortest_first_wait(0.5) < 1);
    assert_near(theory_random_order_level(0.8, 0), 0.2, 1e-9);
    assert_near(theory_random_order_level(0.8, 5), 0.7641651663,
                1e-9); /* by a matrix exponential */
    assert_near(theory_shortest_first_wait(1e-4) / 1e-4, 1, 1e-3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_passes_with_its_exact_value_only),
        cmocka_unit_test(a_case_that_cannot_be_set_up_is_told),
        cmocka_unit_test(a_case_stops_when_it_is_asked_to),
        cmocka_unit_test(the_command_ends_with_1_when_a_value_is_wrong),
        cmocka_unit_test(a_tandem_with_much_room_is_two_stations),
        cmocka_unit_test(growing_urgency_lies_between_one_queue_and_priorities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
