#include "heap.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(SIZE_MAX / 64 > UINT32_MAX, "sizes of arrays of slots cannot overflow");

void desi_heap_init(struct desi_heap *heap) {
    *heap = (struct desi_heap){.free = DESI_NOWHERE, .sorted = true};
}

void desi_heap_fini(struct desi_heap *heap) {
    free(heap->memory);
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
    const size_t first = heap->memory ? (size_t)(heap->keys - heap->memory) : 0;
    struct desi_key *memory = realloc(heap->memory, 2 * (size_t)capacity * sizeof(*memory));
    if (!memory) {
        return DES_ENOMEM;
    }
    heap->memory = memory;
    heap->keys = memory + first;
    heap->limit = memory + 2 * (size_t)capacity;
    struct desi_slot *slots = realloc(heap->slots, (size_t)capacity * sizeof(*slots));
    if (!slots) {
        return DES_ENOMEM;
    }
    heap->slots = slots;
    heap->capacity = capacity;
    return DES_OK;
}

/* ---- a heap ---- */

static void place_key(struct desi_heap *heap, uint32_t position, const struct desi_key *key) {
    heap->keys[position] = *key;
    heap->slots[key->slot].position = position;
}

/* Puts `key` at the vacant `position` or above it. */
static void sift_up(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    while (position > 0) {
        uint32_t parent = (position - 1) / 4;
        if (!desi_key_before(&key, &heap->keys[parent])) {
            break;
        }
        place_key(heap, position, &heap->keys[parent]);
        position = parent;
    }
    place_key(heap, position, &key);
}

/* The earliest of the keys first ... first + 3 that exist. */
static uint32_t least_child(const struct desi_heap *heap, uint32_t first) {
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
static void fetch_below(const struct desi_heap *heap, uint64_t first_child) {
    const uint64_t first = 4 * first_child + 1;
    if (first + 15 < heap->length) {
        __builtin_prefetch(&heap->keys[first]);
        __builtin_prefetch(&heap->keys[first + 4]);
        __builtin_prefetch(&heap->keys[first + 8]);
        __builtin_prefetch(&heap->keys[first + 12]);
    }
}

/* Puts `key` at the vacant `position` or below it. */
static void sift_down(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    for (uint64_t first = 4 * (uint64_t)position + 1; first < heap->length;
         first = 4 * (uint64_t)position + 1) {
        fetch_below(heap, first);
        uint32_t least = least_child(heap, (uint32_t)first);
        if (!desi_key_before(&heap->keys[least], &key)) {
            break;
        }
        place_key(heap, position, &heap->keys[least]);
        position = least;
    }
    place_key(heap, position, &key);
}

void desi_heap_settle(struct desi_heap *heap) {
    if (heap->vacant) {
        heap->vacant = false;
        heap->length--;
        if (heap->length > 0) {
            sift_down(heap, 0, heap->keys[heap->length]);
        }
    }
}

/* ---- sorted keys ---- */

/* Moves them to the begin of their memory. */
static void rewind_keys(struct desi_heap *heap) {
    memmove(heap->memory, heap->keys, heap->length * sizeof(*heap->keys));
    heap->keys = heap->memory;
    for (uint32_t i = 0; i < heap->length; i++) {
        heap->slots[heap->keys[i].slot].position = i;
    }
}

void desi_heap_unsort(struct desi_heap *heap) {
    if (heap->sorted) {
        rewind_keys(heap);
        heap->sorted = false;
    }
}

/* False when the key does not go to their end. */
static bool insert_last(struct desi_heap *heap, const struct desi_key *key) {
    if (heap->keys + heap->length == heap->limit) {
        rewind_keys(heap);
    }
    if (heap->length > 0 && !desi_key_before(&heap->keys[heap->length - 1], key)) {
        return false;
    }
    desi_heap_append(heap, key);
    return true;
}

void desi_heap_insert_other(struct desi_heap *heap, uint64_t rank, uint64_t order, uint32_t slot) {
    const struct desi_key key = {rank, order, slot};
    if (desi_heap_count(heap) == 0) {
        heap->keys = heap->memory;
        heap->length = 0;
        heap->vacant = false;
        heap->sorted = true;
    }
    if (heap->sorted) {
        if (insert_last(heap, &key)) {
            return;
        }
        desi_heap_unsort(heap);
    }
    if (heap->vacant) {
        heap->vacant = false;
        sift_down(heap, 0, key);
    } else {
        sift_up(heap, heap->length++, key);
    }
}

/* The vacancy at `position` may be closed with a key from another branch, which
 * belongs above as well as below. */
static void fill(struct desi_heap *heap, uint32_t position, struct desi_key key) {
    if (position > 0 && desi_key_before(&key, &heap->keys[(position - 1) / 4])) {
        sift_up(heap, position, key);
    } else {
        sift_down(heap, position, key);
    }
}

void desi_heap_remove(struct desi_heap *heap, uint32_t slot) {
    if (heap->sorted && heap->keys[0].slot == slot) {
        desi_heap_pop(heap);
        return;
    }
    desi_heap_unsort(heap);
    desi_heap_settle(heap);
    uint32_t position = heap->slots[slot].position;
    heap->slots[slot].position = DESI_NOWHERE;
    heap->length--;
    if (position < heap->length) {
        fill(heap, position, heap->keys[heap->length]);
    }
}

void desi_heap_move(struct desi_heap *heap, uint32_t slot, uint64_t rank, uint64_t order) {
    desi_heap_unsort(heap);
    desi_heap_settle(heap);
    fill(heap, heap->slots[slot].position, (struct desi_key){rank, order, slot});
}
