/* engine/params/space.c */
#include "space.h"

#include "des/check.h"
#include "text.h"
#include "value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct des_space {
    const struct des_param_group *groups; /* borrowed */
    size_t group_count;
    struct des_element *elements;
    size_t count;
    const struct des_element **sorted; /* by path */
    size_t *first;                     /* of each group, and the end */
    char *paths;                       /* the text of all of them */
};

static const struct {
    const char *name;
    size_t size;
} types[] = {
    [DES_TYPE_BOOL] = {"bool", sizeof(bool)},
    [DES_TYPE_INT] = {"int", sizeof(int64_t)},
    [DES_TYPE_REAL] = {"real", sizeof(double)},
    [DES_TYPE_CHOICE] = {"choice", sizeof(int)},
    [DES_TYPE_TEXT] = {"text", sizeof(const char *)},
    [DES_TYPE_CLOCK] = {"clock", sizeof(double)},
    [DES_TYPE_DIST] = {"dist", sizeof(struct des_dist)},
};

const char *des_type_name(enum des_param_type type) {
    return (size_t)type < sizeof types / sizeof *types ? types[type].name : "";
}

size_t desi_type_size(enum des_param_type type) {
    return types[type].size;
}

const char *des_grade_name(enum des_grade grade) {
    static const char *const names[] = {"", "A", "B", "C", "D"};
    return (size_t)grade < sizeof names / sizeof *names ? names[grade] : "";
}

size_t desi_param_length(const struct des_param *param) {
    size_t length = 0;
    while (param->set != NULL && param->set[length] != NULL) {
        ++length;
    }
    return param->set == NULL ? 1 : length;
}

/* ---- the check of the tables ---- */

