/* Routes, populations, blocking, shifts, and random numbers that stay in their place. */
#include "network_fixture.h"

#include "network/route.h"

/* ---- routes ---- */

static const struct {
    const char *name, *text;
    bool right;
} routes[] = {
    {"one station", "station1", true},
    {"a sequence", "station1 > station2 > station1", true},
    {"a choice and its rest", "station1 > station2 0.25 | station3", true},
    {"a chance of leaving", "station1 > station2 0.6", true},
    {"a table", "in: station1; station1: station2 0.5 | class2 0.25; station2: out;", true},
    {"nothing", "", false},
    {"no such station", "station25", false},
    {"a misspelt station", "station1 > statoin2", false},
    {"chances above 1", "station1 0.6 | station2 0.6", false},
    {"two rests", "station1 | station2", false},
    {"a negative chance", "station1 -0.5", false},
    {"a table without a beginning", "station1: station2", false},
    {"two rules for one place", "in: station1; in: station2", false},
    {"text behind the end", "station1 )", false},
};

static void routes_are_read_or_refused_with_a_reason(void **unused) {
    (void)unused;
    struct network_route *route = malloc(sizeof *route);
    for (size_t i = 0; i < COUNT(routes); i++) {
        struct des_error error = {0};
        enum des_status status = network_route_read(routes[i].text, route, &error);
        assert_case(routes[i].name, (status == DES_OK) == routes[i].right);
        assert_case(routes[i].name, (error.text[0] == '\0') == routes[i].right);
    }
    free(route);
}

static void a_wrong_route_is_told_from_where_it_is_wrong(void **unused) {
    (void)unused;
    struct network_route *route = malloc(sizeof *route);
    struct des_error error = {0};
    assert_int_equal(network_route_read("station1 0.6 | station2 0.7", route, &error), DES_EINPUT);
    assert_non_null(strstr(error.text, "more than 1 at \"station2 0.7\""));
    free(route);
}

static void chances_divide_the_numbers_from_0_to_1(void **unused) {
    (void)unused;
    struct network_route *route = malloc(sizeof *route);
    assert_int_equal(network_route_read("station2 0.25 | station5 | class3 0.5", route, NULL),
                     DES_OK);
    assert_int_equal(network_route_choose(route, 0, 0.2)->target, 1);
    assert_int_equal(network_route_choose(route, 0, 0.3)->target, 4);
    assert_int_equal(network_route_choose(route, 0, 0.6)->goal, NETWORK_TO_CLASS);
    assert_int_equal(network_route_choose(route, 0, 0.999999)->target, 2);
    assert_int_equal(network_route_read("station2 0.25", route, NULL), DES_OK);
    assert_null(network_route_choose(route, 0, 0.3));
    free(route);
}

/* ---- what is wrong with a scenario ---- */

static const struct {
    const char *name;
    const char *settings[4];
    const char *says;
} scenarios[] = {
    {"no customers", {NULL}, "class1.arrivals"},
    {"a wrong route", {"class1.arrivals=poisson", "class1.route=station1 >"}, "class1.route"},
    {"a wrong route of a class that is reached",
     {"class1.arrivals=poisson", "class1.route=class2", "class2.route=nowhere"},
     "class2.route"},
    {"a circle of classes",
     {"class1.arrivals=poisson", "class1.route=class2", "class2.route=class1"},
     "class1.route"},
    {"no rates", {"class1.arrivals=varying"}, "class1.rates_per_h"},
    {"a rate of 0 that is held",
     {"class1.arrivals=varying_as_published", "class1.rates_per_h=1, 0"},
     "class1.rates_per_h"},
    {"no time between arrivals",
     {"class1.arrivals=renewal", "class1.between_arrivals=constant(0)"},
     "class1.between_arrivals"},
    {"nobody serves", {"class1.arrivals=poisson", "station1.servers=0"}, "station1.servers"},
    {"shifts that fall",
     {"class1.arrivals=poisson", "station1.shifts=15:00 2, 07:00 3"},
     "station1.shifts"},
    {"a rate of a class that does not come",
     {"class1.arrivals=poisson", "class2.arrival_rate=2"},
     "class2.arrivals"},
    {"a chance above 1", {"class1.arrivals=poisson", "class1.joins=1, 2"}, "class1.joins"},
    {"chances that are none", {"class1.arrivals=poisson", "class1.joins=often"}, "class1.joins"},
    {"polling by two",
     {"class1.arrivals=poisson", "station1.discipline=polling", "station1.servers=2"},
     "station1.discipline: polling"},
    {"a retry below 0",
     {"class1.arrivals=poisson", "class1.retry=uniform(-0.5, 1)"},
     "class1.retry: a time below 0"},
    {"patience below 0",
     {"class1.arrivals=poisson", "class1.patience=uniform(-0.5, 1)"},
     "class1.patience"},
};

