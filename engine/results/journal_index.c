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

/* ---- one run ---- */

struct desi_place desi_run_place(const struct desi_run *run) {
    uint64_t packed = (uint64_t)run->place[1] << 32 | run->place[0];
    return (struct desi_place){.file = (size_t)(packed >> (DESI_OFFSET_BITS + 1)),
                               .offset = packed >> 1 & ((UINT64_C(1) << DESI_OFFSET_BITS) - 1),
                               .good = (packed & 1) != 0};
}

#define HEADS (sizeof(struct desi_record_head) + sizeof(struct desi_run_head))
_Static_assert(HEADS % sizeof(double) == 0, "totals can be read where they stand");

static struct desi_record_head record_head(const struct desi_lookup *lookup) {
    struct desi_record_head head;
    memcpy(&head, lookup->bytes, sizeof head);
    return head;
}

static struct desi_run_head run_head(const struct desi_lookup *lookup) {
    struct desi_run_head head;
    memcpy(&head, lookup->bytes + sizeof(struct desi_record_head), sizeof head);
    return head;
}

static bool make_room(struct desi_lookup *lookup, size_t wanted) {
    unsigned char *grown =
        wanted <= lookup->capacity ? lookup->bytes : realloc(lookup->bytes, wanted);
    if (grown == NULL) {
        return false;
    }
    lookup->capacity = wanted > lookup->capacity ? wanted : lookup->capacity;
    lookup->bytes = grown;
    return true;
}

/* Its heads, and what else came with them: as much as the longest record until now had. */
static bool read_heads(const struct des_journal_index *index, const struct desi_place *place,
                       size_t *length) {
    struct desi_lookup *lookup = index->lookup;
    size_t wanted = lookup->longest > HEADS ? lookup->longest : HEADS;
    int fd = desi_journal_index_open(index, place->file);
    if (fd < 0 || !make_room(lookup, wanted)) {
        return false;
    }
    ssize_t n = pread(fd, lookup->bytes, wanted, (off_t)place->offset);
    if (n >= (ssize_t)HEADS) {
        *length = (size_t)n;
        return true;
    }
    *length = HEADS;
    return desi_read_at(fd, lookup->bytes, HEADS, place->offset);
}

/* The rest of a record of which the first `length` bytes are there. */
static bool read_rest(const struct des_journal_index *index, const struct desi_place *place,
                      size_t length) {
    struct desi_lookup *lookup = index->lookup;
    uint64_t payload = record_head(lookup).length;
    if (payload > DESI_JOURNAL_LONGEST || payload < sizeof(struct desi_run_head)) {
        return false;
    }
    size_t whole = sizeof(struct desi_record_head) + (size_t)payload;
    int fd = desi_journal_index_open(index, place->file);
    if (whole > length &&
        (fd < 0 || !make_room(lookup, whole) ||
         !desi_read_at(fd, lookup->bytes + length, whole - length, place->offset + length))) {
        return false;
    }
    lookup->longest = whole > lookup->longest ? whole : lookup->longest;
    struct desi_run_head head = run_head(lookup);
    return desi_run_is_sound(&head, lookup->bytes + HEADS, whole - HEADS);
}

/* The first with this part of a key; run_count when there is none. */
static size_t first_of(const struct des_journal_index *index, uint32_t part) {
    size_t low = 0, high = index->run_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->runs[middle].part < part) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum answer { ANSWER_NONE, ANSWER_FOUND, ANSWER_UNREADABLE };

/* Leaves the heads of its record in the lookup, or all of it. */
static enum answer find(const struct des_journal_index *index, const struct des_run_key *key,
                        bool whole, struct desi_place *place) {
    uint32_t part = (uint32_t)key->word[0];
    for (size_t i = first_of(index, part); i < index->run_count && index->runs[i].part == part;
         i++) {
        size_t length = 0;
        *place = desi_run_place(&index->runs[i]);
        if (!read_heads(index, place, &length)) {
            return ANSWER_UNREADABLE;
        }
        struct desi_record_head head = record_head(index->lookup);
        if (desi_key_compare(&head.key, key) == 0) {
            return !whole || read_rest(index, place, length) ? ANSWER_FOUND : ANSWER_UNREADABLE;
        }
    }
    return ANSWER_NONE;
}

