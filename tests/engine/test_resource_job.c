#include "story.h"

#include <stdlib.h>

#include "des/resource.h"
#include "failing_memory.h"
#define EVER INFINITY

/* Customers ask with patience, several servers, a time of service, by a script;
 * what happens is written down: "g0@1" = customer 0 was granted at 1. */
enum action { ASK, FINISH, CANCEL, SERVERS, HAND_OVER, PRIORITY, RELEASE, TAKE };

struct world {
    struct story story;
    struct des_resource *resource;
    uint32_t granted, done, reneged;
    des_request_id id[16];
    const struct step *steps;
};

struct step {
    double time;
    enum action action;
    uint32_t subject;
    int32_t priority;
    double patience, service;
    uint32_t servers;
};

#define ASKS(time, who, priority, patience, service, servers)                                      \
    { time, ASK, who, priority, patience, service, servers }
#define DOES(time, action, who)                                                                    \
    { time, action, who, 0, 0, 0, 0 }
#define HAS(time, action, servers)                                                                 \
    { time, action, 0, 0, 0, 0, servers }
#define RANKS(time, who, priority)                                                                 \
    { time, PRIORITY, who, priority, 0, 0, 0 }

static void note(struct world *world, char letter, uint32_t subject) {
    story_letter(&world->story, letter, subject);
}

static void granted(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, 'g', event->subject);
}

static void reneged(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    note(context, 'r', event->subject);
}

static void done(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    (void)sim;
    note(world, 'd', event->subject);
    assert_int_equal(des_resource_finish(world->resource, world->id[event->subject]), DES_OK);
    assert_int_equal(des_resource_finish(world->resource, world->id[event->subject]), DES_ESTALE);
}

static void ask(struct world *world, const struct step *step) {
    struct des_request request =
        des_request_of(step->priority, (struct des_event){world->granted, step->subject, 0});
    request.patience = step->patience;
    request.service = step->service;
    request.servers = step->servers ? step->servers : 1;
    request.done = (struct des_event){world->done, step->subject, 0};
    request.reneged = (struct des_event){world->reneged, step->subject, 0};
    if (des_resource_ask(world->resource, &request, &world->id[step->subject]) == DES_ERANGE) {
        note(world, 'b', step->subject);
    }
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    const struct step *step = &world->steps[event->argument];
    (void)sim;
    switch (step->action) {
    case ASK:
        ask(world, step);
        break;
    case FINISH:
        note(world,
             des_resource_finish(world->resource, world->id[step->subject]) == DES_OK ? 'f' : 's',
             step->subject);
        break;
    case CANCEL:
        note(world,
             des_resource_cancel(world->resource, world->id[step->subject]) == DES_OK ? 'c' : 's',
             step->subject);
        break;
    case SERVERS:
        assert_int_equal(des_resource_set_servers(world->resource, step->servers), DES_OK);
        break;
    case HAND_OVER:
        des_resource_hand_over(world->resource, step->servers);
        break;
    case PRIORITY:
        note(world,
             des_resource_set_priority(world->resource, world->id[step->subject], step->priority) ==
                     DES_OK
                 ? 'p'
                 : 's',
             step->subject);
        break;
    case RELEASE:
        des_resource_release(world->resource);
        break;
    case TAKE:
        note(world, des_resource_take(world->resource) ? 't' : 's', step->subject);
        break;
    }
}

static void open_world(struct world *world, const struct des_resource_options *options) {
    *world = (struct world){0};
    story_open(&world->story, act, world);
    world->granted = story_kind(&world->story, "granted", granted, world);
    world->done = story_kind(&world->story, "done", done, world);
    world->reneged = story_kind(&world->story, "reneged", reneged, world);
    assert_int_equal(des_resource_create_with(world->story.sim, "desk", options, &world->resource),
                     DES_OK);
}

static void close_world(struct world *world) {
    des_resource_destroy(world->resource);
    story_close(&world->story);
}

/* Up to 8 steps, ending with one at time 0. */
static void play(struct world *world, const struct step *steps, double until) {
    size_t count = 0;
    while (count < 8 && steps[count].time > 0) {
        count++;
    }
    world->steps = steps;
    story_play(&world->story, steps, count, sizeof *steps, until);
}

static void every_request_is_on_record(const char *name, const struct des_resource *resource) {
    struct des_resource_record record = des_resource_observe(resource);
    assert_case(name, record.requests == record.served + record.reneged + record.balked +
                                             des_resource_waiting(resource) - record.displaced);
    assert_case(name, record.wait.n == record.served);
}

