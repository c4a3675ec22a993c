#include "heap.h"

#include <stdlib.h>

_Static_assert(SIZE_MAX / 64 > UINT32_MAX, "sizes of arrays of slots cannot overflow");

void desi_heap_init(struct desi_heap *heap) {
    *heap = (struct desi_heap){.free = DESI_NOWHERE};
}

void desi_heap_fini(struct desi_heap *heap) {
    free(heap->keys);
    free(heap->slots);
}

uint32_t desi_heap_next_capacity(uint32_t capacity) {
    const uint32_t most = UINT32_MAX - 1;
    if (capacity == most) {
        return 0;
    }
    if (capacity > most / 2) {
        return most;
    }
    return capacity < 8 ? 16 : 2 * capacity;
}

enum des_status desi_heap_reserve(struct desi_heap *heap, uint32_t capacity) {
    if (capacity <= heap->capacity) {
        return DES_OK;
    }
    struct desi_key *keys = realloc(heap->keys, (size_t)capacity * sizeof(*keys));
    if (!keys) {
        return DES_ENOMEM;
    }
    heap->keys = keys;
    struct desi_slot *slots = realloc(heap->slots, (size_t)capacity * sizeof(*slots));
    if (!slots) {
        return DES_ENOMEM;
    }
    heap->slots = slots;
    heap->capacity = capacity;
    return DES_OK;
}

/* The vacancy at `position` may be closed with a key from another branch, which
 * belongs above as well as below. */
static void fill(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    if (position > 0 && desi_key_before(&key, &heap->keys[(position - 1) / 4])) {
        desi_heap_up(heap, position, key);
    } else {
        desi_heap_down(heap, position, key);
    }
}

void desi_heap_remove(struct desi_heap *heap, uint32_t slot) {
    desi_heap_settle(heap);
    uint32_t position = heap->slots[slot].position;
    heap->slots[slot].position = DESI_NOWHERE;
    heap->length--;
    if (position < heap->length) {
        fill(heap, position, heap->keys[heap->length]);
    }
}

void desi_heap_move(struct desi_heap *heap, uint32_t slot, uint64_t rank, uint64_t order) {
    desi_heap_settle(heap);
    fill(heap, heap->slots[slot].position, (struct desi_key){rank, order, slot});
}
