/* tools/benchmarks/mm1.c - M/M/1 at load 0.8, ns per customer.
 *
 *   bare       two kinds of callback on a 4-ary heap; two events a customer
 *   callbacks  the same with the library's events
 *   resource   a des_resource that records waiting and use; up to three events
 *   activity   a des_activity for each customer, who waits for that resource and is
 *              served; three events, two for those who need not wait */
#include <math.h>
#include <stdlib.h>

#include "bare_wide_heap.h"
#include "des/activity.h"
#include "des/resource.h"
#include "des/sim.h"

enum { ROOM = 1 << 16 };
static const double load = 0.8;

/* Customers in one queue; who waits is known by the time of arrival. */
struct clinic {
    struct bench_random random;
    double *arrived; /* ROOM, round and round */
    uint64_t first, end, served, last;
    double waited;
    bool busy;
};

static double exponential(struct bench_random *random, double mean) {
    return -mean * log(bench_uniform(random));
}

static struct clinic clinic_of(uint64_t customers) {
    return (struct clinic){.random = bench_random_from(5),
                           .arrived = bench_memory(ROOM, sizeof(double)),
                           .last = customers};
}

/* True when the customer is served at once. */
static inline bool arrive(struct clinic *clinic, double now) {
    bool free = !clinic->busy;
    if (free) {
        clinic->busy = true;
    } else {
        clinic->arrived[clinic->end++ % ROOM] = now;
    }
    return free;
}

/* True when another customer is served next. */
static inline bool leave(struct clinic *clinic, double now) {
    clinic->served++;
    clinic->busy = clinic->first < clinic->end;
    if (clinic->busy) {
        clinic->waited += now - clinic->arrived[clinic->first++ % ROOM];
    }
    return clinic->busy;
}

/* ---- bare ---- */

struct bare {
    struct clinic clinic;
    struct wide_heap *heap;
    uint64_t sequence;
};

typedef void (*callback)(struct bare *bare, double now);

static void bare_add(struct bare *bare, double time, uint64_t what) {
    wide_heap_push(bare->heap, (struct bare_event){time, bare->sequence++, what});
}

static void bare_arrival(struct bare *bare, double now) {
    bare_add(bare, now + exponential(&bare->clinic.random, 1 / load), 0);
    if (arrive(&bare->clinic, now)) {
        bare_add(bare, now + exponential(&bare->clinic.random, 1), 1);
    }
}

static void bare_departure(struct bare *bare, double now) {
    if (leave(&bare->clinic, now)) {
        bare_add(bare, now + exponential(&bare->clinic.random, 1), 1);
    }
}

static double run_bare(uint64_t customers, double *waited) {
    static const callback callbacks[] = {bare_arrival, bare_departure};
    struct bare bare = {.clinic = clinic_of(customers), .heap = wide_heap_create(16)};
    bare_add(&bare, 0, 0);
    uint64_t begun = bench_cpu_ns();
    while (bare.clinic.served < customers) {
        struct bare_event event = wide_heap_pop(bare.heap);
        callbacks[event.payload](&bare, event.time);
    }
    uint64_t ended = bench_cpu_ns();
    wide_heap_destroy(bare.heap);
    free(bare.clinic.arrived);
    *waited = bare.clinic.waited;
    return (double)(ended - begun) / (double)customers;
}

/* ---- the library ---- */

struct library {
    struct clinic clinic;
    struct des_resource *resource; /* NULL: callbacks alone */
    uint32_t arrival, start, departure;
};

static void add(struct des_sim *sim, double time, uint32_t kind) {
    bench_need(des_sim_schedule(sim, time, 0, (struct des_event){kind, 0, 0}, NULL) == DES_OK,
               "scheduling failed");
}

static void serve(struct library *library, struct des_sim *sim) {
    add(sim, des_sim_now(sim) + exponential(&library->clinic.random, 1), library->departure);
}

static void on_arrival(void *context, struct des_sim *sim, const struct des_event *event) {
    struct library *library = context;
    const double now = des_sim_now(sim);
    add(sim, now + exponential(&library->clinic.random, 1 / load), event->kind);
    if (!library->resource) {
        if (arrive(&library->clinic, now)) {
            serve(library, sim);
        }
    } else if (des_resource_take(library->resource)) {
        serve(library, sim);
    } else {
        bench_need(des_resource_request(library->resource, 0,
                                        (struct des_event){library->start, 0, 0}, 0,
                                        NULL) == DES_OK,
                   "a request failed");
    }
}

static void on_start(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)event;
    serve(context, sim);
}

static void on_departure(void *context, struct des_sim *sim, const struct des_event *event) {
    struct library *library = context;
    (void)event;
    if (library->resource) {
        library->clinic.served++;
        des_resource_release(library->resource);
    } else if (leave(&library->clinic, des_sim_now(sim))) {
        serve(library, sim);
    }
    if (library->clinic.served == library->clinic.last) {
        des_sim_stop(sim);
    }
}

