/* tests/engine/test_stats_sensitivity.c - sensitivity and the value of information against
 * functions whose answers are known exactly. */
#include "des/sensitivity.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "des/design.h"
#include "des/stats.h"

#include "../../engine/stats/panels.h"
#include "../../engine/stats/resample.h"

enum { MOST = 8 };

static double ishigami(const double *u) {
    double a = M_PI * (2 * u[0] - 1), b = M_PI * (2 * u[1] - 1), c = M_PI * (2 * u[2] - 1);
    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * pow(c, 4) * sin(a);
}

static double sobol_g(const double *u) {
    static const double a[MOST] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    double product = 1;
    for (size_t i = 0; i < MOST; i++) {
        product *= (fabs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    }
    return product;
}

static double interaction(const double *u) {
    return 3 * u[0] - 2 * u[1] + 4 * u[0] * u[2];
}

static struct des_design *design_of(enum des_design_kind kind, size_t rows, size_t factors,
                                    uint64_t seed) {
    des_purpose names[MOST];
    for (size_t i = 0; i < factors; i++) {
        const char name[] = {'x', (char)('1' + (int)i), '\0'};
        names[i] = des_purpose_named(name);
    }
    struct des_design_options options = {kind, rows, 4, seed, names, factors};
    struct des_design *design = NULL;
    assert_int_equal(des_design_create(&options, &design, NULL), DES_OK);
    return design;
}

/* Values of a function at all points, and their coordinates. */
static double *values_of(const struct des_design *design, double (*function)(const double *),
                         double **coordinates) {
    size_t n = des_design_points(design), factors = des_design_options(design)->factor_count;
    double *y = calloc(n, sizeof *y);
    double *u = calloc(n * factors, sizeof *u);
    assert_non_null(y);
    assert_non_null(u);
    for (size_t p = 0; p < n; p++) {
        for (size_t f = 0; f < factors; f++) {
            u[p * factors + f] = des_design_coordinate(design, p, f);
        }
        y[p] = function(u + p * factors);
    }
    *coordinates = u;
    return y;
}

static void indices_are_those_of_the_functions(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double (*function)(const double *);
        size_t factors;
        double tolerance, first[MOST], total[MOST];
    } cases[] = {
        {"Ishigami", ishigami, 3, 0.02, {0.313905, 0.442411, 0}, {0.557589, 0.442411, 0.243684}},
        {"Sobol-g",
         sobol_g,
         8,
         0.02,
         {0.716192, 0.179048, 0.023676, 0.007162, 0.000072, 0.000072, 0.000072, 0.000072},
         {0.787144, 0.242198, 0.034317, 0.010460, 0.000105, 0.000105, 0.000105, 0.000105}},
    };
    for (size_t c = 0; c < 2; c++) {
        for (uint64_t seed = 1; seed <= 10; seed++) {
            size_t factors = cases[c].factors;
            struct des_design *design = design_of(DES_DESIGN_SALTELLI, 4096, factors, seed);
            double *u, *y = values_of(design, cases[c].function, &u);
            struct des_sobol all;
            struct des_sobol_index index[MOST];
            assert_int_equal(des_sobol_indices(y, 4096, factors, 1, 0, &all, index), DES_OK);
            for (size_t i = 0; i < factors; i++) {
                assert_case(cases[c].name,
                            fabs(index[i].first.value - cases[c].first[i]) < cases[c].tolerance);
                assert_case(cases[c].name,
                            fabs(index[i].total.value - cases[c].total[i]) < cases[c].tolerance);
                assert_true(isnan(index[i].first.low));
            }
            assert_true(fabs(all.seed.value) < 0.05);
            des_design_destroy(design);
            free(u);
            free(y);
        }
    }
}

