/* models/home_care/place/register_ages.c - people by age as SSB's statistics bank exports them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/reading/csv.h"
#include "register.h"

enum { CELLS = 64, BANDS = 4, AGES = 128, OLDEST = 90 }; /* bands: all, 67, 80 and 90 or more */
static const int64_t band_from[BANDS] = {0, 67, 80, 90};

enum sex { BOTH, MEN, WOMEN, SEXES };

struct ages {
    int64_t people[SEXES][BANDS];
    bool given[SEXES][AGES]; /* the years of age that lines were about */
    bool seen;
};
struct reader {
    const char *name;
    size_t line;
    char separator;
    size_t region, sex, age, year, people; /* columns; SIZE_MAX: none */
    int64_t latest;                        /* year, where years stand in a column */
    struct hc_register *table;
    struct ages *ages; /* of each entry */
    struct des_diagnostics *told;
    bool sound, header, over;
};

static void tell(struct reader *reader, const char *what, const char *cell) {
    des_diagnostics_add(reader->told, "%s:%zu: %s: \"%.80s\"", reader->name, reader->line, what,
                        cell);
    reader->sound = false;
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

/* ---- the columns ---- */

/* Names of columns begin with a capital where codes are exported. */
static bool is_called(const char *cell, const char *name) {
    return (cell[0] | 0x20) == name[0] && strcmp(cell + 1, name + 1) == 0;
}

/* "kjønn" and "år" come in more than one encoding. */
static bool is_sex(const char *cell) {
    return is_called(cell, "sex") || ((cell[0] | 0x20) == 'k' && cell[1] == 'j');
}

static bool is_year(const char *cell) {
    size_t length = strlen(cell);
    bool nb = (unsigned char)cell[0] >= 0x80 && length <= 3 && cell[length - 1] == 'r';
    return nb || is_called(cell, "year") || is_called(cell, "tid");
}

static void place_column(struct reader *reader, const char *cell, size_t at) {
    if (is_called(cell, "region")) {
        reader->region = at;
    } else if (is_called(cell, "alder") || is_called(cell, "age")) {
        reader->age = at;
    } else if (is_sex(cell)) {
        reader->sex = at;
    } else if (is_year(cell)) {
        reader->year = at;
    } else if (cell[0] != '\0') {
        reader->people = at; /* the last one */
    }
}

/* The line with the names of the columns comes after a title. */
static void try_header(struct reader *reader, char *line) {
    char *cell[CELLS];
    reader->separator = hc_csv_separator(line);
    reader->region = reader->sex = reader->age = reader->year = reader->people = SIZE_MAX;
    size_t count = hc_csv_split(line, reader->separator, cell, CELLS);
    for (size_t i = 0; i < count; i++) {
        place_column(reader, cell[i], i);
    }
    reader->header = reader->region != SIZE_MAX && reader->age != SIZE_MAX;
    if (reader->header && (reader->people == SIZE_MAX || reader->people < reader->region ||
                           reader->people < reader->age)) {
        tell(reader, "no column of people after region and age", cell[count - 1]);
    }
}

/* ---- one line ---- */

/* "23 years", "80-84 years", "105 years or older", "105+": from low to high. */
static bool years_of(struct reader *reader, const char *text, int64_t *low, int64_t *high) {
    const char *rest = text;
    *low = leading_number(text, &rest);
    *high = *rest == '-' ? leading_number(rest + 1, &rest) : *low;
    bool open = strchr(rest, '+') != NULL || strstr(rest, "eldre") != NULL ||
                strstr(rest, "older") != NULL || strstr(rest, "over") != NULL;
    *high = open ? AGES - 1 : *high;
    if (*low < 0 || *high < *low || *high >= AGES) {
        tell(reader, "not an age", text);
        return false;
    }
    for (int b = 1; b < BANDS; b++) {
        if (*low < band_from[b] && *high >= band_from[b]) {
            tell(reader, "an age band across 67, 80 or 90 years", text);
            return false;
        }
    }
    return true;
}

/* "Alder i alt", "All ages": what the other lines say together. */
static bool is_total(const char *age) {
    return strstr(age, "i alt") != NULL || strncmp(age, "All ", 4) == 0 ||
           strncmp(age, "Total", 5) == 0 || strncmp(age, "I alt", 5) == 0 ||
           strncmp(age, "Alle", 4) == 0 || strcmp(age, "999") == 0;
}

static bool read_sex(struct reader *reader, char *const *cell, enum sex *sex) {
    static const struct {
        const char *begins;
        enum sex sex;
    } words[] = {{"Begge", BOTH}, {"Both", BOTH},  {"0", BOTH},    {"Me", MEN},       {"Male", MEN},
                 {"1", MEN},      {"Kvin", WOMEN}, {"Wom", WOMEN}, {"Female", WOMEN}, {"2", WOMEN}};
    *sex = BOTH;
    if (reader->sex == SIZE_MAX) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strncmp(cell[reader->sex], words[i].begins, strlen(words[i].begins)) == 0) {
            *sex = words[i].sex;
            return true;
        }
    }
    tell(reader, "no sex (accepted: Males, Females, Both sexes)", cell[reader->sex]);
    return false;
}

