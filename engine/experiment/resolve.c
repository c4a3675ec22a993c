/* engine/experiment/resolve.c - the values of every (setting, arm, point), and draws. */
#include "experiment.h"

#include "des/check.h"

#include "../params/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Uncertain values belong to no entity of a model. */
enum { UNCERTAIN_KIND = 0xFFFF };

/* ---- central values ---- */

static size_t cell_count(const struct des_plan *plan) {
    return plan->setting_count * plan->arm_count * plan->point_count;
}

static size_t cell_of(const struct des_plan *plan, size_t setting, size_t arm, size_t point) {
    return (setting * plan->arm_count + arm) * plan->point_count + point;
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
static struct des_values *combine(const struct des_experiment *experiment,
                                  const struct des_values *base, size_t setting, size_t arm,
                                  size_t point) {
    const struct desi_changes *const levels[] = {
        &experiment->settings.items[setting].changes, &experiment->arms.items[arm].changes,
        &experiment->points.items[point].changes, &experiment->sets};
    struct des_values *values = des_values_copy(base);
    for (size_t i = 0; i < sizeof levels / sizeof *levels && values != NULL; ++i) {
        if (desi_values_apply(values, levels[i]) != DES_OK) {
            des_values_destroy(values);
            values = NULL;
        }
    }
    return values;
}

static enum des_status fill_cells(struct des_experiment *experiment,
                                  const struct des_values *base) {
    const struct des_plan *plan = &experiment->plan;
    experiment->central = calloc(cell_count(plan), sizeof(struct des_values *));
    if (experiment->central == NULL) {
        return DES_ENOMEM;
    }
    for (size_t s = 0; s < plan->setting_count; ++s) {
        for (size_t a = 0; a < plan->arm_count; ++a) {
            for (size_t p = 0; p < plan->point_count; ++p) {
                struct des_values *values = combine(experiment, base, s, a, p);
                if (values == NULL) {
                    return DES_ENOMEM;
                }
                experiment->central[cell_of(plan, s, a, p)] = values;
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
    return experiment->central[cell_of(plan, setting, arm, point)];
}

/* ---- the model's own rules ---- */

static bool is_told(const struct des_diagnostics *told, const char *line) {
    for (size_t i = 0; i < told->count; ++i) {
        if (strcmp(told->lines[i], line) == 0) {
            return true;
        }
    }
    return false;
}

/* Tells the lines of one cell that no earlier cell had. */
static void tell_new(struct des_experiment *experiment, const struct des_diagnostics *found,
                     struct des_diagnostics *told, size_t cell) {
    const struct des_plan *plan = &experiment->plan;
    size_t point = cell % plan->point_count;
    size_t arm = cell / plan->point_count % plan->arm_count;
    size_t setting = cell / plan->point_count / plan->arm_count;
    for (size_t i = 0; i < found->count; ++i) {
        experiment->config.sound = false;
        if (!is_told(told, found->lines[i])) {
            des_diagnostics_add(told, "%s", found->lines[i]);
            des_diagnostics_add(
                experiment->config.diagnostics, "%s: %s (setting %s, arm %s, point %s)",
                experiment->config.sources.files[0].name, found->lines[i],
                plan->settings[setting].name, plan->arms[arm].name, plan->points[point].name);
        }
    }
}

static enum des_status check_cells(struct des_experiment *experiment) {
    const struct des_plan *plan = &experiment->plan;
    if (plan->model->check == NULL) {
        return DES_OK;
    }
    struct des_diagnostics told;
    bool lost = false;
    des_diagnostics_init(&told);
    for (size_t cell = 0; cell < cell_count(plan); ++cell) {
        struct des_diagnostics found;
        des_diagnostics_init(&found);
        plan->model->check(plan->model->context, experiment->central[cell], &found);
        tell_new(experiment, &found, &told, cell);
        lost = lost || found.out_of_memory || told.out_of_memory;
        des_diagnostics_fini(&found);
    }
    des_diagnostics_fini(&told);
    return lost ? DES_ENOMEM : DES_OK;
}

/* ---- what is drawn ---- */

static bool is_uncertain(const struct des_experiment *experiment, size_t element) {
    for (size_t cell = 0; cell < cell_count(&experiment->plan); ++cell) {
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

/* "uncertain." and the path, for each drawn element. */
static char **purpose_names(const struct des_experiment *experiment) {
    static const char prefix[] = "uncertain.";
    size_t count = experiment->plan.drawn_count;
    char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names != NULL && i < count; ++i) {
        const char *path = des_space_at(experiment->space, experiment->drawn[i])->path;
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
    size_t count = experiment->plan.drawn_count;
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
    free_names(names, count);
    return status;
}

static enum des_status list_drawn(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    size_t elements = des_space_count(experiment->space);
    experiment->drawn = calloc(elements + 1, sizeof *experiment->drawn);
    if (experiment->drawn == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; plan->draws && i < elements; ++i) {
        if (is_uncertain(experiment, i)) {
            experiment->drawn[plan->drawn_count++] = i;
        }
    }
    plan->drawn = experiment->drawn;
    return name_purposes(experiment);
}

enum des_status desi_resolve(struct des_experiment *experiment) {
    struct des_values *base = defaults(experiment, false);
    experiment->defaults = defaults(experiment, true);
    enum des_status status = DES_ENOMEM;
    if (base != NULL && experiment->defaults != NULL) {
        status = fill_cells(experiment, base);
    }
    des_values_destroy(base);
    if (status == DES_OK) {
        status = check_cells(experiment);
    }
    return status == DES_OK ? list_drawn(experiment) : status;
}

/* ---- one run ---- */

double desi_drawn_number(const struct des_experiment *experiment, const struct des_values *central,
                         size_t drawn, int64_t replication) {
    const struct des_plan *plan = &experiment->plan;
    const struct des_value *value = des_values_at(central, plan->drawn[drawn]);
    const struct des_param *param = des_space_at(plan->space, plan->drawn[drawn])->param;
    if (value->uncertain.kind == DES_DIST_NONE) {
        return value->real;
    }
    struct des_random random = {plan->seed, (uint64_t)replication};
    struct des_block block =
        des_draw(&random, des_entity(UNCERTAIN_KIND, 0), experiment->purposes[drawn], 0, 0);
    double number = des_dist_quantile(&value->uncertain, des_uniform_from(block.word[0]));
    if (!(number >= param->low)) {
        return param->low;
    }
    return number <= param->high ? number : param->high;
}

struct des_values *des_experiment_values(const struct des_experiment *experiment,
                                         struct des_coordinates at, double *drawn) {
    const struct des_plan *plan = &experiment->plan;
    const struct des_values *central =
        des_experiment_central(experiment, at.setting, at.arm, at.point);
    struct des_values *values = des_values_copy(central);
    for (size_t i = 0; values != NULL && i < plan->drawn_count; ++i) {
        double number = desi_drawn_number(experiment, central, i, at.replication);
        enum des_status status = des_values_set_number(values, plan->drawn[i], number);
        des_require(status == DES_OK); /* clamped to the range */
        if (drawn != NULL) {
            drawn[i] = number;
        }
    }
    return values;
}

/* ---- the plan ---- */

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
    return cell_of(plan, at.setting, at.arm, at.point) * (size_t)plan->replications +
           (size_t)at.replication;
}
