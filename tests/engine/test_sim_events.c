#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/kernel/event_set.h"

/* The future event set against a naive one: an array that is searched. */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { MOST = 4000 };

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static double uniform(uint64_t *state) {
    return ((double)next_random(state) + 0.5) * 0x1p-53;
}

/* ---- how far ahead events are scheduled ---- */

static double exponential(uint64_t *state) {
    return -log(uniform(state));
}
static double tied(uint64_t *state) {
    (void)state;
    return 1;
}
static double at_once(uint64_t *state) {
    (void)state;
    return 0;
}
static double few_times(uint64_t *state) {
    return (double)(next_random(state) % 4);
}
/* Most on one minute, some soon after, few elsewhere. */
static double clustered(uint64_t *state) {
    uint64_t choice = next_random(state) % 20;
    return choice < 12 ? 480 : choice < 18 ? 480 + uniform(state) * 1e-9 : 1000 * uniform(state);
}
static double bimodal(uint64_t *state) {
    return exponential(state) * (next_random(state) % 100 ? 0.1 : 90);
}
static double heavy_tail(uint64_t *state) {
    return pow(uniform(state), -2) - 1;
}
/* So far apart that no bucket width suits, and that differences overflow. */
static double all_scales(uint64_t *state) {
    return exp(1400 * uniform(state) - 720);
}
static double far_future(uint64_t *state) {
    return next_random(state) % 10 ? uniform(state) : 1.5e308 * uniform(state);
}
/* Differences that vanish beside the clock. */
static double tiny(uint64_t *state) {
    return 4e-13 * uniform(state);
}
static double drawing_in(uint64_t *state) {
    return 1 / (1 + (double)(next_random(state) % 100000));
}

struct mixture {
    const char *name;
    double (*ahead)(uint64_t *state);
    double start;
    unsigned priorities;   /* how many are used */
    unsigned cancel, move; /* per cent of operations */
};

static const struct mixture mixtures[] = {
    {"exponential", exponential, 0, 1, 5, 5},
    {"exponential from a negative start", exponential, -50, 3, 5, 5},
    {"all tied", tied, 0, 1, 5, 5},
    {"all tied, many priorities", tied, 0, 50, 5, 5},
    {"all at once", at_once, 3, 1, 5, 5},
    {"all at once, many priorities", at_once, 3, 9, 5, 5},
    {"few times", few_times, 0, 3, 8, 8},
    {"clustered", clustered, 0, 2, 5, 5},
    {"bimodal", bimodal, 0, 1, 5, 5},
    {"heavy tail", heavy_tail, 0, 2, 5, 5},
    {"all scales", all_scales, 0, 2, 5, 5},
    {"far future", far_future, 0, 2, 5, 5},
    {"the clock swallows the difference", tiny, 4096, 2, 5, 5},
    {"ever nearer", drawing_in, 0, 1, 5, 5},
    {"cancel storm", exponential, 0, 2, 60, 0},
    {"cancel storm on one minute", clustered, 0, 3, 60, 0},
    {"reschedule storm", exponential, 0, 2, 0, 70},
    {"reschedule storm on few times", few_times, 0, 2, 10, 60},
    {"reschedule storm of a heavy tail", heavy_tail, 0, 1, 10, 60},
};

struct entry {
    double time;
    int32_t priority;
    uint64_t order;
    uint32_t subject;
    des_event_id id;
};

struct play {
    const struct mixture *mixture;
    uint64_t seed;
    uint64_t state;
    struct des_sim *sim;
    struct entry entries[MOST];
    size_t count;
    uint64_t order;
    uint32_t handled; /* subject last handled by the simulation */
};

static bool is_before(const struct entry *a, const struct entry *b) {
    if (a->time != b->time) {
        return a->time < b->time;
    }
    return a->priority != b->priority ? a->priority < b->priority : a->order < b->order;
}

static void check(const struct play *play, bool holds) {
    if (!holds) {
        fail_msg("%s, seed %llu: differs from the naive queue", play->mixture->name,
                 (unsigned long long)play->seed);
    }
}

static void remember(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    ((struct play *)context)->handled = event->subject;
}

static double some_time(struct play *play) {
    double time = des_sim_now(play->sim) + play->mixture->ahead(&play->state);
    return isfinite(time) ? time : des_sim_now(play->sim);
}

static void schedule(struct play *play) {
    struct entry *entry = &play->entries[play->count++];
    entry->time = some_time(play);
    entry->priority = (int32_t)(next_random(&play->state) % play->mixture->priorities) * 600 - 2000;
    entry->order = play->order++;
    entry->subject = (uint32_t)entry->order;
    struct des_event event = {0, entry->subject, entry->order};
    check(play,
          des_sim_schedule(play->sim, entry->time, entry->priority, event, &entry->id) == DES_OK);
}

