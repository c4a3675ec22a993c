#include "view_validation.h"

#include <math.h>
#include <string.h>

#include "layout.h"
#include "memory.h"
#include "number.h"
#include "reading/study.h"
#include "calibration/target_files.h"

/* One target beside what was simulated for it. */
struct line {
    const struct des_target *target;
    const struct des_outcome *outcome;
    struct des_target_result result;
    enum des_verdict verdict;
    char *place, *range, *strata;
};

struct lines {
    struct line *items;
    size_t count;
};

static char *strata_text(const struct des_target *target, const struct des_model *model) {
    char *text = text_copy(model->strata[target->strata[0]]);
    for (size_t i = 1; i < target->stratum_count; i++) {
        char *longer = text_format("%s+%s", text, model->strata[target->strata[i]]);
        free(text);
        text = longer;
    }
    return text;
}

/* Totals that are in memory: those of one outcome, or none. */
struct reading {
    struct study *study;
    const struct des_results *results;
    size_t outcome, stratum; /* SIZE_MAX: each */
    bool any;
};

static bool concerns_any(const struct des_target *target, const struct study *study) {
    bool any = false;
    for (size_t s = 0; s < study->plan->setting_count && !any; s++) {
        any = des_target_concerns(target, study->scenario.experiment, s);
    }
    return any;
}

/* What the target needs, and nothing else: all of many runs would fill the memory. */
static enum des_status take_for(struct reading *reading, const struct des_target *target,
                                struct des_error *error) {
    size_t stratum = target->stratum_count == 1 ? target->strata[0] : SIZE_MAX;
    bool there = reading->any && reading->outcome == target->outcome && reading->stratum == stratum;
    if (there || !concerns_any(target, reading->study)) {
        return DES_OK;
    }
    bool *flags = memory_array(reading->study->plan->model->outcome_count, sizeof flags[0]);
    flags[target->outcome] = true;
    study_forget(reading->study);
    enum des_status status = study_take(reading->study, reading->results, flags, stratum, error);
    free(flags);
    reading->outcome = target->outcome;
    reading->stratum = stratum;
    reading->any = true;
    return status;
}

static void fill_line(struct line *line, const struct des_target *target,
                      const struct study *study) {
    line->target = target;
    line->outcome = &study->plan->model->outcomes[target->outcome];
    if (des_target_result(target, &study->totals, &line->result) != DES_OK) {
        memory_exhausted();
    }
    line->verdict = des_target_verdict(target, &line->result);
    line->place = target_place(target, study->plan);
    line->range = target_range(target);
    line->strata = strata_text(target, study->plan->model);
}

static enum des_status compare(struct study *study, const struct des_results *results,
                               const struct des_targets *targets, struct lines *lines,
                               struct des_error *error) {
    size_t count = des_targets_count(targets);
    struct reading reading = {.study = study, .results = results};
    enum des_status status = DES_OK;
    *lines = (struct lines){memory_array(count, sizeof(struct line)), 0};
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        const struct des_target *target = des_targets_at(targets, i);
        status = take_for(&reading, target, error);
        if (status == DES_OK) {
            fill_line(&lines->items[lines->count++], target, study);
        }
    }
    return status;
}

static void lines_fini(struct lines *lines) {
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->items[i].place);
        free(lines->items[i].range);
        free(lines->items[i].strata);
    }
    free(lines->items);
}

/* ---- for a program ---- */

static void add_line(struct table *table, const struct line *line) {
    const struct des_target *target = line->target;
    table_text(table, target->name);
    table_text(table, des_target_kind_name(target->kind));
    table_text(table, line->outcome->name);
    table_text(table, line->strata);
    table_text(table, line->place);
    table_text(table, line->outcome->unit);
    table_real(table, target->value);
    table_real(table, target->low);
    table_real(table, target->high);
    table_real(table, line->result.mean);
    table_real(table, line->result.low);
    table_real(table, line->result.high);
    table_text(table, des_verdict_name(line->verdict));
    table_int(table, (int64_t)line->result.n);
    table_int(table, (int64_t)line->result.settings);
    table_int(table, (int64_t)line->result.inside);
    table_text(table, des_grade_name(target->grade));
    table_text(table, target->source);
    table_text(table, target->note);
}

static void print_data(const struct lines *lines, const struct study *study, const char *path,
                       enum table_format format) {
    static const char *const columns[] = {"target",    "kind",    "outcome", "strata", "place",
                                          "unit",      "value",   "low",     "high",   "mean",
                                          "mc_low",    "mc_high", "verdict", "n",      "places",
                                          "places_in", "grade",   "source",  "note",   NULL};
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < lines->count; i++) {
        add_line(&table, &lines->items[i]);
    }
    if (format == TABLE_CSV) {
        table_print_csv(&table, false, stdout);
    } else {
        json_print(json_pack("{ss ss so}", "file", path, "title", study->plan->title, "targets",
                             table_json(&table)),
                   stdout);
    }
    table_fini(&table);
}

/* ---- for a reader ---- */

enum { NAME_WIDTH = 30, PLACE_WIDTH = 24, RANGE_WIDTH = 14, MEAN_WIDTH = 17 };

