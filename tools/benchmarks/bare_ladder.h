/* tools/benchmarks/bare_ladder.h - a two-tier ladder without a library around it:
 * 24-byte events, no ids, no cancelling, no growth.  Each bucket is sorted by itself, by
 * insertion; engine/kernel/event_set.h sorts some together, to places by time. */
#ifndef BENCH_BARE_LADDER_H
#define BENCH_BARE_LADDER_H

#include <math.h>
#include <stdlib.h>

#include "hold.h"

enum {
    CHUNK = 10,
    RUNGS = 8,
    BUCKETS = 2048,
    SORT_MOST = 24,
    NEAR_MOST = 96,
    FRONT = 32,
};

struct ladder_chunk {
    struct bare_event events[CHUNK];
    uint32_t next, unused;
};

struct ladder_bucket {
    uint32_t head, tail, count;
};

struct ladder_rung {
    double start, per_time;
    uint32_t next, count;
    struct ladder_bucket buckets[BUCKETS];
};

struct ladder {
    struct bare_event *near;
    size_t first, end, capacity;
    size_t near_most;
    size_t rung_count;
    double last;
    struct ladder_bucket far;
    struct ladder_chunk *chunks;
    uint32_t free;
    struct ladder_rung rungs[RUNGS];
};

static struct ladder *ladder_create(size_t capacity) {
    struct ladder *ladder = bench_memory(1, sizeof(*ladder));
    const size_t chunks = capacity / CHUNK + RUNGS * BUCKETS + 4;
    ladder->capacity = 2 * capacity + 2 * FRONT;
    ladder->near = bench_memory(ladder->capacity, sizeof(*ladder->near));
    ladder->chunks = bench_memory(chunks, sizeof(*ladder->chunks));
    for (size_t i = 0; i < chunks; i++) {
        ladder->chunks[i].next = i + 1 < chunks ? (uint32_t)i + 1 : 0;
    }
    ladder->first = ladder->end = FRONT;
    ladder->near_most = NEAR_MOST;
    return ladder;
}

static void ladder_destroy(struct ladder *ladder) {
    free(ladder->near);
    free(ladder->chunks);
    free(ladder);
}

static inline void ladder_append(struct ladder *ladder, struct ladder_bucket *bucket,
                                 const struct bare_event *event) {
    uint32_t place = bucket->count++ % CHUNK;
    if (place == 0) {
        uint32_t chunk = ladder->free;
        ladder->free = ladder->chunks[chunk].next;
        *(bucket->count == 1 ? &bucket->head : &ladder->chunks[bucket->tail].next) = chunk;
        bucket->tail = chunk;
    }
    ladder->chunks[bucket->tail].events[place] = *event;
}

static inline void ladder_fetch(const struct ladder *ladder, uint32_t chunk) {
    const char *line = (const char *)&ladder->chunks[chunk];
    __builtin_prefetch(line);
    __builtin_prefetch(line + 64);
    __builtin_prefetch(line + 128);
    __builtin_prefetch(line + 192);
}

/* Copies a bucket to the near events, in order or not. */
static bool ladder_flatten(struct ladder *ladder, const struct ladder_bucket *bucket, bool sort) {
    struct bare_event *near = &ladder->near[FRONT];
    uint32_t count = 0, chunk = bucket->head;
    bool sorted = true;
    for (; count < bucket->count; chunk = ladder->chunks[chunk].next) {
        for (uint32_t i = 0; i < CHUNK && count < bucket->count; i++) {
            struct bare_event event = ladder->chunks[chunk].events[i];
            uint32_t place = count++;
            for (; sort && place > 0 && bare_before(&event, &near[place - 1]); place--) {
                near[place] = near[place - 1];
            }
            near[place] = event;
            sorted = sorted && (place == 0 || bare_before(&near[place - 1], &near[place]));
        }
    }
    ladder->chunks[bucket->tail].next = ladder->free;
    ladder->free = bucket->head;
    ladder->first = FRONT;
    ladder->end = FRONT + count;
    ladder->near_most = NEAR_MOST;
    return sorted;
}

static int ladder_compare(const void *a, const void *b) {
    return bare_before(a, b) ? -1 : 1;
}

static void ladder_range(const struct ladder *ladder, const struct ladder_bucket *bucket,
                         double *low, double *high) {
    *low = (double)INFINITY;
    *high = 0;
    uint32_t chunk = bucket->head;
    for (uint32_t left = bucket->count; left > 0; chunk = ladder->chunks[chunk].next) {
        uint32_t count = left < CHUNK ? left : CHUNK;
        left -= count;
        ladder_fetch(ladder, left ? ladder->chunks[chunk].next : chunk);
        for (uint32_t i = 0; i < count; i++) {
            double time = ladder->chunks[chunk].events[i].time;
            *low = time < *low ? time : *low;
            *high = time > *high ? time : *high;
        }
    }
}