static void bootstrap_interval_holds_the_index_and_narrows(void **state) {
    (void)state;
    struct des_design *design = design_of(DES_DESIGN_SALTELLI, 2048, 3, 5);
    double *u, *y = values_of(design, ishigami, &u);
    struct des_sobol all;
    struct des_sobol_index few[3], many[3], again[3];
    assert_int_equal(des_sobol_indices(y, 256, 3, 1, 300, &all, few), DES_OK);
    assert_int_equal(des_sobol_indices(y, 2048, 3, 1, 300, &all, many), DES_OK);
    assert_int_equal(des_sobol_indices(y, 2048, 3, 1, 300, &all, again), DES_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(many[i].total.low < many[i].total.value);
        assert_true(many[i].total.high > many[i].total.value);
        assert_true(many[i].total.high - many[i].total.low < few[i].total.high - few[i].total.low);
        assert_memory_equal(&many[i], &again[i], sizeof many[i]);
    }
    assert_true(many[0].first.low < 0.3139 && many[0].first.high > 0.3139);
    assert_true(many[2].total.low < 0.2437 && many[2].total.high > 0.2437);
    des_design_destroy(design);
    free(u);
    free(y);
}

/* Chance of variance 1/12 x 4 that a row shares, beside factors of variance 1/12 and 4/12: it has
 * 4/9 of the variance, and takes nothing from the factors' absolute shares. */
static void chance_that_a_row_shares_is_told_apart(void **state) {
    (void)state;
    enum { ROWS = 8192 };
    struct des_design *design = design_of(DES_DESIGN_SALTELLI, ROWS, 3, 5);
    double *y = calloc(ROWS * 4, sizeof *y);
    assert_non_null(y);
    for (size_t p = 0; p < ROWS * 5; p++) {
        struct des_design_place place = des_design_place(design, p);
        double noise = des_design_coordinate(design, place.row * 5, 2); /* a third input, unseen */
        if (place.block < 4) {
            y[place.row * 4 + place.block] = des_design_coordinate(design, p, 0) +
                                             2 * des_design_coordinate(design, p, 1) + 2 * noise;
        }
    }
    struct des_sobol all;
    struct des_sobol_index index[2];
    assert_int_equal(des_sobol_indices(y, ROWS, 2, 1, 200, &all, index), DES_OK);
    assert_near(all.seed.value, 4.0 / 9.0, 0.02);
    assert_true(all.seed.low < 4.0 / 9.0 && all.seed.high > 4.0 / 9.0);
    assert_near(index[0].first.value, 1.0 / 9.0, 0.02);
    assert_near(index[1].first.value, 4.0 / 9.0, 0.02);
    assert_near(index[0].total.value, 1.0 / 9.0, 0.02);
    assert_near(index[1].total.value, 4.0 / 9.0, 0.02);
    des_design_destroy(design);
    free(y);
}

static void rows_with_a_gap_are_left_out(void **state) {
    (void)state;
    struct des_design *design = design_of(DES_DESIGN_SALTELLI, 64, 3, 5);
    double *u, *y = values_of(design, ishigami, &u);
    struct des_sobol all, whole;
    struct des_sobol_index index[3], without[3];
    assert_int_equal(des_sobol_indices(y, 63, 3, 1, 0, &whole, without), DES_OK);
    y[63 * 5 + 4] = (double)NAN;
    assert_int_equal(des_sobol_indices(y, 64, 3, 1, 0, &all, index), DES_OK);
    assert_int_equal(all.rows, 63);
    assert_true(index[2].total.value == without[2].total.value);
    assert_int_equal(des_sobol_indices(y, 1, 3, 1, 0, &all, index), DES_ERANGE);
    assert_int_equal(des_sobol_indices(y, 64, 0, 1, 0, &all, index), DES_ERANGE);
    des_design_destroy(design);
    free(u);
    free(y);
}

