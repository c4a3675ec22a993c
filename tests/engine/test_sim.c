#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/sim.h"
#include "failing_memory.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

/* Subjects in the order in which they were handled. */
struct seen {
    uint32_t subject[64];
    double time[64];
    size_t count;
};

static void see(void *context, struct des_sim *sim, const struct des_event *event) {
    struct seen *seen = context;
    seen->subject[seen->count] = event->subject;
    seen->time[seen->count++] = des_sim_now(sim);
}

static struct des_sim *new_sim(struct seen *seen, uint32_t *kind) {
    struct des_sim *sim = des_sim_create(NULL);
    assert_non_null(sim);
    assert_int_equal(des_sim_add_kind(sim, "see", see, seen, kind), DES_OK);
    return sim;
}

static des_event_id add(struct des_sim *sim, double time, int32_t priority, uint32_t kind,
                        uint32_t subject) {
    des_event_id id = DES_NO_EVENT;
    assert_int_equal(
        des_sim_schedule(sim, time, priority, (struct des_event){kind, subject, 0}, &id), DES_OK);
    assert_true(id != DES_NO_EVENT);
    return id;
}

/* ---- order ---- */

static const struct {
    const char *name;
    double a, b;
    int32_t priority_a, priority_b;
    uint32_t first;
} ties[] = {
    {"earlier time wins over priority", 1.0, 2.0, 9, 0, 0},
    {"later time loses over priority", 2.0, 1.0, 0, 9, 1},
    {"equal time: lower priority value", 1.0, 1.0, 9, 0, 1},
    {"equal time: lowest against highest priority", 1.0, 1.0, 32767, -32768, 1},
    {"equal time: negative priority before zero", 1.0, 1.0, 0, -1, 1},
    {"equal time and priority: order of scheduling", 1.0, 1.0, 5, 5, 0},
    {"minus zero and zero are one time", 0.0, -0.0, 0, 0, 0},
    {"negative times are ordered too", -2.0, -3.0, 0, 0, 1},
    {"negative before positive", 1.0, -1.0, 0, 0, 1},
    {"the smallest difference counts", 0x1.0000000000001p0, 1.0, 0, 0, 1},
};

static void events_are_handled_in_total_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(ties); i++) {
        struct seen seen = {0};
        struct des_sim *sim = des_sim_create(&(struct des_sim_options){.start = -10});
        uint32_t kind;
        assert_int_equal(des_sim_add_kind(sim, "see", see, &seen, &kind), DES_OK);
        add(sim, ties[i].a, ties[i].priority_a, kind, 0);
        add(sim, ties[i].b, ties[i].priority_b, kind, 1);
        assert_int_equal(des_sim_run_until(sim, 10), DES_OK);
        assert_case(ties[i].name, seen.count == 2 && seen.subject[0] == ties[i].first);
        double first = ties[i].first ? ties[i].b : ties[i].a;
        assert_case(ties[i].name, seen.time[0] == first);
        des_sim_destroy(sim);
    }
}

/* ---- against a naive reference ---- */

struct entry {
    double time;
    int32_t priority;
    uint64_t order;
    uint32_t subject;
    des_event_id id;
};

struct reference {
    struct entry entries[600];
    size_t count;
    uint64_t order;
    des_event_id stale[600];
    size_t stale_count;
    uint32_t handled; /* subject last handled by the simulation */
};

static bool is_before(const struct entry *a, const struct entry *b) {
    if (a->time != b->time) {
        return a->time < b->time;
    }
    return a->priority != b->priority ? a->priority < b->priority : a->order < b->order;
}

static void forget(struct reference *reference, size_t i) {
    reference->stale[reference->stale_count++] = reference->entries[i].id;
    reference->entries[i] = reference->entries[--reference->count];
}

static void remember(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    ((struct reference *)context)->handled = event->subject;
}

