/* engine/random/variate.c - draws in sequence: ziggurats and what is made of them.
 *
 * Of a word, the low 8 bits choose the layer, bit 8 the sign, and the upper 52 the place,
 * so that the three are independent. */
#include "des/variate.h"

#include <math.h>

#include "ziggurat_tables.h"

/* ---- exponential ---- */

static double standard_exponential(struct des_stream *stream) {
    const struct ziggurat *layers = &exponential_layers;
    for (;;) {
        uint64_t word = des_stream_word(stream);
        unsigned layer = (unsigned)(word & 255);
        double x = des_uniform_from(word) * layers->x[layer];
        if (__builtin_expect(x < layers->x[layer + 1], 1)) {
            return x;
        }
        if (layer == 0) {
            return layers->x[1] - log(des_stream_uniform(stream)); /* without memory */
        }
        double rise = layers->f[layer + 1] - layers->f[layer];
        if (layers->f[layer] + des_stream_uniform(stream) * rise < exp(-x)) {
            return x;
        }
    }
}

double des_stream_exponential(struct des_stream *stream, double mean) {
    return mean * standard_exponential(stream);
}

/* ---- normal ---- */

/* Beyond the last layer: Marsaglia 1964, doi:10.1080/00401706.1964.10490150. */
static double normal_beyond(struct des_stream *stream, double edge) {
    for (;;) {
        double x = -log(des_stream_uniform(stream)) / edge;
        double y = -log(des_stream_uniform(stream));
        if (y + y > x * x) {
            return edge + x;
        }
    }
}

static double standard_normal(struct des_stream *stream) {
    const struct ziggurat *layers = &normal_layers;
    for (;;) {
        uint64_t word = des_stream_word(stream);
        unsigned layer = (unsigned)(word & 255);
        double sign = 1.0 - (double)(word >> 7 & 2); /* no branch: it cannot be predicted */
        double x = des_uniform_from(word) * layers->x[layer];
        if (__builtin_expect(x < layers->x[layer + 1], 1)) {
            return sign * x;
        }
        if (layer == 0) {
            return sign * normal_beyond(stream, layers->x[1]);
        }
        double rise = layers->f[layer + 1] - layers->f[layer];
        if (layers->f[layer] + des_stream_uniform(stream) * rise < exp(-0.5 * x * x)) {
            return sign * x;
        }
    }
}

double des_stream_normal(struct des_stream *stream, double mean, double sd) {
    return mean + sd * standard_normal(stream);
}

/* ---- made of them ---- */

double des_stream_lognormal(struct des_stream *stream, double median, double log_sd) {
    return median * exp(log_sd * standard_normal(stream));
}

double des_stream_weibull(struct des_stream *stream, double shape, double scale) {
    return scale * pow(standard_exponential(stream), 1.0 / shape);
}

/* Of shape 1 or more. */
static double standard_gamma(struct des_stream *stream, double shape) {
    double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double z = standard_normal(stream), root = 1.0 + c * z;
        if (root <= 0.0) {
            continue;
        }
        double v = root * root * root, u = des_stream_uniform(stream), z2 = z * z;
        if (u < 1.0 - 0.0331 * z2 * z2 || log(u) < 0.5 * z2 + d * (1.0 - v + log(v))) {
            return d * v;
        }
    }
}

double des_stream_gamma(struct des_stream *stream, double mean, double shape) {
    double scale = mean / shape;
    if (shape >= 1.0) {
        return scale * standard_gamma(stream, shape);
    }
    double share = pow(des_stream_uniform(stream), 1.0 / shape);
    return scale * share * standard_gamma(stream, shape + 1.0);
}
