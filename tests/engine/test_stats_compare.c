/* tests/engine/test_stats_compare.c - comparisons of arms, the best of several. */
#include "des/compare.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "des/random.h"

/* ---- corrections ---- */

static void corrections_are_those_of_the_textbook(void **state) {
    (void)state;
    const double p[] = {0.01, 0.04, (double)NAN, 0.03, 0.005, 0.04};
    const double bonferroni[] = {0.05, 0.2, 0, 0.15, 0.025, 0.2};
    const double holm[] = {0.04, 0.09, 0, 0.09, 0.025, 0.09};
    double got[6];
    des_adjust_bonferroni(p, 6, got);
    for (size_t i = 0; i < 6; i++) {
        assert_true(i == 2 ? isnan(got[i]) : fabs(got[i] - bonferroni[i]) < 1e-15);
    }
    des_adjust_holm(p, 6, got);
    for (size_t i = 0; i < 6; i++) {
        assert_true(i == 2 ? isnan(got[i]) : fabs(got[i] - holm[i]) < 1e-15);
    }
}

static void an_adjusted_p_is_at_most_1_and_in_the_order_of_p(void **state) {
    (void)state;
    struct des_random random = {4, 4};
    for (uint64_t round = 0; round < 200; round++) {
        enum { M = 9 };
        double p[M], holm[M], bonferroni[M];
        for (uint64_t i = 0; i < M; i++) {
            p[i] = floor(10 * des_uniform_from(des_draw(&random, i, 1, round, 0).word[0])) / 10;
        }
        des_adjust_holm(p, M, holm);
        des_adjust_bonferroni(p, M, bonferroni);
        for (size_t i = 0; i < M; i++) {
            assert_true(holm[i] >= p[i] && holm[i] <= bonferroni[i] && holm[i] <= 1);
            for (size_t j = 0; j < M; j++) {
                assert_true(!(p[i] <= p[j]) || holm[i] <= holm[j]);
            }
        }
    }
}

/* ---- comparisons ---- */

static void a_comparison_is_the_paired_t_test(void **state) {
    (void)state;
    const double a[] = {11, 12, 13, 14, 15}, b[] = {10, 10, 10, 10, 10}, c[] = {8, 9, 10, 11, 12};
    const double *arms[] = {a, b, c};
    struct des_comparison got[2];
    assert_int_equal(des_compare_with(arms, 3, 5, 1, 0.95, got), DES_OK);
    assert_int_equal(got[0].arm, 0);
    assert_int_equal(got[1].arm, 2);
    assert_int_equal(got[0].other, 1);
    assert_near(got[0].single.mean, 3, 1e-14);
    assert_near(got[0].p, 0.0132356, 1e-6); /* t = 4.2426 with 4 degrees of freedom */
    assert_near(got[1].p, 1.0, 1e-12);
    assert_near(got[0].p_holm, 2 * 0.0132356, 2e-6);
    assert_near(got[0].single.half_width, 2.7764451 * sqrt(0.5), 1e-6);
    assert_near(got[0].joint.half_width, 3.4954059 * sqrt(0.5), 1e-6); /* t at 0.9875 */
    assert_near(got[0].saved, 0.0, 1e-12);
    assert_true(isnan(got[0].correlation));
}

static void all_pairs_come_once_each_and_common_numbers_save_variance(void **state) {
    (void)state;
    const double a[] = {1, 5, 2, 8}, b[] = {3, 7, 4, 10}, c[] = {8, 2, 5, 1};
    const double *arms[] = {a, b, c};
    struct des_comparison got[3];
    assert_int_equal(des_compare_all(arms, 3, 4, 0.95, got), DES_OK);
    const size_t want[3][2] = {{1, 0}, {2, 0}, {2, 1}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(got[i].arm, want[i][0]);
        assert_int_equal(got[i].other, want[i][1]);
    }
    assert_near(got[0].saved, 1.0, 1e-12); /* b is a + 2 */
    assert_near(got[0].p, 0.0, 0);
    assert_near(got[0].correlation, 1.0, 1e-12);
    assert_true(got[1].saved < 0 && got[1].correlation < 0);
}

static void equal_arms_do_not_differ(void **state) {
    (void)state;
    const double a[] = {1, 5, 2};
    const double *arms[] = {a, a};
    struct des_comparison got;
    assert_int_equal(des_compare_with(arms, 2, 3, 0, 0.95, &got), DES_OK);
    assert_near(got.p, 1, 0);
    assert_near(got.p_holm, 1, 0);
    assert_near(got.single.half_width, 0, 0);
}