static void step_both(struct des_sim *sim, struct reference *reference) {
    if (reference->count == 0) {
        assert_int_equal(des_sim_step(sim), DES_ESTALE);
        return;
    }
    size_t first = 0;
    for (size_t i = 1; i < reference->count; i++) {
        first = is_before(&reference->entries[i], &reference->entries[first]) ? i : first;
    }
    assert_int_equal(des_sim_step(sim), DES_OK);
    assert_int_equal(reference->handled, reference->entries[first].subject);
    assert_true(des_sim_now(sim) == reference->entries[first].time);
    forget(reference, first);
}

static void schedule_both(struct des_sim *sim, struct reference *reference, uint64_t *state) {
    struct entry *entry = &reference->entries[reference->count++];
    entry->time = des_sim_now(sim) + (double)(next_random(state) % 4);
    entry->priority = (int32_t)(next_random(state) % 3) - 1;
    entry->order = reference->order++;
    entry->subject = (uint32_t)entry->order;
    entry->id = add(sim, entry->time, entry->priority, 0, entry->subject);
}

static void reschedule_both(struct des_sim *sim, struct reference *reference, uint64_t *state) {
    if (reference->count == 0) {
        return;
    }
    struct entry *entry = &reference->entries[next_random(state) % reference->count];
    entry->time = des_sim_now(sim) + (double)(next_random(state) % 4);
    entry->order = reference->order++;
    assert_int_equal(des_sim_reschedule(sim, entry->id, entry->time), DES_OK);
    double time = -1;
    assert_true(des_sim_peek(sim, entry->id, &time));
    assert_true(time == entry->time);
}

static void cancel_both(struct des_sim *sim, struct reference *reference, uint64_t *state) {
    if (reference->count == 0) {
        return;
    }
    size_t i = next_random(state) % reference->count;
    assert_int_equal(des_sim_cancel(sim, reference->entries[i].id), DES_OK);
    forget(reference, i);
}

static void try_stale(struct des_sim *sim, const struct reference *reference, uint64_t *state) {
    if (reference->stale_count == 0) {
        return;
    }
    des_event_id id = reference->stale[next_random(state) % reference->stale_count];
    assert_int_equal(des_sim_cancel(sim, id), DES_ESTALE);
    assert_int_equal(des_sim_reschedule(sim, id, des_sim_now(sim)), DES_ESTALE);
    assert_false(des_sim_peek(sim, id, NULL));
}

static void play(uint64_t seed) {
    struct reference reference = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "remember", remember, &reference, &kind), DES_OK);
    uint64_t state = seed;
    for (int i = 0; i < 550; i++) {
        uint64_t choice = next_random(&state) % 100;
        /* Grows first, shrinks later, so that slots are used again. */
        uint64_t share = i < 300 ? 50 : 25;
        if (choice < share) {
            schedule_both(sim, &reference, &state);
        } else if (choice < share + 10) {
            reschedule_both(sim, &reference, &state);
        } else if (choice < share + 18) {
            cancel_both(sim, &reference, &state);
        } else if (choice < share + 22) {
            try_stale(sim, &reference, &state);
        } else {
            step_both(sim, &reference);
        }
        assert_int_equal(des_sim_pending(sim), reference.count);
    }
    while (reference.count > 0) {
        step_both(sim, &reference);
    }
    des_sim_destroy(sim);
}

static void random_operations_agree_with_a_naive_queue(void **unused) {
    (void)unused;
    const uint64_t first = 20240101;
    print_message("seeds %llu to %llu\n", (unsigned long long)first,
                  (unsigned long long)first + 399);
    for (uint64_t seed = first; seed < first + 400; seed++) {
        play(seed * 0x9e3779b97f4a7c15u);
    }
}

/* ---- ids ---- */

static void an_id_is_stale_after_its_slot_was_used_again(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    des_event_id fired = add(sim, 1, 0, kind, 1);
    assert_int_equal(des_sim_step(sim), DES_OK);
    des_event_id cancelled = add(sim, 2, 0, kind, 2);
    assert_true(cancelled != fired);
    assert_int_equal(des_sim_cancel(sim, cancelled), DES_OK);
    des_event_id pending = add(sim, 3, 0, kind, 3);
    assert_int_equal(des_sim_cancel(sim, fired), DES_ESTALE);
    assert_int_equal(des_sim_cancel(sim, cancelled), DES_ESTALE);
    assert_int_equal(des_sim_reschedule(sim, fired, 9), DES_ESTALE);
    assert_int_equal(des_sim_cancel(sim, DES_NO_EVENT), DES_ESTALE);
    assert_false(des_sim_peek(sim, fired, NULL));
    assert_true(des_sim_peek(sim, pending, NULL));
    assert_int_equal(des_sim_pending(sim), 1);
    des_sim_destroy(sim);
}

