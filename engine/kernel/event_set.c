#include "event_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRONT 32 /* places kept before the first near event, for what comes before it */

_Static_assert(sizeof(struct desi_entry) == 24 && sizeof(struct desi_record) == 32,
               "entries and records are packed");

/* ---- memory ---- */

void desi_events_init(struct desi_event_set *set) {
    *set = (struct desi_event_set){.first = FRONT,
                                   .end = FRONT,
                                   .near_most = DESI_NEAR_MOST,
                                   .free_chunk = DESI_NONE,
                                   .free_slot = DESI_NONE};
}

void desi_events_fini(struct desi_event_set *set) {
    free(set->near);
    free(set->buckets);
    free(set->chunks);
    free(set->record_memory);
}

/* Entries at most: those left behind are at most half of the capacity. */
static size_t entries_at(uint32_t capacity) {
    return (size_t)capacity + capacity / 2 + 2;
}

static size_t buckets_at(uint32_t capacity) {
    size_t buckets = capacity / 2 + 2;
    return buckets < DESI_BUCKETS_MOST ? buckets : DESI_BUCKETS_MOST;
}

/* Each bucket that is not empty may have one chunk that is not full. */
static size_t chunks_at(uint32_t capacity) {
    const size_t entries = entries_at(capacity), buckets = DESI_RUNGS * buckets_at(capacity) + 1;
    return entries / DESI_CHUNK_ENTRIES + (entries < buckets ? entries : buckets) + 4;
}

static size_t near_at(uint32_t capacity) {
    return entries_at(capacity) + entries_at(capacity) / 4 + 2 * FRONT;
}

static bool grow(void **memory, size_t count, size_t size) {
    void *grown = realloc(*memory, count * size);
    if (grown) {
        *memory = grown;
    }
    return grown != NULL;
}

/* The rungs keep their buckets where they are, so there may only be a larger
 * number of them per rung when no rung is in use. */
static bool grow_buckets(struct desi_event_set *set, uint32_t capacity) {
    const size_t old = set->buckets ? buckets_at(set->capacity) : 0, new = buckets_at(capacity);
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

static bool grow_records(struct desi_event_set *set, uint32_t capacity) {
    const size_t size = sizeof(struct desi_record);
    char *memory = malloc((capacity + (size_t)1) * size);
    if (!memory) {
        return false;
    }
    struct desi_record *records = (void *)(memory + (size - (uintptr_t)memory % size) % size);
    if (set->fresh_slot > 0) {
        memcpy(records, set->records, set->fresh_slot * size);
    }
    free(set->record_memory);
    set->record_memory = memory;
    set->records = records;
    return true;
}

enum des_status desi_events_reserve(struct desi_event_set *set, uint32_t capacity) {
    if (capacity <= set->capacity) {
        return DES_OK;
    }
    void *near = set->near, *chunks = set->chunks;
    bool near_grown = grow(&near, near_at(capacity), sizeof(*set->near));
    set->near = near;
    bool chunks_grown = near_grown && grow(&chunks, chunks_at(capacity), sizeof(*set->chunks));
    set->chunks = chunks;
    /* What has grown stays so: it is only used up to the old capacity. */
    if (!chunks_grown || !grow_records(set, capacity) || !grow_buckets(set, capacity)) {
        return DES_ENOMEM;
    }
    set->near_capacity = (uint32_t)near_at(capacity);
    set->capacity = capacity;
    return DES_OK;
}

/* ---- buckets ---- */

static uint32_t take_chunk(struct desi_event_set *set) {
    uint32_t chunk = set->free_chunk;
    if (chunk == DESI_NONE) {
        return set->fresh_chunk++;
    }
    set->free_chunk = set->chunks[chunk].next;
    return chunk;
}

static inline void append(struct desi_event_set *set, struct desi_bucket *bucket,
                          struct desi_entry entry) {
    uint32_t place = bucket->count % DESI_CHUNK_ENTRIES;
    if (place == 0) {
        uint32_t chunk = take_chunk(set);
        if (bucket->count == 0) {
            bucket->head = chunk;
        } else {
            set->chunks[bucket->tail].next = chunk;
        }
        bucket->tail = chunk;
    }
    set->chunks[bucket->tail].entries[place] = entry;
    bucket->count++;
}

static void give_chunks(struct desi_event_set *set, const struct desi_bucket *bucket) {
    if (bucket->count > 0) {
        set->chunks[bucket->tail].next = set->free_chunk;
        set->free_chunk = bucket->head;
    }
}

/* Walks over the chunks of a bucket; the next one is fetched while one is read. */
struct walk {
    uint32_t chunk, count; /* the present one and its entries */
    uint32_t next, left;
};

static struct walk walk_over(const struct desi_bucket *bucket) {
    return (struct walk){.next = bucket->head, .left = bucket->count};
}

static inline bool walk_on(const struct desi_event_set *set, struct walk *walk) {
    if (walk->left == 0) {
        return false;
    }
    walk->chunk = walk->next;
    walk->count = walk->left < DESI_CHUNK_ENTRIES ? walk->left : DESI_CHUNK_ENTRIES;
    walk->left -= walk->count;
    if (walk->left > 0) {
        walk->next = set->chunks[walk->chunk].next;
        const char *ahead = (const char *)&set->chunks[walk->next];
        __builtin_prefetch(ahead);
        __builtin_prefetch(ahead + 64);
        __builtin_prefetch(ahead + 128);
        __builtin_prefetch(ahead + 192);
    }
    return true;
}

/* ---- near events ---- */

static void clear_near(struct desi_event_set *set) {
    set->first = set->end = FRONT;
    set->near_most = DESI_NEAR_MOST;
}

/* Insertion sort; equal times come in their order. */
static void sort_few(struct desi_event_set *set, const struct desi_bucket *bucket) {
    clear_near(set);
    struct desi_entry *near = &set->near[FRONT];
    uint32_t count = 0;
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            struct desi_entry entry = set->chunks[walk.chunk].entries[i];
            __builtin_prefetch(&set->records[entry.slot]);
            uint32_t place = count++;
            for (; place > 0 && desi_entry_before(&entry, &near[place - 1]); place--) {
                near[place] = near[place - 1];
            }
            near[place] = entry;
        }
    }
    set->end = FRONT + count;
}

