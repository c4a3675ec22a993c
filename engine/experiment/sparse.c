/* engine/experiment/sparse.c - packing and unpacking. */
#include "sparse.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

size_t desi_sparse_pack(const double *numbers, size_t count, uint64_t *mask, double *values) {
    size_t there = 0;
    memset(mask, 0, desi_sparse_words(count) * sizeof *mask);
    for (size_t i = 0; i < count; ++i) {
        bool is_there = numbers[i] != 0.0 || signbit(numbers[i]);
        mask[i / 64] |= (uint64_t)is_there << i % 64;
        values[there] = numbers[i];
        there += is_there;
    }
    return there;
}

void desi_sparse_unpack(const struct desi_sparse *sparse, double *numbers) {
    const double *value = sparse->values;
    memset(numbers, 0, sparse->count * sizeof *numbers);
    for (size_t w = 0; w < desi_sparse_words(sparse->count); ++w) {
        for (uint64_t bits = sparse->mask[w]; bits != 0; bits &= bits - 1) {
            numbers[64 * w + (size_t)__builtin_ctzll(bits)] = *value++;
        }
    }
}
