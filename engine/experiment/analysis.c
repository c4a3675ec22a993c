/* engine/experiment/analysis.c - from totals to ratios, differences and their precision.
 *
 * An outcome is R = scale sum(a) / sum(b) over replications.  Its error is that of the
 * mean of the linearised residuals e = scale (a - (sum a / sum b) b) / mean(b) (Cochran
 * 1977, Sampling Techniques, 6.4), which sum to 0.  A paired difference has the residuals
 * e_arm - e_reference, a contrast the difference of two such: one t interval for all.
 *
 * Replications are read twice, a block at a time: for the sums, and for what lies around them. */
#include "analysis.h"

#include "des/check.h"
#include "des/stats.h"

#include "../stats/running.h"
#include "../stats/tails.h"
#include "terms.h"
#include "totals.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double confidence = 0.95;

/* So many replications are looked at together; memory does not depend on how many there are. */
#define BLOCK 2048

/* One term over all replications. */
struct ratio {
    struct des_sum above, below;
    double value;      /* NaN where the denominator is 0 in every replication */
    double scale;      /* of the outcome */
    double mean_below; /* of a replication */
};

/* ... and of a block's replications that count. */
struct column {
    struct ratio ratio;
    struct desi_reading read;
    double *value, *residual;
};

/* ---- estimates: differences of terms ---- */

/* Sums of per-run values, of each side of the minus, as differences from the estimate: they lie
 * around it, so that little is lost. */
struct spread {
    size_t n;
    double left, right, all;
    double left2, right2, both, all2;
};

/* Signed terms; the first half of them stand on the left of the minus, the rest on the right. */
#define PARTS 4 /* at most */
struct estimation {
    size_t count;
    size_t term[PARTS];
    double sign[PARTS];
    double centre_left, centre_right; /* of the estimate */
    double residuals, residuals2;     /* sum and sum of squares; their mean is 0 but for rounding */
    struct spread spread;
    struct desi_tails tails;
};

/* Estimates of one question, from the same terms. */
struct estimations {
    const struct desi_question *question;
    const struct desi_term *terms;
    size_t term_count;
    struct estimation *all;
    size_t count;
    bool nothing;                    /* the numerator is 0 in all runs */
    size_t n;                        /* replications that count */
    double *room;                    /* of these two */
    struct desi_block block;         /* being read ... */
    struct column *columns;          /* ... of each term */
    double *residual, *left, *right; /* of one estimate, in that block */
};

static bool is_left(const struct estimation *est, size_t part) {
    return 2 * part < est->count;
}

static void sum_block(struct estimations *ests) {
    for (size_t t = 0; t < ests->term_count; ++t) {
        struct column *column = &ests->columns[t];
        struct des_sum above = column->ratio.above, below = column->ratio.below;
        for (size_t i = 0; i < ests->block.n && !ests->nothing; ++i) {
            desi_sum_add(&above, column->read.above[i]);
        }
        for (size_t i = 0; i < ests->block.n; ++i) {
            desi_sum_add(&below, column->read.below[i]);
        }
        column->ratio.above = above;
        column->ratio.below = below;
    }
    ests->n += ests->block.n;
}

static void find_ratios(struct estimations *ests) {
    for (size_t t = 0; t < ests->term_count; ++t) {
        struct ratio *ratio = &ests->columns[t].ratio;
        double below = des_sum_total(&ratio->below);
        ratio->value = below == 0.0 ? NAN : des_sum_total(&ratio->above) / below;
        ratio->scale = ests->question->outcome->scale;
        ratio->mean_below = below / (double)ests->n;
    }
}

static void find_centre(const struct estimations *ests, struct estimation *est) {
    for (size_t p = 0; p < est->count; ++p) {
        const struct ratio *ratio = &ests->columns[est->term[p]].ratio;
        double *centre = is_left(est, p) ? &est->centre_left : &est->centre_right;
        *centre += est->sign[p] * ratio->scale * ratio->value;
    }
}