static void elementary_effects_are_slopes(void **state) {
    (void)state;
    struct des_design *design = design_of(DES_DESIGN_MORRIS, 400, 3, 5);
    double *u, *y = values_of(design, interaction, &u);
    struct des_elementary effects[3];
    assert_int_equal(des_morris(y, u, 400, 3, effects), DES_OK);
    /* Slope 3 + 4 u3 with u3 even over 0, 1/3, 2/3, 1: mean 5, sd 4 sqrt(5/36). */
    assert_near(effects[0].mu, 5.0, 0.3);
    assert_near(effects[0].sigma, 4.0 * sqrt(5.0 / 36.0), 0.1);
    assert_true(effects[0].mu_star.low < 5.0 && effects[0].mu_star.high > 5.0);
    assert_near(effects[1].mu, -2.0, 1e-12);
    assert_near(effects[1].mu_star.value, 2.0, 1e-12);
    assert_near(effects[1].sigma, 0.0, 1e-9);
    assert_near(effects[2].mu, 2.0, 0.3); /* 4 u1 */
    assert_int_equal(effects[2].n, 400);
    y[1] = (double)NAN; /* two steps of the first walk are lost */
    assert_int_equal(des_morris(y, u, 400, 3, effects), DES_OK);
    assert_int_equal(effects[0].n + effects[1].n + effects[2].n, 1198);
    assert_int_equal(des_morris(y, u, 0, 3, effects), DES_ERANGE);
    des_design_destroy(design);
    free(u);
    free(y);
}

/* Two factors: the textbook's formula from the three simple correlations, here Spearman's. */
static void partial_rank_correlation_is_the_textbooks(void **state) {
    (void)state;
    static const double x[] = {1, 5, 2, 3, 3, 9, 4, 1, 5, 7, 6, 8, 7, 2, 8, 4};
    static const double y[] = {10, 40, 90, 10, 70, 800, 50, 65};
    static const double rank_1[] = {1, 2, 3, 4, 5, 6, 7, 8}, rank_2[] = {5, 3, 8, 1, 6, 7, 2, 4},
                        rank_y[] = {1.5, 3, 7, 1.5, 6, 8, 4, 5};
    const double *ranks[] = {rank_1, rank_2, rank_y};
    double r[3][3];
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            double ij = 0, ii = 0, jj = 0;
            for (size_t k = 0; k < 8; k++) {
                ij += (ranks[i][k] - 4.5) * (ranks[j][k] - 4.5);
                ii += (ranks[i][k] - 4.5) * (ranks[i][k] - 4.5);
                jj += (ranks[j][k] - 4.5) * (ranks[j][k] - 4.5);
            }
            r[i][j] = ij / sqrt(ii * jj);
        }
    }
    struct des_bounded prcc[2];
    assert_int_equal(des_partial_rank_correlation(x, y, 8, 2, prcc), DES_OK);
    double down = sqrt((1 - r[0][1] * r[0][1]) * (1 - r[1][2] * r[1][2]));
    assert_near(prcc[0].value, (r[0][2] - r[0][1] * r[1][2]) / down, 1e-12);
    down = sqrt((1 - r[0][1] * r[0][1]) * (1 - r[0][2] * r[0][2]));
    assert_near(prcc[1].value, (r[1][2] - r[0][1] * r[0][2]) / down, 1e-12);
    assert_true(prcc[0].low < prcc[0].value && prcc[0].value < prcc[0].high);
    assert_int_equal(des_partial_rank_correlation(x, y, 5, 2, prcc), DES_ERANGE);
}

static void partial_rank_correlation_sees_monotone_and_constant_factors(void **state) {
    (void)state;
    double x[3 * 50], y[50];
    for (size_t i = 0; i < 50; i++) {
        x[3 * i] = (double)i;
        x[3 * i + 1] = (double)((i * 17) % 50);
        x[3 * i + 2] = 7;
        y[i] = -exp(0.2 * (double)i);
    }
    struct des_bounded prcc[3];
    assert_int_equal(des_partial_rank_correlation(x, y, 50, 3, prcc), DES_OK);
    assert_near(prcc[0].value, -1, 1e-9);
    assert_true(isnan(prcc[2].value));
}

/* ---- regression ---- */

enum { DRAWS = 32768 };

