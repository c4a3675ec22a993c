/* tests/engine/test_random_table.c - tables of values and pieces, mixtures, truncation. */
#include "des/table.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

/* ---- tables ---- */

static struct des_table *values(const double *value, const double *weight, size_t n) {
    struct des_table *table = NULL;
    assert_int_equal(des_table_of_values(value, weight, n, &table, NULL), DES_OK);
    return table;
}

static struct des_table *pieces(const double *edge, const double *weight, size_t n) {
    struct des_table *table = NULL;
    assert_int_equal(des_table_of_pieces(edge, weight, n, &table, NULL), DES_OK);
    return table;
}

static void a_table_of_values_gives_each_its_share(void **state) {
    (void)state;
    enum { N = 40000 };
    const double value[] = {7, -2, 3, 100, 3}, weight[] = {4, 2, 1, 0, 3};
    struct des_table *table = values(value, weight, 5);
    const double at[] = {-2, 3, 7}, share[] = {0.2, 0.4, 0.4};
    size_t count[3] = {0};
    struct des_random random = {6, 0};
    for (uint64_t i = 0; i < N; i++) {
        struct des_stream stream = des_stream_at(&random, 1, 1, i);
        double x = des_table_draw(table, &stream);
        assert_int_equal(stream.used, 1);
        assert_true(x == -2 || x == 3 || x == 7); /* 100 has no weight */
        count[x < 0 ? 0 : x < 5 ? 1 : 2]++;
    }
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        sum += pow((double)count[i] - N * share[i], 2) / (N * share[i]);
        assert_near(des_table_cdf(table, at[i]) - des_table_cdf(table, at[i] - 0.001), share[i],
                    1e-15);
    }
    assert_true(sum < gsl_cdf_chisq_Qinv(0.001, 2));
    assert_near(des_table_mean(table), -0.4 + 1.2 + 2.8, 1e-14);
    assert_near(des_table_quantile(table, 0.2), -2, 0);
    assert_near(des_table_quantile(table, 0.2000001), 3, 0);
    assert_near(des_table_quantile(table, 1 - 0x1p-53), 7, 0);
    assert_near(des_table_low(table), -2, 0);
    assert_near(des_table_cdf(table, -3), 0, 0);
    assert_near(des_table_cdf(table, 1e9), 1, 0);
    des_table_destroy(table);
}

static double pieces_cdf(const double *a, double x) {
    (void)a;
    if (x < 2) {
        return 0.3 * x / 2;
    }
    return x < 10 ? 0.3 : 0.3 + 0.7 * (x - 10) / 10;
}

static void a_table_of_pieces_is_linear_between_its_edges(void **state) {
    (void)state;
    enum { N = 20000 };
    const double edge[] = {0, 2, 10, 20}, weight[] = {3, 0, 7};
    struct des_table *table = pieces(edge, weight, 3);
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    struct des_random random = {6, 0};
    struct des_stream stream = des_stream_at(&random, 1, 1, 0);
    for (size_t i = 0; i < N; i++) {
        x[i] = des_table_draw(table, &stream);
        assert_true((x[i] >= 0 && x[i] <= 2) || (x[i] >= 10 && x[i] <= 20));
        assert_near(des_table_cdf(table, x[i]), pieces_cdf(NULL, x[i]), 1e-14);
    }
    assert_true(ks_distance(x, N, pieces_cdf, NULL, false) < KS_CRITICAL_1_PER_MILLE(N));
    assert_near(des_table_mean(table), 0.3 * 1 + 0.7 * 15, 1e-14);
    assert_near(des_table_quantile(table, 0.65), 15, 1e-13);
    assert_near(des_table_low(table), 0, 0);
    assert_near(des_table_high(table), 20, 0);
    assert_near(des_table_cdf(table, 5), 0.3, 1e-15);
    assert_true(isnan(des_table_quantile(table, 1)) && isnan(des_table_cdf(table, (double)NAN)));
    free(x);
    des_table_destroy(table);
}