static void what_is_wrong_is_told_with_its_path(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(scenarios); i++) {
        struct des_space *space = NULL;
        struct des_values *values = new_values(&space, scenarios[i].settings);
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        network_model.check(NULL, values, &diagnostics);
        assert_case(scenarios[i].name, diagnostics.count >= 1);
        assert_case(scenarios[i].name, strstr(diagnostics.lines[0], scenarios[i].says));
        des_diagnostics_fini(&diagnostics);
        des_values_destroy(values);
        des_space_destroy(space);
    }
}

static const struct {
    const char *name;
    const char *settings[5];
} circles[] = {
    {"nobody has a station", {"class1.route=out"}},
    {"who is turned away is back at once", {"station1.waiting_room=0"}},
    {"services of no time", {"station1.service=constant(0)"}},
    {"back to a station of no time",
     {"class1.arrivals=poisson", "class1.route=in: station1; station1: station1",
      "station1.service=constant(0)"}},
};

static void circles_in_which_no_time_passes_end_the_run(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(circles); i++) {
        const char *settings[COUNT(circles[0].settings) + 4] = {
            "class1.arrivals=population", "class1.population=5", "class1.away=constant(0)"};
        memcpy(settings + 3, circles[i].settings, sizeof circles[i].settings);
        struct des_space *space = NULL;
        struct des_values *values = new_values(&space, settings);
        const struct des_run_input input = {.values = values, .random = {.seed = 7}, .days = 1};
        double *totals = new_totals();
        struct des_error error = {0};
        enum des_status status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
        assert_case(circles[i].name, status == DES_EINPUT);
        assert_case(error.text, strstr(error.text, "no time passes"));
        free(totals);
        des_values_destroy(values);
        des_space_destroy(space);
    }
}

/* ---- stations that are full in a circle ---- */

#define CIRCLE                                                                                     \
    "class1.arrivals=poisson",                                                                     \
        "class1.route=in: station3; station3: station1; station1: "                                \
        "station2; station2: station1 0.5",                                                        \
        "station1.waiting_room=1", "station1.when_full=block", "station2.waiting_room=0",          \
        "station2.when_full=block", "station2.servers=2", "station1.name=washing"
static const struct {
    const char *name;
    const char *settings[12];
    bool is_stuck;
} full[] = {
    {"nobody can move", {CIRCLE}, true},
    {"those who wait give up", {CIRCLE, "class1.patience=exponential(5)"}, false},
    {"a shift brings servers", {CIRCLE, "station1.shifts=00:00 1, 00:10 2, 00:20 50"}, false},
    {"there is room", {CIRCLE, "station1.waiting_room=-1"}, false},
};

