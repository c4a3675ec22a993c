/* engine/random/facade.c - a stream seen as a GSL generator.
 *
 * The state is the caller's stream, so there is nothing to seed: gsl_rng_set
 * would take only 32 to 64 bits of the coordinates and streams could collide. */
#include "facade.h"

static unsigned long facade_get(void *state) {
    return des_stream_word(state);
}

static double facade_uniform(void *state) {
    return des_stream_uniform(state);
}

static void facade_set(void *state, unsigned long seed) {
    (void)state;
    (void)seed;
}

static const gsl_rng_type facade_type = {
    .name = DES_STREAM_SCHEME,
    .max = UINT64_MAX,
    .min = 0,
    .size = sizeof(struct des_stream),
    .set = facade_set,
    .get = facade_get,
    .get_double = facade_uniform,
};

gsl_rng desi_facade(struct des_stream *stream) {
    return (gsl_rng){.type = &facade_type, .state = stream};
}