static void sift(struct desi_entry *entries, size_t place, size_t count) {
    struct desi_entry entry = entries[place];
    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        child += child + 1 < count && desi_entry_before(&entries[child], &entries[child + 1]);
        if (!desi_entry_before(&entry, &entries[child])) {
            break;
        }
        entries[place] = entries[child];
        place = child;
    }
    entries[place] = entry;
}

/* Heapsort: needs no memory. */
static void sort_entries(struct desi_entry *entries, size_t count) {
    for (size_t i = count / 2; i-- > 0;) {
        sift(entries, i, count);
    }
    for (size_t i = count; i-- > 1;) {
        struct desi_entry last = entries[i];
        entries[i] = entries[0];
        entries[0] = last;
        sift(entries, 0, i);
    }
}

/* Many of one time: mostly in order already. */
static void sort_many(struct desi_event_set *set, const struct desi_bucket *bucket) {
    clear_near(set);
    bool sorted = true;
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        memcpy(&set->near[set->end], set->chunks[walk.chunk].entries,
               walk.count * sizeof(*set->near));
        for (uint32_t i = 0; i < walk.count; i++, set->end++) {
            sorted = sorted && (set->end == FRONT ||
                                desi_entry_before(&set->near[set->end - 1], &set->near[set->end]));
        }
    }
    if (!sorted) {
        sort_entries(&set->near[set->first], set->end - set->first);
    }
}

/* How many near events come before this one.  No branches to guess. */
static inline uint32_t near_before(const struct desi_event_set *set,
                                   const struct desi_entry *entry) {
    const struct desi_entry *base = &set->near[set->first];
    size_t left = set->end - set->first, before = 0;
    while (left > 1) {
        size_t half = left / 2;
        before += half & -(size_t)desi_entry_before(&base[before + half - 1], entry);
        left -= half;
    }
    return (uint32_t)(before + (left == 1 && desi_entry_before(&base[before], entry)));
}

/* Moves the near events to the front of their array. */
static void rewind_near(struct desi_event_set *set) {
    uint32_t count = set->end - set->first;
    memmove(&set->near[FRONT], &set->near[set->first], count * sizeof(*set->near));
    set->first = FRONT;
    set->end = FRONT + count;
}

static void deal(struct desi_event_set *set, struct desi_bucket bucket);

/* Puts too many near events back into buckets. */
static void deal_near(struct desi_event_set *set) {
    struct desi_bucket bucket = {0};
    for (uint32_t i = set->first; i < set->end; i++) {
        append(set, &bucket, set->near[i]);
    }
    deal(set, bucket);
    if (set->end > set->first) {
        set->near_most = 2 * (set->end - set->first);
    }
}

