/* engine/params/values.c - one resolved value per element. */
#include "values.h"

#include "des/check.h"
#include "des/table.h"
#include "space.h"
#include "text.h"
#include "value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct des_value value;
    char *text;           /* owned copy behind value.text; NULL: the table's */
    char *source;         /* owned copy behind value.source; NULL: the table's */
    struct des_dist dist; /* owned copy behind value.dist; NONE: the table's */
};

struct des_values {
    const struct des_space *space; /* borrowed */
    struct entry entries[];
};

/* ---- life ---- */

static struct des_values *allocate(const struct des_space *space) {
    size_t size = sizeof(struct des_values) + des_space_count(space) * sizeof(struct entry);
    struct des_values *values = calloc(1, size);
    if (values != NULL) {
        values->space = space;
    }
    return values;
}

struct des_values *des_values_create(const struct des_space *space) {
    struct des_values *values = allocate(space);
    for (size_t i = 0; values != NULL && i < des_space_count(space); ++i) {
        const struct des_element *element = des_space_at(space, i);
        values->entries[i].value = desi_value_default(element->param, element->index);
    }
    return values;
}

/* Makes the entry point to copies of its own; false when out of memory. */
static bool own(struct entry *entry, const char *text, const char *source,
                const struct des_dist *dist) {
    if (dist != NULL) {
        if (des_dist_copy(dist, &entry->dist) != DES_OK) {
            return false;
        }
        entry->value.dist = entry->dist;
    }
    if (text != NULL) {
        entry->text = desi_duplicate(text);
        if (entry->text == NULL) {
            return false;
        }
        entry->value.text = entry->text;
    }
    if (source != NULL) {
        entry->source = desi_duplicate(source);
        if (entry->source == NULL) {
            return false;
        }
        entry->value.source = entry->source;
    }
    return true;
}

struct des_values *des_values_copy(const struct des_values *values) {
    struct des_values *copy = allocate(values->space);
    for (size_t i = 0; copy != NULL && i < des_space_count(values->space); ++i) {
        const struct entry *from = &values->entries[i];
        copy->entries[i].value = from->value;
        if (!own(&copy->entries[i], from->text, from->source,
                 from->dist.kind != DES_DIST_NONE ? &from->dist : NULL)) {
            des_values_destroy(copy);
            return NULL;
        }
    }
    return copy;
}

void des_values_destroy(struct des_values *values) {
    if (values == NULL) {
        return;
    }
    for (size_t i = 0; i < des_space_count(values->space); ++i) {
        free(values->entries[i].text);
        free(values->entries[i].source);
        des_dist_release(&values->entries[i].dist);
    }
    free(values);
}

const struct des_space *des_values_space(const struct des_values *values) {
    return values->space;
}

const struct des_value *des_values_at(const struct des_values *values, size_t element) {
    des_require(element < des_space_count(values->space));
    return &values->entries[element].value;
}

/* ---- changing ---- */

/* The new value with what the old one keeps. */
static struct des_value merged(const struct des_value *old, const struct desi_change *change) {
    struct des_value value = *old;
    if (change->said & DESI_SAID_VALUE) {
        value = change->value; /* the union with it */
        value.source = old->source;
        value.grade = old->grade;
        value.uncertain = (struct des_dist){0};
    }
    if (change->said & DESI_SAID_SOURCE) {
        value.source = change->value.source;
    }
    if (change->said & DESI_SAID_GRADE) {
        value.grade = change->value.grade;
    }
    if (change->said & DESI_SAID_UNCERTAIN) {
        value.uncertain = change->value.uncertain;
    }
    value.defaulted = (change->said & DESI_SAID_DEFAULTED) != 0 && change->value.defaulted;
    return value;
}

