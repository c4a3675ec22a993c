/* models/home_care/reading/csv.h - tables that people write: lines of cells, columns found by name.
 *
 * The first line that is not empty and does not begin with # names the columns, in any
 * order, separated by ; or , or tabs; quotes around a cell are taken off, two of them within
 * quotes are one.  A number has a decimal point, or a comma where cells are separated
 * otherwise.  Everything that is wrong is told with file and line. */
#ifndef HOME_CARE_CSV_H
#define HOME_CARE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

enum hc_csv_kind {
    HC_CSV_TEXT,   /* char[] */
    HC_CSV_WHOLE,  /* int64_t */
    HC_CSV_REAL,   /* double */
    HC_CSV_CHOICE, /* int: index into the choices */
    HC_CSV_CLOCK   /* double: minutes after midnight, from "07:30" */
};

/* Where a column of the file goes in a row's struct.  What is not needed stays as in the
 * blank row when the column or the cell is missing. */
struct hc_csv_column {
    const char *key;
    size_t offset, size;
    enum hc_csv_kind kind;
    bool needed;
    double low, high;           /* of numbers */
    const char *const *choices; /* of a choice, ends with NULL */
};
#define HC_CSV_FIELD(record, key_, field_, kind_, needed_, low_, high_)                            \
    {                                                                                              \
        .key = key_, .offset = offsetof(record, field_), .size = sizeof(((record *)NULL)->field_), \
        .kind = kind_, .needed = needed_, .low = low_, .high = high_                               \
    }
#define HC_CSV_PICK(record, key_, field_, needed_, choices_)                                       \
    {                                                                                              \
        .key = key_, .offset = offsetof(record, field_), .size = sizeof(((record *)NULL)->field_), \
        .kind = HC_CSV_CHOICE, .needed = needed_, .choices = choices_                              \
    }

struct hc_csv_format {
    const struct hc_csv_column *columns;
    size_t count;
    size_t row_size;
    const void *blank; /* a row before it is read */
    bool strict;       /* columns of other names are errors */
    const char *rows;  /* what the rows are, for "a table without a user" */
};

struct hc_csv {
    void *row;    /* count x row_size */
    size_t *line; /* of each row in the file */
    size_t count;
    uint64_t columns; /* bit c: the file has column c of the format */
};

/* Reads a table.  DES_OK; DES_EINPUT (see diagnostics); DES_ENOMEM.  On failure *table is
 * untouched. */
DES_NODISCARD enum des_status hc_csv_read(const char *text, const char *name,
                                          const struct hc_csv_format *format, struct hc_csv *table,
                                          struct des_diagnostics *diagnostics);
void hc_csv_fini(struct hc_csv *table);

/* What separates the cells of a line: ; before tabs before commas. */
char hc_csv_separator(const char *line);

/* Parts a line at its separators, in place (RFC 4180): quotes around a cell are taken off and
 * keep separators in it, "" between them is a quote; a quote within a cell stays.  Gives the
 * number of cells, at most `room`, the last of which then has the rest; 0: a quote is not
 * closed.  cell[] points into the line. */
size_t hc_csv_split(char *line, char separator, char **cell, size_t room);

#endif
