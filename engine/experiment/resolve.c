/* engine/experiment/resolve.c - the values of every (setting, arm, point), and draws. */
#include "experiment.h"

#include "des/check.h"

#include "../params/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- central values ---- */

size_t desi_central_points(const struct des_experiment *experiment) {
    const struct des_plan *plan = &experiment->plan;
    return plan->design != NULL || experiment->listing != NULL ? 1 : plan->point_count;
}

static size_t cell_count(const struct des_experiment *experiment) {
    const struct des_plan *plan = &experiment->plan;
    return plan->setting_count * plan->arm_count * desi_central_points(experiment);
}

static size_t cell_of(const struct des_experiment *experiment, size_t setting, size_t arm,
                      size_t point) {
    size_t points = desi_central_points(experiment);
    return (setting * experiment->plan.arm_count + arm) * points + point % points;
}

static struct des_values *defaults(const struct des_experiment *experiment, bool with_sets) {
    struct des_values *values = des_values_create(experiment->space);
    if (values != NULL && (desi_values_apply(values, &experiment->base) != DES_OK ||
                           (with_sets && desi_values_apply(values, &experiment->sets) != DES_OK))) {
        des_values_destroy(values);
        return NULL;
    }
    return values;
}

/* Table default < parameters < setting < arm < point < --set. */
static struct des_values *combine(const struct des_experiment *experiment, size_t setting,
                                  size_t arm, size_t point) {
    const struct desi_changes *const levels[] = {
        &experiment->settings.items[setting].changes, &experiment->arms.items[arm].changes,
        &experiment->points.items[point].changes, &experiment->sets};
    return desi_values_over(experiment->common, levels, sizeof levels / sizeof *levels);
}

static enum des_status fill_cells(struct des_experiment *experiment) {
    const struct des_plan *plan = &experiment->plan;
    experiment->central = calloc(cell_count(experiment), sizeof(struct des_values *));
    if (experiment->central == NULL) {
        return DES_ENOMEM;
    }
    for (size_t s = 0; s < plan->setting_count; ++s) {
        for (size_t a = 0; a < plan->arm_count; ++a) {
            for (size_t p = 0; p < desi_central_points(experiment); ++p) {
                struct des_values *values = combine(experiment, s, a, p);
                if (values == NULL) {
                    return DES_ENOMEM;
                }
                experiment->central[cell_of(experiment, s, a, p)] = values;
            }
        }
    }
    return DES_OK;
}

const struct des_values *des_experiment_central(const struct des_experiment *experiment,
                                                size_t setting, size_t arm, size_t point) {
    const struct des_plan *plan = &experiment->plan;
    des_require(setting < plan->setting_count && arm < plan->arm_count &&
                point < plan->point_count);
    return experiment->central[cell_of(experiment, setting, arm, point)];
}

static void set_factors(const struct des_experiment *experiment, struct des_coordinates at,
                        struct des_values *values) {
    const struct des_plan *plan = &experiment->plan;
    for (size_t f = 0; f < plan->factor_count; ++f) {
        double number = 0.0;
        if (des_experiment_factor(experiment, at, f, &number)) {
            enum des_status status =
                des_values_set_number(values, plan->factors[f].element, number);
            des_require(status == DES_OK); /* clamped to the range */
        }
    }
}

static enum des_status set_listed(const struct des_experiment *experiment, size_t point,
                                  struct des_values *values) {
    struct desi_changes changes;
    enum des_status status = desi_listing_at(experiment->listing, point, &changes);
    if (status == DES_OK) {
        status = desi_values_apply(values, &changes);
        desi_changes_fini(&changes);
    }
    return status;
}

struct des_values *desi_point_values(const struct des_experiment *experiment,
                                     struct des_coordinates at) {
    struct des_values *values =
        des_values_copy(des_experiment_central(experiment, at.setting, at.arm, at.point));
    if (values == NULL) {
        return NULL;
    }
    set_factors(experiment, at, values);
    if (experiment->listing != NULL && at.point > 0 &&
        set_listed(experiment, at.point, values) != DES_OK) {
        des_values_destroy(values);
        return NULL;
    }
    return values;
}

/* ---- what is drawn ---- */