static enum des_status apply(struct des_values *values, const struct desi_change *change) {
    const struct des_param *param = des_space_at(values->space, change->element)->param;
    struct entry *entry = &values->entries[change->element];
    bool valued = (change->said & DESI_SAID_VALUE) != 0;
    bool new_text = param->type == DES_TYPE_TEXT && valued;
    bool new_dist = param->type == DES_TYPE_DIST && valued;
    bool new_source = (change->said & DESI_SAID_SOURCE) != 0;
    struct entry made = {.value = merged(&entry->value, change)};
    if (!own(&made, new_text ? made.value.text : NULL, new_source ? made.value.source : NULL,
             new_dist ? &made.value.dist : NULL)) {
        free(made.text);
        free(made.source);
        des_dist_release(&made.dist);
        return DES_ENOMEM;
    }
    if (new_text) {
        free(entry->text);
    } else {
        made.text = entry->text;
    }
    if (new_dist) {
        des_dist_release(&entry->dist);
    } else {
        made.dist = entry->dist;
    }
    if (new_source) {
        free(entry->source);
    } else {
        made.source = entry->source;
    }
    *entry = made;
    return DES_OK;
}

enum des_status desi_values_apply(struct des_values *values, const struct desi_changes *changes) {
    for (size_t i = 0; i < changes->count; ++i) {
        enum des_status status = apply(values, &changes->items[i]);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

enum des_status des_values_set_text(struct des_values *values, const char *path, const char *text,
                                    struct des_error *error) {
    struct desi_changes changes = {0};
    enum des_status status = desi_changes_add_text(&changes, values->space, path, text, error);
    if (status == DES_OK && desi_values_apply(values, &changes) != DES_OK) {
        status = des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    desi_changes_fini(&changes);
    return status;
}

/* False when the number has no exact counterpart in the type. */
static bool from_number(const struct des_param *param, double number, struct des_value *value) {
    bool whole = number == floor(number) && fabs(number) < 0x1p63;
    switch (param->type) {
    case DES_TYPE_BOOL:
        value->boolean = number != 0.0;
        return number == 0.0 || number == 1.0;
    case DES_TYPE_INT:
        value->integer = whole ? (int64_t)number : 0;
        return whole;
    case DES_TYPE_CHOICE:
        value->choice = whole && fabs(number) < 1e6 ? (int)number : -1;
        return whole;
    case DES_TYPE_REAL:
    case DES_TYPE_CLOCK:
        value->real = number;
        return true;
    case DES_TYPE_TEXT:
    case DES_TYPE_DIST:
        break;
    }
    return false;
}

enum des_status des_values_set_number(struct des_values *values, size_t element, double number) {
    const struct des_param *param = des_space_at(values->space, element)->param;
    struct des_value value = values->entries[element].value;
    if (!from_number(param, number, &value) || desi_value_check(param, &value, NULL) != DES_OK) {
        return DES_ERANGE;
    }
    value.defaulted = false;
    values->entries[element].value = value;
    return DES_OK;
}

/* ---- handing to the owner ---- */

static void store(const struct des_param *param, const struct des_value *value, void *field) {
    switch (param->type) {
    case DES_TYPE_BOOL:
        memcpy(field, &value->boolean, sizeof value->boolean);
        break;
    case DES_TYPE_INT:
        memcpy(field, &value->integer, sizeof value->integer);
        break;
    case DES_TYPE_REAL:
    case DES_TYPE_CLOCK:
        memcpy(field, &value->real, sizeof value->real);
        break;
    case DES_TYPE_CHOICE:
        memcpy(field, &value->choice, sizeof value->choice);
        break;
    case DES_TYPE_TEXT:
        memcpy(field, &value->text, sizeof value->text);
        break;
    case DES_TYPE_DIST:
        memcpy(field, &value->dist, sizeof value->dist);
        break;
    }
}

void des_values_fill(const struct des_values *values, size_t group, void *record) {
    size_t end = desi_space_first(values->space, group + 1);
    for (size_t i = desi_space_first(values->space, group); i < end; ++i) {
        const struct des_element *element = des_space_at(values->space, i);
        size_t offset =
            element->param->offset + element->index * desi_type_size(element->param->type);
        store(element->param, &values->entries[i].value, (char *)record + offset);
    }
}

void des_values_fill_named(const struct des_values *values, const char *group_path, void *record) {
    size_t count = des_space_group_count(values->space);
    size_t group = 0;
    while (group < count && strcmp(des_space_group(values->space, group)->path, group_path) != 0) {
        ++group;
    }
    des_require(group < count);
    des_values_fill(values, group, record);
}
