/* engine/experiment/terms.h - what estimates are made of: the numerator and denominator of one arm
 * in one setting, a block of replications at a time. */
#ifndef DESI_TERMS_H
#define DESI_TERMS_H

#include "des/experiment.h"

/* Which ratio is asked for. */
struct desi_question {
    const struct des_totals *totals;
    const struct des_outcome *outcome;
    size_t point, stratum;
    size_t numerator, denominator; /* SIZE_MAX: per run */
};
struct desi_question desi_ask(const struct des_totals *totals, size_t point, size_t stratum,
                              size_t outcome);
/* How many replications are looked at. */
int64_t desi_replications_asked(const struct desi_question *question);

/* The ratio of one arm in one setting. */
struct desi_term {
    size_t setting, arm;
};

/* `width` replications, of which `n` count. */
struct desi_block {
    size_t n, width;
    bool *counts;
};
/* Those from `first` on count that every arm of every setting of the terms finished. */
void desi_mark_counting(const struct desi_question *question, const struct desi_term *terms,
                        size_t count, int64_t first, struct desi_block *block);

/* Numerator and denominator of the replications that count, borrowed or in the rooms of `width`
 * numbers each. */
struct desi_reading {
    const double *above, *below;
    double *room[2];
};
void desi_read_term(const struct desi_question *question, const struct desi_term *term,
                    int64_t first, const struct desi_block *block, struct desi_reading *reading);

#endif
