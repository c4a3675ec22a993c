/* engine/experiment/targets.c - a table of targets, read. */
#include "des/targets.h"

#include "../params/config.h"
#include "../params/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {"calibration", "validation", NULL};

/* A file that was read: its tree holds the texts. */
struct read_file {
    struct desi_config config;
    struct read_file *next;
};

struct des_targets {
    const struct des_model *model;
    const struct des_space *space;
    struct des_target *items;
    size_t count;
    struct read_file *files;
};

const char *des_target_kind_name(enum des_target_kind kind) {
    return kind_names[kind];
}

struct des_targets *des_targets_create(const struct des_model *model,
                                       const struct des_space *space) {
    struct des_targets *targets = calloc(1, sizeof *targets);
    if (targets != NULL) {
        *targets = (struct des_targets){.model = model, .space = space};
    }
    return targets;
}

static void release_items(struct des_target *items, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        free((size_t *)items[i].strata);
    }
    free(items);
}

void des_targets_destroy(struct des_targets *targets) {
    if (targets == NULL) {
        return;
    }
    release_items(targets->items, targets->count);
    while (targets->files != NULL) {
        struct read_file *file = targets->files;
        targets->files = file->next;
        desi_config_fini(&file->config);
        free(file);
    }
    free(targets);
}

size_t des_targets_count(const struct des_targets *targets) {
    return targets->count;
}

const struct des_target *des_targets_at(const struct des_targets *targets, size_t i) {
    return &targets->items[i];
}

