/* tools/benchmarks/bench.c - the speed of the engine beside its limits (--help says how). */
#include "bench.h"

#include <argp.h>
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
    {"hold", bench_hold, "take the first event, put it back: five laws, up to 10^6 events"},
    {"cancel", bench_cancel, "the same when nine of ten events are cancelled"},
    {"mm1", bench_mm1, "a queue of one server: callbacks, a resource, activities"},
    {"network", bench_network, "twenty stations of models/network"},
    {"variates", bench_variates, "one random number, in sequence and by its place"},
    {"replication", bench_replication, "what a run costs beside its model"},
    {"writer", bench_writer, "rows of results, unfiltered and packed"},
    {"world", bench_world, "home care: a visit, where time goes, memory, growth with users"},
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

static void run(struct bench *bench, const bool *wanted) {
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
        if (wanted[i]) {
            groups[i].run(bench);
        }
    }
    if (bench->out) {
        (void)fprintf(bench->out, "\n  ]\n}\n");
        bench_need(fclose(bench->out) == 0, "the JSON file could not be written");
    }
}

/* ---- the command line ---- */

struct options {
    struct bench bench;
    bool wanted[GROUPS];
    bool any; /* group was named; else all are wanted */
};

enum { KEY_FAST = 256, KEY_ROUNDS, KEY_EACH, KEY_JSON };
static const struct argp_option rows[] = {
    {"fast", KEY_FAST, NULL, 0, "fewer and smaller cases, one round", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "each figure is the median of N rounds, 1 to 15 (5)", 0},
    {"each", KEY_EACH, "N", 0, "country: one of N municipalities, 1 to 357 (1; --fast: 12)", 0},
    {"json", KEY_JSON, "FILE", 0, "the figures as JSON too; -: to the output, without the table",
     0},
    {0},
};

static size_t read_count(struct argp_state *state, const char *option, const char *text,
                         size_t most) {
    char *end;
    unsigned long count = strtoul(text, &end, 10);
    if (*end != '\0' || count < 1 || count > most) {
        argp_error(state, "%s wants a whole number from 1 to %zu, not '%s'", option, most, text);
    }
    return count;
}

static void want_group(struct options *options, struct argp_state *state, const char *name) {
    for (size_t i = 0; i < GROUPS; i++) {
        if (strcmp(groups[i].name, name) == 0) {
            options->wanted[i] = options->any = true;
            return;
        }
    }
    argp_error(state, "there is no group '%s'", name);
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct options *options = state->input;
    struct bench *bench = &options->bench;
    switch (key) {
    case KEY_FAST:
        bench->fast = true;
        return 0;
    case KEY_ROUNDS:
        bench->rounds = read_count(state, "--rounds", text, BENCH_ROUNDS_MOST);
        return 0;
    case KEY_EACH:
        bench->each = read_count(state, "--each", text, BENCH_EACH_MOST);
        return 0;
    case KEY_JSON:
        bench->out = strcmp(text, "-") == 0 ? stdout : fopen(text, "w");
        bench_need(bench->out != NULL, "the JSON file could not be created");
        return 0;
    case ARGP_KEY_ARG:
        want_group(options, state, text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Behind the options; what else argp prints stays as it is. */
static char *list_groups(int key, const char *text, void *input) {
    (void)input;
    char *list = NULL;
    size_t size = 0;
    FILE *out = key == ARGP_KEY_HELP_POST_DOC ? open_memstream(&list, &size) : NULL;
    if (out == NULL) {
        return (char *)(uintptr_t)text;
    }
    (void)fprintf(out, "Groups; none named: all\n\n");
    for (size_t i = 0; i < GROUPS; i++) {
        (void)fprintf(out, "  %-12s %s\n", groups[i].name, groups[i].meaning);
    }
    (void)fclose(out);
    return list;
}

static const char doc[] =
    "Times the engine beside its limits: the same work without the library, in the same rounds.  A "
    "ratio above 1 is what the library costs; asked is the highest that it may cost.  Compare "
    "ratios, not nanoseconds, on a machine that does other things too; between machines, figures "
    "by the pointer chase that is printed first.\v";

int main(int argc, char **argv) {
    const struct argp argp = {rows, parse, "[GROUP...]", doc, NULL, list_groups, NULL};
    struct options options = {0};
    struct bench *bench = &options.bench;
    (void)argp_parse(&argp, argc, argv, 0, NULL, &options);
    for (size_t i = 0; i < GROUPS; i++) {
        options.wanted[i] |= !options.any;
    }
    bench->rounds = bench->rounds ? bench->rounds : bench->fast ? 1 : 5;
    bench->each = bench->each ? bench->each : bench->fast ? 12 : 1;
    run(bench, options.wanted);
    return EXIT_SUCCESS;
}
