/* engine/experiment/design_sequence.h - points that fill the unit cube evenly. */
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

/* Fill u[row * dimensions + dimension] for the first `rows` points.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_sobol(uint64_t seed, const struct desi_dimension *dimension,
                                         size_t dimensions, size_t rows, double *u);
DES_NODISCARD enum des_status desi_halton(uint64_t seed, const struct desi_dimension *dimension,
                                          size_t dimensions, size_t rows, double *u);
DES_NODISCARD enum des_status desi_latin_hypercube(uint64_t seed,
                                                   const struct desi_dimension *dimension,
                                                   size_t dimensions, size_t rows, double *u);

/* A random order of 0 ... count - 1 by the `what`-th draws of this coordinate. */
void desi_shuffle(uint64_t seed, des_purpose purpose, uint64_t what, size_t *order, size_t count);
/* Uniform in 0 ... count - 1. */
size_t desi_below(uint64_t word, size_t count);

#endif
