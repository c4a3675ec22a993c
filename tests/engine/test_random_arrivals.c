/* tests/engine/test_random_arrivals.c - arrivals of a varying rate, semi-Markov stays. */
#include "des/arrivals.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "ks.h"

/* ---- arrivals ---- */

static double wave(const void *context, double time) {
    (void)context;
    return 5.0 * (1.0 + sin(time));
}

static double exponential_cdf(const double *a, double x) {
    (void)a;
    return -expm1(-x);
}

/* In the time of the integrated rate, 5 (t - cos t), any Poisson process is one of rate 1:
 * the gaps there are exponential, at a significance of 0.001. */
static void thinning_is_exact_for_a_rate_that_varies(void **state) {
    (void)state;
    enum { N = 20000 };
    double *gap = malloc(N * sizeof *gap);
    assert_non_null(gap);
    struct des_rate rate = {wave, NULL, 10.0};
    struct des_random random = {12, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    double time = 0.0, passed = -5.0;
    for (size_t i = 0; i < N; i++) {
        time = des_arrival_after(&rate, time, (double)INFINITY, &stream);
        double now = 5.0 * (time - cos(time));
        gap[i] = now - passed;
        passed = now;
    }
    assert_near(passed / N, 1.0, 3.3 / sqrt(N));
    assert_true(ks_distance(gap, N, exponential_cdf, NULL, false) < KS_CRITICAL_1_PER_MILLE(N));
    free(gap);
}

static void a_table_of_rates_is_looked_up_by_step(void **state) {
    (void)state;
    const double rates[] = {1, 0, 4};
    struct des_rate_table table = {rates, 3, 10, 2, false};
    assert_near(des_rate_table_at(&table, 9.99), 0, 0);
    assert_near(des_rate_table_at(&table, 10), 1, 0);
    assert_near(des_rate_table_at(&table, 12), 0, 0);
    assert_near(des_rate_table_at(&table, 15.99), 4, 0);
    assert_near(des_rate_table_at(&table, 16), 0, 0);
    table.cyclic = true;
    assert_near(des_rate_table_at(&table, 16), 1, 0);
    assert_near(des_rate_table_at(&table, 9.99), 4, 0);
    assert_near(des_rate_table_at(&table, 10 - 600), 1, 0);
}

/* Counts per step over 4000 cycles, each within 4 standard errors. */
static void arrivals_follow_a_cyclic_table(void **state) {
    (void)state;
    enum { CYCLES = 4000 };
    const double rates[] = {1, 0, 4};
    struct des_rate_table table = {rates, 3, 0, 2, true};
    struct des_rate rate;
    assert_int_equal(des_rate_of_table(&table, &rate, NULL), DES_OK);
    double count[3] = {0};
    struct des_random random = {13, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    double end = 6.0 * CYCLES;
    for (double t = des_arrival_after(&rate, 0, end, &stream); t <= end;
         t = des_arrival_after(&rate, t, end, &stream)) {
        count[(int)(fmod(t, 6) / 2)]++;
    }
    for (size_t i = 0; i < 3; i++) {
        double want = rates[i] * 2 * CYCLES;
        assert_near(count[i], want, 4 * sqrt(want));
    }
}

static void no_arrival_comes_where_the_rate_is_0_or_after_the_end(void **state) {
    (void)state;
    const double rates[] = {1000};
    struct des_rate_table table = {rates, 1, 0, 1, false};
    struct des_rate rate;
    assert_int_equal(des_rate_of_table(&table, &rate, NULL), DES_OK);
    struct des_random random = {13, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    assert_true(isinf(des_arrival_after(&rate, 1, 2, &stream)));
    assert_true(isinf(des_arrival_after(&rate, 0.5, 0.5, &stream)));
    double first = des_arrival_after(&rate, 0, 1, &stream);
    assert_true(first > 0 && first < 0.1);
}

static void bad_tables_of_rates_are_refused(void **state) {
    (void)state;
    const double none[] = {0, 0}, negative[] = {1, -1}, sound[] = {1, 2};
    const struct des_rate_table tables[] = {{none, 2, 0, 1, true},
                                            {negative, 2, 0, 1, true},
                                            {sound, 0, 0, 1, true},
                                            {sound, 2, 0, 0, true},
                                            {sound, 2, (double)NAN, 1, true}};
    struct des_rate rate;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        assert_int_equal(des_rate_of_table(&tables[i], &rate, NULL), DES_ERANGE);
    }
}

/* ---- semi-Markov ---- */

/* Home, hospital, nursing home: visits are 1 : 1 : 0.25 (from pi = pi P), so shares of the
 * time 20 : 5 : 15 of 40. */
static const double chances[] = {0, 0.75, 0.25, 1, 0, 0, 0, 1, 0};
static const struct des_dist stays[] = {
    {DES_DIST_NONE, {0}},     {DES_DIST_EXPONENTIAL, {20}},  {DES_DIST_CONSTANT, {20}},
    {DES_DIST_GAMMA, {5, 2}}, {DES_DIST_NONE, {0}},          {DES_DIST_NONE, {0}},
    {DES_DIST_NONE, {0}},     {DES_DIST_LOGNORMAL, {60, 0}}, {DES_DIST_NONE, {0}},
};

static void time_is_spent_as_the_stationary_shares_say(void **state) {
    (void)state;
    enum { STEPS = 200000 };
    struct des_semi_markov chain = {3, chances, stays};
    assert_int_equal(des_semi_markov_check(&chain, NULL), DES_OK);
    struct des_random random = {14, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    double spent[3] = {0}, total = 0;
    size_t at = 0;
    for (size_t i = 0; i < STEPS; i++) {
        size_t next = 9;
        double stay = des_semi_markov_step(&chain, at, &stream, &next);
        assert_true(chances[3 * at + next] > 0);
        spent[at] += stay;
        total += stay;
        at = next;
    }
    assert_near(spent[0] / total, 20.0 / 40, 0.005);
    assert_near(spent[1] / total, 5.0 / 40, 0.003);
    assert_near(spent[2] / total, 15.0 / 40, 0.005);
}

static void a_state_without_a_way_out_is_never_left(void **state) {
    (void)state;
    const double out[] = {0, 1, 0, 0};
    const struct des_dist stay[4] = {{0}, {DES_DIST_CONSTANT, {3}}, {0}, {0}};
    struct des_semi_markov chain = {2, out, stay};
    assert_int_equal(des_semi_markov_check(&chain, NULL), DES_OK);
    struct des_random random = {14, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    size_t next = 9;
    assert_near(des_semi_markov_step(&chain, 0, &stream, &next), 3, 0);
    assert_int_equal(next, 1);
    unsigned used = stream.used;
    assert_true(isinf(des_semi_markov_step(&chain, 1, &stream, &next)));
    assert_int_equal(next, 1);
    assert_int_equal(stream.used, used);
}

static void chains_that_cannot_run_are_refused(void **state) {
    (void)state;
    const double less[] = {0.5}, negative[] = {-1}, one[] = {1};
    const struct des_dist fine = {DES_DIST_CONSTANT, {1}}, below = {DES_DIST_NORMAL, {5, 1}},
                          missing = {DES_DIST_NONE, {0}};
    const struct des_semi_markov chains[] = {
        {1, less, &fine},   {1, negative, &fine}, {1, one, &below},
        {1, one, &missing}, {0, one, &fine},
    };
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
        struct des_error error = {0};
        assert_int_equal(des_semi_markov_check(&chains[i], &error), DES_ERANGE);
        assert_true(strlen(error.text) > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thinning_is_exact_for_a_rate_that_varies),
        cmocka_unit_test(a_table_of_rates_is_looked_up_by_step),
        cmocka_unit_test(arrivals_follow_a_cyclic_table),
        cmocka_unit_test(no_arrival_comes_where_the_rate_is_0_or_after_the_end),
        cmocka_unit_test(bad_tables_of_rates_are_refused),
        cmocka_unit_test(time_is_spent_as_the_stationary_shares_say),
        cmocka_unit_test(a_state_without_a_way_out_is_never_left),
        cmocka_unit_test(chains_that_cannot_run_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
