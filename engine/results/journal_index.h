/* engine/results/journal_index.h - what a scan found. */
#ifndef DESI_JOURNAL_INDEX_H
#define DESI_JOURNAL_INDEX_H

#include "des/journal.h"

#include "journal_format.h"

/* One readable record.  Sorted by key, then file, then offset, so that all that
 * was said about a run stands together and in the order it was said. */
struct desi_entry {
    struct des_run_key key;
    size_t file;
    uint64_t offset; /* of the payload */
    uint64_t length; /* of the payload */
    enum des_record_type type;
    uint32_t sequence;        /* ROWS */
    uint32_t table;           /* ROWS */
    struct desi_run_head run; /* RUN */
    char *message;            /* RUN: why it failed; owned; NULL: it did not */
};

/* A finished run: its RUN entry, and its blocks before that. */
struct desi_run {
    struct des_run_key key;
    size_t entry;
    size_t first_block; /* entries first_block ... entry - 1 */
};

/* A journal that is open for reading.  So many are kept open, each in the place that its
 * number says: runs are asked for in the order of the plan, not of the files. */
#define DESI_OPEN_FILES 64
struct desi_open_file {
    size_t file;
    int fd; /* -1: none */
};

struct des_journal_index {
    struct desi_open_file *open; /* DESI_OPEN_FILES; owned */
    char **files;                /* paths */
    size_t file_count, file_capacity;
    struct desi_entry *entries;
    size_t entry_count, entry_capacity;
    struct desi_run *runs; /* one per key, sorted */
    size_t run_count;
    size_t damaged;
};

/* The file, open for reading until others need its place; -1 and errno. */
int desi_journal_index_open(const struct des_journal_index *index, size_t file);

/* Orders two keys. */
int desi_key_compare(const struct des_run_key *a, const struct des_run_key *b);

#endif
