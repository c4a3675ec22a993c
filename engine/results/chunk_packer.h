/* engine/results/chunk_packer.h - packs chunks in threads of its own.
 *
 * A short queue: chunks come out in the order in which they went in, and whoever puts one into a
 * full queue takes one out first.  So what is done with them, and when, does not depend on how
 * fast they are packed. */
#ifndef DESI_CHUNK_PACKER_H
#define DESI_CHUNK_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct desi_chunk_packer;

/* Where a chunk belongs: the packer hands it back. */
struct desi_chunk_place {
    int64_t set;
    uint64_t row;
    const char *name;
};

/* NULL when out of memory.  `largest` is the most bytes of one chunk.  Without a thread chunks are
 * packed when they are put. */
struct desi_chunk_packer *desi_chunk_packer_create(size_t largest);
void desi_chunk_packer_destroy(struct desi_chunk_packer *packer); /* NULL is allowed */

size_t desi_chunk_packer_waiting(const struct desi_chunk_packer *packer);
bool desi_chunk_packer_is_full(const struct desi_chunk_packer *packer);

/* Puts a chunk of `count` elements of `size` bytes into a queue that is not full; they are
 * copied.  False when out of memory. */
bool desi_chunk_packer_put(struct desi_chunk_packer *packer, struct desi_chunk_place place,
                           const void *values, size_t count, size_t size);
/* Takes the oldest of a queue that is not empty, when it is packed; returns its bytes, borrowed
 * until the next call. */
const void *desi_chunk_packer_take(struct desi_chunk_packer *packer, struct desi_chunk_place *place,
                                   size_t *length);
/* Gives the memory of an empty queue back until the next chunk. */
void desi_chunk_packer_rest(struct desi_chunk_packer *packer);

#endif