static size_t find(const struct des_target *items, size_t count, const char *name) {
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(items[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t des_targets_find(const struct des_targets *targets, const char *name) {
    return find(targets->items, targets->count, name);
}

/* ---- one target ---- */

/* A text that must be there; "" after telling that it is not. */
static const char *needed(struct desi_config *config, const config_setting_t *record,
                          const char *key, const char *accepted) {
    const char *text = desi_config_text(config, record, key);
    if (desi_config_member(record, key) == NULL || (text != NULL && text[0] == '\0')) {
        desi_config_tell(config, record, "no %s is given (accepted: %s = %s)", key, key, accepted);
    }
    return text == NULL ? "" : text;
}

static double number(struct desi_config *config, const config_setting_t *record, const char *key) {
    static const struct des_param any = {
        .key = "number", .type = DES_TYPE_REAL, .unit = "1", .low = -1e300, .high = 1e300};
    const config_setting_t *member = desi_config_member(record, key);
    struct des_value value = {0};
    if (member == NULL || !desi_config_read_value(config, member, &any, &value)) {
        return NAN;
    }
    return value.real;
}

/* Index of a name that must be among `names`; 0 after telling that it is not. */
static size_t index_of(struct desi_config *config, const config_setting_t *place, const char *what,
                       const char *name, const char *(*at)(const struct des_model *, size_t),
                       const struct des_model *model, size_t count) {
    struct desi_options options;
    desi_options_begin(&options, name);
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(at(model, i), name) == 0) {
            return i;
        }
        desi_options_add(&options, at(model, i));
    }
    desi_config_tell(config, place, "there is no %s \"%s\" %s", what, name,
                     desi_options_end(&options));
    return 0;
}

static const char *outcome_name(const struct des_model *model, size_t i) {
    return model->outcomes[i].name;
}
static const char *stratum_name(const struct des_model *model, size_t i) {
    return model->strata[i];
}
static const char *kind_name(const struct des_model *model, size_t i) {
    (void)model;
    return kind_names[i];
}
static const char *grade_name(const struct des_model *model, size_t i) {
    (void)model;
    return des_grade_name((enum des_grade)(DES_GRADE_A + i));
}

/* strata = "all", or [ "a", "b" ]; NULL when out of memory. */
static size_t *read_strata(struct desi_config *config, const config_setting_t *record,
                           const struct des_model *model, size_t *count) {
    const config_setting_t *member = desi_config_member(record, "strata");
    bool several = member != NULL &&
                   (config_setting_is_array(member) || config_setting_is_list(member)) &&
                   config_setting_length(member) > 0;
    *count = several ? (size_t)config_setting_length(member) : 1;
    size_t *strata = calloc(*count, sizeof *strata);
    for (size_t i = 0; strata != NULL && member != NULL && i < *count; ++i) {
        const config_setting_t *at =
            several ? config_setting_get_elem(member, (unsigned)i) : member;
        const char *name = config_setting_get_string(at);
        if (name == NULL) {
            desi_config_tell(config, at, "not a text (accepted: \"all\", or [ \"a\", \"b\" ])");
            break;
        }
        strata[i] =
            index_of(config, at, "stratum", name, stratum_name, model, model->stratum_count);
    }
    return strata;
}

static void read_where(struct desi_config *config, const config_setting_t *record,
                       const struct des_space *space, struct des_target *target) {
    static const char *const keys[] = {"parameter", "low", "high", NULL};
    const config_setting_t *where = desi_config_group(config, record, "where");
    target->where = SIZE_MAX;
    if (where == NULL) {
        return;
    }
    desi_config_tell_unknown(config, where, keys);
    const char *path = needed(config, where, "parameter", "\"group.key\"");
    target->where = des_space_find(space, path);
    target->from = number(config, where, "low");
    target->to = number(config, where, "high");
    if (target->where == SIZE_MAX) {
        const char *near = des_space_suggest(space, path);
        desi_config_tell(config, where, "there is no parameter \"%s\"%s%s%s", path,
                         near == NULL ? "" : " (did you mean ", near == NULL ? "" : near,
                         near == NULL ? "" : "?)");
        return;
    }
    enum des_param_type type = des_space_at(space, target->where)->param->type;
    if (type != DES_TYPE_INT && type != DES_TYPE_REAL) {
        desi_config_tell(config, where, "\"%s\" is no number", path);
    }
    if (!(target->from <= target->to)) {
        desi_config_tell(config, where, "no range (accepted: low = 5; high = 6;)");
    }
}

static void read_range(struct desi_config *config, const config_setting_t *record,
                       struct des_target *target) {
    target->low = number(config, record, "low");
    target->high = number(config, record, "high");
    target->value = number(config, record, "value");
    if (!(target->low <= target->high)) {
        desi_config_tell(config, record, "no range (accepted: low = ...; high = ...;)");
        return;
    }
    if (desi_config_member(record, "value") == NULL) {
        target->value = 0.5 * (target->low + target->high);
    }
    if (!(target->value >= target->low && target->value <= target->high)) {
        desi_config_tell(config, record, "the value is outside its own range");
    }
}

/* A figure without its unit, or in another unit than the outcome, is a mistake. */
static void check_unit(struct desi_config *config, const config_setting_t *record,
                       const struct des_outcome *outcome) {
    const char *unit = needed(config, record, "unit", outcome->unit);
    if (unit[0] != '\0' && strcmp(unit, outcome->unit) != 0) {
        desi_config_tell(config, record, "unit \"%s\", but %s is in \"%s\"", unit, outcome->name,
                         outcome->unit);
    }
}

static enum des_status read_target(struct des_targets *targets, struct desi_config *config,
                                   const config_setting_t *record, struct des_target *target) {
    static const char *const keys[] = {"name", "outcome", "kind",    "unit",  "value",
                                       "low",  "high",    "source",  "grade", "strata",
                                       "note", "where",   "setting", NULL};
    const struct des_model *model = targets->model;
    desi_config_tell_unknown(config, record, keys);
    *target = (struct des_target){.name = needed(config, record, "name", "\"...\"")};
    const char *outcome = needed(config, record, "outcome", "\"...\"");
    if (outcome[0] != '\0') {
        target->outcome =
            index_of(config, record, "outcome", outcome, outcome_name, model, model->outcome_count);
        check_unit(config, record, &model->outcomes[target->outcome]);
    }
    const char *kind = needed(config, record, "kind", "\"validation\"");
    target->kind = kind[0] == '\0' ? DES_TARGET_VALIDATION
                                   : (enum des_target_kind)index_of(config, record, "kind", kind,
                                                                    kind_name, model, 2);
    const char *grade = needed(config, record, "grade", "\"A\" to \"D\"");
    target->grade = grade[0] == '\0'
                        ? DES_GRADE_NONE
                        : (enum des_grade)(DES_GRADE_A + index_of(config, record, "grade", grade,
                                                                  grade_name, model, 4));
    target->source = needed(config, record, "source", "\"who says so\"");
    target->note = desi_config_text(config, record, "note");
    target->setting = desi_config_text(config, record, "setting");
    read_range(config, record, target);
    read_where(config, record, targets->space, target);
    target->strata = read_strata(config, record, model, &target->stratum_count);
    return target->strata == NULL ? DES_ENOMEM : DES_OK;
}

/* ---- a file ---- */

/* Adds a file's targets, those of known names in their places. */
static enum des_status take(struct des_targets *targets, struct des_target *fresh, size_t count) {
    struct des_target *items = calloc(targets->count + count + 1, sizeof *items);
    if (items == NULL) {
        return DES_ENOMEM;
    }
    if (targets->count > 0) {
        memcpy(items, targets->items, targets->count * sizeof *items);
    }
    for (size_t i = 0; i < count; ++i) {
        size_t at = find(items, targets->count, fresh[i].name);
        if (at == SIZE_MAX) {
            at = targets->count++;
        } else {
            free((size_t *)items[at].strata);
        }
        items[at] = fresh[i];
    }
    free(targets->items);
    free(fresh); /* its strata have moved */
    targets->items = items;
    return DES_OK;
}

static enum des_status read_list(struct des_targets *targets, struct desi_config *config) {
    static const char *const keys[] = {"targets", NULL};
    const config_setting_t *root = config_root_setting(&config->tree);
    desi_config_tell_unknown(config, root, keys);
    const config_setting_t *list = desi_config_list(config, root, "targets");
    if (list == NULL) {
        if (desi_config_member(root, "targets") == NULL) {
            desi_config_tell(config, root, "no targets (accepted: targets = ( { ... }, ... );)");
        }
        return DES_EINPUT;
    }
    size_t count = (size_t)config_setting_length(list);
    struct des_target *fresh = calloc(count, sizeof *fresh);
    enum des_status status = fresh == NULL ? DES_ENOMEM : DES_OK;
    for (size_t i = 0; status == DES_OK && i < count; ++i) {
        const config_setting_t *record = config_setting_get_elem(list, (unsigned)i);
        status = read_target(targets, config, record, &fresh[i]);
        if (status == DES_OK && find(fresh, i, fresh[i].name) != SIZE_MAX) {
            desi_config_tell(config, record, "a target of this name stands there already");
        }
    }
    if (status == DES_OK) {
        status = config->sound ? take(targets, fresh, count) : DES_EINPUT;
    }
    if (status != DES_OK && fresh != NULL) {
        release_items(fresh, count);
    }
    return status;
}

enum des_status des_targets_read(struct des_targets *targets, const char *name, const char *text,
                                 struct des_diagnostics *diagnostics) {
    struct read_file *file = calloc(1, sizeof *file);
    if (file == NULL) {
        return DES_ENOMEM;
    }
    enum des_status status = desi_config_open(&file->config, name, text, diagnostics);
    if (status == DES_OK) {
        status = read_list(targets, &file->config);
    }
    if (status != DES_OK) {
        desi_config_fini(&file->config);
        free(file);
        return status;
    }
    file->next = targets->files;
    targets->files = file;
    return DES_OK;
}
