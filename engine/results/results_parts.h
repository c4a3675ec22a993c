/* engine/results/results_parts.h - the parts that a results file is written in. */
#ifndef DESI_RESULTS_PARTS_H
#define DESI_RESULTS_PARTS_H

#include "des/results.h"

#include "h5_file.h"

/* Names of the codes of one kind of category; each list ends with NULL.  Of many numbered points
 * there is no list: NULL. */
struct desi_categories {
    const char **settings, **arms, **points, **strata, **outcomes, **contrasts;
};

struct desi_results {
    struct desi_h5 h5;
    const struct des_experiment *experiment;
    const struct des_plan *plan;
    const struct des_run_keys *keys;
    struct des_journal_index *index;
    enum des_trace_level trace;
    const struct des_provenance *provenance;
    struct des_totals totals;
    int64_t *taken;                        /* replications that count, of each (setting, point) */
    enum des_replications_reason *reasons; /* ... and why so many; without a stop rule NULL: all */
    bool *is_empty;                        /* strata in which nothing happened in any run */
    size_t missing;                        /* runs among these without a record */
    struct desi_categories categories;
    char (*point_rooms)[DES_POINT_NAME]; /* names of numbered points, if they are listed */
};

/* Lays the totals of all runs that are there and good out by column; which are there. */
DES_NODISCARD enum des_status desi_results_gather(struct desi_results *results,
                                                  struct des_error *error);

/* How many replications of a (setting, point) count. */
int64_t desi_results_taken(const struct desi_results *results, size_t setting, size_t point);
/* The replication counts: the stop rule took it. */
bool desi_results_takes(const struct desi_results *results, size_t run);

/* So many runs are read at once. */
#define DESI_RESULTS_RUNS 4096

/* "/", /provenance, /scenario */
void desi_results_root(struct desi_results *results);
void desi_results_provenance(struct desi_results *results);
void desi_results_scenario(struct desi_results *results);
/* /plan, /labels */
void desi_results_plan(struct desi_results *results);
void desi_results_points(struct desi_results *results); /* a part of the plan */
void desi_results_labels(struct desi_results *results);
/* /scenario/parameters */
void desi_results_parameters(struct desi_results *results);
/* /outcomes */
void desi_results_outcomes(struct desi_results *results);
/* ... of these the estimates: begun by a thread of its own (NULL: made when they are written),
 * then written; that frees them. */
struct desi_ahead;
struct desi_ahead *desi_estimates_begin(const struct desi_results *results);
void desi_results_label_intervals(struct desi_results *results);
void desi_results_estimates(struct desi_results *results, struct desi_ahead *ahead);
/* the model's own tables */
void desi_results_rows(struct desi_results *results);

/* Columns that several tables have.  A category has its names under /labels. */
void desi_add_f64(struct desi_table *table, const char *name, const char *unit,
                  const char *long_name);
void desi_add_i32(struct desi_table *table, const char *name, const char *long_name);
void desi_add_text(struct desi_table *table, const char *name, const char *long_name);
void desi_add_category(struct desi_table *table, const char *name, const char *labels,
                       const char *const *names, const char *long_name);

/* run_id, the first column of what runs leave. */
void desi_add_run_id(struct desi_table *table);
/* setting, arm, point: columns 0, 1, 2 */
void desi_add_place(struct desi_table *table, const struct desi_categories *categories);

#endif