static void value_term(struct column *column, size_t n) {
    const struct ratio ratio = column->ratio;
    for (size_t i = 0; i < n; ++i) {
        double above = column->read.above[i], below = column->read.below[i];
        double value = ratio.scale * above / below;
        column->value[i] = below == 0.0 ? (double)NAN : value + 0.0; /* no -0 */
        column->residual[i] = ratio.scale * (above - ratio.value * below) / ratio.mean_below;
    }
}

/* `right` holds the terms with their minus sign. */
static void add_part(const struct estimations *ests, const struct estimation *est, size_t part) {
    const struct column *column = &ests->columns[est->term[part]];
    const double sign = est->sign[part];
    double *restrict side = is_left(est, part) ? ests->left : ests->right;
    double *restrict residual = ests->residual;
    for (size_t i = 0; i < ests->block.n; ++i) {
        side[i] += sign * column->value[i];
        residual[i] += sign * column->residual[i];
    }
}

static void add_residuals(struct estimation *est, const double *residuals, size_t n) {
    double sum = est->residuals, squares = est->residuals2;
    for (size_t i = 0; i < n; ++i) {
        sum += residuals[i];
        squares += residuals[i] * residuals[i];
    }
    est->residuals = sum;
    est->residuals2 = squares;
}

static void add_tails(struct estimation *est, const double *values, size_t n) {
    struct desi_tails tails = est->tails;
    for (size_t i = 0; i < n; ++i) {
        desi_tails_add(&tails, values[i]);
    }
    est->tails = tails;
}

/* Of one term there is nothing on the right, and correlates nothing. */
static void spread_alone(struct estimation *est, const struct column *column, size_t n) {
    struct spread spread = est->spread;
    for (size_t i = 0; i < n; ++i) {
        double from = column->value[i] - est->centre_left;
        if (isnan(from)) {
            continue;
        }
        spread.n++;
        spread.all += from;
        spread.all2 += from * from;
    }
    est->spread = spread;
    add_residuals(est, column->residual, n);
    add_tails(est, column->value, n);
}

static void add_spread(struct estimation *est, const struct estimations *ests) {
    struct spread spread = est->spread;
    for (size_t i = 0; i < ests->block.n; ++i) {
        double left = ests->left[i], right = ests->right[i];
        double x = left - est->centre_left, y = right - est->centre_right, from = x + y;
        if (isnan(left + right)) {
            continue;
        }
        spread.n++;
        spread.left += x;
        spread.right += y;
        spread.all += from;
        spread.left2 += x * x;
        spread.right2 += y * y;
        spread.both += x * y;
        spread.all2 += from * from;
    }
    est->spread = spread;
}

/* Of several terms, the two sides of the minus are added up first. */
static void spread_sides(struct estimations *ests, struct estimation *est) {
    for (size_t i = 0; i < ests->block.n; ++i) {
        ests->residual[i] = ests->left[i] = ests->right[i] = 0.0;
    }
    for (size_t p = 0; p < est->count; ++p) {
        add_part(ests, est, p);
    }
    add_residuals(est, ests->residual, ests->block.n);
    add_spread(est, ests);
    for (size_t i = 0; i < ests->block.n; ++i) {
        ests->left[i] += ests->right[i];
    }
    add_tails(est, ests->left, ests->block.n);
}

static void spread_block(struct estimations *ests) {
    for (size_t t = 0; t < ests->term_count; ++t) {
        value_term(&ests->columns[t], ests->block.n);
    }
    for (size_t e = 0; e < ests->count; ++e) {
        struct estimation *est = &ests->all[e];
        if (est->count == 1) {
            spread_alone(est, &ests->columns[est->term[0]], ests->block.n);
        } else {
            spread_sides(ests, est);
        }
    }
}

/* Where every value is 0, only which of them are there is to be found out: each is 0 / b, and no
 * sum grows. */
