/* engine/stats/metamodel.c - least squares on splines, of a size that the data can bear.
 *
 * All candidates for all factors, and for each by itself, are made of the same terms: their
 * products are summed once over the rows, for any number of outcomes.  Rows are gone through in
 * windows: for the products, those with the outcomes, the residuals of all candidates, the spread
 * of those taken. */
#include "metamodel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cholesky.h"
#include "des/stats.h"

enum { CANDIDATES = 2 * DESI_CHOICES, TERMS_MOST = 1000 };

/* From the smallest: without pairs, then with. */
static struct desi_candidate candidate_at(size_t c) {
    return (struct desi_candidate){desi_knot_choices[c / 2], c % 2 == 1};
}

/* As many terms as the rows bear; of a product of factors there must be two. */
static bool is_borne(size_t c, size_t count, size_t n) {
    struct desi_candidate candidate = candidate_at(c);
    size_t terms = desi_candidate_terms(&candidate, count);
    bool pairs = !candidate.pairs || (count > 1 && terms <= TERMS_MOST);
    return count > 0 && count + 1 < n / 2 && pairs && (c == 0 || terms <= n / 5);
}

/* ---- windows ---- */

static void fill_outcomes(struct des_metamodel *model, size_t first, size_t rows) {
    const struct des_rows *from = &model->rows;
    for (size_t o = 0; o < from->outcomes; o++) {
        double *column = desi_panels_column(&model->y, o);
        from->outcome(from->context, o, first, rows, model->room);
        for (size_t i = 0; i < rows; i++) {
            column[i * DESI_LANES] = model->room[i];
        }
    }
}

void desi_metamodel_walk(struct des_metamodel *model, desi_metamodel_visitor visit, void *context) {
    size_t n = model->basis.rows.n;
    for (size_t first = 0; first < n; first += DESI_WINDOW) {
        size_t rows = n - first < DESI_WINDOW ? n - first : DESI_WINDOW;
        desi_basis_fill(&model->basis, first, rows, &model->terms, model->room);
        fill_outcomes(model, first, rows);
        visit(model, first, rows, context);
    }
}

/* ---- create and destroy ---- */

static void multiply_terms(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    (void)first;
    (void)context;
    desi_panels_multiply(&model->terms, NULL, rows, model->products);
}

static enum des_status make_products(struct des_metamodel *model) {
    struct desi_basis *basis = &model->basis;
    basis->pairs = is_borne(1, basis->count, basis->rows.n);
    basis->terms =
        1 + 5 * basis->count + (basis->pairs ? basis->count * (basis->count - 1) / 2 : 0);
    model->room = calloc(basis->count + 1, DESI_WINDOW * sizeof *model->room);
    model->products = calloc(desi_panels_own_sums(basis->terms), sizeof *model->products);
    if (!desi_panels_init(&model->terms, basis->terms) || model->room == NULL ||
        model->products == NULL) {
        return DES_ENOMEM;
    }
    desi_metamodel_walk(model, multiply_terms, NULL);
    return DES_OK;
}

enum des_status des_metamodel_create(const struct des_rows *rows, struct des_metamodel **model) {
    if (rows->n < 10) {
        return DES_ERANGE;
    }
    struct des_metamodel *made = calloc(1, sizeof *made);
    enum des_status status = made == NULL ? DES_ENOMEM : desi_basis_init(&made->basis, rows);
    if (status == DES_OK) {
        status = make_products(made);
    }
    if (status != DES_OK) {
        des_metamodel_destroy(made);
        return status;
    }
    *model = made;
    return DES_OK;
}

static void forget(struct des_metamodel *model) {
    for (size_t a = 0; a < model->attempt_count; a++) {
        struct desi_attempt *attempt = &model->attempts[a];
        free(attempt->term);
        free(attempt->weight);
        free(attempt->squares);
        free(attempt->mean);
    }
    free(model->attempts);
    free(model->choices);
    desi_panels_fini(&model->y);
    model->attempts = NULL;
    model->choices = NULL;
    model->attempt_count = model->sets = 0;
    model->rows = (struct des_rows){0};
}

