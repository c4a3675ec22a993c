/* engine/stats/sobol.c - shares of variance. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "resample.h"

/* Whole rows, less the mean of A and B: little is lost then. */
struct sample {
    double *y; /* rows x (factors + 2) */
    size_t rows, factors, width;
    double mean;
};

/* Sums over rows, each with its weight. */
struct shares {
    double variance, seed;
    double *first, *total; /* of each factor */
};

static bool is_whole(const double *row, size_t width) {
    for (size_t i = 0; i < width; i++) {
        if (!isfinite(row[i])) {
            return false;
        }
    }
    return true;
}

static void take(struct sample *sample, const double *y, size_t rows) {
    double sum = 0.0;
    for (size_t row = 0; row < rows; row++) {
        const double *from = y + row * sample->width;
        if (is_whole(from, sample->width)) {
            memcpy(sample->y + sample->rows++ * sample->width, from, sample->width * sizeof *from);
            sum += from[0] + from[1];
        }
    }
    sample->mean = sample->rows > 0 ? sum / (2.0 * (double)sample->rows) : (double)NAN;
    for (size_t i = 0; i < sample->rows * sample->width; i++) {
        sample->y[i] -= sample->mean;
    }
}

/* Sums over two values of each row. */
struct pair {
    double sum, squares, products;
};

static void add_pair(struct pair *pair, double w, double a, double b) {
    pair->sum += w * (a + b);
    pair->squares += w * (a * a + b * b);
    pair->products += w * a * b;
}

/* With one mean and variance of both (Janon et al. 2014). */
static double correlation(const struct pair *pair, double n) {
    double mean = pair->sum / (2.0 * n);
    return (pair->products / n - mean * mean) / (pair->squares / (2.0 * n) - mean * mean);
}

static void add_changes(const struct sample *sample, const uint32_t *weight, size_t factor,
                        struct shares *shares) {
    struct pair pair = {0.0, 0.0, 0.0};
    double squares = 0.0, n = (double)sample->rows;
    for (size_t row = 0; row < sample->rows; row++) {
        const double *y = sample->y + row * sample->width;
        double w = weight == NULL ? 1.0 : (double)weight[row], change = y[factor + 2] - y[0];
        add_pair(&pair, w, y[1], y[factor + 2]);
        squares += w * change * change;
    }
    shares->first[factor] = correlation(&pair, n) - shares->seed;
    shares->total[factor] = squares / (2.0 * n * shares->variance);
}

/* `weight` NULL: every row once.  What B has in common with A is chance alone, with A that has a
 * factor from B that factor too. */
static void add_up(const struct sample *sample, const uint32_t *weight, struct shares *shares) {
    struct pair pair = {0.0, 0.0, 0.0};
    double n = (double)sample->rows;
    for (size_t row = 0; row < sample->rows; row++) {
        const double *y = sample->y + row * sample->width;
        add_pair(&pair, weight == NULL ? 1.0 : (double)weight[row], y[0], y[1]);
    }
    shares->variance = (pair.squares - pair.sum * pair.sum / (2.0 * n)) / (2.0 * n - 1.0);
    shares->seed = correlation(&pair, n);
    for (size_t i = 0; i < sample->factors; i++) {
        add_changes(sample, weight, i, shares);
    }
}

/* Room for all resamples: (2 factors + 1) rows of `resamples` numbers. */
static enum des_status bound(const struct sample *sample, uint64_t seed, size_t resamples,
                             struct shares *shares, struct des_sobol *all,
                             struct des_sobol_index *index) {
    size_t factors = sample->factors;
    double *kept = calloc((2 * factors + 1) * resamples + 1, sizeof *kept);
    uint32_t *weight = calloc(sample->rows, sizeof *weight);
    if (kept == NULL || weight == NULL) {
        free(kept);
        free(weight);
        return DES_ENOMEM;
    }
    for (size_t r = 0; r < resamples; r++) {
        desi_resample(seed, r, weight, sample->rows);
        add_up(sample, weight, shares);
        kept[r] = shares->seed;
        for (size_t i = 0; i < factors; i++) {
            kept[(1 + i) * resamples + r] = shares->first[i];
            kept[(1 + factors + i) * resamples + r] = shares->total[i];
        }
    }
    all->seed = desi_percentiles(all->seed.value, kept, resamples);
    for (size_t i = 0; i < factors; i++) {
        index[i].first =
            desi_percentiles(index[i].first.value, kept + (1 + i) * resamples, resamples);
        index[i].total =
            desi_percentiles(index[i].total.value, kept + (1 + factors + i) * resamples, resamples);
    }
    free(kept);
    free(weight);
    return DES_OK;
}

static enum des_status estimate(const struct sample *sample, uint64_t seed, size_t resamples,
                                struct shares *shares, struct des_sobol *all,
                                struct des_sobol_index *index) {
    add_up(sample, NULL, shares);
    *all = (struct des_sobol){.rows = sample->rows,
                              .mean = sample->mean,
                              .variance = shares->variance,
                              .seed = {shares->seed, (double)NAN, (double)NAN}};
    for (size_t i = 0; i < sample->factors; i++) {
        index[i].first = (struct des_bounded){shares->first[i], (double)NAN, (double)NAN};
        index[i].total = (struct des_bounded){shares->total[i], (double)NAN, (double)NAN};
    }
    return bound(sample, seed, resamples, shares, all, index);
}

enum des_status des_sobol_indices(const double *y, size_t rows, size_t factors, uint64_t seed,
                                  size_t resamples, struct des_sobol *all,
                                  struct des_sobol_index *index) {
    if (rows < 2 || factors == 0) {
        return DES_ERANGE;
    }
    struct sample sample = {.factors = factors, .width = factors + 2};
    sample.y = calloc(rows * sample.width, sizeof *sample.y);
    struct shares shares = {.first = calloc(factors, sizeof(double)),
                            .total = calloc(factors, sizeof(double))};
    enum des_status status = DES_ENOMEM;
    if (sample.y != NULL && shares.first != NULL && shares.total != NULL) {
        take(&sample, y, rows);
        status =
            sample.rows < 2 ? DES_ERANGE : estimate(&sample, seed, resamples, &shares, all, index);
    }
    free(sample.y);
    free(shares.first);
    free(shares.total);
    return status;
}
