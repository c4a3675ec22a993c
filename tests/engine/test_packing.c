/* tests/engine/test_packing.c - columns of the journal, packed and read back; chunks, unpacked
 * as HDF5's filters do.  (That HDF5 reads them: test_results.) */
#include "support.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/results/chunk_packer.h"
#include "../../engine/results/packing.h"

enum { ROWS = 16384, LARGEST = ROWS * 8 };

static uint64_t next_word(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Elements of which just the planes of `mask` vary; the others hold a byte of their own. */
static void fill(unsigned char *bytes, size_t count, size_t size, unsigned mask) {
    uint64_t state = 99 + mask;
    for (size_t i = 0; i < count * size; i++) {
        const size_t plane = i % size;
        const uint64_t word = next_word(&state);
        bytes[i] = (unsigned char)(mask >> plane & 1 ? word >> 24 : 17 * plane);
    }
}

struct buffers {
    unsigned char bytes[LARGEST], back[LARGEST + 4096];
};

/* In memory of just the bound, so that a sanitizer sees a byte too many. */
static size_t check_column(struct buffers *buffers, struct desi_packing *packing, size_t count,
                           size_t size) {
    const size_t room = desi_packing_bound(packing, count * size);
    unsigned char *out = malloc(room);
    assert_non_null(out);
    const size_t length = desi_pack_column(packing, buffers->bytes, count, size, out, room);
    memset(buffers->back, 1, count * size);
    assert_int_equal(desi_unpack_column(packing, out, length, buffers->back, count, size), DES_OK);
    assert_memory_equal(buffers->back, buffers->bytes, count * size);
    assert_int_equal(desi_unpack_column(packing, out, size, buffers->back, count, size), DES_EIO);
    if (out[0] != 0) {
        assert_int_equal(desi_unpack_column(packing, out, length - 1, buffers->back, count, size),
                         DES_EIO);
    }
    out[0] = 0xff;
    if (size < 8) {
        assert_int_equal(desi_unpack_column(packing, out, length, buffers->back, count, size),
                         DES_EIO);
    }
    free(out);
    return length;
}

static void check_every_mask(size_t count, size_t size) {
    struct buffers *buffers = malloc(sizeof *buffers);
    struct desi_packing *packing = desi_packing_create(LARGEST);
    assert_true(buffers != NULL && packing != NULL);
    for (unsigned mask = 0; mask < 1U << size; mask++) {
        fill(buffers->bytes, count, size, mask);
        (void)check_column(buffers, packing, count, size);
    }
    desi_packing_destroy(packing);
    free(buffers);
}

static void any_planes_may_vary(void **state) {
    (void)state;
    check_every_mask(100, 8);
    check_every_mask(1000, 4);
    check_every_mask(ROWS, 4);
}

static void any_count_comes_back(void **state) {
    (void)state;
    for (size_t count = 1; count < 20; count++) {
        check_every_mask(count, 4);
        check_every_mask(count, 8);
    }
}

static void one_value_all_through_takes_a_few_bytes(void **state) {
    struct buffers *buffers = malloc(sizeof *buffers);
    struct desi_packing *packing = desi_packing_create(LARGEST);
    (void)state;
    assert_true(buffers != NULL && packing != NULL);
    fill(buffers->bytes, ROWS, 8, 0);
    assert_int_equal(check_column(buffers, packing, ROWS, 8), 9);
    desi_packing_destroy(packing);
    free(buffers);
}

/* A chunk is a zlib stream of shuffled bytes; returns its length. */
static size_t check_chunk(struct buffers *buffers, struct desi_packing *packing, size_t count,
                          size_t size) {
    const size_t room = desi_packing_bound(packing, count * size);
    unsigned char *out = malloc(room);
    struct libdeflate_decompressor *tool = libdeflate_alloc_decompressor();
    assert_true(out != NULL && tool != NULL);
    const size_t length = desi_pack_chunk(packing, buffers->bytes, count, size, out, room);
    assert_int_equal(
        libdeflate_zlib_decompress(tool, out, length, buffers->back, count * size, NULL),
        LIBDEFLATE_SUCCESS);
    size_t wrong = 0;
    for (size_t i = 0; i < count * size; i++) {
        wrong += buffers->back[i % size * count + i / size] != buffers->bytes[i];
    }
    assert_int_equal(wrong, 0);
    libdeflate_free_decompressor(tool);
    free(out);
    return length;
}

static void chunks_are_zlib_streams_of_shuffled_bytes(void **state) {
    static const size_t counts[] = {1, 2, 7, 1000, 4095, 4096, 4097, ROWS - 1, ROWS};
    struct buffers *buffers = malloc(sizeof *buffers);
    struct desi_packing *packing = desi_packing_create(LARGEST);
    (void)state;
    assert_true(buffers != NULL && packing != NULL);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (unsigned mask = 0; mask < 256; mask++) {
            fill(buffers->bytes, counts[i], 8, mask);
            (void)check_chunk(buffers, packing, counts[i], 8);
        }
        for (unsigned mask = 0; mask < 16; mask++) {
            fill(buffers->bytes, counts[i], 4, mask);
            (void)check_chunk(buffers, packing, counts[i], 4);
        }
    }
    desi_packing_destroy(packing);
    free(buffers);
}