/* "0.51 ± 0.02": enough decimals to see the range's ends too. */
static char *mean_text(const struct line *line) {
    char mean[NUMBER_ROOM], half[NUMBER_ROOM];
    const struct des_target_result *result = &line->result;
    double doubt = 0.5 * (result->high - result->low);
    bool bounded = isfinite(doubt) && doubt > 0.0;
    int least = number_decimals(fmax(fabs(line->target->low), fabs(line->target->high)));
    int decimals = bounded ? number_doubt_decimals(doubt) : least;
    decimals = decimals < least ? least : decimals;
    number_fixed(mean, result->mean, decimals);
    return bounded ? text_format("%s ± %s", mean, number_fixed(half, doubt, decimals))
                   : text_copy(mean);
}

/* Where the figure comes from, and how many places have it for themselves. */
static void print_miss(const struct line *line) {
    const struct des_target *target = line->target;
    char *places =
        line->result.settings < 2
            ? text_copy("")
            : text_format("; %zu of %zu places inside", line->result.inside, line->result.settings);
    char *why = text_format("%s%s%s%s", target->source, target->note == NULL ? "" : "; ",
                            target->note == NULL ? "" : target->note, places);
    printf("    ");
    layout_wrap(stdout, 4, 4, why);
    free(why);
    free(places);
}

static void print_line(const struct line *line) {
    char *mean = mean_text(line);
    char *name = text_format("%s, %s", line->target->name, line->outcome->unit);
    bool wide = text_width(name) >= NAME_WIDTH;
    printf("  ");
    layout_left(stdout, name, wide ? text_width(name) : NAME_WIDTH);
    if (wide) {
        printf("\n  %*s", NAME_WIDTH, "");
    }
    layout_left(stdout, line->place, PLACE_WIDTH);
    layout_right(stdout, line->range, RANGE_WIDTH);
    layout_right(stdout, mean, MEAN_WIDTH);
    printf(" %s %s\n", des_grade_name(line->target->grade), des_verdict_name(line->verdict));
    if (line->verdict == DES_VERDICT_OUTSIDE) {
        print_miss(line);
    }
    free(name);
    free(mean);
}

static void print_kind(const struct lines *lines, enum des_target_kind kind, const char *heading) {
    size_t counts[DES_VERDICT_CANNOT_SAY + 1] = {0}, shown = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->items[i];
        if (line->target->kind != kind || line->result.settings == 0) {
            continue;
        }
        if (shown++ == 0) {
            putchar('\n');
            layout_heading(stdout, heading);
        }
        counts[line->verdict]++;
        print_line(line);
    }
    if (shown > 0) {
        printf("  %zu inside, %zu outside, %zu cannot say\n", counts[DES_VERDICT_INSIDE],
               counts[DES_VERDICT_OUTSIDE], counts[DES_VERDICT_CANNOT_SAY]);
    }
}

static void print_text(const struct lines *lines, const struct study *study) {
    size_t elsewhere = 0;
    for (size_t i = 0; i < lines->count; i++) {
        elsewhere += lines->items[i].result.settings == 0;
    }
    layout_heading(stdout, study->plan->title);
    printf("%zu place%s, %lld replications, arm %s\n", study->plan->setting_count,
           study->plan->setting_count == 1 ? "" : "s", (long long)study->plan->replications,
           study->plan->arms[study->plan->reference].name);
    print_kind(lines, DES_TARGET_VALIDATION,
               "Validation targets: no parameter was set with them in mind");
    print_kind(lines, DES_TARGET_CALIBRATION,
               "Calibration targets: parameters were set to meet them");
    if (elsewhere > 0) {
        printf("\n%zu targets speak of places that are not in this file (--format csv)\n",
               elsewhere);
    }
    fputs("\n- ", stdout);
    layout_wrap(stdout, 2, 2,
                "inside: the whole 95 % Monte Carlo interval lies in the target's range; outside: "
                "none of it; cannot say: more replications would tell. The letter is the grade of "
                "the target's source: A statistics, B Norwegian study, C international study, D "
                "judgement. Places that a target speaks of count together, as one.");
}

static enum exit_code print_lines(struct study *study, const struct des_results *results,
                                  const struct des_targets *targets, const char *path,
                                  enum table_format format) {
    struct lines lines;
    struct des_error error = {0};
    enum des_status status = compare(study, results, targets, &lines, &error);
    if (status == DES_OK && format == TABLE_TEXT) {
        print_text(&lines, study);
    } else if (status == DES_OK) {
        print_data(&lines, study, path, format);
    }
    lines_fini(&lines);
    return status == DES_OK ? EXIT_CODE_DONE : exit_report(status, &error);
}

enum exit_code view_validation(const struct des_results *results, const char *path,
                               const struct view_options *options) {
    static const struct text_list none = {0};
    struct study study;
    struct des_targets *targets = NULL;
    enum exit_code code =
        study_open(&study, results, path, options->plugins == NULL ? &none : options->plugins);
    if (code == EXIT_CODE_DONE) {
        code = target_files_read(study.plan, options->targets, &targets);
    }
    if (code == EXIT_CODE_DONE) {
        code = print_lines(&study, results, targets, path, options->format);
    }
    des_targets_destroy(targets);
    study_fini(&study);
    return code;
}