/* ---- handlers that change the queue at their own time ---- */

struct meddler {
    struct seen seen;
    uint32_t kind;
    des_event_id victim, mover, self;
};

static void meddle(void *context, struct des_sim *sim, const struct des_event *event) {
    struct meddler *meddler = context;
    see(&meddler->seen, sim, event);
    if (event->subject == 0) {
        double now = des_sim_now(sim);
        assert_int_equal(des_sim_cancel(sim, meddler->self), DES_ESTALE);
        add(sim, now, -5, meddler->kind, 10);
        assert_int_equal(des_sim_cancel(sim, meddler->victim), DES_OK);
        add(sim, now, 0, meddler->kind, 11);
        assert_int_equal(des_sim_reschedule(sim, meddler->mover, now), DES_OK);
    }
}

static void handlers_may_schedule_cancel_and_move_at_their_own_time(void **unused) {
    (void)unused;
    struct meddler meddler = {0};
    struct des_sim *sim = des_sim_create(NULL);
    assert_int_equal(des_sim_add_kind(sim, "meddle", meddle, &meddler, &meddler.kind), DES_OK);
    meddler.self = add(sim, 1, 0, meddler.kind, 0);
    meddler.victim = add(sim, 1, 0, meddler.kind, 1);
    add(sim, 1, 0, meddler.kind, 2);
    meddler.mover = add(sim, 7, 0, meddler.kind, 3);
    assert_int_equal(des_sim_run_until(sim, 5), DES_OK);
    const uint32_t want[] = {0, 10, 2, 11, 3};
    assert_int_equal(meddler.seen.count, COUNT(want));
    assert_memory_equal(meddler.seen.subject, want, sizeof(want));
    assert_int_equal(des_sim_pending(sim), 0);
    des_sim_destroy(sim);
}

/* ---- running ---- */

static void stop_at_two(void *context, struct des_sim *sim, const struct des_event *event) {
    see(context, sim, event);
    if (event->subject == 2) {
        des_sim_stop(sim);
    }
}

static void a_stopped_run_goes_on_where_it_was(void **unused) {
    (void)unused;
    struct seen seen = {0};
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "stop", stop_at_two, &seen, &kind), DES_OK);
    for (uint32_t i = 1; i <= 4; i++) {
        add(sim, i, 0, kind, i);
    }
    assert_int_equal(des_sim_run_until(sim, 10), DES_EINTERRUPTED);
    assert_near(des_sim_now(sim), 2, 0);
    assert_int_equal(des_sim_pending(sim), 2);
    assert_int_equal(des_sim_run_until(sim, 10), DES_OK);
    assert_near(des_sim_now(sim), 10, 0);
    assert_int_equal(seen.count, 4);
    assert_int_equal(des_sim_handled(sim), 4);
    assert_int_equal(des_sim_kind_handled(sim, kind), 4);
    des_sim_destroy(sim);
}

static void a_run_takes_events_at_its_very_end_and_none_after(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    add(sim, 5, 0, kind, 1);
    add(sim, nextafter(5, 6), 0, kind, 2);
    assert_int_equal(des_sim_run_until(sim, 5), DES_OK);
    assert_int_equal(seen.count, 1);
    assert_near(des_sim_now(sim), 5, 0);
    assert_int_equal(des_sim_run_until(sim, 5), DES_OK);
    assert_int_equal(seen.count, 1);
    assert_int_equal(des_sim_run_until(sim, 4), DES_ERANGE);
    assert_int_equal(des_sim_run_until(sim, (double)NAN), DES_ERANGE);
    assert_int_equal(des_sim_run_until(sim, (double)INFINITY), DES_ERANGE);
    assert_near(des_sim_now(sim), 5, 0);
    des_sim_destroy(sim);
}

