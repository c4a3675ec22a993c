#include "view_effects.h"

#include <math.h>
#include <string.h>

#include "des/effect.h"
#include "layout.h"
#include "memory.h"
#include "number.h"
#include "reading/study.h"

/* How near a result is to what is assumed when it is called the same. */
static const double near_median = 0.03, near_end = 0.07;

struct line {
    const struct des_effect *effect;
    size_t setting, arm;
    struct des_effect_result result;
};

struct lines {
    struct line *items;
    size_t count;
};

static bool is_near(double result, double assumed, double tolerance) {
    return fabs(result - assumed) <= tolerance;
}

static const char *verdict(const struct line *line) {
    const struct des_effect_result *r = &line->result;
    if (isnan(r->low) || isnan(r->sd_chance)) {
        return "cannot say";
    }
    bool same = is_near(r->median, line->effect->median, near_median) &&
                is_near(r->low, line->effect->low, near_end) &&
                is_near(r->high, line->effect->high, near_end);
    return same ? "yes" : "no";
}

/* Lines of arms that follow nobody are left out. */
static struct lines estimate(const struct study *study, size_t stratum) {
    const struct des_plan *plan = study->plan;
    size_t effects = plan->model->effect_count, draws = des_effect_draws(plan);
    struct lines lines = {
        memory_array(plan->setting_count * plan->arm_count * effects + 1, sizeof(struct line)), 0};
    double *y = memory_array(2 * draws, sizeof y[0]);
    for (size_t i = 0; i < plan->setting_count * plan->arm_count * effects; i++) {
        struct line line = {.effect = &plan->model->effects[i % effects],
                            .arm = i / effects % plan->arm_count,
                            .setting = i / effects / plan->arm_count};
        des_effect_estimates(&study->totals, i % effects, line.setting, line.arm, stratum, y,
                             y + draws);
        des_effect_spread(y, y + draws, draws, &line.result);
        line.result.replications =
            plan->design == NULL && plan->drawn_count > 0 ? 1 : (size_t)plan->replications;
        if (line.result.draws > 0) {
            lines.items[lines.count++] = line;
        }
    }
    free(y);
    return lines;
}

/* ---- for a program ---- */

static void add_line(struct table *table, const struct study *study, const struct line *line) {
    const struct des_effect_result *r = &line->result;
    table_text(table, study->plan->settings[line->setting].name);
    table_text(table, study->plan->arms[line->arm].name);
    table_text(table, line->effect->name);
    table_real(table, r->median);
    table_real(table, r->low);
    table_real(table, r->high);
    table_int(table, (int64_t)r->draws);
    table_int(table, (int64_t)r->replications);
    table_real(table, r->sd_between);
    table_real(table, r->sd_chance);
    table_real(table, line->effect->median);
    table_real(table, line->effect->low);
    table_real(table, line->effect->high);
    table_text(table, verdict(line));
    table_text(table, des_grade_name(line->effect->grade));
    table_text(table, line->effect->source);
    table_text(table, line->effect->claims);
}

static void print_data(const struct lines *lines, const struct study *study, const char *path,
                       enum table_format format) {
    static const char *const columns[] = {
        "place",        "arm",        "effect",         "median",
        "low",          "high",       "draws",          "replications",
        "sd_between",   "sd_chance",  "assumed_median", "assumed_low",
        "assumed_high", "as_assumed", "grade",          "source",
        "claims",       NULL};
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < lines->count; i++) {
        add_line(&table, study, &lines->items[i]);
    }
    if (format == TABLE_CSV) {
        table_print_csv(&table, false, stdout);
    } else {
        json_print(json_pack("{ss ss so}", "file", path, "title", study->plan->title, "effects",
                             table_json(&table)),
                   stdout);
    }
    table_fini(&table);
}

/* ---- for a reader ---- */

enum { NAME_WIDTH = 48, RATIO_WIDTH = 20 };

static char *ratio_text(double median, double low, double high) {
    char text[3][NUMBER_ROOM];
    number_fixed(text[0], median, 2);
    return isnan(low) ? text_copy(text[0])
                      : text_format("%s (%s-%s)", text[0], number_fixed(text[1], low, 2),
                                    number_fixed(text[2], high, 2));
}

