/* engine/results/journal_index.h - what a scan found. */
#ifndef DESI_JOURNAL_INDEX_H
#define DESI_JOURNAL_INDEX_H

#include "des/journal.h"

/* One readable record.  Sorted by key, then file, then offset, so that all that
 * was said about a run stands together and in the order it was said. */
struct desi_entry {
    struct des_run_key key;
    size_t file;
    uint64_t offset; /* of the payload */
    uint64_t length; /* of the payload */
    enum des_record_type type;
    uint32_t sequence;  /* ROWS */
    uint32_t table;     /* ROWS */
    unsigned char *run; /* RUN: its payload and a closing 0; owned */
};

/* A finished run: its RUN entry, and its blocks before that. */
struct desi_run {
    struct des_run_key key;
    size_t entry;
    size_t first_block; /* entries first_block ... entry - 1 */
};

struct des_journal_index {
    char **files; /* paths */
    size_t file_count, file_capacity;
    struct desi_entry *entries;
    size_t entry_count, entry_capacity;
    struct desi_run *runs; /* one per key, sorted */
    size_t run_count;
    size_t damaged;
};

/* Orders two keys. */
int desi_key_compare(const struct des_run_key *a, const struct des_run_key *b);

#endif
