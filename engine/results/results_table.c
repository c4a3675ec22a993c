/* engine/results/results_table.c - reads any table: a group of 1-D columns. */
#include "des/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "h5_file.h"
#include "h5_read.h"

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

static bool read_numbers(hid_t set, struct des_results_column *column) {
    bool real = column->type == DES_RESULTS_F64;
    size_t size = real ? sizeof(double) : sizeof(int32_t);
    void *values = calloc(column->rows + 1, size);
    hid_t type = real ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT32;
    if (real) {
        column->f64 = values;
    } else {
        column->i32 = values;
    }
    return values != NULL &&
           (column->rows == 0 || H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
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

static bool read_values(hid_t set, H5T_class_t class, struct des_results_column *column) {
    if (class == H5T_STRING) {
        size_t count = 0;
        column->type = DES_RESULTS_TEXT;
        column->text = desi_h5_read_texts(set, false, &count);
        return column->text != NULL;
    }
    column->type = class == H5T_FLOAT ? DES_RESULTS_F64 : DES_RESULTS_I32;
    return (class == H5T_FLOAT || class == H5T_INTEGER) && read_numbers(set, column);
}

static bool read_column(hid_t file, hid_t set, struct des_results_column *column) {
    hid_t space = H5Dget_space(set), type = H5Dget_type(set);
    H5T_class_t class = H5Tget_class(type);
    bool flat = H5Sget_simple_extent_ndims(space) == 1;
    column->rows = flat ? (size_t)H5Sget_simple_extent_npoints(space) : 0;
    (void)H5Sclose(space);
    (void)H5Tclose(type);
    column->unit = or_empty(desi_h5_read_attribute(set, "units"));
    column->long_name = or_empty(desi_h5_read_attribute(set, "long_name"));
    return flat && column->unit != NULL && column->long_name != NULL &&
           read_values(set, class, column) && read_labels(file, set, column);
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

static bool read_columns(hid_t file, hid_t group, size_t count, struct des_results_table *table) {
    for (size_t i = 0; i < count; i++) {
        struct des_results_column *column = &table->columns[table->count++];
        column->name = name_of(group, i);
        hid_t set = column->name != NULL ? H5Dopen2(group, column->name, H5P_DEFAULT) : -1;
        bool good = set >= 0 && read_column(file, set, column);
        if (set >= 0) {
            (void)H5Dclose(set);
        }
        if (!good || (i > 0 && column->rows != table->rows)) {
            return false;
        }
        table->rows = column->rows;
    }
    return true;
}

static enum des_status read_group(const struct des_results *results, const char *path,
                                  struct des_results_table *table, struct des_error *error) {
    hid_t group = H5Gopen2(results->file, path, H5P_DEFAULT);
    H5G_info_t about;
    if (group < 0 || H5Gget_info(group, &about) < 0) {
        return des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
    }
    size_t count = (size_t)about.nlinks;
    struct des_results_table read = {.columns = calloc(count + 1, sizeof *read.columns)};
    bool good = read.columns != NULL && read_columns(results->file, group, count, &read);
    (void)H5Gclose(group);
    if (!good) {
        des_results_release(&read);
        return des_fail(error, DES_EIO, "Reading %s from %s failed.", path, results->path);
    }
    *table = read;
    return DES_OK;
}

enum des_status des_results_table(const struct des_results *results, const char *path,
                                  struct des_results_table *table, struct des_error *error) {
    struct desi_h5_quiet before = desi_h5_silence();
    bool known = is_group(results->file, path) && is_table(results->file, path);
    enum des_status status =
        known ? read_group(results, path, table, error) : no_such_table(results, path, error);
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
