/* engine/results/results_parameters.c - every parameter of every place and arm.  Places say mostly
 * the same: each text stands once under /labels, so that a country of them stays small. */
#include "results_parts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* ---- texts, each once, in the order in which they first came ---- */

struct texts {
    char **text; /* ends with NULL */
    size_t count, capacity;
    uint32_t *slot; /* index + 1 by hash; 0: nothing */
    size_t slots;   /* a power of two, at least twice the capacity */
};

static void texts_fini(struct texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->text[i]);
    }
    free(texts->text);
    free(texts->slot);
}

/* Where the text stands, or would stand. */
static uint32_t *slot_of(const struct texts *texts, const char *text) {
    size_t at = XXH3_64bits(text, strlen(text)) & (texts->slots - 1);
    while (texts->slot[at] != 0 && strcmp(texts->text[texts->slot[at] - 1], text) != 0) {
        at = (at + 1) & (texts->slots - 1);
    }
    return &texts->slot[at];
}

static bool texts_grow(struct texts *texts) {
    size_t capacity = texts->capacity == 0 ? 64 : 2 * texts->capacity;
    char **grown = realloc(texts->text, (capacity + 1) * sizeof *grown);
    texts->text = grown != NULL ? grown : texts->text;
    uint32_t *slot = calloc(2 * capacity, sizeof *slot);
    if (grown == NULL || slot == NULL) {
        free(slot);
        return false;
    }
    free(texts->slot);
    texts->slot = slot;
    texts->slots = 2 * capacity;
    texts->capacity = capacity;
    texts->text[texts->count] = NULL;
    for (size_t i = 0; i < texts->count; i++) {
        *slot_of(texts, texts->text[i]) = (uint32_t)i + 1;
    }
    return true;
}

/* The number of the text, from 0; SIZE_MAX when out of memory. */
static size_t texts_code(struct texts *texts, const char *text) {
    if (texts->count == texts->capacity && !texts_grow(texts)) {
        return SIZE_MAX;
    }
    uint32_t *slot = slot_of(texts, text);
    if (*slot == 0) {
        size_t size = strlen(text) + 1;
        char *copy = malloc(size);
        if (copy == NULL) {
            return SIZE_MAX;
        }
        memcpy(copy, text, size);
        texts->text[texts->count++] = copy;
        texts->text[texts->count] = NULL;
        *slot = (uint32_t)texts->count;
    }
    return *slot - 1;
}

/* ---- the columns of texts ---- */

enum column { NAME, VALUE, UNIT, SOURCE, GRADE, MEANING, COLUMNS };

static const struct {
    const char *name, *labels, *long_name;
} columns[COLUMNS] = {
    [NAME] = {"name", "/labels/parameter", "path of the parameter"},
    [VALUE] = {"value", "/labels/value", "as a scenario says it; at the first point"},
    [UNIT] = {"unit", "/labels/unit", "unit of the value"},
    [SOURCE] = {"source", "/labels/source", "where the value is from"},
    [GRADE] = {"grade", "/labels/grade", "how good the source is: A to D"},
    [MEANING] = {"meaning", "/labels/meaning", "what the parameter says"},
};

/* Codes of all rows, and what they stand for. */
struct listing {
    struct texts texts[COLUMNS];
    int32_t *code[COLUMNS];
    size_t rows;
    bool exhausted;
};

static void note(struct listing *listing, enum column column, const char *text) {
    size_t code = texts_code(&listing->texts[column], text != NULL ? text : "");
    listing->exhausted |= code == SIZE_MAX;
    listing->code[column][listing->rows] = (int32_t)code;
}

/* The value as a scenario would say it, however long. */
static void note_value(struct listing *listing, const struct des_param *param,
                       const struct des_value *value) {
    char brief[256];
    int length = des_value_format(param, value, brief, sizeof brief);
    if (length >= 0 && (size_t)length < sizeof brief) {
        note(listing, VALUE, brief);
        return;
    }
    char *whole = length > 0 ? malloc((size_t)length + 1) : NULL;
    if (whole == NULL) {
        listing->exhausted = true;
        return;
    }
    (void)des_value_format(param, value, whole, (size_t)length + 1);
    note(listing, VALUE, whole);
    free(whole);
}

