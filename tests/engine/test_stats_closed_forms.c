/* tests/engine/test_stats_closed_forms.c - sensitivity and the value of information in variants of
 * the examples of the literature: other constants, more factors, chance, more arms. */
#include "des/sensitivity.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "des/design.h"
#include "des/random.h"

enum { MOST = 12, ROWS = 4096 };

static struct des_design *design_of(enum des_design_kind kind, size_t rows, size_t factors,
                                    uint64_t seed) {
    des_purpose names[MOST];
    for (size_t i = 0; i < factors; i++) {
        const char name[] = {'z', (char)('a' + (int)i), '\0'};
        names[i] = des_purpose_named(name);
    }
    struct des_design_options options = {kind, rows, 4, seed, names, factors};
    struct des_design *design = NULL;
    assert_int_equal(des_design_create(&options, &design, NULL), DES_OK);
    return design;
}

static double normal(uint64_t seed, uint64_t column, size_t row) {
    const struct des_random random = {seed, 0};
    return des_normal_from(des_draw(&random, 31, column, row, 0).word[0]);
}

/* ---- Sobol indices ---- */

/* Of a function; chance of this variance, shared by the points of a row. */
struct example {
    size_t factors;
    double chance;
    double a[MOST], b; /* Ishigami: a[0], b; Sobol-g: a, b is 0 */
    double variance, first[MOST], total[MOST];
};

static double value_at(const struct example *example, const double *u) {
    if (example->b > 0.0) {
        double x = M_PI * (2 * u[0] - 1), y = M_PI * (2 * u[1] - 1), z = M_PI * (2 * u[2] - 1);
        return sin(x) + example->a[0] * sin(y) * sin(y) + example->b * pow(z, 4) * sin(x);
    }
    double product = 1.0;
    for (size_t i = 0; i < example->factors; i++) {
        product *= (fabs(4 * u[i] - 2) + example->a[i]) / (1 + example->a[i]);
    }
    return product;
}

static void solve_ishigami(struct example *example) {
    double a = example->a[0], b = example->b, p4 = pow(M_PI, 4), p8 = p4 * p4;
    double v1 = 0.5 * pow(1 + b * p4 / 5, 2), v2 = a * a / 8,
           v13 = b * b * p8 * (1. / 18 - 1. / 50);
    example->variance = v1 + v2 + v13;
    example->first[0] = v1, example->first[1] = v2;
    example->total[0] = v1 + v13, example->total[1] = v2, example->total[2] = v13;
}

static void solve_g(struct example *example) {
    double product = 1.0;
    for (size_t i = 0; i < example->factors; i++) {
        example->first[i] = 1 / (3 * pow(1 + example->a[i], 2));
        product *= 1 + example->first[i];
    }
    example->variance = product - 1;
    for (size_t i = 0; i < example->factors; i++) {
        example->total[i] = example->first[i] * product / (1 + example->first[i]);
    }
}

static double farthest(const struct example *example, uint64_t seed) {
    size_t factors = example->factors, width = factors + 2;
    struct des_design *design = design_of(DES_DESIGN_SALTELLI, ROWS, factors, seed);
    double *y = calloc(ROWS * width, sizeof *y), u[MOST];
    assert_non_null(y);
    for (size_t p = 0; p < ROWS * width; p++) {
        struct des_design_place place = des_design_place(design, p);
        for (size_t f = 0; f < factors; f++) {
            u[f] = des_design_coordinate(design, p, f);
        }
        y[p] = value_at(example, u) + sqrt(example->chance) * normal(seed, 0, place.row);
    }
    struct des_sobol all;
    struct des_sobol_index index[MOST];
    assert_int_equal(des_sobol_indices(y, ROWS, factors, 1, 0, &all, index), DES_OK);
    double variance = example->variance + example->chance;
    double most = fabs(all.seed.value - example->chance / variance) / 2.5; /* 0.05 of chance */
    for (size_t f = 0; f < factors; f++) {
        most = fmax(most, fabs(index[f].first.value - example->first[f] / variance));
        most = fmax(most, fabs(index[f].total.value - example->total[f] / variance));
    }
    des_design_destroy(design);
    free(y);
    return most;
}

