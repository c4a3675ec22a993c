/* engine/stats/cholesky.h - symmetric systems, some of whose equations may say the same. */
#ifndef DESI_CHOLESKY_H
#define DESI_CHOLESKY_H

#include <stddef.h>

/* Factors the lower half of a p x p symmetric, semi-definite matrix in place.  A row that is
 * given by those before it gets a diagonal of 0 and takes no part.  Returns the number of rows
 * that do.  O(p^3 / 6). */
size_t desi_cholesky(double *a, size_t p);
/* Solves for b in place; unknowns that take no part are 0. */
void desi_cholesky_solve(const double *factor, size_t p, double *b);

#endif
