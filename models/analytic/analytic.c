/* models/analytic/analytic.c - Ishigami, Sobol-g, and a decision between two arms.
 *
 * A run takes no simulated time and handles no event: its totals are a formula of the
 * parameters, plus chance of a stated size.
 *
 * Exact values.  Ishigami with X uniform in +-pi (Ishigami and Homma 1990,
 * doi:10.1109/ISUMA.1990.151285): V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, of which
 * V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8, V13 = b^2 pi^8 (1/18 - 1/50).  Sobol-g (Saltelli and
 * Sobol 1995): V_i = (1/3) / (1 + a_i)^2, V = prod (1 + V_i) - 1.  Decision: the net benefit of
 * the treated arm at a threshold t is normal with mean t m_e - m_c and variance
 * (t s_e)^2 + s_c^2, from which EVPI = s phi(m/s) + m Phi(m/s) - max(m, 0). */
#include "analytic.h"

#include <math.h>
#include <stdlib.h>

enum { INPUTS = 8 };

enum function { ISHIGAMI, SOBOL_G, LINEAR };

struct formula {
    int function;
    double x1, x2, x3, x4, x5, x6, x7, x8;
    double noise;
};
struct decision {
    double effect, cost;
    double noise_effect, noise_cost;
};
struct arm {
    bool treated;
};

static const char *const functions[] = {"ishigami", "sobol_g", "linear", NULL};

#define INPUT(field, text)                                                                         \
    DES_UNCERTAIN(struct formula, field, "1", 0.5, 0.0, 1.0, "definition of the function",         \
                  DES_GRADE_A, text, UNIFORM, 0.0, 1.0)

static const struct des_param formula_table[] = {
    DES_CHOICE(struct formula, function, functions, ISHIGAMI, "the scenario", DES_GRADE_D,
               "ishigami: sin X1 + 7 sin^2 X2 + 0.1 X3^4 sin X1 with X = pi (2 x - 1); sobol_g: "
               "product of (|4 x - 2| + a) / (1 + a) with a = 0, 1, 4.5, 9, 99, 99, 99, 99; "
               "linear: sum of i x_i"),
    INPUT(x1, "first input"),
    INPUT(x2, "second input"),
    INPUT(x3, "third input"),
    INPUT(x4, "fourth input; ishigami uses three"),
    INPUT(x5, "fifth input"),
    INPUT(x6, "sixth input"),
    INPUT(x7, "seventh input"),
    INPUT(x8, "eighth input"),
    DES_REAL(struct formula, noise, "1", 0.0, 0.0, 1e6, "assumed: none", DES_GRADE_D,
             "standard deviation of chance added to the function"),
    {0},
};
static const struct des_param decision_table[] = {
    DES_UNCERTAIN(struct decision, effect, "1", 0.1, -1e6, 1e6, "assumed: a round number",
                  DES_GRADE_D, "what the treated arm gains", NORMAL, 0.1, 0.15),
    DES_UNCERTAIN(struct decision, cost, "kr", 5000.0, -1e9, 1e9, "assumed: a round number",
                  DES_GRADE_D, "what the treated arm costs more", NORMAL, 5000.0, 3000.0),
    DES_REAL(struct decision, noise_effect, "1", 0.0, 0.0, 1e6, "assumed: none", DES_GRADE_D,
             "standard deviation of chance in the effect, in each arm by itself"),
    DES_REAL(struct decision, noise_cost, "kr", 0.0, 0.0, 1e9, "assumed: none", DES_GRADE_D,
             "standard deviation of chance in the cost, in each arm by itself"),
    {0},
};
static const struct des_param arm_table[] = {
    DES_BOOL(struct arm, treated, false, "the scenario", DES_GRADE_D,
             "the arm has the effect and the cost"),
    {0},
};

enum { GROUP_FORMULA, GROUP_DECISION, GROUP_ARM, GROUPS };
static const struct des_param_group groups[GROUPS] = {
    [GROUP_FORMULA] = {"formula", formula_table, sizeof(struct formula), "a function of 8 inputs"},
    [GROUP_DECISION] = {"decision", decision_table, sizeof(struct decision),
                        "what a treated arm gains and costs"},
    [GROUP_ARM] = {"arm", arm_table, sizeof(struct arm), "what is done"},
};

