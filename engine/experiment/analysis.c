/* engine/experiment/analysis.c - from totals to ratios, differences and their precision.
 *
 * An outcome is R = scale sum(a) / sum(b) over replications.  Its error is that of the
 * mean of the linearised residuals e = scale (a - (sum a / sum b) b) / mean(b) (Cochran
 * 1977, Sampling Techniques, 6.4), which sum to 0.  A paired difference has the residuals
 * e_arm - e_reference, a contrast the difference of two such: one t interval for all.
 *
 * Replications are read twice, a block at a time: for the sums, and for what lies around them. */
#include "des/experiment.h"

#include "des/check.h"
#include "des/stats.h"

#include "../stats/running.h"
#include "../stats/tails.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double confidence = 0.95;

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

/* ---- blocks of replications ---- */

/* So many replications are looked at together; memory does not depend on how many there are. */
#define BLOCK 2048
#define TERMS 4 /* at most */

/* Numerators and denominators of the replications of a block that count. */
struct block {
    size_t n, width;
    const double *above[TERMS], *below[TERMS];
    double room[TERMS][2][BLOCK];
    bool counts[BLOCK];
    double residual[BLOCK], left[BLOCK], right[BLOCK]; /* of each replication */
};

/* Every arm of every compared setting finished it. */
static void mark_counting(const struct question *question, const struct term *terms, size_t count,
                          int64_t first, struct block *block) {
    const struct des_plan *plan = des_experiment_plan(question->totals->experiment);
    for (size_t i = 0; i < block->width; ++i) {
        block->counts[i] = true;
    }
    for (size_t t = 0; t < count; ++t) {
        bool again = t > 0 && terms[t].setting == terms[t - 1].setting;
        for (size_t arm = 0; arm < plan->arm_count && !again; ++arm) {
            struct term term = {terms[t].setting, arm, 1.0};
            const bool *done = question->totals->done + run_of(question, &term, first);
            for (size_t i = 0; i < block->width; ++i) {
                block->counts[i] &= done[i];
            }
        }
    }
    block->n = 0;
    for (size_t i = 0; i < block->width; ++i) {
        block->n += block->counts[i];
    }
}

static const double *read_column(const struct question *question, size_t total, size_t run,
                                 const struct block *block, double *room) {
    const double *column =
        des_totals_column(question->totals, question->stratum, total, run, block->width, room);
    if (block->n == block->width) {
        return column;
    }
    size_t n = 0;
    for (size_t i = 0; i < block->width; ++i) {
        room[n] = column[i];
        n += block->counts[i];
    }
    return room;
}

static void read_term(const struct question *question, const struct term *term, int64_t first,
                      size_t t, struct block *block) {
    size_t run = run_of(question, term, first);
    double *above = block->room[t][0], *below = block->room[t][1];
    block->above[t] = read_column(question, question->numerator, run, block, above);
    if (question->denominator != SIZE_MAX) {
        block->below[t] = read_column(question, question->denominator, run, block, below);
        return;
    }
    for (size_t i = 0; i < block->n; ++i) {
        below[i] = 1.0;
    }
    block->below[t] = below;
}

static int64_t replications_of(const struct question *question) {
    int64_t all = des_experiment_plan(question->totals->experiment)->replications;
    int64_t limit = question->totals->limit;
    return limit > 0 && limit < all ? limit : all;
}

/* Reads the block that begins with a replication; returns the first one of the next. */
static int64_t read_block(const struct question *question, const struct term *terms, size_t count,
                          int64_t first, struct block *block) {
    int64_t left = replications_of(question) - first;
    block->width = left < BLOCK ? (size_t)left : BLOCK;
    mark_counting(question, terms, count, first, block);
    for (size_t t = 0; t < count && block->n > 0; ++t) {
        read_term(question, &terms[t], first, t, block);
    }
    return first + (int64_t)block->width;
}

/* ---- the estimate ---- */

/* One term over all replications. */
struct ratio {
    struct des_sum above, below;
    double value;      /* NaN where the denominator is 0 in every replication */
    double scale;      /* with the sign of the term */
    double mean_below; /* of a replication */
};

/* Sums of per-run values, of each side of the minus, as differences from the estimate: they lie
 * around it, so that little is lost. */
struct spread {
    size_t n;
    double left, right, all;
    double left2, right2, both, all2;
};

struct estimation {
    const struct question *question;
    const struct term *terms;
    size_t count;
    struct ratio ratios[TERMS];
    size_t n;
    double centre_left, centre_right; /* of the estimate */
    double residuals, residuals2;     /* sum and sum of squares; their mean is 0 but for rounding */
    struct spread spread;
    struct desi_tails tails;
    struct block *block;
};

/* The first half of the terms stand on the left of the minus, the rest on the right. */
static bool is_left(const struct estimation *est, size_t t) {
    return 2 * t < est->count;
}

static void sum_block(struct estimation *est) {
    const struct block *block = est->block;
    for (size_t t = 0; t < est->count; ++t) {
        struct des_sum above = est->ratios[t].above, below = est->ratios[t].below;
        for (size_t i = 0; i < block->n; ++i) {
            desi_sum_add(&above, block->above[t][i]);
            desi_sum_add(&below, block->below[t][i]);
        }
        est->ratios[t].above = above;
        est->ratios[t].below = below;
    }
    est->n += block->n;
}

