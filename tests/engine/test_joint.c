#include "story.h"

#include <stdlib.h>

#include "des/joint.h"
#include "failing_memory.h"

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* steps leave out what is 0 */

/* Resource 0 has two servers, 1 and 2 have one.  A joint request is written as the servers it
 * needs of each: {1, 1, 0}.  "g0@1": 0 was granted at 1. */
enum { RESOURCES = 3 };
enum action { JOIN, ASK, END, END_ONE, LEAVE, SERVERS, HAND_OVER };

struct step {
    double time;
    enum action action;
    uint32_t who; /* or the servers there are */
    uint32_t needs[RESOURCES];
    int32_t priority;
    double patience, passed_for; /* 0: for ever; never */
};

struct world {
    struct story story;
    struct des_resource *resources[RESOURCES];
    struct des_joint *joint;
    uint32_t granted, reneged;
    uint64_t id[8];
    bool is_joint[8];
    uint32_t single[8]; /* which resource */
    const struct step *steps;
    struct ledger ledger;
    uint64_t finished, balked; /* by the trace */
};

static void granted(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    (void)sim;
    story_note(&world->story, "g", event->subject);
}

static void reneged(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    (void)sim;
    story_note(&world->story, "r", event->subject);
}

/* The first of the resources that the step names. */
static uint32_t which(const struct step *step) {
    uint32_t i = 0;
    while (i < RESOURCES - 1 && step->needs[i] == 0) {
        i++;
    }
    return i;
}

static enum des_status join(struct world *world, const struct step *step) {
    struct des_joint_need needs[RESOURCES];
    size_t count = 0;
    for (size_t i = 0; i < RESOURCES; i++) {
        if (step->needs[i] > 0) {
            needs[count++] = (struct des_joint_need){world->resources[i], step->needs[i]};
        }
    }
    struct des_joint_request request = des_joint_request_of(
        needs, count, step->priority, (struct des_event){world->granted, step->who, 0});
    request.reneged = (struct des_event){world->reneged, step->who, 0};
    request.patience = step->patience > 0 ? step->patience : (double)INFINITY;
    request.passed_for = step->passed_for;
    world->is_joint[step->who] = true;
    return des_joint_ask(world->joint, &request, &world->id[step->who]);
}

static enum des_status ask(struct world *world, const struct step *step) {
    const uint32_t i = which(step);
    struct des_request request =
        des_request_of(step->priority, (struct des_event){world->granted, step->who, 0});
    request.servers = step->needs[i];
    world->is_joint[step->who] = false;
    world->single[step->who] = i;
    return des_resource_ask(world->resources[i], &request, &world->id[step->who]);
}

static enum des_status end(struct world *world, uint32_t who) {
    return world->is_joint[who]
               ? des_joint_finish(world->joint, world->id[who])
               : des_resource_finish(world->resources[world->single[who]], world->id[who]);
}

static enum des_status leave(struct world *world, uint32_t who) {
    return world->is_joint[who]
               ? des_joint_cancel(world->joint, world->id[who])
               : des_resource_cancel(world->resources[world->single[who]], world->id[who]);
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    (void)sim;
    switch (step->action) {
    case JOIN:
    case ASK:
        if ((step->action == JOIN ? join(world, step) : ask(world, step)) != DES_OK) {
            story_note(&world->story, "b", step->who);
        }
        break;
    case END:
        story_note(&world->story, end(world, step->who) == DES_OK ? "e" : "s", step->who);
        break;
    case END_ONE:
        story_note(&world->story,
                   des_joint_finish_one(world->joint, world->id[step->who],
                                        world->resources[which(step)]) == DES_OK
                       ? "o"
                       : "s",
                   step->who);
        break;
    case LEAVE:
        story_note(&world->story, leave(world, step->who) == DES_OK ? "c" : "s", step->who);
        break;
    case SERVERS:
        assert_int_equal(des_resource_set_servers(world->resources[which(step)], step->who),
                         DES_OK);
        break;
    case HAND_OVER:
        des_resource_hand_over(world->resources[which(step)], step->who);
        break;
    }
}

