/* engine/results/row_packer.c - the rows of one run, packed into blocks. */
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
    struct desi_packing *packing;
    unsigned char *packed; /* all columns of a block, end to end */
    size_t room;
};

static size_t widest_row(const struct des_model *model) {
    size_t widest = 0;
    for (size_t t = 0; t < model->table_count; t++) {
        widest = model->tables[t].count > widest ? model->tables[t].count : widest;
    }
    return widest;
}

enum des_status des_row_packer_create(struct des_journal *journal, const struct des_model *model,
                                      struct des_run_key key, struct des_row_packer **packer) {
    struct des_row_packer *created = calloc(1, sizeof *created);
    if (created == NULL) {
        return DES_ENOMEM;
    }
    created->journal = journal;
    created->model = model;
    created->key = key;
    created->tables = calloc(model->table_count + 1, sizeof *created->tables);
    created->packing = desi_packing_create(DESI_BLOCK_ROWS * sizeof(double));
    if (created->tables == NULL || created->packing == NULL) {
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
    free(packer->packed);
    free(packer);
}

/* ---- a full block ---- */

/* Room for a block of the widest table, so that it is made once. */
static enum des_status make_room(struct des_row_packer *packer) {
    if (packer->packed != NULL) {
        return DES_OK;
    }
    size_t column = desi_packing_bound(packer->packing, DESI_BLOCK_ROWS * sizeof(double));
    packer->room = widest_row(packer->model) * column;
    packer->packed = malloc(packer->room + 1);
    return packer->packed != NULL ? DES_OK : DES_ENOMEM;
}

/* Packs the waiting columns end to end; returns their length. */
static size_t pack_columns(struct des_row_packer *packer, size_t t,
                           struct desi_column_head *heads) {
    const struct des_table *table = &packer->model->tables[t];
    const struct waiting *waiting = &packer->tables[t];
    size_t length = 0;
    for (size_t c = 0; c < table->count; c++) {
        size_t size = desi_column_size(&table->columns[c]);
        size_t packed = desi_pack(packer->packing, waiting->columns[c], waiting->rows, size,
                                  packer->packed + length, packer->room - length);
        heads[c] = (struct desi_column_head){(uint32_t)size, (uint32_t)packed};
        length += packed;
    }
    return length;
}

static enum des_status write_block(struct des_row_packer *packer, size_t t) {
    struct waiting *waiting = &packer->tables[t];
    size_t columns = packer->model->tables[t].count;
    struct desi_column_head *heads = calloc(columns + 1, sizeof *heads);
    enum des_status status = make_room(packer);
    if (heads == NULL || status != DES_OK) {
        free(heads);
        return DES_ENOMEM;
    }
    size_t length = pack_columns(packer, t, heads);
    struct desi_rows_head head = {
        .table = (uint32_t)t,
        .sequence = packer->sequence++,
        .rows = waiting->rows,
        .columns = (uint32_t)columns,
    };
    const struct iovec pieces[] = {
        {&head, sizeof head}, {heads, columns * sizeof *heads}, {packer->packed, length}};
    status = desi_journal_append(packer->journal, DES_RECORD_ROWS, packer->key, pieces, 3, NULL);
    waiting->rows = 0;
    free(heads);
    return status;
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

static void put_row(struct waiting *waiting, const struct des_table *table,
                    const union des_cell *cells) {
    size_t row = waiting->rows++;
    for (size_t c = 0; c < table->count; c++) {
        size_t size = desi_column_size(&table->columns[c]);
        const void *from = table->columns[c].type == DES_COLUMN_F64 ? (const void *)&cells[c].f64
                                                                    : (const void *)&cells[c].i32;
        memcpy(waiting->columns[c] + row * size, from, size);
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