static void indices_of_variants_are_exact_within_two_hundredths(void **state) {
    (void)state;
    struct example examples[] = {
        {.factors = 3, .a = {7}, .b = 0.05},
        {.factors = 3, .a = {5}, .b = 0.1},
        {.factors = 3, .a = {7}, .b = 0.1, .chance = 4.5},
        {.factors = 3, .a = {7}, .b = 0.1, .chance = 9},
        {.factors = 6, .a = {0, 0.5, 3, 9, 99, 99}},
        {.factors = 12, .a = {0, 1, 4.5, 9, 99, 99, 99, 99, 99, 99, 99, 99}},
        {.factors = 12, .a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50}},
        {.factors = 12, .a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50}, .chance = 0.1},
    };
    for (size_t e = 0; e < sizeof examples / sizeof *examples; e++) {
        if (examples[e].b > 0.0) {
            solve_ishigami(&examples[e]);
        } else {
            solve_g(&examples[e]);
        }
        for (uint64_t seed = 1; seed <= 3; seed++) {
            double off = farthest(&examples[e], seed);
            if (off >= 0.02) {
                print_error("example %zu, seed %d: %g\n", e, (int)seed, off);
                fail();
            }
        }
    }
}

/* ---- elementary effects ---- */

/* Of u1^2 a step from a to b has the effect a + b, of u1 u2 the other factor, of 3 u3 always 3. */
static void elementary_effects_of_a_quadratic_are_those_of_each_step(void **state) {
    (void)state;
    enum { WALKS = 60, FACTORS = 3 };
    struct des_design *design = design_of(DES_DESIGN_MORRIS, WALKS, FACTORS, 8);
    static double u[WALKS * (FACTORS + 1) * FACTORS], y[WALKS * (FACTORS + 1)];
    for (size_t p = 0; p < WALKS * (FACTORS + 1); p++) {
        double *at = u + p * FACTORS;
        for (size_t f = 0; f < FACTORS; f++) {
            at[f] = des_design_coordinate(design, p, f);
        }
        y[p] = at[0] * at[0] - at[0] * at[1] + 3 * at[2];
    }
    double sum[FACTORS] = {0}, absolute[FACTORS] = {0}, squares[FACTORS] = {0};
    for (size_t p = 0; p < WALKS * (FACTORS + 1); p++) {
        const double *from = u + p * FACTORS, *to = from + FACTORS;
        for (size_t f = 0; f < FACTORS && p % (FACTORS + 1) < FACTORS; f++) {
            if (fabs(to[f] - from[f]) > 1e-9) {
                double effect = f == 0 ? from[0] + to[0] - from[1] : f == 1 ? -from[0] : 3.0;
                sum[f] += effect / WALKS;
                absolute[f] += fabs(effect) / WALKS;
                squares[f] += effect * effect;
            }
        }
    }
    struct des_elementary effects[FACTORS];
    assert_int_equal(des_morris(y, u, WALKS, FACTORS, effects), DES_OK);
    for (size_t f = 0; f < FACTORS; f++) {
        assert_near(effects[f].mu, sum[f], 1e-12);
        assert_near(effects[f].mu_star.value, absolute[f], 1e-12);
        double variance = (squares[f] - WALKS * sum[f] * sum[f]) / (WALKS - 1);
        assert_true(fabs(effects[f].sigma * effects[f].sigma - variance) < 1e-12);
    }
    des_design_destroy(design);
}

/* ---- rank correlation ---- */

