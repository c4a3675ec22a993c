/* engine/results/byte_runs.c - runs of one byte as blocks of a deflate stream.
 *
 * A compressor goes through a run as slowly as through text, and most planes of most columns are
 * one run.  A run becomes a block with Huffman codes of its own: two bits for 258 bytes. */
#include "byte_runs.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Symbols of RFC 1951, 3.2.5; a match repeats the byte before it so many times. */
enum { END_OF_BLOCK = 256, MATCH = 285, MATCH_LENGTH = 258, SYMBOLS = 286 };

/* Codes of lengths 1 and 2 that the block is written in, the first bit lowest. */
enum { CODE_MATCH = 0, CODE_BYTE = 1, CODE_END = 3 };

struct bits {
    unsigned char *out;
    size_t length;
    uint32_t held;
    unsigned count; /* held bits: fewer than 8 */
};

static void put(struct bits *bits, uint32_t value, unsigned count) {
    bits->held |= value << bits->count;
    for (bits->count += count; bits->count >= 8; bits->count -= 8) {
        bits->out[bits->length++] = (unsigned char)bits->held;
        bits->held >>= 8;
    }
}

static void align(struct bits *bits) {
    put(bits, 0, (8 - bits->count) % 8);
}

/* ---- the head of a block: lengths of its codes (RFC 1951, 3.2.7) ---- */

/* Lengths are written in four codes of two bits. */
enum { LENGTH_ZERO = 0, LENGTH_ONE = 2, LENGTH_TWO = 1, LENGTH_ZEROS = 3 };
enum { ZEROS_LEAST = 11, ZEROS_MOST = 138 };

static void put_zeros(struct bits *bits, size_t count) {
    while (count >= ZEROS_LEAST) {
        size_t told = count < ZEROS_MOST ? count : ZEROS_MOST;
        put(bits, LENGTH_ZEROS, 2);
        put(bits, (uint32_t)(told - ZEROS_LEAST), 7);
        count -= told;
    }
    for (; count > 0; count--) {
        put(bits, LENGTH_ZERO, 2);
    }
}

/* Codes of lengths: 18 of them are told, in the order 16, 17, 18, 0, 8 ... 2, 14, 1; those of 18,
 * 0, 2 and 1 have two bits. */
static void put_lengths_of_lengths(struct bits *bits) {
    for (size_t i = 0; i < 18; i++) {
        put(bits, i == 2 || i == 3 || i == 15 || i == 17 ? 2 : 0, 3);
    }
}

static void put_head(struct bits *bits, unsigned char byte, bool final) {
    put(bits, final, 1);
    put(bits, 2, 2);             /* codes of its own */
    put(bits, SYMBOLS - 257, 5); /* symbols of bytes and matches */
    put(bits, 0, 5);             /* one distance */
    put(bits, 18 - 4, 4);
    put_lengths_of_lengths(bits);
    put_zeros(bits, byte);
    put(bits, LENGTH_TWO, 2);
    put_zeros(bits, (size_t)(END_OF_BLOCK - byte - 1));
    put(bits, LENGTH_TWO, 2);
    put_zeros(bits, MATCH - END_OF_BLOCK - 1);
    put(bits, LENGTH_ONE, 2);
    put(bits, LENGTH_ONE, 2); /* of the distance 1 */
}

/* ---- runs ---- */

/* The byte itself until what is left is whole matches. */
static void put_run(struct bits *bits, unsigned char byte, size_t length, bool final) {
    put_head(bits, byte, final);
    for (size_t i = 0; i <= (length - 1) % MATCH_LENGTH; i++) {
        put(bits, CODE_BYTE, 2);
    }
    for (size_t i = 0; i < (length - 1) / MATCH_LENGTH; i++) {
        put(bits, CODE_MATCH, 1);
        put(bits, 0, 1); /* the distance */
    }
    put(bits, CODE_END, 2);
}

/* A stored block of nothing: what follows begins with a whole byte. */
static void put_nothing(struct bits *bits) {
    put(bits, 0, 3);
    align(bits);
    put(bits, 0, 16);
    put(bits, 0xffff, 16);
}

static size_t run_length(const unsigned char *bytes, size_t count) {
    enum { STEP = 512 };
    size_t length = 1;
    while (length + STEP <= count && memcmp(bytes + length - 1, bytes + length, STEP) == 0) {
        length += STEP;
    }
    while (length < count && bytes[length] == bytes[0]) {
        length++;
    }
    return length;
}

size_t desi_byte_runs(const unsigned char *bytes, size_t count, unsigned char *out,
                      size_t *length) {
    struct bits bits = {.out = out};
    size_t told = 0;
    while (count - told >= DESI_BYTE_RUN_LEAST) {
        size_t run = run_length(bytes + told, count - told);
        if (run < DESI_BYTE_RUN_LEAST) {
            break;
        }
        put_run(&bits, bytes[told], run, told + run == count);
        told += run;
    }
    if (told > 0 && told < count) {
        put_nothing(&bits);
    }
    align(&bits);
    *length = bits.length;
    return told;
}
