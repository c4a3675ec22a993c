/* engine/stats/information.c - which arm is best, and what it is worth to know. */
#include "des/sensitivity.h"

#include <stdlib.h>

static double highest(const double *row, size_t arms) {
    double best = row[0];
    for (size_t a = 1; a < arms; a++) {
        best = row[a] > best ? row[a] : best;
    }
    return best;
}

void des_probability_best(const double *benefit, size_t n, size_t arms, double *share) {
    for (size_t a = 0; a < arms; a++) {
        share[a] = 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        const double *row = benefit + i * arms;
        double best = highest(row, arms), equals = 0.0;
        for (size_t a = 0; a < arms; a++) {
            equals += row[a] >= best;
        }
        for (size_t a = 0; a < arms; a++) {
            share[a] += row[a] >= best ? 1.0 / (equals * (double)n) : 0.0;
        }
    }
}

struct table {
    const double *benefit, *x;
    size_t arms, width;
    const size_t *used;
};

static void read_factor(const void *context, size_t factor, size_t first, size_t count, double *x) {
    const struct table *table = context;
    for (size_t i = 0; i < count; i++) {
        x[i] = table->x[(first + i) * table->width + table->used[factor]];
    }
}

/* Of each arm but the first, beside the first's. */
static void read_beside(const void *context, size_t arm, size_t first, size_t count, double *y) {
    const struct table *table = context;
    for (size_t i = 0; i < count; i++) {
        const double *row = table->benefit + (first + i) * table->arms;
        y[i] = row[arm + 1] - row[0];
    }
}

static enum des_status value(const struct des_rows *rows, const struct des_decision *decision,
                             uint64_t seed, struct des_bounded *worth) {
    struct des_metamodel *model = NULL;
    enum des_status status = des_metamodel_create(rows, &model);
    if (status == DES_OK) {
        status = des_metamodel_fit(model, rows, false);
    }
    if (status == DES_OK) {
        status = des_metamodel_read(model, NULL, decision, 1, seed, worth);
    }
    des_metamodel_destroy(model);
    return status;
}

enum des_status des_value_of_information(const double *benefit, size_t arms, const double *x,
                                         size_t n, size_t factors, const bool *use, uint64_t seed,
                                         struct des_bounded *worth) {
    if (n < 10 || arms < 2) {
        return DES_ERANGE;
    }
    size_t *used = calloc(factors + 1, sizeof *used), count = 0;
    struct des_benefit *beside = calloc(arms - 1, sizeof *beside);
    enum des_status status = used == NULL || beside == NULL ? DES_ENOMEM : DES_OK;
    for (size_t f = 0; f < factors && status == DES_OK; f++) {
        used[count] = f;
        count += use[f];
    }
    for (size_t a = 0; a + 1 < arms && status == DES_OK; a++) {
        beside[a] = (struct des_benefit){a, 1.0};
    }
    if (status == DES_OK) {
        const struct table table = {benefit, x, arms, factors, used};
        const struct des_rows rows = {.n = n,
                                      .factors = count,
                                      .outcomes = arms - 1,
                                      .context = &table,
                                      .factor = read_factor,
                                      .outcome = read_beside};
        status = value(&rows, &(struct des_decision){arms, beside}, seed, worth);
    }
    free(used);
    free(beside);
    return status;
}
