/* engine/stats/histogram.c - equal bins. */
#include "des/quantile.h"

#include <math.h>
#include <stdlib.h>

#include "des/stats.h"

enum des_status des_histogram_init(struct des_histogram *histogram, double low, double high,
                                   size_t bins) {
    if (!(low < high) || !isfinite(low) || !isfinite(high) || bins == 0) {
        return DES_ERANGE;
    }
    double *weight = calloc(bins, sizeof *weight);
    if (weight == NULL) {
        return DES_ENOMEM;
    }
    *histogram = (struct des_histogram){low, high, bins, weight, 0.0, 0.0};
    return DES_OK;
}

void des_histogram_fini(struct des_histogram *histogram) {
    free(histogram->weight);
    *histogram = (struct des_histogram){0};
}

double des_histogram_edge(const struct des_histogram *histogram, size_t bin) {
    double share = (double)bin / (double)histogram->bins;
    return histogram->low * (1.0 - share) + histogram->high * share;
}

/* The quotient is rounded: the edges themselves decide. */
static size_t bin_of(const struct des_histogram *histogram, double x) {
    double width = (histogram->high - histogram->low) / (double)histogram->bins;
    double at = fmin((x - histogram->low) / width, (double)(histogram->bins - 1));
    size_t bin = (size_t)at;
    if (bin > 0 && x < des_histogram_edge(histogram, bin)) {
        return bin - 1;
    }
    bool next = bin + 1 < histogram->bins && x >= des_histogram_edge(histogram, bin + 1);
    return next ? bin + 1 : bin;
}

enum des_status des_histogram_add(struct des_histogram *histogram, double x, double weight) {
    if (isnan(x) || !(weight >= 0.0) || !isfinite(weight)) {
        return DES_ERANGE;
    }
    if (x < histogram->low) {
        histogram->below += weight;
    } else if (x >= histogram->high) {
        histogram->above += weight;
    } else {
        histogram->weight[bin_of(histogram, x)] += weight;
    }
    return DES_OK;
}

enum des_status des_histogram_merge(struct des_histogram *into, const struct des_histogram *other) {
    if (into->low != other->low || into->high != other->high || into->bins != other->bins) {
        return DES_ERANGE;
    }
    for (size_t i = 0; i < into->bins; i++) {
        into->weight[i] += other->weight[i];
    }
    into->below += other->below;
    into->above += other->above;
    return DES_OK;
}

double des_histogram_total(const struct des_histogram *histogram) {
    struct des_sum sum = {0};
    for (size_t i = 0; i < histogram->bins; i++) {
        des_sum_add(&sum, histogram->weight[i]);
    }
    des_sum_add(&sum, histogram->below);
    des_sum_add(&sum, histogram->above);
    return des_sum_total(&sum);
}
