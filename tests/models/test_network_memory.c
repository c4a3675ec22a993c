/* Every allocation of a network fails once: the run says so, and nothing is left behind. */
#include "network_fixture.h"

#include "failing_memory.h"

static const char *const networks[][16] = {
    {"class1.arrivals=poisson"},
    /* Many customers, who fill the waiting rooms and are held where they are. */
    {"class1.arrivals=varying", "class1.rates_per_h=60, 600", "class1.batch=uniform(0.5, 3.5)",
     "class1.route=station1 > class2 0.7 | station2", "class2.route=station3",
     "class1.patience=exponential(20)", "class2.priority=-1", "station2.waiting_room=3",
     "station2.when_full=block", "station2.service=exponential(0.2)",
     "station1.discipline=preemptive_resume", "station1.shifts=00:00 9, 12:00 2",
     "station1.shift_end=hand_over"},
    {"class1.arrivals=population", "class1.population=300", "class1.joins=1, 0.9",
     "station1.discipline=accumulating"},
    {"class1.arrivals=varying", "class1.rates_per_h=60, 600", "class1.route=station1 > station2",
     "class1.retry=exponential(5)", "station1.discipline=processor_sharing",
     "station1.waiting_room=40", "station1.shifts=00:00 9, 12:00 2", "station2.waiting_room=3",
     "station2.when_full=block", "station2.service=exponential(0.2)"},
};

static void a_network_survives_any_failure_to_allocate(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(networks); i++) {
        struct des_space *space = NULL;
        struct des_values *values = new_values(&space, networks[i]);
        const struct des_run_input input = {.values = values, .random = {.seed = 7}, .days = 1};
        double *totals = new_totals(), *again = new_totals();
        enum des_status status = DES_ENOMEM;
        size_t n = 0;
        for (n = 1; status == DES_ENOMEM; n++) {
            struct des_error error = {0};
            allocations_until_failure = n;
            status = des_model_run(&network_model, &input, NULL, totals, NULL, &error);
            allocations_until_failure = 0;
            assert_case(error.text, status == DES_OK || status == DES_ENOMEM);
        }
        print_message("%zu allocations\n", n - 1);
        assert_true(n > 8);
        assert_int_equal(des_model_run(&network_model, &input, NULL, again, NULL, NULL), DES_OK);
        assert_memory_equal(again, totals,
                            network_model.stratum_count * network_model.total_count *
                                sizeof *totals);
        free(totals);
        free(again);
        des_values_destroy(values);
        des_space_destroy(space);
    }
}

static void a_scenario_is_checked_or_the_want_of_memory_told(void **unused) {
    (void)unused;
    struct des_space *space = NULL;
    static const char *const wrong[] = {"class1.arrivals=poisson", "class1.route=nowhere", NULL};
    struct des_values *values = new_values(&space, wrong);
    bool is_told = false;
    for (size_t n = 1; !is_told; n++) {
        struct des_diagnostics diagnostics;
        des_diagnostics_init(&diagnostics);
        allocations_until_failure = n;
        network_model.check(NULL, values, &diagnostics);
        allocations_until_failure = 0;
        is_told = diagnostics.count == 1;
        assert_true(is_told || diagnostics.out_of_memory);
        des_diagnostics_fini(&diagnostics);
    }
    des_values_destroy(values);
    des_space_destroy(space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_survives_any_failure_to_allocate),
        cmocka_unit_test(a_scenario_is_checked_or_the_want_of_memory_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
