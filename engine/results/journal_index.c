/* engine/results/journal_index.c - asking an index: one run, its rows. */
#define _DEFAULT_SOURCE

#include "journal_index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal_format.h"
#include "packing.h"

size_t des_journal_index_runs(const struct des_journal_index *index) {
    return index->run_count;
}

size_t des_journal_index_damaged(const struct des_journal_index *index) {
    return index->damaged;
}

static int compare_key_to_run(const void *key, const void *run) {
    return desi_key_compare(key, &((const struct desi_run *)run)->key);
}

static const struct desi_run *find(const struct des_journal_index *index,
                                   const struct des_run_key *key) {
    return index->run_count == 0 ? NULL
                                 : bsearch(key, index->runs, index->run_count, sizeof *index->runs,
                                           compare_key_to_run);
}

bool des_journal_index_find(const struct des_journal_index *index, struct des_run_key key,
                            struct des_run_record *record) {
    const struct desi_run *run = find(index, &key);
    if (run == NULL) {
        return false;
    }
    if (record != NULL) {
        const struct desi_entry *entry = &index->entries[run->entry];
        struct desi_run_head head = entry->run;
        *record = (struct des_run_record){
            .key = key,
            .status = head.status < DES_STATUS_COUNT ? (enum des_status)head.status : DES_EBUG,
            .events = head.events,
            .message = entry->message != NULL ? entry->message : "",
            .total_count = (size_t)head.total_count,
        };
    }
    return true;
}

/* ---- totals ---- */

int desi_journal_index_open(const struct des_journal_index *index, size_t file) {
    struct desi_open_file *place = &index->open[file % DESI_OPEN_FILES];
    if (place->fd >= 0 && place->file == file) {
        return place->fd;
    }
    if (place->fd >= 0) {
        (void)close(place->fd);
    }
    *place = (struct desi_open_file){file, open(index->files[file], O_RDONLY | O_CLOEXEC)};
    return place->fd;
}

enum des_status des_journal_index_totals(const struct des_journal_index *index,
                                         struct des_run_key key, double *totals,
                                         struct des_error *error) {
    const struct desi_run *run = find(index, &key);
    if (run == NULL) {
        return des_fail(error, DES_EIO, "The run is in none of the journals.");
    }
    const struct desi_entry *entry = &index->entries[run->entry];
    size_t size = (size_t)entry->run.total_count * sizeof *totals;
    off_t offset = (off_t)(entry->offset + sizeof entry->run);
    int fd = desi_journal_index_open(index, entry->file);
    if (fd < 0 || pread(fd, totals, size, offset) != (ssize_t)size) {
        return des_fail(error, DES_EIO, "Reading totals from %s failed.",
                        index->files[entry->file]);
    }
    return DES_OK;
}

/* ---- rows ---- */

/* One table of one run being read: a file, a block's bytes, its columns. */
struct reading {
    const struct des_table *table;
    int fd;
    unsigned char *payload;
    size_t capacity;
    void **columns;
    struct desi_packing *packing;
};

static bool allocate(struct reading *reading) {
    reading->columns = calloc(reading->table->count + 1, sizeof *reading->columns);
    reading->packing = desi_packing_create(DESI_BLOCK_ROWS * sizeof(double));
    bool room = reading->columns != NULL && reading->packing != NULL;
    for (size_t c = 0; c < reading->table->count && room; c++) {
        reading->columns[c] = malloc(DESI_BLOCK_ROWS * sizeof(double));
        room = reading->columns[c] != NULL;
    }
    return room;
}

static void release(struct reading *reading) {
    for (size_t c = 0; reading->columns != NULL && c < reading->table->count; c++) {
        free(reading->columns[c]);
    }
    free(reading->columns);
    desi_packing_destroy(reading->packing);
    free(reading->payload);
}

static enum des_status load(struct reading *reading, const struct desi_entry *entry) {
    if (entry->length > reading->capacity) {
        unsigned char *grown = realloc(reading->payload, (size_t)entry->length);
        if (grown == NULL) {
            return DES_ENOMEM;
        }
        reading->payload = grown;
        reading->capacity = (size_t)entry->length;
    }
    ssize_t n = pread(reading->fd, reading->payload, (size_t)entry->length, (off_t)entry->offset);
    return n == (ssize_t)entry->length ? DES_OK : DES_EIO;
}