/* From the inverse of the matrix of Spearman's correlations: -p_iy / sqrt(p_ii p_yy). */
static void partial_rank_correlation_is_that_of_the_inverse_matrix(void **state) {
    (void)state;
    enum { N = 40, FACTORS = 4, P = FACTORS + 1 };
    double x[N * FACTORS], y[N], columns[P][N], ranks[P][N], a[P][2 * P] = {{0}};
    for (size_t i = 0; i < N; i++) {
        for (size_t f = 0; f < FACTORS; f++) {
            columns[f][i] = x[i * FACTORS + f] = normal(4, f, i) + (f > 0 ? columns[f - 1][i] : 0);
        }
        columns[FACTORS][i] = y[i] = exp(columns[0][i]) - columns[2][i] + 2 * normal(4, 9, i);
    }
    for (size_t c = 0; c < P; c++) {
        for (size_t i = 0; i < N; i++) {
            ranks[c][i] = -0.5 * (N - 1);
            for (size_t j = 0; j < N; j++) {
                ranks[c][i] += columns[c][j] < columns[c][i];
            }
        }
    }
    for (size_t r = 0; r < P; r++) {
        for (size_t c = 0; c < P; c++) {
            for (size_t i = 0; i < N; i++) {
                a[r][c] += ranks[r][i] * ranks[c][i];
            }
        }
        a[r][P + r] = 1;
    }
    for (size_t pivot = 0; pivot < P; pivot++) { /* Gauss and Jordan */
        double by = a[pivot][pivot];
        for (size_t c = 0; c < 2 * P; c++) {
            a[pivot][c] /= by;
        }
        for (size_t r = 0; r < P; r++) {
            double times = a[r][pivot];
            for (size_t c = 0; c < 2 * P && r != pivot; c++) {
                a[r][c] -= times * a[pivot][c];
            }
        }
    }
    struct des_bounded prcc[FACTORS];
    assert_int_equal(des_partial_rank_correlation(x, y, N, FACTORS, prcc), DES_OK);
    for (size_t f = 0; f < FACTORS; f++) {
        double with = a[f][P + FACTORS], down = sqrt(a[f][P + f] * a[FACTORS][P + FACTORS]);
        assert_near(prcc[f].value, -with / down, 1e-9);
    }
}

/* ---- value of information ---- */

enum { DRAWS = 32768, PARAMETERS = 3 };

/* Expected highest of 0 and two normals that are independent, on a grid of quantiles. */
static double highest_of_three(const double *mean, const double *sd) {
    enum { GRID = 1000 };
    static double x[2][GRID];
    double sum = 0;
    for (size_t i = 0; i < GRID; i++) {
        for (size_t a = 0; a < 2; a++) {
            x[a][i] = mean[a] + sd[a] * gsl_cdf_ugaussian_Pinv(((double)i + 0.5) / GRID);
        }
    }
    for (size_t i = 0; i < GRID; i++) {
        for (size_t j = 0; j < GRID; j++) {
            sum += fmax(0, fmax(x[0][i], x[1][j])) / GRID / GRID;
        }
    }
    return sum;
}

/* Three arms; the second gains x1 + 0.3, the third 2 x2 - 0.5, a third parameter does nothing.
 * Knowing x1 alone: the others stay at their means. */
