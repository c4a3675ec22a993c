/* tests/engine/test_dist.c - distributions as checked records. */
#include "des/dist.h"

#include "support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
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
/* That of the lognormal whose half x lies in. */
static double two_piece_lognormal_cdf(const double *a, double x) {
    return gsl_cdf_lognormal_P(x, log(a[0]), x < a[0] ? a[1] : a[2]);
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
/* By the number of events before x. */
static double erlang_cdf(const double *a, double x) {
    double y = x * a[1] / a[0], term = 1.0, sum = 0.0;
    for (int i = 0; i < (int)a[1]; term *= y / ++i) {
        sum += term;
    }
    return 1.0 - exp(-y) * sum;
}
static double hyperexponential_cdf(const double *a, double x) {
    return a[0] * gsl_cdf_exponential_P(x, a[1]) + (1.0 - a[0]) * gsl_cdf_exponential_P(x, a[2]);
}
static double loglogistic_cdf(const double *a, double x) {
    return gsl_cdf_logistic_P(log(x / a[0]), 1.0 / a[1]);
}
static double pareto_cdf(const double *a, double x) {
    return gsl_cdf_pareto_P(x, a[0], a[1]);
}
static double pert_cdf(const double *a, double x) {
    double mean = (a[0] + 4.0 * a[1] + a[2]) / 6.0, width = a[2] - a[0];
    double p = 6.0 * (mean - a[0]) / width;
    return gsl_cdf_beta_P((x - a[0]) / width, p, 6.0 - p);
}
static double inverse_gaussian_cdf(const double *a, double x) {
    double root = sqrt(a[1] / x);
    return gsl_cdf_ugaussian_P(root * (x / a[0] - 1.0)) +
           exp(2.0 * a[1] / a[0]) * gsl_cdf_ugaussian_Q(root * (x / a[0] + 1.0));
}
static double chi_squared_cdf(const double *a, double x) {
    return gsl_cdf_gamma_P(0.5 * x, 0.5 * a[0], 1.0);
}
static double f_cdf(const double *a, double x) {
    return gsl_cdf_beta_P(a[0] * x / (a[0] * x + a[1]), 0.5 * a[0], 0.5 * a[1]);
}
/* For three degrees of freedom. */
static double t_cdf(const double *a, double x) {
    double y = (x - a[0]) / (a[1] * sqrt(3.0));
    return 0.5 + (y / (1.0 + y * y) + atan(y)) / acos(-1.0);
}
static double rayleigh_cdf(const double *a, double x) {
    return gsl_cdf_rayleigh_P(x, a[0]);
}
static double rayleigh_tail_cdf(const double *a, double x) {
    return 1.0 - gsl_cdf_rayleigh_Q(x, a[0]) / gsl_cdf_rayleigh_Q(a[1], a[0]);
}
static double normal_tail_cdf(const double *a, double x) {
    return 1.0 - gsl_cdf_gaussian_Q(x - a[0], a[1]) / gsl_cdf_gaussian_Q(a[2] - a[0], a[1]);
}
static double laplace_cdf(const double *a, double x) {
    return gsl_cdf_laplace_P(x - a[0], a[1]);
}
static double exponential_power_cdf(const double *a, double x) {
    double distance = gsl_cdf_gamma_P(pow(fabs(x - a[0]) / a[1], a[2]), 1.0 / a[2], 1.0);
    return x < a[0] ? 0.5 - 0.5 * distance : 0.5 + 0.5 * distance;
}
static double logistic_cdf(const double *a, double x) {
    return gsl_cdf_logistic_P(x - a[0], a[1]);
}
static double gumbel_cdf(const double *a, double x) {
    return gsl_cdf_gumbel1_P(x, 1.0 / a[1], exp(a[0] / a[1]));
}
static double frechet_cdf(const double *a, double x) {
    return gsl_cdf_gumbel2_P(x, a[0], pow(a[1], a[0]));
}
static double discrete_uniform_cdf(const double *a, double x) {
    return (x - a[0] + 1.0) / (a[1] - a[0] + 1.0);
}
static double bernoulli_cdf(const double *a, double x) {
    return gsl_cdf_binomial_P((unsigned)x, a[0], 1);
}
static double binomial_cdf(const double *a, double x) {
    return gsl_cdf_binomial_P((unsigned)x, a[1], (unsigned)a[0]);
}
static double poisson_cdf(const double *a, double x) {
    return gsl_cdf_poisson_P((unsigned)x, a[0]);
}
static double negative_binomial_cdf(const double *a, double x) {
    return gsl_cdf_negative_binomial_P((unsigned)x, a[1] / (a[1] + a[0]), a[1]);
}
static double hypergeometric_cdf(const double *a, double x) {
    double sum = 0.0;
    for (unsigned k = 0; k <= (unsigned)x; k++) {
        sum += gsl_ran_hypergeometric_pdf(k, (unsigned)a[0], (unsigned)a[1], (unsigned)a[2]);
    }
    return sum;
}
static double logarithmic_cdf(const double *a, double x) {
    double sum = 0.0;
    for (unsigned k = 1; k <= (unsigned)x; k++) {
        sum += gsl_ran_logarithmic_pdf(k, a[0]);
    }
    return sum;
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
    {"erlang", {DES_DIST_ERLANG, {6, 3}}, erlang_cdf, 6.0, 3.4641016},
    {"erlang of many stages", {DES_DIST_ERLANG, {6, 36}}, erlang_cdf, 6.0, 1.0},
    {"hyperexponential",
     {DES_DIST_HYPEREXPONENTIAL, {0.2, 10, 1}},
     hyperexponential_cdf,
     2.8,
     5.8103356},
    {"loglogistic", {DES_DIST_LOGLOGISTIC, {3, 4}}, loglogistic_cdf, 3.3321622, 1.7418003},
    {"pareto", {DES_DIST_PARETO, {3, 2}}, pareto_cdf, 3.0, 1.7320508},
    {"pert", {DES_DIST_PERT, {0, 2, 10}}, pert_cdf, 3.0, 1.7320508},
    {"inverse gaussian", {DES_DIST_INVERSE_GAUSSIAN, {2, 4}}, inverse_gaussian_cdf, 2.0, 1.4142136},
    {"chi-squared", {DES_DIST_CHI_SQUARED, {5}}, chi_squared_cdf, 5.0, 3.1622777},
    {"f", {DES_DIST_F, {6, 12}}, f_cdf, 1.2, 0.9797959},
    {"t", {DES_DIST_T, {1, 2, 3}}, t_cdf, 1.0, 3.4641016},
    {"rayleigh", {DES_DIST_RAYLEIGH, {2}}, rayleigh_cdf, 2.5066283, 1.3102728},
    {"rayleigh tail", {DES_DIST_RAYLEIGH_TAIL, {1, 2}}, rayleigh_tail_cdf, 2.4213692, 0.3700960},
    {"normal tail", {DES_DIST_NORMAL_TAIL, {0, 1, 2}}, normal_tail_cdf, 2.3732155, 0.3380519},
    {"laplace", {DES_DIST_LAPLACE, {1, 2}}, laplace_cdf, 1.0, 2.8284271},
    {"exponential power",
     {DES_DIST_EXPONENTIAL_POWER, {0, 1, 3}},
     exponential_power_cdf,
     0.0,
     0.6109682},
    {"logistic", {DES_DIST_LOGISTIC, {1, 2}}, logistic_cdf, 1.0, 3.6275987},
    {"gumbel", {DES_DIST_GUMBEL, {1, 2}}, gumbel_cdf, 2.1544313, 2.5650997},
    {"frechet", {DES_DIST_FRECHET, {4, 1}}, frechet_cdf, 1.2254167, 0.5203919},
    {"two-piece lognormal",
     {DES_DIST_TWO_PIECE_LOGNORMAL, {2, 0.6, 0.2}},
     two_piece_lognormal_cdf,
     1.8386043,
     0.6365421},
    {"discrete uniform", {DES_DIST_DISCRETE_UNIFORM, {3, 8}}, discrete_uniform_cdf, 5.5, 1.7078251},
    {"bernoulli", {DES_DIST_BERNOULLI, {0.3}}, bernoulli_cdf, 0.3, 0.4582576},
    {"binomial", {DES_DIST_BINOMIAL, {10, 0.3}}, binomial_cdf, 3.0, 1.4491377},
    {"binomial of many trials", {DES_DIST_BINOMIAL, {1000, 0.6}}, binomial_cdf, 600.0, 15.4919334},
    {"poisson", {DES_DIST_POISSON, {4}}, poisson_cdf, 4.0, 2.0},
    {"poisson of large mean", {DES_DIST_POISSON, {300}}, poisson_cdf, 300.0, 17.3205081},
    {"negative binomial", {DES_DIST_NEGATIVE_BINOMIAL, {3, 1.5}}, negative_binomial_cdf, 3.0, 3.0},
    {"hypergeometric", {DES_DIST_HYPERGEOMETRIC, {20, 30, 10}}, hypergeometric_cdf, 4.0, 1.3997084},
    {"logarithmic", {DES_DIST_LOGARITHMIC, {0.7}}, logarithmic_cdf, 1.9380283, 1.6444272},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static bool discrete(const struct des_dist *dist) {
    return dist->kind == DES_DIST_GEOMETRIC || dist->kind >= DES_DIST_DISCRETE_UNIFORM;
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
            assert_case(kinds[i].name,
                        x == des_dist_low(dist) || kinds[i].cdf(dist->argument, x - 1) < u);
        }
    }
}

