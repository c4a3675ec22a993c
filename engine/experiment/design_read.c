/* engine/experiment/design_read.c - the record `design` of a scenario. */
#include "design_read.h"

#include "../params/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_LIMIT = 100000000 };

static const config_setting_t *record_of(const struct des_experiment *experiment) {
    return desi_config_member(config_root_setting(&experiment->config.tree), "design");
}

/* ---- a factor ---- */

size_t desi_factor_element(struct des_experiment *experiment, const config_setting_t *setting,
                           const char *path) {
    size_t element = des_space_find(experiment->space, path);
    if (element == SIZE_MAX) {
        const char *near = des_space_suggest(experiment->space, path);
        desi_config_tell(&experiment->config, setting, "there is no parameter \"%s\"%s%s%s", path,
                         near == NULL ? "" : " (did you mean ", near == NULL ? "" : near,
                         near == NULL ? "" : "?)");
    } else if (desi_changes_find(&experiment->sets, element) != NULL) {
        desi_config_tell(&experiment->config, setting, "%s is a factor, and given by --set too",
                         path);
    }
    return element;
}

static bool can_be_sampled(struct des_experiment *experiment, const config_setting_t *setting,
                           size_t element) {
    const struct des_element *at = des_space_at(experiment->space, element);
    enum des_param_type type = at->param->type;
    if (type == DES_TYPE_REAL || type == DES_TYPE_CLOCK || type == DES_TYPE_INT ||
        type == DES_TYPE_BOOL) {
        return true;
    }
    desi_config_tell(&experiment->config, setting,
                     "%s is a %s, which has no range (accepted: design \"factorial\" or \"csv\")",
                     at->path, des_type_name(type));
    return false;
}

static double number_of(const struct des_param *param, const struct des_value *value) {
    return param->type == DES_TYPE_INT    ? (double)value->integer
           : param->type == DES_TYPE_BOOL ? (double)value->boolean
                                          : value->real;
}

/* low and high, both or none. */
static void read_range(struct des_experiment *experiment, const config_setting_t *record,
                       const struct des_param *param, struct des_dist *range) {
    struct desi_config *config = &experiment->config;
    const config_setting_t *ends[] = {desi_config_member(record, "low"),
                                      desi_config_member(record, "high")};
    struct des_value values[2];
    if (ends[0] == NULL && ends[1] == NULL) {
        return;
    }
    if (ends[0] == NULL || ends[1] == NULL) {
        desi_config_tell(config, record, "one end of a range (accepted: low and high)");
        return;
    }
    if (!desi_config_read_value(config, ends[0], param, &values[0]) ||
        !desi_config_read_value(config, ends[1], param, &values[1])) {
        return;
    }
    double low = number_of(param, &values[0]), high = number_of(param, &values[1]);
    if (!(low < high)) {
        desi_config_tell(config, ends[1], "not above low");
        return;
    }
    bool whole = param->type == DES_TYPE_INT || param->type == DES_TYPE_BOOL;
    *range = (struct des_dist){whole ? DES_DIST_DISCRETE_UNIFORM : DES_DIST_UNIFORM, {low, high}};
}

static void read_uncertain(struct des_experiment *experiment, const config_setting_t *record,
                           const struct des_param *param, struct des_dist *range) {
    const config_setting_t *doubt = desi_config_group(&experiment->config, record, "uncertain");
    struct des_dist read;
    struct des_error why = {0};
    if (doubt == NULL || !desi_config_read_dist(&experiment->config, doubt, &read)) {
        return;
    }
    if (range->kind != DES_DIST_NONE) {
        desi_config_tell(&experiment->config, doubt, "a range and a distribution for one factor");
    } else if (desi_uncertain_check(param, &read, &why) != DES_OK) {
        desi_config_tell(&experiment->config, doubt, "%s", why.text);
    } else {
        *range = read;
    }
}

