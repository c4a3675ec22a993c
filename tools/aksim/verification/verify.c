#include "verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/stats.h"
#include "memory.h"
#include "network/network.h"

/* Replications of an estimate, and of each interval whose coverage is counted.  With
 * REPLICATIONS or more, stopping at the first narrow interval changes little; what is not
 * narrow with MOST is told as it is. */
enum { REPLICATIONS = 40, STEP = 8, MOST = 200, COVERAGE_REPLICATIONS = 20 };
#define CONFIDENCE 0.95
#define ERRORS_ALLOWED 5.0
#define HALF_WIDTH_ALLOWED 0.01 /* of the value */
/* Of 1,000 seeds 0.914 to 0.979; fewer seeds scatter as much more. */
#define COVERAGE_SEEDS 1000.0
#define COVERAGE_BELOW (0.95 - 0.914)
#define COVERAGE_ABOVE (0.979 - 0.95)

/* The sums of the measures of a case, one of each for each replication. */
struct samples {
    double above[VERIFY_MEASURES][MOST];
    double below[VERIFY_MEASURES][MOST];
};

/* A case at work. */
struct trial {
    const struct verify_case *c;
    const struct verify_effort *effort;
    const atomic_bool *stop;
    uint64_t first; /* replicate */
    struct des_space *space;
    struct des_values *values;
    double *totals;
    struct samples samples;
    struct verify_result *result;
    struct des_error *error;
};

/* ---- setting up ---- */

static enum des_status set(struct trial *trial, const char *setting) {
    const size_t length = strcspn(setting, "=");
    char *path = text_copy(setting);
    path[length] = '\0';
    enum des_status status =
        des_values_set_text(trial->values, path, setting + length + 1, trial->error);
    free(path);
    return status;
}

static enum des_status set_number(struct trial *trial, const char *path, double number) {
    const size_t element = des_space_find(trial->space, path);
    return element == SIZE_MAX ? DES_EINPUT : des_values_set_number(trial->values, element, number);
}

/* For a period of so many minutes. */
static enum des_status set_up(struct trial *trial, double minutes) {
    des_values_destroy(trial->values);
    trial->values = des_values_create(trial->space);
    if (trial->values == NULL) {
        memory_exhausted();
    }
    enum des_status status = set_number(trial, "run.length_min", minutes);
    if (status == DES_OK) {
        status = set_number(trial, "run.warmup", trial->c->warmup_min / 1440);
    }
    for (size_t i = 0; i < VERIFY_SETTINGS && trial->c->setting[i] != NULL && status == DES_OK;
         i++) {
        status = set(trial, trial->c->setting[i]);
    }
    return status == DES_OK ? DES_OK
                            : des_fail(trial->error, DES_EINPUT, "%s: the case cannot be set up.",
                                       trial->c->name);
}

/* ---- running ---- */

static double total_of(const struct trial *trial, const char *stratum, const char *total) {
    size_t s = 0;
    while (s + 1 < network_model.stratum_count && strcmp(network_model.strata[s], stratum) != 0) {
        s++;
    }
    return trial->totals[s * network_model.total_count + des_model_total(&network_model, total)];
}

static size_t measures(const struct verify_case *c) {
    size_t n = 0;
    while (n < VERIFY_MEASURES && c->measure[n].stratum != NULL) {
        n++;
    }
    return n;
}

/* Replications from..to - 1 of the samples, with replicates from `first` on. */
static enum des_status run(struct trial *trial, uint64_t first, size_t from, size_t to) {
    enum des_status status = DES_OK;
    for (size_t r = from; r < to && status == DES_OK; r++) {
        const struct des_run_input input = {
            .values = trial->values,
            .random = {.seed = trial->effort->seed, .replicate = trial->first + first + r},
            .days = 1,
        };
        status =
            des_model_run(&network_model, &input, trial->stop, trial->totals, NULL, trial->error);
        for (size_t m = 0; status == DES_OK && m < measures(trial->c); m++) {
            const struct verify_measure *measure = &trial->c->measure[m];
            trial->samples.above[m][r] = total_of(trial, measure->stratum, measure->numerator);
            trial->samples.below[m][r] = total_of(trial, measure->stratum, measure->denominator);
        }
    }
    return status;
}

/* ---- values ---- */

static struct des_interval interval_of(const struct trial *trial, size_t m, size_t n) {
    return des_interval_ratio(trial->samples.above[m], trial->samples.below[m], n, CONFIDENCE);
}

static double relative_width(const struct trial *trial, size_t m, size_t n) {
    return interval_of(trial, m, n).half_width / fabs(trial->c->measure[m].exact);
}

