/* engine/stats/tails.h - the smallest and the largest of many values: what exact quantiles far
 * from the middle are made of, in less memory than all of them. */
#ifndef DESI_TAILS_H
#define DESI_TAILS_H

#include <stddef.h>

#include "des/stats.h"

/* The `room` smallest in a heap with the largest of them on top; the reverse of the largest. */
struct desi_tails {
    double *low, *high;
    size_t room, n;
};

/* For the quantiles p and 1 - p of up to `most` values, p below a half.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_tails_init(struct desi_tails *tails, size_t most, double p);
void desi_tails_fini(struct desi_tails *tails);
/* NaN is passed over. */
void desi_tails_add(struct desi_tails *tails, double value);
/* As des_quantile of all values: the one of a p that is at most that of the init, the other of
 * 1 minus that, or more.  To be asked at the end.  NaN when there are none. */
double desi_tails_low(struct desi_tails *tails, double p);
double desi_tails_high(struct desi_tails *tails, double p);

#endif
