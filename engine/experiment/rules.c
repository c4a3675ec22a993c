/* engine/experiment/rules.c - the model's own rules and its advice, asked at every (setting, arm,
 * point). */
#define _DEFAULT_SOURCE

#include "experiment.h"

#include "../results/quiet_thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- every cell and point ---- */

/* So many points of each setting and arm are looked at, from the first to the last. */
#define LOOKED_AT ((size_t)100)

static size_t looked_at(const struct des_plan *plan) {
    return plan->point_count < LOOKED_AT ? plan->point_count : LOOKED_AT;
}

static size_t looked_point(const struct des_plan *plan, size_t i) {
    size_t last = looked_at(plan) - 1;
    return last == 0 ? 0 : i * (plan->point_count - 1) / last;
}

static bool is_looked_at(const struct des_plan *plan, size_t point) {
    size_t last = looked_at(plan) - 1;
    size_t i = last == 0 ? 0 : (point * last + plan->point_count - 2) / (plan->point_count - 1);
    return looked_point(plan, i) == point;
}

/* Looks at the central values of one point. */
typedef void (*look)(void *context, const struct des_experiment *experiment,
                     struct des_coordinates at, const struct des_values *values);

/* The central values of a point with what a design says; NULL when out of memory. */
static struct des_values *values_at(const struct des_experiment *experiment,
                                    struct des_coordinates at) {
    struct des_values *values =
        des_values_copy(des_experiment_central(experiment, at.setting, at.arm, at.point));
    if (values != NULL) {
        desi_set_factors(experiment, at, values);
    }
    return values;
}

static enum des_status look_at_points(const struct des_experiment *experiment, size_t setting,
                                      size_t arm, look look_at, void *context) {
    const struct des_plan *plan = &experiment->plan;
    for (size_t i = 0; i < looked_at(plan); ++i) {
        struct des_coordinates at = {setting, arm, looked_point(plan, i), 0};
        struct des_values *values = values_at(experiment, at);
        if (values == NULL) {
            return DES_ENOMEM;
        }
        look_at(context, experiment, at, values);
        des_values_destroy(values);
    }
    return DES_OK;
}

static enum des_status look_at_all(const struct des_experiment *experiment, look look_at,
                                   void *context) {
    const struct des_plan *plan = &experiment->plan;
    enum des_status status = DES_OK;
    for (size_t s = 0; s < plan->setting_count; ++s) {
        for (size_t a = 0; a < plan->arm_count && status == DES_OK; ++a) {
            status = look_at_points(experiment, s, a, look_at, context);
        }
    }
    return status;
}

/* A line begins with the parameter or the set that it is about: "staff.slack: ...". */
static bool is_about(const char *line, const struct des_element *element) {
    size_t length = strcspn(line, ":");
    const char *rest = element->path + length;
    return strncmp(element->path, line, length) == 0 &&
           (*rest == '\0' ||
            (*rest == '.' && element->param->set != NULL && strchr(rest + 1, '.') == NULL));
}

static const struct desi_change *change_about(const struct des_experiment *experiment,
                                              const struct desi_changes *changes,
                                              const char *line) {
    for (size_t i = 0; i < changes->count; ++i) {
        const struct desi_change *change = &changes->items[i];
        if ((change->said & DESI_SAID_VALUE) != 0 &&
            is_about(line, des_space_at(experiment->space, change->element))) {
            return change;
        }
    }
    return NULL;
}

/* Where the whole text says what holds there; 0: nowhere, it is a default or --set. */
static size_t said_at(const struct des_experiment *experiment, const char *line,
                      struct des_coordinates at) {
    size_t listed = experiment->plan.design != NULL ? 0 : at.point;
    const struct desi_changes *const levels[] = {
        &experiment->sets, &experiment->points.items[listed].changes,
        &experiment->arms.items[at.arm].changes, &experiment->settings.items[at.setting].changes,
        &experiment->base};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; ++i) {
        const struct desi_change *change = change_about(experiment, levels[i], line);
        if (change != NULL) {
            return change->line;
        }
    }
    return 0;
}

