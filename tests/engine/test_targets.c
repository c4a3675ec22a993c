/* Targets: what a file may say, what several places say together, and the verdict. */
#include "fake_model.h"

#include <math.h>

#include "des/targets.h"

enum { VISITS, YEARS, COST, TOTALS = 3, STRATA = 2 };

#define GIVEN "name = \"t\"; kind = \"validation\"; grade = \"B\"; source = \"a study\"; "
#define VISITS_OF "outcome = \"visits_per_year\"; unit = \"1/year\"; "
#define RANGE "low = 1.0; high = 3.0; "

struct reading {
    struct des_experiment *experiment;
    struct des_targets *targets;
    struct des_diagnostics diagnostics;
    enum des_status status;
};

static struct reading read_targets(const char *text) {
    struct reading reading = {.experiment = sound("model = \"fake\";", NULL)};
    const struct des_plan *plan = des_experiment_plan(reading.experiment);
    des_diagnostics_init(&reading.diagnostics);
    reading.targets = des_targets_create(plan->model, plan->space);
    reading.status = des_targets_read(reading.targets, "own.cfg", text, &reading.diagnostics);
    return reading;
}

static void end(struct reading *reading) {
    des_targets_destroy(reading->targets);
    des_experiment_destroy(reading->experiment);
    des_diagnostics_fini(&reading->diagnostics);
}

static void a_target_is_read_as_it_stands(void **state) {
    (void)state;
    struct reading reading = read_targets(
        "targets = ( { " GIVEN VISITS_OF RANGE "value = 1.5; note = \"n\"; setting = \"town\"; "
        "strata = [ \"class1\", \"all\" ]; "
        "where = { parameter = \"demand.users\"; low = 5; high = 9; }; } );");
    assert_int_equal(reading.status, DES_OK);
    assert_int_equal(des_targets_count(reading.targets), 1);
    const struct des_target *t = des_targets_at(reading.targets, 0);
    assert_string_equal(t->name, "t");
    assert_int_equal(t->kind, DES_TARGET_VALIDATION);
    assert_int_equal(t->outcome, 0);
    assert_int_equal(t->stratum_count, 2);
    assert_int_equal(t->strata[0], 1);
    assert_int_equal(t->strata[1], 0);
    assert_true(t->value == 1.5 && t->low == 1.0 && t->high == 3.0);
    assert_true(t->from == 5.0 && t->to == 9.0);
    assert_string_equal(
        des_space_at(des_experiment_plan(reading.experiment)->space, t->where)->path,
        "demand.users");
    assert_string_equal(t->setting, "town");
    assert_string_equal(t->source, "a study");
    assert_int_equal(t->grade, DES_GRADE_B);
    assert_string_equal(t->note, "n");
    end(&reading);
}

static void without_value_the_middle_is_meant_and_all_places(void **state) {
    (void)state;
    struct reading reading = read_targets("targets = ( { " GIVEN VISITS_OF RANGE "} );");
    assert_int_equal(reading.status, DES_OK);
    const struct des_target *t = des_targets_at(reading.targets, 0);
    assert_true(t->value == 2.0);
    assert_true(t->where == SIZE_MAX && t->setting == NULL && t->note == NULL);
    assert_true(t->stratum_count == 1 && t->strata[0] == 0);
    end(&reading);
}

