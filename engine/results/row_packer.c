/* engine/results/row_packer.c - the rows of one run, in blocks.
 *
 * A column that packing does not make smaller stands as it is: its length says so. */
#include <stdlib.h>
#include <string.h>

#include "des/journal.h"

#include "journal_format.h"
#include "packing.h"

/* The rows of one table that wait for a full block; allocated at the first. */
struct waiting {
    unsigned char **columns;
    uint32_t rows;
};

struct des_row_packer {
    struct des_journal *journal;
    const struct des_model *model;
    struct des_run_key key;
    uint32_t sequence; /* of the next block */
    struct waiting *tables;
    enum des_rows_form form;
    struct desi_packing *packing; /* NULL: rows as they are */
    struct iovec *pieces;         /* of a block: two heads, then columns */
    struct desi_column_head *heads;
    unsigned char *packed; /* columns of a block, end to end */
    size_t room;
};

static size_t widest_row(const struct des_model *model) {
    size_t widest = 0;
    for (size_t t = 0; t < model->table_count; t++) {
        widest = model->tables[t].count > widest ? model->tables[t].count : widest;
    }
    return widest;
}

/* For a block of the widest table. */
static bool make_room(struct des_row_packer *packer) {
    size_t widest = widest_row(packer->model);
    packer->pieces = calloc(widest + 2, sizeof *packer->pieces);
    packer->heads = calloc(widest + 1, sizeof *packer->heads);
    if (packer->pieces == NULL || packer->heads == NULL || packer->form == DES_ROWS_PLAIN) {
        return packer->pieces != NULL && packer->heads != NULL;
    }
    packer->packing = desi_packing_create(DESI_BLOCK_ROWS * sizeof(double));
    if (packer->packing == NULL) {
        return false;
    }
    packer->room = widest * desi_packing_bound(packer->packing, DESI_BLOCK_ROWS * sizeof(double));
    packer->packed = malloc(packer->room + 1);
    return packer->packed != NULL;
}

enum des_status des_row_packer_create(struct des_journal *journal, const struct des_model *model,
                                      struct des_run_key key, enum des_rows_form form,
                                      struct des_row_packer **packer) {
    struct des_row_packer *created = calloc(1, sizeof *created);
    if (created == NULL) {
        return DES_ENOMEM;
    }
    created->journal = journal;
    created->model = model;
    created->key = key;
    created->tables = calloc(model->table_count + 1, sizeof *created->tables);
    created->form = form;
    if (created->tables == NULL || !make_room(created)) {
        des_row_packer_destroy(created);
        return DES_ENOMEM;
    }
    *packer = created;
    return DES_OK;
}

static void free_columns(struct waiting *waiting, size_t count) {
    for (size_t c = 0; waiting->columns != NULL && c < count; c++) {
        free(waiting->columns[c]);
    }
    free(waiting->columns);
    waiting->columns = NULL;
}

void des_row_packer_destroy(struct des_row_packer *packer) {
    if (packer == NULL) {
        return;
    }
    for (size_t t = 0; packer->tables != NULL && t < packer->model->table_count; t++) {
        free_columns(&packer->tables[t], packer->model->tables[t].count);
    }
    free(packer->tables);
    desi_packing_destroy(packer->packing);
    free(packer->pieces);
    free(packer->heads);
    free(packer->packed);
    free(packer);
}

/* ---- a full block ---- */

/* Where the waiting values of a column stand, packed or plain, as a piece of the block. */
static struct iovec pack_column(struct des_row_packer *packer, unsigned char *values, size_t rows,
                                size_t size, size_t *used) {
    struct iovec plain = {values, rows * size};
    if (packer->packing == NULL) {
        return plain;
    }
    unsigned char *packed = packer->packed + *used;
    size_t length =
        desi_pack_column(packer->packing, values, rows, size, packed, packer->room - *used);
    if (length >= plain.iov_len) {
        return plain;
    }
    *used += length;
    return (struct iovec){packed, length};
}

static enum des_status write_block(struct des_row_packer *packer, size_t t) {
    const struct des_table *table = &packer->model->tables[t];
    struct waiting *waiting = &packer->tables[t];
    size_t used = 0;
    for (size_t c = 0; c < table->count; c++) {
        size_t size = desi_column_size(&table->columns[c]);
        struct iovec piece = pack_column(packer, waiting->columns[c], waiting->rows, size, &used);
        packer->pieces[2 + c] = piece;
        packer->heads[c] = (struct desi_column_head){(uint32_t)size, (uint32_t)piece.iov_len};
    }
    struct desi_rows_head head = {
        .table = (uint32_t)t,
        .sequence = packer->sequence++,
        .rows = waiting->rows,
        .columns = (uint32_t)table->count,
    };
    packer->pieces[0] = (struct iovec){&head, sizeof head};
    packer->pieces[1] = (struct iovec){packer->heads, table->count * sizeof *packer->heads};
    waiting->rows = 0;
    return desi_journal_append(packer->journal, DES_RECORD_ROWS, packer->key, packer->pieces,
                               table->count + 2, NULL);
}

enum des_status des_row_packer_flush(struct des_row_packer *packer) {
    enum des_status status = DES_OK;
    for (size_t t = 0; t < packer->model->table_count && status == DES_OK; t++) {
        if (packer->tables[t].rows > 0) {
            status = write_block(packer, t);
        }
    }
    return status;
}

/* ---- one row ---- */

static enum des_status allocate_columns(struct waiting *waiting, const struct des_table *table) {
    waiting->columns = calloc(table->count + 1, sizeof *waiting->columns);
    if (waiting->columns == NULL) {
        return DES_ENOMEM;
    }
    for (size_t c = 0; c < table->count; c++) {
        waiting->columns[c] = malloc(DESI_BLOCK_ROWS * desi_column_size(&table->columns[c]));
        if (waiting->columns[c] == NULL) {
            free_columns(waiting, table->count);
            return DES_ENOMEM;
        }
    }
    return DES_OK;
}

static inline void put_row(struct waiting *waiting, const struct des_table *table,
                           const union des_cell *cells) {
    size_t row = waiting->rows++;
    for (size_t c = 0; c < table->count; c++) {
        void *values = waiting->columns[c]; /* from malloc: aligned for either */
        if (table->columns[c].type == DES_COLUMN_F64) {
            ((double *)values)[row] = cells[c].f64;
        } else {
            ((int32_t *)values)[row] = cells[c].i32;
        }
    }
}

static enum des_status take_row(void *context, size_t t, const union des_cell *cells) {
    struct des_row_packer *packer = context;
    if (t >= packer->model->table_count) {
        return DES_ERANGE;
    }
    const struct des_table *table = &packer->model->tables[t];
    struct waiting *waiting = &packer->tables[t];
    if (waiting->columns == NULL) {
        enum des_status status = allocate_columns(waiting, table);
        if (status != DES_OK) {
            return status;
        }
    }
    put_row(waiting, table, cells);
    return waiting->rows == DESI_BLOCK_ROWS ? write_block(packer, t) : DES_OK;
}

struct des_sink des_row_packer_sink(struct des_row_packer *packer) {
    return (struct des_sink){.context = packer, .row = take_row};
}
