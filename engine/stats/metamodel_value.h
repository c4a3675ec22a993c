/* engine/stats/metamodel_value.h - reading what was fitted, inside: the values of decisions, and
 * the error that the coefficients leave in them. */
#ifndef DESI_METAMODEL_VALUE_H
#define DESI_METAMODEL_VALUE_H

#include "metamodel.h"
#include "resample.h"

enum { DESI_RESAMPLES = 200, DESI_WEIGHTS = 1 + DESI_RESAMPLES }; /* first: each row once */
enum { DESI_SINGLE_TERMS = DESI_KNOTS_MOST };                     /* at most, of one factor */

struct desi_reading {
    const struct des_decision *decisions;
    size_t decision_count;
    struct desi_tails *tails; /* of each outcome */
    double *fitted;           /* sets x panels of outcomes x window */
    double *room;             /* a window */
    struct desi_resamples resamples;
    uint32_t *part;             /* weights of a part: DESI_PART x DESI_RESAMPLES */
    struct desi_panels weight;  /* a window of them */
    struct desi_panels benefit; /* of each decision and set: the best, then of arms but the first */
    double *sums;
    /* Of the error of the coefficients: */
    struct desi_panels best; /* 1 where an arm is best by all factors: of decisions' arms */
    double *best_sums;       /* of it with all terms */
    double *slope;           /* by all factors: panels of those arms x all terms x lanes */
    double *own;       /* by one factor: of each benefit, DESI_SINGLE_TERMS sums, then slopes */
    size_t *all_terms; /* 0, 1, 2 ... */
    double *influence; /* a window: panels of arms by all factors */
    double *squares;   /* of each value */
    struct des_bounded *values;
};

#define DESI_WINDOW_NUMBERS ((size_t)DESI_WINDOW * DESI_LANES)

static inline const double *desi_fitted_to(const struct des_metamodel *model,
                                           const struct desi_reading *reading, size_t set,
                                           size_t outcome) {
    size_t panel = set * model->y.count + outcome / DESI_LANES;
    return reading->fitted + panel * DESI_WINDOW_NUMBERS + outcome % DESI_LANES;
}

static inline const struct desi_attempt *
desi_attempt_of(const struct des_metamodel *model, size_t set, const struct des_benefit *benefit) {
    return model->choices[set * model->rows.outcomes + benefit->outcome].attempt;
}

static inline double desi_sum_at(const struct desi_reading *reading, size_t column, size_t weight) {
    return desi_panels_sum(reading->sums, DESI_WEIGHTS, column, weight);
}

/* Calls `visit` with each decision and set, where their benefits begin, where those of all factors
 * do among such, and the number of the value. */
struct desi_place {
    const struct des_decision *decision;
    size_t set, column, by_all, value;
};
typedef void (*desi_place_visitor)(struct des_metamodel *model, const struct desi_place *place,
                                   size_t rows, struct desi_reading *reading);

void desi_reading_visit(struct des_metamodel *model, size_t rows, struct desi_reading *reading,
                        desi_place_visitor visit);
/* Fits the window to all outcomes by all sets. */
void desi_reading_fit(struct des_metamodel *model, enum desi_fitted which, size_t rows,
                      struct desi_reading *reading);

/* metamodel_error.c: what a change of the coefficients does to each value, from the sums of a first
 * pass; DES_OK or DES_ENOMEM.  Then the visitor of a second pass, which sums squares. */
DES_NODISCARD enum des_status desi_error_slopes(struct des_metamodel *model,
                                                struct desi_reading *reading);
void desi_error_window(struct des_metamodel *model, size_t first, size_t rows, void *context);
/* Standard deviation of a value by the error of its coefficients. */
double desi_error_of(const struct des_metamodel *model, const struct desi_reading *reading,
                     const struct desi_place *place);

#endif
