/* tools/benchmarks/replication.c - what a replication costs beside its model: a
 * simulation is made, one event happens, and it is given up. */
#include "bench.h"
#include "des/sim.h"

static void handle(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    *(uint64_t *)context += event->argument;
}

static void replicate(uint64_t *count) {
    struct des_sim *sim = des_sim_create(NULL);
    uint32_t kind = 0;
    bench_need(sim && des_sim_add_kind(sim, "event", handle, count, &kind) == DES_OK,
               "the simulation could not be made");
    bench_need(des_sim_schedule(sim, 1, 0, (struct des_event){kind, 0, 1}, NULL) == DES_OK &&
                   des_sim_run_until(sim, 2) == DES_OK,
               "the run failed");
    des_sim_destroy(sim);
}

void bench_replication(struct bench *bench) {
    const uint64_t many = bench->fast ? 20000 : 200000;
    double times[BENCH_ROUNDS_MOST];
    for (size_t round = 0; round < bench->rounds; round++) {
        uint64_t count = 0, begun = bench_ns();
        for (uint64_t i = 0; i < many; i++) {
            replicate(&count);
        }
        times[round] = (double)(bench_ns() - begun) / 1000 / (double)many;
        bench_need(count == many, "an event was lost");
    }
    bench_report(bench, &(struct bench_result){"replication", "create, one event, destroy", "us",
                                               bench_median(times, bench->rounds), 2, "(asked)", 1,
                                               false});
}