static void watch(void *context, const struct des_joint *joint, const struct des_joint_step *step) {
    struct world *world = context;
    assert_int_equal(step->waiting, des_joint_waiting(joint));
    assert_near(step->time, des_sim_now(world->story.sim), 0);
    switch (step->change) {
    case DES_RESOURCE_ASKED:
        ledger_note(&world->ledger, DES_QUEUE_ASKED, step->id);
        break;
    case DES_RESOURCE_GRANTED:
        ledger_note(&world->ledger, DES_QUEUE_SERVED, step->id);
        break;
    case DES_RESOURCE_RENEGED:
        ledger_note(&world->ledger, DES_QUEUE_LEFT, step->id);
        break;
    case DES_RESOURCE_FINISHED:
        world->finished++;
        break;
    default:
        assert_int_equal(step->change, DES_RESOURCE_BALKED);
        world->balked++;
        break;
    }
}

static void open_world(struct world *world) {
    static const uint32_t servers[RESOURCES] = {2, 1, 1};
    static const char *const names[RESOURCES] = {"nurses", "room", "doctor"};
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->granted = story_kind(&world->story, "granted", granted, world);
    world->reneged = story_kind(&world->story, "reneged", reneged, world);
    for (size_t i = 0; i < RESOURCES; i++) {
        world->resources[i] = des_resource_create(world->story.sim, names[i], servers[i]);
        assert_non_null(world->resources[i]);
    }
    assert_int_equal(
        des_joint_create(world->story.sim, "surgery", world->resources, RESOURCES, &world->joint),
        DES_OK);
    des_joint_watch(world->joint, watch, world);
}

static void close_world(struct world *world) {
    des_joint_destroy(world->joint);
    for (size_t i = 0; i < RESOURCES; i++) {
        des_resource_destroy(world->resources[i]);
    }
    story_close(&world->story);
}

static void all_on_record(const char *name, const struct world *world) {
    for (size_t i = 0; i < RESOURCES; i++) {
        const struct des_resource_record seen = des_resource_observe(world->resources[i]);
        assert_case(name, seen.requests == seen.served + seen.reneged + seen.balked +
                                               des_resource_waiting(world->resources[i]));
    }
    const struct des_queue_record seen = des_joint_observe(world->joint).requests;
    assert_case(name, seen.asked == seen.served + seen.left + seen.waiting);
    assert_case(name, seen.waiting == des_joint_waiting(world->joint));
    ledger_agrees(&world->ledger, name, seen.asked, seen.served, seen.left);
    assert_case(name, world->balked == des_joint_observe(world->joint).balked);
}

