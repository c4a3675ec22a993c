#include "support.h"

#include <stdlib.h>

#include "des/stats.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- tallies ---- */

static struct des_tally tally_of(const double *x, size_t n) {
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&tally, x[i]);
    }
    return tally;
}

static void a_tally_knows_mean_variance_and_extremes(void **unused) {
    (void)unused;
    const double x[] = {2, 4, 4, 4, 5, 5, 7, 9};
    struct des_tally tally = tally_of(x, COUNT(x));
    assert_int_equal(tally.n, 8);
    assert_near(des_tally_mean(&tally), 5, 1e-15);
    assert_near(des_tally_variance(&tally), 32.0 / 7, 1e-14);
    assert_near(des_tally_sd(&tally), sqrt(32.0 / 7), 1e-14);
    assert_near(tally.min, 2, 0);
    assert_near(tally.max, 9, 0);
}

static void an_empty_tally_has_no_mean_and_one_value_no_variance(void **unused) {
    (void)unused;
    struct des_tally tally = tally_of(NULL, 0);
    assert_true(isnan(des_tally_mean(&tally)));
    assert_true(tally.min > 0 && isinf(tally.min) && tally.max < 0 && isinf(tally.max));
    des_tally_add(&tally, -3);
    assert_near(des_tally_mean(&tally), -3, 0);
    assert_near(tally.max, -3, 0);
    assert_true(isnan(des_tally_variance(&tally)) && isnan(des_tally_sd(&tally)));
}

/* The sum of squares minus the square of the sum gives 0 or worse here. */
static void variance_survives_a_large_mean(void **unused) {
    (void)unused;
    const double x[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    struct des_tally tally = tally_of(x, COUNT(x));
    assert_near(des_tally_mean(&tally), 1e9 + 10, 0);
    assert_near(des_tally_variance(&tally), 30, 1e-9);
}

/* NIST StRD NumAcc3: 1000000.2, then 500 pairs of 1000000.1 and 1000000.3. */
static void variance_agrees_with_a_certified_hard_case(void **unused) {
    (void)unused;
    struct des_tally tally;
    des_tally_init(&tally);
    des_tally_add(&tally, 1000000.2);
    for (int i = 0; i < 500; i++) {
        des_tally_add(&tally, 1000000.1);
        des_tally_add(&tally, 1000000.3);
    }
    assert_near(des_tally_mean(&tally), 1000000.2, 1e-9);
    assert_near(des_tally_sd(&tally), 0.1, 1e-8);
}

static void merged_tallies_equal_one_tally(void **unused) {
    (void)unused;
    const double x[] = {1e6 + 1, 1e6 - 2, 1e6 + 4, 1e6 - 8, 1e6 + 16, 1e6 - 32};
    struct des_tally whole = tally_of(x, COUNT(x));
    for (size_t cut = 0; cut <= COUNT(x); cut++) {
        struct des_tally first = tally_of(x, cut), second = tally_of(x + cut, COUNT(x) - cut);
        des_tally_merge(&first, &second);
        assert_int_equal(first.n, whole.n);
        assert_near(first.mean, whole.mean, 1e-9);
        assert_near(first.m2, whole.m2, 1e-7);
        assert_near(first.min, whole.min, 0);
        assert_near(first.max, whole.max, 0);
    }
}

/* ---- sums and time ---- */

static void a_sum_keeps_what_a_plain_one_loses(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        double x[5];
        double want;
    } cases[] = {
        {"large, small, minus large", {1e100, 1, -1e100}, 1},
        {"Neumaier's own: 1, huge, 1, minus huge", {1, 1e100, 1, -1e100}, 2},
        {"nothing", {0}, 0},
        {"ordinary numbers", {1, 2, 3, 4, 5}, 15},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct des_sum sum = {0};
        for (size_t j = 0; j < COUNT(cases[i].x); j++) {
            des_sum_add(&sum, cases[i].x[j]);
        }
        assert_case(cases[i].name, des_sum_total(&sum) == cases[i].want);
    }
    struct des_sum tenths = {0};
    for (int i = 0; i < 10000000; i++) {
        des_sum_add(&tenths, 0.1);
    }
    assert_near(des_sum_total(&tenths), 1e6, 1e-9);
    struct des_sum infinite = {0};
    des_sum_add(&infinite, (double)INFINITY);
    assert_true(isinf(des_sum_total(&infinite)));
}

static void a_timed_mean_weighs_levels_by_their_time(void **unused) {
    (void)unused;
    struct des_timed timed;
    des_timed_init(&timed, -10, 1);
    assert_true(isnan(des_timed_mean(&timed, -10)));
    des_timed_set(&timed, 0, 3);
    des_timed_set(&timed, 0, 5); /* for no time at all */
    des_timed_set(&timed, 0, 2);
    assert_near(des_timed_mean(&timed, 10), (10 * 1 + 10 * 2) / 20.0, 1e-15);
    assert_near(timed.max, 5, 0);
    des_timed_reset(&timed, 10);
    assert_true(isnan(des_timed_mean(&timed, 10)));
    des_timed_set(&timed, 14, 0);
    assert_near(des_timed_mean(&timed, 18), 1, 1e-15);
    assert_near(timed.max, 2, 0);
}

