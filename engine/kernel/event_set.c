#include "event_set.h"

#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "event_walk.h"

_Static_assert(sizeof(struct desi_entry) == 24 && sizeof(struct desi_record) == 32 &&
                   sizeof(struct desi_chunk) == 256,
               "entries, records and chunks are packed");

/* ---- memory ---- */

void desi_events_init(struct desi_event_set *set) {
    *set = (struct desi_event_set){.last = (double)INFINITY,
                                   .near_most = DESI_NEAR_MOST,
                                   .free_chunk = DESI_NONE,
                                   .free_slot = DESI_NONE,
                                   .promised_slot = DESI_NONE};
    desi_far_begin(set, (struct desi_bucket){0});
}

void desi_events_fini(struct desi_event_set *set) {
    free(set->near_memory);
    free(set->buckets);
    free(set->chunk_memory);
    free(set->record_memory);
}

/* Entries at most: those left behind are at most half of the capacity. */
static size_t entries_at(uint32_t capacity) {
    return (size_t)capacity + capacity / 2 + 2;
}

size_t desi_events_buckets(uint32_t capacity) {
    const size_t buckets = 2 * entries_at(capacity);
    return buckets < DESI_BUCKETS_MOST ? buckets : DESI_BUCKETS_MOST;
}

/* Each bucket that is not empty may have one chunk that is not full. */
static size_t chunks_at(uint32_t capacity) {
    const size_t entries = entries_at(capacity);
    const size_t buckets = DESI_RUNGS * desi_events_buckets(capacity) + 1;
    return entries / DESI_CHUNK_ENTRIES + (entries < buckets ? entries : buckets) + 4;
}

/* As many again, so that they are seldom moved to the front. */
static size_t near_at(uint32_t capacity) {
    return 2 * entries_at(capacity) + 2 * DESI_FRONT;
}

void desi_events_narrow(struct desi_event_set *set) {
    const uint32_t few = DESI_FRONT + 2 * DESI_QUEUE_MOST;
    set->near_limit = set->near + (set->near_capacity < few ? set->near_capacity : few);
}

static bool grow_near(struct desi_event_set *set, uint32_t capacity) {
    const size_t first = set->near ? (size_t)(set->first - set->near) : DESI_FRONT;
    const size_t end = set->near ? (size_t)(set->end - set->near) : DESI_FRONT;
    struct desi_entry *near = realloc(set->near_memory, near_at(capacity) * sizeof(*near));
    if (!near) {
        return false;
    }
    set->near_memory = set->near = near;
    set->near_capacity = (uint32_t)near_at(capacity);
    set->near_limit = near + set->near_capacity;
    set->first = near + first;
    set->end = near + end;
    if (!(set->last < (double)INFINITY)) {
        desi_events_narrow(set);
    }
    return true;
}

/* The rungs keep their buckets where they are, so there may only be a larger
 * number of them per rung when no rung is in use. */
static bool grow_buckets(struct desi_event_set *set, uint32_t capacity) {
    const size_t old = set->buckets ? desi_events_buckets(set->capacity) : 0;
    const size_t new = desi_events_buckets(capacity);
    if (old == new) {
        return true;
    }
    struct desi_bucket *buckets = malloc(DESI_RUNGS * new * sizeof(*buckets));
    if (!buckets) {
        return false;
    }
    for (uint32_t i = 0; i < DESI_RUNGS; i++) {
        if (i < set->rung_count) {
            memcpy(&buckets[i * new], set->rungs[i].buckets,
                   set->rungs[i].count * sizeof(*buckets));
        }
        set->rungs[i].buckets = &buckets[i * new];
    }
    free(set->buckets);
    set->buckets = buckets;
    return true;
}

static bool grow_chunks(struct desi_event_set *set, uint32_t capacity) {
    const size_t size = sizeof(*set->chunks);
    const struct desi_bucket far = desi_far_bucket(set);
    void *chunks = des_memory_table(&set->chunk_memory, set->chunks, set->fresh_chunk * size,
                                    chunks_at(capacity) * size);
    if (chunks) {
        set->chunks = chunks;
        desi_far_begin(set, far);
    }
    return chunks != NULL;
}

static bool grow_records(struct desi_event_set *set, uint32_t capacity) {
    const size_t size = sizeof(*set->records);
    void *records = des_memory_table(&set->record_memory, set->records, set->fresh_slot * size,
                                     capacity * size);
    if (records) {
        set->records = records;
    }
    return records != NULL;
}

/* What has grown before something else could not stays so: it is only used up to the
 * old capacity. */
