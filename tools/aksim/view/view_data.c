#include "view_data.h"

#include <string.h>

#include "memory.h"
#include "view_notes.h"

static const char *const kind_names[ESTIMATE_KINDS] = {
    [ESTIMATE_ARM] = "summary",
    [ESTIMATE_PAIRED] = "paired",
    [ESTIMATE_CONTRAST] = "contrasts",
};

/* The columns after the first, which is "table" or the kind of place. */
#define COMMON_COLUMNS                                                                             \
    "arm", "point", "stratum", "group", "outcome", "unit", "better", "n", "mean", "sd", "mc_low",  \
        "mc_high", "year_low", "year_high", "correlation", NULL

static const char *better_name(enum des_better better) {
    return better == DES_BETTER_LOW ? "low" : better == DES_BETTER_HIGH ? "high" : "neither";
}

static void add_estimate(struct table *table, const struct estimate *estimate,
                         const struct definition *definition) {
    table_text(table, estimate->place);
    table_text(table, estimate->arm);
    table_text(table, estimate->point);
    table_text(table, estimate->stratum);
    table_text(table, definition->group);
    table_text(table, estimate->outcome);
    table_text(table, definition->unit);
    table_text(table, better_name(definition->better));
    table_int(table, (int64_t)estimate->value.n);
    table_real(table, estimate->value.mean);
    table_real(table, estimate->value.sd);
    table_real(table, estimate->value.low);
    table_real(table, estimate->value.high);
    table_real(table, estimate->value.year_low);
    table_real(table, estimate->value.year_high);
    table_real(table, estimate->value.correlation);
}

/* `with_kind`: each row begins with the name of its kind. */
static void add_estimates(struct table *table, const struct overview *overview,
                          enum estimate_kind kind, const char *stratum, bool with_kind) {
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        const struct definition *definition = overview_definition(overview, estimate->outcome);
        if (definition != NULL && definition->shown && strcmp(estimate->stratum, stratum) == 0) {
            if (with_kind) {
                table_text(table, kind_names[kind]);
            }
            add_estimate(table, estimate, definition);
        }
    }
}

void view_print_csv(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                    const char *stratum) {
    static const char *const columns[] = {"table", "place", COMMON_COLUMNS};
    struct table table;
    table_init(&table, columns);
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        if (wanted[kind]) {
            add_estimates(&table, overview, (enum estimate_kind)kind, stratum, true);
        }
    }
    table_print_csv(&table, false, stdout);
    table_fini(&table);
}

/* ---- JSON ---- */

static json_t *estimates_json(const struct overview *overview, enum estimate_kind kind,
                              const char *stratum) {
    static const char *const of_settings[] = {"setting", COMMON_COLUMNS};
    static const char *const of_contrasts[] = {"contrast", COMMON_COLUMNS};
    struct table table;
    table_init(&table, kind == ESTIMATE_CONTRAST ? of_contrasts : of_settings);
    add_estimates(&table, overview, kind, stratum, false);
    json_t *rows = table_json(&table);
    table_fini(&table);
    return rows;
}

static json_t *named_json(const struct des_results_table *table) {
    json_t *list = json_array();
    const struct des_results_column *names = columns_find(table, "name");
    for (size_t row = 0; row < table->rows; row++) {
        const char *name = columns_text(names, row);
        json_array_append_new(
            list, json_pack("{ss? ss}", "name", name, "label", overview_label(table, row)));
    }
    return list;
}

static json_t *outcomes_json(const struct overview *overview) {
    json_t *list = json_array();
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (definition->shown) {
            json_array_append_new(list, json_pack("{ss ss ss ss ss sb}", "name", definition->name,
                                                  "unit", definition->unit, "meaning",
                                                  definition->meaning, "group", definition->group,
                                                  "better", better_name(definition->better),
                                                  "headline", definition->headline));
        }
    }
    return list;
}

static json_t *notes_json(const struct overview *overview, const char *stratum) {
    json_t *list = json_array();
    struct notes notes;
    notes_of(overview, stratum, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        json_array_append_new(list, json_string(notes.items[i]));
    }
    notes_fini(&notes);
    return list;
}

json_t *view_json(const struct overview *overview, const bool wanted[ESTIMATE_KINDS],
                  const char *stratum, const char *path, json_t *run) {
    json_t *document =
        json_pack("{ss ss sb sI ss so so so}", "file", path, "title", overview->title, "complete",
                  overview->complete, "days", (json_int_t)overview->days, "reference",
                  overview_reference(overview), "settings", named_json(&overview->setting_table),
                  "arms", named_json(&overview->arm_table), "outcomes", outcomes_json(overview));
    if (run != NULL) {
        json_object_set(document, "run", run);
    }
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        if (wanted[kind]) {
            json_object_set_new(document, kind_names[kind],
                                estimates_json(overview, (enum estimate_kind)kind, stratum));
        }
    }
    json_object_set_new(document, "notes", notes_json(overview, stratum));
    return document;
}