static double run_library(uint64_t customers, bool with_resource, double *waited) {
    struct library library = {.clinic = clinic_of(customers)};
    struct des_sim *sim = des_sim_create(NULL);
    bench_need(sim && des_sim_add_kind(sim, "arrival", on_arrival, &library, &library.arrival) ==
                          DES_OK,
               "the simulation could not be made");
    bench_need(des_sim_add_kind(sim, "start", on_start, &library, &library.start) == DES_OK &&
                   des_sim_add_kind(sim, "departure", on_departure, &library, &library.departure) ==
                       DES_OK,
               "the kinds could not be added");
    library.resource = with_resource ? des_resource_create(sim, "desk", 1) : NULL;
    bench_need(!with_resource || library.resource, "the resource could not be made");
    add(sim, 0, library.arrival);
    uint64_t begun = bench_cpu_ns();
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    uint64_t ended = bench_cpu_ns();
    *waited = library.clinic.waited;
    if (with_resource) {
        struct des_resource_record record = des_resource_observe(library.resource);
        *waited = record.wait.mean * (double)record.wait.n;
        des_resource_destroy(library.resource);
    }
    des_sim_destroy(sim);
    free(library.clinic.arrived);
    return (double)(ended - begun) / (double)customers;
}

/* ---- an activity per customer ---- */

struct shop {
    struct bench_random random;
    struct des_activities *customers;
    struct des_resource *desk;
    uint64_t served, last;
};

static void enter(struct shop *shop, double time) {
    bench_need(des_activity_begin(shop->customers, time, 0, NULL, NULL) == DES_OK,
               "a customer could not begin");
}

static void visit(struct des_activity *self, void *state, void *context) {
    struct shop *shop = context;
    (void)state;
    DES_ACTIVITY_BEGIN(self);
    enter(shop, des_activity_now(self) + exponential(&shop->random, 1 / load));
    if (!des_resource_take(shop->desk)) {
        DES_WAIT(self, des_wait_server(self, shop->desk, 0));
    }
    DES_WAIT(self, des_wait_for(self, exponential(&shop->random, 1)));
    des_resource_release(shop->desk);
    if (++shop->served == shop->last) {
        des_sim_stop(des_activity_sim(self));
    }
    DES_ACTIVITY_END(self);
}

static double run_activities(uint64_t customers, double *waited) {
    struct shop shop = {.random = bench_random_from(5), .last = customers};
    struct des_sim *sim = des_sim_create(NULL);
    bench_need(sim && des_activities_create(sim, "customer", 0, visit, &shop, &shop.customers) ==
                          DES_OK,
               "the simulation could not be made");
    shop.desk = des_resource_create(sim, "desk", 1);
    bench_need(shop.desk != NULL, "the resource could not be made");
    enter(&shop, 0);
    uint64_t begun = bench_cpu_ns();
    bench_need(des_sim_run_until(sim, 1e300) == DES_EINTERRUPTED, "the run did not stop");
    uint64_t ended = bench_cpu_ns();
    struct des_resource_record record = des_resource_observe(shop.desk);
    *waited = record.wait.mean * (double)record.wait.n;
    des_activities_destroy(shop.customers);
    des_resource_destroy(shop.desk);
    des_sim_destroy(sim);
    return (double)(ended - begun) / (double)customers;
}

void bench_mm1(struct bench *bench) {
    const uint64_t customers = bench->fast ? 200000 : 2000000;
    double bare[BENCH_ROUNDS_MOST], callbacks[BENCH_ROUNDS_MOST], resource[BENCH_ROUNDS_MOST];
    double activity[BENCH_ROUNDS_MOST];
    for (size_t i = 0; i < bench->rounds; i++) {
        double waited[4];
        bare[i] = run_bare(customers, &waited[0]);
        callbacks[i] = run_library(customers, false, &waited[1]);
        resource[i] = run_library(customers, true, &waited[2]);
        activity[i] = run_activities(customers, &waited[3]);
        bench_need(waited[0] == waited[1] && fabs(waited[2] / waited[0] - 1) < 1e-3 &&
                       fabs(waited[3] / waited[0] - 1) < 1e-3,
                   "the customers waited for different times");
    }
    const double limit = bench_median(bare, bench->rounds);
    bench_report(bench, &(struct bench_result){"mm1", "callbacks, per customer", "ns",
                                               bench_median(callbacks, bench->rounds), limit,
                                               "callbacks, 4-ary heap", 1.5, false});
    bench_report(bench, &(struct bench_result){"mm1", "resource, per customer", "ns",
                                               bench_median(resource, bench->rounds), limit,
                                               "callbacks, 4-ary heap", 2.2, false});
    bench_report(bench, &(struct bench_result){"mm1", "activity, per customer", "ns",
                                               bench_median(activity, bench->rounds), limit,
                                               "callbacks, 4-ary heap", 4, false});
}
