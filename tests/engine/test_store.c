#include "story.h"

#include <stdlib.h>

#include "des/store.h"
#include "failing_memory.h"

/* Put and add bring the object 10 + subject; "g0:11@2" = 0 got object 11 at 2. */
enum action { GET, GET_URGENT, PUT, CANCEL_GET, CANCEL_PUT, TAKE, ADD };

struct step {
    double time;
    enum action action;
    uint32_t subject;
};

struct world {
    struct story story;
    struct des_store *store;
    uint32_t got, put;
    des_store_id id[8];
    uint64_t object[8];
    const struct step *steps;
    struct ledger gets, puts;
    int64_t balance; /* objects, by the trace alone */
};

static void note(struct world *world, const char *what, uint32_t number) {
    story_note(&world->story, what, number);
}

static void got(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    char what[32];
    (void)sim;
    (void)snprintf(what, sizeof(what), "g%u:", event->subject);
    note(world, what, (uint32_t)world->object[event->subject]);
}

static void put(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, "p", event->subject);
}

static void get(struct world *world, uint32_t who, int32_t priority) {
    const struct des_event event = {world->got, who, 0};
    assert_int_equal(
        des_store_get(world->store, priority, event, 0, &world->object[who], &world->id[who]),
        DES_OK);
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    const uint32_t who = step->subject;
    uint64_t object = 0;
    (void)sim;
    switch (step->action) {
    case GET:
        get(world, who, 0);
        break;
    case GET_URGENT:
        get(world, who, -1);
        break;
    case PUT:
        assert_int_equal(des_store_put(world->store, 10 + who, 0,
                                       (struct des_event){world->put, who, 0}, 0, &world->id[who]),
                         DES_OK);
        break;
    case CANCEL_GET:
        note(world, des_store_cancel_get(world->store, world->id[who]) == DES_OK ? "c" : "s", who);
        break;
    case CANCEL_PUT:
        note(world, des_store_cancel_put(world->store, world->id[who]) == DES_OK ? "c" : "s", who);
        break;
    case TAKE:
        if (des_store_take(world->store, &object)) {
            note(world, "t", (uint32_t)object);
        } else {
            note(world, "n", 0);
        }
        break;
    case ADD:
        note(world, des_store_add(world->store, 10 + who) == DES_OK ? "a" : "n", who);
        break;
    }
}

static void watch(void *context, const struct des_store *store, const struct des_store_step *step) {
    struct world *world = context;
    struct ledger *ledger = step->is_put ? &world->puts : &world->gets;
    const uint64_t served = ledger->served + ledger->at_once;
    const struct des_store_record record = des_store_observe(store);
    ledger_note(ledger, step->change, step->id);
    const int64_t times = (int64_t)(ledger->served + ledger->at_once) - (int64_t)served;
    world->balance += step->is_put ? times : -times;
    assert_int_equal(step->count, world->balance);
    assert_int_equal(step->count, des_store_count(store));
    assert_int_equal(step->gets, record.gets.waiting);
    assert_int_equal(step->puts, record.puts.waiting);
    assert_true(step->is_put || step->change != DES_QUEUE_SERVED || step->object >= 10);
}

static void open_world(struct world *world, size_t capacity) {
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->got = story_kind(&world->story, "got", got, world);
    world->put = story_kind(&world->story, "put", put, world);
    world->store = des_store_create(world->story.sim, "beds", capacity);
    assert_non_null(world->store);
}

static void close_world(struct world *world) {
    des_store_destroy(world->store);
    story_close(&world->story);
}

static void play(struct world *world, const struct step *steps, size_t count) {
    world->steps = steps;
    story_play(&world->story, steps, count, sizeof(*steps), 10);
}

static void all_on_record(const char *name, const struct des_store *store) {
    const struct des_store_record record = des_store_observe(store);
    const struct des_queue_record *queues[] = {&record.gets, &record.puts};
    for (size_t i = 0; i < 2; i++) {
        assert_case(name,
                    queues[i]->asked == queues[i]->served + queues[i]->left + queues[i]->waiting);
        assert_case(name, queues[i]->wait.n == queues[i]->served);
    }
}