/* Of each byte, and of every length about a whole number of matches. */
static void a_run_of_any_byte_and_length_comes_back(void **state) {
    struct buffers *buffers = malloc(sizeof *buffers);
    struct desi_packing *packing = desi_packing_create(LARGEST);
    (void)state;
    assert_true(buffers != NULL && packing != NULL);
    for (int byte = 0; byte < 256; byte++) {
        for (size_t tail = 0; tail < 3; tail++) {
            const size_t count = ROWS * 4 + 97 * (size_t)byte + tail;
            memset(buffers->bytes, byte, count);
            memset(buffers->bytes + count - tail, byte ^ 1, tail);
            assert_true(check_chunk(buffers, packing, count, 1) < count / 30);
        }
    }
    for (size_t count = 4090; count < 4090 + 600; count++) {
        memset(buffers->bytes, 0, count);
        assert_true(check_chunk(buffers, packing, count, 1) < count / 30);
    }
    desi_packing_destroy(packing);
    free(buffers);
}

/* Takes the oldest chunk: it is number `next`, and what packing it alone gives. */
static void check_oldest(struct desi_chunk_packer *packer, struct desi_packing *packing,
                         struct buffers *buffers, unsigned next) {
    struct desi_chunk_place place;
    size_t length = 0;
    const void *packed = desi_chunk_packer_take(packer, &place, &length);
    assert_int_equal(place.row, next);
    fill(buffers->bytes, ROWS, 8, next);
    assert_int_equal(length, desi_pack_chunk(packing, buffers->bytes, ROWS, 8, buffers->back,
                                             sizeof buffers->back));
    assert_memory_equal(packed, buffers->back, length);
}

static void packing_threads_keep_the_order(void **state) {
    enum { CHUNKS = 200 };
    struct buffers *buffers = malloc(sizeof *buffers);
    struct desi_packing *packing = desi_packing_create(LARGEST);
    struct desi_chunk_packer *packer = desi_chunk_packer_create(LARGEST);
    unsigned taken = 0;
    (void)state;
    assert_true(buffers != NULL && packing != NULL && packer != NULL);
    for (unsigned i = 0; i < CHUNKS; i++) {
        if (desi_chunk_packer_is_full(packer)) {
            check_oldest(packer, packing, buffers, taken++);
        }
        while (i % 7 == 5 && desi_chunk_packer_waiting(packer) > 0) { /* a rest */
            check_oldest(packer, packing, buffers, taken++);
        }
        if (desi_chunk_packer_waiting(packer) == 0) {
            desi_chunk_packer_rest(packer);
        }
        fill(buffers->bytes, ROWS, 8, i);
        assert_true(desi_chunk_packer_put(packer, (struct desi_chunk_place){.row = i},
                                          buffers->bytes, ROWS, 8));
    }
    while (desi_chunk_packer_waiting(packer) > 0) {
        check_oldest(packer, packing, buffers, taken++);
    }
    assert_int_equal(taken, CHUNKS);
    desi_chunk_packer_destroy(packer);
    desi_packing_destroy(packing);
    free(buffers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_planes_may_vary),
        cmocka_unit_test(any_count_comes_back),
        cmocka_unit_test(chunks_are_zlib_streams_of_shuffled_bytes),
        cmocka_unit_test(a_run_of_any_byte_and_length_comes_back),
        cmocka_unit_test(one_value_all_through_takes_a_few_bytes),
        cmocka_unit_test(packing_threads_keep_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
