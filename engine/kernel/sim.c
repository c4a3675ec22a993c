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
    des_foresight foresee; /* may be NULL */
    void *context;
    uint64_t handled;
    uint64_t spent; /* on the clock of the profile */
};

struct des_sim {
    struct desi_sim_head head; /* first */
    struct desi_event_set events;
    uint64_t sequence; /* of what is scheduled next */
    uint64_t left;     /* of those before were cancelled or have another now */
    struct kind *kinds;
    uint32_t kind_count, kind_capacity;
    union desi_event_words current; /* being handled */
    bool stopping;                  /* after this event */
    bool handling, buggy;
    bool foreseeing; /* some kind */
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
    return time >= sim->head.now && time < (double)INFINITY;
}

/* ---- create and destroy ---- */

static enum des_status grow(struct des_sim *sim) {
    const uint32_t old = sim->events.capacity;
    if (old == CAPACITY_MOST) {
        return DES_ENOMEM;
    }
    const uint32_t capacity = old > CAPACITY_MOST / 2 ? CAPACITY_MOST : 2 * old;
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
    sim->head.now = given->start;
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
    sim->kinds[sim->kind_count] =
        (struct kind){.name = name, .handler = handler, .context = context};
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

enum des_status des_sim_foresee(struct des_sim *sim, uint32_t kind, des_foresight foresee) {
    if (kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    sim->kinds[kind].foresee = foresee;
    sim->foreseeing = false;
    for (uint32_t i = 0; i < sim->kind_count; i++) {
        sim->foreseeing |= sim->kinds[i].foresee != NULL;
    }
    return DES_OK;
}

void des_sim_profile(struct des_sim *sim, des_clock clock) {
    sim->clock = clock;
}

uint64_t des_sim_kind_spent(const struct des_sim *sim, uint32_t kind) {
    return kind < sim->kind_count ? sim->kinds[kind].spent : 0;
}

/* ---- queries ---- */

double des_sim_now(const struct des_sim *sim) {
    return sim->head.now;
}

uint64_t des_sim_handled(const struct des_sim *sim) {
    uint64_t handled = 0;
    for (uint32_t i = 0; i < sim->kind_count; i++) {
        handled += sim->kinds[i].handled;
    }
    return handled;
}

size_t des_sim_pending(const struct des_sim *sim) {
    return (size_t)(sim->sequence - sim->left - des_sim_handled(sim));
}

bool des_sim_peek(const struct des_sim *sim, des_event_id id, double *time) {
    if (!desi_events_is_pending(&sim->events, id)) {
        return false;
    }
    if (time) {
        *time = sim->events.records[(uint32_t)id].time;
    }
    return true;
}

/* ---- the future event set ---- */

static bool make_room(struct des_sim *sim) {
    return desi_events_freshen(&sim->events) ||
           (grow(sim) == DES_OK && desi_events_freshen(&sim->events));
}

/* Apart, as it keeps much for after a call. */
__attribute__((noinline)) static enum des_status schedule_more(struct des_sim *sim, double time,
                                                               int32_t priority,
                                                               struct des_event event,
                                                               des_event_id *id) {
    return make_room(sim) ? des_sim_schedule(sim, time, priority, event, id) : DES_ENOMEM;
}

enum des_status des_sim_schedule(struct des_sim *sim, double time, int32_t priority,
                                 struct des_event event, des_event_id *id) {
    struct desi_event_set *set = &sim->events;
    if (!may_happen_at(sim, time) || !is_priority(priority) || event.kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    if (__builtin_expect(set->free_slot == DESI_NONE, 0)) {
        return schedule_more(sim, time, priority, event, id);
    }
    const uint32_t slot = desi_events_take(set, &set->free_slot);
    return desi_events_fill(set, slot, time + 0.0, priority, sim->sequence++, event, id);
}

static void list_slot(struct desi_event_set *set, uint32_t slot, uint32_t *list) {
    set->records[slot].next = *list;
    *list = slot;
}

enum des_status desi_sim_promise(struct des_sim *sim, struct des_event event, int32_t priority) {
    struct desi_event_set *set = &sim->events;
    if (!is_priority(priority) || event.kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    if (set->free_slot == DESI_NONE && !make_room(sim)) {
        return DES_ENOMEM;
    }
    list_slot(set, desi_events_take(set, &set->free_slot), &set->promised_slot);
    return DES_OK;
}

des_event_id desi_sim_keep(struct des_sim *sim, struct des_event event, int32_t priority) {
    struct desi_event_set *set = &sim->events;
    const uint32_t slot = desi_events_take(set, &set->promised_slot);
    des_event_id id;
    (void)desi_events_fill(set, slot, sim->head.now, priority, sim->sequence++, event, &id);
    return id;
}

void desi_sim_forget(struct des_sim *sim) {
    struct desi_event_set *set = &sim->events;
    list_slot(set, desi_events_take(set, &set->promised_slot), &set->free_slot);
}

enum des_status des_sim_cancel(struct des_sim *sim, des_event_id id) {
    if (!desi_events_is_pending(&sim->events, id)) {
        return DES_ESTALE;
    }
    desi_events_remove(&sim->events, (uint32_t)id);
    sim->left++;
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
    const int32_t priority = desi_record_priority(&sim->events.records[slot]);
    desi_events_move(&sim->events, slot, time + 0.0, next_order(sim, priority));
    sim->left++;
    return DES_OK;
}

/* ---- running ---- */

/* The handler may add kinds, which moves the table of them. */
static void handle_timed(struct des_sim *sim, const struct kind *kind) {
    const uint32_t number = sim->current.event.kind;
    const des_clock clock = sim->clock;
    const uint64_t begun = clock();
    kind->handler(kind->context, sim, &sim->current.event);
    sim->kinds[number].spent += clock() - begun;
}

/* How many events before it comes an event is foreseen, by round. */
static const size_t foresight[DES_FORESIGHT_ROUNDS] = {9, 6, 3};

/* What was cancelled is foreseen as what its slot holds now, or held last. */
__attribute__((noinline)) static void foresee(const struct des_sim *sim) {
    const struct desi_event_set *set = &sim->events;
    const size_t near = (size_t)(set->end - set->first);
    for (unsigned round = 0; round < DES_FORESIGHT_ROUNDS; round++) {
        if (foresight[round] < near) {
            const struct desi_entry *entry = &set->first[foresight[round]];
            const union desi_event_words event = desi_record_event(&set->records[entry->slot]);
            const struct kind *kind = &sim->kinds[event.event.kind];
            if (kind->foresee) {
                kind->foresee(kind->context, &event.event, round);
            }
        }
    }
}

/* The slot is given back first, so that the handler's first event takes it. */
__attribute__((always_inline)) static inline void handle(struct des_sim *sim,
                                                         const struct desi_entry *first) {
    const struct desi_record *record = &sim->events.records[first->slot];
    const union desi_event_words event = desi_record_event(record);
    sim->head.now = record->time;
    desi_events_pop(&sim->events);
    sim->current = event;
    struct kind *kind = &sim->kinds[event.event.kind];
    kind->handled++;
    if (__builtin_expect(sim->clock != NULL, 0)) {
        handle_timed(sim, kind);
    } else {
        kind->handler(kind->context, sim, &sim->current.event);
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
    uint64_t rank;  /* of the last time */
    uint64_t count; /* so many events; NO_COUNT: any number */
    uint32_t kind;  /* an event of it was handled; NO_KIND: none ends the run */
};
#define NO_COUNT UINT64_MAX
#define NO_KIND UINT32_MAX

/* DES_OK when nothing is left up to the goal's time; DES_ESTALE when another goal
 * was reached first.  Compiled apart for each kind of goal. */
__attribute__((always_inline)) static inline enum des_status run_to(struct des_sim *sim,
                                                                    struct goal goal) {
    sim->handling = true;
    bool reached = false;
    const struct desi_entry *first;
    while (!sim->stopping && !reached && (first = desi_events_first(&sim->events)) &&
           first->rank <= goal.rank) {
        if (__builtin_expect(sim->foreseeing, 0)) {
            foresee(sim);
        }
        handle(sim, first);
        reached = (goal.kind != NO_KIND && sim->current.event.kind == goal.kind) ||
                  (goal.count != NO_COUNT && --goal.count == 0);
    }
    sim->handling = false;
    if (sim->buggy) {
        return DES_EBUG;
    }
    return sim->stopping ? DES_EINTERRUPTED : reached ? DES_ESTALE : DES_OK;
}

enum des_status des_sim_run_until(struct des_sim *sim, double until) {
    if (begin(sim) != DES_OK) {
        return DES_EBUG;
    }
    if (!may_happen_at(sim, until)) {
        return DES_ERANGE;
    }
    enum des_status status =
        run_to(sim, (struct goal){desi_rank_of(until + 0.0), NO_COUNT, NO_KIND});
    if (status == DES_OK) {
        sim->head.now = until;
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
    return run_before_end(sim, (struct goal){UINT64_MAX, count, NO_KIND});
}

enum des_status des_sim_run_to_kind(struct des_sim *sim, uint32_t kind) {
    if (kind >= sim->kind_count) {
        return DES_ERANGE;
    }
    return run_before_end(sim, (struct goal){UINT64_MAX, NO_COUNT, kind});
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
                       text, sim->kinds[sim->current.event.kind].name, sim->current.event.subject,
                       sim->head.now);
    } else {
        (void)snprintf(sim->bug, sizeof(sim->bug),
                       "%s:%d: %s does not hold (outside of any event, time %.17g)", file, line,
                       text, sim->head.now);
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
    const struct desi_record *record = &sim->events.records[entry->slot];
    const struct des_event event = desi_record_event(record).event;
    return fprintf(out, "time %.17g priority %d kind %s subject %u argument %llu\n",
                   desi_time_of(entry->rank), desi_record_priority(record),
                   sim->kinds[event.kind].name, event.subject,
                   (unsigned long long)event.argument) >= 0;
}

enum des_status des_sim_print(const struct des_sim *sim, FILE *out) {
    size_t count = des_sim_pending(sim);
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
