/* How the future event set comes to its near events: dealing and sorting. */
#include <string.h>

#include "event_walk.h"

/* ---- near events ---- */

static void clear_near(struct desi_event_set *set) {
    set->near = set->near_memory;
    set->near_limit = set->near + set->near_capacity;
    set->first = set->end = set->near + DESI_FRONT;
    set->near_most = DESI_NEAR_MOST;
}

/* All events are near. */
static void keep_near(struct desi_event_set *set) {
    set->last = (double)INFINITY;
    desi_events_narrow(set);
}

/* What comes after those that are near now is far. */
static void end_near(struct desi_event_set *set) {
    set->last = desi_time_of(set->end[-1].rank);
    set->near_limit = set->near + set->near_capacity;
}

static void give_chunks(struct desi_event_set *set, const struct desi_bucket *bucket) {
    if (bucket->count > 0) {
        set->chunks[bucket->tail].next = set->free_chunk;
        set->free_chunk = bucket->head;
    }
}

static struct desi_entry *copy_out(const struct desi_event_set *set,
                                   const struct desi_bucket *bucket, struct desi_entry *to) {
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            *to++ = walk.entries[i];
        }
    }
    return to;
}

/* Makes near events of a few in any order. */
static void sort_few(struct desi_event_set *set, const struct desi_entry *entries, uint32_t count) {
    clear_near(set);
    set->end = set->first + count;
    desi_events_sort_few(set, entries, count, set->first);
}

static void sort_bucket(struct desi_event_set *set, const struct desi_bucket *bucket) {
    struct desi_entry entries[DESI_SORT_MOST];
    (void)copy_out(set, bucket, entries);
    give_chunks(set, bucket);
    sort_few(set, entries, bucket->count);
}

static bool is_sorted(const struct desi_event_set *set, const struct desi_bucket *bucket) {
    struct desi_entry last = {0};
    bool sorted = true;
    for (struct desi_walk walk = desi_walk_over(bucket); sorted && desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            const struct desi_entry entry = walk.entries[i];
            sorted = sorted && !desi_entry_before(&entry, &last);
            last = entry;
        }
    }
    return sorted;
}

static void sort_many(struct desi_event_set *set, const struct desi_bucket *bucket) {
    clear_near(set);
    set->end = copy_out(set, bucket, set->first);
    desi_events_sort_many(set->first, bucket->count);
    give_chunks(set, bucket);
}

/* ---- runs ---- */

static void take_from(struct desi_event_set *set, struct desi_entry *entries, uint32_t count) {
    set->run.count -= count;
    set->near = set->first = entries;
    set->near_limit = set->end = entries + count;
}

static void give_run_chunk(struct desi_event_set *set) {
    if (set->run_chunk != DESI_NONE) {
        set->chunks[set->run_chunk].next = set->free_chunk;
        set->free_chunk = set->run_chunk;
    }
}

/* After the last event of a chunk. */
static void go_on(struct desi_event_set *set) {
    struct desi_bucket *run = &set->run;
    give_run_chunk(set);
    if (run->count == 0) {
        set->running = false;
        clear_near(set);
        return;
    }
    set->run_chunk = run->head;
    struct desi_chunk *chunk = &set->chunks[run->head];
    if (run->count > DESI_CHUNK_ENTRIES) {
        run->head = chunk->next;
        desi_walk_fetch(&set->chunks[run->head]);
        take_from(set, chunk->entries, DESI_CHUNK_ENTRIES);
    } else {
        take_from(set, chunk->entries, run->count);
    }
}

static void begin_run(struct desi_event_set *set, const struct desi_bucket *bucket) {
    set->running = true;
    set->run = *bucket;
    set->run_chunk = DESI_NONE;
    go_on(set);
}

void desi_events_leave_run(struct desi_event_set *set) {
    if (!set->running) {
        return;
    }
    const struct desi_entry *first = set->first;
    const size_t count = (size_t)(set->end - first);
    clear_near(set);
    memcpy(set->first, first, count * sizeof(*first));
    set->end = set->first + count;
    give_run_chunk(set);
    struct desi_walk walk = desi_walk_over(&set->run);
    while (desi_walk_on(set, &walk)) {
        memcpy(set->end, walk.entries, walk.count * sizeof(*first));
        set->end += walk.count;
        desi_walk_give(set, &walk);
    }
    set->running = false;
    if (set->end - set->first > DESI_NEAR_MOST) {
        set->near_most = 2 * (uint32_t)(set->end - set->first);
    }
}

/* ---- rungs ---- */

/* Few events are taken soon: their records are fetched when they are dealt. */
static bool is_soon(const struct desi_bucket *bucket) {
    return bucket->count <= DESI_FETCH_MOST;
}