/* Two normal parameters, sd 1 and 1, by inversion of a Sobol design; noise of its own. */
static void draw(uint64_t seed, double *x, double *noise) {
    struct des_design *design = design_of(DES_DESIGN_SOBOL, DRAWS, 2, seed);
    const struct des_random random = {seed, 0};
    for (size_t i = 0; i < DRAWS; i++) {
        x[2 * i] = gsl_cdf_ugaussian_Pinv(des_design_coordinate(design, i, 0));
        x[2 * i + 1] = gsl_cdf_ugaussian_Pinv(des_design_coordinate(design, i, 1));
        noise[i] = des_normal_from(des_draw(&random, 9, 9, i, 0).word[0]);
    }
    des_design_destroy(design);
}

static void smoothing_finds_the_curve_under_the_noise(void **state) {
    (void)state;
    static double x[2 * DRAWS], noise[DRAWS], y[DRAWS], fitted[DRAWS];
    static const bool both[] = {true, true}, none[] = {false, false};
    size_t terms = 0;
    draw(3, x, noise);
    for (size_t i = 0; i < DRAWS; i++) {
        y[i] = sqrt(1 + x[2 * i] * x[2 * i]) + 0.5 * x[2 * i] * x[2 * i + 1] + noise[i];
    }
    assert_int_equal(des_smooth(x, y, DRAWS, 2, both, fitted, &terms), DES_OK);
    double off = 0;
    for (size_t i = 0; i < DRAWS; i++) {
        double error = fitted[i] - (y[i] - noise[i]);
        off += error * error / DRAWS;
    }
    assert_true(off < 0.01);
    assert_int_equal(terms, 10); /* mean, 4 of each factor, 1 product */
    for (size_t i = 0; i < DRAWS; i++) {
        y[i] = 1 + 2 * x[2 * i] - x[2 * i + 1];
    }
    assert_int_equal(des_smooth(x, y, DRAWS, 2, both, fitted, NULL), DES_OK);
    for (size_t i = 0; i < DRAWS; i++) {
        assert_near(fitted[i], y[i], 1e-9);
    }
    assert_int_equal(des_smooth(x, y, DRAWS, 2, none, fitted, &terms), DES_OK);
    assert_near(fitted[7], 1.0, 0.01);
    assert_int_equal(terms, 1);
    assert_int_equal(des_smooth(x, y, 9, 2, both, fitted, NULL), DES_ERANGE);
}

/* Seventeen parameters that do nothing, and a difference of chance alone. */
static void noise_is_no_information(void **state) {
    (void)state;
    enum { FEW = 60, MANY = 17 };
    static double x[FEW * MANY], benefit[2 * FEW], y[FEW], fitted[FEW];
    bool use[MANY];
    memset(use, true, sizeof use);
    double spread = 0, chance = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        const struct des_random random = {seed, 0};
        for (size_t i = 0; i < FEW; i++) {
            y[i] = des_normal_from(des_draw(&random, 1, 1, i, 0).word[0]);
            benefit[2 * i + 1] = y[i];
            chance += y[i] * y[i];
            for (size_t f = 0; f < MANY; f++) {
                x[i * MANY + f] = des_normal_from(des_draw(&random, 2, f, i, 0).word[0]);
            }
        }
        struct des_tally tally;
        des_tally_init(&tally);
        assert_int_equal(des_smooth(x, y, FEW, MANY, use, fitted, NULL), DES_OK);
        for (size_t i = 0; i < FEW; i++) {
            des_tally_add(&tally, fitted[i]);
        }
        spread += tally.m2;
        struct des_bounded value;
        assert_int_equal(des_value_of_information(benefit, 2, x, FEW, MANY, use, 1, &value),
                         DES_OK);
        assert_true(value.value < 0.25); /* 0.4 when chance is taken for knowledge */
    }
    /* Least squares with 17 terms would keep 17/59 of the variance. */
    assert_true(spread < 0.1 * chance);
}

static double normal_information(double mean, double sd) {
    return sd * gsl_ran_ugaussian_pdf(mean / sd) + mean * gsl_cdf_ugaussian_P(mean / sd) -
           fmax(mean, 0);
}

