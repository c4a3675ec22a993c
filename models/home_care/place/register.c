#include "register.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "home_care/reading/csv.h"
#include "home_care/reading/words.h"

#define NOWHERE SIZE_MAX

/* ---- the table ---- */

#define FIELD(...) HC_CSV_FIELD(struct hc_register_entry, __VA_ARGS__)
static const struct hc_csv_column columns[] = {
    FIELD("code", code, HC_CSV_TEXT, true, 0, 0),
    FIELD("name", name, HC_CSV_TEXT, true, 0, 0),
    FIELD("class", centrality_class, HC_CSV_WHOLE, true, 1, 6),
    FIELD("population", population, HC_CSV_WHOLE, true, 200, 1000000),
    FIELD("age_67_plus", age_67_plus, HC_CSV_WHOLE, true, 0, 1000000),
    FIELD("age_80_plus", age_80_plus, HC_CSV_WHOLE, true, 1, 1000000),
    FIELD("age_90_plus", age_90_plus, HC_CSV_WHOLE, true, 0, 1000000),
    FIELD("area_km2", area_km2, HC_CSV_REAL, true, 0.1, 100000),
    FIELD("county", county, HC_CSV_TEXT, false, 0, 0),
    FIELD("index", index, HC_CSV_WHOLE, false, 0, 1000),
};
static const struct hc_register_entry blank = {.index = -1};
static const struct hc_csv_format format = {
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct hc_register_entry),
    .blank = &blank,
    .rows = "municipality",
};

/* What a line alone does not show. */
static void check(const char *name, const struct hc_csv *table,
                  struct des_diagnostics *diagnostics) {
    const struct hc_register_entry *entry = table->row;
    for (size_t i = 0; i < table->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(entry[i].code, entry[j].code) == 0) {
                des_diagnostics_add(diagnostics, "%s:%zu: code: \"%s\" is given twice", name,
                                    table->line[i], entry[i].code);
            }
        }
        if (entry[i].age_90_plus > entry[i].age_80_plus ||
            entry[i].age_80_plus > entry[i].age_67_plus ||
            entry[i].age_67_plus > entry[i].population) {
            des_diagnostics_add(diagnostics,
                                "%s:%zu: age_67_plus: \"%s\" has ages that do not nest "
                                "(population, 67, 80, 90 or more)",
                                name, table->line[i], entry[i].name);
        }
    }
}

enum des_status hc_register_read(const char *text, const char *name, struct hc_register *table,
                                 struct des_diagnostics *diagnostics) {
    struct hc_csv read = {0};
    enum des_status status = hc_csv_read(text, name, &format, &read, diagnostics);
    if (status != DES_OK) {
        return status;
    }
    size_t told = diagnostics->count;
    check(name, &read, diagnostics);
    if (diagnostics->count > told) {
        hc_csv_fini(&read);
        return DES_EINPUT;
    }
    *table = (struct hc_register){read.row, read.count};
    free(read.line);
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

/* Blanks around a name are nothing. */
static void trim(const char *text, char *trimmed, size_t size) {
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    length = length < size ? length : size - 1;
    memcpy(trimmed, text, length);
    trimmed[length] = '\0';
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

static size_t nearer(size_t a, size_t b) {
    return a < b ? a : b;
}

/* To the code, the whole name, or the nearest part of it between hyphens;
 * one that begins so is near. */
static size_t distance_to(const struct hc_register_entry *entry, const char *wanted) {
    char name[96];
    fold(entry->name, name, sizeof name);
    size_t distance = nearer(hc_word_distance(wanted, name), hc_word_distance(wanted, entry->code));
    for (char *part = name; part != NULL;) {
        char *hyphen = strchr(part, '-');
        if (hyphen != NULL) {
            *hyphen = '\0';
        }
        bool begun = strncmp(part, wanted, strlen(wanted)) == 0;
        distance = nearer(distance, begun ? 1 : hc_word_distance(wanted, part));
        part = hyphen == NULL ? NULL : hyphen + 1;
    }
    return distance;
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
    return des_fail(
        error, DES_EINPUT, "there is no municipality \"%.80s\" (nearest: %s%s)", given, near,
        strspn(given, "0123456789") == strlen(given) ? "; codes change with mergers" : "");
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
    char trimmed[96], folded[96], name[96];
    size_t whole = NOWHERE, part = NOWHERE, part_again = NOWHERE;
    trim(wanted, trimmed, sizeof trimmed);
    wanted = trimmed;
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
