/* models/home_care/place/register_ages.c - people by age as SSB's statistics bank exports them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "register.h"

enum { CELLS = 64, BANDS = 4 }; /* all, 67, 80 and 90 or more */
static const int64_t band_from[BANDS] = {0, 67, 80, 90};

struct ages {
    int64_t both[BANDS], apart[BANDS]; /* lines for both sexes, and for each alone */
    bool seen;
};
struct reader {
    const char *name;
    size_t line;
    char separator;
    size_t region, sex, age, people; /* columns; SIZE_MAX: none */
    struct hc_register *table;
    struct ages *ages; /* of each entry */
    struct des_diagnostics *told;
    bool sound, header;
};

static void tell(struct reader *reader, const char *what, const char *cell) {
    des_diagnostics_add(reader->told, "%s:%zu: %s: \"%s\"", reader->name, reader->line, what, cell);
    reader->sound = false;
}

static size_t split(char *line, char separator, char **cell) {
    size_t count = 0;
    bool quoted = false;
    char *out = line;
    cell[count++] = line;
    for (char *at = line; *at != '\0'; at++) {
        if (*at == '"') {
            quoted = !quoted;
        } else if (*at == separator && !quoted && count < CELLS) {
            *out++ = '\0';
            cell[count++] = out;
        } else {
            *out++ = *at;
        }
    }
    *out = '\0';
    return count;
}

/* The whole number that a text begins with; -1 without one. */
static int64_t leading_number(const char *text, const char **rest) {
    size_t digits = strspn(text, "0123456789");
    int64_t number = digits > 0 && digits < 10 ? 0 : -1;
    for (size_t i = 0; i < digits && number >= 0; i++) {
        number = 10 * number + (text[i] - '0');
    }
    *rest = text + digits;
    return number;
}

static size_t column(char *const *cell, size_t count, const char *nb, const char *en) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(cell[i], nb) == 0 || strcmp(cell[i], en) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* The line with the names of the columns comes after a title; its last column has the figures. */
static void try_header(struct reader *reader, char *line) {
    char *cell[CELLS];
    reader->separator = strchr(line, ';') != NULL ? ';' : strchr(line, '\t') != NULL ? '\t' : ',';
    size_t count = split(line, reader->separator, cell);
    reader->region = column(cell, count, "region", "region");
    reader->age = column(cell, count, "alder", "age");
    if (reader->region == SIZE_MAX || reader->age == SIZE_MAX) {
        return;
    }
    reader->sex = SIZE_MAX;
    for (size_t i = 0; i < count; i++) { /* "kjønn" comes in more than one encoding */
        if (strncmp(cell[i], "kj", 2) == 0 || strcmp(cell[i], "sex") == 0) {
            reader->sex = i;
        }
    }
    reader->people = count - 1;
    reader->header = true;
    if (reader->people == reader->region || reader->people == reader->age ||
        reader->people == reader->sex) {
        tell(reader, "no column of people after region and age", cell[count - 1]);
    }
}

/* "23 years", "80-84 years", "105 years or older": in which bands its people are. */
static bool bands_of(struct reader *reader, const char *text, int64_t *low) {
    const char *rest = text;
    *low = leading_number(text, &rest);
    int64_t high = *rest == '-' ? leading_number(rest + 1, &rest) : *low;
    if (*low < 0 || high < *low) {
        tell(reader, "not an age", text);
        return false;
    }
    for (int b = 1; b < BANDS; b++) {
        if (*low < band_from[b] && high >= band_from[b]) {
            tell(reader, "an age band across 67, 80 or 90 years", text);
            return false;
        }
    }
    return true;
}