/* Highest argument first, whatever the priority. */
static double by_argument(void *context, const struct des_event *event, int32_t priority,
                          double waited) {
    (void)context;
    (void)waited;
    return priority - 10.0 * event->subject;
}

static const struct des_resource_options one = {.servers = 1};
static const struct des_resource_options two = {.servers = 2};
static const struct des_resource_options lifo = {.servers = 1, .discipline = DES_LIFO};
static const struct des_resource_options resume = {.servers = 1,
                                                   .preemption = DES_PREEMPTION_RESUME};
static const struct des_resource_options resume_two = {.servers = 2,
                                                       .preemption = DES_PREEMPTION_RESUME};
static const struct des_resource_options repeat = {.servers = 1,
                                                   .preemption = DES_PREEMPTION_REPEAT};
static const struct des_resource_options lifo_resume = {
    .servers = 1, .discipline = DES_LIFO, .preemption = DES_PREEMPTION_RESUME};
static const struct des_resource_options by_urgency = {.servers = 1, .urgency = by_argument};

static const struct {
    const char *name;
    const struct des_resource_options *options;
    struct step steps[9]; /* ends with time 0 */
    const char *log;
} cases[] = {
    /* service */
    {"a job is done after its service and the next begins",
     &one,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(2, 1, 0, EVER, 3, 1)},
     "g0@1 d0@4 g1@4 d1@7"},
    {"last come, first served among equals",
     &lifo,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(2, 1, 0, EVER, 3, 1), ASKS(3, 2, 0, EVER, 3, 1)},
     "g0@1 d0@4 g2@4 d2@7 g1@7 d1@10"},
    {"last come, first served, priority before that",
     &lifo,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(2, 1, -1, EVER, 3, 1), ASKS(3, 2, 0, EVER, 3, 1)},
     "g0@1 d0@4 g1@4 d1@7 g2@7 d2@10"},
    {"a service of no time is granted, then done", &one, {ASKS(1, 0, 0, EVER, 0, 1)}, "g0@1 d0@1"},
    {"a job finished early gives the server on and is not done later",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, EVER, 1, 1), DOES(3, FINISH, 0)},
     "g0@1 f0@3 g1@3 d1@4"},
    {"a job without a time of service holds until it is finished",
     &one,
     {ASKS(1, 0, 0, EVER, EVER, 1), ASKS(2, 1, 0, EVER, 1, 1), DOES(30, FINISH, 0)},
     "g0@1 f0@30 g1@30 d1@31"},
    {"who waits is not finished but cancelled",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, EVER, 1, 1), DOES(3, FINISH, 1), DOES(4, CANCEL, 1)},
     "g0@1 s1@3 c1@4 d0@6"},
    {"who is served is not cancelled",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), DOES(2, CANCEL, 0)},
     "g0@1 s0@2 d0@6"},
    {"a grant withdrawn before it fires takes the end of service along",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(1, 1, 0, EVER, 2, 1), DOES(1, CANCEL, 0)},
     "c0@1 g1@1 d1@3"},
    {"a grant that has not fired is not finished",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), DOES(1, FINISH, 0)},
     "s0@1 g0@1 d0@6"},
    /* patience */
    {"patience ends in the queue",
     &one,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, 3, 5, 1)},
     "g0@1 r1@5 d0@6"},
    {"patience does not count in service", &one, {ASKS(1, 0, 0, 1, 5, 1)}, "g0@1 d0@6"},
    {"grant and end of patience at one time: scheduled first wins, the grant",
     &one,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(2, 1, 0, 3, 5, 1)},
     "g0@1 d0@5 g1@5 d1@10"},
    {"end of patience and grant at one time: scheduled first wins, the end",
     &one,
     {ASKS(1, 0, 0, EVER, EVER, 1), ASKS(2, 1, 0, 3, 5, 1), DOES(4, CANCEL, 3),
      ASKS(2.5, 2, 0, 0, 1, 1), DOES(6, FINISH, 0)},
     "g0@1 r2@2.5 s3@4 r1@5 f0@6"},
    {"no patience: served when a server comes free at the same time",
     &one,
     {ASKS(1, 0, 0, EVER, EVER, 1), ASKS(3, 1, 0, 0, 1, 1), DOES(3, FINISH, 0)},
     "g0@1 f0@3 g1@3 d1@4"},
    {"cancel and end of patience at one time: it ends once",
     &one,
     {ASKS(1, 0, 0, EVER, 9, 1), ASKS(3, 1, 0, 2, 1, 1), DOES(5, CANCEL, 1)},
     "g0@1 c1@5 d0@10"},
    {"who loses patience makes way for those behind",
     &two,
     {ASKS(1, 0, 0, EVER, 9, 1), ASKS(2, 1, 0, 2, 1, 2), ASKS(3, 2, 0, EVER, 1, 1)},
     "g0@1 r1@4 g2@4 d2@5 d0@10"},
    {"capacity drop and end of patience at one time",
     &one,
     {ASKS(1, 0, 0, EVER, 2, 1), ASKS(2, 1, 0, 1, 1, 1), HAS(3, SERVERS, 0)},
     "g0@1 d0@3 r1@3"},
    /* several servers */
    {"several servers are given together, and nobody passes",
     &two,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(2, 1, 0, EVER, 2, 2), ASKS(3, 2, 0, EVER, 1, 1)},
     "g0@1 d0@5 g1@5 d1@7 g2@7 d2@8"},
    {"the more urgent passes one that needs several",
     &two,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(2, 1, 0, EVER, 2, 2), ASKS(3, 2, -1, EVER, 1, 1)},
     "g0@1 g2@3 d2@4 d0@5 g1@5 d1@7"},
    /* pre-emption */
    {"pre-empted and resumed",
     &resume,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(3, 1, -1, EVER, 2, 1)},
     "g0@1 g1@3 d1@5 d0@8"},
    {"pre-empted and repeated",
     &repeat,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(3, 1, -1, EVER, 2, 1)},
     "g0@1 g1@3 d1@5 d0@10"},
    {"equals do not pre-empt in order of request",
     &resume,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(3, 1, 0, EVER, 2, 1)},
     "g0@1 d0@6 g1@6 d1@8"},
    {"equals pre-empt when the last come goes first",
     &lifo_resume,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(3, 1, 0, EVER, 2, 1), ASKS(4, 2, 0, EVER, 2, 1)},
     "g0@1 g1@3 g2@4 d2@6 d1@7 d0@10"},
    {"a pre-empted job goes before later equals",
     &resume,
     {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, EVER, 1, 1), ASKS(3, 2, -1, EVER, 2, 1)},
     "g0@1 g2@3 d2@5 d0@8 g1@8 d1@9"},
    {"the last in order is pre-empted",
     &resume_two,
     {ASKS(1, 0, 1, EVER, 5, 1), ASKS(1, 1, 2, EVER, 5, 1), ASKS(2, 2, 0, EVER, 1, 1)},
     "g0@1 g1@1 g2@2 d2@3 d0@6 d1@7"},
    {"pre-emption of several for one that needs several",
     &resume_two,
     {ASKS(1, 0, 1, EVER, 5, 1), ASKS(1, 1, 2, EVER, 5, 1), ASKS(2, 2, 0, EVER, 1, 2)},
     "g0@1 g1@1 g2@2 d2@3 d0@7 d1@7"},
    {"no pre-emption that would not suffice",
     &resume_two,
     {ASKS(1, 0, -1, EVER, 5, 1), ASKS(1, 1, 2, EVER, 4, 1), ASKS(2, 2, 0, EVER, 1, 2)},
     "g0@1 g1@1 d1@5 d0@6 g2@6 d2@7"},
    {"pre-emption that suffices after a release",
     &resume_two,
     {ASKS(1, 0, -1, EVER, 2, 1), ASKS(1, 1, 2, EVER, 4, 1), ASKS(2, 2, 0, EVER, 1, 2)},
     "g0@1 g1@1 d0@3 g2@3 d2@4 d1@6"},
    {"who has no time of service is not pre-empted",
     &resume,
     {ASKS(1, 0, 0, EVER, EVER, 1), ASKS(3, 1, -1, EVER, 2, 1), DOES(4, FINISH, 0)},
     "g0@1 f0@4 g1@4 d1@6"},
    {"pre-emption before the end of service at one time: nothing is left",
     &resume,
     {ASKS(4, 1, -1, EVER, 2, 1), ASKS(1, 0, 0, EVER, 3, 1)},
     "g0@1 g1@4 d1@6 d0@6"},
    {"pre-emption before the end of service at one time: all again",
     &repeat,
     {ASKS(4, 1, -1, EVER, 2, 1), ASKS(1, 0, 0, EVER, 3, 1)},
     "g0@1 g1@4 d1@6 d0@9"},
    {"a grant taken back before it fires was never given",
     &resume,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(1, 1, -1, EVER, 2, 1)},
     "g1@1 d1@3 g0@3 d0@6"},
    {"patience counts on when a grant is taken back before it fires",
     &resume,
     {ASKS(1, 0, 0, 1, 3, 1), ASKS(1, 1, -1, EVER, 2, 1)},
     "g1@1 r0@2 d1@3"},
    {"patience has ended for good once service has begun",
     &resume,
     {ASKS(1, 0, 0, 3, 3, 1), ASKS(2, 1, -1, EVER, 4, 1)},
     "g0@1 g1@2 d1@6 d0@8"},
    {"a pre-empted job gives up",
     &resume,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(2, 1, -1, EVER, 4, 1), DOES(3, FINISH, 0),
      DOES(4, CANCEL, 0)},
     "g0@1 g1@2 s0@3 c0@4 d1@6"},
    {"a priority raised while waiting pre-empts",
     &resume,
     {ASKS(1, 0, 0, EVER, 3, 1), ASKS(2, 1, 5, EVER, 4, 1), RANKS(3, 1, -5)},
     "g0@1 p1@3 g1@3 d1@7 d0@8"},
    {"anonymous holders are not pre-empted",
     &resume,
     {DOES(1, TAKE, 0), ASKS(2, 1, -5, EVER, 4, 1), DOES(3, RELEASE, 0)},
     "t0@1 g1@3 d1@7"},
    /* priority while waiting */
    {"a priority changed while waiting changes who is next",
     &one,
     {ASKS(1, 0, 0, EVER, 9, 1), ASKS(2, 1, 1, EVER, 1, 1), ASKS(3, 2, 2, EVER, 1, 1),
      RANKS(4, 2, 0)},
     "g0@1 p2@4 d0@10 g2@10 d2@11 g1@11 d1@12"},
    {"a priority changed too late changes nothing",
     &one,
     {ASKS(1, 0, 0, EVER, 2, 1), RANKS(2, 0, 4), RANKS(4, 0, 4)},
     "g0@1 s0@2 d0@3 s0@4"},
    {"urgency is asked for when a server is free",
     &by_urgency,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(2, 1, 0, EVER, 1, 1), ASKS(2, 3, 0, EVER, 1, 1),
      ASKS(3, 2, 0, EVER, 1, 1)},
     "g0@1 d0@5 g3@5 d3@6 g2@6 d2@7 g1@7 d1@8"},
    /* capacity */
    {"fewer servers: jobs are finished",
     &two,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(1, 1, 0, EVER, 5, 1), ASKS(2, 2, 0, EVER, 1, 1),
      HAS(3, SERVERS, 1)},
     "g0@1 g1@1 d0@5 d1@6 g2@6 d2@7"},
    {"fewer servers with hand-over: the last in order waits, at one time also with nothing left",
     &two,
     {ASKS(1, 0, 0, EVER, 4, 1), ASKS(1, 1, 0, EVER, 5, 1), HAS(3, HAND_OVER, 1),
      HAS(8, HAND_OVER, 0), HAS(20, HAND_OVER, 2)},
     "g0@1 g1@1 d0@5 d1@20"},
    {"hand-over before the end of service at one time",
     &one,
     {HAS(4, HAND_OVER, 0), ASKS(1, 0, 0, EVER, 3, 1), HAS(9, HAND_OVER, 1)},
     "g0@1 d0@9"},
    {"hand-over with all of the service again",
     &repeat,
     {ASKS(1, 0, 0, EVER, 3, 1), HAS(2, HAND_OVER, 0), HAS(9, HAND_OVER, 1)},
     "g0@1 d0@12"},
    {"hand-over takes back a grant that has not fired",
     &one,
     {ASKS(1, 0, 0, EVER, 3, 1), HAS(1, HAND_OVER, 0), HAS(9, HAND_OVER, 1)},
     "g0@9 d0@12"},
    {"hand-over leaves alone who has no time of service",
     &one,
     {ASKS(1, 0, 0, EVER, EVER, 1), HAS(2, HAND_OVER, 0), DOES(3, FINISH, 0)},
     "g0@1 f0@3"},
};