static void deal_into(struct desi_event_set *set, struct desi_rung *rung,
                      const struct desi_bucket *bucket) {
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            const struct desi_entry entry = walk.entries[i];
            if (is_soon(bucket)) {
                __builtin_prefetch(&set->records[entry.slot], 1);
            }
            const int32_t place = desi_rung_place(rung, desi_time_of(entry.rank));
            desi_rung_append(set, rung, (uint32_t)place, entry);
        }
        desi_walk_give(set, &walk);
    }
}

static void range_of(const struct desi_event_set *set, const struct desi_bucket *bucket,
                     double *low, double *high) {
    uint64_t least = UINT64_MAX, most = 0;
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            uint64_t rank = walk.entries[i].rank;
            least = rank < least ? rank : least;
            most = rank > most ? rank : most;
        }
    }
    *low = desi_time_of(least);
    *high = desi_time_of(most);
}

/* Few events a bucket, so that where they lie closest there are not too many to sort. */
static uint32_t bucket_count(const struct desi_event_set *set, uint32_t entries) {
    const size_t most = desi_events_buckets(set->capacity);
    const size_t wanted = entries / DESI_BUCKET_ENTRIES;
    return (uint32_t)(wanted < most ? wanted : most);
}

static void begin_rung(struct desi_rung *rung, double low, double per_time, uint32_t count) {
    rung->start = low;
    rung->per_time = per_time;
    rung->bottom = -1;
    rung->top = count - 1;
    rung->next = 0;
    rung->count = count;
    memset(rung->filled, 0, (count + 63) / 64 * sizeof(*rung->filled));
    memset(rung->buckets, 0, count * sizeof(*rung->buckets));
}

/* Makes near events, or another rung, of a bucket that is not empty. */
static void deal(struct desi_event_set *set, struct desi_bucket bucket) {
    if (bucket.count <= DESI_SORT_MOST) {
        sort_bucket(set, &bucket);
        return;
    }
    double low, high;
    range_of(set, &bucket, &low, &high);
    const uint32_t count = bucket_count(set, bucket.count);
    const double per_time = count / (high - low);
    if (set->rung_count == 0) {
        set->last = high;
    }
    if (set->rung_count == DESI_RUNGS || !(per_time > 0 && per_time < (double)INFINITY)) {
        if (is_sorted(set, &bucket)) {
            begin_run(set, &bucket);
        } else {
            sort_many(set, &bucket);
        }
        return;
    }
    clear_near(set);
    struct desi_rung *rung = &set->rungs[set->rung_count++];
    begin_rung(rung, low, per_time, count);
    rung->fetched = is_soon(&bucket) ? count : 0;
    deal_into(set, rung, &bucket);
}

/* Always inline: gcc 12 leaves out the call of a function that does nothing but fetch. */
__attribute__((always_inline)) static inline void fetch_records(const struct desi_event_set *set,
                                                                const struct desi_bucket *bucket) {
    if (bucket->count > DESI_SORT_MOST) {
        return;
    }
    for (struct desi_walk walk = desi_walk_over(bucket); desi_walk_on(set, &walk);) {
        for (uint32_t i = 0; i < walk.count; i++) {
            __builtin_prefetch(&set->records[walk.entries[i].slot], 1);
        }
    }
}

/* Fetches the records of the buckets that come soon. */
static void fetch_ahead(const struct desi_event_set *set, struct desi_rung *rung) {
    for (; rung->fetched < rung->count && rung->fetched <= rung->next + DESI_FETCH_AHEAD;
         rung->fetched++) {
        if (rung->filled[rung->fetched / 64] >> rung->fetched % 64 & 1) {
            fetch_records(set, &rung->buckets[rung->fetched]);
        }
    }
}

/* The next bucket that holds any; the number of buckets when there is none. */
static uint32_t next_filled(struct desi_rung *rung) {
    const uint32_t words = (rung->count + 63) / 64;
    for (uint32_t i = rung->next / 64; i < words; i++) {
        if (rung->filled[i]) {
            return i * 64 + (uint32_t)__builtin_ctzll(rung->filled[i]);
        }
    }
    return rung->count;
}

static struct desi_bucket *take_bucket(struct desi_rung *rung, uint32_t next) {
    rung->next = next + 1;
    rung->filled[next / 64] &= rung->filled[next / 64] - 1;
    return &rung->buckets[next];
}

/* Makes near events of some buckets, beginning with this one. */
static void sort_buckets(struct desi_event_set *set, struct desi_rung *rung, uint32_t next) {
    struct desi_entry entries[DESI_SORT_MOST], *end = entries;
    do {
        const struct desi_bucket *bucket = take_bucket(rung, next);
        end = copy_out(set, bucket, end);
        give_chunks(set, bucket);
        next = next_filled(rung);
    } while (next < rung->count && end - entries + rung->buckets[next].count <= DESI_TOGETHER);
    sort_few(set, entries, (uint32_t)(end - entries));
    if (rung->fetched < rung->count) {
        fetch_ahead(set, rung);
    }
}

