#include "routing_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum des_status pl_wrong(const struct pl_reader *r, const char *format, ...) {
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return des_fail(r->error, DES_EINPUT, "%s: %s: %s", r->path, r->place, reason);
}

uint32_t pl_json_index_of(char *const *names, size_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return PL_NONE;
}

enum des_status pl_json_load(struct pl_reader *r, json_t **root) {
    FILE *file = fopen(r->path, "rb");
    if (!file) {
        return des_fail(r->error, DES_ENOINPUT, "%s: cannot be opened", r->path);
    }
    json_error_t problem;
    json_t *value = json_loadf(file, JSON_REJECT_DUPLICATES, &problem);
    fclose(file);
    if (!value) {
        return des_fail(r->error, DES_EINPUT, "%s:%d:%d: not valid JSON: %s", r->path, problem.line,
                        problem.column, problem.text);
    }
    if (!json_is_object(value)) {
        json_decref(value);
        return des_fail(r->error, DES_EINPUT, "%s: one object is expected ({ ... })", r->path);
    }
    *root = value;
    return DES_OK;
}

/* ---- values ---- */

enum des_status pl_json_array(struct pl_reader *r, const json_t *object, const char *key,
                              const json_t **array) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_array(value)) {
        return pl_wrong(r, value ? "'%s' is not an array" : "'%s' is missing", key);
    }
    *array = value;
    return DES_OK;
}

enum des_status pl_json_text(struct pl_reader *r, const json_t *object, const char *key,
                             const char **text) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value) || json_string_length(value) == 0) {
        return pl_wrong(r, value ? "'%s' is not a name" : "'%s' is missing", key);
    }
    *text = json_string_value(value);
    return DES_OK;
}

enum des_status pl_json_number(struct pl_reader *r, const json_t *value, const char *what,
                               double *result) {
    if (!json_is_number(value)) {
        return pl_wrong(r, value ? "%s is not a number" : "%s is missing", what);
    }
    double x = json_number_value(value);
    if (!(x >= 0.0) || x > 1e9) {
        return pl_wrong(r, "%s is %g; accepted: 0 to 1e9", what, x);
    }
    *result = x;
    return DES_OK;
}

enum des_status pl_json_two_numbers(struct pl_reader *r, const json_t *object, const char *key,
                                    double *low, double *high) {
    const json_t *pair = json_object_get(object, key);
    if (!json_is_array(pair) || json_array_size(pair) != 2) {
        return pl_wrong(r, pair ? "'%s' is not an array of two numbers" : "'%s' is missing", key);
    }
    char what[64];
    snprintf(what, sizeof what, "the lower end of '%s'", key);
    enum des_status status = pl_json_number(r, json_array_get(pair, 0), what, low);
    snprintf(what, sizeof what, "the upper end of '%s'", key);
    status = status == DES_OK ? pl_json_number(r, json_array_get(pair, 1), what, high) : status;
    if (status == DES_OK && *low > *high) {
        return pl_wrong(r, "'%s' ends at %g before it begins at %g", key, *high, *low);
    }
    return status;
}
