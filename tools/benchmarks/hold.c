/* tools/benchmarks/hold.c - the future event set in the hold model. */
#include "hold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bare_ladder.h"
#include "des/sim.h"

BARE_HOLD(ladder)

/* ---- the library ---- */

struct holder {
    struct hold *hold;
    uint64_t scheduled, stop_at; /* then the run stops */
    uint64_t checksum;
};

static void schedule(struct holder *holder, struct des_sim *sim, double now,
                     const struct des_event *event) {
    const double time = now + holder->hold->increments[holder->scheduled % HOLD_INCREMENTS];
    des_event_id id;
    bench_need(des_sim_schedule(sim, time, 0, *event, &id) == DES_OK, "scheduling failed");
    holder->scheduled++;
}

static void handle(void *context, struct des_sim *sim, const struct des_event *event) {
    struct holder *holder = context;
    const double now = des_sim_now(sim);
    holder->checksum = hold_mix(holder->checksum, event->argument, now);
    schedule(holder, sim, now, event);
    if (holder->scheduled == holder->stop_at) {
        des_sim_stop(sim);
    }
}

double hold_library(struct hold *hold) {
    struct holder holder = {.hold = hold, .stop_at = 2 * (uint64_t)hold->pending};
    struct des_sim *sim =
        des_sim_create(&(struct des_sim_options){.capacity_hint = hold->pending + 1});
    uint32_t kind = 0;
    bench_need(sim && des_sim_add_kind(sim, "hold", handle, &holder, &kind) == DES_OK,
               "the simulation could not be made");
    for (uint32_t i = 0; i < hold->pending; i++) {
        schedule(&holder, sim, 0, &(struct des_event){kind, 0, i});
    }
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    holder.stop_at += hold->operations;
    uint64_t begun = bench_cpu_ns();
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    uint64_t ended = bench_cpu_ns();
    des_sim_destroy(sim);
    hold->checksum = holder.checksum;
    return (double)(ended - begun) / (double)hold->operations;
}

/* ---- laws ---- */

static double exponential(struct bench_random *random) {
    return -log(bench_uniform(random));
}
static double uniform(struct bench_random *random) {
    return 2 * bench_uniform(random);
}
static double bimodal(struct bench_random *random) {
    return exponential(random) * (bench_next(random) % 100 ? 0.1 : 90);
}
static double heavy_tail(struct bench_random *random) { /* Pareto, no variance */
    return pow(bench_uniform(random), -1 / 1.1) - 1;
}
static double tied(struct bench_random *random) {
    (void)random;
    return 1;
}

static const struct {
    const char *name;
    double (*draw)(struct bench_random *random);
    double asked;
} laws[] = {
    {"exponential", exponential, 1.5}, {"uniform", uniform, 2}, {"bimodal 99:1", bimodal, 2},
    {"heavy tail", heavy_tail, 2},     {"all tied", tied, 2},
};

static const struct {
    const char *name;
    hold_run run;
} structures[] = {
    {"binary heap", hold_binary_heap},
    {"4-ary heap", hold_wide_heap},
    {"calendar", hold_calendar},
    {"ladder", hold_ladder},
};
enum { STRUCTURES = sizeof(structures) / sizeof(structures[0]) };

void hold_fill_exponential(double *increments) {
    hold_fill(increments, exponential, 0);
}

double hold_bare(const double *increments, uint32_t pending) {
    double best = INFINITY;
    for (size_t i = 0; i < 3 * STRUCTURES; i++) {
        struct hold hold = {.increments = increments, .pending = pending, .operations = 200000};
        best = fmin(best, structures[i % STRUCTURES].run(&hold));
    }
    return best;
}

/* The structures and the library in turn, so that all see the same weather. */
static void measure(struct bench *bench, struct hold *hold, double *bare, double *library) {
    double times[STRUCTURES + 1][BENCH_ROUNDS_MOST];
    for (size_t round = 0; round < bench->rounds; round++) {
        times[STRUCTURES][round] = hold_library(hold);
        const uint64_t checksum = hold->checksum;
        for (size_t i = 0; i < STRUCTURES; i++) {
            times[i][round] = structures[i].run(hold);
            bench_need(hold->checksum == checksum, "the orders of events differ");
        }
    }
    for (size_t i = 0; i < STRUCTURES; i++) {
        bare[i] = bench_median(times[i], bench->rounds);
    }
    *library = bench_median(times[STRUCTURES], bench->rounds);
}

static void hold_at(struct bench *bench, size_t law, struct hold *hold) {
    double bare[STRUCTURES], library;
    measure(bench, hold, bare, &library);
    char name[64];
    (void)snprintf(name, sizeof(name), "%s, %u pending", laws[law].name, hold->pending);
    size_t best = 0;
    for (size_t i = 1; i < STRUCTURES; i++) {
        best = bare[i] < bare[best] ? i : best;
    }
    bench_report(bench, &(struct bench_result){"hold", name, "ns", library, bare[best],
                                               structures[best].name, laws[law].asked, false});
    for (size_t i = 0; i < STRUCTURES; i++) {
        (void)snprintf(name, sizeof(name), "  bare %s", structures[i].name);
        bench_report(bench, &(struct bench_result){
                                .group = "hold", .name = name, .unit = "ns", .value = bare[i]});
    }
}

void bench_hold(struct bench *bench) {
    static const uint32_t sizes[] = {100, 10000, 1000000};
    double *increments = bench_memory(HOLD_INCREMENTS, sizeof(*increments));
    for (size_t law = 0; law < sizeof(laws) / sizeof(laws[0]); law++) {
        hold_fill(increments, laws[law].draw, law);
        for (size_t i = 0; i < (bench->fast ? 2 : 3); i++) {
            struct hold hold = {.increments = increments,
                                .pending = sizes[i],
                                .operations = bench->fast ? 200000 : 1000000};
            hold_at(bench, law, &hold);
        }
    }
    free(increments);
}