/* Net benefit beside the first arm: 0.5 + 3 x1 + 1.5 x2. */
static void information_is_worth_what_the_closed_form_says(void **state) {
    (void)state;
    static double x[2 * DRAWS], noise[DRAWS], benefit[2 * DRAWS];
    static const struct {
        const char *name;
        bool use[2];
        double sd, noise, tolerance;
    } cases[] = {
        {"all, no noise", {true, true}, 3.354101966249685, 0, 0.02},
        {"all, noise", {true, true}, 3.354101966249685, 3, 0.02},
        {"first, no noise", {true, false}, 3, 0, 0.02},
        {"first, noise", {true, false}, 3, 3, 0.02},
        {"second, no noise", {false, true}, 1.5, 0, 0.02},
    };
    for (uint64_t seed = 1; seed <= 2; seed++) {
        draw(seed, x, noise);
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            for (size_t i = 0; i < DRAWS; i++) {
                benefit[2 * i] = 10 * x[2 * i + 1]; /* what both arms share is no matter */
                benefit[2 * i + 1] = benefit[2 * i] + 0.5 + 3 * x[2 * i] + 1.5 * x[2 * i + 1] +
                                     cases[c].noise * noise[i];
            }
            struct des_bounded value;
            assert_int_equal(
                des_value_of_information(benefit, 2, x, DRAWS, 2, cases[c].use, 1, &value), DES_OK);
            double exact = normal_information(0.5, cases[c].sd);
            assert_case(cases[c].name, fabs(value.value - exact) < (cases[c].noise > 0 ? 2 : 1) *
                                                                       cases[c].tolerance * exact);
            assert_case(cases[c].name, value.low <= value.value && value.value <= value.high);
        }
    }
}

/* Chance three times as large as what the parameters do: then most of the error is that of the
 * regression, and an interval over draws alone held the exact value in 40 of 100. */
static void interval_of_information_holds_the_closed_form(void **state) {
    (void)state;
    enum { N = 1024, TIMES = 100 };
    static double x[2 * N], benefit[2 * N];
    static const double noises[] = {0, 3, 10};
    for (size_t k = 0; k < sizeof noises / sizeof *noises; k++) {
        int all_held = 0, first_held = 0;
        for (uint64_t seed = 1; seed <= TIMES; seed++) {
            const struct des_random random = {seed, 0};
            for (size_t i = 0; i < N; i++) {
                for (uint64_t a = 0; a < 2; a++) {
                    x[2 * i + a] = des_normal_from(des_draw(&random, 20, a, i, 0).word[0]);
                    benefit[2 * i + a] = noises[k] * sqrt(0.5) *
                                         des_normal_from(des_draw(&random, 21, a, i, 0).word[0]);
                }
                benefit[2 * i + 1] += 0.5 + 3 * x[2 * i] + 1.5 * x[2 * i + 1];
            }
            static const bool both[] = {true, true}, first[] = {true, false};
            struct des_bounded all, one;
            assert_int_equal(des_value_of_information(benefit, 2, x, N, 2, both, seed, &all),
                             DES_OK);
            assert_int_equal(des_value_of_information(benefit, 2, x, N, 2, first, seed, &one),
                             DES_OK);
            double exact = normal_information(0.5, 3.354101966249685);
            all_held += all.low <= exact && exact <= all.high;
            exact = normal_information(0.5, 3);
            first_held += one.low <= exact && exact <= one.high;
        }
        print_message("noise %g: %d and %d of %d\n", noises[k], all_held, first_held, (int)TIMES);
        assert_true(all_held >= 88 && first_held >= 88); /* 95 expected, sd 2.2 */
    }
}

static void equals_share_the_chance_of_being_best(void **state) {
    (void)state;
    static const double benefit[] = {1, 2, 3, 5, 5, 1, 0, 0, 0, 9, 1, 1};
    double share[3];
    des_probability_best(benefit, 4, 3, share);
    assert_near(share[0], (0 + 0.5 + 1.0 / 3 + 1) / 4, 1e-15);
    assert_near(share[1], (0 + 0.5 + 1.0 / 3 + 0) / 4, 1e-15);
    assert_near(share[2], (1 + 0 + 1.0 / 3 + 0) / 4, 1e-15);
}