static void what_is_wrong_is_told_and_nothing_is_taken(void **state) {
    (void)state;
    static const struct {
        const char *record, *told;
    } cases[] = {
        {GIVEN RANGE "outcome = \"visits_per_yaer\"; unit = \"1/year\";",
         "own.cfg:1|there is no outcome|did you mean visits_per_year?"},
        {"name = \"t\"; kind = \"validation\"; grade = \"B\"; " VISITS_OF RANGE,
         "targets.t|no source is given"},
        {"name = \"t\"; kind = \"validation\"; grade = \"B\"; source = \"\"; " VISITS_OF RANGE,
         "no source is given"},
        {"name = \"t\"; kind = \"validation\"; source = \"s\"; " VISITS_OF RANGE,
         "no grade is given"},
        {"name = \"t\"; kind = \"hope\"; grade = \"E\"; source = \"s\"; " VISITS_OF RANGE,
         "there is no kind \"hope\"|calibration, validation"},
        {"name = \"t\"; kind = \"validation\"; grade = \"E\"; source = \"s\"; " VISITS_OF RANGE,
         "there is no grade \"E\"|A, B, C, D"},
        {"kind = \"validation\"; grade = \"B\"; source = \"s\"; " VISITS_OF RANGE,
         "no name is given"},
        {GIVEN RANGE "outcome = \"visits_per_year\";", "no unit is given|1/year"},
        {GIVEN RANGE "outcome = \"visits_per_year\"; unit = \"1/d\";",
         "unit \"1/d\", but visits_per_year is in \"1/year\""},
        {GIVEN VISITS_OF "low = 3.0; high = 1.0;", "no range"},
        {GIVEN VISITS_OF "high = 1.0;", "no range"},
        {GIVEN VISITS_OF "low = \"x\"; high = 1.0;", "targets.t.low"},
        {GIVEN VISITS_OF RANGE "value = 4.0;", "the value is outside its own range"},
        {GIVEN VISITS_OF RANGE "strata = \"clas1\";", "there is no stratum|did you mean class1?"},
        {GIVEN VISITS_OF RANGE "strata = [ 1, 2 ];", "not a text"},
        {GIVEN VISITS_OF RANGE "where = { parameter = \"demand.user\"; low = 1; high = 2; };",
         "there is no parameter|did you mean demand.users?"},
        {GIVEN VISITS_OF RANGE "where = { parameter = \"demand.place\"; low = 1; high = 2; };",
         "is no number"},
        {GIVEN VISITS_OF RANGE "where = { parameter = \"demand.users\"; low = 2; high = 1; };",
         "no range"},
        {GIVEN VISITS_OF RANGE "sourc = \"a\";", "unknown key|did you mean source?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[600];
        snprintf(text, sizeof text, "targets = ( { %s } );", cases[i].record);
        struct reading reading = read_targets(text);
        assert_case(cases[i].told, reading.status == DES_EINPUT);
        assert_case(cases[i].told, has_line(&reading.diagnostics, cases[i].told));
        assert_case(cases[i].told, des_targets_count(reading.targets) == 0);
        end(&reading);
    }
}

static void a_file_without_targets_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"", "targets = ( );", "targets = 3;", "target = ( );"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct reading reading = read_targets(texts[i]);
        assert_case(texts[i], reading.status == DES_EINPUT && reading.diagnostics.count > 0);
        end(&reading);
    }
}

static void a_name_twice_in_a_file_is_refused_in_another_file_it_replaces(void **state) {
    (void)state;
    struct reading twice =
        read_targets("targets = ( { " GIVEN VISITS_OF RANGE "}, { " GIVEN VISITS_OF RANGE "} );");
    assert_int_equal(twice.status, DES_EINPUT);
    assert_true(has_line(&twice.diagnostics, "stands there already"));
    end(&twice);
    struct reading reading = read_targets("targets = ( { " GIVEN VISITS_OF RANGE "} );");
    assert_int_equal(des_targets_read(reading.targets, "mine.cfg",
                                      "targets = ( { " GIVEN VISITS_OF
                                      "low = 7.0; high = 8.0; } );",
                                      &reading.diagnostics),
                     DES_OK);
    assert_int_equal(des_targets_count(reading.targets), 1);
    assert_true(des_targets_at(reading.targets, 0)->low == 7.0);
    assert_true(des_targets_find(reading.targets, "t") == 0);
    assert_true(des_targets_find(reading.targets, "u") == SIZE_MAX);
    end(&reading);
}

/* ---- verdicts ---- */

