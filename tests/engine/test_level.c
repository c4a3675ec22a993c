#include "story.h"

#include <stdlib.h>

#include "des/level.h"
#include "failing_memory.h"

enum action { GET, PUT, CANCEL_GET, CANCEL_PUT, TAKE, ADD };

struct step {
    double time;
    enum action action;
    uint32_t subject;
    double amount;
    int32_t priority;
};

struct world {
    struct story story;
    struct des_level *level;
    uint32_t got, put;
    des_level_id id[8];
    const struct step *steps;
    struct ledger gets, puts;
    double balance; /* by the trace alone */
};

static void note(struct world *world, const char *what, uint32_t number) {
    story_note(&world->story, what, number);
}

static void got(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, "g", event->subject);
}

static void put(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, "p", event->subject);
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    const uint32_t who = step->subject;
    (void)sim;
    switch (step->action) {
    case GET:
        assert_int_equal(des_level_get(world->level, step->amount, step->priority,
                                       (struct des_event){world->got, who, 0}, 0, &world->id[who]),
                         DES_OK);
        break;
    case PUT:
        assert_int_equal(des_level_put(world->level, step->amount, step->priority,
                                       (struct des_event){world->put, who, 0}, 0, &world->id[who]),
                         DES_OK);
        break;
    case CANCEL_GET:
        note(world, des_level_cancel_get(world->level, world->id[who]) == DES_OK ? "c" : "s", who);
        break;
    case CANCEL_PUT:
        note(world, des_level_cancel_put(world->level, world->id[who]) == DES_OK ? "c" : "s", who);
        break;
    case TAKE:
        note(world, des_level_take(world->level, step->amount) ? "t" : "n", who);
        break;
    case ADD:
        note(world, des_level_add(world->level, step->amount) ? "a" : "n", who);
        break;
    }
}

static void watch(void *context, const struct des_level *level, const struct des_level_step *step) {
    struct world *world = context;
    struct ledger *ledger = step->is_put ? &world->puts : &world->gets;
    const uint64_t served = ledger->served + ledger->at_once;
    const struct des_level_record record = des_level_observe(level);
    ledger_note(ledger, step->change, step->id);
    const double times = (double)(ledger->served + ledger->at_once) - (double)served;
    world->balance += (step->is_put ? 1 : -1) * times * step->amount;
    assert_near(step->content, world->balance, 0);
    assert_near(step->content, des_level_content(level), 0);
    assert_int_equal(step->gets, record.gets.waiting);
    assert_int_equal(step->puts, record.puts.waiting);
    assert_near(step->time, des_sim_now(world->story.sim), 0);
}

static void open_world(struct world *world, double capacity, double content) {
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->got = story_kind(&world->story, "got", got, world);
    world->put = story_kind(&world->story, "put", put, world);
    assert_int_equal(des_level_create(world->story.sim, "blood", capacity, content, &world->level),
                     DES_OK);
}

static void close_world(struct world *world) {
    des_level_destroy(world->level);
    story_close(&world->story);
}

static void play(struct world *world, const struct step *steps, size_t count, double until) {
    world->steps = steps;
    story_play(&world->story, steps, count, sizeof(*steps), until);
}

static void all_on_record(const char *name, const struct des_level *level) {
    const struct des_level_record record = des_level_observe(level);
    const struct des_queue_record *queues[] = {&record.gets, &record.puts};
    for (size_t i = 0; i < 2; i++) {
        assert_case(name,
                    queues[i]->asked == queues[i]->served + queues[i]->left + queues[i]->waiting);
        assert_case(name, queues[i]->wait.n == queues[i]->served);
    }
}

