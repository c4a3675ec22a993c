#include "findings.h"

#include <math.h>
#include <string.h>

#include "des/stats.h"
#include "memory.h"
#include "regressions.h"

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
    struct study *study;
    const struct des_results *results;
    const struct findings_options *options;
    struct findings *findings;
    struct study_target target;
    size_t at;      /* of the target's outcome among those asked for */
    size_t section; /* of the place: arms, choices, cost-effectiveness */
    bool kept;      /* totals of all that is asked for are in memory, for every place */
    struct des_error *error;
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
    size_t place = desk->target.setting * plan->point_count + desk->target.point;
    findings->items[findings->count] = (struct finding){
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
        .n = n,
        .order = {place, desk->section, desk->target.arm, desk->at, findings->count}};
    findings->count++;
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

/* ---- totals ---- */

/* The file is gone through for each reading, whichever place is asked about: of several places all
 * is read at once, unless that were more numbers than these. */
#define TOTALS_MOST ((size_t)1 << 23)

static bool can_be_kept(const struct study *study, const struct findings_options *options,
                        size_t places) {
    size_t totals = 2 * (options->outcome_count + 2); /* with effect and cost */
    return places > 1 && study->plan->run_count <= TOTALS_MOST / totals;
}

static enum des_status take_flagged(struct desk *desk, bool *flags) {
    enum des_status status =
        study_take(desk->study, desk->results, flags, desk->options->stratum, desk->error);
    free(flags);
    return status;
}

static bool *no_flags(const struct desk *desk) {
    return memory_array(desk->study->plan->model->outcome_count, sizeof(bool));
}

static enum des_status take_all(struct desk *desk) {
    const struct findings_options *options = desk->options;
    bool *flags = no_flags(desk);
    for (size_t i = 0; i < options->outcome_count; i++) {
        flags[options->outcomes[i]] = true;
    }
    if (options->effect != SIZE_MAX) {
        flags[options->effect] = flags[options->cost] = true;
    }
    return take_flagged(desk, flags);
}

static enum des_status take(struct desk *desk, size_t outcome) {
    if (desk->kept) {
        return DES_OK;
    }
    bool *flags = no_flags(desk);
    flags[outcome] = true;
    return take_flagged(desk, flags);
}