/* Deals the next bucket of the finest rung, or gives up the rung. */
static void deal_next(struct desi_event_set *set) {
    struct desi_rung *rung = &set->rungs[set->rung_count - 1];
    const uint32_t next = next_filled(rung);
    if (next == rung->count) {
        set->rung_count--;
    } else if (rung->buckets[next].count > DESI_SORT_MOST) {
        deal(set, *take_bucket(rung, next));
    } else {
        sort_buckets(set, rung, next);
    }
}

static bool deal_far(struct desi_event_set *set) {
    const struct desi_bucket far = desi_far_bucket(set);
    const bool alike = !set->far_unlike;
    desi_far_begin(set, (struct desi_bucket){0});
    set->far_unlike = false;
    if (far.count <= DESI_NEAR_FEW) {
        sort_bucket(set, &far);
        keep_near(set);
    } else if (alike) {
        set->last = desi_time_of(set->far_first.rank);
        begin_run(set, &far);
    } else if (far.count <= DESI_QUEUE_AGAIN) {
        clear_near(set);
        keep_near(set);
        desi_few_begin(set, &far);
        desi_events_pull(set);
    } else {
        deal(set, far);
    }
    return far.count > 0;
}

bool desi_events_refill(struct desi_event_set *set) {
    while (set->first == set->end) {
        if (set->running) {
            go_on(set);
        } else if (set->rung_count > 0) {
            deal_next(set);
        } else if (!deal_far(set)) {
            return false;
        }
    }
    return true;
}

/* ---- into the middle ---- */

static void append_all(struct desi_event_set *set, struct desi_bucket *bucket,
                       const struct desi_entry *entries, size_t count) {
    for (size_t i = 0; i < count; i++) {
        desi_bucket_append(set, bucket, entries[i]);
    }
}

void desi_events_spread(struct desi_event_set *set) {
    struct desi_entry *few;
    const uint32_t few_count = desi_few_take(set, &few);
    struct desi_bucket bucket = {0};
    append_all(set, &bucket, set->first, (size_t)(set->end - set->first));
    append_all(set, &bucket, few, few_count);
    deal(set, bucket);
    if (set->end > set->first) {
        set->near_most = 2 * (uint32_t)(set->end - set->first);
    }
}

/* How many near events come before this one.  No branches to guess. */
static size_t near_before(const struct desi_event_set *set, const struct desi_entry *entry) {
    const struct desi_entry *base = set->first;
    size_t left = (size_t)(set->end - set->first), before = 0;
    while (left > 1) {
        size_t half = left / 2;
        before += half & -(size_t)desi_entry_before(&base[before + half - 1], entry);
        left -= half;
    }
    return before + (left == 1 && desi_entry_before(&base[before], entry));
}

void desi_events_rewind(struct desi_event_set *set) {
    const size_t count = (size_t)(set->end - set->first);
    memmove(set->near + DESI_FRONT, set->first, count * sizeof(*set->near));
    set->first = set->near + DESI_FRONT;
    set->end = set->first + count;
}

/* The entry comes in registers: one stored in pieces just before would have to be
 * waited for when it is copied as a whole. */
enum des_status desi_events_insert(struct desi_event_set *set, uint64_t rank, uint64_t order,
                                   uint32_t slot, uint32_t stamp) {
    const struct desi_entry entry = {rank, order, slot, stamp};
    const bool all_near = !(set->last < (double)INFINITY);
    desi_events_leave_run(set);
    if (set->end == set->near_limit) {
        if (all_near && set->end - set->first > DESI_QUEUE_MOST) {
            end_near(set);
            return desi_events_put(set, desi_time_of(rank), entry);
        }
        desi_events_rewind(set);
    }
    if (all_near && set->end - set->first > DESI_MOVED_MOST &&
        desi_entry_before(&entry, set->end - 1)) {
        return desi_few_add(set, rank, order, slot, stamp);
    }
    struct desi_entry *first = set->first;
    const size_t count = (size_t)(set->end - first), before = near_before(set, &entry);
    if (first > set->near && before < count - before) {
        memmove(first - 1, first, before * sizeof(*first));
        set->first = --first;
    } else {
        memmove(first + before + 1, first + before, (count - before) * sizeof(*first));
        set->end++;
    }
    first[before] = entry;
    if (__builtin_expect(count > set->near_most && before < count, 0)) {
        desi_events_spread(set);
    }
    return DES_OK;
}