/* Capacity 2. */
static const struct {
    const char *name;
    struct step steps[6];
    size_t count;
    const char *log;
    size_t objects, gets, puts; /* at the end */
} cases[] = {
    {"first in, first out",
     {{1, ADD, 0}, {1, ADD, 1}, {2, GET, 2}, {2, GET, 3}},
     4,
     "a0@1 a1@1 g2:10@2 g3:11@2",
     0,
     0,
     0},
    {"who asks for what is not there waits",
     {{1, GET, 0}, {2, ADD, 1}},
     2,
     "a1@2 g0:11@2",
     0,
     0,
     0},
    {"in order of asking, the urgent first",
     {{1, GET, 0}, {1, GET_URGENT, 1}, {2, ADD, 2}, {3, ADD, 3}},
     4,
     "a2@2 g1:12@2 a3@3 g0:13@3",
     0,
     0,
     0},
    {"what finds no room waits",
     {{1, PUT, 0}, {1, PUT, 1}, {1, PUT, 2}, {3, GET, 3}},
     4,
     "p0@1 p1@1 g3:10@3 p2@3",
     2,
     0,
     0},
    {"put before get at one time", {{1, PUT, 0}, {1, GET, 1}}, 2, "p0@1 g1:10@1", 0, 0, 0},
    {"get before put at one time", {{1, GET, 0}, {1, PUT, 1}}, 2, "p1@1 g0:11@1", 0, 0, 0},
    {"a get is taken back before it fires: the next gets that object",
     {{1, ADD, 0}, {2, GET, 1}, {2, GET, 2}, {2, CANCEL_GET, 1}},
     4,
     "a0@1 c1@2 g2:10@2",
     0,
     0,
     0},
    {"a get taken back gives the oldest object back",
     {{1, ADD, 0}, {1, ADD, 1}, {2, GET, 2}, {2, CANCEL_GET, 2}, {3, TAKE, 0}},
     5,
     "a0@1 a1@1 c2@2 t10@3",
     1,
     0,
     0},
    {"a get taken back after its room was used stands above the capacity",
     {{1, ADD, 0}, {1, ADD, 1}, {2, GET, 2}, {2, ADD, 3}, {2, CANCEL_GET, 2}, {3, ADD, 4}},
     6,
     "a0@1 a1@1 a3@2 c2@2 n4@3",
     3,
     0,
     0},
    {"a get is not taken back after it fired",
     {{1, ADD, 0}, {2, GET, 1}, {3, CANCEL_GET, 1}},
     3,
     "a0@1 g1:10@2 s1@3",
     0,
     0,
     0},
    {"who leaves is not served",
     {{1, GET, 0}, {2, CANCEL_GET, 0}, {2, ADD, 1}},
     3,
     "c0@2 a1@2",
     1,
     0,
     0},
    {"a waiting put leaves",
     {{1, PUT, 0}, {2, PUT, 1}, {3, PUT, 2}, {4, CANCEL_PUT, 2}, {5, TAKE, 0}},
     5,
     "p0@1 p1@2 c2@4 t10@5",
     1,
     0,
     0},
    {"a put is taken back before it fires, from among the others",
     {{1, PUT, 0}, {1, PUT, 1}, {1, PUT, 2}, {1, CANCEL_PUT, 0}, {2, TAKE, 0}, {2, TAKE, 0}},
     6,
     "c0@1 p1@1 p2@1 t11@2 t12@2",
     0,
     0,
     0},
    {"a put is not taken back when another has got the object",
     {{1, PUT, 0}, {1, GET, 1}, {1, CANCEL_PUT, 0}},
     3,
     "s0@1 p0@1 g1:10@1",
     0,
     0,
     0},
    {"a put is taken back once a get has given the object back",
     {{1, PUT, 0}, {1, GET, 1}, {1, CANCEL_GET, 1}, {1, CANCEL_PUT, 0}},
     4,
     "c1@1 c0@1",
     0,
     0,
     0},
    {"a put is not taken back after it fired",
     {{1, PUT, 0}, {2, CANCEL_PUT, 0}},
     2,
     "p0@1 s0@2",
     1,
     0,
     0},
    {"taking at once does not pass those who wait",
     {{1, GET, 0}, {2, TAKE, 1}, {3, ADD, 2}, {3, TAKE, 3}},
     4,
     "n0@2 a2@3 n0@3 g0:12@3",
     0,
     0,
     0},
    {"adding at once does not pass those who wait",
     {{1, ADD, 0}, {1, ADD, 1}, {2, PUT, 2}, {3, ADD, 3}, {4, TAKE, 4}},
     5,
     "a0@1 a1@1 n3@3 t10@4 p2@4",
     2,
     0,
     0},
};

static void objects_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world, 2);
        des_store_watch(world.store, watch, &world);
        play(&world, cases[i].steps, cases[i].count);
        story_was(&world.story, cases[i].name, cases[i].log);
        const struct des_store_record record = des_store_observe(world.store);
        assert_case(cases[i].name, des_store_count(world.store) == cases[i].objects);
        assert_case(cases[i].name, record.gets.waiting == cases[i].gets);
        assert_case(cases[i].name, record.puts.waiting == cases[i].puts);
        ledger_agrees(&world.gets, cases[i].name, record.gets.asked, record.gets.served,
                      record.gets.left);
        ledger_agrees(&world.puts, cases[i].name, record.puts.asked, record.puts.served,
                      record.puts.left);
        all_on_record(cases[i].name, world.store);
        close_world(&world);
    }
}