static const struct {
    const char *name;
    struct step steps[6];
    size_t count;
    const char *log;
    uint32_t busy[RESOURCES];
} cases[] = {
    {"all are free: granted at the time of asking", {{1, JOIN, 0, {2, 1, 0}}}, 1, "g0@1", {2, 1}},
    {"one is taken: nothing is held while waiting",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}}},
     2,
     "g0@1",
     {0, 1}},
    {"granted as the last of them comes free",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}}, {5, END, 0}},
     3,
     "g0@1 e0@5 g1@5",
     {1, 1}},
    {"who asks later does not pass",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {3, ASK, 2, {1}}, {5, END, 0}, {6, END, 1}},
     5,
     "g0@1 e0@5 g1@5 e1@6 g2@6",
     {1}},
    {"who is more urgent goes first",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {3, ASK, 2, {1}, -1}, {5, END, 0}},
     4,
     "g0@1 g2@3 e0@5",
     {1}},
    {"others of its resources go on",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {3, JOIN, 2, {0, 0, 1}}},
     3,
     "g0@1 g2@3",
     {0, 1, 1}},
    {"crosswise needs do not lock",
     {{1, ASK, 0, {0, 1}},
      {1, ASK, 1, {0, 0, 1}},
      {2, JOIN, 2, {0, 1, 1}},
      {2, JOIN, 3, {0, 1, 1}},
      {3, END, 1},
      {4, END, 0}},
     6,
     "g0@1 g1@1 e1@3 e0@4 g2@4",
     {0, 1, 1}},
    {"a part given back early goes to the next",
     {{1, JOIN, 0, {2, 1, 0}}, {2, ASK, 1, {0, 1}}, {3, END_ONE, 0, {0, 1}}, {4, END, 0}},
     4,
     "g0@1 o0@3 g1@3 e0@4",
     {0, 1}},
    {"what was given back part by part is over",
     {{1, JOIN, 0, {2, 1, 0}},
      {2, END_ONE, 0, {0, 1}},
      {2, END_ONE, 0, {0, 1}},
      {3, END_ONE, 0, {1}},
      {4, END, 0}},
     5,
     "g0@1 o0@2 s0@2 o0@3 s0@4",
     {0}},
    /* passing */
    {"one that may be passed is passed where it cannot go itself",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}, 0, 0, 5}, {3, ASK, 2, {1}}, {4, END, 0}},
     4,
     "g0@1 g2@3 e0@4",
     {1}},
    {"its time to be passed has gone by",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}, 0, 0, 5}, {7, ASK, 2, {1}}, {8, END, 0}},
     4,
     "g0@1 e0@8 g1@8",
     {2, 1}},
    {"one that may be passed goes first when it can",
     {{1, JOIN, 0, {2, 1, 0}}, {2, JOIN, 1, {1, 1, 0}, 0, 0, 5}, {3, ASK, 2, {2}}, {4, END, 0}},
     4,
     "g0@1 e0@4 g1@4",
     {1, 1}},
    {"a joint request passes another",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}, 0, 0, 5}, {3, JOIN, 2, {1, 0, 1}}},
     3,
     "g0@1 g2@3",
     {1, 1, 1}},
    {"one that asks for more than is free is passed, too",
     {{1, ASK, 0, {1}}, {2, JOIN, 1, {2, 0, 1}, 0, 0, 5}, {3, ASK, 2, {1}}},
     3,
     "g0@1 g2@3",
     {2}},
    {"two could go at one time: the first is not passed",
     {{1, JOIN, 0, {2, 1, 1}},
      {2, JOIN, 1, {0, 1, 1}, 0, 0, 9},
      {3, JOIN, 2, {1, 1, 0}, 0, 0, 9},
      {5, END, 0}},
     4,
     "g0@1 e0@5 g1@5",
     {0, 1, 1}},
    {"nor is one that goes next by one who asks for less",
     {{0.5, SERVERS, 2, {0, 0, 1}},
      {1, JOIN, 0, {2, 1, 2}},
      {2, JOIN, 1, {0, 1, 1}, 0, 0, 9},
      {3, JOIN, 2, {2, 0, 1}, 0, 0, 9},
      {4, ASK, 3, {1}},
      {5, END, 0}},
     6,
     "g0@1 e0@5 g1@5 g2@5",
     {2, 1, 2}},
    /* grant and patience at one time */
    {"patience ends",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}, 0, 3}, {3, ASK, 2, {2}}},
     3,
     "g0@1 r1@5 g2@5",
     {2, 1}},
    {"servers come free before patience ends at one time",
     {{1, ASK, 0, {0, 1}}, {5, END, 0}, {2, JOIN, 1, {1, 1, 0}, 0, 3}},
     3,
     "g0@1 e0@5 g1@5",
     {1, 1}},
    {"no wait at all: patience does not count",
     {{1, JOIN, 0, {1, 1, 0}, 0, 2}, {9, END, 0}},
     2,
     "g0@1 e0@9",
     {0}},
    /* cancel at one time */
    {"a grant is withdrawn before it fires: the next gets the servers",
     {{1, JOIN, 0, {2, 1, 0}}, {1, ASK, 1, {1}}, {1, LEAVE, 0}},
     3,
     "c0@1 g1@1",
     {1}},
    {"servers come free, then it leaves: the next gets them",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {2, ASK, 2, {1}}, {3, END, 0}, {3, LEAVE, 1}},
     5,
     "g0@1 e0@3 c1@3 g2@3",
     {1}},
    {"it leaves, then the servers come free",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {2, ASK, 2, {1}}, {3, LEAVE, 1}, {3, END, 0}},
     5,
     "g0@1 c1@3 e0@3 g2@3",
     {1}},
    {"a grant that has fired is not withdrawn",
     {{1, JOIN, 0, {2, 1, 0}}, {2, LEAVE, 0}},
     2,
     "g0@1 s0@2",
     {2, 1}},
    {"a grant that has not fired is not finished",
     {{1, JOIN, 0, {2, 1, 0}}, {1, END, 0}, {1, END_ONE, 0, {1}}},
     3,
     "s0@1 s0@1 g0@1",
     {2, 1}},
    {"who has left is not called",
     {{1, ASK, 0, {0, 1}},
      {2, JOIN, 1, {2, 1, 0}},
      {3, LEAVE, 1},
      {3, LEAVE, 1},
      {4, JOIN, 2, {1, 1, 0}},
      {5, LEAVE, 1}},
     6,
     "g0@1 c1@3 s1@3 s1@5",
     {0, 1}},
    /* capacity at one time */
    {"capacity drops before the release at one time",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {3, SERVERS, 1, {1}}, {3, END, 0}},
     4,
     "g0@1 e0@3",
     {0}},
    {"capacity drops after the release at one time: the grant stands",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {3, END, 0}, {3, SERVERS, 1, {1}}},
     4,
     "g0@1 e0@3 g1@3",
     {2, 1}},
    {"capacity drops as a grant is withdrawn: it goes to no one",
     {{1, JOIN, 0, {2, 1, 0}}, {1, ASK, 1, {2}}, {1, SERVERS, 1, {1}}, {1, LEAVE, 0}},
     4,
     "c0@1",
     {0}},
    {"capacity grows: who asked for more than there was is granted",
     {{1, JOIN, 0, {3, 1, 0}}, {2, ASK, 1, {0, 1}}, {3, SERVERS, 3, {1}}},
     3,
     "g0@3",
     {3, 1}},
    {"what is held is finished when a shift hands over",
     {{1, JOIN, 0, {2, 1, 0}}, {2, HAND_OVER, 0, {1}}, {3, ASK, 1, {1}}, {4, END, 0}},
     4,
     "g0@1 e0@4",
     {0}},
    /* asked at one time */
    {"first come, first served at one time",
     {{1, JOIN, 0, {2, 1, 0}}, {1, JOIN, 1, {1, 0, 1}}, {1, ASK, 2, {0, 0, 1}}, {2, END, 0}},
     4,
     "g0@1 e0@2 g1@2",
     {1, 0, 1}},
    {"released and asked at one time: who waited goes first",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}}, {3, END, 0}, {3, ASK, 2, {0, 1}, -1}},
     4,
     "g0@1 e0@3 g1@3",
     {1, 1}},
    {"asked and released at one time: the urgent goes first",
     {{1, ASK, 0, {0, 1}}, {2, JOIN, 1, {1, 1, 0}}, {3, ASK, 2, {0, 1}, -1}, {3, END, 0}},
     4,
     "g0@1 e0@3 g2@3",
     {0, 1}},
};

