/* tests/engine/test_dist.c - distributions as checked records. */
#include "des/dist.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

/* ---- distribution functions that do not come from the code under test ---- */

static double uniform_cdf(const double *a, double x) {
    return gsl_cdf_flat_P(x, a[0], a[1]);
}
static double triangular_cdf(const double *a, double x) {
    if (x < a[1]) {
        return (x - a[0]) * (x - a[0]) / ((a[2] - a[0]) * (a[1] - a[0]));
    }
    return 1.0 - (a[2] - x) * (a[2] - x) / ((a[2] - a[0]) * (a[2] - a[1]));
}
static double normal_cdf(const double *a, double x) {
    return gsl_cdf_gaussian_P(x - a[0], a[1]);
}
/* In the lower tail of the mirrored variable where the interval is above the mean. */
static double truncated_cdf(const double *a, double x) {
    if (a[2] > a[0]) {
        double top = gsl_cdf_gaussian_Q(a[2] - a[0], a[1]);
        double bottom = gsl_cdf_gaussian_Q(a[3] - a[0], a[1]);
        return (top - gsl_cdf_gaussian_Q(x - a[0], a[1])) / (top - bottom);
    }
    double below = normal_cdf(a, a[2]);
    return (normal_cdf(a, x) - below) / (normal_cdf(a, a[3]) - below);
}
static double lognormal_cdf(const double *a, double x) {
    return gsl_cdf_lognormal_P(x, log(a[0]), a[1]);
}
static double exponential_cdf(const double *a, double x) {
    return gsl_cdf_exponential_P(x, a[0]);
}
static double weibull_cdf(const double *a, double x) {
    return gsl_cdf_weibull_P(x, a[1], a[0]);
}
static double gamma_cdf(const double *a, double x) {
    return gsl_cdf_gamma_P(x, a[1], a[0] / a[1]);
}
static double beta_cdf(const double *a, double x) {
    return gsl_cdf_beta_P(x, a[0], a[1]);
}
static double geometric_cdf(const double *a, double x) {
    return gsl_cdf_geometric_P((unsigned)x + 1, 1.0 / (1.0 + a[0]));
}

/* mean and sd by the textbook formula of each */
static const struct {
    const char *name;
    struct des_dist dist;
    ks_cdf cdf;
    double mean, sd;
} kinds[] = {
    {"uniform", {DES_DIST_UNIFORM, {-1, 5}}, uniform_cdf, 2.0, 1.7320508},
    {"triangular", {DES_DIST_TRIANGULAR, {0, 1, 5}}, triangular_cdf, 2.0, 1.0801234},
    {"normal", {DES_DIST_NORMAL, {10, 2}}, normal_cdf, 10.0, 2.0},
    {"truncated normal around the mean",
     {DES_DIST_TRUNCATED_NORMAL, {0, 1, -1, 1}},
     truncated_cdf,
     0.0,
     0.5395631},
    {"truncated normal, upper tail",
     {DES_DIST_TRUNCATED_NORMAL, {0, 1, 4, 9}},
     truncated_cdf,
     4.2256071,
     0.2160},
    {"truncated normal, lower tail",
     {DES_DIST_TRUNCATED_NORMAL, {0, 1, -9, -4}},
     truncated_cdf,
     -4.2256071,
     0.2160},
    {"lognormal", {DES_DIST_LOGNORMAL, {12, 0.83}}, lognormal_cdf, 16.9345625, 16.8626},
    {"exponential", {DES_DIST_EXPONENTIAL, {7}}, exponential_cdf, 7.0, 7.0},
    {"weibull", {DES_DIST_WEIBULL, {1.5, 2}}, weibull_cdf, 1.8054906, 1.226},
    {"gamma", {DES_DIST_GAMMA, {10, 4}}, gamma_cdf, 10.0, 5.0},
    {"gamma of shape below 1", {DES_DIST_GAMMA, {1, 0.25}}, gamma_cdf, 1.0, 2.0},
    {"beta", {DES_DIST_BETA, {2, 6}}, beta_cdf, 0.25, 0.1443376},
    {"geometric", {DES_DIST_GEOMETRIC, {3}}, geometric_cdf, 3.0, 3.4641016},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static bool discrete(const struct des_dist *dist) {
    return dist->kind == DES_DIST_GEOMETRIC;
}

static void the_cases_cover_every_kind(void **state) {
    (void)state;
    for (int kind = DES_DIST_UNIFORM; kind < DES_DIST_COUNT; kind++) {
        bool found = false;
        for (size_t i = 0; i < KINDS; i++) {
            found = found || (int)kinds[i].dist.kind == kind;
        }
        assert_case(des_dist_info((enum des_dist_kind)kind)->name, found);
    }
}

static void means_are_those_of_the_textbook(void **state) {
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        assert_int_equal(des_dist_check(&kinds[i].dist, NULL), DES_OK);
        assert_near(des_dist_mean(&kinds[i].dist), kinds[i].mean, 1e-6);
    }
}