static void the_distribution_function_agrees_with_an_independent_one(void **state) {
    (void)state;
    for (size_t i = 0; i < KINDS; i++) {
        const struct des_dist *dist = &kinds[i].dist;
        for (double u = 0.0005; u < 1.0; u += 0.0155) {
            double x = des_dist_quantile(dist, u);
            assert_near(des_dist_cdf(dist, x), kinds[i].cdf(dist->argument, x), 1e-9);
            double half = x + 0.5; /* between two counts nothing is added */
            assert_case(kinds[i].name,
                        !discrete(dist) || des_dist_cdf(dist, x) == des_dist_cdf(dist, half));
        }
        assert_true(isnan(des_dist_cdf(dist, (double)NAN)));
        assert_case(kinds[i].name, des_dist_cdf(dist, -1e300) == 0.0);
        assert_case(kinds[i].name, fabs(des_dist_cdf(dist, 1e300) - 1.0) < 1e-12);
    }
}

static void draws_by_inversion_are_the_quantile_of_one_uniform(void **state) {
    (void)state;
    struct des_random random = {5, 1};
    size_t found = 0;
    for (size_t i = 0; i < KINDS; i++) {
        const struct des_dist *dist = &kinds[i].dist;
        found += des_dist_by_inversion(dist);
        for (uint64_t j = 0; des_dist_by_inversion(dist) && j < 100; j++) {
            struct des_stream stream = des_stream_at(&random, i, 2, j), same = stream;
            double want = des_dist_quantile(dist, des_stream_uniform(&same));
            assert_near(des_dist_draw(dist, &stream), want, 1e-12 * (1.0 + fabs(want)));
            assert_int_equal(stream.used, 1);
        }
    }
    assert_true(found > KINDS / 2);
    assert_false(des_dist_by_inversion(&(struct des_dist){DES_DIST_GAMMA, {1, 2}}));
    assert_false(des_dist_by_inversion(&(struct des_dist){DES_DIST_NONE, {0}}));
}