static void comparisons_that_cannot_be_made_are_refused(void **state) {
    (void)state;
    const double a[] = {1, 5, 2};
    const double *arms[] = {a, a};
    struct des_comparison got;
    assert_int_equal(des_compare_with(arms, 1, 3, 0, 0.95, &got), DES_ERANGE);
    assert_int_equal(des_compare_with(arms, 2, 1, 0, 0.95, &got), DES_ERANGE);
    assert_int_equal(des_compare_with(arms, 2, 3, 2, 0.95, &got), DES_ERANGE);
    assert_int_equal(des_compare_with(arms, 2, 3, 0, 1.0, &got), DES_ERANGE);
    assert_int_equal(des_compare_all(arms, 1, 3, 0.95, &got), DES_ERANGE);
}

/* Normal values with a part common to all arms of a replication. */
static void fill_arm(double *x, size_t n, uint64_t arm, double mean, double common, uint64_t seed) {
    struct des_random random = {seed, 0};
    for (uint64_t i = 0; i < n; i++) {
        double shared = des_normal_from(des_draw(&random, 1000, 1, i, 0).word[0]);
        double own = des_normal_from(des_draw(&random, arm, 1, i, 0).word[0]);
        x[i] = mean + common * shared + own;
    }
}

/* Single intervals of ten true differences all hold in about 0.7 of the cases. */
static void joint_intervals_hold_together(void **state) {
    (void)state;
    enum { ARMS = 5, N = 12, SEEDS = 1000 };
    double x[ARMS][N];
    const double *arms[ARMS] = {x[0], x[1], x[2], x[3], x[4]};
    int joint = 0, single = 0, holm = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        for (size_t i = 0; i < ARMS; i++) {
            fill_arm(x[i], N, i, 3, 2, seed);
        }
        struct des_comparison got[10];
        assert_int_equal(des_compare_all(arms, ARMS, N, 0.95, got), DES_OK);
        bool all_joint = true, all_single = true, quiet = true;
        for (size_t i = 0; i < 10; i++) {
            all_joint = all_joint && fabs(got[i].joint.mean) <= got[i].joint.half_width;
            all_single = all_single && fabs(got[i].single.mean) <= got[i].single.half_width;
            quiet = quiet && got[i].p_holm > 0.05;
        }
        joint += all_joint;
        single += all_single;
        holm += quiet;
    }
    assert_true(joint >= 930 && holm >= 930 && single < 850);
}

static void the_welch_interval_is_that_of_its_formula(void **state) {
    (void)state;
    const double a[] = {1, 2, 3, 4, 5}, b[] = {2, 4, 6, 8, 10};
    struct des_interval got = des_interval_welch(a, 5, b, 5, 0.95);
    assert_near(got.mean, -3, 1e-14);
    double df = 6.25 / (0.25 / 4 + 4.0 / 4);
    assert_near(got.half_width, gsl_cdf_tdist_Pinv(0.975, df) * sqrt(2.5), 1e-12);
    assert_true(isnan(des_interval_welch(a, 1, b, 5, 0.95).half_width));
    const double level[] = {1, 1, 1};
    assert_near(des_interval_welch(level, 3, level, 2, 0.95).half_width, 0, 0);
}

/* ---- Rinott ---- */

/* Two arms: h is the quantile of a sum of two t variables, which is Cauchy of scale 2 for
 * one degree of freedom; many replications: sqrt(2) times a normal quantile. */
static void rinotts_constant_agrees_with_closed_forms(void **state) {
    (void)state;
    double h;
    struct des_indifference rule = {0.95, 1, 2, false};
    assert_int_equal(des_rinott_constant(&rule, 2, &h), DES_OK);
    assert_near(h, 2 * tan(acos(-1.0) * 0.45), 0.01);
    rule.n_first = 1000000;
    for (size_t arms = 2; arms <= 100; arms *= 5) {
        assert_int_equal(des_rinott_constant(&rule, arms, &h), DES_OK);
        double want = gsl_cdf_ugaussian_Pinv(pow(0.95, 1.0 / (double)(arms - 1))) * sqrt(2);
        assert_near(h, want, 1e-3);
    }
}

static void rinotts_sizes_are_those_of_the_formula(void **state) {
    (void)state;
    struct des_indifference rule = {0.95, 0.5, 10, false};
    assert_int_equal(des_rinott_size(&rule, 3, 2), 144);
    assert_int_equal(des_rinott_size(&rule, 3, 2.01), 146);
    assert_int_equal(des_rinott_size(&rule, 3, 0), 10);
    assert_true(des_rinott_size(&rule, 3, 1e300) == SIZE_MAX);
}

