/* engine/results/h5_file.c - the file itself, groups, attributes, texts. */
#define _DEFAULT_SOURCE

#include "h5_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "journal_format.h"

struct desi_h5_quiet desi_h5_silence(void) {
    struct desi_h5_quiet before = {NULL, NULL};
    (void)H5Eget_auto2(H5E_DEFAULT, &before.function, &before.context);
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return before;
}

void desi_h5_restore(struct desi_h5_quiet before) {
    (void)H5Eset_auto2(H5E_DEFAULT, before.function, before.context);
}

/* ---- failures ---- */

void desi_h5_fail(struct desi_h5 *h5, enum des_status status, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (h5->status == DES_OK) {
        h5->status = des_fail(h5->error, status, "%s", text);
    }
}

static herr_t is_of_memory(unsigned depth, const H5E_error2_t *error, void *found) {
    (void)depth;
    *(bool *)found = error->maj_num == H5E_RESOURCE &&
                     (error->min_num == H5E_NOSPACE || error->min_num == H5E_CANTALLOC);
    return *(bool *)found;
}

/* Of the call before. */
static bool was_memory_short(const struct desi_h5 *h5) {
    bool found = h5->outlet.error == ENOMEM;
    if (h5->outlet.error == 0) {
        (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, is_of_memory, &found);
    }
    return found;
}

bool desi_h5_check(struct desi_h5 *h5, int64_t result, const char *what) {
    if (h5->status == DES_OK && result < 0 && was_memory_short(h5)) {
        desi_h5_fail(h5, DES_ENOMEM, "Out of memory.");
    } else if (result < 0 || h5->outlet.error != 0) {
        char text[128];
        int number = h5->outlet.error != 0 ? h5->outlet.error : EIO;
        desi_h5_fail(h5, DES_EIO, "Writing %s to %s failed: %s.", what, h5->path,
                     desi_errno_text(number, text, sizeof text));
    }
    return h5->status == DES_OK;
}

/* ---- open and close ---- */

#define KEPT_BYTES ((size_t)1 << 16)

/* HDF5 keeps what it frees for its next use: of the buffers of 1 MiB, in which it fills and
 * converts, several. */
#define FREED_BYTES (1 << 18)

void desi_h5_keep_little(hid_t access) {
    (void)H5set_free_list_limits(4 * FREED_BYTES, FREED_BYTES, 4 * FREED_BYTES, FREED_BYTES,
                                 4 * FREED_BYTES, FREED_BYTES);
    H5AC_cache_config_t config = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};
    if (H5Pget_mdc_config(access, &config) >= 0) {
        config.set_initial_size = true;
        config.initial_size = config.min_size = config.max_size = KEPT_BYTES;
        config.incr_mode = H5C_incr__off;
        config.flash_incr_mode = H5C_flash_incr__off;
        config.decr_mode = H5C_decr__off;
        (void)H5Pset_mdc_config(access, &config);
    }
}

/* Nothing newer than HDF5 1.8 can read; no times; columns in order. */
static hid_t create_file(struct desi_h5 *h5, const char *path) {
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), creation = H5Pcreate(H5P_FILE_CREATE);
    (void)H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
    (void)H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    desi_h5_keep_little(access);
    (void)H5Pset_obj_track_times(creation, false);
    (void)H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    h5->driver = desi_h5_outlet_use(access, &h5->outlet);
    hid_t file = h5->driver >= 0 ? H5Fcreate(path, H5F_ACC_TRUNC, creation, access) : -1;
    (void)H5Pclose(access);
    (void)H5Pclose(creation);
    return file;
}

/* What writing takes at most, mostly HDF5's buffers and the stacks of packers: 53 MiB were measured
 * of a study of home care. */
#define NEEDED_BYTES ((size_t)56 << 20)

/* HDF5 1.10, when it gets no memory, ends the process or writes to what it has freed: so it is
 * asked for before. */
