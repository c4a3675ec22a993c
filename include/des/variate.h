/* include/des/variate.h - the fastest draws in sequence from a stream.
 *
 * For long sequences at one coordinate: arrivals of a queue, noise of a series.  They take
 * as many words as they need, mostly one, and are not monotone in them: for a purpose
 * declared `inversion`, and for single placed draws, des_exponential_from and the like
 * (des/random.h) or des_dist_draw.  The numbers differ from those; the distributions are
 * the same.
 *
 * Ziggurat of 256 layers (Marsaglia and Tsang 2000, doi:10.18637/jss.v005.i08), with layer
 * and place from different bits of the word (Doornik 2005); gamma by Marsaglia and Tsang
 * 2000, doi:10.1145/358407.358414.  Arguments are not checked. */
#ifndef DES_VARIATE_H
#define DES_VARIATE_H

#include "des/random.h"

DES_API double des_stream_exponential(struct des_stream *stream, double mean);
DES_API double des_stream_normal(struct des_stream *stream, double mean, double sd);
DES_API double des_stream_lognormal(struct des_stream *stream, double median, double log_sd);
DES_API double des_stream_weibull(struct des_stream *stream, double shape, double scale);
DES_API double des_stream_gamma(struct des_stream *stream, double mean, double shape);

#endif
