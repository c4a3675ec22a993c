#include "overview.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "overview_points.h"
#include "overview_runs.h"

const char *const overview_paths[ESTIMATE_KINDS] = {
    [ESTIMATE_ARM] = "outcomes/summary",
    [ESTIMATE_PAIRED] = "outcomes/paired",
    [ESTIMATE_CONTRAST] = "outcomes/contrasts",
};

static int by_names(const struct estimate *a, const struct estimate *b) {
    const char *const x[] = {a->place, a->arm, a->point, a->stratum, a->outcome};
    const char *const y[] = {b->place, b->arm, b->point, b->stratum, b->outcome};
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        int order = strcmp(x[i], y[i]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int by_names_through(const void *a, const void *b) {
    return by_names(*(const struct estimate *const *)a, *(const struct estimate *const *)b);
}

static void sort_estimates(struct overview *overview, enum estimate_kind kind) {
    size_t count = overview->counts[kind];
    overview->sorted[kind] = memory_array(count, sizeof overview->sorted[kind][0]);
    for (size_t i = 0; i < count; i++) {
        overview->sorted[kind][i] = &overview->estimates[kind][i];
    }
    qsort(overview->sorted[kind], count, sizeof overview->sorted[kind][0], by_names_through);
}

const struct estimate *overview_find(const struct overview *overview, enum estimate_kind kind,
                                     const struct estimate *names) {
    const struct estimate **found = bsearch(&names, overview->sorted[kind], overview->counts[kind],
                                            sizeof overview->sorted[kind][0], by_names_through);
    return found == NULL ? NULL : *found;
}

static void fill_estimates(struct overview *overview, enum estimate_kind kind) {
    const struct des_results_table *table = &overview->tables[kind];
    const char *place = kind == ESTIMATE_CONTRAST ? "contrast" : "setting";
    overview->counts[kind] = table->rows;
    overview->estimates[kind] = memory_array(table->rows, sizeof overview->estimates[kind][0]);
    for (size_t row = 0; row < table->rows; row++) {
        double n = columns_number_at(table, "n", row);
        overview->estimates[kind][row] = (struct estimate){
            .place = columns_text_at(table, place, row),
            .setting = kind == ESTIMATE_CONTRAST ? SIZE_MAX
                                                 : (size_t)columns_number_at(table, "setting", row),
            .arm = columns_text_at(table, "arm", row),
            .point = columns_text_at(table, "point", row),
            .point_at = (size_t)columns_number_at(table, "point", row),
            .stratum = columns_text_at(table, "stratum", row),
            .outcome = columns_text_at(table, "outcome", row),
            .definition = (size_t)columns_number_at(table, "outcome", row),
            .value = {.n = n > 0.0 ? (size_t)n : 0,
                      .mean = columns_number_at(table, "mean", row),
                      .sd = columns_number_at(table, "sd", row),
                      .low = columns_number_at(table, "low", row),
                      .high = columns_number_at(table, "high", row),
                      .year_low = columns_number_at(table, "year_low", row),
                      .year_high = columns_number_at(table, "year_high", row),
                      .correlation = columns_number_at(table, "correlation", row)},
        };
    }
}

static enum des_better better_at(const struct des_results_table *table, size_t row) {
    const char *text = columns_text_at(table, "better", row);
    return strcmp(text, "low") == 0    ? DES_BETTER_LOW
           : strcmp(text, "high") == 0 ? DES_BETTER_HIGH
                                       : DES_BETTER_NEITHER;
}

static void fill_definitions(struct overview *overview) {
    const struct des_results_table *table = &overview->definition_table;
    overview->definition_count = table->rows;
    overview->definitions = memory_array(table->rows, sizeof overview->definitions[0]);
    for (size_t row = 0; row < table->rows; row++) {
        overview->definitions[row] = (struct definition){
            .name = columns_text_at(table, "name", row),
            .unit = columns_text_at(table, "unit", row),
            .group = columns_text_at(table, "group", row),
            .meaning = columns_text_at(table, "meaning", row),
            .numerator = columns_text_at(table, "numerator", row),
            .denominator = columns_text_at(table, "denominator", row),
            .scale = columns_number_at(table, "scale", row),
            .better = better_at(table, row),
            .headline = columns_number_at(table, "headline", row) == 1.0,
        };
    }
}

/* Which arms have some of each outcome. */
static void mark_definitions(struct overview *overview) {
    const char *reference = overview_reference(overview);
    for (size_t i = 0; i < overview->counts[ESTIMATE_ARM]; i++) {
        const struct estimate *estimate = &overview->estimates[ESTIMATE_ARM][i];
        if (fabs(estimate->value.mean) > 0.0 && estimate->definition < overview->definition_count) {
            struct definition *definition = &overview->definitions[estimate->definition];
            const bool of_reference = strcmp(estimate->arm, reference) == 0;
            definition->in_reference |= of_reference;
            definition->in_others |= !of_reference;
        }
    }
}

/* Nothing of this group in the reference, something in other arms. */
static bool group_is_of_others(const struct overview *overview, const char *group) {
    bool others = false;
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (strcmp(definition->group, group) == 0) {
            if (definition->in_reference) {
                return false;
            }
            others |= definition->in_others;
        }
    }
    return others;
}

static void mark_levels(struct overview *overview) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        struct definition *definition = &overview->definitions[i];
        definition->level =
            !definition->in_reference &&
            (definition->in_others || group_is_of_others(overview, definition->group));
    }
}