static void jobs_at_one_time_follow_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world, cases[i].options);
        play(&world, cases[i].steps, 100);
        story_was(&world.story, cases[i].name, cases[i].log);
        assert_case(cases[i].name, des_resource_busy(world.resource) == 0);
        assert_case(cases[i].name, des_sim_pending(world.story.sim) == 0);
        every_request_is_on_record(cases[i].name, world.resource);
        close_world(&world);
    }
}

static void a_full_room_turns_away_all_but_those_who_begin_at_once(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &resume);
    des_resource_limit(world.resource, 0);
    static const struct step steps[9] = {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, EVER, 5, 1),
                                         ASKS(3, 2, -1, EVER, 1, 1), ASKS(3.5, 3, -1, EVER, 1, 1)};
    play(&world, steps, 100);
    assert_string_equal(world.story.log, "g0@1 b1@2 g2@3 b3@3.5 d2@4 d0@7");
    struct des_resource_record record = des_resource_observe(world.resource);
    assert_int_equal(record.balked, 2);
    assert_int_equal(record.preemptions, 1);
    every_request_is_on_record("full", world.resource);
    des_resource_balk(world.resource);
    assert_int_equal(des_resource_observe(world.resource).balked, 3);
    every_request_is_on_record("balked", world.resource);
    close_world(&world);
}