/* The entry comes in registers: one stored in pieces just before would have to be
 * waited for when it is copied as a whole. */
static void insert_near(struct desi_event_set *set, uint64_t rank, uint64_t order, uint32_t slot,
                        uint32_t stamp) {
    const struct desi_entry entry = {rank, order, slot, stamp};
    if (set->end == set->near_capacity) {
        rewind_near(set);
    }
    const uint32_t count = set->end - set->first;
    struct desi_entry *base = &set->near[set->first];
    if (count == 0 || desi_entry_before(&base[count - 1], &entry)) {
        base[count] = entry;
        set->end++;
        return;
    }
    const uint32_t before = near_before(set, &entry);
    if (set->first > 0 && before < count - before) {
        memmove(base - 1, base, before * sizeof(*base));
        set->first--;
    } else {
        memmove(base + before + 1, base + before, (count - before) * sizeof(*base));
        set->end++;
    }
    set->near[set->first + before] = entry;
    if (__builtin_expect(count > set->near_most, 0)) {
        deal_near(set);
    }
}

/* ---- rungs ---- */

/* The bucket of a time.  Never smaller for a later time, whatever is rounded:
 * that is all that order needs. */
static inline uint32_t bucket_of(const struct desi_rung *rung, double time) {
    double place = (time - rung->start) * rung->per_time;
    return place < (double)rung->count ? (uint32_t)place : rung->count - 1;
}

static void deal_into(struct desi_event_set *set, struct desi_rung *rung,
                      const struct desi_bucket *bucket) {
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            const struct desi_entry entry = set->chunks[walk.chunk].entries[i];
            append(set, &rung->buckets[bucket_of(rung, desi_time_of(entry.rank))], entry);
        }
        set->chunks[walk.chunk].next = set->free_chunk;
        set->free_chunk = walk.chunk;
    }
}

static void range_of(const struct desi_event_set *set, const struct desi_bucket *bucket,
                     double *low, double *high) {
    uint64_t least = UINT64_MAX, most = 0;
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            uint64_t rank = set->chunks[walk.chunk].entries[i].rank;
            least = rank < least ? rank : least;
            most = rank > most ? rank : most;
        }
    }
    *low = desi_time_of(least);
    *high = desi_time_of(most);
}

/* Makes near events, or another rung, of a bucket that is not empty. */
static void deal(struct desi_event_set *set, struct desi_bucket bucket) {
    if (bucket.count <= DESI_SORT_MOST) {
        sort_few(set, &bucket);
        give_chunks(set, &bucket);
        return;
    }
    double low, high;
    range_of(set, &bucket, &low, &high);
    const size_t most = buckets_at(set->capacity);
    const uint32_t count = (uint32_t)(bucket.count / 2 < most ? bucket.count / 2 : most);
    const double per_time = count / (high - low);
    if (set->rung_count == DESI_RUNGS || !(per_time > 0 && per_time < (double)INFINITY)) {
        sort_many(set, &bucket);
        give_chunks(set, &bucket);
        return;
    }
    if (set->rung_count == 0) {
        set->last = high;
    }
    clear_near(set);
    struct desi_rung *rung = &set->rungs[set->rung_count++];
    rung->start = low;
    rung->per_time = per_time;
    rung->next = 0;
    rung->count = count;
    memset(rung->buckets, 0, count * sizeof(*rung->buckets));
    deal_into(set, rung, &bucket);
}

/* Deals the next bucket of the finest rung, or gives up the rung. */
static void deal_next(struct desi_event_set *set) {
    struct desi_rung *rung = &set->rungs[set->rung_count - 1];
    while (rung->next < rung->count && rung->buckets[rung->next].count == 0) {
        rung->next++;
    }
    if (rung->next == rung->count) {
        set->rung_count--;
    } else {
        deal(set, rung->buckets[rung->next++]);
    }
}

bool desi_events_refill(struct desi_event_set *set) {
    while (set->first == set->end) {
        if (set->rung_count > 0) {
            deal_next(set);
        } else if (set->far.count > 0) {
            struct desi_bucket far = set->far;
            set->far.count = 0;
            deal(set, far);
        } else {
            return false;
        }
    }
    return true;
}

/* ---- putting in ---- */

/* Without rungs: few stay near altogether; far ones are later than all near. */
static inline bool is_near(const struct desi_event_set *set, uint64_t rank) {
    const uint32_t count = set->end - set->first;
    return (set->far.count == 0 && count < DESI_SORT_MOST) ||
           (count > 0 && rank <= set->near[set->end - 1].rank);
}

