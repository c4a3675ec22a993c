#include "overview.h"

#include <math.h>
#include <string.h>

#include "memory.h"

/* Of many outcomes a terminal shows about this many. */
#define FEW 12
#define SHOWN 16

static const char *const paths[ESTIMATE_KINDS] = {
    [ESTIMATE_ARM] = "outcomes/summary",
    [ESTIMATE_PAIRED] = "outcomes/paired",
    [ESTIMATE_CONTRAST] = "outcomes/contrasts",
};

static const char *text_at(const struct des_results_table *table, const char *name, size_t row) {
    const char *text = columns_text(columns_find(table, name), row);
    return text == NULL ? "" : text;
}

static double number_at(const struct des_results_table *table, const char *name, size_t row) {
    return columns_number(columns_find(table, name), row);
}

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
        double n = number_at(table, "n", row);
        overview->estimates[kind][row] = (struct estimate){
            .place = text_at(table, place, row),
            .arm = text_at(table, "arm", row),
            .point = text_at(table, "point", row),
            .stratum = text_at(table, "stratum", row),
            .outcome = text_at(table, "outcome", row),
            .value = {.n = n > 0.0 ? (size_t)n : 0,
                      .mean = number_at(table, "mean", row),
                      .sd = number_at(table, "sd", row),
                      .low = number_at(table, "low", row),
                      .high = number_at(table, "high", row),
                      .year_low = number_at(table, "year_low", row),
                      .year_high = number_at(table, "year_high", row),
                      .correlation = number_at(table, "correlation", row)},
        };
    }
}

static enum des_better better_at(const struct des_results_table *table, size_t row) {
    const char *text = text_at(table, "better", row);
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
            .name = text_at(table, "name", row),
            .unit = text_at(table, "unit", row),
            .group = text_at(table, "group", row),
            .meaning = text_at(table, "meaning", row),
            .numerator = text_at(table, "numerator", row),
            .denominator = text_at(table, "denominator", row),
            .scale = number_at(table, "scale", row),
            .better = better_at(table, row),
            .headline = number_at(table, "headline", row) == 1.0,
        };
    }
}

