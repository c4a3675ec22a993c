#include "view.h"

#include <string.h>

#include "memory.h"
#include "overview.h"
#include "view_text.h"

static const char *const kind_names[ESTIMATE_KINDS] = {
    [ESTIMATE_ARM] = "arms",
    [ESTIMATE_PAIRED] = "paired",
    [ESTIMATE_CONTRAST] = "contrasts",
};

static bool is_wanted(enum view view, enum estimate_kind kind) {
    static const enum view views[ESTIMATE_KINDS] = {
        [ESTIMATE_ARM] = VIEW_ARMS,
        [ESTIMATE_PAIRED] = VIEW_PAIRED,
        [ESTIMATE_CONTRAST] = VIEW_CONTRASTS,
    };
    return view == VIEW_OVERVIEW || view == views[kind];
}

/* ---- estimates as rows ---- */

static const char *better_name(enum des_better better) {
    return better == DES_BETTER_LOW ? "low" : better == DES_BETTER_HIGH ? "high" : "neither";
}

static void add_estimate(struct table *table, enum estimate_kind kind,
                         const struct estimate *estimate, const struct definition *definition) {
    table_text(table, kind_names[kind]);
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

static void add_estimates(struct table *table, const struct overview *overview,
                          enum estimate_kind kind, const char *stratum) {
    for (size_t i = 0; i < overview->counts[kind]; i++) {
        const struct estimate *estimate = &overview->estimates[kind][i];
        const struct definition *definition = overview_definition(overview, estimate->outcome);
        if (definition != NULL && definition->shown && strcmp(estimate->stratum, stratum) == 0) {
            add_estimate(table, kind, estimate, definition);
        }
    }
}

static const char *const estimate_columns[] = {
    "table", "place", "arm", "point", "stratum", "group",    "outcome",   "unit",        "better",
    "n",     "mean",  "sd",  "low",   "high",    "year_low", "year_high", "correlation", NULL};

static void print_estimates_csv(const struct overview *overview, const struct view_options *options,
                                const char *stratum) {
    struct table table;
    table_init(&table, estimate_columns);
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        if (is_wanted(options->view, (enum estimate_kind)kind)) {
            add_estimates(&table, overview, (enum estimate_kind)kind, stratum);
        }
    }
    table_print_csv(&table, false, stdout);
    table_fini(&table);
}

static void print_estimates_json(const struct overview *overview, const char *path,
                                 const struct view_options *options, const char *stratum) {
    json_t *document = json_object();
    json_object_set_new(document, "file", json_string(path));
    json_object_set_new(document, "title", json_string(overview->title));
    json_object_set_new(document, "complete", json_boolean(overview->complete));
    json_object_set_new(document, "reference", json_string(overview_reference(overview)));
    if (options->run != NULL) {
        json_object_set(document, "run", options->run);
    }
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        if (is_wanted(options->view, (enum estimate_kind)kind)) {
            struct table table;
            table_init(&table, estimate_columns);
            add_estimates(&table, overview, (enum estimate_kind)kind, stratum);
            json_object_set_new(document, kind_names[kind], table_json(&table));
            table_fini(&table);
        }
    }
    json_print(document, stdout);
}

static void print_estimates_text(const struct overview *overview, enum view view,
                                 const char *stratum) {
    view_text_head(overview);
    if (is_wanted(view, ESTIMATE_ARM)) {
        view_text_arms(overview, stratum);
    }
    if (is_wanted(view, ESTIMATE_PAIRED)) {
        view_text_differences(overview, ESTIMATE_PAIRED, stratum);
    }
    if (is_wanted(view, ESTIMATE_CONTRAST)) {
        view_text_differences(overview, ESTIMATE_CONTRAST, stratum);
    }
    view_text_notes(overview);
}

/* The stratum asked for, or the first; NULL when there is none of this name. */
static const char *find_stratum(const struct overview *overview, const char *name) {
    const struct estimate *estimates = overview->estimates[ESTIMATE_ARM];
    for (size_t i = 0; i < overview->counts[ESTIMATE_ARM]; i++) {
        if (name == NULL || strcmp(estimates[i].stratum, name) == 0) {
            return estimates[i].stratum;
        }
    }
    return name == NULL ? "" : NULL;
}

