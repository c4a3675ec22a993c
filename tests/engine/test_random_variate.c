/* tests/engine/test_random_variate.c - draws in sequence, antithetic streams. */
#include "des/variate.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "des/dist.h"
#include "ks.h"

static double uniform(struct des_sequence *sequence, const double *a) {
    return a[0] + (a[1] - a[0]) * des_sequence_uniform(sequence);
}
static double exponential(struct des_sequence *sequence, const double *a) {
    return des_sequence_exponential(sequence, a[0]);
}
static double normal(struct des_sequence *sequence, const double *a) {
    return des_sequence_normal(sequence, a[0], a[1]);
}
static double lognormal(struct des_sequence *sequence, const double *a) {
    return des_sequence_lognormal(sequence, a[0], a[1]);
}
static double weibull(struct des_sequence *sequence, const double *a) {
    return des_sequence_weibull(sequence, a[0], a[1]);
}
static double gamma_(struct des_sequence *sequence, const double *a) {
    return des_sequence_gamma(sequence, a[0], a[1]);
}

static double exponential_cdf(const double *a, double x) {
    return gsl_cdf_exponential_P(x, a[0]);
}
static double normal_cdf(const double *a, double x) {
    return gsl_cdf_gaussian_P(x - a[0], a[1]);
}
static double lognormal_cdf(const double *a, double x) {
    return gsl_cdf_lognormal_P(x, log(a[0]), a[1]);
}
static double weibull_cdf(const double *a, double x) {
    return gsl_cdf_weibull_P(x, a[1], a[0]);
}
static double gamma_cdf(const double *a, double x) {
    return gsl_cdf_gamma_P(x, a[1], a[0] / a[1]);
}

static double uniform_cdf(const double *a, double x) {
    return gsl_cdf_flat_P(x, a[0], a[1]);
}

static const struct {
    const char *name;
    double (*draw)(struct des_sequence *sequence, const double *a);
    ks_cdf cdf;
    double a[2];
} variates[] = {
    {"exponential", exponential, exponential_cdf, {7}},
    {"normal", normal, normal_cdf, {10, 2}},
    {"lognormal", lognormal, lognormal_cdf, {12, 0.83}},
    {"weibull", weibull, weibull_cdf, {1.5, 2}},
    {"weibull of shape below 1", weibull, weibull_cdf, {0.6, 2}},
    {"gamma", gamma_, gamma_cdf, {10, 4}},
    {"gamma of shape 1", gamma_, gamma_cdf, {3, 1}},
    {"gamma of shape below 1", gamma_, gamma_cdf, {1, 0.25}},
    {"uniform", uniform, uniform_cdf, {2, 5}},
};
#define VARIATES (sizeof variates / sizeof *variates)

/* The published numbers from the state 1, 2, 3, 4 (the authors' xoshiro256plusplus.c). */
static void a_sequence_is_xoshiro256plusplus(void **state) {
    (void)state;
    static const uint64_t want[] = {41943041,
                                    58720359,
                                    3588806011781223,
                                    3591011842654386,
                                    UINT64_C(9228616714210784205),
                                    UINT64_C(9973669472204895162)};
    struct des_sequence sequence = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_true(des_sequence_word(&sequence) == want[i]);
    }
}

static void a_sequence_begins_from_the_block_at_its_coordinate(void **state) {
    (void)state;
    struct des_random random = {11, 12};
    struct des_sequence sequence = des_sequence_at(&random, 3, 4, 5);
    struct des_block block = des_draw(&random, 3, 4, 5, 0);
    assert_memory_equal(sequence.word, block.word, sizeof block.word);
}

