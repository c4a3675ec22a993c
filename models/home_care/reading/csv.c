#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

enum { CELLS = 64 };
#define NOWHERE SIZE_MAX

struct reader {
    const char *name;
    const struct hc_csv_format *format;
    struct des_diagnostics *told;
    size_t line;
    char separator;
    size_t place[CELLS]; /* the cell of each column, or NOWHERE */
    size_t cells;        /* of the line with the names */
    bool sound;
};

static void tell(struct reader *reader, const char *key, const char *cell, const char *what) {
    des_diagnostics_add(reader->told, "%s:%zu: %s: \"%.80s\" %s", reader->name, reader->line, key,
                        cell, what);
    reader->sound = false;
}

/* One cell from `at` on is written to *out; gives where its separator or the end is, NULL when
 * its quote is not closed. */
static const char *copy_cell(const char *at, char separator, bool last, char **out) {
    const char *first = at + strspn(at, " ");
    bool quoted = *first == '"';
    at = quoted ? first + 1 : at;
    for (; *at != '\0'; at++) {
        if (quoted && *at == '"') {
            quoted = at[1] == '"';
            if (!quoted) {
                continue;
            }
            at++;
        } else if (*at == separator && !quoted && !last) {
            return at;
        }
        *(*out)++ = *at;
    }
    return quoted ? NULL : at;
}

size_t hc_csv_split(char *line, char separator, char **cell, size_t room) {
    const char *at = line;
    char *out = line;
    for (size_t count = 1;; count++) {
        cell[count - 1] = out;
        at = copy_cell(at, separator, count == room, &out);
        if (at == NULL) {
            return 0;
        }
        bool end = *at++ == '\0';
        *out++ = '\0';
        if (end) {
            return count;
        }
    }
}

/* Blanks around a cell are nothing. */
static char *trimmed(char *cell) {
    cell += strspn(cell, " ");
    size_t length = strlen(cell);
    while (length > 0 && cell[length - 1] == ' ') {
        cell[--length] = '\0';
    }
    return cell;
}

/* ---- the columns ---- */

char hc_csv_separator(const char *line) {
    return strchr(line, ';') != NULL ? ';' : strchr(line, '\t') != NULL ? '\t' : ',';
}

static size_t column_of(const struct hc_csv_format *format, const char *key) {
    for (size_t c = 0; c < format->count; c++) {
        if (strcmp(format->columns[c].key, key) == 0) {
            return c;
        }
    }
    return NOWHERE;
}

static void list_columns(const struct hc_csv_format *format, bool only_needed, char *text,
                         size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t c = 0; c < format->count; c++) {
        if (format->columns[c].needed || !only_needed) {
            int n = snprintf(text + used, size - used, "%s%s", used == 0 ? "" : ", ",
                             format->columns[c].key);
            used += n > 0 && (size_t)n < size - used ? (size_t)n : 0;
        }
    }
}

static void tell_unknown(struct reader *reader, const char *cell) {
    const char *names[CELLS];
    char accepted[640];
    for (size_t c = 0; c < reader->format->count; c++) {
        names[c] = reader->format->columns[c].key;
    }
    hc_words_accepted(names, reader->format->count, cell, accepted, sizeof accepted);
    des_diagnostics_add(reader->told, "%s:%zu: no column is called \"%.80s\" %s", reader->name,
                        reader->line, cell, accepted);
    reader->sound = false;
}

static void tell_line(struct reader *reader, const char *what) {
    des_diagnostics_add(reader->told, "%s:%zu: %s", reader->name, reader->line, what);
    reader->sound = false;
}

static size_t split(struct reader *reader, char *line, char **cell) {
    size_t count = hc_csv_split(line, reader->separator, cell, CELLS);
    if (count == 0) {
        tell_line(reader, "a quote (\") is not closed");
    }
    return count;
}

