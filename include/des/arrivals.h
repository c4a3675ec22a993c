/* include/des/arrivals.h - processes in time: Poisson arrivals whose rate varies, and
 * states that are stayed in for a while (semi-Markov). */
#ifndef DES_ARRIVALS_H
#define DES_ARRIVALS_H

#include "des/dist.h"
#include "des/random.h"
#include "des/status.h"

/* ---- arrivals of a varying rate ---- */

/* A rate as a function of time: never negative, never above `highest`. */
struct des_rate {
    double (*at)(const void *context, double time);
    const void *context;
    double highest;
};

/* A rate that is constant over steps of equal width from time `start`: outside of the
 * table 0, or, when cyclic, as a cycle before. */
struct des_rate_table {
    const double *rate; /* count numbers; borrowed */
    size_t count;
    double start, width;
    bool cyclic;
};
/* DES_OK; DES_ERANGE with a sentence: no steps, a width that is not above 0, a rate that
 * is negative or not finite, or none above 0. */
DES_API DES_NODISCARD enum des_status des_rate_of_table(const struct des_rate_table *table,
                                                        struct des_rate *rate,
                                                        struct des_error *error);
/* O(1). */
DES_API double des_rate_table_at(const struct des_rate_table *table, double time);

/* The first arrival after `now`, or infinity when there is none up to `until`: candidates
 * at the highest rate, each kept with the chance rate / highest, at its own time (thinning;
 * Lewis and Shedler 1979, doi:10.1002/nav.3800260304): exact for any rate.  Takes as many
 * words as it needs from the stream: keep one stream per process, or one per arrival
 * (occurrence = its number).  `until` is finite unless the rate never stays at 0.
 * O(highest / mean rate) draws. */
DES_API double des_arrival_after(const struct des_rate *rate, double now, double until,
                                 struct des_stream *stream);

/* ---- semi-Markov ---- */

/* From state i the next is j with chance[i * states + j], after a stay drawn from
 * stay[i * states + j].  A row of zeros: the state is never left. */
struct des_semi_markov {
    size_t states;
    const double *chance;        /* states x states; borrowed */
    const struct des_dist *stay; /* states x states; looked at where the chance is above 0 */
};
/* DES_OK; DES_ERANGE with a sentence: no state, a chance that is negative, a row that sums
 * to neither 1 (within 1e-9) nor 0, a stay that is no distribution or may be negative. */
DES_API DES_NODISCARD enum des_status des_semi_markov_check(const struct des_semi_markov *chain,
                                                            struct des_error *error);
/* Draws the next state, then the stay before it: one word, and those of the stay.  Returns
 * the stay; infinity, with *next = state and no word taken, for a state that is never left. */
DES_API double des_semi_markov_step(const struct des_semi_markov *chain, size_t state,
                                    struct des_stream *stream, size_t *next);

#endif
