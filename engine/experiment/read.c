/* engine/experiment/read.c - from a file to a plan. */
#include "experiment.h"

#include "../params/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* run_id is an int32 in the results file. */
enum { RUN_LIMIT = INT32_MAX, DAYS_LIMIT = 100000, REPLICATIONS_LIMIT = 1000000 };

/* ---- the single settings of a scenario ---- */

static const config_setting_t *root_of(const struct des_experiment *experiment) {
    return config_root_setting(&experiment->config.tree);
}

static enum des_status take_seed(struct des_experiment *experiment, const char *text) {
    experiment->seed_text = desi_duplicate(text);
    experiment->plan.seed_text = experiment->seed_text;
    return experiment->seed_text == NULL ? DES_ENOMEM : DES_OK;
}

static enum des_status read_seed(struct des_experiment *experiment, const char *override) {
    struct desi_config *config = &experiment->config;
    uint64_t *seed = &experiment->plan.seed;
    if (override != NULL) {
        if (!desi_parse_word(override, seed)) {
            des_diagnostics_add(config->diagnostics,
                                "--seed %s: not a seed (accepted: 0 to 2^64 - 1, or 0x...)",
                                override);
            config->sound = false;
        }
        return take_seed(experiment, override);
    }
    const config_setting_t *member = desi_config_member(root_of(experiment), "seed");
    if (member == NULL) {
        *seed = 1;
        return take_seed(experiment, "1");
    }
    char digits[24];
    const char *text = config_setting_get_string(member);
    int type = config_setting_type(member);
    if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
        int64_t number = type == CONFIG_TYPE_INT ? config_setting_get_int(member)
                                                 : config_setting_get_int64(member);
        snprintf(digits, sizeof digits, "%" PRId64, number);
        text = digits;
    }
    if (text == NULL || !desi_parse_word(text, seed)) {
        desi_config_tell(config, member,
                         "not a seed (accepted: \"0\" to \"2^64 - 1\" in digits, "
                         "or \"0x...\")");
        return DES_OK;
    }
    return take_seed(experiment, text);
}

static bool read_draws(struct des_experiment *experiment) {
    const char *text = desi_config_text(&experiment->config, root_of(experiment), "draws");
    if (text != NULL && strcmp(text, "on") != 0 && strcmp(text, "off") != 0) {
        desi_config_tell(&experiment->config, desi_config_member(root_of(experiment), "draws"),
                         "\"%s\" is not a choice (accepted: \"on\", \"off\")", text);
    }
    return text == NULL || strcmp(text, "off") != 0;
}

/* An override of 0 says nothing. */
static int64_t overridden(struct des_experiment *experiment, const char *name, int64_t override,
                          int64_t limit, int64_t otherwise) {
    struct desi_config *config = &experiment->config;
    int64_t number = desi_config_integer(config, root_of(experiment), name, 1, limit, otherwise);
    if (override == 0) {
        return number;
    }
    if (override < 0 || override > limit) {
        des_diagnostics_add(config->diagnostics,
                            "--%s %" PRId64 ": outside its range (accepted: 1 to %" PRId64 ")",
                            name, override, limit);
        config->sound = false;
    }
    return override;
}

static enum des_status read_sets(struct des_experiment *experiment,
                                 const struct des_overrides *overrides) {
    enum des_status status = DES_OK;
    for (size_t i = 0; i < overrides->set_count && status != DES_ENOMEM; ++i) {
        const char *set = overrides->sets[i];
        const char *equals = strchr(set, '=');
        char path[512];
        size_t length = equals == NULL ? 0 : (size_t)(equals - set);
        struct des_error error = {0};
        if (equals == NULL || length == 0 || length >= sizeof path) {
            status = des_fail(&error, DES_EINPUT, "not understood (accepted: path=value)");
        } else {
            memcpy(path, set, length);
            path[length] = '\0';
            status = desi_changes_add_text(&experiment->sets, experiment->space, path, equals + 1,
                                           &error);
        }
        if (status == DES_EINPUT) {
            des_diagnostics_add(experiment->config.diagnostics, "--set %s: %s", set, error.text);
            experiment->config.sound = false;
        }
    }
    return status == DES_ENOMEM ? DES_ENOMEM : DES_OK;
}

