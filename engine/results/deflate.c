/* engine/results/deflate.c - codes, bits, blocks. */
#define _DEFAULT_SOURCE
#include "deflate.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "des/check.h"

#include "huffman.h"
#include "repeats.h"

enum {
    LITERALS = 286, /* bytes, the end of a block, lengths */
    END = 256,
    LENGTHS = 257, /* the first length */
    DISTANCES = 30,
    LITERAL_LONGEST = 13, /* so that four words fit beside the rest of a byte into 64 bits */
    DISTANCE_LONGEST = 15,
    SHAPES = 19, /* symbols in which the lengths of code words are told */
    SHAPE_LONGEST = 7,
    SLACK = 8 /* bits are stored eight bytes at a time */
};

/* One symbol of the table of word lengths, with its extra bits. */
struct shape {
    uint8_t symbol, extra;
};

struct desi_deflate {
    struct desi_repeats repeats;
    uint32_t literal_occurs[LITERALS], distance_occurs[DISTANCES];
    struct desi_code literal[LITERALS], distance[DISTANCES];
    struct shape shape[LITERALS + DISTANCES];
    size_t shapes;
    struct desi_code shape_code[SHAPES];
};

struct desi_deflate *desi_deflate_create(void) {
    return calloc(1, sizeof(struct desi_deflate));
}

void desi_deflate_destroy(struct desi_deflate *deflate) {
    free(deflate);
}

/* At worst every block stands as it is, behind its three bits and two lengths. */
size_t desi_deflate_bound(size_t length, size_t piece) {
    return length + (length / piece + 2) * 6 + SLACK;
}

/* ---- bits ---- */

struct bits {
    uint64_t held;
    unsigned count;
    unsigned char *at;
};

/* At most 56 bits between two flushes. */
static inline void put(struct bits *bits, uint64_t value, unsigned count) {
    bits->held |= value << bits->count;
    bits->count += count;
}

static inline void put_code(struct bits *bits, struct desi_code code) {
    put(bits, code.bits, code.length);
}

static inline void flush(struct bits *bits) {
    uint64_t word = htole64(bits->held);
    memcpy(bits->at, &word, sizeof word);
    bits->at += bits->count / 8;
    bits->held >>= bits->count & ~7U;
    bits->count &= 7;
}

static void fill_byte(struct bits *bits) {
    bits->count += -bits->count & 7;
    flush(bits);
}

/* ---- symbols of lengths and distances ---- */

static inline unsigned log2_of(uint32_t value) {
    return 31U - (unsigned)__builtin_clz(value);
}

/* From 8 on four symbols share a power of two; 258 has its own. */
static inline unsigned length_extra_bits(unsigned length) {
    return length < 11 || length == DESI_REPEAT_LONGEST ? 0 : log2_of(length - 3) - 2;
}

static inline unsigned length_symbol(unsigned length) {
    if (length == DESI_REPEAT_LONGEST) {
        return LITERALS - 1;
    }
    const unsigned extra = length_extra_bits(length);
    return LENGTHS + 4 * extra + ((length - 3) >> extra);
}

/* From 4 on two symbols share a power of two. */
static inline unsigned distance_extra_bits(unsigned distance) {
    return distance < 5 ? 0 : log2_of(distance - 1) - 1;
}

static inline unsigned distance_symbol(unsigned distance) {
    const unsigned extra = distance_extra_bits(distance);
    return 2 * extra + ((distance - 1) >> extra);
}

/* ---- codes ---- */

/* Two words at least: some readers refuse a code of one. */
static void need_two(uint32_t *occurs, size_t count) {
    size_t used = 0;
    for (size_t s = 0; s < count; s++) {
        used += occurs[s] > 0;
    }
    for (size_t s = 0; used < 2; s++) {
        used += occurs[s] == 0;
        occurs[s] += occurs[s] == 0;
    }
}

static void count_symbols(struct desi_deflate *d, const unsigned char *bytes) {
    uint32_t parts[2][256] = {{0}};
    memset(d->literal_occurs, 0, sizeof d->literal_occurs);
    memset(d->distance_occurs, 0, sizeof d->distance_occurs);
    for (size_t i = 0; i < d->repeats.count; i++) {
        const struct desi_repeat repeat = d->repeats.repeat[i];
        for (size_t k = 0; k < repeat.plain; k++) {
            parts[k & 1][bytes[k]]++;
        }
        bytes += repeat.plain + repeat.length;
        if (repeat.length > 0) {
            d->literal_occurs[length_symbol(repeat.length)]++;
            d->distance_occurs[distance_symbol(repeat.distance)]++;
        }
    }
    for (size_t b = 0; b < 256; b++) {
        d->literal_occurs[b] = parts[0][b] + parts[1][b];
    }
    d->literal_occurs[END] = 1;
    need_two(d->distance_occurs, DISTANCES);
}

