/* engine/params/config_shape.c - tables, mixtures and truncations in a scenario:
 *
 *   { dist = "table"; values = [5.0, 10.0, 20.0]; weights = [3.0, 2.0, 1.0]; }
 *   { dist = "piecewise"; edges = [0.0, 10.0, 60.0]; weights = [0.7, 0.3]; }
 *   { dist = "mixture"; shares = [0.9, 0.1]; parts = ( { dist = ... }, { dist = ... } ); }
 *   { dist = "lognormal"; median = 12.0; sigma = 0.83; truncate = [1.0, 120.0]; } */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "des/table.h"
#include "text.h"
#include "value.h"

const char *const desi_shape_names[] = {"table", "piecewise", "mixture", NULL};

struct numbers {
    double *number; /* owned */
    size_t count;
};

static bool number_of(const config_setting_t *setting, double *number) {
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
        *number = config_setting_get_int(setting);
        return true;
    case CONFIG_TYPE_INT64:
        *number = (double)config_setting_get_int64(setting);
        return true;
    case CONFIG_TYPE_FLOAT:
        *number = config_setting_get_float(setting);
        return true;
    default:
        return false;
    }
}

/* A list of one number or more; false after telling, also when it is not there. */
static bool read_numbers(struct desi_config *config, const config_setting_t *group,
                         const char *name, struct numbers *numbers) {
    const config_setting_t *list = desi_config_member(group, name);
    int count = list == NULL ? 0 : config_setting_length(list);
    bool is_list = list != NULL && (config_setting_is_array(list) || config_setting_is_list(list));
    if (!is_list || count < 1) {
        desi_config_tell(config, list == NULL ? group : list,
                         "%s must be a list of numbers (accepted: [1.0, 2.0])", name);
        return false;
    }
    numbers->number = calloc((size_t)count, sizeof *numbers->number);
    numbers->count = (size_t)count;
    bool sound = numbers->number != NULL;
    if (!sound) {
        desi_config_tell(config, list, "out of memory");
    }
    for (int i = 0; sound && i < count; ++i) {
        const config_setting_t *item = config_setting_get_elem(list, (unsigned)i);
        sound = number_of(item, &numbers->number[i]);
        if (!sound) {
            desi_config_tell(config, item, "not a number");
        }
    }
    return sound;
}

/* Weights may be left out: all the same. */
static bool read_weights(struct desi_config *config, const config_setting_t *group, size_t wanted,
                         struct numbers *weights) {
    const config_setting_t *list = desi_config_member(group, "weights");
    if (list == NULL) {
        return true;
    }
    if (!read_numbers(config, group, "weights", weights)) {
        return false;
    }
    if (weights->count != wanted) {
        desi_config_tell(config, list, "%zu of %zu weights", weights->count, wanted);
    }
    return weights->count == wanted;
}

static bool told(struct desi_config *config, const config_setting_t *group, enum des_status status,
                 const struct des_error *why) {
    if (status != DES_OK) {
        desi_config_tell(config, group, "%s", why->text);
    }
    return status == DES_OK;
}

static bool read_table(struct desi_config *config, const config_setting_t *group, bool pieces,
                       struct des_dist *dist) {
    const char *const names[] = {"dist", pieces ? "edges" : "values", "weights", "truncate", NULL};
    struct numbers values = {0}, weights = {0};
    struct des_error why = {0};
    desi_config_tell_unknown(config, group, names);
    bool sound = read_numbers(config, group, names[1], &values);
    if (sound && pieces && values.count < 2) {
        desi_config_tell(config, group, "edges must be two numbers or more");
        sound = false;
    }
    size_t count = values.count - (pieces ? 1 : 0);
    sound = sound && read_weights(config, group, count, &weights);
    if (sound) {
        enum des_status status =
            pieces ? des_dist_of_pieces(values.number, weights.number, count, dist, &why)
                   : des_dist_of_values(values.number, weights.number, count, dist, &why);
        sound = told(config, group, status, &why);
    }
    free(values.number);
    free(weights.number);
    return sound;
}

static void release(struct des_dist *parts, size_t count) {
    for (size_t i = 0; parts != NULL && i < count; ++i) {
        des_dist_release(&parts[i]);
    }
    free(parts);
}

static bool read_parts(struct desi_config *config, const config_setting_t *list,
                       struct des_dist *parts) {
    bool sound = true;
    for (int i = 0; i < config_setting_length(list); ++i) {
        const config_setting_t *part = config_setting_get_elem(list, (unsigned)i);
        sound = desi_config_read_shaped(config, part, &parts[i]) && sound;
    }
    return sound;
}

static bool read_mixture(struct desi_config *config, const config_setting_t *group,
                         struct des_dist *dist) {
    static const char *const names[] = {"dist", "shares", "parts", "truncate", NULL};
    struct numbers shares = {0};
    struct des_error why = {0};
    desi_config_tell_unknown(config, group, names);
    const config_setting_t *list = desi_config_list(config, group, "parts");
    bool sound = read_numbers(config, group, "shares", &shares);
    size_t count = list == NULL ? 0 : (size_t)config_setting_length(list);
    if (list == NULL) {
        desi_config_tell(config, group, "no parts are given for mixture");
    } else if (sound && shares.count != count) {
        desi_config_tell(config, group, "%zu shares of %zu parts", shares.count, count);
    }
    sound = sound && shares.count == count;
    struct des_dist *parts = calloc(count + 1, sizeof *parts);
    sound = sound && parts != NULL && read_parts(config, list, parts);
    if (sound) {
        sound =
            told(config, group, des_dist_of_parts(parts, shares.number, count, dist, &why), &why);
    }
    release(parts, count);
    free(shares.number);
    return sound;
}

/* `dist` becomes what `truncate` leaves of it. */
static bool truncate_to(struct desi_config *config, const config_setting_t *group,
                        struct des_dist *dist) {
    const config_setting_t *list = desi_config_member(group, "truncate");
    struct numbers bounds = {0};
    struct des_error why = {0};
    struct des_dist cut;
    if (list == NULL) {
        return true;
    }
    bool sound = read_numbers(config, group, "truncate", &bounds);
    if (sound && bounds.count != 2) {
        desi_config_tell(config, list, "%zu bounds (accepted: [lowest, highest])", bounds.count);
        sound = false;
    }
    if (sound) {
        sound =
            told(config, list,
                 des_dist_truncated(dist, bounds.number[0], bounds.number[1], &cut, &why), &why);
    }
    free(bounds.number);
    if (sound) {
        des_dist_release(dist);
        *dist = cut;
    }
    return sound;
}

static bool read_whole(struct desi_config *config, const config_setting_t *group,
                       struct des_dist *dist) {
    const config_setting_t *kind =
        config_setting_is_group(group) ? desi_config_member(group, "dist") : NULL;
    const char *name = kind != NULL ? config_setting_get_string(kind) : NULL;
    switch (name != NULL ? desi_name_index(desi_shape_names, name) : -1) {
    case 0:
        return read_table(config, group, false, dist);
    case 1:
        return read_table(config, group, true, dist);
    case 2:
        return read_mixture(config, group, dist);
    default:
        return desi_config_read_named(config, group, true, dist);
    }
}

bool desi_config_read_shaped(struct desi_config *config, const config_setting_t *group,
                             struct des_dist *dist) {
    struct des_dist made = {.kind = DES_DIST_NONE};
    if (!read_whole(config, group, &made)) {
        return false;
    }
    if (!truncate_to(config, group, &made)) {
        des_dist_release(&made);
        return false;
    }
    *dist = made;
    return true;
}
