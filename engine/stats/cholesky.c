#include "cholesky.h"

#include <math.h>

/* Left of the diagonal below this share of it, a row says nothing new. */
#define NOTHING_NEW 1e-10

size_t desi_cholesky(double *a, size_t p) {
    size_t rank = 0;
    for (size_t i = 0; i < p; i++) {
        double *row = a + i * p, diagonal = row[i];
        for (size_t j = 0; j < i; j++) {
            const double *other = a + j * p;
            double sum = row[j];
            for (size_t k = 0; k < j; k++) {
                sum -= row[k] * other[k];
            }
            row[j] = other[j] > 0.0 ? sum / other[j] : 0.0;
        }
        double left = diagonal;
        for (size_t k = 0; k < i; k++) {
            left -= row[k] * row[k];
        }
        row[i] = left > NOTHING_NEW * diagonal ? sqrt(left) : 0.0;
        rank += row[i] > 0.0;
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