static void joint_requests_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world);
        world.steps = cases[i].steps;
        story_play(&world.story, cases[i].steps, cases[i].count, sizeof(struct step), 20);
        story_was(&world.story, cases[i].name, cases[i].log);
        for (size_t j = 0; j < RESOURCES; j++) {
            assert_case(cases[i].name, des_resource_busy(world.resources[j]) == cases[i].busy[j]);
        }
        all_on_record(cases[i].name, &world);
        assert_case(cases[i].name, world.finished <= world.ledger.served);
        close_world(&world);
    }
}

static void who_finds_a_waiting_room_full_balks(void **unused) {
    (void)unused;
    static const struct step steps[] = {
        {1, JOIN, 0, {1, 1, 0}},        {1, JOIN, 1, {0, 1, 1}},       {2, JOIN, 2, {1, 1, 0}},
        {3, JOIN, 3, {1, 0, 1}, -1, 9}, {4, JOIN, 4, {1, 1, 0}, 0, 9},
    };
    struct world world;
    open_world(&world);
    world.steps = steps;
    des_resource_limit(world.resources[0], 0);
    des_resource_limit(world.resources[1], 1);
    story_play(&world.story, steps, COUNT(steps), sizeof(steps[0]), 20);
    /* 2 and 4 find 1 before them in the room; 3 needs none of it. */
    story_was(&world.story, "rooms", "g0@1 b2@2 g3@3 b4@4");
    assert_int_equal(des_joint_observe(world.joint).balked, 2);
    assert_int_equal(des_resource_observe(world.resources[1]).balked, 2);
    assert_int_equal(des_resource_waiting(world.resources[1]), 1);
    all_on_record("rooms", &world);
    assert_int_equal(des_sim_pending(world.story.sim), 0);
    close_world(&world);
}

static void waits_are_recorded_here_and_with_each_resource(void **unused) {
    (void)unused;
    static const struct step steps[] = {
        {0, ASK, 0, {0, 1}}, {2, JOIN, 1, {2, 1, 0}}, {6, END, 0}, {8, END, 1}};
    struct world world;
    open_world(&world);
    world.steps = steps;
    story_play(&world.story, steps, COUNT(steps), sizeof(steps[0]), 10);
    const struct des_queue_record seen = des_joint_observe(world.joint).requests;
    assert_int_equal(seen.served, 1);
    assert_near(seen.wait.mean, 4, 1e-12);
    assert_near(seen.mean_waiting, 0.4, 1e-12);
    const struct des_resource_record nurses = des_resource_observe(world.resources[0]);
    assert_near(nurses.wait.mean, 4, 1e-12);
    assert_near(nurses.mean_busy, 2 * 2 / 10.0, 1e-12);
    assert_near(nurses.mean_waiting, 0.4, 1e-12);
    assert_near(des_resource_observe(world.resources[1]).mean_busy, 0.8, 1e-12);
    des_joint_reset(world.joint);
    assert_int_equal(des_joint_observe(world.joint).requests.asked, 0);
    assert_string_equal(des_joint_name(world.joint), "surgery");
    close_world(&world);
    des_joint_destroy(NULL);
}

