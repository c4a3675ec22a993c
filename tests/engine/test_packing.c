/* tests/engine/test_packing.c - packed columns, read back by libdeflate's inflate.  (That HDF5's
 * filters read them too: test_results.) */
#include "support.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/results/deflate.h"
#include "../../engine/results/huffman.h"
#include "../../engine/results/packing.h"

enum { ROWS = 16384, LARGEST = ROWS * 8 };

struct words {
    uint64_t state;
};

static uint64_t next_word(struct words *words) {
    words->state ^= words->state << 13;
    words->state ^= words->state >> 7;
    words->state ^= words->state << 17;
    return words->state;
}

/* ---- bytes of many kinds ---- */

enum kind { ZEROS, NOISE, RUNS, FEW, RARE, COPIES, COUNTING, UNEQUAL, KINDS };
static const char *const names[KINDS] = {"zeros",      "noise",  "runs",     "few values",
                                         "rare other", "copies", "counting", "very unequal"};

/* Value v twice as often as v + 1: words as long as they get. */
static unsigned char unequal(uint64_t word) {
    return (unsigned char)(word == 0 ? 0 : __builtin_ctzll(word) * 3);
}

static unsigned char byte_of(enum kind kind, const unsigned char *bytes, size_t i,
                             struct words *words) {
    const uint64_t word = next_word(words);
    switch (kind) {
    case NOISE:
        return (unsigned char)(word >> 20);
    case RUNS:
        return i > 0 && word % 40 != 0 ? bytes[i - 1] : (unsigned char)(word >> 20);
    case FEW:
        return (unsigned char)((word >> 20) % 5);
    case RARE:
        return word % 1000 == 0 ? (unsigned char)(word >> 20) : 7;
    case COPIES:
        return i >= 700 && word % 50 != 0 ? bytes[i - 700] : (unsigned char)(word >> 20);
    case COUNTING:
        return (unsigned char)(i / 3);
    case UNEQUAL:
        return unequal(word);
    default:
        return 0;
    }
}

static void fill(enum kind kind, unsigned char *bytes, size_t length, uint64_t seed) {
    struct words words = {seed * 2 + 1};
    for (size_t i = 0; i < length; i++) {
        bytes[i] = byte_of(kind, bytes, i, &words);
    }
}

/* ---- deflate ---- */

struct tools {
    struct desi_deflate *deflate;
    struct libdeflate_decompressor *inflate;
    unsigned char bytes[LARGEST], back[LARGEST];
};

/* In memory of just the bound, so that a sanitizer sees a byte too many. */
static size_t check_deflate(struct tools *tools, size_t length, size_t piece, const char *name) {
    unsigned char *out = malloc(desi_deflate_bound(length, piece));
    assert_non_null(out);
    const size_t packed = desi_deflate(tools->deflate, tools->bytes, length, piece, out);
    size_t read = 0, written = 0;
    const enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        tools->inflate, out, packed, tools->back, LARGEST, &read, &written);
    free(out);
    if (packed > desi_deflate_bound(length, piece) || result != LIBDEFLATE_SUCCESS ||
        read != packed || written != length || memcmp(tools->back, tools->bytes, length) != 0) {
        fail_msg("%s, %zu bytes in pieces of %zu", name, length, piece);
    }
    return packed;
}

static int make_tools(void **state) {
    struct tools *tools = calloc(1, sizeof *tools);
    assert_non_null(tools);
    tools->deflate = desi_deflate_create();
    tools->inflate = libdeflate_alloc_decompressor();
    assert_true(tools->deflate != NULL && tools->inflate != NULL);
    *state = tools;
    return 0;
}

static int drop_tools(void **state) {
    struct tools *tools = *state;
    desi_deflate_destroy(tools->deflate);
    libdeflate_free_decompressor(tools->inflate);
    free(tools);
    return 0;
}

static void bytes_of_every_kind_and_length_come_back(void **state) {
    static const size_t pieces[] = {1, 31, 32, 33, 1000, 16384, DESI_DEFLATE_PIECE};
    static const size_t lengths[] = {1,   7,   31,  32,   33,    40,     257,
                                     258, 259, 300, 2000, 40000, LARGEST};
    struct tools *tools = *state;
    for (enum kind kind = ZEROS; kind < KINDS; kind++) {
        for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
            fill(kind, tools->bytes, lengths[l], l + 1);
            for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
                (void)check_deflate(tools, lengths[l], pieces[p], names[kind]);
            }
        }
    }
}

static void no_bytes_are_a_stream_too(void **state) {
    (void)check_deflate(*state, 0, 1000, "nothing");
}

/* Stretches of all kinds, a few thousand streams. */
static void mixtures_of_all_kinds_come_back(void **state) {
    struct tools *tools = *state;
    struct words words = {20260101};
    for (int round = 0; round < 2000; round++) {
        size_t length = 0;
        for (int part = 0; part < 5; part++) {
            const size_t here = next_word(&words) >> 40 & 1023;
            fill((enum kind)(next_word(&words) >> 40) % KINDS, tools->bytes + length, here,
                 next_word(&words));
            length += here;
        }
        (void)check_deflate(tools, length, 1 + (next_word(&words) >> 40) % DESI_DEFLATE_PIECE,
                            "a mixture");
    }
}

