#include "basis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/stats.h"

const size_t desi_knot_choices[DESI_CHOICES] = {2, 3, DESI_KNOTS_MOST};

/* ---- factors ---- */

/* To mean 0 and standard deviation 1; false when all are equal. */
static bool standardise(double *z, size_t n, double *mean, double *sd) {
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&tally, z[i]);
    }
    *mean = des_tally_mean(&tally);
    *sd = des_tally_sd(&tally);
    for (size_t i = 0; i < n; i++) {
        z[i] = (z[i] - *mean) / *sd;
    }
    return *sd > 0.0;
}

/* Quantiles as Harrell proposes: further out the more there are.  Sorts z. */
static void place_knots(double *z, size_t n, double *placed) {
    for (size_t c = 0; c < DESI_CHOICES; c++) {
        size_t knots = desi_knot_choices[c];
        double outer = knots <= 3 ? 0.1 : 0.05;
        for (size_t k = 0; k < knots; k++) {
            double p = outer + (1.0 - 2.0 * outer) * (double)k / (double)(knots - 1);
            placed[c * DESI_KNOTS_MOST + k] = des_quantile(z, n, p);
        }
    }
}

enum des_status desi_basis_init(struct desi_basis *basis, const struct des_rows *rows) {
    size_t factors = rows->factors + 1, knots = DESI_CHOICES * DESI_KNOTS_MOST;
    *basis = (struct desi_basis){.rows = *rows,
                                 .factor = calloc(factors, sizeof *basis->factor),
                                 .mean = calloc(factors, sizeof *basis->mean),
                                 .sd = calloc(factors, sizeof *basis->sd),
                                 .knots = calloc(factors * knots, sizeof *basis->knots)};
    double *z = calloc(rows->n, sizeof *z);
    if (basis->factor == NULL || basis->mean == NULL || basis->sd == NULL || basis->knots == NULL ||
        z == NULL) {
        desi_basis_fini(basis);
        free(z);
        return DES_ENOMEM;
    }
    for (size_t f = 0; f < rows->factors; f++) {
        size_t at = basis->count;
        rows->factor(rows->context, f, 0, rows->n, z);
        if (standardise(z, rows->n, &basis->mean[at], &basis->sd[at])) {
            place_knots(z, rows->n, basis->knots + at * knots);
            basis->factor[basis->count++] = f;
        }
    }
    free(z);
    return DES_OK;
}

void desi_basis_fini(struct desi_basis *basis) {
    free(basis->factor);
    free(basis->mean);
    free(basis->sd);
    free(basis->knots);
    *basis = (struct desi_basis){0};
}

/* ---- terms ---- */

size_t desi_candidate_terms(const struct desi_candidate *candidate, size_t count) {
    return 1 + count * (candidate->knots - 1) + (candidate->pairs ? count * (count - 1) / 2 : 0);
}

/* Where the bent terms of a factor begin; there are knots - 2. */
static size_t bent_at(const struct desi_basis *basis, size_t knots, size_t factor) {
    return knots == 3 ? 1 + basis->count + factor : 1 + 2 * basis->count + 3 * factor;
}

static size_t pairs_at(const struct desi_basis *basis, size_t factor) {
    return 1 + 5 * basis->count + factor * (factor - 1) / 2;
}

void desi_basis_list(const struct desi_basis *basis, const struct desi_candidate *candidate,
                     size_t first, size_t count, size_t *term) {
    *term++ = 0;
    for (size_t f = first; f < first + count; f++) {
        *term++ = 1 + f;
        for (size_t j = 0; j + 2 < candidate->knots; j++) {
            *term++ = bent_at(basis, candidate->knots, f) + j;
        }
        for (size_t g = first; candidate->pairs && g < f; g++) {
            *term++ = pairs_at(basis, f) + g;
        }
    }
}

static double cube(double x) {
    return x > 0.0 ? x * x * x : 0.0;
}

/* The j-th bent term of a restricted cubic spline: cubic between the knots, linear outside. */
static double bent(const double *knot, size_t knots, size_t j, double z) {
    double last = knot[knots - 1], before = knot[knots - 2], width = last - before;
    if (!(width > 0.0)) {
        return 0.0;
    }
    double scale = (last - knot[0]) * (last - knot[0]);
    return (cube(z - knot[j]) - cube(z - before) * (last - knot[j]) / width +
            cube(z - last) * (before - knot[j]) / width) /
           scale;
}

static void fill_bent(const struct desi_basis *basis, size_t factor, size_t choice, size_t rows,
                      const double *z, struct desi_panels *panels) {
    size_t knots = desi_knot_choices[choice];
    const double *knot = basis->knots + (factor * DESI_CHOICES + choice) * DESI_KNOTS_MOST;
    for (size_t j = 0; j + 2 < knots; j++) {
        double *column = desi_panels_column(panels, bent_at(basis, knots, factor) + j);
        for (size_t i = 0; i < rows; i++) {
            column[i * DESI_LANES] = bent(knot, knots, j, z[i]);
        }
    }
}

static void fill_product(const double *z, const double *other, size_t rows, double *column) {
    for (size_t i = 0; i < rows; i++) {
        column[i * DESI_LANES] = z[i] * other[i];
    }
}

static void fill_factor(const struct desi_basis *basis, size_t factor, size_t rows,
                        struct desi_panels *panels, const double *room) {
    const double *z = room + factor * DESI_WINDOW;
    double *column = desi_panels_column(panels, 1 + factor);
    for (size_t i = 0; i < rows; i++) {
        column[i * DESI_LANES] = z[i];
    }
    for (size_t choice = 1; choice < DESI_CHOICES; choice++) {
        fill_bent(basis, factor, choice, rows, z, panels);
    }
    for (size_t g = 0; basis->pairs && g < factor; g++) {
        fill_product(z, room + g * DESI_WINDOW, rows,
                     desi_panels_column(panels, pairs_at(basis, factor) + g));
    }
}

void desi_basis_fill(const struct desi_basis *basis, size_t first, size_t rows,
                     struct desi_panels *panels, double *room) {
    double *ones = desi_panels_column(panels, 0);
    for (size_t i = 0; i < rows; i++) {
        ones[i * DESI_LANES] = 1.0;
    }
    for (size_t f = 0; f < basis->count; f++) {
        double *z = room + f * DESI_WINDOW;
        basis->rows.factor(basis->rows.context, basis->factor[f], first, rows, z);
        for (size_t i = 0; i < rows; i++) {
            z[i] = (z[i] - basis->mean[f]) / basis->sd[f];
        }
        fill_factor(basis, f, rows, panels, room);
    }
}