static void what_cannot_be_asked_for_together_is_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world);
    struct des_sim *sim = world.story.sim;
    struct des_resource *outside = des_resource_create(sim, "outside", 1), *lifo = NULL;
    const struct des_resource_options options = {.servers = 1, .discipline = DES_LIFO};
    assert_int_equal(des_resource_create_with(sim, "lifo", &options, &lifo), DES_OK);
    struct des_joint *none = NULL;
    struct des_resource *in_two[] = {outside, world.resources[0]}, *with_lifo[] = {outside, lifo},
                        *twice[] = {outside, outside};
    assert_int_equal(des_joint_create(sim, "none", in_two, 0, &none), DES_ERANGE);
    assert_int_equal(des_joint_create(sim, "none", in_two, 65, &none), DES_ERANGE);
    assert_int_equal(des_joint_create(sim, "none", in_two, 2, &none), DES_ERANGE);
    assert_int_equal(des_joint_create(sim, "none", with_lifo, 2, &none), DES_ERANGE);
    assert_int_equal(des_joint_create(sim, "none", twice, 2, &none), DES_ERANGE);
    assert_null(none);
    assert_int_equal(des_joint_create(sim, "one", &outside, 1, &none), DES_OK);
    des_joint_destroy(none);

    const struct des_joint_need good[] = {{world.resources[0], 1}, {world.resources[1], 1}};
    const struct des_joint_need bad[][2] = {{{world.resources[0], 1}, {world.resources[0], 1}},
                                            {{world.resources[0], 1}, {world.resources[1], 0}},
                                            {{world.resources[0], 1}, {outside, 1}}};
    const struct des_event event = {.kind = world.granted};
    for (size_t i = 0; i < COUNT(bad); i++) {
        const struct des_joint_request request = des_joint_request_of(bad[i], 2, 0, event);
        assert_int_equal(des_joint_ask(world.joint, &request, NULL), DES_ERANGE);
    }
    const struct des_joint_request sound = des_joint_request_of(good, 2, 0, event);
    struct des_joint_request unsound[8];
    for (size_t i = 0; i < COUNT(unsound); i++) {
        unsound[i] = sound;
    }
    unsound[0].count = 0;
    unsound[1].count = DES_JOINT_NEEDS + 1;
    unsound[2].patience = -1;
    unsound[3].patience = NAN;
    unsound[4].passed_for = NAN;
    unsound[5].granted.kind = 99;
    unsound[6].reneged.kind = 99;
    unsound[7].event_priority = 40000;
    for (size_t i = 0; i < COUNT(unsound); i++) {
        assert_int_equal(des_joint_ask(world.joint, &unsound[i], NULL), DES_ERANGE);
    }
    assert_int_equal(des_joint_observe(world.joint).requests.asked, 0);
    assert_int_equal(des_joint_observe(world.joint).balked, 0);
    for (size_t i = 0; i < RESOURCES; i++) {
        assert_int_equal(des_resource_observe(world.resources[i]).requests, 0);
        assert_int_equal(des_resource_waiting(world.resources[i]), 0);
    }
    des_resource_destroy(outside);
    des_resource_destroy(lifo);
    close_world(&world);
}

static void the_end_of_a_joint_gives_all_back(void **unused) {
    (void)unused;
    static const struct step steps[] = {
        {1, JOIN, 0, {2, 1, 0}}, {2, JOIN, 1, {2, 0, 1}, 0, 50}, {3, ASK, 2, {1}}};
    struct world world;
    open_world(&world);
    world.steps = steps;
    story_play(&world.story, steps, COUNT(steps), sizeof(steps[0]), 5);
    des_joint_destroy(world.joint);
    world.joint = NULL;
    assert_int_equal(des_sim_run_until(world.story.sim, 100), DES_OK);
    story_was(&world.story, "destroyed", "g0@1 g2@5");
    assert_int_equal(des_resource_busy(world.resources[0]), 1);
    assert_int_equal(des_resource_busy(world.resources[1]), 0);
    assert_int_equal(des_sim_pending(world.story.sim), 0);
    close_world(&world);
}