static enum exit_code print_estimates(const struct des_results *results, const char *path,
                                      const struct view_options *options) {
    struct overview overview;
    struct des_error error = {0};
    enum des_status status = overview_read(results, &overview, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    /* A program wants everything, a person what fits. */
    const char *outcomes =
        options->format != TABLE_TEXT && options->outcomes == NULL ? "all" : options->outcomes;
    const char *stratum = find_stratum(&overview, options->stratum);
    enum exit_code code = EXIT_CODE_DONE;
    if (stratum == NULL) {
        fprintf(stderr, "aksim: %s has no stratum '%s'\n", path, options->stratum);
        code = EXIT_CODE_DATA;
    } else if (!overview_select(&overview, outcomes)) {
        code = EXIT_CODE_DATA;
    } else if (options->format == TABLE_JSON) {
        print_estimates_json(&overview, path, options, stratum);
    } else if (options->format == TABLE_CSV) {
        print_estimates_csv(&overview, options, stratum);
    } else {
        print_estimates_text(&overview, options->view, stratum);
    }
    overview_fini(&overview);
    return code;
}

/* ---- tables as they are ---- */

static enum exit_code print_stored(const struct des_results *results, const char *path,
                                   enum table_format format) {
    struct des_results_table stored;
    struct des_error error = {0};
    enum des_status status = des_results_table(results, path, &stored, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    const char **names = memory_array(stored.count + 1, sizeof names[0]);
    for (size_t c = 0; c < stored.count; c++) {
        names[c] = stored.columns[c].name;
    }
    struct table table;
    table_init(&table, names);
    for (size_t row = 0; row < stored.rows; row++) {
        for (size_t c = 0; c < stored.count; c++) {
            columns_add(&table, &stored.columns[c], row);
        }
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    free(names);
    des_results_release(&stored);
    return EXIT_CODE_DONE;
}

/* ---- provenance ---- */

static void add_provenance(struct table *table, const struct des_results *results) {
    static const struct {
        const char *key, *path;
    } facts[] = {
        {"title", "/@title"},
        {"schema", "/@schema"},
        {"schema_version", "/@schema_version"},
        {"complete", "/@complete"},
        {"software", "/provenance@software"},
        {"version", "/provenance@version"},
        {"git_revision", "/provenance@git_revision"},
        {"git_dirty", "/provenance@git_dirty"},
        {"compiler", "/provenance@compiler"},
        {"flags", "/provenance@flags"},
        {"seed", "/provenance@seed"},
        {"stream_scheme", "/provenance@stream_scheme"},
        {"libm_fingerprint", "/provenance@libm_fingerprint"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        char *text = NULL;
        if (des_results_text(results, facts[i].path, &text, NULL) == DES_OK) {
            table_text(table, facts[i].key);
            table_text(table, text);
            free(text);
        }
    }
}

/* What differs between two executions: a JSON object in the file. */
static void add_volatile(struct table *table, const struct des_results *results) {
    char *text = NULL;
    if (des_results_text(results, "/provenance/volatile", &text, NULL) != DES_OK) {
        return;
    }
    json_t *document = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
    const char *key;
    json_t *value;
    json_object_foreach(document, key, value) {
        char *shown = json_is_string(value) ? text_copy(json_string_value(value))
                                            : json_dumps(value, JSON_ENCODE_ANY);
        table_text(table, key);
        table_text(table, shown);
        free(shown);
    }
    json_decref(document);
    free(text);
}

static json_t *facts_json(const struct table *table) {
    json_t *object = json_object();
    for (size_t row = 0; row < table_rows(table); row++) {
        json_object_set_new(object, table->cells[2 * row].text,
                            json_string(table->cells[2 * row + 1].text));
    }
    return object;
}

static enum exit_code print_provenance(const struct des_results *results,
                                       enum table_format format) {
    static const char *const columns[] = {"fact", "value", NULL};
    struct table table;
    table_init(&table, columns);
    add_provenance(&table, results);
    add_volatile(&table, results);
    if (format == TABLE_JSON) {
        json_print(facts_json(&table), stdout);
    } else {
        table_print(&table, format, stdout);
    }
    table_fini(&table);
    return EXIT_CODE_DONE;
}

enum exit_code view_print(const char *path, const struct view_options *options) {
    struct des_results *results = NULL;
    struct des_error error = {0};
    enum des_status status = des_results_open(path, &results, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    enum exit_code code;
    switch (options->view) {
    case VIEW_RUNS:
        code = print_stored(results, "plan/runs", options->format);
        break;
    case VIEW_PARAMETERS:
        code = print_stored(results, "scenario/parameters", options->format);
        break;
    case VIEW_PROVENANCE:
        code = print_provenance(results, options->format);
        break;
    default:
        code = print_estimates(results, path, options);
        break;
    }
    des_results_close(results);
    return code;
}