static void a_timed_mean_does_not_drift_over_many_changes(void **unused) {
    (void)unused;
    struct des_timed timed;
    des_timed_init(&timed, 0, 0.1);
    for (int i = 1; i <= 1000000; i++) {
        des_timed_set(&timed, i, 0.1);
    }
    assert_near(des_timed_mean(&timed, 1e6), 0.1, 1e-16);
}

/* ---- intervals ---- */

static void t_quantiles_agree_with_published_tables(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        double confidence, df, want, tolerance;
    } cases[] = {
        {"95 %, 1", 0.95, 1, 12.7062047361747, 1e-9},
        {"95 %, 2", 0.95, 2, 4.30265272974946, 1e-10},
        {"95 %, 4", 0.95, 4, 2.77644510519779, 1e-10},
        {"95 %, 9", 0.95, 9, 2.26215716279820, 1e-10},
        {"95 %, 30", 0.95, 30, 2.04227245630124, 1e-10},
        {"95 %, very many: the normal", 0.95, 1e9, 1.95996398454005, 1e-7},
        {"99 %, 5", 0.99, 5, 4.03214298355523, 1e-9},
        {"50 %, 1: the Cauchy", 0.5, 1, 1, 1e-12},
        {"90 %, 19", 0.90, 19, 1.72913281152137, 1e-10},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double got = des_t_quantile(cases[i].confidence, cases[i].df);
        assert_case(cases[i].name, fabs(got - cases[i].want) <= cases[i].tolerance);
    }
    assert_true(isnan(des_t_quantile(1, 5)) && isnan(des_t_quantile(0, 5)));
    assert_true(isnan(des_t_quantile(0.95, 0)) && isnan(des_t_quantile((double)NAN, 5)));
}

static void the_t_interval_of_a_small_sample(void **unused) {
    (void)unused;
    const double x[] = {1, 2, 3, 4, 5};
    struct des_interval interval = des_interval_t(x, COUNT(x), 0.95);
    double half = 2.77644510519779 * sqrt(2.5 / 5);
    assert_near(interval.mean, 3, 1e-15);
    assert_near(interval.half_width, half, 1e-9);
    assert_near(interval.low, 3 - half, 1e-9);
    assert_near(interval.high, 3 + half, 1e-9);
    assert_int_equal(interval.n, 5);
}

static void an_interval_of_too_few_has_no_bounds(void **unused) {
    (void)unused;
    const double x[] = {7}, y[] = {2};
    struct des_interval one = des_interval_t(x, 1, 0.95), none = des_interval_t(x, 0, 0.95);
    assert_near(one.mean, 7, 0);
    assert_true(isnan(one.low) && isnan(one.high) && isnan(one.half_width));
    assert_true(isnan(none.mean) && isnan(none.low));
    struct des_interval ratio = des_interval_ratio(x, y, 1, 0.95);
    assert_near(ratio.mean, 3.5, 0);
    assert_true(isnan(ratio.low));
    assert_true(isnan(des_interval_ratio(x, y, 0, 0.95).mean));
    const double zeros[] = {0, 0}, ones[] = {1, 1};
    assert_true(isnan(des_interval_ratio(ones, zeros, 2, 0.95).mean));
}

static void a_paired_interval_uses_the_differences(void **unused) {
    (void)unused;
    const double a[] = {10, 20, 30, 40}, b[] = {9, 17, 28, 36};
    double correlation;
    struct des_interval interval = des_interval_paired(a, b, 4, 0.95, &correlation);
    double half = 3.18244630528371 * sqrt((5.0 / 3) / 4); /* differences 1, 3, 2, 4 */
    assert_near(interval.mean, 2.5, 1e-15);
    assert_near(interval.half_width, half, 1e-9);

    assert_near(correlation, 460 / sqrt(500.0 * 425.0), 1e-12);
    const double flat[] = {5, 5, 5, 5};
    interval = des_interval_paired(a, flat, 4, 0.95, &correlation);
    assert_true(isnan(correlation));
    interval = des_interval_paired(a, a, 4, 0.95, &correlation);
    assert_near(correlation, 1, 1e-15);
    assert_near(interval.half_width, 0, 0);
    interval = des_interval_paired(a, b, 4, 0.95, NULL);
    assert_near(interval.mean, 2.5, 1e-15);
}

/* By hand: R = 20/10 = 2; residuals a - 2 b are 1, -1, 1, -1; their variance
 * 4/3; the mean of b is 2.5: se = sqrt(4/3 / 4) / 2.5. */