static void cancel(struct play *play) {
    size_t i = next_random(&play->state) % play->count;
    check(play, des_sim_cancel(play->sim, play->entries[i].id) == DES_OK);
    check(play, des_sim_cancel(play->sim, play->entries[i].id) == DES_ESTALE);
    play->entries[i] = play->entries[--play->count];
}

static void move(struct play *play) {
    struct entry *entry = &play->entries[next_random(&play->state) % play->count];
    entry->time = some_time(play);
    entry->order = play->order++;
    check(play, des_sim_reschedule(play->sim, entry->id, entry->time) == DES_OK);
    double time = -1e9;
    check(play, des_sim_peek(play->sim, entry->id, &time) && time == entry->time);
}

static void step(struct play *play) {
    size_t first = 0;
    for (size_t i = 1; i < play->count; i++) {
        first = is_before(&play->entries[i], &play->entries[first]) ? i : first;
    }
    const struct entry entry = play->entries[first];
    check(play, des_sim_step(play->sim) == DES_OK);
    check(play, play->handled == entry.subject && des_sim_now(play->sim) == entry.time);
    check(play, !des_sim_peek(play->sim, entry.id, NULL));
    play->entries[first] = play->entries[--play->count];
}

/* Looks at the front without taking it, as a run that ends between two events. */
static void look(struct play *play) {
    double now = des_sim_now(play->sim);
    for (size_t i = 0; i < play->count; i++) {
        if (play->entries[i].time == now) {
            return;
        }
    }
    check(play, des_sim_run_until(play->sim, now) == DES_OK);
}

static void operate(struct play *play, unsigned grow_percent) {
    const struct mixture *mixture = play->mixture;
    unsigned choice = (unsigned)(next_random(&play->state) % 100);
    if (play->count == 0 || (play->count < MOST && choice < grow_percent)) {
        schedule(play);
        return;
    }
    choice = (unsigned)(next_random(&play->state) % 100);
    if (choice < mixture->cancel) {
        cancel(play);
    } else if (choice < mixture->cancel + mixture->move) {
        move(play);
    } else if (choice % 16 == 0) {
        look(play);
    } else {
        step(play);
    }
}

/* All that is pending, in its order, as text. */
static void read_text(struct play *play) {
    char *text = NULL;
    size_t length = 0, lines = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    check(play, des_sim_print(play->sim, out) == DES_OK);
    assert_int_equal(fclose(out), 0);
    double last = -(double)INFINITY;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1, lines++) {
        char *end = NULL;
        const double time = strtod(line + strlen("time "), &end);
        check(play, *end == ' ' && time >= last);
        last = time;
    }
    check(play, lines == play->count);
    free(text);
}

/* Grows to some size, holds it, shrinks, and so again. */
static void run(struct play *play, size_t size) {
    static const unsigned growth[] = {90, 50, 20, 70, 10};
    for (size_t phase = 0; phase < COUNT(growth); phase++) {
        for (size_t i = 0; i < size; i++) {
            operate(play, growth[phase]);
            check(play, des_sim_pending(play->sim) == play->count);
        }
        read_text(play);
    }
    while (play->count > 0) {
        step(play);
    }
    check(play, des_sim_step(play->sim) == DES_ESTALE);
}

static void play_one(const struct mixture *mixture, uint64_t seed, size_t size) {
    struct play *play = calloc(1, sizeof(*play));
    assert_non_null(play);
    play->mixture = mixture;
    play->seed = play->state = seed;
    play->sim = des_sim_create(
        &(struct des_sim_options){.start = mixture->start, .capacity_hint = 1 + seed % 700});
    assert_non_null(play->sim);
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(play->sim, "remember", remember, play, &kind), DES_OK);
    run(play, size);
    des_sim_destroy(play->sim);
    free(play);
}

static void every_mixture_agrees_with_a_naive_queue(void **unused) {
    (void)unused;
    static const size_t sizes[] = {30, 150, 300, 700, 3000};
    for (size_t i = 0; i < COUNT(mixtures); i++) {
        for (size_t s = 0; s < COUNT(sizes); s++) {
            for (uint64_t seed = 1; seed <= 3000 / sizes[s]; seed++) {
                play_one(&mixtures[i], seed * 0x9e3779b97f4a7c15u, sizes[s]);
            }
        }
    }
}

/* ---- what is left behind ---- */

static uint32_t put(struct desi_event_set *set, double time, uint64_t order) {
    const struct des_event event = {0, 1, 2};
    assert_true(set->free_slot != DESI_NONE || desi_events_freshen(set));
    const uint32_t slot = desi_events_take(set, &set->free_slot);
    uint64_t id = 0;
    assert_int_equal(desi_events_fill(set, slot, time, 0, order, event, &id), DES_OK);
    assert_int_equal((uint32_t)id, slot);
    return slot;
}