bool desi_is_uncertain(const struct des_experiment *experiment, size_t element) {
    for (size_t cell = 0; cell < cell_count(experiment); ++cell) {
        if (des_values_at(experiment->central[cell], element)->uncertain.kind != DES_DIST_NONE) {
            return true;
        }
    }
    return false;
}

static void free_names(char **names, size_t count) {
    for (size_t i = 0; names != NULL && i < count; ++i) {
        free(names[i]);
    }
    free(names);
}

/* "uncertain." and the path, for each element. */
static char **purpose_names(const struct des_experiment *experiment) {
    static const char prefix[] = "uncertain.";
    size_t count = des_space_count(experiment->space);
    char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < count; ++i) {
        const char *path = des_space_at(experiment->space, i)->path;
        size_t size = sizeof prefix + strlen(path);
        names[i] = malloc(size);
        if (names[i] == NULL) {
            free_names(names, count);
            return NULL;
        }
        snprintf(names[i], size, "%s%s", prefix, path);
    }
    return names;
}

static enum des_status name_purposes(struct des_experiment *experiment) {
    size_t count = des_space_count(experiment->space);
    char **names = purpose_names(experiment);
    experiment->purposes = calloc(count + 1, sizeof *experiment->purposes);
    enum des_status status = DES_ENOMEM;
    if (names != NULL && experiment->purposes != NULL) {
        struct des_error error = {0};
        status = des_purposes_fill((const char *const *)names, count, experiment->purposes, &error);
        if (status == DES_ERANGE) {
            des_diagnostics_add(experiment->config.diagnostics, "model %s: %s",
                                experiment->plan.model->name, error.text);
        }
    }
    free_names(names, des_space_count(experiment->space));
    return status;
}

static bool is_factor(const struct des_plan *plan, size_t element) {
    for (size_t f = 0; f < plan->factor_count; ++f) {
        if (plan->factors[f].element == element) {
            return true;
        }
    }
    return false;
}

static enum des_status list_drawn(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    size_t elements = des_space_count(experiment->space);
    experiment->drawn = calloc(elements + 1, sizeof *experiment->drawn);
    if (experiment->drawn == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; plan->draws && i < elements; ++i) {
        if (desi_is_uncertain(experiment, i) && !is_factor(plan, i)) {
            experiment->drawn[plan->drawn_count++] = i;
        }
    }
    plan->drawn = experiment->drawn;
    return DES_OK;
}

enum des_status desi_resolve(struct des_experiment *experiment) {
    experiment->common = defaults(experiment, false);
    experiment->defaults = defaults(experiment, true);
    enum des_status status = DES_ENOMEM;
    if (experiment->common != NULL && experiment->defaults != NULL) {
        status = fill_cells(experiment);
    }
    if (status == DES_OK) {
        status = name_purposes(experiment);
    }
    if (status == DES_OK) {
        status = desi_make_design(experiment);
        desi_count_runs(experiment);
    }
    if (status == DES_OK && experiment->config.sound) {
        status = desi_check_cells(experiment);
    }
    return status == DES_OK ? list_drawn(experiment) : status;
}

/* ---- one run ---- */

uint64_t des_experiment_word(const struct des_experiment *experiment, struct des_coordinates at) {
    const struct des_design *design = experiment->plan.design;
    uint64_t r = (uint64_t)at.replication;
    return design == NULL ? r : des_design_word(design, at.point, r);
}

static double clamped(const struct des_param *param, double number) {
    return number >= param->low ? (number <= param->high ? number : param->high) : param->low;
}

double desi_drawn_number(const struct des_experiment *experiment, struct des_coordinates at,
                         size_t drawn) {
    const struct des_plan *plan = &experiment->plan;
    size_t element = plan->drawn[drawn];
    const struct des_value *value =
        des_values_at(des_experiment_central(experiment, at.setting, at.arm, at.point), element);
    if (value->uncertain.kind == DES_DIST_NONE) {
        return value->real;
    }
    struct des_random random = {plan->seed, des_experiment_word(experiment, at)};
    struct des_block block = des_draw(&random, des_entity(DESI_UNCERTAIN_ENTITY, 0),
                                      experiment->purposes[element], 0, 0);
    return clamped(des_space_at(plan->space, element)->param,
                   des_dist_quantile(&value->uncertain, des_uniform_from(block.word[0])));
}

/* A grid has its ends: of an interval they are its ends, of a distribution without any the
 * 2.5 % and 97.5 % quantiles. */