static void pieces_of_no_width_are_jumps(void **state) {
    (void)state;
    const double edge[] = {1, 1, 3};
    struct des_table *table = pieces(edge, NULL, 2);
    assert_near(des_table_quantile(table, 0.4), 1, 0);
    assert_near(des_table_quantile(table, 0.75), 2, 1e-15);
    assert_near(des_table_cdf(table, 1), 0.5, 0);
    assert_near(des_table_cdf(table, 0.999), 0, 0);
    des_table_destroy(table);
}

static void tables_that_make_no_distribution_are_refused(void **state) {
    (void)state;
    const double x[] = {1, 3, 2}, none[] = {0, 0, 0}, bad[] = {1, -1, 1},
                 infinite[] = {1, (double)INFINITY, 2};
    struct des_table *table = NULL;
    struct des_error error = {0};
    assert_int_equal(des_table_of_values(x, none, 3, &table, NULL), DES_ERANGE);
    assert_int_equal(des_table_of_values(x, bad, 3, &table, NULL), DES_ERANGE);
    assert_int_equal(des_table_of_values(infinite, NULL, 3, &table, NULL), DES_ERANGE);
    assert_int_equal(des_table_of_values(x, NULL, 0, &table, NULL), DES_ERANGE);
    assert_int_equal(des_table_of_pieces(x, NULL, 2, &table, &error), DES_ERANGE);
    assert_non_null(strstr(error.text, "fall from 3 to 2"));
    assert_null(table);
    des_table_destroy(NULL);
}

/* ---- mixtures ---- */

static void a_mixture_has_the_mean_and_distribution_of_its_parts(void **state) {
    (void)state;
    enum { N = 20000 };
    const struct des_dist part[] = {{DES_DIST_UNIFORM, {0, 1}},
                                    {DES_DIST_CONSTANT, {(double)NAN}},
                                    {DES_DIST_EXPONENTIAL, {5}}};
    const double share[] = {0.75, 0.0, 0.25};
    struct des_mixture mixture = {part, share, 3};
    assert_int_equal(des_mixture_check(&mixture, NULL), DES_ERANGE); /* the constant */
    struct des_dist sound[] = {part[0], {DES_DIST_CONSTANT, {99}}, part[2]};
    mixture.part = sound;
    assert_int_equal(des_mixture_check(&mixture, NULL), DES_OK);
    assert_near(des_mixture_mean(&mixture), 0.375 + 1.25, 1e-14);
    double below = 0, sum = 0;
    struct des_random random = {6, 1};
    for (uint64_t i = 0; i < N; i++) {
        struct des_stream stream = des_stream_at(&random, 1, 1, i);
        double x = des_mixture_draw(&mixture, &stream);
        assert_true(x != 99);
        below += x <= 0.5;
        sum += x;
    }
    double p = 0.375 - 0.25 * expm1(-0.1);
    assert_near(des_mixture_cdf(&mixture, 0.5), p, 1e-14);
    assert_near(below / N, p, 3.3 * sqrt(p * (1 - p) / N));
    assert_near(sum / N, 1.625, 3.3 * 3.3 / sqrt(N)); /* sd 3.19 */
}

static void shares_that_do_not_sum_to_1_are_refused(void **state) {
    (void)state;
    const struct des_dist part[] = {{DES_DIST_UNIFORM, {0, 1}}, {DES_DIST_EXPONENTIAL, {5}}};
    const double less[] = {0.5, 0.4}, negative[] = {1.5, -0.5};
    assert_int_equal(des_mixture_check(&(struct des_mixture){part, less, 2}, NULL), DES_ERANGE);
    assert_int_equal(des_mixture_check(&(struct des_mixture){part, negative, 2}, NULL), DES_ERANGE);
    assert_int_equal(des_mixture_check(&(struct des_mixture){part, less, 0}, NULL), DES_ERANGE);
}

/* ---- truncation ---- */

