/* tests/engine/story.h - a script of what happens when, and the log of what came of it.
 *
 * A test gives an array of steps of its own type, whose first member is the time, and a
 * handler that is called for each with its index as the event's argument; steps of one
 * time come in the order of the array.  The log is text: "g0@1 c1@2.5". */
#ifndef AKSIM_TESTS_STORY_H
#define AKSIM_TESTS_STORY_H

#include "support.h"

#include <string.h>

#include "des/sim.h"
#include "des/stats.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct story {
    struct des_sim *sim;
    uint32_t act;
    char log[256];
};

/* With the smallest future event set, so that places kept in it matter. */
static inline void story_open(struct story *story, des_handler act, void *context) {
    *story = (struct story){.sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1})};
    assert_non_null(story->sim);
    assert_int_equal(des_sim_add_kind(story->sim, "act", act, context, &story->act), DES_OK);
}

static inline uint32_t story_kind(struct story *story, const char *name, des_handler handler,
                                  void *context) {
    uint32_t kind = 0;
    assert_int_equal(des_sim_add_kind(story->sim, name, handler, context, &kind), DES_OK);
    return kind;
}

static inline void story_close(struct story *story) {
    assert_null(des_sim_bug_text(story->sim));
    des_sim_destroy(story->sim);
}

static inline void story_note(struct story *story, const char *what, uint32_t number) {
    const size_t length = strlen(story->log);
    (void)snprintf(story->log + length, sizeof(story->log) - length, "%s%s%u@%g", length ? " " : "",
                   what, number, des_sim_now(story->sim));
}

/* One letter for what happened. */
static inline void story_letter(struct story *story, char letter, uint32_t number) {
    story_note(story, (const char[]){letter, '\0'}, number);
}

/* `steps`: `count` records of `size` bytes each. */
static inline void story_play(struct story *story, const void *steps, size_t count, size_t size,
                              double until) {
    for (size_t i = 0; i < count; i++) {
        double time;
        memcpy(&time, (const char *)steps + i * size, sizeof(time));
        const struct des_event event = {story->act, 0, i};
        assert_int_equal(des_sim_schedule(story->sim, time, 0, event, NULL), DES_OK);
    }
    assert_int_equal(des_sim_run_until(story->sim, until), DES_OK);
}

static inline void story_was(const struct story *story, const char *name, const char *log) {
    if (strcmp(story->log, log) != 0) {
        print_error("log is \"%s\", wanted \"%s\"\n", story->log, log);
    }
    assert_case(name, strcmp(story->log, log) == 0);
}

/* What a trace told of one queue: has to agree with the record. */
struct ledger {
    uint64_t asked, served, left, at_once;
    uint64_t ids[16]; /* of the served */
    size_t count;
};

static inline void ledger_note(struct ledger *ledger, enum des_queue_change change, uint64_t id) {
    switch (change) {
    case DES_QUEUE_ASKED:
        ledger->asked++;
        break;
    case DES_QUEUE_SERVED:
        ledger->at_once += id == 0;
        ledger->served += id != 0;
        assert_true(ledger->count < COUNT(ledger->ids));
        ledger->ids[ledger->count++] = id;
        break;
    case DES_QUEUE_LEFT:
        ledger->left++;
        for (size_t i = 0; i < ledger->count; i++) {
            ledger->served -= ledger->ids[i] == id;
        }
        break;
    }
}

static inline void ledger_agrees(const struct ledger *ledger, const char *name, uint64_t asked,
                                 uint64_t served, uint64_t left) {
    assert_case(name, ledger->asked == asked);
    assert_case(name, ledger->served == served);
    assert_case(name, ledger->left == left);
}

static inline uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

#endif