static void verdict_asks_for_the_whole_interval(void **state) {
    (void)state;
    const struct des_target target = {.low = 1.0, .high = 3.0};
    const struct {
        const char *name;
        double low, high;
        enum des_verdict verdict;
    } cases[] = {
        {"well inside", 1.5, 2.5, DES_VERDICT_INSIDE},
        {"the range itself", 1.0, 3.0, DES_VERDICT_INSIDE},
        {"over the lower end", 0.5, 1.5, DES_VERDICT_CANNOT_SAY},
        {"over the upper end", 2.5, 3.5, DES_VERDICT_CANNOT_SAY},
        {"over both ends", 0.5, 3.5, DES_VERDICT_CANNOT_SAY},
        {"touching from below", 0.5, 1.0, DES_VERDICT_CANNOT_SAY},
        {"below", 0.5, 0.9, DES_VERDICT_OUTSIDE},
        {"above", 3.1, 3.5, DES_VERDICT_OUTSIDE},
        {"no interval", (double)NAN, (double)NAN, DES_VERDICT_CANNOT_SAY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct des_target_result result = {.mean = 2.0, .low = cases[i].low, .high = cases[i].high};
        assert_case(cases[i].name, des_target_verdict(&target, &result) == cases[i].verdict);
    }
    assert_string_equal(des_verdict_name(DES_VERDICT_CANNOT_SAY), "cannot say");
}

/* ---- results ---- */

#define PLACES                                                                                     \
    "model = \"fake\"; replications = 2; settings = ( "                                            \
    "{ name = \"a\"; parameters = { demand = { users = 10; }; }; }, "                              \
    "{ name = \"b\"; parameters = { demand = { users = 20; }; }; } ); "

/* visits[setting][replication][stratum] over years. */
static void fill(struct des_totals *totals, const double visits[2][2][STRATA], double years) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    for (size_t run = 0; run < plan->run_count; run++) {
        struct des_coordinates at = des_experiment_coordinates(totals->experiment, run);
        totals->done[run] = true;
        for (size_t s = 0; s < STRATA; s++) {
            double numbers[TOTALS] = {
                [VISITS] = visits[at.setting][at.replication][s], [YEARS] = years, [COST] = 7.0};
            assert_int_equal(des_totals_put(totals, run, s, numbers), DES_OK);
        }
    }
}

struct trial {
    struct des_experiment *experiment;
    struct des_totals totals;
};

static struct trial begin_trial(double years) {
    static const double visits[2][2][STRATA] = {{{10, 1}, {14, 3}}, {{30, 5}, {26, 7}}};
    struct trial trial = {.experiment = sound(PLACES, NULL)};
    assert_int_equal(des_totals_init(&trial.totals, trial.experiment), DES_OK);
    fill(&trial.totals, visits, years);
    return trial;
}

static struct des_target_result result_of(const struct trial *trial,
                                          const struct des_target *target) {
    struct des_target_result result;
    assert_int_equal(des_target_result(target, &trial->totals, &result), DES_OK);
    return result;
}

static void end_trial(struct trial *trial) {
    des_totals_fini(&trial->totals);
    des_experiment_destroy(trial->experiment);
}

static const size_t all[] = {0}, both[] = {0, 1};

/* 2 (10 + 30 + 14 + 26) / (4 x 10) = 4, and no spread: both replications say the same. */
static void places_count_together(void **state) {
    (void)state;
    struct trial trial = begin_trial(10.0);
    const struct des_target target = {
        .strata = all, .stratum_count = 1, .where = SIZE_MAX, .low = 3.9, .high = 4.5};
    struct des_target_result result = result_of(&trial, &target);
    assert_int_equal(result.settings, 2);
    assert_int_equal(result.n, 2);
    assert_near(result.mean, 4.0, 1e-12);
    assert_near(result.low, 4.0, 1e-12);
    assert_near(result.high, 4.0, 1e-12);
    assert_int_equal(result.inside, 0); /* 2.4 and 5.6 */
    assert_int_equal(des_target_verdict(&target, &result), DES_VERDICT_INSIDE);
    end_trial(&trial);
}