static void list_values(struct listing *listing, const struct des_space *space,
                        const struct des_values *values) {
    for (size_t e = 0; e < des_space_count(space) && !listing->exhausted; e++) {
        const struct des_element *element = des_space_at(space, e);
        const struct des_value *value = des_values_at(values, e);
        note(listing, NAME, element->path);
        note_value(listing, element->param, value);
        note(listing, UNIT, element->param->unit);
        note(listing, SOURCE, value->source);
        note(listing, GRADE, des_grade_name(value->grade));
        note(listing, MEANING, element->param->meaning);
        listing->rows++;
    }
}

static const struct des_values *values_of(const struct desi_results *results, size_t cell) {
    size_t arms = results->plan->arm_count;
    return des_experiment_central(results->experiment, cell / arms, cell % arms, 0);
}

static void list_all(const struct desi_results *results, struct listing *listing, size_t cells) {
    const struct des_space *space = results->plan->space;
    for (int c = 0; c < COLUMNS; c++) {
        size_t rows = cells * des_space_count(space);
        listing->code[c] = malloc((rows + 1) * sizeof *listing->code[c]);
        listing->exhausted |= listing->code[c] == NULL || !texts_grow(&listing->texts[c]);
    }
    for (size_t cell = 0; cell < cells && !listing->exhausted; cell++) {
        list_values(listing, space, values_of(results, cell));
    }
}

/* ---- the table ---- */

static void add_columns(struct desi_results *results, struct desi_table *table,
                        const struct listing *listing) {
    const struct desi_categories *categories = &results->categories;
    desi_add_category(table, "setting", "/labels/setting", categories->settings, "the place");
    desi_add_category(table, "arm", "/labels/arm", categories->arms, "what is done there");
    for (int c = 0; c < COLUMNS; c++) {
        desi_add_category(table, columns[c].name, columns[c].labels,
                          (const char *const *)listing->texts[c].text, columns[c].long_name);
    }
    desi_add_i32(table, "defaulted", "1: no scenario said it");
}

static void write_rows(struct desi_results *results, struct desi_table *table,
                       const struct listing *listing, size_t cells) {
    size_t elements = des_space_count(results->plan->space), arms = results->plan->arm_count;
    for (size_t row = 0; row < listing->rows; row++) {
        size_t cell = row / elements;
        desi_table_i32(table, 0, (int64_t)(cell / arms));
        desi_table_i32(table, 1, (int64_t)(cell % arms));
        for (size_t c = 0; c < COLUMNS; c++) {
            desi_table_i32(table, 2 + c, listing->code[c][row]);
        }
    }
    for (size_t cell = 0; cell < cells; cell++) {
        for (size_t e = 0; e < elements; e++) {
            desi_table_i32(table, 2 + COLUMNS,
                           des_values_at(values_of(results, cell), e)->defaulted);
        }
    }
}

void desi_results_parameters(struct desi_results *results) {
    struct listing listing = {0};
    size_t cells = results->plan->setting_count * results->plan->arm_count;
    list_all(results, &listing, cells);
    if (listing.exhausted) {
        desi_h5_fail(&results->h5, DES_ENOMEM, "Out of memory.");
    } else {
        for (int c = 0; c < COLUMNS; c++) {
            desi_h5_labels(&results->h5, columns[c].labels,
                           (const char *const *)listing.texts[c].text);
        }
        struct desi_table *table = desi_table_open(&results->h5, "scenario/parameters");
        add_columns(results, table, &listing);
        write_rows(results, table, &listing, cells);
        desi_table_close(table);
    }
    for (int c = 0; c < COLUMNS; c++) {
        texts_fini(&listing.texts[c]);
        free(listing.code[c]);
    }
}
