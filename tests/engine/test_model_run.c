#include "support.h"

#include <string.h>

#include "des/model.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- a model that counts the minutes; `context` says how it misbehaves ---- */

enum fault { NO_FAULT, FAIL_CREATE, BREAK_RULE, STOP_EARLY, STOP_WITH_FAILURE, FAIL_FINISH };

struct counter {
    struct des_sim *sim;
    enum fault fault;
    double minutes;
    uint32_t tick;
    atomic_bool *stop; /* raised at minute 25 */
};

struct plan {
    enum fault fault;
    double end, slice;
    atomic_bool *stop;
    int *living; /* states created and not destroyed */
};

static void tick(void *context, struct des_sim *sim, const struct des_event *event) {
    struct counter *counter = context;
    counter->minutes++;
    des_assert(sim, counter->fault != BREAK_RULE || counter->minutes != 7);
    if (counter->minutes == 9 &&
        (counter->fault == STOP_EARLY || counter->fault == STOP_WITH_FAILURE)) {
        des_sim_stop(sim);
    }
    if (counter->stop && counter->minutes == 25) {
        atomic_store(counter->stop, true);
    }
    assert_int_equal(des_sim_schedule(sim, des_sim_now(sim) + 1, 0, *event, NULL), DES_OK);
}

static struct counter the_counter; /* one run at a time */
static int *living;

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    const struct plan *plan = context;
    (void)input;
    if (plan->fault == FAIL_CREATE) {
        return des_fail(error, DES_ENOINPUT, "No map.");
    }
    living = plan->living;
    ++*living;
    struct counter *counter = &the_counter;
    *counter =
        (struct counter){.sim = des_sim_create(NULL), .fault = plan->fault, .stop = plan->stop};
    assert_int_equal(des_sim_add_kind(counter->sim, "tick", tick, counter, &counter->tick), DES_OK);
    struct des_event event = {counter->tick, 0, 0};
    assert_int_equal(des_sim_schedule(counter->sim, 0.5, 0, event, NULL), DES_OK);
    *setup = (struct des_run_setup){counter, counter->sim, plan->end, plan->slice};
    return DES_OK;
}

static enum des_status finish(void *state, double *totals, struct des_error *error) {
    const struct counter *counter = state;
    totals[1] = counter->minutes;
    if (counter->fault == STOP_WITH_FAILURE) {
        return des_fail(error, DES_EIO, "The disk is full.");
    }
    if (counter->fault == FAIL_FINISH) {
        return DES_ENOMEM;
    }
    return DES_OK;
}

static void destroy(void *state) {
    des_sim_destroy(((struct counter *)state)->sim);
    --*living;
}

static const struct des_total two_totals[] = {{"nothing", "1", "nothing"},
                                              {"minutes", "min", "minutes counted"}};
static const char *const strata[] = {"all"};

static struct des_model counting_model(const struct plan *plan) {
    return (struct des_model){.name = "counter",
                              .totals = two_totals,
                              .total_count = COUNT(two_totals),
                              .strata = strata,
                              .stratum_count = 1,
                              .context = plan,
                              .create = create,
                              .finish = finish,
                              .destroy = destroy};
}

/* ---- runs ---- */

static const struct {
    const char *name;
    enum fault fault;
    double end, slice;
    enum des_status status;
    double minutes;   /* in the totals, -1: untouched */
    const char *text; /* in the error */
} runs[] = {
    {"one slice", NO_FAULT, 100, 1000, DES_OK, 100, ""},
    {"many slices", NO_FAULT, 100, 0.3, DES_OK, 100, ""},
    {"slices that do not divide the run", NO_FAULT, 100, 7, DES_OK, 100, ""},
    {"create fails", FAIL_CREATE, 100, 7, DES_ENOINPUT, -1, "No map."},
    {"a rule is broken", BREAK_RULE, 100, 7, DES_EBUG, -1, "event tick, subject 0, time 6.5"},
    {"the model ends its run", STOP_EARLY, 100, 7, DES_OK, 9, ""},
    {"the model ends its run for a failure", STOP_WITH_FAILURE, 100, 7, DES_EIO, -1,
     "The disk is full."},
    {"finish fails without a word", FAIL_FINISH, 100, 7, DES_ENOMEM, -1, "out of memory"},
    {"no slice", NO_FAULT, 100, 0, DES_ERANGE, -1, "slice"},
    {"no end", NO_FAULT, (double)INFINITY, 7, DES_ERANGE, -1, "end"},
};

/* ---- a profile ---- */

static uint64_t ten_a_reading(void) {
    static uint64_t readings;
    return 10 * readings++;
}

struct heard {
    size_t kinds;
    uint64_t handled, spent;
};

static void hear(void *context, const char *name, uint64_t handled, uint64_t spent) {
    struct heard *heard = context;
    assert_string_equal(name, "tick");
    *heard = (struct heard){heard->kinds + 1, handled, spent};
}

static void a_profile_is_told_at_the_end_and_changes_nothing(void **unused) {
    (void)unused;
    static const enum fault faults[] = {NO_FAULT, STOP_WITH_FAILURE};
    for (size_t i = 0; i < 2; i++) {
        int alive = 0;
        const struct plan plan = {.fault = faults[i], .end = 100, .slice = 7, .living = &alive};
        const struct des_model model = counting_model(&plan);
        struct heard heard = {0};
        const struct des_profile profile = {ten_a_reading, &heard, hear};
        struct des_run_input input = {.days = 1};
        double plain[2] = {0}, profiled[2] = {0};
        const enum des_status status = des_model_run(&model, &input, NULL, plain, NULL, NULL);
        assert_int_equal(heard.kinds, 0);
        input.profile = &profile;
        assert_int_equal(des_model_run(&model, &input, NULL, profiled, NULL, NULL), status);
        assert_memory_equal(plain, profiled, sizeof plain);
        assert_int_equal(heard.kinds, 1);
        assert_int_equal(heard.handled, faults[i] == NO_FAULT ? 100 : 9);
        assert_int_equal(heard.spent, 10 * heard.handled);
    }
}

