/* engine/stats/metamodel_error.c - how well a value is known that was read off a fit.
 *
 * Resamples of what was fitted do not say how good the fit is: a second pass sums, over rows, the
 * squares of what each residual moves in the value through the coefficients (White 1980,
 * doi:10.2307/1912934).  For a change d of the coefficients of an arm with terms x the value
 * changes by
 *     mean of ([it is best here] - [it is best on the mean]) x' d,
 * where x is drawn in to its mean as the fit is. */
#include "metamodel_value.h"

#include <math.h>
#include <stdlib.h>

#include "cholesky.h"

/* 0 when it is the first. */
static size_t best_on_mean(const struct desi_reading *reading, const struct desi_place *place) {
    size_t best = 0;
    double most = 0.0;
    for (size_t a = 1; a < place->decision->arms; a++) {
        double sum = desi_sum_at(reading, place->column + a, 0);
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

static void slope_alone(struct des_metamodel *model, const struct desi_place *place, size_t rows,
                        struct desi_reading *reading) {
    double matrix[DESI_SINGLE_TERMS * DESI_SINGLE_TERMS];
    size_t on_mean = best_on_mean(reading, place);
    (void)rows;
    for (size_t a = 1; a < place->decision->arms && place->set > 0; a++) {
        const struct des_benefit *benefit = &place->decision->beside[a - 1];
        const struct desi_attempt *attempt = desi_attempt_of(model, place->set, benefit);
        if (attempt != NULL) {
            (void)desi_metamodel_factor(model, attempt, matrix);
            slope_of(model, attempt, kept_of(model, place->set, benefit->outcome), a == on_mean,
                     matrix, reading->own + (place->column + a) * DESI_SINGLE_TERMS);
        }
    }
}

/* Those of all factors that took this attempt. */
struct slopes {
    const struct desi_attempt *attempt;
    double *matrix, *side;
    bool factored;
};

static void slope_together(const struct des_metamodel *model, const struct desi_place *place,
                           struct desi_reading *reading, struct slopes *slopes) {
    const struct desi_attempt *attempt = slopes->attempt;
    size_t terms = model->basis.terms, on_mean = best_on_mean(reading, place);
    for (size_t a = 1; a < place->decision->arms; a++) {
        const struct des_benefit *benefit = &place->decision->beside[a - 1];
        size_t column = place->by_all + a;
        if (desi_attempt_of(model, 0, benefit) != attempt) {
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

enum des_status desi_error_slopes(struct des_metamodel *model, struct desi_reading *reading) {
    size_t most = 1;
    for (size_t a = 0; a < model->attempt_count; a++) {
        most = model->attempts[a].terms > most ? model->attempts[a].terms : most;
    }
    struct slopes slopes = {.matrix = calloc(most * most + most, sizeof(double))};
    if (slopes.matrix == NULL) {
        return DES_ENOMEM;
    }
    slopes.side = slopes.matrix + most * most;
    desi_reading_visit(model, 0, reading, slope_alone);
    for (size_t i = 0; i < model->attempt_count && model->attempts[i].set == 0; i++) {
        slopes.attempt = &model->attempts[i];
        slopes.factored = false;
        struct desi_place place = {0};
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
static void add_influence(const struct des_metamodel *model, const struct desi_place *place,
                          size_t arm, size_t rows, const struct desi_reading *reading,
                          double *room) {
    const struct des_benefit *benefit = &place->decision->beside[arm - 1];
    const struct desi_attempt *attempt = desi_attempt_of(model, place->set, benefit);
    const double *fitted = desi_fitted_to(model, reading, place->set, benefit->outcome);
    const double *y = desi_panels_column(&model->y, benefit->outcome);
    const double *slope = reading->own + (place->column + arm) * DESI_SINGLE_TERMS;
    size_t column = place->by_all + arm;
    const double *together =
        reading->influence + column / DESI_LANES * DESI_WINDOW_NUMBERS + column % DESI_LANES;
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

static void add_squares(struct des_metamodel *model, const struct desi_place *place, size_t rows,
                        struct desi_reading *reading) {
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

void desi_error_window(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    struct desi_reading *reading = context;
    size_t terms = model->basis.terms;
    (void)first;
    desi_reading_fit(model, DESI_LEAST_SQUARES, rows, reading);
    for (size_t panel = 0; panel < reading->best.count; panel++) {
        desi_panels_combine(&model->terms, reading->all_terms, terms,
                            reading->slope + panel * terms * DESI_LANES, rows,
                            reading->influence + panel * DESI_WINDOW_NUMBERS);
    }
    desi_reading_visit(model, rows, reading, add_squares);
}

/* Standard deviation of a value by the error of its coefficients: residuals are too small by what
 * was fitted to them. */
double desi_error_of(const struct des_metamodel *model, const struct desi_reading *reading,
                     const struct desi_place *place) {
    double n = (double)model->rows.n;
    size_t rank = 1;
    for (size_t a = 1; a < place->decision->arms; a++) {
        const struct desi_attempt *attempt =
            desi_attempt_of(model, place->set, &place->decision->beside[a - 1]);
        rank = attempt != NULL && attempt->rank > rank ? attempt->rank : rank;
    }
    return sqrt(reading->squares[place->value] * n / (n - (double)rank));
}