static const struct {
    const char *name;
    struct des_dist dist;
    double low, high; /* the quantile at 1 - 2^-53 lies between */
} extremes[] = {
    {"poisson of mean 0", {DES_DIST_POISSON, {0}}, 0, 0},
    {"poisson", {DES_DIST_POISSON, {20}}, 40, 90},
    {"poisson of mean 1e9", {DES_DIST_POISSON, {1e9}}, 1e9, 1.001e9},
    {"binomial of certain success", {DES_DIST_BINOMIAL, {7, 1}}, 7, 7},
    {"binomial of no success", {DES_DIST_BINOMIAL, {7, 0}}, 0, 0},
    {"binomial of no trial", {DES_DIST_BINOMIAL, {0, 0.4}}, 0, 0},
    {"binomial of 1e9 rare trials", {DES_DIST_BINOMIAL, {1e9, 1e-9}}, 10, 30},
    {"bernoulli of certain success", {DES_DIST_BERNOULLI, {1}}, 1, 1},
    {"bernoulli of no success", {DES_DIST_BERNOULLI, {0}}, 0, 0},
    {"negative binomial of mean 0", {DES_DIST_NEGATIVE_BINOMIAL, {0, 2}}, 0, 0},
    {"negative binomial, all in the tail", {DES_DIST_NEGATIVE_BINOMIAL, {1e6, 1e-3}}, 1e9, 1e12},
    {"hypergeometric, all drawn", {DES_DIST_HYPERGEOMETRIC, {3, 4, 7}}, 3, 3},
    {"hypergeometric of nothing", {DES_DIST_HYPERGEOMETRIC, {0, 0, 0}}, 0, 0},
    {"logarithmic, nearly all 1", {DES_DIST_LOGARITHMIC, {1e-9}}, 1, 3},
    {"logarithmic, long tail", {DES_DIST_LOGARITHMIC, {0.999}}, 1e4, 1e5},
    {"discrete uniform of one", {DES_DIST_DISCRETE_UNIFORM, {-4, -4}}, -4, -4},
    {"discrete uniform across 0", {DES_DIST_DISCRETE_UNIFORM, {-4, 4}}, 4, 4},
    {"hyperexponential, one part only", {DES_DIST_HYPEREXPONENTIAL, {1, 2, 1e6}}, 70, 75},
    {"gamma of large shape", {DES_DIST_GAMMA, {1, 5e5}}, 1.01, 1.02},
    {"chi-squared of many", {DES_DIST_CHI_SQUARED, {1e6}}, 1.01e6, 1.02e6},
    {"normal tail far out", {DES_DIST_NORMAL_TAIL, {0, 1, 29}}, 29, 31},
    {"normal tail that cuts nothing", {DES_DIST_NORMAL_TAIL, {0, 1, -99}}, 8, 9},
    {"inverse gaussian nearly fixed", {DES_DIST_INVERSE_GAUSSIAN, {1, 1e6}}, 1, 1.01},
};

