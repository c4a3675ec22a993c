/* tools/benchmarks/network.c - twenty stations in a row, each at load 0.8, ns per visit to
 * a station.
 *
 *   bare     the same network on a 4-ary heap, waiting summed for each station
 *   library  models/network from its parameters: draws placed by customer and visit,
 *            waiting, queue, use and stay on record for each station and class
 *
 * A fifth of the customers begin again at the end of the row.  A visit is one event in both,
 * its end of service, and a twentieth of an arrival; the library counts also the beginning
 * of a service that was waited for. */
#include "network/network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare_wide_heap.h"

enum { STATIONS = 20, ROOM = 1 << 14 };
static const double arrival_rate = 0.64, again = 0.2;

struct figures {
    double ns; /* a visit */
    double visits, waited;
};

/* ---- bare ---- */

struct station {
    double arrived[ROOM]; /* round and round */
    uint64_t first, end;
    bool busy;
};

struct bare {
    struct station station[STATIONS];
    struct wide_heap *heap;
    struct bench_random random;
    uint64_t sequence;
    struct figures figures;
};

static void add(struct bare *bare, double now, double mean, uint64_t what) {
    const double time = now - mean * log(bench_uniform(&bare->random));
    wide_heap_push(bare->heap, (struct bare_event){time, bare->sequence++, what});
}

static void enter(struct bare *bare, double now, uint64_t at) {
    struct station *station = &bare->station[at];
    if (station->busy) {
        station->arrived[station->end++ % ROOM] = now;
    } else {
        station->busy = true;
        add(bare, now, 1, at);
    }
}

static void leave(struct bare *bare, double now, uint64_t at) {
    struct station *station = &bare->station[at];
    station->busy = station->first < station->end;
    if (station->busy) {
        bare->figures.waited += now - station->arrived[station->first++ % ROOM];
        add(bare, now, 1, at);
    }
    bare->figures.visits++;
    if (at + 1 < STATIONS) {
        enter(bare, now, at + 1);
    } else if (bench_uniform(&bare->random) < again) {
        enter(bare, now, 0);
    }
}

static struct figures run_bare(double minutes) {
    struct bare *bare = bench_memory(1, sizeof(*bare));
    bare->heap = wide_heap_create(STATIONS + 1);
    bare->random = bench_random_from(5);
    add(bare, 0, 1 / arrival_rate, STATIONS);
    uint64_t begun = bench_ns();
    for (double now = 0; now < minutes;) {
        const struct bare_event event = wide_heap_pop(bare->heap);
        now = event.time;
        if (event.payload == STATIONS) {
            add(bare, now, 1 / arrival_rate, STATIONS);
            enter(bare, now, 0);
        } else {
            leave(bare, now, event.payload);
        }
    }
    struct figures figures = bare->figures;
    figures.ns = (double)(bench_ns() - begun) / figures.visits;
    wide_heap_destroy(bare->heap);
    free(bare);
    return figures;
}

/* ---- the library ---- */

static void set(struct des_values *values, const char *path, const char *text) {
    struct des_error error = {0};
    bench_need(des_values_set_text(values, path, text, &error) == DES_OK, error.text);
}

static void describe(struct des_values *values) {
    char route[1024], text[40];
    int length = snprintf(route, sizeof(route), "in: station1");
    for (int i = 1; i <= STATIONS; i++) {
        char path[40];
        (void)snprintf(path, sizeof(path), "station%d.service", i);
        set(values, path, "exponential(1)");
        length += snprintf(route + length, sizeof(route) - (size_t)length,
                           i < STATIONS ? "; station%d: station%d" : "; station%d: station1 0.2", i,
                           i + 1);
    }
    (void)snprintf(text, sizeof(text), "%g", arrival_rate);
    set(values, "run.warmup", "0");
    set(values, "class1.arrivals", "poisson");
    set(values, "class1.arrival_rate", text);
    set(values, "class1.route", route);
}

static struct figures run_library(const struct des_values *values, int64_t days) {
    const struct des_run_input input = {.values = values, .random = {2024, 0}, .days = days};
    const size_t count = network_model.stratum_count * network_model.total_count;
    double *totals = bench_memory(count, sizeof(*totals));
    struct des_error error = {0};
    uint64_t begun = bench_ns();
    bench_need(des_model_run(&network_model, &input, NULL, totals, NULL, &error) == DES_OK,
               error.text);
    uint64_t ended = bench_ns();
    struct figures figures = {.visits = totals[des_model_total(&network_model, "completed")],
                              .waited = totals[des_model_total(&network_model, "wait_min")]};
    figures.ns = (double)(ended - begun) / figures.visits;
    free(totals);
    return figures;
}

void bench_network(struct bench *bench) {
    const int64_t days = bench->fast ? 10 : 80;
    struct des_space *space = NULL;
    bench_need(des_space_create(network_model.groups, network_model.group_count, &space, NULL) ==
                   DES_OK,
               "the parameters of the network could not be made");
    struct des_values *values = des_values_create(space);
    bench_need(values != NULL, "out of memory");
    describe(values);
    double library[BENCH_ROUNDS_MOST], bare[BENCH_ROUNDS_MOST];
    for (size_t i = 0; i < bench->rounds; i++) {
        const struct figures a = run_library(values, days), b = run_bare((double)days * 1440);
        bench_need(fabs(a.visits / b.visits - 1) < 0.05, "the networks served different numbers");
        bench_need(fabs(a.waited / b.waited - 1) < 0.3, "the customers waited for different times");
        library[i] = a.ns;
        bare[i] = b.ns;
    }
    bench_report(bench, &(struct bench_result){"network", "20 stations, per visit", "ns",
                                               bench_median(library, bench->rounds),
                                               bench_median(bare, bench->rounds),
                                               "callbacks, 4-ary heap", 0, false});
    des_values_destroy(values);
    des_space_destroy(space);
}
