#include "findings.h"

#include <math.h>
#include <string.h>

#include "des/stats.h"
#include "memory.h"

/* Resamples of the bootstrap. */
#define RESAMPLES 300

void findings_fini(struct findings *findings) {
    for (size_t i = 0; i < findings->owned_count; i++) {
        free(findings->owned[i]);
    }
    free(findings->owned);
    free(findings->items);
    *findings = (struct findings){0};
}

/* Where findings are being made. */
struct desk {
    const struct study *study;
    const struct findings_options *options;
    struct findings *findings;
    struct study_target target;
};

static const char *own(struct findings *findings, char *text) {
    findings->owned = memory_grow(findings->owned, &findings->owned_capacity,
                                  findings->owned_count + 1, sizeof findings->owned[0]);
    findings->owned[findings->owned_count++] = text;
    return text;
}

static const char *point_name(struct findings *findings, const struct des_plan *plan,
                              size_t point) {
    char room[DES_POINT_NAME];
    const char *name = des_plan_point(plan, point, room).name;
    return name == room ? own(findings, text_copy(name)) : name;
}

static void add(struct desk *desk, const char *analysis, const char *item, const char *measure,
                struct des_bounded number, size_t n) {
    const struct des_plan *plan = desk->study->plan;
    struct findings *findings = desk->findings;
    bool points = desk->study->kind == STUDY_POINTS;
    findings->items = memory_grow(findings->items, &findings->capacity, findings->count + 1,
                                  sizeof findings->items[0]);
    findings->items[findings->count++] = (struct finding){
        .analysis = analysis,
        .setting = plan->settings[desk->target.setting].name,
        .point = points ? "all" : point_name(findings, plan, desk->target.point),
        .arm = desk->target.arm == SIZE_MAX ? "all" : plan->arms[desk->target.arm].name,
        .outcome = desk->target.outcome == SIZE_MAX
                       ? "net benefit"
                       : plan->model->outcomes[desk->target.outcome].name,
        .item = item,
        .measure = measure,
        .number = number,
        .n = n};
}

static struct des_bounded bare(double number) {
    return (struct des_bounded){number, NAN, NAN};
}

static uint64_t seed_of(const struct desk *desk) {
    return desk->study->plan->seed;
}

static void must(enum des_status status) {
    if (status == DES_ENOMEM) {
        memory_exhausted();
    }
}

/* ---- saltelli ---- */

/* Chance within points is known where each has several replications. */
static double noise_share(const double *noise, size_t n, double variance) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += noise[i] / (double)n;
    }
    return sum / variance;
}

static void add_sobol(struct desk *desk) {
    const struct study *study = desk->study;
    size_t factors = study->factors, rows = des_design_options(study->plan->design)->rows;
    struct des_sobol all;
    struct des_sobol_index *index = memory_array(factors, sizeof index[0]);
    double *noise = memory_array(study->rows, sizeof noise[0]);
    double *y = study_values(study, &desk->target, noise);
    enum des_status status =
        des_sobol_indices(y, rows, factors, seed_of(desk), RESAMPLES, &all, index);
    must(status);
    for (size_t f = 0; status == DES_OK && all.variance > 0.0 && f < factors; f++) {
        const char *name = study_factor(study, f);
        add(desk, "sobol", name, "total", index[f].total, all.rows);
        add(desk, "sobol", name, "first", index[f].first, all.rows);
    }
    if (status == DES_OK && all.variance > 0.0) {
        double within = noise_share(noise, study->rows, all.variance);
        add(desk, "sobol", "(chance alone)", "first", all.seed, all.rows);
        if (!isnan(within)) {
            add(desk, "sobol", "(chance in all)", "total", bare(within), all.rows);
        }
    }
    free(y);
    free(noise);
    free(index);
}

/* ---- morris ---- */

static void add_morris(struct desk *desk) {
    const struct study *study = desk->study;
    size_t factors = study->factors;
    struct des_elementary *effects = memory_array(factors, sizeof effects[0]);
    double *y = study_values(study, &desk->target, NULL), *u = study_coordinates(study);
    must(des_morris(y, u, des_design_options(study->plan->design)->rows, factors, effects));
    for (size_t f = 0; f < factors; f++) {
        const char *name = study_factor(study, f);
        add(desk, "morris", name, "mu_star", effects[f].mu_star, effects[f].n);
        add(desk, "morris", name, "mu", bare(effects[f].mu), effects[f].n);
        add(desk, "morris", name, "sigma", bare(effects[f].sigma), effects[f].n);
    }
    free(u);
    free(y);
    free(effects);
}

/* ---- rows that are draws ---- */