static void nobody_is_pre_empted_for_a_joint_request_nor_it_for_others(void **unused) {
    (void)unused;
    static const struct step steps[] = {
        {2, JOIN, 0, {1, 0, 0}, -5}, {3, END, 1}, {4, ASK, 2, {1}, -9}, {6, END, 0}};
    const struct des_resource_options options = {.servers = 1, .preemption = DES_PREEMPTION_RESUME};
    struct world world;
    open_world(&world);
    des_joint_destroy(world.joint);
    des_resource_destroy(world.resources[0]);
    assert_int_equal(
        des_resource_create_with(world.story.sim, "nurses", &options, &world.resources[0]), DES_OK);
    assert_int_equal(
        des_joint_create(world.story.sim, "surgery", world.resources, RESOURCES, &world.joint),
        DES_OK);
    struct des_request job = des_request_of(0, (struct des_event){world.granted, 1, 0});
    job.service = 50; /* could be pre-empted */
    job.done = (struct des_event){world.reneged, 1, 0};
    assert_int_equal(des_resource_ask(world.resources[0], &job, &world.id[1]), DES_OK);
    world.steps = steps;
    story_play(&world.story, steps, COUNT(steps), sizeof(steps[0]), 20);
    story_was(&world.story, "pre-emptive", "g1@0 e1@3 g0@3 e0@6 g2@6");
    assert_int_equal(des_resource_observe(world.resources[0]).preemptions, 0);
    close_world(&world);
}

static void parts_cannot_be_moved_one_by_one(void **unused) {
    (void)unused;
    static const struct step steps[] = {{1, ASK, 0, {2}}, {2, JOIN, 1, {2, 1, 0}}};
    struct world world;
    open_world(&world);
    world.steps = steps;
    story_play(&world.story, steps, COUNT(steps), sizeof(steps[0]), 5);
    for (uint64_t slot = 0; slot < 4; slot++) {
        const des_request_id id = (uint64_t)1 << 32 | slot;
        assert_int_equal(des_resource_cancel(world.resources[1], id), DES_ESTALE);
        assert_int_equal(des_resource_set_priority(world.resources[1], id, 3), DES_ESTALE);
        assert_int_equal(des_resource_finish(world.resources[1], id), DES_ESTALE);
    }
    assert_int_equal(des_resource_waiting(world.resources[1]), 1);
    close_world(&world);
}

/* ---- against a naive model ---- */

enum { MANY = 96 };

struct naive {
    uint32_t needs[RESOURCES];
    int32_t priority;
    bool is_joint, granted, fired, gone;
    double passed_until;
};

struct crowd {
    struct des_sim *sim;
    struct des_resource *resources[RESOURCES];
    struct des_joint *joint;
    uint32_t granted;
    uint32_t servers[RESOURCES];
    struct naive all[MANY];
    uint64_t id[MANY];
    uint32_t count;
    bool may_pass;
};

static bool waits(const struct naive *one) {
    return !one->granted && !one->gone;
}

static bool shares(const struct naive *a, const struct naive *b) {
    for (size_t i = 0; i < RESOURCES; i++) {
        if (a->needs[i] > 0 && b->needs[i] > 0) {
            return true;
        }
    }
    return false;
}

/* Those of the same priority stand in the order of asking. */
static bool goes_before(const struct crowd *crowd, uint32_t a, uint32_t b) {
    return crowd->all[a].priority < crowd->all[b].priority ||
           (crowd->all[a].priority == crowd->all[b].priority && a < b);
}

static bool finds_servers(const struct crowd *crowd, uint32_t who) {
    for (size_t i = 0; i < RESOURCES; i++) {
        uint64_t busy = 0;
        for (uint32_t j = 0; j < crowd->count; j++) {
            busy += crowd->all[j].granted && !crowd->all[j].gone ? crowd->all[j].needs[i] : 0;
        }
        if (crowd->all[who].needs[i] > 0 && busy + crowd->all[who].needs[i] > crowd->servers[i]) {
            return false;
        }
    }
    return true;
}

/* Nobody firm waits before it for what it needs. */
static bool has_free_way(const struct crowd *crowd, uint32_t who) {
    for (uint32_t j = 0; j < crowd->count; j++) {
        const struct naive *other = &crowd->all[j];
        const bool firm = !other->is_joint || other->passed_until <= des_sim_now(crowd->sim);
        if (waits(other) && firm && goes_before(crowd, j, who) && shares(other, &crowd->all[who])) {
            return false;
        }
    }
    return true;
}

