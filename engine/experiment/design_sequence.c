/* engine/experiment/design_sequence.c - Sobol, Halton and Latin hypercube, scrambled. */
#include "design_sequence.h"

#include "des/design.h"

#include <gsl/gsl_qrng.h>
#include <stdlib.h>

static struct des_stream stream_of(uint64_t seed, des_purpose purpose, uint64_t what) {
    const struct des_random random = {seed, 0};
    return des_stream_at(&random, des_entity(DESI_DESIGN_ENTITY, 0), purpose, what);
}

/* What the draws of one coordinate are for. */
enum { SCRAMBLE = 0, STRATA = 2, JITTER = 4 };

size_t desi_below(uint64_t word, size_t count) {
    /* the bias is below count / 2^52 */
    size_t number = (size_t)(des_uniform_from(word) * (double)count);
    return number < count ? number : count - 1;
}

void desi_shuffle(uint64_t seed, des_purpose purpose, uint64_t what, size_t *order, size_t count) {
    struct des_stream stream = stream_of(seed, purpose, what);
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = desi_below(des_stream_word(&stream), i);
        size_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

/* ---- Sobol: 30 binary digits, the first the highest ---- */

enum { BITS = 30 };

/* A lower triangular matrix over the two-element field with ones on its diagonal, row by
 * row as masks of the digits that it adds up, and a shift. */
struct scramble {
    uint32_t row[BITS];
    uint32_t shift;
};

static struct scramble scramble_of(uint64_t seed, const struct desi_dimension *dimension) {
    struct des_stream stream = stream_of(seed, dimension->factor, SCRAMBLE + dimension->half);
    struct scramble scramble = {.shift = (uint32_t)(des_stream_word(&stream) >> (64 - BITS))};
    for (int i = 0; i < BITS; i++) {
        uint32_t own = UINT32_C(1) << (BITS - 1 - i);
        uint32_t above = ~(2 * own - 1) & ((UINT32_C(1) << BITS) - 1);
        scramble.row[i] = ((uint32_t)(des_stream_word(&stream) >> 32) & above) | own;
    }
    return scramble;
}

static double scrambled(const struct scramble *scramble, uint32_t digits) {
    uint32_t mixed = 0;
    for (int i = 0; i < BITS; i++) {
        uint32_t parity = (uint32_t)__builtin_parity(scramble->row[i] & digits);
        mixed |= parity << (BITS - 1 - i);
    }
    return ((double)(mixed ^ scramble->shift) + 0.5) * 0x1p-30;
}

enum des_status desi_sobol(uint64_t seed, const struct desi_dimension *dimension, size_t dimensions,
                           size_t rows, double *u) {
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
    struct scramble *scramble = calloc(dimensions, sizeof *scramble);
    double *point = calloc(dimensions, sizeof *point); /* GSL leaves out point 0: the origin */
    enum des_status status = DES_ENOMEM;
    if (sequence != NULL && scramble != NULL && point != NULL) {
        for (size_t d = 0; d < dimensions; d++) {
            scramble[d] = scramble_of(seed, &dimension[d]);
        }
        for (size_t row = 0; row < rows; row++) {
            for (size_t d = 0; d < dimensions; d++) {
                u[row * dimensions + d] = scrambled(&scramble[d], (uint32_t)(point[d] * 0x1p30));
            }
            (void)gsl_qrng_get(sequence, point);
        }
        status = DES_OK;
    }
    if (sequence != NULL) {
        gsl_qrng_free(sequence);
    }
    free(scramble);
    free(point);
    return status;
}

/* ---- Halton ---- */

/* The next prime; the last that is asked for is below 10 000. */
static unsigned prime_after(unsigned number) {
    for (unsigned next = number + 1;; next++) {
        unsigned divisor = 2;
        while (divisor * divisor <= next && next % divisor != 0) {
            divisor++;
        }
        if (divisor * divisor > next) {
            return next;
        }
    }
}

/* Digit d at each place becomes (a d + b) mod base; zeros after the last digit too, so that
 * the digits go on to the end of a double. */
static double radical_inverse(uint64_t seed, const struct desi_dimension *dimension, unsigned base,
                              size_t row) {
    struct des_stream stream = stream_of(seed, dimension->factor, SCRAMBLE + dimension->half);
    double place = 1.0, sum = 0.0;
    for (size_t rest = row; place > 0x1p-50; rest /= base) {
        place /= base;
        size_t a = 1 + desi_below(des_stream_word(&stream), base - 1);
        size_t b = desi_below(des_stream_word(&stream), base);
        sum += place * (double)((a * (rest % base) + b) % base);
    }
    double inside = sum + 0.5 * place;
    return inside < 1.0 ? inside : 1.0 - 0x1p-53;
}

enum des_status desi_halton(uint64_t seed, const struct desi_dimension *dimension,
                            size_t dimensions, size_t rows, double *u) {
    unsigned base = 1;
    for (size_t d = 0; d < dimensions; d++) {
        base = prime_after(base);
        for (size_t row = 0; row < rows; row++) {
            u[row * dimensions + d] = radical_inverse(seed, &dimension[d], base, row);
        }
    }
    return DES_OK;
}

/* ---- Latin hypercube ---- */

enum des_status desi_latin_hypercube(uint64_t seed, const struct desi_dimension *dimension,
                                     size_t dimensions, size_t rows, double *u) {
    size_t *order = calloc(rows, sizeof *order);
    if (order == NULL) {
        return DES_ENOMEM;
    }
    for (size_t d = 0; d < dimensions; d++) {
        desi_shuffle(seed, dimension[d].factor, STRATA, order, rows);
        struct des_stream jitter = stream_of(seed, dimension[d].factor, JITTER);
        for (size_t row = 0; row < rows; row++) {
            double within = des_stream_uniform(&jitter);
            u[row * dimensions + d] = ((double)order[row] + within) / (double)rows;
        }
    }
    free(order);
    return DES_OK;
}