static void full_stations_in_a_circle_end_the_run_with_their_names(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(full); i++) {
        struct des_space *space = NULL;
        struct des_values *values = new_values(&space, full[i].settings);
        const struct des_run_input input = {.values = values, .random = {.seed = 7}, .days = 1};
        double *totals = new_totals();
        struct des_error error = {0};
        enum des_status status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
        assert_case(full[i].name, status == (full[i].is_stuck ? DES_EINPUT : DES_OK));
        assert_case(full[i].name,
                    !full[i].is_stuck || strstr(error.text, "of station1 (washing), station2"));
        free(totals);
        des_values_destroy(values);
        des_space_destroy(space);
    }
}

/* ---- more work than can be done ---- */

static const struct {
    const char *name;
    const char *settings[8];
    const char *says; /* NULL: nothing */
} loads[] = {
    {"a load of 0.8", {"class1.arrivals=poisson"}, NULL},
    {"a load of 1", {"class1.arrivals=poisson", "class1.arrival_rate=1"}, "station1: load 1:"},
    {"batches", {"class1.arrivals=poisson", "class1.batch=constant(2)"}, "station1: load 1.6:"},
    {"feedback", /* 0.8 / (1 - 0.5) */
     {"class1.arrivals=poisson", "class1.route=in: station1; station1: station1 0.5"},
     "station1: load 1.6:"},
    {"two servers",
     {"class1.arrivals=poisson", "class1.arrival_rate=1", "station1.servers=2"},
     NULL},
    {"two servers half of the day",
     {"class1.arrivals=poisson", "class1.arrival_rate=1.8", "station1.shifts=06:00 2, 18:00 1"},
     "station1: load 1.2:"},
    {"a service of its own, and the name of the station",
     {"class1.arrivals=poisson", "class1.service.station1=constant(2)", "station1.name=desk"},
     "station1 (desk): load 1.6:"},
    {"a class that goes on as another",
     {"class1.arrivals=poisson", "class1.route=class2", "class2.route=station4",
      "class2.service.station4=constant(1.5)"},
     "station4: load 1.2:"},
    {"for ever round",
     {"class1.arrivals=poisson", "class1.route=in: station1; station1: station1"},
     "station1: load inf:"},
    {"by the hour",
     {"class1.arrivals=varying", "class1.rates_per_h=30, 120"},
     "station1: load 1.25"},
    {"a waiting room",
     {"class1.arrivals=poisson", "class1.arrival_rate=2", "station1.waiting_room=3"},
     NULL},
    {"a waiting room, and all come again",
     {"class1.arrivals=poisson", "class1.arrival_rate=2", "class1.retry=constant(9)",
      "station1.waiting_room=3"},
     "station1: load 2:"},
    {"patience",
     {"class1.arrivals=poisson", "class1.arrival_rate=2", "class1.patience=constant(3)"},
     NULL},
    {"balking", {"class1.arrivals=poisson", "class1.arrival_rate=2", "class1.joins=1, 0"}, NULL},
    {"nobody ever waits",
     {"class1.arrivals=poisson", "class1.arrival_rate=2", "station1.servers=-1"},
     NULL},
    {"a population", {"class1.arrivals=population", "class1.population=100"}, NULL},
};

static void stations_with_more_work_than_they_can_do_are_warned_of(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(loads); i++) {
        struct des_space *space = NULL;
        struct des_values *values = new_values(&space, loads[i].settings);
        struct des_diagnostics advice;
        des_diagnostics_init(&advice);
        network_model.advise(NULL, values, &advice);
        assert_case(loads[i].name, advice.count == (loads[i].says != NULL ? 1 : 0));
        assert_case(loads[i].name,
                    advice.count == 0 || strstr(advice.lines[0], loads[i].says) == advice.lines[0]);
        des_diagnostics_fini(&advice);
        des_values_destroy(values);
        des_space_destroy(space);
    }
}

/* ---- random numbers in their place ---- */

