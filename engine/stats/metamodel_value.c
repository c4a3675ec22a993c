/* engine/stats/metamodel_value.c - how far what is fitted goes, and what knowing it is worth.
 *
 * One pass over the rows, for all outcomes, decisions, sets of factors and bootstrap resamples:
 * sums of weight x benefit, of the best arm and of each.  Resamples of what was fitted do not say
 * how well it was: a second pass sums, over rows, the squares of what each residual moves in the
 * value through the coefficients (White 1980, doi:10.2307/1912934).  For a change d of the
 * coefficients of an arm with terms x the value changes by
 *     mean of ([it is best here] - [it is best on the mean]) x' d,
 * where x is drawn in to its mean as the fit is. */
#include "metamodel.h"

#include <math.h>
#include <stdlib.h>

#include "cholesky.h"
#include "des/random.h"
#include "resample.h"
#include "tails.h"

enum { RESAMPLES = 200, WEIGHTS = 1 + RESAMPLES }; /* first: each row once */
enum { SINGLE_TERMS = DESI_KNOTS_MOST };           /* at most, of one factor */

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
    /* Of the error of the coefficients: */
    struct desi_panels best; /* 1 where an arm is best by all factors: of decisions' arms */
    double *best_sums;       /* of it with all terms */
    double *slope;           /* by all factors: panels of those arms x all terms x lanes */
    double *own;             /* by one factor: of each benefit, SINGLE_TERMS sums, then slopes */
    size_t *all_terms;       /* 0, 1, 2 ... */
    double *influence;       /* a window: panels of arms by all factors */
    double *squares;         /* of each value */
    struct des_bounded *values;
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

static void fit_window(struct des_metamodel *model, enum desi_fitted which, size_t rows,
                       struct reading *reading) {
    for (size_t set = 0; set < model->sets; set++) {
        for (size_t panel = 0; panel < model->y.count; panel++) {
            desi_metamodel_fitted(model, which, set, panel, rows,
                                  reading->fitted + (set * model->y.count + panel) * window,
                                  reading->room);
        }
    }
}

static void add_ranges(const struct des_metamodel *model, size_t rows, struct reading *reading) {
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

static const struct desi_attempt *attempt_of(const struct des_metamodel *model, size_t set,
                                             const struct des_benefit *benefit) {
    return model->choices[set * model->rows.outcomes + benefit->outcome].attempt;
}

/* Calls `visit` with each decision and set, where their benefits begin, where those of all factors
 * do among such, and the number of the value. */
struct place {
    const struct des_decision *decision;
    size_t set, column, by_all, value;
};
typedef void (*place_visitor)(struct des_metamodel *model, const struct place *place, size_t rows,
                              struct reading *reading);

static void visit_places(struct des_metamodel *model, size_t rows, struct reading *reading,
                         place_visitor visit) {
    struct place place = {0};
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

static void mark_best(const struct place *place, size_t arm, size_t rows, struct reading *reading) {
    const double *best = desi_panels_column(&reading->benefit, place->column);
    const double *own = desi_panels_column(&reading->benefit, place->column + arm);
    double *mark = desi_panels_column(&reading->best, place->by_all + arm);
    for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
        mark[i] = own[i] > 0.0 && own[i] >= best[i] ? 1.0 : 0.0;
    }
}

static void sum_best(const struct des_metamodel *model, const struct place *place, size_t arm,
                     size_t rows, struct reading *reading) {
    const struct desi_attempt *attempt =
        attempt_of(model, place->set, &place->decision->beside[arm - 1]);
    const double *best = desi_panels_column(&reading->benefit, place->column);
    const double *own = desi_panels_column(&reading->benefit, place->column + arm);
    double *sums = reading->own + (place->column + arm) * SINGLE_TERMS;
    for (size_t t = 0; attempt != NULL && t < attempt->terms; t++) {
        const double *term = desi_panels_column(&model->terms, attempt->term[t]);
        for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
            sums[t] += own[i] > 0.0 && own[i] >= best[i] ? term[i] : 0.0;
        }
    }
}