static bool is_memory_left(void) {
    void *needed =
        mmap(NULL, NEEDED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return needed != MAP_FAILED && munmap(needed, NEEDED_BYTES) == 0;
}

static void release(struct desi_h5 *h5) {
    (void)H5Tclose(h5->text);
    (void)H5Pclose(h5->groups);
    if (h5->driver >= 0) {
        (void)H5FDunregister(h5->driver);
    }
    desi_chunk_packer_destroy(h5->packer);
}

enum des_status desi_h5_create(struct desi_h5 *h5, const char *path, struct des_error *error) {
    *h5 = (struct desi_h5){.path = path, .error = error, .driver = -1};
    if (!is_memory_left()) {
        return des_fail(error, DES_ENOMEM, "Out of memory: writing results takes up to %zu MiB.",
                        NEEDED_BYTES >> 20);
    }
    h5->packer = desi_chunk_packer_create(DESI_BLOCK_ROWS * sizeof(double));
    if (h5->packer == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    h5->text = H5Tcopy(H5T_C_S1);
    (void)H5Tset_size(h5->text, H5T_VARIABLE);
    (void)H5Tset_cset(h5->text, H5T_CSET_UTF8);
    h5->groups = H5Pcreate(H5P_GROUP_CREATE);
    (void)H5Pset_obj_track_times(h5->groups, false);
    (void)H5Pset_link_creation_order(h5->groups, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    h5->file = create_file(h5, path);
    if (h5->file < 0) {
        release(h5);
        return des_fail(error, DES_ECREATE, "%s cannot be created.", path);
    }
    return DES_OK;
}

enum des_status desi_h5_close(struct desi_h5 *h5) {
    h5->outlet.given_up = h5->outlet.given_up || h5->status != DES_OK;
    (void)desi_h5_check(h5, H5Fclose(h5->file), "the last blocks");
    release(h5);
    return h5->status;
}

/* ---- groups ---- */

static hid_t open_or_make(struct desi_h5 *h5, hid_t parent, const char *name) {
    if (H5Lexists(parent, name, H5P_DEFAULT) > 0) {
        return H5Gopen2(parent, name, H5P_DEFAULT);
    }
    return H5Gcreate2(parent, name, H5P_DEFAULT, h5->groups, H5P_DEFAULT);
}

hid_t desi_h5_group(struct desi_h5 *h5, const char *path) {
    if (h5->status != DES_OK) {
        return -1;
    }
    hid_t group = H5Gopen2(h5->file, "/", H5P_DEFAULT);
    const char *at = path + strspn(path, "/");
    while (*at != '\0' && group >= 0) {
        char name[256];
        size_t length = strcspn(at, "/");
        (void)snprintf(name, sizeof name, "%.*s", (int)length, at);
        hid_t next = open_or_make(h5, group, name);
        (void)H5Gclose(group);
        group = next;
        at += length + strspn(at + length, "/");
    }
    (void)desi_h5_check(h5, group, path);
    return group;
}

/* ---- attributes ---- */

/* Fixed-length UTF-8: read as text by everything. */
void desi_h5_attribute(struct desi_h5 *h5, hid_t object, const char *name, const char *text) {
    if (h5->status != DES_OK) {
        return;
    }
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    (void)H5Tset_size(type, strlen(text) + 1);
    (void)H5Tset_cset(type, H5T_CSET_UTF8);
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    (void)desi_h5_check(h5, attribute < 0 ? -1 : H5Awrite(attribute, type, text), name);
    if (attribute >= 0) {
        (void)H5Aclose(attribute);
    }
    (void)H5Sclose(space);
    (void)H5Tclose(type);
}

void desi_h5_attribute_i32(struct desi_h5 *h5, hid_t object, const char *name,
                           const int32_t *values, size_t count) {
    if (h5->status != DES_OK) {
        return;
    }
    hsize_t size = count;
    hid_t space = count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, NULL);
    hid_t attribute = H5Acreate2(object, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT);
    (void)desi_h5_check(h5, attribute < 0 ? -1 : H5Awrite(attribute, H5T_NATIVE_INT32, values),
                        name);
    if (attribute >= 0) {
        (void)H5Aclose(attribute);
    }
    (void)H5Sclose(space);
}

/* ---- texts ---- */

static hid_t plain_list(void) {
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    (void)H5Pset_obj_track_times(list, false);
    return list;
}

/* Writes one dataset whole. */
static void write_whole(struct desi_h5 *h5, hid_t group, const char *name, hid_t type, hid_t space,
                        const void *data) {
    hid_t list = plain_list();
    hid_t set = H5Dcreate2(group, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    bool made = desi_h5_check(h5, set, name);
    if (made && H5Sget_simple_extent_npoints(space) > 0) {
        (void)desi_h5_check(h5, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), name);
    }
    if (set >= 0) {
        (void)H5Dclose(set);
    }
    (void)H5Pclose(list);
}

void desi_h5_text(struct desi_h5 *h5, const char *group_path, const char *name, const char *text) {
    hid_t group = desi_h5_group(h5, group_path);
    if (group < 0) {
        return;
    }
    hid_t space = H5Screate(H5S_SCALAR);
    write_whole(h5, group, name, h5->text, space, &text);
    (void)H5Sclose(space);
    (void)H5Gclose(group);
}

void desi_h5_fixed_text(struct desi_h5 *h5, const char *group_path, const char *name,
                        const char *text, size_t size) {
    if (strlen(text) >= size) {
        desi_h5_fail(h5, DES_ERANGE, "The text %s/%s is longer than %zu bytes.", group_path, name,
                     size - 1);
    }
    char *padded = calloc(1, size);
    hid_t group = padded != NULL ? desi_h5_group(h5, group_path) : -1;
    if (group >= 0) {
        hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
        (void)H5Tset_size(type, size);
        (void)H5Tset_cset(type, H5T_CSET_UTF8);
        memcpy(padded, text, strlen(text));
        write_whole(h5, group, name, type, space, padded);
        (void)H5Sclose(space);
        (void)H5Tclose(type);
        (void)H5Gclose(group);
    } else if (padded == NULL) {
        desi_h5_fail(h5, DES_ENOMEM, "Out of memory.");
    }
    free(padded);
}

void desi_h5_texts(struct desi_h5 *h5, hid_t group, const char *name, const char *const *texts,
                   size_t count) {
    if (h5->status != DES_OK) {
        return;
    }
    hsize_t size = count;
    hid_t space = H5Screate_simple(1, &size, NULL);
    write_whole(h5, group, name, h5->text, space, texts);
    (void)H5Sclose(space);
}

/* So many are written at once. */
#define TEXTS 1024

struct texts {
    const char *text[TEXTS];
    char room[TEXTS][DESI_TEXT_ROOM];
};

/* HDF5 converts in two buffers of 1 MiB unless it is told how little there is to convert. */
static hid_t small_buffers(void) {
    hid_t list = H5Pcreate(H5P_DATASET_XFER);
    (void)H5Pset_buffer(list, TEXTS * sizeof(hvl_t), NULL, NULL);
    return list;
}

static void write_some(struct desi_h5 *h5, hid_t set, const char *name, size_t first, size_t count,
                       const struct texts *texts) {
    hsize_t start = first, size = count;
    hid_t file = H5Dget_space(set), memory = H5Screate_simple(1, &size, NULL);
    hid_t transfer = small_buffers();
    if (desi_h5_check(h5, H5Sselect_hyperslab(file, H5S_SELECT_SET, &start, NULL, &size, NULL),
                      name)) {
        (void)desi_h5_check(h5, H5Dwrite(set, h5->text, memory, file, transfer, texts->text), name);
    }
    (void)H5Pclose(transfer);
    (void)H5Sclose(memory);
    (void)H5Sclose(file);
}

void desi_h5_write_texts(struct desi_h5 *h5, hid_t set, const char *name, size_t count,
                         desi_text_of text_of, const void *context) {
    struct texts *texts = malloc(sizeof *texts);
    if (texts == NULL) {
        desi_h5_fail(h5, DES_ENOMEM, "Out of memory.");
    }
    for (size_t first = 0; first < count && h5->status == DES_OK; first += TEXTS) {
        size_t some = count - first < TEXTS ? count - first : TEXTS;
        for (size_t i = 0; i < some; i++) {
            texts->text[i] = text_of(context, first + i, texts->room[i]);
        }
        write_some(h5, set, name, first, some, texts);
    }
    free(texts);
}

/* A dataset of `count` texts, not yet written. */
static hid_t create_texts(struct desi_h5 *h5, hid_t group, const char *name, size_t count) {
    hsize_t size = count;
    hid_t space = H5Screate_simple(1, &size, NULL), list = plain_list();
    hid_t set = H5Dcreate2(group, name, h5->text, space, H5P_DEFAULT, list, H5P_DEFAULT);
    (void)desi_h5_check(h5, set, name);
    (void)H5Pclose(list);
    (void)H5Sclose(space);
    return set;
}

void desi_h5_labels_of(struct desi_h5 *h5, const char *path, size_t count, desi_text_of text_of,
                       const void *context) {
    const char *slash = strrchr(path, '/');
    char parent[256];
    (void)snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
    hid_t group = desi_h5_group(h5, parent);
    if (group < 0) {
        return;
    }
    hid_t set = create_texts(h5, group, slash + 1, count);
    if (set >= 0) {
        desi_h5_write_texts(h5, set, slash + 1, count, text_of, context);
        (void)H5Dclose(set);
    }
    (void)H5Gclose(group);
}

static const char *listed_text(const void *context, size_t i, char *room) {
    (void)room;
    return ((const char *const *)context)[i];
}

void desi_h5_labels(struct desi_h5 *h5, const char *path, const char *const *names) {
    size_t count = 0;
    while (names[count] != NULL) {
        count++;
    }
    desi_h5_labels_of(h5, path, count, listed_text, names);
}
