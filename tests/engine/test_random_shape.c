/* tests/engine/test_random_shape.c - tables, mixtures and truncations as distributions. */
#include "des/table.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

enum { SHAPES = 6 };
static const char *const names[SHAPES] = {
    "values", "pieces", "mixture", "truncated", "truncated mixture", "mixture of truncated",
};

static const double value[] = {1.0, 2.0, 5.0}, weight[] = {3.0, 2.0, 1.0};
static const double edge[] = {0.0, 1.0, 1.0, 3.0}, share[] = {0.7, 0.3};
static const struct des_dist exponential = {DES_DIST_EXPONENTIAL, {2.0}};
static const struct des_dist parts[] = {{DES_DIST_EXPONENTIAL, {0.5}}, {DES_DIST_NORMAL, {6, 1}}};

static void make(struct des_dist *dist) {
    struct des_dist two[2] = {parts[0], {0}};
    assert_int_equal(des_dist_of_values(value, weight, 3, &dist[0], NULL), DES_OK);
    assert_int_equal(des_dist_of_pieces(edge, weight, 3, &dist[1], NULL), DES_OK);
    assert_int_equal(des_dist_of_parts(parts, share, 2, &dist[2], NULL), DES_OK);
    assert_int_equal(des_dist_truncated(&exponential, 1.0, 4.0, &dist[3], NULL), DES_OK);
    assert_int_equal(des_dist_truncated(&dist[2], 0.25, 7.0, &dist[4], NULL), DES_OK);
    assert_int_equal(des_dist_truncated(&parts[1], 5.0, 6.5, &two[1], NULL), DES_OK);
    assert_int_equal(des_dist_of_parts(two, share, 2, &dist[5], NULL), DES_OK);
    des_dist_release(&two[1]); /* the mixture has a copy */
}

static void release(struct des_dist *dist) {
    for (size_t i = 0; i < SHAPES; i++) {
        des_dist_release(&dist[i]);
        assert_int_equal(dist[i].kind, DES_DIST_NONE);
    }
}

/* Written out from the definitions. */
static double mixed(double x) {
    return 0.7 * gsl_cdf_exponential_P(x, 0.5) + 0.3 * gsl_cdf_gaussian_P(x - 6.0, 1.0);
}
static double between(double low, double x, double high, double (*cdf)(double x)) {
    return (cdf(fmin(fmax(x, low), high)) - cdf(low)) / (cdf(high) - cdf(low));
}
static double exponential_cdf(double x) {
    return gsl_cdf_exponential_P(x, 2.0);
}
static double normal_cdf(double x) {
    return gsl_cdf_gaussian_P(x - 6.0, 1.0);
}
static double want_cdf(size_t i, double x) {
    switch (i) {
    case 0:
        return (x >= 1.0 ? 3.0 / 6.0 : 0.0) + (x >= 2.0 ? 2.0 / 6.0 : 0.0) +
               (x >= 5.0 ? 1.0 / 6.0 : 0.0);
    case 1: /* half up to 1, a step of a third there, the rest up to 3 */
        return x < 0.0 ? 0.0 : x < 1.0 ? 0.5 * x : fmin(5.0 / 6.0 + (x - 1.0) / 12.0, 1.0);
    case 2:
        return mixed(x);
    case 3:
        return between(1.0, x, 4.0, exponential_cdf);
    case 4:
        return between(0.25, x, 7.0, mixed);
    default:
        return 0.7 * gsl_cdf_exponential_P(x, 0.5) + 0.3 * between(5.0, x, 6.5, normal_cdf);
    }
}

static void shapes_have_the_distribution_they_are_made_of(void **state) {
    (void)state;
    struct des_dist dist[SHAPES];
    make(dist);
    for (size_t i = 0; i < SHAPES; i++) {
        for (double x = -1.1; x < 9.0; x += 0.37) {
            assert_near(des_dist_cdf(&dist[i], x), want_cdf(i, x), 1e-12);
        }
        for (double u = 0.013; u < 1.0; u += 0.1) {
            double x = des_dist_quantile(&dist[i], u);
            assert_case(names[i], want_cdf(i, x + 1e-9) >= u - 1e-9);
            assert_case(names[i], want_cdf(i, x - 1e-9) <= u + 1e-9);
        }
        assert_true(isnan(des_dist_quantile(&dist[i], 0.0)));
        assert_int_equal(des_dist_check(&dist[i], NULL), DES_OK);
    }
    release(dist);
}

static double cdf_of(const double *a, double x) {
    const struct des_dist *dist = (const void *)a;
    return des_dist_cdf(dist, x);
}

