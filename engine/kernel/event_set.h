/* engine/kernel/event_set.h - the future event set: a two-tier ladder.
 *
 * Far events lie unordered.  When those near are used up, the far ones are dealt
 * into buckets by time (a rung), a bucket with many into finer buckets (the next
 * rung), and some with few together are sorted: these are the near events, taken from
 * the front.  Each event is moved some three times, whatever their number.  While there
 * are few, all are near; those that come between others then go into a heap.  A bucket
 * that is in order, as one of equal times and priorities, is taken from where it lies
 * (a run), without moving any.
 *
 *   order   time (as an integer: rank), then priority and sequence (order)
 *   cancel  leaves the entry behind; it is dropped when it comes to the front,
 *           or all at once when there are half as many as there is room for
 *
 * The stamp of an entry must be that of the record of its slot, or the entry is
 * left over.  Records hold what ids need; entries what ordering needs.
 *
 * What every event passes through stands in this header, to be compiled into the
 * loop of the simulation: a call and its registers cost as much as the work.
 *
 * All of an instant that share time but not priority are one sorted run:
 * inserting into the middle of very many of them costs a move of memory. */
#ifndef DESI_KERNEL_EVENT_SET_H
#define DESI_KERNEL_EVENT_SET_H

#include <math.h>
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

/* A struct des_event as two words, for these are moved whole.  In the record the upper
 * half of its kind keeps the priority. */
union desi_event_words {
    struct des_event event;
    uint64_t word[2];
};
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the kind is the low half of a word");

/* 32 bytes: two to a line of the cache. */
struct desi_record {
    uint64_t what; /* kind, priority, subject */
    uint64_t argument;
    union {
        double time;   /* of a pending event */
        uint32_t next; /* of the slots in the same list */
    };
    uint32_t generation; /* of the present or next use; from 1 */
    uint32_t stamp;      /* of the entry that counts */
};

enum {
    DESI_CHUNK_ENTRIES = 10, /* 256 bytes a chunk */
    DESI_RUNGS = 8,
    DESI_BUCKETS_MOST = 2048, /* in a rung */
    DESI_BUCKET_ENTRIES = 4,  /* wanted in a bucket of a rung */
    DESI_SORT_MOST = 96,      /* a bucket of more is dealt into finer ones */
    DESI_TOGETHER = 48,       /* buckets of so few in all are sorted together */
    DESI_PLACE_BITS = 6,      /* of the places that are sorted to */
    DESI_NEAR_FEW = 24,       /* so few far events are all near */
    DESI_NEAR_MOST = 96,      /* near events of more are dealt again */
    DESI_MOVED_MOST = 16,     /* so few near events are moved for one between them */
    DESI_QUEUE_MOST = 128,    /* while all are near */
    DESI_QUEUE_AGAIN = 96,    /* all are near again */
    DESI_FETCH_MOST = 1024,   /* records of so few are fetched when they are dealt, */
    DESI_FETCH_AHEAD = 4,     /* of more when so many buckets come before */
    DESI_FRONT = 32, /* places kept before the first near event, for what comes before it */
};

/* What is read first shares a line with the first entries. */
struct desi_chunk {
    uint32_t next, unused;
    struct desi_entry entries[DESI_CHUNK_ENTRIES];
    uint64_t filling;
};

/* A list of chunks, all full but the last. */
struct desi_bucket {
    uint32_t count;
    uint32_t room; /* left in the tail; 0 also when there is none */
    uint32_t head, tail;
};

struct desi_rung {
    double start, per_time;
    double bottom;    /* -1: before the first bucket */
    double top;       /* number of the last bucket */
    uint32_t next;    /* bucket to be taken; those before are done */
    uint32_t count;   /* buckets in use */
    uint32_t fetched; /* records of those before are fetched, or need not be */
    struct desi_bucket *buckets;
    uint64_t filled[DESI_BUCKETS_MOST / 64]; /* a bit for each bucket that holds any */
};

/* While all are near: a heap of those that came between others. */
struct desi_few {
    uint32_t count;                                 /* with the vacant root */
    bool vacant;                                    /* the first was taken */
    struct desi_entry entries[DESI_QUEUE_MOST + 2]; /* one later than all after the last */
};

