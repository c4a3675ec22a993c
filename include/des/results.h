/* include/des/results.h - the results file (HDF5), written once, by merge.
 *
 * A table is a group of 1-D columns of equal length, float64 or int32, each with
 * `units` and `long_name`; categories are int32 with flag_values/flag_meanings
 * and names under /labels; seeds and hashes are strings.  Equal runs give
 * byte-equal files apart from the text /provenance/volatile.  The file is
 * written beside its final name and renamed into place.
 *
 * HDF5 has state of the process: opening or writing a file limits what it keeps
 * of freed memory (H5set_free_list_limits), also for other users of it. */
#ifndef DES_RESULTS_H
#define DES_RESULTS_H

#include "des/experiment.h"
#include "des/journal.h"
#include "des/status.h"

#define DES_RESULTS_SCHEMA "aksim-results"
#define DES_RESULTS_SCHEMA_VERSION "1.0.0"

/* What is recorded about the program and this particular execution. */
struct des_provenance {
    const char *software, *version, *git_revision;
    bool git_dirty;
    const char *compiler, *flags;
    const char *volatile_json; /* created, host, command line, seconds ...; < 4 KiB */
};

/* Writes OUT from the finished runs in `index`, which afterwards knows only the runs that failed
 * or left rows: it is to be destroyed, not asked.
 *   partial  write even when runs are missing (attribute complete = 0)
 * DES_OK; DES_EINPUT when runs are missing and not partial; DES_EMIXED
 * when a run was done by another program; DES_ERANGE when the volatile text is too
 * long; DES_ECREATE; DES_EIO (disk full).  On failure nothing is left behind, and a
 * file that stood under the final name still does. */
DES_API DES_NODISCARD enum des_status
des_results_write(const char *path, const struct des_experiment *experiment,
                  const struct des_run_keys *keys, struct des_journal_index *index,
                  enum des_trace_level trace, bool partial, const struct des_provenance *provenance,
                  struct des_error *error);

/* ---- reading ---- */

struct des_results; /* opaque: an open results file; one thread at a time */
/* *results is the caller's, to be closed.  DES_OK; DES_ENOINPUT when it cannot be read; DES_EINPUT
 * for a file that is damaged, none of this program or of another major version; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status
des_results_open(const char *path, struct des_results **results, struct des_error *error);
DES_API void des_results_close(struct des_results *results); /* NULL is allowed */

/* One column read whole; owned by the caller, released with des_results_release. */
struct des_results_column {
    char *name;
    char *unit;
    char *long_name;
    enum { DES_RESULTS_F64, DES_RESULTS_I32, DES_RESULTS_TEXT } type;
    size_t rows;
    double *f64;
    int32_t *i32;
    char **text;
    char **labels; /* of an int32 category; label_count names, or NULL */
    size_t label_count;
};
struct des_results_table {
    struct des_results_column *columns;
    size_t count;
    size_t rows;
};
/* Reads the table at a path such as "outcomes/paired".  DES_ENOINPUT when the
 * file has no such table (the error lists those it has); DES_EIO, also without memory.  O(rows). */
DES_API DES_NODISCARD enum des_status des_results_table(const struct des_results *results,
                                                        const char *path,
                                                        struct des_results_table *table,
                                                        struct des_error *error);
DES_API void des_results_release(struct des_results_table *table);
/* The same without values: names, units, number of rows; of the named columns only, and then
 * with their labels; `names` NULL: of all, without labels. */
DES_API DES_NODISCARD enum des_status
des_results_headings(const struct des_results *results, const char *path, const char *const *names,
                     size_t count, struct des_results_table *table, struct des_error *error);
/* Puts rows [first, first + rows) of numbers into a table that has its headings, in place of those
 * that it held, as if it had no others; at most so many as there are.  Memory: these rows, and a
 * chunk of a column.  DES_OK; DES_ENOINPUT when a column is text or is not there; DES_EIO, also
 * without memory.  After a failure it can only be released. */
DES_API DES_NODISCARD enum des_status
des_results_window(const struct des_results *results, const char *path, size_t first, size_t rows,
                   struct des_results_table *table, struct des_error *error);
/* Hands the numbers of some columns (codes of categories), as doubles, block by block in the
 * order of rows: columns[c] points to `rows` numbers, the first of them of row `first`.  Memory:
 * 256 KiB, and a chunk of each column.  DES_OK; DES_ENOINPUT when there is no such column; DES_EIO;
 * DES_ENOMEM. */
typedef void (*des_results_visitor)(void *context, size_t first, size_t rows,
                                    const double *const *columns);
DES_API DES_NODISCARD enum des_status des_results_visit(const struct des_results *results,
                                                        const char *path, const char *const *names,
                                                        size_t count, des_results_visitor visitor,
                                                        void *context, struct des_error *error);
/* A text dataset, or an attribute: a string, or a whole number in digits ("/provenance@version",
 * "/scenario/resolved"); owned by the caller, free(). */
DES_API DES_NODISCARD enum des_status des_results_text(const struct des_results *results,
                                                       const char *path, char **text,
                                                       struct des_error *error);
/* One row of a column of texts ("plan/points/name"); owned by the caller, free().  DES_ENOINPUT
 * when there is none. */
DES_API DES_NODISCARD enum des_status des_results_text_at(const struct des_results *results,
                                                          const char *path, size_t row, char **text,
                                                          struct des_error *error);

#endif
