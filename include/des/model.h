/* include/des/model.h - what the engine can run: a table of tables and five calls.
 *
 * One run is a pure function: (values, random, days) -> totals and, on request,
 * rows of trace.  It touches no global state and gives the same bits on any
 * thread, on any day.
 *
 * A model declares its totals (additive, by stratum) and its outcomes (each a
 * ratio of two totals).  Per user-year, per 1000, national, by class: all come
 * from one function, as ratio of sums, never as mean of ratios. */
#ifndef DES_MODEL_H
#define DES_MODEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "des/params.h"
#include "des/random.h"
#include "des/sim.h"
#include "des/status.h"

enum des_trace_level { DES_TRACE_NONE, DES_TRACE_DAILY, DES_TRACE_VISITS, DES_TRACE_FULL };

/* An additive quantity: a run adds to it, sums over runs have a meaning. */
struct des_total {
    const char *name;
    const char *unit;
    const char *meaning;
};

enum des_better { DES_BETTER_NEITHER, DES_BETTER_LOW, DES_BETTER_HIGH };

/* scale x sum(numerator) / sum(denominator). */
struct des_outcome {
    const char *name;
    const char *unit;
    const char *numerator;   /* name of a total */
    const char *denominator; /* name of a total; NULL: per run */
    double scale;
    enum des_better better;
    const char *group; /* heading in tables: "users", "staff", "money" ... */
    const char *meaning;
    bool headline; /* belongs to what is shown when nothing else is asked for */
};

/* A ratio of two rates, of the same individuals in two worlds: (numerator / denominator) /
 * (other_numerator / other_denominator): totals; see des/effect.h. */
struct des_effect {
    const char *name;
    const char *numerator, *denominator;             /* in the arm */
    const char *other_numerator, *other_denominator; /* in what it is compared with */
    double median, low, high; /* what it is assumed to be over all doubt: median, 95 % */
    const char *source;       /* of that */
    enum des_grade grade;
    const char *claims; /* published of single systems, to be printed beside; NULL: none */
    const char *meaning;
};

enum des_column_type { DES_COLUMN_F64, DES_COLUMN_I32 };
struct des_column {
    const char *name;
    enum des_column_type type;
    const char *unit; /* "min", "h", "km", "1"; never the long words */
    const char *long_name;
    const char *const *labels; /* names of the codes 0, 1 ... of an I32, ends with NULL; or NULL */
};
/* A table that runs write rows of.  The engine puts run_id before the columns. */
struct des_table {
    const char *name;           /* "trace/visits": its path in the results file */
    enum des_trace_level level; /* the lowest level at which it is written */
    const struct des_column *columns;
    size_t count;
};

/* Where rows go.  One call per row; `cells` has one entry per column. */
union des_cell {
    double f64;
    int32_t i32;
};
struct des_sink {
    void *context;
    /* DES_OK, or the failure that ended the writing (the run then fails). */
    enum des_status (*row)(void *context, size_t table, const union des_cell *cells);
};

/* Where the time of a run goes: the simulation's profile (des/sim.h), told for each kind of
 * event when the run ends, well or not. */
struct des_profile {
    des_clock clock;
    void *context;
    /* `name` is borrowed for the call; spent: in its handler, on the clock. */
    void (*kind)(void *context, const char *name, uint64_t handled, uint64_t spent);
};

struct des_run_input {
    const struct des_values *values; /* borrowed until destroy */
    struct des_random random;
    int64_t days; /* length of the observed period; > 0 */
    enum des_trace_level trace;
    const struct des_sink *sink;       /* NULL when trace is NONE */
    const struct des_profile *profile; /* NULL: none, at no cost; results do not depend on it */
};

/* What create hands to the engine, which runs the simulation. */
struct des_run_setup {
    void *state;
    struct des_sim *sim; /* owned by the state */
    double end;          /* the clock runs to here ... */
    double slice;        /* ... in steps of this, between which a stop is noticed */
};

