#include "story.h"

#include <stdlib.h>

#include "des/condition.h"
#include "failing_memory.h"

enum action { WAIT, WAIT_URGENT, LEAVE, SIGNAL, SIGNAL_ONE };

struct step {
    double time;
    enum action action;
    uint32_t subject;
};

struct world {
    struct story story;
    struct des_condition *condition;
    uint32_t woken;
    des_condition_id id[8];
    const struct step *steps;
    struct ledger ledger;
};

static void note(struct world *world, const char *what, uint32_t number) {
    story_note(&world->story, what, number);
}

static void woken(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, "w", event->subject);
}

static void wait(struct world *world, uint32_t subject, int32_t priority) {
    const struct des_event event = {world->woken, subject, 0};
    assert_int_equal(des_condition_wait(world->condition, priority, event, 0, &world->id[subject]),
                     DES_OK);
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    (void)sim;
    switch (step->action) {
    case WAIT:
        wait(world, step->subject, 0);
        break;
    case WAIT_URGENT:
        wait(world, step->subject, -1);
        break;
    case LEAVE:
        note(world,
             des_condition_cancel(world->condition, world->id[step->subject]) == DES_OK ? "l" : "s",
             step->subject);
        break;
    case SIGNAL:
        note(world, "!", (uint32_t)des_condition_signal(world->condition));
        break;
    case SIGNAL_ONE:
        note(world, "!", (uint32_t)des_condition_signal_one(world->condition));
        break;
    }
}

static void watch(void *context, const struct des_condition *condition,
                  const struct des_condition_step *step) {
    struct world *world = context;
    ledger_note(&world->ledger, step->change, step->id);
    assert_int_equal(step->waiting, des_condition_waiting(condition));
    assert_near(step->time, des_sim_now(world->story.sim), 0);
}

static void open_world(struct world *world) {
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->woken = story_kind(&world->story, "woken", woken, world);
    world->condition = des_condition_create(world->story.sim, "door open");
    assert_non_null(world->condition);
}

static void close_world(struct world *world) {
    des_condition_destroy(world->condition);
    story_close(&world->story);
}

static void all_on_record(const char *name, const struct des_condition *condition) {
    struct des_condition_record record = des_condition_observe(condition);
    assert_case(name,
                record.waits == record.woken + record.left + des_condition_waiting(condition));
}

static const struct {
    const char *name;
    struct step steps[6];
    size_t count;
    const char *log;
    size_t waiting;
} cases[] = {
    {"a signal wakes all in order of waiting",
     {{1, WAIT, 0}, {2, WAIT, 1}, {3, SIGNAL, 0}},
     3,
     "!2@3 w0@3 w1@3",
     0},
    {"priority goes before order",
     {{1, WAIT, 0}, {2, WAIT_URGENT, 1}, {3, SIGNAL, 0}},
     3,
     "!2@3 w1@3 w0@3",
     0},
    {"one is woken, the others wait on",
     {{1, WAIT, 0}, {2, WAIT, 1}, {3, SIGNAL_ONE, 0}},
     3,
     "!1@3 w0@3",
     1},
    {"a signal is not remembered",
     {{1, SIGNAL, 0}, {1, SIGNAL_ONE, 0}, {1, WAIT, 0}},
     3,
     "!0@1 !0@1",
     1},
    {"who waits before a signal at one time is woken",
     {{1, WAIT, 0}, {1, SIGNAL, 0}},
     2,
     "!1@1 w0@1",
     0},
    {"two signals at one time wake once",
     {{1, WAIT, 0}, {2, SIGNAL, 0}, {2, SIGNAL, 0}},
     3,
     "!1@2 !0@2 w0@2",
     0},
    {"who leaves before a signal at one time is not woken",
     {{1, WAIT, 0}, {2, LEAVE, 0}, {2, SIGNAL, 0}},
     3,
     "l0@2 !0@2",
     0},
    {"who leaves after a signal at one time is not woken either",
     {{1, WAIT, 0}, {2, SIGNAL, 0}, {2, LEAVE, 0}},
     3,
     "!1@2 l0@2",
     0},
    {"who was woken cannot leave",
     {{1, WAIT, 0}, {2, SIGNAL, 0}, {3, LEAVE, 0}},
     3,
     "!1@2 w0@2 s0@3",
     0},
    {"who has left is not followed when another takes the slot",
     {{1, WAIT, 0}, {2, LEAVE, 0}, {3, WAIT, 1}, {4, LEAVE, 0}},
     4,
     "l0@2 s0@4",
     1},
};

