/* engine/kernel/heap.h - an indexed 4-ary heap over numbered slots.
 *
 * The queues of resources (the future event set: event_set.h).  A slot is a place that
 * the owner keeps its own record at (in an array of its own, as long as
 * `capacity`); the heap orders slots by a small key.  A slot is taken, put into
 * the heap, removed from it, and given back; its generation is then raised, so
 * that ids of its former uses are recognised as stale.
 *
 * Taking the first key leaves the root vacant: what is inserted next goes there
 * and down, one walk instead of two for the common case of an event that
 * schedules its successor.  All functions but desi_heap_insert close the
 * vacancy first.  */
#ifndef DESI_KERNEL_HEAP_H
#define DESI_KERNEL_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

/* Smallest rank first, then smallest order; the pair is unique in a heap. */
struct desi_key {
    uint64_t rank;
    uint64_t order;
    uint32_t slot;
};

struct desi_slot {
    uint32_t generation; /* of the present or next use; from 1 */
    uint32_t position;   /* in the heap; DESI_NOWHERE outside; next free slot while free */
};

#define DESI_NOWHERE UINT32_MAX

struct desi_heap {
    struct desi_key *keys;
    struct desi_slot *slots;
    uint32_t length; /* keys, the vacant root included */
    bool vacant;     /* keys[0] was taken */
    uint32_t free;   /* first free slot; DESI_NOWHERE when there is none */
    uint32_t fresh;  /* slots never used yet begin here */
    uint32_t taken;  /* slots in use or retired for good */
    uint32_t capacity;
};

/* All zero but `free`: no allocation. */
void desi_heap_init(struct desi_heap *heap);
void desi_heap_fini(struct desi_heap *heap);

/* Makes room for `capacity` slots; never shrinks.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_heap_reserve(struct desi_heap *heap, uint32_t capacity);

/* The capacity to grow to from this one; 0 when there is none. */
uint32_t desi_heap_next_capacity(uint32_t capacity);

/* Takes a key out from the middle. */
void desi_heap_remove(struct desi_heap *heap, uint32_t slot);

/* Gives a slot that is in the heap another key. */
void desi_heap_move(struct desi_heap *heap, uint32_t slot, uint64_t rank, uint64_t order);

/* A key as one number: comparing it, and choosing by masks below, costs no
 * branch that the processor would have to guess (a third of the time at 100
 * events pending). */
__extension__ typedef unsigned __int128 desi_wide_key;

static inline bool desi_key_before(const struct desi_key *a, const struct desi_key *b) {
    return ((desi_wide_key)a->rank << 64 | a->order) < ((desi_wide_key)b->rank << 64 | b->order);
}

static inline void desi_heap_place(struct desi_heap *heap, uint32_t position,
                                   const struct desi_key *key) {
    heap->keys[position] = *key;
    heap->slots[key->slot].position = position;
}

/* Puts `key` at the vacant `position` or above it. */
static inline void desi_heap_up(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    while (position > 0) {
        uint32_t parent = (position - 1) / 4;
        if (!desi_key_before(&key, &heap->keys[parent])) {
            break;
        }
        desi_heap_place(heap, position, &heap->keys[parent]);
        position = parent;
    }
    desi_heap_place(heap, position, &key);
}

/* The earliest of the keys first ... first + 3 that exist. */
static inline uint32_t desi_heap_least_child(const struct desi_heap *heap, uint32_t first) {
    const struct desi_key *keys = heap->keys;
    if (__builtin_expect(first + 3 < heap->length, 1)) {
        uint32_t a = first + desi_key_before(&keys[first + 1], &keys[first]);
        uint32_t b = first + 2 + desi_key_before(&keys[first + 3], &keys[first + 2]);
        uint32_t mask = -(uint32_t)desi_key_before(&keys[b], &keys[a]);
        return a ^ ((a ^ b) & mask);
    }
    uint32_t least = first;
    for (uint32_t child = first + 1; child < heap->length; child++) {
        least = desi_key_before(&keys[child], &keys[least]) ? child : least;
    }
    return least;
}

