/* engine/results/packing.h - columns made small: bytes shuffled, then deflated.
 *
 * Exactly what HDF5's filters shuffle (2) and deflate (1) make of a chunk, so a
 * packed column can be handed to H5Dwrite_chunk as it is.  libdeflate reads it back. */
#ifndef DESI_PACKING_H
#define DESI_PACKING_H

#include <stddef.h>

#include "des/status.h"

/* One thread's tools and scratch memory. */
struct desi_packing;

/* NULL when out of memory.  `largest` is the most bytes of one column. */
struct desi_packing *desi_packing_create(size_t largest);
void desi_packing_destroy(struct desi_packing *packing); /* NULL is allowed */

/* The most bytes that `length` bytes are packed into. */
size_t desi_packing_bound(size_t length);

/* Packs `count` elements of `size` bytes; returns the bytes written to `out`,
 * which has room for the bound. */
size_t desi_pack(struct desi_packing *packing, const void *column, size_t count, size_t size,
                 unsigned char *out);

/* The reverse.  DES_OK; DES_EIO when the bytes are not such a column. */
DES_NODISCARD enum des_status desi_unpack(struct desi_packing *packing, const void *packed,
                                          size_t length, void *column, size_t count, size_t size);

#endif