static void spread_nothing(struct estimations *ests) {
    for (size_t e = 0; e < ests->count; ++e) {
        struct estimation *est = &ests->all[e];
        for (size_t i = 0; i < ests->block.n; ++i) {
            bool there = true;
            for (size_t p = 0; p < est->count; ++p) {
                double below = ests->columns[est->term[p]].read.below[i];
                there &= below > 0.0 || below < 0.0;
            }
            if (there) {
                est->spread.n++;
                desi_tails_add(&est->tails, 0.0);
            }
        }
    }
}

static bool all_zero(const struct estimations *ests) {
    bool zero = ests->nothing;
    for (size_t t = 0; t < ests->term_count && zero; ++t) {
        zero = ests->columns[t].ratio.value == 0.0; /* NaN: there is nothing to divide by */
    }
    return zero;
}

static void walk(struct estimations *ests, void (*visit)(struct estimations *ests)) {
    int64_t end = desi_replications_asked(ests->question);
    for (int64_t first = 0; first < end; first += BLOCK) {
        int64_t left = end - first;
        ests->block.width = left < BLOCK ? (size_t)left : BLOCK;
        desi_mark_counting(ests->question, ests->terms, ests->term_count, first, &ests->block);
        for (size_t t = 0; t < ests->term_count && ests->block.n > 0; ++t) {
            desi_read_term(ests->question, &ests->terms[t], first, &ests->block,
                           &ests->columns[t].read);
        }
        visit(ests);
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

static struct des_estimate conclude(struct estimation *est, size_t n) {
    struct des_estimate estimate = {n, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    estimate.mean = est->centre_left + (est->count > 1 ? est->centre_right : 0.0);
    if (n >= 2) {
        /* The residuals have mean 0: only their spread counts. */
        double variance = variance_of(est->residuals, est->residuals2, n);
        double half_width =
            des_t_quantile(confidence, (double)n - 1.0) * sqrt(variance / (double)n);
        estimate.low = estimate.mean - half_width;
        estimate.high = estimate.mean + half_width;
    }
    const struct spread *spread = &est->spread;
    estimate.correlation = est->count > 1 ? correlation(spread) : NAN;
    if (spread->n >= 2) {
        estimate.sd = sqrt(variance_of(spread->all, spread->all2, spread->n));
        estimate.year_low = desi_tails_low(&est->tails, 0.025);
        estimate.year_high = desi_tails_high(&est->tails, 0.975);
    }
    return estimate;
}

static bool begin_spread(struct estimations *ests) {
    find_ratios(ests);
    bool room = true;
    for (size_t e = 0; e < ests->count && room; ++e) {
        find_centre(ests, &ests->all[e]);
        room = desi_tails_init(&ests->all[e].tails, ests->n, 0.025) == DES_OK;
    }
    return room;
}

/* Room for a block of all terms, no longer than there are replications. */
static bool make_room(struct estimations *ests) {
    int64_t all = desi_replications_asked(ests->question);
    size_t width = all < BLOCK ? (size_t)all : BLOCK;
    ests->columns = calloc(ests->term_count, sizeof *ests->columns);
    ests->room = malloc((4 * ests->term_count + 3) * width * sizeof(double) + width);
    if (ests->columns == NULL || ests->room == NULL) {
        return false;
    }
    double *at = ests->room;
    for (size_t t = 0; t < ests->term_count; ++t, at += 4 * width) {
        struct column *column = &ests->columns[t];
        column->read.room[0] = at;
        column->read.room[1] = at + width;
        column->value = at + 2 * width;
        column->residual = at + 3 * width;
    }
    ests->residual = at;
    ests->left = at + width;
    ests->right = at + 2 * width;
    ests->block.counts = (bool *)(at + 3 * width);
    return true;
}

/* Of all estimations, in their order.  False when out of memory: then they are NaN. */
static bool estimate_all(struct estimations *ests, struct des_estimate *estimates) {
    const struct desi_question *question = ests->question;
    ests->nothing = !desi_totals_any(question->totals, question->stratum, question->numerator);
    bool room = make_room(ests);
    if (room) {
        walk(ests, sum_block);
    }
    room = room && (ests->n == 0 || begin_spread(ests));
    bool spread = room && ests->n > 0;
    if (spread) {
        walk(ests, all_zero(ests) ? spread_nothing : spread_block);
    }
    for (size_t e = 0; e < ests->count; ++e) {
        estimates[e] = spread ? conclude(&ests->all[e], ests->n)
                              : (struct des_estimate){ests->n, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        desi_tails_fini(&ests->all[e].tails);
    }
    free(ests->columns);
    free(ests->room);
    return room;
}

static struct des_estimate estimate_of(const struct desi_question *question,
                                       const struct desi_term *terms, struct estimation *est) {
    struct des_estimate estimate;
    struct estimations ests = {
        .question = question, .terms = terms, .term_count = est->count, .all = est, .count = 1};
    (void)estimate_all(&ests, &estimate); /* it is NaN then */
    return estimate;
}

struct des_estimate des_totals_summary(const struct des_totals *totals, size_t setting, size_t arm,
                                       size_t point, size_t stratum, size_t outcome) {
    struct desi_question question = desi_ask(totals, point, stratum, outcome);
    const struct desi_term terms[] = {{setting, arm}};
    return estimate_of(&question, terms,
                       &(struct estimation){.count = 1, .term = {0}, .sign = {1.0}});
}

struct des_estimate des_totals_paired(const struct des_totals *totals, size_t setting, size_t arm,
                                      size_t point, size_t stratum, size_t outcome) {
    struct desi_question question = desi_ask(totals, point, stratum, outcome);
    size_t reference = des_experiment_plan(totals->experiment)->reference;
    const struct desi_term terms[] = {{setting, arm}, {setting, reference}};
    return estimate_of(&question, terms,
                       &(struct estimation){.count = 2, .term = {0, 1}, .sign = {1.0, -1.0}});
}

struct des_estimate des_totals_contrast(const struct des_totals *totals, size_t contrast,
                                        size_t arm, size_t point, size_t stratum, size_t outcome) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    struct desi_question question = desi_ask(totals, point, stratum, outcome);
    des_require(contrast < plan->contrast_count);
    size_t of = plan->contrasts[contrast].of;
    size_t minus = plan->contrasts[contrast].minus;
    const struct desi_term terms[] = {
        {of, arm}, {of, plan->reference}, {minus, arm}, {minus, plan->reference}};
    return estimate_of(
        &question, terms,
        &(struct estimation){.count = 4, .term = {0, 1, 2, 3}, .sign = {1.0, -1.0, -1.0, 1.0}});
}

bool desi_totals_arms(const struct des_totals *totals, size_t setting, size_t point, size_t stratum,
                      size_t outcome, struct des_estimate *estimates) {
    const struct des_plan *plan = des_experiment_plan(totals->experiment);
    struct desi_question question = desi_ask(totals, point, stratum, outcome);
    size_t arms = plan->arm_count, count = arms;
    struct desi_term *terms = calloc(arms, sizeof *terms);
    struct estimation *all = calloc(2 * arms, sizeof *all);
    bool room = terms != NULL && all != NULL;
    for (size_t arm = 0; room && arm < arms; ++arm) {
        terms[arm] = (struct desi_term){setting, arm};
        all[arm] = (struct estimation){.count = 1, .term = {arm}, .sign = {1.0}};
        if (arm != plan->reference) {
            all[count++] = (struct estimation){
                .count = 2, .term = {arm, plan->reference}, .sign = {1.0, -1.0}};
        }
    }
    if (room) {
        struct estimations ests = {
            .question = &question, .terms = terms, .term_count = arms, .all = all, .count = count};
        room = estimate_all(&ests, estimates);
    }
    free(terms);
    free(all);
    return room;
}