static void naive_serve(struct crowd *crowd) {
    for (uint32_t i = 0; i < crowd->count; i++) {
        if (waits(&crowd->all[i]) && finds_servers(crowd, i) && has_free_way(crowd, i)) {
            crowd->all[i].granted = true;
            naive_serve(crowd);
            return;
        }
    }
}

static void crowd_granted(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    struct naive *one = &crowd->all[event->subject];
    (void)sim;
    assert_false(one->fired);
    if (crowd->may_pass) { /* who goes is known from here only */
        assert_true(has_free_way(crowd, event->subject));
        assert_true(finds_servers(crowd, event->subject));
        one->granted = true;
    }
    one->fired = true;
}

static void crowd_ask(struct crowd *crowd, uint64_t *seed) {
    const uint32_t who = crowd->count++;
    struct naive *one = &crowd->all[who];
    struct des_joint_need needs[RESOURCES];
    size_t count = 0;
    const struct des_event event = {crowd->granted, who, 0};
    *one = (struct naive){.priority = (int32_t)(next_random(seed) % 2),
                          .is_joint = next_random(seed) % 3 > 0};
    for (size_t i = 0; i < RESOURCES; i++) {
        if (next_random(seed) % 2 == 0 || (i == RESOURCES - 1 && count == 0)) {
            one->needs[i] = 1 + (i == 0 ? (uint32_t)(next_random(seed) % 2) : 0);
            needs[count++] = (struct des_joint_need){crowd->resources[i], one->needs[i]};
            if (!one->is_joint) {
                break;
            }
        }
    }
    if (one->is_joint) {
        struct des_joint_request request = des_joint_request_of(needs, count, one->priority, event);
        request.passed_for = crowd->may_pass ? (double)(next_random(seed) % 4) : 0;
        one->passed_until = des_sim_now(crowd->sim) + request.passed_for;
        assert_int_equal(des_joint_ask(crowd->joint, &request, &crowd->id[who]), DES_OK);
    } else {
        struct des_request request = des_request_of(one->priority, event);
        request.servers = needs[0].servers;
        assert_int_equal(des_resource_ask(needs[0].resource, &request, &crowd->id[who]), DES_OK);
    }
}

static struct des_resource *single(struct crowd *crowd, uint32_t who) {
    uint32_t i = 0;
    while (crowd->all[who].needs[i] == 0) {
        i++;
    }
    return crowd->resources[i];
}

static void crowd_go(struct crowd *crowd, uint32_t who) {
    struct naive *one = &crowd->all[who];
    const uint64_t id = crowd->id[who];
    const bool holds = one->fired && !one->gone, may_leave = !one->fired && !one->gone;
    const enum des_status finished = one->is_joint ? des_joint_finish(crowd->joint, id)
                                                   : des_resource_finish(single(crowd, who), id);
    assert_int_equal(finished, holds ? DES_OK : DES_ESTALE);
    if (!holds) {
        const enum des_status left = one->is_joint ? des_joint_cancel(crowd->joint, id)
                                                   : des_resource_cancel(single(crowd, who), id);
        assert_int_equal(left, may_leave ? DES_OK : DES_ESTALE);
    }
    one->gone = true;
}

static void crowd_change(struct crowd *crowd, uint64_t *seed) {
    const uint32_t i = (uint32_t)(next_random(seed) % RESOURCES);
    crowd->servers[i] = (uint32_t)(next_random(seed) % 4);
    assert_int_equal(des_resource_set_servers(crowd->resources[i], crowd->servers[i]), DES_OK);
}

/* Nobody waits who could go: the strict ones are known one by one, of the others that none
 * of them finds its servers and a free way. */
static void compare(const struct crowd *crowd) {
    for (uint32_t i = 0; i < crowd->count; i++) {
        const struct naive *one = &crowd->all[i];
        if (!crowd->may_pass) {
            assert_int_equal(one->fired, one->granted && (!one->gone || one->fired));
        }
        if (waits(one)) {
            assert_false(finds_servers(crowd, i) && has_free_way(crowd, i));
        }
    }
}

