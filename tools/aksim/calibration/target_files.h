/* tools/aksim/calibration/target_files.h - the targets that a command compares with. */
#ifndef AKSIM_TARGET_FILES_H
#define AKSIM_TARGET_FILES_H

#include "des/targets.h"
#include "exit_code.h"
#include "options.h"

/* Those that the plan's model brings, then those of the files (NULL: none), which go before.
 * Owned by the caller.  Tells on stderr what is wrong, also when there is none at all. */
enum exit_code target_files_read(const struct des_plan *plan, const struct text_list *files,
                                 struct des_targets **targets);

/* "all places", "centrality_class 5 to 6", "Town"; owned by the caller. */
char *target_place(const struct des_target *target, const struct des_plan *plan);
/* "0.65–0.95"; owned by the caller. */
char *target_range(const struct des_target *target);

#endif
