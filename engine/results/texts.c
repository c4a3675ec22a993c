/* engine/results/texts.c - a set of texts by open addressing: a hash only finds, it never orders.
 */
#include "texts.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Where the text stands, or would stand. */
static uint32_t *slot_of(const struct desi_texts *texts, const char *text) {
    size_t mask = 2 * texts->capacity - 1, at = XXH3_64bits(text, strlen(text)) & mask;
    while (texts->slot[at] != 0 && strcmp(texts->text[texts->slot[at] - 1], text) != 0) {
        at = (at + 1) & mask;
    }
    return &texts->slot[at];
}

static void enter_all(struct desi_texts *texts) {
    memset(texts->slot, 0, 2 * texts->capacity * sizeof *texts->slot);
    for (size_t i = 0; i < texts->count; i++) {
        *slot_of(texts, texts->text[i]) = (uint32_t)i + 1;
    }
}

static bool set_capacity(struct desi_texts *texts, size_t capacity) {
    char **text = realloc(texts->text, (capacity + 1) * sizeof *text);
    texts->text = text != NULL ? text : texts->text;
    uint32_t *slot = malloc(2 * capacity * sizeof *slot);
    if (text == NULL || slot == NULL) {
        free(slot);
        return false;
    }
    free(texts->slot);
    texts->slot = slot;
    texts->capacity = capacity;
    texts->text[texts->count] = NULL;
    enter_all(texts);
    return true;
}

bool desi_texts_init(struct desi_texts *texts) {
    *texts = (struct desi_texts){0};
    return set_capacity(texts, 64);
}

void desi_texts_fini(struct desi_texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->text[i]);
    }
    free(texts->text);
    free(texts->slot);
}

/* Number + 1 of a new text; 0 when out of memory. */
static uint32_t add(struct desi_texts *texts, const char *text) {
    char *copy = malloc(strlen(text) + 1);
    bool full = texts->count == texts->capacity;
    if (copy == NULL || (full && !set_capacity(texts, 2 * texts->capacity))) {
        free(copy);
        return 0;
    }
    texts->text[texts->count++] = strcpy(copy, text);
    texts->text[texts->count] = NULL;
    return *slot_of(texts, text) = (uint32_t)texts->count;
}

size_t desi_texts_number(struct desi_texts *texts, const char *text) {
    uint32_t known = *slot_of(texts, text);
    return (size_t)(known != 0 ? known : add(texts, text)) - 1;
}

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void desi_texts_sort(struct desi_texts *texts) {
    qsort(texts->text, texts->count, sizeof texts->text[0], compare);
    enter_all(texts);
}