static void upstream_is_bit_identical_when_downstream_differs(void **unused) {
    (void)unused;
    static const char *const before[] = {
        "class1.arrivals=poisson",        "class1.route=station1 > station2 > station3 0.5",
        "class1.patience=exponential(5)", "class1.batch=uniform(0.5, 2.5)",
        "class1.arrival_rate=0.45",       NULL};
    static const char *const after[] = {
        "class1.arrivals=poisson",
        "class1.route=station1 > station4 0.3 | station2 > station3",
        "class1.patience=exponential(5)",
        "class1.batch=uniform(0.5, 2.5)",
        "class1.arrival_rate=0.45",
        "station2.service=lognormal(3, 0.5)",
        "station2.servers=3",
        "station2.discipline=lifo",
        NULL};
    double *a = run(before, NULL), *b = run(after, NULL);
    const size_t size = network_model.total_count * sizeof(double);
    assert_memory_equal(row(a, "station1"), row(b, "station1"), size);
    assert_true(total(a, "station1", "completed") > 500);
    assert_true(total(a, "station1", "reneged") > 10);
    assert_memory_not_equal(row(a, "station2"), row(b, "station2"), size);
    assert_near(total(a, "all", "arrivals"), total(b, "all", "arrivals"), 0);
    free(a);
    free(b);
}

/* Each changes station2 of a tandem, and nothing else. */
static const char *const downstream[] = {
    "station2.servers=3",
    "station2.service=lognormal(3, 0.5)",
    "station2.waiting_room=1",
    "station2.discipline=preemptive_lifo",
    "station2.discipline=random",
    "station2.discipline=shortest_first",
    "station2.shifts=08:00 2, 16:00 1",
    "class1.service.station2=constant(0.1)",
};

static void the_first_station_of_a_tandem_knows_nothing_of_the_second(void **unused) {
    (void)unused;
    const char *settings[] = {"class1.arrivals=poisson", "class1.route=station1 > station2",
                              "class1.patience=exponential(5)", NULL, NULL};
    double *before = run(settings, NULL);
    const size_t size = network_model.total_count * sizeof(double);
    assert_true(total(before, "station1", "reneged") > 10);
    for (size_t i = 0; i < COUNT(downstream); i++) {
        settings[3] = downstream[i];
        double *after = run(settings, NULL);
        assert_memory_equal(row(before, "station1"), row(after, "station1"), size);
        assert_memory_equal(row(before, "station1.class1"), row(after, "station1.class1"), size);
        if (memcmp(row(before, "station2"), row(after, "station2"), size) == 0) {
            fail_msg("%s changes nothing", downstream[i]);
        }
        free(after);
    }
    free(before);
}

static void a_class_is_the_same_beside_another(void **unused) {
    (void)unused;
    static const char *const alone[] = {"class2.arrivals=poisson", "class2.route=station2", NULL};
    static const char *const beside[] = {"class2.arrivals=poisson", "class2.route=station2",
                                         "class1.arrivals=population", "class1.population=5", NULL};
    double *a = run(alone, NULL), *b = run(beside, NULL);
    const size_t size = network_model.total_count * sizeof(double);
    assert_memory_equal(row(a, "class2"), row(b, "class2"), size);
    assert_true(total(b, "class1", "completed") > 500);
    free(a);
    free(b);
}

/* ---- what must add up ---- */

static const char *const busy_network[] = {
    "class1.arrivals=poisson",
    "class1.route=station1 > class2 0.3 | class3",
    "class2.route=in: station2; station2: station2 0.2 | station3 0.5",
    "class3.route=station3 > station4 0.6",
    "class2.patience=exponential(1)",
    "station3.waiting_room=2",
    "station3.when_full=block",
    "station4.waiting_room=1",
    "class2.priority=-1",
    "station3.discipline=preemptive_repeat",
    NULL};

static double sum_of(const double *totals, size_t t, size_t first, size_t count) {
    double sum = 0;
    for (size_t s = first; s < first + count; s++) {
        sum += totals[s * network_model.total_count + t];
    }
    return sum;
}

