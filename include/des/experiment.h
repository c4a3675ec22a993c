/* include/des/experiment.h - settings x arms x points x replications, from a file.
 *
 * A *setting* is a place, an *arm* what is done there, a *point* a set of
 * parameter values.  run_id is the index in the order setting, arm, point,
 * replication (the last runs fastest).  Pairs exist only inside (setting, point,
 * replication), against the reference arm; a contrast compares paired effects
 * between two settings.
 *
 * The scenario file (libconfig):
 *
 *   title = "...";  model = "home_care";  seed = "2024";  days = 364;
 *   replications = 20;  reference = "baseline";  draws = "on";
 *   parameters = { group = { key = value; }; };              // for every run
 *   settings = ( { name = "town"; label = "..."; parameters = {...}; }, ... );
 *   settings = ( { municipality = "4010"; }, { municipality = ["0301", "Hol"]; } );
 *   settings = ( { municipality = "all"; parameters = {...}; } );  // as the model knows them
 *   arms = ( { name = "x"; label = "..."; <keys of group "arm">; parameters = {...}; } );
 *   points = ( { name = "..."; parameters = {...}; } );      // optional
 *   design = { kind = "saltelli"; points = 512; factors = ( "group.key", ... ); };  // or this
 *   stop = { outcomes = ["..."]; relative = 0.05; };          // fewer replications, when precise
 *   contrasts = ( { name = "rural - town"; of = "rural"; minus = "town"; } );
 *
 * A place that the model knows (des_model.places) gives its parameters first, what the
 * setting says itself goes before; name and label are the place's unless one place has others.
 *
 * A value is bare, or { value = ...; source = "..."; grade = "B"; uncertain =
 * { dist = ...; }; }.  Precedence: table default < parameters < setting <
 * arm < point < --set; of two files of one level the later line wins nothing: a
 * key twice is an error.
 *
 * A design (des/design.h) lays the points instead of a list; "factorial" and "csv" stand for a
 * list, whose points are made when they are asked for.  Its factors are parameters; one without a
 * range takes the parameter's own doubt.
 *
 * Replicate word of replication r: r for a list of points, so points share
 * random numbers; of designs see des_design_word.  Uncertain parameters are drawn once per
 * (setting-independent) replication and shared by all arms and settings, unless draws = "off". */
#ifndef DES_EXPERIMENT_H
#define DES_EXPERIMENT_H

#include "des/design.h"
#include "des/model.h"
#include "des/params.h"
#include "des/status.h"

struct des_experiment; /* opaque; immutable after load: shared between threads */

/* What the command line may say beside the file. */
struct des_overrides {
    const char *const *sets; /* "path=value" */
    size_t set_count;
    const char *arms;     /* "a,b": only these (the reference is kept); NULL: all */
    int64_t replications; /* 0: as the file says */
    int64_t days;         /* 0 */
    const char *seed;     /* NULL */
    const char *models;   /* "a, b": names of those that `find` knows, for messages; NULL */
    size_t threads;       /* that may ask the model's rules at once; 0: one */
    bool trusted;         /* its runs are done: the model's rules are not asked again */
};

struct des_coordinates {
    size_t setting, arm, point;
    int64_t replication;
};

/* Finds a model by the name that a scenario gives; NULL when there is none. */
typedef const struct des_model *(*des_model_finder)(const void *context, const char *name);

/* Reads and checks a scenario; *experiment is the caller's, `overrides` may be NULL.  All that is
 * wrong goes to `diagnostics`.
 * DES_OK; DES_EINPUT (see diagnostics); DES_ENOINPUT; DES_ENOMEM; DES_ERANGE
 * when the model's own tables contradict themselves (see diagnostics). */
DES_API DES_NODISCARD enum des_status
des_experiment_load(const char *path, const struct des_overrides *overrides, des_model_finder find,
                    const void *find_context, struct des_experiment **experiment,
                    struct des_diagnostics *diagnostics);
/* The same from text in memory (a results file's resolved scenario). */
DES_API DES_NODISCARD enum des_status
des_experiment_parse(const char *text, const char *name, const struct des_overrides *overrides,
                     des_model_finder find, const void *find_context,
                     struct des_experiment **experiment, struct des_diagnostics *diagnostics);
DES_API void des_experiment_destroy(struct des_experiment *experiment); /* NULL is allowed */
/* Loading asks the model's rules at up to 100 points of each place and arm, from the first to the
 * last.  This asks them at the point of a run that was left out.  DES_OK, also when it was not;
 * DES_EINPUT with the first rule that is broken; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status
des_experiment_check_run(const struct des_experiment *experiment, struct des_coordinates at,
                         struct des_error *error);
/* What the model advises (`advise` of des/model.h), at the central values of each setting, arm
 * and point: a line for each, once; and which parameters are said, other than as their default,
 * where no run reads them (`idle`); and which arms equal the reference.  DES_OK; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_experiment_advise(const struct des_experiment *experiment,
                                                            struct des_diagnostics *advice);

struct des_named {
    const char *name;
    const char *label;
};
struct des_contrast {
    const char *name;
    size_t of, minus; /* settings */
};

