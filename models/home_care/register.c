#include "register.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

/* ---- columns ---- */

enum column_kind { COLUMN_TEXT, COLUMN_WHOLE, COLUMN_REAL };
#define FIELD(key, field, kind, needed, low, high)                                                 \
    {                                                                                              \
        key, offsetof(struct hc_register_entry, field),                                            \
            sizeof(((struct hc_register_entry *)NULL)->field), kind, needed, low, high             \
    }
static const struct {
    const char *key;
    size_t offset, size;
    enum column_kind kind;
    bool needed;
    double low, high;
} columns[] = {
    FIELD("code", code, COLUMN_TEXT, true, 0, 0),
    FIELD("name", name, COLUMN_TEXT, true, 0, 0),
    FIELD("class", centrality_class, COLUMN_WHOLE, true, 1, 6),
    FIELD("population", population, COLUMN_WHOLE, true, 200, 1000000),
    FIELD("age_67_plus", age_67_plus, COLUMN_WHOLE, true, 0, 1000000),
    FIELD("age_80_plus", age_80_plus, COLUMN_WHOLE, true, 1, 1000000),
    FIELD("age_90_plus", age_90_plus, COLUMN_WHOLE, true, 0, 1000000),
    FIELD("area_km2", area_km2, COLUMN_REAL, true, 0.1, 100000),
    FIELD("county", county, COLUMN_TEXT, false, 0, 0),
    FIELD("index", index, COLUMN_WHOLE, false, 0, 1000),
};
enum { COLUMNS = sizeof columns / sizeof *columns, CELLS = 64 };
#define NOWHERE SIZE_MAX

struct reader {
    const char *name;
    size_t line;
    char separator;
    size_t place[COLUMNS]; /* the cell of each column, or NOWHERE */
    struct des_diagnostics *diagnostics;
    bool sound;
};

static void tell(struct reader *reader, const char *key, const char *what, const char *cell) {
    des_diagnostics_add(reader->diagnostics, "%s:%zu: %s: \"%s\" %s", reader->name, reader->line,
                        key, cell, what);
    reader->sound = false;
}

/* ---- one line ---- */

/* Ends every cell with a 0 in place; quotes around a cell are taken off. */
static size_t split(char *line, char separator, char **cell) {
    size_t count = 0;
    for (char *at = line; at != NULL && count < CELLS;) {
        char *next = strchr(at, separator);
        if (next != NULL) {
            *next++ = '\0';
        }
        size_t length = strlen(at);
        if (length >= 2 && at[0] == '"' && at[length - 1] == '"') {
            at[length - 1] = '\0';
            at++;
        }
        cell[count++] = at;
        at = next;
    }
    return count;
}

static void read_header(struct reader *reader, char *line) {
    char *cell[CELLS];
    reader->separator = strchr(line, ';') != NULL ? ';' : ',';
    size_t count = split(line, reader->separator, cell);
    for (size_t c = 0; c < COLUMNS; c++) {
        reader->place[c] = NOWHERE;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(cell[i], columns[c].key) == 0) {
                reader->place[c] = i;
            }
        }
        if (reader->place[c] == NOWHERE && columns[c].needed) {
            des_diagnostics_add(reader->diagnostics,
                                "%s:%zu: no column \"%s\" (needed: code, name, class, population, "
                                "age_67_plus, age_80_plus, age_90_plus, area_km2)",
                                reader->name, reader->line, columns[c].key);
            reader->sound = false;
        }
    }
}

