/* Routes, populations, blocking, shifts, and random numbers that stay in their place. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/stats.h"
#include "network/network.h"
#include "network/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- running ---- */

static struct des_values *new_values(struct des_space **space, const char *const *settings) {
    struct des_error error = {0};
    assert_int_equal(
        des_space_create(network_model.groups, network_model.group_count, space, &error), DES_OK);
    struct des_values *values = des_values_create(*space);
    assert_non_null(values);
    for (; *settings; settings++) {
        char path[64];
        size_t length = strcspn(*settings, "=");
        assert_true(length < sizeof path);
        memcpy(path, *settings, length);
        path[length] = '\0';
        enum des_status status = des_values_set_text(values, path, *settings + length + 1, &error);
        assert_case(error.text, status == DES_OK);
    }
    return values;
}

static double *run(const char *const *settings, const struct des_sink *sink) {
    struct des_space *space = NULL;
    struct des_values *values = new_values(&space, settings);
    const struct des_run_input input = {.values = values,
                                        .random = {.seed = 7, .replicate = 3},
                                        .days = 1,
                                        .trace = sink ? DES_TRACE_VISITS : DES_TRACE_NONE,
                                        .sink = sink};
    double *totals =
        calloc(network_model.stratum_count * network_model.total_count, sizeof *totals);
    struct des_error error = {0};
    enum des_status status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
    assert_case(error.text, status == DES_OK);
    des_values_destroy(values);
    des_space_destroy(space);
    return totals;
}

static const double *row(const double *totals, const char *stratum) {
    for (size_t i = 0; i < network_model.stratum_count; i++) {
        if (strcmp(network_model.strata[i], stratum) == 0) {
            return totals + i * network_model.total_count;
        }
    }
    fail();
    return NULL;
}

static double total(const double *totals, const char *stratum, const char *name) {
    size_t index = des_model_total(&network_model, name);
    assert_true(index < network_model.total_count);
    return row(totals, stratum)[index];
}

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

static void strata_add_up_to_all(void **unused) {
    (void)unused;
    double *totals = run(busy_network, NULL);
    for (size_t t = 0; t < network_model.total_count; t++) {
        const char *name = network_model.totals[t].name;
        double classes = 0;
        for (size_t s = 1 + 24; s < network_model.stratum_count; s++) {
            classes += totals[s * network_model.total_count + t];
        }
        if (strcmp(name, "capacity_min") != 0 && strcmp(name, "observed_min") != 0) {
            assert_near(classes, total(totals, "all", name), 1e-6);
        }
    }
    assert_true(total(totals, "station1", "blocked_min") > 0);
    assert_near(total(totals, "station4", "blocked_min"), 0, 0);
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

/* ---- interruption, one customer at a time ---- */

struct seen {
    union des_cell cells[64][9];
    size_t count;
};

static enum des_status keep_row(void *context, size_t table, const union des_cell *cells) {
    struct seen *seen = context;
    (void)table;
    assert_true(seen->count < COUNT(seen->cells));
    memcpy(seen->cells[seen->count++], cells, sizeof seen->cells[0]);
    return DES_OK;
}

/* The planned come at 3, 6 ... and need 4.5 min, the urgent at 4, 8 ... and need 1. */
static const struct {
    const char *name, *discipline;
    double urgent_wait;  /* of the first */
    double planned_stay; /* of the first, when it has ended at 9.7 */
} interruptions[] = {
    {"in order of coming", "station1.discipline=fifo", 3.5, 4.5},
    {"in order of urgency", "station1.discipline=priority", 3.5, 4.5},
    {"interrupted and resumed", "station1.discipline=preemptive_resume", 0, 6.5},
    {"interrupted and begun anew", "station1.discipline=preemptive_repeat", 0, 0},
};

static double first_urgent_wait(const struct seen *seen) {
    for (size_t r = 0; r < seen->count; r++) {
        if (seen->cells[r][1].i32 == 1 && seen->cells[r][0].i32 == 0) {
            return seen->cells[r][6].f64;
        }
    }
    return NAN;
}

static void the_urgent_interrupt_the_planned(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(interruptions); i++) {
        const char *const settings[] = {"run.warmup=0",
                                        "run.length_min=9.7",
                                        "class1.arrivals=renewal",
                                        "class1.between_arrivals=constant(3)",
                                        "class1.service.station1=constant(4.5)",
                                        "class1.priority=5",
                                        "class2.arrivals=renewal",
                                        "class2.between_arrivals=constant(4)",
                                        "class2.service.station1=constant(1)",
                                        interruptions[i].discipline,
                                        NULL};
        struct seen seen = {.count = 0};
        const struct des_sink sink = {&seen, keep_row};
        double *totals = run(settings, &sink);
        assert_near(first_urgent_wait(&seen), interruptions[i].urgent_wait, 1e-12);
        assert_near(total(totals, "class1", "stay_min"), interruptions[i].planned_stay, 1e-12);
        free(totals);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_read_or_refused_with_a_reason),
        cmocka_unit_test(chances_divide_the_numbers_from_0_to_1),
        cmocka_unit_test(what_is_wrong_is_told_with_its_path),
        cmocka_unit_test(upstream_is_bit_identical_when_downstream_differs),
        cmocka_unit_test(a_class_is_the_same_beside_another),
        cmocka_unit_test(strata_add_up_to_all),
        cmocka_unit_test(every_visit_has_one_end),
        cmocka_unit_test(a_population_neither_grows_nor_shrinks),
        cmocka_unit_test(shifts_set_the_servers_of_every_day),
        cmocka_unit_test(the_urgent_interrupt_the_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