static void read_header(struct reader *reader, char *line) {
    const struct hc_csv_format *format = reader->format;
    char *cell[CELLS];
    reader->separator = hc_csv_separator(line);
    size_t count = split(reader, line, cell);
    if (count == 0) {
        return;
    }
    reader->cells = count;
    for (size_t c = 0; c < format->count; c++) {
        reader->place[c] = NOWHERE;
    }
    for (size_t i = 0; i < count; i++) {
        const char *key = trimmed(cell[i]);
        size_t c = column_of(format, key);
        if (c != NOWHERE && reader->place[c] == NOWHERE) {
            reader->place[c] = i;
        } else if (c != NOWHERE) {
            tell(reader, "columns", key, "is there twice");
        } else if (format->strict) {
            tell_unknown(reader, key);
        }
    }
    for (size_t c = 0; c < format->count; c++) {
        if (format->columns[c].needed && reader->place[c] == NOWHERE) {
            char needed[400];
            list_columns(format, true, needed, sizeof needed);
            des_diagnostics_add(reader->told, "%s:%zu: no column \"%s\" (needed: %s)", reader->name,
                                reader->line, format->columns[c].key, needed);
            reader->sound = false;
        }
    }
}

/* ---- one cell ---- */

/* Digits with at most one point: the same under every locale. */
static bool parse_number(const char *text, char separator, bool whole, double *number) {
    bool negative = text[0] == '-', after = false;
    size_t length = strlen(text), first = negative ? 1 : 0;
    double value = 0.0, unit = 1.0;
    if (length == first || length > 15) {
        return false;
    }
    for (size_t i = first; i < length; i++) {
        bool point = text[i] == '.' || (text[i] == ',' && separator != ',');
        if (point && !after && !whole) {
            after = true;
        } else if (text[i] >= '0' && text[i] <= '9') {
            value = 10.0 * value + (text[i] - '0');
            unit *= after ? 10.0 : 1.0;
        } else {
            return false;
        }
    }
    *number = (negative ? -value : value) / unit;
    return true;
}

static void read_number(struct reader *reader, const struct hc_csv_column *column, const char *cell,
                        char *field) {
    bool whole = column->kind == HC_CSV_WHOLE;
    double number = 0.0;
    if (!parse_number(cell, reader->separator, whole, &number)) {
        tell(reader, column->key, cell, whole ? "is not a whole number" : "is not a number");
    } else if (number < column->low || number > column->high) {
        char what[96];
        (void)snprintf(what, sizeof what, "is %s (accepted: %g to %.7g)",
                       number < 0.0 ? "negative" : "outside its range", column->low, column->high);
        tell(reader, column->key, cell, what);
    } else if (whole) {
        int64_t integer = (int64_t)number;
        memcpy(field, &integer, sizeof integer);
    } else {
        memcpy(field, &number, sizeof number);
    }
}

static void read_choice(struct reader *reader, const struct hc_csv_column *column, const char *cell,
                        char *field) {
    int count = 0;
    for (int i = 0; column->choices[i] != NULL; i++, count++) {
        if (strcmp(column->choices[i], cell) == 0) {
            memcpy(field, &i, sizeof i);
            return;
        }
    }
    char accepted[400];
    hc_words_accepted(column->choices, (size_t)count, cell, accepted, sizeof accepted);
    tell(reader, column->key, cell, accepted);
}

static bool two_digits(const char *text, int limit, int *number) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
        return false;
    }
    *number = 10 * (text[0] - '0') + text[1] - '0';
    return *number < limit;
}

static void read_clock(struct reader *reader, const struct hc_csv_column *column, const char *cell,
                       char *field) {
    int hour = 0, minute = 0;
    if (strlen(cell) != 5 || cell[2] != ':' || !two_digits(cell, 24, &hour) ||
        !two_digits(cell + 3, 60, &minute)) {
        tell(reader, column->key, cell, "is not a time of the day (accepted: 00:00 to 23:59)");
        return;
    }
    double minutes = 60.0 * hour + minute;
    memcpy(field, &minutes, sizeof minutes);
}

static void read_cell(struct reader *reader, const struct hc_csv_column *column, const char *cell,
                      char *row) {
    char *field = row + column->offset;
    if (cell[0] == '\0') {
        if (column->needed) {
            tell(reader, column->key, cell, "is empty");
        }
        return;
    }
    switch (column->kind) {
    case HC_CSV_TEXT:
        if (strlen(cell) >= column->size) {
            tell(reader, column->key, cell, "is too long");
        } else {
            memcpy(field, cell, strlen(cell) + 1);
        }
        break;
    case HC_CSV_WHOLE:
    case HC_CSV_REAL:
        read_number(reader, column, cell, field);
        break;
    case HC_CSV_CHOICE:
        read_choice(reader, column, cell, field);
        break;
    case HC_CSV_CLOCK:
        read_clock(reader, column, cell, field);
        break;
    }
}