static void leave(struct desk *desk) {
    if (!desk->kept) {
        study_forget(desk->study);
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
    bool told = status == DES_OK && all.rows >= REGRESSIONS_ROWS_LEAST && all.variance > 0.0;
    for (size_t f = 0; told && f < factors; f++) {
        const char *name = study_factor(study, f);
        add(desk, "sobol", name, "total", index[f].total, all.rows);
        add(desk, "sobol", name, "first", index[f].first, all.rows);
    }
    if (told) {
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
        if (effects[f].n < FINDINGS_WALKS_LEAST) {
            continue;
        }
        const char *name = study_factor(study, f);
        add(desk, "morris", name, "mu_star", effects[f].mu_star, effects[f].n);
        add(desk, "morris", name, "mu", bare(effects[f].mu), effects[f].n);
        add(desk, "morris", name, "sigma", bare(effects[f].sigma), effects[f].n);
    }
    free(u);
    free(y);
    free(effects);
}

/* ---- rows as a cloud ---- */

/* Numbers of levels that are kept together, unless that were less than one outcome. */
#define LEVELS_MOST ((size_t)1 << 21)

/* Some outcomes, their levels, and what is asked of them. */
struct batch {
    const size_t *outcomes;
    size_t count;
    struct levels levels;
    struct des_range *single; /* of runs: outcomes x arms */
    size_t *runs;
    struct question *questions;
    size_t question_count;
};

static struct des_range range_of(double *values, size_t n) {
    double low = des_quantile(values, n, 0.025);
    return (struct des_range){low, des_quantile(values, n, 0.975)};
}

static bool is_compared(const struct study *study, size_t arm) {
    return study->plan->arm_count == 1 || arm != study->plan->reference;
}

static void read_levels(struct desk *desk, struct batch *batch, size_t at) {
    struct study_target target = desk->target;
    target.outcome = batch->outcomes[at];
    for (target.arm = 0; target.arm < batch->levels.arms; target.arm++) {
        size_t column = at * batch->levels.arms + target.arm;
        target.difference = false;
        double *values = study_values(desk->study, &target, NULL);
        memcpy(batch->levels.value + column * batch->levels.rows, values,
               batch->levels.rows * sizeof values[0]);
        free(values);
        if (is_compared(desk->study, target.arm)) {
            target.difference = batch->levels.arms > 1;
            double *single = study_runs(desk->study, &target, &batch->runs[column]);
            batch->single[column] = range_of(single, batch->runs[column]);
            free(single);
        }
    }
}

/* Totals are read for one outcome after the other: only its levels stay. */
static enum des_status batch_init(struct desk *desk, struct batch *batch, const size_t *outcomes,
                                  size_t count) {
    size_t rows = desk->study->rows, arms = desk->study->plan->arm_count;
    *batch = (struct batch){
        .outcomes = outcomes,
        .count = count,
        .levels = {rows, arms, memory_array(count * arms * rows, sizeof(double))},
        .single = memory_array(count * arms, sizeof(struct des_range)),
        .runs = memory_array(count * arms, sizeof(size_t)),
    };
    enum des_status status = DES_OK;
    for (size_t i = 0; i < count && status == DES_OK; i++) {
        status = take(desk, outcomes[i]);
        if (status == DES_OK) {
            read_levels(desk, batch, i);
        }
        leave(desk);
    }
    return status;
}

static void batch_fini(struct batch *batch) {
    for (size_t q = 0; q < batch->question_count; q++) {
        question_fini(&batch->questions[q]);
    }
    free(batch->questions);
    free(batch->runs);
    free(batch->single);
    free(batch->levels.value);
}

static struct des_bounded around(double mean, struct des_range range) {
    return (struct des_bounded){mean, range.low, range.high};
}

/* The three doubts, never mixed: how well the mean is known, how far the assumptions carry it,
 * and how single years differ. */
static void add_target(struct desk *desk, const struct batch *batch,
                       const struct question *question) {
    size_t n = question->n;
    if (n < REGRESSIONS_ROWS_LEAST) {
        return;
    }
    size_t column = question->of.outcome[0] * batch->levels.arms + question->arm;
    const struct des_interval *mean = &question->mean;
    desk->target.arm = question->arm;
    add(desk, "intervals", "Monte Carlo", "mean",
        (struct des_bounded){mean->mean, mean->low, mean->high}, n);
    add(desk, "intervals", "assumed effects", "mean", around(mean->mean, question->effects), n);
    add(desk, "intervals", "single runs", "mean", around(mean->mean, batch->single[column]),
        batch->runs[column]);
    for (size_t f = 0; f < desk->study->factors && question->prcc != NULL; f++) {
        add(desk, "prcc", study_factor(desk->study, f), "prcc", question->prcc[f], n);
    }
}

static void add_best(struct desk *desk, const struct question *question, const char *measure) {
    const struct des_plan *plan = desk->study->plan;
    for (size_t a = 0; a < plan->arm_count && question->best != NULL; a++) {
        add(desk, "best", plan->arms[a].name, measure, bare(question->best[a]), question->n);
    }
}

static void add_information(struct desk *desk, const struct question *question,
                            const char *measure) {
    const struct study *study = desk->study;
    for (size_t f = 0; f <= study->factors && question->worth != NULL; f++) {
        const char *item = f == 0 ? "(all together: EVPI)" : study_factor(study, f - 1);
        add(desk, "information", item, measure, question->worth[f], question->n);
    }
}

static double sign_of(const struct desk *desk, size_t outcome) {
    return desk->study->plan->model->outcomes[outcome].better == DES_BETTER_LOW ? -1.0 : 1.0;
}

/* Each outcome of each arm, and by one outcome alone what speaks for an arm. */
static void ask_of_outcomes(const struct desk *desk, struct batch *batch) {
    const struct des_plan *plan = desk->study->plan;
    batch->questions = memory_array(batch->count * plan->arm_count, sizeof(struct question));
    for (size_t i = 0; i < batch->count; i++) {
        size_t outcome = batch->outcomes[i];
        for (size_t arm = 0; arm < plan->arm_count; arm++) {
            if (is_compared(desk->study, arm)) {
                batch->questions[batch->question_count++] =
                    (struct question){.of = {{i, SIZE_MAX}, {1.0, 0.0}}, .arm = arm};
            }
        }
        if (plan->arm_count > 1 && plan->model->outcomes[outcome].better != DES_BETTER_NEITHER) {
            batch->questions[batch->question_count++] = (struct question){
                .of = {{i, SIZE_MAX}, {sign_of(desk, outcome), 0.0}}, .arm = SIZE_MAX};
        }
    }
}

static enum des_status add_outcomes(struct desk *desk, struct regressions *regressions,
                                    size_t first, size_t count) {
    struct batch batch;
    enum des_status status = batch_init(desk, &batch, desk->options->outcomes + first, count);
    if (status == DES_OK) {
        ask_of_outcomes(desk, &batch);
        regressions_answer(regressions, &batch.levels, batch.questions, batch.question_count);
    }
    for (size_t q = 0; q < batch.question_count; q++) {
        const struct question *question = &batch.questions[q];
        desk->at = first + question->of.outcome[0];
        desk->target.outcome = desk->options->outcomes[desk->at];
        if (question->arm != SIZE_MAX) {
            desk->section = 0;
            add_target(desk, &batch, question);
        } else {
            desk->section = 1;
            desk->target.arm = SIZE_MAX;
            add_best(desk, question, "probability best");
            add_information(desk, question, "value");
        }
    }
    batch_fini(&batch);
    return status;
}

/* The acceptability curve: first who is best at each threshold, then what it is worth to know. */
static enum des_status add_cost_effectiveness(struct desk *desk, struct regressions *regressions) {
    const struct findings_options *options = desk->options;
    const size_t outcomes[2] = {options->effect, options->cost};
    size_t count = options->threshold_count;
    const char **measures = memory_array(count, sizeof measures[0]);
    struct batch batch;
    enum des_status status = batch_init(desk, &batch, outcomes, 2);
    if (status == DES_OK) {
        batch.questions = memory_array(count, sizeof(struct question));
        batch.question_count = count;
        for (size_t t = 0; t < count; t++) {
            double threshold = options->thresholds[t];
            measures[t] = own(desk->findings, text_format("at %.10g", threshold));
            batch.questions[t] = (struct question){
                .of = {{0, 1},
                       {threshold * sign_of(desk, outcomes[0]), sign_of(desk, outcomes[1])}},
                .arm = SIZE_MAX};
        }
        regressions_answer(regressions, &batch.levels, batch.questions, count);
    }
    desk->section = 2;
    desk->at = 0;
    desk->target.arm = SIZE_MAX;
    desk->target.outcome = SIZE_MAX;
    for (size_t t = 0; t < batch.question_count; t++) {
        add_best(desk, &batch.questions[t], measures[t]);
    }
    for (size_t t = 0; t < batch.question_count; t++) {
        add_information(desk, &batch.questions[t], measures[t]);
    }
    batch_fini(&batch);
    free(measures);
    return status;
}

static enum des_status add_rows(struct desk *desk) {
    const struct study *study = desk->study;
    size_t arms = study->plan->arm_count, count = desk->options->outcome_count;
    size_t together = LEVELS_MOST / (arms * study->rows) + 1;
    struct regressions *regressions =
        regressions_create(study, desk->target.setting, desk->target.point);
    enum des_status status = DES_OK;
    for (size_t first = 0; first < count && status == DES_OK; first += together) {
        size_t left = count - first;
        status = add_outcomes(desk, regressions, first, left < together ? left : together);
    }
    if (status == DES_OK && arms > 1 && desk->options->effect != SIZE_MAX) {
        status = add_cost_effectiveness(desk, regressions);
    }
    regressions_destroy(regressions);
    return status;
}

/* ---- all ---- */

static bool is_kind(const struct study *study, enum des_design_kind kind) {
    return study->kind == STUDY_POINTS && des_design_options(study->plan->design)->kind == kind;
}

/* Of designs that say themselves what their points are for. */
static enum des_status add_design(struct desk *desk) {
    const struct study *study = desk->study;
    enum des_status status = DES_OK;
    for (desk->at = 0; desk->at < desk->options->outcome_count && status == DES_OK; desk->at++) {
        desk->target.outcome = desk->options->outcomes[desk->at];
        desk->target.difference = study->plan->arm_count > 1;
        status = take(desk, desk->target.outcome);
        for (size_t arm = 0; arm < study->plan->arm_count && status == DES_OK; arm++) {
            desk->target.arm = arm;
            if (is_compared(study, arm) && is_kind(study, DES_DESIGN_SALTELLI)) {
                add_sobol(desk);
            } else if (is_compared(study, arm)) {
                add_morris(desk);
            }
        }
        leave(desk);
    }
    return status;
}

static int by_order(const void *a, const void *b) {
    const struct finding *x = a, *y = b;
    for (size_t i = 0; i < sizeof x->order / sizeof x->order[0]; i++) {
        if (x->order[i] != y->order[i]) {
            return x->order[i] < y->order[i] ? -1 : 1;
        }
    }
    return 0;
}

enum des_status findings_of(struct study *study, const struct des_results *results,
                            const struct findings_options *options, struct findings *findings,
                            struct des_error *error) {
    size_t settings = study->kind == STUDY_NONE ? 0 : study->plan->setting_count;
    size_t points = study->kind == STUDY_DRAWS ? study->plan->point_count : 1;
    bool laid = is_kind(study, DES_DESIGN_SALTELLI) || is_kind(study, DES_DESIGN_MORRIS);
    struct desk desk = {.study = study,
                        .results = results,
                        .options = options,
                        .findings = findings,
                        .kept = can_be_kept(study, options, settings * points),
                        .error = error};
    *findings = (struct findings){0};
    enum des_status status = desk.kept ? take_all(&desk) : DES_OK;
    for (size_t i = 0; i < settings * points && status == DES_OK; i++) {
        desk.target = (struct study_target){
            .setting = i / points, .point = i % points, .stratum = options->stratum};
        status = laid ? add_design(&desk) : add_rows(&desk);
    }
    if (findings->count > 0) {
        qsort(findings->items, findings->count, sizeof findings->items[0], by_order);
    }
    return status;
}