static bool has_points(const struct overview *overview, enum estimate_kind kind) {
    const struct estimate *estimates = overview->estimates[kind];
    for (size_t i = 1; i < overview->counts[kind]; i++) {
        if (strcmp(estimates[i].point, estimates[0].point) != 0) {
            return true;
        }
    }
    return false;
}

static enum des_status read_wanted(const struct des_results *results, struct overview *overview,
                                   struct des_error *error) {
    const struct {
        const char *path;
        struct des_results_table *table;
    } wanted[] = {
        {"outcomes/definitions", &overview->definition_table},
        {"plan/settings", &overview->setting_table},
        {"plan/arms", &overview->arm_table},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        enum des_status status = des_results_table(results, wanted[i].path, wanted[i].table, error);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

/* A scenario without draws may have no such table. */
static enum des_status read_optional(const struct des_results *results, struct overview *overview,
                                     struct des_error *error) {
    struct des_results_table points;
    enum des_status parameters =
        des_results_table(results, "scenario/parameters", &overview->parameter_table, NULL);
    enum des_status draws =
        des_results_headings(results, "plan/draws", NULL, 0, &overview->draw_table, NULL);
    enum des_status totals =
        des_results_headings(results, "outcomes/totals", NULL, 0, &overview->totals_table, NULL);
    const struct {
        const char *path;
        enum des_status status;
    } tried[] = {
        {"scenario/parameters", parameters}, {"plan/draws", draws}, {"outcomes/totals", totals}};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        if (tried[i].status != DES_OK && tried[i].status != DES_ENOINPUT) {
            return des_fail(error, tried[i].status, "%s cannot be read", tried[i].path);
        }
    }
    if (des_results_headings(results, "plan/points", NULL, 0, &points, NULL) == DES_OK) {
        overview->points = points.rows;
        des_results_release(&points);
    }
    return DES_OK;
}

/* ---- estimates ---- */

/* A scenario without contrasts may have no such table. */
static enum des_status read_each(struct overview *overview, enum estimate_kind kind,
                                 struct des_error *error) {
    enum des_status status =
        des_results_table(overview->results, overview_paths[kind], &overview->tables[kind], error);
    if (status == DES_OK || (status == DES_ENOINPUT && kind == ESTIMATE_CONTRAST)) {
        fill_estimates(overview, kind);
        return DES_OK;
    }
    return status;
}

static enum des_status read_estimates(struct overview *overview,
                                      const struct overview_extent *extent,
                                      struct des_error *error) {
    enum des_status status = DES_OK;
    double point = -1.0;
    if (extent->points == OVERVIEW_ONE_POINT) {
        status = overview_find_point(overview, extent->point, &point, error);
    }
    for (int kind = 0; kind < ESTIMATE_KINDS && status == DES_OK; kind++) {
        status = extent->points == OVERVIEW_EACH_POINT
                     ? read_each(overview, (enum estimate_kind)kind, error)
                     : overview_gather(overview, (enum estimate_kind)kind, extent, point, error);
    }
    for (int kind = 0; kind < ESTIMATE_KINDS && status == DES_OK; kind++) {
        sort_estimates(overview, (enum estimate_kind)kind);
        overview->has_points[kind] = extent->points == OVERVIEW_ONE_POINT
                                         ? overview->points > 1
                                         : has_points(overview, (enum estimate_kind)kind);
    }
    return status;
}

/* What the resolved scenario says of all runs. */
static void take_scenario(struct overview *overview, const char *resolved) {
    const char *days = strstr(resolved, "\ndays = ");
    overview->days = days == NULL ? 0 : strtol(days + strlen("\ndays = "), NULL, 10);
    overview->central =
        strstr(resolved, "\ndraws = \"off\"") != NULL && strstr(resolved, "uncertain = ") != NULL;
}

static enum des_status read_head(struct overview *overview, struct des_error *error) {
    char *complete = NULL, *resolved = NULL;
    enum des_status status =
        des_results_text(overview->results, "/@title", &overview->title, error);
    if (status == DES_OK) {
        status = des_results_text(overview->results, "/@complete", &complete, error);
    }
    if (status == DES_OK) {
        status = des_results_text(overview->results, "/scenario/resolved", &resolved, error);
    }
    if (status == DES_OK) {
        overview->complete = strcmp(complete, "0") != 0;
        take_scenario(overview, resolved);
    }
    free(complete);
    free(resolved);
    return status;
}

enum des_status overview_read(const struct des_results *results,
                              const struct overview_extent *extent, struct overview *overview,
                              struct des_error *error) {
    *overview = (struct overview){.results = results};
    enum des_status status = read_head(overview, error);
    if (status == DES_OK) {
        status = read_wanted(results, overview, error);
    }
    if (status == DES_OK) {
        status = read_optional(results, overview, error);
    }
    if (status == DES_OK) {
        status = overview_count_runs(overview, error);
    }
    if (status == DES_OK) {
        status = read_estimates(overview, extent, error);
    }
    if (status != DES_OK) {
        overview_fini(overview);
        return status;
    }
    fill_definitions(overview);
    mark_definitions(overview);
    mark_levels(overview);
    return DES_OK;
}

void overview_fini(struct overview *overview) {
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        des_results_release(&overview->tables[kind]);
        free(overview->estimates[kind]);
        free(overview->spreads[kind]);
        free(overview->sorted[kind]);
    }
    des_results_release(&overview->definition_table);
    des_results_release(&overview->setting_table);
    des_results_release(&overview->arm_table);
    des_results_release(&overview->draw_table);
    des_results_release(&overview->parameter_table);
    des_results_release(&overview->totals_table);
    free(overview->definitions);
    free(overview->title);
    *overview = (struct overview){0};
}