static void take_place(struct des_metamodel *model, const struct place *place, size_t rows,
                       struct reading *reading) {
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
    struct reading *reading = context;
    fit_window(model, DESI_DRAWN_IN, rows, reading);
    add_ranges(model, rows, reading);
    visit_places(model, rows, reading, take_place);
    if (reading->decision_count > 0) {
        weigh_window(first, rows, reading);
        desi_panels_multiply(&reading->benefit, &reading->weight, rows, reading->sums);
        desi_panels_multiply(&model->terms, &reading->best, rows, reading->best_sums);
    }
}

/* ---- the error of the coefficients ---- */

static double sum_at(const struct reading *reading, size_t column, size_t weight) {
    return desi_panels_sum(reading->sums, WEIGHTS, column, weight);
}

/* 0 when it is the first. */
static size_t best_on_mean(const struct reading *reading, const struct place *place) {
    size_t best = 0;
    double most = 0.0;
    for (size_t a = 1; a < place->decision->arms; a++) {
        double sum = sum_at(reading, place->column + a, 0);
        if (sum > most) {
            most = sum;
            best = a;
        }
    }
    return best;
}

/* From sums of terms where the arm is best to what a coefficient does to the value; `matrix` holds
 * the attempt's normal equations.  The first term is 1: its sum is a count. */
static void slope_of(const struct des_metamodel *model, const struct desi_attempt *attempt,
                     double kept, bool on_mean, const double *matrix, double *side) {
    double n = (double)model->rows.n, share = side[0] / n;
    for (size_t t = 0; t < attempt->terms; t++) {
        double mean = desi_panels_own_sum(model->products, attempt->term[t], 0) / n;
        side[t] = kept * side[t] / n + ((1.0 - kept) * share - (on_mean ? 1.0 : 0.0)) * mean;
    }
    desi_cholesky_solve(matrix, attempt->terms, side);
}

static double kept_of(const struct des_metamodel *model, size_t set, size_t outcome) {
    return model->choices[set * model->rows.outcomes + outcome].kept;
}

static void slope_alone(struct des_metamodel *model, const struct place *place, size_t rows,
                        struct reading *reading) {
    double matrix[SINGLE_TERMS * SINGLE_TERMS];
    size_t on_mean = best_on_mean(reading, place);
    (void)rows;
    for (size_t a = 1; a < place->decision->arms && place->set > 0; a++) {
        const struct des_benefit *benefit = &place->decision->beside[a - 1];
        const struct desi_attempt *attempt = attempt_of(model, place->set, benefit);
        if (attempt != NULL) {
            (void)desi_metamodel_factor(model, attempt, matrix);
            slope_of(model, attempt, kept_of(model, place->set, benefit->outcome), a == on_mean,
                     matrix, reading->own + (place->column + a) * SINGLE_TERMS);
        }
    }
}

/* Those of all factors that took this attempt. */
struct slopes {
    const struct desi_attempt *attempt;
    double *matrix, *side;
    bool factored;
};

static void slope_together(const struct des_metamodel *model, const struct place *place,
                           struct reading *reading, struct slopes *slopes) {
    const struct desi_attempt *attempt = slopes->attempt;
    size_t terms = model->basis.terms, on_mean = best_on_mean(reading, place);
    for (size_t a = 1; a < place->decision->arms; a++) {
        const struct des_benefit *benefit = &place->decision->beside[a - 1];
        size_t column = place->by_all + a;
        if (attempt_of(model, 0, benefit) != attempt) {
            continue;
        }
        if (!slopes->factored) {
            (void)desi_metamodel_factor(model, attempt, slopes->matrix);
            slopes->factored = true;
        }
        for (size_t t = 0; t < attempt->terms; t++) {
            slopes->side[t] = desi_panels_sum(reading->best_sums, reading->best.columns,
                                              attempt->term[t], column);
        }
        slope_of(model, attempt, kept_of(model, 0, benefit->outcome), a == on_mean, slopes->matrix,
                 slopes->side);
        double *slope = reading->slope + column / DESI_LANES * terms * DESI_LANES;
        for (size_t t = 0; t < attempt->terms; t++) {
            slope[attempt->term[t] * DESI_LANES + column % DESI_LANES] = slopes->side[t];
        }
    }
}