/* Capacity 10, content 4 at the start. */
static const struct {
    const char *name;
    struct step steps[6];
    size_t count;
    const char *log;
    double content;
    size_t gets, puts; /* waiting at the end */
} cases[] = {
    {"what is there is got at once", {{1, GET, 0, 4, 0}}, 1, "g0@1", 0, 0, 0},
    {"what is not there is waited for",
     {{1, GET, 0, 5, 0}, {2, PUT, 1, 1, 0}},
     2,
     "p1@2 g0@2",
     0,
     0,
     0},
    {"what finds room is put at once", {{1, PUT, 0, 6, 0}}, 1, "p0@1", 10, 0, 0},
    {"what finds no room waits", {{1, PUT, 0, 7, 0}, {2, GET, 1, 1, 0}}, 2, "g1@2 p0@2", 10, 0, 0},
    {"nobody is passed by one who wants less",
     {{1, GET, 0, 5, 0}, {2, GET, 1, 1, 0}, {3, PUT, 2, 1, 0}},
     3,
     "p2@3 g0@3",
     0,
     1,
     0},
    {"priority goes before order",
     {{1, GET, 0, 5, 0}, {2, GET, 1, 5, -1}, {3, PUT, 2, 1, 0}},
     3,
     "p2@3 g1@3",
     0,
     1,
     0},
    {"one who leaves makes way for those behind",
     {{1, GET, 0, 9, 0}, {2, GET, 1, 1, 0}, {3, CANCEL_GET, 0, 0, 0}},
     3,
     "c0@3 g1@3",
     3,
     0,
     0},
    {"a put that leaves makes way for those behind",
     {{1, PUT, 0, 9, 0}, {2, PUT, 1, 1, 0}, {3, CANCEL_PUT, 0, 0, 0}},
     3,
     "c0@3 p1@3",
     5,
     0,
     0},
    {"a get makes way for a put that makes way for a get",
     {{1, PUT, 0, 8, 0}, {2, GET, 1, 3, 0}, {2, GET, 2, 9, 0}},
     3,
     "g1@2 p0@2 g2@2",
     0,
     0,
     0},
    {"put before get at one time",
     {{1, PUT, 0, 6, 0}, {1, GET, 1, 10, 0}},
     2,
     "p0@1 g1@1",
     0,
     0,
     0},
    {"get before put at one time",
     {{1, GET, 0, 10, 0}, {1, PUT, 1, 6, 0}},
     2,
     "p1@1 g0@1",
     0,
     0,
     0},
    {"a get is taken back before it fires: the next gets it",
     {{1, GET, 0, 3, 0}, {1, GET, 1, 4, 0}, {1, CANCEL_GET, 0, 0, 0}},
     3,
     "c0@1 g1@1",
     0,
     0,
     0},
    {"a get is not taken back after it fired",
     {{1, GET, 0, 3, 0}, {2, CANCEL_GET, 0, 0, 0}},
     2,
     "g0@1 s0@2",
     1,
     0,
     0},
    {"a get taken back after its room was used stands above the capacity",
     {{1, GET, 0, 4, 0},
      {1, PUT, 1, 10, 0},
      {1, CANCEL_GET, 0, 0, 0},
      {2, PUT, 2, 1, 0},
      {3, TAKE, 0, 5, 0}},
     5,
     "c0@1 p1@1 t0@3 p2@3",
     10,
     0,
     0},
    {"a put is taken back before it fires",
     {{1, PUT, 0, 6, 0}, {1, CANCEL_PUT, 0, 0, 0}},
     2,
     "c0@1",
     4,
     0,
     0},
    {"a put is not taken back when it was used",
     {{1, PUT, 0, 6, 0}, {1, GET, 1, 10, 0}, {1, CANCEL_PUT, 0, 0, 0}},
     3,
     "s0@1 p0@1 g1@1",
     0,
     0,
     0},
    {"a put is not taken back after it fired",
     {{1, PUT, 0, 6, 0}, {2, CANCEL_PUT, 0, 0, 0}},
     2,
     "p0@1 s0@2",
     10,
     0,
     0},
    {"taking at once does not pass those who wait",
     {{1, GET, 0, 5, 0}, {2, TAKE, 1, 1, 0}, {3, ADD, 2, 1, 0}, {4, TAKE, 3, 1, 0}},
     4,
     "n1@2 a2@3 g0@3 n3@4",
     0,
     0,
     0},
    {"adding at once does not pass those who wait",
     {{1, PUT, 0, 7, 0}, {2, ADD, 1, 1, 0}, {3, TAKE, 2, 1, 0}, {4, ADD, 3, 1, 0}},
     4,
     "n1@2 t2@3 p0@3 n3@4",
     10,
     0,
     0},
};

static void amounts_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world, 10, 4);
        world.balance = 4;
        des_level_watch(world.level, watch, &world);
        play(&world, cases[i].steps, cases[i].count, 10);
        story_was(&world.story, cases[i].name, cases[i].log);
        assert_near(des_level_content(world.level), cases[i].content, 0);
        const struct des_level_record record = des_level_observe(world.level);
        assert_case(cases[i].name, record.gets.waiting == cases[i].gets);
        assert_case(cases[i].name, record.puts.waiting == cases[i].puts);
        ledger_agrees(&world.gets, cases[i].name, record.gets.asked, record.gets.served,
                      record.gets.left);
        ledger_agrees(&world.puts, cases[i].name, record.puts.asked, record.puts.served,
                      record.puts.left);
        all_on_record(cases[i].name, world.level);
        close_world(&world);
    }
}

static void contents_and_waits_are_recorded(void **unused) {
    (void)unused;
    static const struct step steps[] = {{2, GET, 0, 6, 0}, {6, PUT, 1, 3, 0}};
    struct world world;
    open_world(&world, 10, 4);
    play(&world, steps, COUNT(steps), 8);
    const struct des_level_record record = des_level_observe(world.level);
    assert_near(record.mean_content, (4 * 6 + 1 * 2) / 8.0, 1e-12);
    assert_near(record.max_content, 7, 0);
    assert_near(record.gets.wait.mean, 4, 1e-12);
    assert_near(record.gets.mean_waiting, 4 / 8.0, 1e-12);
    assert_near(record.gets.max_waiting, 1, 0);
    assert_near(record.puts.wait.mean, 0, 0);
    des_level_reset(world.level);
    all_on_record("after a reset", world.level);
    assert_int_equal(des_level_observe(world.level).gets.served, 0);
    assert_string_equal(des_level_name(world.level), "blood");
    assert_near(des_level_capacity(world.level), 10, 0);
    close_world(&world);
    des_level_destroy(NULL);
}

