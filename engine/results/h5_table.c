/* engine/results/h5_table.c - a table: a group of columns that grow together.
 *
 * A number column is kept until it fills a chunk, which is then packed, in another thread, and
 * written as it is.  One that never fills a chunk is written at the end,
 * in the place its rows need. */
#include "h5_file.h"

#include <stdlib.h>
#include <string.h>

#include "des/check.h"

#include "journal_format.h"

#define CHUNK_ROWS ((size_t)DESI_BLOCK_ROWS)
/* Below this a chunk's own overhead outweighs what packing saves. */
#define PLAIN_ROWS 1024
/* Attributes hold 64 KiB; of a longer list only /labels tells. */
#define MEANINGS_LONGEST 60000

struct column {
    char *name;
    enum desi_cell type;
    char *attributes[3]; /* units, long_name, labels; NULL: none */
    const char *const *meanings;
    void *values;    /* waiting for a chunk; of texts, all */
    size_t waiting;  /* values there */
    size_t capacity; /* ... and how many fit */
    size_t written;  /* rows in the file */
    bool ended;
    hid_t set; /* < 0 until the first chunk */
};

struct desi_table {
    struct desi_h5 *h5;
    hid_t group;
    struct column *columns;
    size_t count;
};

static const char *const attribute_names[3] = {"units", "long_name", "labels"};

static size_t cell_size(enum desi_cell type) {
    return type == DESI_F64 ? sizeof(double) : type == DESI_I32 ? sizeof(int32_t) : sizeof(char *);
}

static hid_t file_type(const struct desi_table *table, enum desi_cell type) {
    return type == DESI_F64 ? H5T_IEEE_F64LE : type == DESI_I32 ? H5T_STD_I32LE : table->h5->text;
}

static hid_t memory_type(const struct desi_table *table, enum desi_cell type) {
    return type == DESI_F64   ? H5T_NATIVE_DOUBLE
           : type == DESI_I32 ? H5T_NATIVE_INT32
                              : table->h5->text;
}

static bool works(const struct desi_table *table) {
    return table != NULL && table->h5->status == DES_OK;
}

static void out_of_memory(struct desi_table *table) {
    desi_h5_fail(table->h5, DES_ENOMEM, "Out of memory.");
}

/* ---- making a table ---- */

struct desi_table *desi_table_open(struct desi_h5 *h5, const char *path) {
    struct desi_table *table = h5->status == DES_OK ? calloc(1, sizeof *table) : NULL;
    if (table == NULL) {
        desi_h5_fail(h5, DES_ENOMEM, "Out of memory.");
        return NULL;
    }
    table->h5 = h5;
    table->group = desi_h5_group(h5, path);
    return table;
}

static char *copy(struct desi_table *table, const char *text) {
    char *copied = text != NULL ? malloc(strlen(text) + 1) : NULL;
    if (copied != NULL) {
        memcpy(copied, text, strlen(text) + 1);
    } else if (text != NULL) {
        out_of_memory(table);
    }
    return copied;
}

void desi_table_add(struct desi_table *table, const struct desi_column *column) {
    if (!works(table)) {
        return;
    }
    struct column *grown = realloc(table->columns, (table->count + 1) * sizeof *grown);
    if (grown == NULL) {
        out_of_memory(table);
        return;
    }
    table->columns = grown;
    table->columns[table->count++] = (struct column){
        .name = copy(table, column->name),
        .type = column->type,
        .attributes = {copy(table, column->unit), copy(table, column->long_name),
                       copy(table, column->labels)},
        .meanings = column->meanings,
        .set = -1,
    };
}

/* ---- the attributes of a column ---- */

/* What the meanings take as text, each with a blank or the end behind it; *count of them. */
static size_t meanings_size(const char *const *meanings, size_t *count) {
    size_t size = 0;
    for (*count = 0; meanings[*count] != NULL; ++*count) {
        size += strlen(meanings[*count]) + 1;
    }
    return size;
}

/* CF's flag_meanings are words between blanks. */
static void join_meanings(const char *const *meanings, size_t count, char *text) {
    for (size_t i = 0; i < count; i++) {
        for (const char *from = meanings[i]; *from != '\0'; from++) {
            *text++ = *from == ' ' ? '_' : *from;
        }
        *text++ = i + 1 < count ? ' ' : '\0';
    }
}

