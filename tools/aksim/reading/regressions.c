#include "regressions.h"

#include <math.h>
#include <string.h>

#include "memory.h"

/* ---- surfaces: metamodels of the rows in which something has a value ---- */

struct surface {
    const struct study *study;
    size_t setting, point;
    bool *whole;    /* these rows */
    uint32_t *rows; /* ... of which there are n; NULL: all */
    size_t n;
    double *x;                   /* factors x n, where they are few enough to be kept */
    struct des_metamodel *model; /* made when it is asked for */
};

/* Numbers that are kept of the factors of a surface, not computed each time they are read. */
#define FACTORS_MOST ((size_t)1 << 21)

/* Which are kept: the last. */
enum { SURFACES = 4 };
struct regressions {
    const struct study *study;
    size_t setting, point;
    struct surface *surfaces[SURFACES];
    size_t next;
};

static void must(enum des_status status) {
    if (status == DES_ENOMEM) {
        memory_exhausted();
    }
}

static void surface_destroy(struct surface *surface) {
    if (surface != NULL) {
        des_metamodel_destroy(surface->model);
        free(surface->x);
        free(surface->whole);
        free(surface->rows);
        free(surface);
    }
}

static void list_rows(struct surface *surface, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        surface->n += surface->whole[i];
    }
    if (surface->n == rows) {
        return;
    }
    surface->rows = memory_array(surface->n, sizeof surface->rows[0]);
    for (size_t i = 0, n = 0; i < rows; i++) {
        if (surface->whole[i]) {
            surface->rows[n++] = (uint32_t)i;
        }
    }
}

/* `whole` of all rows of the study. */
static struct surface *surface_of(struct regressions *regressions, const bool *whole) {
    size_t rows = regressions->study->rows;
    for (size_t i = 0; i < SURFACES; i++) {
        struct surface *known = regressions->surfaces[i];
        if (known != NULL && memcmp(known->whole, whole, rows * sizeof whole[0]) == 0) {
            return known;
        }
    }
    struct surface *made = memory_array(1, sizeof *made);
    *made = (struct surface){.study = regressions->study,
                             .setting = regressions->setting,
                             .point = regressions->point,
                             .whole = memory_array(rows, sizeof whole[0])};
    memcpy(made->whole, whole, rows * sizeof whole[0]);
    list_rows(made, rows);
    surface_destroy(regressions->surfaces[regressions->next]);
    regressions->surfaces[regressions->next] = made;
    regressions->next = (regressions->next + 1) % SURFACES;
    return made;
}

struct regressions *regressions_create(const struct study *study, size_t setting, size_t point) {
    struct regressions *regressions = memory_array(1, sizeof *regressions);
    *regressions = (struct regressions){.study = study, .setting = setting, .point = point};
    return regressions;
}

void regressions_destroy(struct regressions *regressions) {
    for (size_t i = 0; i < SURFACES; i++) {
        surface_destroy(regressions->surfaces[i]);
    }
    free(regressions);
}

void question_fini(struct question *question) {
    free(question->prcc);
    free(question->best);
    free(question->worth);
}

/* ---- columns: a quantity of one arm, less that of another ---- */

struct column {
    struct quantity of;
    size_t arm, minus; /* SIZE_MAX: nothing */
};

/* Of questions about the same rows. */
struct columns {
    const struct levels *levels;
    const struct surface *surface;
    struct column *items;
    size_t count;
};

static double quantity_at(const struct levels *levels, const struct quantity *of, size_t arm,
                          size_t row) {
    const double *first = levels->value + (of->outcome[0] * levels->arms + arm) * levels->rows;
    double value = of->weight[0] * first[row];
    if (of->outcome[1] == SIZE_MAX) {
        return value;
    }
    const double *second = levels->value + (of->outcome[1] * levels->arms + arm) * levels->rows;
    return value + of->weight[1] * second[row];
}

static void read_surface(const void *context, size_t factor, size_t first, size_t count,
                         double *x) {
    const struct surface *from = context;
    if (from->x != NULL) {
        memcpy(x, from->x + factor * from->n + first, count * sizeof x[0]);
        return;
    }
    study_factor_values(from->study, from->setting, from->point, factor, from->rows, first, count,
                        x);
}

static void keep_factors(struct surface *surface) {
    size_t factors = surface->study->factors, n = surface->n;
    if (surface->x != NULL || n > FACTORS_MOST / factors) {
        return;
    }
    double *x = memory_array(factors * n, sizeof x[0]);
    for (size_t f = 0; f < factors; f++) {
        read_surface(surface, f, 0, n, x + f * n);
    }
    surface->x = x;
}

static void read_factor(const void *context, size_t factor, size_t first, size_t count, double *x) {
    const struct columns *columns = context;
    read_surface(columns->surface, factor, first, count, x);
}

