/* engine/experiment/levels.c - settings, arms, points and contrasts of a scenario. */
#include "experiment.h"

#include "../params/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const level_keys[] = {"name", "label", "parameters", NULL};

void desi_levels_fini(struct desi_levels *levels) {
    for (size_t i = 0; i < levels->count; ++i) {
        desi_changes_fini(&levels->items[i].changes);
    }
    free(levels->items);
    free(levels->names);
    *levels = (struct desi_levels){0};
}

size_t desi_named_find(const struct des_named *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; ++i) {
        if (strcmp(names[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static enum des_status allocate(struct desi_levels *levels, size_t count) {
    levels->items = calloc(count, sizeof *levels->items);
    levels->names = calloc(count, sizeof *levels->names);
    if (levels->items == NULL || levels->names == NULL) {
        return DES_ENOMEM;
    }
    levels->count = count;
    return DES_OK;
}

/* ---- names ---- */

static bool is_name(const char *name) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.-";
    return name[0] != '\0' && strspn(name, letters) == strlen(name);
}

/* Never NULL, so that the reading can go on: "" after telling. */
static const char *read_name(struct des_experiment *experiment, const config_setting_t *record) {
    struct desi_config *config = &experiment->config;
    const struct des_places *places = experiment->plan.model->places;
    bool has_place = places != NULL && desi_config_member(record, places->key) != NULL;
    const char *name = desi_config_text(config, record, "name");
    if (name == NULL) {
        if (desi_config_member(record, "name") == NULL && !has_place) {
            desi_config_tell(config, record, "no name is given (accepted: name = \"...\")");
        }
        return "";
    }
    if (!is_name(name)) {
        desi_config_tell(config, desi_config_member(record, "name"),
                         "\"%s\" is not a name (accepted: letters a to z, digits, _ . -)", name);
    }
    return name;
}

/* By name, of one name in the order of the file. */
static int by_name(const void *a, const void *b) {
    const struct des_named *const *x = a, *const *y = b;
    int order = strcmp((*x)->name, (*y)->name);
    return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* Marks the names that an earlier level has. */
static bool mark_repeated(const struct desi_levels *levels, bool *repeated) {
    const struct des_named **sorted = calloc(levels->count + 1, sizeof *sorted);
    for (size_t i = 0; sorted != NULL && i < levels->count; ++i) {
        sorted[i] = &levels->names[i];
    }
    if (sorted != NULL) {
        qsort(sorted, levels->count, sizeof *sorted, by_name);
    }
    for (size_t i = 1; sorted != NULL && i < levels->count; ++i) {
        repeated[sorted[i] - levels->names] = strcmp(sorted[i]->name, sorted[i - 1]->name) == 0;
    }
    free(sorted);
    return sorted != NULL;
}

static enum des_status check_unique(struct des_experiment *experiment,
                                    const struct desi_levels *levels) {
    bool *repeated = calloc(levels->count + 1, sizeof *repeated);
    if (repeated == NULL || !mark_repeated(levels, repeated)) {
        free(repeated);
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < levels->count; ++i) {
        const char *name = levels->names[i].name;
        if (name[0] != '\0' && repeated[i]) {
            desi_config_tell(&experiment->config, levels->items[i].record,
                             "the name \"%s\" is given twice", name);
        }
    }
    free(repeated);
    return DES_OK;
}

/* ---- one list ---- */

/* Several places have their own names. */
static void tell_names(struct des_experiment *experiment, const config_setting_t *record) {
    for (size_t k = 0; k < 2; ++k) {
        const config_setting_t *member = desi_config_member(record, level_keys[k]);
        if (member != NULL) {
            desi_config_tell(&experiment->config, member, "a %s for several places", level_keys[k]);
        }
    }
}

/* `place` SIZE_MAX: no place that the model knows. */
static struct des_named read_names(struct des_experiment *experiment,
                                   const config_setting_t *record, size_t place) {
    const struct des_model *model = experiment->plan.model;
    const char *label = desi_config_text(&experiment->config, record, "label");
    bool from_place = place != SIZE_MAX && desi_config_member(record, "name") == NULL;
    const char *name =
        from_place ? model->places->name(model->context, place) : read_name(experiment, record);
    if (label == NULL) {
        label = place != SIZE_MAX ? model->places->label(model->context, place) : name;
    }
    return (struct des_named){name, label};
}

static enum des_status read_level(struct des_experiment *experiment, const config_setting_t *record,
                                  const char *own_group, bool may_be_place, size_t place,
                                  struct desi_level *level) {
    struct desi_config *config = &experiment->config;
    const struct des_places *places = experiment->plan.model->places;
    const char *const setting_keys[] = {"name", "label", "parameters",
                                        places == NULL ? NULL : places->key, NULL};
    level->named = read_names(experiment, record, place);
    level->record = record;
    enum des_status status = DES_OK;
    if (own_group != NULL) {
        status = desi_read_arm(experiment, own_group, level_keys, level);
    } else {
        desi_config_tell_unknown(config, record, may_be_place ? setting_keys : level_keys);
    }
    const config_setting_t *parameters = desi_config_group(config, record, "parameters");
    if (status == DES_OK && parameters != NULL) {
        status = desi_config_read_parameters(config, parameters, "", NULL, experiment->space,
                                             &level->changes);
    }
    return status == DES_OK && place != SIZE_MAX ? desi_place_read(experiment, place, level)
                                                 : status;
}

/* Levels that a list makes: one per record, or per place that a record names. */
static size_t count_levels(const struct des_experiment *experiment, const config_setting_t *list,
                           bool may_be_place) {
    size_t count = 0;
    for (int i = 0; i < config_setting_length(list); ++i) {
        const config_setting_t *record = config_setting_get_elem(list, (unsigned)i);
        count += may_be_place ? desi_places_named(experiment, record) : 1;
    }
    return count;
}

/* The levels of one record, from `first` on; *made counts them. */
static enum des_status read_record(struct des_experiment *experiment,
                                   const config_setting_t *record, const char *own_group,
                                   bool may_be_place, struct desi_levels *levels, size_t *made) {
    size_t places = may_be_place ? desi_places_named(experiment, record) : 1;
    enum des_status status = DES_OK;
    if (places > 1) {
        tell_names(experiment, record);
    }
    for (size_t k = 0; k < places && status == DES_OK; ++k, ++*made) {
        size_t place = may_be_place ? desi_place_named(experiment, record, k) : SIZE_MAX;
        struct desi_level *level = &levels->items[*made];
        status = read_level(experiment, record, own_group, may_be_place, place, level);
        levels->names[*made] = level->named;
    }
    return status;
}

/* `own_group`: the group of parameters whose keys stand in the record itself. */
static enum des_status read_list(struct des_experiment *experiment, const char *key,
                                 const char *otherwise, const char *own_group, bool may_be_place,
                                 struct desi_levels *levels) {
    const config_setting_t *root = config_root_setting(&experiment->config.tree);
    const config_setting_t *list = desi_config_list(&experiment->config, root, key);
    enum des_status status =
        allocate(levels, list == NULL ? 1 : count_levels(experiment, list, may_be_place));
    if (status == DES_OK && list == NULL) {
        levels->items[0].named = (struct des_named){otherwise, experiment->plan.model->name};
        levels->names[0] = levels->items[0].named;
        return DES_OK;
    }
    int records = list == NULL ? 0 : config_setting_length(list);
    size_t made = 0;
    for (int i = 0; i < records && status == DES_OK; ++i) {
        status = read_record(experiment, config_setting_get_elem(list, (unsigned)i), own_group,
                             may_be_place, levels, &made);
    }
    return status == DES_OK ? check_unique(experiment, levels) : status;
}

/* ---- the reference, and the arms that are wanted ---- */

static const char *options_text(struct desi_options *options, const struct des_named *names,
                                size_t count, const char *wanted) {
    desi_options_begin(options, wanted);
    for (size_t i = 0; i < count; ++i) {
        desi_options_add(options, names[i].name);
    }
    return desi_options_end(options);
}

static size_t read_reference(struct des_experiment *experiment) {
    struct desi_config *config = &experiment->config;
    const struct desi_levels *arms = &experiment->arms;
    const config_setting_t *root = config_root_setting(&config->tree);
    const char *name = desi_config_text(config, root, "reference");
    if (name == NULL) {
        return 0;
    }
    size_t arm = desi_named_find(arms->names, arms->count, name);
    if (arm != SIZE_MAX) {
        return arm;
    }
    struct desi_options options;
    desi_config_tell(config, desi_config_member(root, "reference"), "there is no arm \"%s\" %s",
                     name, options_text(&options, arms->names, arms->count, name));
    return 0;
}

/* Marks the arms named in "a,b". */
static enum des_status mark_wanted(struct des_experiment *experiment, const char *wanted,
                                   bool *keep) {
    char *copy = desi_duplicate(wanted);
    if (copy == NULL) {
        return DES_ENOMEM;
    }
    const struct desi_levels *arms = &experiment->arms;
    for (char *name = copy; name != NULL;) {
        char *comma = strchr(name, ',');
        if (comma != NULL) {
            *comma = '\0';
        }
        size_t arm = desi_named_find(arms->names, arms->count, name);
        if (arm != SIZE_MAX) {
            keep[arm] = true;
        } else {
            struct desi_options options;
            des_diagnostics_add(experiment->config.diagnostics,
                                "--arm %s: there is no arm \"%s\" %s", wanted, name,
                                options_text(&options, arms->names, arms->count, name));
            experiment->config.sound = false;
        }
        name = comma == NULL ? NULL : comma + 1;
    }
    free(copy);
    return DES_OK;
}

static void drop_others(struct des_experiment *experiment, const bool *keep) {
    struct desi_levels *arms = &experiment->arms;
    size_t kept = 0;
    size_t reference = experiment->plan.reference;
    for (size_t i = 0; i < arms->count; ++i) {
        if (!keep[i]) {
            desi_changes_fini(&arms->items[i].changes);
            continue;
        }
        if (i == reference) {
            experiment->plan.reference = kept;
        }
        arms->items[kept] = arms->items[i];
        arms->names[kept] = arms->names[i];
        ++kept;
    }
    arms->count = kept;
}

static enum des_status select_arms(struct des_experiment *experiment, const char *wanted) {
    bool *keep = calloc(experiment->arms.count, sizeof *keep);
    if (keep == NULL) {
        return DES_ENOMEM;
    }
    keep[experiment->plan.reference] = true;
    enum des_status status = mark_wanted(experiment, wanted, keep);
    if (status == DES_OK) {
        drop_others(experiment, keep);
    }
    free(keep);
    return status;
}

enum des_status desi_read_levels(struct des_experiment *experiment,
                                 const struct des_overrides *overrides) {
    struct des_plan *plan = &experiment->plan;
    enum des_status status =
        read_list(experiment, "settings", "default", NULL, true, &experiment->settings);
    if (status == DES_OK) {
        status = read_list(experiment, "arms", "baseline", "arm", false, &experiment->arms);
    }
    if (status == DES_OK) {
        status = read_list(experiment, "points", "default", NULL, false, &experiment->points);
    }
    if (status == DES_OK) {
        plan->reference = read_reference(experiment);
        status = overrides->arms == NULL ? DES_OK : select_arms(experiment, overrides->arms);
    }
    plan->settings = experiment->settings.names;
    plan->setting_count = experiment->settings.count;
    plan->arms = experiment->arms.names;
    plan->arm_count = experiment->arms.count;
    plan->points = experiment->points.names;
    plan->point_count = experiment->points.count;
    return status;
}

/* ---- contrasts ---- */

/* The setting that a member names; SIZE_MAX after telling. */
static size_t read_setting(struct des_experiment *experiment, const config_setting_t *record,
                           const char *key) {
    struct desi_config *config = &experiment->config;
    const struct desi_levels *settings = &experiment->settings;
    const char *name = desi_config_text(config, record, key);
    if (name == NULL) {
        if (desi_config_member(record, key) == NULL) {
            desi_config_tell(config, record, "no %s is given (accepted: the name of a setting)",
                             key);
        }
        return SIZE_MAX;
    }
    size_t setting = desi_named_find(settings->names, settings->count, name);
    if (setting == SIZE_MAX) {
        struct desi_options options;
        desi_config_tell(config, desi_config_member(record, key), "there is no setting \"%s\" %s",
                         name, options_text(&options, settings->names, settings->count, name));
    }
    return setting;
}

/* "rural - town". */
static char *default_name(const char *of, const char *minus) {
    static const char between[] = " - ";
    size_t size = strlen(of) + sizeof between + strlen(minus);
    char *name = malloc(size);
    if (name != NULL) {
        snprintf(name, size, "%s%s%s", of, between, minus);
    }
    return name;
}

static enum des_status read_contrast(struct des_experiment *experiment,
                                     const config_setting_t *record, size_t index) {
    static const char *const keys[] = {"name", "of", "minus", NULL};
    struct desi_config *config = &experiment->config;
    struct des_contrast *contrast = &experiment->contrasts[index];
    desi_config_tell_unknown(config, record, keys);
    contrast->of = read_setting(experiment, record, "of");
    contrast->minus = read_setting(experiment, record, "minus");
    contrast->name = desi_config_text(config, record, "name");
    if (contrast->of == SIZE_MAX || contrast->minus == SIZE_MAX) {
        contrast->name = "";
        return DES_OK;
    }
    if (contrast->of == contrast->minus) {
        desi_config_tell(config, record, "a contrast of a setting with itself");
    }
    if (contrast->name == NULL) {
        const struct des_named *names = experiment->settings.names;
        experiment->contrast_names[index] =
            default_name(names[contrast->of].name, names[contrast->minus].name);
        contrast->name = experiment->contrast_names[index];
    }
    return contrast->name == NULL ? DES_ENOMEM : DES_OK;
}

static void check_contrast_names(struct des_experiment *experiment, const config_setting_t *list) {
    const struct des_contrast *contrasts = experiment->contrasts;
    for (size_t i = 0; i < experiment->plan.contrast_count; ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (contrasts[i].name[0] != '\0' && strcmp(contrasts[i].name, contrasts[j].name) == 0) {
                desi_config_tell(&experiment->config, config_setting_get_elem(list, (unsigned)i),
                                 "the name \"%s\" is given twice", contrasts[i].name);
            }
        }
    }
}

enum des_status desi_read_contrasts(struct des_experiment *experiment) {
    const config_setting_t *root = config_root_setting(&experiment->config.tree);
    const config_setting_t *list = desi_config_list(&experiment->config, root, "contrasts");
    if (list == NULL) {
        return DES_OK;
    }
    size_t count = (size_t)config_setting_length(list);
    experiment->contrasts = calloc(count, sizeof *experiment->contrasts);
    experiment->contrast_names = calloc(count, sizeof *experiment->contrast_names);
    if (experiment->contrasts == NULL || experiment->contrast_names == NULL) {
        return DES_ENOMEM;
    }
    experiment->plan.contrasts = experiment->contrasts;
    experiment->plan.contrast_count = count;
    for (size_t i = 0; i < count; ++i) {
        const config_setting_t *record = config_setting_get_elem(list, (unsigned)i);
        if (read_contrast(experiment, record, i) != DES_OK) {
            return DES_ENOMEM;
        }
    }
    check_contrast_names(experiment, list);
    return DES_OK;
}