static void print_line(const struct line *line) {
    const struct des_effect_result *r = &line->result;
    char *is = ratio_text(r->median, r->low, r->high);
    char *assumed = ratio_text(line->effect->median, line->effect->low, line->effect->high);
    char sd[NUMBER_ROOM];
    printf("  ");
    layout_left(stdout, line->effect->meaning, NAME_WIDTH);
    layout_right(stdout, is, RATIO_WIDTH);
    layout_right(stdout, number_fixed(sd, r->sd_chance, 2), 8);
    layout_right(stdout, assumed, RATIO_WIDTH);
    printf("  %s\n", verdict(line));
    if (line->effect->claims != NULL) {
        printf("    ");
        layout_wrap(stdout, 4, 4, line->effect->claims);
    }
    free(is);
    free(assumed);
}

static void print_heading(const struct line *line, const struct study *study) {
    const struct des_plan *plan = study->plan;
    char *text =
        text_format("%s, %s: %zu draws of %zu replication%s", plan->settings[line->setting].label,
                    plan->arms[line->arm].label, line->result.draws, line->result.replications,
                    line->result.replications == 1 ? "" : "s");
    putchar('\n');
    layout_heading(stdout, text);
    printf("  ");
    layout_left(stdout, "ratio, users reached, from first reach", NAME_WIDTH);
    layout_right(stdout, "median (95 %)", RATIO_WIDTH);
    layout_right(stdout, "chance", 8);
    layout_right(stdout, "assumed", RATIO_WIDTH);
    printf("  as assumed\n");
    free(text);
}

static void print_text(const struct lines *lines, const struct study *study) {
    layout_heading(stdout, study->plan->title);
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->items[i];
        if (i == 0 || line->setting != line[-1].setting || line->arm != line[-1].arm) {
            print_heading(line, study);
        }
        print_line(line);
    }
    fputs("\n- ", stdout);
    layout_wrap(
        stdout, 2, 2,
        "median and 95 % of draws of what is in doubt, after the variance by chance is taken "
        "away; chance: standard deviation of the log ratio of one draw; - where a draw has "
        "one replication, and then nothing is taken away (design = { kind = "
        "\"uncertainty\"; points = ...; } with two replications or more tells them apart).");
    fputs("- ", stdout);
    layout_wrap(stdout, 2, 2,
                "assumed: what the inputs were set to give for a team in added posts against the "
                "baseline: judgement, not a finding. as assumed: median within 0.03, ends within "
                "0.07. Published figures stand beside the line they speak of and enter nothing.");
}

/* SIZE_MAX: none of this name. */
static size_t find_stratum(const struct des_model *model, const char *name) {
    for (size_t s = 0; s < model->stratum_count; s++) {
        if (name == NULL || strcmp(model->strata[s], name) == 0) {
            return s;
        }
    }
    return SIZE_MAX;
}

static enum exit_code print(const struct study *study, const char *path,
                            const struct view_options *options) {
    size_t stratum = find_stratum(study->plan->model, options->stratum);
    if (stratum == SIZE_MAX) {
        fprintf(stderr, "aksim: %s has no stratum '%s'\n", path, options->stratum);
        return EXIT_CODE_DATA;
    }
    struct lines lines = estimate(study, stratum);
    enum exit_code code = EXIT_CODE_DONE;
    if (lines.count == 0) {
        fprintf(stderr,
                "aksim: %s: no arm follows the users it reaches (in an arm: against = "
                "\"baseline\";)\n",
                path);
        code = EXIT_CODE_DATA;
    } else if (options->format == TABLE_TEXT) {
        print_text(&lines, study);
    } else {
        print_data(&lines, study, path, options->format);
    }
    free(lines.items);
    return code;
}

enum exit_code view_effects(const struct des_results *results, const char *path,
                            const struct view_options *options) {
    static const struct text_list none = {0};
    struct study study;
    enum exit_code code =
        study_open(&study, results, path, options->plugins == NULL ? &none : options->plugins);
    if (code == EXIT_CODE_DONE) {
        struct des_error error = {0};
        enum des_status status = study_take_effects(&study, results, &error);
        code = status == DES_OK ? print(&study, path, options) : exit_report(status, &error);
    }
    study_fini(&study);
    return code;
}