static void a_full_room_counts_also_when_a_server_is_free_for_another(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &two);
    des_resource_limit(world.resource, 1);
    static const struct step steps[9] = {ASKS(1, 0, 0, EVER, EVER, 1),
                                         ASKS(2, 1, 0, EVER, EVER, 2)};
    play(&world, steps, 3);
    const struct des_event event = {.kind = world.granted, .subject = 2};
    assert_int_equal(des_resource_request(world.resource, 0, event, 0, NULL), DES_ERANGE);
    assert_int_equal(des_resource_waiting(world.resource), 1);
    assert_int_equal(des_resource_request(world.resource, -1, event, 0, NULL), DES_OK);
    assert_int_equal(des_resource_waiting(world.resource), 1);
    assert_int_equal(des_resource_busy(world.resource), 2);
    every_request_is_on_record("free for another", world.resource);
    close_world(&world);
}

static void a_reset_counts_a_displaced_job_in_the_period_it_began(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &resume);
    static const struct step steps[9] = {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, -1, EVER, 5, 1)};
    play(&world, steps, 3);
    assert_int_equal(des_resource_observe(world.resource).displaced, 1);
    assert_int_equal(des_resource_waiting(world.resource), 1);
    every_request_is_on_record("before", world.resource);
    des_resource_reset(world.resource);
    every_request_is_on_record("after", world.resource);
    assert_int_equal(des_resource_observe(world.resource).requests, 0);
    assert_int_equal(des_resource_observe(world.resource).preemptions, 0);
    assert_int_equal(des_resource_cancel(world.resource, world.id[0]), DES_OK);
    assert_int_equal(des_resource_observe(world.resource).abandoned, 1);
    every_request_is_on_record("abandoned", world.resource);
    close_world(&world);
}

