#define _DEFAULT_SOURCE /* madvise */
#include "des/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE ((uintptr_t)4096)
#define LEAST ((size_t)4 << 20) /* holds a large page wherever it begins */

/* Before the pages are written: a page that is there stays as small as it is. */
static void ask_for_large_pages(const void *memory, size_t size) {
#ifdef MADV_HUGEPAGE
    if (size >= LEAST) {
        const uintptr_t from = ((uintptr_t)memory + PAGE - 1) / PAGE * PAGE;
        const uintptr_t to = ((uintptr_t)memory + size) / PAGE * PAGE;
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE); /* a wish: it may be refused */
    }
#else
    (void)memory;
    (void)size;
#endif
}

void *des_memory_table(void **block, const void *old, size_t used, size_t size) {
    if (size > SIZE_MAX - DES_LINE) {
        return NULL;
    }
    char *grown = malloc(size + DES_LINE);
    if (!grown) {
        return NULL;
    }
    ask_for_large_pages(grown, size);
    char *table = grown + (DES_LINE - (uintptr_t)grown % DES_LINE) % DES_LINE;
    if (used > 0) {
        memcpy(table, old, used);
    }
    free(*block);
    *block = grown;
    return table;
}
