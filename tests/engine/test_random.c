/* tests/engine/test_random.c - placed draws, purposes, inversions, streams. */
#include "des/random.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

/* Random123's published known answers: tests/kat_vectors, "philox4x64 10". */
static const struct {
    const char *name;
    uint64_t counter[4], key[2], want[4];
} known_answers[] = {
    {"zeros",
     {0, 0, 0, 0},
     {0, 0},
     {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
    {"ones",
     {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {UINT64_MAX, UINT64_MAX},
     {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
    {"digits of pi",
     {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {0x452821e638d01377, 0xbe5466cf34e90c6c},
     {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
};

static void draws_are_philox4x64_10_of_the_placed_words(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known_answers / sizeof *known_answers; i++) {
        const uint64_t *c = known_answers[i].counter;
        struct des_random random = {known_answers[i].key[0], known_answers[i].key[1]};
        struct des_block got = des_draw(&random, c[0], c[1], c[2], c[3]);
        assert_case(known_answers[i].name,
                    memcmp(got.word, known_answers[i].want, sizeof got.word) == 0);
    }
}

static void one_word_is_the_first_of_its_block(void **state) {
    (void)state;
    const struct des_random random = {2024, 7};
    for (uint64_t i = 0; i < 1000; i++) {
        assert_true(des_draw_word(&random, i % 13, i % 7, i) ==
                    des_draw(&random, i % 13, i % 7, i, 0).word[0]);
    }
}

static int compare_words(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* 7^6 coordinates, four words each: a repeated 64-bit word has a chance of 6e-9. */
static void draws_at_different_coordinates_are_distinct(void **state) {
    (void)state;
    enum { SIDE = 7, POINTS = SIDE * SIDE * SIDE * SIDE * SIDE * SIDE };
    uint64_t *words = malloc(4 * POINTS * sizeof *words);
    assert_non_null(words);
    for (unsigned i = 0; i < POINTS; i++) {
        uint64_t at[6];
        for (unsigned j = 0, rest = i; j < 6; j++, rest /= SIDE) {
            at[j] = rest % SIDE;
        }
        struct des_random random = {at[0], at[1]};
        struct des_block block = des_draw(&random, at[2], at[3], at[4], at[5]);
        memcpy(words + 4 * (size_t)i, block.word, sizeof block.word);
    }
    qsort(words, 4 * POINTS, sizeof *words, compare_words);
    for (size_t i = 1; i < 4 * (size_t)POINTS; i++) {
        assert_true(words[i] != words[i - 1]);
    }
    free(words);
}

static void another_stream_changes_no_draw_of_this_one(void **state) {
    (void)state;
    struct des_random random = {2024, 3};
    struct des_stream alone = des_stream_at(&random, des_entity(1, 7), 11, 5);
    uint64_t want[9];
    for (size_t i = 0; i < 9; i++) {
        want[i] = des_stream_word(&alone);
    }
    struct des_stream shared = des_stream_at(&random, des_entity(1, 7), 11, 5);
    struct des_stream others[] = {
        des_stream_at(&random, des_entity(1, 8), 11, 5),
        des_stream_at(&random, des_entity(2, 7), 11, 5),
        des_stream_at(&random, des_entity(1, 7), 12, 5),
        des_stream_at(&random, des_entity(1, 7), 11, 6),
    };
    for (size_t i = 0; i < 9; i++) {
        for (size_t j = 0; j < sizeof others / sizeof *others; j++) {
            assert_true(des_stream_word(&others[j]) != want[i]);
        }
        assert_true(des_stream_word(&shared) == want[i]);
    }
}

static void a_stream_reads_successive_blocks_at_one_coordinate(void **state) {
    (void)state;
    struct des_random random = {1, 2};
    struct des_stream stream = des_stream_at(&random, 3, 4, 5);
    for (uint64_t i = 0; i < 13; i++) {
        struct des_block block = des_draw(&random, 3, 4, 5, i / 4);
        assert_true(des_stream_word(&stream) == block.word[i % 4]);
    }
}

static void an_entity_holds_its_kind_and_id_apart(void **state) {
    (void)state;
    assert_true(des_entity(0xffff, (UINT64_C(1) << 48) - 1) == UINT64_MAX);
    assert_true(des_entity(1, 0) == UINT64_C(1) << 48);
    assert_true(des_entity(0, 9) == 9);
}

/* The published vectors of FNV-1a 64. */
static void purposes_are_fnv_1a_of_their_names(void **state) {
    (void)state;
    assert_true(des_purpose_named("") == 0xcbf29ce484222325);
    assert_true(des_purpose_named("a") == 0xaf63dc4c8601ec8c);
    assert_true(des_purpose_named("foobar") == 0x85944171f73967e8);
}

static void a_table_of_purposes_is_filled_in_order(void **state) {
    (void)state;
    static const char *const names[] = {"arrival", "service", "absence"};
    des_purpose hashes[3];
    assert_int_equal(des_purposes_fill(names, 3, hashes, NULL), DES_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(hashes[i] == des_purpose_named(names[i]));
    }
}

/* The second pair is a known collision of FNV-1a 64. */
static void purposes_that_collide_are_refused_by_name(void **state) {
    (void)state;
    static const char *const twice[] = {"arrival", "service", "arrival"};
    static const char *const colliding[] = {"8yn0iYCKYHlIj4-BwPqk", "other",
                                            "GReLUrM4wMqfg9yzV3KQ"};
    const char *const *tables[] = {twice, colliding};
    for (size_t i = 0; i < 2; i++) {
        struct des_error error = {0};
        des_purpose hashes[3];
        assert_int_equal(des_purposes_fill(tables[i], 3, hashes, &error), DES_ERANGE);
        assert_non_null(strstr(error.text, tables[i][0]));
        assert_non_null(strstr(error.text, tables[i][2]));
    }
}

static void uniforms_are_never_0_or_1(void **state) {
    (void)state;
    assert_true(des_uniform_from(0) == 0x1p-53);
    assert_true(des_uniform_from(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(des_uniform_from(UINT64_C(1) << 63) > 0.5);
    assert_true(des_uniform_from((UINT64_C(1) << 63) - 1) < 0.5);
}

/* ---- inversions ---- */

static double normal(uint64_t word) {
    return des_normal_from(word);
}
static double lognormal(uint64_t word) {
    return des_lognormal_from(word, 12.0, 0.83);
}
static double exponential(uint64_t word) {
    return des_exponential_from(word, 3.0);
}
static double weibull(uint64_t word) {
    return des_weibull_from(word, 1.5, 2.0);
}

static double normal_cdf(const double *a, double x) {
    (void)a;
    return gsl_cdf_ugaussian_P(x);
}
static double lognormal_cdf(const double *a, double x) {
    (void)a;
    return gsl_cdf_lognormal_P(x, log(12.0), 0.83);
}
static double exponential_cdf(const double *a, double x) {
    (void)a;
    return gsl_cdf_exponential_P(x, 3.0);
}
static double weibull_cdf(const double *a, double x) {
    (void)a;
    return gsl_cdf_weibull_P(x, 2.0, 1.5);
}

static const struct {
    const char *name;
    double (*from)(uint64_t);
    ks_cdf cdf;
    double mean, sd;
} inversions[] = {
    {"normal", normal, normal_cdf, 0.0, 1.0},
    /* 12 exp(s^2/2), mean sqrt(exp(s^2) - 1) with s = 0.83 */
    {"lognormal", lognormal, lognormal_cdf, 16.9345625, 16.8626},
    {"exponential", exponential, exponential_cdf, 3.0, 3.0},
    /* 2 G(5/3), 2 sqrt(G(7/3) - G(5/3)^2) */
    {"weibull", weibull, weibull_cdf, 1.805490586, 1.226},
};
#define INVERSIONS (sizeof inversions / sizeof *inversions)

/* The seed is fixed, so the test cannot fail by chance from one day to the next;
 * under a right program a fraction of 0.001 of seeds would fail it. */
static void inversions_have_their_mean_and_distribution(void **state) {
    (void)state;
    enum { N = 50000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    struct des_random random = {20240117, 0};
    for (size_t i = 0; i < INVERSIONS; i++) {
        double sum = 0.0;
        for (uint64_t j = 0; j < N; j++) {
            x[j] = inversions[i].from(des_draw(&random, i, 1, j, 0).word[j % 4]);
            sum += x[j];
        }
        assert_near(sum / N, inversions[i].mean, 3.3 * inversions[i].sd / sqrt(N));
        double distance = ks_distance(x, N, inversions[i].cdf, NULL, false);
        assert_case(inversions[i].name, distance < KS_CRITICAL_1_PER_MILLE(N));
    }
    free(x);
}

static void inversions_rise_with_the_word_and_stay_finite(void **state) {
    (void)state;
    for (size_t i = 0; i < INVERSIONS; i++) {
        double last = inversions[i].from(0);
        assert_case(inversions[i].name, isfinite(last));
        for (uint64_t step = 1; step <= 100000; step++) {
            double x = inversions[i].from(step * (UINT64_MAX / 100000));
            assert_case(inversions[i].name, x >= last);
            last = x;
        }
        assert_case(inversions[i].name, isfinite(inversions[i].from(UINT64_MAX)));
    }
}

static void the_normal_inverts_its_distribution_function_far_into_the_tails(void **state) {
    (void)state;
    for (double u = 1e-15; u < 0.5; u *= 1.07) {
        uint64_t word = (uint64_t)(u * 0x1p64);
        double want = des_uniform_from(word);
        assert_near(gsl_cdf_ugaussian_P(des_normal_from(word)) / want, 1.0, 1e-13);
        assert_near(gsl_cdf_ugaussian_Q(des_normal_from(~word)) / want, 1.0, 1e-13);
    }
}

/* abs(z) below 1e-15 is lost in the tolerance, so z is compared as it stands. */
static void the_normal_agrees_with_gsl(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t word = i * UINT64_C(0x9e3779b97f4a7c15);
        double want = gsl_cdf_ugaussian_Pinv(des_uniform_from(word));
        assert_near(des_normal_from(word), want, 4e-15 * fmax(1.0, fabs(want)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_philox4x64_10_of_the_placed_words),
        cmocka_unit_test(one_word_is_the_first_of_its_block),
        cmocka_unit_test(draws_at_different_coordinates_are_distinct),
        cmocka_unit_test(another_stream_changes_no_draw_of_this_one),
        cmocka_unit_test(a_stream_reads_successive_blocks_at_one_coordinate),
        cmocka_unit_test(an_entity_holds_its_kind_and_id_apart),
        cmocka_unit_test(purposes_are_fnv_1a_of_their_names),
        cmocka_unit_test(a_table_of_purposes_is_filled_in_order),
        cmocka_unit_test(purposes_that_collide_are_refused_by_name),
        cmocka_unit_test(uniforms_are_never_0_or_1),
        cmocka_unit_test(inversions_have_their_mean_and_distribution),
        cmocka_unit_test(inversions_rise_with_the_word_and_stay_finite),
        cmocka_unit_test(the_normal_inverts_its_distribution_function_far_into_the_tails),
        cmocka_unit_test(the_normal_agrees_with_gsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
