/* engine/random/inversion.h - the normal quantile, shared inside the module. */
#ifndef DESI_INVERSION_H
#define DESI_INVERSION_H

/* The standard normal quantile of u in (0, 1). */
double desi_normal_quantile(double u);

#endif