/* Fixed seed; a right program passes at a significance of 0.001 for each. */
static void draws_have_the_mean_and_the_distribution_of_their_kind(void **state) {
    (void)state;
    enum { N = 20000 };
    double *x = malloc(N * sizeof *x);
    assert_non_null(x);
    struct des_random random = {77, 0};
    for (size_t i = 0; i < KINDS; i++) {
        const struct des_dist *dist = &kinds[i].dist;
        double sum = 0.0;
        for (uint64_t j = 0; j < N; j++) {
            struct des_stream stream = des_stream_at(&random, i, 1, j);
            x[j] = des_dist_draw(dist, &stream);
            assert_case(kinds[i].name, x[j] >= des_dist_low(dist) && x[j] <= des_dist_high(dist));
            sum += x[j];
        }
        assert_near(sum / N, kinds[i].mean, 3.3 * kinds[i].sd / sqrt(N));
        double distance = ks_distance(x, N, kinds[i].cdf, dist->argument, discrete(dist));
        assert_case(kinds[i].name, distance < KS_CRITICAL_1_PER_MILLE(N));
    }
    free(x);
}

static void draws_depend_on_the_stream_alone(void **state) {
    (void)state;
    struct des_random random = {5, 1};
    for (size_t i = 0; i < KINDS; i++) {
        struct des_stream first = des_stream_at(&random, 1, 2, 3);
        struct des_stream second = first;
        for (size_t j = 0; j < KINDS; j++) { /* others between change nothing */
            struct des_stream other = des_stream_at(&random, j, 9, 9);
            (void)des_dist_draw(&kinds[j].dist, &other);
        }
        for (int j = 0; j < 20; j++) {
            double a = des_dist_draw(&kinds[i].dist, &first);
            double b = des_dist_draw(&kinds[i].dist, &second);
            assert_case(kinds[i].name, a == b);
        }
    }
}

static void a_constant_takes_no_word(void **state) {
    (void)state;
    struct des_random random = {5, 1};
    struct des_stream stream = des_stream_at(&random, 1, 2, 3);
    struct des_dist dist = {DES_DIST_CONSTANT, {4.5}};
    assert_near(des_dist_draw(&dist, &stream), 4.5, 0.0);
    assert_near(des_dist_quantile(&dist, 0.3), 4.5, 0.0);
    assert_near(des_dist_mean(&dist), 4.5, 0.0);
    assert_int_equal(stream.used, 0);
}

static void quantiles_invert_the_distribution_function(void **state) {
    (void)state;
    static const double shares[] = {1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1.0 - 1e-6};
    for (size_t i = 0; i < KINDS; i++) {
        const struct des_dist *dist = &kinds[i].dist;
        for (size_t j = 0; j < sizeof shares / sizeof *shares; j++) {
            double u = shares[j], x = des_dist_quantile(dist, u);
            double p = kinds[i].cdf(dist->argument, x);
            if (!discrete(dist)) {
                assert_near(p, u, 1e-9);
                continue;
            }
            assert_case(kinds[i].name, p >= u);
            assert_case(kinds[i].name, x == 0.0 || kinds[i].cdf(dist->argument, x - 1) < u);
        }
    }
}

static void quantiles_outside_0_to_1_are_nan(void **state) {
    (void)state;
    static const double outside[] = {0.0, 1.0, -0.1, 1.1};
    for (size_t j = 0; j < 4; j++) {
        assert_true(isnan(des_dist_quantile(&kinds[0].dist, outside[j])));
    }
    assert_true(isnan(des_dist_quantile(&kinds[0].dist, (double)NAN)));
}

static const struct {
    struct des_dist dist;
    const char *text; /* found in the message */
} refused[] = {
    {{DES_DIST_NONE, {0}}, "No distribution"},
    {{DES_DIST_COUNT, {0}}, "No distribution"},
    {{DES_DIST_CONSTANT, {NAN}}, "value of a constant"},
    {{DES_DIST_CONSTANT, {INFINITY}}, "finite"},
    {{DES_DIST_UNIFORM, {2, 1}}, "high (1)"},
    {{DES_DIST_TRIANGULAR, {0, -1, 5}}, "mode (-1)"},
    {{DES_DIST_TRIANGULAR, {0, 6, 5}}, "high (5)"},
    {{DES_DIST_NORMAL, {0, -1}}, "sd"},
    {{DES_DIST_NORMAL, {-INFINITY, 1}}, "mean"},
    {{DES_DIST_TRUNCATED_NORMAL, {0, 0, 0, 1}}, "above 0"},
    {{DES_DIST_TRUNCATED_NORMAL, {0, 1, 2, 1}}, "low (2)"},
    {{DES_DIST_TRUNCATED_NORMAL, {0, 1, 50, 60}}, "next to nothing"},
    {{DES_DIST_TRUNCATED_NORMAL, {0, 1, 1, 1}}, "next to nothing"},
    {{DES_DIST_LOGNORMAL, {0, 1}}, "median"},
    {{DES_DIST_LOGNORMAL, {1, -1}}, "sigma"},
    {{DES_DIST_EXPONENTIAL, {0}}, "mean"},
    {{DES_DIST_EXPONENTIAL, {NAN}}, "mean"},
    {{DES_DIST_WEIBULL, {0, 1}}, "shape"},
    {{DES_DIST_WEIBULL, {1, -1}}, "scale"},
    {{DES_DIST_GAMMA, {0, 1}}, "mean"},
    {{DES_DIST_GAMMA, {1, 0}}, "shape"},
    {{DES_DIST_BETA, {0, 1}}, "a of a beta"},
    {{DES_DIST_BETA, {1, 0}}, "b of a beta"},
    {{DES_DIST_GEOMETRIC, {-1}}, "0 or more"},
};