struct desi_event_set {
    struct desi_entry *first, *end;       /* the near events, sorted */
    struct desi_entry *near, *near_limit; /* where there is place for them */
    double last;                          /* what is later is far; +inf while all are near */
    struct desi_record *records;
    struct desi_chunk *chunks;
    struct desi_entry *far_next, *far_limit; /* where the next far event goes */
    struct desi_bucket far;                  /* its count is as if the tail were full */
    struct desi_entry far_first;
    bool far_unlike; /* not all are of the time and priority of the first */
    uint32_t rung_count;
    uint32_t free_slot, fresh_slot;
    uint32_t promised_slot; /* kept for later */
    uint32_t free_chunk, fresh_chunk;
    uint32_t near_most;     /* more are dealt again */
    uint32_t stale;         /* entries left behind */
    uint32_t capacity;      /* of slots */
    bool running;           /* the near events lie in a bucket: */
    uint32_t run_chunk;     /* this one, or none yet, */
    struct desi_bucket run; /* then from head on so many as count */
    struct desi_entry *near_memory;
    uint32_t near_capacity;
    struct desi_bucket *buckets; /* of all rungs */
    void *record_memory, *chunk_memory;
    struct desi_rung rungs[DESI_RUNGS];
    struct desi_few few; /* empty unless all are near */
};

#define DESI_NONE UINT32_MAX

void desi_events_init(struct desi_event_set *set);
void desi_events_fini(struct desi_event_set *set);

/* Makes room for `capacity` events; never shrinks.  On failure nothing changed.
 * DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_events_reserve(struct desi_event_set *set, uint32_t capacity);

/* Takes out an event from the middle. */
void desi_events_remove(struct desi_event_set *set, uint32_t slot);
/* Gives a pending event another time and order. */
void desi_events_move(struct desi_event_set *set, uint32_t slot, double time, uint64_t order);
/* Copies the entries of all pending events, unordered. */
void desi_events_copy(const struct desi_event_set *set, struct desi_entry *entries);

/* Buckets that a rung may have. */
size_t desi_events_buckets(uint32_t capacity);

/* Few places for the near events while all are near: they stay in the near cache. */
void desi_events_narrow(struct desi_event_set *set);

/* ---- event_few.c ---- */

/* Fills the vacant root. */
void desi_few_settle(struct desi_few *few);
/* Puts an entry into the heap; spreads all when they are too many to be near.  DES_OK. */
enum des_status desi_few_add(struct desi_event_set *set, uint64_t rank, uint64_t order,
                             uint32_t slot, uint32_t stamp);
/* Makes the heap of a bucket. */
void desi_few_begin(struct desi_event_set *set, const struct desi_bucket *bucket);
/* Empties the heap; returns how many there were, *entries points at them. */
uint32_t desi_few_take(struct desi_event_set *set, struct desi_entry **entries);
/* Drops what cancelling left in the heap. */
void desi_few_drop(struct desi_event_set *set);

/* ---- event_sort.c ---- */

/* Copies at most DESI_SORT_MOST entries, sorted, to `to`, and fetches their records. */
void desi_events_sort_few(const struct desi_event_set *set, const struct desi_entry *entries,
                          uint32_t count, struct desi_entry *to);
void desi_events_sort_many(struct desi_entry *entries, size_t count);

/* ---- event_deal.c ---- */

/* Moves the near events to the front of their array. */
void desi_events_rewind(struct desi_event_set *set);
/* Deals the near events, and those of the heap, anew. */
void desi_events_spread(struct desi_event_set *set);

/* Moves the near events from where they lie to where there is place for others. */
void desi_events_leave_run(struct desi_event_set *set);

/* Fetches the next events when no near ones are left; false when there are none. */
bool desi_events_refill(struct desi_event_set *set);
/* Puts an entry among the near ones.  Returns DES_OK, so that scheduling may end with
 * it and keeps nothing for after. */
enum des_status desi_events_insert(struct desi_event_set *set, uint64_t rank, uint64_t order,
                                   uint32_t slot, uint32_t stamp);

/* ---- keys ---- */

/* A key as one number: comparing costs no branch that would have to be guessed. */
__extension__ typedef unsigned __int128 desi_entry_key;

static inline bool desi_entry_before(const struct desi_entry *a, const struct desi_entry *b) {
    return ((desi_entry_key)a->rank << 64 | a->order) < ((desi_entry_key)b->rank << 64 | b->order);
}

