/* engine/experiment/advice.c - what may be run and is perhaps not meant: the model's advice, what
 * is said and never read, arms that change nothing. */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void note(struct sayings *sayings, const struct des_element *element, size_t index,
                 const struct des_value *value, struct des_coordinates at) {
    struct saying *saying = &sayings->saying[index];
    const char *why = sayings->idle[index];
    if (why == NULL) {
        saying->read = true;
    } else if ((saying->why == NULL ||
                (saying->at.arm == sayings->reference && at.arm != sayings->reference)) &&
               !is_same(element->param, value, des_values_at(sayings->defaults, index))) {
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
            desi_tell_at(experiment, advice, line, saying->at);
        }
    }
}

/* Nobody said the factors that a design takes because their values are in doubt. */
static void leave_out_doubts(const struct des_plan *plan, struct saying *saying) {
    for (size_t f = 0; f < plan->factor_count; ++f) {
        saying[plan->factors[f].element].read |= plan->factors[f].range.kind == DES_DIST_NONE;
    }
}

static enum des_status look_at_all(const struct des_experiment *experiment, desi_look look_at,
                                   void *context) {
    const struct des_plan *plan = &experiment->plan;
    enum des_status status = DES_OK;
    for (size_t s = 0; s < plan->setting_count; ++s) {
        for (size_t a = 0; a < plan->arm_count && status == DES_OK; ++a) {
            status = desi_look_at_points(experiment, s, a, look_at, context);
        }
    }
    return status;
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
    size_t points = desi_central_points(experiment); /* of a design: alike */
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
    enum des_status status =
        desi_ask_rule(experiment, experiment->plan.model->advise, advice, &count);
    if (status == DES_OK) {
        status = advise_idle(experiment, advice);
        advise_arms(experiment, advice);
    }
    return status == DES_OK && advice->out_of_memory ? DES_ENOMEM : status;
}
