/* engine/results/results_table.c - reads any table: a group of 1-D columns. */
#include "des/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "h5_file.h"
#include "h5_read.h"
#include "journal_format.h"

/* ---- which tables there are ---- */

/* A list of names that fits into a sentence. */
struct listing {
    char *text;
    size_t size;
};

static bool is_group(hid_t parent, const char *name) {
    H5O_info_t about;
    return H5Oget_info_by_name1(parent, name, &about, H5P_DEFAULT) >= 0 &&
           about.type == H5O_TYPE_GROUP;
}

/* A group is a table when its first object is a column. */
static bool is_table(hid_t parent, const char *name) {
    bool table = false;
    hid_t group = H5Gopen2(parent, name, H5P_DEFAULT);
    hid_t first = group < 0
                      ? -1
                      : H5Oopen_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, 0, H5P_DEFAULT);
    if (first >= 0) {
        hid_t space = H5Iget_type(first) == H5I_DATASET ? H5Dget_space(first) : -1;
        table = space >= 0 && H5Sget_simple_extent_ndims(space) == 1;
        if (space >= 0) {
            (void)H5Sclose(space);
        }
        (void)H5Oclose(first);
    }
    if (group >= 0) {
        (void)H5Gclose(group);
    }
    return table;
}

static herr_t list_one(hid_t root, const char *name, const H5O_info_t *about, void *context) {
    struct listing *listing = context;
    size_t length = strlen(listing->text);
    if (about->type == H5O_TYPE_GROUP && strcmp(name, ".") != 0 && is_table(root, name) &&
        strncmp(name, "labels", 6) != 0) {
        (void)snprintf(listing->text + length, listing->size - length, "%s%s",
                       length > 0 ? ", " : "", name);
    }
    return 0;
}

static enum des_status no_such_table(const struct des_results *results, const char *path,
                                     struct des_error *error) {
    char text[600] = "";
    struct listing listing = {text, sizeof text};
    (void)H5Ovisit1(results->file, H5_INDEX_NAME, H5_ITER_INC, list_one, &listing);
    return des_fail(error, DES_ENOINPUT, "%s has no table %s (there are: %s).", results->path, path,
                    text);
}

/* ---- one column ---- */

/* Rows [first, first + rows). */
static bool read_part(hid_t set, hid_t type, size_t first, size_t rows, void *values) {
    hsize_t start = first, length = rows;
    hid_t space = H5Dget_space(set), memory = H5Screate_simple(1, &length, NULL);
    bool good = H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &length, NULL) >= 0 &&
                H5Dread(set, type, memory, space, H5P_DEFAULT, values) >= 0;
    (void)H5Sclose(space);
    (void)H5Sclose(memory);
    return good;
}

/* As many rows as the column says it has, in place of what it held. */
static bool read_numbers(hid_t set, size_t first, struct des_results_column *column) {
    bool real = column->type == DES_RESULTS_F64;
    size_t size = real ? sizeof(double) : sizeof(int32_t);
    void *values = calloc(column->rows + 1, size);
    hid_t type = real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT32;
    free(column->f64);
    free(column->i32);
    column->f64 = real ? values : NULL;
    column->i32 = real ? NULL : values;
    return values != NULL &&
           (column->rows == 0 || read_part(set, type, first, column->rows, values));
}

static bool read_labels(hid_t file, hid_t set, struct des_results_column *column) {
    char *path = desi_h5_read_attribute(set, "labels");
    hid_t labels = path != NULL ? H5Dopen2(file, path, H5P_DEFAULT) : -1;
    free(path);
    if (labels < 0) {
        return true;
    }
    column->labels = desi_h5_read_texts(labels, false, &column->label_count);
    (void)H5Dclose(labels);
    return column->labels != NULL;
}

static char *or_empty(char *text) {
    return text != NULL ? text : calloc(1, 1);
}

/* What is read of a table. */
struct wish {
    const char *const *names; /* of columns; NULL: all */
    size_t count;
    bool values;
};

static bool wants(const struct wish *wish, const char *name) {
    for (size_t i = 0; wish->names != NULL && i < wish->count; i++) {
        if (strcmp(wish->names[i], name) == 0) {
            return true;
        }
    }
    return wish->names == NULL;
}

static bool read_values(hid_t set, H5T_class_t class, struct des_results_column *column) {
    if (class == H5T_STRING) {
        size_t count = 0;
        column->type = DES_RESULTS_TEXT;
        column->text = desi_h5_read_texts(set, false, &count);
        return column->text != NULL;
    }
    column->type = class == H5T_FLOAT ? DES_RESULTS_F64 : DES_RESULTS_I32;
    return (class == H5T_FLOAT || class == H5T_INTEGER) && read_numbers(set, 0, column);
}

