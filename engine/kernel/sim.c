#include "des/sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "event_set.h"
#include "sim_internal.h"

#define KINDS_MOST (UINT16_MAX + 1u)
#define CAPACITY_MOST ((uint32_t)1 << 31)

struct kind {
    const char *name;
    des_handler handler;
    void *context;
    uint64_t handled;
    uint64_t spent; /* on the clock of the profile */
};

struct des_sim {
    double now;
    struct desi_event_set events;
    uint32_t promised; /* places kept by desi_sim_promise */
    uint64_t sequence;
    struct kind *kinds;
    uint32_t kind_count, kind_capacity;
    uint64_t handled;
    struct des_event current; /* being handled */
    bool handling, stopping, buggy;
    des_clock clock; /* of the profile; NULL: none */
    des_bug_handler on_bug;
    void *on_bug_context;
    struct desi_block *blocks; /* that live as long as this */
    char bug[512];
};

/* ---- keys ---- */

static uint64_t next_order(struct des_sim *sim, int32_t priority) {
    return desi_order_of(priority, sim->sequence++);
}

static bool is_priority(int32_t priority) {
    return priority >= INT16_MIN && priority <= INT16_MAX;
}

/* False for NaN too. */
static bool may_happen_at(const struct des_sim *sim, double time) {
    return time >= sim->now && time < (double)INFINITY;
}

/* ---- create and destroy ---- */

/* One more place in the future event set than taken and promised ones. */
static enum des_status make_room(struct des_sim *sim) {
    const struct desi_event_set *set = &sim->events;
    const uint32_t taken = set->pending + set->retired + sim->promised;
    if (__builtin_expect(taken < set->capacity, 1)) {
        return DES_OK;
    }
    if (set->capacity == CAPACITY_MOST) {
        return DES_ENOMEM;
    }
    uint32_t capacity = set->capacity > CAPACITY_MOST / 2 ? CAPACITY_MOST : 2 * set->capacity;
    return desi_events_reserve(&sim->events, capacity < 16 ? 16 : capacity);
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
    desi_events_init(&sim->events);
    sim->now = given->start;
    sim->on_bug = given->on_bug;
    sim->on_bug_context = given->on_bug_context;
    if (capacity > CAPACITY_MOST ||
        desi_events_reserve(&sim->events, (uint32_t)capacity) != DES_OK) {
        des_sim_destroy(sim);
        return NULL;
    }
    return sim;
}