static void quantiles_at_the_ends_are_finite_and_where_they_belong(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
        const struct des_dist *dist = &extremes[i].dist;
        assert_case(extremes[i].name, des_dist_check(dist, NULL) == DES_OK);
        double low = des_dist_quantile(dist, 0x1p-53), high = des_dist_quantile(dist, 1 - 0x1p-53);
        assert_case(extremes[i].name, low >= des_dist_low(dist) && low <= high);
        assert_case(extremes[i].name, high >= extremes[i].low && high <= extremes[i].high);
        double last = low;
        for (double u = 0.001; u < 1.0; u += 0.0137) {
            double x = des_dist_quantile(dist, u);
            assert_case(extremes[i].name, x >= last);
            last = x;
        }
    }
}

static void means_that_do_not_exist_are_infinite(void **state) {
    (void)state;
    static const struct des_dist heavy[] = {
        {DES_DIST_PARETO, {1, 2}},
        {DES_DIST_LOGLOGISTIC, {1, 1}},
        {DES_DIST_FRECHET, {0.5, 1}},
        {DES_DIST_F, {3, 2}},
    };
    for (size_t i = 0; i < sizeof heavy / sizeof *heavy; i++) {
        assert_int_equal(des_dist_check(&heavy[i], NULL), DES_OK);
        assert_true(isinf(des_dist_mean(&heavy[i])));
        assert_true(isfinite(des_dist_quantile(&heavy[i], 0.999)));
    }
}

