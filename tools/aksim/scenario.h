/* tools/aksim/scenario.h - a scenario read for a subcommand, with its models. */
#ifndef AKSIM_SCENARIO_H
#define AKSIM_SCENARIO_H

#include "des/experiment.h"
#include "exit_code.h"
#include "model_list.h"
#include "options.h"

struct scenario {
    struct model_list *models;
    struct des_experiment *experiment;
    const struct des_plan *plan; /* of the experiment */
};

/* Reads `path` and prints all that is wrong with it to stderr. */
enum exit_code scenario_load(struct scenario *scenario, const char *path,
                             const struct text_list *plugins,
                             const struct des_overrides *overrides);
/* Prints the diagnostics to stderr; returns the exit code of `status`. */
enum exit_code scenario_report(enum des_status status, const char *name,
                               const struct des_diagnostics *diagnostics);
/* The same in silence: what is wrong goes to the diagnostics. */
DES_NODISCARD enum des_status scenario_read(struct scenario *scenario, const char *path,
                                            const struct text_list *plugins,
                                            const struct des_overrides *overrides,
                                            struct des_diagnostics *diagnostics);
/* The same from the text of a resolved scenario. */
enum exit_code scenario_parse(struct scenario *scenario, const char *text, const char *name,
                              const struct text_list *plugins,
                              const struct des_overrides *overrides);
void scenario_fini(struct scenario *scenario);

/* What the runs depend on beside the scenario: this program and its plug-ins.
 * Owned by the caller. */
char *scenario_program(const struct scenario *scenario);

#endif