static size_t entry_of(struct reader *reader, const char *region) {
    const char *code = strncmp(region, "K-", 2) == 0 ? region + 2 : region;
    size_t length = strspn(code, "0123456789");
    for (size_t i = 0; i < reader->table->count; i++) {
        const char *known = reader->table->entry[i].code;
        if (length > 0 && strlen(known) == length && strncmp(known, code, length) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Counties and the country have shorter numbers than municipalities; "0 The whole country". */
static bool is_larger_place(const char *region) {
    size_t digits = strspn(region, "0123456789");
    return digits > 0 && digits < 4;
}

static void read_line(struct reader *reader, char *line) {
    char *cell[CELLS];
    size_t count = split(line, reader->separator, cell);
    if (count <= reader->people) {
        tell(reader, "too few columns", line);
        return;
    }
    if (is_larger_place(cell[reader->region])) {
        return;
    }
    size_t entry = entry_of(reader, cell[reader->region]);
    const char *rest = "";
    int64_t low = 0, people = leading_number(cell[reader->people], &rest);
    if (entry == SIZE_MAX) {
        tell(reader, "no municipality of the table", cell[reader->region]);
    } else if (people < 0 || *rest != '\0') {
        tell(reader,
             cell[reader->people][0] == '-' ? "a negative number of people"
                                            : "not a number of people",
             cell[reader->people]);
    } else if (bands_of(reader, cell[reader->age], &low)) {
        struct ages *ages = &reader->ages[entry];
        const char *sex = reader->sex == SIZE_MAX ? "Both" : cell[reader->sex];
        bool both = strncmp(sex, "Begge", 5) == 0 || strncmp(sex, "Both", 4) == 0;
        ages->seen = true;
        for (int b = 0; b < BANDS; b++) {
            (both ? ages->both : ages->apart)[b] += low >= band_from[b] ? people : 0;
        }
    }
}

static void read_lines(struct reader *reader, char *text) {
    for (char *line = text; line != NULL && reader->told->count < 20;) {
        char *next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        reader->line++;
        if (line[0] != '\0' && !reader->header) {
            try_header(reader, line);
        } else if (line[0] != '\0') {
            read_line(reader, line);
        }
        line = next;
    }
    if (!reader->header) {
        des_diagnostics_add(reader->told,
                            "%s: no line with the columns \"region\" and \"alder\" (or \"age\")",
                            reader->name);
        reader->sound = false;
    }
}

static void check(struct reader *reader) {
    bool any = false;
    for (size_t i = 0; i < reader->table->count; i++) {
        const struct ages *ages = &reader->ages[i];
        const int64_t *band = ages->both[0] > 0 ? ages->both : ages->apart;
        any = any || ages->seen;
        if (ages->seen && (band[0] < 200 || band[2] == 0)) {
            des_diagnostics_add(reader->told,
                                "%s: %s: %lld people, %lld of them 80 or more "
                                "(accepted: at least 200 and 1: all ages are needed)",
                                reader->name, reader->table->entry[i].name, (long long)band[0],
                                (long long)band[2]);
            reader->sound = false;
        }
    }
    if (reader->sound && !any) {
        des_diagnostics_add(reader->told, "%s: no people", reader->name);
        reader->sound = false;
    }
}

static void take(struct reader *reader) {
    for (size_t i = 0; i < reader->table->count; i++) {
        const struct ages *ages = &reader->ages[i];
        const int64_t *band = ages->both[0] > 0 ? ages->both : ages->apart;
        if (ages->seen) {
            struct hc_register_entry *entry = &reader->table->entry[i];
            entry->population = band[0];
            entry->age_67_plus = band[1];
            entry->age_80_plus = band[2];
            entry->age_90_plus = band[3];
            entry->counted = true;
        }
    }
}

enum des_status hc_register_take_ages(const char *text, const char *name, struct hc_register *table,
                                      struct des_diagnostics *diagnostics) {
    struct reader reader = {.name = name, .table = table, .told = diagnostics, .sound = true};
    char *copy = malloc(strlen(text) + 1);
    reader.ages = calloc(table->count + 1, sizeof *reader.ages);
    enum des_status status = DES_ENOMEM;
    if (copy != NULL && reader.ages != NULL) {
        bool mark = strncmp(text, "\xEF\xBB\xBF", 3) == 0;
        strcpy(copy, text + (mark ? 3 : 0));
        read_lines(&reader, copy);
        if (reader.sound) {
            check(&reader);
        }
        status = reader.sound ? DES_OK : DES_EINPUT;
    }
    if (status == DES_OK) {
        take(&reader);
    }
    free(copy);
    free(reader.ages);
    return status;
}
