/* engine/stats/metamodel_value.c - how far what is fitted goes, and what knowing it is worth.
 *
 * One pass over the rows, for all outcomes, decisions, sets of factors and bootstrap resamples:
 * sums of weight x benefit, of the best arm and of each. */
#include "metamodel.h"

#include <math.h>
#include <stdlib.h>

#include "resample.h"
#include "tails.h"

enum { RESAMPLES = 200, WEIGHTS = 1 + RESAMPLES }; /* first: each row once */

struct reading {
    const struct des_decision *decisions;
    size_t decision_count;
    struct desi_tails *tails; /* of each outcome */
    double *fitted;           /* sets x panels of outcomes x window */
    double *room;             /* a window */
    struct desi_resamples resamples;
    uint32_t *part;             /* weights of a part: DESI_PART x RESAMPLES */
    struct desi_panels weight;  /* a window of them */
    struct desi_panels benefit; /* of each decision and set: the best, then of arms but the first */
    double *sums;
};

static const size_t window = (size_t)DESI_WINDOW * DESI_LANES;

static size_t benefits_of(const struct reading *reading, size_t sets) {
    size_t count = 0;
    for (size_t d = 0; d < reading->decision_count; d++) {
        count += sets * reading->decisions[d].arms;
    }
    return count;
}

/* ---- a window ---- */

static const double *fitted_to(const struct des_metamodel *model, const struct reading *reading,
                               size_t set, size_t outcome) {
    size_t panel = set * model->y.count + outcome / DESI_LANES;
    return reading->fitted + panel * window + outcome % DESI_LANES;
}

static void fit_window(struct des_metamodel *model, size_t rows, struct reading *reading) {
    for (size_t set = 0; set < model->sets; set++) {
        for (size_t panel = 0; panel < model->y.count; panel++) {
            desi_metamodel_fitted(model, set, panel, rows,
                                  reading->fitted + (set * model->y.count + panel) * window,
                                  reading->room);
        }
    }
    for (size_t o = 0; o < model->rows.outcomes; o++) {
        const double *fitted = fitted_to(model, reading, 0, o);
        for (size_t i = 0; i < rows; i++) {
            desi_tails_add(&reading->tails[o], fitted[i * DESI_LANES]);
        }
    }
}

static void weigh_window(size_t first, size_t rows, struct reading *reading) {
    size_t at = first % DESI_PART;
    for (size_t r = 0; r < RESAMPLES && at == 0; r++) {
        desi_resamples_part(&reading->resamples, r, first / DESI_PART,
                            reading->part + r * DESI_PART);
    }
    for (size_t w = 0; w < WEIGHTS; w++) {
        double *column = desi_panels_column(&reading->weight, w);
        for (size_t i = 0; i < rows; i++) {
            column[i * DESI_LANES] =
                w == 0 ? 1.0 : (double)reading->part[(w - 1) * DESI_PART + at + i];
        }
    }
}

/* The first arm's benefit is 0. */
static void take_benefits(const struct des_metamodel *model, const struct des_decision *decision,
                          size_t set, size_t rows, struct reading *reading, size_t column) {
    double *best = desi_panels_column(&reading->benefit, column);
    for (size_t i = 0; i < rows; i++) {
        best[i * DESI_LANES] = 0.0;
    }
    for (size_t a = 1; a < decision->arms; a++) {
        const struct des_benefit *beside = &decision->beside[a - 1];
        const double *fitted = fitted_to(model, reading, set, beside->outcome);
        double *own = desi_panels_column(&reading->benefit, column + a);
        for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
            own[i] = beside->sign * fitted[i];
            best[i] = own[i] > best[i] ? own[i] : best[i];
        }
    }
}

static void read_window(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    struct reading *reading = context;
    fit_window(model, rows, reading);
    size_t column = 0;
    for (size_t d = 0; d < reading->decision_count; d++) {
        for (size_t set = 0; set < model->sets; set++) {
            const struct des_decision *decision = &reading->decisions[d];
            take_benefits(model, decision, set, rows, reading, column);
            column += decision->arms;
        }
    }
    if (column > 0) {
        weigh_window(first, rows, reading);
        desi_panels_multiply(&reading->benefit, &reading->weight, rows, reading->sums);
    }
}

