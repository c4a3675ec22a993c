/* Executors simulated: how well the hand-out of tools/aksim/execution/mpi_leader.c keeps workers
 * busy.
 *
 * The rule (handout.h) and the order (order.h) are the program's own; simulated are the units,
 * with lengths as in a plan of places of very unequal size, the messages, and that each process
 * looks for them every 2 ms only. */
#include "support.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "des/random.h"
#include "des/sim.h"
#include "execution/handout.h"
#include "execution/order.h"

#define POLL_S 0.002      /* between two looks for messages */
#define TRANSIT_S 50e-6   /* of a message */
#define WAKE_S 30e-6      /* from the end of a unit to the look of its process */
#define MESSAGE_S 5e-6    /* of the leader, for one message */
#define PROCESS_S 0.05e-6 /* ... and for one process that it looks at */
#define TIMES_MOST 256    /* units whose length one message tells */

/* ---- a plan ---- */

struct plan {
    size_t places, replications; /* a unit is a replication of a place */
    double mean_s;               /* of a unit of the median place */
    double place_log_sd;         /* between places: lognormal */
    double unit_log_sd;          /* between the units of a place */
    size_t giants;               /* last in the plan, each ... */
    double giant;                /* ... so many times the median place */
};

struct lengths {
    size_t count, groups, replications;
    double *seconds;
    double sum_s;
};

static double place_of(const struct plan *plan, const struct des_random *random, size_t place) {
    if (place >= plan->places - plan->giants) {
        return plan->mean_s * plan->giant;
    }
    uint64_t word = des_draw(random, place, des_purpose_named("place"), 0, 0).word[0];
    return des_lognormal_from(word, plan->mean_s, plan->place_log_sd);
}

static struct lengths lay(const struct plan *plan) {
    const struct des_random random = {.seed = 2024};
    struct lengths units = {.count = plan->places * plan->replications,
                            .groups = plan->places,
                            .replications = plan->replications};
    units.seconds = calloc(units.count, sizeof units.seconds[0]);
    assert_non_null(units.seconds);
    for (size_t i = 0; i < units.count; i++) {
        uint64_t word = des_draw(&random, i, des_purpose_named("unit"), 0, 0).word[0];
        double median_s = place_of(plan, &random, i / plan->replications);
        units.seconds[i] = des_lognormal_from(word, median_s, plan->unit_log_sd);
        units.sum_s += units.seconds[i];
    }
    return units;
}

/* ---- processes ---- */

struct news {
    size_t idle, queued, received, ended;
};

struct process {
    size_t idle, *queue, head, tail;
    size_t received, given, ended;
    bool look_planned;
    /* Units on their way to it, and when they are there: one message at a time. */
    size_t *box, box_count;
    double box_s;
    /* News on their way to the leader, and what it heard last. */
    struct news told, heard;
    bool news_busy;
    double news_s;
    size_t *untold, untold_count, untold_room; /* units that ended */
    size_t told_units[TIMES_MOST], told_count;
};

struct cluster {
    const struct lengths *units;
    struct order *order;
    struct process *processes;
    size_t size, threads;
    bool longest_first;
    bool leader_planned;
    double leader_free_s, end_s;
    uint32_t unit_ends, follower_looks, leader_looks;
};

static void at(struct des_sim *sim, double time, uint32_t kind, size_t subject, size_t argument) {
    struct des_event event = {kind, (uint32_t)subject, argument};
    assert_int_equal(des_sim_schedule(sim, time, 0, event, NULL), DES_OK);
}

/* The next look of who looks every 2 ms. */
static double next_look(double now_s) {
    return POLL_S * (floor(now_s / POLL_S + 1e-6) + 1.0); /* never now */
}

static void plan_follower(struct cluster *cluster, struct des_sim *sim, size_t p, double time) {
    if (!cluster->processes[p].look_planned) {
        cluster->processes[p].look_planned = true;
        at(sim, time, cluster->follower_looks, p, 0);
    }
}

