/* engine/stats/morris.c - elementary effects. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "des/stats.h"

struct tallies {
    struct des_tally effect, absolute;
};

/* The effect of each step goes to the factor that it changed. */
static void add_walk(const double *y, const double *u, size_t factors, struct tallies *tallies) {
    for (size_t step = 0; step < factors; step++) {
        const double *from = u + step * factors, *to = from + factors;
        for (size_t i = 0; i < factors; i++) {
            double move = to[i] - from[i];
            double effect = (y[step + 1] - y[step]) / move;
            if (fabs(move) > 0.0 && isfinite(effect)) {
                des_tally_add(&tallies[i].effect, effect);
                des_tally_add(&tallies[i].absolute, fabs(effect));
            }
        }
    }
}

enum des_status des_morris(const double *y, const double *u, size_t rows, size_t factors,
                           struct des_elementary *effects) {
    if (rows == 0 || factors == 0) {
        return DES_ERANGE;
    }
    struct tallies *tallies = calloc(factors, sizeof *tallies);
    if (tallies == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < factors; i++) {
        des_tally_init(&tallies[i].effect);
        des_tally_init(&tallies[i].absolute);
    }
    for (size_t row = 0; row < rows; row++) {
        size_t first = row * (factors + 1);
        add_walk(y + first, u + first * factors, factors, tallies);
    }
    for (size_t i = 0; i < factors; i++) {
        const struct des_tally *absolute = &tallies[i].absolute;
        double n = (double)absolute->n, mean = des_tally_mean(absolute);
        double half = des_t_quantile(0.95, n - 1.0) * des_tally_sd(absolute) / sqrt(n);
        double low = mean - half < 0.0 ? 0.0 : mean - half; /* NaN stays */
        effects[i] = (struct des_elementary){.n = (size_t)absolute->n,
                                             .mu = des_tally_mean(&tallies[i].effect),
                                             .mu_star = {mean, low, mean + half},
                                             .sigma = des_tally_sd(&tallies[i].effect)};
    }
    free(tallies);
    return DES_OK;
}
