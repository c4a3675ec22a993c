/* engine/results/h5_file.h - an HDF5 file being written: groups, texts, tables.
 *
 * The first failure sticks: later calls do nothing, and closing reports it.
 * Everything that could differ between equal runs is off: object times, order by
 * address.  Columns keep the order in which they were made. */
#ifndef DESI_H5_FILE_H
#define DESI_H5_FILE_H

#include <hdf5.h>

#include "des/model.h"
#include "des/status.h"

#include "chunk_packer.h"
#include "h5_outlet.h"

struct desi_h5 {
    struct desi_h5_outlet outlet;
    hid_t driver;
    hid_t file;
    hid_t text;                       /* variable-length UTF-8 */
    hid_t groups;                     /* creation list */
    struct desi_chunk_packer *packer; /* of full chunks on their way into the file */
    const char *path;
    enum des_status status;
    struct des_error *error;
};

/* Limits what HDF5 keeps in memory of its own tables, however many columns there are. */
void desi_h5_keep_little(hid_t access);

/* Creates the file.  DES_OK; DES_ECREATE; DES_ENOMEM.  On failure nothing is left. */
DES_NODISCARD enum des_status desi_h5_create(struct desi_h5 *h5, const char *path,
                                             struct des_error *error);
/* Writes out what is buffered and closes; a file that failed is given up. */
DES_NODISCARD enum des_status desi_h5_close(struct desi_h5 *h5);

/* Records the first failure. */
void desi_h5_fail(struct desi_h5 *h5, enum des_status status, const char *format, ...)
    DES_PRINTF(3, 4);
/* ... of HDF5 itself when `result` is negative; true when all is well. */
bool desi_h5_check(struct desi_h5 *h5, int64_t result, const char *what);

/* The group at a path such as "outcomes/summary", made with those above it;
 * negative after a failure.  The caller closes it. */
hid_t desi_h5_group(struct desi_h5 *h5, const char *path);

/* Attributes of an open object. */
void desi_h5_attribute(struct desi_h5 *h5, hid_t object, const char *name, const char *text);
void desi_h5_attribute_i32(struct desi_h5 *h5, hid_t object, const char *name,
                           const int32_t *values, size_t count);

/* One text as a scalar dataset, variable in length ... */
void desi_h5_text(struct desi_h5 *h5, const char *group, const char *name, const char *text);
/* ... or in `size` bytes of fixed place. */
void desi_h5_fixed_text(struct desi_h5 *h5, const char *group, const char *name, const char *text,
                        size_t size);
/* Several texts as a 1-D dataset. */
void desi_h5_texts(struct desi_h5 *h5, hid_t group, const char *name, const char *const *texts,
                   size_t count);

/* ---- tables ---- */

enum desi_cell { DESI_F64, DESI_I32, DESI_TEXT };

struct desi_column {
    const char *name;
    enum desi_cell type;
    const char *unit;
    const char *long_name;
    const char *labels;          /* "/labels/arm" of a category; or NULL */
    const char *const *meanings; /* ... and its names, ending with NULL */
};

/* A table that grows by appending to its columns, all at a time or one after the other; memory:
 * one chunk for each column that has begun and not ended. */
struct desi_table;

/* NULL after a failure, which every function below takes. */
struct desi_table *desi_table_open(struct desi_h5 *h5, const char *path);
/* Adds a column at the right; texts are copied. */
void desi_table_add(struct desi_table *table, const struct desi_column *column);
/* Appends to column `c`.  Texts are copied. */
void desi_table_put(struct desi_table *table, size_t c, const void *values, size_t count);
void desi_table_f64(struct desi_table *table, size_t c, double value);
void desi_table_i32(struct desi_table *table, size_t c, int64_t value);
void desi_table_text(struct desi_table *table, size_t c, const char *value);
/* No more will be appended to column `c`: writes what is left of it and frees its memory. */
void desi_table_end(struct desi_table *table, size_t c);
/* Writes what is left.  All columns must be equally long. */
void desi_table_close(struct desi_table *table);

/* Names of codes as a dataset "labels/<name>"; count of them, ends with NULL. */
void desi_h5_labels(struct desi_h5 *h5, const char *path, const char *const *names);

/* Text i of many, borrowed, or in `room`: never all of them in memory. */
enum { DESI_TEXT_ROOM = 160 };
typedef const char *(*desi_text_of)(const void *context, size_t i, char *room);
/* The same as desi_h5_labels of so many texts. */
void desi_h5_labels_of(struct desi_h5 *h5, const char *path, size_t count, desi_text_of text_of,
                       const void *context);
/* All of a text column at once: nothing was appended to it, nothing more will be. */
void desi_table_texts(struct desi_table *table, size_t c, size_t count, desi_text_of text_of,
                      const void *context);
/* Writes so many texts into a dataset of that length. */
void desi_h5_write_texts(struct desi_h5 *h5, hid_t set, const char *name, size_t count,
                         desi_text_of text_of, const void *context);

/* HDF5 prints its errors by default; silent between these two. */
struct desi_h5_quiet {
    H5E_auto2_t function;
    void *context;
};
struct desi_h5_quiet desi_h5_silence(void);
void desi_h5_restore(struct desi_h5_quiet before);

#endif
