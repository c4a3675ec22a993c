/* engine/results/huffman.c - symbols by how often they occur, lengths, words. */
#include "huffman.h"

#include <string.h>

#include "des/check.h"

enum { LONGEST = 15, DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

struct counted {
    uint32_t occurs;
    uint32_t symbol;
};

/* ---- in order of how often they occur; equal ones by number ---- */

static void sort_by_digit(const struct counted *from, struct counted *to, size_t count,
                          unsigned shift) {
    uint32_t first[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        first[(from[i].occurs >> shift & (DIGITS - 1)) + 1]++;
    }
    for (size_t d = 1; d < DIGITS; d++) {
        first[d] += first[d - 1];
    }
    for (size_t i = 0; i < count; i++) {
        to[first[from[i].occurs >> shift & (DIGITS - 1)]++] = from[i];
    }
}

static size_t sort_symbols(const uint32_t *occurs, size_t count, struct counted *sorted) {
    struct counted other[DESI_SYMBOLS];
    size_t used = 0;
    for (size_t s = 0; s < count; s++) {
        des_require(occurs[s] < 1 << 2 * DIGIT_BITS);
        if (occurs[s] > 0) {
            sorted[used++] = (struct counted){occurs[s], (uint32_t)s};
        }
    }
    sort_by_digit(sorted, other, used, 0);
    sort_by_digit(other, sorted, used, DIGIT_BITS);
    return used;
}

/* ---- lengths: Moffat & Katajainen 1995, In-place calculation of minimum-redundancy codes ---- */

/* Weights in rising order; in their place first the parents of inner nodes, then depths. */
static void join_lightest(uint32_t *weight, size_t n) {
    size_t leaf = 0, root = 0;
    for (size_t next = 0; next < n - 1; next++) {
        uint32_t sum = 0;
        for (int child = 0; child < 2; child++) {
            if (leaf >= n || (root < next && weight[root] < weight[leaf])) {
                sum += weight[root];
                weight[root++] = (uint32_t)next;
            } else {
                sum += weight[leaf++];
            }
        }
        weight[next] = sum;
    }
}

/* How many leaves there are at each depth, from the parents. */
static void count_depths(uint32_t *parent, size_t n, unsigned longest, uint32_t *of_length) {
    parent[n - 2] = 0;
    for (size_t i = n - 2; i-- > 0;) {
        parent[i] = parent[parent[i]] + 1;
    }
    size_t inner = n - 1, places = 1;
    for (uint32_t depth = 0; places > 0; depth++) {
        size_t here = 0;
        while (inner > 0 && parent[inner - 1] == depth) {
            inner--;
            here++;
        }
        of_length[depth < longest ? depth : longest] += (uint32_t)(places - here);
        places = 2 * here;
    }
}

/* Leaves that were too deep stand at the limit: others move down until all words fit. */
static void fit_words(uint32_t *of_length, unsigned longest) {
    uint32_t taken = 0;
    for (unsigned length = 1; length <= longest; length++) {
        taken += of_length[length] << (longest - length);
    }
    for (; taken > UINT32_C(1) << longest; taken--) {
        unsigned length = longest - 1;
        while (of_length[length] == 0) {
            length--;
        }
        of_length[length]--;
        of_length[length + 1] += 2;
        of_length[longest]--;
    }
}

/* ---- words ---- */

static uint16_t reversed(uint32_t bits, unsigned length) {
    uint32_t out = 0;
    for (unsigned i = 0; i < length; i++) {
        out = out << 1 | (bits >> i & 1);
    }
    return (uint16_t)out;
}

static void assign_words(const uint32_t *of_length, size_t count, struct desi_code *code) {
    uint32_t next[LONGEST + 2] = {0};
    for (unsigned length = 1; length <= LONGEST; length++) {
        next[length + 1] = (next[length] + of_length[length]) << 1;
    }
    for (size_t s = 0; s < count; s++) {
        if (code[s].length > 0) {
            code[s].bits = reversed(next[code[s].length]++, code[s].length);
        }
    }
}

void desi_huffman_code(const uint32_t *occurs, size_t count, unsigned longest,
                       struct desi_code *code) {
    struct counted sorted[DESI_SYMBOLS] = {{0}};
    uint32_t weight[DESI_SYMBOLS], of_length[LONGEST + 1] = {0};
    const size_t n = sort_symbols(occurs, count, sorted);
    des_require(n >= 2 && longest <= LONGEST);
    for (size_t i = 0; i < n; i++) {
        weight[i] = sorted[i].occurs;
    }
    join_lightest(weight, n);
    count_depths(weight, n, longest, of_length);
    fit_words(of_length, longest);
    memset(code, 0, count * sizeof *code);
    size_t at = 0;
    for (unsigned length = longest; length > 0; length--) {
        for (uint32_t i = 0; i < of_length[length]; i++) {
            code[sorted[at++].symbol].length = (uint16_t)length;
        }
    }
    assign_words(of_length, count, code);
}
