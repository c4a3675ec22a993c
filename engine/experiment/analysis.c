/* engine/experiment/analysis.c - from totals to ratios, differences and their precision.
 *
 * An outcome is R = scale sum(a) / sum(b) over replications.  Its error is that of the
 * mean of the linearised residuals e = scale (a - (sum a / sum b) b) / mean(b) (Cochran
 * 1977, Sampling Techniques, 6.4), which sum to 0.  A paired difference has the residuals
 * e_arm - e_reference, a contrast the difference of two such: one t interval for all. */
#include "des/experiment.h"

#include "des/check.h"
#include "des/stats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double confidence = 0.95;

/* ---- the memory of totals ---- */

static void keep(struct des_totals *totals, const struct des_model *model, const char *name) {
    size_t total = name != NULL ? des_model_total(model, name) : SIZE_MAX;
    if (total != SIZE_MAX && totals->place[total] == SIZE_MAX) {
        totals->place[total] = totals->kept++;
    }
}

static void list_kept(struct des_totals *totals, const struct des_model *model) {
    for (size_t t = 0; t < model->total_count; ++t) {
        totals->place[t] = SIZE_MAX;
    }
    for (size_t i = 0; i < model->outcome_count; ++i) {
        keep(totals, model, model->outcomes[i].numerator);
        keep(totals, model, model->outcomes[i].denominator);
    }
}

enum des_status des_totals_init(struct des_totals *totals,
                                const struct des_experiment *experiment) {
    const struct des_plan *plan = des_experiment_plan(experiment);
    struct des_totals made = {
        .experiment = experiment,
        .done = calloc(plan->run_count + 1, sizeof *made.done),
        .known = calloc(plan->run_count + 1, sizeof *made.known),
        .place = calloc(plan->model->total_count + 1, sizeof *made.place),
        .strata = calloc(plan->model->stratum_count + 1, sizeof *made.strata),
    };
    if (made.done == NULL || made.known == NULL || made.place == NULL || made.strata == NULL) {
        free(made.done);
        free(made.known);
        free(made.place);
        free(made.strata);
        return DES_ENOMEM;
    }
    list_kept(&made, plan->model);
    *totals = made;
    return DES_OK;
}

void des_totals_fini(struct des_totals *totals) {
    size_t strata =
        totals->strata == NULL ? 0 : des_experiment_plan(totals->experiment)->model->stratum_count;
    for (size_t s = 0; s < strata; ++s) {
        free(totals->strata[s]);
    }
    free(totals->strata);
    free(totals->place);
    free(totals->done);
    free(totals->known);
    *totals = (struct des_totals){0};
}

static bool any_kept(const struct des_totals *totals, const struct des_model *model,
                     const double *numbers) {
    for (size_t t = 0; t < model->total_count; ++t) {
        if (totals->place[t] != SIZE_MAX && numbers[t] != 0.0) {
            return true;
        }
    }
    return false;
}

enum des_status des_totals_put(struct des_totals *totals, size_t run, size_t stratum,
                               const double *numbers) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    des_require(run < plan->run_count && stratum < plan->model->stratum_count);
    double **kept = &totals->strata[stratum];
    if (*kept == NULL && any_kept(totals, plan->model, numbers)) {
        *kept = totals->kept <= SIZE_MAX / sizeof **kept / plan->run_count
                    ? calloc(plan->run_count * totals->kept, sizeof **kept)
                    : NULL;
        if (*kept == NULL) {
            return DES_ENOMEM;
        }
    }
    for (size_t t = 0; t < plan->model->total_count && *kept != NULL; ++t) {
        if (totals->place[t] != SIZE_MAX) {
            (*kept)[run * totals->kept + totals->place[t]] = numbers[t];
        }
    }
    return DES_OK;
}

double des_totals_get(const struct des_totals *totals, size_t run, size_t stratum, size_t total) {
    des_require(totals->place[total] != SIZE_MAX);
    const double *kept = totals->strata[stratum];
    return kept == NULL ? 0.0 : kept[run * totals->kept + totals->place[total]];
}

/* ---- one term: the ratio of one arm in one setting ---- */

/* What an estimate is made of. */
struct question {
    const struct des_totals *totals;
    const struct des_outcome *outcome;
    size_t point, stratum;
    size_t numerator, denominator; /* SIZE_MAX: per run */
};

/* `sign` times the ratio of this arm in this setting. */
struct term {
    size_t setting, arm;
    double sign;
};

