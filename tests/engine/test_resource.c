#include "story.h"

#include <stdlib.h>

#include "des/resource.h"
#include "failing_memory.h"

/* Customers ask, are granted, leave, give up, by a script; what they got is
 * written down as text: "a0" = customer 0 was granted. */
enum action { ASK, ASK_URGENT, RELEASE, CANCEL, SERVERS };

struct step {
    double time;
    enum action action;
    uint32_t subject;
};

struct world {
    struct story story;
    struct des_resource *resource;
    uint32_t granted;
    des_request_id id[16];
    enum des_status cancelled[16];
    const struct step *steps;
};

static void note(struct world *world, char letter, uint32_t subject) {
    story_letter(&world->story, letter, subject);
}

static void granted(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, 'g', event->subject);
}

static void ask(struct world *world, uint32_t subject, int32_t priority) {
    struct des_event event = {world->granted, subject, 0};
    enum des_status status =
        des_resource_request(world->resource, priority, event, 0, &world->id[subject]);
    if (status == DES_ERANGE) {
        note(world, 'b', subject);
    }
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    const uint32_t who = step->subject;
    (void)sim;
    switch (step->action) {
    case ASK:
        ask(world, who, 0);
        break;
    case ASK_URGENT:
        ask(world, who, -1);
        break;
    case RELEASE:
        des_resource_release(world->resource);
        break;
    case CANCEL:
        world->cancelled[who] = des_resource_cancel(world->resource, world->id[who]);
        note(world, world->cancelled[who] == DES_OK ? 'c' : 's', who);
        break;
    case SERVERS:
        assert_int_equal(des_resource_set_servers(world->resource, who), DES_OK);
        break;
    }
}

static void open_world(struct world *world, uint32_t servers) {
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->granted = story_kind(&world->story, "granted", granted, world);
    world->resource = des_resource_create(world->story.sim, "desk", servers);
    assert_non_null(world->resource);
}

static void close_world(struct world *world) {
    des_resource_destroy(world->resource);
    story_close(&world->story);
}

static void play(struct world *world, const struct step *steps, size_t count) {
    world->steps = steps;
    story_play(&world->story, steps, count, sizeof *steps, 100);
}

static void every_request_is_on_record(const char *name, const struct des_resource *resource) {
    struct des_resource_record record = des_resource_observe(resource);
    assert_case(name, record.requests == record.served + record.reneged + record.balked +
                                             des_resource_waiting(resource));
    assert_case(name, record.wait.n == record.served);
}

