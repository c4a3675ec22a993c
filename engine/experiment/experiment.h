/* engine/experiment/experiment.h - what an experiment holds behind des/experiment.h. */
#ifndef DESI_EXPERIMENT_H
#define DESI_EXPERIMENT_H

#include "des/experiment.h"

#include "../params/config.h"

/* One setting, arm or point: what it is called and what it says about parameters. */
struct desi_level {
    struct des_named named; /* borrowed from the tree or static */
    struct desi_changes changes;
};
struct desi_levels {
    struct desi_level *items;
    struct des_named *names; /* the same, as the plan shows them */
    size_t count;
};

struct des_experiment {
    struct des_plan plan;
    struct desi_config config; /* open as long as the experiment: its texts are borrowed */
    struct des_space *space;
    struct desi_changes base; /* `parameters` of the file */
    struct desi_changes sets; /* --set */
    struct desi_levels settings, arms, points;
    struct des_contrast *contrasts;
    char **contrast_names;       /* owned: those that the file does not give */
    struct des_values *defaults; /* base and sets applied: what the resolved text starts from */
    struct des_values **central; /* of each (setting, arm, point) */
    size_t *drawn;
    des_purpose *purposes; /* of each drawn element */
    char *seed_text;
    char *resolved;
    const char **source_names, **source_texts;
};

/* The parts of reading, in their order.  Each returns DES_OK, also when it told
 * something in config.diagnostics, or DES_ENOMEM. */
DES_NODISCARD enum des_status desi_read_scalars(struct des_experiment *experiment,
                                                const struct des_overrides *overrides);
DES_NODISCARD enum des_status desi_read_levels(struct des_experiment *experiment,
                                               const struct des_overrides *overrides);
DES_NODISCARD enum des_status desi_read_contrasts(struct des_experiment *experiment);
void desi_levels_fini(struct desi_levels *levels);

/* Central values of every (setting, arm, point), the model's own check of them,
 * and the list of what is drawn. */
DES_NODISCARD enum des_status desi_resolve(struct des_experiment *experiment);

/* The re-runnable text; owned by the caller, NULL when out of memory. */
char *desi_scenario_text(const struct des_experiment *experiment);

/* Number that a drawn element (index into plan.drawn) has in one replication. */
double desi_drawn_number(const struct des_experiment *experiment, const struct des_values *central,
                         size_t drawn, int64_t replication);

/* Index of a name, SIZE_MAX when it is not there. */
size_t desi_named_find(const struct des_named *names, size_t count, const char *name);

#endif
