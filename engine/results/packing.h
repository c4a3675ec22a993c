/* engine/results/packing.h - columns made small: bytes shuffled, then deflated.
 *
 * Two forms.  A chunk is what HDF5's filters shuffle (2) and deflate (1) make of it, to
 * be handed to H5Dwrite_chunk as it is.  A column of the journal leaves out of it the
 * planes that hold one byte from end to end, half of all planes in most traces: telling
 * that byte once takes no time, deflating it as long as text. */
#ifndef DESI_PACKING_H
#define DESI_PACKING_H

#include <stddef.h>

#include "des/status.h"

/* One thread's tools and scratch memory. */
struct desi_packing;

/* NULL when out of memory.  `largest` is the most bytes of one column. */
struct desi_packing *desi_packing_create(size_t largest);
void desi_packing_destroy(struct desi_packing *packing); /* NULL is allowed */

/* The most bytes that `length` bytes are packed into, in either form. */
size_t desi_packing_bound(struct desi_packing *packing, size_t length);

/* Packs `count` elements of `size` bytes as a chunk; returns the bytes written to `out`,
 * which has room for the bound.  Planes of one byte at its beginning, as of whole numbers, take
 * next to no time. */
size_t desi_pack_chunk(struct desi_packing *packing, const void *column, size_t count, size_t size,
                       void *out, size_t room);

/* The same as a column of the journal: a bit for each plane that varies, the first byte of
 * each plane, the varying planes deflated.
 *   count  at least 1
 *   size   at most 8 */
size_t desi_pack_column(struct desi_packing *packing, const void *column, size_t count, size_t size,
                        unsigned char *out, size_t room);

/* The reverse.  DES_OK; DES_EIO when the bytes are not such a column. */
DES_NODISCARD enum des_status desi_unpack_column(struct desi_packing *packing,
                                                 const unsigned char *packed, size_t length,
                                                 void *column, size_t count, size_t size);

#endif
