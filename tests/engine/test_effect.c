/* Effects over draws: chance is taken away, what is in doubt stays. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

#include "des/effect.h"
#include "des/random.h"

enum { N = 4000 };

/* y = mean + sd z1 + chance z2, with the normal deviates of fixed streams. */
static void make(double *y, double *v, double mean, double sd, double chance) {
    struct des_random random = {77, 0};
    for (size_t i = 0; i < N; i++) {
        struct des_block b =
            des_draw(&random, des_entity(0, (uint32_t)i), des_purpose_named("test.effect"), 0, 0);
        double r = sqrt(-2.0 * log(des_uniform_from(b.word[0])));
        double angle = 2.0 * 3.14159265358979323846 * des_uniform_from(b.word[1]);
        y[i] = mean + sd * r * cos(angle) + chance * r * sin(angle);
        v[i] = chance * chance;
    }
}

static void chance_is_taken_out_of_the_spread(void **state) {
    (void)state;
    static const struct {
        double mean, sd, chance;
    } cases[] = {{-0.105, 0.127, 0.05}, {-0.105, 0.127, 0.20}, {0.0, 0.05, 0.10}};
    static double y[N], v[N];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct des_effect_result result = {0};
        make(y, v, cases[i].mean, cases[i].sd, cases[i].chance);
        des_effect_spread(y, v, N, &result);
        assert_int_equal(result.draws, N);
        assert_near(result.sd_between, cases[i].sd, 0.02);
        assert_near(result.sd_chance, cases[i].chance, 1e-9);
        assert_near(log(result.median), cases[i].mean, 0.01);
        assert_near(log(result.low), cases[i].mean - 1.96 * cases[i].sd, 0.03);
        assert_near(log(result.high), cases[i].mean + 1.96 * cases[i].sd, 0.03);
    }
}

static void nothing_but_chance_leaves_no_spread(void **state) {
    (void)state;
    static double y[N], v[N];
    struct des_effect_result result = {0};
    make(y, v, 0.2, 0.0, 0.3);
    for (size_t i = 0; i < N; i++) {
        v[i] *= 1.1;
    }
    des_effect_spread(y, v, N, &result);
    assert_true(result.sd_between == 0.0);
    assert_near(log(result.low), log(result.high), 1e-12);
}

static void draws_without_an_estimate_are_left_out(void **state) {
    (void)state;
    double y[] = {NAN, 0.1, NAN, 0.3, 0.2}, v[] = {9.0, 0.0, 9.0, 0.0, 0.0};
    struct des_effect_result result = {0};
    des_effect_spread(y, v, 5, &result);
    assert_int_equal(result.draws, 3);
    assert_near(log(result.median), 0.2, 1e-12);
    assert_near(result.sd_between, 0.1, 1e-12);
    assert_true(y[0] == 0.1 && isnan(y[3]) && isnan(y[4]));
}

static void one_draw_has_no_spread_and_an_unknown_chance_takes_nothing_away(void **state) {
    (void)state;
    double one[] = {0.4}, unknown[] = {NAN}, two[] = {0.0, 0.2}, none[] = {NAN, NAN};
    struct des_effect_result result = {0};
    des_effect_spread(one, unknown, 1, &result);
    assert_near(result.median, exp(0.4), 1e-12);
    assert_true(isnan(result.low) && isnan(result.high) && isnan(result.sd_between));
    des_effect_spread(two, none, 2, &result);
    assert_true(isnan(result.sd_chance));
    assert_near(result.sd_between, sqrt(0.02), 1e-12);
    des_effect_spread(none, two, 2, &result);
    assert_int_equal(result.draws, 0);
    assert_true(isnan(result.median));
}

/* Two effects of two parameters and chance; with the doubt found, effects are as wanted. */
static void the_inverse_step_finds_the_doubt_that_gives_the_effects(void **state) {
    (void)state;
    enum { DRAWS = 400 };
    static const struct des_effect wanted[2] = {
        {.name = "a", .median = 0.90, .low = 0.70, .high = 1.157},
        {.name = "b", .median = 1.00, .low = 0.90, .high = 1.111},
    };
    const struct des_effect *const effects[2] = {&wanted[0], &wanted[1]};
    static const double slope[2][2] = {{0.5, -0.2}, {0.0, 0.4}}, base[2] = {-0.05, 0.10};
    struct des_doubt doubt[2] = {{2.0, 0.10, 0.10, false}, {0.5, 0.60, 0.60, false}};
    static double y[2 * DRAWS], v[2 * DRAWS], x[2 * DRAWS];
    struct des_random random = {78, 0};
    for (uint32_t i = 0; i < DRAWS; i++) {
        struct des_block b =
            des_draw(&random, des_entity(0, i), des_purpose_named("test.inverse"), 0, 0);
        double z[4];
        for (int k = 0; k < 4; k += 2) {
            double r = sqrt(-2.0 * log(des_uniform_from(b.word[k])));
            double angle = 2.0 * 3.14159265358979323846 * des_uniform_from(b.word[k + 1]);
            z[k] = r * cos(angle);
            z[k + 1] = r * sin(angle);
        }
        for (int p = 0; p < 2; p++) {
            x[2 * i + (uint32_t)p] = log(doubt[p].median) + doubt[p].below * z[p];
        }
        for (int e = 0; e < 2; e++) {
            y[e * DRAWS + (int)i] = base[e] + slope[e][0] * doubt[0].below * z[0] +
                                    slope[e][1] * doubt[1].below * z[1] + 0.05 * z[2 + e];
            v[e * DRAWS + (int)i] = 0.05 * 0.05;
        }
    }
    const struct des_effect_fit fit = {2, 2, DRAWS, effects, y, v, x};
    assert_int_equal(des_effect_invert(&fit, doubt), DES_OK);
    /* b alone depends on the second: 0.4 ln(m / 0.5) = -0.10; 0.4 s = ln(1.111) / 1.96. */
    assert_near(log(doubt[1].median / 0.5), -0.25, 0.05);
    assert_near(doubt[1].below, 0.134, 0.03);
    double moved[2] = {log(doubt[0].median / 2.0), log(doubt[1].median / 0.5)};
    for (int e = 0; e < 2; e++) {
        double centre = base[e] + slope[e][0] * moved[0] + slope[e][1] * moved[1];
        double sd = hypot(slope[e][0] * doubt[0].below, slope[e][1] * doubt[1].below);
        assert_near(exp(centre), wanted[e].median, 0.015);
        assert_near(exp(centre - 1.96 * sd), wanted[e].low, 0.03);
        assert_near(exp(centre + 1.96 * sd), wanted[e].high, 0.03);
    }
}

