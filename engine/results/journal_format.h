/* engine/results/journal_format.h - what stands in a journal, byte by byte.
 *
 *   record   = head, payload (head.length bytes), XXH3-64 of both
 *   ROWS     = desi_rows_head, one desi_column_head per column, columns: packed, or plain
 *              when their length is that of their values
 *   RUN      = desi_run_head; totals: which of total_count are not 0, a bit each, in words, and
 *              those, as doubles; message_length bytes
 *
 * Numbers are those of the machine: a journal is merged where it was written,
 * and one of another byte order fails at its magic. */
#ifndef DESI_JOURNAL_FORMAT_H
#define DESI_JOURNAL_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "des/journal.h"

#define DESI_JOURNAL_MAGIC UINT64_C(0x32304a4d49534b41) /* "AKSIMJ02" */

/* A longer payload is damage: the longest block of rows is far below. */
#define DESI_JOURNAL_LONGEST ((uint64_t)1 << 30)

/* Rows of one block: 128 KiB of a float64 column. */
#define DESI_BLOCK_ROWS 16384

struct desi_record_head {
    uint64_t magic;
    struct des_run_key key;
    uint64_t length;
    uint32_t type;
    uint32_t reserved; /* 0 */
};

struct desi_rows_head {
    uint32_t table;
    uint32_t sequence; /* of the block within its run; 0 begins a run anew */
    uint32_t rows;
    uint32_t columns;
};
struct desi_column_head {
    uint32_t size;   /* of one element */
    uint32_t length; /* bytes in the record */
};

struct desi_run_head {
    uint64_t events;
    uint64_t total_count;
    uint32_t status;
    uint32_t message_length;
};

/* Appends one record whose payload is the pieces laid end to end. */
DES_NODISCARD enum des_status desi_journal_append(struct des_journal *journal,
                                                  enum des_record_type type, struct des_run_key key,
                                                  const struct iovec *pieces, size_t count,
                                                  struct des_error *error);

/* Splits "<job>.<restart>.<rank>": true when `name` is of that form, with the
 * length of the job and both numbers. */
bool desi_journal_name(const char *name, size_t *job_length, unsigned *restart, unsigned *rank);

/* What errno means, in `text`. */
const char *desi_errno_text(int number, char *text, size_t size);

static inline size_t desi_column_size(const struct des_column *column) {
    return column->type == DES_COLUMN_F64 ? sizeof(double) : sizeof(int32_t);
}

#endif