/* The hardest case: all others just `indifference` behind.  At least 0.9 less 4 standard
 * errors of 500. */
static void rinott_chooses_the_best_as_often_as_promised(void **state) {
    (void)state;
    enum { ARMS = 4, MOST = 4000, SEEDS = 500 };
    double *x = malloc(MOST * sizeof *x), h;
    assert_non_null(x);
    struct des_indifference rule = {0.9, 0.7, 10, false};
    assert_int_equal(des_rinott_constant(&rule, ARMS, &h), DES_OK);
    int right = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        size_t best = 0;
        double highest = -1e9;
        for (uint64_t i = 0; i < ARMS; i++) {
            fill_arm(x, 10, i, i == 2 ? 0.7 : 0, 0, seed);
            struct des_interval first = des_interval_t(x, 10, 0.9);
            double sd = first.half_width / des_t_quantile(0.9, 9) * sqrt(10);
            size_t n = des_rinott_size(&rule, h, sd);
            assert_true(n <= MOST);
            fill_arm(x, n, i, i == 2 ? 0.7 : 0, 0, seed);
            double mean = des_interval_t(x, n, 0.9).mean;
            best = mean > highest ? i : best;
            highest = fmax(highest, mean);
        }
        right += best == 2;
    }
    assert_true(right >= 423);
    free(x);
}

/* ---- Kim and Nelson ---- */

struct race {
    size_t best, used; /* the arm left; replications of it */
};

/* One more of each arm alive until one is left; the values of arms that fell become NaN. */
static struct race race_of(const struct des_indifference *rule, double **x, size_t arms,
                           size_t most) {
    bool alive[8];
    size_t left = arms, n = rule->n_first;
    for (;; n++) {
        assert_true(n <= most);
        assert_int_equal(des_kim_nelson(rule, (const double *const *)x, arms, n, alive, &left),
                         DES_OK);
        if (left == 1) {
            break;
        }
        for (size_t i = 0; i < arms; i++) {
            for (size_t r = n; !alive[i] && r < most; r++) {
                x[i][r] = (double)NAN;
            }
        }
    }
    size_t best = 0;
    while (!alive[best]) {
        best++;
    }
    return (struct race){best, n};
}

/* Values of the same sd, once with half of the variance shared by the arms. */
static struct race race_at(const struct des_indifference *rule, double **x, size_t arms,
                           size_t most, bool common, uint64_t seed) {
    for (size_t i = 0; i < arms; i++) {
        fill_arm(x[i], most, i, 0, common ? 1 : 0, seed);
        for (size_t r = 0; r < most; r++) {
            x[i][r] = x[i][r] * (common ? 1 : sqrt(2)) + (i == 2 ? 0.7 : 0);
            x[i][r] *= rule->smallest ? -1 : 1;
        }
    }
    return race_of(rule, x, arms, most);
}

/* At least 0.9 less 4 standard errors of 300. */
static void kim_and_nelson_choose_the_best_and_profit_from_common_numbers(void **state) {
    (void)state;
    enum { ARMS = 4, MOST = 1500, SEEDS = 300 };
    double *x[ARMS];
    for (size_t i = 0; i < ARMS; i++) {
        x[i] = malloc(MOST * sizeof *x[i]);
        assert_non_null(x[i]);
    }
    int right[2] = {0, 0};
    size_t used[2] = {0, 0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        for (int common = 0; common < 2; common++) {
            struct des_indifference rule = {0.9, 0.7, 10, seed % 2 == 1};
            struct race race = race_at(&rule, x, ARMS, MOST, common == 1, seed);
            right[common] += race.best == 2;
            used[common] += race.used;
        }
    }
    assert_true(right[0] >= 249 && right[1] >= 249);
    assert_true((double)used[1] < 0.7 * (double)used[0]);
    for (size_t i = 0; i < ARMS; i++) {
        free(x[i]);
    }
}

/* Differences that do not vary leave no margin beyond chance: r > 0 decides. */
static void arms_that_differ_by_a_constant_are_told_apart_at_once(void **state) {
    (void)state;
    const double a[] = {5, 1, 3}, b[] = {6, 2, 4}, *arms[] = {a, b, a};
    struct des_indifference rule = {0.95, 0.1, 3, false};
    bool alive[3];
    size_t left;
    assert_int_equal(des_kim_nelson(&rule, arms, 3, 3, alive, &left), DES_OK);
    assert_int_equal(left, 1);
    assert_true(alive[1]);
    rule.smallest = true;
    assert_int_equal(des_kim_nelson(&rule, arms, 3, 3, alive, &left), DES_OK);
    assert_int_equal(left, 1);
    assert_true(alive[0]); /* the first of equals */
}