static const struct {
    const char *name;
    struct des_dist dist;
    double low, high;
    bool discrete;
} cuts[] = {
    {"exponential", {DES_DIST_EXPONENTIAL, {2}}, 1, 5, false},
    {"gamma above", {DES_DIST_GAMMA, {10, 4}}, 12, (double)INFINITY, false},
    {"weibull below", {DES_DIST_WEIBULL, {1.5, 2}}, -(double)INFINITY, 2, false},
    {"normal", {DES_DIST_NORMAL, {0, 1}}, 2, 3, false},
    {"poisson", {DES_DIST_POISSON, {4}}, 2, 6, true},
    {"poisson between counts", {DES_DIST_POISSON, {4}}, 1.5, 6.5, true},
};

/* Against draws of the whole from which the others are thrown away: two samples. */
static void a_truncated_draw_is_a_draw_that_was_kept(void **state) {
    (void)state;
    enum { N = 4000, BINS = 20 };
    struct des_random random = {8, 0};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct des_truncated cut;
        assert_int_equal(des_truncated_init(&cut, &cuts[i].dist, cuts[i].low, cuts[i].high, NULL),
                         DES_OK);
        struct des_stream stream = des_stream_at(&random, i, 1, 0);
        double count[2][BINS] = {{0}};
        for (int sample = 0; sample < 2; sample++) {
            for (size_t kept = 0; kept < N;) {
                double x = sample == 0 ? des_truncated_draw(&cut, &stream)
                                       : des_dist_draw(&cuts[i].dist, &stream);
                bool inside = x >= cuts[i].low && x <= cuts[i].high;
                assert_case(cuts[i].name, inside || sample == 1);
                if (inside) {
                    double p = des_truncated_cdf(&cut, x);
                    count[sample][p < 1 ? (int)(p * BINS) : BINS - 1]++;
                    kept++;
                }
            }
        }
        double sum = 0, cells = -1;
        for (size_t j = 0; j < BINS; j++) {
            double both = count[0][j] + count[1][j];
            cells += both > 0;
            sum += both > 0 ? pow(count[0][j] - count[1][j], 2) / both : 0;
        }
        assert_case(cuts[i].name, cells >= 4 && sum < gsl_cdf_chisq_Qinv(0.001, cells));
    }
}

static void truncated_quantiles_invert_their_distribution(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct des_truncated cut;
        assert_int_equal(des_truncated_init(&cut, &cuts[i].dist, cuts[i].low, cuts[i].high, NULL),
                         DES_OK);
        for (double u = 0.003; u < 1; u += 0.0171) {
            double x = des_truncated_quantile(&cut, u), p = des_truncated_cdf(&cut, x);
            assert_case(cuts[i].name, cuts[i].discrete ? p >= u - 1e-12 : fabs(p - u) < 1e-9);
        }
        assert_true(isnan(des_truncated_quantile(&cut, 1)));
    }
}

static void truncation_to_next_to_nothing_is_refused(void **state) {
    (void)state;
    struct des_truncated cut;
    struct des_dist dist = {DES_DIST_EXPONENTIAL, {1}};
    assert_int_equal(des_truncated_init(&cut, &dist, 30, 40, NULL), DES_ERANGE);
    assert_int_equal(des_truncated_init(&cut, &dist, -2, -1, NULL), DES_ERANGE);
    assert_int_equal(des_truncated_init(&cut, &dist, 2, 1, NULL), DES_ERANGE);
    assert_int_equal(des_truncated_init(&cut, &dist, (double)NAN, 1, NULL), DES_ERANGE);
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_of_values_gives_each_its_share),
        cmocka_unit_test(a_table_of_pieces_is_linear_between_its_edges),
        cmocka_unit_test(pieces_of_no_width_are_jumps),
        cmocka_unit_test(tables_that_make_no_distribution_are_refused),
        cmocka_unit_test(a_mixture_has_the_mean_and_distribution_of_its_parts),
        cmocka_unit_test(shares_that_do_not_sum_to_1_are_refused),
        cmocka_unit_test(a_truncated_draw_is_a_draw_that_was_kept),
        cmocka_unit_test(truncated_quantiles_invert_their_distribution),
        cmocka_unit_test(truncation_to_next_to_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