void des_metamodel_destroy(struct des_metamodel *model) {
    if (model == NULL) {
        return;
    }
    forget(model);
    desi_panels_fini(&model->terms);
    desi_basis_fini(&model->basis);
    free(model->room);
    free(model->products);
    free(model);
}

/* ---- candidates ---- */

static bool add_attempt(struct des_metamodel *model, size_t c, size_t set, size_t first,
                        size_t count) {
    struct desi_candidate candidate = candidate_at(c);
    size_t terms = desi_candidate_terms(&candidate, count), lanes = model->y.count * DESI_LANES;
    struct desi_attempt *attempt = &model->attempts[model->attempt_count++];
    *attempt = (struct desi_attempt){.candidate = candidate,
                                     .set = set,
                                     .terms = terms,
                                     .term = calloc(terms, sizeof *attempt->term),
                                     .weight = calloc(terms * lanes, sizeof *attempt->weight),
                                     .squares = calloc(lanes, sizeof *attempt->squares),
                                     .mean = calloc(lanes, sizeof *attempt->mean)};
    if (attempt->term == NULL || attempt->weight == NULL || attempt->squares == NULL ||
        attempt->mean == NULL) {
        return false;
    }
    desi_basis_list(&model->basis, &candidate, first, count, attempt->term);
    return true;
}

static bool list_attempts(struct des_metamodel *model) {
    const struct desi_basis *basis = &model->basis;
    bool room = true;
    for (size_t c = 0; c < CANDIDATES && room; c++) {
        room =
            !is_borne(c, basis->count, basis->rows.n) || add_attempt(model, c, 0, 0, basis->count);
    }
    for (size_t f = 0; f < basis->count && model->sets > 1; f++) {
        for (size_t c = 0; c < CANDIDATES && room; c++) {
            room =
                !is_borne(c, 1, basis->rows.n) || add_attempt(model, c, 1 + basis->factor[f], f, 1);
        }
    }
    return room;
}

/* ---- least squares ---- */

static void multiply_outcomes(struct des_metamodel *model, size_t first, size_t rows,
                              void *context) {
    (void)first;
    desi_panels_multiply(&model->terms, &model->y, rows, context);
}

size_t desi_metamodel_factor(const struct des_metamodel *model, const struct desi_attempt *attempt,
                             double *matrix) {
    size_t p = attempt->terms;
    for (size_t j = 0; j < p; j++) {
        for (size_t k = 0; k <= j; k++) {
            matrix[j * p + k] =
                desi_panels_own_sum(model->products, attempt->term[j], attempt->term[k]);
        }
    }
    return desi_cholesky(matrix, p);
}

/* The normal equations of one attempt; `matrix` of terms x terms, `side` of terms. */
static void solve(const struct des_metamodel *model, const double *with_outcomes,
                  struct desi_attempt *attempt, double *matrix, double *side) {
    size_t p = attempt->terms, outcomes = model->rows.outcomes;
    attempt->rank = desi_metamodel_factor(model, attempt, matrix);
    for (size_t o = 0; o < outcomes; o++) {
        for (size_t j = 0; j < p; j++) {
            side[j] = desi_panels_sum(with_outcomes, outcomes, attempt->term[j], o);
        }
        desi_cholesky_solve(matrix, p, side);
        double *weight = attempt->weight + o / DESI_LANES * p * DESI_LANES + o % DESI_LANES;
        for (size_t j = 0; j < p; j++) {
            weight[j * DESI_LANES] = side[j];
        }
    }
}

static size_t terms_most(const struct des_metamodel *model) {
    size_t most = 1;
    for (size_t a = 0; a < model->attempt_count; a++) {
        most = model->attempts[a].terms > most ? model->attempts[a].terms : most;
    }
    return most;
}

static enum des_status solve_all(struct des_metamodel *model) {
    size_t most = terms_most(model);
    size_t sums = desi_panels_sums(model->basis.terms, model->rows.outcomes);
    double *with_outcomes = calloc(sums + 1, sizeof *with_outcomes);
    double *matrix = calloc(most * most + most, sizeof *matrix);
    enum des_status status = with_outcomes == NULL || matrix == NULL ? DES_ENOMEM : DES_OK;
    if (status == DES_OK) {
        desi_metamodel_walk(model, multiply_outcomes, with_outcomes);
    }
    for (size_t a = 0; a < model->attempt_count && status == DES_OK; a++) {
        solve(model, with_outcomes, &model->attempts[a], matrix, matrix + most * most);
    }
    free(with_outcomes);
    free(matrix);
    return status;
}

