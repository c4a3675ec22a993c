#include "view_break_even.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/sensitivity.h"
#include "layout.h"
#include "memory.h"
#include "reading/outcome_name.h"
#include "reading/study.h"
#include "view_text.h"

/* Of fewer no chance is known. */
#define REPLICATIONS_LEAST 2

/* When the arm pays for itself; NULL: that is not known. */
static const char *when(size_t n, double cost, double gain) {
    if (n < REPLICATIONS_LEAST) {
        return "too few replications to say";
    }
    if (isnan(cost) || isnan(gain)) {
        return NULL;
    }
    if (gain >= 0.0 && cost <= 0.0) {
        return "at any price";
    }
    if (gain > 0.0) {
        return "from this price on";
    }
    return cost >= 0.0 ? "at no price" : "up to this price";
}

/* What is divided, and the runs behind it. */
struct purchase {
    const struct overview *overview;
    const struct definition *effect, *cost;
    double sign; /* of a gain */
    struct study study;
    size_t outcome[2]; /* of the study's model: cost, effect */
    size_t stratum;
};

enum { RESAMPLES = 300, COST = 0, EFFECT = 1 };

static size_t named(const struct des_named *items, size_t count, const char *name) {
    size_t at = 0;
    while (at < count && strcmp(items[at].name, name) != 0) {
        at++;
    }
    return at;
}

static size_t point_named(const struct des_plan *plan, const char *name) {
    if (plan->points != NULL) {
        return named(plan->points, plan->point_count, name);
    }
    return name[0] == 'p' ? (size_t)strtoull(name + 1, NULL, 10) : 0;
}

/* NaN where replications do not tell. */
static struct des_bounded interval_of(const struct purchase *purchase,
                                      const struct estimate *effect) {
    const struct study *study = &purchase->study;
    struct des_bounded price = {NAN, NAN, NAN};
    struct study_target target = {.setting = effect->setting,
                                  .arm =
                                      named(study->plan->arms, study->plan->arm_count, effect->arm),
                                  .point = point_named(study->plan, effect->point),
                                  .stratum = purchase->stratum};
    if (target.setting >= study->plan->setting_count || target.arm >= study->plan->arm_count ||
        target.point >= study->plan->point_count) {
        return price;
    }
    double *values[2];
    size_t count = 0;
    for (int i = COST; i <= EFFECT; i++) {
        target.outcome = purchase->outcome[i];
        values[i] = study_differences(study, &target, &count);
    }
    for (size_t r = 0; r < count; r++) {
        values[EFFECT][r] *= purchase->sign;
    }
    if (values[COST] != NULL && values[EFFECT] != NULL &&
        des_ratio_of_means(values[COST], values[EFFECT], count, study->plan->seed, RESAMPLES,
                           &price) == DES_ENOMEM) {
        memory_exhausted();
    }
    free(values[COST]);
    free(values[EFFECT]);
    return price;
}

static void add_number(struct table *table, double number, bool there) {
    if (there && isfinite(number)) {
        table_real(table, number);
    } else {
        table_text(table, NULL);
    }
}

static void add_line(struct table *table, const struct purchase *purchase,
                     const struct estimate *effect, const struct des_estimate *cost) {
    const struct des_estimate *value = &effect->value;
    double gain = purchase->sign * value->mean, price = cost->mean / gain;
    size_t n = (size_t)(value->n < cost->n ? value->n : cost->n);
    bool clear = value->low > 0.0 || value->high < 0.0;
    struct des_bounded bounds = {NAN, NAN, NAN};
    if (clear && price > 0.0) {
        bounds = interval_of(purchase, effect);
    }
    table_text(table, effect->place);
    table_text(table, effect->point);
    table_text(table, effect->arm);
    table_int(table, (int64_t)n);
    table_real(table, cost->mean);
    table_real(table, gain);
    table_text(table, clear ? "yes" : "no");
    add_number(table, price, price > 0.0);
    add_number(table, bounds.low, true);
    add_number(table, bounds.high, true);
    table_text(table, when(n, cost->mean, gain));
}