static size_t entry_of(struct reader *reader, const char *region) {
    const char *code =
        strncmp(region, "K-", 2) == 0 || strncmp(region, "K_", 2) == 0 ? region + 2 : region;
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

/* Figures may have blanks between thousands, also the blank of spreadsheets that never breaks. */
static bool read_people(struct reader *reader, const char *cell, int64_t *people) {
    char digits[24];
    size_t length = 0;
    for (const char *at = cell; *at != '\0' && length + 1 < sizeof digits; at++) {
        bool blank = *at == ' ' || (unsigned char)*at == 0xC2 || (unsigned char)*at == 0xA0;
        if (!blank) {
            digits[length++] = *at;
        }
    }
    digits[length] = '\0';
    const char *rest = digits;
    *people = leading_number(digits, &rest);
    if (*people < 0 || *rest != '\0') {
        tell(reader, cell[0] == '-' ? "a negative number of people" : "not a number of people",
             cell);
        return false;
    }
    return true;
}

/* Of several years the latest counts: what was read of others is forgotten. */
static bool is_latest(struct reader *reader, const char *cell) {
    const char *rest = cell;
    int64_t year = leading_number(cell, &rest);
    if (year < 0 || *rest != '\0') {
        tell(reader, "not a year", cell);
        return false;
    }
    if (year > reader->latest) {
        memset(reader->ages, 0, reader->table->count * sizeof *reader->ages);
        reader->latest = year;
    }
    return year == reader->latest;
}

static void add(struct reader *reader, struct ages *ages, enum sex sex, const char *age,
                int64_t people) {
    int64_t low = 0, high = 0;
    if (!years_of(reader, age, &low, &high)) {
        return;
    }
    for (int64_t year = low; year <= high; year++) {
        if (ages->given[sex][year]) {
            tell(reader, "people of this age are given twice", age);
            return;
        }
        ages->given[sex][year] = true;
    }
    ages->seen = true;
    for (int b = 0; b < BANDS; b++) {
        ages->people[sex][b] += low >= band_from[b] ? people : 0;
    }
}

static void read_line(struct reader *reader, char *line) {
    char *cell[CELLS];
    size_t count = hc_csv_split(line, reader->separator, cell, CELLS);
    if (count <= reader->people) {
        tell(reader, count == 0 ? "a quote is not closed" : "too few columns", line);
        return;
    }
    if (is_larger_place(cell[reader->region]) || is_total(cell[reader->age])) {
        return;
    }
    size_t entry = entry_of(reader, cell[reader->region]);
    int64_t people = 0;
    enum sex sex = BOTH;
    if (!read_people(reader, cell[reader->people], &people) || !read_sex(reader, cell, &sex) ||
        (reader->year != SIZE_MAX && !is_latest(reader, cell[reader->year]))) {
        return;
    }
    if (entry != SIZE_MAX) {
        add(reader, &reader->ages[entry], sex, cell[reader->age], people);
    } else if (people > 0) { /* nobody lives any more in those of former years */
        tell(reader, "no municipality of the table (accepted: 4005, or K-4005, first)",
             cell[reader->region]);
    }
}

/* ---- the file ---- */

static void read_lines(struct reader *reader, char *text) {
    for (char *line = text; line != NULL && reader->told->count < 20 && !reader->over;) {
        char *next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        reader->line++;
        if (line[0] == '\0') {
            reader->over = reader->header; /* notes follow */
        } else if (!reader->header) {
            try_header(reader, line);
        } else {
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

static void tell_of(struct reader *reader, size_t i, const char *what, long long from,
                    long long to) {
    des_diagnostics_add(reader->told, "%s: %s: ages are missing: %s from %lld to %lld years",
                        reader->name, reader->table->entry[i].name, what, from, to);
    reader->sound = false;
}

/* Every year of age below 90, and somebody or nobody of 90 or more. */
static void check_ages(struct reader *reader, size_t i, enum sex sex) {
    static const char *const who[SEXES] = {"people", "males", "females"};
    const bool *given = reader->ages[i].given[sex];
    int low = 0;
    while (low < OLDEST && given[low]) {
        low++;
    }
    int high = low;
    while (high + 1 < OLDEST && !given[high + 1]) {
        high++;
    }
    bool oldest = memchr(given + OLDEST, true, AGES - OLDEST) != NULL;
    if (low < OLDEST) {
        tell_of(reader, i, who[sex], low, high);
    } else if (!oldest) {
        des_diagnostics_add(reader->told, "%s: %s: ages are missing: %s of 90 years or more",
                            reader->name, reader->table->entry[i].name, who[sex]);
        reader->sound = false;
    }
}

static bool is_apart(const struct ages *ages) {
    return memchr(ages->given[BOTH], true, AGES) == NULL;
}

static int64_t people_of(const struct ages *ages, int band) {
    return is_apart(ages) ? ages->people[MEN][band] + ages->people[WOMEN][band]
                          : ages->people[BOTH][band];
}

static void check(struct reader *reader) {
    bool any = false;
    for (size_t i = 0; i < reader->table->count && reader->told->count < 20; i++) {
        const struct ages *ages = &reader->ages[i];
        if (!ages->seen) {
            continue;
        }
        any = true;
        check_ages(reader, i, is_apart(ages) ? MEN : BOTH);
        if (is_apart(ages)) {
            check_ages(reader, i, WOMEN);
        }
        if (people_of(ages, 0) < 200 || people_of(ages, 2) == 0) {
            des_diagnostics_add(reader->told,
                                "%s: %s: %lld people, %lld of them 80 or more "
                                "(accepted: at least 200 and 1: all ages are needed)",
                                reader->name, reader->table->entry[i].name,
                                (long long)people_of(ages, 0), (long long)people_of(ages, 2));
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
        if (ages->seen) {
            struct hc_register_entry *entry = &reader->table->entry[i];
            entry->population = people_of(ages, 0);
            entry->age_67_plus = people_of(ages, 1);
            entry->age_80_plus = people_of(ages, 2);
            entry->age_90_plus = people_of(ages, 3);
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
