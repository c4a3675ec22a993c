/* tools/aksim/reading/overview.h - the estimates of a results file, in memory. */
#ifndef AKSIM_OVERVIEW_H
#define AKSIM_OVERVIEW_H

#include "columns.h"

enum estimate_kind { ESTIMATE_ARM, ESTIMATE_PAIRED, ESTIMATE_CONTRAST, ESTIMATE_KINDS };

/* Texts are borrowed from the tables of the overview. */
struct estimate {
    const char *place; /* setting, or contrast */
    const char *arm, *point, *stratum, *outcome;
    size_t setting;    /* its row; SIZE_MAX of a contrast */
    size_t point_at;   /* the point's row in the plan; 0 of all together */
    size_t definition; /* of the outcome; as many as there are when it has none */
    struct des_estimate value;
};

struct definition {
    const char *name, *unit, *group, *meaning, *numerator, *denominator;
    double scale;
    enum des_better better;
    bool headline, shown;
    bool in_reference, in_others; /* some place has some of it, in which arms */
    bool level;                   /* see overview_is_level */
};

/* Of which points there are estimates. */
enum overview_points {
    OVERVIEW_EACH_POINT,
    OVERVIEW_ONE_POINT,
    OVERVIEW_OVER_POINTS /* of all together: n points that have the outcome, the mean and the
                          * standard deviation of their means, low and high the least and most */
};
struct overview_extent {
    enum overview_points points;
    const char *point; /* OVERVIEW_ONE_POINT: its name; borrowed */
};

/* Over points: where the least and the most are, and how many replications points have. */
struct spread {
    size_t least_at, most_at; /* points */
    size_t replications_least, replications_most;
};

struct overview {
    struct des_results_table tables[ESTIMATE_KINDS]; /* headings, but for OVERVIEW_EACH_POINT */
    struct estimate *estimates[ESTIMATE_KINDS];
    struct spread *spreads[ESTIMATE_KINDS]; /* OVERVIEW_OVER_POINTS: of each estimate; else NULL */
    size_t counts[ESTIMATE_KINDS];
    bool has_points[ESTIMATE_KINDS];                /* more than one */
    const struct estimate **sorted[ESTIMATE_KINDS]; /* for overview_find */
    struct des_results_table definition_table, setting_table, arm_table, parameter_table;
    struct des_results_table draw_table, totals_table; /* headings: there may be many rows */
    const struct des_results *results;                 /* borrowed */
    size_t runs, points;
    struct definition *definitions;
    size_t definition_count;
    char *title;
    long days;    /* observed in a run; 0 when the file does not say */
    bool central; /* uncertain parameters were not drawn */
    bool complete;
    size_t failed; /* runs */
};

/* DES_OK; DES_EINPUT when there is no such point; as des_results_table.  Memory grows with the
 * points of the plan only for OVERVIEW_EACH_POINT. */
DES_NODISCARD enum des_status overview_read(const struct des_results *results,
                                            const struct overview_extent *extent,
                                            struct overview *overview, struct des_error *error);
void overview_fini(struct overview *overview);

/* Marks the outcomes to print: "a,b"; "all"; NULL: the model's headlines; where it has
 * none, all when they are few, else the first of every group.  False for a name that is no outcome.
 */
bool overview_select(struct overview *overview, const char *outcomes);
/* The outcome of that name; NULL when there is none: told on stderr. */
struct definition *overview_outcome(const struct overview *overview, const char *name,
                                    size_t length);

/* The estimate with the five names of `names`; NULL when there is none. */
const struct estimate *overview_find(const struct overview *overview, enum estimate_kind kind,
                                     const struct estimate *names);
const struct definition *overview_definition(const struct overview *overview, const char *outcome);
/* Outcomes that are printed. */
size_t overview_shown(const struct overview *overview);
/* True when arms have some of it but the reference nowhere (what own staff of an arm do), or the
 * reference has nothing of its whole group: then the level in an arm says it, not the difference.
 */
bool overview_is_level(const struct definition *definition);
/* The name of an arm, in plan order. */
const char *overview_arm(const struct overview *overview, size_t arm);
/* The label of a setting or arm in the plan; the name when there is none. */
const char *overview_label(const struct des_results_table *table, size_t row);
/* The label of a point, if it says more than the name; else NULL.  The caller's to free. */
char *overview_point_label(const struct overview *overview, size_t point);
/* The arm that the others are compared with. */
const char *overview_reference(const struct overview *overview);
/* "year", or "period" when a run covers another length of time. */
const char *overview_span(const struct overview *overview);
/* Mean over the reference arm's runs in a place of an additive total; NaN: not known. */
double overview_reference_total(const struct overview *overview, const struct estimate *block,
                                const char *total);
/* True for so many events per something. */
bool overview_is_count(const struct overview *overview, const struct definition *definition);
/* Parameters that were drawn anew in every replication. */
size_t overview_drawn(const struct overview *overview);

#endif