static void a_run_of_some_events_ends_after_them(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    for (uint32_t i = 1; i <= 5; i++) {
        add(sim, i, 0, kind, i);
    }
    assert_int_equal(des_sim_run_events(sim, 0), DES_OK);
    assert_int_equal(seen.count, 0);
    assert_int_equal(des_sim_run_events(sim, 3), DES_OK);
    assert_int_equal(seen.count, 3);
    assert_near(des_sim_now(sim), 3, 0);
    assert_int_equal(des_sim_run_events(sim, 2), DES_OK);
    assert_int_equal(des_sim_run_events(sim, 1), DES_ESTALE);
    add(sim, 6, 0, kind, 6);
    assert_int_equal(des_sim_run_events(sim, UINT64_MAX - 100), DES_ESTALE);
    assert_int_equal(seen.count, 6);
    assert_near(des_sim_now(sim), 6, 0);
    des_sim_destroy(sim);
}

static void a_run_to_a_kind_ends_after_the_next_of_it(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind, other;
    struct des_sim *sim = new_sim(&seen, &kind);
    assert_int_equal(des_sim_add_kind(sim, "other", see, &seen, &other), DES_OK);
    add(sim, 1, 0, kind, 1);
    add(sim, 2, 0, other, 2);
    add(sim, 2, 1, other, 3);
    add(sim, 3, 0, kind, 4);
    assert_int_equal(des_sim_run_to_kind(sim, 2), DES_ERANGE);
    assert_int_equal(des_sim_run_to_kind(sim, other), DES_OK);
    assert_int_equal(seen.count, 2);
    assert_near(des_sim_now(sim), 2, 0);
    assert_int_equal(des_sim_run_to_kind(sim, other), DES_OK);
    assert_int_equal(seen.count, 3);
    assert_int_equal(des_sim_run_to_kind(sim, other), DES_ESTALE);
    assert_int_equal(seen.count, 4);
    des_sim_destroy(sim);
}

static void a_stop_ends_every_manner_of_running(void **unused) {
    (void)unused;
    struct seen seen = {0};
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind, other;
    assert_int_equal(des_sim_add_kind(sim, "stop", stop_at_two, &seen, &kind), DES_OK);
    assert_int_equal(des_sim_add_kind(sim, "other", see, &seen, &other), DES_OK);
    for (uint32_t i = 1; i <= 4; i++) {
        add(sim, i, 0, kind, 2);
    }
    assert_int_equal(des_sim_run_events(sim, 3), DES_EINTERRUPTED);
    assert_int_equal(des_sim_run_to_kind(sim, other), DES_EINTERRUPTED);
    assert_int_equal(seen.count, 2);
    des_sim_destroy(sim);
}

/* Each reading is one later than the last: what handlers do takes one. */
static uint64_t readings;
static uint64_t read_clock(void) {
    return readings++;
}

static void a_profile_tells_the_time_spent_by_kind(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind, other;
    struct des_sim *sim = new_sim(&seen, &kind);
    assert_int_equal(des_sim_add_kind(sim, "other", see, &seen, &other), DES_OK);
    add(sim, 1, 0, kind, 0);
    add(sim, 2, 0, kind, 0);
    add(sim, 3, 0, other, 0);
    add(sim, 4, 0, kind, 0);
    assert_int_equal(des_sim_run_until(sim, 1), DES_OK);
    des_sim_profile(sim, read_clock);
    assert_int_equal(des_sim_run_until(sim, 3), DES_OK);
    des_sim_profile(sim, NULL);
    assert_int_equal(des_sim_run_until(sim, 4), DES_OK);
    assert_int_equal(readings, 4);
    assert_int_equal(des_sim_kind_spent(sim, kind), 1);
    assert_int_equal(des_sim_kind_spent(sim, other), 1);
    assert_int_equal(des_sim_kind_spent(sim, 2), 0);
    des_sim_destroy(sim);
}

