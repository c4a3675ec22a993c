/* engine/results/h5_outlet.h - a file driver of HDF5 that outlives a full disk.
 *
 * HDF5 1.10 cannot close a file of which a write failed: it keeps a half-closed
 * file and crashes over it when the program ends.  Through this driver all that
 * comes after the first failed write goes nowhere, and HDF5 is told that all is
 * well; the caller asks the outlet. */
#ifndef DESI_H5_OUTLET_H
#define DESI_H5_OUTLET_H

#include <hdf5.h>
#include <stdbool.h>

/* Owned by the caller; must outlive the file. */
struct desi_h5_outlet {
    bool given_up; /* nothing is written any more */
    int error;     /* errno of the first failure, 0 if none */
};

/* Makes a file access list write through the outlet.  Returns the driver, which
 * the caller releases with H5FDunregister after the file is closed; negative on
 * failure. */
hid_t desi_h5_outlet_use(hid_t access, struct desi_h5_outlet *outlet);

#endif
