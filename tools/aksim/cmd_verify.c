/* tools/aksim/cmd_verify.c - aksim verify: the engine against exact results. */
#include "command.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "des/stats.h"
#include "exit_code.h"
#include "memory.h"
#include "network/network.h"
#include "options.h"
#include "verify_cases.h"

enum { KEY_FAST = OPTION_FIRST_OWN, KEY_SEED };

/* Replications of the estimate, and of each interval whose coverage is counted. */
enum { REPLICATIONS = 40, COVERAGE_REPLICATIONS = 20 };
enum { COVERAGE_SEEDS = 1000, COVERAGE_SEEDS_FAST = 100 };
#define CONFIDENCE 0.95
#define ERRORS_ALLOWED 5.0
#define HALF_WIDTH_ALLOWED 0.01 /* of the value */
/* Of 1,000 seeds 0.914 to 0.979; fewer seeds scatter as much more. */
#define COVERAGE_BELOW (0.95 - 0.914)
#define COVERAGE_ABOVE (0.979 - 0.95)
/* A run that has time observes longer. */
#define LENGTH_FACTOR 2.0

struct verify_options {
    enum table_format format;
    bool fast;
    uint64_t seed;
};

static const struct argp_option rows[] = {
    {"fast", KEY_FAST, NULL, 0, "within a minute: shorter runs, fewer seeds", 0},
    {"seed", KEY_SEED, "S", 0, "another seed (2024)", 0},
    {0},
};

static uint64_t read_seed(struct argp_state *state, const char *text) {
    char *end = NULL;
    errno = 0;
    const unsigned long long seed = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || strchr(text, '-') != NULL) {
        argp_error(state, "--seed wants a whole number, not '%s'", text);
    }
    return seed;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    struct verify_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->format;
        return 0;
    case KEY_FAST:
        options->fast = true;
        return 0;
    case KEY_SEED:
        options->seed = read_seed(state, text);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "'%s' is one argument too many", text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const char doc[] =
    "Runs queueing networks whose values are known exactly and compares. A value agrees when it "
    "lies within 5 standard errors of the exact one and its 95 % interval is no wider than 1 % to "
    "either side. For some cases the intervals of many seeds are made, of which 95 % must hold the "
    "exact value, within chance. Exit code 1: a case failed.\v"
    "Examples:\n"
    "  aksim verify --fast\n"
    "  aksim verify --seed 7 --format csv > verification.csv";

/* ---- runs ---- */

struct verification {
    const struct verify_options *options;
    struct des_space *space;
    uint64_t first; /* replicate of the case: cases share no random numbers */
    struct table table;
    size_t failed, count;
    const char *heading, *source; /* last printed */
    bool shows_progress;
    struct des_error error;
};

static enum des_status set(struct verification *v, struct des_values *values, const char *setting) {
    const size_t length = strcspn(setting, "=");
    char *path = text_copy(setting);
    path[length] = '\0';
    enum des_status status = des_values_set_text(values, path, setting + length + 1, &v->error);
    free(path);
    return status;
}

static enum des_status set_number(struct des_values *values, const char *path, double number) {
    const size_t element = des_space_find(des_values_space(values), path);
    return element == SIZE_MAX ? DES_EINPUT : des_values_set_number(values, element, number);
}

/* The values of a case, owned by the caller; NULL after a failure told in v->error. */
static struct des_values *values_of(struct verification *v, const struct verify_case *c,
                                    double minutes) {
    struct des_values *values = des_values_create(v->space);
    if (values == NULL) {
        memory_exhausted();
    }
    enum des_status status = set_number(values, "run.length_min", minutes);
    if (status == DES_OK) {
        status = set_number(values, "run.warmup", c->warmup_min / 1440);
    }
    for (size_t i = 0; i < VERIFY_SETTINGS && c->setting[i] != NULL && status == DES_OK; i++) {
        status = set(v, values, c->setting[i]);
    }
    if (status != DES_OK) {
        (void)des_fail(&v->error, status, "%s: the case cannot be set up.", c->name);
        des_values_destroy(values);
        return NULL;
    }
    return values;
}

static size_t stratum_named(const char *name) {
    size_t i = 0;
    while (i < network_model.stratum_count && strcmp(network_model.strata[i], name) != 0) {
        i++;
    }
    return i;
}

static double total_of(const double *totals, const char *stratum, const char *total) {
    return totals[stratum_named(stratum) * network_model.total_count +
                  des_model_total(&network_model, total)];
}

