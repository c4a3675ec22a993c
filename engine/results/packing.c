/* engine/results/packing.c - shuffle and deflate. */
#include "packing.h"

#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "des/check.h"

#include "byte_runs.h"

/* Level 1: numbers shuffled by byte gain next to nothing from more. */
#define LEVEL 1

/* Before the deflated planes of a column: which they are, and the first byte of every plane. */
enum { PLANES_MOST = 8, COLUMN_HEAD_MOST = 1 + PLANES_MOST };

struct desi_packing {
    struct libdeflate_compressor *compressor;
    struct libdeflate_decompressor *decompressor;
    unsigned char *scratch; /* a shuffled column */
    size_t largest;
};

struct desi_packing *desi_packing_create(size_t largest) {
    struct desi_packing *packing = calloc(1, sizeof *packing);
    if (packing == NULL) {
        return NULL;
    }
    packing->compressor = libdeflate_alloc_compressor(LEVEL);
    packing->decompressor = libdeflate_alloc_decompressor();
    packing->scratch = malloc(largest > 0 ? largest : 1);
    packing->largest = largest;
    if (packing->compressor == NULL || packing->decompressor == NULL || packing->scratch == NULL) {
        desi_packing_destroy(packing);
        return NULL;
    }
    return packing;
}

void desi_packing_destroy(struct desi_packing *packing) {
    if (packing == NULL) {
        return;
    }
    if (packing->compressor != NULL) {
        libdeflate_free_compressor(packing->compressor);
    }
    if (packing->decompressor != NULL) {
        libdeflate_free_decompressor(packing->decompressor);
    }
    free(packing->scratch);
    free(packing);
}

size_t desi_packing_bound(struct desi_packing *packing, size_t length) {
    return COLUMN_HEAD_MOST + libdeflate_zlib_compress_bound(packing->compressor, length);
}

/* ---- shuffle: the first bytes of all elements, then the second bytes ... ----
 *
 * Squares of bytes are mirrored at their diagonal: single bytes, pairs and, of eight words,
 * halves change places (Warren 2012, Hacker's Delight, 7-3).  Eight elements of 8 bytes are
 * eight words; of 4 bytes, four words of elements k and k + 4. */

enum { SIDE = 8 };

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HAS_SQUARES(size) ((size) == 8 || (size) == 4)
#else
#define HAS_SQUARES(size) false
#endif

static inline void exchange(uint64_t *a, uint64_t *b, unsigned bits, uint64_t mask) {
    uint64_t differs = (*a >> bits ^ *b) & mask;
    *a ^= differs << bits;
    *b ^= differs;
}

static inline void mirror(uint64_t *word, size_t words) {
    for (size_t i = 0; i < words; i += 2) {
        exchange(&word[i], &word[i + 1], 8, UINT64_C(0x00ff00ff00ff00ff));
    }
    for (size_t i = 0; i < words; i += 4) {
        exchange(&word[i], &word[i + 2], 16, UINT64_C(0x0000ffff0000ffff));
        exchange(&word[i + 1], &word[i + 3], 16, UINT64_C(0x0000ffff0000ffff));
    }
    for (size_t i = 0; i + 4 < words; i++) {
        exchange(&word[i], &word[i + 4], 32, UINT64_C(0x00000000ffffffff));
    }
}

static inline uint64_t load(const unsigned char *from, size_t size, size_t k) {
    uint32_t low, high;
    uint64_t word;
    if (size == 8) {
        memcpy(&word, from + k * 8, 8);
        return word;
    }
    memcpy(&low, from + k * 4, 4);
    memcpy(&high, from + (k + 4) * 4, 4);
    return low | (uint64_t)high << 32;
}

static inline void store(unsigned char *to, size_t size, size_t k, uint64_t word) {
    uint32_t low = (uint32_t)word, high = (uint32_t)(word >> 32);
    if (size == 8) {
        memcpy(to + k * 8, &word, 8);
    } else {
        memcpy(to + k * 4, &low, 4);
        memcpy(to + (k + 4) * 4, &high, 4);
    }
}

/* Always called with a constant size; returns how many elements stood in squares. */
static inline size_t shuffle_squares(const unsigned char *from, unsigned char *to, size_t count,
                                     size_t size) {
    size_t i = 0;
    for (; i + SIDE <= count; i += SIDE) {
        uint64_t word[SIDE];
        for (size_t k = 0; k < size; k++) {
            word[k] = load(from + i * size, size, k);
        }
        mirror(word, size);
        for (size_t byte = 0; byte < size; byte++) {
            memcpy(to + byte * count + i, &word[byte], SIDE);
        }
    }
    return i;
}

static inline size_t unshuffle_squares(const unsigned char *from, unsigned char *to, size_t count,
                                       size_t size) {
    size_t i = 0;
    for (; i + SIDE <= count; i += SIDE) {
        uint64_t word[SIDE];
        for (size_t byte = 0; byte < size; byte++) {
            memcpy(&word[byte], from + byte * count + i, SIDE);
        }
        mirror(word, size);
        for (size_t k = 0; k < size; k++) {
            store(to + i * size, size, k, word[k]);
        }
    }
    return i;
}