static void signals_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world);
        world.steps = cases[i].steps;
        des_condition_watch(world.condition, watch, &world);
        story_play(&world.story, cases[i].steps, cases[i].count, sizeof(struct step), 10);
        story_was(&world.story, cases[i].name, cases[i].log);
        assert_case(cases[i].name, des_condition_waiting(world.condition) == cases[i].waiting);
        all_on_record(cases[i].name, world.condition);
        const struct des_condition_record record = des_condition_observe(world.condition);
        ledger_agrees(&world.ledger, cases[i].name, record.waits, record.woken, record.left);
        close_world(&world);
    }
}

static void waits_are_recorded_and_reset(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world);
    wait(&world, 0, 0);
    wait(&world, 1, 0);
    assert_int_equal(des_sim_run_until(world.story.sim, 4), DES_OK);
    assert_int_equal(des_condition_signal_one(world.condition), 1);
    all_on_record("about to be woken", world.condition);
    assert_int_equal(des_sim_run_until(world.story.sim, 8), DES_OK);
    assert_int_equal(des_condition_cancel(world.condition, world.id[1]), DES_OK);
    struct des_condition_record record = des_condition_observe(world.condition);
    assert_int_equal(record.waits, 2);
    assert_int_equal(record.woken, 1);
    assert_int_equal(record.left, 1);
    assert_near(record.wait.mean, 4, 1e-12);
    assert_near(record.mean_waiting, (2 * 4 + 4) / 8.0, 1e-12);
    assert_near(record.max_waiting, 2, 0);
    wait(&world, 2, 0);
    wait(&world, 3, 0);
    (void)des_condition_signal_one(world.condition);
    des_condition_reset(world.condition);
    all_on_record("after the reset", world.condition);
    assert_int_equal(des_condition_observe(world.condition).waits, 2);
    assert_string_equal(des_condition_name(world.condition), "door open");
    close_world(&world);
    des_condition_destroy(NULL);
}

static void a_wake_up_that_could_never_be_scheduled_is_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world);
    const struct des_event unknown = {99, 0, 0}, known = {world.woken, 0, 0};
    assert_int_equal(des_condition_wait(world.condition, 0, unknown, 0, NULL), DES_ERANGE);
    assert_int_equal(des_condition_wait(world.condition, 0, known, 40000, NULL), DES_ERANGE);
    assert_int_equal(des_condition_observe(world.condition).waits, 0);
    close_world(&world);
}

static int wait_with_failures(size_t failing) {
    struct world world;
    int failures = 0;
    open_world(&world);
    allocations_until_failure = failing;
    for (int i = 0; i < 40; i++) {
        const struct des_event event = {world.woken, 0, 0};
        while (des_condition_wait(world.condition, 0, event, 0, NULL) != DES_OK) {
            failures++;
        }
    }
    allocations_until_failure = failing > 1000 ? 1 : 0;
    assert_int_equal(des_condition_signal(world.condition), 40);
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    close_world(&world);
    return failures;
}

static void a_signal_needs_no_memory_and_every_failure_is_told(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (wait_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 6);
    assert_int_equal(wait_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_at_one_time_follow_the_stated_order),
        cmocka_unit_test(waits_are_recorded_and_reset),
        cmocka_unit_test(a_wake_up_that_could_never_be_scheduled_is_refused),
        cmocka_unit_test(a_signal_needs_no_memory_and_every_failure_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
