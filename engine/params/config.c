/* engine/params/config.c */
#define _GNU_SOURCE /* uselocale */
#include "config.h"

#include "text.h"
#include "value.h"

#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- reading ---- */

/* libconfig sets the thread's locale and leaves the global one behind. */
static bool parse(config_t *tree, const char *text) {
    locale_t callers = uselocale((locale_t)0);
    bool sound = config_read_string(tree, text) == CONFIG_TRUE;
    uselocale(callers);
    return sound;
}

/* The name before the = of a line of the text, for an error that libconfig
 * places by line only. */
static int key_of_line(const char *text, size_t line, const char **key) {
    for (size_t i = 1; i < line && text != NULL; ++i) {
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    if (text == NULL) {
        return 0;
    }
    *key = text + strspn(text, " \t{(");
    return (int)strspn(*key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-*");
}

static void tell_syntax(struct desi_config *config) {
    static const struct {
        const char *text, *hint;
    } hints[] = {
        {"syntax error", " (a missing ; or quote, here or on the line before?)"},
        {"duplicate setting name", " (a key twice is an error)"},
        {"mismatched element type in array", " (accepted: all with a point, or all without)"},
    };
    size_t line = (size_t)config_error_line(&config->tree);
    struct desi_place place = desi_sources_place(&config->sources, line);
    const char *text = config_error_text(&config->tree);
    const char *hint = "";
    for (size_t i = 0; i < sizeof hints / sizeof *hints; ++i) {
        hint = strcmp(text, hints[i].text) == 0 ? hints[i].hint : hint;
    }
    const char *key = "";
    int length = key_of_line(config->sources.text, line, &key);
    des_diagnostics_add(config->diagnostics, "%s:%u: %.*s%s%s%s",
                        config->sources.files[place.file].name, place.line, length, key,
                        length == 0 ? "" : ": ", text, hint);
    config->sound = false;
}

enum des_status desi_config_open(struct desi_config *config, const char *name, const char *text,
                                 struct des_diagnostics *diagnostics) {
    *config = (struct desi_config){.diagnostics = diagnostics, .sound = true};
    config_init(&config->tree);
    enum des_status status = desi_sources_read(&config->sources, name, text, diagnostics);
    if (status != DES_OK) {
        config->sound = false;
        return status;
    }
    if (!parse(&config->tree, config->sources.text)) {
        tell_syntax(config);
        return DES_EINPUT;
    }
    desi_sources_forget_text(&config->sources); /* the tree has its own */
    return DES_OK;
}

void desi_config_fini(struct desi_config *config) {
    config_destroy(&config->tree);
    desi_sources_fini(&config->sources);
}

/* ---- telling ---- */

/* "arms.expert.parameters.demand.users": a member of a list by its name. */
static void write_path(const config_setting_t *setting, char *text, size_t size, size_t *length) {
    const config_setting_t *parent = config_setting_parent(setting);
    if (parent == NULL) {
        return;
    }
    write_path(parent, text, size, length);
    const char *dot = *length == 0 ? "" : ".";
    const char *name = config_setting_name(setting);
    if (name == NULL && config_setting_is_group(setting)) {
        const config_setting_t *member = desi_config_member(setting, "name");
        name = member == NULL ? NULL : config_setting_get_string(member);
    }
    if (name != NULL) {
        desi_append(text, size, length, "%s%s", dot, name);
    } else {
        desi_append(text, size, length, "[%d]", config_setting_index(setting));
    }
}

void desi_config_tell(struct desi_config *config, const config_setting_t *setting,
                      const char *format, ...) {
    char path[512] = "";
    char what[1024];
    size_t length = 0;
    write_path(setting, path, sizeof path, &length);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    struct desi_place place =
        desi_sources_place(&config->sources, config_setting_source_line(setting));
    des_diagnostics_add(config->diagnostics, "%s:%u: %s%s%s",
                        config->sources.files[place.file].name, place.line, path,
                        path[0] == '\0' ? "" : ": ", what);
    config->sound = false;
}

static void tell_unknown(struct desi_config *config, const config_setting_t *setting,
                         const char *const *names) {
    struct desi_options options;
    desi_options_begin(&options, config_setting_name(setting));
    for (size_t i = 0; names[i] != NULL; ++i) {
        desi_options_add(&options, names[i]);
    }
    desi_config_tell(config, setting, "unknown key %s", desi_options_end(&options));
}

void desi_config_tell_unknown(struct desi_config *config, const config_setting_t *group,
                              const char *const *names) {
    for (int i = 0; i < config_setting_length(group); ++i) {
        const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
        if (desi_name_index(names, config_setting_name(member)) < 0) {
            tell_unknown(config, member, names);
        }
    }
}

/* ---- members ---- */

const config_setting_t *desi_config_member(const config_setting_t *group, const char *name) {
    return config_setting_get_member(group, name);
}

const char *desi_config_text(struct desi_config *config, const config_setting_t *group,
                             const char *name) {
    const config_setting_t *member = desi_config_member(group, name);
    if (member == NULL) {
        return NULL;
    }
    if (config_setting_type(member) != CONFIG_TYPE_STRING) {
        desi_config_tell(config, member, "not a text (accepted: a text in quotes)");
        return NULL;
    }
    return config_setting_get_string(member);
}

const config_setting_t *desi_config_group(struct desi_config *config, const config_setting_t *group,
                                          const char *name) {
    const config_setting_t *member = desi_config_member(group, name);
    if (member != NULL && !config_setting_is_group(member)) {
        desi_config_tell(config, member, "not a group (accepted: { key = value; ... })");
        return NULL;
    }
    return member;
}

const config_setting_t *desi_config_list(struct desi_config *config, const config_setting_t *group,
                                         const char *name) {
    const config_setting_t *list = desi_config_member(group, name);
    if (list == NULL) {
        return NULL;
    }
    bool sound = config_setting_is_list(list) && config_setting_length(list) > 0;
    for (int i = 0; sound && i < config_setting_length(list); ++i) {
        sound = config_setting_is_group(config_setting_get_elem(list, (unsigned)i));
    }
    if (!sound) {
        desi_config_tell(config, list,
                         "not a list of groups (accepted: ( { name = \"...\"; ... }, ... ))");
        return NULL;
    }
    return list;
}

int64_t desi_config_integer(struct desi_config *config, const config_setting_t *group,
                            const char *name, int64_t low, int64_t high, int64_t otherwise) {
    const config_setting_t *member = desi_config_member(group, name);
    if (member == NULL) {
        return otherwise;
    }
    int type = config_setting_type(member);
    if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
        int64_t number = type == CONFIG_TYPE_INT ? config_setting_get_int(member)
                                                 : config_setting_get_int64(member);
        if (number >= low && number <= high) {
            return number;
        }
    }
    desi_config_tell(config, member,
                     "outside its range (accepted: a whole number, %" PRId64 " to %" PRId64 ")",
                     low, high);
    return otherwise;
}