static void plan_leader(struct cluster *cluster, struct des_sim *sim, double time) {
    if (!cluster->leader_planned) {
        cluster->leader_planned = true;
        at(sim, fmax(time, cluster->leader_free_s), cluster->leader_looks, 0, 0);
    }
}

static void learn(struct cluster *cluster, size_t unit) {
    size_t group = cluster->longest_first ? unit / cluster->units->replications : 0;
    order_learn(cluster->order, group, cluster->units->seconds[unit]);
}

/* A free thread takes a unit, if it can. */
static void begin(struct cluster *cluster, struct des_sim *sim, size_t p) {
    struct process *process = &cluster->processes[p];
    size_t unit = 0;
    bool found = p == 0 ? order_take(cluster->order, &unit) : process->head < process->tail;
    if (found && p > 0) {
        unit = process->queue[process->head++];
    }
    if (found) {
        process->idle--;
        at(sim, des_sim_now(sim) + cluster->units->seconds[unit], cluster->unit_ends, p, unit);
    }
}

static void remember(struct process *process, size_t unit) {
    if (process->untold_count == process->untold_room) {
        process->untold_room = 2 * process->untold_room + 8;
        process->untold =
            realloc(process->untold, process->untold_room * sizeof process->untold[0]);
        assert_non_null(process->untold);
    }
    process->untold[process->untold_count++] = unit;
    process->ended++;
}

static void on_unit_ends(void *context, struct des_sim *sim, const struct des_event *event) {
    struct cluster *cluster = context;
    struct process *process = &cluster->processes[event->subject];
    cluster->end_s = des_sim_now(sim);
    process->idle++;
    begin(cluster, sim, event->subject);
    if (event->subject == 0) {
        learn(cluster, event->argument);
        plan_leader(cluster, sim, des_sim_now(sim) + WAKE_S);
    } else {
        remember(process, event->argument);
        plan_follower(cluster, sim, event->subject, des_sim_now(sim) + WAKE_S);
    }
}

static void receive(struct cluster *cluster, struct des_sim *sim, size_t p) {
    struct process *process = &cluster->processes[p];
    size_t waiting = process->tail - process->head;
    memmove(process->queue, process->queue + process->head, waiting * sizeof process->queue[0]);
    memcpy(process->queue + waiting, process->box, process->box_count * sizeof process->box[0]);
    process->head = 0;
    process->tail = waiting + process->box_count;
    process->received += process->box_count;
    process->box_count = 0;
    while (process->idle > 0 && process->head < process->tail) {
        begin(cluster, sim, p);
    }
}

static void tell(struct cluster *cluster, struct des_sim *sim, struct process *process,
                 const struct news *news) {
    size_t count = process->untold_count < TIMES_MOST ? process->untold_count : TIMES_MOST;
    process->untold_count -= count;
    for (size_t i = 0; i < count; i++) {
        process->told_units[i] = process->untold[process->untold_count + i];
    }
    process->told_count = count;
    process->told = *news;
    process->news_busy = true;
    process->news_s = des_sim_now(sim) + TRANSIT_S;
    plan_leader(cluster, sim, next_look(process->news_s));
}

static void on_follower_looks(void *context, struct des_sim *sim, const struct des_event *event) {
    struct cluster *cluster = context;
    struct process *process = &cluster->processes[event->subject];
    process->look_planned = false;
    if (process->box_count > 0 && process->box_s <= des_sim_now(sim)) {
        receive(cluster, sim, event->subject);
    }
    struct news news = {.idle = process->idle,
                        .queued = process->tail - process->head,
                        .received = process->received,
                        .ended = process->ended};
    bool changed = memcmp(&news, &process->told, sizeof news) != 0;
    bool waits = (changed && process->news_busy) || process->box_count > 0;
    if (changed && !process->news_busy) {
        tell(cluster, sim, process, &news);
    }
    if (waits) {
        plan_follower(cluster, sim, event->subject, next_look(des_sim_now(sim)));
    }
}

