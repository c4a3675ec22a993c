/* tools/benchmarks/world.c - the home-care world: what a visit costs.
 *
 * The time of the observed period, without the warm-up, over the visits carried out in it,
 * beside one event taken and put back on the best bare queue as long as the run's own is at
 * the median.  The places are those at the middle of each eighth of the country's people;
 * each is run for about as many visits. */
#include "home_care/home_care.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hold.h"
#include "home_care/place/derive.h"
#include "world_run.h"

enum { PLACES = 8 };

/* ---- visits ---- */

/* The place in the middle of each eighth of the people, by population; and how long they are
 * run: some 100 000 visits, or a year. */
static const int64_t sample_days[PLACES] = {364, 224, 112, 84, 42, 35, 14, 7};
static const char scenario[] =
    "title = \"bench\"; model = \"home_care\"; seed = \"2024\"; days = 364; replications = 1;\n"
    "reference = \"baseline\"; draws = \"off\"; arms = ( { name = \"baseline\"; } );\n"
    "settings = ( { municipality = [\"1525\", \"1146\", \"3420\", \"1506\", \"1508\", \"3203\", "
    "\"5001\","
    "\"0301\"]; } );\n";

static void report(struct bench *bench, const char *name, const char *unit, double value) {
    bench_report(bench, &(struct bench_result){
                            .group = "world", .name = name, .unit = unit, .value = value});
}

/* All places and the bare queues as long as theirs, in turn, so that both see the same
 * weather: processor time of the one, the best of a few tries of the other. */
static void bench_visits(struct bench *bench, const struct des_experiment *experiment,
                         const double *increments) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    double ns[PLACES][BENCH_ROUNDS_MOST], bare[PLACES][BENCH_ROUNDS_MOST];
    struct world_figures place[PLACES];
    for (size_t round = 0; round < bench->rounds; round++) {
        for (size_t i = 0; i < PLACES; i++) {
            place[i] = world_run(experiment, i, sample_days[i], NULL);
            ns[i][round] = place[i].ns;
            bare[i][round] = place[i].visits * hold_bare(increments, place[i].pending);
        }
    }
    double spent = 0.0, limit = 0.0, visits = 0.0;
    for (size_t i = 0; i < PLACES; i++) {
        char name[64];
        const double here = bench_median(ns[i], bench->rounds);
        const double queue = bench_median(bare[i], bench->rounds);
        (void)snprintf(name, sizeof name, "  %.16s, %u pending", plan->settings[i].label,
                       place[i].pending);
        bench_report(bench,
                     &(struct bench_result){"world", name, "ns", here / place[i].visits,
                                            queue / place[i].visits, "bare pop + push", 0, false});
        spent += here;
        limit += queue;
        visits += place[i].visits;
    }
    bench_report(bench, &(struct bench_result){"world", "a visit", "ns", spent / visits,
                                               limit / visits, "bare pop + push", 25, false});
    report(bench, "visits a second", "1/s", visits / spent * 1e9);
}

/* ---- where the time goes ---- */

static int most_first(const void *a, const void *b) {
    const struct world_kind *first = a, *second = b;
    return (first->ns < second->ns) - (first->ns > second->ns);
}

/* In per cent of the time in handlers, on the wall clock: reading the other takes too long. */
static void bench_kinds(struct bench *bench, const struct des_experiment *experiment) {
    enum { MOST = 5, PLACE = PLACES / 2 };
    struct world_figures figures = world_run(experiment, PLACE, sample_days[PLACE], bench_ns);
    double all = 0.0, rest = 0.0;
    qsort(figures.kind, figures.kinds, sizeof *figures.kind, most_first);
    for (size_t k = 0; k < figures.kinds; k++) {
        all += figures.kind[k].ns;
        rest += k < MOST ? 0.0 : figures.kind[k].ns;
    }
    for (size_t k = 0; k < MOST && k < figures.kinds; k++) {
        char name[64];
        (void)snprintf(name, sizeof name, "  in %.24s%s", figures.kind[k].name,
                       strcmp(figures.kind[k].name, "SHIFT_PLAN") == 0 ? " (planning)" : "");
        report(bench, name, "%", 100.0 * figures.kind[k].ns / all);
    }
    report(bench, "  in other events", "%", 100.0 * rest / all);
}

/* ---- growth ---- */

/* One place by the rules for any place, of 100 users per 1000 inhabitants. */
static struct des_experiment *place_of(const struct des_model *model, int64_t users) {
    static const char *const sets[] = {"municipality.users_per_1000=100",
                                       "calendar.warm_up_days=7"};
    const int64_t people = 10 * users;
    const struct hc_register_entry entry = {.code = "0000",
                                            .name = "bench",
                                            .county = "",
                                            .centrality_class = 3,
                                            .population = people,
                                            .age_67_plus = people * 30 / 100,
                                            .age_80_plus = people * 11 / 100,
                                            .age_90_plus = people * 2 / 100,
                                            .area_km2 = (double)people / 50.0};
    static const char before[] = "title = \"bench\"; model = \"home_care\"; seed = \"2024\";\n"
                                 "days = 364; replications = 1; draws = \"off\";\n"
                                 "reference = \"baseline\"; arms = ( { name = \"baseline\"; } );\n"
                                 "parameters = {\n";
    char *derived = hc_derive_text(&entry, "bench", DES_GRADE_D, NULL, 0);
    bench_need(derived != NULL, "out of memory");
    size_t size = strlen(derived) + sizeof before + 8;
    char *text = bench_memory(size, 1);
    (void)snprintf(text, size, "%s%s};\n", before, derived);
    struct des_experiment *experiment = world_parse(model, text, sets, 2);
    free(derived);
    free(text);
    return experiment;
}

static void bench_growth(struct bench *bench, const struct des_model *model) {
    static const struct {
        int64_t users, days;
    } sizes[] = {{100, 364}, {1000, 182}, {10000, 28}, {100000, 7}};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    const size_t used = bench->fast ? SIZES - 1 : SIZES;
    double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
    for (size_t i = 0; i < used; i++) {
        struct des_experiment *experiment = place_of(model, sizes[i].users);
        struct world_figures figures = world_run(experiment, 0, sizes[i].days, NULL);
        des_experiment_destroy(experiment);
        char name[64];
        (void)snprintf(name, sizeof name, "  %.0f users: a visit", figures.users);
        report(bench, name, "ns", figures.ns / figures.visits);
        (void)snprintf(name, sizeof name, "  %.0f users: memory of a user", figures.users);
        report(bench, name, "B", figures.bytes / figures.users);
        double u = log(figures.users), v = log(figures.ns / (double)sizes[i].days);
        x += u;
        y += v;
        xx += u * u;
        xy += u * v;
    }
    double n = (double)used;
    bench_report(bench, &(struct bench_result){"world", "time of a day ~ users ^", "1",
                                               (xy - x * y / n) / (xx - x * x / n), 1.0, "linear",
                                               1.1, false});
}

void bench_world(struct bench *bench) {
    struct hc_home_care *home_care = NULL;
    bench_need(hc_home_care_create(NULL, 0, &home_care, NULL) == DES_OK,
               "the world could not be made");
    const struct des_model *model = hc_home_care_model(home_care);
    struct des_experiment *experiment = world_parse(model, scenario, NULL, 0);
    double *increments = bench_memory(HOLD_INCREMENTS, sizeof *increments);
    hold_fill_exponential(increments);
    bench_visits(bench, experiment, increments);
    bench_kinds(bench, experiment);
    bench_growth(bench, model);
    free(increments);
    des_experiment_destroy(experiment);
    hc_home_care_destroy(home_care);
}