static void bad_requests_are_refused_and_not_counted(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &one);
    const struct des_event known = {world.granted, 0, 0}, unknown = {99, 0, 0};
    struct des_request bad[8];
    for (size_t i = 0; i < COUNT(bad); i++) {
        bad[i] = des_request_of(0, known);
    }
    bad[0].patience = -1;
    bad[1].patience = (double)NAN;
    bad[2].service = -1;
    bad[3].servers = 0;
    bad[4].granted = unknown;
    bad[5].service = 1, bad[5].done = unknown;
    bad[6].reneged = unknown;
    bad[7].event_priority = 40000;
    for (size_t i = 0; i < COUNT(bad); i++) {
        des_request_id id = 7;
        assert_int_equal(des_resource_ask(world.resource, &bad[i], &id), DES_ERANGE);
        assert_true(id == 7);
    }
    assert_int_equal(des_resource_observe(world.resource).requests, 0);
    const struct des_resource_options both = {
        .servers = 1, .preemption = DES_PREEMPTION_RESUME, .urgency = by_argument};
    struct des_resource *none = NULL;
    assert_int_equal(des_resource_create_with(world.story.sim, "both", &both, &none), DES_ERANGE);
    assert_null(none);
    close_world(&world);
}

static void what_a_job_holds_is_not_released_by_others(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &one);
    static const struct step steps[9] = {ASKS(1, 0, 0, EVER, EVER, 1)};
    play(&world, steps, 3);
    des_resource_release(world.resource);
    assert_non_null(des_sim_bug_text(world.story.sim));
    assert_int_equal(des_resource_busy(world.resource), 1);
    des_resource_destroy(world.resource);
    des_sim_destroy(world.story.sim);
}

