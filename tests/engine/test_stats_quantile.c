/* tests/engine/test_stats_quantile.c - quantiles with intervals, the sketch, histograms. */
#include "des/quantile.h"

#include "support.h"

#include <stdlib.h>

#include "des/random.h"
#include "des/stats.h"

#include "../../engine/stats/tails.h"

static void fill_lognormal(double *x, size_t n, uint64_t seed) {
    struct des_random random = {seed, 0};
    struct des_stream stream = des_stream_at(&random, 1, 2, 3);
    for (size_t i = 0; i < n; i++) {
        x[i] = des_lognormal_from(des_stream_word(&stream), 12.0, 0.83);
    }
}

/* ---- intervals ---- */

/* Ranks and coverage of the tables for the median (David and Nagaraja 2003, 7.1). */
static const struct {
    size_t n;
    double p, low, high, coverage;
} ranks[] = {
    {10, 0.5, 2, 9, 0.978516},
    {20, 0.5, 6, 15, 0.958611},
    {6, 0.5, 1, 6, 0.968750},
};

static void bounds_are_the_order_statistics_of_the_tables(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        double x[20];
        for (size_t j = 0; j < ranks[i].n; j++) {
            x[j] = (double)(ranks[i].n - j); /* ranks, backwards */
        }
        struct des_quantile_interval got =
            des_quantile_with_interval(x, ranks[i].n, ranks[i].p, 0.95);
        assert_near(got.value, ((double)ranks[i].n + 1) / 2, 1e-12);
        assert_near(got.low, ranks[i].low, 0);
        assert_near(got.high, ranks[i].high, 0);
        assert_near(got.coverage, ranks[i].coverage, 1e-6);
    }
}

static void too_few_values_leave_a_side_open(void **state) {
    (void)state;
    double x[] = {3, 1, 2, 5, 4};
    struct des_quantile_interval got = des_quantile_with_interval(x, 5, 0.5, 0.95);
    assert_true(isinf(got.low) && got.low < 0 && isinf(got.high) && got.high > 0);
    assert_near(got.coverage, 1.0, 1e-12);
    got = des_quantile_with_interval(x, 5, 0.95, 0.9);
    assert_true(isfinite(got.low) && isinf(got.high));
    assert_true(got.coverage >= 0.9);
    assert_true(isnan(des_quantile_with_interval(x, 0, 0.5, 0.9).value));
    assert_true(isnan(des_quantile_with_interval(x, 5, 1.0, 0.9).low));
    assert_true(isnan(des_quantile_with_interval(x, 5, 0.5, 1.0).low));
}

/* The coverage told is exact: 2000 seeds within 4 standard errors of it. */
static void intervals_cover_as_often_as_they_say(void **state) {
    (void)state;
    enum { N = 150, SEEDS = 2000 };
    double x[N], truth = des_lognormal_from(UINT64_C(0xe666666666666666), 12.0, 0.83); /* 0.9 */
    double said = 0;
    int covered = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        fill_lognormal(x, N, seed);
        struct des_quantile_interval got = des_quantile_with_interval(x, N, 0.9, 0.95);
        covered += got.low <= truth && truth <= got.high;
        said = got.coverage;
    }
    assert_true(said >= 0.95 && said < 0.98);
    assert_near((double)covered / SEEDS, said, 4 * sqrt(said * (1 - said) / SEEDS));
}

/* ---- the sketch ---- */