/* Maps a finite time, but not -0, to an integer of the same order. */
static inline uint64_t desi_rank_of(double time) {
    union {
        double time;
        uint64_t bits;
    } number = {.time = time};
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

/* ---- buckets ---- */

static inline void desi_bucket_extend(struct desi_event_set *set, struct desi_bucket *bucket) {
    uint32_t chunk = set->free_chunk;
    if (chunk == DESI_NONE) {
        chunk = set->fresh_chunk++;
    } else {
        set->free_chunk = set->chunks[chunk].next;
    }
    *(bucket->count == 0 ? &bucket->head : &set->chunks[bucket->tail].next) = chunk;
    bucket->tail = chunk;
    bucket->room = DESI_CHUNK_ENTRIES;
}

static inline void desi_bucket_append(struct desi_event_set *set, struct desi_bucket *bucket,
                                      struct desi_entry entry) {
    if (bucket->room == 0) {
        desi_bucket_extend(set, bucket);
    }
    set->chunks[bucket->tail].entries[DESI_CHUNK_ENTRIES - bucket->room] = entry;
    bucket->room--;
    bucket->count++;
}

/* Writing far events goes on after those of a bucket, which is the list of them now. */
static inline void desi_far_begin(struct desi_event_set *set, struct desi_bucket bucket) {
    set->far = bucket;
    set->far.count += bucket.room;
    set->far_next = set->far_limit = NULL;
    if (bucket.count > 0) {
        set->far_limit = set->chunks[bucket.tail].entries + DESI_CHUNK_ENTRIES;
        set->far_next = set->far_limit - bucket.room;
    }
}

/* The far events as a bucket like others. */
static inline struct desi_bucket desi_far_bucket(const struct desi_event_set *set) {
    struct desi_bucket bucket = set->far;
    bucket.room = (uint32_t)(set->far_limit - set->far_next);
    bucket.count -= bucket.room;
    return bucket;
}

static inline void desi_far_extend(struct desi_event_set *set, struct desi_entry entry) {
    if (set->far.count == 0) {
        set->far_first = entry;
    }
    desi_bucket_extend(set, &set->far);
    set->far.count += DESI_CHUNK_ENTRIES;
    set->far_next = set->chunks[set->far.tail].entries;
    set->far_limit = set->far_next + DESI_CHUNK_ENTRIES;
}

/* Events of one time and priority come in their order. */
static inline void desi_far_append(struct desi_event_set *set, struct desi_entry entry) {
    if (set->far_next == set->far_limit) {
        desi_far_extend(set, entry);
    }
    *set->far_next++ = entry;
    const struct desi_entry *first = &set->far_first;
    if (entry.rank != first->rank || (entry.order ^ first->order) >> 48) {
        set->far_unlike = true;
    }
}

/* The bucket of a time; before the first: -1.  Never smaller for a later time,
 * whatever is rounded: that is all that order needs. */
static inline int32_t desi_rung_place(const struct desi_rung *rung, double time) {
    double place = (time - rung->start) * rung->per_time;
    place = place < rung->top ? place : rung->top;
    place = place > rung->bottom ? place : rung->bottom;
    return (int32_t)place;
}

static inline void desi_rung_append(struct desi_event_set *set, struct desi_rung *rung,
                                    uint32_t place, struct desi_entry entry) {
    struct desi_bucket *bucket = &rung->buckets[place];
    if (bucket->count == 0) {
        rung->filled[place / 64] |= (uint64_t)1 << place % 64;
    }
    desi_bucket_append(set, bucket, entry);
}

/* ---- taking ---- */

/* False for what cancelling left behind. */
static inline bool desi_entry_counts(const struct desi_event_set *set,
                                     const struct desi_entry *entry) {
    return set->records[entry->slot].stamp == entry->stamp;
}

/* Moves the first of the heap, if it is the first of all, to the near events. */
static inline void desi_events_pull(struct desi_event_set *set) {
    struct desi_few *few = &set->few;
    if (few->vacant) {
        desi_few_settle(few);
    }
    if (few->count > 0 &&
        (set->first == set->end || desi_entry_before(&few->entries[0], set->first))) {
        if (set->first == set->near) {
            desi_events_rewind(set);
        }
        *--set->first = few->entries[0];
        few->vacant = true;
    }
}

/* The first entry, or NULL when no event is pending. */
static inline const struct desi_entry *desi_events_first(struct desi_event_set *set) {
    for (;;) {
        if (set->few.count > 0) {
            desi_events_pull(set);
        }
        if (set->first == set->end && !desi_events_refill(set)) {
            return NULL;
        }
        const struct desi_entry *entry = set->first;
        if (__builtin_expect(desi_entry_counts(set, entry), 1)) {
            return entry;
        }
        set->first++;
        set->stale--;
    }
}

/* The event of a record. */
static inline union desi_event_words desi_record_event(const struct desi_record *record) {
    const uint64_t priority = (uint64_t)UINT16_MAX << 16;
    return (union desi_event_words){.word = {record->what & ~priority, record->argument}};
}

static inline int16_t desi_record_priority(const struct desi_record *record) {
    return (int16_t)(record->what >> 16);
}

/* Gives back a slot with its record.  One whose generations are used up is retired,
 * so that no id ever comes twice. */
static inline void desi_events_give(struct desi_event_set *set, struct desi_record *record,
                                    uint32_t slot) {
    if (__builtin_expect(++record->generation == UINT32_MAX, 0)) {
        return;
    }
    record->next = set->free_slot;
    set->free_slot = slot;
}

/* Takes out the entry that desi_events_first returned. */
static inline void desi_events_pop(struct desi_event_set *set) {
    const uint32_t slot = set->first->slot;
    set->first++;
    desi_events_give(set, &set->records[slot], slot);
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

/* ---- putting in ---- */

/* At one of the ends of the near events, if it belongs there and there is no heap. */
static inline enum des_status desi_events_put_near(struct desi_event_set *set,
                                                   struct desi_entry entry) {
    if (set->few.count > 0) {
        return desi_few_add(set, entry.rank, entry.order, entry.slot, entry.stamp);
    }
    struct desi_entry *end = set->end;
    if (__builtin_expect(end != set->near_limit, 1)) {
        if (set->first == end || desi_entry_before(end - 1, &entry)) {
            *end = entry;
            set->end = end + 1;
            return DES_OK;
        }
        if (desi_entry_before(&entry, set->first) && set->first != set->near) {
            *--set->first = entry;
            return DES_OK;
        }
    }
    return desi_events_insert(set, entry.rank, entry.order, entry.slot, entry.stamp);
}

/* DES_OK. */
static inline enum des_status desi_events_put(struct desi_event_set *set, double time,
                                              struct desi_entry entry) {
    if (time > set->last) {
        desi_far_append(set, entry);
        return DES_OK;
    }
    struct desi_rung *end = set->rungs + set->rung_count;
    for (struct desi_rung *rung = set->rungs; rung < end; rung++) {
        const int32_t place = desi_rung_place(rung, time);
        if (place >= (int32_t)rung->next) {
            desi_rung_append(set, rung, (uint32_t)place, entry);
            return DES_OK;
        }
    }
    return desi_events_put_near(set, entry);
}

/* Another slot for the free ones; false when all that there are were used before. */
static inline bool desi_events_freshen(struct desi_event_set *set) {
    if (set->fresh_slot == set->capacity) {
        return false;
    }
    const uint32_t slot = set->fresh_slot++;
    set->records[slot] = (struct desi_record){.next = set->free_slot, .generation = 1};
    set->free_slot = slot;
    return true;
}

/* Takes the first slot off a list that is not empty. */
static inline uint32_t desi_events_take(const struct desi_event_set *set, uint32_t *list) {
    const uint32_t slot = *list;
    *list = set->records[slot].next;
    return slot;
}

/* Puts an event into a slot that was taken; its id goes to *id, if there is one.  DES_OK. */
static inline enum des_status desi_events_fill(struct desi_event_set *set, uint32_t slot,
                                               double time, int32_t priority, uint64_t sequence,
                                               struct des_event event, uint64_t *id) {
    const union desi_event_words words = {event};
    struct desi_record *record = &set->records[slot];
    const uint64_t order = desi_order_of(priority, sequence);
    record->what = words.word[0] | (uint32_t)priority << 16;
    record->argument = words.word[1];
    record->time = time;
    if (id) {
        *id = (uint64_t)record->generation << 32 | slot;
    }
    return desi_events_put(set, time,
                           (struct desi_entry){desi_rank_of(time), order, slot, record->stamp});
}

#endif
