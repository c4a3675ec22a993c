/* engine/experiment/rules.h - asking a model at every (setting, arm, point), and telling where. */
#ifndef DESI_RULES_H
#define DESI_RULES_H

#include "experiment.h"

/* Looks at the central values of one point. */
typedef void (*desi_look)(void *context, const struct des_experiment *experiment,
                          struct des_coordinates at, const struct des_values *values);

/* Looks at the points of a setting and arm: all when they are few, else some at equal steps.
 * DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_look_at_points(const struct des_experiment *experiment,
                                                  size_t setting, size_t arm, desi_look look_at,
                                                  void *context);

/* Adds the line with its place, "file:number: line (setting ..., arm ...)"; it begins with the
 * path that it is about. */
void desi_tell_at(const struct des_experiment *experiment, struct des_diagnostics *told,
                  const char *line, struct des_coordinates at);

typedef void (*desi_rule)(const void *context, const struct des_values *values,
                          struct des_diagnostics *diagnostics);

/* Tells what the rule says everywhere, each line once, in the order of settings and arms; `count`:
 * how many lines.  NULL says nothing.  DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status desi_ask_rule(const struct des_experiment *experiment, desi_rule rule,
                                            struct des_diagnostics *told, size_t *count);

#endif
