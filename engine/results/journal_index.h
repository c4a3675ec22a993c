/* engine/results/journal_index.h - what a scan found. */
#ifndef DESI_JOURNAL_INDEX_H
#define DESI_JOURNAL_INDEX_H

#include "des/journal.h"

#include "../experiment/sparse.h"
#include "journal_format.h"

/* A finished run: a part of its key, and where its RUN record stands: 12 bytes, so that an index
 * of a million runs is small.  The key itself is read there. */
struct desi_run {
    uint32_t part;
    uint32_t place[2];
};
struct desi_place {
    size_t file;
    uint64_t offset; /* of the record */
    bool good;       /* the run succeeded */
};
enum { DESI_FILE_BITS = 20, DESI_OFFSET_BITS = 43 }; /* a million files of 8 TB */
struct desi_place desi_run_place(const struct desi_run *run);

/* A block of rows.  Sorted by key, then file, then offset, so that the rows of a run stand
 * together in the order they were written. */
struct desi_block {
    struct des_run_key key;
    size_t file;
    uint64_t offset; /* of the payload */
    uint64_t length; /* of the payload */
    uint32_t sequence, table;
};

/* A journal that is open for reading.  So many are kept open, each in the place that its
 * number says: runs are asked for in the order of the plan, not of the files. */
#define DESI_OPEN_FILES 64
struct desi_open_file {
    size_t file;
    int fd; /* -1: none */
};

/* What questions leave: journals open, the last record, how long records may be. */
struct desi_lookup {
    struct desi_open_file open[DESI_OPEN_FILES];
    unsigned char *bytes; /* a RUN record, or its beginning */
    size_t capacity;
    size_t longest; /* that was read whole */
};

struct des_journal_index {
    struct desi_lookup *lookup; /* owned */
    char **files;               /* paths */
    size_t file_count, file_capacity;
    struct desi_run *runs; /* one per key, sorted by part */
    size_t run_count, run_capacity;
    struct desi_block *blocks;
    size_t block_count, block_capacity;
    size_t damaged;
};

/* What follows the head of a RUN record, `length` bytes, is of that length and form. */
bool desi_run_is_sound(const struct desi_run_head *head, const unsigned char *rest,
                       uint64_t length);
/* Reads `length` bytes whole. */
bool desi_read_at(int fd, void *to, size_t length, uint64_t offset);

/* The file, open for reading until others need its place; -1 and errno. */
int desi_journal_index_open(const struct des_journal_index *index, size_t file);

/* The same index for another thread, which borrows all but what it opens.  False when out of
 * memory; fini in every case. */
bool desi_journal_view(const struct des_journal_index *index, struct des_journal_index *view);
void desi_journal_view_fini(struct des_journal_index *view);

/* The record of a run, without its message, and its totals, borrowed until the next question.
 * DES_OK, also when it is not there: *found says it; DES_EIO. */
DES_NODISCARD enum des_status desi_journal_index_take(const struct des_journal_index *index,
                                                      struct des_run_key key,
                                                      struct desi_sparse *totals, bool *found,
                                                      struct des_run_record *record,
                                                      struct des_error *error);

/* Forgets the good runs without rows, of which nothing is asked once their totals are read. */
void desi_journal_index_forget(struct des_journal_index *index);

/* Orders two keys: first by the part that stands in the index. */
int desi_key_compare(const struct des_run_key *a, const struct des_run_key *b);

#endif