static void describe_flags(struct desi_table *table, const struct column *column, hid_t set) {
    size_t count, size = meanings_size(column->meanings, &count);
    if (count == 0 || size > MEANINGS_LONGEST || count * sizeof(int32_t) >= MEANINGS_LONGEST) {
        return;
    }
    char *words = malloc(size);
    int32_t *codes = calloc(count, sizeof *codes);
    if (words == NULL || codes == NULL) {
        out_of_memory(table);
    } else {
        for (size_t i = 0; i < count; i++) {
            codes[i] = (int32_t)i;
        }
        join_meanings(column->meanings, count, words);
        desi_h5_attribute_i32(table->h5, set, "flag_values", codes, count);
        desi_h5_attribute(table->h5, set, "flag_meanings", words);
    }
    free(words);
    free(codes);
}

static void describe(struct desi_table *table, const struct column *column, hid_t set) {
    for (size_t i = 0; i < 3; i++) {
        if (column->attributes[i] != NULL) {
            desi_h5_attribute(table->h5, set, attribute_names[i], column->attributes[i]);
        }
    }
    if (column->meanings != NULL) {
        describe_flags(table, column, set);
    }
}

/* ---- writing ---- */

/* chunk = 0: contiguous. */
static void create_set(struct desi_table *table, struct column *column, size_t rows, size_t chunk,
                       bool grows) {
    hsize_t size = rows, most = grows ? H5S_UNLIMITED : rows, block = chunk;
    hid_t space = H5Screate_simple(1, &size, &most);
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    (void)H5Pset_obj_track_times(list, false);
    if (chunk > 0) {
        (void)H5Pset_chunk(list, 1, &block);
        (void)H5Pset_shuffle(list);
        (void)H5Pset_deflate(list, 1);
    }
    column->set = H5Dcreate2(table->group, column->name, file_type(table, column->type), space,
                             H5P_DEFAULT, list, H5P_DEFAULT);
    (void)H5Pclose(list);
    (void)H5Sclose(space);
    if (desi_h5_check(table->h5, column->set, column->name)) {
        describe(table, column, column->set);
    }
}

/* Writes the oldest of the chunks that are being packed. */
static void write_oldest(struct desi_h5 *h5) {
    struct desi_chunk_place place;
    size_t length;
    const void *packed = desi_chunk_packer_take(h5->packer, &place, &length);
    hsize_t offset = place.row;
    if (h5->status == DES_OK) {
        (void)desi_h5_check(h5, H5Dwrite_chunk(place.set, H5P_DEFAULT, 0, &offset, length, packed),
                            place.name);
    }
}

/* Writes all of them: then columns may be closed. */
static void write_packed(struct desi_h5 *h5) {
    while (desi_chunk_packer_waiting(h5->packer) > 0) {
        write_oldest(h5);
    }
}

/* Has the first `rows` waiting values written as one chunk at the column's end. */
static void write_chunk(struct desi_table *table, struct column *column, size_t rows) {
    struct desi_chunk_packer *packer = table->h5->packer;
    if (desi_chunk_packer_is_full(packer)) {
        write_oldest(table->h5);
    }
    const struct desi_chunk_place place = {column->set, column->written, column->name};
    if (!desi_chunk_packer_put(packer, place, column->values, rows, cell_size(column->type))) {
        out_of_memory(table);
    }
}

static void flush_full_chunk(struct desi_table *table, struct column *column) {
    if (column->set < 0) {
        create_set(table, column, CHUNK_ROWS, CHUNK_ROWS, true);
    } else {
        hsize_t size = column->written + CHUNK_ROWS;
        (void)desi_h5_check(table->h5, H5Dset_extent(column->set, &size), column->name);
    }
    write_chunk(table, column, CHUNK_ROWS);
    column->written += CHUNK_ROWS;
    column->waiting = 0;
}

/* A chunk stands whole in the file, so what is past the last row is zeros. */
static void flush_last_chunk(struct desi_table *table, struct column *column) {
    size_t size = cell_size(column->type);
    hsize_t rows = column->written + column->waiting;
    if (column->waiting == 0) {
        return;
    }
    memset((char *)column->values + column->waiting * size, 0,
           (CHUNK_ROWS - column->waiting) * size);
    (void)desi_h5_check(table->h5, H5Dset_extent(column->set, &rows), column->name);
    write_chunk(table, column, CHUNK_ROWS);
}

static void write_plain(struct desi_table *table, struct column *column) {
    create_set(table, column, column->waiting, 0, false);
    if (works(table) && column->waiting > 0) {
        hid_t type = memory_type(table, column->type);
        (void)desi_h5_check(
            table->h5, H5Dwrite(column->set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, column->values),
            column->name);
    }
}

