/* engine/results/results_read.c - opens a results file; its texts. */
#define _DEFAULT_SOURCE

#include "des/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "h5_file.h"
#include "h5_read.h"
#include "journal_format.h"

/* ---- open and close ---- */

/* The schema of another major version would be read wrongly. */
static enum des_status check_schema(const struct des_results *results, struct des_error *error) {
    hid_t root = H5Gopen2(results->file, "/", H5P_DEFAULT);
    char *schema = desi_h5_read_attribute(root, "schema");
    char *version = desi_h5_read_attribute(root, "schema_version");
    enum des_status status = DES_OK;
    size_t major = strcspn(DES_RESULTS_SCHEMA_VERSION, ".") + 1;
    if (schema == NULL || version == NULL || strcmp(schema, DES_RESULTS_SCHEMA) != 0) {
        status =
            des_fail(error, DES_EINPUT, "%s is not a results file of this program.", results->path);
    } else if (strncmp(version, DES_RESULTS_SCHEMA_VERSION, major) != 0) {
        status = des_fail(error, DES_EINPUT,
                          "%s has results of version %s; this program reads version %s.",
                          results->path, version, DES_RESULTS_SCHEMA_VERSION);
    }
    free(schema);
    free(version);
    (void)H5Gclose(root);
    return status;
}

static enum des_status open_file(struct des_results *results, struct des_error *error) {
    if (access(results->path, R_OK) != 0) {
        char text[128];
        return des_fail(error, DES_ENOINPUT, "%s cannot be read: %s.", results->path,
                        desi_errno_text(errno, text, sizeof text));
    }
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    desi_h5_keep_little(access);
    results->file = H5Fopen(results->path, H5F_ACC_RDONLY, access);
    (void)H5Pclose(access);
    if (results->file < 0) {
        return des_fail(error, DES_EINPUT, "%s is not a whole HDF5 file.", results->path);
    }
    return check_schema(results, error);
}

enum des_status des_results_open(const char *path, struct des_results **results,
                                 struct des_error *error) {
    struct des_results *opened = calloc(1, sizeof *opened);
    char *copied = malloc(strlen(path) + 1);
    if (opened == NULL || copied == NULL) {
        free(opened);
        free(copied);
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    memcpy(copied, path, strlen(path) + 1);
    *opened = (struct des_results){.file = -1, .path = copied};
    struct desi_h5_quiet before = desi_h5_silence();
    enum des_status status = open_file(opened, error);
    desi_h5_restore(before);
    if (status != DES_OK) {
        des_results_close(opened);
        return status;
    }
    *results = opened;
    return DES_OK;
}

void des_results_close(struct des_results *results) {
    if (results == NULL) {
        return;
    }
    if (results->file >= 0) {
        (void)H5Fclose(results->file);
    }
    free(results->path);
    free(results);
}

/* ---- texts ---- */

/* An integer attribute, such as /@complete, in digits. */
static char *read_number(hid_t object, const char *name) {
    int32_t value = 0;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        return NULL;
    }
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    bool good = H5Tget_class(type) == H5T_INTEGER && H5Sget_simple_extent_npoints(space) == 1 &&
                H5Aread(attribute, H5T_NATIVE_INT32, &value) >= 0;
    (void)H5Tclose(type);
    (void)H5Sclose(space);
    (void)H5Aclose(attribute);
    char *text = good ? malloc(16) : NULL;
    if (text != NULL) {
        (void)snprintf(text, 16, "%d", (int)value);
    }
    return text;
}

static char *read_attribute(hid_t file, const char *object_path, const char *name) {
    hid_t object = H5Oopen(file, object_path[0] != '\0' ? object_path : "/", H5P_DEFAULT);
    if (object < 0) {
        return NULL;
    }
    char *text = desi_h5_read_attribute(object, name);
    if (text == NULL) {
        text = read_number(object, name);
    }
    (void)H5Oclose(object);
    return text;
}

static char *read_dataset(hid_t file, const char *path) {
    hid_t set = H5Dopen2(file, path, H5P_DEFAULT);
    if (set < 0) {
        return NULL;
    }
    char *text = desi_h5_read_text(set, false);
    (void)H5Dclose(set);
    return text;
}

enum des_status des_results_text(const struct des_results *results, const char *path, char **text,
                                 struct des_error *error) {
    size_t length = strcspn(path, "@");
    char *object_path = malloc(length + 1);
    if (object_path == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    memcpy(object_path, path, length);
    object_path[length] = '\0';
    struct desi_h5_quiet before = desi_h5_silence();
    char *found = path[length] == '@'
                      ? read_attribute(results->file, object_path, path + length + 1)
                      : read_dataset(results->file, path);
    desi_h5_restore(before);
    free(object_path);
    if (found == NULL) {
        return des_fail(error, DES_ENOINPUT, "%s has no text %s.", results->path, path);
    }
    *text = found;
    return DES_OK;
}

enum des_status des_results_text_at(const struct des_results *results, const char *path, size_t row,
                                    char **text, struct des_error *error) {
    struct desi_h5_quiet before = desi_h5_silence();
    hid_t set = H5Dopen2(results->file, path, H5P_DEFAULT);
    char *found = set < 0 ? NULL : desi_h5_read_text_at(set, row);
    if (set >= 0) {
        (void)H5Dclose(set);
    }
    desi_h5_restore(before);
    if (found == NULL) {
        return des_fail(error, DES_ENOINPUT, "%s has no text %s in row %zu.", results->path, path,
                        row);
    }
    *text = found;
    return DES_OK;
}
