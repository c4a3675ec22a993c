/* engine/experiment/items.c - what stands in an arm itself, also in the records of its list. */
#include "experiment.h"

#include <string.h>

/* What the arm says of who has the items; NULL: nothing. */
static const char *owner_of(const struct des_items *items, const config_setting_t *record) {
    for (size_t k = 0; items->owner[k] != NULL; ++k) {
        const config_setting_t *member = desi_config_member(record, items->owner[k]);
        if (member != NULL) {
            return config_setting_get_string(member);
        }
    }
    return NULL;
}

/* { part = "round"; weeks = 2.0; }: all but the name are parameters. */
static enum des_status read_item(struct des_experiment *experiment, const char *owner,
                                 const config_setting_t *item, struct desi_level *level) {
    const struct des_model *model = experiment->plan.model;
    const struct des_items *items = model->items;
    const char *const except[] = {items->key, NULL};
    const config_setting_t *name = desi_config_member(item, items->key);
    const char *text = name == NULL ? NULL : config_setting_get_string(name);
    char path[256];
    if (text == NULL || !items->group(model->context, owner, text, path, sizeof path)) {
        return DES_OK; /* told with the list, or by the model's check */
    }
    return desi_config_read_parameters(&experiment->config, item, path, except, experiment->space,
                                       &level->changes);
}

static enum des_status read_items(struct des_experiment *experiment, const config_setting_t *list,
                                  struct desi_level *level) {
    const char *owner = owner_of(experiment->plan.model->items, level->record);
    enum des_status status = DES_OK;
    for (int i = 0; i < config_setting_length(list) && status == DES_OK; ++i) {
        const config_setting_t *item = config_setting_get_elem(list, (unsigned)i);
        if (config_setting_is_group(item)) {
            status = read_item(experiment, owner, item, level);
        }
    }
    return status;
}

/* The list, when the arm has one. */
static const config_setting_t *list_of(const struct des_items *items, const char *own,
                                       const config_setting_t *record) {
    size_t length = strlen(own);
    if (items == NULL || strncmp(items->path, own, length) != 0 || items->path[length] != '.') {
        return NULL;
    }
    const config_setting_t *list = desi_config_member(record, items->path + length + 1);
    return list != NULL && config_setting_is_list(list) ? list : NULL;
}

enum des_status desi_read_arm(struct des_experiment *experiment, const char *own,
                              const char *const *except, struct desi_level *level) {
    const struct des_items *items = experiment->plan.model->items;
    const config_setting_t *list = list_of(items, own, level->record);
    experiment->config.item_key = list == NULL ? NULL : items->key;
    enum des_status status = desi_config_read_parameters(
        &experiment->config, level->record, own, except, experiment->space, &level->changes);
    experiment->config.item_key = NULL;
    return status == DES_OK && list != NULL ? read_items(experiment, list, level) : status;
}