/* What was foreseen of each event, by round, and when it came. */
enum { FORESEEN = 400 };
struct foreseen {
    unsigned rounds[FORESEEN]; /* the next one for each subject */
    uint32_t order[FORESEEN], count, all;
};

static void foresee_one(void *context, const struct des_event *event, unsigned round) {
    struct foreseen *foreseen = context;
    assert_in_range(round, 0, DES_FORESIGHT_ROUNDS - 1);
    assert_in_range(event->subject, 0, FORESEEN - 1);
    assert_int_equal(event->argument, event->subject + 7);
    if (foreseen->rounds[event->subject] == round) {
        foreseen->rounds[event->subject]++;
    }
}

static void come(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct foreseen *foreseen = context;
    foreseen->all += foreseen->rounds[event->subject] == DES_FORESIGHT_ROUNDS;
    foreseen->order[foreseen->count++] = event->subject;
}

static struct foreseen run_foreseen(des_foresight foresee) {
    struct foreseen foreseen = {.count = 0};
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind, other;
    assert_non_null(sim);
    assert_int_equal(des_sim_add_kind(sim, "come", come, &foreseen, &kind), DES_OK);
    assert_int_equal(des_sim_add_kind(sim, "other", come, &foreseen, &other), DES_OK);
    assert_int_equal(des_sim_foresee(sim, kind, foresee), DES_OK);
    assert_int_equal(des_sim_foresee(sim, 2, foresee), DES_ERANGE);
    for (uint32_t i = 0; i < FORESEEN; i++) {
        const struct des_event event = {i % 10 == 9 ? other : kind, i, i + 7};
        des_event_id id;
        assert_int_equal(des_sim_schedule(sim, i * 37 % FORESEEN, 0, event, &id), DES_OK);
        if (i % 40 == 0) {
            assert_int_equal(des_sim_cancel(sim, id), DES_OK);
        }
    }
    assert_int_equal(des_sim_run_until(sim, FORESEEN), DES_OK);
    des_sim_destroy(sim);
    return foreseen;
}

static void most_events_are_foreseen_in_each_round_and_come_as_they_would(void **unused) {
    (void)unused;
    const struct foreseen with = run_foreseen(foresee_one), without = run_foreseen(NULL);
    assert_int_equal(with.count, FORESEEN - FORESEEN / 40);
    assert_int_equal(without.count, with.count);
    assert_memory_equal(with.order, without.order, sizeof with.order);
    assert_int_equal(without.all, 0);
    assert_true(with.all > FORESEEN / 2);
    for (uint32_t i = 9; i < FORESEEN; i += 10) {
        assert_int_equal(with.rounds[i], 0); /* of a kind that nobody foresees */
    }
}

static void bad_arguments_are_refused_and_change_nothing(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        double time;
        int32_t priority;
        uint32_t kind;
    } cases[] = {
        {"not a number", (double)NAN, 0, 0},
        {"infinite", (double)INFINITY, 0, 0},
        {"minus infinite", -(double)INFINITY, 0, 0},
        {"in the past", 2.9, 0, 0},
        {"priority too high", 4, 32768, 0},
        {"priority too low", 4, -32769, 0},
        {"unknown kind", 4, 0, 1},
    };
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    assert_int_equal(des_sim_run_until(sim, 3), DES_OK);
    des_event_id pending = add(sim, 5, 0, kind, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        des_event_id id = 77;
        struct des_event event = {cases[i].kind, 0, 0};
        assert_case(cases[i].name, des_sim_schedule(sim, cases[i].time, cases[i].priority, event,
                                                    &id) == DES_ERANGE);
        assert_case(cases[i].name, id == 77 && des_sim_pending(sim) == 1);
    }
    assert_int_equal(des_sim_reschedule(sim, pending, 2), DES_ERANGE);
    assert_int_equal(des_sim_reschedule(sim, pending, (double)NAN), DES_ERANGE);
    double time = 0;
    assert_true(des_sim_peek(sim, pending, &time));
    assert_near(time, 5, 0);
    des_sim_destroy(sim);
}