static void a_two_piece_lognormal_has_the_median_and_the_interval_that_it_is_given(void **state) {
    (void)state;
    const double z = 1.959963984540054, low = 0.70, median = 0.95, high = 1.05;
    const struct des_dist dist = {DES_DIST_TWO_PIECE_LOGNORMAL,
                                  {median, log(median / low) / z, log(high / median) / z}};
    assert_near(des_dist_quantile(&dist, 0.025), low, 1e-12);
    assert_near(des_dist_quantile(&dist, 0.5), median, 1e-12);
    assert_near(des_dist_quantile(&dist, 0.975), high, 1e-12);
    const struct des_dist even = {DES_DIST_TWO_PIECE_LOGNORMAL, {12, 0.83, 0.83}};
    const struct des_dist plain = {DES_DIST_LOGNORMAL, {12, 0.83}};
    for (double u = 0.01; u < 1.0; u += 0.07) {
        assert_near(des_dist_quantile(&even, u), des_dist_quantile(&plain, u), 1e-12);
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
    {{DES_DIST_CONSTANT, {NAN}}, "value of the constant"},
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
    {{DES_DIST_TWO_PIECE_LOGNORMAL, {1, 0, 1}}, "sigma_below"},
    {{DES_DIST_TWO_PIECE_LOGNORMAL, {1, 1, -1}}, "sigma_above"},
    {{DES_DIST_EXPONENTIAL, {0}}, "mean"},
    {{DES_DIST_EXPONENTIAL, {NAN}}, "mean"},
    {{DES_DIST_WEIBULL, {0, 1}}, "shape"},
    {{DES_DIST_WEIBULL, {1, -1}}, "scale"},
    {{DES_DIST_GAMMA, {0, 1}}, "mean"},
    {{DES_DIST_GAMMA, {1, 0}}, "shape"},
    {{DES_DIST_BETA, {0, 1}}, "a of the beta"},
    {{DES_DIST_BETA, {1, 0}}, "b of the beta"},
    {{DES_DIST_GEOMETRIC, {-1}}, "0 or more"},
    {{DES_DIST_ERLANG, {1, 2.5}}, "a whole number from 1"},
    {{DES_DIST_ERLANG, {1, 0}}, "stages"},
    {{DES_DIST_HYPEREXPONENTIAL, {1.1, 1, 1}}, "between 0 and 1"},
    {{DES_DIST_PERT, {0, 6, 5}}, "high (5)"},
    {{DES_DIST_T, {0, 1, 1}}, "above 1"},
    {{DES_DIST_NORMAL_TAIL, {0, 1, 31}}, "next to nothing"},
    {{DES_DIST_DISCRETE_UNIFORM, {0.5, 2}}, "a whole number within"},
    {{DES_DIST_DISCRETE_UNIFORM, {3, 2}}, "high (2)"},
    {{DES_DIST_BERNOULLI, {-0.1}}, "share of the bernoulli"},
    {{DES_DIST_BINOMIAL, {-1, 0.5}}, "a whole number from 0"},
    {{DES_DIST_BINOMIAL, {1e10, 0.5}}, "trials"},
    {{DES_DIST_POISSON, {2e9}}, "above 1e9"},
    {{DES_DIST_NEGATIVE_BINOMIAL, {1, 1e-4}}, "size below"},
    {{DES_DIST_HYPERGEOMETRIC, {2, 3, 6}}, "more than there are"},
    {{DES_DIST_LOGARITHMIC, {1}}, "share outside"},
    {{DES_DIST_LOGARITHMIC, {0}}, "share outside"},
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
        cmocka_unit_test(a_two_piece_lognormal_has_the_median_and_the_interval_that_it_is_given),
        cmocka_unit_test(quantiles_outside_0_to_1_are_nan),
        cmocka_unit_test(the_distribution_function_agrees_with_an_independent_one),
        cmocka_unit_test(draws_by_inversion_are_the_quantile_of_one_uniform),
        cmocka_unit_test(quantiles_at_the_ends_are_finite_and_where_they_belong),
        cmocka_unit_test(means_that_do_not_exist_are_infinite),
        cmocka_unit_test(bad_arguments_are_refused_with_a_sentence),
        cmocka_unit_test(degenerate_but_meaningful_arguments_are_accepted),
        cmocka_unit_test(every_kind_is_found_by_its_name),
        cmocka_unit_test(text_names_kind_and_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