static double share_of(const struct des_plan *plan, const struct des_dist *range, double u) {
    bool bounded = range->kind == DES_DIST_UNIFORM || range->kind == DES_DIST_DISCRETE_UNIFORM;
    bool grid = des_design_options(plan->design)->kind == DES_DESIGN_MORRIS;
    double share = grid && !bounded ? 0.025 + 0.95 * u : u;
    return fmin(fmax(share, 0x1p-53), 1.0 - 0x1p-53);
}

bool des_experiment_factor(const struct des_experiment *experiment, struct des_coordinates at,
                           size_t factor, double *number) {
    const struct des_plan *plan = &experiment->plan;
    des_require(factor < plan->factor_count);
    const struct des_factor *asked = &plan->factors[factor];
    const struct des_value *value = des_values_at(
        des_experiment_central(experiment, at.setting, at.arm, at.point), asked->element);
    const struct des_dist *range =
        asked->range.kind != DES_DIST_NONE ? &asked->range : &value->uncertain;
    if (range->kind == DES_DIST_NONE) {
        return false;
    }
    double u = des_design_coordinate(plan->design, at.point, factor);
    bool interval = range->kind == DES_DIST_UNIFORM || range->kind == DES_DIST_DISCRETE_UNIFORM;
    if (interval && (u <= 0.0 || u >= 1.0)) {
        *number = range->argument[u <= 0.0 ? 0 : 1];
        return true;
    }
    *number = clamped(des_space_at(plan->space, asked->element)->param,
                      des_dist_quantile(range, share_of(plan, range, u)));
    return true;
}

void des_experiment_draws(const struct des_experiment *experiment, struct des_coordinates at,
                          double *drawn) {
    for (size_t i = 0; i < experiment->plan.drawn_count; ++i) {
        drawn[i] = desi_drawn_number(experiment, at, i);
    }
}

double des_experiment_draw(const struct des_experiment *experiment, struct des_coordinates at,
                           size_t drawn) {
    des_require(drawn < experiment->plan.drawn_count);
    return desi_drawn_number(experiment, at, drawn);
}

struct des_values *des_experiment_values(const struct des_experiment *experiment,
                                         struct des_coordinates at, double *drawn) {
    const struct des_plan *plan = &experiment->plan;
    struct des_values *values = desi_point_values(experiment, at);
    for (size_t i = 0; values != NULL && i < plan->drawn_count; ++i) {
        double number = desi_drawn_number(experiment, at, i);
        enum des_status status = des_values_set_number(values, plan->drawn[i], number);
        des_require(status == DES_OK); /* clamped to the range */
        if (drawn != NULL) {
            drawn[i] = number;
        }
    }
    return values;
}

/* ---- the plan ---- */

struct des_named des_plan_point(const struct des_plan *plan, size_t point,
                                char room[DES_POINT_NAME]) {
    des_require(point < plan->point_count);
    if (plan->points != NULL) {
        return plan->points[point];
    }
    enum { NUMBER = 24 }; /* the label stands behind */
    (void)snprintf(room, NUMBER, "p%zu", point);
    if (plan->listing == NULL) {
        return (struct des_named){room, room};
    }
    char *label = room + NUMBER;
    desi_listing_label(plan->listing, point, label, DES_POINT_NAME - NUMBER);
    return (struct des_named){room, label[0] == '\0' ? room : label};
}

const struct des_plan *des_experiment_plan(const struct des_experiment *experiment) {
    return &experiment->plan;
}

struct des_coordinates des_experiment_coordinates(const struct des_experiment *experiment,
                                                  size_t run) {
    const struct des_plan *plan = &experiment->plan;
    des_require(run < plan->run_count);
    size_t replications = (size_t)plan->replications;
    size_t cell = run / replications;
    return (struct des_coordinates){.setting = cell / plan->point_count / plan->arm_count,
                                    .arm = cell / plan->point_count % plan->arm_count,
                                    .point = cell % plan->point_count,
                                    .replication = (int64_t)(run % replications)};
}

size_t des_experiment_run_id(const struct des_experiment *experiment, struct des_coordinates at) {
    const struct des_plan *plan = &experiment->plan;
    size_t cell = (at.setting * plan->arm_count + at.arm) * plan->point_count + at.point;
    return cell * (size_t)plan->replications + (size_t)at.replication;
}