static void read_column(const void *context, size_t column, size_t first, size_t count, double *y) {
    const struct columns *columns = context;
    const struct column *asked = &columns->items[column];
    const uint32_t *rows = columns->surface->rows;
    for (size_t i = 0; i < count; i++) {
        size_t row = rows == NULL ? first + i : rows[first + i];
        y[i] = quantity_at(columns->levels, &asked->of, asked->arm, row);
        if (asked->minus != SIZE_MAX) {
            y[i] -= quantity_at(columns->levels, &asked->of, asked->minus, row);
        }
    }
}

static bool same_quantity(const struct quantity *a, const struct quantity *b) {
    return memcmp(a->outcome, b->outcome, sizeof a->outcome) == 0 &&
           !(a->weight[0] < b->weight[0] || a->weight[0] > b->weight[0]) &&
           !(a->weight[1] < b->weight[1] || a->weight[1] > b->weight[1]);
}

/* One outcome is taken as it is, and the other way round with the other sign: what is fitted to it
 * is the same. */
static struct des_benefit column_of(struct columns *columns, const struct quantity *of, size_t arm,
                                    size_t minus) {
    struct des_benefit benefit = {0, 1.0};
    struct column asked = {*of, arm, minus};
    if (of->outcome[1] == SIZE_MAX) {
        benefit.sign = of->weight[0];
        asked.of.weight[0] = 1.0;
    }
    for (; benefit.outcome < columns->count; benefit.outcome++) {
        const struct column *known = &columns->items[benefit.outcome];
        if (!same_quantity(&known->of, &asked.of)) {
            continue;
        }
        if (known->arm == arm && known->minus == minus) {
            return benefit;
        }
        if (known->arm == minus && known->minus == arm) {
            benefit.sign = -benefit.sign;
            return benefit;
        }
    }
    columns->items[columns->count++] = asked;
    return benefit;
}

/* ---- questions about the same rows ---- */

struct group {
    struct surface *surface;
    struct question **questions;
    size_t count;
};

static bool is_target(const struct question *question) {
    return question->arm != SIZE_MAX;
}

static void describe(const struct columns *columns, size_t column, struct question *question) {
    size_t n = columns->surface->n;
    double *y = memory_array(n, sizeof y[0]);
    read_column(columns, column, 0, n, y);
    question->mean = des_interval_t(y, n, 0.95);
    free(y);
}

static void correlate(const struct columns *columns, const struct des_rows *rows,
                      struct question **targets) {
    size_t factors = rows->factors;
    struct des_bounded *prcc = memory_array(rows->outcomes * factors, sizeof prcc[0]);
    enum des_status status = des_partial_rank_correlations(rows, prcc);
    must(status);
    for (size_t t = 0; t < rows->outcomes; t++) {
        describe(columns, t, targets[t]);
        if (status == DES_OK) {
            targets[t]->prcc = memory_array(factors, sizeof prcc[0]);
            memcpy(targets[t]->prcc, prcc + t * factors, factors * sizeof prcc[0]);
        }
    }
    free(prcc);
}

static void find_best(const struct columns *columns, struct question *question) {
    size_t arms = columns->levels->arms, n = columns->surface->n;
    double *benefit = memory_array(n * arms, sizeof benefit[0]);
    double *one = memory_array(n, sizeof one[0]);
    for (size_t a = 0; a < arms; a++) {
        struct column level = {question->of, a, SIZE_MAX};
        struct columns alone = {columns->levels, columns->surface, &level, 1};
        read_column(&alone, 0, 0, n, one);
        for (size_t i = 0; i < n; i++) {
            benefit[i * arms + a] = one[i];
        }
    }
    question->best = memory_array(arms, sizeof question->best[0]);
    des_probability_best(benefit, n, arms, question->best);
    free(one);
    free(benefit);
}

static void make_model(struct surface *surface) {
    keep_factors(surface);
    if (surface->model == NULL) {
        must(des_metamodel_create(&(struct des_rows){.n = surface->n,
                                                     .factors = surface->study->factors,
                                                     .context = surface,
                                                     .factor = read_surface},
                                  &surface->model));
    }
}

/* What is asked about the same rows, laid out: columns of targets come first. */
struct inquiry {
    const struct study *study;
    struct columns columns;
    struct question **targets, **deciding;
    size_t target_count, decision_count;
    struct des_decision *decisions;
    struct des_benefit *benefits;
};

static void add_target(struct inquiry *inquiry, struct question *question) {
    const struct des_plan *plan = inquiry->study->plan;
    struct columns *columns = &inquiry->columns;
    size_t reference = plan->arm_count > 1 ? plan->reference : SIZE_MAX;
    columns->items[columns->count++] = (struct column){question->of, question->arm, reference};
    inquiry->targets[inquiry->target_count++] = question;
}

static void add_decision(struct inquiry *inquiry, struct question *question) {
    size_t arms = inquiry->study->plan->arm_count, at = inquiry->decision_count++;
    struct des_benefit *beside = inquiry->benefits + at * arms;
    for (size_t a = 1; a < arms; a++) {
        beside[a - 1] = column_of(&inquiry->columns, &question->of, a, 0);
    }
    inquiry->decisions[at] = (struct des_decision){arms, beside};
    inquiry->deciding[at] = question;
}