/* Rows in which everything has a value, moved to the front of x and of `columns` arrays. */
static size_t keep_whole(double *x, size_t factors, double *const *columns, size_t column_count,
                         size_t n) {
    size_t kept = 0;
    for (size_t row = 0; row < n; row++) {
        bool whole = true;
        for (size_t c = 0; c < column_count; c++) {
            whole = whole && isfinite(columns[c][row]);
        }
        if (!whole) {
            continue;
        }
        memmove(x + kept * factors, x + row * factors, factors * sizeof *x);
        for (size_t c = 0; c < column_count; c++) {
            columns[c][kept] = columns[c][row];
        }
        kept++;
    }
    return kept;
}

static bool *use_all(size_t factors) {
    bool *use = memory_array(factors, sizeof use[0]);
    memset(use, true, factors * sizeof use[0]);
    return use;
}

static struct des_bounded around(double mean, double *values, size_t n) {
    double low = des_quantile(values, n, 0.025);
    return (struct des_bounded){mean, low, des_quantile(values, n, 0.975)};
}

/* The three doubts, never mixed: how well the mean is known, how far the assumptions carry it,
 * and how single years differ. */
static void add_intervals(struct desk *desk, const double *x, const double *y, size_t n) {
    const struct study *study = desk->study;
    struct des_interval mean = des_interval_t(y, n, 0.95);
    add(desk, "intervals", "Monte Carlo", "mean",
        (struct des_bounded){mean.mean, mean.low, mean.high}, n);
    double *fitted = memory_array(n, sizeof fitted[0]);
    bool *use = use_all(study->factors);
    enum des_status status = des_smooth(x, y, n, study->factors, use, fitted, NULL);
    must(status);
    if (status == DES_OK) {
        add(desk, "intervals", "assumed effects", "mean", around(mean.mean, fitted, n), n);
    }
    size_t runs = 0;
    double *single = study_runs(study, &desk->target, &runs);
    add(desk, "intervals", "single runs", "mean", around(mean.mean, single, runs), runs);
    free(single);
    free(use);
    free(fitted);
}

static void add_rows(struct desk *desk) {
    const struct study *study = desk->study;
    double *y = study_values(study, &desk->target, NULL);
    double *x = study_factors(study, desk->target.setting, desk->target.point);
    size_t n = keep_whole(x, study->factors, &y, 1, study->rows);
    struct des_bounded *prcc = memory_array(study->factors, sizeof prcc[0]);
    if (n >= FINDINGS_ROWS_LEAST) {
        add_intervals(desk, x, y, n);
    }
    if (n >= FINDINGS_ROWS_LEAST &&
        des_partial_rank_correlation(x, y, n, study->factors, prcc) == DES_OK) {
        for (size_t f = 0; f < study->factors; f++) {
            add(desk, "prcc", study_factor(study, f), "prcc", prcc[f], n);
        }
    }
    free(prcc);
    free(x);
    free(y);
}

/* ---- decisions ---- */

/* Benefits of all arms, in rows; rows without a gap only. */
struct choice {
    double *x, *benefit;
    size_t n, arms;
};

static double *level_of(const struct desk *desk, size_t arm, size_t outcome) {
    struct study_target target = desk->target;
    target.arm = arm;
    target.outcome = outcome;
    target.difference = false;
    return study_values(desk->study, &target, NULL);
}

static double sign_of(const struct desk *desk, size_t outcome) {
    return desk->study->plan->model->outcomes[outcome].better == DES_BETTER_LOW ? -1.0 : 1.0;
}

/* weight_1 x outcome_1 + weight_2 x outcome_2; the second may be SIZE_MAX. */
static struct choice choose(const struct desk *desk, const size_t outcome[2],
                            const double weight[2]) {
    const struct study *study = desk->study;
    size_t arms = study->plan->arm_count;
    double **columns = memory_array(arms, sizeof columns[0]);
    for (size_t a = 0; a < arms; a++) {
        columns[a] = level_of(desk, a, outcome[0]);
        double *second = outcome[1] == SIZE_MAX ? NULL : level_of(desk, a, outcome[1]);
        for (size_t row = 0; row < study->rows; row++) {
            columns[a][row] *= weight[0];
            columns[a][row] += second == NULL ? 0.0 : weight[1] * second[row];
        }
        free(second);
    }
    struct choice choice = {study_factors(study, desk->target.setting, desk->target.point), NULL, 0,
                            arms};
    choice.n = keep_whole(choice.x, study->factors, columns, arms, study->rows);
    choice.benefit = memory_array(choice.n * arms, sizeof choice.benefit[0]);
    for (size_t a = 0; a < arms; a++) {
        for (size_t row = 0; row < choice.n; row++) {
            choice.benefit[row * arms + a] = columns[a][row];
        }
        free(columns[a]);
    }
    free(columns);
    return choice;
}

static void choice_fini(struct choice *choice) {
    free(choice->x);
    free(choice->benefit);
}

static void add_best(struct desk *desk, const struct choice *choice, const char *measure) {
    double *share = memory_array(choice->arms, sizeof share[0]);
    des_probability_best(choice->benefit, choice->n, choice->arms, share);
    for (size_t a = 0; a < choice->arms; a++) {
        add(desk, "best", desk->study->plan->arms[a].name, measure, bare(share[a]), choice->n);
    }
    free(share);
}