/* One place: 2 x 12 / 10 = 2.4; values 2.0 and 2.8, t(0.975, 1) = 12.7062, sd / sqrt 2 = .4. */
static void a_place_is_chosen_by_a_parameter_or_by_name(void **state) {
    (void)state;
    struct trial trial = begin_trial(10.0);
    size_t users = des_space_find(des_experiment_plan(trial.experiment)->space, "demand.users");
    const struct des_target by_number = {
        .strata = all, .stratum_count = 1, .where = users, .from = 5, .to = 15, .high = 3.0};
    const struct des_target by_name = {
        .strata = all, .stratum_count = 1, .where = SIZE_MAX, .setting = "a", .high = 3.0};
    const struct des_target nowhere = {
        .strata = all, .stratum_count = 1, .where = SIZE_MAX, .setting = "c", .high = 3.0};
    const struct des_target *const one[] = {&by_number, &by_name};
    for (size_t i = 0; i < 2; i++) {
        struct des_target_result result = result_of(&trial, one[i]);
        assert_int_equal(result.settings, 1);
        assert_int_equal(result.inside, 1);
        assert_near(result.mean, 2.4, 1e-12);
        assert_near(result.high - result.mean, 12.706204736 * 0.4, 1e-6);
        assert_near(result.mean - result.low, 12.706204736 * 0.4, 1e-6);
    }
    struct des_target_result none = result_of(&trial, &nowhere);
    assert_true(none.settings == 0 && isnan(none.mean));
    assert_int_equal(des_target_verdict(&nowhere, &none), DES_VERDICT_CANNOT_SAY);
    end_trial(&trial);
}

/* 2 (80 + 16) / (2 strata x 4 runs x 10); cost per run and place: 7 in each stratum. */
static void strata_are_summed(void **state) {
    (void)state;
    struct trial trial = begin_trial(10.0);
    const struct des_target visits = {.strata = both, .stratum_count = 2, .where = SIZE_MAX};
    const struct des_target cost = {
        .outcome = 1, .strata = both, .stratum_count = 2, .where = SIZE_MAX};
    assert_near(result_of(&trial, &visits).mean, 2.4, 1e-12);
    assert_near(result_of(&trial, &cost).mean, 14.0, 1e-12);
    end_trial(&trial);
}

static void what_was_not_simulated_says_nothing(void **state) {
    (void)state;
    const struct des_target target = {
        .strata = all, .stratum_count = 1, .where = SIZE_MAX, .low = 0.0, .high = 100.0};
    struct trial trial = begin_trial(10.0);
    trial.totals.done[0] = false; /* replication 0 of place a */
    struct des_target_result result = result_of(&trial, &target);
    assert_int_equal(result.n, 1);
    assert_near(result.mean, 4.0, 1e-12);
    assert_true(isnan(result.low));
    assert_int_equal(des_target_verdict(&target, &result), DES_VERDICT_CANNOT_SAY);
    end_trial(&trial);
    trial = begin_trial(0.0);
    assert_true(isnan(result_of(&trial, &target).mean));
    end_trial(&trial);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_read_as_it_stands),
        cmocka_unit_test(without_value_the_middle_is_meant_and_all_places),
        cmocka_unit_test(what_is_wrong_is_told_and_nothing_is_taken),
        cmocka_unit_test(a_file_without_targets_is_refused),
        cmocka_unit_test(a_name_twice_in_a_file_is_refused_in_another_file_it_replaces),
        cmocka_unit_test(verdict_asks_for_the_whole_interval),
        cmocka_unit_test(places_count_together),
        cmocka_unit_test(a_place_is_chosen_by_a_parameter_or_by_name),
        cmocka_unit_test(strata_are_summed),
        cmocka_unit_test(what_was_not_simulated_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