static bool all_are_narrow(const struct trial *trial, size_t n) {
    for (size_t m = 0; m < measures(trial->c); m++) {
        if (!(relative_width(trial, m, n) <= trial->effort->half_width)) {
            return false;
        }
    }
    return true;
}

static void compare(struct trial *trial, size_t m, size_t n) {
    const struct verify_measure *measure = &trial->c->measure[m];
    const struct des_interval interval = interval_of(trial, m, n);
    const double error = interval.half_width / des_t_quantile(CONFIDENCE, (double)(n - 1));
    struct verify_finding *finding = &trial->result->finding[trial->result->count++];
    *finding = (struct verify_finding){
        .measure =
            text_format("%s / %s, %s", measure->numerator, measure->denominator, measure->stratum),
        .source = measure->source,
        .exact = measure->exact,
        .estimate = interval.mean,
        .low = interval.low,
        .high = interval.high,
        .errors = (interval.mean - measure->exact) / error,
        .half_width = relative_width(trial, m, n),
    };
    finding->passed =
        fabs(finding->errors) <= ERRORS_ALLOWED && finding->half_width <= HALF_WIDTH_ALLOWED;
}

static enum des_status check_values(struct trial *trial) {
    enum des_status status = set_up(trial, trial->c->minutes);
    size_t n = 0, next = REPLICATIONS;
    while (status == DES_OK && next <= MOST) {
        status = run(trial, 0, n, next);
        n = next;
        next = all_are_narrow(trial, n) ? MOST + 1 : n + STEP;
    }
    for (size_t m = 0; status == DES_OK && m < measures(trial->c); m++) {
        compare(trial, m, n);
    }
    return status;
}

/* ---- coverage ---- */

static void tell_coverage(struct trial *trial, size_t covered) {
    const size_t seeds = trial->effort->coverage_seeds;
    const double scatter = sqrt(COVERAGE_SEEDS / (double)seeds);
    const double share = (double)covered / (double)seeds;
    struct verify_finding *finding = &trial->result->finding[trial->result->count++];
    *finding = (struct verify_finding){
        .measure = text_format("coverage of %zu intervals of %s / %s", seeds,
                               trial->c->measure[0].numerator, trial->c->measure[0].denominator),
        .source = "95 % intervals hold the exact value in 95 % of samples",
        .exact = CONFIDENCE,
        .estimate = share,
        .low = CONFIDENCE - COVERAGE_BELOW * scatter,
        .high = fmin(1, CONFIDENCE + COVERAGE_ABOVE * scatter),
        .errors = (share - CONFIDENCE) / sqrt(CONFIDENCE * (1 - CONFIDENCE) / (double)seeds),
        .half_width = NAN,
    };
    finding->passed = finding->low <= share && share <= finding->high;
}

static enum des_status check_coverage(struct trial *trial) {
    const double exact = trial->c->measure[0].exact;
    enum des_status status = set_up(trial, trial->c->coverage_min);
    size_t covered = 0;
    for (size_t s = 0; s < trial->effort->coverage_seeds && status == DES_OK; s++) {
        status = run(trial, MOST + s * COVERAGE_REPLICATIONS, 0, COVERAGE_REPLICATIONS);
        const struct des_interval interval = interval_of(trial, 0, COVERAGE_REPLICATIONS);
        covered += interval.low <= exact && exact <= interval.high;
    }
    if (status == DES_OK) {
        tell_coverage(trial, covered);
    }
    return status;
}

/* ---- one case ---- */

enum des_status verify_case_run(const struct verify_case *c, uint64_t number,
                                const struct verify_effort *effort, const atomic_bool *stop,
                                struct verify_result *result, struct des_error *error) {
    struct trial *trial = memory_array(1, sizeof *trial);
    trial->c = c;
    trial->effort = effort;
    trial->stop = stop;
    trial->first = number << 32;
    trial->totals =
        memory_array(network_model.stratum_count * network_model.total_count, sizeof(double));
    trial->result = result;
    trial->error = error;
    enum des_status status =
        des_space_create(network_model.groups, network_model.group_count, &trial->space, error);
    if (status == DES_OK) {
        status = check_values(trial);
    }
    if (status == DES_OK && c->coverage_min > 0) {
        status = check_coverage(trial);
    }
    des_values_destroy(trial->values);
    des_space_destroy(trial->space);
    free(trial->totals);
    free(trial);
    return status;
}

void verify_result_fini(struct verify_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        free(result->finding[i].measure);
    }
    *result = (struct verify_result){.count = 0};
}
