/* Tables: whole lines of the cache, kept as they grow. */
#include "support.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "failing_memory.h"

static void fill(unsigned char *table, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        table[i] = (unsigned char)(i * 7 % 251);
    }
}

static void a_table_begins_with_a_line_and_keeps_what_is_used(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 64, 65, 1000, 100000, (size_t)9 << 20};
    void *block = NULL;
    unsigned char *table = NULL;
    size_t used = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        table = des_memory_table(&block, table, used, sizes[s]);
        assert_non_null(table);
        assert_int_equal((uintptr_t)table % DES_LINE, 0);
        for (size_t i = 0; i < used; i++) {
            assert_int_equal(table[i], (unsigned char)(i * 7 % 251));
        }
        fill(table, used, sizes[s]);
        used = sizes[s];
    }
    free(block);
}

static void a_table_that_cannot_grow_stays_as_it_was(void **state) {
    (void)state;
    void *block = NULL;
    unsigned char *table = des_memory_table(&block, NULL, 0, 300);
    assert_non_null(table);
    fill(table, 0, 300);
    void *const old = block;
    allocations_until_failure = 1;
    assert_null(des_memory_table(&block, table, 300, 600));
    allocations_until_failure = 0;
    assert_null(des_memory_table(&block, table, 300, SIZE_MAX)); /* no room for the line */
    assert_ptr_equal(block, old);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(table[i], (unsigned char)(i * 7 % 251));
    }
    free(block);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_begins_with_a_line_and_keeps_what_is_used),
        cmocka_unit_test(a_table_that_cannot_grow_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