enum des_status desi_read_scalars(struct des_experiment *experiment,
                                  const struct des_overrides *overrides) {
    static const char *const keys[] = {
        "title",     "model",        "seed",      "days",      "draws",  "reference",
        "arms",      "replications", "settings",  "points",    "design", "stop",
        "contrasts", "parameters",   "calibrate", "show_also", NULL};
    struct desi_config *config = &experiment->config;
    struct des_plan *plan = &experiment->plan;
    desi_config_tell_unknown(config, root_of(experiment), keys);
    const char *title = desi_config_text(config, root_of(experiment), "title");
    plan->title = title != NULL ? title : plan->model->name;
    plan->draws = read_draws(experiment);
    plan->days = overridden(experiment, "days", overrides->days, DAYS_LIMIT, 364);
    plan->replications =
        overridden(experiment, "replications", overrides->replications, REPLICATIONS_LIMIT, 20);
    enum des_status status = read_seed(experiment, overrides->seed);
    const config_setting_t *parameters =
        desi_config_group(config, root_of(experiment), "parameters");
    if (status == DES_OK && parameters != NULL) {
        status = desi_config_read_parameters(config, parameters, "", NULL, experiment->space,
                                             &experiment->base);
    }
    return status == DES_OK ? read_sets(experiment, overrides) : status;
}

/* ---- the whole ---- */

static void tell_model(struct des_experiment *experiment, const char *name,
                       const struct des_overrides *overrides) {
    const char *known = overrides != NULL ? overrides->models : NULL;
    const config_setting_t *member = desi_config_member(root_of(experiment), "model");
    if (name != NULL) {
        desi_config_tell(&experiment->config, member, "there is no model \"%s\"%s%s%s", name,
                         known != NULL ? " (accepted: " : "", known != NULL ? known : "",
                         known != NULL ? ")" : "");
    } else if (member == NULL) {
        desi_config_tell(&experiment->config, root_of(experiment),
                         "no model is given (accepted: model = \"...\", one of %s)",
                         known != NULL ? known : "the program's");
    }
}

static enum des_status find_model(struct des_experiment *experiment, des_model_finder find,
                                  const void *context, const struct des_overrides *overrides) {
    struct desi_config *config = &experiment->config;
    const char *name = desi_config_text(config, root_of(experiment), "model");
    const struct des_model *model = name == NULL ? NULL : find(context, name);
    if (model == NULL) {
        tell_model(experiment, name, overrides);
        return DES_EINPUT;
    }
    struct des_error error = {0};
    enum des_status status = des_model_check(model, &error);
    if (status == DES_OK) {
        status = des_space_create(model->groups, model->group_count, &experiment->space, &error);
    }
    if (status == DES_ERANGE) {
        des_diagnostics_add(config->diagnostics, "model %s: %s", model->name, error.text);
    }
    experiment->plan.model = model;
    experiment->plan.space = experiment->space;
    return status;
}

void desi_count_runs(struct des_experiment *experiment) {
    struct des_plan *plan = &experiment->plan;
    const size_t factors[] = {plan->setting_count, plan->arm_count, plan->point_count,
                              (size_t)plan->replications};
    size_t runs = 1;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; ++i) {
        if (factors[i] != 0 && runs > (size_t)RUN_LIMIT / factors[i]) {
            desi_config_tell(&experiment->config, root_of(experiment),
                             "more runs than can be numbered (accepted: up to %d)", (int)RUN_LIMIT);
            return;
        }
        runs *= factors[i];
    }
    plan->run_count = runs;
}

static enum des_status list_sources(struct des_experiment *experiment) {
    const struct desi_sources *sources = &experiment->config.sources;
    struct des_plan *plan = &experiment->plan;
    experiment->source_names = calloc(sources->count, sizeof *experiment->source_names);
    experiment->source_texts = calloc(sources->count, sizeof *experiment->source_texts);
    if (experiment->source_names == NULL || experiment->source_texts == NULL) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < sources->count; ++i) {
        experiment->source_names[i] = sources->files[i].name;
        experiment->source_texts[i] = sources->files[i].text;
    }
    plan->source_names = experiment->source_names;
    plan->source_texts = experiment->source_texts;
    plan->source_count = sources->count;
    return DES_OK;
}

