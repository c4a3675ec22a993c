/* engine/results/packing.c - shuffle and deflate. */
#include "packing.h"

#include <libdeflate.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "des/check.h"

#include "deflate.h"

/* A zlib stream (RFC 1950): two bytes, deflate, Adler-32. */
enum { ZLIB_HEAD = 2, ZLIB_TAIL = 4 };

struct desi_packing {
    struct desi_deflate *deflate;
    struct libdeflate_decompressor *decompressor;
    unsigned char *scratch; /* a shuffled column */
    size_t largest;
};

struct desi_packing *desi_packing_create(size_t largest) {
    struct desi_packing *packing = calloc(1, sizeof *packing);
    if (packing == NULL) {
        return NULL;
    }
    packing->deflate = desi_deflate_create();
    packing->decompressor = libdeflate_alloc_decompressor();
    packing->scratch = malloc(largest > 0 ? largest : 1);
    packing->largest = largest;
    if (packing->deflate == NULL || packing->decompressor == NULL || packing->scratch == NULL) {
        desi_packing_destroy(packing);
        return NULL;
    }
    return packing;
}

void desi_packing_destroy(struct desi_packing *packing) {
    if (packing == NULL) {
        return;
    }
    desi_deflate_destroy(packing->deflate);
    if (packing->decompressor != NULL) {
        libdeflate_free_decompressor(packing->decompressor);
    }
    free(packing->scratch);
    free(packing);
}

/* Of fewer elements the planes of bytes are not worth codes of their own. */
enum { PLANE_LEAST = 1024 };

size_t desi_packing_bound(size_t length) {
    return ZLIB_HEAD + desi_deflate_bound(length, PLANE_LEAST) + ZLIB_TAIL;
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

/* ---- both ---- */

static void put_tail(unsigned char *to, uint32_t checksum) {
    for (unsigned byte = 0; byte < ZLIB_TAIL; byte++) {
        to[byte] = (unsigned char)(checksum >> (24 - 8 * byte));
    }
}

size_t desi_pack(struct desi_packing *packing, const void *column, size_t count, size_t size,
                 unsigned char *out) {
    static const unsigned char head[ZLIB_HEAD] = {0x78, 0x01};
    const bool has_planes = count >= PLANE_LEAST && count <= DESI_DEFLATE_PIECE;
    const size_t length = count * size;
    des_require(length <= packing->largest);
    shuffle(column, packing->scratch, count, size);
    memcpy(out, head, ZLIB_HEAD);
    const size_t packed = desi_deflate(packing->deflate, packing->scratch, length,
                                       has_planes ? count : DESI_DEFLATE_PIECE, out + ZLIB_HEAD);
    put_tail(out + ZLIB_HEAD + packed, libdeflate_adler32(1, packing->scratch, length));
    return ZLIB_HEAD + packed + ZLIB_TAIL;
}

enum des_status desi_unpack(struct desi_packing *packing, const void *packed, size_t length,
                            void *column, size_t count, size_t size) {
    if (count > packing->largest / size ||
        libdeflate_zlib_decompress(packing->decompressor, packed, length, packing->scratch,
                                   count * size, NULL) != LIBDEFLATE_SUCCESS) {
        return DES_EIO;
    }
    unshuffle(packing->scratch, column, count, size);
    return DES_OK;
}
