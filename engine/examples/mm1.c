/* mm1.c - one server, Poisson arrivals, exponential service: what is seen, and theory. */
#include <stdio.h>

#include "des/random.h"
#include "des/resource.h"

static const double gap_min = 5.0, service_min = 4.0, warm_up_min = 1e5, end_min = 1e7;
static const struct des_random source = {.seed = 2024, .replicate = 0};

struct queue {
    struct des_resource *server;
    uint32_t arrival, granted, done; /* kinds of events */
};

/* A draw has a place, not a sequence: whom it concerns, and what for. */
static void after(struct des_sim *sim, const char *what, double mean_min, struct des_event next) {
    const struct des_block block =
        des_draw(&source, des_entity(0, next.subject), des_purpose_named(what), 0, 0);
    const double time = des_sim_now(sim) + des_exponential_from(block.word[0], mean_min);
    des_assert(sim, des_sim_schedule(sim, time, 0, next, NULL) == DES_OK);
}

static void arrive(void *context, struct des_sim *sim, const struct des_event *event) {
    const struct queue *queue = context;
    const struct des_event granted = {queue->granted, event->subject, 0};
    des_assert(sim, des_resource_request(queue->server, 0, granted, 0, NULL) == DES_OK);
    after(sim, "gap", gap_min, (struct des_event){queue->arrival, event->subject + 1, 0});
}

static void begin(void *context, struct des_sim *sim, const struct des_event *event) {
    const struct queue *queue = context;
    after(sim, "service", service_min, (struct des_event){queue->done, event->subject, 0});
}

static void leave(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim, (void)event;
    des_resource_release(((const struct queue *)context)->server);
}

int main(void) {
    struct des_sim *sim = des_sim_create(NULL);
    struct queue queue = {.server = sim ? des_resource_create(sim, "server", 1) : NULL};
    des_require(queue.server &&
                des_sim_add_kind(sim, "arrival", arrive, &queue, &queue.arrival) == DES_OK &&
                des_sim_add_kind(sim, "granted", begin, &queue, &queue.granted) == DES_OK &&
                des_sim_add_kind(sim, "done", leave, &queue, &queue.done) == DES_OK);
    after(sim, "gap", gap_min, (struct des_event){.kind = queue.arrival});
    des_require(des_sim_run_until(sim, warm_up_min) == DES_OK);
    des_resource_reset(queue.server);
    des_require(des_sim_run_until(sim, end_min) == DES_OK);
    printf("mean wait %.3f min, theory %.3f\n", des_resource_observe(queue.server).wait.mean,
           service_min * service_min / (gap_min - service_min));
    des_resource_destroy(queue.server);
    des_sim_destroy(sim);
}