/* The sums of the measures of a case, one of each for each replication. */
struct samples {
    double above[VERIFY_MEASURES][REPLICATIONS];
    double below[VERIFY_MEASURES][REPLICATIONS];
};

static size_t measures(const struct verify_case *c) {
    size_t n = 0;
    while (n < VERIFY_MEASURES && c->measure[n].stratum != NULL) {
        n++;
    }
    return n;
}

static enum des_status run(struct verification *v, const struct verify_case *c,
                           const struct des_values *values, uint64_t first, size_t replications,
                           struct samples *samples) {
    double *totals =
        memory_array(network_model.stratum_count * network_model.total_count, sizeof *totals);
    enum des_status status = DES_OK;
    for (size_t r = 0; r < replications && status == DES_OK; r++) {
        const struct des_run_input input = {
            .values = values,
            .random = {.seed = v->options->seed, .replicate = v->first + first + r},
            .days = 1,
        };
        status = des_model_run(&network_model, &input, NULL, totals, NULL, &v->error);
        for (size_t m = 0; status == DES_OK && m < measures(c); m++) {
            const struct verify_measure *measure = &c->measure[m];
            samples->above[m][r] = total_of(totals, measure->stratum, measure->numerator);
            samples->below[m][r] = total_of(totals, measure->stratum, measure->denominator);
        }
    }
    free(totals);
    return status;
}

/* ---- what is told ---- */

struct finding {
    const char *name, *source;
    char *measure;
    double exact, estimate, low, high;
    double errors;     /* standard errors between estimate and exact value */
    double half_width; /* of the interval, as share of the value */
    bool passed;
};

static void show_progress(const struct verification *v, const char *name) {
    if (v->shows_progress) {
        fprintf(stderr, "\r\033[K%s", name);
    }
}

/* As text, each line when it is known. */
static void print_line(struct verification *v, const struct finding *f) {
    if (v->heading != f->name) {
        show_progress(v, "");
        printf("%s%s\n", v->heading == NULL ? "" : "\n", f->name);
        v->heading = f->name;
        v->source = NULL;
    }
    if (v->source == NULL || strcmp(v->source, f->source) != 0) {
        printf("  %s\n", f->source);
        v->source = f->source;
    }
    printf("    %-46s %8.5g  exact %8.5g", f->measure, f->estimate, f->exact);
    if (isfinite(f->half_width)) {
        printf("  +- %.2f %%  %+4.1f se", 100 * f->half_width, f->errors);
    } else {
        printf("  %.3f to %.3f    ", f->low, f->high);
    }
    printf("  %s\n", f->passed ? "pass" : "FAIL");
    (void)fflush(stdout);
}

static void add_row(struct verification *v, const struct finding *f) {
    table_text(&v->table, f->name);
    table_text(&v->table, f->measure);
    table_real(&v->table, f->exact);
    table_real(&v->table, f->estimate);
    table_real(&v->table, f->low);
    table_real(&v->table, f->high);
    table_real(&v->table, f->errors);
    table_real(&v->table, f->half_width);
    table_text(&v->table, f->passed ? "pass" : "FAIL");
    table_text(&v->table, f->source);
}

static void tell(struct verification *v, const struct finding *f) {
    v->failed += !f->passed;
    v->count++;
    if (v->options->format == TABLE_TEXT) {
        print_line(v, f);
    } else {
        add_row(v, f);
    }
}

static void compare(struct verification *v, const struct verify_case *c,
                    const struct samples *samples, size_t m) {
    const struct verify_measure *measure = &c->measure[m];
    const struct des_interval interval =
        des_interval_ratio(samples->above[m], samples->below[m], REPLICATIONS, CONFIDENCE);
    const double error = interval.half_width / des_t_quantile(CONFIDENCE, REPLICATIONS - 1);
    struct finding finding = {
        .name = c->name,
        .measure =
            text_format("%s / %s, %s", measure->numerator, measure->denominator, measure->stratum),
        .source = measure->source,
        .exact = measure->exact,
        .estimate = interval.mean,
        .low = interval.low,
        .high = interval.high,
        .errors = (interval.mean - measure->exact) / error,
        .half_width = interval.half_width / fabs(measure->exact),
    };
    finding.passed =
        fabs(finding.errors) <= ERRORS_ALLOWED && finding.half_width <= HALF_WIDTH_ALLOWED;
    tell(v, &finding);
    free(finding.measure);
}