static void amounts_that_can_never_be_had_are_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 10, 4);
    static const double bad[] = {0, -1, 11, INFINITY, NAN};
    const struct des_event event = {world.got, 0, 0}, unknown = {99, 0, 0};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(des_level_get(world.level, bad[i], 0, event, 0, NULL), DES_ERANGE);
        assert_int_equal(des_level_put(world.level, bad[i], 0, event, 0, NULL), DES_ERANGE);
        assert_false(des_level_take(world.level, bad[i]));
        assert_false(des_level_add(world.level, bad[i]));
    }
    assert_int_equal(des_level_get(world.level, 1, 0, unknown, 0, NULL), DES_ERANGE);
    assert_near(des_level_content(world.level), 4, 0);
    static const double shapes[][2] = {{1, 2}, {1, -1}, {NAN, 0}, {1, NAN}, {INFINITY, INFINITY}};
    struct des_level *none = NULL;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        assert_int_equal(
            des_level_create(world.story.sim, "bad", shapes[i][0], shapes[i][1], &none),
            DES_ERANGE);
    }
    assert_null(none);
    close_world(&world);
}

/* ---- nothing is lost ---- */

struct crowd {
    double amount[64];
    double got, put;
};

static void count_got(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    (void)sim;
    crowd->got += crowd->amount[event->subject];
}

static void count_put(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    (void)sim;
    crowd->put += crowd->amount[event->subject];
}

static void play_crowd(uint64_t seed) {
    struct crowd crowd = {0};
    struct des_sim *sim = des_sim_create(NULL);
    struct des_level *level = NULL;
    uint32_t get_kind, put_kind;
    des_level_id id[64] = {0};
    bool is_get[64] = {false};
    double now = 0;
    assert_int_equal(des_sim_add_kind(sim, "got", count_got, &crowd, &get_kind), DES_OK);
    assert_int_equal(des_sim_add_kind(sim, "put", count_put, &crowd, &put_kind), DES_OK);
    assert_int_equal(des_level_create(sim, "blood", 10, 5, &level), DES_OK);
    for (uint32_t i = 0; i < 64; i++) {
        crowd.amount[i] = 1.0 + (double)(next_random(&seed) % 5);
        is_get[i] = next_random(&seed) % 2;
        const int32_t priority = (int32_t)(next_random(&seed) % 2);
        const struct des_event event = {is_get[i] ? get_kind : put_kind, i, 0};
        assert_int_equal(is_get[i]
                             ? des_level_get(level, crowd.amount[i], priority, event, 0, &id[i])
                             : des_level_put(level, crowd.amount[i], priority, event, 0, &id[i]),
                         DES_OK);
        const uint32_t other = (uint32_t)(next_random(&seed) % (i + 1));
        if (next_random(&seed) % 3 == 0) {
            (void)(is_get[other] ? des_level_cancel_get(level, id[other])
                                 : des_level_cancel_put(level, id[other]));
        }
        if (next_random(&seed) % 3 == 0) {
            assert_int_equal(des_sim_run_until(sim, ++now), DES_OK);
            assert_near(des_level_content(level), 5 + crowd.put - crowd.got, 0);
        }
        assert_true(des_level_content(level) >= 0);
        all_on_record("crowd", level);
    }
    assert_null(des_sim_bug_text(sim));
    des_level_destroy(level);
    des_sim_destroy(sim);
}

static void what_was_put_and_not_got_is_there(void **unused) {
    (void)unused;
    print_message("seeds 1 to 300\n");
    for (uint64_t seed = 1; seed <= 300; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u);
    }
}

static int ask_with_failures(size_t failing) {
    struct world world;
    int failures = 0;
    open_world(&world, 100, 0);
    allocations_until_failure = failing;
    struct des_level *level = NULL;
    while (des_level_create(world.story.sim, "other", 100, 0, &level) == DES_ENOMEM) {
        failures++;
    }
    const struct des_event event = {world.got, 0, 0};
    for (int i = 0; i < 40; i++) {
        while (des_level_get(level, 1, 0, event, 0, NULL) == DES_ENOMEM) {
            failures++;
        }
    }
    allocations_until_failure = failing > 1000 ? 1 : 0;
    assert_true(des_level_add(level, 40));
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    assert_near(des_level_content(level), 0, 0);
    des_level_destroy(level);
    close_world(&world);
    return failures;
}

static void serving_needs_no_memory_and_every_failure_is_told(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (ask_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 6);
    assert_int_equal(ask_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_at_one_time_follow_the_stated_order),
        cmocka_unit_test(contents_and_waits_are_recorded),
        cmocka_unit_test(amounts_that_can_never_be_had_are_refused),
        cmocka_unit_test(what_was_put_and_not_got_is_there),
        cmocka_unit_test(serving_needs_no_memory_and_every_failure_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
