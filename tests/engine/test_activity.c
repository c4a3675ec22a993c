#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "des/activity.h"
#include "failing_memory.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Someone waits for one of the things below, with a timeout, then for ten more;
 * what happens is written down: "w0@5" = arm 0 won at 5. */
enum thing { SERVER, GRANT, SERVICE, CONDITION, END, JOINT, GET, PUT, OBJECT, PUT_OBJECT };
enum deed { CAUSE, INTERRUPT, STOP, REFUSE };

struct world {
    struct des_sim *sim;
    struct des_resource *desk, *room;
    struct des_joint *both;
    struct des_condition *door;
    struct des_level *blood;
    struct des_store *cars;
    struct des_activities *waiters, *others;
    des_activity_id waiter, other;
    uint32_t act;
    enum thing thing;
    char log[256];
};

struct waiter {
    enum thing thing;
    double timeout;         /* below 0: none */
    des_request_id request; /* or of both */
    uint64_t car;
};

static void note(struct world *world, const char *what, int number) {
    size_t length = strlen(world->log);
    (void)snprintf(world->log + length, sizeof(world->log) - length, "%s%s%d@%g", length ? " " : "",
                   what, number, des_sim_now(world->sim));
}

static enum des_status arm(struct des_activity *self, struct waiter *me, struct world *world) {
    const struct des_joint_need needs[] = {{world->desk, 1}, {world->room, 1}};
    const struct des_joint_request both = des_joint_request_of(needs, 2, 0, (struct des_event){0});
    struct des_request request = des_request_of(0, (struct des_event){0});
    switch (me->thing) {
    case SERVER:
        return des_wait_server(self, world->desk, 0);
    case GRANT:
        return des_wait_grant(self, world->desk, &request, &me->request);
    case SERVICE:
        request.service = 2;
        return des_wait_service(self, world->desk, &request);
    case CONDITION:
        return des_wait_condition(self, world->door, 0);
    case END:
        return des_wait_activity(self, world->others, world->other);
    case JOINT:
        return des_wait_joint(self, world->both, &both, &me->request);
    case GET:
        return des_wait_get(self, world->blood, 2, 0);
    case PUT:
        return des_wait_put(self, world->blood, 2, 0);
    case OBJECT:
        return des_wait_object(self, world->cars, 0, &me->car);
    default:
        return des_wait_put_object(self, world->cars, 0, 7);
    }
}

static void give_back(struct waiter *me, struct world *world) {
    if (me->thing == SERVER) {
        des_resource_release(world->desk);
    } else if (me->thing == OBJECT) {
        assert_true(me->car == 7);
    } else if (me->thing == GRANT) {
        assert_int_equal(des_resource_finish(world->desk, me->request), DES_OK);
    } else if (me->thing == JOINT) {
        assert_int_equal(des_joint_finish(world->both, me->request), DES_OK);
    }
}

static void wait(struct des_activity *self, void *state, void *context) {
    struct waiter *me = state;
    struct world *world = context;
    DES_ACTIVITY_BEGIN(self);
    assert_int_equal(arm(self, me, world), DES_OK);
    if (me->timeout >= 0) {
        assert_int_equal(des_wait_for(self, me->timeout), DES_OK);
    }
    DES_WAIT_ANY(self);
    note(world, des_activity_status(self) == DES_OK ? "w" : "stands, w", des_activity_cause(self));
    if (des_activity_cause(self) == 0) {
        give_back(me, world);
    }
    DES_WAIT(self, des_wait_for(self, 10));
    note(world, "e", des_activity_cause(self));
    DES_ACTIVITY_END(self);
}

static void sleep_on(struct des_activity *self, void *state, void *context) {
    (void)state;
    (void)context;
    DES_ACTIVITY_BEGIN(self);
    DES_WAIT(self, des_wait_until(self, 500));
    DES_ACTIVITY_END(self);
}

static void cause(struct world *world) {
    uint64_t car = 0;
    switch (world->thing) {
    case SERVER:
    case GRANT:
    case SERVICE:
    case JOINT:
        des_resource_release(world->desk);
        break;
    case CONDITION:
        note(world, "s", (int)des_condition_signal(world->door));
        break;
    case END:
        assert_int_equal(des_activity_stop(world->others, world->other), DES_OK);
        break;
    case GET:
        assert_true(des_level_add(world->blood, 2));
        break;
    case PUT:
        assert_true(des_level_take(world->blood, 2));
        break;
    case OBJECT:
        assert_int_equal(des_store_add(world->cars, 7), DES_OK);
        break;
    default:
        assert_true(des_store_take(world->cars, &car));
        break;
    }
}

static void act(void *context, struct des_sim *sim, const struct des_event *event) {
    struct world *world = context;
    (void)sim;
    switch ((enum deed)event->argument) {
    case CAUSE:
        cause(world);
        break;
    case INTERRUPT:
        note(world, "i",
             (int)des_activity_interrupt(world->waiters, world->waiter, event->subject));
        break;
    case STOP:
        note(world, "k", (int)des_activity_stop(world->waiters, world->waiter));
        break;
    case REFUSE:
        assert_int_equal(des_resource_set_servers(world->desk, 0), DES_OK);
        break;
    }
}