static struct question ask(const struct des_totals *totals, size_t point, size_t stratum,
                           size_t outcome) {
    const struct des_model *model = des_experiment_plan(totals->experiment)->model;
    des_require(outcome < model->outcome_count && stratum < model->stratum_count);
    const struct des_outcome *asked = &model->outcomes[outcome];
    struct question question = {totals, asked, point, stratum, SIZE_MAX, SIZE_MAX};
    question.numerator = des_model_total(model, asked->numerator);
    des_require(question.numerator != SIZE_MAX);
    if (asked->denominator != NULL) {
        question.denominator = des_model_total(model, asked->denominator);
        des_require(question.denominator != SIZE_MAX);
    }
    return question;
}

static size_t run_of(const struct question *question, const struct term *term, int64_t r) {
    struct des_coordinates at = {term->setting, term->arm, question->point, r};
    return des_experiment_run_id(question->totals->experiment, at);
}

static double total_of(const struct question *question, const struct term *term, int64_t r,
                       size_t total) {
    return des_totals_get(question->totals, run_of(question, term, r), question->stratum, total);
}

static double numerator(const struct question *question, const struct term *term, int64_t r) {
    return total_of(question, term, r, question->numerator);
}

static double denominator(const struct question *question, const struct term *term, int64_t r) {
    return question->denominator == SIZE_MAX ? 1.0
                                             : total_of(question, term, r, question->denominator);
}

/* ---- replications in common ---- */

static bool all_arms_done(const struct question *question, size_t setting, int64_t r) {
    const struct des_plan *plan = des_experiment_plan(question->totals->experiment);
    for (size_t arm = 0; arm < plan->arm_count; ++arm) {
        struct term term = {setting, arm, 1.0};
        if (!question->totals->done[run_of(question, &term, r)]) {
            return false;
        }
    }
    return true;
}

/* The replications that every arm of every compared setting finished. */
static size_t list_replications(const struct question *question, const struct term *terms,
                                size_t count, int64_t *list) {
    const struct des_plan *plan = des_experiment_plan(question->totals->experiment);
    int64_t limit = question->totals->limit;
    int64_t most = limit > 0 && limit < plan->replications ? limit : plan->replications;
    size_t n = 0;
    for (int64_t r = 0; r < most; ++r) {
        bool done = true;
        for (size_t t = 0; t < count && done; ++t) {
            done = all_arms_done(question, terms[t].setting, r);
        }
        if (done) {
            list[n++] = r;
        }
    }
    return n;
}

/* ---- the estimate ---- */

/* Arrays of one number per replication in common. */
struct workspace {
    int64_t *list;
    double *residuals;
    double *left, *right;  /* per-run values of the terms with sign + and - */
    double *above, *below; /* numerators and denominators of one term */
    size_t n;
};

static void workspace_fini(struct workspace *work) {
    free(work->list);
    free(work->residuals);
    free(work->left);
    free(work->right);
    free(work->above);
    free(work->below);
}

static bool workspace_init(struct workspace *work, size_t capacity) {
    *work = (struct workspace){.list = calloc(capacity, sizeof *work->list),
                               .residuals = calloc(capacity, sizeof *work->residuals),
                               .left = calloc(capacity, sizeof *work->left),
                               .right = calloc(capacity, sizeof *work->right),
                               .above = calloc(capacity, sizeof *work->above),
                               .below = calloc(capacity, sizeof *work->below)};
    return work->list != NULL && work->residuals != NULL && work->left != NULL &&
           work->right != NULL && work->above != NULL && work->below != NULL;
}

/* Adds one term to residuals and per-run values; returns the signed ratio, NaN where
 * the denominator is 0 in every replication. */
static double add_term(const struct question *question, const struct term *term,
                       struct workspace *work, double *values) {
    struct des_sum above = {0};
    struct des_sum below = {0};
    for (size_t i = 0; i < work->n; ++i) {
        work->above[i] = numerator(question, term, work->list[i]);
        work->below[i] = denominator(question, term, work->list[i]);
        des_sum_add(&above, work->above[i]);
        des_sum_add(&below, work->below[i]);
    }
    double scale = term->sign * question->outcome->scale;
    double mean_below = des_sum_total(&below) / (double)work->n;
    double ratio =
        des_sum_total(&below) == 0.0 ? NAN : des_sum_total(&above) / des_sum_total(&below);
    for (size_t i = 0; i < work->n; ++i) {
        double a = work->above[i], b = work->below[i];
        work->residuals[i] += scale * (a - ratio * b) / mean_below;
        values[i] += b == 0.0 ? NAN : scale * a / b;
    }
    return scale * ratio;
}

