/* engine/experiment/calibration.c - the block `calibrate` of a scenario. */
#include "des/calibration.h"

#include "../params/config.h"
#include "../params/text.h"
#include "des/effect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct desi_config *config;
    const struct des_experiment *experiment;
    const struct des_plan *plan;
};

static bool is_sequence(const config_setting_t *setting) {
    return setting != NULL && (config_setting_is_array(setting) || config_setting_is_list(setting));
}

static double value_in(const struct reader *reader, size_t setting, size_t element) {
    return des_values_at(
               des_experiment_central(reader->experiment, setting, reader->plan->reference, 0),
               element)
        ->real;
}

/* Narrows the factors of the knob to what keeps the element in its range. */
static void bound(struct des_knob *knob, const struct des_param *param, double value) {
    if (param->low > 0.0) {
        knob->low = fmax(knob->low, log(param->low / value));
    }
    if (isfinite(param->high)) {
        knob->high = fmin(knob->high, log(param->high / value));
    }
}

/* Takes one parameter into the knob, or tells why not. */
static void read_element(struct reader *reader, const config_setting_t *member,
                         struct des_knob *knob) {
    const struct des_space *space = reader->plan->space;
    const char *path = config_setting_get_string(member);
    size_t element = path == NULL ? SIZE_MAX : des_space_find(space, path);
    if (path == NULL) {
        desi_config_tell(reader->config, member, "not a text (accepted: \"group.key\")");
    } else if (element == SIZE_MAX) {
        const char *near = des_space_suggest(space, path);
        desi_config_tell(reader->config, member, "there is no parameter \"%s\"%s%s%s", path,
                         near == NULL ? "" : " (did you mean ", near == NULL ? "" : near,
                         near == NULL ? "" : "?)");
    } else if (des_space_at(space, element)->param->type != DES_TYPE_REAL) {
        desi_config_tell(reader->config, member, "%s is no real number", path);
    } else {
        double value = value_in(reader, 0, element);
        bool same = true;
        for (size_t s = 1; s < reader->plan->setting_count; ++s) {
            same = same && value_in(reader, s, element) == value;
        }
        if (!same || !(value > 0.0)) {
            desi_config_tell(reader->config, member, "%s %s", path,
                             same ? "is 0: a factor does not move it"
                                  : "differs between settings: no one value fits");
            return;
        }
        bound(knob, des_space_at(space, element)->param, value);
        knob->elements[knob->count++] = element;
    }
}

static enum des_status read_knobs(struct reader *reader, const config_setting_t *block,
                                  struct des_calibration *calibration) {
    const config_setting_t *list = desi_config_member(block, "parameters");
    int count = is_sequence(list) ? config_setting_length(list) : 0;
    if (count == 0) {
        desi_config_tell(reader->config, list == NULL ? block : list,
                         "no parameters are given (accepted: parameters = ( \"group.key\", ... ))");
        return DES_OK;
    }
    calibration->knobs = calloc((size_t)count, sizeof *calibration->knobs);
    for (int i = 0; calibration->knobs != NULL && i < count; ++i) {
        const config_setting_t *member = config_setting_get_elem(list, (unsigned)i);
        bool several = is_sequence(member);
        int together = several ? config_setting_length(member) : 1;
        struct des_knob *knob = &calibration->knobs[calibration->knob_count++];
        *knob = (struct des_knob){.low = -log(20.0), .high = log(20.0)};
        knob->elements = calloc((size_t)together + 1, sizeof *knob->elements);
        if (knob->elements == NULL) {
            return DES_ENOMEM;
        }
        for (int k = 0; k < together; ++k) {
            read_element(reader, several ? config_setting_get_elem(member, (unsigned)k) : member,
                         knob);
        }
    }
    return calibration->knobs == NULL ? DES_ENOMEM : DES_OK;
}

/* A target that can be fitted: it speaks of some setting and has a range. */
static void read_target(struct reader *reader, const config_setting_t *member,
                        const struct des_targets *targets, struct des_calibration *calibration) {
    const char *name = config_setting_get_string(member);
    size_t at = name == NULL ? SIZE_MAX : des_targets_find(targets, name);
    if (at == SIZE_MAX) {
        struct desi_options options;
        desi_options_begin(&options, name == NULL ? "" : name);
        for (size_t i = 0; i < des_targets_count(targets); ++i) {
            desi_options_add(&options, des_targets_at(targets, i)->name);
        }
        desi_config_tell(reader->config, member, "there is no such target %s",
                         desi_options_end(&options));
        return;
    }
    const struct des_target *target = des_targets_at(targets, at);
    size_t concerned = 0;
    for (size_t s = 0; s < reader->plan->setting_count; ++s) {
        concerned += des_target_concerns(target, reader->experiment, s);
    }
    if (target->kind != DES_TARGET_CALIBRATION) {
        desi_config_tell(reader->config, member,
                         "%s is a validation target: what is fitted to it can no longer be tested "
                         "by it",
                         name);
    } else if (concerned == 0) {
        desi_config_tell(reader->config, member, "%s speaks of no place of this scenario", name);
    } else if (!(target->low < target->high)) {
        desi_config_tell(reader->config, member, "%s has a range of no width", name);
    } else {
        calibration->targets[calibration->target_count++] = target;
    }
}

