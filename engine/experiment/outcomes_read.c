/* engine/experiment/outcomes_read.c - outcomes that a scenario names. */
#include "experiment.h"

#include "../params/text.h"

#include <stdlib.h>
#include <string.h>

static size_t outcome_named(struct des_experiment *experiment, const config_setting_t *place,
                            const char *name) {
    const struct des_model *model = experiment->plan.model;
    struct desi_options options;
    desi_options_begin(&options, name);
    for (size_t i = 0; i < model->outcome_count; ++i) {
        if (strcmp(model->outcomes[i].name, name) == 0) {
            return i;
        }
        desi_options_add(&options, model->outcomes[i].name);
    }
    desi_config_tell(&experiment->config, place, "there is no outcome \"%s\" %s", name,
                     desi_options_end(&options));
    return 0;
}

enum des_status desi_read_outcomes(struct des_experiment *experiment, const config_setting_t *list,
                                   size_t **outcomes, size_t *count) {
    bool sequence = list != NULL && (config_setting_is_array(list) || config_setting_is_list(list));
    int length = sequence ? config_setting_length(list) : 0;
    *outcomes = calloc((size_t)length + 1, sizeof **outcomes);
    if (*outcomes == NULL) {
        return DES_ENOMEM;
    }
    for (int i = 0; i < length; ++i) {
        const config_setting_t *member = config_setting_get_elem(list, (unsigned)i);
        const char *name = config_setting_get_string(member);
        if (name == NULL) {
            desi_config_tell(&experiment->config, member,
                             "not a text (accepted: a text in quotes)");
        } else {
            (*outcomes)[i] = outcome_named(experiment, member, name);
        }
    }
    *count = (size_t)length;
    return DES_OK;
}

enum des_status desi_read_shown(struct des_experiment *experiment) {
    const config_setting_t *root = config_root_setting(&experiment->config.tree);
    const config_setting_t *list = desi_config_member(root, "show_also");
    struct des_plan *plan = &experiment->plan;
    enum des_status status =
        desi_read_outcomes(experiment, list, &experiment->shown, &plan->shown_count);
    if (status == DES_OK && list != NULL && plan->shown_count == 0) {
        desi_config_tell(&experiment->config, list,
                         "no outcomes are given (accepted: show_also = [\"...\", ...])");
    }
    plan->shown = experiment->shown;
    return status;
}
