/* engine/experiment/effect_fit.c - from runs to the doubt that gives the effects assumed. */
#include "des/effect.h"

#include "des/fit.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

#include <math.h>
#include <stdlib.h>

static const double median_error = 0.03, end_error = 0.07;
/* Moving a median by its sigma, or a sigma by a factor e, weighs as much as so many errors. */
static const double ridge = 0.2;
static const double normal_975 = 1.959963984540054;

static double square(double x) {
    return x * x;
}

enum des_status des_doubt_of(const struct des_dist *dist, struct des_doubt *doubt) {
    bool skewed = dist->kind == DES_DIST_TWO_PIECE_LOGNORMAL;
    if (dist->kind != DES_DIST_LOGNORMAL && !skewed) {
        return DES_ERANGE;
    }
    const double *a = dist->argument;
    *doubt = (struct des_doubt){a[0], a[1], a[skewed ? 2 : 1], skewed};
    return DES_OK;
}

struct des_dist des_doubt_dist(const struct des_doubt *doubt) {
    if (doubt->skewed) {
        return (struct des_dist){DES_DIST_TWO_PIECE_LOGNORMAL,
                                 {doubt->median, doubt->below, doubt->above}};
    }
    return (struct des_dist){DES_DIST_LOGNORMAL, {doubt->median, doubt->below}};
}

double des_effect_distance(const struct des_effect *const *effect,
                           const struct des_effect_result *result, size_t effects) {
    double sum = 0.0;
    for (size_t e = 0; e < effects; ++e) {
        sum += square((result[e].median - effect[e]->median) / median_error) +
               square((result[e].low - effect[e]->low) / end_error) +
               square((result[e].high - effect[e]->high) / end_error);
    }
    return sum;
}

/* ---- linear in logs ---- */

/* Of one effect: its log ratio where every parameter is at its median, the slopes, and the
 * variance by other doubt. */
struct line {
    double at_medians;
    double *slope;
    double other;
};

struct regression {
    gsl_matrix *x, *covariance;
    gsl_vector *y, *c;
    gsl_multifit_linear_workspace *work;
};

static void regression_fini(struct regression *r) {
    if (r->x != NULL) {
        gsl_matrix_free(r->x);
    }
    if (r->covariance != NULL) {
        gsl_matrix_free(r->covariance);
    }
    if (r->y != NULL) {
        gsl_vector_free(r->y);
    }
    if (r->c != NULL) {
        gsl_vector_free(r->c);
    }
    if (r->work != NULL) {
        gsl_multifit_linear_free(r->work);
    }
}

static bool regression_init(struct regression *r, size_t n, size_t p) {
    *r = (struct regression){gsl_matrix_alloc(n, p), gsl_matrix_alloc(p, p), gsl_vector_alloc(n),
                             gsl_vector_alloc(p), gsl_multifit_linear_alloc(n, p)};
    return r->x != NULL && r->covariance != NULL && r->y != NULL && r->c != NULL && r->work != NULL;
}

static size_t count_known(const struct des_effect_fit *fit, size_t e) {
    size_t n = 0;
    for (size_t i = 0; i < fit->draws; ++i) {
        n += isnan(fit->y[e * fit->draws + i]) ? 0u : 1u;
    }
    return n;
}

/* Rows of draws with an estimate; columns: 1, then logs from the medians.  Returns their mean
 * variance by chance. */
static double fill(const struct des_effect_fit *fit, const struct des_doubt *doubt, size_t e,
                   struct regression *r) {
    double chance = 0.0, known = 0.0;
    size_t row = 0;
    for (size_t i = 0; i < fit->draws; ++i) {
        double y = fit->y[e * fit->draws + i], v = fit->v[e * fit->draws + i];
        if (isnan(y)) {
            continue;
        }
        gsl_vector_set(r->y, row, y);
        gsl_matrix_set(r->x, row, 0, 1.0);
        for (size_t p = 0; p < fit->parameters; ++p) {
            double x = fit->x[i * fit->parameters + p] - log(doubt[p].median);
            gsl_matrix_set(r->x, row, p + 1, x);
        }
        chance += isnan(v) ? 0.0 : v;
        known += isnan(v) ? 0.0 : 1.0;
        ++row;
    }
    return known > 0.0 ? chance / known : 0.0;
}

static enum des_status regress(const struct des_effect_fit *fit, const struct des_doubt *doubt,
                               size_t e, struct line *line) {
    size_t n = count_known(fit, e), columns = fit->parameters + 1;
    if (n < columns + 2) {
        return DES_ERANGE;
    }
    struct regression r;
    double left = 0.0;
    size_t rank = 0;
    enum des_status status = regression_init(&r, n, columns) ? DES_OK : DES_ENOMEM;
    if (status == DES_OK) {
        double chance = fill(fit, doubt, e, &r);
        int done =
            gsl_multifit_linear_tsvd(r.x, r.y, 1e-9, r.c, r.covariance, &left, &rank, r.work);
        status = done == GSL_SUCCESS && rank == columns ? DES_OK : DES_ERANGE;
        line->at_medians = gsl_vector_get(r.c, 0);
        for (size_t p = 0; p < fit->parameters; ++p) {
            line->slope[p] = gsl_vector_get(r.c, p + 1);
        }
        line->other = fmax(0.0, left / (double)(n - columns) - chance);
    }
    regression_fini(&r);
    return status;
}

