/* engine/params/config_parameters.c - what a scenario says about parameters. */
#include "config.h"

#include "des/table.h"
#include "space.h"
#include "text.h"
#include "value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct desi_config *config;
    const struct des_space *space;
    struct desi_changes *changes;
};

/* Source and grade that a record of a whole set lends to its bare elements. */
struct origin {
    const char *source;
    enum des_grade grade;
};

static const struct origin from_scenario = {"scenario", DES_GRADE_D};

static const config_setting_t *child(const config_setting_t *setting, int index) {
    return config_setting_get_elem(setting, (unsigned)index);
}

/* ---- the record of a value ---- */

static const char *const record_keys[] = {"value",     "source",    "grade",
                                          "uncertain", "defaulted", NULL};

static bool read_grade(struct reader *reader, const config_setting_t *group,
                       enum des_grade *grade) {
    const char *name = desi_config_text(reader->config, group, "grade");
    for (enum des_grade g = DES_GRADE_A; name != NULL && g <= DES_GRADE_D; ++g) {
        if (strcmp(name, des_grade_name(g)) == 0) {
            *grade = g;
            return true;
        }
    }
    if (name != NULL) {
        desi_config_tell(reader->config, desi_config_member(group, "grade"),
                         "\"%s\" is not a grade (accepted: \"A\", \"B\", \"C\", \"D\")", name);
    }
    return false;
}

static bool read_uncertain(struct reader *reader, const config_setting_t *setting,
                           const struct des_param *param, struct desi_change *change) {
    struct des_error why = {0};
    if (!desi_config_read_dist(reader->config, setting, &change->value.uncertain)) {
        return false;
    }
    if (desi_uncertain_check(param, &change->value.uncertain, &why) != DES_OK) {
        desi_config_tell(reader->config, setting, "%s", why.text);
        return false;
    }
    return true;
}

/* Source and grade of a record into the change, after its value has been read. */
static void read_origin(struct reader *reader, const config_setting_t *group,
                        struct origin otherwise, struct desi_change *change) {
    const char *source = desi_config_text(reader->config, group, "source");
    bool graded = read_grade(reader, group, &change->value.grade);
    bool valued = (change->said & DESI_SAID_VALUE) != 0;
    if (source != NULL || valued) {
        change->value.source = source != NULL ? source : otherwise.source;
        change->said |= DESI_SAID_SOURCE;
    }
    if (!graded && valued) {
        change->value.grade = otherwise.grade;
    }
    if (graded || valued) {
        change->said |= DESI_SAID_GRADE;
    }
}

static void read_record(struct reader *reader, const config_setting_t *group,
                        const struct des_param *param, struct origin otherwise,
                        struct desi_change *change) {
    desi_config_tell_unknown(reader->config, group, record_keys);
    const config_setting_t *value = desi_config_member(group, "value");
    const config_setting_t *uncertain = desi_config_member(group, "uncertain");
    const config_setting_t *defaulted = desi_config_member(group, "defaulted");
    if (value != NULL && desi_config_read_value(reader->config, value, param, &change->value)) {
        change->said |= DESI_SAID_VALUE;
    }
    if (uncertain != NULL && read_uncertain(reader, uncertain, param, change)) {
        change->said |= DESI_SAID_UNCERTAIN;
    }
    if (defaulted != NULL) {
        change->value.defaulted = config_setting_get_bool(defaulted) == CONFIG_TRUE;
        change->said |= DESI_SAID_DEFAULTED;
    }
    read_origin(reader, group, otherwise, change);
    if (config_setting_length(group) == 0) {
        desi_config_tell(reader->config, group,
                         "says nothing (accepted: value, source, grade, "
                         "uncertain)");
    }
}

/* ---- elements and sets ---- */

static enum des_status add(struct reader *reader, const config_setting_t *setting,
                           struct desi_change *change) {
    enum des_param_type type = des_space_at(reader->space, change->element)->param->type;
    if (desi_changes_find(reader->changes, change->element) != NULL) {
        desi_config_tell(reader->config, setting,
                         "said twice at this level (a key twice is an error)");
        return DES_OK;
    }
    change->line = config_setting_source_line(setting);
    return change->said == 0 ? DES_OK : desi_changes_add(reader->changes, change, type);
}

static bool is_record(const config_setting_t *setting, const struct des_param *param) {
    return config_setting_is_group(setting) &&
           (param->type != DES_TYPE_DIST || desi_config_member(setting, "dist") == NULL);
}