/* Places that a model knows: a setting may name them instead of saying their parameters. */
struct des_places {
    const char *key; /* of a setting in a scenario: "municipality" */
    size_t count;
    /* The place of this code or name.  DES_OK; DES_EINPUT with a sentence. */
    enum des_status (*find)(const void *context, const char *wanted, size_t *place,
                            struct des_error *error);
    /* Its name as a setting (letters, digits, _ . -; unique), and in words; borrowed. */
    const char *(*name)(const void *context, size_t place);
    const char *(*label)(const void *context, size_t place);
    /* Its parameters as a scenario says them; owned by the caller, free().  NULL when out of
     * memory. */
    char *(*text)(const void *context, size_t place);
};

/* A list of an arm whose items have parameters of their own: in
 * { base = "expert_team"; parts = ( { part = "round"; weeks = 2.0; }, "-guidance" ); }
 * the record stands for the text "round", and says parameters of the group that the model names. */
struct des_items {
    const char *path;         /* of a text parameter of the group "arm": "arm.parts" */
    const char *key;          /* member of a record that names the item: "part" */
    const char *const *owner; /* members of the arm that say what has the items, the first that is
                               * there: "base", "model"; ends with NULL */
    /* The group of parameters of an item, "care.composed.round", into `path`; false: no
     * such item, of which `check` tells.  `of` is what the arm says of its owner, NULL for nothing.
     */
    bool (*group)(const void *context, const char *of, const char *item, char *path, size_t size);
};

struct des_model {
    const char *name;
    const char *summary;
    const struct des_param_group *groups;
    size_t group_count;
    const struct des_total *totals;
    size_t total_count;
    const struct des_outcome *outcomes;
    size_t outcome_count;
    const struct des_effect *effects;
    size_t effect_count;
    const char *const *strata; /* strata[0] is "all" */
    size_t stratum_count;
    const struct des_table *tables;
    size_t table_count;
    const struct des_places *places; /* NULL: none */
    const struct des_items *items;   /* NULL: none */
    const char *targets;             /* what outcomes should be (des/targets.h); NULL: none */
    const void *context;             /* handed to check, create and places; immutable */

    /* Rules between parameters; adds a line for each broken one.  May be NULL. */
    void (*check)(const void *context, const struct des_values *values,
                  struct des_diagnostics *diagnostics);
    /* What is no error but hardly meant; a line for each.  May be NULL. */
    void (*advise)(const void *context, const struct des_values *values,
                   struct des_diagnostics *advice);
    /* By element of the space: why a run with these values does not read it, with what to do
     * (lasting text); left NULL: it does.  What is said and read by no run is told.  May be
     * NULL. */
    void (*idle)(const void *context, const struct des_values *values, const char **why);
    /* Builds the state of one run and schedules its first events.  On failure
     * nothing is left behind. */
    enum des_status (*create)(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error);
    /* Writes totals[stratum * total_count + total]; the array comes zeroed.  DES_OK, or why the
     * run is not to be counted. */
    enum des_status (*finish)(void *state, double *totals, struct des_error *error);
    void (*destroy)(void *state); /* with its simulation; never NULL */
};

/* The tables of a model are sound: names unique, every numerator and
 * denominator a total, strata[0] = "all".  DES_OK; DES_ERANGE with a sentence. */
DES_API DES_NODISCARD enum des_status des_model_check(const struct des_model *model,
                                                      struct des_error *error);

/* Index of a total, SIZE_MAX when there is none. */
DES_API size_t des_model_total(const struct des_model *model, const char *name);

/* Runs once.
 *   totals  stratum_count * total_count numbers, owned by the caller
 *   events  handled events; may be NULL
 *   stop    polled between slices; may be NULL
 * Thread-safe: runs share the model and nothing else.
 * DES_OK; DES_EINTERRUPTED when *stop became true; what create, the
 * simulation or finish returned.  A model that cannot go on (its sink failed)
 * calls des_sim_stop: the run ends there, and finish returns the reason. */
DES_API DES_NODISCARD enum des_status des_model_run(const struct des_model *model,
                                                    const struct des_run_input *input,
                                                    const atomic_bool *stop, double *totals,
                                                    uint64_t *events, struct des_error *error);

#endif
