/* engine/stats/metamodel_value.c - how far what is fitted goes, and what knowing it is worth.
 *
 * One pass over the rows, for all outcomes, decisions, sets of factors and bootstrap resamples:
 * sums of weight x benefit, of the best arm and of each. */
#include "metamodel_value.h"

#include <math.h>
#include <stdlib.h>

#include "des/random.h"
#include "tails.h"

static size_t benefits_of(const struct desi_reading *reading, size_t sets) {
    size_t count = 0;
    for (size_t d = 0; d < reading->decision_count; d++) {
        count += sets * reading->decisions[d].arms;
    }
    return count;
}

/* ---- a window ---- */

void desi_reading_fit(struct des_metamodel *model, enum desi_fitted which, size_t rows,
                      struct desi_reading *reading) {
    for (size_t set = 0; set < model->sets; set++) {
        for (size_t panel = 0; panel < model->y.count; panel++) {
            desi_metamodel_fitted(model, which, set, panel, rows,
                                  reading->fitted +
                                      (set * model->y.count + panel) * DESI_WINDOW_NUMBERS,
                                  reading->room);
        }
    }
}

static void add_ranges(const struct des_metamodel *model, size_t rows,
                       struct desi_reading *reading) {
    for (size_t o = 0; o < model->rows.outcomes; o++) {
        const double *fitted = desi_fitted_to(model, reading, 0, o);
        for (size_t i = 0; i < rows; i++) {
            desi_tails_add(&reading->tails[o], fitted[i * DESI_LANES]);
        }
    }
}

static void weigh_window(size_t first, size_t rows, struct desi_reading *reading) {
    size_t at = first % DESI_PART;
    for (size_t r = 0; r < DESI_RESAMPLES && at == 0; r++) {
        desi_resamples_part(&reading->resamples, r, first / DESI_PART,
                            reading->part + r * DESI_PART);
    }
    for (size_t w = 0; w < DESI_WEIGHTS; w++) {
        double *column = desi_panels_column(&reading->weight, w);
        for (size_t i = 0; i < rows; i++) {
            column[i * DESI_LANES] =
                w == 0 ? 1.0 : (double)reading->part[(w - 1) * DESI_PART + at + i];
        }
    }
}

/* The first arm's benefit is 0. */
static void take_benefits(const struct des_metamodel *model, const struct des_decision *decision,
                          size_t set, size_t rows, struct desi_reading *reading, size_t column) {
    double *best = desi_panels_column(&reading->benefit, column);
    for (size_t i = 0; i < rows; i++) {
        best[i * DESI_LANES] = 0.0;
    }
    for (size_t a = 1; a < decision->arms; a++) {
        const struct des_benefit *beside = &decision->beside[a - 1];
        const double *fitted = desi_fitted_to(model, reading, set, beside->outcome);
        double *own = desi_panels_column(&reading->benefit, column + a);
        for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
            own[i] = beside->sign * fitted[i];
            best[i] = own[i] > best[i] ? own[i] : best[i];
        }
    }
}

void desi_reading_visit(struct des_metamodel *model, size_t rows, struct desi_reading *reading,
                        desi_place_visitor visit) {
    struct desi_place place = {0};
    for (size_t d = 0; d < reading->decision_count; d++) {
        place.decision = &reading->decisions[d];
        for (place.set = 0; place.set < model->sets; place.set++) {
            visit(model, &place, rows, reading);
            place.column += place.decision->arms;
            place.value++;
        }
        place.by_all += place.decision->arms;
    }
}

static void mark_best(const struct desi_place *place, size_t arm, size_t rows,
                      struct desi_reading *reading) {
    const double *best = desi_panels_column(&reading->benefit, place->column);
    const double *own = desi_panels_column(&reading->benefit, place->column + arm);
    double *mark = desi_panels_column(&reading->best, place->by_all + arm);
    for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
        mark[i] = own[i] > 0.0 && own[i] >= best[i] ? 1.0 : 0.0;
    }
}

static void sum_best(const struct des_metamodel *model, const struct desi_place *place, size_t arm,
                     size_t rows, struct desi_reading *reading) {
    const struct desi_attempt *attempt =
        desi_attempt_of(model, place->set, &place->decision->beside[arm - 1]);
    const double *best = desi_panels_column(&reading->benefit, place->column);
    const double *own = desi_panels_column(&reading->benefit, place->column + arm);
    double *sums = reading->own + (place->column + arm) * DESI_SINGLE_TERMS;
    for (size_t t = 0; attempt != NULL && t < attempt->terms; t++) {
        const double *term = desi_panels_column(&model->terms, attempt->term[t]);
        for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
            sums[t] += own[i] > 0.0 && own[i] >= best[i] ? term[i] : 0.0;
        }
    }
}

static void take_place(struct des_metamodel *model, const struct desi_place *place, size_t rows,
                       struct desi_reading *reading) {
    take_benefits(model, place->decision, place->set, rows, reading, place->column);
    for (size_t a = 1; a < place->decision->arms; a++) {
        if (place->set == 0) {
            mark_best(place, a, rows, reading);
        } else {
            sum_best(model, place, a, rows, reading);
        }
    }
}

static void read_window(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    struct desi_reading *reading = context;
    desi_reading_fit(model, DESI_DRAWN_IN, rows, reading);
    add_ranges(model, rows, reading);
    desi_reading_visit(model, rows, reading, take_place);
    if (reading->decision_count > 0) {
        weigh_window(first, rows, reading);
        desi_panels_multiply(&reading->benefit, &reading->weight, rows, reading->sums);
        desi_panels_multiply(&model->terms, &reading->best, rows, reading->best_sums);
    }
}

/* ---- the end ---- */