static void tell(const struct des_experiment *experiment, struct des_diagnostics *told,
                 const char *line, struct des_coordinates at) {
    const struct des_plan *plan = &experiment->plan;
    const struct desi_sources *sources = &experiment->config.sources;
    bool points = plan->point_count > 1;
    char room[DES_POINT_NAME];
    size_t said = said_at(experiment, line, at);
    struct desi_place place = {0};
    char number[24] = "";
    if (said != 0) {
        place = desi_sources_place(sources, said);
        snprintf(number, sizeof number, ":%u", place.line);
    }
    des_diagnostics_add(told, "%s%s: %s (setting %s, arm %s%s%s)", sources->files[place.file].name,
                        number, line, plan->settings[at.setting].name, plan->arms[at.arm].name,
                        points ? ", point " : "",
                        points ? des_plan_point(plan, at.point, room).name : "");
}

/* ---- rules: a line that an earlier cell had is not told again ---- */

typedef void (*model_rule)(const void *context, const struct des_values *values,
                           struct des_diagnostics *diagnostics);

/* What a rule says of some cells, one line each: as it says it, and with its place. */
struct answers {
    model_rule rule;
    struct des_diagnostics said, told;
};

static void answers_init(struct answers *answers, model_rule rule) {
    answers->rule = rule;
    des_diagnostics_init(&answers->said);
    des_diagnostics_init(&answers->told);
}

static void answers_fini(struct answers *answers) {
    des_diagnostics_fini(&answers->said);
    des_diagnostics_fini(&answers->told);
}

static bool is_said(const struct des_diagnostics *said, const char *line) {
    for (size_t i = 0; i < said->count; ++i) {
        if (strcmp(said->lines[i], line) == 0) {
            return true;
        }
    }
    return false;
}

static void ask(void *context, const struct des_experiment *experiment, struct des_coordinates at,
                const struct des_values *values) {
    struct answers *answers = context;
    struct des_diagnostics found;
    des_diagnostics_init(&found);
    answers->rule(experiment->plan.model->context, values, &found);
    for (size_t i = 0; i < found.count; ++i) {
        if (!is_said(&answers->said, found.lines[i])) {
            des_diagnostics_add(&answers->said, "%s", found.lines[i]);
            tell(experiment, &answers->told, found.lines[i], at);
        }
    }
    answers->said.out_of_memory |= found.out_of_memory;
    des_diagnostics_fini(&found);
}

/* Appends what others did not say before. */
static void add_answers(struct answers *all, const struct answers *more) {
    for (size_t i = 0; i < more->said.count && i < more->told.count; ++i) {
        if (!is_said(&all->said, more->said.lines[i])) {
            des_diagnostics_add(&all->said, "%s", more->said.lines[i]);
            des_diagnostics_add(&all->told, "%s", more->told.lines[i]);
        }
    }
    all->said.out_of_memory |= more->said.out_of_memory || more->told.out_of_memory;
}

/* ---- asked by several threads: each takes the next setting and arm ---- */

struct inquiry {
    const struct des_experiment *experiment;
    struct answers *answers; /* of each setting and arm */
    size_t count;
    atomic_size_t next;
};

static void *inquire(void *context) {
    struct inquiry *inquiry = context;
    size_t arms = inquiry->experiment->plan.arm_count;
    for (size_t i; (i = atomic_fetch_add(&inquiry->next, 1)) < inquiry->count;) {
        struct answers *answers = &inquiry->answers[i];
        if (look_at_points(inquiry->experiment, i / arms, i % arms, ask, answers) != DES_OK) {
            answers->said.out_of_memory = true;
        }
    }
    return NULL;
}

enum { THREADS_MOST = 256 };

static void inquire_together(struct inquiry *inquiry) {
    pthread_t threads[THREADS_MOST];
    size_t wanted = inquiry->experiment->threads, started = 0;
    wanted = wanted < inquiry->count ? wanted : inquiry->count;
    while (started + 1 < wanted && started < THREADS_MOST &&
           desi_quiet_thread(&threads[started], inquire, inquiry)) {
        started++;
    }
    (void)inquire(inquiry);
    for (size_t i = 0; i < started; ++i) {
        (void)pthread_join(threads[i], NULL);
    }
}

/* What the rule says everywhere, in the order of settings and arms. */
static enum des_status ask_all(const struct des_experiment *experiment, model_rule rule,
                               struct answers *all) {
    struct inquiry inquiry = {.experiment = experiment,
                              .count = experiment->plan.setting_count * experiment->plan.arm_count};
    answers_init(all, rule);
    if (rule == NULL) {
        return DES_OK;
    }
    inquiry.answers = calloc(inquiry.count, sizeof *inquiry.answers);
    if (inquiry.answers == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < inquiry.count; ++i) {
        answers_init(&inquiry.answers[i], rule);
    }
    inquire_together(&inquiry);
    for (size_t i = 0; i < inquiry.count; ++i) {
        add_answers(all, &inquiry.answers[i]);
        answers_fini(&inquiry.answers[i]);
    }
    free(inquiry.answers);
    return all->said.out_of_memory || all->told.out_of_memory ? DES_ENOMEM : DES_OK;
}