const char *desi_factor_path(struct des_experiment *experiment, const config_setting_t *factor) {
    struct desi_config *config = &experiment->config;
    if (config_setting_type(factor) == CONFIG_TYPE_STRING) {
        return config_setting_get_string(factor);
    }
    if (!config_setting_is_group(factor)) {
        desi_config_tell(config, factor,
                         "not a factor (accepted: \"path\" or { path = \"...\"; ... })");
        return NULL;
    }
    if (desi_config_member(factor, "path") == NULL) {
        desi_config_tell(config, factor, "no path is given (accepted: path = \"group.key\")");
    }
    return desi_config_text(config, factor, "path");
}

static void read_factor(struct des_experiment *experiment, const config_setting_t *setting) {
    static const char *const keys[] = {"path", "low", "high", "uncertain", NULL};
    struct des_plan *plan = &experiment->plan;
    const char *path = desi_factor_path(experiment, setting);
    size_t element = path == NULL ? SIZE_MAX : desi_factor_element(experiment, setting, path);
    if (element == SIZE_MAX || !can_be_sampled(experiment, setting, element)) {
        return;
    }
    struct des_factor factor = {.element = element};
    if (config_setting_is_group(setting)) {
        const struct des_param *param = des_space_at(experiment->space, element)->param;
        desi_config_tell_unknown(&experiment->config, setting, keys);
        read_range(experiment, setting, param, &factor.range);
        read_uncertain(experiment, setting, param, &factor.range);
    }
    for (size_t i = 0; i < plan->factor_count; i++) {
        if (experiment->factors[i].element == element) {
            desi_config_tell(&experiment->config, setting, "%s is a factor twice", path);
            return;
        }
    }
    experiment->factors[plan->factor_count++] = factor;
}

/* In the order of the parameters, whatever the file says. */
static int by_element(const void *a, const void *b) {
    const struct des_factor *x = a, *y = b;
    return (x->element > y->element) - (x->element < y->element);
}

const config_setting_t *desi_factor_list(struct des_experiment *experiment) {
    const config_setting_t *list = desi_config_member(record_of(experiment), "factors");
    bool sequence = list != NULL && (config_setting_is_list(list) || config_setting_is_array(list));
    if (list != NULL && (!sequence || config_setting_length(list) == 0)) {
        desi_config_tell(&experiment->config, list,
                         "not a list of factors (accepted: ( \"path\", { path = \"...\"; low = "
                         "...; high = ...; }, ... ))");
        return NULL;
    }
    return list;
}

static enum des_status read_factors(struct des_experiment *experiment) {
    const config_setting_t *list = desi_factor_list(experiment);
    size_t count = list == NULL ? 0 : (size_t)config_setting_length(list);
    experiment->factors = calloc(count + 1, sizeof *experiment->factors);
    if (experiment->factors == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        read_factor(experiment, config_setting_get_elem(list, (unsigned)i));
    }
    qsort(experiment->factors, experiment->plan.factor_count, sizeof *experiment->factors,
          by_element);
    return DES_OK;
}

/* ---- a design that samples ---- */

static enum des_status read_sampled(struct des_experiment *experiment, enum des_design_kind kind) {
    static const char *const plain[] = {"kind", "points", "factors", NULL};
    static const char *const grid[] = {"kind", "points", "factors", "levels", NULL};
    struct desi_config *config = &experiment->config;
    const config_setting_t *record = record_of(experiment);
    desi_config_tell_unknown(config, record, kind == DES_DESIGN_MORRIS ? grid : plain);
    if (desi_config_member(record, "points") == NULL) {
        desi_config_tell(config, record, "no number of points is given (accepted: points = 256)");
    }
    experiment->sampled = (struct des_design_options){
        .kind = kind,
        .rows = (size_t)desi_config_integer(config, record, "points", 1, ROWS_LIMIT, 1),
        .levels = kind == DES_DESIGN_MORRIS
                      ? (size_t)desi_config_integer(config, record, "levels", 2, 64, 4)
                      : 0,
        .seed = experiment->plan.seed,
    };
    return read_factors(experiment);
}

