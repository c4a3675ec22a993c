/* include/des/targets.h - what outcomes should be, by statistics and studies, and whether
 * they are.
 *
 * A table of targets is a file (libconfig):
 *
 *   targets = (
 *     { name = "driving"; outcome = "travel_share"; kind = "validation"; unit = "%";
 *       value = 22.0; low = 18.0; high = 26.0; grade = "B"; source = "a study";
 *       strata = [ "km_0_2", "km_2_5" ];                       // of one stratum; "all"
 *       where = { parameter = "municipality.centrality_class"; low = 5; high = 6; };
 *       setting = "town"; note = "..."; } );
 *
 * kind: "calibration" targets were used to set parameters, "validation" targets were not; only
 * these say something about the model.  The range [low, high] holds values that the source
 * cannot tell apart from its own; value is in it, and may be left out (the middle). `where`
 * (by a number of each setting) and `setting` say of which places it speaks; without, of all.
 *
 * What the results of several places and strata say together is scale x sum(numerators) /
 * sum(denominators), per run where the outcome has no denominator. */
#ifndef DES_TARGETS_H
#define DES_TARGETS_H

#include "des/experiment.h"

enum des_target_kind { DES_TARGET_CALIBRATION, DES_TARGET_VALIDATION };
DES_API const char *des_target_kind_name(enum des_target_kind kind);

/* Texts are borrowed from the table. */
struct des_target {
    const char *name; /* unique in the table */
    enum des_target_kind kind;
    size_t outcome;       /* of the model */
    const size_t *strata; /* that do not overlap, summed */
    size_t stratum_count; /* at least 1 */
    size_t where;         /* element that a setting is chosen by; SIZE_MAX: none */
    double from, to;      /* ... when its number lies in [from, to] */
    const char *setting;  /* NULL: any */
    double value;         /* in [low, high], in the outcome's unit */
    double low, high;     /* finite */
    const char *source;
    enum des_grade grade;
    const char *note; /* NULL: none */
};

struct des_targets; /* opaque, immutable after the last read */

/* An empty table for the targets of this model.  NULL when out of memory.  Borrows both. */
DES_API struct des_targets *des_targets_create(const struct des_model *model,
                                               const struct des_space *space);
DES_API void des_targets_destroy(struct des_targets *targets); /* NULL is allowed */
/* Adds those of a file, or of `text` (not NULL) under the file name `name`; a target whose name
 * an earlier read gave takes its place.  All that is wrong goes to `diagnostics`; then none is
 * added.  DES_OK; DES_EINPUT; DES_ENOINPUT; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_targets_read(struct des_targets *targets,
                                                       const char *name, const char *text,
                                                       struct des_diagnostics *diagnostics);
/* Each i below the count; borrowed until the next read. */
DES_API size_t des_targets_count(const struct des_targets *targets);
DES_API const struct des_target *des_targets_at(const struct des_targets *targets, size_t i);
/* SIZE_MAX when there is no target of this name. */
DES_API size_t des_targets_find(const struct des_targets *targets, const char *name);

/* The target speaks of this setting of the plan. */
DES_API bool des_target_concerns(const struct des_target *target,
                                 const struct des_experiment *experiment, size_t setting);

/* What was simulated for it in the reference arm and the first point, over all settings that it
 * concerns. */
struct des_target_result {
    size_t settings;  /* that it concerns */
    size_t inside;    /* of them with their own mean in the range */
    size_t n;         /* replications that all of them finished */
    double mean;      /* NaN: nothing was simulated, or the denominator is 0 */
    double low, high; /* 95 % Monte Carlo interval of the mean (Cochran 1977, 6.4); NaN, n < 2 */
};
/* DES_OK; DES_ENOMEM.  O(settings x replications). */
DES_API DES_NODISCARD enum des_status des_target_result(const struct des_target *target,
                                                        const struct des_totals *totals,
                                                        struct des_target_result *result);

/* INSIDE: the whole interval lies in the range; OUTSIDE: none of it does; else the runs cannot
 * say, also without an interval. */
enum des_verdict { DES_VERDICT_INSIDE, DES_VERDICT_OUTSIDE, DES_VERDICT_CANNOT_SAY };
DES_API enum des_verdict des_target_verdict(const struct des_target *target,
                                            const struct des_target_result *result);
DES_API const char *des_verdict_name(enum des_verdict verdict); /* "inside" ... */

#endif
