/* tools/benchmarks/hold.h - the hold model: take the first event, put it back later.
 *
 * The same work for each structure, with the same increments, so that the
 * checksum over the order of events must come out the same. */
#ifndef BENCH_HOLD_H
#define BENCH_HOLD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bench.h"

enum { HOLD_INCREMENTS = 1 << 20 };

/* One law of the increments, drawn. */
static inline void hold_fill(double *increments, double (*draw)(struct bench_random *random),
                             uint64_t seed) {
    struct bench_random random = bench_random_from(seed);
    for (size_t i = 0; i < HOLD_INCREMENTS; i++) {
        increments[i] = draw(&random);
    }
}

struct hold {
    const double *increments; /* HOLD_INCREMENTS, used round and round */
    uint32_t pending;
    uint64_t operations; /* measured; as many as pending go before */
    uint64_t checksum;   /* out */
};

/* Each returns ns per operation (one event taken and put back). */
typedef double (*hold_run)(struct hold *hold);
double hold_binary_heap(struct hold *hold);
double hold_wide_heap(struct hold *hold);
double hold_calendar(struct hold *hold);
double hold_ladder(struct hold *hold);
double hold_library(struct hold *hold);

/* Increments of the exponential law; ns of the fastest bare structure with so many events
 * pending under them, the best of three. */
void hold_fill_exponential(double *increments);
double hold_bare(const double *increments, uint32_t pending);

/* 24 bytes: what a bare loop carries. */
struct bare_event {
    double time; /* not negative, so that its bits are ordered as it is */
    uint64_t sequence;
    uint64_t payload;
};

static inline uint64_t bits_of(double time) {
    uint64_t bits;
    memcpy(&bits, &time, sizeof(bits));
    return bits;
}

__extension__ typedef unsigned __int128 bare_key;

static inline int bare_before(const struct bare_event *a, const struct bare_event *b) {
    return ((bare_key)bits_of(a->time) << 64 | a->sequence) <
           ((bare_key)bits_of(b->time) << 64 | b->sequence);
}

static inline uint64_t hold_mix(uint64_t checksum, uint64_t payload, double time) {
    return checksum * 31 + payload + bits_of(time);
}

/* Defines hold_<name> from <name>_create(capacity), _push, _pop and _destroy. */
#define BARE_HOLD(name)                                                                            \
    double hold_##name(struct hold *hold) {                                                        \
        struct name *queue = name##_create(hold->pending);                                         \
        const uint64_t before = 2 * (uint64_t)hold->pending;                                       \
        uint64_t checksum = 0, begun = 0;                                                          \
        for (uint64_t i = 0; i < before + hold->operations; i++) {                                 \
            struct bare_event event = {0, 0, i};                                                   \
            if (i >= hold->pending) {                                                              \
                event = name##_pop(queue);                                                         \
                checksum = hold_mix(checksum, event.payload, event.time);                          \
            }                                                                                      \
            begun = i == before ? bench_cpu_ns() : begun;                                          \
            event.time += hold->increments[i % HOLD_INCREMENTS];                                   \
            event.sequence = i;                                                                    \
            name##_push(queue, event);                                                             \
        }                                                                                          \
        uint64_t ended = bench_cpu_ns();                                                           \
        name##_destroy(queue);                                                                     \
        hold->checksum = checksum;                                                                 \
        return (double)(ended - begun) / (double)hold->operations;                                 \
    }

#endif