enum des_status desi_read_design(struct des_experiment *experiment) {
    struct desi_config *config = &experiment->config;
    const config_setting_t *root = config_root_setting(&config->tree);
    const config_setting_t *record = desi_config_group(config, root, "design");
    if (record == NULL) {
        return DES_OK;
    }
    if (desi_config_member(root, "points") != NULL) {
        desi_config_tell(config, record, "a design and a list of points (accepted: one of them)");
        return DES_OK;
    }
    const char *name = desi_config_text(config, record, "kind");
    if (name != NULL && strcmp(name, "factorial") == 0) {
        return desi_read_factorial(experiment, record);
    }
    if (name != NULL && strcmp(name, "csv") == 0) {
        return desi_read_csv(experiment, record);
    }
    enum des_design_kind kind = name == NULL ? DES_DESIGN_COUNT : des_design_named(name);
    if (kind != DES_DESIGN_COUNT) {
        return read_sampled(experiment, kind);
    }
    struct desi_options options;
    desi_options_begin(&options, name == NULL ? "" : name);
    desi_options_add(&options, "factorial");
    desi_options_add(&options, "csv");
    for (size_t i = 0; i < DES_DESIGN_COUNT; i++) {
        desi_options_add(&options, des_design_name((enum des_design_kind)i));
    }
    const config_setting_t *place = desi_config_member(record, "kind");
    desi_config_tell(config, place == NULL ? record : place, "%s%s%s %s",
                     name == NULL ? "no kind is given" : "there is no design \"",
                     name == NULL ? "" : name, name == NULL ? "" : "\"",
                     desi_options_end(&options));
    return DES_OK;
}

/* ---- its points, once the central values are known ---- */

/* Factors that are not named are all parameters that anybody doubts. */
static enum des_status choose_factors(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    size_t elements = des_space_count(experiment->space);
    struct des_factor *factors = calloc(elements + 1, sizeof *factors);
    if (factors == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < elements; i++) {
        if (desi_is_uncertain(experiment, i) && desi_changes_find(&experiment->sets, i) == NULL) {
            factors[plan->factor_count++] = (struct des_factor){.element = i};
        }
    }
    free(experiment->factors);
    experiment->factors = factors;
    if (plan->factor_count == 0) {
        desi_config_tell(&experiment->config, record_of(experiment),
                         "no parameter has an `uncertain` record (accepted: factors = ( { path = "
                         "\"...\"; low = ...; high = ...; }, ... ))");
    }
    return DES_OK;
}

static void check_ranges(struct des_experiment *experiment) {
    for (size_t f = 0; f < experiment->plan.factor_count; f++) {
        const struct des_factor *factor = &experiment->factors[f];
        if (factor->range.kind == DES_DIST_NONE &&
            !desi_is_uncertain(experiment, factor->element)) {
            desi_config_tell(&experiment->config, record_of(experiment),
                             "%s has no `uncertain` record (accepted: low and high, or uncertain = "
                             "{ ... })",
                             des_space_at(experiment->space, factor->element)->path);
        }
    }
}

static enum des_status lay_points(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    des_purpose *purposes = calloc(plan->factor_count + 1, sizeof *purposes);
    if (purposes == NULL) {
        return DES_ENOMEM;
    }
    for (size_t f = 0; f < plan->factor_count; f++) {
        purposes[f] = experiment->purposes[experiment->factors[f].element];
    }
    experiment->sampled.factors = purposes;
    experiment->sampled.factor_count = plan->factor_count;
    struct des_error error = {0};
    enum des_status status = des_design_create(&experiment->sampled, &experiment->design, &error);
    free(purposes);
    if (status == DES_ERANGE) {
        desi_config_tell(&experiment->config, record_of(experiment), "%s", error.text);
        return DES_OK;
    }
    if (status == DES_OK) {
        plan->design = experiment->design;
        plan->points = NULL;
        plan->point_count = des_design_points(experiment->design);
    }
    return status;
}

enum des_status desi_make_design(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    if (experiment->sampled.rows == 0) {
        return DES_OK;
    }
    enum des_status status = plan->factor_count == 0 ? choose_factors(experiment) : DES_OK;
    if (status != DES_OK) {
        return status;
    }
    plan->factors = experiment->factors;
    check_ranges(experiment);
    return experiment->config.sound ? lay_points(experiment) : DES_OK;
}