/* ---- plans of shifts ---- */

static void shifts_change_the_servers_day_after_day(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &one);
    static const struct des_shift day[] = {{8, 2}, {16, 1}, {22, 0}};
    const struct des_shift_plan plan = {day, COUNT(day), 24, true, 0};
    assert_int_equal(des_resource_follow(world.resource, &plan), DES_OK);
    static const struct {
        double time;
        uint32_t servers;
    } seen[] = {{0, 0}, {7, 0}, {8, 2}, {15, 2}, {16, 1}, {23, 0}, {33, 2}, {70, 0}, {80, 2}};
    for (size_t i = 0; i < COUNT(seen); i++) {
        assert_int_equal(des_sim_run_until(world.story.sim, seen[i].time), DES_OK);
        assert_int_equal(des_resource_servers(world.resource), seen[i].servers);
    }
    static const struct des_shift once[] = {{60, 4}, {100, 7}};
    const struct des_shift_plan next = {once, COUNT(once), (double)INFINITY, false, 0};
    assert_int_equal(des_resource_follow(world.resource, &next), DES_OK);
    assert_int_equal(des_resource_servers(world.resource), 4);
    assert_int_equal(des_sim_run_until(world.story.sim, 1000), DES_OK);
    assert_int_equal(des_resource_servers(world.resource), 7);
    assert_int_equal(des_sim_pending(world.story.sim), 0);
    close_world(&world);
}

static void a_plan_that_does_not_ascend_is_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &one);
    static const struct des_shift twice[] = {{8, 2}, {8, 1}}, early[] = {{-1, 2}},
                                  late[] = {{24, 2}}, good[] = {{8, 2}};
    const struct des_shift_plan bad[] = {
        {twice, 2, 24, true, 0}, {early, 1, 24, true, 0},     {late, 1, 24, true, 0},
        {good, 0, 24, true, 0},  {good, 1, 24, true, 100000}, {good, 1, (double)NAN, true, 0}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(des_resource_follow(world.resource, &bad[i]), DES_ERANGE);
    }
    assert_int_equal(des_resource_servers(world.resource), 1);
    close_world(&world);
}

static void work_handed_over_goes_on_in_the_morning(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &one);
    static const struct des_shift day[] = {{8, 1}, {16, 0}};
    const struct des_shift_plan plan = {day, COUNT(day), 24, true, 0};
    assert_int_equal(des_resource_follow(world.resource, &plan), DES_OK);
    static const struct step steps[9] = {ASKS(15, 0, 0, EVER, 3, 1), ASKS(15.5, 1, 0, 2, 3, 1)};
    play(&world, steps, 100);
    assert_string_equal(world.story.log, "g0@15 r1@17.5 d0@34");
    close_world(&world);
}

/* ---- trace ---- */

static void write_step(void *context, const struct des_resource *resource,
                       const struct des_resource_step *step) {
    struct world *world = context;
    static const char letters[] = "agfrbds";
    assert_int_equal(step->busy, des_resource_busy(resource));
    assert_int_equal(step->waiting, des_resource_waiting(resource));
    assert_int_equal(step->granted == NULL, step->id == 0);
    note(world, letters[step->change], step->busy * 10 + (uint32_t)step->waiting);
}

static void a_watcher_is_told_of_every_change(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &resume);
    static const struct step steps[9] = {ASKS(1, 0, 0, EVER, 5, 1), ASKS(2, 1, 0, 1, 2, 1),
                                         ASKS(4, 2, -1, EVER, 2, 1), HAS(5, SERVERS, 0)};
    des_resource_watch(world.resource, write_step, &world);
    world.granted = DES_NO_KIND; /* the trace tells */
    play(&world, steps, 4.5);
    assert_string_equal(world.story.log, "a1@1 g10@1 a11@2 r10@3 r1@3 a11@4 d1@4 g11@4");
    des_resource_watch(world.resource, NULL, NULL);
    assert_int_equal(des_sim_run_until(world.story.sim, 100), DES_OK);
    close_world(&world);
}

static void write_subject(void *context, const struct des_resource *resource,
                          const struct des_resource_step *step) {
    (void)resource;
    if (step->granted) {
        note(context, "agfrbds"[step->change], step -> granted -> subject);
    }
}

