/* engine/results/huffman.h - prefix codes of least length for counted symbols. */
#ifndef DESI_HUFFMAN_H
#define DESI_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

enum { DESI_SYMBOLS = 288 }; /* at most */

/* The code word of a symbol, its first bit lowest, as deflate sends it. */
struct desi_code {
    uint16_t bits;
    uint16_t length; /* 0: does not occur */
};

/* Code words of at most `longest` bits for `count` symbols, each occurring so often; at least
 * two of them do.  Canonical (RFC 1951, 3.2.2): the lengths say all.  O(count). */
void desi_huffman_code(const uint32_t *occurs, size_t count, unsigned longest,
                       struct desi_code *code);

#endif