static enum des_status find_slopes(struct des_metamodel *model, struct reading *reading) {
    size_t most = 1;
    for (size_t a = 0; a < model->attempt_count; a++) {
        most = model->attempts[a].terms > most ? model->attempts[a].terms : most;
    }
    struct slopes slopes = {.matrix = calloc(most * most + most, sizeof(double))};
    if (slopes.matrix == NULL) {
        return DES_ENOMEM;
    }
    slopes.side = slopes.matrix + most * most;
    visit_places(model, 0, reading, slope_alone);
    for (size_t i = 0; i < model->attempt_count && model->attempts[i].set == 0; i++) {
        slopes.attempt = &model->attempts[i];
        slopes.factored = false;
        struct place place = {0};
        for (size_t d = 0; d < reading->decision_count; d++) {
            place.decision = &reading->decisions[d];
            slope_together(model, &place, reading, &slopes);
            place.column += model->sets * place.decision->arms;
            place.by_all += place.decision->arms;
        }
    }
    free(slopes.matrix);
    return DES_OK;
}

/* What a residual moves through the slopes of one arm, in `room`: added to those of other arms. */
static void add_influence(const struct des_metamodel *model, const struct place *place, size_t arm,
                          size_t rows, const struct reading *reading, double *room) {
    const struct des_benefit *benefit = &place->decision->beside[arm - 1];
    const struct desi_attempt *attempt = attempt_of(model, place->set, benefit);
    const double *fitted = fitted_to(model, reading, place->set, benefit->outcome);
    const double *y = desi_panels_column(&model->y, benefit->outcome);
    const double *slope = reading->own + (place->column + arm) * SINGLE_TERMS;
    size_t column = place->by_all + arm;
    const double *together =
        reading->influence + column / DESI_LANES * window + column % DESI_LANES;
    for (size_t row = 0; row < rows && attempt != NULL; row++) {
        double reach = together[row * DESI_LANES];
        if (place->set > 0) {
            reach = 0.0;
            for (size_t t = 0; t < attempt->terms; t++) {
                reach += slope[t] *
                         desi_panels_column(&model->terms, attempt->term[t])[row * DESI_LANES];
            }
        }
        room[row] += benefit->sign * reach * (y[row * DESI_LANES] - fitted[row * DESI_LANES]);
    }
}

static void add_squares(struct des_metamodel *model, const struct place *place, size_t rows,
                        struct reading *reading) {
    for (size_t row = 0; row < rows; row++) {
        reading->room[row] = 0.0;
    }
    for (size_t a = 1; a < place->decision->arms; a++) {
        add_influence(model, place, a, rows, reading, reading->room);
    }
    for (size_t row = 0; row < rows; row++) {
        reading->squares[place->value] += reading->room[row] * reading->room[row];
    }
}

static void square_window(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    struct reading *reading = context;
    size_t terms = model->basis.terms;
    (void)first;
    fit_window(model, DESI_LEAST_SQUARES, rows, reading);
    for (size_t panel = 0; panel < reading->best.count; panel++) {
        desi_panels_combine(&model->terms, reading->all_terms, terms,
                            reading->slope + panel * terms * DESI_LANES, rows,
                            reading->influence + panel * window);
    }
    visit_places(model, rows, reading, add_squares);
}

/* ---- the end ---- */