/* One effect with ends further from the median on one side: a doubt of two pieces meets both, that
 * of a single lognormal cannot. */
static void the_inverse_step_meets_uneven_ends_with_a_doubt_of_two_pieces(void **state) {
    (void)state;
    enum { DRAWS = 200 };
    static const struct des_effect wanted = {
        .name = "stay", .median = 0.95, .low = 0.70, .high = 1.05};
    const struct des_effect *const effects[1] = {&wanted};
    static const double slopes[2] = {0.8, -0.8};
    for (size_t s = 0; s < 2; s++) {
        struct des_doubt even = {1.0, 0.1, 0.1, false}, uneven = {1.0, 0.1, 0.1, true};
        static double y[DRAWS], v[DRAWS], x[DRAWS];
        for (size_t i = 0; i < DRAWS; i++) {
            const struct des_dist dist = des_doubt_dist(&uneven);
            x[i] = log(des_dist_quantile(&dist, ((double)i + 0.5) / DRAWS));
            y[i] = 0.02 + slopes[s] * x[i] + 0.01 * (i % 2 == 0 ? 1.0 : -1.0);
            v[i] = 0.01 * 0.01;
        }
        const struct des_effect_fit fit = {1, 1, DRAWS, effects, y, v, x};
        assert_int_equal(des_effect_invert(&fit, &uneven), DES_OK);
        assert_int_equal(des_effect_invert(&fit, &even), DES_OK);
        const struct des_dist dist = des_doubt_dist(&uneven);
        double low_at = slopes[s] > 0.0 ? 0.025 : 0.975;
        double low = exp(0.02 + slopes[s] * log(des_dist_quantile(&dist, low_at)));
        double high = exp(0.02 + slopes[s] * log(des_dist_quantile(&dist, 1.0 - low_at)));
        assert_near(exp(0.02 + slopes[s] * log(uneven.median)), 0.95, 0.005);
        assert_near(low, 0.70, 0.02);
        assert_near(high, 1.05, 0.02);
        assert_true(even.below == even.above && uneven.below != uneven.above);
    }
}

static void a_doubt_is_lognormal_of_one_piece_or_two(void **state) {
    (void)state;
    const struct des_dist of[] = {{DES_DIST_LOGNORMAL, {2.0, 0.3}},
                                  {DES_DIST_TWO_PIECE_LOGNORMAL, {2.0, 0.3, 0.1}}};
    for (size_t i = 0; i < 2; i++) {
        struct des_doubt doubt = {0};
        assert_int_equal(des_doubt_of(&of[i], &doubt), DES_OK);
        struct des_dist back = des_doubt_dist(&doubt);
        assert_int_equal(back.kind, of[i].kind);
        for (double u = 0.1; u < 1.0; u += 0.2) {
            assert_true(des_dist_quantile(&back, u) == des_dist_quantile(&of[i], u));
        }
    }
    struct des_doubt doubt = {0};
    const struct des_dist other = {DES_DIST_UNIFORM, {1.0, 2.0}};
    assert_int_equal(des_doubt_of(&other, &doubt), DES_ERANGE);
    assert_true(doubt.median == 0.0);
}

static void the_inverse_step_refuses_too_few_draws_and_parameters_that_do_not_vary(void **state) {
    (void)state;
    static const struct des_effect wanted = {.name = "a", .median = 0.9, .low = 0.7, .high = 1.1};
    const struct des_effect *const effects[1] = {&wanted};
    double y[6] = {0.1, -0.1, 0.2, 0.0, 0.1, 0.3}, v[6] = {0}, x[6] = {0};
    struct des_doubt doubt = {1.0, 0.2, 0.2, false};
    struct des_effect_fit fit = {1, 1, 3, effects, y, v, x};
    assert_int_equal(des_effect_invert(&fit, &doubt), DES_ERANGE);
    fit.draws = 6;
    assert_int_equal(des_effect_invert(&fit, &doubt), DES_ERANGE);
    assert_true(doubt.median == 1.0 && doubt.below == 0.2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_is_taken_out_of_the_spread),
        cmocka_unit_test(nothing_but_chance_leaves_no_spread),
        cmocka_unit_test(draws_without_an_estimate_are_left_out),
        cmocka_unit_test(the_inverse_step_finds_the_doubt_that_gives_the_effects),
        cmocka_unit_test(the_inverse_step_meets_uneven_ends_with_a_doubt_of_two_pieces),
        cmocka_unit_test(a_doubt_is_lognormal_of_one_piece_or_two),
        cmocka_unit_test(the_inverse_step_refuses_too_few_draws_and_parameters_that_do_not_vary),
        cmocka_unit_test(one_draw_has_no_spread_and_an_unknown_chance_takes_nothing_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
