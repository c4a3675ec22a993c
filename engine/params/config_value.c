/* engine/params/config_value.c - one bare value of a scenario, by its type. */
#include "config.h"

#include "des/table.h"
#include "text.h"
#include "value.h"

#include <inttypes.h>
#include <stdio.h>

static const config_setting_t *child(const config_setting_t *setting, int index) {
    return config_setting_get_elem(setting, (unsigned)index);
}

static bool is_whole(const config_setting_t *setting) {
    int type = config_setting_type(setting);
    return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
}

static int64_t whole(const config_setting_t *setting) {
    return config_setting_type(setting) == CONFIG_TYPE_INT ? config_setting_get_int(setting)
                                                           : config_setting_get_int64(setting);
}

static bool is_number(const config_setting_t *setting) {
    return is_whole(setting) || config_setting_type(setting) == CONFIG_TYPE_FLOAT;
}

static double number(const config_setting_t *setting) {
    return is_whole(setting) ? (double)whole(setting) : config_setting_get_float(setting);
}

/* What stands there, for the message that it is wrong. */
static void describe(const config_setting_t *setting, char *text, size_t size) {
    char digits[DESI_REAL_SIZE];
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        snprintf(text, size, "%" PRId64, whole(setting));
        break;
    case CONFIG_TYPE_FLOAT:
        desi_format_real(config_setting_get_float(setting), digits);
        snprintf(text, size, "%s", digits);
        break;
    case CONFIG_TYPE_STRING:
        snprintf(text, size, "\"%s\"", config_setting_get_string(setting));
        break;
    case CONFIG_TYPE_BOOL:
        snprintf(text, size, "%s", config_setting_get_bool(setting) ? "true" : "false");
        break;
    case CONFIG_TYPE_GROUP:
        snprintf(text, size, "a group { ... }");
        break;
    default:
        snprintf(text, size, "a list");
        break;
    }
}

static void tell_choice(struct desi_config *config, const config_setting_t *setting,
                        const struct des_param *param, const char *text) {
    struct desi_options options;
    desi_options_begin(&options, text);
    for (size_t i = 0; param->choices[i] != NULL; ++i) {
        desi_options_add(&options, param->choices[i]);
    }
    desi_config_tell(config, setting, "\"%s\" is not a choice %s", text,
                     desi_options_end(&options));
}

static void tell_type(struct desi_config *config, const config_setting_t *setting,
                      const struct des_param *param) {
    char there[200];
    char accepted[512];
    describe(setting, there, sizeof there);
    desi_param_accepts(param, accepted, sizeof accepted);
    const char *text = config_setting_get_string(setting);
    if (param->type == DES_TYPE_CHOICE && text != NULL) {
        tell_choice(config, setting, param, text);
    } else {
        desi_config_tell(config, setting, "%s is not a value for it (accepted: %s)", there,
                         accepted);
    }
}

/* The kind that { dist = "..."; } names; DES_DIST_NONE after telling. */
static enum des_dist_kind read_kind(struct desi_config *config, const config_setting_t *group) {
    const config_setting_t *member = desi_config_member(group, "dist");
    const char *name = desi_config_text(config, group, "dist");
    enum des_dist_kind found = name == NULL ? DES_DIST_NONE : des_dist_named(name);
    if (name == NULL || found != DES_DIST_NONE) {
        return found;
    }
    struct desi_options options;
    desi_options_begin(&options, name);
    for (int kind = DES_DIST_NONE + 1; kind < DES_DIST_COUNT; ++kind) {
        desi_options_add(&options, des_dist_info((enum des_dist_kind)kind)->name);
    }
    for (size_t i = 0; desi_shape_names[i] != NULL; ++i) {
        desi_options_add(&options, desi_shape_names[i]);
    }
    desi_config_tell(config, member, "\"%s\" is not a distribution %s", name,
                     desi_options_end(&options));
    return DES_DIST_NONE;
}

/* { dist = "lognormal"; median = 12.0; sigma = 0.83; } */
bool desi_config_read_named(struct desi_config *config, const config_setting_t *group,
                            bool may_truncate, struct des_dist *dist) {
    if (!config_setting_is_group(group) || desi_config_member(group, "dist") == NULL) {
        desi_config_tell(config, group,
                         "not a distribution (accepted: { dist = \"lognormal\"; median = 12.0; "
                         "sigma = 0.83; } and others)");
        return false;
    }
    struct des_dist made = {.kind = read_kind(config, group)};
    if (made.kind == DES_DIST_NONE) {
        return false;
    }
    const struct des_dist_info *info = des_dist_info(made.kind);
    const char *names[DES_DIST_ARGUMENTS + 3] = {"dist"};
    bool sound = true;
    for (size_t i = 0; i < info->count; ++i) {
        const config_setting_t *argument = desi_config_member(group, info->argument[i]);
        names[i + 1] = info->argument[i];
        if (argument == NULL) {
            desi_config_tell(config, group, "no %s is given for %s", info->argument[i], info->name);
            sound = false;
        } else if (!is_number(argument)) {
            desi_config_tell(config, argument, "not a number");
            sound = false;
        } else {
            made.argument[i] = number(argument);
        }
    }
    if (may_truncate) {
        names[info->count + 1] = "truncate";
    }
    for (int i = 0; i < config_setting_length(group); ++i) {
        sound = sound && desi_name_index(names, config_setting_name(child(group, i))) >= 0;
    }
    desi_config_tell_unknown(config, group, names);
    *dist = made;
    return sound;
}

bool desi_config_read_dist(struct desi_config *config, const config_setting_t *group,
                           struct des_dist *dist) {
    return desi_config_read_named(config, group, false, dist);
}

/* The bare value of one type, unchecked; false when it is of another. */
static bool read_bare(const config_setting_t *setting, const struct des_param *param,
                      struct des_value *value) {
    const char *text = config_setting_get_string(setting); /* NULL when it is none */
    switch (param->type) {
    case DES_TYPE_BOOL:
        value->boolean = config_setting_get_bool(setting) == CONFIG_TRUE;
        return config_setting_type(setting) == CONFIG_TYPE_BOOL;
    case DES_TYPE_INT:
        value->integer = is_whole(setting) ? whole(setting) : 0;
        return is_whole(setting);
    case DES_TYPE_REAL:
        value->real = number(setting);
        return is_number(setting);
    case DES_TYPE_CHOICE:
        value->choice = text == NULL ? -1 : desi_name_index(param->choices, text);
        return value->choice >= 0;
    case DES_TYPE_TEXT:
        value->text = text;
        return text != NULL;
    case DES_TYPE_CLOCK:
        return text != NULL && desi_parse_clock(text, &value->real);
    case DES_TYPE_DIST: /* a number is a distribution without spread */
        value->dist = (struct des_dist){DES_DIST_CONSTANT, {number(setting)}};
        return is_number(setting);
    }
    return false;
}

/* Type and range; false after telling. */
bool desi_config_read_value(struct desi_config *config, const config_setting_t *setting,
                            const struct des_param *param, struct des_value *value) {
    if (param->type == DES_TYPE_DIST && config_setting_is_group(setting)) {
        if (!desi_config_read_shaped(config, setting, &value->dist)) {
            return false;
        }
    } else if (!read_bare(setting, param, value)) {
        tell_type(config, setting, param);
        return false;
    }
    struct des_error why = {0};
    if (desi_value_check(param, value, &why) != DES_OK) {
        desi_config_tell(config, setting, "%s", why.text);
        if (param->type == DES_TYPE_DIST) {
            des_dist_release(&value->dist);
        }
        return false;
    }
    return true;
}