static void kinds_have_unique_names(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind, other = 99;
    struct des_sim *sim = new_sim(&seen, &kind);
    assert_int_equal(des_sim_add_kind(sim, "see", see, &seen, &other), DES_ERANGE);
    assert_int_equal(other, 99);
    assert_int_equal(des_sim_kind_count(sim), 1);
    assert_string_equal(des_sim_kind_name(sim, kind), "see");
    assert_null(des_sim_kind_name(sim, 1));
    assert_int_equal(des_sim_kind_handled(sim, 1), 0);
    des_sim_destroy(sim);
    des_sim_destroy(NULL);
}

static void pending_events_are_printed_in_order(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    add(sim, 2.5, 0, kind, 7);
    add(sim, 1, 3, kind, 8);
    add(sim, 1, -3, kind, 9);
    char text[512] = "";
    FILE *out = tmpfile();
    assert_non_null(out);
    assert_int_equal(des_sim_print(sim, out), DES_OK);
    rewind(out);
    (void)fread(text, 1, sizeof(text) - 1, out);
    (void)fclose(out);
    assert_string_equal(text, "time 1 priority -3 kind see subject 9 argument 0\n"
                              "time 1 priority 3 kind see subject 8 argument 0\n"
                              "time 2.5 priority 0 kind see subject 7 argument 0\n");
    des_sim_destroy(sim);
}

/* ---- programming errors ---- */

struct told {
    int times;
    char text[512];
};

static void tell(void *context, const char *text) {
    struct told *told = context;
    told->times++;
    (void)snprintf(told->text, sizeof(told->text), "%s", text);
}

static void break_rules(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)context;
    des_assert(sim, event->subject != 41);
    des_assert(sim, event->subject == 0);
}

static void a_broken_rule_ends_the_run_and_is_told_once(void **unused) {
    (void)unused;
    struct told told = {0};
    struct des_sim *sim =
        des_sim_create(&(struct des_sim_options){.on_bug = tell, .on_bug_context = &told});
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "breaker", break_rules, NULL, &kind), DES_OK);
    add(sim, 1, 0, kind, 0);
    add(sim, 2.5, 0, kind, 41);
    add(sim, 3, 0, kind, 0);
    assert_null(des_sim_bug_text(sim));
    assert_int_equal(des_sim_run_until(sim, 10), DES_EBUG);
    assert_int_equal(told.times, 1);
    assert_non_null(strstr(told.text, "test_sim.c:"));
    assert_non_null(strstr(told.text, "event->subject != 41"));
    assert_non_null(strstr(told.text, "event breaker, subject 41, time 2.5"));
    assert_string_equal(told.text, des_sim_bug_text(sim));
    assert_int_equal(des_sim_pending(sim), 1);
    assert_int_equal(des_sim_run_until(sim, 10), DES_EBUG);
    assert_int_equal(des_sim_step(sim), DES_EBUG);
    assert_int_equal(des_sim_pending(sim), 1);
    des_sim_destroy(sim);
}

static void a_broken_rule_outside_of_events_is_told_too(void **unused) {
    (void)unused;
    struct told told = {0};
    struct des_sim *sim =
        des_sim_create(&(struct des_sim_options){.on_bug = tell, .on_bug_context = &told});
    des_assert(sim, told.times == 1);
    assert_non_null(strstr(told.text, "told.times == 1"));
    assert_non_null(strstr(told.text, "outside of any event, time 0"));
    assert_int_equal(des_sim_run_until(sim, 10), DES_EBUG);
    des_sim_destroy(sim);
}

static void nest(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)event;
    *(enum des_status *)context = des_sim_run_until(sim, 100);
}

static void a_handler_may_not_run_the_simulation(void **unused) {
    (void)unused;
    enum des_status inner = DES_OK;
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "nest", nest, &inner, &kind), DES_OK);
    add(sim, 1, 0, kind, 0);
    assert_int_equal(des_sim_step(sim), DES_EBUG);
    assert_int_equal(inner, DES_EBUG);
    des_sim_destroy(sim);
}

/* ---- memory ---- */

