/* engine/experiment/experiment.h - what an experiment holds behind des/experiment.h. */
#ifndef DESI_EXPERIMENT_H
#define DESI_EXPERIMENT_H

#include "des/design.h"
#include "des/experiment.h"

#include "../params/config.h"
#include "listing.h"

/* One setting, arm or point: what it is called and what it says about parameters. */
struct desi_level {
    struct des_named named;         /* borrowed from the tree, from the model or static */
    const config_setting_t *record; /* in the tree; NULL for what no file says */
    struct desi_changes changes;
};
struct desi_levels {
    struct desi_level *items; /* a record that names several places makes as many */
    struct des_named *names;  /* the same, as the plan shows them */
    size_t count;
};

/* Uncertain values belong to no entity of a model. */
enum { DESI_UNCERTAIN_ENTITY = 0xFFFF };

struct des_experiment {
    struct des_plan plan;
    struct desi_config config; /* open as long as the experiment: its texts are borrowed */
    struct des_space *space;
    struct desi_changes base; /* `parameters` of the file */
    struct desi_changes sets; /* --set */
    struct desi_levels settings, arms, points;
    struct des_design *design;         /* NULL: the points are a list */
    struct des_design_options sampled; /* as read; no rows: the points are a list */
    struct desi_listing *listing;      /* of a factorial or CSV design; else NULL */
    struct des_factor *factors;
    struct des_stop_rule stop; /* plan.stop, if given */
    size_t *stop_outcomes;
    size_t *shown; /* plan.shown */
    struct des_contrast *contrasts;
    char **contrast_names;       /* owned: those that the file does not give */
    struct des_values *defaults; /* base and sets applied: what the resolved text starts from */
    struct des_values *common;   /* base applied: what the central values lie over */
    struct des_values **central; /* of each (setting, arm, point); of a design without points, of
                                  * a listing at its first */
    size_t *drawn;
    des_purpose *purposes; /* of each element: "uncertain." and its path */
    size_t threads;        /* that may ask the model's rules */
    bool trusted;          /* they are not asked */
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

/* What stands in the record of an arm itself, but for the members `except`: parameters of the
 * group `own`, and of the items in its list.  DES_OK, also when something was told; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_read_arm(struct des_experiment *experiment, const char *own,
                                            const char *const *except, struct desi_level *level);

/* A list of names of outcomes; NULL or no list: none.  `outcomes` is the caller's to free. */
DES_NODISCARD enum des_status desi_read_outcomes(struct des_experiment *experiment,
                                                 const config_setting_t *list, size_t **outcomes,
                                                 size_t *count);
/* The list `show_also`. */
DES_NODISCARD enum des_status desi_read_shown(struct des_experiment *experiment);
/* The record `stop`. */
DES_NODISCARD enum des_status desi_read_stop(struct des_experiment *experiment);
/* The record `design`: sampled points, or a listing. */
DES_NODISCARD enum des_status desi_read_design(struct des_experiment *experiment);

/* How many places this record of a setting names, at least 1; the index of one of them, SIZE_MAX
 * when it names none or after telling what is wrong. */
size_t desi_places_named(const struct des_experiment *experiment, const config_setting_t *record);
size_t desi_place_named(struct des_experiment *experiment, const config_setting_t *record,
                        size_t which);
/* Puts the place's parameters under what the level says itself.  DES_OK, also when something
 * was told; DES_ENOMEM; DES_EINPUT. */
DES_NODISCARD enum des_status desi_place_read(struct des_experiment *experiment, size_t place,
                                              struct desi_level *level);

/* Points with central values of their own: those of a list; 1 of a design, whose points differ in
 * its factors only. */
size_t desi_central_points(const struct des_experiment *experiment);
/* The central values of a point with what its design says; NULL when out of memory. */
struct des_values *desi_point_values(const struct des_experiment *experiment,
                                     struct des_coordinates at);
/* The model's own check of the central values of every (setting, arm, point).  DES_OK, also
 * when something was told; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_check_cells(struct des_experiment *experiment);

/* Central values of every (setting, arm, point), the model's own check of them,
 * and the list of what is drawn. */
DES_NODISCARD enum des_status desi_resolve(struct des_experiment *experiment);

/* The re-runnable text; owned by the caller, NULL when out of memory. */
char *desi_scenario_text(const struct des_experiment *experiment);

/* How many runs there are; tells when they are too many. */
void desi_count_runs(struct des_experiment *experiment);
/* Any (setting, arm, point) doubts the value of this element. */
bool desi_is_uncertain(const struct des_experiment *experiment, size_t element);
/* Lays the points of a sampled design, once the central values are known. */
DES_NODISCARD enum des_status desi_make_design(struct des_experiment *experiment);

/* Number that a drawn element (index into plan.drawn) has in one run. */
double desi_drawn_number(const struct des_experiment *experiment, struct des_coordinates at,
                         size_t drawn);

/* Index of a name, SIZE_MAX when it is not there. */
size_t desi_named_find(const struct des_named *names, size_t count, const char *name);

#endif
