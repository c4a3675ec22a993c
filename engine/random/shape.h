/* engine/random/shape.h - distributions of kind DES_DIST_SHAPED, for des/dist.h. */
#ifndef DESI_SHAPE_H
#define DESI_SHAPE_H

#include "des/dist.h"

/* As the functions of des/dist.h; `dist` is of that kind. */
double desi_shaped_draw(const struct des_dist *dist, struct des_stream *stream);
bool desi_shaped_by_inversion(const struct des_dist *dist);
double desi_shaped_quantile(const struct des_dist *dist, double u);
double desi_shaped_cdf(const struct des_dist *dist, double x);
double desi_shaped_mean(const struct des_dist *dist);
double desi_shaped_low(const struct des_dist *dist);
double desi_shaped_high(const struct des_dist *dist);

#endif