/* Job 0 goes back and on again, 1 and 2 are of others; what is granted says whose. */
static void a_watcher_knows_whose_job_is_displaced(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, &resume);
    static const struct step steps[9] = {ASKS(1, 5, 0, EVER, 5, 1), ASKS(2, 6, 1, 1, 2, 1),
                                         ASKS(4, 7, -1, EVER, 2, 1)};
    des_resource_watch(world.resource, write_subject, &world);
    world.granted = DES_NO_KIND;
    play(&world, steps, 6.5);
    assert_string_equal(world.story.log, "a5@1 g5@1 a6@2 r6@3 r6@3 a7@4 d5@4 g7@4 d7@6 f7@6 g5@6");
    des_resource_watch(world.resource, NULL, NULL);
    assert_int_equal(des_sim_run_until(world.story.sim, 100), DES_OK);
    close_world(&world);
}

/* ---- conservation under random use ---- */

struct crowd {
    struct des_resource *resource;
    des_request_id id[64];
    double asked[64], served[64];
    bool present[64];
    uint64_t finished, lost;
    double work;
};

static void crowd_done(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    (void)sim;
    assert_true(crowd->present[event->subject]);
    assert_int_equal(des_resource_finish(crowd->resource, crowd->id[event->subject]), DES_OK);
    crowd->present[event->subject] = false;
    crowd->work += crowd->served[event->subject];
    crowd->finished++;
}

static void crowd_reneged(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    (void)sim;
    assert_int_equal(des_resource_cancel(crowd->resource, crowd->id[event->subject]), DES_ESTALE);
    crowd->present[event->subject] = false;
    crowd->lost++;
}

static void crowd_granted(void *context, struct des_sim *sim, const struct des_event *event) {
    struct crowd *crowd = context;
    (void)sim;
    assert_true(crowd->present[event->subject]);
}

static void someone_asks(struct crowd *crowd, const uint32_t kinds[3], uint32_t who,
                         uint64_t *seed) {
    struct des_request request =
        des_request_of((int32_t)(next_random(seed) % 3), (struct des_event){kinds[0], who, 0});
    if (next_random(seed) % 4 == 0) {
        request.granted.kind = DES_NO_KIND;
    }
    request.servers = 1 + (uint32_t)(next_random(seed) % 2);
    request.service = (double)(next_random(seed) % 8);
    request.patience = next_random(seed) % 2 ? (double)INFINITY : (double)(next_random(seed) % 8);
    request.done = (struct des_event){kinds[1], who, 0};
    request.reneged = (struct des_event){kinds[2], who, 0};
    crowd->present[who] = true;
    crowd->served[who] = request.service * request.servers;
    assert_int_equal(des_resource_ask(crowd->resource, &request, &crowd->id[who]), DES_OK);
}

/* Whole times, so that almost everything happens at equal times. */
static void play_crowd(uint64_t seed, const struct des_resource_options *options) {
    struct crowd crowd = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    uint32_t kinds[3];
    static const des_handler handlers[] = {crowd_granted, crowd_done, crowd_reneged};
    static const char *const names[] = {"granted", "done", "reneged"};
    uint64_t asked = 0, cancelled = 0;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(des_sim_add_kind(sim, names[i], handlers[i], &crowd, &kinds[i]), DES_OK);
    }
    assert_int_equal(des_resource_create_with(sim, "desk", options, &crowd.resource), DES_OK);
    double now = 0;
    for (int i = 0; i < 400; i++) {
        const uint32_t who = (uint32_t)(next_random(&seed) % 64);
        const uint64_t choice = next_random(&seed) % 16;
        if (!crowd.present[who]) {
            someone_asks(&crowd, kinds, who, &seed);
            asked++;
        } else if (choice < 2 && des_resource_cancel(crowd.resource, crowd.id[who]) == DES_OK) {
            crowd.present[who] = false;
            cancelled++;
        } else if (choice < 4) {
            des_resource_hand_over(crowd.resource, 2 + (uint32_t)(next_random(&seed) % 2));
        } else if (choice < 6) {
            (void)des_resource_set_priority(crowd.resource, crowd.id[who],
                                            (int32_t)(next_random(&seed) % 3));
        } else if (choice < 12 && des_sim_pending(sim) > 0) {
            assert_int_equal(des_sim_step(sim), DES_OK);
            now = des_sim_now(sim);
        } else {
            assert_int_equal(des_sim_run_until(sim, ++now), DES_OK);
        }
        assert_true(des_resource_busy(crowd.resource) <= des_resource_servers(crowd.resource));
        every_request_is_on_record("crowd", crowd.resource);
    }
    assert_int_equal(des_resource_set_servers(crowd.resource, 4), DES_OK);
    assert_int_equal(des_sim_run_until(sim, 100000), DES_OK);
    assert_int_equal(asked, crowd.finished + crowd.lost + cancelled);
    assert_int_equal(des_resource_busy(crowd.resource), 0);
    assert_int_equal(des_resource_waiting(crowd.resource), 0);
    if (cancelled == 0 && options->preemption != DES_PREEMPTION_REPEAT) {
        struct des_resource_record record = des_resource_observe(crowd.resource);
        assert_near(record.mean_busy * 100000, crowd.work, 1e-6);
    }
    assert_null(des_sim_bug_text(sim));
    des_resource_destroy(crowd.resource);
    des_sim_destroy(sim);
}