static bool read_column(hid_t file, hid_t set, const struct wish *wish,
                        struct des_results_column *column) {
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    H5T_class_t class = H5Tget_class(type);
    bool flat = H5Sget_simple_extent_ndims(space) == 1;
    column->rows = flat ? (size_t)H5Sget_simple_extent_npoints(space) : 0;
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    column->unit = or_empty(desi_h5_read_attribute(set, "units"));
    column->long_name = or_empty(desi_h5_read_attribute(set, "long_name"));
    column->type = class == H5T_STRING  ? DES_RESULTS_TEXT
                   : class == H5T_FLOAT ? DES_RESULTS_F64
                                        : DES_RESULTS_I32;
    bool labelled = wish->values || wish->names != NULL;
    return flat && column->unit != NULL && column->long_name != NULL &&
           (!wish->values || read_values(set, class, column)) &&
           (!labelled || read_labels(file, set, column));
}

/* ---- a table ---- */

static char *name_of(hid_t group, hsize_t i) {
    ssize_t length =
        H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, NULL, 0, H5P_DEFAULT);
    char *name = length >= 0 ? calloc(1, (size_t)length + 1) : NULL;
    if (name != NULL) {
        (void)H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name,
                                 (size_t)length + 1, H5P_DEFAULT);
    }
    return name;
}

static bool read_columns(hid_t file, hid_t group, size_t count, const struct wish *wish,
                         struct des_results_table *table) {
    for (size_t i = 0; i < count; i++) {
        struct des_results_column *column = &table->columns[table->count];
        char *name = name_of(group, i);
        if (name != NULL && !wants(wish, name)) {
            free(name);
            continue;
        }
        column->name = name;
        table->count++;
        hid_t set = name != NULL ? H5Dopen2(group, name, H5P_DEFAULT) : -1;
        bool good = set >= 0 && read_column(file, set, wish, column);
        if (set >= 0) {
            (void)H5Dclose(set);
        }
        if (!good || (table->count > 1 && column->rows != table->rows)) {
            return false;
        }
        table->rows = column->rows;
    }
    return true;
}

static enum des_status read_group(const struct des_results *results, const char *path,
                                  const struct wish *wish, struct des_results_table *table,
                                  struct des_error *error) {
    hid_t group = H5Gopen2(results->file, path, H5P_DEFAULT);
    H5G_info_t about;
    if (group < 0 || H5Gget_info(group, &about) < 0) {
        return des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
    }
    size_t count = (size_t)about.nlinks;
    struct des_results_table read = {.columns = calloc(count + 1, sizeof *read.columns)};
    bool good = read.columns != NULL && read_columns(results->file, group, count, wish, &read);
    (void)H5Gclose(group);
    if (!good) {
        des_results_release(&read);
        return des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
    }
    *table = read;
    return DES_OK;
}

static enum des_status read_table(const struct des_results *results, const char *path,
                                  const struct wish *wish, struct des_results_table *table,
                                  struct des_error *error) {
    struct desi_h5_quiet before = desi_h5_silence();
    bool known = is_group(results->file, path) && is_table(results->file, path);
    enum des_status status =
        known ? read_group(results, path, wish, table, error) : no_such_table(results, path, error);
    desi_h5_restore(before);
    return status;
}

enum des_status des_results_table(const struct des_results *results, const char *path,
                                  struct des_results_table *table, struct des_error *error) {
    return read_table(results, path, &(struct wish){NULL, 0, true}, table, error);
}

enum des_status des_results_headings(const struct des_results *results, const char *path,
                                     const char *const *names, size_t count,
                                     struct des_results_table *table, struct des_error *error) {
    return read_table(results, path, &(struct wish){names, count, false}, table, error);
}

/* ---- a window on a table ---- */

static bool read_window(hid_t set, size_t first, size_t rows, struct des_results_column *column) {
    hid_t space = H5Dget_space(set);
    size_t all = (size_t)H5Sget_simple_extent_npoints(space), left = first < all ? all - first : 0;
    (void)H5Sclose(space);
    column->rows = rows < left ? rows : left;
    return read_numbers(set, first, column);
}

enum des_status des_results_window(const struct des_results *results, const char *path,
                                   size_t first, size_t rows, struct des_results_table *table,
                                   struct des_error *error) {
    struct desi_h5_quiet before = desi_h5_silence();
    hid_t group = H5Gopen2(results->file, path, H5P_DEFAULT);
    enum des_status status = DES_OK;
    for (size_t c = 0; c < table->count && status == DES_OK; c++) {
        struct des_results_column *column = &table->columns[c];
        hid_t set = group < 0 || column->type == DES_RESULTS_TEXT
                        ? -1
                        : H5Dopen2(group, column->name, H5P_DEFAULT);
        if (set < 0) {
            status = des_fail(error, DES_ENOINPUT, "%s has no numbers %s of %s.", results->path,
                              column->name, path);
        } else if (!read_window(set, first, rows, column)) {
            status = des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
        }
        table->rows = column->rows;
        if (set >= 0) {
            (void)H5Dclose(set);
        }
    }
    if (group >= 0) {
        (void)H5Gclose(group);
    }
    desi_h5_restore(before);
    return status;
}

