/* engine/random/facade.h - a stream seen as a GSL generator. */
#ifndef DESI_FACADE_H
#define DESI_FACADE_H

#include <gsl/gsl_rng.h>

#include "des/random.h"

/* Draws from the caller's stream; valid while that lives. */
gsl_rng desi_facade(struct des_stream *stream);

#endif