enum des_status desi_events_reserve(struct desi_event_set *set, uint32_t capacity) {
    if (capacity <= set->capacity) {
        return DES_OK;
    }
    desi_events_leave_run(set);
    if (!grow_near(set, capacity) || !grow_chunks(set, capacity) || !grow_records(set, capacity) ||
        !grow_buckets(set, capacity)) {
        return DES_ENOMEM;
    }
    set->capacity = capacity;
    return DES_OK;
}

/* ---- what cancelling leaves ---- */

/* Chunks are read as copies, as what is kept may go into the same. */
static void drop_in_bucket(struct desi_event_set *set, struct desi_bucket *bucket) {
    const struct desi_bucket old = *bucket;
    bucket->count = bucket->room = 0;
    for (struct desi_walk walk = desi_walk_over(&old); desi_walk_on(set, &walk);) {
        struct desi_entry entries[DESI_CHUNK_ENTRIES];
        memcpy(entries, walk.entries, walk.count * sizeof(*entries));
        desi_walk_give(set, &walk);
        for (uint32_t i = 0; i < walk.count; i++) {
            if (desi_entry_counts(set, &entries[i])) {
                desi_bucket_append(set, bucket, entries[i]);
            }
        }
    }
}

static void drop_in_rung(struct desi_event_set *set, struct desi_rung *rung) {
    for (uint32_t i = 0; i < rung->count; i++) {
        const uint64_t bit = (uint64_t)1 << i % 64;
        if (rung->filled[i / 64] & bit) {
            drop_in_bucket(set, &rung->buckets[i]);
            rung->filled[i / 64] ^= rung->buckets[i].count == 0 ? bit : 0;
        }
    }
}

static void drop_stale(struct desi_event_set *set) {
    desi_events_leave_run(set);
    struct desi_entry *end = set->first;
    for (const struct desi_entry *entry = set->first; entry < set->end; entry++) {
        if (desi_entry_counts(set, entry)) {
            *end++ = *entry;
        }
    }
    set->end = end;
    desi_few_drop(set);
    struct desi_bucket far = desi_far_bucket(set);
    drop_in_bucket(set, &far);
    desi_far_begin(set, far);
    for (uint32_t r = 0; r < set->rung_count; r++) {
        drop_in_rung(set, &set->rungs[r]);
    }
    set->stale = 0;
}

/* The entry of this slot counts no more.  No entry has the last of all stamps, so
 * that before they begin anew all that are left over are dropped. */
static void leave(struct desi_event_set *set, uint32_t slot) {
    set->stale++;
    const bool used_up = ++set->records[slot].stamp == UINT32_MAX;
    if (used_up || set->stale > set->capacity / 2) {
        drop_stale(set);
    }
    if (used_up) {
        set->records[slot].stamp = 0;
    }
}

void desi_events_remove(struct desi_event_set *set, uint32_t slot) {
    leave(set, slot);
    desi_events_give(set, &set->records[slot], slot);
}

void desi_events_move(struct desi_event_set *set, uint32_t slot, double time, uint64_t order) {
    leave(set, slot);
    const struct desi_entry entry = {desi_rank_of(time), order, slot, set->records[slot].stamp};
    set->records[slot].time = time;
    (void)desi_events_put(set, time, entry);
}

static struct desi_entry *copy_some(const struct desi_event_set *set,
                                    const struct desi_entry *entries, size_t count,
                                    struct desi_entry *to) {
    for (size_t i = 0; i < count; i++) {
        if (desi_entry_counts(set, &entries[i])) {
            *to++ = entries[i];
        }
    }
    return to;
}

static struct desi_entry *copy_bucket(const struct desi_event_set *set,
                                      const struct desi_bucket *bucket, struct desi_entry *to) {
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        to = copy_some(set, walk.entries, walk.count, to);
    }
    return to;
}

static struct desi_entry *copy_run(const struct desi_event_set *set, struct desi_entry *to) {
    struct desi_walk walk = desi_walk_over(&set->run);
    while (desi_walk_on(set, &walk)) {
        to = copy_some(set, walk.entries, walk.count, to);
    }
    return to;
}

void desi_events_copy(const struct desi_event_set *set, struct desi_entry *entries) {
    entries = copy_some(set, set->first, (size_t)(set->end - set->first), entries);
    if (set->running) {
        entries = copy_run(set, entries);
    }
    const struct desi_few *few = &set->few;
    entries = copy_some(set, few->entries + few->vacant, few->count - few->vacant, entries);
    const struct desi_bucket far = desi_far_bucket(set);
    entries = copy_bucket(set, &far, entries);
    for (uint32_t r = 0; r < set->rung_count; r++) {
        const struct desi_rung *rung = &set->rungs[r];
        for (uint32_t i = 0; i < rung->count; i++) {
            if (rung->filled[i / 64] >> i % 64 & 1) {
                entries = copy_bucket(set, &rung->buckets[i], entries);
            }
        }
    }
}