/* ---- many rows ---- */

static double drawn(uint64_t purpose, uint64_t column, size_t row) {
    const struct des_random random = {7, 0};
    return des_normal_from(des_draw(&random, purpose, column, row, 0).word[0]);
}

static void sums_of_panels_are_those_of_plain_loops(void **state) {
    (void)state;
    enum { A = 11, B = 19, ROWS = 2 * DESI_WINDOW - 3 };
    struct desi_panels a, b;
    assert_true(desi_panels_init(&a, A) && desi_panels_init(&b, B));
    double *own = calloc(desi_panels_own_sums(B), sizeof *own);
    double *both = calloc(desi_panels_sums(A, B), sizeof *both);
    double plain[A + B][B] = {{0.0}};
    assert_non_null(own);
    assert_non_null(both);
    for (size_t first = 0; first < ROWS; first += DESI_WINDOW) {
        size_t rows = ROWS - first < DESI_WINDOW ? ROWS - first : DESI_WINDOW;
        for (size_t i = 0; i < rows; i++) {
            for (size_t c = 0; c < A; c++) {
                desi_panels_column(&a, c)[i * DESI_LANES] = drawn(1, c, first + i);
            }
            for (size_t c = 0; c < B; c++) {
                desi_panels_column(&b, c)[i * DESI_LANES] = drawn(2, c, first + i);
            }
            for (size_t c = 0; c < A + B; c++) {
                for (size_t d = 0; d < B; d++) {
                    plain[c][d] += (c < A ? drawn(1, c, first + i) : drawn(2, c - A, first + i)) *
                                   drawn(2, d, first + i);
                }
            }
        }
        desi_panels_multiply(&a, &b, rows, both);
        desi_panels_multiply(&b, NULL, rows, own);
    }
    for (size_t d = 0; d < B; d++) {
        for (size_t c = 0; c < A; c++) {
            assert_true(desi_panels_sum(both, B, c, d) == plain[c][d]);
        }
        for (size_t c = 0; c < B; c++) {
            assert_true(desi_panels_own_sum(own, c, d) == plain[A + c][d]);
        }
    }
    desi_panels_fini(&a);
    desi_panels_fini(&b);
    free(own);
    free(both);
}

/* In parts, a resample has n rows, each of them as often as any other. */
static void resamples_in_parts_draw_every_row_alike(void **state) {
    (void)state;
    enum { ROWS = 2 * DESI_PART + 1000, TIMES = 100 };
    static uint32_t weight[DESI_PART];
    static double often[ROWS];
    struct desi_resamples resamples;
    assert_int_equal(desi_resamples_init(&resamples, 5, ROWS, TIMES), DES_OK);
    double squares = 0.0, in_parts[3] = {0.0}, in_parts2 = 0.0;
    for (size_t r = 0; r < TIMES; r++) {
        size_t drawn_rows = 0;
        for (size_t part = 0; part < 3; part++) {
            size_t size = part < 2 ? DESI_PART : 1000, own = 0;
            desi_resamples_part(&resamples, r, part, weight);
            for (size_t i = 0; i < size; i++) {
                own += weight[i];
                often[part * DESI_PART + i] += weight[i];
                squares += (weight[i] - 1.0) * (weight[i] - 1.0);
            }
            drawn_rows += own;
            in_parts[part] += (double)own / TIMES;
            in_parts2 += part == 0 ? pow((double)own - DESI_PART, 2) / TIMES : 0.0;
        }
        assert_int_equal(drawn_rows, ROWS);
    }
    /* Binomial: n draws that hit a row with 1/n, a part with its share. */
    assert_near(squares / ROWS / TIMES, 1.0, 0.01);
    double share = (double)DESI_PART / ROWS, variance = ROWS * share * (1.0 - share);
    assert_near(in_parts[0], DESI_PART, 4.0 * sqrt(variance / TIMES));
    assert_true(in_parts2 > 0.6 * variance && in_parts2 < 1.5 * variance);
    double most = 0.0;
    for (size_t i = 0; i < ROWS; i++) {
        most = often[i] > most ? often[i] : most;
    }
    assert_true(most < 100.0 + 6.0 * 10.0);
    desi_resamples_fini(&resamples);
}

