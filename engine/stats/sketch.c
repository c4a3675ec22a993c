/* engine/stats/sketch.c - quantiles in bounded memory, mergeable.
 *
 * A positive double's exponent and the upper 6 bits of its mantissa are one rising number:
 * the bin.  64 bins an octave, 64 octaves, and the same for negative numbers. */
#include "des/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANTISSA_BITS 6
#define DROPPED_BITS (52 - MANTISSA_BITS)
#define OCTAVES 64
#define BINS ((size_t)OCTAVES << MANTISSA_BITS)
#define SMALLEST 0x1p-32

struct des_sketch {
    uint64_t n, zero;
    double min, max;
    uint64_t positive[BINS];
    uint64_t negative[BINS];
};

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double number_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Of SMALLEST <= x. */
static size_t bin_of(double x) {
    uint64_t bin = (bits_of(x) >> DROPPED_BITS) - (bits_of(SMALLEST) >> DROPPED_BITS);
    return bin < BINS ? (size_t)bin : BINS - 1;
}

static double middle_of(size_t bin) {
    uint64_t first = bits_of(SMALLEST) >> DROPPED_BITS;
    double low = number_of((first + bin) << DROPPED_BITS);
    double high = number_of((first + bin + 1) << DROPPED_BITS);
    return 0.5 * (low + high);
}

struct des_sketch *des_sketch_create(void) {
    struct des_sketch *sketch = calloc(1, sizeof *sketch);
    if (sketch != NULL) {
        sketch->min = (double)INFINITY;
        sketch->max = -(double)INFINITY;
    }
    return sketch;
}

void des_sketch_destroy(struct des_sketch *sketch) {
    free(sketch);
}

enum des_status des_sketch_add(struct des_sketch *sketch, double x) {
    if (isnan(x)) {
        return DES_ERANGE;
    }
    if (fabs(x) < SMALLEST) {
        sketch->zero++;
    } else {
        (x > 0.0 ? sketch->positive : sketch->negative)[bin_of(fabs(x))]++;
    }
    sketch->n++;
    sketch->min = fmin(sketch->min, x);
    sketch->max = fmax(sketch->max, x);
    return DES_OK;
}

void des_sketch_merge(struct des_sketch *into, const struct des_sketch *other) {
    for (size_t i = 0; i < BINS; i++) {
        into->positive[i] += other->positive[i];
        into->negative[i] += other->negative[i];
    }
    into->n += other->n;
    into->zero += other->zero;
    into->min = fmin(into->min, other->min);
    into->max = fmax(into->max, other->max);
}

uint64_t des_sketch_count(const struct des_sketch *sketch) {
    return sketch->n;
}

/* The middle of the bin of the rank-th smallest observation, ranks from 1. */
static double at_rank(const struct des_sketch *sketch, uint64_t rank) {
    uint64_t seen = 0;
    for (size_t i = BINS; i-- > 0;) {
        seen += sketch->negative[i];
        if (seen >= rank) {
            return -middle_of(i);
        }
    }
    seen += sketch->zero;
    if (seen >= rank) {
        return 0.0;
    }
    size_t i = 0;
    for (; i < BINS - 1; i++) {
        seen += sketch->positive[i];
        if (seen >= rank) {
            break;
        }
    }
    return middle_of(i);
}

double des_sketch_quantile(const struct des_sketch *sketch, double p) {
    if (sketch->n == 0 || !(p >= 0.0 && p <= 1.0)) {
        return (double)NAN;
    }
    double rank = ceil(p * (double)sketch->n);
    if (rank <= 1.0) {
        return sketch->min;
    }
    if (rank >= (double)sketch->n) {
        return sketch->max;
    }
    return fmin(fmax(at_rank(sketch, (uint64_t)rank), sketch->min), sketch->max);
}
