#include "des/stats.h"

#include <math.h>

#include "running.h"

void des_tally_init(struct des_tally *tally) {
    *tally = (struct des_tally){.min = (double)INFINITY, .max = -(double)INFINITY};
}

void des_tally_add(struct des_tally *tally, double x) {
    desi_tally_add(tally, x);
}

void des_tally_merge(struct des_tally *into, const struct des_tally *other) {
    if (other->n == 0) {
        return;
    }
    if (into->n == 0) {
        *into = *other;
        return;
    }
    double n = (double)into->n, m = (double)other->n;
    double delta = other->mean - into->mean;
    into->mean += delta * (m / (n + m));
    into->m2 += other->m2 + delta * delta * (n * m / (n + m));
    into->n += other->n;
    into->min = fmin(into->min, other->min);
    into->max = fmax(into->max, other->max);
}

double des_tally_mean(const struct des_tally *tally) {
    return tally->n > 0 ? tally->mean : (double)NAN;
}

double des_tally_variance(const struct des_tally *tally) {
    return tally->n > 1 ? tally->m2 / (double)(tally->n - 1) : (double)NAN;
}

double des_tally_sd(const struct des_tally *tally) {
    return sqrt(des_tally_variance(tally));
}