/* Against level 1 of libdeflate, with a few bytes for the code.  Copies from long ago, which
 * columns hardly have, it finds more of. */
static void no_kind_takes_more_room_than_it_should(void **state) {
    unsigned char out[ROWS + 1000];
    struct tools *tools = *state;
    struct libdeflate_compressor *level1 = libdeflate_alloc_compressor(1);
    assert_non_null(level1);
    for (enum kind kind = ZEROS; kind < KINDS; kind++) {
        fill(kind, tools->bytes, ROWS, 5);
        const double most = kind == COPIES ? 1.6 : 1.05;
        const size_t own = check_deflate(tools, ROWS, ROWS, names[kind]);
        const size_t theirs =
            libdeflate_deflate_compress(level1, tools->bytes, ROWS, out, sizeof out);
        if ((double)own > most * (double)theirs + 64) {
            fail_msg("%s: %zu bytes, libdeflate %zu", names[kind], own, theirs);
        }
    }
    libdeflate_free_compressor(level1);
}

/* ---- codes ---- */

/* The words of a complete code fill the tree: the sum of 2^-length is 1. */
static void check_code(const uint32_t *occurs, size_t count, unsigned longest) {
    struct desi_code code[DESI_SYMBOLS];
    uint64_t filled = 0;
    desi_huffman_code(occurs, count, longest, code);
    for (size_t s = 0; s < count; s++) {
        assert_int_equal(code[s].length > 0, occurs[s] > 0);
        assert_true(code[s].length <= longest);
        filled += code[s].length > 0 ? UINT64_C(1) << (longest - code[s].length) : 0;
        for (size_t t = 0; t < s; t++) {
            assert_true(occurs[s] <= occurs[t] || occurs[t] == 0 || occurs[s] == 0 ||
                        code[s].length <= code[t].length);
        }
    }
    assert_int_equal(filled, UINT64_C(1) << longest);
}

static void words_are_never_longer_than_asked_and_fill_the_tree(void **state) {
    struct words words = {77};
    uint32_t occurs[DESI_SYMBOLS];
    (void)state;
    for (int round = 0; round < 400; round++) {
        const size_t count = 2 + next_word(&words) % (DESI_SYMBOLS - 2);
        for (size_t s = 0; s < count; s++) {
            occurs[s] = (uint32_t)((next_word(&words) & 0x7fff) >> (next_word(&words) >> 50) % 16);
        }
        occurs[0] += occurs[0] == 0;
        occurs[count - 1] += occurs[count - 1] == 0;
        check_code(occurs, count, 15);
        check_code(occurs, count, 9);
    }
}

static void fibonacci_numbers_make_the_longest_words(void **state) {
    uint32_t occurs[22] = {1, 1};
    (void)state;
    for (size_t s = 2; s < 22; s++) {
        occurs[s] = occurs[s - 1] + occurs[s - 2];
    }
    check_code(occurs, 22, 15);
    check_code(occurs, 19, 7);
    check_code(occurs, 2, 7);
}

/* ---- columns ---- */

static void columns_of_both_sizes_come_back(void **state) {
    static const size_t counts[] = {1, 2, 7, 8, 9, 1000, 1023, 1024, 1025, ROWS - 1, ROWS};
    struct tools *tools = *state;
    struct desi_packing *packing = desi_packing_create(LARGEST);
    assert_non_null(packing);
    for (size_t c = 0; c < 2 * sizeof counts / sizeof *counts; c++) {
        const size_t count = counts[c / 2], size = c % 2 ? 4 : 8;
        unsigned char *out = malloc(desi_packing_bound(count * size));
        assert_non_null(out);
        fill(RUNS, tools->bytes, count * size, c + 1);
        const size_t length = desi_pack(packing, tools->bytes, count, size, out);
        memset(tools->back, 1, count * size);
        assert_int_equal(desi_unpack(packing, out, length, tools->back, count, size), DES_OK);
        assert_memory_equal(tools->back, tools->bytes, count * size);
        out[length - 1] ^= 1; /* the checksum */
        assert_int_equal(desi_unpack(packing, out, length, tools->back, count, size), DES_EIO);
        free(out);
    }
    desi_packing_destroy(packing);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_tools, drop_tools)
    const struct CMUnitTest tests[] = {
        TEST(bytes_of_every_kind_and_length_come_back),
        TEST(no_bytes_are_a_stream_too),
        TEST(mixtures_of_all_kinds_come_back),
        TEST(no_kind_takes_more_room_than_it_should),
        TEST(words_are_never_longer_than_asked_and_fill_the_tree),
        TEST(fibonacci_numbers_make_the_longest_words),
        TEST(columns_of_both_sizes_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