/* One slot, cancelled again and again while one event far away stays. */
static void cancelling_for_ever_needs_no_more_room(void **unused) {
    (void)unused;
    struct play play = {.mixture = &mixtures[0]};
    play.sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 4});
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(play.sim, "remember", remember, &play, &kind), DES_OK);
    struct des_event event = {kind, 7, 0};
    assert_int_equal(des_sim_schedule(play.sim, 1e6, 0, event, NULL), DES_OK);
    for (uint32_t i = 0; i < 300000; i++) {
        des_event_id id = DES_NO_EVENT;
        event.subject = i;
        assert_int_equal(des_sim_schedule(play.sim, 1 + i % 1000, 0, event, &id), DES_OK);
        if (i % 3 == 0) {
            assert_int_equal(des_sim_reschedule(play.sim, id, 2 + i % 77), DES_OK);
        }
        assert_int_equal(des_sim_cancel(play.sim, id), DES_OK);
        assert_int_equal(des_sim_pending(play.sim), 1);
    }
    assert_int_equal(des_sim_step(play.sim), DES_OK);
    assert_int_equal(play.handled, 7);
    assert_int_equal(des_sim_step(play.sim), DES_ESTALE);
    des_sim_destroy(play.sim);
}

/* Stamps tell an entry that counts from one left behind in the same slot. */
static void a_stamp_that_comes_round_revives_no_cancelled_event(void **unused) {
    (void)unused;
    struct desi_event_set set;
    desi_events_init(&set);
    assert_int_equal(desi_events_reserve(&set, 64), DES_OK);
    uint32_t slot = put(&set, 5, 0);
    desi_events_remove(&set, slot);
    set.records[slot].stamp = UINT32_MAX - 1; /* as after so many more */
    assert_int_equal(put(&set, 6, 1), slot);
    desi_events_remove(&set, slot);
    assert_int_equal(set.records[slot].stamp, 0);
    assert_int_equal(put(&set, 7, 2), slot);
    const struct desi_entry *first = desi_events_first(&set);
    assert_non_null(first);
    assert_true(first->rank == desi_rank_of(7));
    desi_events_pop(&set);
    assert_null(desi_events_first(&set));
    desi_events_fini(&set);
}

static void a_slot_whose_generations_are_used_up_is_retired(void **unused) {
    (void)unused;
    struct desi_event_set set;
    desi_events_init(&set);
    assert_int_equal(desi_events_reserve(&set, 64), DES_OK);
    uint32_t slot = put(&set, 5, 0);
    set.records[slot].generation = UINT32_MAX - 1;
    const uint64_t last = desi_events_id(&set, slot);
    assert_true(desi_events_is_pending(&set, last));
    desi_events_remove(&set, slot);
    assert_false(desi_events_is_pending(&set, last));
    for (uint64_t order = 1; order < 64; order++) {
        assert_true(put(&set, 5, order) != slot);
    }
    assert_int_equal(set.free_slot, DESI_NONE);
    assert_false(desi_events_freshen(&set));
    desi_events_fini(&set);
}

/* ---- many ---- */

struct holding {
    double last;
    uint32_t left;
    uint64_t state;
};

static void hold(void *context, struct des_sim *sim, const struct des_event *event) {
    struct holding *holding = context;
    assert_true(des_sim_now(sim) >= holding->last);
    holding->last = des_sim_now(sim);
    if (holding->left > 0) {
        holding->left--;
        assert_int_equal(
            des_sim_schedule(sim, holding->last + exponential(&holding->state), 0, *event, NULL),
            DES_OK);
    }
}

static void a_quarter_of_a_million_events_come_in_order_and_none_is_lost(void **unused) {
    (void)unused;
    const uint32_t many = 250000;
    struct holding holding = {.left = many, .state = 20240101};
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "hold", hold, &holding, &kind), DES_OK);
    for (uint32_t i = 0; i < many; i++) {
        assert_int_equal(des_sim_schedule(sim, exponential(&holding.state), 0,
                                          (struct des_event){kind, i, 0}, NULL),
                         DES_OK);
    }
    assert_int_equal(des_sim_run_until(sim, 1e6), DES_OK);
    assert_int_equal(des_sim_handled(sim), 2 * many);
    assert_int_equal(des_sim_pending(sim), 0);
    des_sim_destroy(sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mixture_agrees_with_a_naive_queue),
        cmocka_unit_test(cancelling_for_ever_needs_no_more_room),
        cmocka_unit_test(a_stamp_that_comes_round_revives_no_cancelled_event),
        cmocka_unit_test(a_slot_whose_generations_are_used_up_is_retired),
        cmocka_unit_test(a_quarter_of_a_million_events_come_in_order_and_none_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
