/* engine/kernel/heap.h - an indexed 4-ary heap over numbered slots.
 *
 * The queues of resources (the future event set: event_set.h).  A slot is a place that
 * the owner keeps its own record at (in an array of its own, as long as
 * `capacity`); the heap orders slots by a small key.  A slot is taken, put into
 * the heap, removed from it, and given back; its generation is then raised, so
 * that ids of its former uses are recognised as stale.
 *
 * While keys come in order, as in a queue by order of arrival, they lie sorted: put
 * in at the end, taken from the front, nothing is compared but the last.  The first
 * that does not, or one taken from the middle, makes a heap of them (what is sorted is
 * one), until all have left.
 *
 * Taking the first key of a heap leaves the root vacant: what is inserted next goes there
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
    uint32_t position;   /* in memory; DESI_NOWHERE outside; next free slot while free */
};

#define DESI_NOWHERE UINT32_MAX

struct desi_heap {
    struct desi_key *keys; /* the first */
    struct desi_slot *slots;
    uint32_t length; /* keys, the vacant root included */
    bool sorted;
    bool vacant;             /* keys[0] was taken; not while sorted */
    struct desi_key *memory; /* twice as many as there are slots; keys begin here in a heap */
    uint32_t free;           /* first free slot; DESI_NOWHERE when there is none */
    uint32_t fresh;          /* slots never used yet begin here */
    uint32_t taken;          /* slots in use or retired for good */
    uint32_t capacity;
    struct desi_key *limit; /* end of memory */
};

/* No allocation. */
void desi_heap_init(struct desi_heap *heap);
void desi_heap_fini(struct desi_heap *heap);

/* Makes room for `capacity` slots; never shrinks.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_heap_reserve(struct desi_heap *heap, uint32_t capacity);

/* The capacity to grow to from this one; 0 when there is none. */
uint32_t desi_heap_next_capacity(uint32_t capacity);

/* Closes the vacancy at the root with the last key. */
void desi_heap_settle(struct desi_heap *heap);
/* As desi_heap_insert, for what does not go to the end of sorted keys. */
void desi_heap_insert_other(struct desi_heap *heap, uint64_t rank, uint64_t order, uint32_t slot);
/* Makes a heap of sorted keys. */
void desi_heap_unsort(struct desi_heap *heap);

/* Takes a key out from the middle. */
void desi_heap_remove(struct desi_heap *heap, uint32_t slot);

/* Gives a slot that is in the heap another key. */
void desi_heap_move(struct desi_heap *heap, uint32_t slot, uint64_t rank, uint64_t order);

/* A key as one number: comparing it costs no branch that would have to be guessed. */
__extension__ typedef unsigned __int128 desi_wide_key;

static inline bool desi_key_before(const struct desi_key *a, const struct desi_key *b) {
    return ((desi_wide_key)a->rank << 64 | a->order) < ((desi_wide_key)b->rank << 64 | b->order);
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

static inline void desi_heap_append(struct desi_heap *heap, const struct desi_key *key) {
    struct desi_key *end = heap->keys + heap->length++;
    *end = *key;
    heap->slots[key->slot].position = (uint32_t)(end - heap->memory);
}

static inline void desi_heap_insert(struct desi_heap *heap, uint64_t rank, uint64_t order,
                                    uint32_t slot) {
    const struct desi_key key = {rank, order, slot};
    if (heap->sorted && heap->length > 0 && heap->keys + heap->length < heap->limit &&
        desi_key_before(&heap->keys[heap->length - 1], &key)) {
        desi_heap_append(heap, &key);
    } else {
        desi_heap_insert_other(heap, rank, order, slot);
    }
}

/* The first key, or NULL when the heap is empty. */
static inline const struct desi_key *desi_heap_first(struct desi_heap *heap) {
    if (heap->vacant) {
        desi_heap_settle(heap);
    }
    return heap->length > 0 ? &heap->keys[0] : NULL;
}

/* Takes out the key that desi_heap_first returned. */
static inline void desi_heap_pop(struct desi_heap *heap) {
    heap->slots[heap->keys[0].slot].position = DESI_NOWHERE;
    if (heap->sorted) {
        heap->keys++;
        heap->length--;
    } else {
        heap->vacant = true;
    }
}

/* The key of a slot that is in the heap. */
static inline const struct desi_key *desi_heap_key(const struct desi_heap *heap, uint32_t slot) {
    return &heap->memory[heap->slots[slot].position];
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