static void selections_that_cannot_be_made_are_refused(void **state) {
    (void)state;
    static const struct des_indifference rules[] = {
        {0.95, 0, 10, false}, {0.95, 1, 1, false}, {0.5, 1, 10, false}, {1.0, 1, 10, false}};
    const double a[20] = {0}, *arms[] = {a, a};
    bool alive[2];
    size_t left;
    double h;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        assert_int_equal(des_rinott_constant(&rules[i], 2, &h), DES_ERANGE);
        assert_int_equal(des_kim_nelson(&rules[i], arms, 2, 20, alive, &left), DES_ERANGE);
    }
    struct des_indifference rule = {0.95, 1, 10, false};
    assert_int_equal(des_kim_nelson(&rule, arms, 1, 20, alive, &left), DES_ERANGE);
    assert_int_equal(des_kim_nelson(&rule, arms, 2, 9, alive, &left), DES_ERANGE);
}

/* ---- OCBA ---- */

static void ocba_spends_where_it_tells_most(void **state) {
    (void)state;
    const double mean[] = {0, 1, 2}, sd[] = {1, 1, 1};
    double share[3], best = sqrt(1 + 0.0625), total = best + 1.25;
    assert_int_equal(des_ocba_shares(mean, sd, 3, false, 0.01, share), DES_OK);
    assert_near(share[0], 0.25 / total, 1e-14);
    assert_near(share[1], 1.0 / total, 1e-14);
    assert_near(share[2], best / total, 1e-14);
    assert_int_equal(des_ocba_shares(mean, sd, 3, true, 0.01, share), DES_OK);
    assert_near(share[0], best / total, 1e-14);
    const double level[] = {2, 2, 2}, none[] = {0, 0, 0};
    assert_int_equal(des_ocba_shares(level, sd, 3, false, 0.5, share), DES_OK);
    assert_near(share[1], share[2], 1e-14); /* a tie is no division by 0 */
    assert_int_equal(des_ocba_shares(mean, none, 3, false, 0.5, share), DES_OK);
    assert_near(share[0], 1.0 / 3, 1e-14);
    assert_int_equal(des_ocba_shares(mean, sd, 3, false, 0, share), DES_ERANGE);
    assert_int_equal(des_ocba_shares(mean, sd, 1, false, 1, share), DES_ERANGE);
}

static void more_runs_go_to_the_arms_behind_their_share(void **state) {
    (void)state;
    const double share[] = {0.5, 0.25, 0.25};
    const size_t done[] = {10, 10, 0};
    size_t add[3];
    des_ocba_next(share, done, 3, 20, add);
    assert_int_equal(add[0], 10);
    assert_int_equal(add[1], 0);
    assert_int_equal(add[2], 10);
    des_ocba_next(share, done, 3, 0, add);
    assert_int_equal(add[0] + add[1] + add[2], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrections_are_those_of_the_textbook),
        cmocka_unit_test(an_adjusted_p_is_at_most_1_and_in_the_order_of_p),
        cmocka_unit_test(a_comparison_is_the_paired_t_test),
        cmocka_unit_test(all_pairs_come_once_each_and_common_numbers_save_variance),
        cmocka_unit_test(equal_arms_do_not_differ),
        cmocka_unit_test(comparisons_that_cannot_be_made_are_refused),
        cmocka_unit_test(joint_intervals_hold_together),
        cmocka_unit_test(the_welch_interval_is_that_of_its_formula),
        cmocka_unit_test(rinotts_constant_agrees_with_closed_forms),
        cmocka_unit_test(rinotts_sizes_are_those_of_the_formula),
        cmocka_unit_test(rinott_chooses_the_best_as_often_as_promised),
        cmocka_unit_test(kim_and_nelson_choose_the_best_and_profit_from_common_numbers),
        cmocka_unit_test(arms_that_differ_by_a_constant_are_told_apart_at_once),
        cmocka_unit_test(selections_that_cannot_be_made_are_refused),
        cmocka_unit_test(ocba_spends_where_it_tells_most),
        cmocka_unit_test(more_runs_go_to_the_arms_behind_their_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
