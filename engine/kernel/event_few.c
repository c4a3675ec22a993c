/* While all events are near: a heap of those that came between others.
 *
 * The root stays vacant after the first was taken, so that an event that is put in then
 * is one walk. */
#include "event_walk.h"

static inline struct desi_entry *at(struct desi_few *few, size_t offset) {
    return (struct desi_entry *)(void *)((char *)few->entries + offset);
}

/* Puts an entry into the vacant place.  Places are offsets in bytes, and after the last
 * entry stands one later than all: that leaves little to compute. */
static inline void sift_down(struct desi_few *few, size_t place, struct desi_entry entry) {
    enum { SIZE = sizeof(struct desi_entry) };
    const size_t end = few->count * (size_t)SIZE;
    for (size_t child = 2 * place + SIZE; child < end; child = 2 * place + SIZE) {
        const struct desi_entry *left = at(few, child);
        child += SIZE & -(size_t)desi_entry_before(left + 1, left);
        if (!desi_entry_before(at(few, child), &entry)) {
            break;
        }
        *at(few, place) = *at(few, child);
        place = child;
    }
    *at(few, place) = entry;
}

static inline void set_count(struct desi_few *few, uint32_t count) {
    few->count = count;
    few->entries[count] = (struct desi_entry){UINT64_MAX, UINT64_MAX, 0, 0};
}

static inline void sift_up(struct desi_few *few, uint32_t place, struct desi_entry entry) {
    struct desi_entry *entries = few->entries;
    for (; place > 0 && desi_entry_before(&entry, &entries[(place - 1) / 2]);
         place = (place - 1) / 2) {
        entries[place] = entries[(place - 1) / 2];
    }
    entries[place] = entry;
}

static void make_heap(struct desi_few *few) {
    for (uint32_t i = few->count / 2; i-- > 0;) {
        sift_down(few, i * sizeof(struct desi_entry), few->entries[i]);
    }
}

void desi_few_settle(struct desi_few *few) {
    few->vacant = false;
    const uint32_t count = few->count - 1;
    const struct desi_entry last = few->entries[count];
    set_count(few, count);
    if (count > 0) {
        sift_down(few, 0, last);
    }
}

enum des_status desi_few_add(struct desi_event_set *set, uint64_t rank, uint64_t order,
                             uint32_t slot, uint32_t stamp) {
    struct desi_few *few = &set->few;
    const struct desi_entry entry = {rank, order, slot, stamp};
    if (few->vacant) {
        few->vacant = false;
        sift_down(few, 0, entry);
        return DES_OK;
    }
    const uint32_t count = few->count;
    set_count(few, count + 1);
    sift_up(few, count, entry);
    if (count + (uint32_t)(set->end - set->first) >= DESI_QUEUE_MOST) {
        desi_events_spread(set);
    }
    return DES_OK;
}

void desi_few_begin(struct desi_event_set *set, const struct desi_bucket *bucket) {
    struct desi_few *few = &set->few;
    uint32_t count = 0;
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            few->entries[count++] = walk.entries[i];
        }
        desi_walk_give(set, &walk);
    }
    set_count(few, count);
    make_heap(few);
}

uint32_t desi_few_take(struct desi_event_set *set, struct desi_entry **entries) {
    struct desi_few *few = &set->few;
    const uint32_t vacant = few->vacant, count = few->count - vacant;
    *entries = few->entries + vacant;
    few->vacant = false;
    few->count = 0;
    return count;
}

void desi_few_drop(struct desi_event_set *set) {
    struct desi_entry *entries;
    const uint32_t count = desi_few_take(set, &entries);
    struct desi_few *few = &set->few;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (desi_entry_counts(set, &entries[i])) {
            few->entries[kept++] = entries[i];
        }
    }
    set_count(few, kept);
    make_heap(few);
}