static void information_about_three_arms_is_worth_what_integrals_say(void **state) {
    (void)state;
    static double x[DRAWS * PARAMETERS], benefit[DRAWS * 3];
    static const double mean[] = {0.3, -0.5}, sd[] = {1, 2};
    struct des_design *design = design_of(DES_DESIGN_SOBOL, DRAWS, PARAMETERS, 3);
    for (size_t i = 0; i < DRAWS; i++) {
        for (size_t f = 0; f < PARAMETERS; f++) {
            x[i * PARAMETERS + f] = gsl_cdf_ugaussian_Pinv(des_design_coordinate(design, i, f));
        }
    }
    des_design_destroy(design);
    for (int noisy = 0; noisy < 2; noisy++) {
        for (size_t i = 0; i < DRAWS; i++) {
            for (size_t a = 0; a < 3; a++) {
                benefit[3 * i + a] = 100 + x[i * PARAMETERS + 2] + noisy * normal(6, a, i);
            }
            benefit[3 * i + 1] += mean[0] + sd[0] * x[i * PARAMETERS];
            benefit[3 * i + 2] += mean[1] + sd[1] * x[i * PARAMETERS + 1];
        }
        const double none[] = {0, 0}, first[] = {1, 0}, second[] = {0, 2};
        const struct {
            bool use[PARAMETERS];
            double exact;
        } cases[] = {
            {{true, true, true}, highest_of_three(mean, sd) - 0.3},
            {{true, true, false}, highest_of_three(mean, sd) - 0.3},
            {{true, false, false}, highest_of_three(mean, first) - 0.3},
            {{false, true, false}, highest_of_three(mean, second) - 0.3},
            {{false, false, true}, highest_of_three(mean, none) - 0.3},
        };
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            struct des_bounded value;
            assert_int_equal(
                des_value_of_information(benefit, 3, x, DRAWS, PARAMETERS, cases[c].use, 1, &value),
                DES_OK);
            if (fabs(value.value - cases[c].exact) > 0.02 * cases[c].exact + 1e-3) {
                print_error("noise %d, case %zu: %g, exact %g\n", noisy, c, value.value,
                            cases[c].exact);
                fail();
            }
            assert_true(value.low <= cases[c].exact + 1e-3 && value.high >= cases[c].exact - 1e-3);
        }
    }
}

/* Net benefit at several thresholds, effect and cost moved by the same parameter: normal with mean
 * 0.1 t - 5000 and what 0.15 t and 2000 x 0.5 (the other way round) make together. */
static void information_at_thresholds_with_correlated_outcomes_is_exact(void **state) {
    (void)state;
    static double x[DRAWS * 2], benefit[DRAWS * 2];
    static const double thresholds[] = {20000, 50000, 120000};
    struct des_design *design = design_of(DES_DESIGN_SOBOL, DRAWS, 2, 5);
    for (size_t i = 0; i < DRAWS * 2; i++) {
        x[i] = gsl_cdf_ugaussian_Pinv(des_design_coordinate(design, i / 2, i % 2));
    }
    des_design_destroy(design);
    for (size_t t = 0; t < 3; t++) {
        double threshold = thresholds[t];
        for (size_t i = 0; i < DRAWS; i++) {
            double effect = 0.1 + 0.15 * x[2 * i] + 0.05 * normal(7, 0, i);
            double cost = 5000 - 1000 * x[2 * i] + 2000 * x[2 * i + 1] + 500 * normal(7, 1, i);
            benefit[2 * i + 1] = threshold * effect - cost;
        }
        static const bool all[] = {true, true}, first[] = {true, false}, second[] = {false, true};
        const bool *use[] = {all, first, second};
        double by_first = 0.15 * threshold + 1000, mean = 0.1 * threshold - 5000;
        const double sd[] = {hypot(by_first, 2000), by_first, 2000};
        for (size_t c = 0; c < 3; c++) {
            double z = mean / sd[c];
            double exact =
                sd[c] * gsl_ran_ugaussian_pdf(z) + mean * gsl_cdf_ugaussian_P(z) - fmax(mean, 0);
            struct des_bounded value;
            assert_int_equal(des_value_of_information(benefit, 2, x, DRAWS, 2, use[c], 1, &value),
                             DES_OK);
            if (fabs(value.value - exact) > 0.02 * exact + 0.01 * sd[c]) {
                print_error("at %g, case %zu: %g, exact %g\n", threshold, c, value.value, exact);
                fail();
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_of_variants_are_exact_within_two_hundredths),
        cmocka_unit_test(elementary_effects_of_a_quadratic_are_those_of_each_step),
        cmocka_unit_test(partial_rank_correlation_is_that_of_the_inverse_matrix),
        cmocka_unit_test(information_about_three_arms_is_worth_what_integrals_say),
        cmocka_unit_test(information_at_thresholds_with_correlated_outcomes_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