/* A step of a path must be a name in libconfig too. */
static bool is_name(const char *name, size_t length) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "0123456789_-";
    if (length == 0 || strchr(letters, name[0]) == NULL) {
        return false;
    }
    for (size_t i = 0; i < length; ++i) {
        if (strchr(letters, name[i]) == NULL && strchr(others, name[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_path(const char *path) {
    for (;;) {
        size_t step = strcspn(path, ".");
        if (!is_name(path, step)) {
            return false;
        }
        if (path[step] == '\0') {
            return true;
        }
        path += step + 1;
    }
}

static bool is_missing(const char *text) {
    return text == NULL || text[0] == '\0';
}

/* A set with such a name could not be told from the record of one value. */
static bool is_reserved(const char *name) {
    static const char *const names[] = {"value", "source",    "grade", "uncertain",
                                        "dist",  "defaulted", NULL};
    return desi_name_index(names, name) >= 0;
}

static const char *defect_of_set(const struct des_param *param) {
    if (param->set == NULL) {
        return NULL;
    }
    if (param->set[0] == NULL) {
        return "its set is empty";
    }
    for (size_t i = 0; param->set[i] != NULL; ++i) {
        if (!is_name(param->set[i], strlen(param->set[i]))) {
            return "a name in its set is not a name";
        }
        if (is_reserved(param->set[i])) {
            return "a name in its set is reserved (value, source, grade, uncertain, dist)";
        }
    }
    return NULL;
}

/* What is wrong with the words and the shape of one line of a table; NULL: nothing. */
static const char *defect(const struct des_param_group *group, const struct des_param *param) {
    if (!is_name(param->key, strlen(param->key))) {
        return "the key is not a name";
    }
    if ((size_t)param->type >= sizeof types / sizeof *types) {
        return "no such type";
    }
    if (is_missing(param->unit)) {
        return "no unit";
    }
    if (is_missing(param->source)) {
        return "no source";
    }
    if (param->grade <= DES_GRADE_NONE || param->grade > DES_GRADE_D) {
        return "no grade";
    }
    if (is_missing(param->meaning)) {
        return "no meaning";
    }
    if (!(param->low <= param->high)) {
        return "its range is empty";
    }
    if (param->type == DES_TYPE_CHOICE && (param->choices == NULL || param->choices[0] == NULL)) {
        return "no choices";
    }
    if (param->type == DES_TYPE_TEXT && param->text == NULL) {
        return "no default";
    }
    if (param->uncertain.kind != DES_DIST_NONE && param->type != DES_TYPE_REAL) {
        return "only a real can be uncertain";
    }
    size_t length = desi_param_length(param);
    size_t size = desi_type_size(param->type);
    if (param->offset > group->size || length > (group->size - param->offset) / size) {
        return "its field lies outside the record";
    }
    return defect_of_set(param);
}

/* A fraction would be lost without a word where the field is not a real. */
static bool is_whole(const struct des_param *param, size_t index) {
    if (param->type != DES_TYPE_BOOL && param->type != DES_TYPE_INT &&
        param->type != DES_TYPE_CHOICE) {
        return true;
    }
    double number =
        param->set != NULL && param->values != NULL ? param->values[index] : param->value;
    return number == floor(number) && fabs(number) <= 0x1p53;
}

static enum des_status check_param(const struct des_param_group *group,
                                   const struct des_param *param, struct des_error *error) {
    const char *wrong = defect(group, param);
    if (wrong != NULL) {
        return des_fail(error, DES_ERANGE, "Parameter %s.%s: %s.", group->path, param->key, wrong);
    }
    struct des_error why = {0};
    for (size_t i = 0; i < desi_param_length(param); ++i) {
        if (!is_whole(param, i)) {
            return des_fail(error, DES_ERANGE, "Parameter %s.%s: the default is not whole.",
                            group->path, param->key);
        }
        struct des_value value = desi_value_default(param, i);
        if (desi_value_check(param, &value, &why) != DES_OK ||
            desi_uncertain_check(param, &value.uncertain, &why) != DES_OK) {
            return des_fail(error, DES_ERANGE, "Parameter %s.%s%s%s: the default %s.", group->path,
                            param->key, param->set == NULL ? "" : ".",
                            param->set == NULL ? "" : param->set[i], why.text);
        }
    }
    return DES_OK;
}

static enum des_status check_tables(const struct des_param_group *groups, size_t group_count,
                                    struct des_error *error) {
    for (size_t g = 0; g < group_count; ++g) {
        if (groups[g].path == NULL || !is_path(groups[g].path)) {
            return des_fail(error, DES_ERANGE, "Group %zu of parameters: \"%s\" is not a path.", g,
                            groups[g].path == NULL ? "" : groups[g].path);
        }
        if (is_missing(groups[g].meaning)) {
            return des_fail(error, DES_ERANGE, "Group %s: no meaning.", groups[g].path);
        }
        for (const struct des_param *p = groups[g].params; p->key != NULL; ++p) {
            enum des_status status = check_param(&groups[g], p, error);
            if (status != DES_OK) {
                return status;
            }
        }
    }
    return DES_OK;
}

/* ---- laying the tables end to end ---- */

static size_t path_size(const struct des_param_group *group, const struct des_param *param,
                        size_t index) {
    return strlen(group->path) + 1 + strlen(param->key) + 1 +
           (param->set == NULL ? 0 : strlen(param->set[index]) + 1);
}

static void measure(struct des_space *space, size_t *bytes) {
    for (size_t g = 0; g < space->group_count; ++g) {
        const struct des_param_group *group = &space->groups[g];
        for (const struct des_param *p = group->params; p->key != NULL; ++p) {
            for (size_t i = 0; i < desi_param_length(p); ++i) {
                *bytes += path_size(group, p, i);
                ++space->count;
            }
        }
    }
}

static char *write_path(char *text, const struct des_param_group *group,
                        const struct des_param *param, size_t index) {
    size_t size = path_size(group, param, index);
    snprintf(text, size, "%s.%s%s%s", group->path, param->key, param->set == NULL ? "" : ".",
             param->set == NULL ? "" : param->set[index]);
    return text + size;
}

static void lay_out(struct des_space *space) {
    char *text = space->paths;
    size_t n = 0;
    for (size_t g = 0; g < space->group_count; ++g) {
        space->first[g] = n;
        for (const struct des_param *p = space->groups[g].params; p->key != NULL; ++p) {
            for (size_t i = 0; i < desi_param_length(p); ++i) {
                space->elements[n] = (struct des_element){text, p, g, i};
                space->sorted[n] = &space->elements[n];
                text = write_path(text, &space->groups[g], p, i);
                ++n;
            }
        }
    }
    space->first[space->group_count] = n;
}

static int by_path(const void *a, const void *b) {
    const struct des_element *const *left = a;
    const struct des_element *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

/* A path that is there twice, or that is also the beginning of another, could
 * not be said in a file. */
static enum des_status check_paths(const struct des_space *space, struct des_error *error) {
    for (size_t i = 0; i < space->count; ++i) {
        const char *path = space->sorted[i]->path;
        if (i > 0 && strcmp(space->sorted[i - 1]->path, path) == 0) {
            return des_fail(error, DES_ERANGE, "Parameter %s: declared twice.", path);
        }
        if (desi_space_below(space, path) != SIZE_MAX) {
            return des_fail(error, DES_ERANGE, "Parameter %s: is also the path of a group.", path);
        }
        size_t stem = desi_element_stem(space->sorted[i]);
        for (size_t g = 0; g < space->group_count; ++g) {
            const char *group = space->groups[g].path;
            if (strncmp(group, path, stem) == 0 && (group[stem] == '\0' || group[stem] == '.')) {
                return des_fail(error, DES_ERANGE, "Parameter %.*s: is also the path of a group.",
                                (int)stem, path);
            }
        }
    }
    return DES_OK;
}

enum des_status des_space_create(const struct des_param_group *groups, size_t group_count,
                                 struct des_space **space, struct des_error *error) {
    enum des_status status = check_tables(groups, group_count, error);
    if (status != DES_OK) {
        return status;
    }
    struct des_space *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    made->groups = groups;
    made->group_count = group_count;
    size_t bytes = 1;
    measure(made, &bytes);
    made->elements = calloc(made->count + 1, sizeof *made->elements);
    made->sorted = calloc(made->count + 1, sizeof *made->sorted);
    made->first = calloc(group_count + 1, sizeof *made->first);
    made->paths = calloc(bytes, 1);
    if (made->elements == NULL || made->sorted == NULL || made->first == NULL ||
        made->paths == NULL) {
        des_space_destroy(made);
        return des_fail(error, DES_ENOMEM, "Out of memory.");
    }
    lay_out(made);
    qsort(made->sorted, made->count, sizeof *made->sorted, by_path);
    status = check_paths(made, error);
    if (status != DES_OK) {
        des_space_destroy(made);
        return status;
    }
    *space = made;
    return DES_OK;
}

void des_space_destroy(struct des_space *space) {
    if (space != NULL) {
        free(space->elements);
        free(space->sorted);
        free(space->first);
        free(space->paths);
        free(space);
    }
}

/* ---- finding ---- */

size_t des_space_count(const struct des_space *space) {
    return space->count;
}

const struct des_element *des_space_at(const struct des_space *space, size_t element) {
    des_require(element < space->count);
    return &space->elements[element];
}

/* The first in the order of paths that is not before `path`. */
static size_t lower_bound(const struct des_space *space, const char *path) {
    size_t low = 0;
    size_t high = space->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(space->sorted[middle]->path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t des_space_find(const struct des_space *space, const char *path) {
    size_t at = lower_bound(space, path);
    if (at == space->count || strcmp(space->sorted[at]->path, path) != 0) {
        return SIZE_MAX;
    }
    return (size_t)(space->sorted[at] - space->elements);
}

/* strcmp of an element's path with `path` followed by a dot, on that length. */
static int compare_below(const char *element, const char *path, size_t length) {
    int order = strncmp(element, path, length);
    return order != 0 ? order : (int)(unsigned char)element[length] - '.';
}

size_t desi_space_below(const struct des_space *space, const char *path) {
    size_t length = strlen(path);
    size_t low = 0;
    size_t high = space->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_below(space->sorted[middle]->path, path, length) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == space->count || compare_below(space->sorted[low]->path, path, length) != 0) {
        return SIZE_MAX;
    }
    return (size_t)(space->sorted[low] - space->elements);
}

size_t desi_space_first(const struct des_space *space, size_t group) {
    return space->first[group];
}

size_t desi_element_stem(const struct des_element *element) {
    size_t length = strlen(element->path);
    const struct des_param *param = element->param;
    return param->set == NULL ? length : length - strlen(param->set[element->index]) - 1;
}

static const char *last_step(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot == NULL ? path : dot + 1;
}

const char *des_space_suggest(const struct des_space *space, const char *path) {
    size_t below = desi_space_below(space, path);
    if (below != SIZE_MAX) {
        return space->elements[below].path;
    }
    struct desi_nearest nearest = desi_nearest_to(path);
    for (size_t i = 0; i < space->count; ++i) {
        desi_nearest_offer(&nearest, space->elements[i].path);
    }
    /* The right key in the wrong group. */
    for (size_t i = 0; nearest.best == NULL && i < space->count; ++i) {
        if (strcmp(last_step(space->elements[i].path), last_step(path)) == 0) {
            nearest.best = space->elements[i].path;
        }
    }
    return nearest.best;
}

const char *des_name_suggest(const char *const *names, size_t count, const char *wanted) {
    struct desi_nearest nearest = desi_nearest_to(wanted);
    for (size_t i = 0; i < count; ++i) {
        desi_nearest_offer(&nearest, names[i]);
    }
    return nearest.best;
}

size_t des_space_group_count(const struct des_space *space) {
    return space->group_count;
}

const struct des_param_group *des_space_group(const struct des_space *space, size_t group) {
    des_require(group < space->group_count);
    return &space->groups[group];
}
