#include "tails.h"

#include <math.h>
#include <stdlib.h>

enum des_status desi_tails_init(struct desi_tails *tails, size_t most, double p) {
    /* Two neighbours are interpolated, and one to spare for rounding; for fewer values than
     * `most` the place is nearer to the end. */
    size_t room = (size_t)((double)most * p) + 3;
    *tails = (struct desi_tails){.low = malloc(room * sizeof *tails->low),
                                 .high = malloc(room * sizeof *tails->high),
                                 .room = room};
    if (tails->low == NULL || tails->high == NULL) {
        desi_tails_fini(tails);
        return DES_ENOMEM;
    }
    return DES_OK;
}

void desi_tails_fini(struct desi_tails *tails) {
    free(tails->low);
    free(tails->high);
    *tails = (struct desi_tails){0};
}

/* The largest of `sign` times the values is on top. */
static inline void sift_up(double *heap, size_t at, double value, double sign) {
    while (at > 0 && sign * heap[(at - 1) / 2] < sign * value) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = value;
}

static inline void replace_top(double *heap, size_t count, double value, double sign) {
    size_t at = 0;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && sign * heap[child + 1] > sign * heap[child];
        if (!(sign * heap[child] > sign * value)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = value;
}

void desi_tails_add(struct desi_tails *tails, double value) {
    if (isnan(value)) {
        return;
    }
    if (tails->n < tails->room) {
        sift_up(tails->low, tails->n, value, 1.0);
        sift_up(tails->high, tails->n, value, -1.0);
    } else {
        if (value < tails->low[0]) {
            replace_top(tails->low, tails->room, value, 1.0);
        }
        if (value > tails->high[0]) {
            replace_top(tails->high, tails->room, value, -1.0);
        }
    }
    tails->n++;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Sorts what is kept; `below`: how many of all values are smaller than all of it. */
static double between(double *kept, size_t count, size_t below, size_t n, double p) {
    if (count == 0) {
        return (double)NAN;
    }
    qsort(kept, count, sizeof *kept, compare);
    double position = (double)(n - 1) * p;
    size_t rank = (size_t)position;
    if (rank + 1 >= n) {
        return kept[n - 1 - below];
    }
    double at = kept[rank - below];
    return at + (position - (double)rank) * (kept[rank + 1 - below] - at);
}

double desi_tails_low(struct desi_tails *tails, double p) {
    size_t count = tails->n < tails->room ? tails->n : tails->room;
    return between(tails->low, count, 0, tails->n, p);
}

double desi_tails_high(struct desi_tails *tails, double p) {
    size_t count = tails->n < tails->room ? tails->n : tails->room;
    return between(tails->high, count, tails->n - count, tails->n, p);
}
