/* engine/results/h5_read.h - what both readers of results need of HDF5. */
#ifndef DESI_H5_READ_H
#define DESI_H5_READ_H

#include <hdf5.h>

#include "des/results.h"

struct des_results {
    hid_t file;
    char *path;
};

/* All strings of a dataset or attribute, fixed or variable in length; each, and
 * the array, owned by the caller.  NULL when it holds none or memory is short. */
char **desi_h5_read_texts(hid_t object, bool attribute, size_t *count);
void desi_h5_free_texts(char **texts, size_t count);

/* One string of a dataset with one dimension, owned by the caller; NULL when there is none. */
char *desi_h5_read_text_at(hid_t set, size_t row);

/* The one string of a dataset or attribute, owned by the caller; NULL when it has none, or several.
 */
char *desi_h5_read_text(hid_t object, bool attribute);
/* The same of an attribute by its name; NULL too when there is no such attribute. */
char *desi_h5_read_attribute(hid_t object, const char *name);

#endif