static void add_information(struct desk *desk, const struct choice *choice, const char *measure) {
    const struct study *study = desk->study;
    bool *use = use_all(study->factors);
    struct des_bounded value;
    must(des_value_of_information(choice->benefit, choice->arms, choice->x, choice->n,
                                  study->factors, use, seed_of(desk), &value));
    add(desk, "information", "(all together: EVPI)", measure, value, choice->n);
    for (size_t f = 0; f < study->factors; f++) {
        memset(use, false, study->factors * sizeof use[0]);
        use[f] = true;
        must(des_value_of_information(choice->benefit, choice->arms, choice->x, choice->n,
                                      study->factors, use, seed_of(desk), &value));
        add(desk, "information", study_factor(study, f), measure, value, choice->n);
    }
    free(use);
}

/* By one outcome alone: what speaks for an arm. */
static void add_choices(struct desk *desk) {
    const struct des_model *model = desk->study->plan->model;
    desk->target.arm = SIZE_MAX;
    for (size_t i = 0; i < desk->options->outcome_count; i++) {
        size_t outcome = desk->options->outcomes[i];
        if (model->outcomes[outcome].better == DES_BETTER_NEITHER) {
            continue;
        }
        const size_t outcomes[2] = {outcome, SIZE_MAX};
        const double weights[2] = {sign_of(desk, outcome), 0.0};
        struct choice choice = choose(desk, outcomes, weights);
        desk->target.outcome = outcome;
        if (choice.n >= FINDINGS_ROWS_LEAST) {
            add_best(desk, &choice, "probability best");
            add_information(desk, &choice, "value");
        }
        choice_fini(&choice);
    }
}

/* The acceptability curve: first who is best at each threshold, then what it is worth to know. */
static void add_cost_effectiveness(struct desk *desk) {
    const struct findings_options *options = desk->options;
    const size_t outcomes[2] = {options->effect, options->cost};
    size_t count = options->threshold_count;
    struct choice *choices = memory_array(count, sizeof choices[0]);
    const char **measures = memory_array(count, sizeof measures[0]);
    desk->target.arm = SIZE_MAX;
    desk->target.outcome = SIZE_MAX;
    for (size_t t = 0; t < count; t++) {
        double threshold = options->thresholds[t];
        const double weights[2] = {threshold * sign_of(desk, options->effect),
                                   sign_of(desk, options->cost)};
        choices[t] = choose(desk, outcomes, weights);
        measures[t] = own(desk->findings, text_format("at %.10g", threshold));
        if (choices[t].n >= FINDINGS_ROWS_LEAST) {
            add_best(desk, &choices[t], measures[t]);
        }
    }
    for (size_t t = 0; t < count; t++) {
        if (choices[t].n >= FINDINGS_ROWS_LEAST) {
            add_information(desk, &choices[t], measures[t]);
        }
        choice_fini(&choices[t]);
    }
    free(measures);
    free(choices);
}

/* ---- all ---- */

static bool is_kind(const struct study *study, enum des_design_kind kind) {
    return study->kind == STUDY_POINTS && des_design_options(study->plan->design)->kind == kind;
}

static void add_targets(struct desk *desk) {
    const struct study *study = desk->study;
    const struct des_plan *plan = study->plan;
    for (size_t arm = 0; arm < plan->arm_count; arm++) {
        if (plan->arm_count > 1 && arm == plan->reference) {
            continue;
        }
        for (size_t i = 0; i < desk->options->outcome_count; i++) {
            desk->target.arm = arm;
            desk->target.difference = plan->arm_count > 1;
            desk->target.outcome = desk->options->outcomes[i];
            if (is_kind(study, DES_DESIGN_SALTELLI)) {
                add_sobol(desk);
            } else if (is_kind(study, DES_DESIGN_MORRIS)) {
                add_morris(desk);
            } else {
                add_rows(desk);
            }
        }
    }
    bool draws = !is_kind(study, DES_DESIGN_SALTELLI) && !is_kind(study, DES_DESIGN_MORRIS);
    if (draws && plan->arm_count > 1) {
        add_choices(desk);
        if (desk->options->effect != SIZE_MAX) {
            add_cost_effectiveness(desk);
        }
    }
}

void findings_of(const struct study *study, const struct findings_options *options,
                 struct findings *findings) {
    size_t points = study->kind == STUDY_DRAWS ? study->plan->point_count : 1;
    *findings = (struct findings){0};
    for (size_t s = 0; study->kind != STUDY_NONE && s < study->plan->setting_count; s++) {
        for (size_t p = 0; p < points; p++) {
            struct desk desk = {
                study, options, findings, {.setting = s, .point = p, .stratum = options->stratum}};
            add_targets(&desk);
        }
    }
}
