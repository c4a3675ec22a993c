#include "support.h"

#include <stdlib.h>

#include "../../engine/kernel/heap.h"

/* The queue of a resource against a naive one: an array that is searched. */

enum { MOST = 600 };

struct play {
    const struct mixture *mixture;
    uint64_t seed, state;
    struct desi_heap heap;
    struct desi_key keys[MOST];
    uint32_t count;
    uint64_t order;
};

struct mixture {
    const char *name;
    uint64_t ranks;                    /* how many are used */
    bool reverse;                      /* last in, first out */
    uint64_t insert, pop, move, leave; /* of so many operations in all */
};

static const struct mixture mixtures[] = {
    {"first in, first out", 1, false, 10, 9, 0, 0},
    {"first in, first out, some leave", 1, false, 10, 6, 0, 3},
    {"last in, first out", 1, true, 10, 9, 0, 0},
    {"two priorities", 2, false, 10, 9, 0, 0},
    {"many priorities that change", 50, false, 10, 6, 4, 2},
    {"a queue that grows", 1, false, 10, 2, 0, 0},
    {"a queue that is mostly empty", 1, false, 10, 15, 0, 1},
    {"priorities, mostly empty", 3, false, 10, 15, 1, 1},
};

static uint64_t below(struct play *play, uint64_t limit) {
    play->state ^= play->state << 13;
    play->state ^= play->state >> 7;
    play->state ^= play->state << 17;
    return (play->state >> 11) % limit;
}

static void check(const struct play *play, bool holds) {
    if (!holds) {
        fail_msg("%s, seed %llu: differs from the naive queue", play->mixture->name,
                 (unsigned long long)play->seed);
    }
}

static uint32_t first_of(const struct play *play) {
    uint32_t first = 0;
    for (uint32_t i = 1; i < play->count; i++) {
        first = desi_key_before(&play->keys[i], &play->keys[first]) ? i : first;
    }
    return first;
}

static void forget(struct play *play, uint32_t i) {
    desi_heap_give(&play->heap, play->keys[i].slot);
    play->keys[i] = play->keys[--play->count];
}

static void insert(struct play *play) {
    if (play->count == MOST) {
        return;
    }
    if (play->heap.taken == play->heap.capacity) {
        assert_int_equal(
            desi_heap_reserve(&play->heap, desi_heap_next_capacity(play->heap.capacity)), DES_OK);
    }
    const uint64_t number = play->order++;
    const struct desi_key key = {below(play, play->mixture->ranks),
                                 play->mixture->reverse ? UINT64_MAX - number : number,
                                 desi_heap_take(&play->heap)};
    play->keys[play->count++] = key;
    desi_heap_insert(&play->heap, key.rank, key.order, key.slot);
}

static void pop(struct play *play) {
    const struct desi_key *first = desi_heap_first(&play->heap);
    check(play, (first == NULL) == (play->count == 0));
    if (first) {
        const uint32_t expected = first_of(play);
        check(play, first->slot == play->keys[expected].slot);
        desi_heap_pop(&play->heap);
        forget(play, expected);
    }
}

static void leave(struct play *play) {
    if (play->count > 0) {
        const uint32_t i = (uint32_t)below(play, play->count);
        desi_heap_remove(&play->heap, play->keys[i].slot);
        forget(play, i);
    }
}

static void move(struct play *play) {
    if (play->count > 0) {
        struct desi_key *key = &play->keys[below(play, play->count)];
        key->rank = below(play, play->mixture->ranks);
        desi_heap_move(&play->heap, key->slot, key->rank, key->order);
    }
}

static void operate(struct play *play) {
    const struct mixture *mixture = play->mixture;
    uint64_t choice = below(play, mixture->insert + mixture->pop + mixture->move + mixture->leave);
    if (choice < mixture->insert) {
        insert(play);
    } else if ((choice -= mixture->insert) < mixture->pop) {
        pop(play);
    } else if (choice - mixture->pop < mixture->move) {
        move(play);
    } else {
        leave(play);
    }
    check(play, desi_heap_count(&play->heap) == play->count);
}

static void play_one(const struct mixture *mixture, uint64_t seed) {
    struct play play = {.mixture = mixture, .seed = seed, .state = seed};
    desi_heap_init(&play.heap);
    for (int i = 0; i < 3000; i++) {
        operate(&play);
    }
    for (uint32_t i = 0; i < play.count; i++) {
        const struct desi_key *key = desi_heap_key(&play.heap, play.keys[i].slot);
        check(&play, key->rank == play.keys[i].rank && key->order == play.keys[i].order);
    }
    while (play.count > 0) {
        pop(&play);
    }
    desi_heap_fini(&play.heap);
}

static void every_mixture_agrees_with_a_naive_queue(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(mixtures) / sizeof(mixtures[0]); i++) {
        for (uint64_t seed = 1; seed <= 40; seed++) {
            play_one(&mixtures[i], seed * 0x9e3779b97f4a7c15u);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mixture_agrees_with_a_naive_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
