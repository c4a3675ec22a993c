/* engine/stats/rank_correlation.c - partial rank correlation. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "cholesky.h"

struct place {
    double value;
    size_t at;
};

static int by_value(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->value < y->value || x->value > y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* Mean ranks, less their mean, to unit length; equal values share a rank.  False when all are
 * equal. */
static bool rank(const double *values, size_t stride, size_t n, struct place *order,
                 double *ranks) {
    for (size_t i = 0; i < n; i++) {
        order[i] = (struct place){values[i * stride], i};
    }
    qsort(order, n, sizeof *order, by_value);
    double squares = 0.0;
    for (size_t first = 0, end = 0; first < n; first = end) {
        while (end < n && !(order[end].value > order[first].value)) {
            end++;
        }
        double centred = 0.5 * (double)(first + end - 1) - 0.5 * (double)(n - 1);
        for (size_t i = first; i < end; i++) {
            ranks[order[i].at] = centred;
            squares += centred * centred;
        }
    }
    for (size_t i = 0; i < n; i++) {
        ranks[i] /= squares > 0.0 ? sqrt(squares) : 1.0;
    }
    return squares > 0.0;
}

static double product(const double *a, const double *b, size_t n) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* With factor i last but y, the others first: its partial correlation is what is left of it and
 * of y after the others. */
static double partial(const double *correlation, size_t factors, size_t i, double *work) {
    size_t p = factors + 1;
    for (size_t row = 0; row < p; row++) {
        size_t from = row < i ? row : row + 1 < factors ? row + 1 : row + 1 == factors ? i : row;
        for (size_t column = 0; column < p; column++) {
            size_t of = column < i              ? column
                        : column + 1 < factors  ? column + 1
                        : column + 1 == factors ? i
                                                : column;
            work[row * p + column] = correlation[from * p + of];
        }
    }
    (void)desi_cholesky(work, p);
    double own = work[(p - 2) * p + p - 2];
    double with = work[(p - 1) * p + p - 2], rest = work[(p - 1) * p + p - 1];
    double left = hypot(with, rest); /* of y, whose length is 1: less is rounding */
    return own > 0.0 && left > 1e-6 ? with / left : (double)NAN;
}

static void correlate(const double *ranks, size_t n, size_t factors, double *correlation,
                      double *work, struct des_bounded *prcc) {
    size_t p = factors + 1;
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            correlation[i * p + j] = product(ranks + i * n, ranks + j * n, n);
        }
    }
    double width = 1.959963984540054 / sqrt((double)(n - factors - 2));
    for (size_t i = 0; i < factors; i++) {
        double r = partial(correlation, factors, i, work);
        double z = atanh(fmax(-1.0 + 1e-15, fmin(1.0 - 1e-15, r)));
        prcc[i] =
            (struct des_bounded){r, isnan(r) ? r : tanh(z - width), isnan(r) ? r : tanh(z + width)};
    }
}

enum des_status des_partial_rank_correlation(const double *x, const double *y, size_t n,
                                             size_t factors, struct des_bounded *prcc) {
    if (factors == 0 || n < factors + 4) {
        return DES_ERANGE;
    }
    size_t p = factors + 1;
    struct place *order = calloc(n, sizeof *order);
    double *ranks = calloc(p * n, sizeof *ranks);
    double *matrices = calloc(2 * p * p, sizeof *matrices);
    enum des_status status = DES_ENOMEM;
    if (order != NULL && ranks != NULL && matrices != NULL) {
        for (size_t i = 0; i < factors; i++) {
            (void)rank(x + i, factors, n, order, ranks + i * n);
        }
        (void)rank(y, 1, n, order, ranks + factors * n);
        correlate(ranks, n, factors, matrices, matrices + p * p, prcc);
        status = DES_OK;
    }
    free(order);
    free(ranks);
    free(matrices);
    return status;
}