enum { WIDE = 4, OUTCOMES = 9, LONG = DESI_PART + 777 };

static double table_x[WIDE][LONG], table_y[OUTCOMES][LONG];

static void fill_tables(void) {
    for (size_t i = 0; i < LONG; i++) {
        for (size_t f = 0; f < WIDE; f++) {
            table_x[f][i] = f == 2 ? 3.0 : drawn(11, f, i); /* one does not vary */
        }
        for (size_t o = 0; o < OUTCOMES; o++) {
            double chance = (o == 3 ? 100.0 : 1.0) * drawn(12, o, i);
            table_y[o][i] = (double)o * table_x[0][i] * table_x[1][i] + sin(table_x[3][i]) +
                            0.3 * table_x[0][i] + chance;
        }
    }
}

static void read_factor(const void *context, size_t factor, size_t first, size_t count, double *x) {
    (void)context;
    memcpy(x, table_x[factor] + first, count * sizeof *x);
}

static void read_outcome(const void *context, size_t outcome, size_t first, size_t count,
                         double *y) {
    const size_t *only = context;
    memcpy(y, table_y[only == NULL ? outcome : *only] + first, count * sizeof *y);
}

static struct des_rows rows_of(const size_t *only) {
    return (struct des_rows){.n = LONG,
                             .factors = WIDE,
                             .outcomes = only == NULL ? OUTCOMES : 1,
                             .context = only,
                             .factor = read_factor,
                             .outcome = read_outcome};
}

/* More outcomes than a panel holds, one after the other in memory: what they are worth against
 * nothing. */
static void outcomes_fitted_together_are_those_fitted_alone(void **state) {
    (void)state;
    static double x[LONG * WIDE], benefit[2 * LONG];
    fill_tables();
    struct des_rows rows = rows_of(NULL);
    struct des_metamodel *model = NULL;
    struct des_benefit beside[OUTCOMES];
    struct des_decision decisions[OUTCOMES];
    struct des_range ranges[OUTCOMES];
    struct des_bounded worth[OUTCOMES * (1 + WIDE)];
    for (size_t o = 0; o < OUTCOMES; o++) {
        beside[o] = (struct des_benefit){o, o == 5 ? -1.0 : 1.0};
        decisions[o] = (struct des_decision){2, &beside[o]};
    }
    assert_int_equal(des_metamodel_create(&rows, &model), DES_OK);
    assert_int_equal(des_metamodel_fit(model, &rows, true), DES_OK);
    assert_int_equal(des_metamodel_read(model, ranges, decisions, OUTCOMES, 9, worth), DES_OK);
    for (size_t f = 0; f < WIDE; f++) {
        for (size_t i = 0; i < LONG; i++) {
            x[i * WIDE + f] = table_x[f][i];
        }
    }
    for (size_t o = 0; o < OUTCOMES; o++) {
        bool use[WIDE] = {true, true, true, true};
        struct des_bounded alone;
        const double *column = table_y[o];
        size_t terms = 0;
        assert_int_equal(des_smooth(x, column, LONG, WIDE, use, benefit, &terms), DES_OK);
        assert_int_equal(terms, des_metamodel_terms(model, o));
        assert_near(des_quantile(benefit, LONG, 0.025), ranges[o].low, 1e-12);
        assert_near(des_quantile(benefit, LONG, 0.975), ranges[o].high, 1e-12);
        for (size_t i = 0; i < LONG; i++) {
            benefit[2 * i] = 0.0;
            benefit[2 * i + 1] = beside[o].sign * column[i];
        }
        for (size_t set = 0; set <= WIDE; set++) {
            for (size_t f = 0; f < WIDE; f++) {
                use[f] = set == 0 || set == f + 1;
            }
            assert_int_equal(des_value_of_information(benefit, 2, x, LONG, WIDE, use, 9, &alone),
                             DES_OK);
            assert_memory_equal(&alone, &worth[o * (1 + WIDE) + set], sizeof alone);
        }
        if (o % 5 == 0) { /* a fit in the place of another, of the same factors */
            struct des_rows one = rows_of(&o);
            assert_int_equal(des_metamodel_fit(model, &one, false), DES_OK);
            assert_int_equal(des_metamodel_read(model, NULL, decisions, 1, 9, &alone), DES_OK);
            assert_near(alone.value, worth[o * (1 + WIDE)].value, o == 5 ? 1.0 : 1e-15);
            assert_int_equal(des_metamodel_fit(model, &rows, true), DES_OK);
        }
    }
    rows.n--;
    assert_int_equal(des_metamodel_fit(model, &rows, true), DES_ERANGE);
    des_metamodel_destroy(model);
}