/* ---- the leader ---- */

static bool hear(struct cluster *cluster, const struct des_sim *sim, struct process *process) {
    if (!process->news_busy || process->news_s > des_sim_now(sim)) {
        return false;
    }
    process->news_busy = false;
    process->heard = process->told;
    for (size_t i = 0; i < process->told_count; i++) {
        learn(cluster, process->told_units[i]);
    }
    return true;
}

/* Sends what the rule says; true when that was something. */
static bool serve(struct cluster *cluster, struct des_sim *sim, size_t p) {
    struct process *process = &cluster->processes[p];
    size_t queued = process->heard.queued + process->given - process->heard.received;
    size_t share = handout_share(
        order_left(cluster->order), handout_depth(order_mean_s(cluster->order)),
        cluster->size * cluster->threads, cluster->threads, process->heard.idle, queued);
    if (process->box_count > 0) {
        return false;
    }
    while (process->box_count < share &&
           order_take(cluster->order, &process->box[process->box_count])) {
        process->box_count++;
    }
    if (process->box_count > 0) {
        process->given += process->box_count;
        process->box_s = cluster->leader_free_s + TRANSIT_S;
        plan_follower(cluster, sim, p, next_look(process->box_s));
    }
    return process->box_count > 0;
}

/* The leader's own time counts: what it sends late, others get late. */
static void on_leader_looks(void *context, struct des_sim *sim, const struct des_event *event) {
    struct cluster *cluster = context;
    bool more = false;
    (void)event;
    cluster->leader_planned = false;
    cluster->leader_free_s = des_sim_now(sim) + PROCESS_S * (double)cluster->size;
    for (size_t p = 1; p < cluster->size; p++) {
        cluster->leader_free_s += hear(cluster, sim, &cluster->processes[p]) ? MESSAGE_S : 0.0;
        more = more || cluster->processes[p].news_busy;
    }
    for (size_t p = 1; p < cluster->size; p++) {
        cluster->leader_free_s += serve(cluster, sim, p) ? MESSAGE_S : 0.0;
        more = more || cluster->processes[p].box_count > 0;
    }
    if (more) {
        plan_leader(cluster, sim, next_look(cluster->leader_free_s));
    }
}

/* ---- all of it ---- */

static void open_cluster(struct cluster *cluster, struct des_sim *sim) {
    size_t room = 2 * (HANDOUT_DEEPEST + 1) * cluster->threads;
    assert_int_equal(des_sim_add_kind(sim, "unit ends", on_unit_ends, cluster, &cluster->unit_ends),
                     DES_OK);
    assert_int_equal(des_sim_add_kind(sim, "follower looks", on_follower_looks, cluster,
                                      &cluster->follower_looks),
                     DES_OK);
    assert_int_equal(
        des_sim_add_kind(sim, "leader looks", on_leader_looks, cluster, &cluster->leader_looks),
        DES_OK);
    cluster->processes = calloc(cluster->size, sizeof cluster->processes[0]);
    assert_non_null(cluster->processes);
    for (size_t p = 0; p < cluster->size; p++) {
        struct process *process = &cluster->processes[p];
        process->idle = cluster->threads;
        process->queue = calloc(room, sizeof process->queue[0]);
        process->box = calloc(room, sizeof process->box[0]);
        assert_non_null(process->queue);
        assert_non_null(process->box);
        if (p == 0) {
            for (size_t t = 0; t < cluster->threads; t++) {
                begin(cluster, sim, 0);
            }
        } else {
            plan_follower(cluster, sim, p, 0.0);
        }
    }
}

static void close_cluster(struct cluster *cluster) {
    for (size_t p = 0; p < cluster->size; p++) {
        free(cluster->processes[p].queue);
        free(cluster->processes[p].box);
        free(cluster->processes[p].untold);
    }
    free(cluster->processes);
    order_destroy(cluster->order);
}