static void open_world(struct world *world, enum thing thing, bool taken) {
    *world = (struct world){.sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1}),
                            .thing = thing};
    assert_non_null(world->sim);
    world->desk = des_resource_create(world->sim, "desk", 1);
    world->room = des_resource_create(world->sim, "room", 1);
    assert_non_null(world->room);
    world->door = des_condition_create(world->sim, "door");
    assert_non_null(world->desk);
    assert_non_null(world->door);
    assert_int_equal(des_sim_add_kind(world->sim, "act", act, world, &world->act), DES_OK);
    assert_int_equal(des_activities_create(world->sim, "waiter", sizeof(struct waiter), wait, world,
                                           &world->waiters),
                     DES_OK);
    assert_int_equal(des_activities_create(world->sim, "other", 0, sleep_on, world, &world->others),
                     DES_OK);
    assert_int_equal(des_activity_begin(world->others, 0, 0, &world->other, NULL), DES_OK);
    assert_int_equal(des_joint_create(world->sim, "both",
                                      (struct des_resource *[]){world->desk, world->room}, 2,
                                      &world->both),
                     DES_OK);
    const bool full = taken == (thing == PUT || thing == PUT_OBJECT);
    assert_int_equal(des_level_create(world->sim, "blood", 2, full ? 2 : 0, &world->blood), DES_OK);
    world->cars = des_store_create(world->sim, "cars", 1);
    assert_non_null(world->cars);
    if (full) {
        assert_int_equal(des_store_add(world->cars, 7), DES_OK);
    }
    if (taken) {
        assert_true(des_resource_take(world->desk));
    }
}

static void close_world(struct world *world) {
    assert_null(des_sim_bug_text(world->sim));
    des_activities_destroy(world->waiters);
    des_activities_destroy(world->others);
    des_condition_destroy(world->door);
    des_level_destroy(world->blood);
    des_store_destroy(world->cars);
    des_joint_destroy(world->both);
    des_resource_destroy(world->room);
    des_resource_destroy(world->desk);
    des_sim_destroy(world->sim);
}

static struct waiter *begin_waiter(struct world *world, double time, double timeout) {
    void *state = NULL;
    assert_int_equal(des_activity_begin(world->waiters, time, 0, &world->waiter, &state), DES_OK);
    struct waiter *waiter = state;
    waiter->thing = world->thing;
    waiter->timeout = timeout;
    return waiter;
}

static void schedule(struct world *world, double time, enum deed deed, uint32_t subject) {
    const struct des_event event = {world->act, subject, deed};
    assert_int_equal(des_sim_schedule(world->sim, time, 0, event, NULL), DES_OK);
}

