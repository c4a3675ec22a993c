/* engine/results/texts.h - a set of texts, each once and with a number: the labels of a column. */
#ifndef DESI_TEXTS_H
#define DESI_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

struct desi_texts {
    char **text; /* by number, in the order in which they first came; ends with NULL */
    size_t count, capacity;
    uint32_t *slot; /* number + 1 by hash; 0: nothing; twice the capacity, a power of two */
};

/* Begins with none; false when out of memory.  desi_texts_fini in either case, and of zeroes. */
DES_NODISCARD bool desi_texts_init(struct desi_texts *texts);
void desi_texts_fini(struct desi_texts *texts);

/* The number of a text, from 0; a new one is copied and takes the next.  O(1) on average.
 * SIZE_MAX when out of memory: the set is as it was. */
size_t desi_texts_number(struct desi_texts *texts, const char *text);

/* Numbers them anew in the order of the alphabet (of bytes), however they came. */
void desi_texts_sort(struct desi_texts *texts);

#endif