static enum des_status read_targets(struct reader *reader, const config_setting_t *block,
                                    const struct des_targets *targets,
                                    struct des_calibration *calibration) {
    const config_setting_t *list = desi_config_member(block, "targets");
    int count = is_sequence(list) ? config_setting_length(list) : 0;
    if (count == 0) {
        desi_config_tell(reader->config, list == NULL ? block : list,
                         "no targets are given (accepted: targets = [ \"...\", ... ])");
        return DES_OK;
    }
    calibration->targets = calloc((size_t)count, sizeof *calibration->targets);
    for (int i = 0; calibration->targets != NULL && i < count; ++i) {
        read_target(reader, config_setting_get_elem(list, (unsigned)i), targets, calibration);
    }
    return calibration->targets == NULL ? DES_ENOMEM : DES_OK;
}

/* ---- doubt that gives effects ---- */

static size_t find_effect(const struct des_model *model, const char *name) {
    for (size_t i = 0; name != NULL && i < model->effect_count; ++i) {
        if (strcmp(model->effects[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void read_effect(struct reader *reader, const config_setting_t *member,
                        struct des_calibration *calibration) {
    const struct des_model *model = reader->plan->model;
    const char *name = config_setting_get_string(member);
    size_t at = find_effect(model, name);
    if (at != SIZE_MAX) {
        calibration->effects[calibration->effect_count++] = at;
        return;
    }
    struct desi_options options;
    desi_options_begin(&options, name == NULL ? "" : name);
    for (size_t i = 0; i < model->effect_count; ++i) {
        desi_options_add(&options, model->effects[i].name);
    }
    desi_config_tell(reader->config, member, "there is no such effect %s",
                     desi_options_end(&options));
}

/* Doubt is fitted one parameter at a time. */
static void check_doubt(struct reader *reader, const config_setting_t *list,
                        const struct des_calibration *calibration) {
    const struct des_values *values =
        des_experiment_central(reader->experiment, 0, reader->plan->reference, 0);
    for (size_t k = 0; k < calibration->knob_count; ++k) {
        const struct des_knob *knob = &calibration->knobs[k];
        struct des_doubt doubt;
        if (knob->count == 1 &&
            des_doubt_of(&des_values_at(values, knob->elements[0])->uncertain, &doubt) != DES_OK) {
            desi_config_tell(reader->config, list, "%s has no lognormal doubt to be fitted",
                             des_space_at(reader->plan->space, knob->elements[0])->path);
        } else if (knob->count > 1) {
            desi_config_tell(reader->config, list,
                             "parameters in brackets have no doubt in common: name each alone");
        }
    }
    const struct des_plan *plan = reader->plan;
    if (plan->setting_count != 1 || plan->replications < 2 || plan->design == NULL) {
        desi_config_tell(reader->config, list,
                         "effects are fitted in one setting, with two replications or more, and "
                         "design = { kind = \"uncertainty\"; points = ...; }");
    }
}

static enum des_status read_effects(struct reader *reader, const config_setting_t *block,
                                    struct des_calibration *calibration) {
    const config_setting_t *list = desi_config_member(block, "effects");
    int count = is_sequence(list) ? config_setting_length(list) : 0;
    calibration->effects = calloc((size_t)count + 1, sizeof *calibration->effects);
    for (int i = 0; calibration->effects != NULL && i < count; ++i) {
        read_effect(reader, config_setting_get_elem(list, (unsigned)i), calibration);
    }
    if (count == 0) {
        desi_config_tell(reader->config, list, "no effects are given");
    }
    check_doubt(reader, list, calibration);
    return calibration->effects == NULL ? DES_ENOMEM : DES_OK;
}

static enum des_status read_block(struct reader *reader, const struct des_targets *targets,
                                  struct des_calibration *calibration) {
    static const char *const keys[] = {"parameters", "targets", "effects", "iterations", NULL};
    const config_setting_t *root = config_root_setting(&reader->config->tree);
    const config_setting_t *block = desi_config_group(reader->config, root, "calibrate");
    if (block == NULL) {
        if (reader->config->sound) {
            desi_config_tell(reader->config, root,
                             "nothing to calibrate (accepted: calibrate = { parameters = ...; "
                             "targets = ...; })");
        }
        return DES_EINPUT;
    }
    desi_config_tell_unknown(reader->config, block, keys);
    calibration->iterations = desi_config_integer(reader->config, block, "iterations", 0, 100, 6);
    enum des_status status = read_knobs(reader, block, calibration);
    if (status == DES_OK) {
        status = desi_config_member(block, "effects") != NULL
                     ? read_effects(reader, block, calibration)
                     : read_targets(reader, block, targets, calibration);
    }
    return status == DES_OK && !reader->config->sound ? DES_EINPUT : status;
}

enum des_status des_calibration_read(const char *path, const struct des_experiment *experiment,
                                     const struct des_targets *targets,
                                     struct des_calibration *calibration,
                                     struct des_diagnostics *diagnostics) {
    struct desi_config config;
    struct reader reader = {&config, experiment, des_experiment_plan(experiment)};
    *calibration = (struct des_calibration){0};
    enum des_status status = desi_config_open(&config, path, NULL, diagnostics);
    if (status == DES_OK) {
        status = read_block(&reader, targets, calibration);
    }
    desi_config_fini(&config);
    return status;
}

void des_calibration_fini(struct des_calibration *calibration) {
    for (size_t k = 0; k < calibration->knob_count; ++k) {
        free(calibration->knobs[k].elements);
    }
    free(calibration->knobs);
    free(calibration->targets);
    free(calibration->effects);
    *calibration = (struct des_calibration){0};
}
