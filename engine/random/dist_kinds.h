/* engine/random/dist_kinds.h - what each kind of distribution is, as one table. */
#ifndef DESI_DIST_KINDS_H
#define DESI_DIST_KINDS_H

#include "des/dist.h"

/* What one argument may be, beyond finite. */
enum desi_sign { DESI_ANY, DESI_NOT_NEGATIVE, DESI_POSITIVE };

/* All functions get the arguments of a distribution that passed the check. */
struct desi_kind {
    struct des_dist_info info;
    enum desi_sign sign[DES_DIST_ARGUMENTS];
    size_t ordered_from; /* arguments from here on do not fall; == count: no order */

    double (*draw)(const double *a, struct des_stream *stream);
    double (*quantile)(const double *a, double u);
    double (*mean)(const double *a);
    double (*low)(const double *a);
    double (*high)(const double *a);
};

/* NULL for DES_DIST_NONE and for no kind at all. */
const struct desi_kind *desi_dist_kind(enum des_dist_kind kind);

/* The share of a normal that a truncated normal keeps. */
double desi_truncated_share(const double *a);

#endif
