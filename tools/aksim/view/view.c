#include "view.h"

#include <string.h>

#include "memory.h"
#include "reading/overview.h"
#include "view_break_even.h"
#include "view_data.h"
#include "view_effects.h"
#include "view_points.h"
#include "view_precision.h"
#include "view_sums.h"
#include "view_sensitivity.h"
#include "view_text.h"
#include "view_validation.h"

/* Names that a message lists, at most. */
#define STRATA_TOLD 16
/* More points have no blocks of their own on a terminal unless they are asked for. */
#define POINTS_SHOWN 50

static bool is_wanted(enum view view, enum estimate_kind kind) {
    static const enum view views[ESTIMATE_KINDS] = {
        [ESTIMATE_ARM] = VIEW_ARMS,
        [ESTIMATE_PAIRED] = VIEW_PAIRED,
        [ESTIMATE_CONTRAST] = VIEW_CONTRASTS,
    };
    return view == VIEW_OVERVIEW || view == views[kind];
}

/* ---- estimates ---- */

static void print_estimates_text(const struct overview *overview, enum view view,
                                 const bool wanted[ESTIMATE_KINDS], const char *stratum,
                                 const char *path) {
    view_text_head(overview);
    if (overview->spreads[ESTIMATE_ARM] != NULL) {
        view_text_points(overview, wanted, stratum, path);
        return;
    }
    if (view == VIEW_OVERVIEW) {
        view_text_compare(overview, stratum);
    } else if (view == VIEW_ARMS) {
        view_text_arms(overview, stratum);
    } else if (view == VIEW_PAIRED) {
        view_text_differences(overview, ESTIMATE_PAIRED, stratum);
    } else {
        view_text_differences(overview, ESTIMATE_CONTRAST, stratum);
    }
    view_text_notes(overview, stratum);
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

/* Which strata there are, each at its first estimate. */
static void tell_strata(const struct overview *overview, const char *path, const char *wanted) {
    fprintf(stderr, "aksim: %s has no stratum '%s' (there are:", path, wanted);
    const struct estimate *estimates = overview->estimates[ESTIMATE_ARM];
    size_t told = 0;
    for (size_t i = 0; i < overview->counts[ESTIMATE_ARM] && told <= STRATA_TOLD; i++) {
        size_t before = 0;
        while (strcmp(estimates[before].stratum, estimates[i].stratum) != 0) {
            before++;
        }
        if (before == i && told++ < STRATA_TOLD) {
            fprintf(stderr, "%s %s", told == 1 ? "" : ",", estimates[i].stratum);
        }
    }
    fputs(told > STRATA_TOLD ? ", ...)\n" : ")\n", stderr);
}

static size_t count_points(const struct des_results *results) {
    struct des_results_table points;
    if (des_results_headings(results, "plan/points", NULL, 0, &points, NULL) != DES_OK) {
        return 0;
    }
    size_t count = points.rows;
    des_results_release(&points);
    return count;
}

/* A person is told of many points what they are together; sums have no estimates in them. */
static struct overview_extent extent_of(const struct des_results *results,
                                        const struct view_options *options) {
    bool estimates = options->view == VIEW_OVERVIEW || options->view == VIEW_ARMS ||
                     options->view == VIEW_PAIRED || options->view == VIEW_CONTRASTS;
    if (options->point != NULL && strcmp(options->point, "all") != 0) {
        return (struct overview_extent){OVERVIEW_ONE_POINT, options->point};
    }
    bool many = options->point == NULL && options->format == TABLE_TEXT && estimates &&
                count_points(results) > POINTS_SHOWN;
    bool together = many || options->view == VIEW_SUMS;
    return (struct overview_extent){together ? OVERVIEW_OVER_POINTS : OVERVIEW_EACH_POINT, NULL};
}

/* Points of a design have no estimates of their own: what they say together is shown. */
static bool is_sampled(const struct des_results *results) {
    struct des_results_table points;
    if (des_results_headings(results, "plan/points", NULL, 0, &points, NULL) != DES_OK) {
        return false;
    }
    bool sampled = columns_find(&points, "row") != NULL && columns_find(&points, "block") != NULL;
    des_results_release(&points);
    return sampled;
}

static enum exit_code refuse_sampled(const char *path) {
    fprintf(stderr,
            "aksim: %s has points of a sampled design, which are read together with "
            "--sensitivity: none has estimates of its own\n",
            path);
    return EXIT_CODE_DATA;
}

/* Nothing to print, and why: its points are of a sampled design. */
static bool lacks_estimates(const struct des_results *results, const struct overview *overview,
                            const struct view_options *options) {
    return overview->counts[ESTIMATE_ARM] == 0 && options->run == NULL && is_sampled(results);
}

static enum exit_code print_estimates(const struct des_results *results, const char *path,
                                      const struct view_options *options) {
    struct overview overview;
    struct des_error error = {0};
    const struct overview_extent extent = extent_of(results, options);
    enum des_status status = overview_read(results, &extent, &overview, &error);
    if (status != DES_OK) {
        return exit_report(status, &error);
    }
    /* A program wants everything, a person what fits. */
    const char *outcomes =
        options->format != TABLE_TEXT && options->outcomes == NULL ? "all" : options->outcomes;
    const char *stratum = find_stratum(&overview, options->stratum);
    bool wanted[ESTIMATE_KINDS];
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        wanted[kind] = is_wanted(options->view, (enum estimate_kind)kind);
    }
    enum exit_code code = EXIT_CODE_DONE;
    if (stratum == NULL) {
        tell_strata(&overview, path, options->stratum);
        code = EXIT_CODE_DATA;
    } else if (!overview_select(&overview, outcomes)) {
        code = EXIT_CODE_DATA;
    } else if (lacks_estimates(results, &overview, options)) {
        code = refuse_sampled(path);
    } else if (options->view == VIEW_PRECISION) {
        bool few = options->point == NULL && overview.points > POINTS_SHOWN;
        view_precision(&overview, stratum, options->precision, few, options->format);
    } else if (options->view == VIEW_BREAK_EVEN) {
        code = view_break_even(results, path, &overview, stratum, options);
    } else if (options->view == VIEW_SUMS) {
        code = view_sums(results, &overview, stratum, options->format);
    } else if (options->format == TABLE_JSON) {
        json_print(view_json(&overview, wanted, stratum, path, options->run), stdout);
    } else if (options->format == TABLE_CSV) {
        view_print_csv(&overview, wanted, stratum);
    } else {
        print_estimates_text(&overview, options->view, wanted, stratum, path);
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
    bool sampled = options->view == VIEW_OVERVIEW && options->run == NULL && is_sampled(results);
    if (sampled && options->point != NULL) {
        des_results_close(results);
        return refuse_sampled(path);
    }
    switch (sampled ? VIEW_SENSITIVITY : options->view) {
    case VIEW_RUNS:
        code = print_stored(results, "plan/runs", options->format);
        break;
    case VIEW_PARAMETERS:
        code = print_stored(results, "scenario/parameters", options->format);
        break;
    case VIEW_PROVENANCE:
        code = print_provenance(results, options->format);
        break;
    case VIEW_SENSITIVITY:
        code = view_sensitivity(results, path, options);
        break;
    case VIEW_VALIDATION:
        code = view_validation(results, path, options);
        break;
    case VIEW_EFFECTS:
        code = view_effects(results, path, options);
        break;
    default:
        code = print_estimates(results, path, options);
        break;
    }
    des_results_close(results);
    return code;
}