/* Digits with at most one point: the same under every locale. */
static bool parse(const char *text, enum column_kind kind, double *number) {
    size_t digits = strspn(text, "-0123456789");
    double value = 0.0, unit = 1.0;
    bool negative = text[0] == '-';
    size_t length = strlen(text), first = negative ? 1 : 0;
    if (length == first || length > 15 || (kind == COLUMN_WHOLE && digits != length)) {
        return false;
    }
    bool after = false;
    for (size_t i = first; i < length; i++) {
        if (text[i] == '.' && !after) {
            after = true;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = 10.0 * value + (text[i] - '0');
        unit *= after ? 10.0 : 1.0;
    }
    *number = (negative ? -value : value) / unit;
    return true;
}

static void read_cell(struct reader *reader, size_t c, const char *cell,
                      struct hc_register_entry *entry) {
    char *field = (char *)entry + columns[c].offset;
    double number = 0.0;
    if (columns[c].kind == COLUMN_TEXT) {
        if (strlen(cell) >= columns[c].size || (columns[c].needed && cell[0] == '\0')) {
            tell(reader, columns[c].key, "is empty or too long", cell);
            return;
        }
        memcpy(field, cell, strlen(cell) + 1);
    } else if (!parse(cell, columns[c].kind, &number)) {
        tell(reader, columns[c].key,
             columns[c].kind == COLUMN_WHOLE ? "is not a whole number" : "is not a number", cell);
    } else if (number < columns[c].low || number > columns[c].high) {
        char what[96];
        snprintf(what, sizeof what, "is %s (accepted: %g to %.7g)",
                 number < 0.0 ? "negative" : "outside its range", columns[c].low, columns[c].high);
        tell(reader, columns[c].key, what, cell);
    } else if (columns[c].kind == COLUMN_WHOLE) {
        int64_t whole = (int64_t)number;
        memcpy(field, &whole, sizeof whole);
    } else {
        memcpy(field, &number, sizeof number);
    }
}

static void check_ages(struct reader *reader, const struct hc_register_entry *entry) {
    if (entry->age_90_plus > entry->age_80_plus || entry->age_80_plus > entry->age_67_plus ||
        entry->age_67_plus > entry->population) {
        tell(reader, "age_67_plus", "has ages that do not nest (population, 67, 80, 90 or more)",
             entry->name);
    }
}

static void read_line(struct reader *reader, char *line, const struct hc_register *table,
                      struct hc_register_entry *entry) {
    char *cell[CELLS];
    size_t count = split(line, reader->separator, cell);
    bool before = reader->sound;
    reader->sound = true;
    *entry = (struct hc_register_entry){.index = -1};
    for (size_t c = 0; c < COLUMNS; c++) {
        if (reader->place[c] < count) {
            read_cell(reader, c, cell[reader->place[c]], entry);
        } else if (columns[c].needed) {
            tell(reader, columns[c].key, "has no such cell", line);
        }
    }
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->entry[i].code, entry->code) == 0) {
            tell(reader, "code", "is given twice", entry->code);
        }
    }
    if (reader->sound) {
        check_ages(reader, entry);
    }
    reader->sound = reader->sound && before;
}

/* ---- the table ---- */