/* ---- the end ---- */

/* Mean of the best less the best of the means. */
static double gain_of(const struct reading *reading, size_t column, size_t arms, size_t weight,
                      size_t n) {
    double best = desi_panels_sum(reading->sums, WEIGHTS, column, weight), highest = 0.0;
    for (size_t a = 1; a < arms; a++) {
        double sum = desi_panels_sum(reading->sums, WEIGHTS, column + a, weight);
        highest = sum > highest ? sum : highest;
    }
    double gain = (best - highest) / (double)n;
    return gain > 0.0 ? gain : 0.0;
}

static void conclude(const struct des_metamodel *model, const struct reading *reading,
                     struct des_bounded *values) {
    double gains[WEIGHTS];
    size_t column = 0;
    for (size_t d = 0; d < reading->decision_count; d++) {
        size_t arms = reading->decisions[d].arms;
        for (size_t set = 0; set < model->sets; set++, column += arms) {
            for (size_t w = 0; w < WEIGHTS; w++) {
                gains[w] = gain_of(reading, column, arms, w, model->rows.n);
            }
            *values++ = desi_percentiles(gains[0], gains + 1, RESAMPLES);
        }
    }
}

static void conclude_ranges(struct des_metamodel *model, struct reading *reading,
                            struct des_range *ranges) {
    for (size_t o = 0; o < model->rows.outcomes && ranges != NULL; o++) {
        ranges[o] = (struct des_range){desi_tails_low(&reading->tails[o], 0.025),
                                       desi_tails_high(&reading->tails[o], 0.975)};
    }
}

static enum des_status begin(struct des_metamodel *model, uint64_t seed, struct reading *reading) {
    size_t outcomes = model->rows.outcomes, n = model->rows.n;
    size_t benefits = benefits_of(reading, model->sets);
    reading->tails = calloc(outcomes + 1, sizeof *reading->tails);
    reading->fitted = calloc(model->sets * model->y.count + 1, window * sizeof(double));
    reading->room = calloc(window, sizeof(double));
    reading->part = calloc((size_t)DESI_PART * RESAMPLES, sizeof *reading->part);
    reading->sums = calloc(desi_panels_sums(benefits, WEIGHTS) + 1, sizeof(double));
    bool room = desi_panels_init(&reading->weight, WEIGHTS) &&
                desi_panels_init(&reading->benefit, benefits) && reading->tails != NULL &&
                reading->fitted != NULL && reading->room != NULL && reading->part != NULL &&
                reading->sums != NULL;
    enum des_status status =
        room ? desi_resamples_init(&reading->resamples, seed, n, benefits > 0 ? RESAMPLES : 0)
             : DES_ENOMEM;
    for (size_t o = 0; o < outcomes && status == DES_OK; o++) {
        status = desi_tails_init(&reading->tails[o], n, 0.025);
    }
    return status;
}

static void end(size_t outcomes, struct reading *reading) {
    for (size_t o = 0; o < outcomes && reading->tails != NULL; o++) {
        desi_tails_fini(&reading->tails[o]);
    }
    desi_panels_fini(&reading->weight);
    desi_panels_fini(&reading->benefit);
    desi_resamples_fini(&reading->resamples);
    free(reading->tails);
    free(reading->fitted);
    free(reading->room);
    free(reading->part);
    free(reading->sums);
}

enum des_status des_metamodel_read(struct des_metamodel *model, struct des_range *ranges,
                                   const struct des_decision *decisions, size_t count,
                                   uint64_t seed, struct des_bounded *values) {
    struct reading reading = {.decisions = decisions, .decision_count = count};
    enum des_status status = begin(model, seed, &reading);
    if (status == DES_OK) {
        desi_metamodel_walk(model, read_window, &reading);
        conclude_ranges(model, &reading, ranges);
        conclude(model, &reading, values);
    }
    end(model->rows.outcomes, &reading);
    return status;
}