/* ---- the table ---- */

/* Bytes that follow the first one of a character; -1: none begins so. */
static int following(unsigned char first) {
    if (first < 0x80) {
        return 0;
    }
    return first < 0xC2 || first > 0xF4 ? -1 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
}

/* Spreadsheets may write Latin-1, whose letters no scenario may hold. */
static bool looks_like_utf8(const char *line) {
    int left = 0;
    for (; *line != '\0'; line++) {
        unsigned char byte = (unsigned char)*line;
        bool goes_on = (byte & 0xC0) == 0x80;
        if (goes_on != (left > 0)) {
            return false;
        }
        left = goes_on ? left - 1 : following(byte);
        if (left < 0) {
            return false;
        }
    }
    return left == 0;
}

/* A decimal comma between commas moves the cells behind it: such a row must not be read. */
static bool has_its_cells(struct reader *reader, char *const *cell, size_t count) {
    while (count > reader->cells && cell[count - 1][strspn(cell[count - 1], " ")] == '\0') {
        count--;
    }
    for (size_t c = 0; c < reader->format->count; c++) {
        bool missing = reader->format->columns[c].needed && reader->place[c] >= count;
        if (missing || count > reader->cells) {
            char what[160];
            (void)snprintf(what, sizeof what, "%zu cells in a table of %zu columns%s%s", count,
                           reader->cells, missing ? ": none for " : "",
                           missing ? reader->format->columns[c].key
                           : reader->separator == ','
                               ? " separated by commas (a decimal comma needs ; between cells)"
                               : "");
            tell_line(reader, what);
            return false;
        }
    }
    return true;
}

static void read_row(struct reader *reader, char *line, char *row) {
    const struct hc_csv_format *format = reader->format;
    char *cell[CELLS];
    size_t count = split(reader, line, cell);
    if (format->blank != NULL) {
        memcpy(row, format->blank, format->row_size);
    }
    if (count == 0 || !has_its_cells(reader, cell, count)) {
        return;
    }
    for (size_t c = 0; c < format->count; c++) {
        if (reader->place[c] < count) {
            read_cell(reader, &format->columns[c], trimmed(cell[reader->place[c]]), row);
        }
    }
}

static void read_lines(struct reader *reader, char *text, struct hc_csv *table) {
    bool header = true;
    for (char *line = text; line != NULL;) {
        char *next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        reader->line++;
        if (line[0] == '#' || line[0] == '\0') {
            line = next;
            continue;
        }
        if (!looks_like_utf8(line)) {
            tell_line(reader, "the line is not UTF-8 (accepted: a table saved as \"CSV UTF-8\")");
        }
        if (header) {
            header = false;
            read_header(reader, line);
            if (!reader->sound) {
                return;
            }
        } else {
            table->line[table->count] = reader->line;
            read_row(reader, line, (char *)table->row + table->count * reader->format->row_size);
            table->count++;
        }
        line = next;
    }
    if (table->count == 0) {
        des_diagnostics_add(reader->told, "%s: a table without a %s", reader->name,
                            reader->format->rows);
        reader->sound = false;
    }
}

static size_t count_lines(const char *text) {
    size_t count = 1;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

enum des_status hc_csv_read(const char *text, const char *name, const struct hc_csv_format *format,
                            struct hc_csv *table, struct des_diagnostics *diagnostics) {
    struct reader reader = {.name = name, .format = format, .told = diagnostics, .sound = true};
    struct hc_csv made = {0};
    text += strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; /* a byte order mark */
    size_t size = strlen(text) + 1, lines = count_lines(text);
    char *copy = malloc(size);
    made.row = calloc(lines, format->row_size);
    made.line = calloc(lines, sizeof *made.line);
    if (copy == NULL || made.row == NULL || made.line == NULL) {
        free(copy);
        hc_csv_fini(&made);
        return DES_ENOMEM;
    }
    memcpy(copy, text, size);
    read_lines(&reader, copy, &made);
    free(copy);
    if (!reader.sound) {
        hc_csv_fini(&made);
        return DES_EINPUT;
    }
    for (size_t c = 0; c < format->count; c++) {
        made.columns |= (uint64_t)(reader.place[c] != NOWHERE) << c;
    }
    *table = made;
    return DES_OK;
}

void hc_csv_fini(struct hc_csv *table) {
    free(table->row);
    free(table->line);
    *table = (struct hc_csv){0};
}