static enum des_status check_values(struct verification *v, const struct verify_case *c) {
    /* What is exact for one day from empty needs more days, not longer ones. */
    const bool is_fixed = c->warmup_min <= 0;
    const double minutes = c->minutes * (v->options->fast || is_fixed ? 1 : LENGTH_FACTOR);
    struct des_values *values = values_of(v, c, minutes);
    if (values == NULL) {
        return DES_EINPUT;
    }
    struct samples *samples = memory_array(1, sizeof *samples);
    enum des_status status = run(v, c, values, 0, REPLICATIONS, samples);
    for (size_t m = 0; status == DES_OK && m < measures(c); m++) {
        compare(v, c, samples, m);
    }
    free(samples);
    des_values_destroy(values);
    return status;
}

/* ---- coverage ---- */

static bool is_covered(const struct verify_case *c, const struct samples *samples) {
    const struct des_interval interval =
        des_interval_ratio(samples->above[0], samples->below[0], COVERAGE_REPLICATIONS, CONFIDENCE);
    return interval.low <= c->measure[0].exact && c->measure[0].exact <= interval.high;
}

static void tell_coverage(struct verification *v, const struct verify_case *c, size_t seeds,
                          size_t covered) {
    const double scatter = sqrt((double)COVERAGE_SEEDS / (double)seeds);
    const double share = (double)covered / (double)seeds;
    struct finding finding = {
        .name = c->name,
        .measure = text_format("coverage of %zu intervals of %s / %s", seeds,
                               c->measure[0].numerator, c->measure[0].denominator),
        .source = "95 % intervals hold the exact value in 95 % of samples",
        .exact = CONFIDENCE,
        .estimate = share,
        .low = CONFIDENCE - COVERAGE_BELOW * scatter,
        .high = fmin(1, CONFIDENCE + COVERAGE_ABOVE * scatter),
        .errors = (share - CONFIDENCE) / sqrt(CONFIDENCE * (1 - CONFIDENCE) / (double)seeds),
        .half_width = NAN,
    };
    finding.passed = finding.low <= share && share <= finding.high;
    tell(v, &finding);
    free(finding.measure);
}

static enum des_status check_coverage(struct verification *v, const struct verify_case *c) {
    const size_t seeds = v->options->fast ? COVERAGE_SEEDS_FAST : COVERAGE_SEEDS;
    struct des_values *values = values_of(v, c, c->coverage_min);
    if (values == NULL) {
        return DES_EINPUT;
    }
    struct samples *samples = memory_array(1, sizeof *samples);
    enum des_status status = DES_OK;
    size_t covered = 0;
    for (size_t s = 0; s < seeds && status == DES_OK; s++) {
        const uint64_t first = REPLICATIONS + s * COVERAGE_REPLICATIONS;
        status = run(v, c, values, first, COVERAGE_REPLICATIONS, samples);
        covered += status == DES_OK && is_covered(c, samples);
    }
    if (status == DES_OK) {
        tell_coverage(v, c, seeds, covered);
    }
    free(samples);
    des_values_destroy(values);
    return status;
}

/* ---- all cases ---- */

static enum des_status check_all(struct verification *v) {
    struct verify_case c;
    enum des_status status = DES_OK;
    for (size_t i = 0; status == DES_OK && verify_case_at(i, &c); i++) {
        show_progress(v, c.name);
        v->first = (uint64_t)i << 32;
        status = check_values(v, &c);
        if (status == DES_OK && c.coverage_min > 0) {
            status = check_coverage(v, &c);
        }
    }
    show_progress(v, "");
    return status;
}

int command_verify(int argc, char **argv) {
    static const char *const columns[] = {"case",    "measure", "exact",  "estimate",
                                          "low",     "high",    "errors", "half_width",
                                          "verdict", "source",  NULL};
    struct argp_child children[] = {{&format_argp, 0, NULL, 0}, {0}};
    const struct argp argp = {rows, parse, "", doc, children, NULL, NULL};
    struct verify_options options = {.seed = 2024};
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct verification v = {.options = &options, .shows_progress = isatty(STDERR_FILENO) == 1};
    table_init(&v.table, columns);
    enum des_status status =
        des_space_create(network_model.groups, network_model.group_count, &v.space, &v.error);
    if (status == DES_OK) {
        status = check_all(&v);
    }
    enum exit_code code = v.failed > 0 ? EXIT_CODE_PARTLY : EXIT_CODE_DONE;
    if (status != DES_OK) {
        code = exit_report(status, &v.error);
    } else if (options.format == TABLE_TEXT) {
        printf("\n%zu comparisons, %zu failed\n", v.count, v.failed);
    } else {
        table_print(&v.table, options.format, stdout);
    }
    table_fini(&v.table);
    des_space_destroy(v.space);
    return (int)code;
}
