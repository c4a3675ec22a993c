/* tools/benchmarks/bench.c - the speed of the engine beside its limits.
 *
 *   bench [--fast] [--rounds N] [--each N] [--json FILE] [GROUP...]      (--help says more) */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
    const char *name;
    void (*run)(struct bench *bench);
    const char *meaning;
} groups[] = {
    {"hold", bench_hold, "take the first event, put it back later: five laws, 100 to 10^6 events"},
    {"cancel", bench_cancel, "the same when nine of ten events are cancelled"},
    {"mm1", bench_mm1, "a queue of one server: by callbacks, by a resource, by activities"},
    {"network", bench_network, "twenty stations of models/network"},
    {"variates", bench_variates, "one random number, in sequence and by its place"},
    {"replication", bench_replication, "what a run costs beside its model"},
    {"writer", bench_writer, "rows of results, unfiltered and packed"},
    {"world", bench_world, "home care: a visit, where its time goes, memory, growth with users"},
    {"country", bench_country, "home care: every municipality for a year, a visit, memory"},
};
enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

static uint64_t read_clock(clockid_t clock) {
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t bench_ns(void) {
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t bench_cpu_ns(void) {
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static int compare(const void *a, const void *b) {
    const double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

double bench_median(double *values, size_t count) {
    qsort(values, count, sizeof(*values), compare);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void bench_fail(const char *what) {
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(EXIT_FAILURE);
}

void *bench_memory(size_t count, size_t size) {
    void *memory = calloc(count, size);
    bench_need(memory != NULL, "out of memory");
    return memory;
}

struct bench_random bench_random_from(uint64_t seed) {
    struct bench_random random;
    for (int i = 0; i < 4; i++) { /* SplitMix64 */
        uint64_t word = seed += 0x9e3779b97f4a7c15u;
        word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
        word = (word ^ word >> 27) * 0x94d049bb133111ebu;
        random.word[i] = word ^ word >> 31;
    }
    return random;
}

/* One cycle through 64 MiB in random order: the time of a read that no cache and
 * no prefetcher helps, by which figures of two machines can be compared. */
double bench_chase(void) {
    enum { PLACES = 1 << 20, LINE = 64 / sizeof(uint32_t), STEPS = 1 << 21 };
    uint32_t *next = bench_memory((size_t)PLACES * LINE, sizeof(*next));
    for (uint32_t i = 0; i < PLACES; i++) {
        next[(size_t)i * LINE] = i;
    }
    struct bench_random random = bench_random_from(1);
    for (uint32_t i = PLACES - 1; i > 0; i--) { /* Sattolo: one cycle */
        size_t other = bench_next(&random) % i;
        uint32_t kept = next[(size_t)i * LINE];
        next[(size_t)i * LINE] = next[other * LINE];
        next[other * LINE] = kept;
    }
    uint32_t at = 0;
    uint64_t begun = bench_ns();
    for (uint32_t i = 0; i < STEPS; i++) {
        at = next[(size_t)at * LINE];
    }
    uint64_t ended = bench_ns();
    bench_need(at < PLACES, "the pointer chase left its cycle");
    free(next);
    return (double)(ended - begun) / STEPS;
}

static double ratio_of(const struct bench_result *result) {
    return result->rate ? result->limit / result->value : result->value / result->limit;
}

static bool is_ok(const struct bench_result *result) {
    return ratio_of(result) <= result->asked;
}

static void write_json(struct bench *bench, const struct bench_result *result) {
    FILE *out = bench->out;
    (void)fprintf(
        out, "%s\n    {\"group\": \"%s\", \"name\": \"%s\", \"unit\": \"%s\", \"value\": %.4g",
        bench->begun ? "," : "", result->group, result->name, result->unit, result->value);
    if (result->limit > 0) {
        (void)fprintf(out, ", \"limit\": %.4g, \"limit_is\": \"%s\", \"ratio\": %.3f",
                      result->limit, result->limit_name, ratio_of(result));
    }
    if (result->asked > 0) {
        (void)fprintf(out, ", \"asked\": %.3g, \"ok\": %s", result->asked,
                      is_ok(result) ? "true" : "false");
    }
    (void)fprintf(out, "}");
    bench->begun = true;
}

static void write_row(const struct bench_result *result) {
    printf("%-11s  %-34s %9.4g %-7s", result->group, result->name, result->value, result->unit);
    if (result->limit > 0) {
        printf(" %9.4g %-22s %5.2f", result->limit, result->limit_name, ratio_of(result));
        if (result->asked > 0) {
            printf("  <= %.2f  %s", result->asked, is_ok(result) ? "ok" : "OVER");
        }
    }
    printf("\n");
    (void)fflush(stdout);
}

void bench_report(struct bench *bench, const struct bench_result *result) {
    if (bench->out != stdout) {
        write_row(result);
    }
    if (bench->out) {
        write_json(bench, result);
    }
}

static bool is_wanted(const char *name, int count, char **wanted) {
    for (int i = 0; i < count; i++) {
        if (strcmp(wanted[i], name) == 0) {
            return true;
        }
    }
    return count == 0;
}

static bool is_group(const char *name) {
    for (size_t i = 0; i < GROUPS; i++) {
        if (strcmp(groups[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static int usage(void) {
    (void)fprintf(stderr,
                  "usage: bench [--fast] [--rounds N] [--each N] [--json FILE] [GROUP...]\n");
    return 64;
}

static int help(void) {
    printf(
        "usage: bench [--fast] [--rounds N] [--each N] [--json FILE] [GROUP...]\n\n"
        "Times the engine beside its limits: the same work without the library, in the same\n"
        "rounds.  A ratio above 1 is what the library costs; asked is the highest that it may\n"
        "cost.  Compare ratios, not nanoseconds, on a machine that does other things too;\n"
        "between machines, figures by the pointer chase that is printed first.\n\n"
        "  --fast         fewer and smaller cases, one round\n"
        "  --rounds N     each figure is the median of N rounds, 1 to %d (5)\n"
        "  --each N       country: one of N municipalities, 1 to %d (1; with --fast 12)\n"
        "  --json FILE    the figures also as JSON; - is the standard output, without the table\n"
        "  GROUP          one or more of these; none: all\n\n",
        BENCH_ROUNDS_MOST, BENCH_EACH_MOST);
    for (size_t i = 0; i < GROUPS; i++) {
        printf("  %-12s  %s\n", groups[i].name, groups[i].meaning);
    }
    return EXIT_SUCCESS;
}

static void run(struct bench *bench, int count, char **wanted) {
    bench->chase_ns = bench_chase();
    if (bench->out != stdout) {
        printf("one step of the pointer chase: %.1f ns; medians of %zu\n", bench->chase_ns,
               bench->rounds);
        printf("%-11s  %-34s %9s %-7s %9s %-22s ratio  asked\n", "group", "work", "library", "",
               "limit", "");
    }
    if (bench->out) {
        (void)fprintf(bench->out, "{\n  \"chase_ns\": %.4g,\n  \"rounds\": %zu,\n  \"results\": [",
                      bench->chase_ns, bench->rounds);
    }
    for (size_t i = 0; i < GROUPS; i++) {
        if (is_wanted(groups[i].name, count, wanted)) {
            groups[i].run(bench);
        }
    }
    if (bench->out) {
        (void)fprintf(bench->out, "\n  ]\n}\n");
        bench_need(fclose(bench->out) == 0, "the JSON file could not be written");
    }
}

int main(int argc, char **argv) {
    struct bench bench = {0};
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--help") == 0) {
            return help();
        } else if (strcmp(argv[at], "--fast") == 0) {
            bench.fast = true;
        } else if (strcmp(argv[at], "--rounds") == 0 && at + 1 < argc) {
            bench.rounds = strtoul(argv[++at], NULL, 10);
            if (bench.rounds < 1 || bench.rounds > BENCH_ROUNDS_MOST) {
                return usage();
            }
        } else if (strcmp(argv[at], "--each") == 0 && at + 1 < argc) {
            bench.each = strtoul(argv[++at], NULL, 10);
            if (bench.each < 1 || bench.each > BENCH_EACH_MOST) {
                return usage();
            }
        } else if (strcmp(argv[at], "--json") == 0 && at + 1 < argc) {
            at++;
            bench.out = strcmp(argv[at], "-") == 0 ? stdout : fopen(argv[at], "w");
            bench_need(bench.out != NULL, "the JSON file could not be created");
        } else {
            return usage();
        }
    }
    for (int i = at; i < argc; i++) {
        if (!is_group(argv[i])) {
            return usage();
        }
    }
    bench.rounds = bench.rounds ? bench.rounds : bench.fast ? 1 : 5;
    bench.each = bench.each ? bench.each : bench.fast ? 12 : 1;
    run(&bench, argc - at, &argv[at]);
    return EXIT_SUCCESS;
}
