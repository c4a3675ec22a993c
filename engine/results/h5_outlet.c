/* engine/results/h5_outlet.c - POSIX files for HDF5, until given up. */
#define _DEFAULT_SOURCE

#include "h5_outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct outlet_file {
    H5FD_t base; /* HDF5's own; first */
    int fd;
    haddr_t end_allocated;
    haddr_t end_written;
    struct desi_h5_outlet *outlet;
};

/* What an access list carries. */
struct outlet_info {
    struct desi_h5_outlet *outlet;
};

#define HIGHEST_ADDRESS ((haddr_t)INT64_MAX)

static void give_up(struct outlet_file *file, int error) {
    if (file->outlet->error == 0) {
        file->outlet->error = error;
    }
    file->outlet->given_up = true;
}

static int posix_flags(unsigned flags) {
    return ((flags & H5F_ACC_RDWR) != 0 ? O_RDWR : O_RDONLY) |
           ((flags & H5F_ACC_TRUNC) != 0 ? O_TRUNC : 0) |
           ((flags & H5F_ACC_CREAT) != 0 ? O_CREAT : 0) |
           ((flags & H5F_ACC_EXCL) != 0 ? O_EXCL : 0) | O_CLOEXEC;
}

static H5FD_t *outlet_open(const char *name, unsigned flags, hid_t access, haddr_t highest) {
    const struct outlet_info *info = H5Pget_driver_info(access);
    struct outlet_file *file = calloc(1, sizeof *file);
    (void)highest;
    if (info == NULL || file == NULL) {
        free(file);
        return NULL;
    }
    file->outlet = info->outlet;
    file->fd = open(name, posix_flags(flags), 0666);
    off_t size = file->fd >= 0 ? lseek(file->fd, 0, SEEK_END) : -1;
    if (size < 0) {
        if (file->fd >= 0) {
            (void)close(file->fd);
        }
        free(file);
        return NULL;
    }
    /* As long as it is held, the file is somebody's (results_write.c); without locks, too bad. */
    (void)flock(file->fd, LOCK_EX | LOCK_NB);
    file->end_written = (haddr_t)size;
    return &file->base;
}

static herr_t outlet_close(H5FD_t *base) {
    struct outlet_file *file = (struct outlet_file *)base;
    if (close(file->fd) != 0) {
        give_up(file, errno);
    }
    free(file);
    return 0;
}

static herr_t outlet_query(const H5FD_t *base, unsigned long *features) {
    (void)base;
    *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
                H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
                H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

static haddr_t outlet_get_eoa(const H5FD_t *base, H5FD_mem_t type) {
    (void)type;
    return ((const struct outlet_file *)base)->end_allocated;
}

static herr_t outlet_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((struct outlet_file *)base)->end_allocated = address;
    return 0;
}

static haddr_t outlet_get_eof(const H5FD_t *base, H5FD_mem_t type) {
    (void)type;
    return ((const struct outlet_file *)base)->end_written;
}

/* What is past the end reads as zeros. */
static herr_t outlet_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address,
                          size_t size, void *to) {
    struct outlet_file *file = (struct outlet_file *)base;
    char *at = to;
    (void)type;
    (void)transfer;
    while (size > 0) {
        ssize_t n = pread(file->fd, at, size, (off_t)address);
        if (n < 0 && errno != EINTR) {
            give_up(file, errno);
            return -1;
        }
        if (n == 0) {
            memset(at, 0, size);
            return 0;
        }
        if (n > 0) {
            at += n;
            address += (haddr_t)n;
            size -= (size_t)n;
        }
    }
    return 0;
}

static void write_all(struct outlet_file *file, haddr_t address, size_t size, const char *at) {
    while (size > 0) {
        ssize_t n = pwrite(file->fd, at, size, (off_t)address);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            give_up(file, n == 0 ? EIO : errno);
            return;
        }
        if (n > 0) {
            at += n;
            address += (haddr_t)n;
            size -= (size_t)n;
        }
    }
}

static herr_t outlet_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address,
                           size_t size, const void *from) {
    struct outlet_file *file = (struct outlet_file *)base;
    (void)type;
    (void)transfer;
    if (!file->outlet->given_up) {
        write_all(file, address, size, from);
    }
    if (address + size > file->end_written) {
        file->end_written = address + size;
    }
    return 0;
}

static herr_t outlet_truncate(H5FD_t *base, hid_t transfer, hbool_t closing) {
    struct outlet_file *file = (struct outlet_file *)base;
    (void)transfer;
    (void)closing;
    if (!file->outlet->given_up && file->end_allocated != file->end_written &&
        ftruncate(file->fd, (off_t)file->end_allocated) != 0) {
        give_up(file, errno);
    }
    file->end_written = file->end_allocated;
    return 0;
}

static const H5FD_class_t outlet_class = {
#if H5_VERSION_GE(1, 13, 2)
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)600, /* from the range left to applications */
#endif
    .name = "outlet",
    .maxaddr = HIGHEST_ADDRESS,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(struct outlet_info),
    .open = outlet_open,
    .close = outlet_close,
    .query = outlet_query,
    .get_eoa = outlet_get_eoa,
    .set_eoa = outlet_set_eoa,
    .get_eof = outlet_get_eof,
    .read = outlet_read,
    .write = outlet_write,
    .truncate = outlet_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t desi_h5_outlet_use(hid_t access, struct desi_h5_outlet *outlet) {
    struct outlet_info info = {outlet};
    hid_t driver = H5FDregister(&outlet_class);
    if (driver >= 0 && H5Pset_driver(access, driver, &info) < 0) {
        (void)H5FDunregister(driver);
        return -1;
    }
    return driver;
}
