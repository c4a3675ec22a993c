#include "cholesky.h"

#include <math.h>

/* Left of the diagonal below this share of it, a row says nothing new. */
#define NOTHING_NEW 1e-10

/* Rows that are worked on together: each is a chain of its own. */
enum { TOGETHER = 4 };

/* Left of the diagonal, in column j, of `count` rows from `rows`. */
static void fill_column(double *rows, size_t p, size_t count, const double *other, size_t j) {
    double sum[TOGETHER];
    for (size_t i = 0; i < count; i++) {
        sum[i] = rows[i * p + j];
    }
    if (count == TOGETHER) {
        for (size_t k = 0; k < j; k++) {
            for (size_t i = 0; i < TOGETHER; i++) {
                sum[i] -= rows[i * p + k] * other[k];
            }
        }
    } else {
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < j; k++) {
                sum[i] -= rows[i * p + k] * other[k];
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        rows[i * p + j] = other[j] > 0.0 ? sum[i] / other[j] : 0.0;
    }
}

size_t desi_cholesky(double *a, size_t p) {
    size_t rank = 0;
    for (size_t j = 0; j < p; j++) {
        double *own = a + j * p, diagonal = own[j], left = diagonal;
        for (size_t k = 0; k < j; k++) {
            left -= own[k] * own[k];
        }
        own[j] = left > NOTHING_NEW * diagonal ? sqrt(left) : 0.0;
        rank += own[j] > 0.0;
        for (size_t i = j + 1; i < p; i += TOGETHER) {
            fill_column(a + i * p, p, p - i < TOGETHER ? p - i : TOGETHER, own, j);
        }
    }
    return rank;
}

void desi_cholesky_solve(const double *factor, size_t p, double *b) {
    for (size_t i = 0; i < p; i++) {
        for (size_t k = 0; k < i; k++) {
            b[i] -= factor[i * p + k] * b[k];
        }
        b[i] = factor[i * p + i] > 0.0 ? b[i] / factor[i * p + i] : 0.0;
    }
    for (size_t i = p; i-- > 0;) {
        for (size_t k = i + 1; k < p; k++) {
            b[i] -= factor[k * p + i] * b[k];
        }
        b[i] = factor[i * p + i] > 0.0 ? b[i] / factor[i * p + i] : 0.0;
    }
}