/* ---- names ---- */

bool overview_is_level(const struct definition *definition) {
    return definition->level;
}

const char *overview_arm(const struct overview *overview, size_t arm) {
    return columns_text_at(&overview->arm_table, "name", arm);
}

const char *overview_label(const struct des_results_table *table, size_t row) {
    const char *label = columns_text_at(table, "label", row);
    return label[0] == '\0' ? columns_text_at(table, "name", row) : label;
}

const char *overview_reference(const struct overview *overview) {
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        if (columns_number_at(&overview->arm_table, "reference", row) == 1.0) {
            return columns_text_at(&overview->arm_table, "name", row);
        }
    }
    return overview->arm_table.rows > 0 ? columns_text_at(&overview->arm_table, "name", 0) : "";
}

/* Whole weeks are common: 52 of them are a year. */
const char *overview_span(const struct overview *overview) {
    return overview->days >= 360 && overview->days <= 366 ? "year" : "period";
}

bool overview_is_count(const struct overview *overview, const struct definition *definition) {
    const struct des_results_column *column =
        columns_find(&overview->totals_table, definition->numerator);
    return column != NULL && strcmp(column->unit, "1") == 0;
}

size_t overview_drawn(const struct overview *overview) {
    size_t drawn = 0;
    for (size_t i = 0; overview->draw_table.rows > 0 && i < overview->draw_table.count; i++) {
        const char *name = overview->draw_table.columns[i].name;
        drawn += strcmp(name, "setting") != 0 && strcmp(name, "point") != 0 &&
                 strcmp(name, "replication") != 0;
    }
    return drawn;
}