/* The waiter arms at 1 and its timeout is due at 5, or 0 later. */
static const struct {
    const char *name;
    enum thing thing;
    bool taken; /* the server, before all */
    double timeout;
    struct {
        double time; /* 0: none */
        enum deed deed;
        bool early; /* scheduled before the waiter arms: comes first at one time */
    } deeds[3];
    const char *log;
    uint32_t busy; /* servers still taken at the end; what was there is gone, what found no
                      room has none */
} cases[] = {
    /* one thing, no tie */
    {"a free server", SERVER, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 0},
    {"a free server, granted with an id", GRANT, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 0},
    {"served to the end", SERVICE, false, 4, {{0, CAUSE, false}}, "w0@3 e0@13", 0},
    {"a server that comes free", SERVER, true, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 0},
    {"a signal", CONDITION, false, 4, {{3, CAUSE, true}}, "s1@3 w0@3 e0@13", 0},
    {"another's end", END, false, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 0},
    {"an amount that is there", GET, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 1},
    {"an amount that comes", GET, true, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 1},
    {"an amount that comes as the timeout is due: it stays for others",
     GET,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"an amount that comes after the timeout fired",
     GET,
     true,
     4,
     {{5, CAUSE, false}},
     "w1@5 e0@15",
     0},
    {"interrupted as the amount has come: it stays for others",
     GET,
     true,
     4,
     {{3, CAUSE, true}, {3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"an object that is there", OBJECT, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 1},
    {"an object that comes", OBJECT, true, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 1},
    {"an object that comes as the timeout is due: it stays for others",
     OBJECT,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"an object that comes after the timeout fired",
     OBJECT,
     true,
     4,
     {{5, CAUSE, false}},
     "w1@5 e0@15",
     0},
    {"stopped as the object has come: it stays for others",
     OBJECT,
     true,
     4,
     {{3, CAUSE, true}, {3, STOP, true}},
     "k0@3",
     0},
    {"several together that are free", JOINT, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 0},
    {"several together, the last of which comes free",
     JOINT,
     true,
     4,
     {{3, CAUSE, true}},
     "w0@3 e0@13",
     0},
    {"several together before the timeout fires: scheduled later, they are withdrawn",
     JOINT,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"several together after the timeout fired",
     JOINT,
     true,
     4,
     {{5, CAUSE, false}},
     "w1@5 e0@15",
     0},
    {"interrupted as several together are given: they go back",
     JOINT,
     true,
     4,
     {{3, CAUSE, true}, {3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"interrupted before several together come free",
     JOINT,
     true,
     4,
     {{3, INTERRUPT, true}, {3, CAUSE, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"stopped as several together are given",
     JOINT,
     true,
     4,
     {{3, CAUSE, true}, {3, STOP, true}},
     "k0@3",
     0},
    {"capacity drops as the last of several comes free",
     JOINT,
     true,
     4,
     {{3, REFUSE, true}, {3, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"room for an amount that is there", PUT, false, 4, {{0, CAUSE, false}}, "w0@1 e0@11", 0},
    {"room for an amount that comes", PUT, true, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 0},
    {"no room for an amount: timeout", PUT, true, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 0},
    {"room for an amount as the timeout is due: it is taken out again",
     PUT,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     1},
    {"an amount put in and used at this time stands",
     PUT,
     true,
     4,
     {{3, CAUSE, true}, {3, CAUSE, true}, {3, INTERRUPT, true}},
     "i0@3 stands, w-1@3 e0@13",
     1},
    {"an object put in and got at this time stands",
     PUT_OBJECT,
     true,
     4,
     {{5, CAUSE, true}, {5, CAUSE, true}},
     "stands, w1@5 e0@15",
     1},
    {"room for an object that is there",
     PUT_OBJECT,
     false,
     4,
     {{0, CAUSE, false}},
     "w0@1 e0@11",
     0},
    {"room for an object that comes", PUT_OBJECT, true, 4, {{3, CAUSE, true}}, "w0@3 e0@13", 0},
    {"room for an object as the timeout is due: it is taken out again",
     PUT_OBJECT,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     1},
    {"interrupted as room for an object has come: it is taken out again",
     PUT_OBJECT,
     true,
     4,
     {{3, CAUSE, true}, {3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     1},
    {"no server comes free: timeout", SERVER, true, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 1},
    {"no grant: timeout", GRANT, true, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 1},
    {"no service: timeout", SERVICE, true, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 1},
    {"no signal: timeout", CONDITION, false, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 0},
    {"no end: timeout", END, false, 4, {{0, CAUSE, false}}, "w1@5 e0@15", 0},
    {"service is broken off by a timeout", SERVICE, false, 1, {{0, CAUSE, false}}, "w1@2 e0@12", 0},
    /* grant and timeout at one time */
    {"server given before the timeout fires: scheduled later, it is withdrawn",
     SERVER,
     true,
     4,
     {{5, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"server given after the timeout fired", SERVER, true, 4, {{5, CAUSE, false}}, "w1@5 e0@15", 0},
    {"server given when armed, no time left: scheduled first, it wins",
     SERVER,
     false,
     0,
     {{0, CAUSE, false}},
     "w0@1 e0@11",
     0},
    {"grant before the timeout fires", GRANT, true, 4, {{5, CAUSE, true}}, "w1@5 e0@15", 0},
    {"grant after the timeout fired", GRANT, true, 4, {{5, CAUSE, false}}, "w1@5 e0@15", 0},
    {"grant when armed, no time left", GRANT, false, 0, {{0, CAUSE, false}}, "w0@1 e0@11", 0},
    {"service begins as the timeout fires", SERVICE, true, 4, {{5, CAUSE, true}}, "w1@5 e0@15", 0},
    {"service ends as the timeout fires, scheduled first",
     SERVICE,
     false,
     2,
     {{0, CAUSE, false}},
     "w0@3 e0@13",
     0},
    {"service ends as the timeout fires, scheduled last",
     SERVICE,
     true,
     2,
     {{1, CAUSE, false}},
     "w1@3 e0@13",
     0},
    {"signal before the timeout fires",
     CONDITION,
     false,
     4,
     {{5, CAUSE, true}},
     "s1@5 w1@5 e0@15",
     0},
    {"signal after the timeout fired",
     CONDITION,
     false,
     4,
     {{5, CAUSE, false}},
     "w1@5 s0@5 e0@15",
     0},
    {"another's end before the timeout fires", END, false, 4, {{5, CAUSE, true}}, "w1@5 e0@15", 0},
    {"another's end after the timeout fired", END, false, 4, {{5, CAUSE, false}}, "w1@5 e0@15", 0},
    /* interruption */
    {"interrupted in the queue", SERVER, true, 4, {{3, INTERRUPT, true}}, "i0@3 w-1@3 e0@13", 1},
    {"interrupted in service", SERVICE, false, 4, {{2, INTERRUPT, true}}, "i0@2 w-1@2 e0@12", 0},
    {"interrupted while waiting for a signal",
     CONDITION,
     false,
     4,
     {{3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"interrupted while waiting for an end",
     END,
     false,
     4,
     {{3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"interruption before the timeout fires wins",
     SERVER,
     true,
     4,
     {{5, INTERRUPT, true}},
     "i0@5 w-1@5 e0@15",
     1},
    {"interruption after the timeout fired meets the next wait",
     SERVER,
     true,
     4,
     {{5, INTERRUPT, false}},
     "w1@5 i0@5 e-1@5",
     1},
    {"interruption after the server was given takes it back",
     SERVER,
     true,
     4,
     {{3, CAUSE, true}, {3, INTERRUPT, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"interruption after a signal takes it back",
     CONDITION,
     false,
     4,
     {{3, CAUSE, true}, {3, INTERRUPT, true}},
     "s1@3 i0@3 w-1@3 e0@13",
     0},
    {"interruption before the server comes free",
     SERVER,
     true,
     4,
     {{3, INTERRUPT, true}, {3, CAUSE, true}},
     "i0@3 w-1@3 e0@13",
     0},
    {"interrupted twice at one time, told once",
     SERVER,
     true,
     4,
     {{3, INTERRUPT, true}, {3, INTERRUPT, true}},
     "i0@3 i0@3 w-1@3 e0@13",
     1},
    {"interrupted before it begins: it begins and waits",
     CONDITION,
     false,
     4,
     {{0.5, INTERRUPT, true}},
     "i0@0.5 w1@4.5 e0@14.5",
     0},
    {"nobody is interrupted after the end",
     CONDITION,
     false,
     4,
     {{40, INTERRUPT, true}},
     "w1@5 e0@15 i3@40",
     0},
    /* stopped */
    {"stopped in the queue", SERVER, true, 4, {{3, STOP, true}}, "k0@3", 1},
    {"stopped after the server was given: it goes back",
     SERVER,
     true,
     4,
     {{3, CAUSE, true}, {3, STOP, true}},
     "k0@3",
     0},
    {"stopped in service", SERVICE, false, 4, {{2, STOP, true}}, "k0@2", 0},
    {"stopped before it begins", CONDITION, false, 4, {{0.5, STOP, true}}, "k0@0.5", 0},
    {"stopped twice", CONDITION, false, 4, {{3, STOP, true}, {3, STOP, true}}, "k0@3 k3@3", 0},
    {"stopped as the timeout is due", CONDITION, false, 4, {{5, STOP, true}}, "k0@5", 0},
    {"stopped after the timeout fired", CONDITION, false, 4, {{5, STOP, false}}, "w1@5 k0@5", 0},
    /* capacity */
    {"capacity drops as a server comes free",
     SERVER,
     true,
     4,
     {{3, REFUSE, true}, {3, CAUSE, true}},
     "w1@5 e0@15",
     0},
    {"capacity drops after the server was given: it is kept",
     SERVER,
     true,
     4,
     {{3, CAUSE, true}, {3, REFUSE, true}},
     "w0@3 e0@13",
     0},
};

static void waits_at_one_time_end_in_the_stated_order(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world world;
        open_world(&world, cases[i].thing, cases[i].taken);
        for (int early = 1; early >= 0; early--) {
            for (size_t j = 0; j < COUNT(cases[i].deeds); j++) {
                if (cases[i].deeds[j].time > 0 && cases[i].deeds[j].early == (early == 1)) {
                    schedule(&world, cases[i].deeds[j].time, cases[i].deeds[j].deed, 0);
                }
            }
            if (early == 1) {
                (void)begin_waiter(&world, 1, cases[i].timeout);
                /* What is late is scheduled once the waiter has armed. */
                assert_int_equal(des_sim_run_until(world.sim, 0.25), DES_OK);
                while (cases[i].deeds[0].time > 0 && !cases[i].deeds[0].early &&
                       des_sim_now(world.sim) < 1) {
                    assert_int_equal(des_sim_step(world.sim), DES_OK);
                }
            }
        }
        assert_int_equal(des_sim_run_until(world.sim, 100), DES_OK);
        if (strcmp(world.log, cases[i].log) != 0) {
            print_error("log is \"%s\", wanted \"%s\"\n", world.log, cases[i].log);
        }
        assert_case(cases[i].name, strcmp(world.log, cases[i].log) == 0);
        if (cases[i].thing == OBJECT || cases[i].thing == PUT_OBJECT) {
            assert_case(cases[i].name, des_store_count(world.cars) == 1 - cases[i].busy);
        } else if (cases[i].thing == GET || cases[i].thing == PUT) {
            assert_near(des_level_content(world.blood), cases[i].busy ? 0 : 2, 0);
        } else {
            assert_case(cases[i].name, des_resource_busy(world.desk) == cases[i].busy);
        }
        assert_case(cases[i].name, des_resource_busy(world.room) == 0);
        assert_case(cases[i].name, des_resource_waiting(world.desk) == 0);
        assert_case(cases[i].name, des_condition_waiting(world.door) == 0);
        assert_case(cases[i].name, des_activities_count(world.waiters) == 0);
        close_world(&world);
    }
}

/* ---- every thing against every rival ---- */

static bool needs_cause(enum thing thing) {
    return thing != CONDITION && thing != END;
}

/* As if the waiter had not been there: what came stays for others. */
static void nothing_was_taken(const char *name, const struct world *world, bool caused) {
    const bool is_desk = world->thing <= SERVICE || world->thing == JOINT;
    const bool desk_is_free = !needs_cause(world->thing) || (is_desk && caused);
    assert_case(name, des_resource_busy(world->desk) == (desk_is_free ? 0 : 1));
    assert_case(name, des_resource_busy(world->room) == 0);
    assert_case(name, des_resource_waiting(world->desk) == 0);
    assert_case(name, des_condition_waiting(world->door) == 0);
    const bool is_full = world->thing == PUT || world->thing == PUT_OBJECT ? !caused : caused;
    assert_case(name, world->thing != GET && world->thing != PUT
                          ? true
                          : des_level_content(world->blood) == (is_full ? 2 : 0));
    assert_case(name, world->thing != OBJECT && world->thing != PUT_OBJECT
                          ? true
                          : des_store_count(world->cars) == (is_full ? 1 : 0));
    assert_case(name, des_level_observe(world->blood).gets.waiting == 0);
    assert_case(name, des_level_observe(world->blood).puts.waiting == 0);
    assert_case(name, des_store_observe(world->cars).gets.waiting == 0);
    assert_case(name, des_store_observe(world->cars).puts.waiting == 0);
}

/* The rival comes at 5; what is waited for before it, after it, or never. */
static const struct {
    const char *name;
    double timeout;
    enum deed deeds[2];
    size_t count;
    bool caused;
    const char *end; /* of the log */
} rivals[] = {
    {"timeout, and no cause", 4, {CAUSE}, 0, false, "w1@5 e0@15"},
    {"cause, then timeout", 4, {CAUSE}, 1, true, "w1@5 e0@15"},
    {"interruption, and no cause", 50, {INTERRUPT}, 1, false, "w-1@5 e0@15"},
    {"cause, then interruption", 50, {CAUSE, INTERRUPT}, 2, true, "w-1@5 e0@15"},
    {"interruption, then cause", 50, {INTERRUPT, CAUSE}, 2, true, "w-1@5 e0@15"},
    {"stop, and no cause", 50, {STOP}, 1, false, "k0@5"},
    {"cause, then stop", 50, {CAUSE, STOP}, 2, true, "k0@5"},
    {"stop, then cause", 50, {STOP, CAUSE}, 2, true, NULL},
    {"interruption, then stop", 50, {INTERRUPT, STOP}, 2, false, "k0@5"},
    {"interruption as the timeout is due", 4, {INTERRUPT}, 1, false, "w-1@5 e0@15"},
};

static void play_rival(enum thing thing, size_t i) {
    struct world world;
    char name[128];
    (void)snprintf(name, sizeof(name), "thing %d, %s", (int)thing, rivals[i].name);
    open_world(&world, thing, needs_cause(thing));
    for (size_t j = 0; j < rivals[i].count; j++) {
        schedule(&world, 5, rivals[i].deeds[j], 0);
    }
    (void)begin_waiter(&world, 1, rivals[i].timeout);
    assert_int_equal(des_sim_run_until(world.sim, 100), DES_OK);
    const size_t length = strlen(world.log);
    const char *end = rivals[i].end ? rivals[i].end : world.log;
    assert_case(name, length >= strlen(end) && strcmp(world.log + length - strlen(end), end) == 0);
    assert_case(name, !strstr(world.log, "w0") && (rivals[i].end || !strchr(world.log, 'w')));
    assert_case(name, des_activities_count(world.waiters) == 0);
    nothing_was_taken(name, &world, rivals[i].caused);
    close_world(&world);
}

static void whoever_loses_to_a_rival_at_one_time_takes_nothing(void **unused) {
    (void)unused;
    for (int thing = SERVER; thing <= PUT_OBJECT; thing++) {
        for (size_t i = 0; i < COUNT(rivals); i++) {
            play_rival((enum thing)thing, i);
        }
    }
}

/* ---- one at a time ---- */

struct note_taker {
    char log[256];
    struct des_resource *resource;
    struct des_activities *pool;
    des_activity_id first;
};

static void write(struct note_taker *notes, struct des_activity *self, const char *text) {
    size_t length = strlen(notes->log);
    (void)snprintf(notes->log + length, sizeof(notes->log) - length, "%s%s@%g", length ? " " : "",
                   text, des_activity_now(self));
}

static void lose_patience(struct des_activity *self, void *state, void *context) {
    struct note_taker *notes = context;
    struct des_request request = des_request_of(0, (struct des_event){0});
    DES_ACTIVITY_BEGIN(self);
    request.patience = 3;
    DES_WAIT(self, des_wait_grant(self, notes->resource, &request, state));
    write(notes, self, des_activity_cause(self) == DES_WOKEN_RENEGED ? "reneged" : "granted");
    request.service = 4;
    request.patience = 2;
    DES_WAIT(self, des_wait_service(self, notes->resource, &request));
    write(notes, self, des_activity_cause(self) == DES_WOKEN_RENEGED ? "reneged" : "served");
    DES_WAIT(self, des_wait_for(self, 1));
    write(notes, self, "rested");
    DES_ACTIVITY_END(self);
}

struct stage {
    struct des_sim *sim;
    struct note_taker notes;
};

static void open_stage(struct stage *stage, uint32_t servers, size_t state_size,
                       des_activity_body body) {
    *stage = (struct stage){.sim = des_sim_create(NULL)};
    assert_non_null(stage->sim);
    stage->notes.resource = des_resource_create(stage->sim, "desk", servers);
    assert_non_null(stage->notes.resource);
    assert_int_equal(des_activities_create(stage->sim, "someone", state_size, body, &stage->notes,
                                           &stage->notes.pool),
                     DES_OK);
    assert_int_equal(des_activity_begin(stage->notes.pool, 0, 0, &stage->notes.first, NULL),
                     DES_OK);
}

static void close_stage(struct stage *stage, const char *log) {
    assert_int_equal(des_sim_run_until(stage->sim, 1000), DES_OK);
    assert_string_equal(stage->notes.log, log);
    assert_null(des_sim_bug_text(stage->sim));
    des_activities_destroy(stage->notes.pool);
    des_resource_destroy(stage->notes.resource);
    des_sim_destroy(stage->sim);
}

static void patience_that_ends_wakes_with_its_own_cause(void **unused) {
    (void)unused;
    struct stage stage;
    open_stage(&stage, 0, sizeof(des_request_id), lose_patience);
    close_stage(&stage, "reneged@3 reneged@5 rested@6");
}

static void cannot_wait(struct des_activity *self, void *state, void *context) {
    struct note_taker *notes = context;
    (void)state;
    DES_ACTIVITY_BEGIN(self);
    des_resource_limit(notes->resource, 0);
    DES_WAIT(self, des_wait_server(self, notes->resource, 0));
    write(notes, self, des_activity_cause(self) == DES_WOKEN_NOT ? "balked" : "waited");
    assert_int_equal(des_activity_status(self), DES_ERANGE);
    DES_WAIT(self, des_wait_until(self, -1));
    write(notes, self, des_activity_cause(self) == DES_WOKEN_NOT ? "past" : "waited");
    DES_WAIT(self, des_wait_activity(self, notes->pool, 99));
    assert_int_equal(des_activity_status(self), DES_ESTALE);
    for (int i = 0; i < DES_ACTIVITY_ARMS; i++) {
        assert_int_equal(des_wait_for(self, 10 - i), DES_OK);
    }
    assert_int_equal(des_wait_for(self, 1), DES_ERANGE);
    DES_WAIT_ANY(self);
    write(notes, self, des_activity_cause(self) == 3 ? "fourth" : "another");
    assert_int_equal(des_activity_status(self), DES_OK);
    assert_int_equal(des_wait_server(self, notes->resource, 0), DES_ERANGE);
    assert_int_equal(des_wait_for(self, 1), DES_OK);
    DES_WAIT_ANY(self);
    write(notes, self, des_activity_cause(self) == 1 ? "second" : "another");
    DES_WAIT_ANY(self);
    write(notes, self, des_activity_cause(self) == DES_WOKEN_NOT ? "nothing" : "waited");
    DES_ACTIVITY_EXIT(self);
    DES_ACTIVITY_END(self);
}

static void who_cannot_wait_goes_on_at_once(void **unused) {
    (void)unused;
    struct stage stage;
    open_stage(&stage, 0, 0, cannot_wait);
    close_stage(&stage, "balked@0 past@0 fourth@7 second@8 nothing@8");
}

static void return_without_a_wait(struct des_activity *self, void *state, void *context) {
    (void)self;
    (void)state;
    (void)context;
}

static void a_body_that_neither_waits_nor_ends_is_a_bug(void **unused) {
    (void)unused;
    struct stage stage;
    open_stage(&stage, 0, 0, return_without_a_wait);
    assert_int_equal(des_sim_run_until(stage.sim, 1), DES_EBUG);
    des_activities_destroy(stage.notes.pool);
    des_resource_destroy(stage.notes.resource);
    des_sim_destroy(stage.sim);
    des_activities_destroy(NULL);
}

static void ids_of_those_who_ended_are_stale(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, CONDITION, false);
    (void)begin_waiter(&world, 1, 1);
    const des_activity_id first = world.waiter;
    assert_true(des_activity_is_alive(world.waiters, first));
    assert_int_equal(des_sim_run_until(world.sim, 20), DES_OK);
    assert_false(des_activity_is_alive(world.waiters, first));
    (void)begin_waiter(&world, 20, 1);
    assert_true(world.waiter != first);
    assert_int_equal((uint32_t)world.waiter, (uint32_t)first);
    assert_int_equal(des_activity_stop(world.waiters, first), DES_ESTALE);
    assert_int_equal(des_activity_interrupt(world.waiters, first, 0), DES_ESTALE);
    assert_int_equal(des_activity_stop(world.waiters, world.waiter + 1), DES_ESTALE);
    close_world(&world);
}

static void what_could_never_run_is_refused(void **unused) {
    (void)unused;
    struct world world;
    open_world(&world, CONDITION, false);
    struct des_activities *none = NULL;
    assert_int_equal(des_activities_create(world.sim, "waiter", 0, wait, NULL, &none), DES_ERANGE);
    assert_int_equal(
        des_activities_create(world.sim, "large", DES_ACTIVITY_STATE_SIZE + 1, wait, NULL, &none),
        DES_ERANGE);
    assert_null(none);
    des_activity_id id = 7;
    assert_int_equal(des_activity_begin(world.waiters, -1, 0, &id, NULL), DES_ERANGE);
    assert_int_equal(des_activity_begin(world.waiters, 1, 40000, &id, NULL), DES_ERANGE);
    assert_true(id == 7);
    assert_int_equal(des_activities_count(world.waiters), 0);
    close_world(&world);
}

/* ---- many ---- */

struct visitor {
    unsigned char own[DES_ACTIVITY_STATE_SIZE];
};

static void stay_for_a_day(struct des_activity *self, void *state, void *context) {
    struct visitor *me = state;
    uint64_t *left = context;
    DES_ACTIVITY_BEGIN(self);
    me->own[0] = me->own[DES_ACTIVITY_STATE_SIZE - 1] = 77;
    DES_WAIT(self, des_wait_for(self, 24));
    assert_int_equal(me->own[0], 77);
    assert_int_equal(me->own[DES_ACTIVITY_STATE_SIZE - 1], 77);
    ++*left;
    DES_ACTIVITY_END(self);
}

/* Records come from calloc, in blocks, and are used again. */
static void a_million_live_side_by_side_in_256_bytes_each(void **unused) {
    (void)unused;
    enum { MANY = 1000000, SLACK = 300 * DES_ACTIVITY_SIZE };
    const size_t before = zeroed_bytes;
    uint64_t left = 0;
    struct des_sim *sim = des_sim_create(NULL);
    struct des_activities *pool = NULL;
    assert_int_equal(
        des_activities_create(sim, "visitor", sizeof(struct visitor), stay_for_a_day, &left, &pool),
        DES_OK);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(des_activity_begin(pool, i % 24, 0, NULL, NULL), DES_OK);
    }
    assert_int_equal(des_sim_run_until(sim, 23), DES_OK);
    assert_int_equal(des_activities_count(pool), MANY);
    assert_int_equal(des_sim_run_until(sim, 48), DES_OK);
    assert_int_equal(des_activities_count(pool), 0);
    assert_int_equal(left, MANY);
    assert_true(zeroed_bytes - before <= (size_t)DES_ACTIVITY_SIZE * MANY + SLACK);
    des_activities_destroy(pool);
    des_sim_destroy(sim);
}

/* ---- random stories at equal times ---- */

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

struct crowd {
    struct des_activities *pool;
    struct des_resource *desk, *bed;
    struct des_condition *door;
    uint64_t seed, ended;
    des_activity_id id[32];
};

struct member {
    double deadline;
    int rounds;
    bool has_desk;
    des_request_id bed;
};

static enum des_status arm_some(struct des_activity *self, struct member *me, struct crowd *crowd) {
    enum des_status status = DES_OK;
    struct des_request request =
        des_request_of((int32_t)(next_random(&crowd->seed) % 3), (struct des_event){0});
    request.service = (double)(next_random(&crowd->seed) % 3);
    me->deadline = des_activity_now(self) + (double)(1 + next_random(&crowd->seed) % 3);
    status = des_wait_until(self, me->deadline);
    if (status == DES_OK && next_random(&crowd->seed) % 2) {
        status = des_wait_service(self, crowd->bed, &request);
    }
    if (status == DES_OK && next_random(&crowd->seed) % 2) {
        status = des_wait_condition(self, crowd->door, 0);
    }
    if (status == DES_OK && next_random(&crowd->seed) % 4 == 0) {
        status = des_wait_activity(self, crowd->pool,
                                   crowd->id[next_random(&crowd->seed) % COUNT(crowd->id)]);
        status = status == DES_ESTALE ? DES_OK : status;
    }
    return status;
}

static void live(struct des_activity *self, void *state, void *context) {
    struct member *me = state;
    struct crowd *crowd = context;
    DES_ACTIVITY_BEGIN(self);
    for (me->rounds = 0; me->rounds < 6; me->rounds++) {
        DES_WAIT(self, arm_some(self, me, crowd));
        assert_true(des_activity_now(self) <= me->deadline);
        if (des_activity_cause(self) == 0) {
            assert_true(des_activity_now(self) >= me->deadline);
        }
        if (next_random(&crowd->seed) % 3 == 0) {
            (void)des_condition_signal(crowd->door);
        }
        if (next_random(&crowd->seed) % 3 == 0) {
            enum des_status status = des_activity_interrupt(
                crowd->pool, crowd->id[next_random(&crowd->seed) % COUNT(crowd->id)], 1);
            assert_true(status == DES_OK || status == DES_ESTALE);
        }
        assert_int_equal(des_wait_server(self, crowd->desk, 0), DES_OK);
        assert_int_equal(des_wait_for(self, (double)(next_random(&crowd->seed) % 2)), DES_OK);
        DES_WAIT_ANY(self);
        me->has_desk = des_activity_cause(self) == 0;
        DES_WAIT(self, des_wait_for(self, (double)(next_random(&crowd->seed) % 2)));
        if (me->has_desk) {
            des_resource_release(crowd->desk);
        }
    }
    crowd->ended++;
    DES_ACTIVITY_END(self);
}

static void play_crowd(uint64_t seed) {
    struct crowd crowd = {.seed = seed};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    const struct des_resource_options options = {.servers = 2, .preemption = DES_PREEMPTION_RESUME};
    crowd.desk = des_resource_create(sim, "desk", 2);
    crowd.door = des_condition_create(sim, "door");
    assert_int_equal(des_resource_create_with(sim, "bed", &options, &crowd.bed), DES_OK);
    assert_int_equal(
        des_activities_create(sim, "member", sizeof(struct member), live, &crowd, &crowd.pool),
        DES_OK);
    for (size_t i = 0; i < COUNT(crowd.id); i++) {
        assert_int_equal(des_activity_begin(crowd.pool, (double)(next_random(&crowd.seed) % 4), 0,
                                            &crowd.id[i], NULL),
                         DES_OK);
    }
    assert_int_equal(des_sim_run_until(sim, 1000), DES_OK);
    assert_int_equal(crowd.ended, COUNT(crowd.id));
    assert_int_equal(des_activities_count(crowd.pool), 0);
    assert_int_equal(des_resource_busy(crowd.desk) + des_resource_busy(crowd.bed), 0);
    assert_int_equal(des_condition_waiting(crowd.door), 0);
    assert_int_equal(des_sim_pending(sim), 0);
    assert_null(des_sim_bug_text(sim));
    des_activities_destroy(crowd.pool);
    des_condition_destroy(crowd.door);
    des_resource_destroy(crowd.bed);
    des_resource_destroy(crowd.desk);
    des_sim_destroy(sim);
}

static void nothing_is_left_behind_whatever_happens_at_one_time(void **unused) {
    (void)unused;
    print_message("seeds 1 to 300\n");
    for (uint64_t seed = 1; seed <= 300; seed++) {
        play_crowd(seed * 0x9e3779b97f4a7c15u);
    }
}

/* ---- memory ---- */

struct frugal {
    struct des_activities *pool;
    struct des_resource *desk;
    struct des_joint *joint;
    struct des_level *level;
    struct des_store *store;
    struct des_condition *door;
    int failures;
    uint64_t ended;
};

static enum des_status wait_joint(struct des_activity *self, struct frugal *world, uint64_t *id) {
    const struct des_joint_need need = {world->desk, 1};
    const struct des_joint_request request =
        des_joint_request_of(&need, 1, 0, (struct des_event){0});
    return des_wait_joint(self, world->joint, &request, id);
}

/* Goes on trying until it can wait. */
static void insist(struct des_activity *self, void *state, void *context) {
    struct frugal *world = context;
    DES_ACTIVITY_BEGIN(self);
    do {
        DES_WAIT(self, des_wait_for(self, 1));
        world->failures += des_activity_cause(self) == DES_WOKEN_NOT;
    } while (des_activity_cause(self) == DES_WOKEN_NOT);
    do {
        DES_WAIT(self, des_wait_server(self, world->desk, 0));
        world->failures += des_activity_cause(self) == DES_WOKEN_NOT;
    } while (des_activity_cause(self) == DES_WOKEN_NOT);
    des_resource_release(world->desk);
    do {
        DES_WAIT(self, wait_joint(self, world, state));
        world->failures += des_activity_cause(self) == DES_WOKEN_NOT;
    } while (des_activity_cause(self) == DES_WOKEN_NOT);
    assert_int_equal(des_joint_finish(world->joint, *(uint64_t *)state), DES_OK);
    do {
        DES_WAIT(self, des_wait_put(self, world->level, 1, 0));
        world->failures += des_activity_cause(self) == DES_WOKEN_NOT;
    } while (des_activity_cause(self) == DES_WOKEN_NOT);
    do {
        DES_WAIT(self, des_wait_put_object(self, world->store, 0, 7));
        world->failures += des_activity_cause(self) == DES_WOKEN_NOT;
    } while (des_activity_cause(self) == DES_WOKEN_NOT);
    do {
        if (des_wait_condition(self, world->door, 0) != DES_OK) {
            assert_int_equal(des_activity_status(self), DES_ENOMEM);
            world->failures++;
            continue;
        }
        DES_WAIT_ANY(self);
    } while (des_activity_cause(self) == DES_WOKEN_NOT || des_activity_status(self) != DES_OK);
    world->ended++;
    DES_ACTIVITY_END(self);
}

static int live_with_failures(size_t failing) {
    struct frugal world = {0};
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 1});
    allocations_until_failure = failing;
    while (!(world.desk = des_resource_create(sim, "desk", 1))) {
        world.failures++;
    }
    while (!(world.door = des_condition_create(sim, "door"))) {
        world.failures++;
    }
    while (des_joint_create(sim, "joint", &world.desk, 1, &world.joint) == DES_ENOMEM) {
        world.failures++;
    }
    while (des_level_create(sim, "level", 1000, 0, &world.level) == DES_ENOMEM) {
        world.failures++;
    }
    while (!(world.store = des_store_create(sim, "store", SIZE_MAX))) {
        world.failures++;
    }
    while (des_activities_create(sim, "frugal", 8, insist, &world, &world.pool) == DES_ENOMEM) {
        world.failures++;
    }
    for (int i = 0; i < 300; i++) {
        while (des_activity_begin(world.pool, 1, 0, NULL, NULL) == DES_ENOMEM) {
            world.failures++;
        }
    }
    assert_int_equal(des_sim_run_until(sim, 10), DES_OK);
    allocations_until_failure = 0;
    (void)des_condition_signal(world.door);
    assert_int_equal(des_sim_run_until(sim, 20), DES_OK);
    assert_int_equal(world.ended, 300);
    assert_int_equal(des_store_count(world.store), 300);
    des_activities_destroy(world.pool);
    des_condition_destroy(world.door);
    des_store_destroy(world.store);
    des_level_destroy(world.level);
    des_joint_destroy(world.joint);
    des_resource_destroy(world.desk);
    des_sim_destroy(sim);
    return world.failures;
}

static void every_failed_allocation_is_reported_and_harmless(void **unused) {
    (void)unused;
    size_t failing = 1;
    while (live_with_failures(failing) == 1) {
        failing++;
    }
    assert_true(failing > 12);
    assert_int_equal(live_with_failures(failing), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_at_one_time_end_in_the_stated_order),
        cmocka_unit_test(whoever_loses_to_a_rival_at_one_time_takes_nothing),
        cmocka_unit_test(patience_that_ends_wakes_with_its_own_cause),
        cmocka_unit_test(who_cannot_wait_goes_on_at_once),
        cmocka_unit_test(a_body_that_neither_waits_nor_ends_is_a_bug),
        cmocka_unit_test(ids_of_those_who_ended_are_stale),
        cmocka_unit_test(what_could_never_run_is_refused),
        cmocka_unit_test(a_million_live_side_by_side_in_256_bytes_each),
        cmocka_unit_test(nothing_is_left_behind_whatever_happens_at_one_time),
        cmocka_unit_test(every_failed_allocation_is_reported_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
