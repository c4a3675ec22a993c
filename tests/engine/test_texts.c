/* tests/engine/test_texts.c - the set of texts that labels come from. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "../../engine/results/texts.h"
#include "failing_memory.h"

enum { MANY = 1000 };

/* 7 i mod 1000 takes every number once. */
static const char *name_of(size_t i, char room[16]) {
    (void)snprintf(room, 16, "%03zu", 7 * i % MANY);
    return room;
}

static void fill(struct desi_texts *texts) {
    char room[16];
    assert_true(desi_texts_init(texts));
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(desi_texts_number(texts, name_of(i, room)), i);
    }
}

static void a_text_keeps_the_number_it_came_with(void **state) {
    (void)state;
    struct desi_texts texts;
    char room[16];
    fill(&texts);
    for (size_t i = MANY; i-- > 0;) {
        assert_int_equal(desi_texts_number(&texts, name_of(i, room)), i);
        assert_string_equal(texts.text[i], room);
    }
    assert_int_equal(texts.count, MANY);
    assert_null(texts.text[MANY]);
    desi_texts_fini(&texts);
}

static void sorted_texts_are_numbered_by_the_alphabet(void **state) {
    (void)state;
    struct desi_texts texts;
    char room[16];
    fill(&texts);
    desi_texts_sort(&texts);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(desi_texts_number(&texts, name_of(i, room)), 7 * i % MANY);
    }
    assert_int_equal(texts.count, MANY);
    assert_int_equal(desi_texts_number(&texts, "new"), MANY);
    assert_null(texts.text[MANY + 1]);
    desi_texts_fini(&texts);
}

static void without_memory_the_set_is_as_it_was(void **state) {
    (void)state;
    struct desi_texts texts;
    for (size_t failing = 1; failing <= 2; failing++) {
        allocations_until_failure = failing;
        assert_false(desi_texts_init(&texts));
        desi_texts_fini(&texts);
    }
    fill(&texts);
    while (texts.count < texts.capacity) { /* so that the next one has to grow */
        char room[32];
        (void)snprintf(room, sizeof room, "%zu", texts.count);
        assert_true(desi_texts_number(&texts, room) != SIZE_MAX);
    }
    size_t full = texts.count;
    for (size_t failing = 1; failing <= 3; failing++) { /* the copy, texts, slots */
        allocations_until_failure = failing;
        assert_true(desi_texts_number(&texts, "new") == SIZE_MAX);
        assert_int_equal(allocations_until_failure, 0);
        assert_int_equal(texts.count, full);
        assert_null(texts.text[full]);
        assert_int_equal(desi_texts_number(&texts, "007"), 1);
    }
    assert_int_equal(desi_texts_number(&texts, "new"), full);
    desi_texts_fini(&texts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_keeps_the_number_it_came_with),
        cmocka_unit_test(sorted_texts_are_numbered_by_the_alphabet),
        cmocka_unit_test(without_memory_the_set_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