/* ---- a table in blocks ---- */

struct visit {
    hid_t *sets;
    double **columns;
    size_t count, rows;
    size_t block; /* rows at a time */
};

#define VISIT_NUMBERS ((size_t)1 << 15) /* in memory at most */

static void visit_fini(struct visit *visit) {
    for (size_t c = 0; c < visit->count; c++) {
        if (visit->sets != NULL && visit->sets[c] >= 0) {
            (void)H5Dclose(visit->sets[c]);
        }
        if (visit->columns != NULL) {
            free(visit->columns[c]);
        }
    }
    free(visit->sets);
    free(visit->columns);
}

static bool visit_init(struct visit *visit, size_t count) {
    *visit = (struct visit){.sets = calloc(count + 1, sizeof *visit->sets),
                            .columns = calloc(count + 1, sizeof *visit->columns),
                            .count = count,
                            .block = VISIT_NUMBERS / (count + 1)};
    visit->block = visit->block < DESI_BLOCK_ROWS ? visit->block + 1 : DESI_BLOCK_ROWS;
    bool room = visit->sets != NULL && visit->columns != NULL;
    for (size_t c = 0; c < count && visit->sets != NULL; c++) {
        visit->sets[c] = -1;
    }
    for (size_t c = 0; c < count && room; c++) {
        visit->columns[c] = malloc(visit->block * sizeof(double));
        room = visit->columns[c] != NULL;
    }
    return room;
}

/* Opens the columns; false when one is not there, or is text. */
static bool open_columns(struct visit *visit, hid_t group, const char *const *names) {
    /* Blocks come in order: one chunk of each column is enough to keep. */
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    (void)H5Pset_chunk_cache(access, 1, DESI_BLOCK_ROWS * sizeof(double), 1.0);
    for (size_t c = 0; c < visit->count; c++) {
        visit->sets[c] = H5Dopen2(group, names[c], access);
    }
    (void)H5Pclose(access);
    for (size_t c = 0; c < visit->count; c++) {
        if (visit->sets[c] < 0) {
            return false;
        }
        hid_t space = H5Dget_space(visit->sets[c]), type = H5Dget_type(visit->sets[c]);
        size_t rows = (size_t)H5Sget_simple_extent_npoints(space);
        bool fits = H5Tget_class(type) != H5T_STRING && (c == 0 || rows == visit->rows);
        visit->rows = rows;
        (void)H5Sclose(space);
        (void)H5Tclose(type);
        if (!fits) {
            return false;
        }
    }
    return true;
}

static bool visit_blocks(struct visit *visit, des_results_visitor visitor, void *context) {
    for (size_t first = 0; first < visit->rows; first += visit->block) {
        size_t left = visit->rows - first;
        size_t rows = left < visit->block ? left : visit->block;
        for (size_t c = 0; c < visit->count; c++) {
            if (!read_part(visit->sets[c], H5T_NATIVE_DOUBLE, first, rows, visit->columns[c])) {
                return false;
            }
        }
        visitor(context, first, rows, (const double *const *)visit->columns);
    }
    return true;
}

enum des_status des_results_visit(const struct des_results *results, const char *path,
                                  const char *const *names, size_t count,
                                  des_results_visitor visitor, void *context,
                                  struct des_error *error) {
    struct visit visit;
    struct desi_h5_quiet before = desi_h5_silence();
    hid_t group = H5Gopen2(results->file, path, H5P_DEFAULT);
    enum des_status status = DES_OK;
    if (!visit_init(&visit, count)) {
        status = des_fail(error, DES_ENOMEM, "Out of memory.");
    } else if (group < 0 || !open_columns(&visit, group, names)) {
        status = des_fail(error, DES_ENOINPUT, "%s lacks a column of %s.", results->path, path);
    } else if (!visit_blocks(&visit, visitor, context)) {
        status = des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
    }
    visit_fini(&visit);
    if (group >= 0) {
        (void)H5Gclose(group);
    }
    desi_h5_restore(before);
    return status;
}

void des_results_release(struct des_results_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        struct des_results_column *column = &table->columns[i];
        desi_h5_free_texts(column->text, column->rows);
        desi_h5_free_texts(column->labels, column->label_count);
        free(column->f64);
        free(column->i32);
        free(column->name);
        free(column->unit);
        free(column->long_name);
    }
    free(table->columns);
    *table = (struct des_results_table){0};
}
