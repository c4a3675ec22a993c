#include "old_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

/* Columns read together, and rows. */
#define BATCH 4
#define ROWS 256

struct old_rows {
    int fd;
    size_t columns;
    size_t rows;         /* that all batches have */
    off_t *begins;       /* of each batch */
    size_t first, count; /* rows in memory */
    double *window;      /* ROWS x columns, batch by batch */
    /* While they are laid out: */
    size_t width, laid; /* columns of this batch, and its rows */
    off_t end;          /* of what is written */
    double *laying;     /* rows of this batch */
    int failure;        /* errno; 0: none */
};

static size_t batch_width(const struct old_rows *old, size_t column) {
    size_t left = old->columns - column;
    return left < BATCH ? left : BATCH;
}

/* ---- laying out: batch after batch, in each row after row ---- */

static bool write_numbers(struct old_rows *old, size_t count) {
    const char *bytes = (const char *)old->laying;
    for (size_t length = count * sizeof(double); length > 0;) {
        ssize_t n = pwrite(old->fd, bytes, length, old->end);
        if (n < 0 && errno != EINTR) {
            old->failure = errno;
            return false;
        }
        if (n > 0) {
            bytes += n;
            old->end += n;
            length -= (size_t)n;
        }
    }
    return true;
}

static void lay_rows(void *context, size_t first, size_t rows, const double *const *columns) {
    struct old_rows *old = context;
    old->laid = first + rows;
    for (size_t i = 0; i < rows && old->failure == 0;) {
        size_t left = rows - i, count = left < ROWS ? left : ROWS;
        for (size_t c = 0; c < old->width; c++) {
            for (size_t k = 0; k < count; k++) {
                old->laying[k * old->width + c] = columns[c][i + k];
            }
        }
        (void)write_numbers(old, count * old->width);
        i += count;
    }
}

/* False when some batch ends early: then only the rows before are there. */
static bool lay_out(struct old_rows *old, const struct des_results *results, const char *table,
                    const char *const *names) {
    bool whole = true;
    old->rows = SIZE_MAX;
    for (size_t c = 0; c < old->columns && old->failure == 0; c += old->width) {
        old->begins[c / BATCH] = old->end;
        old->width = batch_width(old, c);
        old->laid = 0;
        whole &=
            des_results_visit(results, table, names + c, old->width, lay_rows, old, NULL) == DES_OK;
        old->rows = old->laid < old->rows ? old->laid : old->rows;
    }
    return whole;
}

/* ---- life ---- */

static enum des_status fail(const char *path, int number, enum des_status status,
                            struct des_error *error) {
    return des_fail(error, status, "numbers beside %s: %s", path, strerror(number));
}

void old_rows_close(struct old_rows *old) {
    if (old != NULL) {
        (void)close(old->fd);
        free(old->window);
        free(old->laying);
        free(old->begins);
        free(old);
    }
}

enum des_status old_rows_open(struct old_rows **old, const struct des_results *results,
                              const char *path, const char *table, const char *const *names,
                              size_t columns, bool *whole, struct des_error *error) {
    char *name = text_format("%s.tmp.%ld.rows", path, (long)getpid());
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int number = errno;
    (void)unlink(name);
    free(name);
    if (fd < 0) {
        return fail(path, number, DES_ECREATE, error);
    }
    struct old_rows *made = memory_array(1, sizeof *made);
    *made = (struct old_rows){.fd = fd, .columns = columns};
    made->window = memory_array(ROWS * made->columns, sizeof made->window[0]);
    made->begins = memory_array(made->columns / BATCH + 1, sizeof made->begins[0]);
    made->laying = memory_array((size_t)ROWS * BATCH, sizeof made->laying[0]);
    bool read = lay_out(made, results, table, names);
    number = made->failure;
    if (number != 0) {
        old_rows_close(made);
        return fail(path, number, DES_EIO, error);
    }
    *old = made;
    *whole = read;
    return DES_OK;
}

/* ---- reading ---- */

static bool read_numbers(int fd, double *numbers, size_t count, off_t at) {
    char *bytes = (char *)numbers;
    for (size_t length = count * sizeof *numbers; length > 0;) {
        ssize_t n = pread(fd, bytes, length, at);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        if (n > 0) {
            bytes += n;
            at += n;
            length -= (size_t)n;
        }
    }
    return true;
}

static bool move_window(struct old_rows *old, size_t row) {
    size_t left = old->rows - row;
    old->first = row;
    old->count = left < ROWS ? left : ROWS;
    double *to = old->window;
    bool read = true;
    for (size_t c = 0; c < old->columns && read; c += BATCH) {
        size_t width = batch_width(old, c);
        off_t at = old->begins[c / BATCH] + (off_t)(row * width * sizeof(double));
        read = read_numbers(old->fd, to, old->count * width, at);
        to += old->count * width;
    }
    return read;
}

size_t old_rows_count(const struct old_rows *old) {
    return old->rows;
}

bool old_rows_read(struct old_rows *old, size_t row, double *numbers) {
    bool inside = row >= old->first && row < old->first + old->count;
    if (row >= old->rows || (!inside && !move_window(old, row))) {
        return false;
    }
    const double *batch = old->window;
    for (size_t c = 0; c < old->columns; c += BATCH) {
        size_t width = batch_width(old, c);
        memcpy(numbers + c, batch + (row - old->first) * width, width * sizeof *numbers);
        batch += old->count * width;
    }
    return true;
}