static void nobody_is_lost_and_no_work_is_lost_whatever_happens_at_one_time(void **unused) {
    (void)unused;
    const struct des_resource_options options[] = {
        {.servers = 3},
        {.servers = 3, .discipline = DES_LIFO},
        {.servers = 3, .preemption = DES_PREEMPTION_RESUME},
        {.servers = 3, .preemption = DES_PREEMPTION_REPEAT},
        {.servers = 3, .discipline = DES_LIFO, .preemption = DES_PREEMPTION_RESUME},
        {.servers = 3, .urgency = by_argument}};
    print_message("seeds 1 to 200\n");
    for (uint64_t seed = 1; seed <= 200; seed++) {
        for (size_t i = 0; i < COUNT(options); i++) {
            play_crowd(seed * 0x9e3779b97f4a7c15u, &options[i]);
        }
    }
}

/* ---- memory ---- */

static int ask_with_failures(size_t failing) {
    struct world world;
    int failures = 0;
    open_world(&world, &resume);
    allocations_until_failure = failing;
    for (uint32_t i = 0; i < 40; i++) {
        struct des_request request =
            des_request_of(40 - (int32_t)i, (struct des_event){world.granted, i % 16, 0});
        request.patience = i == 39 ? (double)INFINITY : 5;
        request.service = 1;
        request.done = (struct des_event){world.reneged, i, 0};
        request.reneged = (struct des_event){world.reneged, i, 0};
        while (des_resource_ask(world.resource, &request, NULL) == DES_ENOMEM) {
            assert_int_equal(des_resource_observe(world.resource).requests, i);
            failures++;
        }
    }
    static const struct des_shift day[] = {{8, 1}, {16, 0}};
    const struct des_shift_plan plan = {day, COUNT(day), 24, true, 0};
    while (des_resource_follow(world.resource, &plan) == DES_ENOMEM) {
        failures++;
    }
    /* From here on nothing may need memory. */
    allocations_until_failure = failing > 1000 ? 1 : 0;
    assert_int_equal(des_sim_run_until(world.story.sim, 9), DES_OK);
    assert_int_equal(allocations_until_failure, failing > 1000 ? 1 : 0);
    allocations_until_failure = 0;
    assert_int_equal(des_resource_observe(world.resource).reneged +
                         des_resource_observe(world.resource).served,
                     40);
    close_world(&world);
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

static void what_was_promised_never_needs_memory(void **unused) {
    (void)unused;
    assert_int_equal(ask_with_failures(100000), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_at_one_time_follow_the_stated_order),
        cmocka_unit_test(a_full_room_turns_away_all_but_those_who_begin_at_once),
        cmocka_unit_test(a_full_room_counts_also_when_a_server_is_free_for_another),
        cmocka_unit_test(a_reset_counts_a_displaced_job_in_the_period_it_began),
        cmocka_unit_test(bad_requests_are_refused_and_not_counted),
        cmocka_unit_test(what_a_job_holds_is_not_released_by_others),
        cmocka_unit_test(shifts_change_the_servers_day_after_day),
        cmocka_unit_test(a_plan_that_does_not_ascend_is_refused),
        cmocka_unit_test(work_handed_over_goes_on_in_the_morning),
        cmocka_unit_test(a_watcher_is_told_of_every_change),
        cmocka_unit_test(a_watcher_knows_whose_job_is_displaced),
        cmocka_unit_test(nobody_is_lost_and_no_work_is_lost_whatever_happens_at_one_time),
        cmocka_unit_test(every_failed_allocation_is_reported_and_harmless),
        cmocka_unit_test(what_was_promised_never_needs_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