static void find_ratios(struct estimation *est) {
    for (size_t t = 0; t < est->count; ++t) {
        struct ratio *ratio = &est->ratios[t];
        double below = des_sum_total(&ratio->below);
        ratio->value = below == 0.0 ? NAN : des_sum_total(&ratio->above) / below;
        ratio->scale = est->terms[t].sign * est->question->outcome->scale;
        ratio->mean_below = below / (double)est->n;
        double *centre = is_left(est, t) ? &est->centre_left : &est->centre_right;
        *centre += ratio->scale * ratio->value;
    }
}

/* `right` holds the terms with their minus sign. */
static void add_spread(struct estimation *est, double left, double right) {
    struct spread *spread = &est->spread;
    double value = left + right;
    if (isnan(value)) {
        return;
    }
    double x = left - est->centre_left, y = right - est->centre_right;
    double from = x + y;
    spread->n++;
    spread->left += x;
    spread->right += y;
    spread->all += from;
    spread->left2 += x * x;
    spread->right2 += y * y;
    spread->both += x * y;
    spread->all2 += from * from;
    desi_tails_add(&est->tails, value);
}

/* Adds what a term says of each replication to the residuals and to its side of the minus. */
static void add_term(const struct estimation *est, size_t t) {
    struct block *block = est->block;
    const double *above = block->above[t], *below = block->below[t];
    double *restrict residual = block->residual;
    double *restrict side = is_left(est, t) ? block->left : block->right;
    const double scale = est->ratios[t].scale, ratio = est->ratios[t].value;
    const double mean_below = est->ratios[t].mean_below;
    for (size_t i = 0; i < block->n; ++i) {
        double value = scale * above[i] / below[i];
        side[i] += below[i] == 0.0 ? (double)NAN : value;
        residual[i] += scale * (above[i] - ratio * below[i]) / mean_below;
    }
}

static void spread_block(struct estimation *est) {
    struct block *block = est->block;
    for (size_t i = 0; i < block->n; ++i) {
        block->residual[i] = block->left[i] = block->right[i] = 0.0;
    }
    for (size_t t = 0; t < est->count; ++t) {
        add_term(est, t);
    }
    for (size_t i = 0; i < block->n; ++i) {
        est->residuals += block->residual[i];
        est->residuals2 += block->residual[i] * block->residual[i];
        add_spread(est, block->left[i], block->right[i]);
    }
}

static void walk(struct estimation *est, void (*visit)(struct estimation *est)) {
    int64_t end = replications_of(est->question);
    for (int64_t r = 0; r < end;) {
        r = read_block(est->question, est->terms, est->count, r, est->block);
        visit(est);
    }
}

/* Of n values, from the sums of their differences from a point near their mean. */
static double variance_of(double sum, double squares, size_t n) {
    double variance = (squares - sum * sum / (double)n) / (double)(n - 1);
    return variance < 0.0 ? 0.0 : variance;
}

static double correlation(const struct spread *spread) {
    double n = (double)spread->n;
    double xx = spread->left2 - spread->left * spread->left / n;
    double yy = spread->right2 - spread->right * spread->right / n;
    double xy = spread->both - spread->left * spread->right / n;
    return spread->n >= 2 && xx > 0.0 && yy > 0.0 ? -xy / sqrt(xx * yy) : NAN;
}

static void conclude(struct estimation *est, struct des_estimate *estimate) {
    estimate->mean = est->centre_left + (est->count > 1 ? est->centre_right : 0.0);
    if (est->n >= 2) {
        /* The residuals have mean 0: only their spread counts. */
        double variance = variance_of(est->residuals, est->residuals2, est->n);
        double half_width =
            des_t_quantile(confidence, (double)est->n - 1.0) * sqrt(variance / (double)est->n);
        estimate->low = estimate->mean - half_width;
        estimate->high = estimate->mean + half_width;
    }
    const struct spread *spread = &est->spread;
    estimate->correlation = est->count > 1 ? correlation(spread) : NAN;
    if (spread->n >= 2) {
        estimate->sd = sqrt(variance_of(spread->all, spread->all2, spread->n));
        estimate->year_low = desi_tails_low(&est->tails, 0.025);
        estimate->year_high = desi_tails_high(&est->tails, 0.975);
    }
}

static struct des_estimate estimate_of(const struct question *question, const struct term *terms,
                                       size_t count) {
    struct des_estimate estimate = {0, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    struct estimation est = {.question = question, .terms = terms, .count = count};
    est.block = malloc(sizeof *est.block);
    if (est.block == NULL) {
        return estimate;
    }
    walk(&est, sum_block);
    estimate.n = est.n;
    if (est.n > 0 && desi_tails_init(&est.tails, est.n, 0.025) == DES_OK) {
        find_ratios(&est);
        walk(&est, spread_block);
        conclude(&est, &estimate);
        desi_tails_fini(&est.tails);
    }
    free(est.block);
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
