/* tools/aksim/reading/findings.h - what a study says, one number with its interval a line. */
#ifndef AKSIM_FINDINGS_H
#define AKSIM_FINDINGS_H

#include "des/sensitivity.h"
#include "study.h"

/* Walks of a morris design behind a mean effect, at least. */
#define FINDINGS_WALKS_LEAST 4

/* Names are literals or borrowed from the study's plan, but for owned ones. */
struct finding {
    const char *analysis; /* "sobol", "morris", "prcc", "intervals", "best", "information" ... */
    const char *setting, *point, *arm, *outcome;
    const char *item;    /* the factor, arm, or kind of interval that the line is about */
    const char *measure; /* "first", "total", "mu_star" ... */
    struct des_bounded number;
    size_t n;        /* rows behind it */
    size_t order[5]; /* place, section of it, arm, outcome, as they were found */
};

struct findings {
    struct finding *items;
    size_t count, capacity;
    char **owned; /* texts made for items */
    size_t owned_count, owned_capacity;
};
void findings_fini(struct findings *findings);

struct findings_options {
    const size_t *outcomes; /* which, and how many */
    size_t outcome_count;
    size_t stratum;
    /* Cost-effectiveness: benefit is threshold x effect - cost. */
    size_t effect, cost; /* SIZE_MAX: not asked for */
    const double *thresholds;
    size_t threshold_count;
};

/* All that the study's rows can say: Sobol indices of saltelli, elementary effects of morris,
 * else intervals, PRCC, which arm is best and what information is worth.  Totals are read as they
 * are needed: of one place those of an outcome at a time, of several all at once where they take no
 * more than 64 MB.  DES_OK; as study_take. */
DES_NODISCARD enum des_status findings_of(struct study *study, const struct des_results *results,
                                          const struct findings_options *options,
                                          struct findings *findings, struct des_error *error);

#endif