static void read_backwards(const void *context, size_t factor, size_t first, size_t count,
                           double *x) {
    const size_t *factors = context;
    size_t f = *factors - 1 - factor;
    for (size_t i = 0; i < count; i++) {
        x[i] =
            (double)((first + i) * (2 * f + 3) * 40503 % 65537) + (double)(f * ((first + i) % 2));
    }
}

static void read_forwards(const void *context, size_t factor, size_t first, size_t count,
                          double *x) {
    const size_t *factors = context;
    read_backwards(context, *factors - 1 - factor, first, count, x);
}

static void read_sum(const void *context, size_t outcome, size_t first, size_t count, double *y) {
    const size_t *factors = context;
    double x;
    (void)outcome;
    for (size_t i = 0; i < count; i++) {
        y[i] = 0.0;
        for (size_t f = 0; f < *factors; f++) {
            read_forwards(context, f, first + i, 1, &x);
            y[i] += (double)(f + 4) * x;
        }
        y[i] += 1e5 * drawn(13, 0, first + i);
    }
}

/* Columns that do not fit into one block of ranks: whichever block a factor is in. */
static void rank_correlation_does_not_depend_on_blocks(void **state) {
    (void)state;
    enum { FACTORS = 17, ROWS = 1 << 17 };
    static const size_t factors = FACTORS;
    struct des_rows rows = {.n = ROWS,
                            .factors = FACTORS,
                            .outcomes = 1,
                            .context = &factors,
                            .factor = read_forwards,
                            .outcome = read_sum};
    struct des_bounded forwards[FACTORS], backwards[FACTORS];
    assert_int_equal(des_partial_rank_correlations(&rows, forwards), DES_OK);
    rows.factor = read_backwards;
    assert_int_equal(des_partial_rank_correlations(&rows, backwards), DES_OK);
    for (size_t f = 0; f < FACTORS; f++) {
        assert_near(forwards[f].value, backwards[FACTORS - 1 - f].value, 1e-9);
        assert_true(forwards[f].value > 0.02); /* ten times its standard error */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indices_are_those_of_the_functions),
        cmocka_unit_test(bootstrap_interval_holds_the_index_and_narrows),
        cmocka_unit_test(chance_that_a_row_shares_is_told_apart),
        cmocka_unit_test(rows_with_a_gap_are_left_out),
        cmocka_unit_test(elementary_effects_are_slopes),
        cmocka_unit_test(partial_rank_correlation_is_the_textbooks),
        cmocka_unit_test(partial_rank_correlation_sees_monotone_and_constant_factors),
        cmocka_unit_test(smoothing_finds_the_curve_under_the_noise),
        cmocka_unit_test(noise_is_no_information),
        cmocka_unit_test(information_is_worth_what_the_closed_form_says),
        cmocka_unit_test(interval_of_information_holds_the_closed_form),
        cmocka_unit_test(equals_share_the_chance_of_being_best),
        cmocka_unit_test(sums_of_panels_are_those_of_plain_loops),
        cmocka_unit_test(resamples_in_parts_draw_every_row_alike),
        cmocka_unit_test(outcomes_fitted_together_are_those_fitted_alone),
        cmocka_unit_test(rank_correlation_does_not_depend_on_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