static void say_value(struct desi_change *change, struct origin origin) {
    change->said = DESI_SAID_VALUE | DESI_SAID_SOURCE | DESI_SAID_GRADE;
    change->value.source = origin.source;
    change->value.grade = origin.grade;
}

/* A text, or the name of a record that stands for it; NULL: neither. */
static const char *text_of_item(const struct desi_config *config, const config_setting_t *item) {
    if (config->item_key == NULL || !config_setting_is_group(item)) {
        return config_setting_get_string(item);
    }
    const config_setting_t *name = desi_config_member(item, config->item_key);
    return name == NULL ? NULL : config_setting_get_string(name);
}

static bool is_text_list(const struct desi_config *config, const config_setting_t *setting,
                         const struct des_param *param) {
    if (param->type != DES_TYPE_TEXT ||
        !(config_setting_is_list(setting) || config_setting_is_array(setting))) {
        return false;
    }
    for (int i = 0; i < config_setting_length(setting); ++i) {
        if (text_of_item(config, child(setting, i)) == NULL) {
            return false;
        }
    }
    return true;
}

/* ("a", "b") is the text "a, b". */
static enum des_status read_text_list(struct reader *reader, const config_setting_t *list,
                                      size_t element, struct origin origin) {
    const struct desi_config *config = reader->config;
    size_t size = 1;
    for (int i = 0; i < config_setting_length(list); ++i) {
        size += strlen(text_of_item(config, child(list, i))) + 2;
    }
    char *text = malloc(size);
    if (text == NULL) {
        return DES_ENOMEM;
    }
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < config_setting_length(list); ++i) {
        desi_append(text, size, &length, "%s%s", i == 0 ? "" : ", ",
                    text_of_item(config, child(list, i)));
    }
    struct desi_change change = {.element = element, .value = {.text = text}};
    say_value(&change, origin);
    enum des_status status = add(reader, list, &change);
    free(text);
    return status;
}

static enum des_status read_element(struct reader *reader, const config_setting_t *setting,
                                    size_t element, struct origin otherwise) {
    const struct des_param *param = des_space_at(reader->space, element)->param;
    struct desi_change change = {.element = element};
    if (is_text_list(reader->config, setting, param)) {
        return read_text_list(reader, setting, element, otherwise);
    }
    if (is_record(setting, param)) {
        read_record(reader, setting, param, otherwise, &change);
    } else if (desi_config_read_value(reader->config, setting, param, &change.value)) {
        say_value(&change, otherwise);
    }
    enum des_status status = add(reader, setting, &change);
    if (param->type == DES_TYPE_DIST && (change.said & DESI_SAID_VALUE) != 0) {
        des_dist_release(&change.value.dist); /* the list has a copy */
    }
    return status;
}

static enum des_status read_names(struct reader *reader, const config_setting_t *group,
                                  size_t first, struct origin otherwise) {
    const char *const *set = des_space_at(reader->space, first)->param->set;
    enum des_status status = DES_OK;
    desi_config_tell_unknown(reader->config, group, set);
    for (int i = 0; i < config_setting_length(group) && status == DES_OK; ++i) {
        int index = desi_name_index(set, config_setting_name(child(group, i)));
        if (index >= 0) {
            status = read_element(reader, child(group, i), first + (size_t)index, otherwise);
        }
    }
    return status;
}

static enum des_status read_sequence(struct reader *reader, const config_setting_t *list,
                                     size_t first, struct origin otherwise) {
    const struct des_param *param = des_space_at(reader->space, first)->param;
    size_t length = desi_param_length(param);
    enum des_status status = DES_OK;
    if ((size_t)config_setting_length(list) != length) {
        desi_config_tell(reader->config, list, "has %d values (accepted: %zu, from %s to %s)",
                         config_setting_length(list), length, param->set[0],
                         param->set[length - 1]);
        return DES_OK;
    }
    for (size_t i = 0; i < length && status == DES_OK; ++i) {
        status = read_element(reader, child(list, (int)i), first + i, otherwise);
    }
    return status;
}

static enum des_status read_set(struct reader *reader, const config_setting_t *setting,
                                size_t first, struct origin otherwise) {
    if (config_setting_is_array(setting) || config_setting_is_list(setting)) {
        return read_sequence(reader, setting, first, otherwise);
    }
    if (config_setting_is_group(setting)) {
        return read_names(reader, setting, first, otherwise);
    }
    const char *const *set = des_space_at(reader->space, first)->param->set;
    desi_config_tell(reader->config, setting,
                     "one value for a set (accepted: { %s = ...; ... } or a list of all)", set[0]);
    return DES_OK;
}

