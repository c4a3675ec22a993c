/* tests/engine/test_stats_output.c - batch means, warm-up, number of replications. */
#include "des/output.h"

#include "support.h"

#include <stdlib.h>

#include "des/random.h"

/* A first-order autoregressive series of mean 0, from its stationary state. */
static void fill_autoregressive(double *x, size_t n, double phi, uint64_t seed) {
    struct des_random random = {seed, 0};
    struct des_stream stream = des_stream_at(&random, 1, 2, 3);
    x[0] = des_normal_from(des_stream_word(&stream)) / sqrt(1.0 - phi * phi);
    for (size_t i = 1; i < n; i++) {
        x[i] = phi * x[i - 1] + des_normal_from(des_stream_word(&stream));
    }
}

/* ---- batch means ---- */

static void batch_means_are_those_of_pencil_and_paper(void **state) {
    (void)state;
    double x[13] = {1000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; /* the odd one is in front */
    double lag1 = 9;
    struct des_interval interval = des_interval_batches(x, 13, 3, 0.95, &lag1);
    assert_int_equal(interval.n, 3);
    assert_near(interval.mean, 6.5, 1e-12);
    assert_near(interval.half_width, 4.30265273 * 4 / sqrt(3), 1e-6); /* of 2.5, 6.5, 10.5 */
    assert_near(lag1, 0.0, 1e-12);
}

static void batches_without_enough_values_have_no_interval(void **state) {
    (void)state;
    double x[] = {1, 2, 3}, lag1 = 9;
    assert_true(isnan(des_interval_batches(x, 3, 4, 0.95, &lag1).half_width) && isnan(lag1));
    assert_true(isnan(des_interval_batches(x, 3, 0, 0.95, NULL).half_width));
    assert_true(isnan(des_interval_batches(x, 3, 1, 0.95, NULL).half_width));
    assert_near(des_interval_batches(x, 3, 1, 0.95, NULL).mean, 2.0, 1e-15);
}

/* 0.95 +- 4 standard errors over 500 seeds; an interval that ignores the correlation covers
 * in about half of the cases. */
static void batch_means_cover_the_mean_of_a_correlated_series(void **state) {
    (void)state;
    enum { N = 4000, SEEDS = 500 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    int batches = 0, naive = 0, bounded = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        fill_autoregressive(x, N, 0.8, seed);
        struct des_interval interval = des_interval_batches(x, N, 20, 0.95, NULL);
        batches += interval.low <= 0 && interval.high >= 0;
        interval = des_interval_t(x, N, 0.95);
        naive += interval.low <= 0 && interval.high >= 0;
        struct des_batches growing;
        des_batches_init(&growing);
        for (size_t i = 0; i < N; i++) {
            des_batches_add(&growing, x[i]);
        }
        interval = des_batches_interval(&growing, 0.95, NULL);
        bounded += interval.low <= 0 && interval.high >= 0;
    }
    assert_true(batches >= 455 && batches <= 495);
    assert_true(bounded >= 450 && bounded <= 495);
    assert_true(naive < 300);
    free(x);
}

static void neighbouring_batches_tell_when_they_are_too_short(void **state) {
    (void)state;
    enum { N = 4000 };
    double *x = malloc(N * sizeof *x), shorter, longer;
    assert_non_null(x);
    fill_autoregressive(x, N, 0.95, 4);
    (void)des_interval_batches(x, N, 1000, 0.95, &shorter);
    (void)des_interval_batches(x, N, 20, 0.95, &longer);
    assert_true(shorter > 0.7 && longer < 0.4);
    free(x);
}

static void batches_in_bounded_memory_equal_batches_of_the_whole(void **state) {
    (void)state;
    enum { N = 3000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    fill_autoregressive(x, N, 0.5, 9);
    struct des_batches batches;
    des_batches_init(&batches);
    for (size_t i = 0; i < N; i++) {
        des_batches_add(&batches, x[i]);
        size_t used = (size_t)batches.size * batches.count;
        assert_true(used <= i + 1 && i + 1 - used == batches.open);
        assert_true(batches.count < DES_BATCHES && (i < 40 || batches.count >= DES_BATCHES / 2));
        if (i % 97 == 96) {
            double lag1, want_lag1;
            struct des_interval got = des_batches_interval(&batches, 0.9, &lag1);
            struct des_interval want =
                des_interval_batches(x, used, batches.count, 0.9, &want_lag1);
            assert_near(got.mean, want.mean, 1e-13);
            assert_near(got.half_width, want.half_width, 1e-12);
            assert_near(lag1, want_lag1, 1e-11);
        }
    }
    free(x);
}

/* ---- Welch ---- */

static void welch_averages_over_runs_and_then_over_a_window(void **state) {
    (void)state;
    const double first[] = {0, 2, 4, 6, 8, 10, 99}, second[] = {2, 2, 2, 2, 2, 2, 1};
    const double *runs[] = {first, second};
    const double want[] = {1, 2, 3, 4, 5, 6, 50};
    double average[7], moving[5];
    assert_int_equal(des_welch(runs, 2, 7, 2, average, moving), DES_OK);
    for (size_t i = 0; i < 7; i++) {
        assert_near(average[i], want[i], 1e-14);
    }
    assert_near(moving[0], 1, 1e-14);
    assert_near(moving[1], 2, 1e-14);
    assert_near(moving[2], 3, 1e-14);
    assert_near(moving[3], 4, 1e-14);
    assert_near(moving[4], (3 + 4 + 5 + 6 + 50) / 5.0, 1e-13);
}

static void welch_without_a_window_is_the_average(void **state) {
    (void)state;
    const double x[] = {3, 1, 4};
    const double *runs[] = {x};
    double moving[3];
    assert_int_equal(des_welch(runs, 1, 3, 0, NULL, moving), DES_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_near(moving[i], x[i], 1e-14);
    }
    assert_int_equal(des_welch(runs, 1, 3, 3, NULL, moving), DES_ERANGE);
    assert_int_equal(des_welch(runs, 0, 3, 0, NULL, moving), DES_ERANGE);
}

/* ---- MSER ---- */

/* By the definition: for each cut the variance of what is left over its number. */
static size_t cut_by_definition(const double *x, size_t n, size_t batch) {
    size_t batches = n / batch, best = 0;
    double least = (double)INFINITY;
    for (size_t cut = 0; cut + 5 <= batches; cut++) {
        double mean = 0, squares = 0, kept = (double)(batches - cut);
        for (size_t pass = 0; pass < 2; pass++) {
            for (size_t i = cut; i < batches; i++) {
                double sum = 0;
                for (size_t j = 0; j < batch; j++) {
                    sum += x[i * batch + j];
                }
                sum /= (double)batch;
                if (pass == 0) {
                    mean += sum / kept;
                } else {
                    squares += (sum - mean) * (sum - mean);
                }
            }
        }
        if (squares / (kept * kept) < least) {
            least = squares / (kept * kept);
            best = cut;
        }
    }
    return best * batch;
}

static void mser_cuts_where_its_definition_says(void **state) {
    (void)state;
    enum { N = 203 };
    double x[N];
    for (uint64_t seed = 0; seed < 50; seed++) {
        fill_autoregressive(x, N, 0.6, seed);
        for (size_t i = 0; i < N; i++) {
            x[i] += 8 * exp(-(double)i / 20);
        }
        struct des_warm_up warm_up;
        size_t batch = 1 + seed % 5;
        assert_int_equal(des_mser(x, N, batch, &warm_up), DES_OK);
        assert_int_equal(warm_up.cut, cut_by_definition(x, N, batch));
        assert_true(warm_up.settled == (warm_up.cut / batch <= N / batch / 2));
    }
}

static void mser_5_finds_the_end_of_a_warm_up(void **state) {
    (void)state;
    double x[500];
    for (size_t i = 0; i < 500; i++) {
        x[i] = (i < 60 ? 20.0 : 3.0) + (double)(i % 5);
    }
    struct des_warm_up warm_up;
    assert_int_equal(des_mser(x, 500, 5, &warm_up), DES_OK);
    assert_int_equal(warm_up.cut, 60);
    assert_true(warm_up.settled);
    assert_near(warm_up.mean, 5.0, 1e-12);
}

static void mser_keeps_all_of_a_level_series_and_distrusts_a_trend(void **state) {
    (void)state;
    double level[100], trend[100];
    for (size_t i = 0; i < 100; i++) {
        level[i] = 7;
        trend[i] = (double)i * (double)i;
    }
    struct des_warm_up warm_up;
    assert_int_equal(des_mser(level, 100, 5, &warm_up), DES_OK);
    assert_int_equal(warm_up.cut, 0);
    assert_int_equal(des_mser(trend, 100, 1, &warm_up), DES_OK);
    assert_false(warm_up.settled);
    assert_int_equal(des_mser(level, 49, 5, &warm_up), DES_ERANGE);
    assert_int_equal(des_mser(level, 100, 0, &warm_up), DES_ERANGE);
}

/* ---- how many replications ---- */

static void a_lucky_narrow_interval_does_not_end_the_experiment(void **state) {
    (void)state;
    const double x[] = {10, 10.01, 14, 6, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    struct des_precision precision = {0.95, 0.5, 0, 2, 0, 100};
    struct des_stop stop = des_precision_reached(&precision, x, NULL, 18);
    assert_int_equal(stop.reason, DES_STOP_PRECISE);
    assert_int_equal(stop.n, 2);
    precision.look_ahead = 5;
    precision.absolute = 1.0;
    stop = des_precision_reached(&precision, x, NULL, 18);
    assert_int_equal(stop.reason, DES_STOP_PRECISE);
    /* sd of the first n is sqrt(32 / (n - 1)): 2.201 x 1.706 / sqrt(12) = 1.08 at 12 */
    assert_int_equal(stop.n, 13);
}

static void the_answer_does_not_depend_on_how_many_values_are_there(void **state) {
    (void)state;
    enum { N = 400 };
    double x[N];
    fill_autoregressive(x, N, 0.0, 3);
    for (size_t i = 0; i < N; i++) {
        x[i] += 10;
    }
    struct des_precision precision = {0.95, 0, 0.015, 5, 5, 1000};
    struct des_stop full = des_precision_reached(&precision, x, NULL, N);
    assert_int_equal(full.reason, DES_STOP_PRECISE);
    assert_true(full.n > 100);
    size_t needed = full.n + 5 * full.n / 100;
    for (size_t n = 0; n < N; n++) {
        struct des_stop stop = des_precision_reached(&precision, x, NULL, n);
        assert_int_equal(stop.reason, n < needed ? DES_STOP_NOT_YET : DES_STOP_PRECISE);
        assert_int_equal(stop.n, n < needed ? 0 : full.n);
    }
    assert_true(des_interval_t(x, full.n, 0.95).half_width <= 0.015 * 10.3);
    assert_true(des_interval_t(x, full.n - 1, 0.95).half_width > 0.015 * 9.7);
}

static void differences_are_measured_against_the_reference(void **state) {
    (void)state;
    const double difference[] = {1, -1, 1, -1, 1, -1, 1, -1},
                 reference[] = {90, 110, 90, 110, 90, 110, 90, 110};
    struct des_precision precision = {0.95, 0, 0.02, 2, 0, 8};
    /* half-width at n = 6: 2.5706 x 1.0954 / sqrt(6) = 1.15; at 2: 12.7 */
    struct des_stop stop = des_precision_reached(&precision, difference, reference, 8);
    assert_int_equal(stop.reason, DES_STOP_PRECISE);
    assert_int_equal(stop.n, 4); /* 3.1824 x 1.1547 / 2 = 1.84 <= 2 */
    stop = des_precision_reached(&precision, difference, NULL, 8);
    assert_int_equal(stop.reason, DES_STOP_CAPPED);
    assert_int_equal(stop.n, 8);
    stop = des_precision_reached(&precision, difference, NULL, 7);
    assert_int_equal(stop.reason, DES_STOP_NOT_YET);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch_means_are_those_of_pencil_and_paper),
        cmocka_unit_test(batches_without_enough_values_have_no_interval),
        cmocka_unit_test(batch_means_cover_the_mean_of_a_correlated_series),
        cmocka_unit_test(neighbouring_batches_tell_when_they_are_too_short),
        cmocka_unit_test(batches_in_bounded_memory_equal_batches_of_the_whole),
        cmocka_unit_test(welch_averages_over_runs_and_then_over_a_window),
        cmocka_unit_test(welch_without_a_window_is_the_average),
        cmocka_unit_test(mser_cuts_where_its_definition_says),
        cmocka_unit_test(mser_5_finds_the_end_of_a_warm_up),
        cmocka_unit_test(mser_keeps_all_of_a_level_series_and_distrusts_a_trend),
        cmocka_unit_test(a_lucky_narrow_interval_does_not_end_the_experiment),
        cmocka_unit_test(the_answer_does_not_depend_on_how_many_values_are_there),
        cmocka_unit_test(differences_are_measured_against_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