enum { TOTAL_VALUE, TOTAL_EFFECT, TOTAL_COST, TOTALS };
static const struct des_total totals_table[TOTALS] = {
    [TOTAL_VALUE] = {"value", "1", "value of the function"},
    [TOTAL_EFFECT] = {"effect", "1", "what is gained"},
    [TOTAL_COST] = {"cost", "kr", "what it costs"},
};
static const struct des_outcome outcomes[] = {
    {"value", "1", "value", NULL, 1.0, DES_BETTER_NEITHER, "formula", "value of the function",
     true},
    {"effect", "1", "effect", NULL, 1.0, DES_BETTER_HIGH, "decision", "what is gained", true},
    {"cost", "kr", "cost", NULL, 1.0, DES_BETTER_LOW, "decision", "what it costs", true},
};
static const char *const strata[] = {"all"};

/* ---- the formulas ---- */

static double ishigami(const double *x) {
    const double pi = 3.14159265358979323846;
    double a = pi * (2.0 * x[0] - 1.0), b = pi * (2.0 * x[1] - 1.0), c = pi * (2.0 * x[2] - 1.0);
    return sin(a) + 7.0 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}

static double sobol_g(const double *x) {
    static const double a[INPUTS] = {0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0};
    double product = 1.0;
    for (size_t i = 0; i < INPUTS; i++) {
        product *= (fabs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
    }
    return product;
}

static double linear(const double *x) {
    double sum = 0.0;
    for (size_t i = 0; i < INPUTS; i++) {
        sum += (double)(i + 1) * x[i];
    }
    return sum;
}

/* ---- one run ---- */

struct analytic {
    struct des_sim *sim;
    double totals[TOTALS];
};

static double chance(const struct des_random *random, const char *purpose, uint64_t entity) {
    struct des_block block = des_draw(random, entity, des_purpose_named(purpose), 0, 0);
    return des_normal_from(block.word[0]);
}

static void compute(struct analytic *analytic, const struct des_run_input *input) {
    struct formula formula;
    struct decision decision;
    struct arm arm;
    des_values_fill(input->values, GROUP_FORMULA, &formula);
    des_values_fill(input->values, GROUP_DECISION, &decision);
    des_values_fill(input->values, GROUP_ARM, &arm);
    const double x[INPUTS] = {formula.x1, formula.x2, formula.x3, formula.x4,
                              formula.x5, formula.x6, formula.x7, formula.x8};
    double value = formula.function == ISHIGAMI  ? ishigami(x)
                   : formula.function == SOBOL_G ? sobol_g(x)
                                                 : linear(x);
    const struct des_random *random = &input->random;
    double treated = arm.treated ? 1.0 : 0.0;
    uint64_t entity = des_entity(1, arm.treated ? 1 : 0);
    analytic->totals[TOTAL_VALUE] = value + formula.noise * chance(random, "analytic/value", 0);
    analytic->totals[TOTAL_EFFECT] =
        treated * decision.effect +
        decision.noise_effect * chance(random, "analytic/effect", entity);
    analytic->totals[TOTAL_COST] =
        treated * decision.cost + decision.noise_cost * chance(random, "analytic/cost", entity);
}

static void destroy(void *state) {
    struct analytic *analytic = state;
    des_sim_destroy(analytic->sim);
    free(analytic);
}

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    (void)context;
    struct analytic *analytic = calloc(1, sizeof *analytic);
    struct des_sim *sim = analytic == NULL ? NULL : des_sim_create(NULL);
    if (sim == NULL) {
        free(analytic);
        return des_fail(error, DES_ENOMEM, "Out of memory for a formula.");
    }
    analytic->sim = sim;
    compute(analytic, input);
    *setup = (struct des_run_setup){analytic, sim, 1.0, 1.0};
    return DES_OK;
}

static enum des_status finish(void *state, double *totals, struct des_error *error) {
    (void)error;
    const struct analytic *analytic = state;
    for (size_t i = 0; i < TOTALS; i++) {
        totals[i] = analytic->totals[i];
    }
    return DES_OK;
}

const struct des_model analytic_model = {
    .name = "analytic",
    .summary = "functions with known sensitivity indices and value of information",
    .groups = groups,
    .group_count = GROUPS,
    .totals = totals_table,
    .total_count = TOTALS,
    .outcomes = outcomes,
    .outcome_count = sizeof outcomes / sizeof *outcomes,
    .strata = strata,
    .stratum_count = 1,
    .create = create,
    .finish = finish,
    .destroy = destroy,
};
