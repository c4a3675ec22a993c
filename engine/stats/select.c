/* engine/stats/select.c - ranking and selection: the best of several arms. */
#include "des/compare.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "../random/dist_kinds.h"

static bool sound(const struct des_indifference *rule, size_t arms) {
    return arms >= 2 && rule->n_first >= 2 && rule->indifference > 0.0 &&
           rule->confidence > 1.0 / (double)arms && rule->confidence < 1.0;
}

/* ---- Rinott ---- */

#define NODES ((size_t)128)

/* Gauss-Legendre over the shares of a chi-squared distribution: its quantiles at the nodes,
 * and their weights. */
struct chi_squared {
    double df;
    double at[NODES], weight[NODES];
};

static enum des_status fill(struct chi_squared *nodes, double df) {
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
    if (table == NULL) {
        return DES_ENOMEM;
    }
    nodes->df = df;
    for (size_t i = 0; i < NODES; i++) {
        double share = 0.0;
        (void)gsl_integration_glfixed_point(0.0, 1.0, i, &share, &nodes->weight[i], table);
        nodes->at[i] = desi_invert(desi_chi_squared.cdf, &df, share, df);
    }
    gsl_integration_glfixed_table_free(table);
    return DES_OK;
}

/* The chance of a right choice when the best is just `indifference` ahead. */
static double chance(const struct chi_squared *nodes, double h, size_t arms) {
    double outer = 0.0;
    for (size_t i = 0; i < NODES; i++) {
        double inner = 0.0;
        for (size_t j = 0; j < NODES; j++) {
            double spread = nodes->df * (1.0 / nodes->at[i] + 1.0 / nodes->at[j]);
            inner += nodes->weight[j] * gsl_cdf_ugaussian_P(h / sqrt(spread));
        }
        outer += nodes->weight[i] * pow(inner, (double)(arms - 1));
    }
    return outer;
}

enum des_status des_rinott_constant(const struct des_indifference *rule, size_t arms, double *h) {
    struct chi_squared nodes;
    if (!sound(rule, arms)) {
        return DES_ERANGE;
    }
    enum des_status status = fill(&nodes, (double)(rule->n_first - 1));
    if (status != DES_OK) {
        return status;
    }
    double low = 0.0, high = 1.0;
    while (chance(&nodes, high, arms) < rule->confidence && high < 1e12) {
        high *= 2.0;
    }
    while (high - low > 1e-9 * high) {
        double middle = 0.5 * (low + high);
        *(chance(&nodes, middle, arms) < rule->confidence ? &low : &high) = middle;
    }
    *h = high;
    return DES_OK;
}

size_t des_rinott_size(const struct des_indifference *rule, double h, double sd) {
    double root = h * sd / rule->indifference, size = ceil(root * root);
    if (!(size < 0x1p63)) {
        return SIZE_MAX;
    }
    return size > (double)rule->n_first ? (size_t)size : rule->n_first;
}

/* ---- Kim and Nelson ---- */

struct race {
    const struct des_indifference *rule;
    const double *const *arm;
    size_t arms;
    double *sum;      /* of each arm so far, with the sign that makes more better */
    double *variance; /* arms x arms: of the first differences */
};

static double sign(const struct race *race) {
    return race->rule->smallest ? -1.0 : 1.0;
}

static void add_observation(struct race *race, const bool *alive, size_t r) {
    for (size_t i = 0; i < race->arms; i++) {
        race->sum[i] += alive[i] ? sign(race) * race->arm[i][r] : 0.0;
    }
}

static void fill_variances(struct race *race) {
    for (size_t i = 0; i < race->arms; i++) {
        for (size_t j = 0; j < i; j++) {
            struct des_tally tally;
            des_tally_init(&tally);
            for (size_t r = 0; r < race->rule->n_first; r++) {
                des_tally_add(&tally, race->arm[i][r] - race->arm[j][r]);
            }
            race->variance[i * race->arms + j] = des_tally_variance(&tally);
            race->variance[j * race->arms + i] = des_tally_variance(&tally);
        }
    }
}

/* How far ahead one of a pair must be after r observations (with c = 1); h2 is the
 * paper's h squared. */
static double margin(const struct race *race, size_t i, size_t j, size_t r) {
    double df = (double)(race->rule->n_first - 1);
    double error = 2.0 * (1.0 - race->rule->confidence) / (double)(race->arms - 1);
    double h2 = df * (pow(error, -2.0 / df) - 1.0);
    double delta = race->rule->indifference;
    double variance = race->variance[i * race->arms + j];
    return fmax(0.0, 0.5 * delta * (h2 * variance / (delta * delta) - (double)r));
}

/* Equal sums with no margin left: the earlier arm stays. */
static bool beaten(const struct race *race, const bool *alive, size_t i, size_t r) {
    for (size_t j = 0; j < race->arms; j++) {
        if (j == i || !alive[j]) {
            continue;
        }
        double ahead = race->sum[j] - race->sum[i], needed = margin(race, i, j, r);
        if (ahead > needed || (ahead == 0.0 && needed == 0.0 && j < i)) {
            return true;
        }
    }
    return false;
}

/* All are compared with those alive before this round. */
static size_t screen(const struct race *race, bool *alive, bool *next, size_t r) {
    size_t left = 0;
    for (size_t i = 0; i < race->arms; i++) {
        next[i] = alive[i] && !beaten(race, alive, i, r);
        left += next[i];
    }
    for (size_t i = 0; i < race->arms; i++) {
        alive[i] = next[i];
    }
    return left;
}

static size_t run_race(struct race *race, size_t n, bool *alive, bool *next) {
    size_t left = race->arms;
    for (size_t i = 0; i < race->arms; i++) {
        alive[i] = true;
    }
    fill_variances(race);
    for (size_t r = 1; r <= n && left > 1; r++) {
        add_observation(race, alive, r - 1);
        if (r >= race->rule->n_first) {
            left = screen(race, alive, next, r);
        }
    }
    return left;
}

enum des_status des_kim_nelson(const struct des_indifference *rule, const double *const *arm,
                               size_t arms, size_t n, bool *alive, size_t *left) {
    if (!sound(rule, arms) || n < rule->n_first) {
        return DES_ERANGE;
    }
    struct race race = {rule, arm, arms, calloc(arms, sizeof(double)), NULL};
    race.variance = arms < SIZE_MAX / arms ? calloc(arms * arms, sizeof(double)) : NULL;
    bool *next = calloc(arms, sizeof *next);
    enum des_status status = DES_ENOMEM;
    if (race.sum != NULL && race.variance != NULL && next != NULL) {
        *left = run_race(&race, n, alive, next);
        status = DES_OK;
    }
    free(next);
    free(race.variance);
    free(race.sum);
    return status;
}
