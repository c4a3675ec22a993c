/* tools/benchmarks/country.c - home care in the whole country for a year: what a visit costs.
 *
 * Every municipality of scenarios/experiments/norway.cfg, one replication, no trace, one after
 * another on this thread.  Processor time of the observed year, set-up and warm-up aside, over
 * the visits carried out in it, beside one event taken and put back on the best bare queue as
 * long as the run's own at the median.
 *
 * That median is known only at the end, and the weather changes on the way: bare queues of some
 * lengths are timed before, between and after, and what lies between two lengths is read off
 * the line between them over the logarithm of the length. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "hold.h"
#include "home_care/home_care.h"
#include "world_run.h"

enum { SHORTEST = 512, LENGTHS = 5, TIMES = 3 }; /* 512, 2048 ... 131072 events */

struct country {
    struct des_experiment *experiment;
    struct world_figures *place;
    size_t places;
    double *increments;
    double bare[LENGTHS][TIMES];
    size_t times;
    double line[LENGTHS]; /* medians of `bare` */
    struct world_figures all;
};

/* ---- the bare queues ---- */

static void time_bare(struct country *country) {
    for (size_t i = 0; i < LENGTHS; i++) {
        country->bare[i][country->times] =
            hold_bare(country->increments, (uint32_t)SHORTEST << 2 * i);
    }
    country->times++;
}

static void draw_line(struct country *country) {
    for (size_t i = 0; i < LENGTHS; i++) {
        country->line[i] = bench_median(country->bare[i], country->times);
    }
}

static double bare_at(const struct country *country, double pending) {
    const double most = LENGTHS - 1;
    const double at = fmin(fmax(0.5 * log2(pending / SHORTEST), 0.0), most);
    const size_t low = (size_t)fmin(floor(at), most - 1.0);
    const double share = at - (double)low;
    return (1.0 - share) * country->line[low] + share * country->line[low + 1];
}

/* ---- the run ---- */

static void run_all(struct country *country, size_t each, int64_t days) {
    const size_t count = des_experiment_plan(country->experiment)->setting_count;
    const size_t wanted = count / each;
    size_t done = 0;
    time_bare(country);
    for (size_t i = each / 2; i < count && done < wanted; i += each) {
        country->place[done++] = world_run(country->experiment, i, days, NULL);
        if (done * (TIMES - 1) >= wanted * country->times && country->times < TIMES - 1) {
            time_bare(country);
        }
    }
    time_bare(country);
    country->places = done;
    draw_line(country);
}

static int by_pending(const void *a, const void *b) {
    const struct world_figures *first = a, *second = b;
    return (first->pending > second->pending) - (first->pending < second->pending);
}

static void add_up(struct country *country) {
    struct world_figures *all = &country->all;
    qsort(country->place, country->places, sizeof *country->place, by_pending);
    for (size_t i = 0; i < country->places; i++) {
        const struct world_figures *place = &country->place[i];
        all->ns += place->ns;
        all->set_up_ns += place->set_up_ns;
        all->warm_up_ns += place->warm_up_ns;
        all->visits += place->visits;
        all->users += place->users;
    }
}

/* As long as the queue is at the visit in the middle, of all visits by the median of the queue
 * where they are made. */
static uint32_t median_pending(const struct country *country) {
    double before = 0.0;
    size_t i = 0;
    for (; i + 1 < country->places; i++) {
        before += country->place[i].visits;
        if (before >= 0.5 * country->all.visits) {
            break;
        }
    }
    return country->place[i].pending;
}

/* ---- the report ---- */

static void report(struct bench *bench, const char *name, const char *unit, double value) {
    bench_report(bench, &(struct bench_result){
                            .group = "country", .name = name, .unit = unit, .value = value});
}

static void report_sizes(struct bench *bench, const struct country *country) {
    static const double thirds[] = {1.0 / 3.0, 2.0 / 3.0, 1.0};
    static const char *const names[] = {"  shortest queues, a third of visits", "  middle third",
                                        "  longest queues"};
    size_t i = 0;
    double before = 0.0;
    for (size_t t = 0; t < 3; t++) {
        double ns = 0.0, visits = 0.0, bare = 0.0;
        for (; i < country->places && (before < thirds[t] * country->all.visits || t == 2); i++) {
            const struct world_figures *place = &country->place[i];
            ns += place->ns;
            visits += place->visits;
            bare += place->visits * bare_at(country, place->pending);
            before += place->visits;
        }
        if (visits > 0.0) {
            bench_report(bench,
                         &(struct bench_result){"country", names[t], "ns", ns / visits,
                                                bare / visits, "bare, each its own", 0, false});
        }
    }
}

static void report_all(struct bench *bench, const struct country *country, int64_t days) {
    const struct world_figures *all = &country->all;
    const uint32_t pending = median_pending(country);
    struct rusage usage;
    bench_need(getrusage(RUSAGE_SELF, &usage) == 0, "the memory used is not known");
    report(bench, "municipalities", "1", (double)country->places);
    report(bench, "users at the start", "1", all->users);
    report(bench, "visits carried out", "1", all->visits);
    report(bench, "queue at the median", "1", pending);
    report_sizes(bench, country);
    bench_report(bench,
                 &(struct bench_result){"country", "a visit", "ns", all->ns / all->visits,
                                        bare_at(country, pending), "bare pop + push", 25, false});
    report(bench, "  with warm-up and set-up", "ns",
           (all->ns + all->warm_up_ns + all->set_up_ns) / all->visits);
    report(bench, "set-up of a municipality", "ms", all->set_up_ns / 1e6 / (double)country->places);
    report(bench, "year: processor time of a day", "ms", all->ns / 1e6 / (double)days);
    report(bench, "warm-up: all", "s", all->warm_up_ns / 1e9);
    report(bench, "year: all", "s", all->ns / 1e9);
    bench_report(bench,
                 &(struct bench_result){"country", "memory of the process, at most", "MiB",
                                        (double)usage.ru_maxrss / 1024.0, 2048, "2 GiB", 1, false});
}

void bench_country(struct bench *bench) {
    struct hc_home_care *home_care = NULL;
    bench_need(hc_home_care_create(NULL, 0, &home_care, NULL) == DES_OK,
               "the world could not be made");
    struct country country = {
        .experiment = world_load(hc_home_care_model(home_care), BENCH_COUNTRY),
        .increments = bench_memory(HOLD_INCREMENTS, sizeof *country.increments)};
    const struct des_plan *plan = des_experiment_plan(country.experiment);
    country.place = bench_memory(plan->setting_count, sizeof *country.place);
    hold_fill_exponential(country.increments);
    run_all(&country, bench->each, plan->days);
    add_up(&country);
    report_all(bench, &country, plan->days);
    free(country.place);
    free(country.increments);
    des_experiment_destroy(country.experiment);
    hc_home_care_destroy(home_care);
}