static struct des_sketch *sketch_of(const double *x, size_t n) {
    struct des_sketch *sketch = des_sketch_create();
    assert_non_null(sketch);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(des_sketch_add(sketch, x[i]), DES_OK);
    }
    return sketch;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void a_sketch_is_within_its_promise_of_every_quantile(void **state) {
    (void)state;
    enum { N = 20000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    fill_lognormal(x, N, 8);
    for (size_t i = 0; i < N / 4; i++) {
        x[i] = i % 10 == 0 ? 0.0 : -x[i] * 1e-3; /* some negative, some 0 */
    }
    struct des_sketch *sketch = sketch_of(x, N);
    assert_int_equal(des_sketch_count(sketch), N);
    qsort(x, N, sizeof *x, compare);
    for (size_t i = 1; i <= 1000; i++) {
        size_t rank = i * (N / 1000);
        double want = x[rank - 1], got = des_sketch_quantile(sketch, (double)i / 1000);
        assert_near(got, want, fabs(want) / 128);
    }
    assert_near(des_sketch_quantile(sketch, 0), x[0], 0);
    assert_near(des_sketch_quantile(sketch, 1), x[N - 1], 0);
    des_sketch_destroy(sketch);
    free(x);
}

static void merged_sketches_equal_one_sketch_of_all(void **state) {
    (void)state;
    enum { N = 3000 };
    double x[N];
    fill_lognormal(x, N, 5);
    struct des_sketch *whole = sketch_of(x, N);
    for (size_t cut = 0; cut <= N; cut += 1000) {
        struct des_sketch *first = sketch_of(x, cut), *second = sketch_of(x + cut, N - cut);
        des_sketch_merge(second, first); /* the other order */
        assert_int_equal(des_sketch_count(second), N);
        for (int i = 0; i <= 100; i++) {
            double p = i / 100.0;
            assert_near(des_sketch_quantile(second, p), des_sketch_quantile(whole, p), 0);
        }
        des_sketch_destroy(first);
        des_sketch_destroy(second);
    }
    des_sketch_destroy(whole);
}

static void a_sketch_stands_values_beyond_its_bins(void **state) {
    (void)state;
    const double x[] = {-1e300, -1e-300, 1e-300, 1e20, (double)INFINITY};
    struct des_sketch *sketch = sketch_of(x, 5);
    assert_int_equal(des_sketch_add(sketch, (double)NAN), DES_ERANGE);
    assert_int_equal(des_sketch_count(sketch), 5);
    assert_near(des_sketch_quantile(sketch, 0.1), -1e300, 0);
    assert_near(des_sketch_quantile(sketch, 0.5), 0, 0);
    assert_near(des_sketch_quantile(sketch, 0.8), 0x1p32, 0x1p32 / 64);
    assert_true(isinf(des_sketch_quantile(sketch, 1)));
    des_sketch_destroy(sketch);
}

static void an_empty_sketch_has_no_quantile(void **state) {
    (void)state;
    struct des_sketch *sketch = des_sketch_create();
    assert_non_null(sketch);
    assert_true(isnan(des_sketch_quantile(sketch, 0.5)));
    assert_int_equal(des_sketch_add(sketch, 4.0), DES_OK);
    assert_near(des_sketch_quantile(sketch, 0.5), 4.0, 0);
    assert_true(isnan(des_sketch_quantile(sketch, 1.5)));
    assert_true(isnan(des_sketch_quantile(sketch, (double)NAN)));
    des_sketch_destroy(sketch);
    des_sketch_destroy(NULL);
}

/* ---- histograms ---- */

static void a_bin_holds_its_lower_edge(void **state) {
    (void)state;
    struct des_histogram histogram;
    assert_int_equal(des_histogram_init(&histogram, 0, 1, 10), DES_OK);
    for (size_t i = 0; i <= 10; i++) {
        double edge = des_histogram_edge(&histogram, i);
        assert_near(edge, (double)i / 10, 1e-15);
        assert_int_equal(des_histogram_add(&histogram, edge, 1), DES_OK);
        assert_int_equal(des_histogram_add(&histogram, nextafter(edge, -9), 1), DES_OK);
    }
    for (size_t i = 0; i < 10; i++) {
        assert_near(histogram.weight[i], 2, 0);
    }
    assert_near(histogram.below, 1, 0);
    assert_near(histogram.above, 1, 0);
    assert_near(des_histogram_total(&histogram), 22, 0);
    des_histogram_fini(&histogram);
}

static void weights_add_up_and_merge(void **state) {
    (void)state;
    struct des_histogram one, two, other;
    assert_int_equal(des_histogram_init(&one, -5, 5, 4), DES_OK);
    assert_int_equal(des_histogram_init(&two, -5, 5, 4), DES_OK);
    assert_int_equal(des_histogram_init(&other, -5, 5, 5), DES_OK);
    assert_int_equal(des_histogram_add(&one, 0, 1.5), DES_OK);
    assert_int_equal(des_histogram_add(&two, 1, 2.5), DES_OK);
    assert_int_equal(des_histogram_add(&two, 9, 3), DES_OK);
    assert_int_equal(des_histogram_merge(&one, &two), DES_OK);
    assert_near(one.weight[2], 4, 0);
    assert_near(one.above, 3, 0);
    assert_int_equal(des_histogram_merge(&one, &other), DES_ERANGE);
    des_histogram_fini(&one);
    des_histogram_fini(&two);
    des_histogram_fini(&other);
}

static void histograms_refuse_what_has_no_place(void **state) {
    (void)state;
    struct des_histogram histogram;
    assert_int_equal(des_histogram_init(&histogram, 1, 1, 4), DES_ERANGE);
    assert_int_equal(des_histogram_init(&histogram, 0, (double)INFINITY, 4), DES_ERANGE);
    assert_int_equal(des_histogram_init(&histogram, 0, 1, 0), DES_ERANGE);
    assert_int_equal(des_histogram_init(&histogram, 0, 1, 1), DES_OK);
    assert_int_equal(des_histogram_add(&histogram, (double)NAN, 1), DES_ERANGE);
    assert_int_equal(des_histogram_add(&histogram, 0.5, -1), DES_ERANGE);
    assert_int_equal(des_histogram_add(&histogram, 0.5, (double)INFINITY), DES_ERANGE);
    assert_near(des_histogram_total(&histogram), 0, 0);
    des_histogram_fini(&histogram);
}

/* Value i of n, in the order of a case: rising, falling, alike, one of three, at random. */
static double value_of(size_t order, size_t i, size_t n) {
    const struct des_random random = {.seed = 5, .replicate = n};
    switch (order) {
    case 0:
        return (double)i;
    case 1:
        return -(double)i;
    case 2:
        return 7.0;
    case 3:
        return (double)(i % 3);
    default:
        return des_uniform_from(des_draw(&random, des_entity(0, i), 1, 0, 0).word[0]) - 0.5;
    }
}

static void tails_have_the_quantiles_of_all_values(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 39, 40, 41, 1000, 20011};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        for (size_t order = 0; order < 5; order++) {
            size_t n = sizes[k];
            double *x = malloc(n * sizeof *x);
            struct desi_tails tails;
            assert_non_null(x);
            assert_int_equal(desi_tails_init(&tails, n, 0.025), DES_OK);
            for (size_t i = 0; i < n; i++) {
                x[i] = value_of(order, i, n);
                desi_tails_add(&tails, x[i]);
                desi_tails_add(&tails, (double)NAN);
            }
            assert_true(desi_tails_low(&tails, 0.025) == des_quantile(x, n, 0.025));
            assert_true(desi_tails_high(&tails, 0.975) == des_quantile(x, n, 0.975));
            desi_tails_fini(&tails);
            free(x);
        }
    }
}