/* The block was written for this table: as many columns, of the same sizes. */
static enum des_status check_shape(const struct reading *reading, const struct desi_rows_head *head,
                                   size_t length) {
    const struct des_table *table = reading->table;
    if (head->columns != table->count || head->rows > DESI_BLOCK_ROWS ||
        length < sizeof *head + table->count * sizeof(struct desi_column_head)) {
        return DES_EMIXED;
    }
    return DES_OK;
}

static enum des_status read_column(struct reading *reading, size_t c, const unsigned char *from,
                                   const struct desi_column_head *column, size_t rows) {
    if (column->length == rows * column->size) {
        memcpy(reading->columns[c], from, column->length);
        return DES_OK;
    }
    return desi_unpack_column(reading->packing, from, column->length, reading->columns[c], rows,
                              column->size);
}

static enum des_status unpack(struct reading *reading, size_t length, size_t *rows) {
    struct desi_rows_head head;
    memcpy(&head, reading->payload, sizeof head);
    enum des_status status = check_shape(reading, &head, length);
    size_t at = sizeof head + head.columns * sizeof(struct desi_column_head);
    for (size_t c = 0; c < reading->table->count && status == DES_OK; c++) {
        struct desi_column_head column;
        memcpy(&column, reading->payload + sizeof head + c * sizeof column, sizeof column);
        size_t size = desi_column_size(&reading->table->columns[c]);
        if (column.size != size || column.length > length - at) {
            return DES_EMIXED;
        }
        status = read_column(reading, c, reading->payload + at, &column, head.rows);
        at += column.length;
    }
    *rows = head.rows;
    return status;
}

static enum des_status read_blocks(struct reading *reading, const struct des_journal_index *index,
                                   const struct desi_run *run, size_t table, des_rows_reader reader,
                                   void *context) {
    enum des_status status = DES_OK;
    for (size_t i = run->first_block; i < run->entry && status == DES_OK; i++) {
        const struct desi_entry *entry = &index->entries[i];
        size_t rows = 0;
        if (entry->table != table) {
            continue;
        }
        status = load(reading, entry);
        if (status == DES_OK) {
            status = unpack(reading, (size_t)entry->length, &rows);
        }
        if (status == DES_OK) {
            status = reader(context, rows, (const void *const *)reading->columns);
        }
    }
    return status;
}

static bool has_rows(const struct des_journal_index *index, const struct desi_run *run,
                     size_t table) {
    for (size_t i = run->first_block; i < run->entry; i++) {
        if (index->entries[i].table == table) {
            return true;
        }
    }
    return false;
}

/* A reader that failed has told why itself. */
static enum des_status explain(enum des_status status, const char *path, const char *table,
                               struct des_error *error) {
    if (status == DES_EMIXED) {
        return des_fail(error, status, "The rows of %s in %s were written by another program.",
                        table, path);
    }
    return status == DES_OK ? status
                            : des_fail(error, status, "Reading %s from %s failed: %s.", table, path,
                                       des_status_text(status));
}

enum des_status des_journal_index_rows(const struct des_journal_index *index,
                                       const struct des_model *model, struct des_run_key key,
                                       size_t table, des_rows_reader reader, void *context,
                                       struct des_error *error) {
    const struct desi_run *run = find(index, &key);
    if (run == NULL || !has_rows(index, run, table)) {
        return DES_OK;
    }
    const char *path = index->files[index->entries[run->entry].file];
    struct reading reading = {.table = &model->tables[table],
                              .fd =
                                  desi_journal_index_open(index, index->entries[run->entry].file)};
    enum des_status status = reading.fd < 0 ? DES_EIO : allocate(&reading) ? DES_OK : DES_ENOMEM;
    if (status == DES_OK) {
        status = read_blocks(&reading, index, run, table, reader, context);
    }
    release(&reading);
    return explain(status, path, model->tables[table].name, error);
}