/* Which arms have some of each outcome. */
static void mark_definitions(struct overview *overview) {
    const struct des_results_table *table = &overview->tables[ESTIMATE_ARM];
    const char *reference = overview_reference(overview);
    for (size_t row = 0; row < table->rows; row++) {
        const struct estimate *estimate = &overview->estimates[ESTIMATE_ARM][row];
        const size_t outcome = (size_t)number_at(table, "outcome", row);
        if (fabs(estimate->value.mean) > 0.0 && outcome < overview->definition_count) {
            struct definition *definition = &overview->definitions[outcome];
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

/* ---- tables with a row for each run: in blocks ---- */

/* The code of a name in a category; -1 when there is none. */
static double code_of(const struct des_results *results, const char *path, const char *column,
                      const char *name) {
    struct des_results_table table;
    double code = -1.0;
    if (des_results_headings(results, path, &column, 1, &table, NULL) != DES_OK) {
        return code;
    }
    for (size_t i = 0; table.count > 0 && i < table.columns[0].label_count; i++) {
        code = strcmp(table.columns[0].labels[i], name) == 0 ? (double)i : code;
    }
    des_results_release(&table);
    return code;
}

struct counting {
    double code;
    size_t found, rows;
};

static void count_code(void *context, size_t first, size_t rows, const double *const *columns) {
    struct counting *counting = context;
    for (size_t i = 0; i < rows; i++) {
        counting->found += columns[0][i] == counting->code;
    }
    counting->rows = first + rows;
}

static enum des_status count_runs(struct overview *overview, struct des_error *error) {
    const char *const status = "status";
    struct counting counting = {.code = code_of(overview->results, "plan/runs", status, "failed")};
    enum des_status read =
        des_results_visit(overview->results, "plan/runs", &status, 1, count_code, &counting, error);
    overview->failed = counting.found;
    overview->runs = counting.rows;
    return read;
}

static enum des_status read_tables(const struct des_results *results, struct overview *overview,
                                   struct des_error *error) {
    const struct {
        const char *path;
        struct des_results_table *table;
    } wanted[] = {
        {paths[ESTIMATE_ARM], &overview->tables[ESTIMATE_ARM]},
        {paths[ESTIMATE_PAIRED], &overview->tables[ESTIMATE_PAIRED]},
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
    /* A scenario without contrasts or draws may have no such table. */
    const struct {
        const char *path;
        struct des_results_table *table;
    } optional[] = {
        {paths[ESTIMATE_CONTRAST], &overview->tables[ESTIMATE_CONTRAST]},
        {"scenario/parameters", &overview->parameter_table},
    };
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        enum des_status status =
            des_results_table(results, optional[i].path, optional[i].table, NULL);
        if (status != DES_OK && status != DES_ENOINPUT) {
            return des_fail(error, status, "%s cannot be read", optional[i].path);
        }
    }
    enum des_status draws =
        des_results_headings(results, "plan/draws", NULL, 0, &overview->draw_table, NULL);
    enum des_status totals =
        des_results_headings(results, "outcomes/totals", NULL, 0, &overview->totals_table, NULL);
    if (draws != DES_OK && draws != DES_ENOINPUT) {
        return des_fail(error, draws, "plan/draws cannot be read");
    }
    if (totals != DES_OK && totals != DES_ENOINPUT) {
        return des_fail(error, totals, "outcomes/totals cannot be read");
    }
    return count_runs(overview, error);
}

enum des_status overview_read(const struct des_results *results, struct overview *overview,
                              struct des_error *error) {
    *overview = (struct overview){.results = results};
    char *complete = NULL, *resolved = NULL;
    enum des_status status = read_tables(results, overview, error);
    if (status == DES_OK) {
        status = des_results_text(results, "/@title", &overview->title, error);
    }
    if (status == DES_OK) {
        status = des_results_text(results, "/@complete", &complete, error);
    }
    if (status == DES_OK) {
        status = des_results_text(results, "/scenario/resolved", &resolved, error);
    }
    if (status != DES_OK) {
        free(complete);
        overview_fini(overview);
        return status;
    }
    overview->complete = strcmp(complete, "0") != 0;
    const char *days = strstr(resolved, "\ndays = ");
    overview->days = days == NULL ? 0 : strtol(days + strlen("\ndays = "), NULL, 10);
    overview->central =
        strstr(resolved, "\ndraws = \"off\"") != NULL && strstr(resolved, "uncertain = ") != NULL;
    free(complete);
    free(resolved);
    for (int kind = 0; kind < ESTIMATE_KINDS; kind++) {
        fill_estimates(overview, (enum estimate_kind)kind);
        sort_estimates(overview, (enum estimate_kind)kind);
        overview->has_points[kind] = has_points(overview, (enum estimate_kind)kind);
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

/* ---- which outcomes ---- */

static struct definition *find_definition(const struct overview *overview, const char *name,
                                          size_t length) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        const char *own = overview->definitions[i].name;
        if (strlen(own) == length && strncmp(own, name, length) == 0) {
            return &overview->definitions[i];
        }
    }
    return NULL;
}

static bool select_named(struct overview *overview, const char *names) {
    for (const char *at = names;; at++) {
        size_t length = strcspn(at, ",");
        struct definition *definition = find_definition(overview, at, length);
        if (definition == NULL) {
            fprintf(stderr, "aksim: there is no outcome '%.*s'; aksim outcomes lists them\n",
                    (int)length, at);
            return false;
        }
        definition->shown = true;
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}

/* How many of the group of this outcome stand before it. */
static size_t rank_in_group(const struct overview *overview, size_t outcome) {
    size_t rank = 0;
    for (size_t i = 0; i < outcome; i++) {
        rank += strcmp(overview->definitions[i].group, overview->definitions[outcome].group) == 0;
    }
    return rank;
}

static size_t group_count(const struct overview *overview) {
    size_t groups = 0;
    for (size_t i = 0; i < overview->definition_count; i++) {
        groups += rank_in_group(overview, i) == 0;
    }
    return groups;
}

/* Has any arm some of a headline of this group?  Runs without own staff have none of theirs. */
static bool group_is_there(const struct overview *overview, const char *group) {
    for (size_t i = 0; i < overview->definition_count; i++) {
        const struct definition *definition = &overview->definitions[i];
        if (definition->headline && strcmp(definition->group, group) == 0 &&
            (definition->in_reference || definition->in_others)) {
            return true;
        }
    }
    return false;
}

static bool select_headlines(struct overview *overview) {
    bool any = false;
    for (size_t i = 0; i < overview->definition_count; i++) {
        struct definition *definition = &overview->definitions[i];
        definition->shown = definition->headline && group_is_there(overview, definition->group);
        any |= definition->shown;
    }
    return any;
}

bool overview_select(struct overview *overview, const char *outcomes) {
    bool all = overview->definition_count <= FEW;
    if (outcomes != NULL && strcmp(outcomes, "all") != 0) {
        return select_named(overview, outcomes);
    }
    if (all || outcomes != NULL) {
        for (size_t i = 0; i < overview->definition_count; i++) {
            overview->definitions[i].shown = true;
        }
        return true;
    }
    if (select_headlines(overview)) {
        return true;
    }
    size_t groups = group_count(overview);
    size_t each = SHOWN / groups > 0 ? SHOWN / groups : 1;
    for (size_t i = 0; i < overview->definition_count; i++) {
        overview->definitions[i].shown = rank_in_group(overview, i) < each;
    }
    return true;
}

/* ---- names ---- */

const struct definition *overview_definition(const struct overview *overview, const char *outcome) {
    return find_definition(overview, outcome, strlen(outcome));
}

size_t overview_shown(const struct overview *overview) {
    size_t shown = 0;
    for (size_t i = 0; i < overview->definition_count; i++) {
        shown += overview->definitions[i].shown;
    }
    return shown;
}

bool overview_is_level(const struct definition *definition) {
    return definition->level;
}

const char *overview_arm(const struct overview *overview, size_t arm) {
    return text_at(&overview->arm_table, "name", arm);
}

const char *overview_label(const struct des_results_table *table, const char *name) {
    for (size_t row = 0; row < table->rows; row++) {
        if (strcmp(text_at(table, "name", row), name) == 0) {
            const char *label = text_at(table, "label", row);
            return label[0] == '\0' ? name : label;
        }
    }
    return name;
}

const char *overview_reference(const struct overview *overview) {
    for (size_t row = 0; row < overview->arm_table.rows; row++) {
        if (number_at(&overview->arm_table, "reference", row) == 1.0) {
            return text_at(&overview->arm_table, "name", row);
        }
    }
    return overview->arm_table.rows > 0 ? text_at(&overview->arm_table, "name", 0) : "";
}

/* Whole weeks are common: 52 of them are a year. */
const char *overview_span(const struct overview *overview) {
    return overview->days >= 360 && overview->days <= 366 ? "year" : "period";
}

/* Where a name stands in a table of the plan; rows when it does not. */
static size_t row_named(const struct des_results_table *table, const char *name) {
    size_t row = 0;
    while (row < table->rows && strcmp(text_at(table, "name", row), name) != 0) {
        row++;
    }
    return row;
}

/* Runs [first, first + count) of the plan, one stratum, one total. */
struct summing {
    double first, count, stratum;
    double sum;
    size_t found;
};

static void add_total(void *context, size_t first, size_t rows, const double *const *columns) {
    struct summing *summing = context;
    (void)first;
    for (size_t i = 0; i < rows; i++) {
        double run = columns[0][i] - summing->first;
        if (run >= 0.0 && run < summing->count && columns[1][i] == summing->stratum) {
            summing->sum += columns[2][i];
            summing->found++;
        }
    }
}

/* Runs are in the order of setting, arm, point and replication. */
static bool find_reference_runs(const struct overview *overview, const struct estimate *block,
                                struct summing *summing) {
    struct des_results_table points;
    if (des_results_table(overview->results, "plan/points", &points, NULL) != DES_OK) {
        return false;
    }
    size_t settings = overview->setting_table.rows, arms = overview->arm_table.rows;
    size_t setting = row_named(&overview->setting_table, block->place);
    size_t arm = row_named(&overview->arm_table, overview_reference(overview));
    size_t point = row_named(&points, block->point);
    bool found = setting < settings && arm < arms && point < points.rows;
    if (found) {
        size_t cell = (setting * arms + arm) * points.rows + point;
        size_t runs = overview->runs / (settings * arms * points.rows);
        summing->first = (double)(cell * runs);
        summing->count = (double)runs;
    }
    des_results_release(&points);
    return found;
}

double overview_reference_total(const struct overview *overview, const struct estimate *block,
                                const char *total) {
    const char *const names[] = {"run_id", "stratum", total};
    struct summing summing = {
        .stratum = code_of(overview->results, "outcomes/totals", "stratum", block->stratum)};
    if (!find_reference_runs(overview, block, &summing) ||
        des_results_visit(overview->results, "outcomes/totals", names, 3, add_total, &summing,
                          NULL) != DES_OK) {
        return NAN;
    }
    return summing.found == 0 ? NAN : summing.sum / (double)summing.found;
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
