/* engine/stats/tails.h - the smallest and the largest of many values: what exact quantiles far
 * from the middle are made of, in less memory than all of them. */
#ifndef DESI_TAILS_H
#define DESI_TAILS_H

#include <math.h>
#include <stddef.h>

#include "des/stats.h"

/* The smallest of some values, and not yet thrown away ones. */
struct desi_tail {
    double *kept; /* room for twice as many as are asked for */
    size_t count;
    double limit; /* no value from here on is needed any more; NaN: all are */
};
struct desi_tails {
    struct desi_tail low, high; /* high: of the values with their signs turned */
    size_t room, n;
};

/* For the quantiles p and 1 - p of up to `most` values, p below a half.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_tails_init(struct desi_tails *tails, size_t most, double p);
void desi_tails_fini(struct desi_tails *tails);

/* Keeps a value below the limit.  Amortised O(1). */
void desi_tail_keep(struct desi_tail *tail, size_t room, double value);

/* NaN is passed over. */
static inline void desi_tails_add(struct desi_tails *tails, double value) {
    if (isnan(value)) {
        return;
    }
    tails->n++;
    if (!(value >= tails->low.limit)) {
        desi_tail_keep(&tails->low, tails->room, value);
    }
    if (!(-value >= tails->high.limit)) {
        desi_tail_keep(&tails->high, tails->room, -value);
    }
}

/* As des_quantile of all values: the one of a p that is at most that of the init, the other of
 * 1 minus that, or more.  To be asked at the end.  NaN when there are none. */
double desi_tails_low(struct desi_tails *tails, double p);
double desi_tails_high(struct desi_tails *tails, double p);

#endif
