/* include/des/variate.h - the fastest draws: a sequence at one coordinate.
 *
 * A sequence is xoshiro256++ (Blackman and Vigna 2021, doi:10.1145/3460772) whose state, 256
 * bits, is the block placed at the coordinate (des/random.h): as much a function of where
 * it stands as any draw, and its words cost half of Philox's.  Two sequences have states
 * that are distinct by construction; that they ever run into each other has a chance of
 * about their lengths times the square of their number in 2^256.
 *
 * For arrivals of a queue, noise of a series, or one draw without regard to its word.  The
 * draws take as many words as they need, mostly one, and are not monotone in them: for a
 * purpose declared `inversion` des_exponential_from and the like (des/random.h) or
 * des_dist_draw.  The numbers differ from those; the distributions are the same.
 *
 * Ziggurat of 256 layers (Marsaglia and Tsang 2000, doi:10.18637/jss.v005.i08), with layer
 * and place from different bits of the word (Doornik 2005); gamma by Marsaglia and Tsang
 * 2000, doi:10.1145/358407.358414.  Arguments are not checked.
 *
 * In line, because a call would cost as much as a draw: 99 of 100 end in the part that is
 * here, and what depends on the arguments alone is computed once in a loop. */
#ifndef DES_VARIATE_H
#define DES_VARIATE_H

#include <math.h>
#include <string.h>

#include "des/random.h"

/* A value on the stack; copied, it repeats itself. */
struct des_sequence {
    uint64_t word[4];
};

static inline struct des_sequence des_sequence_at(const struct des_random *random, uint64_t entity,
                                                  des_purpose purpose, uint64_t occurrence) {
    const struct des_block block = des_draw(random, entity, purpose, occurrence, 0);
    return (struct des_sequence){{block.word[0], block.word[1], block.word[2], block.word[3]}};
}

static inline uint64_t des_rotated(uint64_t word, unsigned by) {
    return word << by | word >> (64 - by);
}

static inline uint64_t des_sequence_word(struct des_sequence *sequence) {
    uint64_t *word = sequence->word;
    const uint64_t result = des_rotated(word[0] + word[3], 23) + word[0];
    const uint64_t shifted = word[1] << 17;
    word[2] ^= word[0];
    word[3] ^= word[1];
    word[1] ^= word[2];
    word[0] ^= word[3];
    word[2] ^= shifted;
    word[3] = des_rotated(word[3], 45);
    return result;
}

static inline double des_sequence_uniform(struct des_sequence *sequence) {
    return des_uniform_from(des_sequence_word(sequence));
}

/* Edges of the layers and the density there, from the base up. */
struct des_ziggurat {
    double x[257];
    double f[257];
};
DES_API extern const struct des_ziggurat des_exponential_layers;
DES_API extern const struct des_ziggurat des_normal_layers;

/* The rest of a draw of mean 1, or of mean 0 and sd 1, whose place x in its layer is not
 * below the edge of the next.  `word` chose layer and sign. */
DES_API double des_exponential_rest(struct des_sequence *sequence, uint64_t word, double x);
DES_API double des_normal_rest(struct des_sequence *sequence, uint64_t word, double x);

/* Of a word, the low 8 bits choose the layer, bit 8 the sign, and the upper 52 the place,
 * so that the three are independent. */
static inline double des_standard_exponential(struct des_sequence *sequence) {
    const uint64_t word = des_sequence_word(sequence);
    const double *edge = &des_exponential_layers.x[word & 255];
    const double x = des_uniform_from(word) * edge[0];
    return x < edge[1] ? x : des_exponential_rest(sequence, word, x);
}

/* x, negative when bit 8 of the word is set: without a branch, which cannot be predicted. */
static inline double des_signed_by(uint64_t word, double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits ^= (word & 256) << 55;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline double des_standard_normal(struct des_sequence *sequence) {
    const uint64_t word = des_sequence_word(sequence);
    const double *edge = &des_normal_layers.x[word & 255];
    const double x = des_uniform_from(word) * edge[0];
    return x < edge[1] ? des_signed_by(word, x) : des_normal_rest(sequence, word, x);
}

static inline double des_sequence_exponential(struct des_sequence *sequence, double mean) {
    return mean * des_standard_exponential(sequence);
}

static inline double des_sequence_normal(struct des_sequence *sequence, double mean, double sd) {
    return mean + sd * des_standard_normal(sequence);
}

static inline double des_sequence_lognormal(struct des_sequence *sequence, double median,
                                            double log_sd) {
    return median * exp(log_sd * des_standard_normal(sequence));
}

static inline double des_sequence_weibull(struct des_sequence *sequence, double shape,
                                          double scale) {
    return scale * pow(des_standard_exponential(sequence), 1.0 / shape);
}

/* A gamma of scale 1 and of shape 1 or more. */
static inline double des_standard_gamma(struct des_sequence *sequence, double shape) {
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        const double z = des_standard_normal(sequence), root = 1.0 + c * z;
        if (root <= 0.0) {
            continue;
        }
        const double v = root * root * root, u = des_sequence_uniform(sequence), z2 = z * z;
        if (u < 1.0 - 0.0331 * z2 * z2 || log(u) < 0.5 * z2 + d * (1.0 - v + log(v))) {
            return d * v;
        }
    }
}

static inline double des_sequence_gamma(struct des_sequence *sequence, double mean, double shape) {
    const double scale = mean / shape;
    if (shape >= 1.0) {
        return scale * des_standard_gamma(sequence, shape);
    }
    const double share = pow(des_sequence_uniform(sequence), 1.0 / shape);
    return scale * share * des_standard_gamma(sequence, shape + 1.0);
}

#endif