static void shuffle(const unsigned char *from, unsigned char *to, size_t count, size_t size) {
    size_t begin = 0;
    if (HAS_SQUARES(size)) {
        begin =
            size == 8 ? shuffle_squares(from, to, count, 8) : shuffle_squares(from, to, count, 4);
    }
    for (size_t byte = 0; byte < size; byte++) {
        for (size_t i = begin; i < count; i++) {
            to[byte * count + i] = from[i * size + byte];
        }
    }
}

static void unshuffle(const unsigned char *from, unsigned char *to, size_t count, size_t size) {
    size_t begin = 0;
    if (HAS_SQUARES(size)) {
        begin = size == 8 ? unshuffle_squares(from, to, count, 8)
                          : unshuffle_squares(from, to, count, 4);
    }
    for (size_t byte = 0; byte < size; byte++) {
        for (size_t i = begin; i < count; i++) {
            to[i * size + byte] = from[byte * count + i];
        }
    }
}

/* ---- a chunk ---- */

/* zlib's frame (RFC 1950) around: compression with a window of 32 KiB, level 1. */
static const unsigned char zlib_head[2] = {0x78, 0x01};

static size_t put_adler32(const unsigned char *bytes, size_t count, unsigned char *out) {
    uint32_t sum = libdeflate_adler32(1, bytes, count);
    for (size_t i = 0; i < 4; i++) {
        out[i] = (unsigned char)(sum >> (24 - 8 * i));
    }
    return 4;
}

size_t desi_pack_chunk(struct desi_packing *packing, const void *column, size_t count, size_t size,
                       void *out, size_t room) {
    unsigned char *to = out;
    size_t bytes = count * size, at = sizeof zlib_head, runs;
    des_require(bytes <= packing->largest && room >= desi_packing_bound(packing, bytes));
    shuffle(column, packing->scratch, count, size);
    memcpy(to, zlib_head, sizeof zlib_head);
    size_t told = desi_byte_runs(packing->scratch, bytes, to + at, &runs);
    at += runs;
    if (told < bytes || bytes == 0) {
        size_t length = libdeflate_deflate_compress(packing->compressor, packing->scratch + told,
                                                    bytes - told, to + at, room - at);
        des_require(length > 0);
        at += length;
    }
    return at + put_adler32(packing->scratch, bytes, to + at);
}

/* ---- a column of the journal ---- */

static bool varies(const unsigned char *plane, size_t count) {
    return memcmp(plane, plane + 1, count - 1) != 0;
}

/* Tells the planes in the head and closes ranks of those that vary; returns how many these are. */
static size_t gather_varying(unsigned char *planes, size_t count, size_t size,
                             unsigned char *head) {
    size_t varying = 0;
    head[0] = 0;
    for (size_t p = 0; p < size; p++) {
        unsigned char *plane = planes + p * count;
        head[1 + p] = plane[0];
        if (varies(plane, count)) {
            head[0] |= (unsigned char)(1U << p);
            memmove(planes + varying++ * count, plane, count);
        }
    }
    return varying;
}

/* The reverse, from the last plane on, so that none is overwritten before it has moved. */
static void spread_varying(unsigned char *planes, size_t count, size_t size,
                           const unsigned char *head) {
    size_t varying = (size_t)__builtin_popcount(head[0]);
    for (size_t p = size; p-- > 0;) {
        if (head[0] >> p & 1) {
            memmove(planes + p * count, planes + --varying * count, count);
        } else {
            memset(planes + p * count, head[1 + p], count);
        }
    }
}

size_t desi_pack_column(struct desi_packing *packing, const void *column, size_t count, size_t size,
                        unsigned char *out, size_t room) {
    des_require(count > 0 && size <= PLANES_MOST && count * size <= packing->largest);
    shuffle(column, packing->scratch, count, size);
    size_t varying = gather_varying(packing->scratch, count, size, out);
    if (varying == 0) {
        return 1 + size;
    }
    size_t length = libdeflate_deflate_compress(packing->compressor, packing->scratch,
                                                varying * count, out + 1 + size, room - 1 - size);
    des_require(length > 0);
    return 1 + size + length;
}

enum des_status desi_unpack_column(struct desi_packing *packing, const unsigned char *packed,
                                   size_t length, void *column, size_t count, size_t size) {
    if (length < 1 + size || packed[0] >> size != 0 || count > packing->largest / size) {
        return DES_EIO;
    }
    size_t varying = (size_t)__builtin_popcount(packed[0]);
    if (varying > 0 && libdeflate_deflate_decompress(packing->decompressor, packed + 1 + size,
                                                     length - 1 - size, packing->scratch,
                                                     varying * count, NULL) != LIBDEFLATE_SUCCESS) {
        return DES_EIO;
    }
    spread_varying(packing->scratch, count, size, packed);
    unshuffle(packing->scratch, column, count, size);
    return DES_OK;
}
