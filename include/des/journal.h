/* include/des/journal.h - finished runs, appended while the experiment goes on.
 *
 * Each process appends to its own file DIR/<job>.<restart>.<rank>, locked by its
 * writer; <restart> is one above the highest there of this job and rank.  A
 * record is a header (magic, type, run key, length), a payload and a checksum
 * (XXH3).  A torn or damaged record is dropped when read; what stands before it is
 * kept, and the runs behind it: in a journal with rows those whose rows begin there, as any
 * other may have lost some.  Synced to the disk at least every 5 seconds and at close.
 *
 * Two types of record: DES_RECORD_ROWS, a block of rows of one table of one run
 * (written while it goes on; counts only when that run's RUN record follows in
 * the same file), and DES_RECORD_RUN, its totals, the last word about a run. */
#ifndef DES_JOURNAL_H
#define DES_JOURNAL_H

#include "des/experiment.h"
#include "des/status.h"

struct des_journal; /* opaque; append is thread-safe */

enum des_record_type { DES_RECORD_ROWS = 1, DES_RECORD_RUN = 2 };

/* Creates DIR when needed, and in it a file; `job` is a part of its name.  *journal is the
 * caller's, to be closed.  DES_OK; DES_ECREATE; DES_EBUSY when another process takes each name;
 * DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_journal_open(const char *directory, const char *job,
                                                       unsigned rank, struct des_journal **journal,
                                                       struct des_error *error);
/* Syncs, and frees the journal in any case.  DES_OK; DES_EIO: what came last may be lost. */
DES_API DES_NODISCARD enum des_status des_journal_close(struct des_journal *journal,
                                                        struct des_error *error);

/* What one run left. */
struct des_run_record {
    struct des_run_key key;
    enum des_status status; /* of des_model_run */
    uint64_t events;
    const char *message;  /* of a failed run; "" */
    const double *totals; /* total_count numbers; none for a failed run */
    size_t total_count;
};
/* Appends it; the record is borrowed for the call.  DES_OK; DES_EIO (disk full): what stands before
 * it is kept; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_journal_run(struct des_journal *journal,
                                                      const struct des_run_record *record,
                                                      struct des_error *error);

/* A sink that packs the rows of one run into ROWS records as they come, a block of each table in
 * memory.  One thread; create before the run, flush after it, then destroy.  Journal and model
 * are borrowed until then. */
struct des_row_packer; /* opaque */
/* Packed rows are shuffled and deflated, a fifth of their size; plain ones are written as
 * they are, five times as fast.  The results file is the same. */
enum des_rows_form { DES_ROWS_PACKED, DES_ROWS_PLAIN };
/* DES_OK; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_row_packer_create(struct des_journal *journal,
                                                            const struct des_model *model,
                                                            struct des_run_key key,
                                                            enum des_rows_form form,
                                                            struct des_row_packer **packer);
/* Its rows fail with DES_EIO; DES_ENOMEM; DES_ERANGE for a table that the model has not. */
DES_API struct des_sink des_row_packer_sink(struct des_row_packer *packer);
/* Appends what is left of each table.  DES_OK; DES_EIO; DES_ENOMEM. */
DES_API DES_NODISCARD enum des_status des_row_packer_flush(struct des_row_packer *packer);
DES_API void des_row_packer_destroy(struct des_row_packer *packer); /* NULL is allowed */

/* ---- reading ---- */

/* opaque: where every finished run of some directories stands, by key: 12 bytes for a run, and
 * some 60 for a block of rows; all else stays in the files.  One thread at a time. */
struct des_journal_index;
/* Reads the heads of all records, and checks their sums.  *index is the caller's; it knows no run
 * where there is no journal.  DES_OK; DES_ENOINPUT for a directory that cannot be read; DES_EIO;
 * DES_ERANGE for more than it can count; DES_ENOMEM.  O(bytes + runs log runs). */
DES_API DES_NODISCARD enum des_status des_journal_scan(const char *const *directories, size_t count,
                                                       struct des_journal_index **index,
                                                       struct des_error *error);
DES_API void des_journal_index_destroy(struct des_journal_index *index); /* NULL is allowed */
/* Finished runs found; records dropped because they were damaged. */
DES_API size_t des_journal_index_runs(const struct des_journal_index *index);
DES_API size_t des_journal_index_damaged(const struct des_journal_index *index);
/* True when the run is there; *record (may be NULL) is then filled, its message borrowed from
 * the index until the next question, without `totals`.  Of a failed and a good record of one key
 * the good one. */
DES_API bool des_journal_index_find(const struct des_journal_index *index, struct des_run_key key,
                                    struct des_run_record *record);
/* Reads the totals of a good run, as many as its record says.  DES_OK; DES_EIO. */
DES_API DES_NODISCARD enum des_status
des_journal_index_totals(const struct des_journal_index *index, struct des_run_key key,
                         double *totals, struct des_error *error);
/* Hands the rows of one run and table, in the order they were written, block by
 * block: columns[c] points to `rows` values of the column's type.  DES_OK; DES_EIO; DES_EMIXED
 * when they are not rows of this model; DES_ENOMEM; what the reader returned. */
typedef enum des_status (*des_rows_reader)(void *context, size_t rows, const void *const *columns);
DES_API DES_NODISCARD enum des_status des_journal_index_rows(const struct des_journal_index *index,
                                                             const struct des_model *model,
                                                             struct des_run_key key, size_t table,
                                                             des_rows_reader reader, void *context,
                                                             struct des_error *error);

#endif