static void finish_column(struct desi_table *table, struct column *column) {
    if (column->ended) {
        return;
    }
    if (column->set >= 0) {
        flush_last_chunk(table, column);
    } else if (column->type == DESI_TEXT || column->waiting <= PLAIN_ROWS) {
        write_plain(table, column);
    } else {
        create_set(table, column, column->waiting, column->waiting, false);
        write_chunk(table, column, column->waiting);
    }
}

/* ---- appending ---- */

/* Room for one more value: doubling, of numbers up to a chunk. */
static bool make_room(struct desi_table *table, struct column *column) {
    if (column->waiting < column->capacity) {
        return true;
    }
    size_t wanted = column->capacity > 0 ? column->capacity * 2 : 64;
    void *grown = realloc(column->values, wanted * cell_size(column->type));
    if (grown == NULL) {
        out_of_memory(table);
        return false;
    }
    column->values = grown;
    column->capacity = wanted;
    return true;
}

/* Copies as many values as fit; returns how many. */
static size_t take(struct column *column, const void *values, size_t count) {
    size_t size = cell_size(column->type);
    size_t room = column->capacity - column->waiting;
    size_t taken = count < room ? count : room;
    memcpy((char *)column->values + column->waiting * size, values, taken * size);
    column->waiting += taken;
    return taken;
}

void desi_table_put(struct desi_table *table, size_t c, const void *values, size_t count) {
    for (const char *at = values; count > 0 && works(table);) {
        struct column *column = &table->columns[c];
        if (!make_room(table, column)) {
            return;
        }
        size_t taken = take(column, at, count);
        at += taken * cell_size(column->type);
        count -= taken;
        if (column->type != DESI_TEXT && column->waiting == CHUNK_ROWS) {
            flush_full_chunk(table, column);
        }
    }
}

void desi_table_f64(struct desi_table *table, size_t c, double value) {
    desi_table_put(table, c, &value, 1);
}

void desi_table_i32(struct desi_table *table, size_t c, int64_t value) {
    int32_t narrow = (int32_t)value;
    if (works(table) && narrow != value) {
        desi_h5_fail(table->h5, DES_ERANGE, "A number of the column %s does not fit into 32 bits.",
                     table->columns[c].name);
    }
    desi_table_put(table, c, &narrow, 1);
}

void desi_table_text(struct desi_table *table, size_t c, const char *value) {
    char *copied = works(table) ? copy(table, value != NULL ? value : "") : NULL;
    size_t before = copied != NULL ? table->columns[c].waiting : 0;
    desi_table_put(table, c, &copied, copied != NULL ? 1 : 0);
    if (copied != NULL && table->columns[c].waiting == before) {
        free(copied);
    }
}

/* ---- the end ---- */

static void free_values(struct column *column) {
    for (size_t i = 0; column->type == DESI_TEXT && i < column->waiting; i++) {
        free(((char **)column->values)[i]);
    }
    free(column->values);
    column->values = NULL;
    column->waiting = column->capacity = 0;
    if (column->set >= 0) {
        (void)H5Dclose(column->set);
        column->set = -1;
    }
}

void desi_table_end(struct desi_table *table, size_t c) {
    if (works(table)) {
        struct column *column = &table->columns[c];
        size_t rows = column->written + column->waiting;
        finish_column(table, column);
        write_packed(table->h5);
        free_values(column);
        column->written = rows;
        column->ended = true;
    }
}

void desi_table_texts(struct desi_table *table, size_t c, size_t count, desi_text_of text_of,
                      const void *context) {
    if (!works(table)) {
        return;
    }
    struct column *column = &table->columns[c];
    create_set(table, column, count, 0, false);
    if (works(table)) {
        desi_h5_write_texts(table->h5, column->set, column->name, count, text_of, context);
    }
    free_values(column);
    column->written = count;
    column->ended = true;
}

static void free_column(struct column *column) {
    for (size_t i = 0; i < 3; i++) {
        free(column->attributes[i]);
    }
    free_values(column);
    free(column->name);
}

void desi_table_close(struct desi_table *table) {
    if (table == NULL) {
        return;
    }
    for (size_t c = 0; c < table->count && works(table); c++) {
        struct column *column = &table->columns[c], *first = &table->columns[0];
        des_require(c == 0 || column->written + column->waiting == first->written + first->waiting);
    }
    for (size_t c = 0; c < table->count && works(table); c++) {
        finish_column(table, &table->columns[c]);
    }
    write_packed(table->h5);
    desi_chunk_packer_rest(table->h5->packer);
    for (size_t c = 0; c < table->count; c++) {
        free_column(&table->columns[c]);
    }
    if (table->group >= 0) {
        (void)H5Gclose(table->group);
    }
    free(table->columns);
    free(table);
}
