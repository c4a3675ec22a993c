/* engine/experiment/rules.c - the model's own rules, asked at every (setting, arm, point). */
#define _DEFAULT_SOURCE

#include "rules.h"

#include "quiet_thread.h"

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

enum des_status desi_look_at_points(const struct des_experiment *experiment, size_t setting,
                                    size_t arm, desi_look look_at, void *context) {
    const struct des_plan *plan = &experiment->plan;
    for (size_t i = 0; i < looked_at(plan); ++i) {
        struct des_coordinates at = {setting, arm, looked_point(plan, i), 0};
        struct des_values *values = desi_point_values(experiment, at);
        if (values == NULL) {
            return DES_ENOMEM;
        }
        look_at(context, experiment, at, values);
        des_values_destroy(values);
    }
    return DES_OK;
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
    size_t listed = at.point % desi_central_points(experiment);
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

void desi_tell_at(const struct des_experiment *experiment, struct des_diagnostics *told,
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

/* What a rule says of some cells, one line each: as it says it, and with its place. */
struct answers {
    desi_rule rule;
    struct des_diagnostics said, told;
};

static void answers_init(struct answers *answers, desi_rule rule) {
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
            desi_tell_at(experiment, &answers->told, found.lines[i], at);
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
        if (desi_look_at_points(inquiry->experiment, i / arms, i % arms, ask, answers) != DES_OK) {
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
static enum des_status ask_all(const struct des_experiment *experiment, desi_rule rule,
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

enum des_status desi_ask_rule(const struct des_experiment *experiment, desi_rule rule,
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
                                 : desi_ask_rule(experiment, experiment->plan.model->check,
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
    struct des_values *values = desi_point_values(experiment, at);
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