static void strata_add_up_to_all(void **unused) {
    (void)unused;
    double *totals = run(busy_network, NULL);
    for (size_t t = 0; t < network_model.total_count; t++) {
        const char *name = network_model.totals[t].name;
        if (strcmp(name, "capacity_min") != 0 && strcmp(name, "observed_min") != 0) {
            assert_near(sum_of(totals, t, 1 + 24, 8), total(totals, "all", name), 1e-6);
            assert_near(sum_of(totals, t, 1 + 24 + 8 + 2 * 8, 8), total(totals, "station3", name),
                        1e-6);
        }
    }
    assert_true(total(totals, "station1", "blocked_min") > 0);
    assert_near(total(totals, "station4", "blocked_min"), 0, 0);
    assert_true(total(totals, "station3.class2", "completed") > 0);
    assert_true(total(totals, "station3.class3", "completed") > 0);
    assert_near(total(totals, "station2.class3", "visits"), 0, 0);
    free(totals);
}

static void every_visit_has_one_end(void **unused) {
    (void)unused;
    const char *settings[COUNT(busy_network) + 1];
    memcpy(settings, busy_network, sizeof busy_network);
    settings[COUNT(busy_network) - 1] = "run.warmup=0";
    settings[COUNT(busy_network)] = NULL;
    double *totals = run(settings, NULL);
    double ended = total(totals, "all", "completed") + total(totals, "all", "balked") +
                   total(totals, "all", "reneged");
    double there = total(totals, "all", "visits") - ended;
    assert_true(there >= 0 && there < 100);
    assert_true(total(totals, "all", "balked") > 0);
    assert_true(total(totals, "all", "reneged") > 0);
    double gone = total(totals, "all", "left") + total(totals, "all", "balked") +
                  total(totals, "all", "reneged");
    assert_near(total(totals, "all", "arrivals") - gone, there, 0);
    free(totals);
}

static void a_population_neither_grows_nor_shrinks(void **unused) {
    (void)unused;
    static const char *const settings[] = {
        "class1.arrivals=population",     "class1.population=7",
        "class1.away=constant(0)",        "class1.route=station1 > station2",
        "station2.service=uniform(0, 3)", NULL};
    double *totals = run(settings, NULL);
    assert_near(total(totals, "all", "present_min"), 7 * 1440, 1e-6);
    assert_true(total(totals, "all", "left") > 500);
    free(totals);
}

static void shifts_set_the_servers_of_every_day(void **unused) {
    (void)unused;
    static const char *const settings[] = {
        "class1.arrivals=poisson", "station1.shifts=06:00 3, 18:00 1", "run.warmup=1.25", NULL};
    double *totals = run(settings, NULL);
    assert_near(total(totals, "station1", "capacity_min"), 720 * 3 + 720 * 1, 1e-9);
    free(totals);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_read_or_refused_with_a_reason),
        cmocka_unit_test(a_wrong_route_is_told_from_where_it_is_wrong),
        cmocka_unit_test(chances_divide_the_numbers_from_0_to_1),
        cmocka_unit_test(what_is_wrong_is_told_with_its_path),
        cmocka_unit_test(circles_in_which_no_time_passes_end_the_run),
        cmocka_unit_test(full_stations_in_a_circle_end_the_run_with_their_names),
        cmocka_unit_test(stations_with_more_work_than_they_can_do_are_warned_of),
        cmocka_unit_test(upstream_is_bit_identical_when_downstream_differs),
        cmocka_unit_test(the_first_station_of_a_tandem_knows_nothing_of_the_second),
        cmocka_unit_test(a_class_is_the_same_beside_another),
        cmocka_unit_test(strata_add_up_to_all),
        cmocka_unit_test(every_visit_has_one_end),
        cmocka_unit_test(a_population_neither_grows_nor_shrinks),
        cmocka_unit_test(shifts_set_the_servers_of_every_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