static void ladder_spread(struct ladder *ladder, struct ladder_rung *rung,
                          const struct ladder_bucket *bucket) {
    uint32_t chunk = bucket->head;
    for (uint32_t left = bucket->count; left > 0;) {
        uint32_t count = left < CHUNK ? left : CHUNK, next = ladder->chunks[chunk].next;
        left -= count;
        ladder_fetch(ladder, left ? next : chunk);
        for (uint32_t i = 0; i < count; i++) {
            const struct bare_event event = ladder->chunks[chunk].events[i];
            double place = (event.time - rung->start) * rung->per_time;
            uint32_t to = place < (double)rung->count ? (uint32_t)place : rung->count - 1;
            ladder_append(ladder, &rung->buckets[to], &event);
        }
        ladder->chunks[chunk].next = ladder->free;
        ladder->free = chunk;
        chunk = next;
    }
}

static void ladder_deal(struct ladder *ladder, struct ladder_bucket bucket) {
    if (bucket.count <= SORT_MOST) {
        (void)ladder_flatten(ladder, &bucket, true);
        return;
    }
    double low, high;
    ladder_range(ladder, &bucket, &low, &high);
    const uint32_t count = bucket.count / 2 < BUCKETS ? bucket.count / 2 : BUCKETS;
    const double per_time = count / (high - low);
    if (ladder->rung_count == RUNGS || !(per_time > 0 && per_time < (double)INFINITY)) {
        if (!ladder_flatten(ladder, &bucket, false)) {
            qsort(&ladder->near[FRONT], bucket.count, sizeof(*ladder->near), ladder_compare);
        }
        return;
    }
    ladder->last = ladder->rung_count == 0 ? high : ladder->last;
    ladder->first = ladder->end = FRONT;
    struct ladder_rung *rung = &ladder->rungs[ladder->rung_count++];
    rung->start = low;
    rung->per_time = per_time;
    rung->next = 0;
    rung->count = count;
    memset(rung->buckets, 0, count * sizeof(*rung->buckets));
    ladder_spread(ladder, rung, &bucket);
}

static void ladder_refill(struct ladder *ladder) {
    while (ladder->first == ladder->end) {
        if (ladder->rung_count == 0) {
            struct ladder_bucket far = ladder->far;
            ladder->far.count = 0;
            ladder_deal(ladder, far);
            continue;
        }
        struct ladder_rung *rung = &ladder->rungs[ladder->rung_count - 1];
        while (rung->next < rung->count && rung->buckets[rung->next].count == 0) {
            rung->next++;
        }
        if (rung->next == rung->count) {
            ladder->rung_count--;
        } else {
            ladder_deal(ladder, rung->buckets[rung->next++]);
        }
    }
}

static void ladder_deal_near(struct ladder *ladder) {
    struct ladder_bucket bucket = {0};
    for (size_t i = ladder->first; i < ladder->end; i++) {
        ladder_append(ladder, &bucket, &ladder->near[i]);
    }
    ladder_deal(ladder, bucket);
    ladder->near_most = ladder->end > ladder->first ? 2 * bucket.count : NEAR_MOST;
}

static void ladder_insert(struct ladder *ladder, const struct bare_event *event) {
    const size_t count = ladder->end - ladder->first;
    if (ladder->end == ladder->capacity) {
        memmove(&ladder->near[FRONT], &ladder->near[ladder->first], count * sizeof(*ladder->near));
        ladder->first = FRONT;
        ladder->end = FRONT + count;
    }
    struct bare_event *base = &ladder->near[ladder->first];
    size_t before = 0, left = count;
    while (left > 1) {
        size_t half = left / 2;
        before += half & -(size_t)bare_before(&base[before + half - 1], event);
        left -= half;
    }
    before += left == 1 && bare_before(&base[before], event);
    if (ladder->first > 0 && before < count - before) {
        memmove(base - 1, base, before * sizeof(*base));
        ladder->first--;
    } else {
        memmove(base + before + 1, base + before, (count - before) * sizeof(*base));
        ladder->end++;
    }
    ladder->near[ladder->first + before] = *event;
    if (count > ladder->near_most && before != count) {
        ladder_deal_near(ladder);
    }
}

static inline void ladder_push(struct ladder *ladder, struct bare_event event) {
    const size_t near = ladder->end - ladder->first;
    if (ladder->rung_count == 0) {
        if ((ladder->far.count == 0 && near < SORT_MOST) ||
            (near > 0 && event.time <= ladder->near[ladder->end - 1].time)) {
            ladder_insert(ladder, &event);
        } else {
            ladder_append(ladder, &ladder->far, &event);
        }
        return;
    }
    if (event.time > ladder->last) {
        ladder_append(ladder, &ladder->far, &event);
        return;
    }
    for (size_t i = 0; i < ladder->rung_count; i++) {
        struct ladder_rung *rung = &ladder->rungs[i];
        double place = (event.time - rung->start) * rung->per_time;
        if (place >= (double)rung->next) {
            uint32_t to = place < (double)rung->count ? (uint32_t)place : rung->count - 1;
            if (to >= rung->next) {
                ladder_append(ladder, &rung->buckets[to], &event);
                return;
            }
        }
    }
    ladder_insert(ladder, &event);
}

static inline struct bare_event ladder_pop(struct ladder *ladder) {
    if (ladder->first == ladder->end) {
        ladder_refill(ladder);
    }
    return ladder->near[ladder->first++];
}

#endif