void des_sim_destroy(struct des_sim *sim) {
    if (!sim) {
        return;
    }
    desi_events_fini(&sim->events);
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
    if (is_kind_name(sim, name) || sim->kind_count == KINDS_MOST) {
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
    sim->kinds[sim->kind_count] = (struct kind){name, handler, context, 0, 0};
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

void des_sim_profile(struct des_sim *sim, des_clock clock) {
    sim->clock = clock;
}

uint64_t des_sim_kind_spent(const struct des_sim *sim, uint32_t kind) {
    return kind < sim->kind_count ? sim->kinds[kind].spent : 0;
}

/* ---- queries ---- */

double des_sim_now(const struct des_sim *sim) {
    return sim->now;
}

uint64_t des_sim_handled(const struct des_sim *sim) {
    return sim->handled;
}

size_t des_sim_pending(const struct des_sim *sim) {
    return sim->events.pending;
}

bool des_sim_peek(const struct des_sim *sim, des_event_id id, double *time) {
    if (!desi_events_is_pending(&sim->events, id)) {
        return false;
    }
    if (time) {
        *time = desi_time_of(sim->events.records[(uint32_t)id].rank);
    }
    return true;
}

/* ---- the future event set ---- */

static des_event_id insert(struct des_sim *sim, double time, int32_t priority,
                           struct des_event event) {
    uint32_t slot = desi_events_add(&sim->events, time, next_order(sim, priority), event);
    return desi_events_id(&sim->events, slot);
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
    if (!desi_events_is_pending(&sim->events, id)) {
        return DES_ESTALE;
    }
    desi_events_remove(&sim->events, (uint32_t)id);
    return DES_OK;
}

enum des_status des_sim_reschedule(struct des_sim *sim, des_event_id id, double time) {
    if (!desi_events_is_pending(&sim->events, id)) {
        return DES_ESTALE;
    }
    if (!may_happen_at(sim, time)) {
        return DES_ERANGE;
    }
    uint32_t slot = (uint32_t)id;
    const int32_t priority = desi_events_priority(&sim->events, slot);
    desi_events_move(&sim->events, slot, time, next_order(sim, priority));
    return DES_OK;
}

/* ---- running ---- */

/* The handler may add kinds, which moves the table of them. */
static void handle_timed(struct des_sim *sim, const struct kind *kind) {
    const uint32_t number = sim->current.kind;
    const des_clock clock = sim->clock;
    const uint64_t begun = clock();
    kind->handler(kind->context, sim, &sim->current);
    sim->kinds[number].spent += clock() - begun;
}

/* The slot is given back first, so that the handler's first event takes it. */
static void handle(struct des_sim *sim, const struct desi_entry *first) {
    sim->now = desi_time_of(first->rank);
    sim->current = desi_events_event(&sim->events, first->slot);
    desi_events_pop(&sim->events);
    struct kind *kind = &sim->kinds[sim->current.kind];
    kind->handled++;
    sim->handled++;
    if (__builtin_expect(sim->clock != NULL, 0)) {
        handle_timed(sim, kind);
    } else {
        kind->handler(kind->context, sim, &sim->current);
    }
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

/* How far a run goes: whichever comes first. */
struct goal {
    uint64_t rank;    /* of the last time */
    uint64_t handled; /* events in all */
    uint32_t kind;    /* an event of it was handled; UINT32_MAX: none ends the run */
};

/* DES_OK when nothing is left up to the goal's time; DES_ESTALE when another goal
 * was reached first. */
static enum des_status run_to(struct des_sim *sim, struct goal goal) {
    enum des_status status = DES_OK;
    sim->handling = true;
    const struct desi_entry *first = desi_events_first(&sim->events);
    while (first && first->rank <= goal.rank && !sim->stopping && status == DES_OK) {
        handle(sim, first);
        if (sim->current.kind == goal.kind || sim->handled == goal.handled) {
            status = DES_ESTALE;
        }
        first = desi_events_first(&sim->events);
    }
    sim->handling = false;
    if (sim->buggy) {
        return DES_EBUG;
    }
    return sim->stopping ? DES_EINTERRUPTED : status;
}

enum des_status des_sim_run_until(struct des_sim *sim, double until) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    if (!may_happen_at(sim, until)) {
        return DES_ERANGE;
    }
    enum des_status status =
        run_to(sim, (struct goal){desi_rank_of(until), UINT64_MAX, UINT32_MAX});
    if (status == DES_OK) {
        sim->now = until;
    }
    return status;
}

/* The other goals are reached before the events have come to their end. */
static enum des_status run_before_end(struct des_sim *sim, struct goal goal) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    enum des_status status = run_to(sim, goal);
    if (status == DES_ESTALE) {
        return DES_OK;
    }
    return status == DES_OK ? DES_ESTALE : status;
}

enum des_status des_sim_run_events(struct des_sim *sim, uint64_t count) {
    if (count == 0) {
        return begin(sim);
    }
    return run_before_end(sim, (struct goal){UINT64_MAX, sim->handled + count, UINT32_MAX});
}

enum des_status des_sim_run_to_kind(struct des_sim *sim, uint32_t kind) {
    if (kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    return run_before_end(sim, (struct goal){UINT64_MAX, UINT64_MAX, kind});
}

enum des_status des_sim_step(struct des_sim *sim) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    const struct desi_entry *first = desi_events_first(&sim->events);
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

static int compare_entries(const void *a, const void *b) {
    const struct desi_entry *first = a, *second = b;
    return desi_entry_before(second, first) - desi_entry_before(first, second);
}

static bool print_event(const struct des_sim *sim, const struct desi_entry *entry, FILE *out) {
    const struct des_event event = desi_events_event(&sim->events, entry->slot);
    return fprintf(out, "time %.17g priority %d kind %s subject %u argument %llu\n",
                   desi_time_of(entry->rank), desi_events_priority(&sim->events, entry->slot),
                   sim->kinds[event.kind].name, event.subject,
                   (unsigned long long)event.argument) >= 0;
}

enum des_status des_sim_print(const struct des_sim *sim, FILE *out) {
    size_t count = sim->events.pending;
    if (count == 0) {
        return DES_OK;
    }
    struct desi_entry *entries = malloc(count * sizeof(*entries));
    if (!entries) {
        return DES_ENOMEM;
    }
    desi_events_copy(&sim->events, entries);
    qsort(entries, count, sizeof(*entries), compare_entries);
    enum des_status status = DES_OK;
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = print_event(sim, &entries[i], out) ? DES_OK : DES_EIO;
    }
    free(entries);
    return status;
}