static void bad_arguments_are_refused_with_a_sentence(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct des_error error = {0};
        assert_case(refused[i].text, des_dist_check(&refused[i].dist, &error) == DES_ERANGE);
        assert_case(refused[i].text, error.status == DES_ERANGE);
        assert_case(error.text, strstr(error.text, refused[i].text) != NULL);
    }
}

static void degenerate_but_meaningful_arguments_are_accepted(void **state) {
    (void)state;
    static const struct des_dist accepted[] = {
        {DES_DIST_UNIFORM, {3, 3}},   {DES_DIST_TRIANGULAR, {3, 3, 3}}, {DES_DIST_NORMAL, {3, 0}},
        {DES_DIST_LOGNORMAL, {3, 0}}, {DES_DIST_CONSTANT, {3}},
    };
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        assert_int_equal(des_dist_check(&accepted[i], NULL), DES_OK);
        assert_near(des_dist_quantile(&accepted[i], 0.37), 3.0, 1e-15);
    }
    struct des_dist never = {DES_DIST_GEOMETRIC, {0}};
    assert_int_equal(des_dist_check(&never, NULL), DES_OK);
    assert_near(des_dist_quantile(&never, 0.999), 0.0, 0.0);
}

static void every_kind_is_found_by_its_name(void **state) {
    (void)state;
    for (int kind = DES_DIST_CONSTANT; kind < DES_DIST_COUNT; kind++) {
        const struct des_dist_info *info = des_dist_info((enum des_dist_kind)kind);
        assert_int_equal(des_dist_named(info->name), kind);
        assert_true(info->count >= 1 && info->count <= DES_DIST_ARGUMENTS);
        assert_non_null(info->meaning);
        for (size_t i = 0; i < info->count; i++) {
            assert_non_null(info->argument[i]);
        }
    }
    assert_int_equal(des_dist_named("gaussian"), DES_DIST_NONE);
    assert_int_equal(des_dist_named("none"), DES_DIST_NONE);
}

static const struct {
    struct des_dist dist;
    const char *want;
} formats[] = {
    {{DES_DIST_LOGNORMAL, {12, 0.83}}, "lognormal(median 12, sigma 0.83)"},
    {{DES_DIST_CONSTANT, {0.1}}, "constant(value 0.1)"},
    {{DES_DIST_CONSTANT, {1.0 / 3.0}}, "constant(value 0.3333333333333333)"},
    {{DES_DIST_UNIFORM, {1234567, 12345678.5}}, "uniform(low 1234567, high 12345678.5)"},
    {{DES_DIST_TRUNCATED_NORMAL, {0, 1, -2, 2}}, "truncated_normal(mean 0, sd 1, low -2, high 2)"},
    {{DES_DIST_NONE, {0}}, "none"},
};

static void text_names_kind_and_arguments(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char text[100], small[8];
        int length = des_dist_format(&formats[i].dist, text, sizeof text);
        assert_string_equal(text, formats[i].want);
        assert_int_equal(length, (int)strlen(formats[i].want));
        assert_int_equal(des_dist_format(&formats[i].dist, small, sizeof small), length);
        assert_true(strlen(small) <= 7 && strncmp(small, text, 7) == 0);
        assert_int_equal(des_dist_format(&formats[i].dist, NULL, 0), length);
    }
}

int main(void) {
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cases_cover_every_kind),
        cmocka_unit_test(means_are_those_of_the_textbook),
        cmocka_unit_test(draws_have_the_mean_and_the_distribution_of_their_kind),
        cmocka_unit_test(draws_depend_on_the_stream_alone),
        cmocka_unit_test(a_constant_takes_no_word),
        cmocka_unit_test(quantiles_invert_the_distribution_function),
        cmocka_unit_test(quantiles_outside_0_to_1_are_nan),
        cmocka_unit_test(bad_arguments_are_refused_with_a_sentence),
        cmocka_unit_test(degenerate_but_meaningful_arguments_are_accepted),
        cmocka_unit_test(every_kind_is_found_by_its_name),
        cmocka_unit_test(text_names_kind_and_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