static void inquiry_init(struct inquiry *inquiry, const struct study *study,
                         const struct levels *levels, const struct group *group) {
    size_t count = group->count, columns = count * levels->arms;
    *inquiry = (struct inquiry){
        .study = study,
        .columns = {levels, group->surface, memory_array(columns, sizeof(struct column)), 0},
        .targets = memory_array(count, sizeof(struct question *)),
        .deciding = memory_array(count, sizeof(struct question *)),
        .decisions = memory_array(count, sizeof(struct des_decision)),
        .benefits = memory_array(columns, sizeof(struct des_benefit))};
    for (size_t q = 0; q < count; q++) {
        if (is_target(group->questions[q])) {
            add_target(inquiry, group->questions[q]);
        }
    }
    for (size_t q = 0; q < count; q++) {
        if (!is_target(group->questions[q])) {
            add_decision(inquiry, group->questions[q]);
        }
    }
}

static void inquiry_fini(struct inquiry *inquiry) {
    free(inquiry->columns.items);
    free(inquiry->targets);
    free(inquiry->deciding);
    free(inquiry->decisions);
    free(inquiry->benefits);
}

static void regress(struct inquiry *inquiry, struct des_metamodel *model,
                    const struct des_rows *rows) {
    size_t each = 1 + rows->factors, decisions = inquiry->decision_count;
    struct des_range *ranges = memory_array(rows->outcomes, sizeof ranges[0]);
    struct des_bounded *worth = memory_array(decisions * each, sizeof worth[0]);
    must(des_metamodel_fit(model, rows, decisions > 0));
    must(des_metamodel_read(model, ranges, inquiry->decisions, decisions,
                            inquiry->study->plan->seed, worth));
    for (size_t t = 0; t < inquiry->target_count; t++) {
        inquiry->targets[t]->effects = ranges[t];
    }
    for (size_t d = 0; d < decisions; d++) {
        inquiry->deciding[d]->worth = memory_array(each, sizeof worth[0]);
        memcpy(inquiry->deciding[d]->worth, worth + d * each, each * sizeof worth[0]);
    }
    free(worth);
    free(ranges);
}

static void answer_group(const struct study *study, const struct levels *levels,
                         const struct group *group) {
    struct inquiry inquiry;
    inquiry_init(&inquiry, study, levels, group);
    struct des_rows rows = {.n = group->surface->n,
                            .factors = study->factors,
                            .outcomes = inquiry.target_count,
                            .context = &inquiry.columns,
                            .factor = read_factor,
                            .outcome = read_column};
    make_model(group->surface);
    if (inquiry.target_count > 0) {
        correlate(&inquiry.columns, &rows, inquiry.targets);
    }
    for (size_t d = 0; d < inquiry.decision_count; d++) {
        find_best(&inquiry.columns, inquiry.deciding[d]);
    }
    rows.outcomes = inquiry.columns.count;
    regress(&inquiry, group->surface->model, &rows);
    inquiry_fini(&inquiry);
}

/* ---- which rows ---- */

static void mark_whole(const struct levels *levels, size_t reference,
                       const struct question *question, bool *whole) {
    for (size_t row = 0; row < levels->rows; row++) {
        if (is_target(question)) {
            double value = quantity_at(levels, &question->of, question->arm, row);
            value -= levels->arms > 1 ? quantity_at(levels, &question->of, reference, row) : 0.0;
            whole[row] = isfinite(value);
            continue;
        }
        whole[row] = true;
        for (size_t a = 0; a < levels->arms; a++) {
            whole[row] &= isfinite(quantity_at(levels, &question->of, a, row));
        }
    }
}

/* Takes all that are about the same rows as the first one left. */
static struct group next_group(struct regressions *regressions, const struct levels *levels,
                               struct question *questions, size_t count, bool *left, bool *whole) {
    struct group group = {.questions = memory_array(count, sizeof(struct question *))};
    size_t reference = regressions->study->plan->reference;
    for (size_t q = 0; q < count; q++) {
        if (!left[q]) {
            continue;
        }
        mark_whole(levels, reference, &questions[q], whole);
        if (group.surface == NULL) {
            group.surface = surface_of(regressions, whole);
        } else if (memcmp(group.surface->whole, whole, levels->rows * sizeof whole[0]) != 0) {
            continue;
        }
        left[q] = false;
        questions[q].n = group.surface->n;
        group.questions[group.count++] = &questions[q];
    }
    return group;
}

void regressions_answer(struct regressions *regressions, const struct levels *levels,
                        struct question *questions, size_t count) {
    bool *left = memory_array(count, sizeof left[0]);
    bool *whole = memory_array(levels->rows, sizeof whole[0]);
    memset(left, true, count * sizeof left[0]);
    for (size_t q = 0; q < count; q++) {
        while (left[q]) {
            struct group group = next_group(regressions, levels, questions, count, left, whole);
            if (group.surface->n >= REGRESSIONS_ROWS_LEAST) {
                answer_group(regressions->study, levels, &group);
            }
            free(group.questions);
        }
    }
    free(whole);
    free(left);
}
