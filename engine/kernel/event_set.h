/* engine/kernel/event_set.h - the future event set: a two-tier ladder.
 *
 * Far events lie unordered.  When those near are used up, the far ones are dealt
 * into buckets by time (a rung), a bucket with many into finer buckets (the next
 * rung), and one with few is sorted: these are the near events, taken from the
 * front.  Each event is moved some four times, whatever their number.
 *
 *   order   time (as an integer: rank), then priority and sequence (order)
 *   cancel  leaves the entry behind; it is dropped when it comes to the front,
 *           or all at once when there are half as many as there is room for
 *
 * The stamp of an entry must be that of the record of its slot, or the entry is
 * left over.  Records hold what ids need; entries what ordering needs.
 *
 * All of an instant that share time but not priority are one sorted run:
 * inserting into the middle of very many of them costs a move of memory. */
#ifndef DESI_KERNEL_EVENT_SET_H
#define DESI_KERNEL_EVENT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/sim.h"

struct desi_entry {
    uint64_t rank;
    uint64_t order;
    uint32_t slot;
    uint32_t stamp;
};

/* A struct des_event as two words, for these are moved whole; the upper half of its
 * kind keeps the priority. */
union desi_event_words {
    struct des_event event;
    uint64_t word[2];
};

/* 32 bytes: two to a line of the cache. */
struct desi_record {
    union desi_event_words event;
    uint64_t rank;
    uint32_t generation; /* of the present or next use; from 1 */
    uint32_t stamp;      /* of the entry that counts */
};

enum {
    DESI_CHUNK_ENTRIES = 10, /* 256 bytes a chunk */
    DESI_RUNGS = 8,
    DESI_BUCKETS_MOST = 2048, /* in a rung */
    DESI_SORT_MOST = 24,      /* a bucket of more is dealt into finer ones */
    DESI_NEAR_MOST = 96,      /* near events of more are dealt again */
};

struct desi_chunk {
    struct desi_entry entries[DESI_CHUNK_ENTRIES];
    uint32_t next;
    uint32_t unused;
};

/* A list of chunks, all full but the last. */
struct desi_bucket {
    uint32_t head, tail, count;
};

struct desi_rung {
    double start, per_time;
    uint32_t next;  /* bucket to be taken; those before are done */
    uint32_t count; /* buckets in use */
    struct desi_bucket *buckets;
};

struct desi_event_set {
    struct desi_entry *near; /* first ... end - 1 are sorted */
    uint32_t first, end, near_capacity;
    uint32_t near_most; /* more are dealt again */
    uint32_t rung_count;
    double last; /* of the first rung; what is later is far */
    struct desi_bucket far;
    struct desi_rung rungs[DESI_RUNGS];
    struct desi_bucket *buckets; /* of all rungs */
    struct desi_chunk *chunks;
    uint32_t free_chunk, fresh_chunk;
    struct desi_record *records;
    void *record_memory;
    uint32_t free_slot, fresh_slot;
    uint32_t capacity; /* of slots */
    uint32_t pending;  /* slots in use */
    uint32_t retired;  /* slots whose generations are used up */
    uint32_t stale;    /* entries left behind */
};

#define DESI_NONE UINT32_MAX

void desi_events_init(struct desi_event_set *set);
void desi_events_fini(struct desi_event_set *set);

/* Makes room for `capacity` events; never shrinks.  On failure nothing changed.
 * DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_events_reserve(struct desi_event_set *set, uint32_t capacity);

/* Puts in an event; there must be room (pending + retired < capacity). */
uint32_t desi_events_add(struct desi_event_set *set, double time, uint64_t order,
                         struct des_event event);
/* Takes out an event from the middle. */
void desi_events_remove(struct desi_event_set *set, uint32_t slot);
/* Gives a pending event another time and order. */
void desi_events_move(struct desi_event_set *set, uint32_t slot, double time, uint64_t order);
/* Copies the entries of all pending events, unordered. */
void desi_events_copy(const struct desi_event_set *set, struct desi_entry *entries);

/* Fetches the next events when no near ones are left; false when there are none. */
bool desi_events_refill(struct desi_event_set *set);

/* ---- keys ---- */

/* A key as one number: comparing costs no branch that would have to be guessed. */
__extension__ typedef unsigned __int128 desi_entry_key;

static inline bool desi_entry_before(const struct desi_entry *a, const struct desi_entry *b) {
    return ((desi_entry_key)a->rank << 64 | a->order) < ((desi_entry_key)b->rank << 64 | b->order);
}

/* Maps a finite time to an integer of the same order; -0 is 0 first. */
static inline uint64_t desi_rank_of(double time) {
    union {
        double time;
        uint64_t bits;
    } number = {.time = time + 0.0};
    return number.bits ^ (-(number.bits >> 63) | (uint64_t)1 << 63);
}

static inline double desi_time_of(uint64_t rank) {
    union {
        uint64_t bits;
        double time;
    } number = {.bits = rank ^ (((rank >> 63) - 1) | (uint64_t)1 << 63)};
    return number.time;
}

/* Lower priority first, then the sequence: 48 bits of it are most of a year of
 * computing at ten million events a second. */
static inline uint64_t desi_order_of(int32_t priority, uint64_t sequence) {
    return (uint64_t)(priority - INT16_MIN) << 48 | sequence;
}

/* The first entry, or NULL when no event is pending. */
static inline const struct desi_entry *desi_events_first(struct desi_event_set *set) {
    for (;;) {
        if (set->first == set->end && !desi_events_refill(set)) {
            return NULL;
        }
        const struct desi_entry *entry = &set->near[set->first];
        if (__builtin_expect(set->records[entry->slot].stamp == entry->stamp, 1)) {
            return entry;
        }
        set->first++;
        set->stale--;
    }
}

/* The event of a pending slot. */
static inline struct des_event desi_events_event(const struct desi_event_set *set, uint32_t slot) {
    const union desi_event_words all = {.event = {UINT16_MAX, UINT32_MAX, 0}};
    union desi_event_words event = set->records[slot].event;
    event.word[0] &= all.word[0];
    return event.event;
}

static inline int16_t desi_events_priority(const struct desi_event_set *set, uint32_t slot) {
    return (int16_t)(set->records[slot].event.event.kind >> 16);
}

/* Gives back a slot.  One whose generations are used up is retired, so that no
 * id ever comes twice. */
static inline void desi_events_give(struct desi_event_set *set, uint32_t slot) {
    struct desi_record *record = &set->records[slot];
    set->pending--;
    if (__builtin_expect(++record->generation == UINT32_MAX, 0)) {
        set->retired++;
        return;
    }
    record->rank = set->free_slot;
    set->free_slot = slot;
}

/* Takes out the entry that desi_events_first returned. */
static inline void desi_events_pop(struct desi_event_set *set) {
    uint32_t slot = set->near[set->first++].slot, ahead = set->first + 8;
    if (ahead < set->end) {
        __builtin_prefetch(&set->records[set->near[ahead].slot]);
    }
    desi_events_give(set, slot);
}

/* Never 0, as generations begin at 1. */
static inline uint64_t desi_events_id(const struct desi_event_set *set, uint32_t slot) {
    return (uint64_t)set->records[slot].generation << 32 | slot;
}

/* True while the event of this id is pending. */
static inline bool desi_events_is_pending(const struct desi_event_set *set, uint64_t id) {
    uint32_t slot = (uint32_t)id;
    return slot < set->fresh_slot && set->records[slot].generation == id >> 32;
}

#endif
