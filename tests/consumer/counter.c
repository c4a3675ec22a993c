/* One counter with a constant time of service: the M/D/1 queue, whose mean wait is known
 * (Pollaczek 1930, Khinchin 1932). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "des/random.h"
#include "des/sim.h"
#include "des/stats.h"

enum { CUSTOMERS = 200000 };
static const double interarrival_min = 10.0;
static const double service_min = 4.0;

struct counter {
    struct des_random random;
    uint32_t arrival;
    double free_at;
    struct des_tally wait;
};

static void must(enum des_status status) {
    if (status != DES_OK) {
        fprintf(stderr, "%s\n", des_status_text(status));
        exit(EXIT_FAILURE);
    }
}

static void schedule_arrival(struct counter *counter, struct des_sim *sim, uint32_t customer) {
    struct des_block block =
        des_draw(&counter->random, des_entity(1, customer), des_purpose_named("arrival"), 0, 0);
    double gap_min = des_exponential_from(block.word[0], interarrival_min);
    struct des_event event = {.kind = counter->arrival, .subject = customer};
    must(des_sim_schedule(sim, des_sim_now(sim) + gap_min, 0, event, NULL));
}

static void arrive(void *context, struct des_sim *sim, const struct des_event *event) {
    struct counter *counter = context;
    double begin = fmax(des_sim_now(sim), counter->free_at);
    des_tally_add(&counter->wait, begin - des_sim_now(sim));
    counter->free_at = begin + service_min;
    if (event->subject + 1 < CUSTOMERS) {
        schedule_arrival(counter, sim, event->subject + 1);
    }
}

int main(void) {
    struct counter counter = {.random = {.seed = 2024}};
    des_tally_init(&counter.wait);
    struct des_sim *sim = des_sim_create(NULL);
    if (sim == NULL) {
        return EXIT_FAILURE;
    }
    must(des_sim_add_kind(sim, "arrival", arrive, &counter, &counter.arrival));
    schedule_arrival(&counter, sim, 0);
    must(des_sim_run_until(sim, 1e9));

    double load = service_min / interarrival_min;
    double theory_min = load * service_min / (2.0 * (1.0 - load));
    double mean_min = des_tally_mean(&counter.wait);
    printf("%llu customers waited %.3f min; theory says %.3f\n",
           (unsigned long long)des_sim_handled(sim), mean_min, theory_min);
    int good = des_sim_handled(sim) == CUSTOMERS && fabs(mean_min / theory_min - 1.0) < 0.03;
    des_sim_destroy(sim);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