static void play_crowd(uint64_t seed, bool may_pass) {
    struct crowd crowd = {.servers = {3, 1, 2}, .may_pass = may_pass};
    double now = 0;
    crowd.sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    for (size_t i = 0; i < RESOURCES; i++) {
        crowd.resources[i] = des_resource_create(crowd.sim, "resource", crowd.servers[i]);
    }
    assert_int_equal(des_joint_create(crowd.sim, "joint", crowd.resources, RESOURCES, &crowd.joint),
                     DES_OK);
    assert_int_equal(des_sim_add_kind(crowd.sim, "granted", crowd_granted, &crowd, &crowd.granted),
                     DES_OK);
    while (crowd.count < MANY) {
        const uint64_t dice = next_random(&seed) % 8;
        if (dice < 3 || crowd.count == 0) {
            crowd_ask(&crowd, &seed);
        } else if (dice < 7) {
            crowd_go(&crowd, (uint32_t)(next_random(&seed) % crowd.count));
        } else {
            crowd_change(&crowd, &seed);
        }
        if (!may_pass) {
            naive_serve(&crowd);
        }
        if (may_pass || next_random(&seed) % 3 == 0) {
            now += (double)(next_random(&seed) % 2);
            assert_int_equal(des_sim_run_until(crowd.sim, des_sim_now(crowd.sim)), DES_OK);
            compare(&crowd);
            assert_int_equal(des_sim_run_until(crowd.sim, now), DES_OK);
        }
    }
    assert_null(des_sim_bug_text(crowd.sim));
    des_joint_destroy(crowd.joint);
    for (size_t i = 0; i < RESOURCES; i++) {
        des_resource_destroy(crowd.resources[i]);
    }
    des_sim_destroy(crowd.sim);
}

static void grants_are_those_of_a_naive_model(void **unused) {
    (void)unused;
    print_message("seeds 1 to 400\n");
    for (uint64_t seed = 1; seed <= 400; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u, false);
    }
}

static void passing_leaves_nobody_who_could_go_and_passes_nobody_firm(void **unused) {
    (void)unused;
    print_message("seeds 1 to 400\n");
    for (uint64_t seed = 1; seed <= 400; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u, true);
    }
}

/* ---- memory ---- */

static int ask_with_failures(size_t failing) {
    struct world world;
    int failures = 0;
    open_world(&world);
    des_joint_destroy(world.joint);
    world.joint = NULL;
    allocations_until_failure = failing;
    while (des_joint_create(world.story.sim, "surgery", world.resources, RESOURCES, &world.joint) ==
           DES_ENOMEM) {
        failures++;
    }
    des_joint_watch(world.joint, NULL, NULL);
    const struct des_joint_need needs[] = {
        {world.resources[0], 1}, {world.resources[1], 1}, {world.resources[2], 1}};
    const struct des_event event = {world.granted, 0, 0};
    struct des_joint_request request = des_joint_request_of(needs, RESOURCES, 0, event);
    des_joint_id id[40];
    for (size_t i = 0; i < COUNT(id); i++) {
        request.patience = 100;
        while (des_joint_ask(world.joint, &request, &id[i]) == DES_ENOMEM) {
            failures++;
            assert_int_equal(des_joint_observe(world.joint).requests.asked, i);
            assert_int_equal(des_resource_observe(world.resources[2]).requests, i);
        }
    }
    allocations_until_failure = failing > 1000 ? 1 : 0;
    assert_int_equal(des_sim_run_until(world.story.sim, 1), DES_OK);
    for (size_t i = 0; i < COUNT(id) / 2; i++) {
        assert_int_equal(des_joint_finish(world.joint, id[i]), DES_OK);
        assert_int_equal(des_sim_run_until(world.story.sim, 1), DES_OK);
    }
    assert_int_equal(des_sim_run_until(world.story.sim, 200), DES_OK); /* patience ends */
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    assert_int_equal(des_joint_waiting(world.joint), 0);
    assert_int_equal(des_joint_observe(world.joint).requests.served, COUNT(id) / 2 + 1);
    close_world(&world);
    return failures;
}

static void granting_needs_no_memory_and_every_failure_is_told(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (ask_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 20);
    assert_int_equal(ask_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joint_requests_at_one_time_follow_the_stated_order),
        cmocka_unit_test(who_finds_a_waiting_room_full_balks),
        cmocka_unit_test(waits_are_recorded_here_and_with_each_resource),
        cmocka_unit_test(what_cannot_be_asked_for_together_is_refused),
        cmocka_unit_test(the_end_of_a_joint_gives_all_back),
        cmocka_unit_test(nobody_is_pre_empted_for_a_joint_request_nor_it_for_others),
        cmocka_unit_test(parts_cannot_be_moved_one_by_one),
        cmocka_unit_test(grants_are_those_of_a_naive_model),
        cmocka_unit_test(passing_leaves_nobody_who_could_go_and_passes_nobody_firm),
        cmocka_unit_test(granting_needs_no_memory_and_every_failure_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