/* Mean of the best less the best of the means. */
static double gain_of(const struct desi_reading *reading, const struct desi_place *place,
                      size_t weight, size_t n) {
    double best = desi_sum_at(reading, place->column, weight), highest = 0.0;
    for (size_t a = 1; a < place->decision->arms; a++) {
        double sum = desi_sum_at(reading, place->column + a, weight);
        highest = sum > highest ? sum : highest;
    }
    double gain = (best - highest) / (double)n;
    return gain > 0.0 ? gain : 0.0;
}

static void conclude(struct des_metamodel *model, const struct desi_place *place, size_t rows,
                     struct desi_reading *reading) {
    double gains[DESI_WEIGHTS], error = desi_error_of(model, reading, place);
    (void)rows;
    for (size_t w = 0; w < DESI_WEIGHTS; w++) {
        const struct des_random random = {reading->resamples.seed, w};
        struct des_block block = des_draw(&random, 0, des_purpose_named("bootstrap/fit"), 0, 0);
        double moved = w == 0 ? 0.0 : error * des_normal_from(block.word[0]);
        gains[w] = fmax(0.0, gain_of(reading, place, w, model->rows.n) + moved);
    }
    reading->values[place->value] = desi_percentiles(gains[0], gains + 1, DESI_RESAMPLES);
}

static void conclude_ranges(struct des_metamodel *model, struct desi_reading *reading,
                            struct des_range *ranges) {
    for (size_t o = 0; o < model->rows.outcomes && ranges != NULL; o++) {
        ranges[o] = (struct des_range){desi_tails_low(&reading->tails[o], 0.025),
                                       desi_tails_high(&reading->tails[o], 0.975)};
    }
}

/* What the error of the coefficients takes. */
static bool begin_error(const struct des_metamodel *model, size_t benefits,
                        struct desi_reading *reading) {
    size_t terms = model->basis.terms, by_all = benefits / model->sets;
    bool room = desi_panels_init(&reading->best, by_all);
    reading->best_sums = calloc(desi_panels_sums(terms, by_all) + 1, sizeof(double));
    reading->slope = calloc(reading->best.count * terms + 1, DESI_LANES * sizeof(double));
    reading->all_terms = calloc(terms, sizeof *reading->all_terms);
    reading->own = calloc(benefits + 1, DESI_SINGLE_TERMS * sizeof(double));
    reading->influence = calloc(reading->best.count + 1, DESI_WINDOW_NUMBERS * sizeof(double));
    reading->squares = calloc(model->sets * reading->decision_count + 1, sizeof(double));
    room = room && reading->best_sums != NULL && reading->slope != NULL &&
           reading->all_terms != NULL && reading->own != NULL && reading->influence != NULL &&
           reading->squares != NULL;
    for (size_t t = 0; t < terms && room; t++) {
        reading->all_terms[t] = t;
    }
    return room;
}

static enum des_status begin(struct des_metamodel *model, uint64_t seed,
                             struct desi_reading *reading) {
    size_t outcomes = model->rows.outcomes, n = model->rows.n;
    size_t benefits = benefits_of(reading, model->sets);
    reading->tails = calloc(outcomes + 1, sizeof *reading->tails);
    reading->fitted =
        calloc(model->sets * model->y.count + 1, DESI_WINDOW_NUMBERS * sizeof(double));
    reading->room = calloc(DESI_WINDOW_NUMBERS, sizeof(double));
    reading->part = calloc((size_t)DESI_PART * DESI_RESAMPLES, sizeof *reading->part);
    reading->sums = calloc(desi_panels_sums(benefits, DESI_WEIGHTS) + 1, sizeof(double));
    bool room = desi_panels_init(&reading->weight, DESI_WEIGHTS) &&
                desi_panels_init(&reading->benefit, benefits) && reading->tails != NULL &&
                reading->fitted != NULL && reading->room != NULL && reading->part != NULL &&
                reading->sums != NULL && begin_error(model, benefits, reading);
    enum des_status status =
        room ? desi_resamples_init(&reading->resamples, seed, n, benefits > 0 ? DESI_RESAMPLES : 0)
             : DES_ENOMEM;
    for (size_t o = 0; o < outcomes && status == DES_OK; o++) {
        status = desi_tails_init(&reading->tails[o], n, 0.025);
    }
    return status;
}

static void end(size_t outcomes, struct desi_reading *reading) {
    for (size_t o = 0; o < outcomes && reading->tails != NULL; o++) {
        desi_tails_fini(&reading->tails[o]);
    }
    desi_panels_fini(&reading->weight);
    desi_panels_fini(&reading->benefit);
    desi_panels_fini(&reading->best);
    desi_resamples_fini(&reading->resamples);
    free(reading->tails);
    free(reading->fitted);
    free(reading->room);
    free(reading->part);
    free(reading->sums);
    free(reading->best_sums);
    free(reading->slope);
    free(reading->all_terms);
    free(reading->own);
    free(reading->influence);
    free(reading->squares);
}

enum des_status des_metamodel_read(struct des_metamodel *model, struct des_range *ranges,
                                   const struct des_decision *decisions, size_t count,
                                   uint64_t seed, struct des_bounded *values) {
    struct desi_reading reading = {
        .decisions = decisions, .decision_count = count, .values = values};
    enum des_status status = begin(model, seed, &reading);
    if (status == DES_OK) {
        desi_metamodel_walk(model, read_window, &reading);
        conclude_ranges(model, &reading, ranges);
    }
    if (status == DES_OK && count > 0) {
        status = desi_error_slopes(model, &reading);
    }
    if (status == DES_OK && count > 0) {
        desi_metamodel_walk(model, desi_error_window, &reading);
        desi_reading_visit(model, 0, &reading, conclude);
    }
    end(model->rows.outcomes, &reading);
    return status;
}