static void tails_without_values_have_no_quantile(void **state) {
    (void)state;
    struct desi_tails tails;
    assert_int_equal(desi_tails_init(&tails, 9, 0.025), DES_OK);
    assert_true(isnan(desi_tails_low(&tails, 0.025)) && isnan(desi_tails_high(&tails, 0.975)));
    desi_tails_add(&tails, 0.0);
    assert_false(signbit(desi_tails_high(&tails, 0.975)));
    desi_tails_fini(&tails);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_have_the_quantiles_of_all_values),
        cmocka_unit_test(tails_without_values_have_no_quantile),
        cmocka_unit_test(bounds_are_the_order_statistics_of_the_tables),
        cmocka_unit_test(too_few_values_leave_a_side_open),
        cmocka_unit_test(intervals_cover_as_often_as_they_say),
        cmocka_unit_test(a_sketch_is_within_its_promise_of_every_quantile),
        cmocka_unit_test(merged_sketches_equal_one_sketch_of_all),
        cmocka_unit_test(a_sketch_stands_values_beyond_its_bins),
        cmocka_unit_test(an_empty_sketch_has_no_quantile),
        cmocka_unit_test(a_bin_holds_its_lower_edge),
        cmocka_unit_test(weights_add_up_and_merge),
        cmocka_unit_test(histograms_refuse_what_has_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
