/* engine/params/values.c - one resolved value per element.
 *
 * Values have an entry of every element, or lie over others and have entries of what differs. */
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
    const struct des_space *space;  /* borrowed */
    const struct des_values *under; /* borrowed; NULL: all elements have entries */
    size_t *elements;               /* of the entries, rising; NULL: entry i is of element i */
    size_t count;
    struct entry entries[];
};

/* The entry that a layer has of an element; NULL: none. */
static const struct entry *own_entry(const struct des_values *values, size_t element) {
    if (values->elements == NULL) {
        return &values->entries[element];
    }
    size_t low = 0, high = values->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values->elements[middle] < element) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < values->count && values->elements[low] == element ? &values->entries[low] : NULL;
}

static const struct entry *entry_at(const struct des_values *values, size_t element) {
    const struct entry *entry = own_entry(values, element);
    return entry != NULL ? entry : entry_at(values->under, element);
}

/* ---- life ---- */

static struct des_values *allocate(const struct des_space *space, size_t count) {
    struct des_values *values = calloc(1, sizeof *values + count * sizeof(struct entry));
    if (values != NULL) {
        values->space = space;
        values->count = count;
    }
    return values;
}

struct des_values *des_values_create(const struct des_space *space) {
    struct des_values *values = allocate(space, des_space_count(space));
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

static bool copy_entry(const struct entry *from, struct entry *to) {
    to->value = from->value;
    return own(to, from->text, from->source, from->dist.kind != DES_DIST_NONE ? &from->dist : NULL);
}

struct des_values *des_values_copy(const struct des_values *values) {
    size_t count = des_space_count(values->space);
    struct des_values *copy = allocate(values->space, count);
    for (size_t i = 0; copy != NULL && i < count; ++i) {
        if (!copy_entry(entry_at(values, i), &copy->entries[i])) {
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
    for (size_t i = 0; i < values->count; ++i) {
        free(values->entries[i].text);
        free(values->entries[i].source);
        des_dist_release(&values->entries[i].dist);
    }
    free(values->elements);
    free(values);
}

const struct des_space *des_values_space(const struct des_values *values) {
    return values->space;
}

const struct des_value *des_values_at(const struct des_values *values, size_t element) {
    des_require(element < des_space_count(values->space));
    return &entry_at(values, element)->value;
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

/* To be changed: a layer has entries of all that its changes say. */
static struct entry *changed_entry(struct des_values *values, size_t element) {
    const struct entry *entry = own_entry(values, element);
    des_require(entry != NULL);
    return &values->entries[entry - values->entries];
}

static enum des_status apply(struct des_values *values, const struct desi_change *change) {
    const struct des_param *param = des_space_at(values->space, change->element)->param;
    struct entry *entry = changed_entry(values, change->element);
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

/* ---- a layer over others ---- */

static int by_element(const void *a, const void *b) {
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The elements that the levels say, rising, each once; NULL when out of memory. */
static size_t *said_elements(const struct desi_changes *const *levels, size_t level_count,
                             size_t *count) {
    size_t said = 0, kept = 0;
    for (size_t l = 0; l < level_count; ++l) {
        said += levels[l]->count;
    }
    size_t *elements = calloc(said + 1, sizeof *elements);
    for (size_t l = 0, at = 0; elements != NULL && l < level_count; ++l) {
        for (size_t i = 0; i < levels[l]->count; ++i) {
            elements[at++] = levels[l]->items[i].element;
        }
    }
    if (elements != NULL) {
        qsort(elements, said, sizeof *elements, by_element);
        for (size_t i = 0; i < said; ++i) {
            if (kept == 0 || elements[kept - 1] != elements[i]) {
                elements[kept++] = elements[i];
            }
        }
    }
    *count = kept;
    return elements;
}

struct des_values *desi_values_over(const struct des_values *under,
                                    const struct desi_changes *const *levels, size_t level_count) {
    size_t count = 0;
    size_t *elements = said_elements(levels, level_count, &count);
    struct des_values *values = elements == NULL ? NULL : allocate(under->space, count);
    if (values == NULL) {
        free(elements);
        return NULL;
    }
    values->under = under;
    values->elements = elements;
    bool good = true;
    for (size_t i = 0; good && i < count; ++i) {
        good = copy_entry(entry_at(under, elements[i]), &values->entries[i]);
    }
    for (size_t l = 0; good && l < level_count; ++l) {
        good = desi_values_apply(values, levels[l]) == DES_OK;
    }
    if (!good) {
        des_values_destroy(values);
        return NULL;
    }
    return values;
}

/* ---- setting one ---- */

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
    struct entry *entry = changed_entry(values, element);
    struct des_value value = entry->value;
    if (!from_number(param, number, &value) || desi_value_check(param, &value, NULL) != DES_OK) {
        return DES_ERANGE;
    }
    value.defaulted = false;
    entry->value = value;
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
        store(element->param, &entry_at(values, i)->value, (char *)record + offset);
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
