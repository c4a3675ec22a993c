/* engine/results/packing.c - shuffle and deflate. */
#include "packing.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "des/check.h"

/* Level 1: numbers shuffled by byte gain next to nothing from more. */
#define LEVEL 1

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
    return libdeflate_zlib_compress_bound(packing->compressor, length);
}

size_t desi_pack(struct desi_packing *packing, const void *column, size_t count, size_t size,
                 void *out, size_t room) {
    des_require(count * size <= packing->largest);
    const unsigned char *from = column;
    for (size_t byte = 0; byte < size; byte++) {
        unsigned char *to = packing->scratch + byte * count;
        for (size_t i = 0; i < count; i++) {
            to[i] = from[i * size + byte];
        }
    }
    size_t length =
        libdeflate_zlib_compress(packing->compressor, packing->scratch, count * size, out, room);
    des_require(length > 0);
    return length;
}

enum des_status desi_unpack(struct desi_packing *packing, const void *packed, size_t length,
                            void *column, size_t count, size_t size) {
    if (count > packing->largest / size ||
        libdeflate_zlib_decompress(packing->decompressor, packed, length, packing->scratch,
                                   count * size, NULL) != LIBDEFLATE_SUCCESS) {
        return DES_EIO;
    }
    unsigned char *to = column;
    for (size_t byte = 0; byte < size; byte++) {
        const unsigned char *from = packing->scratch + byte * count;
        for (size_t i = 0; i < count; i++) {
            to[i * size + byte] = from[i];
        }
    }
    return DES_OK;
}
