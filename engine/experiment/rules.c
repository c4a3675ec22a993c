/* engine/experiment/rules.c - the model's own rules and its advice, asked at every (setting, arm,
 * point). */
#include "experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- every cell and point ---- */

/* Looks at the central values of one point. */
typedef void (*look)(void *context, const struct des_experiment *experiment,
                     struct des_coordinates at, const struct des_values *values);

static enum des_status look_at_points(const struct des_experiment *experiment, size_t setting,
                                      size_t arm, look look_at, void *context) {
    const struct des_plan *plan = &experiment->plan;
    struct des_values *values = NULL;
    for (size_t p = 0; p < plan->point_count; ++p) {
        struct des_coordinates at = {setting, arm, p, 0};
        if (values == NULL || plan->design == NULL) {
            des_values_destroy(values);
            values = des_values_copy(des_experiment_central(experiment, setting, arm, p));
        }
        if (values == NULL) {
            return DES_ENOMEM;
        }
        desi_set_factors(experiment, at, values);
        look_at(context, experiment, at, values);
    }
    des_values_destroy(values);
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
    size_t said = said_at(experiment, line, at);
    struct desi_place place = {0};
    char number[24] = "";
    if (said != 0) {
        place = desi_sources_place(sources, said);
        snprintf(number, sizeof number, ":%u", place.line);
    }
    des_diagnostics_add(told, "%s%s: %s (setting %s, arm %s%s%s)", sources->files[place.file].name,
                        number, line, plan->settings[at.setting].name, plan->arms[at.arm].name,
                        points ? ", point " : "", points ? plan->points[at.point].name : "");
}

/* ---- rules: a line that an earlier cell had is not told again ---- */

struct asking {
    void (*rule)(const void *context, const struct des_values *values,
                 struct des_diagnostics *diagnostics);
    struct des_diagnostics said; /* by the rule */
    struct des_diagnostics *told;
};

static bool is_told(const struct des_diagnostics *told, const char *line) {
    for (size_t i = 0; i < told->count; ++i) {
        if (strcmp(told->lines[i], line) == 0) {
            return true;
        }
    }
    return false;
}

static void ask(void *context, const struct des_experiment *experiment, struct des_coordinates at,
                const struct des_values *values) {
    struct asking *asking = context;
    struct des_diagnostics found;
    des_diagnostics_init(&found);
    asking->rule(experiment->plan.model->context, values, &found);
    for (size_t i = 0; i < found.count; ++i) {
        if (!is_told(&asking->said, found.lines[i])) {
            des_diagnostics_add(&asking->said, "%s", found.lines[i]);
            tell(experiment, asking->told, found.lines[i], at);
        }
    }
    asking->said.out_of_memory = asking->said.out_of_memory || found.out_of_memory;
    des_diagnostics_fini(&found);
}

/* *count: how many lines there were; may be NULL. */
static enum des_status ask_all(const struct des_experiment *experiment, struct asking *asking,
                               size_t *count) {
    des_diagnostics_init(&asking->said);
    enum des_status status = asking->rule == NULL ? DES_OK : look_at_all(experiment, ask, asking);
    bool exhausted = asking->said.out_of_memory || asking->told->out_of_memory;
    if (count != NULL) {
        *count = asking->said.count;
    }
    des_diagnostics_fini(&asking->said);
    return status == DES_OK && exhausted ? DES_ENOMEM : status;
}

enum des_status desi_check_cells(struct des_experiment *experiment) {
    struct asking asking = {.rule = experiment->plan.model->check,
                            .told = experiment->config.diagnostics};
    size_t count = 0;
    enum des_status status = ask_all(experiment, &asking, &count);
    experiment->config.sound = experiment->config.sound && count == 0;
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
    struct asking asking = {.rule = experiment->plan.model->advise, .told = advice};
    enum des_status status = ask_all(experiment, &asking, NULL);
    if (status == DES_OK) {
        status = advise_idle(experiment, advice);
        advise_arms(experiment, advice);
    }
    return status == DES_OK && advice->out_of_memory ? DES_ENOMEM : status;
}