/* Mean of the best less the best of the means. */
static double gain_of(const struct reading *reading, const struct place *place, size_t weight,
                      size_t n) {
    double best = sum_at(reading, place->column, weight), highest = 0.0;
    for (size_t a = 1; a < place->decision->arms; a++) {
        double sum = sum_at(reading, place->column + a, weight);
        highest = sum > highest ? sum : highest;
    }
    double gain = (best - highest) / (double)n;
    return gain > 0.0 ? gain : 0.0;
}

/* Standard deviation of a value by the error of its coefficients: residuals are too small by what
 * was fitted to them. */
static double coefficient_error(const struct des_metamodel *model, const struct reading *reading,
                                const struct place *place) {
    double n = (double)model->rows.n;
    size_t rank = 1;
    for (size_t a = 1; a < place->decision->arms; a++) {
        const struct desi_attempt *attempt =
            attempt_of(model, place->set, &place->decision->beside[a - 1]);
        rank = attempt != NULL && attempt->rank > rank ? attempt->rank : rank;
    }
    return sqrt(reading->squares[place->value] * n / (n - (double)rank));
}

static void conclude(struct des_metamodel *model, const struct place *place, size_t rows,
                     struct reading *reading) {
    double gains[WEIGHTS], error = coefficient_error(model, reading, place);
    (void)rows;
    for (size_t w = 0; w < WEIGHTS; w++) {
        const struct des_random random = {reading->resamples.seed, w};
        struct des_block block = des_draw(&random, 0, des_purpose_named("bootstrap/fit"), 0, 0);
        double moved = w == 0 ? 0.0 : error * des_normal_from(block.word[0]);
        gains[w] = fmax(0.0, gain_of(reading, place, w, model->rows.n) + moved);
    }
    reading->values[place->value] = desi_percentiles(gains[0], gains + 1, RESAMPLES);
}

static void conclude_ranges(struct des_metamodel *model, struct reading *reading,
                            struct des_range *ranges) {
    for (size_t o = 0; o < model->rows.outcomes && ranges != NULL; o++) {
        ranges[o] = (struct des_range){desi_tails_low(&reading->tails[o], 0.025),
                                       desi_tails_high(&reading->tails[o], 0.975)};
    }
}

/* What the error of the coefficients takes. */
static bool begin_error(const struct des_metamodel *model, size_t benefits,
                        struct reading *reading) {
    size_t terms = model->basis.terms, by_all = benefits / model->sets;
    bool room = desi_panels_init(&reading->best, by_all);
    reading->best_sums = calloc(desi_panels_sums(terms, by_all) + 1, sizeof(double));
    reading->slope = calloc(reading->best.count * terms + 1, DESI_LANES * sizeof(double));
    reading->all_terms = calloc(terms, sizeof *reading->all_terms);
    reading->own = calloc(benefits + 1, SINGLE_TERMS * sizeof(double));
    reading->influence = calloc(reading->best.count + 1, window * sizeof(double));
    reading->squares = calloc(model->sets * reading->decision_count + 1, sizeof(double));
    room = room && reading->best_sums != NULL && reading->slope != NULL &&
           reading->all_terms != NULL && reading->own != NULL && reading->influence != NULL &&
           reading->squares != NULL;
    for (size_t t = 0; t < terms && room; t++) {
        reading->all_terms[t] = t;
    }
    return room;
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
                reading->sums != NULL && begin_error(model, benefits, reading);
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
    struct reading reading = {.decisions = decisions, .decision_count = count, .values = values};
    enum des_status status = begin(model, seed, &reading);
    if (status == DES_OK) {
        desi_metamodel_walk(model, read_window, &reading);
        conclude_ranges(model, &reading, ranges);
    }
    if (status == DES_OK && count > 0) {
        status = find_slopes(model, &reading);
    }
    if (status == DES_OK && count > 0) {
        desi_metamodel_walk(model, square_window, &reading);
        visit_places(model, 0, &reading, conclude);
    }
    end(model->rows.outcomes, &reading);
    return status;
}
