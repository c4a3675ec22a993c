#include "old_totals.h"

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

struct old_totals {
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

static size_t batch_width(const struct old_totals *totals, size_t column) {
    size_t left = totals->columns - column;
    return left < BATCH ? left : BATCH;
}

/* ---- laying out: batch after batch, in each row after row ---- */

static bool write_numbers(struct old_totals *totals, size_t count) {
    const char *bytes = (const char *)totals->laying;
    for (size_t length = count * sizeof(double); length > 0;) {
        ssize_t n = pwrite(totals->fd, bytes, length, totals->end);
        if (n < 0 && errno != EINTR) {
            totals->failure = errno;
            return false;
        }
        if (n > 0) {
            bytes += n;
            totals->end += n;
            length -= (size_t)n;
        }
    }
    return true;
}

static void lay_rows(void *context, size_t first, size_t rows, const double *const *columns) {
    struct old_totals *totals = context;
    totals->laid = first + rows;
    for (size_t i = 0; i < rows && totals->failure == 0;) {
        size_t left = rows - i, count = left < ROWS ? left : ROWS;
        for (size_t c = 0; c < totals->width; c++) {
            for (size_t k = 0; k < count; k++) {
                totals->laying[k * totals->width + c] = columns[c][i + k];
            }
        }
        (void)write_numbers(totals, count * totals->width);
        i += count;
    }
}

/* False when some batch ends early: then only the rows before are there. */
static bool lay_out(struct old_totals *totals, const struct des_results *results,
                    const struct des_model *model) {
    bool whole = true;
    totals->rows = SIZE_MAX;
    for (size_t c = 0; c < totals->columns && totals->failure == 0; c += totals->width) {
        const char *names[BATCH];
        totals->begins[c / BATCH] = totals->end;
        totals->width = batch_width(totals, c);
        totals->laid = 0;
        for (size_t i = 0; i < totals->width; i++) {
            names[i] = model->totals[c + i].name;
        }
        whole &= des_results_visit(results, "outcomes/totals", names, totals->width, lay_rows,
                                   totals, NULL) == DES_OK;
        totals->rows = totals->laid < totals->rows ? totals->laid : totals->rows;
    }
    return whole;
}

/* ---- life ---- */

static enum des_status fail(const char *path, int number, enum des_status status,
                            struct des_error *error) {
    return des_fail(error, status, "totals beside %s: %s", path, strerror(number));
}

enum des_status old_totals_open(struct old_totals **totals, const struct des_results *results,
                                const char *path, const struct des_model *model, bool *whole,
                                struct des_error *error) {
    char *name = text_format("%s.tmp.%ld.totals", path, (long)getpid());
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int number = errno;
    (void)unlink(name);
    free(name);
    if (fd < 0) {
        return fail(path, number, DES_ECREATE, error);
    }
    struct old_totals *made = memory_array(1, sizeof *made);
    *made = (struct old_totals){.fd = fd, .columns = model->total_count};
    made->window = memory_array(ROWS * made->columns, sizeof made->window[0]);
    made->begins = memory_array(made->columns / BATCH + 1, sizeof made->begins[0]);
    made->laying = memory_array((size_t)ROWS * BATCH, sizeof made->laying[0]);
    *totals = made;
    *whole = lay_out(made, results, model);
    return made->failure == 0 ? DES_OK : fail(path, made->failure, DES_EIO, error);
}

void old_totals_close(struct old_totals *totals) {
    if (totals != NULL) {
        (void)close(totals->fd);
        free(totals->window);
        free(totals->laying);
        free(totals->begins);
        free(totals);
    }
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

static bool move_window(struct old_totals *totals, size_t row) {
    size_t left = totals->rows - row;
    totals->first = row;
    totals->count = left < ROWS ? left : ROWS;
    double *to = totals->window;
    bool read = true;
    for (size_t c = 0; c < totals->columns && read; c += BATCH) {
        size_t width = batch_width(totals, c);
        off_t at = totals->begins[c / BATCH] + (off_t)(row * width * sizeof(double));
        read = read_numbers(totals->fd, to, totals->count * width, at);
        to += totals->count * width;
    }
    return read;
}

size_t old_totals_rows(const struct old_totals *totals) {
    return totals->rows;
}

bool old_totals_read(struct old_totals *totals, size_t row, double *numbers) {
    bool inside = row >= totals->first && row < totals->first + totals->count;
    if (row >= totals->rows || (!inside && !move_window(totals, row))) {
        return false;
    }
    const double *batch = totals->window;
    for (size_t c = 0; c < totals->columns; c += BATCH) {
        size_t width = batch_width(totals, c);
        memcpy(numbers + c, batch + (row - totals->first) * width, width * sizeof *numbers);
        batch += totals->count * width;
    }
    return true;
}