static size_t done_of(const struct cluster *cluster, const struct des_sim *sim) {
    return (size_t)des_sim_kind_handled(sim, cluster->unit_ends);
}

/* The work of all units over the time of all workers until the last unit ended. */
static double efficiency(const struct lengths *units, size_t processes, size_t threads,
                         bool longest_first) {
    struct cluster cluster = {
        .units = units, .size = processes, .threads = threads, .longest_first = longest_first};
    struct units plan;
    units_init(&plan, units->count);
    units_add_all(&plan);
    cluster.order = order_create(&plan, longest_first ? units->replications : units->count);
    struct des_sim *sim = des_sim_create(NULL);
    assert_non_null(sim);
    open_cluster(&cluster, sim);
    while (des_sim_step(sim) == DES_OK) {
    }
    assert_int_equal(done_of(&cluster, sim), units->count);
    des_sim_destroy(sim);
    close_cluster(&cluster);
    units_fini(&plan);
    return units->sum_s / (cluster.end_s * (double)(processes * threads));
}

/* ---- the tests ---- */

/* 400 places, the largest some 20 times the median, and 4 giants at the end of the plan; 250 and
 * more units for each worker.  A giant's unit is a tenth of what a worker does in all. */
static const struct plan large = {.places = 400,
                                  .replications = 250,
                                  .mean_s = 2.0,
                                  .place_log_sd = 1.0,
                                  .unit_log_sd = 0.2,
                                  .giants = 4,
                                  .giant = 40.0};

static void a_thousand_workers_are_busy_for_95_percent_of_the_time(void **state) {
    (void)state;
    static const struct {
        size_t processes, threads;
    } shapes[] = {{1000, 1}, {125, 8}, {63, 16}, {16, 64}};
    struct lengths units = lay(&large);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        double reached = efficiency(&units, shapes[i].processes, shapes[i].threads, true);
        print_message("%4zu processes of %2zu threads: %.3f\n", shapes[i].processes,
                      shapes[i].threads, reached);
        assert_true(reached >= 0.95);
        assert_true(reached <= 1.0);
    }
    free(units.seconds);
}

static void
from_one_to_4096_workers_efficiency_falls_only_with_the_length_of_the_tail(void **state) {
    (void)state;
    for (size_t workers = 1; workers <= 4096; workers *= 4) {
        struct plan plan = large;
        plan.replications = 1 + workers * 50 / plan.places;
        struct lengths units = lay(&plan);
        size_t threads = workers < 16 ? workers : 16;
        double reached = efficiency(&units, workers / threads, threads, true);
        print_message("%4zu workers, %6zu units: %.3f\n", workers, units.count, reached);
        assert_true(reached >= 0.95);
        free(units.seconds);
    }
}

static void giants_at_the_end_of_a_plan_are_begun_early(void **state) {
    (void)state;
    struct plan plan = large;
    plan.replications = 50;
    struct lengths units = lay(&plan);
    double in_order = efficiency(&units, 16, 16, false);
    double longest_first = efficiency(&units, 16, 16, true);
    print_message("256 workers: %.3f in the order of the plan, %.3f longest first\n", in_order,
                  longest_first);
    assert_true(longest_first > in_order + 0.02);
    free(units.seconds);
}

/* Where a unit is as short as a message and its answer, each message brings many. */
static void short_units_do_not_wait_for_messages(void **state) {
    (void)state;
    struct plan plan = large;
    plan.mean_s = 0.002;
    struct lengths units = lay(&plan);
    double reached = efficiency(&units, 16, 16, true);
    print_message("256 workers, units of 2 ms: %.3f\n", reached);
    assert_true(reached >= 0.9);
    free(units.seconds);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_workers_are_busy_for_95_percent_of_the_time),
        cmocka_unit_test(
            from_one_to_4096_workers_efficiency_falls_only_with_the_length_of_the_tail),
        cmocka_unit_test(giants_at_the_end_of_a_plan_are_begun_early),
        cmocka_unit_test(short_units_do_not_wait_for_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