static void a_run_ends_as_its_parts_say(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(runs); i++) {
        int alive = 0;
        const struct plan plan = {runs[i].fault, runs[i].end, runs[i].slice, NULL, &alive};
        const struct des_model model = counting_model(&plan);
        const struct des_run_input input = {.days = 1};
        double totals[2] = {-1, -1};
        uint64_t events = 12345;
        struct des_error error = {0};
        enum des_status status = des_model_run(&model, &input, NULL, totals, &events, &error);
        assert_case(runs[i].name, status == runs[i].status);
        assert_case(runs[i].name, error.status == runs[i].status);
        assert_case(runs[i].name, totals[1] == runs[i].minutes);
        assert_case(runs[i].name, totals[0] == (runs[i].minutes < 0 ? -1 : 0));
        assert_case(runs[i].name, strstr(error.text, runs[i].text) != NULL);
        bool finished = runs[i].status == DES_OK;
        assert_case(runs[i].name, events == (finished ? (uint64_t)runs[i].minutes : 12345));
        assert_case(runs[i].name, alive == 0);
    }
}

static void a_stop_is_noticed_between_slices(void **unused) {
    (void)unused;
    atomic_bool stop = false;
    int alive = 0;
    const struct plan plan = {NO_FAULT, 100, 10, &stop, &alive};
    const struct des_model model = counting_model(&plan);
    const struct des_run_input input = {.days = 1};
    double totals[2] = {-1, -1};
    struct des_error error = {0};
    assert_int_equal(des_model_run(&model, &input, &stop, totals, NULL, &error), DES_EINTERRUPTED);
    assert_non_null(strstr(error.text, "time 30"));
    assert_near(totals[1], -1, 0);
    assert_int_equal(alive, 0);
    /* Already up: nothing is run at all. */
    assert_int_equal(des_model_run(&model, &input, &stop, totals, NULL, NULL), DES_EINTERRUPTED);
    assert_near(the_counter.minutes, 0, 0);
}

/* ---- tables ---- */

static void a_total_is_found_by_its_name(void **unused) {
    (void)unused;
    const struct des_model model = counting_model(NULL);
    assert_int_equal(des_model_total(&model, "nothing"), 0);
    assert_int_equal(des_model_total(&model, "minutes"), 1);
    assert_true(des_model_total(&model, "hours") == SIZE_MAX);
}

static const struct des_total same_totals[] = {{"a", "1", ""}, {"b", "1", ""}, {"a", "1", ""}};
static const struct des_total unnamed_totals[] = {{"", "1", ""}};
static const char *const wrong_strata[] = {"everyone"};
static const char *const same_strata[] = {"all", "old", "old"};
static const struct des_outcome unknown_numerator[] = {
    {"x", "1", "hours", NULL, 1, 0, "", "", false}};
static const struct des_outcome unknown_denominator[] = {
    {"x", "1", "minutes", "hours", 1, 0, "", "", false}};
static const struct des_outcome no_scale[] = {{"x", "1", "minutes", NULL, 0, 0, "", "", false}};
static const struct des_outcome twice[] = {{"x", "1", "minutes", NULL, 1, 0, "", "", false},
                                           {"x", "1", "nothing", NULL, 1, 0, "", "", false}};
static const struct des_column same_columns[] = {{"t", DES_COLUMN_F64, "min", "", NULL},
                                                 {"t", DES_COLUMN_I32, "1", "", NULL}};
static const struct des_table bad_table[] = {{"trace/x", DES_TRACE_FULL, same_columns, 2}};

static void assert_unsound(const struct des_model *model, const char *text) {
    struct des_error error = {0};
    assert_case(text, des_model_check(model, &error) == DES_ERANGE);
    assert_case(error.text, strstr(error.text, text) != NULL);
}

static void unsound_tables_are_told(void **unused) {
    (void)unused;
    struct des_model model = counting_model(NULL);
    assert_int_equal(des_model_check(&model, NULL), DES_OK);
    model.totals = same_totals;
    model.total_count = 3;
    assert_unsound(&model, "totals are called a");
    model.totals = unnamed_totals;
    model.total_count = 1;
    assert_unsound(&model, "a total has no name");
    model = counting_model(NULL);
    model.strata = wrong_strata;
    assert_unsound(&model, "first stratum");
    model.strata = same_strata;
    model.stratum_count = 3;
    assert_unsound(&model, "called old");
    model = counting_model(NULL);
    model.tables = bad_table;
    model.table_count = 1;
    assert_unsound(&model, "columns are called t");
    model = counting_model(NULL);
    model.finish = NULL;
    assert_unsound(&model, "finish");
}

static void unsound_outcomes_are_told(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const struct des_outcome *outcomes;
        size_t count;
    } cases[] = {
        {"asks for a total hours", unknown_numerator, 1},
        {"asks for a total hours", unknown_denominator, 1},
        {"no scale", no_scale, 1},
        {"outcomes are called x", twice, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct des_model model = counting_model(NULL);
        model.outcomes = cases[i].outcomes;
        model.outcome_count = cases[i].count;
        assert_unsound(&model, cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_ends_as_its_parts_say),
        cmocka_unit_test(a_profile_is_told_at_the_end_and_changes_nothing),
        cmocka_unit_test(a_stop_is_noticed_between_slices),
        cmocka_unit_test(a_total_is_found_by_its_name),
        cmocka_unit_test(unsound_tables_are_told),
        cmocka_unit_test(unsound_outcomes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
