/* tools/aksim/execution/parts.h - OUT.h5.parts: journals, and a manifest that says of what.
 *
 * manifest.json holds what merge needs to know: the scenario (where it was
 * read, the overrides, its resolved text), the trace, the program and its
 * mathematical library. */
#ifndef AKSIM_PARTS_H
#define AKSIM_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "des/experiment.h"
#include "des/status.h"
#include "job.h"

/* "OUT.parts"; owned by the caller. */
char *parts_folder(const char *out);
/* Slurm's job id, "shard<i>of<n>" or "local"; owned by the caller. */
char *parts_job_name(size_t shard, size_t shards);
/* True when the folder holds a journal of this job; NULL: of any. */
bool parts_hold(const char *folder, const char *job);
/* DES_EBUSY when a living process writes to a journal of this job (NULL: of any).  A requeued
 * Slurm job is not held up by what is left of its first start. */
DES_NODISCARD enum des_status parts_check_idle(const char *folder, const char *job,
                                               struct des_error *error);
/* Removes journals (of this job; NULL: all), and the folder when it is left empty. */
void parts_remove(const char *folder, const char *job);

struct manifest {
    char *program;
    char *libm; /* its fingerprint */
    char *file; /* as it was given */
    char *resolved;
    enum des_trace_level trace;
    int64_t trace_replications;
    struct des_overrides overrides; /* texts borrowed from the document */
    struct text_list plugins;
    void *document; /* what the texts are borrowed from */
};

/* Writes the manifest of a job.  A manifest that is there already must agree
 * unless `replace`: DES_EMIXED. */
DES_NODISCARD enum des_status manifest_write(const char *folder, const struct job *job,
                                             const char *file,
                                             const struct des_overrides *overrides,
                                             const struct text_list *plugins, bool replace,
                                             struct des_error *error);
DES_NODISCARD enum des_status manifest_read(const char *folder, struct manifest *manifest,
                                            struct des_error *error);
void manifest_fini(struct manifest *manifest);
/* Same program, mathematical library, scenario and trace. */
bool manifest_agrees(const struct manifest *a, const struct manifest *b);

#endif