static void print_lines(const struct purchase *purchase, const char *stratum,
                        enum table_format format) {
    static const char *const columns[] = {"place", "point",      "arm", "n",    "cost", "gain",
                                          "clear", "break_even", "low", "high", "pays", NULL};
    const struct overview *overview = purchase->overview;
    size_t count = 0;
    const struct estimate **arms = view_blocks(overview, ESTIMATE_PAIRED, stratum, true, &count);
    struct table table;
    table_init(&table, columns);
    for (size_t i = 0; i < count; i++) {
        const struct estimate *gained =
            view_estimate(overview, ESTIMATE_PAIRED, arms[i], arms[i]->arm, purchase->effect->name);
        const struct estimate *paid =
            view_estimate(overview, ESTIMATE_PAIRED, arms[i], arms[i]->arm, purchase->cost->name);
        if (gained != NULL && paid != NULL) {
            add_line(&table, purchase, gained, &paid->value);
        }
    }
    table_print(&table, format, stdout);
    table_fini(&table);
    free(arms);
}

/* The totals of both outcomes. */
static enum exit_code take(struct purchase *purchase, const struct des_results *results,
                           const char *path, const char *stratum,
                           const struct view_options *options) {
    static const struct text_list none = {0};
    const char *names[2] = {purchase->cost->name, purchase->effect->name};
    enum exit_code code = study_open(&purchase->study, results, path,
                                     options->plugins == NULL ? &none : options->plugins);
    if (code != EXIT_CODE_DONE) {
        return code;
    }
    const struct des_model *model = purchase->study.plan->model;
    bool *wanted = memory_array(model->outcome_count, sizeof wanted[0]);
    bool known = true;
    for (int i = COST; i <= EFFECT; i++) {
        size_t at =
            outcome_name_find(model->outcomes, model->outcome_count, names[i], strlen(names[i]));
        known = known && at != SIZE_MAX;
        purchase->outcome[i] = at;
        if (known) {
            wanted[at] = true;
        }
    }
    while (purchase->stratum < model->stratum_count &&
           strcmp(model->strata[purchase->stratum], stratum) != 0) {
        purchase->stratum++;
    }
    struct des_error error = {0};
    enum des_status status =
        known ? study_take(&purchase->study, results, wanted, purchase->stratum, &error)
              : DES_EINPUT;
    free(wanted);
    return status == DES_OK ? EXIT_CODE_DONE : known ? exit_report(status, &error) : EXIT_CODE_DATA;
}

static void introduce(const struct purchase *purchase) {
    char *text = text_format(
        "Break-even: what one unit of %s (%s), gained against '%s', must be worth for an arm "
        "to pay for itself by %s (%s); low and high: 95 %% by bootstrap over replications (with "
        "their draws). Where the gain is not clear, its 95 %% Monte Carlo interval holds 0, the "
        "price says nothing and has no interval.",
        purchase->effect->name, purchase->effect->unit, overview_reference(purchase->overview),
        purchase->cost->name, purchase->cost->unit);
    layout_wrap(stdout, 0, 0, text);
    free(text);
    view_text_failed(&(struct run_counts){purchase->overview->runs, purchase->overview->failed});
    putchar('\n');
}

enum exit_code view_break_even(const struct des_results *results, const char *path,
                               const struct overview *overview, const char *stratum,
                               const struct view_options *options) {
    struct purchase purchase = {
        .overview = overview,
        .effect = overview_outcome(overview, options->effect, strlen(options->effect)),
        .cost = overview_outcome(overview, options->cost, strlen(options->cost))};
    if (purchase.effect == NULL || purchase.cost == NULL) {
        return EXIT_CODE_DATA;
    }
    if (purchase.effect->better == DES_BETTER_NEITHER) {
        fprintf(stderr, "aksim: '%s' is neither better high nor better low\n", options->effect);
        return EXIT_CODE_DATA;
    }
    purchase.sign = purchase.effect->better == DES_BETTER_LOW ? -1.0 : 1.0;
    enum exit_code code = take(&purchase, results, path, stratum, options);
    if (code == EXIT_CODE_DONE) {
        if (options->format == TABLE_TEXT) {
            introduce(&purchase);
        }
        print_lines(&purchase, stratum, options->format);
    }
    study_fini(&purchase.study);
    return code;
}
