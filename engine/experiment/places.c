/* engine/experiment/places.c - settings that name a place which the model knows. */
#include "experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const config_setting_t *member_of(const struct des_experiment *experiment,
                                         const config_setting_t *record) {
    const struct des_places *places = experiment->plan.model->places;
    return places == NULL ? NULL : desi_config_member(record, places->key);
}

static bool is_all(const config_setting_t *member) {
    const char *text = config_setting_get_string(member);
    return text != NULL && strcmp(text, "all") == 0;
}

size_t desi_places_named(const struct des_experiment *experiment, const config_setting_t *record) {
    const config_setting_t *member = member_of(experiment, record);
    if (member == NULL || config_setting_type(member) == CONFIG_TYPE_STRING) {
        return member != NULL && is_all(member) ? experiment->plan.model->places->count : 1;
    }
    int length = config_setting_is_aggregate(member) ? config_setting_length(member) : 0;
    return length > 0 ? (size_t)length : 1;
}

size_t desi_place_named(struct des_experiment *experiment, const config_setting_t *record,
                        size_t which) {
    const struct des_model *model = experiment->plan.model;
    const config_setting_t *member = member_of(experiment, record);
    if (member == NULL) {
        return SIZE_MAX;
    }
    if (config_setting_type(member) == CONFIG_TYPE_STRING && is_all(member)) {
        return which;
    }
    bool several = config_setting_is_array(member) || config_setting_is_list(member);
    const config_setting_t *one =
        several ? config_setting_get_elem(member, (unsigned)which) : member;
    const char *wanted = one == NULL ? NULL : config_setting_get_string(one);
    size_t place = SIZE_MAX;
    struct des_error error = {0};
    if (wanted == NULL) {
        desi_config_tell(&experiment->config, member,
                         "not a place (accepted: \"a code or name\", a list of them, \"all\")");
    } else if (model->places->find(model->context, wanted, &place, &error) != DES_OK) {
        desi_config_tell(&experiment->config, member, "%s", error.text);
        return SIZE_MAX;
    }
    return place;
}

/* ---- the place's parameters, and over them what the setting says itself ---- */

static enum des_param_type type_of(const struct des_experiment *experiment, size_t element) {
    return des_space_at(experiment->space, element)->param->type;
}

/* What `over` leaves unsaid is as `under` says. */
static struct desi_change combine(const struct desi_change *under, const struct desi_change *over) {
    struct desi_change made = *under;
    made.said |= over->said;
    if (over->said & DESI_SAID_SOURCE) {
        made.value.source = over->value.source;
    }
    if (over->said & DESI_SAID_GRADE) {
        made.value.grade = over->value.grade;
    }
    if (over->said & DESI_SAID_UNCERTAIN) {
        made.value.uncertain = over->value.uncertain;
    }
    if (over->said & DESI_SAID_DEFAULTED) {
        made.value.defaulted = over->value.defaulted;
    }
    return made;
}

/* One change per element: a new value stands alone, other news go onto the place's value. */
static enum des_status merge(const struct des_experiment *experiment,
                             const struct desi_changes *place, const struct desi_changes *own,
                             struct desi_changes *merged) {
    enum des_status status = DES_OK;
    for (size_t i = 0; i < place->count && status == DES_OK; ++i) {
        const struct desi_change *under = &place->items[i];
        const struct desi_change *over = desi_changes_find(own, under->element);
        if (over == NULL || (over->said & DESI_SAID_VALUE) == 0) {
            struct desi_change one = over == NULL ? *under : combine(under, over);
            status = desi_changes_add(merged, &one, type_of(experiment, one.element));
        }
    }
    for (size_t i = 0; i < own->count && status == DES_OK; ++i) {
        const struct desi_change *over = &own->items[i];
        if (desi_changes_find(merged, over->element) == NULL) {
            status = desi_changes_add(merged, over, type_of(experiment, over->element));
        }
    }
    return status;
}

static enum des_status read_text(struct des_experiment *experiment, const char *name,
                                 const char *text, struct desi_changes *changes) {
    struct desi_config config;
    enum des_status status = desi_config_open(&config, name, text, experiment->config.diagnostics);
    if (status == DES_OK) {
        status = desi_config_read_parameters(&config, config_root_setting(&config.tree), "", NULL,
                                             experiment->space, changes);
    }
    experiment->config.sound = experiment->config.sound && config.sound;
    desi_config_fini(&config);
    return status;
}

enum des_status desi_place_read(struct des_experiment *experiment, size_t place,
                                struct desi_level *level) {
    const struct des_model *model = experiment->plan.model;
    char *text = model->places->text(model->context, place);
    if (text == NULL) {
        return DES_ENOMEM;
    }
    struct desi_changes given = {0}, merged = {0};
    char name[128];
    snprintf(name, sizeof name, "%s %s", model->places->key,
             model->places->name(model->context, place));
    enum des_status status = read_text(experiment, name, text, &given);
    free(text);
    if (status == DES_OK) {
        status = merge(experiment, &given, &level->changes, &merged);
    }
    desi_changes_fini(&given);
    if (status != DES_OK) {
        desi_changes_fini(&merged);
        return status;
    }
    desi_changes_fini(&level->changes);
    level->changes = merged;
    return DES_OK;
}