/* A parameter that a design varies. */
struct des_factor {
    size_t element;
    struct des_dist range; /* where its values lie; NONE: the parameter's own doubt */
};

/* When a setting and point has enough replications, up to the plan's `replications`: the half-width
 * of every named paired difference (of the level, with one arm) is at most max(absolute, relative
 * x |mean of the reference|), in all of the population, for the first n and for every prefix up
 * to n + look_ahead; n = first, first + step, first + 2 step ...  All arms take those n +
 * look_ahead replications (Hoad, Robinson and Davies 2010, doi:10.1057/jors.2009.121). */
struct des_stop_rule {
    const size_t *outcomes;
    size_t outcome_count;
    double absolute, relative; /* 0: not asked for */
    int64_t first, step, look_ahead;
};

struct desi_listing; /* of the points of a factorial or CSV design */

/* The plan as read; all pointers borrowed from the experiment. */
struct des_plan {
    const char *title;
    const struct des_model *model;
    const struct des_space *space;
    const char *seed_text;
    uint64_t seed;
    int64_t days;         /* observed in a run; > 0 */
    int64_t replications; /* of each setting, arm and point; at most these with a stop rule */
    bool draws;           /* of parameters in doubt; false: their central values */
    const struct des_stop_rule *stop; /* NULL: all replications are done */
    const size_t *shown;              /* outcomes to show beside the model's headlines */
    size_t shown_count;
    size_t reference; /* arm */
    const struct des_named *settings, *arms;
    const struct des_named *points;     /* NULL: numbered; see des_plan_point */
    const struct desi_listing *listing; /* what numbered points are labelled by; NULL: nothing */
    size_t setting_count, arm_count, point_count;
    const struct des_design *design;  /* NULL: the points are a list */
    const struct des_factor *factors; /* of the design */
    size_t factor_count;
    const struct des_contrast *contrasts;
    size_t contrast_count;
    const size_t *drawn; /* elements with an `uncertain` record in any (setting, arm,
                          * point), in order, factors left out; none with draws = "off" */
    size_t drawn_count;
    size_t run_count;
    const char *resolved;            /* re-runnable scenario text */
    const char *const *source_names; /* every file read ... */
    const char *const *source_texts; /* ... and its content */
    size_t source_count;
};
/* Borrowed until the experiment is destroyed. */
DES_API const struct des_plan *des_experiment_plan(const struct des_experiment *experiment);
/* What a point is called: as its list says, or by its number, "p0", in `room`.  Then a point of a
 * factorial or CSV design is labelled by its values, "share=0.2, posts=2", cut with "..." where the
 * room ends; one of a sampled design by its name again.  O(factors). */
enum { DES_POINT_NAME = 160 };
DES_API struct des_named des_plan_point(const struct des_plan *plan, size_t point,
                                        char room[DES_POINT_NAME]);
/* The place of a run, below plan->run_count, and the run of a place.  O(1). */
DES_API struct des_coordinates des_experiment_coordinates(const struct des_experiment *experiment,
                                                          size_t run);
DES_API size_t des_experiment_run_id(const struct des_experiment *experiment,
                                     struct des_coordinates at);

/* The values of one run, draws included; owned by the caller.  NULL when out of
 * memory.  `drawn` (plan->drawn_count numbers) may be NULL. */
DES_API struct des_values *des_experiment_values(const struct des_experiment *experiment,
                                                 struct des_coordinates at, double *drawn);
/* Only what one run draws: plan->drawn_count numbers. */
DES_API void des_experiment_draws(const struct des_experiment *experiment,
                                  struct des_coordinates at, double *drawn);
/* One of these. */
DES_API double des_experiment_draw(const struct des_experiment *experiment,
                                   struct des_coordinates at, size_t drawn);
/* The replicate word of a run: runs of one word share their random numbers. */
DES_API uint64_t des_experiment_word(const struct des_experiment *experiment,
                                     struct des_coordinates at);
/* The number that the design's point gives a factor in this setting and arm; false where the
 * factor takes the parameter's own doubt and it has none here: then nothing changes. */
DES_API bool des_experiment_factor(const struct des_experiment *experiment,
                                   struct des_coordinates at, size_t factor, double *number);
/* The values of (setting, arm, point) before draws and before what a design says (of a factorial
 * or CSV design: with what it says at its first point); borrowed. */
DES_API const struct des_values *des_experiment_central(const struct des_experiment *experiment,
                                                        size_t setting, size_t arm, size_t point);

/* Names one run by all that its result depends on: resolved parameters, draw,
 * replicate, seed, days, trace level, stream scheme, program and libm. */
struct des_run_key {
    uint64_t word[2];
};
DES_API struct des_run_key des_experiment_key(const struct des_experiment *experiment, size_t run,
                                              enum des_trace_level trace, const char *program);
/* Those of all runs: replications below `traced` have the trace, others none.  Immutable; memory
 * does not depend on how many runs there are, but on places, arms and listed points. */
