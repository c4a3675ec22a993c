#include "des/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "sim_internal.h"

#define PRIORITY_BIAS 32768
#define SEQUENCE_BITS 48 /* at ten million events a second: most of a year of computing */

struct kind {
    const char *name;
    des_handler handler;
    void *context;
    uint64_t handled;
};

struct des_sim {
    double now;
    struct desi_heap queue;   /* rank: time, order: priority and sequence */
    struct des_event *events; /* by slot of the queue */
    uint32_t event_capacity;  /* at least that of the queue */
    uint32_t promised;        /* places kept by desi_sim_promise */
    uint64_t sequence;
    struct kind *kinds;
    uint32_t kind_count, kind_capacity;
    uint64_t handled;
    struct des_event current; /* being handled */
    bool handling, stopping, buggy;
    des_bug_handler on_bug;
    void *on_bug_context;
    struct desi_block *blocks; /* that live as long as this */
    char bug[512];
};

/* ---- keys ---- */

/* Maps a finite time to an integer of the same order; -0 is 0 first. */
static uint64_t rank_of(double time) {
    double positive_zero = time + 0.0;
    uint64_t bits;
    memcpy(&bits, &positive_zero, sizeof(bits));
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double time_of(uint64_t rank) {
    uint64_t bits = rank >> 63 ? rank & ~((uint64_t)1 << 63) : ~rank;
    double time;
    memcpy(&time, &bits, sizeof(time));
    return time;
}

static uint64_t next_order(struct des_sim *sim, int32_t priority) {
    return (uint64_t)(priority + PRIORITY_BIAS) << SEQUENCE_BITS | sim->sequence++;
}

static int32_t priority_of(uint64_t order) {
    return (int32_t)(order >> SEQUENCE_BITS) - PRIORITY_BIAS;
}

static bool is_priority(int32_t priority) {
    return priority >= INT16_MIN && priority <= INT16_MAX;
}

/* False for NaN too. */
static bool may_happen_at(const struct des_sim *sim, double time) {
    return time >= sim->now && time < (double)INFINITY;
}

/* ---- create and destroy ---- */

static enum des_status reserve(struct des_sim *sim, uint32_t capacity) {
    if (capacity > sim->event_capacity) {
        struct des_event *events = realloc(sim->events, (size_t)capacity * sizeof(*events));
        if (!events) {
            return DES_ENOMEM;
        }
        sim->events = events;
        sim->event_capacity = capacity;
    }
    return desi_heap_reserve(&sim->queue, capacity);
}

/* One more place in the future event set than taken and promised ones. */
static enum des_status make_room(struct des_sim *sim) {
    if (__builtin_expect(sim->queue.taken + sim->promised < sim->queue.capacity, 1)) {
        return DES_OK;
    }
    uint32_t capacity = desi_heap_next_capacity(sim->queue.capacity);
    return capacity ? reserve(sim, capacity) : DES_ENOMEM;
}

struct des_sim *des_sim_create(const struct des_sim_options *options) {
    const struct des_sim_options none = {0};
    const struct des_sim_options *given = options ? options : &none;
    des_require(isfinite(given->start));
    size_t capacity = given->capacity_hint ? given->capacity_hint : 256;
    struct des_sim *sim = calloc(1, sizeof(*sim));
    if (!sim) {
        return NULL;
    }
    desi_heap_init(&sim->queue);
    sim->now = given->start;
    sim->on_bug = given->on_bug;
    sim->on_bug_context = given->on_bug_context;
    if (capacity >= UINT32_MAX || reserve(sim, (uint32_t)capacity) != DES_OK) {
        des_sim_destroy(sim);
        return NULL;
    }
    return sim;
}

void des_sim_destroy(struct des_sim *sim) {
    if (!sim) {
        return;
    }
    desi_heap_fini(&sim->queue);
    free(sim->events);
    free(sim->kinds);
    while (sim->blocks) {
        struct desi_block *next = sim->blocks->next;
        free(sim->blocks);
        sim->blocks = next;
    }
    free(sim);
}

struct desi_block **desi_sim_blocks(struct des_sim *sim) {
    return &sim->blocks;
}

/* ---- kinds ---- */

static bool is_kind_name(const struct des_sim *sim, const char *name) {
    for (uint32_t i = 0; i < sim->kind_count; i++) {
        if (strcmp(sim->kinds[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum des_status des_sim_add_kind(struct des_sim *sim, const char *name, des_handler handler,
                                 void *context, uint32_t *kind) {
    if (is_kind_name(sim, name)) {
        return DES_ERANGE;
    }
    if (sim->kind_count == sim->kind_capacity) {
        uint32_t capacity = sim->kind_capacity ? 2 * sim->kind_capacity : 16;
        struct kind *kinds = realloc(sim->kinds, capacity * sizeof(*kinds));
        if (!kinds) {
            return DES_ENOMEM;
        }
        sim->kinds = kinds;
        sim->kind_capacity = capacity;
    }
    sim->kinds[sim->kind_count] = (struct kind){name, handler, context, 0};
    *kind = sim->kind_count++;
    return DES_OK;
}

size_t des_sim_kind_count(const struct des_sim *sim) {
    return sim->kind_count;
}

const char *des_sim_kind_name(const struct des_sim *sim, uint32_t kind) {
    return kind < sim->kind_count ? sim->kinds[kind].name : NULL;
}

uint64_t des_sim_kind_handled(const struct des_sim *sim, uint32_t kind) {
    return kind < sim->kind_count ? sim->kinds[kind].handled : 0;
}

/* ---- queries ---- */

double des_sim_now(const struct des_sim *sim) {
    return sim->now;
}

uint64_t des_sim_handled(const struct des_sim *sim) {
    return sim->handled;
}

size_t des_sim_pending(const struct des_sim *sim) {
    return desi_heap_count(&sim->queue);
}

bool des_sim_peek(const struct des_sim *sim, des_event_id id, double *time) {
    if (!desi_heap_is_current(&sim->queue, id)) {
        return false;
    }
    if (time) {
        *time = time_of(sim->queue.keys[sim->queue.slots[(uint32_t)id].position].rank);
    }
    return true;
}

/* ---- the future event set ---- */

static des_event_id insert(struct des_sim *sim, double time, int32_t priority,
                           struct des_event event) {
    uint32_t slot = desi_heap_take(&sim->queue);
    sim->events[slot] = event;
    desi_heap_insert(&sim->queue, rank_of(time), next_order(sim, priority), slot);
    return desi_heap_id(&sim->queue, slot);
}

enum des_status des_sim_schedule(struct des_sim *sim, double time, int32_t priority,
                                 struct des_event event, des_event_id *id) {
    if (!may_happen_at(sim, time) || !is_priority(priority) || event.kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    if (make_room(sim) != DES_OK) {
        return DES_ENOMEM;
    }
    des_event_id scheduled = insert(sim, time, priority, event);
    if (id) {
        *id = scheduled;
    }
    return DES_OK;
}

enum des_status desi_sim_promise(struct des_sim *sim, struct des_event event, int32_t priority) {
    if (!is_priority(priority) || event.kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    enum des_status status = make_room(sim);
    if (status == DES_OK) {
        sim->promised++;
    }
    return status;
}

des_event_id desi_sim_keep(struct des_sim *sim, struct des_event event, int32_t priority) {
    sim->promised--;
    return insert(sim, sim->now, priority, event);
}

void desi_sim_forget(struct des_sim *sim) {
    sim->promised--;
}

enum des_status des_sim_cancel(struct des_sim *sim, des_event_id id) {
    if (!desi_heap_is_current(&sim->queue, id)) {
        return DES_ESTALE;
    }
    desi_heap_remove(&sim->queue, (uint32_t)id);
    desi_heap_give(&sim->queue, (uint32_t)id);
    return DES_OK;
}

enum des_status des_sim_reschedule(struct des_sim *sim, des_event_id id, double time) {
    if (!desi_heap_is_current(&sim->queue, id)) {
        return DES_ESTALE;
    }
    if (!may_happen_at(sim, time)) {
        return DES_ERANGE;
    }
    uint32_t slot = (uint32_t)id;
    desi_heap_settle(&sim->queue);
    uint64_t order = sim->queue.keys[sim->queue.slots[slot].position].order;
    desi_heap_move(&sim->queue, slot, rank_of(time), next_order(sim, priority_of(order)));
    return DES_OK;
}

/* ---- running ---- */

/* The slot is given back first, so that the handler's first event takes it. */
static void handle(struct des_sim *sim, const struct desi_key *first) {
    sim->now = time_of(first->rank);
    sim->current = sim->events[first->slot];
    uint32_t slot = first->slot;
    desi_heap_pop(&sim->queue);
    desi_heap_give(&sim->queue, slot);
    struct kind *kind = &sim->kinds[sim->current.kind];
    kind->handled++;
    sim->handled++;
    kind->handler(kind->context, sim, &sim->current);
}

/* A handler that ran the simulation would be overtaken by its own successors. */
static enum des_status begin(struct des_sim *sim) {
    des_assert(sim, !sim->handling);
    if (sim->buggy) {
        return DES_EBUG;
    }
    sim->stopping = false;
    return DES_OK;
}

enum des_status des_sim_run_until(struct des_sim *sim, double until) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    if (!may_happen_at(sim, until)) {
        return DES_ERANGE;
    }
    const uint64_t last = rank_of(until);
    sim->handling = true;
    const struct desi_key *first = desi_heap_first(&sim->queue);
    while (first && first->rank <= last && !sim->stopping) {
        handle(sim, first);
        first = desi_heap_first(&sim->queue);
    }
    sim->handling = false;
    if (sim->buggy) {
        return DES_EBUG;
    }
    if (sim->stopping) {
        return DES_EINTERRUPTED;
    }
    sim->now = until;
    return DES_OK;
}

enum des_status des_sim_step(struct des_sim *sim) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    const struct desi_key *first = desi_heap_first(&sim->queue);
    if (!first) {
        return DES_ESTALE;
    }
    sim->handling = true;
    handle(sim, first);
    sim->handling = false;
    return sim->buggy ? DES_EBUG : DES_OK;
}

void des_sim_stop(struct des_sim *sim) {
    sim->stopping = true;
}

/* ---- what went wrong ---- */

void des_sim_bug(struct des_sim *sim, const char *file, int line, const char *text) {
    if (sim->buggy) {
        return;
    }
    sim->buggy = true;
    sim->stopping = true;
    if (sim->handling) {
        (void)snprintf(sim->bug, sizeof(sim->bug),
                       "%s:%d: %s does not hold (event %s, subject %u, time %.17g)", file, line,
                       text, sim->kinds[sim->current.kind].name, sim->current.subject, sim->now);
    } else {
        (void)snprintf(sim->bug, sizeof(sim->bug),
                       "%s:%d: %s does not hold (outside of any event, time %.17g)", file, line,
                       text, sim->now);
    }
    if (sim->on_bug) {
        sim->on_bug(sim->on_bug_context, sim->bug);
    }
}

const char *des_sim_bug_text(const struct des_sim *sim) {
    return sim->buggy ? sim->bug : NULL;
}

static int compare_keys(const void *a, const void *b) {
    const struct desi_key *first = a, *second = b;
    return desi_key_before(second, first) - desi_key_before(first, second);
}

static bool print_event(const struct des_sim *sim, const struct desi_key *key, FILE *out) {
    const struct des_event *event = &sim->events[key->slot];
    return fprintf(out, "time %.17g priority %d kind %s subject %u argument %llu\n",
                   time_of(key->rank), priority_of(key->order), sim->kinds[event->kind].name,
                   event->subject, (unsigned long long)event->argument) >= 0;
}

enum des_status des_sim_print(const struct des_sim *sim, FILE *out) {
    size_t count = desi_heap_count(&sim->queue);
    if (count == 0) {
        return DES_OK;
    }
    struct desi_key *keys = malloc(count * sizeof(*keys));
    if (!keys) {
        return DES_ENOMEM;
    }
    memcpy(keys, sim->queue.keys + sim->queue.vacant, count * sizeof(*keys));
    qsort(keys, count, sizeof(*keys), compare_keys);
    enum des_status status = DES_OK;
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = print_event(sim, &keys[i], out) ? DES_OK : DES_EIO;
    }
    free(keys);
    return status;
}