/* ---- which candidate ---- */

static const double *weights_of(const struct desi_attempt *attempt, size_t panel) {
    return attempt->weight + panel * attempt->terms * DESI_LANES;
}

static void combine(const struct des_metamodel *model, const struct desi_attempt *attempt,
                    size_t panel, size_t rows, double *out) {
    desi_panels_combine(&model->terms, attempt->term, attempt->terms, weights_of(attempt, panel),
                        rows, out);
}

static void add_residuals(const double *y, const double *fitted, size_t rows, double n,
                          double *squares, double *mean) {
    for (size_t i = 0; i < rows * DESI_LANES; i += DESI_LANES) {
        for (size_t lane = 0; lane < DESI_LANES; lane++) {
            double left = y[i + lane] - fitted[i + lane];
            squares[lane] += left * left;
            mean[lane] += fitted[i + lane] / n;
        }
    }
}

static void try_all(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    (void)first;
    double *fitted = context;
    double n = (double)model->rows.n;
    for (size_t a = 0; a < model->attempt_count; a++) {
        const struct desi_attempt *attempt = &model->attempts[a];
        for (size_t panel = 0; panel < model->y.count; panel++) {
            combine(model, attempt, panel, rows, fitted);
            add_residuals(desi_panels_column(&model->y, panel * DESI_LANES), fitted, rows, n,
                          attempt->squares + panel * DESI_LANES,
                          attempt->mean + panel * DESI_LANES);
        }
    }
}

/* Generalised cross-validation: n x residual sum of squares / (n - terms)^2. */
static double score_of(double n, double squares, size_t terms) {
    double left = n - (double)terms;
    return n * squares / (left * left);
}

/* Mean and squares from it of one outcome. */
static struct des_tally read_mean(struct des_metamodel *model, size_t outcome, double *squares) {
    const struct des_rows *rows = &model->rows;
    struct des_tally tally;
    des_tally_init(&tally);
    *squares = 0.0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t first = 0; first < rows->n; first += DESI_WINDOW) {
            size_t count = rows->n - first < DESI_WINDOW ? rows->n - first : DESI_WINDOW;
            rows->outcome(rows->context, outcome, first, count, model->room);
            for (size_t i = 0; i < count; i++) {
                double y = model->room[i], from = y - tally.mean;
                if (pass == 0) {
                    des_tally_add(&tally, y);
                } else {
                    *squares += from * from;
                }
            }
        }
    }
    return tally;
}

static void choose(struct des_metamodel *model, size_t outcome) {
    double n = (double)model->rows.n, squares;
    struct des_tally mean = read_mean(model, outcome, &squares);
    for (size_t set = 0; set < model->sets; set++) {
        struct desi_choice *choice = &model->choices[set * model->rows.outcomes + outcome];
        double best = score_of(n, squares, 1);
        *choice = (struct desi_choice){.mean = des_tally_mean(&mean)};
        for (size_t a = 0; a < model->attempt_count; a++) {
            const struct desi_attempt *attempt = &model->attempts[a];
            double score = score_of(n, attempt->squares[outcome], attempt->rank);
            if (attempt->set == set && attempt->rank > 1 && score < best) {
                best = score;
                choice->attempt = attempt;
                choice->mean = attempt->mean[outcome];
            }
        }
    }
}

/* ---- fitted values ---- */

/* Those of the panel's outcomes that took this attempt, in `fitted`. */
static bool is_taken(const struct des_metamodel *model, const struct desi_attempt *attempt,
                     size_t panel) {
    for (size_t o = panel * DESI_LANES; o < (panel + 1) * DESI_LANES; o++) {
        if (o < model->rows.outcomes &&
            model->choices[attempt->set * model->rows.outcomes + o].attempt == attempt) {
            return true;
        }
    }
    return false;
}