struct des_run_keys; /* opaque */
/* The experiment is borrowed.  DES_OK; DES_ENOMEM.  O(places x arms x listed points x
 * parameters). */
DES_API DES_NODISCARD enum des_status des_run_keys_create(const struct des_experiment *experiment,
                                                          enum des_trace_level trace,
                                                          int64_t traced, const char *program,
                                                          struct des_run_keys **keys);
DES_API void des_run_keys_destroy(struct des_run_keys *keys); /* NULL is allowed */
/* Of one run: O(drawn parameters and factors). */
DES_API struct des_run_key des_run_keys_at(const struct des_run_keys *keys, size_t run);
/* One number for all of them. */
DES_API uint64_t des_run_keys_digest(const struct des_run_keys *keys);
/* Hash of exp, log, pow, sin at fixed arguments: they differ between CPUs. */
DES_API uint64_t des_libm_fingerprint(void);

/* ---- analysis of finished totals ---- */

/* One line of a table of results. */
struct des_estimate {
    size_t n;                   /* replications that all compared arms finished */
    double mean;                /* ratio of sums, or difference of two such */
    double sd;                  /* between replications, of the per-run ratio or difference */
    double low, high;           /* 95 % Monte Carlo interval of the mean */
    double year_low, year_high; /* 2.5 and 97.5 % of single replications: one year here */
    double correlation;         /* between the compared arms over replications; NaN if none */
};

struct desi_spill; /* of totals that are kept in a file */

/* The totals of all runs that outcomes are made of, in memory; a stratum in which nothing ever
 * happened takes none.  Who puts them sets `done` and `known`, one thread at a time; asking changes
 * nothing. */
struct des_totals {
    const struct des_experiment *experiment;
    bool *done;
    bool *known;              /* ended, well or not: for des_totals_replications */
    int64_t limit;            /* replications looked at; 0: all */
    size_t *place;            /* of a total among those kept; SIZE_MAX: no outcome needs it */
    size_t kept;              /* how many are */
    size_t *terms;            /* of each outcome: its numerator, its denominator; SIZE_MAX: none */
    double **strata;          /* kept columns of run_count numbers each; NULL: all 0 */
    struct desi_spill *spill; /* NULL: they are in memory */
};
/* None put yet; the experiment is borrowed.  DES_OK; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_totals_init(struct des_totals *totals,
                                                      const struct des_experiment *experiment);
DES_API void des_totals_fini(struct des_totals *totals); /* also of zeroes */
/* Keeps what outcomes need of the model's total_count numbers of one run and stratum.  DES_OK;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_totals_put(struct des_totals *totals, size_t run,
                                                     size_t stratum, const double *numbers);
/* One number of them, in memory, in any order.  DES_OK; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_totals_set(struct des_totals *totals, size_t run,
                                                     size_t stratum, size_t total, double number);
/* False when no run put anything but 0 into the stratum. */
DES_API bool des_totals_any(const struct des_totals *totals, size_t stratum);
/* A total that is some outcome's numerator or denominator, of runs `run` ... run + count - 1;
 * borrowed, or in `room` of `count` numbers; 0 where nothing was put. */
DES_API const double *des_totals_column(const struct des_totals *totals, size_t stratum,
                                        size_t total, size_t run, size_t count, double *room);
/* One of these. */
DES_API double des_totals_get(const struct des_totals *totals, size_t run, size_t stratum,
                              size_t total);

/* How many replications a setting and point takes. */
enum des_replications_reason {
    DES_REPLICATIONS_FIXED,   /* there is no stop rule */
    DES_REPLICATIONS_OPEN,    /* not decided: so many must be known for the next look */
    DES_REPLICATIONS_PRECISE, /* precise with these */
    DES_REPLICATIONS_CAPPED   /* not precise with all that are allowed */
};
struct des_replications {
    enum des_replications_reason reason;
    int64_t n;
};
/* By the stop rule; a function of the results of the first replications in their order only, never
 * of how many others are known or of when they came.  A failed replication counts as done, and
 * is left out of every estimate. */
DES_API struct des_replications des_totals_replications(const struct des_totals *totals,
                                                        size_t setting, size_t point);

/* Outcomes are ratios of sums over replications; their error is that of the linearised residuals
 * (Cochran 1977, Sampling Techniques, 6.4), a difference's that of the difference of these, and the
 * interval Student's with n - 1 degrees of freedom.  NaN where the denominator is 0 in every
 * replication, or when out of memory.  O(replications). */
DES_API struct des_estimate des_totals_summary(const struct des_totals *totals, size_t setting,
                                               size_t arm, size_t point, size_t stratum,
                                               size_t outcome);
/* arm - reference, paired by replication. */
DES_API struct des_estimate des_totals_paired(const struct des_totals *totals, size_t setting,
                                              size_t arm, size_t point, size_t stratum,
                                              size_t outcome);
/* (arm - reference) in contrast->of minus the same in contrast->minus. */
DES_API struct des_estimate des_totals_contrast(const struct des_totals *totals, size_t contrast,
                                                size_t arm, size_t point, size_t stratum,
                                                size_t outcome);

#endif
