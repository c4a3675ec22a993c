/* include/des/memory.h - tables: large blocks that are looked at here and there.
 *
 * A record that begins with a line of the cache and fills few of them is read as fast as
 * memory allows.  Where a page is 4 KiB, each look first has to find its page, in tables that
 * are themselves out of cache: in pages of 2 MiB a random look at 64 MiB took a quarter less. */
#ifndef DES_MEMORY_H
#define DES_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

/* Bytes of a line of the cache. */
enum { DES_LINE = 64 };

/* A table of `size` bytes that begins with a line of the cache, in large pages where it has
 * 4 MiB or more and the system has such pages; the first `used` bytes are those of `old`, the
 * rest has no value yet.
 *   block  what is to be given to free() in the end, *block NULL before the first table; the
 *          block of the old table is freed
 * NULL when out of memory: then nothing has changed.  O(used). */
DES_API void *des_memory_table(void **block, const void *old, size_t used, size_t size);

/* Fetches the lines of so many bytes into the cache, without waiting for them: a wish, that
 * changes nothing.  A size known to the compiler takes no branch.  Always inline: gcc 12 leaves
 * out the call of a function that does nothing but fetch. */
__attribute__((always_inline)) static inline void des_memory_fetch(const void *begin, size_t size) {
    const char *const first = begin;
    for (size_t at = 0; at < size; at += DES_LINE) {
        __builtin_prefetch(first + at);
    }
    __builtin_prefetch(first + size - 1); /* in a line of its own, or in the one before */
}

#endif