static size_t count_lines(const char *text) {
    size_t count = 1;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

static void read_lines(struct reader *reader, char *text, struct hc_register *table) {
    bool header = true;
    for (char *line = text; line != NULL;) {
        char *next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        reader->line++;
        if (line[0] != '#' && line[0] != '\0') {
            if (header) {
                header = false;
                read_header(reader, line);
                if (!reader->sound) {
                    return;
                }
            } else {
                read_line(reader, line, table, &table->entry[table->count]);
                table->count++;
            }
        }
        line = next;
    }
    if (table->count == 0) {
        des_diagnostics_add(reader->diagnostics, "%s: a table without a municipality",
                            reader->name);
        reader->sound = false;
    }
}

enum des_status hc_register_read(const char *text, const char *name, struct hc_register *table,
                                 struct des_diagnostics *diagnostics) {
    struct reader reader = {.name = name, .diagnostics = diagnostics, .sound = true};
    struct hc_register made = {0};
    size_t size = strlen(text) + 1;
    if (size > 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark */
        text += 3;
        size -= 3;
    }
    char *copy = malloc(size);
    made.entry = calloc(count_lines(text), sizeof *made.entry);
    if (copy == NULL || made.entry == NULL) {
        free(copy);
        free(made.entry);
        return DES_ENOMEM;
    }
    memcpy(copy, text, size);
    read_lines(&reader, copy, &made);
    free(copy);
    if (!reader.sound) {
        hc_register_fini(&made);
        return DES_EINPUT;
    }
    *table = made;
    return DES_OK;
}

void hc_register_fini(struct hc_register *table) {
    free(table->entry);
    *table = (struct hc_register){0};
}

/* ---- finding ---- */

/* UTF-8 to lower case for the letters of Latin-1, among them æ, ø and å. */
static void fold(const char *text, char *folded, size_t size) {
    size_t i = 0;
    for (; text[i] != '\0' && i + 1 < size; i++) {
        unsigned char c = (unsigned char)text[i];
        bool ascii = c >= 'A' && c <= 'Z';
        bool latin = i > 0 && (unsigned char)text[i - 1] == 0xC3 && c >= 0x80 && c <= 0x9E;
        folded[i] = (char)(ascii || latin ? c + 0x20 : c);
    }
    folded[i] = '\0';
}

/* `wanted` is the whole name or a part of it between hyphens; both folded. */
static bool is_called(const char *name, const char *wanted) {
    size_t length = strlen(wanted);
    if (length == 0) {
        return false;
    }
    for (const char *at = strstr(name, wanted); at != NULL; at = strstr(at + 1, wanted)) {
        bool begins = at == name || at[-1] == '-';
        bool ends = at[length] == '\0' || at[length] == '-';
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

static size_t distance_to(const struct hc_register_entry *entry, const char *wanted) {
    char name[96];
    fold(entry->name, name, sizeof name);
    size_t by_name = hc_word_distance(wanted, name),
           by_code = hc_word_distance(wanted, entry->code);
    return by_name < by_code ? by_name : by_code;
}

/* The three nearest, the first of equals. */
static enum des_status fail_unknown(const struct hc_register *table, const char *given,
                                    const char *wanted, struct des_error *error) {
    size_t best[3] = {NOWHERE, NOWHERE, NOWHERE}, far[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < table->count; i++) {
        size_t here = distance_to(&table->entry[i], wanted);
        for (size_t k = 0, who = i; k < 3; k++) {
            if (here < far[k]) {
                size_t was = best[k], was_far = far[k];
                best[k] = who;
                far[k] = here;
                who = was;
                here = was_far;
            }
        }
    }
    char near[360] = "";
    size_t used = 0;
    for (size_t k = 0; k < 3 && best[k] != NOWHERE; k++) {
        const struct hc_register_entry *entry = &table->entry[best[k]];
        int n = snprintf(near + used, sizeof near - used, "%s%s %s", k == 0 ? "" : ", ",
                         entry->code, entry->name);
        used += n > 0 ? (size_t)n : 0;
    }
    return des_fail(error, DES_EINPUT, "there is no municipality \"%.80s\" (nearest: %s)", given,
                    near);
}

static enum des_status fail_several(const struct hc_register *table, const char *given, size_t a,
                                    size_t b, struct des_error *error) {
    const struct hc_register_entry *first = &table->entry[a], *second = &table->entry[b];
    return des_fail(error, DES_EINPUT,
                    "several municipalities are called \"%.80s\" (say %s for %s in %s, or %s for "
                    "%s in %s)",
                    given, first->code, first->name, first->county, second->code, second->name,
                    second->county);
}

enum des_status hc_register_find(const struct hc_register *table, const char *wanted, size_t *index,
                                 struct des_error *error) {
    char folded[96], name[96];
    size_t whole = NOWHERE, part = NOWHERE, part_again = NOWHERE;
    fold(wanted, folded, sizeof folded);
    for (size_t i = 0; i < table->count; i++) {
        fold(table->entry[i].name, name, sizeof name);
        if (strcmp(table->entry[i].code, wanted) == 0) {
            *index = i;
            return DES_OK;
        }
        if (strcmp(name, folded) == 0) {
            if (whole != NOWHERE) {
                return fail_several(table, wanted, whole, i, error);
            }
            whole = i;
        } else if (is_called(name, folded)) {
            part_again = part == NOWHERE ? part_again : i;
            part = part == NOWHERE ? i : part;
        }
    }
    if (whole == NOWHERE && part_again != NOWHERE) {
        return fail_several(table, wanted, part, part_again, error);
    }
    if (whole == NOWHERE && part == NOWHERE) {
        return fail_unknown(table, wanted, folded, error);
    }
    *index = whole != NOWHERE ? whole : part;
    return DES_OK;
}
