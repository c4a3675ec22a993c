/* engine/kernel/event_walk.h - over the entries of a bucket, chunk by chunk. */
#ifndef DESI_KERNEL_EVENT_WALK_H
#define DESI_KERNEL_EVENT_WALK_H

#include "event_set.h"

/* The next chunk is fetched while one is read. */
struct desi_walk {
    const struct desi_entry *entries; /* the present ones */
    uint32_t count;
    uint32_t chunk; /* where they lie */
    uint32_t next, left;
};

static inline struct desi_walk desi_walk_over(const struct desi_bucket *bucket) {
    return (struct desi_walk){.next = bucket->head, .left = bucket->count};
}

static inline void desi_walk_fetch(const struct desi_chunk *chunk) {
    const char *line = (const char *)chunk;
    __builtin_prefetch(line);
    __builtin_prefetch(line + 64);
    __builtin_prefetch(line + 128);
    __builtin_prefetch(line + 192);
}

/* False after the last. */
static inline bool desi_walk_on(const struct desi_event_set *set, struct desi_walk *walk) {
    if (walk->left == 0) {
        return false;
    }
    walk->chunk = walk->next;
    walk->entries = set->chunks[walk->chunk].entries;
    walk->count = walk->left < DESI_CHUNK_ENTRIES ? walk->left : DESI_CHUNK_ENTRIES;
    walk->left -= walk->count;
    if (walk->left > 0) {
        walk->next = set->chunks[walk->chunk].next;
        desi_walk_fetch(&set->chunks[walk->next]);
    }
    return true;
}

/* Gives back the chunk that was read. */
static inline void desi_walk_give(struct desi_event_set *set, const struct desi_walk *walk) {
    set->chunks[walk->chunk].next = set->free_chunk;
    set->free_chunk = walk->chunk;
}

#endif
