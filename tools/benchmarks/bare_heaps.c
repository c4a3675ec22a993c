/* tools/benchmarks/bare_heaps.c - heaps without a library around them.  The root
 * stays vacant after a pop, so that a push that follows is one walk. */
#include <stdlib.h>

#include "bare_wide_heap.h"

struct binary_heap {
    struct bare_event *events;
    size_t count;
    bool vacant;
};

static struct binary_heap *binary_heap_create(size_t capacity) {
    struct binary_heap *heap = bench_memory(1, sizeof(*heap));
    heap->events = bench_memory(capacity + 1, sizeof(*heap->events));
    return heap;
}

static void binary_heap_destroy(struct binary_heap *heap) {
    free(heap->events);
    free(heap);
}

static inline void binary_heap_down(struct binary_heap *heap, struct bare_event event) {
    struct bare_event *events = heap->events;
    size_t place = 0;
    for (size_t child = 1; child < heap->count; child = 2 * place + 1) {
        child += child + 1 < heap->count && bare_before(&events[child + 1], &events[child]);
        if (!bare_before(&events[child], &event)) {
            break;
        }
        events[place] = events[child];
        place = child;
    }
    events[place] = event;
}

static inline void binary_heap_push(struct binary_heap *heap, struct bare_event event) {
    if (heap->vacant) {
        heap->vacant = false;
        binary_heap_down(heap, event);
        return;
    }
    size_t place = heap->count++;
    for (; place > 0 && bare_before(&event, &heap->events[(place - 1) / 2]);
         place = (place - 1) / 2) {
        heap->events[place] = heap->events[(place - 1) / 2];
    }
    heap->events[place] = event;
}

static inline struct bare_event binary_heap_pop(struct binary_heap *heap) {
    if (heap->vacant) {
        heap->vacant = false;
        binary_heap_down(heap, heap->events[--heap->count]);
    }
    heap->vacant = true;
    return heap->events[0];
}

BARE_HOLD(binary_heap)
BARE_HOLD(wide_heap)
