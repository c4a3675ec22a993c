/* engine/random/variate.c - what the ziggurats seldom need. */
#include "des/variate.h"

/* True when the place lies under the density, in the corner of its layer. */
static bool is_under(struct des_sequence *sequence, const struct des_ziggurat *layers,
                     unsigned layer, double density) {
    double rise = layers->f[layer + 1] - layers->f[layer];
    return layers->f[layer] + des_sequence_uniform(sequence) * rise < density;
}

/* ---- exponential ---- */

double des_exponential_rest(struct des_sequence *sequence, uint64_t word, double x) {
    unsigned layer = (unsigned)(word & 255);
    if (layer == 0) {
        return des_exponential_layers.x[1] - log(des_sequence_uniform(sequence)); /* no memory */
    }
    if (is_under(sequence, &des_exponential_layers, layer, exp(-x))) {
        return x;
    }
    return des_standard_exponential(sequence);
}

/* ---- normal ---- */

/* Beyond the last layer: Marsaglia 1964, doi:10.1080/00401706.1964.10490150. */
static double normal_beyond(struct des_sequence *sequence, double edge) {
    for (;;) {
        double x = -log(des_sequence_uniform(sequence)) / edge;
        double y = -log(des_sequence_uniform(sequence));
        if (y + y > x * x) {
            return edge + x;
        }
    }
}

double des_normal_rest(struct des_sequence *sequence, uint64_t word, double x) {
    unsigned layer = (unsigned)(word & 255);
    if (layer == 0) {
        return des_signed_by(word, normal_beyond(sequence, des_normal_layers.x[1]));
    }
    if (is_under(sequence, &des_normal_layers, layer, exp(-0.5 * x * x))) {
        return des_signed_by(word, x);
    }
    return des_standard_normal(sequence);
}
