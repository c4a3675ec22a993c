/* tests/failing_memory.h - makes the n-th allocation from now on fail.
 *
 * For one source of a test program that is linked with --wrap of malloc, calloc
 * and realloc (tests/engine/CMakeLists.txt). */
#ifndef AKSIM_TESTS_FAILING_MEMORY_H
#define AKSIM_TESTS_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

static size_t allocations_until_failure; /* 0: none fails */
static size_t zeroed_bytes;              /* asked of calloc so far */

static bool allocation_fails(void) {
    return allocations_until_failure > 0 && --allocations_until_failure == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size) {
    return allocation_fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    zeroed_bytes += count * size;
    return allocation_fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return allocation_fails() ? NULL : __real_realloc(old, size);
}

#endif