static enum des_status read_all(struct des_experiment *experiment,
                                const struct des_overrides *overrides) {
    enum des_status status = desi_read_scalars(experiment, overrides);
    if (status == DES_OK) {
        status = desi_read_levels(experiment, overrides);
    }
    if (status == DES_OK) {
        status = desi_read_contrasts(experiment);
    }
    if (status == DES_OK) {
        status = desi_read_design(experiment);
    }
    if (status == DES_OK) {
        status = desi_read_stop(experiment);
    }
    if (status == DES_OK) {
        status = desi_read_shown(experiment);
    }
    if (status == DES_OK) {
        status = experiment->config.sound ? desi_resolve(experiment) : DES_EINPUT;
    }
    if (status == DES_OK) {
        status = experiment->config.sound ? list_sources(experiment) : DES_EINPUT;
    }
    if (status == DES_OK) {
        experiment->resolved = desi_scenario_text(experiment);
        experiment->plan.resolved = experiment->resolved;
        status = experiment->resolved == NULL ? DES_ENOMEM : DES_OK;
    }
    return status;
}

static enum des_status build(const char *name, const char *text,
                             const struct des_overrides *overrides, des_model_finder find,
                             const void *context, struct des_experiment **experiment,
                             struct des_diagnostics *diagnostics) {
    static const struct des_overrides none = {0};
    struct des_experiment *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return DES_ENOMEM;
    }
    made->threads = overrides != NULL ? overrides->threads : 1;
    made->trusted = overrides != NULL && overrides->trusted;
    enum des_status status = desi_config_open(&made->config, name, text, diagnostics);
    if (status == DES_OK) {
        status = find_model(made, find, context, overrides);
    }
    if (status == DES_OK) {
        status = read_all(made, overrides != NULL ? overrides : &none);
    }
    if (status != DES_OK) {
        des_experiment_destroy(made);
        return status;
    }
    *experiment = made;
    return DES_OK;
}

enum des_status des_experiment_load(const char *path, const struct des_overrides *overrides,
                                    des_model_finder find, const void *find_context,
                                    struct des_experiment **experiment,
                                    struct des_diagnostics *diagnostics) {
    return build(path, NULL, overrides, find, find_context, experiment, diagnostics);
}

enum des_status des_experiment_parse(const char *text, const char *name,
                                     const struct des_overrides *overrides, des_model_finder find,
                                     const void *find_context, struct des_experiment **experiment,
                                     struct des_diagnostics *diagnostics) {
    return build(name, text, overrides, find, find_context, experiment, diagnostics);
}

void des_experiment_destroy(struct des_experiment *experiment) {
    if (experiment == NULL) {
        return;
    }
    const struct des_plan *plan = &experiment->plan;
    size_t cells = plan->setting_count * plan->arm_count * desi_central_points(experiment);
    for (size_t i = 0; experiment->central != NULL && i < cells; ++i) {
        des_values_destroy(experiment->central[i]);
    }
    for (size_t i = 0; experiment->contrast_names != NULL && i < plan->contrast_count; ++i) {
        free(experiment->contrast_names[i]);
    }
    free(experiment->stop_outcomes);
    free(experiment->shown);
    free(experiment->factors);
    des_design_destroy(experiment->design);
    desi_listing_destroy(experiment->listing);
    free(experiment->central);
    free(experiment->contrast_names);
    free(experiment->contrasts);
    free(experiment->drawn);
    free(experiment->purposes);
    free(experiment->seed_text);
    free(experiment->resolved);
    free(experiment->source_names);
    free(experiment->source_texts);
    des_values_destroy(experiment->defaults);
    des_values_destroy(experiment->common);
    desi_levels_fini(&experiment->settings);
    desi_levels_fini(&experiment->arms);
    desi_levels_fini(&experiment->points);
    desi_changes_fini(&experiment->base);
    desi_changes_fini(&experiment->sets);
    des_space_destroy(experiment->space);
    desi_config_fini(&experiment->config);
    free(experiment);
}