/* The message is the end of the record; "" where it cannot be had. */
static const char *message_of(const struct des_journal_index *index,
                              const struct desi_place *place) {
    struct desi_lookup *lookup = index->lookup;
    size_t length = run_head(lookup).message_length;
    if (length == 0 || !read_rest(index, place, HEADS)) {
        return "";
    }
    size_t end = sizeof(struct desi_record_head) + (size_t)record_head(lookup).length;
    if (!make_room(lookup, end + 1)) {
        return "";
    }
    lookup->bytes[end] = '\0';
    return (const char *)lookup->bytes + end - length;
}

static struct des_run_record record_of(struct des_run_key key, const struct desi_lookup *lookup) {
    struct desi_run_head head = run_head(lookup);
    return (struct des_run_record){
        .key = key,
        .status = head.status < DES_STATUS_COUNT ? (enum des_status)head.status : DES_EBUG,
        .events = head.events,
        .message = "",
        .total_count = (size_t)head.total_count,
    };
}

bool des_journal_index_find(const struct des_journal_index *index, struct des_run_key key,
                            struct des_run_record *record) {
    struct desi_place place;
    if (find(index, &key, false, &place) != ANSWER_FOUND) {
        return false;
    }
    if (record != NULL) {
        *record = record_of(key, index->lookup);
        record->message = message_of(index, &place);
    }
    return true;
}

/* ---- several threads ---- */

bool desi_journal_view(const struct des_journal_index *index, struct des_journal_index *view) {
    *view = *index;
    view->lookup = calloc(1, sizeof *view->lookup);
    for (size_t i = 0; view->lookup != NULL && i < DESI_OPEN_FILES; i++) {
        view->lookup->open[i] = (struct desi_open_file){0, -1};
    }
    return view->lookup != NULL;
}

void desi_journal_view_fini(struct des_journal_index *view) {
    if (view->lookup == NULL) {
        return;
    }
    for (size_t i = 0; i < DESI_OPEN_FILES; i++) {
        if (view->lookup->open[i].fd >= 0) {
            (void)close(view->lookup->open[i].fd);
        }
    }
    free(view->lookup->bytes);
    free(view->lookup);
    view->lookup = NULL;
}

/* ---- totals ---- */

int desi_journal_index_open(const struct des_journal_index *index, size_t file) {
    struct desi_open_file *place = &index->lookup->open[file % DESI_OPEN_FILES];
    if (place->fd >= 0 && place->file == file) {
        return place->fd;
    }
    if (place->fd >= 0) {
        (void)close(place->fd);
    }
    *place = (struct desi_open_file){file, open(index->files[file], O_RDONLY | O_CLOEXEC)};
    return place->fd;
}

static enum des_status fail_totals(const struct des_journal_index *index,
                                   const struct desi_place *place, struct des_error *error) {
    return des_fail(error, DES_EIO, "Reading totals from %s failed.", index->files[place->file]);
}

static struct desi_sparse totals_of(const struct desi_lookup *lookup) {
    size_t count = (size_t)run_head(lookup).total_count;
    const uint64_t *mask = (const uint64_t *)(const void *)(lookup->bytes + HEADS);
    return (struct desi_sparse){count, mask,
                                (const double *)(const void *)(mask + desi_sparse_words(count))};
}

enum des_status desi_journal_index_take(const struct des_journal_index *index,
                                        struct des_run_key key, struct desi_sparse *totals,
                                        bool *found, struct des_run_record *record,
                                        struct des_error *error) {
    struct desi_place place;
    enum answer answer = find(index, &key, true, &place);
    if (answer == ANSWER_UNREADABLE) {
        return fail_totals(index, &place, error);
    }
    *found = answer == ANSWER_FOUND;
    if (*found) {
        *record = record_of(key, index->lookup);
        *totals = totals_of(index->lookup);
    }
    return DES_OK;
}