static enum des_status tell_all(const struct des_experiment *experiment, model_rule rule,
                                struct des_diagnostics *told, size_t *count) {
    struct answers all;
    enum des_status status = ask_all(experiment, rule, &all);
    for (size_t i = 0; i < all.told.count; ++i) {
        des_diagnostics_add(told, "%s", all.told.lines[i]);
    }
    *count = all.told.count;
    answers_fini(&all);
    return status == DES_OK && told->out_of_memory ? DES_ENOMEM : status;
}

enum des_status desi_check_cells(struct des_experiment *experiment) {
    size_t count = 0;
    enum des_status status = experiment->trusted
                                 ? DES_OK
                                 : tell_all(experiment, experiment->plan.model->check,
                                            experiment->config.diagnostics, &count);
    experiment->config.sound = experiment->config.sound && count == 0;
    return status;
}

enum des_status des_experiment_check_run(const struct des_experiment *experiment,
                                         struct des_coordinates at, struct des_error *error) {
    const struct des_model *model = experiment->plan.model;
    if (model->check == NULL || is_looked_at(&experiment->plan, at.point)) {
        return DES_OK;
    }
    struct des_values *values = values_at(experiment, at);
    if (values == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    struct des_diagnostics found;
    des_diagnostics_init(&found);
    model->check(model->context, values, &found);
    enum des_status status = found.out_of_memory ? des_fail(error, DES_ENOMEM, "Out of memory.")
                             : found.count > 0   ? des_fail(error, DES_EINPUT, "%s", found.lines[0])
                                                 : DES_OK;
    des_diagnostics_fini(&found);
    des_values_destroy(values);
    return status;
}

/* ---- parameters that are said where no run reads them ---- */

/* Of one element, over all cells. */
struct saying {
    bool read;                 /* where it is said, some run reads it */
    const char *why;           /* where it is said and not read; NULL: nowhere */
    struct des_coordinates at; /* the first such place, in another arm than the reference if any */
};
struct sayings {
    struct saying *saying; /* by element */
    const char **idle;     /* by element: what the model says of one cell */
    struct des_values *defaults;
    size_t reference; /* arm */
};

static bool is_default(const struct sayings *sayings, const struct des_param *param,
                       const struct des_value *value, size_t element) {
    char said[200], otherwise[200];
    const struct des_value *normal = des_values_at(sayings->defaults, element);
    (void)des_value_format(param, value, said, sizeof said);
    (void)des_value_format(param, normal, otherwise, sizeof otherwise);
    return strcmp(said, otherwise) == 0;
}

static void note(struct sayings *sayings, const struct des_element *element, size_t index,
                 const struct des_value *value, struct des_coordinates at) {
    struct saying *saying = &sayings->saying[index];
    const char *why = sayings->idle[index];
    if (why == NULL) {
        saying->read = true;
    } else if ((saying->why == NULL ||
                (saying->at.arm == sayings->reference && at.arm != sayings->reference)) &&
               !is_default(sayings, element->param, value, index)) {
        saying->why = why;
        saying->at = at;
    }
}

static void note_cell(void *context, const struct des_experiment *experiment,
                      struct des_coordinates at, const struct des_values *values) {
    struct sayings *sayings = context;
    const struct des_model *model = experiment->plan.model;
    memset(sayings->idle, 0, des_space_count(experiment->space) * sizeof *sayings->idle);
    model->idle(model->context, values, sayings->idle);
    for (size_t i = 0; i < des_space_count(experiment->space); ++i) {
        const struct des_value *value = des_values_at(values, i);
        if (!value->defaulted && !sayings->saying[i].read) {
            note(sayings, des_space_at(experiment->space, i), i, value, at);
        }
    }
}

static void tell_idle(const struct des_experiment *experiment, const struct sayings *sayings,
                      struct des_diagnostics *advice) {
    for (size_t i = 0; i < des_space_count(experiment->space); ++i) {
        const struct saying *saying = &sayings->saying[i];
        if (saying->why != NULL && !saying->read) {
            char line[512];
            (void)snprintf(line, sizeof line, "%s: is said, but nothing reads it: %s",
                           des_space_at(experiment->space, i)->path, saying->why);
            tell(experiment, advice, line, saying->at);
        }
    }
}

/* Nobody said the factors that a design takes because their values are in doubt. */
static void leave_out_doubts(const struct des_plan *plan, struct saying *saying) {
    for (size_t f = 0; f < plan->factor_count; ++f) {
        saying[plan->factors[f].element].read |= plan->factors[f].range.kind == DES_DIST_NONE;
    }
}

static enum des_status advise_idle(const struct des_experiment *experiment,
                                   struct des_diagnostics *advice) {
    const struct des_model *model = experiment->plan.model;
    if (model->idle == NULL) {
        return DES_OK;
    }
    struct sayings sayings = {
        .saying = calloc(des_space_count(experiment->space) + 1, sizeof *sayings.saying),
        .idle = calloc(des_space_count(experiment->space) + 1, sizeof *sayings.idle),
        .defaults = des_values_create(experiment->space),
        .reference = experiment->plan.reference,
    };
    enum des_status status = DES_ENOMEM;
    if (sayings.saying != NULL && sayings.idle != NULL && sayings.defaults != NULL) {
        leave_out_doubts(&experiment->plan, sayings.saying);
        status = look_at_all(experiment, note_cell, &sayings);
    }
    if (status == DES_OK) {
        tell_idle(experiment, &sayings, advice);
    }
    free(sayings.saying);
    free(sayings.idle);
    des_values_destroy(sayings.defaults);
    return status;
}

/* ---- arms that change nothing ---- */

static bool is_same(const struct des_param *param, const struct des_value *a,
                    const struct des_value *b) {
    if (param->type == DES_TYPE_TEXT) {
        return strcmp(a->text, b->text) == 0;
    }
    char text_a[200], text_b[200];
    (void)des_value_format(param, a, text_a, sizeof text_a);
    (void)des_value_format(param, b, text_b, sizeof text_b);
    return strcmp(text_a, text_b) == 0;
}

/* The central values, and what the first replication draws. */
static bool equals_reference(const struct des_experiment *experiment, size_t setting, size_t arm,
                             size_t point) {
    const struct des_plan *plan = &experiment->plan;
    const struct des_values *a = des_experiment_central(experiment, setting, arm, point);
    const struct des_values *b =
        des_experiment_central(experiment, setting, plan->reference, point);
    for (size_t i = 0; i < des_space_count(experiment->space); ++i) {
        if (!is_same(des_space_at(experiment->space, i)->param, des_values_at(a, i),
                     des_values_at(b, i))) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->drawn_count; ++i) {
        const struct des_coordinates mine = {setting, arm, point, 0};
        const struct des_coordinates theirs = {setting, plan->reference, point, 0};
        if (desi_drawn_number(experiment, mine, i) != desi_drawn_number(experiment, theirs, i)) {
            return false;
        }
    }
    return true;
}

static void advise_arms(const struct des_experiment *experiment, struct des_diagnostics *advice) {
    const struct des_plan *plan = &experiment->plan;
    size_t points = plan->design != NULL ? 1 : plan->point_count; /* of a design: alike */
    for (size_t arm = 0; arm < plan->arm_count; ++arm) {
        bool same = arm != plan->reference;
        for (size_t s = 0; same && s < plan->setting_count; ++s) {
            for (size_t p = 0; same && p < points; ++p) {
                same = equals_reference(experiment, s, arm, p);
            }
        }
        if (same) {
            des_diagnostics_add(advice,
                                "%s: arms.%s: equals the reference \"%s\" everywhere, so that all "
                                "differences are 0 (say what it changes)",
                                experiment->config.sources.files[0].name, plan->arms[arm].name,
                                plan->arms[plan->reference].name);
        }
    }
}

enum des_status des_experiment_advise(const struct des_experiment *experiment,
                                      struct des_diagnostics *advice) {
    size_t count = 0;
    enum des_status status = tell_all(experiment, experiment->plan.model->advise, advice, &count);
    if (status == DES_OK) {
        status = advise_idle(experiment, advice);
        advise_arms(experiment, advice);
    }
    return status == DES_OK && advice->out_of_memory ? DES_ENOMEM : status;
}