static void counts_and_waits_are_recorded(void **unused) {
    (void)unused;
    static const struct step steps[] = {{1, GET, 0}, {3, ADD, 1}, {5, ADD, 2}};
    struct world world;
    open_world(&world, 2);
    play(&world, steps, COUNT(steps));
    const struct des_store_record record = des_store_observe(world.store);
    assert_near(record.gets.wait.mean, 2, 1e-12);
    assert_near(record.gets.mean_waiting, 2 / 10.0, 1e-12);
    assert_near(record.mean_count, 5 / 10.0, 1e-12);
    assert_near(record.max_count, 1, 0);
    des_store_reset(world.store);
    all_on_record("after a reset", world.store);
    assert_int_equal(des_store_observe(world.store).gets.served, 0);
    assert_string_equal(des_store_name(world.store), "beds");
    assert_int_equal(des_store_capacity(world.store), 2);
    const struct des_event unknown = {99, 0, 0};
    uint64_t object;
    assert_int_equal(des_store_get(world.store, 0, unknown, 0, &object, NULL), DES_ERANGE);
    assert_int_equal(des_store_put(world.store, 1, 0, unknown, 0, NULL), DES_ERANGE);
    close_world(&world);
    des_store_destroy(NULL);
}

/* ---- nothing is lost ---- */

static void nothing(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)context;
    (void)sim;
    (void)event;
}

/* Objects are numbered; each is got at most once, and what is left is in the store. */
static void play_crowd(uint64_t seed) {
    enum { MANY = 200 };
    struct des_sim *sim = des_sim_create(NULL);
    struct des_store *store = des_store_create(sim, "beds", 5);
    uint64_t object[MANY], number[MANY] = {0}, seen[MANY] = {0}, put_count = 0;
    des_store_id id[MANY] = {0};
    bool is_get[MANY] = {false};
    uint32_t kind;
    double now = 0;
    assert_int_equal(des_sim_add_kind(sim, "nothing", nothing, NULL, &kind), DES_OK);
    for (uint32_t i = 0; i < MANY; i++) {
        const struct des_event event = {kind, i, 0};
        is_get[i] = next_random(&seed) % 2;
        object[i] = UINT64_MAX;
        if (is_get[i]) {
            assert_int_equal(des_store_get(store, 0, event, 0, &object[i], &id[i]), DES_OK);
        } else {
            number[i] = put_count++;
            assert_int_equal(des_store_put(store, number[i], 0, event, 0, &id[i]), DES_OK);
        }
        const uint32_t other = (uint32_t)(next_random(&seed) % (i + 1));
        if (is_get[other] && next_random(&seed) % 2 &&
            des_store_cancel_get(store, id[other]) == DES_OK) {
            object[other] = UINT64_MAX;
        } else if (!is_get[other] && next_random(&seed) % 3 == 0 &&
                   des_store_cancel_put(store, id[other]) == DES_OK) {
            seen[number[other]]++; /* with who brought it */
        }
        if (next_random(&seed) % 3 == 0) {
            assert_int_equal(des_sim_run_until(sim, ++now), DES_OK);
        }
        all_on_record("crowd", store);
    }
    assert_int_equal(des_sim_run_until(sim, ++now), DES_OK);
    uint64_t left;
    while (des_store_take(store, &left)) {
        seen[left]++;
    }
    for (uint32_t i = 0; i < MANY; i++) {
        if (object[i] != UINT64_MAX) {
            seen[object[i]]++;
        }
    }
    for (uint64_t i = 0; i < put_count; i++) {
        assert_int_equal(seen[i], 1);
    }
    des_store_destroy(store);
    des_sim_destroy(sim);
}

static void each_object_is_in_one_place(void **unused) {
    (void)unused;
    print_message("seeds 1 to 200\n");
    for (uint64_t seed = 1; seed <= 200; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u);
    }
}

static int ask_with_failures(size_t failing) {
    struct world world;
    int failures = 0;
    open_world(&world, 1);
    allocations_until_failure = failing;
    struct des_store *store;
    while (!(store = des_store_create(world.story.sim, "other", 1))) {
        failures++;
    }
    const struct des_event event = {world.put, 0, 0};
    for (uint64_t i = 0; i < 40; i++) {
        while (des_store_put(store, i, 0, event, 0, NULL) == DES_ENOMEM) {
            failures++;
        }
    }
    allocations_until_failure = failing > 1000 ? 1 : 0;
    for (uint64_t i = 0; i < 40; i++) {
        uint64_t object = 99;
        assert_true(des_store_take(store, &object));
        assert_true(object == i);
    }
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    while (des_store_add(store, 5) != DES_OK) {
        failures++;
    }
    des_store_destroy(store);
    close_world(&world);
    return failures;
}

static void serving_needs_no_memory_and_every_failure_is_told(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (ask_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 8);
    assert_int_equal(ask_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_at_one_time_follow_the_stated_order),
        cmocka_unit_test(counts_and_waits_are_recorded),
        cmocka_unit_test(each_object_is_in_one_place),
        cmocka_unit_test(serving_needs_no_memory_and_every_failure_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
