/* tools/aksim/reading/study.h - the runs of a results file as a table: a row for each set of
 * parameter values that was tried, with its factors and what came out. */
#ifndef AKSIM_STUDY_H
#define AKSIM_STUDY_H

#include <stdint.h>

#include "des/results.h"
#include "scenario.h"

/* Where a row comes from: a point of a design, or a replication with its draws. */
enum study_rows {
    STUDY_NONE,   /* nothing varies but chance */
    STUDY_POINTS, /* of a design */
    STUDY_DRAWS   /* of the uncertain parameters, anew in each replication */
};

struct study {
    struct scenario scenario;
    const struct des_plan *plan;
    struct des_totals totals;
    enum study_rows kind;
    size_t rows, factors;
    const size_t *elements; /* of the factors */
    size_t *owned;          /* memory behind it */
};

/* Reads the scenario of a file; tells on stderr what is wrong. */
enum exit_code study_open(struct study *study, const struct des_results *results, const char *path,
                          const struct text_list *plugins);
/* Reads the totals of all runs that these outcomes (a flag for each of the model's; NULL: all)
 * are made of, in one stratum or (SIZE_MAX) in each. */
DES_NODISCARD enum des_status study_take(struct study *study, const struct des_results *results,
                                         const bool *outcomes, size_t stratum,
                                         struct des_error *error);
/* Frees what was taken: 8 bytes for each run and total. */
void study_forget(struct study *study);
/* The same of the model's effects. */
DES_NODISCARD enum des_status
study_take_effects(struct study *study, const struct des_results *results, struct des_error *error);
void study_fini(struct study *study);

/* Which runs are meant: an arm, or its difference from the reference arm. */
struct study_target {
    size_t setting, arm;
    bool difference;
    size_t point; /* of a list; rows of a design are points themselves */
    size_t stratum, outcome;
};

/* Names of factors, borrowed. */
const char *study_factor(const struct study *study, size_t factor);
/* Values of a factor in a setting (and point of a list), of `count` rows from `first`, or of the
 * rows listed there; `rows` may be NULL. */
void study_factor_values(const struct study *study, size_t setting, size_t point, size_t factor,
                         const uint32_t *rows, size_t first, size_t count, double *x);
/* u[point * factors + factor] of a design; owned by the caller. */
double *study_coordinates(const struct study *study);
/* Ratio of sums of each row, over the replications that all arms finished; NaN where there is
 * none.  `noise` (may be NULL): variance of that mean by chance, NaN with one replication.  Owned
 * by the caller. */
double *study_values(const struct study *study, const struct study_target *target, double *noise);
/* Differences from the reference arm in the replications of a setting and point that all arms
 * finished: their mean is the difference of the two ratios of sums, around it stand the residuals
 * of these (Cochran 1977, Sampling Techniques, 6.4).  *count numbers; NULL where a ratio has no
 * value.  Owned by the caller. */
double *study_differences(const struct study *study, const struct study_target *target,
                          size_t *count);
/* Values of every single run as of study_values: rows x replications of a design, rows of draws;
 * *count numbers, those without a value left out. */
double *study_runs(const struct study *study, const struct study_target *target, size_t *count);

#endif
