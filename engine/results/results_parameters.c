/* engine/results/results_parameters.c - every parameter of every place and arm.  Places say mostly
 * the same: each text stands once under /labels, so that a country of them stays small. */
#include "results_parts.h"
#include "texts.h"

#include <stdint.h>
#include <stdlib.h>

/* ---- the columns of texts ---- */

enum column { NAME, VALUE, UNIT, SOURCE, GRADE, MEANING, COLUMNS };

static const struct {
    const char *name, *labels, *long_name;
    bool fixed; /* of the parameter itself, the same in every place and arm */
} columns[COLUMNS] = {
    [NAME] = {"name", "/labels/parameter", "path of the parameter", true},
    [VALUE] = {"value", "/labels/value", "as a scenario says it; at the first point", false},
    [UNIT] = {"unit", "/labels/unit", "unit of the value", true},
    [SOURCE] = {"source", "/labels/source", "where the value is from", false},
    [GRADE] = {"grade", "/labels/grade", "how good the source is: A to D", false},
    [MEANING] = {"meaning", "/labels/meaning", "what the parameter says", true},
};

/* Codes by column, of each parameter or of each row, and what they stand for. */
struct listing {
    struct desi_texts texts[COLUMNS];
    int32_t *code[COLUMNS];
    bool exhausted;
};

static void note(struct listing *listing, enum column column, size_t at, const char *text) {
    size_t code = desi_texts_number(&listing->texts[column], text != NULL ? text : "");
    listing->exhausted |= code == SIZE_MAX;
    listing->code[column][at] = (int32_t)code;
}

/* The value as a scenario would say it, however long. */
static void note_value(struct listing *listing, size_t row, const struct des_param *param,
                       const struct des_value *value) {
    char brief[256];
    int length = des_value_format(param, value, brief, sizeof brief);
    if (length >= 0 && (size_t)length < sizeof brief) {
        note(listing, VALUE, row, brief);
        return;
    }
    char *whole = length > 0 ? malloc((size_t)length + 1) : NULL;
    if (whole == NULL) {
        listing->exhausted = true;
        return;
    }
    (void)des_value_format(param, value, whole, (size_t)length + 1);
    note(listing, VALUE, row, whole);
    free(whole);
}

static void list_parameters(struct listing *listing, const struct des_space *space) {
    for (size_t e = 0; e < des_space_count(space) && !listing->exhausted; e++) {
        const struct des_element *element = des_space_at(space, e);
        note(listing, NAME, e, element->path);
        note(listing, UNIT, e, element->param->unit);
        note(listing, MEANING, e, element->param->meaning);
    }
}

static void list_values(struct listing *listing, size_t row, const struct des_space *space,
                        const struct des_values *values) {
    for (size_t e = 0; e < des_space_count(space) && !listing->exhausted; e++, row++) {
        const struct des_value *value = des_values_at(values, e);
        note_value(listing, row, des_space_at(space, e)->param, value);
        note(listing, SOURCE, row, value->source);
        note(listing, GRADE, row, des_grade_name(value->grade));
    }
}

static const struct des_values *values_of(const struct desi_results *results, size_t cell) {
    size_t arms = results->plan->arm_count;
    return des_experiment_central(results->experiment, cell / arms, cell % arms, 0);
}

static void list_all(const struct desi_results *results, struct listing *listing, size_t cells) {
    const struct des_space *space = results->plan->space;
    size_t elements = des_space_count(space);
    for (int c = 0; c < COLUMNS; c++) {
        size_t codes = columns[c].fixed ? elements : cells * elements;
        listing->code[c] = malloc((codes + 1) * sizeof *listing->code[c]);
        listing->exhausted |= listing->code[c] == NULL || !desi_texts_init(&listing->texts[c]);
    }
    list_parameters(listing, space);
    for (size_t cell = 0; cell < cells && !listing->exhausted; cell++) {
        list_values(listing, cell * elements, space, values_of(results, cell));
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
    for (size_t cell = 0; cell < cells; cell++) {
        const struct des_values *values = values_of(results, cell);
        for (size_t e = 0; e < elements; e++) {
            desi_table_i32(table, 0, (int64_t)(cell / arms));
            desi_table_i32(table, 1, (int64_t)(cell % arms));
            for (size_t c = 0; c < COLUMNS; c++) {
                size_t at = columns[c].fixed ? e : cell * elements + e;
                desi_table_i32(table, 2 + c, listing->code[c][at]);
            }
            desi_table_i32(table, 2 + COLUMNS, des_values_at(values, e)->defaulted);
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
        desi_texts_fini(&listing.texts[c]);
        free(listing.code[c]);
    }
}