/* Fixed seed; a right program passes each at a significance of 0.001. */
static void variates_pass_kolmogorov_smirnov(void **state) {
    (void)state;
    enum { N = 100000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    struct des_random random = {31, 0};
    for (size_t i = 0; i < VARIATES; i++) {
        struct des_sequence sequence = des_sequence_at(&random, i, 1, 0);
        for (size_t j = 0; j < N; j++) {
            x[j] = variates[i].draw(&sequence, variates[i].a);
        }
        double distance = ks_distance(x, N, variates[i].cdf, variates[i].a, false);
        assert_case(variates[i].name, distance < KS_CRITICAL_1_PER_MILLE(N));
    }
    free(x);
}

/* Equally likely bins, as many as layers: a wrong layer shows here and not in the distance
 * above. */
static void variates_pass_chi_squared_over_many_bins(void **state) {
    (void)state;
    enum { N = 500000, BINS = 512 };
    struct des_random random = {32, 0};
    for (size_t i = 0; i < VARIATES; i++) {
        struct des_sequence sequence = des_sequence_at(&random, i, 1, 0);
        unsigned count[BINS] = {0};
        for (size_t j = 0; j < N; j++) {
            double p = variates[i].cdf(variates[i].a, variates[i].draw(&sequence, variates[i].a));
            count[p < 1.0 ? (size_t)(p * BINS) : BINS - 1]++;
        }
        double sum = 0.0, expected = (double)N / BINS;
        for (size_t j = 0; j < BINS; j++) {
            sum += (count[j] - expected) * (count[j] - expected) / expected;
        }
        assert_case(variates[i].name, sum < gsl_cdf_chisq_Qinv(0.001, BINS - 1));
        assert_case(variates[i].name, sum > gsl_cdf_chisq_Pinv(0.001, BINS - 1));
    }
}

/* The tails are made apart from the layers: about 900 exponentials beyond 7.697, 516
 * normals beyond 3.654 in two million, within 4 standard errors, and of the right shape. */
static void the_tails_beyond_the_last_layer_are_right(void **state) {
    (void)state;
    enum { N = 2000000, MOST = 4000 };
    static const double edges[] = {7.69711747013104972, 3.6541528853610088};
    double *x = malloc(MOST * sizeof *x);
    assert_non_null(x);
    struct des_random random = {33, 0};
    for (size_t i = 0; i < 2; i++) {
        const double standard[] = {i == 0 ? 1.0 : 0.0, 1.0};
        struct des_sequence sequence = des_sequence_at(&random, i, 1, 0);
        double share = i == 0 ? exp(-edges[0]) : 2.0 * gsl_cdf_ugaussian_Q(edges[1]);
        size_t found = 0, negative = 0;
        for (size_t j = 0; j < N; j++) {
            double value = variates[i].draw(&sequence, standard), size = fabs(value);
            if (size > edges[i] && found < MOST) {
                double above = i == 0 ? exp(-size) : 2.0 * gsl_cdf_ugaussian_Q(size);
                x[found++] = above / share;
                negative += value < 0;
            }
        }
        assert_near((double)found, N * share, 4.0 * sqrt(N * share));
        const double unit[] = {0.0, 1.0};
        double distance = ks_distance(x, found, uniform_cdf, unit, false);
        assert_true(distance < KS_CRITICAL_1_PER_MILLE(found));
        assert_true(i == 0 ? negative == 0 : negative > 0.4 * found && negative < 0.6 * found);
    }
    free(x);
}

/* ---- antithetic ---- */

static void the_odd_replicate_mirrors_the_even_one(void **state) {
    (void)state;
    for (uint64_t pair = 0; pair < 4; pair++) {
        struct des_random even = {9, 2 * pair}, odd = {9, 2 * pair + 1};
        struct des_stream a = des_stream_antithetic(&even, 1, 2, 3, DES_DRAW_INVERSION);
        struct des_stream b = des_stream_antithetic(&odd, 1, 2, 3, DES_DRAW_INVERSION);
        struct des_stream plain = des_stream_at(&even, 1, 2, 3);
        for (int i = 0; i < 11; i++) { /* over more than one block */
            double u = des_stream_uniform(&a);
            assert_near(des_stream_uniform(&b), 1.0 - u, 0.0);
            assert_near(des_stream_uniform(&plain), u, 0.0);
        }
    }
}

static void other_purposes_stay_independent(void **state) {
    (void)state;
    struct des_random odd = {9, 5};
    struct des_stream a = des_stream_antithetic(&odd, 1, 2, 3, DES_DRAW_ANY);
    struct des_stream plain = des_stream_at(&odd, 1, 2, 3);
    for (int i = 0; i < 11; i++) {
        assert_true(des_stream_word(&a) == des_stream_word(&plain));
    }
}

/* The variance of the mean of a pair of exponentials is (1 - 0.645) / 2; that of the mean of
 * two independent ones 1 / 2: corr = 1 - pi^2 / 6. */
static void antithetic_pairs_are_as_correlated_as_theory_says(void **state) {
    (void)state;
    enum { PAIRS = 40000 };
    struct des_dist dist = {DES_DIST_EXPONENTIAL, {1}};
    assert_true(des_dist_by_inversion(&dist));
    double products = 0.0;
    for (uint64_t i = 0; i < PAIRS; i++) {
        struct des_random even = {3, 2 * i}, odd = {3, 2 * i + 1};
        struct des_stream a = des_stream_antithetic(&even, 1, 2, 3, DES_DRAW_INVERSION);
        struct des_stream b = des_stream_antithetic(&odd, 1, 2, 3, DES_DRAW_INVERSION);
        products += (des_dist_draw(&dist, &a) - 1.0) * (des_dist_draw(&dist, &b) - 1.0);
    }
    assert_near(products / PAIRS, 1.0 - acos(-1.0) * acos(-1.0) / 6.0, 0.02);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sequence_is_xoshiro256plusplus),
        cmocka_unit_test(a_sequence_begins_from_the_block_at_its_coordinate),
        cmocka_unit_test(variates_pass_kolmogorov_smirnov),
        cmocka_unit_test(variates_pass_chi_squared_over_many_bins),
        cmocka_unit_test(the_tails_beyond_the_last_layer_are_right),
        cmocka_unit_test(the_odd_replicate_mirrors_the_even_one),
        cmocka_unit_test(other_purposes_stay_independent),
        cmocka_unit_test(antithetic_pairs_are_as_correlated_as_theory_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
