/* tools/aksim/reading/regressions.h - what outcomes and decisions depend on: rows of a study as
 * points with factors, gone through in windows. */
#ifndef AKSIM_REGRESSIONS_H
#define AKSIM_REGRESSIONS_H

#include "des/sensitivity.h"
#include "des/stats.h"
#include "study.h"

/* Enough rows for a regression, and for a correlation to mean anything. */
#define REGRESSIONS_ROWS_LEAST 20

/* Values of some outcomes in all arms and rows; NaN: none. */
struct levels {
    size_t rows, arms;
    double *value; /* outcomes x arms x rows */
};

/* weight[0] x outcome[0] + weight[1] x outcome[1], indices into levels; the second may be
 * SIZE_MAX, the first weight is then 1 or -1. */
struct quantity {
    size_t outcome[2];
    double weight[2];
};

/* What a quantity of an arm depends on, beside the reference's; or which arm has most of it, and
 * what it is worth to know that. */
struct question {
    struct quantity of;
    size_t arm; /* SIZE_MAX: between all arms */
    /* Answered: */
    size_t n; /* rows in which all that is compared has a value */
    /* ... of one arm: */
    struct des_interval mean;
    struct des_range effects; /* 95 % of the expected values */
    struct des_bounded *prcc; /* of each factor; NULL: cannot be said */
    /* ... between all: */
    double *best;              /* share of the rows in which each arm is */
    struct des_bounded *worth; /* of knowing all factors, then each */
};
/* Frees what an answer holds. */
void question_fini(struct question *question);

/* The rows of a setting and point.  Metamodels of the rows used before are kept. */
struct regressions;
struct regressions *regressions_create(const struct study *study, size_t setting, size_t point);
void regressions_destroy(struct regressions *regressions);
/* Answers all; those with fewer rows than the least get n only. */
void regressions_answer(struct regressions *regressions, const struct levels *levels,
                        struct question *questions, size_t count);

#endif