/* Does much; each call that fails for want of memory is made again.  Returns
 * how often that was so. */
static int grow_with_failures(size_t failing) {
    static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8",
                                        "9", "a", "b", "c", "d", "e", "f", "g", "h"};
    int failures = 0;
    struct reference reference = {0};
    allocations_until_failure = failing;
    struct des_sim *sim;
    while (!(sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 3}))) {
        failures++;
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        uint32_t kind;
        while (des_sim_add_kind(sim, names[i], remember, &reference, &kind) == DES_ENOMEM) {
            assert_int_equal(des_sim_kind_count(sim), i);
            failures++;
        }
        assert_int_equal(kind, i);
    }
    for (uint32_t i = 0; i < 200; i++) {
        des_event_id id = 5;
        struct des_event event = {i % 18, i, 0};
        while (des_sim_schedule(sim, 200 - i, 0, event, &id) == DES_ENOMEM) {
            assert_int_equal(des_sim_pending(sim), i);
            assert_true(id == 5);
            failures++;
        }
    }
    allocations_until_failure = 0;
    for (uint32_t i = 200; i-- > 0;) {
        assert_int_equal(des_sim_step(sim), DES_OK);
        assert_int_equal(reference.handled, i);
    }
    des_sim_destroy(sim);
    return failures;
}

static void every_failed_allocation_is_reported_and_harmless(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (grow_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 8);
    assert_int_equal(grow_with_failures(failing), 0);
}

static void printing_without_memory_is_a_status(void **unused) {
    (void)unused;
    struct seen seen = {0};
    uint32_t kind;
    struct des_sim *sim = new_sim(&seen, &kind);
    add(sim, 1, 0, kind, 1);
    allocations_until_failure = 1;
    enum des_status status = des_sim_print(sim, stderr);
    allocations_until_failure = 0;
    assert_int_equal(status, DES_ENOMEM);
    des_sim_destroy(sim);
}

static void steady_state_needs_no_allocation(void **unused) {
    (void)unused;
    struct reference reference = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 32});
    uint32_t kind;
    assert_int_equal(des_sim_add_kind(sim, "remember", remember, &reference, &kind), DES_OK);
    allocations_until_failure = 1;
    for (uint32_t i = 0; i < 10000; i++) {
        if (i >= 32) {
            assert_int_equal(des_sim_step(sim), DES_OK);
        }
        add(sim, des_sim_now(sim) + 1 + i % 7, 0, kind, i);
    }
    assert_int_equal(allocations_until_failure, 1);
    allocations_until_failure = 0;
    des_sim_destroy(sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_handled_in_total_order),
        cmocka_unit_test(random_operations_agree_with_a_naive_queue),
        cmocka_unit_test(an_id_is_stale_after_its_slot_was_used_again),
        cmocka_unit_test(handlers_may_schedule_cancel_and_move_at_their_own_time),
        cmocka_unit_test(a_stopped_run_goes_on_where_it_was),
        cmocka_unit_test(a_run_takes_events_at_its_very_end_and_none_after),
        cmocka_unit_test(a_run_of_some_events_ends_after_them),
        cmocka_unit_test(a_run_to_a_kind_ends_after_the_next_of_it),
        cmocka_unit_test(a_stop_ends_every_manner_of_running),
        cmocka_unit_test(a_profile_tells_the_time_spent_by_kind),
        cmocka_unit_test(most_events_are_foreseen_in_each_round_and_come_as_they_would),
        cmocka_unit_test(bad_arguments_are_refused_and_change_nothing),
        cmocka_unit_test(kinds_have_unique_names),
        cmocka_unit_test(pending_events_are_printed_in_order),
        cmocka_unit_test(a_broken_rule_ends_the_run_and_is_told_once),
        cmocka_unit_test(a_broken_rule_outside_of_events_is_told_too),
        cmocka_unit_test(a_handler_may_not_run_the_simulation),
        cmocka_unit_test(every_failed_allocation_is_reported_and_harmless),
        cmocka_unit_test(printing_without_memory_is_a_status),
        cmocka_unit_test(steady_state_needs_no_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