static size_t used_symbols(const struct desi_code *code, size_t count, size_t least) {
    while (count > least && code[count - 1].length == 0) {
        count--;
    }
    return count;
}

/* How far the same length goes on: at most `most`. */
static size_t run_of(const uint8_t *length, size_t left, size_t most) {
    size_t run = 1;
    while (run < left && run < most && length[run] == length[0]) {
        run++;
    }
    return run;
}

/* Lengths of words, runs of them in one symbol (RFC 1951, 3.2.7): 16 repeats the last 3 to 6
 * times, 17 and 18 are 3 to 10 and 11 to 138 zeros. */
static void shape_lengths(struct desi_deflate *d, const uint8_t *length, size_t count) {
    d->shapes = 0;
    for (size_t i = 0; i < count;) {
        struct shape shape = {length[i], 0};
        size_t run = 1;
        if (length[i] == 0 && (run = run_of(length + i, count - i, 138)) >= 3) {
            shape = run < 11 ? (struct shape){17, (uint8_t)(run - 3)}
                             : (struct shape){18, (uint8_t)(run - 11)};
        } else if (length[i] > 0 && i > 0 && length[i] == length[i - 1] &&
                   (run = run_of(length + i, count - i, 6)) >= 3) {
            shape = (struct shape){16, (uint8_t)(run - 3)};
        } else {
            run = 1;
        }
        d->shape[d->shapes++] = shape;
        i += run;
    }
}

static unsigned shape_extra_bits(unsigned symbol) {
    return symbol == 16 ? 2 : symbol == 17 ? 3 : symbol == 18 ? 7 : 0;
}

/* Both codes and how they will be told. */
static void make_codes(struct desi_deflate *d, size_t *literals, size_t *distances) {
    uint8_t length[LITERALS + DISTANCES];
    uint32_t occurs[SHAPES] = {0};
    desi_huffman_code(d->literal_occurs, LITERALS, LITERAL_LONGEST, d->literal);
    desi_huffman_code(d->distance_occurs, DISTANCES, DISTANCE_LONGEST, d->distance);
    *literals = used_symbols(d->literal, LITERALS, LENGTHS);
    *distances = used_symbols(d->distance, DISTANCES, 1);
    for (size_t s = 0; s < *literals; s++) {
        length[s] = (uint8_t)d->literal[s].length;
    }
    for (size_t s = 0; s < *distances; s++) {
        length[*literals + s] = (uint8_t)d->distance[s].length;
    }
    shape_lengths(d, length, *literals + *distances);
    for (size_t i = 0; i < d->shapes; i++) {
        occurs[d->shape[i].symbol]++;
    }
    need_two(occurs, SHAPES);
    desi_huffman_code(occurs, SHAPES, SHAPE_LONGEST, d->shape_code);
}

/* ---- a block ---- */

enum { BLOCK_STORED = 0, BLOCK_OWN_CODES = 2 };

static void put_header(struct bits *bits, bool final, unsigned type) {
    put(bits, final, 1);
    put(bits, type, 2);
}

static void put_codes(const struct desi_deflate *d, struct bits *bits, size_t literals,
                      size_t distances) {
    static const uint8_t order[SHAPES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                          11, 4,  12, 3, 13, 2, 14, 1, 15};
    size_t shapes = SHAPES;
    while (shapes > 4 && d->shape_code[order[shapes - 1]].length == 0) {
        shapes--;
    }
    put(bits, literals - LENGTHS, 5);
    put(bits, distances - 1, 5);
    put(bits, shapes - 4, 4);
    flush(bits);
    for (size_t i = 0; i < shapes; i++) {
        put(bits, d->shape_code[order[i]].length, 3);
        flush(bits);
    }
    for (size_t i = 0; i < d->shapes; i++) {
        put_code(bits, d->shape_code[d->shape[i].symbol]);
        put(bits, d->shape[i].extra, shape_extra_bits(d->shape[i].symbol));
        flush(bits);
    }
}

