/* engine/params/source.h - the text of a scenario with its includes in place.
 *
 * libconfig 1.5 finds includes in one directory only, names none of them in an
 * error, and lets integers beyond 32 bits wrap without a word.  So includes are put in
 * place here, relative to the file that names them, and the text is scanned on the way. */
#ifndef DESI_PARAMS_SOURCE_H
#define DESI_PARAMS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "des/status.h"

struct desi_source {
    char *name; /* as a message says it */
    char *text;
};

/* Where a line of the whole text came from. */
struct desi_place {
    size_t file;
    unsigned line; /* from 1 */
};

struct desi_sources {
    struct desi_source *files; /* every file once, in the order they were met */
    size_t count;
    char *text; /* all of it; NULL when forgotten */
    size_t length, capacity;
    struct desi_place *places; /* of each line of `text` */
    size_t line_count, line_capacity;
};

/* Reads a file, or takes `text` (not NULL) as the content of a file of that name.
 * DES_OK; DES_ENOINPUT when the file itself cannot be read; DES_EINPUT for what
 * is wrong inside, told in `diagnostics`; DES_ENOMEM.  fini in every case. */
DES_NODISCARD enum des_status desi_sources_read(struct desi_sources *sources, const char *name,
                                                const char *text,
                                                struct des_diagnostics *diagnostics);
/* The whole text is not needed any more; the files keep theirs. */
void desi_sources_forget_text(struct desi_sources *sources);
/* Another file beside the scenario, kept among its files.  Its statuses are those of reading:
 * DES_ENOINPUT with errno, DES_EINPUT for a file that is no text. */
DES_NODISCARD enum des_status desi_sources_add(struct desi_sources *sources, const char *name,
                                               size_t *file);
/* A path as the scenario says it, from the scenario's folder; owned by the caller, NULL when out
 * of memory. */
char *desi_sources_path(const struct desi_sources *sources, const char *path);
void desi_sources_fini(struct desi_sources *sources);
/* Place of a line of the whole text, from 1; the last one for a line beyond it. */
struct desi_place desi_sources_place(const struct desi_sources *sources, size_t line);

#endif
