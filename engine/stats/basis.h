/* engine/stats/basis.h - smooth functions of factors: restricted cubic splines of each, and
 * products of two. */
#ifndef DESI_BASIS_H
#define DESI_BASIS_H

#include <stdbool.h>
#include <stddef.h>

#include "des/sensitivity.h"
#include "panels.h"

enum { DESI_KNOTS_MOST = 5, DESI_CHOICES = 3 };
/* Numbers of knots to choose from. */
extern const size_t desi_knot_choices[DESI_CHOICES];

/* Terms in this order: 1; each factor; its one bent term of 3 knots; its three of 5; products. */
struct desi_basis {
    struct des_rows rows;
    size_t count;      /* factors that vary ... */
    size_t *factor;    /* ... which; scaled to mean 0 and standard deviation 1 */
    double *mean, *sd; /* of each */
    double *knots;     /* of each: DESI_CHOICES x DESI_KNOTS_MOST */
    bool pairs;        /* products are among the terms */
    size_t terms;
};

/* Reads each factor once.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_basis_init(struct desi_basis *basis,
                                              const struct des_rows *rows);
void desi_basis_fini(struct desi_basis *basis);

/* What a fit may be made of: how many knots, with products or without. */
struct desi_candidate {
    size_t knots;
    bool pairs;
};
/* Terms of a candidate with `count` factors. */
size_t desi_candidate_terms(const struct desi_candidate *candidate, size_t count);
/* Which of the basis they are, of `count` of its factors from `first`. */
void desi_basis_list(const struct desi_basis *basis, const struct desi_candidate *candidate,
                     size_t first, size_t count, size_t *term);
/* All terms of some rows, at most a window; `room` of DESI_WINDOW numbers for each factor. */
void desi_basis_fill(const struct desi_basis *basis, size_t first, size_t rows,
                     struct desi_panels *panels, double *room);

#endif