static const struct {
    const char *name;
    uint32_t servers;
    size_t waiting_room;
    struct step steps[8];
    size_t count;
    const char *log;
    uint32_t busy;
    size_t waiting;
} ties[] = {
    {"a free server is granted at the time of the request",
     1,
     SIZE_MAX,
     {{1, ASK, 0}},
     1,
     "g0@1",
     1,
     0},
    {"those who ask at one time are served in the order of asking",
     2,
     SIZE_MAX,
     {{1, ASK, 0}, {1, ASK, 1}, {1, ASK, 2}, {3, RELEASE, 0}},
     4,
     "g0@1 g1@1 g2@3",
     2,
     0},
    {"priority goes before order",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, ASK_URGENT, 2}, {4, RELEASE, 0}, {5, RELEASE, 0}},
     5,
     "g0@1 g2@4 g1@5",
     1,
     0},
    {"release before request at one time: who waited goes first",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, RELEASE, 0}, {3, ASK_URGENT, 2}},
     4,
     "g0@1 g1@3",
     1,
     1},
    {"request before release at one time: the urgent newcomer goes first",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, ASK_URGENT, 2}, {3, RELEASE, 0}},
     4,
     "g0@1 g2@3",
     1,
     1},
    {"release before request at one time, nobody waits",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {3, RELEASE, 0}, {3, ASK, 1}},
     3,
     "g0@1 g1@3",
     1,
     0},
    {"a grant is withdrawn before it fires: the next gets the server",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {1, ASK, 1}, {1, CANCEL, 0}},
     3,
     "c0@1 g1@1",
     1,
     0},
    {"a grant that has fired is not withdrawn",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, CANCEL, 0}},
     2,
     "g0@1 s0@2",
     1,
     0},
    {"grant by release and cancel at one time: the next gets it",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {2, ASK, 2}, {3, RELEASE, 0}, {3, CANCEL, 1}},
     5,
     "g0@1 c1@3 g2@3",
     1,
     0},
    {"cancel and grant by release at one time: the next gets it",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {2, ASK, 2}, {3, CANCEL, 1}, {3, RELEASE, 0}},
     5,
     "g0@1 c1@3 g2@3",
     1,
     0},
    {"who has left is not called",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {2.5, CANCEL, 1}, {2.6, CANCEL, 1}, {3, RELEASE, 0}},
     5,
     "g0@1 c1@2.5 s1@2.6",
     0,
     0},
    {"an id is stale when its slot serves another",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, CANCEL, 1}, {4, ASK, 2}, {5, CANCEL, 1}},
     5,
     "g0@1 c1@3 s1@5",
     1,
     1},
    {"capacity drops while busy: jobs are finished, no one follows",
     2,
     SIZE_MAX,
     {{1, ASK, 0}, {1, ASK, 1}, {2, ASK, 2}, {3, SERVERS, 1}, {4, RELEASE, 0}, {5, RELEASE, 0}},
     6,
     "g0@1 g1@1 g2@5",
     1,
     0},
    {"capacity drops before a release at one time",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, SERVERS, 0}, {3, RELEASE, 0}},
     4,
     "g0@1",
     0,
     1},
    {"release before capacity drops at one time: the grant stands",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {2, ASK, 1}, {3, RELEASE, 0}, {3, SERVERS, 0}},
     4,
     "g0@1 g1@3",
     1,
     0},
    {"a grant withdrawn after the capacity dropped goes to no one",
     1,
     SIZE_MAX,
     {{1, ASK, 0}, {1, ASK, 1}, {1, SERVERS, 0}, {1, CANCEL, 0}},
     4,
     "c0@1",
     0,
     1},
    {"capacity grows: all who find a server are granted at once",
     0,
     SIZE_MAX,
     {{1, ASK, 0}, {1, ASK, 1}, {1, ASK, 2}, {4, SERVERS, 2}},
     4,
     "g0@4 g1@4",
     2,
     1},
    {"a full waiting room turns away, also the urgent",
     1,
     1,
     {{1, ASK, 0}, {2, ASK, 1}, {3, ASK_URGENT, 2}},
     3,
     "g0@1 b2@3",
     1,
     1},
    {"no waiting room: a free server still serves",
     1,
     0,
     {{1, ASK, 0}, {2, ASK, 1}, {3, RELEASE, 0}, {3, ASK, 2}},
     4,
     "g0@1 b1@2 g2@3",
     1,
     0},
    {"a place in the waiting room is free after a cancel at one time",
     1,
     1,
     {{1, ASK, 0}, {2, ASK, 1}, {3, CANCEL, 1}, {3, ASK, 2}},
     4,
     "g0@1 c1@3",
     1,
     1},
};

static void requests_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(ties); i++) {
        struct world world;
        open_world(&world, ties[i].servers);
        des_resource_limit(world.resource, ties[i].waiting_room);
        play(&world, ties[i].steps, ties[i].count);
        story_was(&world.story, ties[i].name, ties[i].log);
        assert_case(ties[i].name, des_resource_busy(world.resource) == ties[i].busy);
        assert_case(ties[i].name, des_resource_waiting(world.resource) == ties[i].waiting);
        every_request_is_on_record(ties[i].name, world.resource);
        close_world(&world);
    }
}

static void waits_and_levels_are_recorded(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 1);
    des_resource_limit(world.resource, 2);
    static const struct step steps[] = {{0, ASK, 0},     {10, ASK, 1},     {20, ASK, 2},
                                        {25, ASK, 3},    {40, RELEASE, 0}, {50, CANCEL, 2},
                                        {60, RELEASE, 0}};
    play(&world, steps, COUNT(steps));
    struct des_resource_record record = des_resource_observe(world.resource);
    assert_int_equal(record.requests, 4);
    assert_int_equal(record.served, 2);
    assert_int_equal(record.balked, 1);
    assert_int_equal(record.reneged, 1);
    assert_near(record.wait.mean, 15, 1e-12); /* 0 and 30 */
    assert_near(record.mean_busy, 0.6, 1e-12);
    assert_near(record.mean_waiting, (10 + 40 + 10) / 100.0, 1e-12);
    assert_near(record.max_waiting, 2, 0);
    assert_string_equal(des_resource_name(world.resource), "desk");
    assert_int_equal(des_resource_servers(world.resource), 1);
    close_world(&world);
}