static void set_interval(struct des_estimate *estimate, const struct workspace *work) {
    if (work->n < 2) {
        return;
    }
    /* The residuals have mean 0: only their spread counts. */
    double half_width = des_interval_t(work->residuals, work->n, confidence).half_width;
    estimate->low = estimate->mean - half_width;
    estimate->high = estimate->mean + half_width;
}

/* Spread of single replications; those without a value (denominator 0) are left out. */
static void set_spread(struct des_estimate *estimate, const struct workspace *work) {
    double *values = work->residuals; /* no longer needed as such */
    size_t n = 0;
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < work->n; ++i) {
        double value = work->left[i] + work->right[i];
        if (!isnan(value)) {
            des_tally_add(&tally, value);
            values[n++] = value;
        }
    }
    if (n >= 2) {
        estimate->sd = des_tally_sd(&tally);
        estimate->year_low = des_quantile(values, n, 0.025);
        estimate->year_high = des_quantile(values, n, 0.975);
    }
}

/* `right` holds the terms with their minus sign. */
static double correlation(const struct workspace *work) {
    struct des_sum sums[2] = {{0.0, 0.0}, {0.0, 0.0}};
    size_t n = 0;
    for (size_t i = 0; i < work->n; ++i) {
        if (!isnan(work->left[i] + work->right[i])) {
            des_sum_add(&sums[0], work->left[i]);
            des_sum_add(&sums[1], -work->right[i]);
            ++n;
        }
    }
    double mean_x = des_sum_total(&sums[0]) / (double)n;
    double mean_y = des_sum_total(&sums[1]) / (double)n;
    double xx = 0.0;
    double yy = 0.0;
    double xy = 0.0;
    for (size_t i = 0; i < work->n; ++i) {
        if (!isnan(work->left[i] + work->right[i])) {
            double x = work->left[i] - mean_x;
            double y = -work->right[i] - mean_y;
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }
    }
    return n >= 2 && xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : NAN;
}

/* The first half of the terms stand on the left of the minus, the rest on the right. */
static struct des_estimate estimate_of(const struct question *question, const struct term *terms,
                                       size_t count) {
    const struct des_plan *plan = des_experiment_plan(question->totals->experiment);
    struct des_estimate estimate = {0, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    struct workspace work;
    if (workspace_init(&work, (size_t)plan->replications)) {
        work.n = list_replications(question, terms, count, work.list);
        estimate.n = work.n;
    }
    if (work.n > 0) {
        estimate.mean = 0.0;
        for (size_t t = 0; t < count; ++t) {
            double *side = 2 * t < count ? work.left : work.right;
            estimate.mean += add_term(question, &terms[t], &work, side);
        }
        set_interval(&estimate, &work);
        estimate.correlation = count > 1 ? correlation(&work) : NAN;
        set_spread(&estimate, &work);
    }
    workspace_fini(&work);
    return estimate;
}

struct des_estimate des_totals_summary(const struct des_totals *totals, size_t setting, size_t arm,
                                       size_t point, size_t stratum, size_t outcome) {
    struct question question = ask(totals, point, stratum, outcome);
    const struct term terms[] = {{setting, arm, 1.0}};
    return estimate_of(&question, terms, 1);
}

struct des_estimate des_totals_paired(const struct des_totals *totals, size_t setting, size_t arm,
                                      size_t point, size_t stratum, size_t outcome) {
    struct question question = ask(totals, point, stratum, outcome);
    size_t reference = des_experiment_plan(totals->experiment)->reference;
    const struct term terms[] = {{setting, arm, 1.0}, {setting, reference, -1.0}};
    return estimate_of(&question, terms, 2);
}

struct des_estimate des_totals_contrast(const struct des_totals *totals, size_t contrast,
                                        size_t arm, size_t point, size_t stratum, size_t outcome) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    struct question question = ask(totals, point, stratum, outcome);
    des_require(contrast < plan->contrast_count);
    size_t of = plan->contrasts[contrast].of;
    size_t minus = plan->contrasts[contrast].minus;
    const struct term terms[] = {{of, arm, 1.0},
                                 {of, plan->reference, -1.0},
                                 {minus, arm, -1.0},
                                 {minus, plan->reference, 1.0}};
    return estimate_of(&question, terms, 4);
}
