/* include/des/output.h - what a series of output says about its stationary state, and
 * when there is enough of it.
 *
 * A long run gives correlated values: batch means make an interval from them.  A run that
 * starts empty is at first not typical: Welch's plot shows where that ends to the eye,
 * MSER-5 to a program.  A number of replications is enough when the interval is as narrow
 * as asked and stays so.
 *
 * All functions are pure or touch only what is passed in: thread-safe. */
#ifndef DES_OUTPUT_H
#define DES_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/stats.h"
#include "des/status.h"

/* ---- batch means ---- */

/* Interval of the mean of one correlated series by batch means that do not overlap
 * (Schmeiser 1982, doi:10.1287/opre.30.3.556: 10 to 30 batches).  Each batch has n /
 * batches values; what is left over is dropped at the front, where a warm-up would be.
 *   lag1  may be NULL: correlation of neighbouring batch means; well above 0 (0.2) says
 *         that the batches are too short and the interval too narrow; NaN below 3 batches
 * NaN bounds with fewer than 2 batches, or fewer values than batches.  O(n). */
DES_API struct des_interval des_interval_batches(const double *x, size_t n, size_t batches,
                                                 double confidence, double *lag1);

/* The same in bounded memory, for a run of unknown length: when all batches are full,
 * neighbours are joined, so that there are DES_BATCHES / 2 to DES_BATCHES - 1 batches
 * after the first few values. */
#define DES_BATCHES 40
struct des_batches {
    uint64_t size; /* values in a batch; a power of 2 */
    uint64_t open; /* values in the batch being filled */
    struct des_sum sum;
    size_t count; /* full batches */
    double mean[DES_BATCHES];
};
DES_API void des_batches_init(struct des_batches *batches);
DES_API void des_batches_add(struct des_batches *batches, double x);
/* Over the full batches; *lag1 as above. */
DES_API struct des_interval des_batches_interval(const struct des_batches *batches,
                                                 double confidence, double *lag1);

/* ---- warm-up ---- */

/* Data of Welch's plot (Welch 1983; Law 2015, Simulation Modeling and Analysis, 9.5.1):
 * the average over runs at each place, and its moving average over 2 window + 1 places
 * (fewer near the start).
 *   run      count series of n values each
 *   average  n values; may be NULL
 *   moving   n - window values: from there on there is no full window
 * DES_OK; DES_ERANGE when count is 0 or window >= n. */
DES_API DES_NODISCARD enum des_status des_welch(const double *const *run, size_t count, size_t n,
                                                size_t window, double *average, double *moving);

/* Where to cut a series so that the standard error of what is left is least (MSER: White
 * 1997, doi:10.1177/003754979706900601), on means of `batch` values (5: MSER-5, compared
 * with others in White, Cobb and Spratt 2000, Proc. Winter Simulation Conference, 755-760). */
struct des_warm_up {
    size_t cut;   /* values to drop */
    double mean;  /* of the values kept, in whole batches */
    bool settled; /* false: the cut is in the second half; the run is too short to tell */
};
/* DES_OK; DES_ERANGE for a batch of 0 or fewer than 10 batches.  O(n). */
DES_API DES_NODISCARD enum des_status des_mser(const double *x, size_t n, size_t batch,
                                               struct des_warm_up *warm_up);

/* ---- how many replications ---- */

/* Enough when the half-width is at most max(absolute, relative * |mean|) and stays so for
 * the next replications: a narrow interval early on is often luck (Hoad, Robinson and
 * Davies 2010, doi:10.1057/jors.2009.121). */
struct des_precision {
    double confidence;
    double absolute, relative; /* 0: not asked for */
    size_t n_min;              /* at least 2 */
    size_t look_ahead;         /* replications looked at after n; from n = 100 on, that many
                                * for each hundred; 5 is usual, 0 is none */
    size_t n_max;
};
enum des_stop_reason { DES_STOP_NOT_YET, DES_STOP_PRECISE, DES_STOP_CAPPED };
struct des_stop {
    enum des_stop_reason reason;
    size_t n; /* replications to take: the first n that holds, or n_max; 0 for NOT_YET */
};
/* A function of the first values in their order only, never of how many are there already
 * or of when they came: more values than needed change nothing.
 *   x          of each replication: a value, or a paired difference
 *   reference  whose mean `relative` refers to, n values; NULL: x itself */
DES_API struct des_stop des_precision_reached(const struct des_precision *precision,
                                              const double *x, const double *reference, size_t n);

#endif
