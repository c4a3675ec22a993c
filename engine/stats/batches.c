/* engine/stats/batches.c - batch means. */
#include "des/output.h"

#include <math.h>

#include "interval.h"

/* ---- batch means as they come: interval and correlation of neighbours ---- */

struct means {
    const double *x;
    size_t size; /* values in a batch */
    size_t count;
};

static double mean_at(const struct means *means, size_t batch) {
    struct des_sum sum = {0};
    for (size_t i = batch * means->size; i < (batch + 1) * means->size; i++) {
        des_sum_add(&sum, means->x[i]);
    }
    return des_sum_total(&sum) / (double)means->size;
}

static double correlation_of_neighbours(const struct means *means, const struct des_tally *tally) {
    if (means->count < 3 || !(tally->m2 > 0.0)) {
        return (double)NAN;
    }
    double products = 0.0, last = mean_at(means, 0) - tally->mean;
    for (size_t i = 1; i < means->count; i++) {
        double next = mean_at(means, i) - tally->mean;
        products += last * next;
        last = next;
    }
    return products / tally->m2;
}

static struct des_interval interval_of(const struct means *means, double confidence, double *lag1) {
    struct des_tally tally;
    des_tally_init(&tally);
    for (size_t i = 0; i < means->count; i++) {
        des_tally_add(&tally, mean_at(means, i));
    }
    if (lag1 != NULL) {
        *lag1 = correlation_of_neighbours(means, &tally);
    }
    return desi_interval_of_tally(&tally, confidence);
}

struct des_interval des_interval_batches(const double *x, size_t n, size_t batches,
                                         double confidence, double *lag1) {
    size_t size = batches > 0 ? n / batches : 0;
    size_t used = size * batches;
    struct means means = {size > 0 ? x + (n - used) : NULL, size, size > 0 ? batches : 0};
    return interval_of(&means, confidence, lag1);
}

/* ---- in bounded memory ---- */

void des_batches_init(struct des_batches *batches) {
    *batches = (struct des_batches){.size = 1};
}

static void join_neighbours(struct des_batches *batches) {
    batches->count /= 2;
    batches->size *= 2;
    for (size_t i = 0; i < batches->count; i++) {
        batches->mean[i] = 0.5 * (batches->mean[2 * i] + batches->mean[2 * i + 1]);
    }
}

void des_batches_add(struct des_batches *batches, double x) {
    des_sum_add(&batches->sum, x);
    if (++batches->open < batches->size) {
        return;
    }
    batches->mean[batches->count++] = des_sum_total(&batches->sum) / (double)batches->size;
    batches->sum = (struct des_sum){0};
    batches->open = 0;
    if (batches->count == DES_BATCHES) {
        join_neighbours(batches);
    }
}

struct des_interval des_batches_interval(const struct des_batches *batches, double confidence,
                                         double *lag1) {
    struct means means = {batches->mean, 1, batches->count};
    return interval_of(&means, confidence, lag1);
}
