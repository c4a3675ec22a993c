/* engine/experiment/design_sequence.h - points that fill the unit cube evenly.
 *
 * Each coordinate is found from its row alone: memory does not grow with the rows, but with their
 * square root in a Latin hypercube. */
#ifndef DESI_DESIGN_SEQUENCE_H
#define DESI_DESIGN_SEQUENCE_H

#include "des/random.h"

/* Draws of designs belong to no entity of a model. */
enum { DESI_DESIGN_ENTITY = 0xFFFE };

/* One coordinate of a sequence: whose it is, and which of a factor's coordinates. */
struct desi_dimension {
    des_purpose factor;
    uint64_t half; /* 0; 1 in saltelli's half B */
};

enum desi_sequence_kind { DESI_SOBOL, DESI_HALTON, DESI_LATIN_HYPERCUBE };
struct desi_sequence; /* immutable */

/* Points 0 ... rows - 1.  DES_OK; DES_ENOMEM.  O(dimensions), of a Sobol sequence times rows. */
DES_NODISCARD enum des_status desi_sequence_create(enum desi_sequence_kind kind, uint64_t seed,
                                                   const struct desi_dimension *dimension,
                                                   size_t dimensions, size_t rows,
                                                   struct desi_sequence **sequence);
void desi_sequence_destroy(struct desi_sequence *sequence); /* NULL is allowed */
/* Inside (0, 1).  O(log rows); of a Latin hypercube O(1) on average. */
double desi_sequence_at(const struct desi_sequence *sequence, size_t row, size_t dimension);

/* A random order of 0 ... count - 1 by the `what`-th draws of this coordinate. */
void desi_shuffle(uint64_t seed, des_purpose purpose, uint64_t what, size_t *order, size_t count);
/* Uniform in 0 ... count - 1. */
size_t desi_below(uint64_t word, size_t count);

#endif
