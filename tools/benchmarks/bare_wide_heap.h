/* tools/benchmarks/bare_wide_heap.h - a 4-ary heap of 16-byte keys, the payload
 * elsewhere, without a library around it.  The root stays vacant after a pop, so
 * that a push that follows is one walk. */
#ifndef BENCH_BARE_WIDE_HEAP_H
#define BENCH_BARE_WIDE_HEAP_H

#include <stdlib.h>

#include "hold.h"

enum { SLOT_BITS = 24 };

struct wide_key {
    uint64_t time;
    uint64_t order; /* sequence and slot */
};

struct wide_heap {
    struct wide_key *keys;
    uint64_t *payloads;
    uint32_t *free;
    size_t count, free_count;
    bool vacant;
};

static struct wide_heap *wide_heap_create(size_t capacity) {
    struct wide_heap *heap = bench_memory(1, sizeof(*heap));
    heap->keys = bench_memory(capacity + 1, sizeof(*heap->keys));
    heap->payloads = bench_memory(capacity + 1, sizeof(*heap->payloads));
    heap->free = bench_memory(capacity + 1, sizeof(*heap->free));
    while (heap->free_count <= capacity) {
        heap->free[heap->free_count] = (uint32_t)(capacity - heap->free_count);
        heap->free_count++;
    }
    return heap;
}

static void wide_heap_destroy(struct wide_heap *heap) {
    free(heap->keys);
    free(heap->payloads);
    free(heap->free);
    free(heap);
}

static inline uint32_t key_before(const struct wide_key *a, const struct wide_key *b) {
    return ((bare_key)a->time << 64 | a->order) < ((bare_key)b->time << 64 | b->order);
}

static inline size_t least_child(const struct wide_heap *heap, size_t first) {
    const struct wide_key *keys = heap->keys;
    if (first + 3 < heap->count) {
        size_t a = first + key_before(&keys[first + 1], &keys[first]);
        size_t b = first + 2 + key_before(&keys[first + 3], &keys[first + 2]);
        return a ^ ((a ^ b) & -(size_t)key_before(&keys[b], &keys[a]));
    }
    size_t least = first;
    for (size_t child = first + 1; child < heap->count; child++) {
        least = key_before(&keys[child], &keys[least]) ? child : least;
    }
    return least;
}

static inline void wide_heap_down(struct wide_heap *heap, struct wide_key key) {
    size_t place = 0;
    for (size_t first = 1; first < heap->count; first = 4 * place + 1) {
        if (4 * first + 16 < heap->count) {
            __builtin_prefetch(&heap->keys[4 * first + 1]);
            __builtin_prefetch(&heap->keys[4 * first + 5]);
            __builtin_prefetch(&heap->keys[4 * first + 9]);
            __builtin_prefetch(&heap->keys[4 * first + 13]);
        }
        size_t least = least_child(heap, first);
        if (!key_before(&heap->keys[least], &key)) {
            break;
        }
        heap->keys[place] = heap->keys[least];
        place = least;
    }
    heap->keys[place] = key;
}

static inline void wide_heap_push(struct wide_heap *heap, struct bare_event event) {
    uint32_t slot = heap->free[--heap->free_count];
    heap->payloads[slot] = event.payload;
    const struct wide_key key = {bits_of(event.time), event.sequence << SLOT_BITS | slot};
    if (heap->vacant) {
        heap->vacant = false;
        wide_heap_down(heap, key);
        return;
    }
    size_t place = heap->count++;
    for (; place > 0 && key_before(&key, &heap->keys[(place - 1) / 4]); place = (place - 1) / 4) {
        heap->keys[place] = heap->keys[(place - 1) / 4];
    }
    heap->keys[place] = key;
}

static inline struct bare_event wide_heap_pop(struct wide_heap *heap) {
    if (heap->vacant) {
        heap->vacant = false;
        wide_heap_down(heap, heap->keys[--heap->count]);
    }
    heap->vacant = true;
    const struct wide_key first = heap->keys[0];
    const uint32_t slot = (uint32_t)(first.order & ((1u << SLOT_BITS) - 1));
    heap->free[heap->free_count++] = slot;
    struct bare_event event = {0, first.order >> SLOT_BITS, heap->payloads[slot]};
    memcpy(&event.time, &first.time, sizeof(event.time));
    return event;
}

#endif
