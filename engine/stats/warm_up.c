/* engine/stats/warm_up.c - where the start of a run ends: Welch's plot and MSER. */
#include "des/output.h"

#include <math.h>

/* ---- Welch ---- */

static double average_at(const double *const *run, size_t count, size_t i) {
    struct des_sum sum = {0};
    for (size_t j = 0; j < count; j++) {
        des_sum_add(&sum, run[j][i]);
    }
    return des_sum_total(&sum) / (double)count;
}

/* A sum over a window that grows by two until it is full and then slides. */
static void move_window(const double *const *run, size_t count, size_t n, size_t window,
                        double *moving) {
    struct des_sum sum = {0};
    for (size_t i = 0; i + window < n; i++) {
        size_t half = i < window ? i : window;
        des_sum_add(&sum, average_at(run, count, i + half));
        if (i > 0 && i <= window) {
            des_sum_add(&sum, average_at(run, count, i + half - 1));
        } else if (i > window) {
            des_sum_add(&sum, -average_at(run, count, i - window - 1));
        }
        moving[i] = des_sum_total(&sum) / (double)(2 * half + 1);
    }
}

enum des_status des_welch(const double *const *run, size_t count, size_t n, size_t window,
                          double *average, double *moving) {
    if (count == 0 || window >= n) {
        return DES_ERANGE;
    }
    for (size_t i = 0; average != NULL && i < n; i++) {
        average[i] = average_at(run, count, i);
    }
    move_window(run, count, n, window, moving);
    return DES_OK;
}

/* ---- MSER ---- */

static double batch_mean(const double *x, size_t batch) {
    struct des_sum sum = {0};
    for (size_t i = 0; i < batch; i++) {
        des_sum_add(&sum, x[i]);
    }
    return des_sum_total(&sum) / (double)batch;
}

#define FEWEST_BATCHES 10
#define TAIL 5 /* batches kept at least: the statistic of fewer is chance */

/* From the end backwards, so that each suffix is one observation more; among equal
 * suffixes the longest is kept. */
enum des_status des_mser(const double *x, size_t n, size_t batch, struct des_warm_up *warm_up) {
    size_t batches = batch > 0 ? n / batch : 0;
    if (batches < FEWEST_BATCHES) {
        return DES_ERANGE;
    }
    struct des_tally kept;
    des_tally_init(&kept);
    double least = (double)INFINITY, mean = (double)NAN;
    size_t cut = 0;
    for (size_t i = batches; i-- > 0;) {
        des_tally_add(&kept, batch_mean(x + i * batch, batch));
        double count = (double)kept.n, statistic = kept.m2 / (count * count);
        if (kept.n >= TAIL && statistic <= least) {
            least = statistic;
            mean = kept.mean;
            cut = i;
        }
    }
    *warm_up = (struct des_warm_up){cut * batch, mean, cut <= batches / 2};
    return DES_OK;
}