static inline void put_plain(const struct desi_code *literal, struct bits *bits,
                             const unsigned char *bytes, size_t count) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        put_code(bits, literal[bytes[i]]);
        put_code(bits, literal[bytes[i + 1]]);
        put_code(bits, literal[bytes[i + 2]]);
        put_code(bits, literal[bytes[i + 3]]);
        flush(bits);
    }
    for (; i < count; i++) {
        put_code(bits, literal[bytes[i]]);
        flush(bits);
    }
}

static inline void put_repeat(const struct desi_deflate *d, struct bits *bits,
                              struct desi_repeat repeat) {
    const unsigned length_extra = length_extra_bits(repeat.length);
    const unsigned distance_extra = distance_extra_bits(repeat.distance);
    put_code(bits, d->literal[length_symbol(repeat.length)]);
    put(bits, (repeat.length - 3U) & ((1U << length_extra) - 1), length_extra);
    put_code(bits, d->distance[distance_symbol(repeat.distance)]);
    put(bits, (repeat.distance - 1U) & ((1U << distance_extra) - 1), distance_extra);
    flush(bits);
}

static void put_bytes(const struct desi_deflate *d, struct bits *kept, const unsigned char *bytes) {
    struct bits bits = *kept; /* in registers */
    for (size_t i = 0; i < d->repeats.count; i++) {
        const struct desi_repeat repeat = d->repeats.repeat[i];
        put_plain(d->literal, &bits, bytes, repeat.plain);
        bytes += repeat.plain + repeat.length;
        if (repeat.length > 0) {
            put_repeat(d, &bits, repeat);
        }
    }
    put_code(&bits, d->literal[END]);
    flush(&bits);
    *kept = bits;
}

/* Bits of the block with its own codes. */
static size_t coded_bits(const struct desi_deflate *d) {
    size_t sum = 3 + 14 + 3 * SHAPES;
    for (size_t i = 0; i < d->shapes; i++) {
        const unsigned symbol = d->shape[i].symbol;
        sum += d->shape_code[symbol].length + shape_extra_bits(symbol);
    }
    for (size_t s = 0; s < LITERALS; s++) {
        const unsigned extra =
            s > LENGTHS + 7 && s < LITERALS - 1 ? (unsigned)(s - LENGTHS) / 4 - 1 : 0;
        sum += (size_t)d->literal_occurs[s] * (d->literal[s].length + extra);
    }
    for (size_t s = 0; s < DISTANCES; s++) {
        const unsigned extra = s > 3 ? (unsigned)s / 2 - 1 : 0;
        sum += (size_t)d->distance_occurs[s] * (d->distance[s].length + extra);
    }
    return sum;
}

static void put_stored(struct bits *bits, const unsigned char *bytes, size_t length, bool final) {
    put_header(bits, final, BLOCK_STORED);
    fill_byte(bits);
    put(bits, length, 16);
    put(bits, ~length & 0xffff, 16);
    flush(bits);
    memcpy(bits->at, bytes, length);
    bits->at += length;
}

static void put_block(struct desi_deflate *d, struct bits *bits, const unsigned char *bytes,
                      size_t length, bool final) {
    enum { TOO_SHORT = 32 };
    size_t literals = 0, distances = 0;
    if (length < TOO_SHORT) {
        put_stored(bits, bytes, length, final);
        return;
    }
    desi_repeats_find(&d->repeats, bytes, length);
    count_symbols(d, bytes);
    make_codes(d, &literals, &distances);
    if (coded_bits(d) >= (length + 4) * 8) {
        put_stored(bits, bytes, length, final);
        return;
    }
    put_header(bits, final, BLOCK_OWN_CODES);
    put_codes(d, bits, literals, distances);
    put_bytes(d, bits, bytes);
}

size_t desi_deflate(struct desi_deflate *deflate, const unsigned char *bytes, size_t length,
                    size_t piece, unsigned char *out) {
    struct bits bits = {.at = out};
    des_require(piece > 0 && piece <= DESI_DEFLATE_PIECE);
    size_t at = 0;
    do {
        const size_t here = length - at < piece ? length - at : piece;
        put_block(deflate, &bits, bytes + at, here, at + here == length);
        at += here;
    } while (at < length);
    fill_byte(&bits);
    return (size_t)(bits.at - out);
}
