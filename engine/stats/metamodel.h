/* engine/stats/metamodel.h - regressions of many outcomes on the same factors, inside. */
#ifndef DESI_METAMODEL_H
#define DESI_METAMODEL_H

#include "basis.h"

/* One candidate for one set of factors, fitted to all outcomes. */
struct desi_attempt {
    struct desi_candidate candidate;
    size_t set, terms, rank;
    size_t *term;   /* of the basis */
    double *weight; /* panels of outcomes x terms x lanes */
    /* Of each outcome, as many as fill the panels: */
    double *squares; /* of the residuals, summed */
    double *mean;    /* of the fitted */
};

/* The one taken for an outcome and a set of factors. */
struct desi_choice {
    const struct desi_attempt *attempt; /* NULL: the mean alone */
    double mean, spread;                /* of the fitted; squares from the mean, summed */
    double kept;                        /* share of the distance from the mean */
};

/* Sets: all factors, then each by itself. */
struct des_metamodel {
    struct desi_basis basis;
    struct desi_panels terms; /* a window of them */
    double *room;             /* a window of each factor */
    double *products;         /* of terms with terms, over all rows */
    /* What was fitted last: */
    struct des_rows rows;
    size_t sets;
    struct desi_panels y;
    struct desi_attempt *attempts;
    size_t attempt_count;
    struct desi_choice *choices; /* sets x outcomes */
};

/* Calls `visit` with each window of rows, its terms and outcomes filled. */
typedef void (*desi_metamodel_visitor)(struct des_metamodel *model, size_t first, size_t rows,
                                       void *context);
void desi_metamodel_walk(struct des_metamodel *model, desi_metamodel_visitor visit, void *context);

/* What is fitted to the outcomes of one panel in a window, by one set of factors, drawn in or by
 * least squares alone: rows x lanes; `room` for as much again. */
enum desi_fitted { DESI_DRAWN_IN, DESI_LEAST_SQUARES };
void desi_metamodel_fitted(const struct des_metamodel *model, enum desi_fitted which, size_t set,
                           size_t panel, size_t rows, double *fitted, double *room);
/* Factors the normal equations of an attempt: terms x terms.  Returns their rank. */
size_t desi_metamodel_factor(const struct des_metamodel *model, const struct desi_attempt *attempt,
                             double *matrix);

#endif
