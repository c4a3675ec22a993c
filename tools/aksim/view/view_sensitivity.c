#include "view_sensitivity.h"

#include <string.h>

#include "reading/findings.h"
#include "reading/outcome_name.h"
#include "reading/overview_runs.h"
#include "memory.h"
#include "view_findings.h"

/* ---- which outcomes ---- */

static size_t outcome_named(const struct des_model *model, const char *name, size_t length) {
    return outcome_name_find(model->outcomes, model->outcome_count, name, length);
}

/* NULL names: the headlines, or all where there are none. */
static bool select_outcomes(const struct des_model *model, const char *names, size_t *outcomes,
                            size_t *count) {
    bool all = names != NULL && strcmp(names, "all") == 0;
    *count = 0;
    for (size_t i = 0; (names == NULL || all) && i < model->outcome_count; i++) {
        if (all || model->outcomes[i].headline) {
            outcomes[(*count)++] = i;
        }
    }
    if (names == NULL || all) {
        return *count > 0 || select_outcomes(model, "all", outcomes, count);
    }
    for (const char *at = names; *count < model->outcome_count; at++) {
        size_t length = strcspn(at, ",");
        outcomes[*count] = outcome_named(model, at, length);
        if (outcomes[(*count)++] == SIZE_MAX) {
            return false;
        }
        at += length;
        if (*at == '\0') {
            break;
        }
    }
    return true;
}

static size_t stratum_named(const struct des_model *model, const char *name) {
    for (size_t s = 0; s < model->stratum_count; s++) {
        if (name == NULL || strcmp(model->strata[s], name) == 0) {
            return s;
        }
    }
    return SIZE_MAX;
}

/* ---- for a program ---- */

static void fill_table(struct table *table, const struct findings *findings) {
    static const char *const columns[] = {"analysis", "setting", "point", "arm", "outcome", "item",
                                          "measure",  "n",       "value", "low", "high",    NULL};
    table_init(table, columns);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        table_text(table, finding->analysis);
        table_text(table, finding->setting);
        table_text(table, finding->point);
        table_text(table, finding->arm);
        table_text(table, finding->outcome);
        table_text(table, finding->item);
        table_text(table, finding->measure);
        table_int(table, (int64_t)finding->n);
        table_real(table, finding->number.value);
        table_real(table, finding->number.low);
        table_real(table, finding->number.high);
    }
}

static void print_data(const struct study *study, const struct findings *findings, const char *path,
                       enum table_format format) {
    struct table table;
    fill_table(&table, findings);
    if (format == TABLE_CSV) {
        table_print_csv(&table, false, stdout);
    } else {
        const struct des_plan *plan = study->plan;
        json_print(json_pack("{ss ss so sI so}", "file", path, "title", plan->title, "design",
                             plan->design == NULL ? json_null()
                                                  : json_string(des_design_name(
                                                        des_design_options(plan->design)->kind)),
                             "rows", (json_int_t)study->rows, "findings", table_json(&table)),
                   stdout);
    }
    table_fini(&table);
}

/* ---- all ---- */

static bool read_costs(const struct des_model *model, const struct view_options *options,
                       struct findings_options *wanted) {
    wanted->effect = wanted->cost = SIZE_MAX;
    wanted->thresholds = options->thresholds;
    wanted->threshold_count = options->threshold_count;
    if (options->effect == NULL) {
        return true;
    }
    wanted->effect = outcome_named(model, options->effect, strlen(options->effect));
    wanted->cost = outcome_named(model, options->cost, strlen(options->cost));
    return wanted->effect != SIZE_MAX && wanted->cost != SIZE_MAX;
}

static bool has_listed_points(const struct study *study) {
    return study->plan->design == NULL && study->plan->point_count > 1;
}

static void tell_listed_points(const struct study *study, const char *path) {
    fprintf(stderr,
            "aksim: %s has %zu points of a list, factorial or CSV: aksim show and aksim export "
            "--table plan/points compare them; indices need a sampled design (latin_hypercube, "
            "sobol, saltelli, morris, uncertainty)\n",
            path, study->plan->point_count);
}

static enum exit_code print_study(struct study *study, const struct des_results *results,
                                  const char *path, const struct view_options *options) {
    const struct des_model *model = study->plan->model;
    size_t *outcomes = memory_array(model->outcome_count, sizeof outcomes[0]);
    struct findings_options wanted = {.outcomes = outcomes,
                                      .stratum = stratum_named(model, options->stratum)};
    enum exit_code code = EXIT_CODE_DATA;
    if (wanted.stratum == SIZE_MAX) {
        fprintf(stderr, "aksim: %s has no stratum '%s'\n", path, options->stratum);
    } else if (study->kind == STUDY_NONE && has_listed_points(study)) {
        tell_listed_points(study, path);
    } else if (study->kind == STUDY_NONE) {
        fprintf(stderr,
                "aksim: %s varies nothing: give the scenario a design, or draws = \"on\" with "
                "uncertain parameters\n",
                path);
    } else if (select_outcomes(model, options->outcomes, outcomes, &wanted.outcome_count) &&
               read_costs(model, options, &wanted)) {
        struct findings findings;
        struct run_counts runs;
        struct des_error error = {0};
        enum des_status status = findings_of(study, results, &wanted, &findings, &error);
        if (status == DES_OK) {
            status = overview_count_failed(results, &runs, &error);
        }
        code = status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
        if (code != EXIT_CODE_DONE) {
            /* told */
        } else if (findings.count == 0 && has_listed_points(study)) {
            tell_listed_points(study, path);
            code = EXIT_CODE_DATA;
        } else if (options->format == TABLE_TEXT) {
            view_findings(study, &findings, &runs);
        } else {
            print_data(study, &findings, path, options->format);
        }
        findings_fini(&findings);
    }
    free(outcomes);
    return code;
}

enum exit_code view_sensitivity(const struct des_results *results, const char *path,
                                const struct view_options *options) {
    static const struct text_list none = {0};
    struct study study;
    enum exit_code code =
        study_open(&study, results, path, options->plugins == NULL ? &none : options->plugins);
    if (code == EXIT_CODE_DONE) {
        code = print_study(&study, results, path, options);
    }
    study_fini(&study);
    return code;
}