/* A set may stand in a record that says source and grade once for all of it. */
static enum des_status read_whole_set(struct reader *reader, const config_setting_t *setting,
                                      size_t first) {
    static const char *const keys[] = {"value", "source", "grade", NULL};
    const config_setting_t *value =
        config_setting_is_group(setting) ? desi_config_member(setting, "value") : NULL;
    if (value == NULL) {
        return read_set(reader, setting, first, from_scenario);
    }
    desi_config_tell_unknown(reader->config, setting, keys);
    struct origin origin = from_scenario;
    const char *source = desi_config_text(reader->config, setting, "source");
    origin.source = source == NULL ? origin.source : source;
    (void)read_grade(reader, setting, &origin.grade);
    return read_set(reader, value, first, origin);
}

/* ---- groups ---- */

/* The step of a path behind `prefix`; its length goes to *length, 0 outside of it. */
static const char *step_behind(const char *path, const char *prefix, size_t *length) {
    size_t begin = strlen(prefix);
    *length = 0;
    if (begin > 0 && (strncmp(path, prefix, begin) != 0 || path[begin] != '.')) {
        return path;
    }
    const char *step = path + begin + (begin > 0 ? 1 : 0);
    *length = strcspn(step, ".");
    return step;
}

/* `others`: names that are accepted beside the parameters; may be NULL. */
static void tell_unknown(struct reader *reader, const config_setting_t *setting, const char *prefix,
                         const char *path, const char *const *others) {
    struct desi_options options;
    desi_options_begin(&options, config_setting_name(setting));
    for (size_t i = 0; others != NULL && others[i] != NULL; ++i) {
        desi_options_add(&options, others[i]);
    }
    for (size_t i = 0; i < des_space_count(reader->space); ++i) {
        char name[120];
        size_t length = 0;
        const char *step = step_behind(des_space_at(reader->space, i)->path, prefix, &length);
        if (length > 0) {
            snprintf(name, sizeof name, "%.*s", (int)length, step);
            desi_options_add(&options, name);
        }
    }
    const char *elsewhere =
        options.nearest.best != NULL ? NULL : des_space_suggest(reader->space, path);
    desi_config_tell(reader->config, setting, "unknown key %s%s%s", desi_options_end(&options),
                     elsewhere == NULL ? "" : "; there is ", elsewhere == NULL ? "" : elsewhere);
}

static enum des_status read_group(struct reader *reader, const config_setting_t *group,
                                  const char *prefix, const char *const *except);

static enum des_status read_member(struct reader *reader, const config_setting_t *setting,
                                   const char *prefix, const char *const *others) {
    char path[512];
    int length = snprintf(path, sizeof path, "%s%s%s", prefix, prefix[0] == '\0' ? "" : ".",
                          config_setting_name(setting));
    size_t element = des_space_find(reader->space, path);
    if (element != SIZE_MAX) {
        return read_element(reader, setting, element, from_scenario);
    }
    size_t below = desi_space_below(reader->space, path);
    if (below == SIZE_MAX || (size_t)length >= sizeof path) {
        tell_unknown(reader, setting, prefix, path, others);
        return DES_OK;
    }
    const struct des_element *at = des_space_at(reader->space, below);
    if (at->param->set != NULL && desi_element_stem(at) == strlen(path)) {
        return read_whole_set(reader, setting, below - at->index);
    }
    if (!config_setting_is_group(setting)) {
        desi_config_tell(reader->config, setting, "not a group (accepted: { key = value; ... })");
        return DES_OK;
    }
    return read_group(reader, setting, path, NULL);
}

static enum des_status read_group(struct reader *reader, const config_setting_t *group,
                                  const char *prefix, const char *const *except) {
    enum des_status status = DES_OK;
    for (int i = 0; i < config_setting_length(group) && status == DES_OK; ++i) {
        const config_setting_t *member = child(group, i);
        if (except == NULL || desi_name_index(except, config_setting_name(member)) < 0) {
            status = read_member(reader, member, prefix, except);
        }
    }
    return status;
}

enum des_status desi_config_read_parameters(struct desi_config *config,
                                            const config_setting_t *group, const char *prefix,
                                            const char *const *except,
                                            const struct des_space *space,
                                            struct desi_changes *changes) {
    struct reader reader = {config, space, changes};
    return read_group(&reader, group, prefix, except);
}
