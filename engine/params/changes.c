/* engine/params/changes.c */
#include "values.h"

#include "des/table.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

static void release(struct desi_change *change) {
    free(change->text);
    free(change->source);
    des_dist_release(&change->dist);
}

void desi_changes_fini(struct desi_changes *changes) {
    for (size_t i = 0; i < changes->count; ++i) {
        release(&changes->items[i]);
    }
    free(changes->items);
    *changes = (struct desi_changes){0};
}

static bool reserve(struct desi_changes *changes) {
    if (changes->count < changes->capacity) {
        return true;
    }
    size_t capacity = changes->capacity == 0 ? 2 : 2 * changes->capacity;
    struct desi_change *items = realloc(changes->items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    changes->items = items;
    changes->capacity = capacity;
    return true;
}

enum des_status desi_changes_add(struct desi_changes *changes, const struct desi_change *change,
                                 enum des_param_type type) {
    struct desi_change copy = *change;
    bool valued = (change->said & DESI_SAID_VALUE) != 0;
    bool texts = type == DES_TYPE_TEXT && valued;
    bool dists = type == DES_TYPE_DIST && valued;
    bool sources = (change->said & DESI_SAID_SOURCE) != 0;
    copy.text = texts ? desi_duplicate(change->value.text) : NULL;
    copy.source = sources ? desi_duplicate(change->value.source) : NULL;
    copy.dist = (struct des_dist){.kind = DES_DIST_NONE};
    bool copied = !dists || des_dist_copy(&change->value.dist, &copy.dist) == DES_OK;
    if ((texts && copy.text == NULL) || (sources && copy.source == NULL) || !copied ||
        !reserve(changes)) {
        release(&copy);
        return DES_ENOMEM;
    }
    if (texts) {
        copy.value.text = copy.text;
    }
    if (dists) {
        copy.value.dist = copy.dist;
    }
    copy.value.source = copy.source;
    changes->items[changes->count++] = copy;
    return DES_OK;
}

const struct desi_change *desi_changes_find(const struct desi_changes *changes, size_t element) {
    for (size_t i = 0; i < changes->count; ++i) {
        if (changes->items[i].element == element) {
            return &changes->items[i];
        }
    }
    return NULL;
}

static enum des_status unknown(const struct des_space *space, const char *path,
                               struct des_error *error) {
    static const char *const keys[] = {"days", "replications", "seed"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; ++i) {
        if (strcmp(path, keys[i]) == 0) {
            return des_fail(error, DES_EINPUT,
                            "%s: is a key of the scenario, not a parameter (--%s says it)", path,
                            path);
        }
    }
    const char *near = des_space_suggest(space, path);
    return des_fail(error, DES_EINPUT, "%s: there is no such parameter%s%s%s", path,
                    near == NULL ? "" : " (did you mean ", near == NULL ? "" : near,
                    near == NULL ? "" : "?)");
}

enum des_status desi_changes_add_text(struct desi_changes *changes, const struct des_space *space,
                                      const char *path, const char *text, struct des_error *error) {
    size_t element = des_space_find(space, path);
    if (element == SIZE_MAX) {
        return unknown(space, path, error);
    }
    const struct des_param *param = des_space_at(space, element)->param;
    struct desi_change change = {.element = element,
                                 .said = DESI_SAID_VALUE | DESI_SAID_SOURCE | DESI_SAID_GRADE,
                                 .value = {.source = "command line", .grade = DES_GRADE_D}};
    struct des_error why = {0};
    if (desi_value_parse(param, text, &change.value, &why) != DES_OK ||
        desi_value_check(param, &change.value, &why) != DES_OK) {
        return des_fail(error, DES_EINPUT, "%s: %s", path, why.text);
    }
    enum des_status status = desi_changes_add(changes, &change, param->type);
    return status == DES_OK ? DES_OK : des_fail(error, status, "Out of memory.");
}