static void a_reset_carries_over_those_who_wait(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 1);
    static const struct step steps[] = {{0, ASK, 0}, {10, ASK, 1}, {20, ASK, 2}, {30, RELEASE, 0}};
    play(&world, steps, COUNT(steps));
    des_resource_reset(world.resource);
    every_request_is_on_record("just after", world.resource);
    des_resource_release(world.resource); /* grant of 2, about to fire */
    des_resource_reset(world.resource);
    every_request_is_on_record("with a grant about to fire", world.resource);
    assert_int_equal(des_resource_observe(world.resource).requests, 1);
    assert_int_equal(des_sim_run_until(world.story.sim, 200), DES_OK);
    struct des_resource_record record = des_resource_observe(world.resource);
    assert_int_equal(record.served, 1);
    assert_near(record.wait.mean, 80, 1e-12);
    assert_near(record.mean_busy, 1, 1e-12);
    assert_near(record.max_waiting, 0, 0);
    close_world(&world);
}

static void a_server_is_taken_at_once_only_when_it_is_free_and_nobody_waits(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 1);
    assert_true(des_resource_take(world.resource));
    assert_false(des_resource_take(world.resource));
    ask(&world, 0, 0);
    assert_int_equal(des_sim_run_until(world.story.sim, 4), DES_OK);
    des_resource_release(world.resource); /* to the one who waits, not to a taker */
    assert_false(des_resource_take(world.resource));
    assert_int_equal(des_sim_run_until(world.story.sim, 8), DES_OK);
    assert_string_equal(world.story.log, "g0@4");
    every_request_is_on_record("taken at once", world.resource);
    struct des_resource_record record = des_resource_observe(world.resource);
    assert_int_equal(record.requests, 2);
    assert_near(record.wait.mean, 2, 1e-12); /* 0 and 4 */
    assert_near(record.mean_busy, 1, 1e-12);
    close_world(&world);
}

static void releasing_what_no_one_holds_is_a_bug(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 1);
    des_resource_release(world.resource);
    assert_non_null(des_sim_bug_text(world.story.sim));
    assert_int_equal(des_resource_busy(world.resource), 0);
    des_resource_destroy(world.resource);
    des_sim_destroy(world.story.sim);
    des_resource_destroy(NULL);
}

static void a_grant_that_could_never_be_scheduled_is_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, 0);
    struct des_event unknown = {99, 0, 0}, known = {world.granted, 0, 0};
    des_request_id id = 7;
    assert_int_equal(des_resource_request(world.resource, 0, unknown, 0, &id), DES_ERANGE);
    assert_int_equal(des_resource_request(world.resource, 0, known, 40000, &id), DES_ERANGE);
    assert_true(id == 7);
    assert_int_equal(des_resource_observe(world.resource).requests, 0);
    close_world(&world);
}

/* ---- against a naive queue ---- */

struct naive {
    uint32_t subject;
    int32_t priority;
    des_request_id id;
};

struct crowd {
    struct naive waiting[1000];
    size_t count;
    uint32_t last;
};

static void take_note(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    ((struct crowd *)context)->last = event->subject;
}

static struct naive take_naive(struct crowd *crowd, size_t i) {
    struct naive taken = crowd->waiting[i];
    crowd->count--;
    memmove(&crowd->waiting[i], &crowd->waiting[i + 1], (crowd->count - i) * sizeof(taken));
    return taken;
}

static struct naive take_first(struct crowd *crowd) {
    size_t first = 0;
    for (size_t i = 1; i < crowd->count; i++) {
        first = crowd->waiting[i].priority < crowd->waiting[first].priority ? i : first;
    }
    return take_naive(crowd, first);
}

