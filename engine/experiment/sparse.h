/* engine/experiment/sparse.h - numbers most of which are 0: which are not, and those. */
#ifndef DESI_SPARSE_H
#define DESI_SPARSE_H

#include <stddef.h>
#include <stdint.h>

/* Borrowed.  Bit i % 64 of word i / 64 says that number i is there; all others are +0. */
struct desi_sparse {
    size_t count;         /* of numbers */
    const uint64_t *mask; /* desi_sparse_words(count) words */
    const double *values; /* of those that are there, in order */
};

static inline size_t desi_sparse_words(size_t count) {
    return (count + 63) / 64;
}

/* Fills a mask, and room for as many values as numbers; returns how many there are.  -0 and NaN are
 * kept as they are.  O(count). */
size_t desi_sparse_pack(const double *numbers, size_t count, uint64_t *mask, double *values);
/* Fills `count` numbers. */
void desi_sparse_unpack(const struct desi_sparse *sparse, double *numbers);

#endif