enum des_status des_journal_index_totals(const struct des_journal_index *index,
                                         struct des_run_key key, double *totals,
                                         struct des_error *error) {
    bool found = false;
    struct desi_sparse sparse;
    struct des_run_record record;
    enum des_status status = desi_journal_index_take(index, key, &sparse, &found, &record, error);
    if (status == DES_OK && !found) {
        return des_fail(error, DES_EIO, "The run is in none of the journals.");
    }
    if (status == DES_OK) {
        desi_sparse_unpack(&sparse, totals);
    }
    return status;
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

static enum des_status load(struct reading *reading, const struct desi_block *block) {
    if (block->length > reading->capacity) {
        unsigned char *grown = realloc(reading->payload, (size_t)block->length);
        if (grown == NULL) {
            return DES_ENOMEM;
        }
        reading->payload = grown;
        reading->capacity = (size_t)block->length;
    }
    return desi_read_at(reading->fd, reading->payload, (size_t)block->length, block->offset)
               ? DES_OK
               : DES_EIO;
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

/* The blocks of a run: from its last beginning before its RUN record, in the same file. */
struct blocks {
    size_t first, end;
};

static int compare_key_to_block(const void *key, const void *block) {
    return desi_key_compare(key, &((const struct desi_block *)block)->key);
}

static struct blocks blocks_of(const struct des_journal_index *index, struct des_run_key key,
                               const struct desi_place *place) {
    const struct desi_block *all = index->blocks;
    const struct desi_block *found =
        index->block_count == 0
            ? NULL
            : bsearch(&key, all, index->block_count, sizeof *all, compare_key_to_block);
    if (found == NULL) {
        return (struct blocks){0, 0};
    }
    size_t i = (size_t)(found - all);
    while (i > 0 && desi_key_compare(&all[i - 1].key, &key) == 0) {
        i--;
    }
    struct blocks blocks = {i, i};
    for (; i < index->block_count && desi_key_compare(&all[i].key, &key) == 0; i++) {
        if (all[i].file == place->file && all[i].offset < place->offset) {
            bool begins = blocks.end != i || all[i].sequence == 0;
            blocks.first = begins ? i : blocks.first;
            blocks.end = i + 1;
        }
    }
    return blocks;
}

static enum des_status read_blocks(struct reading *reading, const struct des_journal_index *index,
                                   const struct blocks *blocks, size_t table,
                                   des_rows_reader reader, void *context) {
    enum des_status status = DES_OK;
    for (size_t i = blocks->first; i < blocks->end && status == DES_OK; i++) {
        const struct desi_block *block = &index->blocks[i];
        size_t rows = 0;
        if (block->table != table) {
            continue;
        }
        status = load(reading, block);
        if (status == DES_OK) {
            status = unpack(reading, (size_t)block->length, &rows);
        }
        if (status == DES_OK) {
            status = reader(context, rows, (const void *const *)reading->columns);
        }
    }
    return status;
}

static bool has_rows(const struct des_journal_index *index, const struct blocks *blocks,
                     size_t table) {
    for (size_t i = blocks->first; i < blocks->end; i++) {
        if (index->blocks[i].table == table) {
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
    struct desi_place place = {0};
    enum answer answer = find(index, &key, false, &place);
    if (answer == ANSWER_NONE) {
        return DES_OK;
    }
    if (answer == ANSWER_UNREADABLE) {
        return explain(DES_EIO, index->files[place.file], model->tables[table].name, error);
    }
    struct blocks blocks = blocks_of(index, key, &place);
    if (!has_rows(index, &blocks, table)) {
        return DES_OK;
    }
    const char *path = index->files[place.file];
    struct reading reading = {.table = &model->tables[table],
                              .fd = desi_journal_index_open(index, place.file)};
    enum des_status status = reading.fd < 0 ? DES_EIO : allocate(&reading) ? DES_OK : DES_ENOMEM;
    if (status == DES_OK) {
        status = read_blocks(&reading, index, &blocks, table, reader, context);
    }
    release(&reading);
    return explain(status, path, model->tables[table].name, error);
}
