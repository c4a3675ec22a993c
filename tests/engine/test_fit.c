/* Least squares from few evaluations, against problems whose answer is known. */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/fit.h"

struct problem {
    size_t evaluations;
    enum des_status (*formula)(const double *x, double *r);
};

static enum des_status count(void *context, const double *x, double *r) {
    struct problem *problem = context;
    problem->evaluations++;
    return problem->formula(x, r);
}

/* 2 x + y = 5, x - y = 1: x = 2, y = 1. */
static enum des_status lines(const double *x, double *r) {
    r[0] = 2.0 * x[0] + x[1] - 5.0;
    r[1] = x[0] - x[1] - 1.0;
    return DES_OK;
}

/* A straight line through (0, 1), (1, 2), (2, 4): intercept 5/6, slope 3/2. */
static enum des_status regression(const double *x, double *r) {
    static const double y[] = {1.0, 2.0, 4.0};
    for (int i = 0; i < 3; i++) {
        r[i] = x[0] + x[1] * i - y[i];
    }
    return DES_OK;
}

/* exp(x) = 3, as a rate on a log scale. */
static enum des_status rate(const double *x, double *r) {
    r[0] = exp(x[0]) - 3.0;
    return DES_OK;
}

/* Rosenbrock's valley: 1, 1. */
static enum des_status valley(const double *x, double *r) {
    r[0] = 10.0 * (x[1] - x[0] * x[0]);
    r[1] = 1.0 - x[0];
    return DES_OK;
}

/* The second unknown does nothing. */
static enum des_status idle_unknown(const double *x, double *r) {
    r[0] = x[0] - 0.5;
    return DES_OK;
}

static enum des_status no_number(const double *x, double *r) {
    r[0] = x[0] > 0.05 ? (double)NAN : 1.0;
    return DES_OK;
}

static enum des_status refuses(const double *x, double *r) {
    r[0] = 1.0;
    return x[0] > 0.05 ? DES_EBUG : DES_OK;
}

static const double low[] = {-10.0, -10.0}, high[] = {10.0, 10.0};

static struct des_fit fit_of(struct problem *problem, size_t unknowns, size_t residuals,
                             size_t iterations) {
    return (struct des_fit){.unknowns = unknowns,
                            .residuals = residuals,
                            .low = low,
                            .high = high,
                            .step = 0.1,
                            .reach = 5.0,
                            .iterations = iterations,
                            .context = problem,
                            .evaluate = count};
}

static void answers_are_found(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum des_status (*formula)(const double *x, double *r);
        size_t unknowns, residuals, iterations;
        double start[2], answer[2], within;
    } cases[] = {
        {"a linear system", lines, 2, 2, 4, {0, 0}, {2, 1}, 1e-8},
        {"more equations than unknowns", regression, 2, 3, 4, {0, 0}, {5.0 / 6.0, 1.5}, 1e-8},
        {"a rate", rate, 1, 1, 8, {0, 0}, {1.0986122886681098, 0}, 1e-8},
        {"a valley", valley, 2, 2, 60, {-1.2, 1}, {1, 1}, 1e-4},
        {"an unknown that does nothing stays", idle_unknown, 2, 1, 3, {0, 0.3}, {0.5, 0.3}, 1e-6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problem problem = {0, cases[i].formula};
        struct des_fit fit =
            fit_of(&problem, cases[i].unknowns, cases[i].residuals, cases[i].iterations);
        double x[2] = {cases[i].start[0], cases[i].start[1]}, r[3];
        assert_case(cases[i].name, des_fit(&fit, x, r) == DES_OK);
        assert_case(cases[i].name,
                    problem.evaluations == 1 + cases[i].unknowns + cases[i].iterations);
        for (size_t k = 0; k < cases[i].unknowns; k++) {
            assert_case(cases[i].name, fabs(x[k] - cases[i].answer[k]) < cases[i].within);
        }
    }
}

static void bounds_hold_and_the_best_inside_is_kept(void **state) {
    (void)state;
    static const double narrow_low[] = {0.0}, narrow_high[] = {1.0};
    struct problem problem = {0, rate};
    struct des_fit fit = fit_of(&problem, 1, 1, 5);
    fit.low = narrow_low;
    fit.high = narrow_high;
    double x = 0.95, r;
    assert_int_equal(des_fit(&fit, &x, &r), DES_OK);
    assert_near(x, 1.0, 1e-12); /* log 3 is beyond */
    assert_near(r, exp(1.0) - 3.0, 1e-12);
}

static void reach_limits_each_step(void **state) {
    (void)state;
    struct problem problem = {0, idle_unknown};
    struct des_fit fit = fit_of(&problem, 1, 1, 2);
    fit.reach = 0.1;
    double x = 0.0, r;
    assert_int_equal(des_fit(&fit, &x, &r), DES_OK);
    assert_near(x, 0.2, 1e-12);
}

static void no_iterations_say_where_one_stands(void **state) {
    (void)state;
    struct problem problem = {0, lines};
    struct des_fit fit = fit_of(&problem, 2, 2, 0);
    double x[2] = {1.0, 1.0}, r[2];
    assert_int_equal(des_fit(&fit, x, r), DES_OK);
    assert_true(x[0] == 1.0 && x[1] == 1.0 && r[0] == -2.0 && r[1] == -1.0);
}

static void failures_leave_the_start_alone(void **state) {
    (void)state;
    static const struct {
        enum des_status (*formula)(const double *x, double *r);
        double start;
        enum des_status status;
    } cases[] = {{no_number, 0.0, DES_ERANGE}, {refuses, 0.0, DES_EBUG}, {rate, 11.0, DES_ERANGE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct problem problem = {0, cases[i].formula};
        struct des_fit fit = fit_of(&problem, 1, 1, 5);
        double x = cases[i].start, r = 77.0;
        assert_int_equal(des_fit(&fit, &x, &r), cases[i].status);
        assert_true(x == cases[i].start && r == 77.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_found),
        cmocka_unit_test(bounds_hold_and_the_best_inside_is_kept),
        cmocka_unit_test(reach_limits_each_step),
        cmocka_unit_test(no_iterations_say_where_one_stands),
        cmocka_unit_test(failures_leave_the_start_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
