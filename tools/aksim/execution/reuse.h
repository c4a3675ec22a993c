/* tools/aksim/execution/reuse.h - finished runs that need not be simulated again. */
#ifndef AKSIM_REUSE_H
#define AKSIM_REUSE_H

#include "des/journal.h"
#include "job.h"

/* Drops the units whose good record is in the parts; *dropped counts them. */
DES_NODISCARD enum des_status reuse_parts(struct job *job, const char *folder, size_t *dropped,
                                          struct des_error *error);

/* Copies totals of a results file into the journal, for units with the same key
 * that want no trace, and drops those units.  A file of another program, or
 * none, gives nothing. */
DES_NODISCARD enum des_status reuse_results(struct job *job, const char *path,
                                            const struct text_list *plugins,
                                            struct des_journal *journal, size_t *dropped,
                                            struct des_error *error);

#endif
