/* engine/stats/smooth.c - least squares on splines, of a size that the data can bear. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cholesky.h"
#include "des/stats.h"

enum { KNOTS_MOST = 5, CHOICES = 3, CANDIDATES = 2 * CHOICES };

/* Knots of a candidate, without pairs and with. */
static const size_t choices[CHOICES] = {2, 3, KNOTS_MOST};

/* Factors in use, each with mean 0 and standard deviation 1. */
struct data {
    size_t n, count;
    double *z;           /* count x n */
    double *placed;      /* CHOICES x count x KNOTS_MOST */
    const double *knots; /* ... those of one choice */
    double *sort;        /* n */
    const double *y;
};

static bool standardise(struct data *data, const double *x, size_t factors, size_t factor) {
    double *z = data->z + data->count * data->n;
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < data->n; i++) {
        des_tally_add(&tally, x[i * factors + factor]);
    }
    double sd = des_tally_sd(&tally);
    for (size_t i = 0; i < data->n; i++) {
        z[i] = (x[i * factors + factor] - des_tally_mean(&tally)) / sd;
    }
    return sd > 0.0;
}

/* Quantiles as Harrell proposes: further out the more there are. */
static void place_knots(struct data *data, size_t choice, size_t factor) {
    size_t knots = choices[choice];
    double outer = knots <= 3 ? 0.1 : 0.05;
    double *placed = data->placed + (choice * data->count + factor) * KNOTS_MOST;
    for (size_t k = 0; k < knots; k++) {
        double p = outer + (1.0 - 2.0 * outer) * (double)k / (double)(knots - 1);
        placed[k] = des_quantile(data->sort, data->n, p);
    }
}

/* Of all choices: each factor is sorted once. */
static void place_all(struct data *data) {
    for (size_t f = 0; f < data->count; f++) {
        memcpy(data->sort, data->z + f * data->n, data->n * sizeof *data->sort);
        for (size_t c = 0; c < CHOICES; c++) {
            place_knots(data, c, f);
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

static size_t terms_of(const struct data *data, size_t knots, bool pairs) {
    return 1 + data->count * (knots - 1) + (pairs ? data->count * (data->count - 1) / 2 : 0);
}

static void fill_row(const struct data *data, size_t knots, bool pairs, size_t i, double *row) {
    size_t t = 0;
    row[t++] = 1.0;
    for (size_t f = 0; f < data->count; f++) {
        double z = data->z[f * data->n + i];
        row[t++] = z;
        for (size_t j = 0; j + 2 < knots; j++) {
            row[t++] = bent(data->knots + f * KNOTS_MOST, knots, j, z);
        }
        for (size_t g = 0; pairs && g < f; g++) {
            row[t++] = z * data->z[g * data->n + i];
        }
    }
}

/* n x residual sum of squares / (n - terms)^2. */
static double score_of(const struct data *data, const double *fitted, size_t terms) {
    double squares = 0.0, left = (double)(data->n - terms);
    for (size_t i = 0; i < data->n; i++) {
        squares += (data->y[i] - fitted[i]) * (data->y[i] - fitted[i]);
    }
    return (double)data->n * squares / (left * left);
}

/* A fit with p terms varies by the noise's variance x (p - 1) / n too much. */
static void draw_in(const struct data *data, size_t terms, double *fitted) {
    double n = (double)data->n, mean = 0.0, spread = 0.0, squares = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        mean += fitted[i] / n;
        squares += (data->y[i] - fitted[i]) * (data->y[i] - fitted[i]);
    }
    for (size_t i = 0; i < data->n; i++) {
        spread += (fitted[i] - mean) * (fitted[i] - mean);
    }
    double noise = squares / (n - (double)terms) * (double)(terms - 1);
    double kept = spread > noise ? sqrt(1.0 - noise / spread) : 0.0;
    for (size_t i = 0; i < data->n; i++) {
        fitted[i] = mean + kept * (fitted[i] - mean);
    }
}

/* Generalised cross-validation of one candidate; its fit into `fitted`. */
static double fit(const struct data *data, size_t knots, bool pairs, double *room, double *fitted,
                  size_t *rank) {
    size_t p = terms_of(data, knots, pairs);
    double *a = room, *b = room + p * p, *row = b + p;
    memset(room, 0, (p * p + p) * sizeof *room);
    for (size_t i = 0; i < data->n; i++) {
        fill_row(data, knots, pairs, i, row);
        for (size_t j = 0; j < p; j++) {
            b[j] += row[j] * data->y[i];
            for (size_t k = 0; k <= j; k++) {
                a[j * p + k] += row[j] * row[k];
            }
        }
    }
    *rank = desi_cholesky(a, p);
    desi_cholesky_solve(a, p, b);
    for (size_t i = 0; i < data->n; i++) {
        fill_row(data, knots, pairs, i, row);
        fitted[i] = 0.0;
        for (size_t j = 0; j < p; j++) {
            fitted[i] += b[j] * row[j];
        }
    }
    return score_of(data, fitted, *rank);
}

/* The candidates from the smallest; `fitted` holds the mean. */
static enum des_status choose(struct data *data, double *fitted, size_t *terms) {
    size_t most = terms_of(data, KNOTS_MOST, true);
    double *room = calloc(most * most + 2 * most, sizeof *room);
    double *attempt = calloc(data->n, sizeof *attempt);
    double best = score_of(data, fitted, 1);
    if (room == NULL || attempt == NULL) {
        free(room);
        free(attempt);
        return DES_ENOMEM;
    }
    place_all(data);
    for (size_t c = 0; c < CANDIDATES; c++) {
        bool pairs = c % 2 == 1;
        size_t rank = 0, knots = choices[c / 2];
        if (terms_of(data, knots, pairs) > data->n / 5 && c > 0) {
            continue;
        }
        data->knots = data->placed + c / 2 * data->count * KNOTS_MOST;
        double score = fit(data, knots, pairs, room, attempt, &rank);
        if (score < best) {
            best = score;
            *terms = rank;
            memcpy(fitted, attempt, data->n * sizeof *fitted);
        }
    }
    if (*terms > 1) {
        draw_in(data, *terms, fitted);
    }
    free(room);
    free(attempt);
    return DES_OK;
}

static void fit_mean(const double *y, size_t n, double *fitted) {
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < n; i++) {
        des_tally_add(&tally, y[i]);
    }
    for (size_t i = 0; i < n; i++) {
        fitted[i] = des_tally_mean(&tally);
    }
}

enum des_status des_smooth(const double *x, const double *y, size_t n, size_t factors,
                           const bool *use, double *fitted, size_t *terms) {
    size_t chosen = 1;
    if (n < 10) {
        return DES_ERANGE;
    }
    struct data data = {.n = n,
                        .z = calloc(factors * n + 1, sizeof(double)),
                        .placed = calloc(CHOICES * factors * KNOTS_MOST + 1, sizeof(double)),
                        .sort = calloc(n, sizeof(double)),
                        .y = y};
    enum des_status status = DES_ENOMEM;
    if (data.z != NULL && data.placed != NULL && data.sort != NULL) {
        for (size_t f = 0; f < factors; f++) {
            data.count += use[f] && standardise(&data, x, factors, f);
        }
        fit_mean(y, n, fitted);
        bool enough = data.count > 0 && data.count + 1 < n / 2;
        status = enough ? choose(&data, fitted, &chosen) : DES_OK;
    }
    if (terms != NULL) {
        *terms = chosen;
    }
    free(data.z);
    free(data.placed);
    free(data.sort);
    return status;
}