/* Asks for the sixteen grandchildren early: a quarter of the time at 10^6. */
static inline void desi_heap_prefetch(const struct desi_heap *heap, uint64_t first_child) {
    const uint64_t first = 4 * first_child + 1;
    if (first + 15 < heap->length) {
        __builtin_prefetch(&heap->keys[first]);
        __builtin_prefetch(&heap->keys[first + 4]);
        __builtin_prefetch(&heap->keys[first + 8]);
        __builtin_prefetch(&heap->keys[first + 12]);
    }
}

/* Puts `key` at the vacant `position` or below it. */
static inline void desi_heap_down(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    for (uint64_t first = 4 * (uint64_t)position + 1; first < heap->length;
         first = 4 * (uint64_t)position + 1) {
        desi_heap_prefetch(heap, first);
        uint32_t least = desi_heap_least_child(heap, (uint32_t)first);
        if (!desi_key_before(&heap->keys[least], &key)) {
            break;
        }
        desi_heap_place(heap, position, &heap->keys[least]);
        position = least;
    }
    desi_heap_place(heap, position, &key);
}

/* Closes the vacancy at the root with the last key. */
static inline void desi_heap_settle(struct desi_heap *heap) {
    if (heap->vacant) {
        heap->vacant = false;
        heap->length--;
        if (heap->length > 0) {
            desi_heap_down(heap, 0, heap->keys[heap->length]);
        }
    }
}

static inline uint32_t desi_heap_count(const struct desi_heap *heap) {
    return heap->length - heap->vacant;
}

/* A slot for the owner's record; there must be room (taken < capacity). */
static inline uint32_t desi_heap_take(struct desi_heap *heap) {
    uint32_t slot = heap->free;
    if (slot == DESI_NOWHERE) {
        slot = heap->fresh++;
        heap->slots[slot].generation = 1;
    } else {
        heap->free = heap->slots[slot].position;
    }
    heap->slots[slot].position = DESI_NOWHERE;
    heap->taken++;
    return slot;
}

/* Gives back a slot that is not in the heap.  One whose generations are used up
 * is retired, so that no id ever comes twice. */
static inline void desi_heap_give(struct desi_heap *heap, uint32_t slot) {
    struct desi_slot *place = &heap->slots[slot];
    if (__builtin_expect(++place->generation == UINT32_MAX, 0)) {
        place->position = DESI_NOWHERE;
        return;
    }
    place->position = heap->free;
    heap->free = slot;
    heap->taken--;
}

static inline void desi_heap_insert(struct desi_heap *heap, uint64_t rank, uint64_t order,
                                    uint32_t slot) {
    struct desi_key key = {rank, order, slot};
    if (heap->vacant) {
        heap->vacant = false;
        desi_heap_down(heap, 0, key);
    } else {
        desi_heap_up(heap, heap->length++, key);
    }
}

/* The first key, or NULL when the heap is empty. */
static inline const struct desi_key *desi_heap_first(struct desi_heap *heap) {
    desi_heap_settle(heap);
    return heap->length > 0 ? &heap->keys[0] : NULL;
}

/* Takes out the key that desi_heap_first returned. */
static inline void desi_heap_pop(struct desi_heap *heap) {
    heap->slots[heap->keys[0].slot].position = DESI_NOWHERE;
    heap->vacant = true;
}

/* Never 0, as generations begin at 1. */
static inline uint64_t desi_heap_id(const struct desi_heap *heap, uint32_t slot) {
    return (uint64_t)heap->slots[slot].generation << 32 | slot;
}

/* True when the slot of this id is still in the use that the id names. */
static inline bool desi_heap_is_current(const struct desi_heap *heap, uint64_t id) {
    uint32_t slot = (uint32_t)id;
    return slot < heap->fresh && heap->slots[slot].generation == id >> 32;
}

#endif