/* Fixed seed; a right program passes each at a significance of 0.001. */
static void draws_pass_kolmogorov_smirnov(void **state) {
    (void)state;
    enum { N = 50000 };
    struct des_dist dist[SHAPES];
    make(dist);
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    struct des_random random = {41, 0};
    for (size_t i = 0; i < SHAPES; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < N; j++) {
            struct des_stream stream = des_stream_at(&random, i, 1, j);
            x[j] = des_dist_draw(&dist[i], &stream);
            sum += x[j];
        }
        double distance = ks_distance(x, N, cdf_of, (const void *)&dist[i], i < 2);
        assert_case(names[i], distance < KS_CRITICAL_1_PER_MILLE(N));
        assert_case(names[i],
                    x[0] >= des_dist_low(&dist[i]) && x[N - 1] <= des_dist_high(&dist[i]));
        assert_near(sum / N, des_dist_mean(&dist[i]), 0.05);
    }
    free(x);
    release(dist);
}

static void means_and_bounds_are_exact(void **state) {
    (void)state;
    struct des_dist dist[SHAPES];
    make(dist);
    assert_near(des_dist_mean(&dist[0]), 12.0 / 6.0, 1e-12);
    assert_near(des_dist_mean(&dist[1]), 0.25 + 1.0 / 3.0 + 2.0 / 6.0, 1e-12);
    assert_near(des_dist_mean(&dist[2]), 0.35 + 1.8, 1e-12);
    double a = exp(-0.5), b = exp(-2.0); /* of the exponential beyond 1 and 4 */
    assert_near(des_dist_mean(&dist[3]), (3.0 * a - 6.0 * b) / (a - b), 1e-4);
    assert_near(des_dist_low(&dist[0]), 1.0, 0.0);
    assert_near(des_dist_high(&dist[1]), 3.0, 0.0);
    assert_true(isinf(des_dist_low(&dist[2])) && isinf(des_dist_high(&dist[2])));
    assert_near(des_dist_low(&dist[4]), 0.25, 0.0);
    assert_near(des_dist_high(&dist[4]), 7.0, 0.0);
    assert_true(des_dist_by_inversion(&dist[3]) && !des_dist_by_inversion(&dist[2]));
    release(dist);
}

static void a_copy_lives_on_without_its_original(void **state) {
    (void)state;
    struct des_dist dist[SHAPES], copy[SHAPES];
    struct des_random random = {42, 0};
    double drawn[SHAPES], mean[SHAPES];
    make(dist);
    for (size_t i = 0; i < SHAPES; i++) {
        struct des_stream stream = des_stream_at(&random, i, 1, 0);
        drawn[i] = des_dist_draw(&dist[i], &stream);
        mean[i] = des_dist_mean(&dist[i]);
        assert_int_equal(des_dist_copy(&dist[i], &copy[i]), DES_OK);
    }
    release(dist);
    for (size_t i = 0; i < SHAPES; i++) {
        struct des_stream stream = des_stream_at(&random, i, 1, 0);
        assert_near(des_dist_draw(&copy[i], &stream), drawn[i], 0.0);
        assert_near(des_dist_mean(&copy[i]), mean[i], 0.0);
    }
    release(copy);
    struct des_dist plain;
    assert_int_equal(des_dist_copy(&exponential, &plain), DES_OK);
    assert_memory_equal(&plain, &exponential, sizeof plain);
    assert_null(des_dist_shape(&plain));
}

static void what_makes_no_distribution_is_refused(void **state) {
    (void)state;
    static const double falls[] = {2.0, 1.0}, half[] = {0.5, 0.4}, none[] = {0.0, 0.0};
    static const struct des_dist bad[] = {{DES_DIST_EXPONENTIAL, {-1.0}},
                                          {DES_DIST_NORMAL, {0, 1}}};
    struct des_dist dist = {DES_DIST_CONSTANT, {3.0}};
    struct des_error error = {0};
    assert_int_equal(des_dist_of_values(falls, none, 2, &dist, &error), DES_ERANGE);
    assert_non_null(strstr(error.text, "weights"));
    assert_int_equal(des_dist_of_pieces(falls, NULL, 1, &dist, NULL), DES_ERANGE);
    assert_int_equal(des_dist_of_parts(parts, half, 2, &dist, NULL), DES_ERANGE);
    assert_int_equal(des_dist_of_parts(bad, share, 2, &dist, NULL), DES_ERANGE);
    assert_int_equal(des_dist_truncated(&bad[0], 1.0, 2.0, &dist, NULL), DES_ERANGE);
    assert_int_equal(des_dist_truncated(&exponential, 2.0, 1.0, &dist, NULL), DES_ERANGE);
    assert_int_equal(des_dist_truncated(&exponential, -2.0, -1.0, &dist, NULL), DES_ERANGE);
    assert_int_equal(dist.kind, DES_DIST_CONSTANT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_have_the_distribution_they_are_made_of),
        cmocka_unit_test(draws_pass_kolmogorov_smirnov),
        cmocka_unit_test(means_and_bounds_are_exact),
        cmocka_unit_test(a_copy_lives_on_without_its_original),
        cmocka_unit_test(what_makes_no_distribution_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