static void play_crowd(uint64_t seed) {
    struct crowd crowd = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    uint32_t kind, subject = 1;
    assert_int_equal(des_sim_add_kind(sim, "note", take_note, &crowd, &kind), DES_OK);
    struct des_resource *resource = des_resource_create(sim, "desk", 1);
    struct des_event first = {kind, 0, 0};
    assert_int_equal(des_resource_request(resource, 0, first, 0, NULL), DES_OK);
    assert_int_equal(des_sim_step(sim), DES_OK);
    for (int i = 0; i < 600; i++) {
        uint64_t choice = next_random(&seed) % 10;
        if (choice < 6) {
            struct naive *naive = &crowd.waiting[crowd.count++];
            naive->subject = subject++;
            naive->priority = (int32_t)(next_random(&seed) % 3) - 1;
            struct des_event event = {kind, naive->subject, 0};
            assert_int_equal(des_resource_request(resource, naive->priority, event, 0, &naive->id),
                             DES_OK);
        } else if (choice < 7 && crowd.count > 0) {
            struct naive left = take_naive(&crowd, next_random(&seed) % crowd.count);
            assert_int_equal(des_resource_cancel(resource, left.id), DES_OK);
            assert_int_equal(des_resource_cancel(resource, left.id), DES_ESTALE);
        } else if (crowd.count > 0) {
            struct naive next = take_first(&crowd);
            des_resource_release(resource);
            assert_int_equal(des_sim_step(sim), DES_OK);
            assert_int_equal(crowd.last, next.subject);
            assert_int_equal(des_resource_cancel(resource, next.id), DES_ESTALE);
        }
        assert_int_equal(des_resource_waiting(resource), crowd.count);
        assert_int_equal(des_sim_pending(sim), 0);
    }
    every_request_is_on_record("crowd", resource);
    des_resource_destroy(resource);
    des_sim_destroy(sim);
}

static void random_requests_agree_with_a_naive_queue(void **unused) {
    (void)unused;
    print_message("seeds 1 to 200\n");
    for (uint64_t seed = 1; seed <= 200; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u);
    }
}

/* ---- memory ---- */

static int ask_with_failures(size_t failing) {
    struct crowd crowd = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 2});
    uint32_t kind;
    int failures = 0;
    assert_int_equal(des_sim_add_kind(sim, "note", take_note, &crowd, &kind), DES_OK);
    allocations_until_failure = failing;
    struct des_resource *resource;
    while (!(resource = des_resource_create(sim, "desk", 1))) {
        failures++;
    }
    for (uint32_t i = 0; i < 100; i++) {
        struct des_event event = {kind, i, 0};
        while (des_resource_request(resource, 0, event, 0, NULL) == DES_ENOMEM) {
            assert_int_equal(des_resource_observe(resource).requests, i);
            failures++;
        }
    }
    /* From here on nothing may need memory: grants have their places. */
    allocations_until_failure = failing > 1000 ? 1 : 0;
    for (uint32_t i = 0; i < 100; i++) {
        assert_int_equal(des_sim_step(sim), DES_OK);
        assert_int_equal(crowd.last, i);
        des_resource_release(resource);
    }
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    des_resource_destroy(resource);
    des_sim_destroy(sim);
    return failures;
}

static void every_failed_allocation_is_reported_and_harmless(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (ask_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 8);
    assert_int_equal(ask_with_failures(failing), 0);
}

static void grants_never_need_memory(void **unused) {
    (void)unused;
    assert_int_equal(ask_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_at_one_time_follow_the_stated_order),
        cmocka_unit_test(waits_and_levels_are_recorded),
        cmocka_unit_test(a_reset_carries_over_those_who_wait),
        cmocka_unit_test(a_server_is_taken_at_once_only_when_it_is_free_and_nobody_waits),
        cmocka_unit_test(releasing_what_no_one_holds_is_a_bug),
        cmocka_unit_test(a_grant_that_could_never_be_scheduled_is_refused),
        cmocka_unit_test(random_requests_agree_with_a_naive_queue),
        cmocka_unit_test(every_failed_allocation_is_reported_and_harmless),
        cmocka_unit_test(grants_never_need_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