static void add_spread(struct des_metamodel *model, const struct desi_attempt *attempt,
                       size_t panel, size_t rows, const double *fitted) {
    for (size_t lane = 0; lane < DESI_LANES; lane++) {
        size_t o = panel * DESI_LANES + lane;
        if (o >= model->rows.outcomes) {
            break;
        }
        struct desi_choice *choice = &model->choices[attempt->set * model->rows.outcomes + o];
        for (size_t i = 0; i < rows && choice->attempt == attempt; i++) {
            double from = fitted[i * DESI_LANES + lane] - choice->mean;
            choice->spread += from * from;
        }
    }
}

static void spread_all(struct des_metamodel *model, size_t first, size_t rows, void *context) {
    (void)first;
    double *fitted = context;
    for (size_t a = 0; a < model->attempt_count; a++) {
        const struct desi_attempt *attempt = &model->attempts[a];
        for (size_t panel = 0; panel < model->y.count; panel++) {
            if (is_taken(model, attempt, panel)) {
                combine(model, attempt, panel, rows, fitted);
                add_spread(model, attempt, panel, rows, fitted);
            }
        }
    }
}

/* A fit with p terms varies by the noise's variance x (p - 1) / n too much. */
static void draw_in(struct des_metamodel *model) {
    double n = (double)model->rows.n;
    for (size_t i = 0; i < model->sets * model->rows.outcomes; i++) {
        struct desi_choice *choice = &model->choices[i];
        if (choice->attempt != NULL) {
            double terms = (double)choice->attempt->rank;
            double squares = choice->attempt->squares[i % model->rows.outcomes];
            double noise = squares / (n - terms) * (terms - 1.0);
            choice->kept = choice->spread > noise ? sqrt(1.0 - noise / choice->spread) : 0.0;
        }
    }
}

void desi_metamodel_fitted(const struct des_metamodel *model, enum desi_fitted which, size_t set,
                           size_t panel, size_t rows, double *fitted, double *room) {
    const struct desi_attempt *combined = NULL;
    for (size_t lane = 0; lane < DESI_LANES; lane++) {
        size_t o = panel * DESI_LANES + lane;
        if (o >= model->rows.outcomes) {
            break;
        }
        const struct desi_choice *choice = &model->choices[set * model->rows.outcomes + o];
        if (choice->attempt != NULL && choice->attempt != combined) {
            combine(model, choice->attempt, panel, rows, room);
            combined = choice->attempt;
        }
        for (size_t i = lane; i < rows * DESI_LANES; i += DESI_LANES) {
            fitted[i] = choice->attempt == NULL ? choice->mean
                        : which == DESI_LEAST_SQUARES
                            ? room[i]
                            : choice->mean + choice->kept * (room[i] - choice->mean);
        }
    }
}

/* ---- fit ---- */

static bool begin(struct des_metamodel *model, const struct des_rows *rows, bool each) {
    forget(model);
    model->rows = *rows;
    model->sets = each ? 1 + rows->factors : 1;
    size_t attempts = CANDIDATES * model->sets;
    model->attempts = calloc(attempts, sizeof *model->attempts);
    model->choices = calloc(model->sets * rows->outcomes + 1, sizeof *model->choices);
    return desi_panels_init(&model->y, rows->outcomes) && model->attempts != NULL &&
           model->choices != NULL && list_attempts(model);
}

enum des_status des_metamodel_fit(struct des_metamodel *model, const struct des_rows *rows,
                                  bool each) {
    if (rows->n != model->basis.rows.n || rows->factors != model->basis.rows.factors) {
        return DES_ERANGE;
    }
    double *fitted = calloc(DESI_WINDOW, DESI_LANES * sizeof *fitted);
    enum des_status status = fitted != NULL && begin(model, rows, each) ? DES_OK : DES_ENOMEM;
    if (status == DES_OK) {
        status = solve_all(model);
    }
    if (status == DES_OK) {
        desi_metamodel_walk(model, try_all, fitted);
        for (size_t o = 0; o < rows->outcomes; o++) {
            choose(model, o);
        }
        desi_metamodel_walk(model, spread_all, fitted);
        draw_in(model);
    } else {
        forget(model);
    }
    free(fitted);
    return status;
}

size_t des_metamodel_terms(const struct des_metamodel *model, size_t outcome) {
    const struct desi_choice *choice = &model->choices[outcome];
    return choice->attempt == NULL ? 1 : choice->attempt->rank;
}