static inline void put(struct desi_event_set *set, double time, struct desi_entry entry) {
    if (set->rung_count == 0) {
        if (is_near(set, entry.rank)) {
            insert_near(set, entry.rank, entry.order, entry.slot, entry.stamp);
        } else {
            append(set, &set->far, entry);
        }
        return;
    }
    if (time > set->last) {
        append(set, &set->far, entry);
        return;
    }
    for (uint32_t i = 0; i < set->rung_count; i++) {
        struct desi_rung *rung = &set->rungs[i];
        double place = (time - rung->start) * rung->per_time;
        if (place >= (double)rung->next) {
            uint32_t bucket = place < (double)rung->count ? (uint32_t)place : rung->count - 1;
            if (bucket >= rung->next) {
                append(set, &rung->buckets[bucket], entry);
                return;
            }
        }
    }
    insert_near(set, entry.rank, entry.order, entry.slot, entry.stamp);
}

static uint32_t take_slot(struct desi_event_set *set) {
    uint32_t slot = set->free_slot;
    if (slot == DESI_NONE) {
        slot = set->fresh_slot++;
        set->records[slot].generation = 1;
        set->records[slot].stamp = 0;
    } else {
        set->free_slot = (uint32_t)set->records[slot].rank;
    }
    set->pending++;
    return slot;
}

uint32_t desi_events_add(struct desi_event_set *set, double time, uint64_t order,
                         struct des_event event) {
    const uint32_t slot = take_slot(set);
    struct desi_record *record = &set->records[slot];
    const struct desi_entry entry = {desi_rank_of(time), order, slot, record->stamp};
    event.kind |= ((uint32_t)(order >> 48) + (uint32_t)INT16_MIN) << 16;
    record->event.event = event;
    record->rank = entry.rank;
    put(set, time, entry);
    return slot;
}

/* ---- what cancelling leaves ---- */

static inline bool counts(const struct desi_event_set *set, const struct desi_entry *entry) {
    return set->records[entry->slot].stamp == entry->stamp;
}

static void drop_in_bucket(struct desi_event_set *set, struct desi_bucket *bucket) {
    struct desi_bucket kept = {0};
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        const struct desi_chunk chunk = set->chunks[walk.chunk];
        set->chunks[walk.chunk].next = set->free_chunk;
        set->free_chunk = walk.chunk;
        for (uint32_t i = 0; i < walk.count; i++) {
            if (counts(set, &chunk.entries[i])) {
                append(set, &kept, chunk.entries[i]);
            }
        }
    }
    *bucket = kept;
}

static void drop_stale(struct desi_event_set *set) {
    uint32_t end = set->first;
    for (uint32_t i = set->first; i < set->end; i++) {
        if (counts(set, &set->near[i])) {
            set->near[end++] = set->near[i];
        }
    }
    set->end = end;
    drop_in_bucket(set, &set->far);
    for (uint32_t r = 0; r < set->rung_count; r++) {
        for (uint32_t b = set->rungs[r].next; b < set->rungs[r].count; b++) {
            drop_in_bucket(set, &set->rungs[r].buckets[b]);
        }
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
    desi_events_give(set, slot);
}

void desi_events_move(struct desi_event_set *set, uint32_t slot, double time, uint64_t order) {
    leave(set, slot);
    const struct desi_entry entry = {desi_rank_of(time), order, slot, set->records[slot].stamp};
    set->records[slot].rank = entry.rank;
    put(set, time, entry);
}

static struct desi_entry *copy_bucket(const struct desi_event_set *set,
                                      const struct desi_bucket *bucket, struct desi_entry *to) {
    for (struct walk walk = walk_over(bucket); walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            const struct desi_entry *entry = &set->chunks[walk.chunk].entries[i];
            if (counts(set, entry)) {
                *to++ = *entry;
            }
        }
    }
    return to;
}

void desi_events_copy(const struct desi_event_set *set, struct desi_entry *entries) {
    for (uint32_t i = set->first; i < set->end; i++) {
        if (counts(set, &set->near[i])) {
            *entries++ = set->near[i];
        }
    }
    entries = copy_bucket(set, &set->far, entries);
    for (uint32_t r = 0; r < set->rung_count; r++) {
        for (uint32_t b = set->rungs[r].next; b < set->rungs[r].count; b++) {
            entries = copy_bucket(set, &set->rungs[r].buckets[b], entries);
        }
    }
}
