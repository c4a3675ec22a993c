/* engine/params/config.h - a scenario file as a tree, and parameters read from it.
 *
 * Everything wrong is told as "file:line: path.to.key: what (accepted: ...; did you
 * mean ...?)" in the diagnostics; reading goes on, so that all of it is told at once. */
#ifndef DESI_PARAMS_CONFIG_H
#define DESI_PARAMS_CONFIG_H

#include <libconfig.h>

#include "source.h"
#include "values.h"

struct desi_config {
    struct desi_sources sources;
    config_t tree;
    struct des_diagnostics *diagnostics; /* borrowed */
    bool sound;                          /* nothing has been told */
    const char *item_key; /* names a record in a list of texts; NULL: there are none */
};

/* Reads `text`, or the file `name` when it is NULL.  Statuses as desi_sources_read.
 * fini in every case. */
DES_NODISCARD enum des_status desi_config_open(struct desi_config *config, const char *name,
                                               const char *text,
                                               struct des_diagnostics *diagnostics);
void desi_config_fini(struct desi_config *config);

/* Tells what is wrong with a setting, with its place and path. */
void desi_config_tell(struct desi_config *config, const config_setting_t *setting,
                      const char *format, ...) DES_PRINTF(3, 4);
/* Tells of each member that is not among `names` (ends with NULL). */
void desi_config_tell_unknown(struct desi_config *config, const config_setting_t *group,
                              const char *const *names);

/* Members by name; NULL when there is none.  Those of a wrong type are told, and
 * count as not there. */
const config_setting_t *desi_config_member(const config_setting_t *group, const char *name);
const char *desi_config_text(struct desi_config *config, const config_setting_t *group,
                             const char *name);
const config_setting_t *desi_config_group(struct desi_config *config, const config_setting_t *group,
                                          const char *name);
/* A list ( ... ) of groups { ... } with at least one. */
const config_setting_t *desi_config_list(struct desi_config *config, const config_setting_t *group,
                                         const char *name);
/* A whole number in [low, high]; `otherwise` when there is none. */
int64_t desi_config_integer(struct desi_config *config, const config_setting_t *group,
                            const char *name, int64_t low, int64_t high, int64_t otherwise);

/* One bare value of the parameter's type, in its range (of a DIST: to be released by the
 * caller); a distribution by its name, not yet checked.  False after telling what is
 * wrong. */
bool desi_config_read_value(struct desi_config *config, const config_setting_t *setting,
                            const struct des_param *param, struct des_value *value);
bool desi_config_read_dist(struct desi_config *config, const config_setting_t *group,
                           struct des_dist *dist);
/* The same; `truncate` may stand there too and is left to the caller. */
bool desi_config_read_named(struct desi_config *config, const config_setting_t *group,
                            bool may_truncate, struct des_dist *dist);
extern const char *const desi_shape_names[]; /* ends with NULL */
/* The same, or a table, a mixture or a truncation: checked, to be released by the caller. */
bool desi_config_read_shaped(struct desi_config *config, const config_setting_t *group,
                             struct des_dist *dist);

/* Reads the members of `group`, which stands for the path `prefix` ("": all
 * groups of parameters), leaving out those named in `except` (may be NULL), and
 * adds what they say to `changes`.  DES_OK, also when something was told; DES_ENOMEM. */
DES_NODISCARD enum des_status
desi_config_read_parameters(struct desi_config *config, const config_setting_t *group,
                            const char *prefix, const char *const *except,
                            const struct des_space *space, struct desi_changes *changes);

#endif