/* ---- the doubt that gives the effects ---- */

struct search {
    const struct des_effect_fit *fit;
    const struct line *lines;
    const struct des_doubt *from;
};

/* By how much the log of the median moves, and of the sigmas: of a doubt that is the same on both
 * sides the one below moves both. */
enum { MEDIAN, BELOW, ABOVE, MOVES };

static struct des_doubt moved(const struct des_doubt *from, const double *x) {
    return (struct des_doubt){from->median * exp(x[MEDIAN]), from->below * exp(x[BELOW]),
                              from->above * exp(x[from->skewed ? ABOVE : BELOW]), from->skewed};
}

static enum des_status miss(void *context, const double *x, double *residual) {
    const struct search *search = context;
    size_t parameters = search->fit->parameters, r = 0;
    for (size_t e = 0; e < search->fit->effects; ++e) {
        const struct des_effect *effect = search->fit->effect[e];
        const struct line *line = &search->lines[e];
        double centre = line->at_medians, below = line->other, above = line->other;
        for (size_t p = 0; p < parameters; ++p) {
            struct des_doubt doubt = moved(&search->from[p], x + MOVES * p);
            double slope = line->slope[p];
            centre += slope * x[MOVES * p + MEDIAN];
            below += square(slope * (slope > 0.0 ? doubt.below : doubt.above));
            above += square(slope * (slope > 0.0 ? doubt.above : doubt.below));
        }
        residual[r++] = (exp(centre) - effect->median) / median_error;
        residual[r++] = (exp(centre - normal_975 * sqrt(below)) - effect->low) / end_error;
        residual[r++] = (exp(centre + normal_975 * sqrt(above)) - effect->high) / end_error;
    }
    for (size_t p = 0; p < parameters; ++p) {
        const struct des_doubt *from = &search->from[p];
        residual[r++] = ridge * x[MOVES * p + MEDIAN] / (0.5 * (from->below + from->above));
        residual[r++] = ridge * x[MOVES * p + BELOW];
        residual[r++] = ridge * x[MOVES * p + ABOVE];
    }
    return DES_OK;
}

static void bound_sigma(double sigma, double *low, double *high) {
    *low = fmin(0.0, log(0.01 / sigma));
    *high = fmax(0.0, log(1.5 / sigma));
}

static enum des_status seek(const struct search *search, struct des_doubt *doubt) {
    size_t parameters = search->fit->parameters, unknowns = MOVES * parameters;
    size_t residuals = 3 * search->fit->effects + unknowns;
    double *x = calloc(3 * unknowns + residuals, sizeof *x);
    if (x == NULL) {
        return DES_ENOMEM;
    }
    double *low = x + unknowns, *high = low + unknowns;
    for (size_t p = 0; p < parameters; ++p) {
        double *at_low = low + MOVES * p, *at_high = high + MOVES * p;
        at_low[MEDIAN] = -(at_high[MEDIAN] = log(4.0));
        bound_sigma(doubt[p].below, &at_low[BELOW], &at_high[BELOW]);
        bound_sigma(doubt[p].above, &at_low[ABOVE], &at_high[ABOVE]);
    }
    struct search own = *search;
    const struct des_fit fit = {.unknowns = unknowns,
                                .residuals = residuals,
                                .low = low,
                                .high = high,
                                .step = 0.01,
                                .reach = 0.5,
                                .iterations = 400,
                                .context = &own,
                                .evaluate = miss};
    enum des_status status = des_fit(&fit, x, high + unknowns);
    for (size_t p = 0; p < parameters && status == DES_OK; ++p) {
        doubt[p] = moved(&search->from[p], x + MOVES * p);
    }
    free(x);
    return status;
}

enum des_status des_effect_invert(const struct des_effect_fit *fit, struct des_doubt *doubt) {
    struct line *lines = calloc(fit->effects + 1, sizeof *lines);
    double *slopes = calloc(fit->effects * fit->parameters + 1, sizeof *slopes);
    struct des_doubt *from = calloc(fit->parameters + 1, sizeof *from);
    enum des_status status = lines != NULL && slopes != NULL && from != NULL ? DES_OK : DES_ENOMEM;
    for (size_t e = 0; e < fit->effects && status == DES_OK; ++e) {
        lines[e].slope = slopes + e * fit->parameters;
        status = regress(fit, doubt, e, &lines[e]);
    }
    for (size_t p = 0; p < fit->parameters && status == DES_OK; ++p) {
        from[p] = doubt[p];
    }
    if (status == DES_OK) {
        const struct search search = {fit, lines, from};
        status = seek(&search, doubt);
    }
    free(from);
    free(slopes);
    free(lines);
    return status;
}
