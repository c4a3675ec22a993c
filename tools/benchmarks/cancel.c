/* tools/benchmarks/cancel.c - nine of ten events are cancelled before their time.
 *
 * Each event handled puts itself back, schedules nine timeouts, and cancels those
 * that were scheduled LAG events ago.  The bare loop: the ladder, whose cancelled
 * events are marked and passed over when they come up. */
#include <math.h>

#include "bare_ladder.h"
#include "des/sim.h"

enum { PENDING = 10000, TIMEOUTS = 9, LAG = 64, FIRST_LAG = LAG * TIMEOUTS };

struct cancelling {
    const double *increments;
    uint64_t drawn, handled, last, checksum;
    uint64_t ids[FIRST_LAG]; /* of timeouts not cancelled yet, round and round */
    uint64_t timeouts;
};

/* So late that no timeout comes up before it is cancelled. */
static double next_timeout(struct cancelling *work) {
    return 1 + work->increments[work->drawn++ % HOLD_INCREMENTS];
}

static double next_increment(struct cancelling *work) {
    return work->increments[work->drawn++ % HOLD_INCREMENTS];
}

/* ---- bare ---- */

struct bare {
    struct ladder *ladder;
    uint32_t *free; /* payloads not in use */
    size_t free_count;
    bool *cancelled; /* by payload */
    uint64_t sequence;
};

static uint64_t bare_add(struct bare *bare, double time) {
    uint32_t payload = bare->free[--bare->free_count];
    bare->cancelled[payload] = false;
    ladder_push(bare->ladder, (struct bare_event){time, bare->sequence++, payload});
    return payload;
}

static double bare_next(struct bare *bare) {
    for (;;) {
        struct bare_event event = ladder_pop(bare->ladder);
        bare->free[bare->free_count++] = (uint32_t)event.payload;
        if (!bare->cancelled[event.payload]) {
            return event.time;
        }
    }
}

static void bare_work(struct bare *bare, struct cancelling *work) {
    while (work->handled < work->last) {
        const double now = bare_next(bare);
        work->handled++;
        work->checksum = hold_mix(work->checksum, 0, now);
        (void)bare_add(bare, now + next_increment(work));
        for (int i = 0; i < TIMEOUTS; i++) {
            uint64_t *id = &work->ids[work->timeouts++ % FIRST_LAG];
            if (work->timeouts > FIRST_LAG) {
                bare->cancelled[*id] = true;
            }
            *id = bare_add(bare, now + next_timeout(work));
        }
    }
}

static double run_bare(struct cancelling *work, uint64_t count) {
    enum { CAPACITY = 40 * PENDING };
    struct bare bare = {.ladder = ladder_create(CAPACITY)};
    bare.free = bench_memory(CAPACITY, sizeof(*bare.free));
    bare.cancelled = bench_memory(CAPACITY, sizeof(*bare.cancelled));
    for (uint32_t i = CAPACITY; i-- > 0;) {
        bare.free[bare.free_count++] = i;
    }
    for (uint32_t i = 0; i < PENDING; i++) {
        (void)bare_add(&bare, next_increment(work));
    }
    work->last = 4 * PENDING;
    bare_work(&bare, work);
    uint64_t begun = bench_cpu_ns();
    work->last += count;
    bare_work(&bare, work);
    uint64_t ended = bench_cpu_ns();
    ladder_destroy(bare.ladder);
    free(bare.free);
    free(bare.cancelled);
    return (double)(ended - begun) / (double)count;
}

/* ---- the library ---- */

static void add(struct des_sim *sim, struct des_event event, double time, des_event_id *id) {
    bench_need(des_sim_schedule(sim, time, 0, event, id) == DES_OK, "scheduling failed");
}

static void handle(void *context, struct des_sim *sim, const struct des_event *event) {
    struct cancelling *work = context;
    const double now = des_sim_now(sim);
    work->handled++;
    work->checksum = hold_mix(work->checksum, 0, now);
    add(sim, *event, now + next_increment(work), NULL);
    for (int i = 0; i < TIMEOUTS; i++) {
        des_event_id *id = &work->ids[work->timeouts++ % FIRST_LAG];
        if (work->timeouts > FIRST_LAG) {
            bench_need(des_sim_cancel(sim, *id) == DES_OK, "a timeout came too early");
        }
        add(sim, *event, now + next_timeout(work), id);
    }
    if (work->handled == work->last) {
        des_sim_stop(sim);
    }
}

static double run_library(struct cancelling *work, uint64_t count) {
    struct des_sim *sim = des_sim_create(&(struct des_sim_options){.capacity_hint = 2 * PENDING});
    uint32_t kind = 0;
    bench_need(sim && des_sim_add_kind(sim, "work", handle, work, &kind) == DES_OK,
               "the simulation could not be made");
    for (uint32_t i = 0; i < PENDING; i++) {
        add(sim, (struct des_event){kind, i, 0}, next_increment(work), NULL);
    }
    work->last = 4 * PENDING;
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    uint64_t begun = bench_cpu_ns();
    work->last += count;
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    uint64_t ended = bench_cpu_ns();
    des_sim_destroy(sim);
    return (double)(ended - begun) / (double)count;
}

static double exponential(struct bench_random *random) {
    return -log(bench_uniform(random));
}

void bench_cancel(struct bench *bench) {
    const uint64_t count = bench->fast ? 50000 : 200000;
    double bare[BENCH_ROUNDS_MOST], library[BENCH_ROUNDS_MOST];
    double *increments = bench_memory(HOLD_INCREMENTS, sizeof(*increments));
    hold_fill(increments, exponential, 7);
    for (size_t round = 0; round < bench->rounds; round++) {
        struct cancelling first = {.increments = increments}, second = first;
        bare[round] = run_bare(&first, count);
        library[round] = run_library(&second, count);
        bench_need(first.checksum == second.checksum, "the orders of events differ");
    }
    free(increments);
    bench_report(bench, &(struct bench_result){"cancel", "9 of 10 cancelled, per event", "ns",
                                               bench_median(library, bench->rounds),
                                               bench_median(bare, bench->rounds), "ladder, marks",
                                               2, false});
}
