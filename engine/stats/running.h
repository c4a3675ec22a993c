/* engine/stats/running.h - what the kernel notes at every event, compiled where it is used. */
#ifndef DESI_STATS_RUNNING_H
#define DESI_STATS_RUNNING_H

#include <math.h>

#include "des/stats.h"

static inline void desi_tally_add(struct des_tally *tally, double x) {
    tally->n++;
    double delta = x - tally->mean;
    tally->mean += delta / (double)tally->n;
    tally->m2 += delta * (x - tally->mean);
    tally->min = x < tally->min ? x : tally->min;
    tally->max = x > tally->max ? x : tally->max;
}

/* Neumaier's variant of Kahan's sum: the smaller of the two terms is the one
 * whose low bits get lost.  A. Neumaier, ZAMM 54 (1974), doi:10.1002/zamm.19740540106 */
static inline void desi_sum_add(struct des_sum *sum, double x) {
    double total = sum->sum + x;
    if (fabs(sum->sum) >= fabs(x)) {
        sum->compensation += (sum->sum - total) + x;
    } else {
        sum->compensation += (x - total) + sum->sum;
    }
    sum->sum = total;
}

/* The integral from the start to `now`, at the level since the last change. */
static inline struct des_sum desi_timed_integral(const struct des_timed *timed, double now) {
    struct des_sum sum = {timed->integral, timed->compensation};
    desi_sum_add(&sum, timed->level * (now - timed->last));
    return sum;
}

static inline void desi_timed_set(struct des_timed *timed, double now, double level) {
    struct des_sum sum = desi_timed_integral(timed, now);
    timed->integral = sum.sum;
    timed->compensation = sum.compensation;
    timed->last = now;
    timed->level = level;
    timed->max = level > timed->max ? level : timed->max;
}

#endif