static void the_interval_of_a_ratio_by_linearisation(void **unused) {
    (void)unused;
    const double a[] = {3, 3, 7, 7}, b[] = {1, 2, 3, 4};
    struct des_interval interval = des_interval_ratio(a, b, 4, 0.95);
    double half = 3.18244630528371 * sqrt(4.0 / 3 / 4) / 2.5;
    assert_near(interval.mean, 2, 1e-15);
    assert_near(interval.half_width, half, 1e-9);
    const double minus_b[] = {-1, -2, -3, -4};
    interval = des_interval_ratio(a, minus_b, 4, 0.95);
    assert_near(interval.mean, -2, 1e-15);
    assert_near(interval.half_width, half, 1e-9);
    const double twice[] = {2, 4, 6, 8};
    interval = des_interval_ratio(twice, b, 4, 0.95);
    assert_near(interval.half_width, 0, 0);
}

/* A linear congruential generator (Knuth's MMIX constants) is random enough. */
static double lcg_uniform(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 12) + 0.5) * 0x1p-52;
}

static double lcg_normal(uint64_t *state) {
    double radius = sqrt(-2 * log(lcg_uniform(state)));
    return radius * cos(6.283185307179586 * lcg_uniform(state));
}

static void assert_coverage(const char *name, int covered, int trials) {
    double share = (double)covered / trials, error = 5 * sqrt(0.95 * 0.05 / trials);
    print_message("%s: covers in %.4f of %d samples\n", name, share, trials);
    assert_case(name, fabs(share - 0.95) < error);
}

static void a_95_percent_interval_covers_in_95_percent(void **unused) {
    (void)unused;
    enum { TRIALS = 20000, N = 6, M = 40 };
    uint64_t state = 12345;
    int of_mean = 0, of_difference = 0, of_ratio = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double a[M], b[M];
        for (int i = 0; i < M; i++) {
            double common = lcg_normal(&state);
            a[i] = 10 + common + lcg_normal(&state);
            b[i] = 8 + common + 0.5 * lcg_normal(&state);
        }
        struct des_interval mean = des_interval_t(a, N, 0.95);
        struct des_interval difference = des_interval_paired(a, b, N, 0.95, NULL);
        struct des_interval ratio = des_interval_ratio(a, b, M, 0.95);
        of_mean += mean.low <= 10 && 10 <= mean.high;
        of_difference += difference.low <= 2 && 2 <= difference.high;
        of_ratio += ratio.low <= 1.25 && 1.25 <= ratio.high;
    }
    assert_coverage("mean", of_mean, TRIALS);
    assert_coverage("paired difference", of_difference, TRIALS);
    assert_coverage("ratio", of_ratio, TRIALS);
}

/* ---- quantiles ---- */

static void quantiles_are_of_type_7(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        double p, want;
    } cases[] = {
        {"minimum", 0, 1},  {"first quartile", 0.25, 2.75}, {"median", 0.5, 5.5}, {"0.9", 0.9, 13},
        {"maximum", 1, 20},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double x[] = {5, 1, 20, 2, 10, 3, 6, 7}; /* sorted: 1 2 3 5 6 7 10 20 */
        double got = des_quantile(x, COUNT(x), cases[i].p);
        assert_case(cases[i].name, fabs(got - cases[i].want) < 1e-12);
    }
    double one[] = {4};
    assert_near(des_quantile(one, 1, 0.3), 4, 0);
    assert_true(isnan(des_quantile(one, 0, 0.5)));
    assert_true(isnan(des_quantile(one, 1, 1.5)));
    assert_true(isnan(des_quantile(one, 1, (double)NAN)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tally_knows_mean_variance_and_extremes),
        cmocka_unit_test(an_empty_tally_has_no_mean_and_one_value_no_variance),
        cmocka_unit_test(variance_survives_a_large_mean),
        cmocka_unit_test(variance_agrees_with_a_certified_hard_case),
        cmocka_unit_test(merged_tallies_equal_one_tally),
        cmocka_unit_test(a_sum_keeps_what_a_plain_one_loses),
        cmocka_unit_test(a_timed_mean_weighs_levels_by_their_time),
        cmocka_unit_test(a_timed_mean_does_not_drift_over_many_changes),
        cmocka_unit_test(t_quantiles_agree_with_published_tables),
        cmocka_unit_test(the_t_interval_of_a_small_sample),
        cmocka_unit_test(an_interval_of_too_few_has_no_bounds),
        cmocka_unit_test(a_paired_interval_uses_the_differences),
        cmocka_unit_test(the_interval_of_a_ratio_by_linearisation),
        cmocka_unit_test(a_95_percent_interval_covers_in_95_percent),
        cmocka_unit_test(quantiles_are_of_type_7),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
