/* models/home_care/home_care.c - care models, places and rules: the world as the engine sees it. */
#include "home_care.h"

#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "home_care/organisation/composition.h"
#include "home_care/place/derive.h"
#include "home_care/place/register.h"
#include "home_care/reading/words.h"
#include "world.h"

/* ---- the model object: world groups, then one group per care model ---- */

struct hc_home_care {
    struct des_model model;
    struct des_places places;
    struct hc_register municipalities;
    const struct hc_care_model **care_model;
    size_t care_model_count;
    struct des_param_group *group;
    char (*path)[128];        /* "care.<name>", "care.<name>.<part>" */
    struct des_param **table; /* owned, one per group of a care model */
    size_t table_count;
};

static const struct hc_care_model *find_care_model(const struct hc_home_care *home_care,
                                                   const char *name) {
    for (size_t i = 0; i < home_care->care_model_count; i++) {
        if (strcmp(home_care->care_model[i]->name, name) == 0) {
            return home_care->care_model[i];
        }
    }
    return NULL;
}

/* ---- one run ---- */

static void destroy(void *state) {
    hc_world_destroy(state);
}

static enum des_status finish(void *state, double *totals, struct des_error *error) {
    return hc_world_finish(state, totals, error);
}

/* The care model of an arm, under the key that says it. */
static const char *said_model(const struct hc_arm *arm, const char **key) {
    bool based = arm->base[0] != '\0';
    if (key) {
        *key = based ? "base" : "model";
    }
    return based ? arm->base : arm->model;
}

static enum des_status begin(struct hc_world *world, const struct hc_home_care *home_care,
                             const struct des_run_input *input, struct des_error *error) {
    const char *key = NULL, *name = said_model(&world->p.arm, &key);
    const struct hc_care_model *model = find_care_model(home_care, name);
    return model ? hc_world_begin(world, model, input->values, error)
                 : des_fail(error, DES_EINPUT, "arm.%s: there is no care model \"%s\"", key, name);
}

/* The arm as it is compared with: see effect.h. */
static enum des_status create_usual(struct hc_world *world, const struct hc_home_care *home_care,
                                    const struct des_run_input *input, struct des_error *error) {
    struct des_run_input silent = *input;
    silent.trace = DES_TRACE_NONE;
    silent.sink = NULL;
    enum des_status status = hc_world_create(&silent, &world->effect.usual, error);
    if (status != DES_OK) {
        return status;
    }
    struct hc_world *usual = world->effect.usual;
    usual->p.arm.against = HC_AGAINST_NOBODY;
    if (world->p.arm.against == HC_AGAINST_BASELINE) {
        usual->p.arm = (struct hc_arm){.model = "baseline", .base = "", .parts = ""};
    } else {
        usual->p.arm.control = HC_CONTROL_SAME_STRUCTURE;
    }
    return begin(usual, home_care, &silent, error);
}

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    struct hc_world *world = NULL;
    enum des_status status = hc_world_create(input, &world, error);
    if (status == DES_OK) {
        status = begin(world, context, input, error);
    }
    if (status == DES_OK && world->p.arm.against != HC_AGAINST_NOBODY) {
        status = create_usual(world, context, input, error);
    }
    if (status != DES_OK) {
        hc_world_destroy(world);
        return status;
    }
    *setup = (struct des_run_setup){
        .state = world,
        .sim = world->sim,
        .end = (double)world->days * HC_DAY,
        .slice = 7.0 * HC_DAY,
    };
    return DES_OK;
}

/* ---- rules between parameters ---- */

static void check_arm(const struct hc_home_care *home_care, const struct hc_arm *arm,
                      struct des_diagnostics *diagnostics) {
    const char *key = NULL, *name = said_model(arm, &key);
    const struct hc_care_model *model = find_care_model(home_care, name);
    if (model) {
        hc_composition_check(model, arm, diagnostics);
        return;
    }
    const char *names[64];
    size_t count = home_care->care_model_count < 64 ? home_care->care_model_count : 64;
    for (size_t i = 0; i < count; i++) {
        names[i] = home_care->care_model[i]->name;
    }
    char accepted[640];
    hc_words_accepted(names, count, name, accepted, sizeof accepted);
    des_diagnostics_add(diagnostics,
                        "arm.%s: there is no care model \"%s\" %s; that of a plug-in is "
                        "there with --plugin",
                        key, name, accepted);
}

static const struct des_value *value_of(const struct des_values *values, const char *path) {
    return des_values_at(values, des_space_find(des_values_space(values), path));
}

static void check_one_model(const struct des_values *values, struct des_diagnostics *diagnostics) {
    const struct des_value *base = value_of(values, "arm.base");
    const struct des_value *model = value_of(values, "arm.model");
    if (base->text[0] != '\0' && !model->defaulted) {
        des_diagnostics_add(diagnostics,
                            "arm.base: \"%s\", and model = \"%s\" (accepted: one of the two; base "
                            "with parts that are added or left out, model with all of its parts)",
                            base->text, model->text);
    }
}

static void check(const void *context, const struct des_values *values,
                  struct des_diagnostics *diagnostics) {
    struct hc_parameters p;
    hc_parameters_fill(values, &p);
    check_one_model(values, diagnostics);
    check_arm(context, &p.arm, diagnostics);
    hc_rules_check(&p, diagnostics);
}

static const struct hc_care_model *model_of(const void *context, const struct des_values *values) {
    struct hc_arm arm;
    des_values_fill_named(values, "arm", &arm);
    return find_care_model(context, said_model(&arm, NULL));
}

static void advise(const void *context, const struct des_values *values,
                   struct des_diagnostics *advice) {
    hc_advise(model_of(context, values), values, advice);
}

static void idle(const void *context, const struct des_values *values, const char **why) {
    hc_idle(model_of(context, values), values, why);
}

/* ---- parts: { part = "round"; weeks = 2.0; } ---- */

static bool part_group(const void *context, const char *of, const char *item, char *path,
                       size_t size) {
    const struct hc_care_model *model = find_care_model(context, of ? of : "baseline");
    return model && hc_composition_group(model, item, path, size);
}

static const char *const has_parts[] = {"base", "model", NULL};
static const struct des_items arm_parts = {"arm.parts", "part", has_parts, part_group};

/* ---- places: the municipalities of the built-in table ---- */

static const struct hc_register_entry *entry_of(const void *context, size_t place) {
    const struct hc_home_care *home_care = context;
    return &home_care->municipalities.entry[place];
}

static enum des_status find_place(const void *context, const char *wanted, size_t *place,
                                  struct des_error *error) {
    const struct hc_home_care *home_care = context;
    return hc_register_find(&home_care->municipalities, wanted, place, error);
}

static const char *place_code(const void *context, size_t place) {
    return entry_of(context, place)->code;
}

static const char *place_name(const void *context, size_t place) {
    return entry_of(context, place)->name;
}

static char *place_text(const void *context, size_t place) {
    return hc_derive_text(entry_of(context, place), HC_REGISTER_SOURCE, DES_GRADE_A, NULL, 0);
}

static enum des_status read_places(struct hc_home_care *home_care, struct des_error *error) {
    struct des_diagnostics told;
    des_diagnostics_init(&told);
    enum des_status status = hc_register_read(hc_register_norway, "the built-in table",
                                              &home_care->municipalities, &told);
    if (status == DES_EINPUT) { /* a defect of the program */
        status = des_fail(error, DES_ERANGE, "%s", told.count > 0 ? told.lines[0] : "");
    }
    des_diagnostics_fini(&told);
    home_care->places = (struct des_places){"municipality", home_care->municipalities.count,
                                            find_place,     place_code,
                                            place_name,     place_text};
    home_care->model.places = &home_care->places;
    return status;
}

/* ---- create and destroy ---- */

static enum des_status check_interface(const struct hc_care_model *model, struct des_error *error) {
    if (model->abi != HC_CARE_MODEL_ABI || model->size != sizeof *model) {
        return des_fail(error, DES_EINPUT,
                        "a plug-in was built for interface %u (%u bytes); this program has %u "
                        "(%u bytes)",
                        model->abi, model->size, HC_CARE_MODEL_ABI, (unsigned)sizeof *model);
    }
    return DES_OK;
}

/* It is a step of paths: a small letter, then small letters, digits and _. */
static bool is_name(const char *text) {
    size_t length = strlen(text);
    return length <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

/* A value without a source does not exist. */
static bool has_sources(const struct hc_care_model *model, struct des_error *error) {
    for (const struct des_param *p = model->params; p && p->key; p++) {
        if (!p->source || p->source[0] == '\0' || p->grade == DES_GRADE_NONE) {
            des_fail(error, DES_EINPUT,
                     "care model \"%s\": the parameter \"%s\" has no source or no grade (a guess "
                     "says \"assumed\" and has grade D)",
                     model->name, p->key);
            return false;
        }
    }
    return true;
}

static bool is_sound_model(const struct hc_home_care *home_care, const struct hc_care_model *model,
                           struct des_error *error) {
    if (!model->name || !model->summary || !model->source) {
        des_fail(error, DES_EINPUT, "a plug-in has no name, summary or source");
        return false;
    }
    if (!is_name(model->name)) {
        des_fail(error, DES_EINPUT,
                 "\"%.80s\" is not a name for a care model (accepted: a to z, digits and _, a "
                 "letter first, up to 64)",
                 model->name);
        return false;
    }
    if (find_care_model(home_care, model->name)) {
        des_fail(error, DES_EINPUT, "the care model \"%s\" is there already", model->name);
        return false;
    }
    return has_sources(model, error) && hc_organisation_check(model, error) == DES_OK;
}

static enum des_status add_care_model(struct hc_home_care *home_care,
                                      const struct hc_care_model *model) {
    home_care->care_model[home_care->care_model_count++] = model;
    for (size_t k = 0; k < hc_organisation_groups(model); k++) {
        size_t g = home_care->model.group_count;
        enum des_status status =
            hc_organisation_group(model, k, home_care->path[g], &home_care->group[g],
                                  &home_care->table[home_care->table_count]);
        if (status != DES_OK) {
            return status;
        }
        home_care->table_count++;
        home_care->model.group_count++;
    }
    return DES_OK;
}

static const struct des_model template = {
    .name = "home_care",
    .summary = "municipal home care: users, visits, staff, pathways and money in one municipality",
    .totals = hc_totals,
    .total_count = HC_TOTALS,
    .outcomes = hc_outcomes,
    .strata = hc_stratum_names,
    .stratum_count = HC_STRATA,
    .targets = hc_targets,
    .tables = hc_tables,
    .items = &arm_parts,
    .table_count = HC_TABLES,
    .check = check,
    .advise = advise,
    .idle = idle,
    .create = create,
    .finish = finish,
    .destroy = destroy,
};

static size_t groups_of(const struct hc_care_model *const *models, size_t count) {
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups += hc_organisation_groups(models[i]);
    }
    return groups;
}

static enum des_status make_room(struct hc_home_care *home_care, size_t models, size_t groups) {
    home_care->care_model = calloc(models, sizeof *home_care->care_model);
    home_care->group = calloc(hc_world_group_count + groups, sizeof *home_care->group);
    home_care->path = calloc(hc_world_group_count + groups, sizeof *home_care->path);
    home_care->table = calloc(groups, sizeof *home_care->table);
    return home_care->care_model && home_care->group && home_care->path && home_care->table
               ? DES_OK
               : DES_ENOMEM;
}

static enum des_status add_models(struct hc_home_care *home_care,
                                  const struct hc_care_model *const *models, size_t count,
                                  struct des_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (!is_sound_model(home_care, models[i], error)) {
            return DES_EINPUT;
        }
        enum des_status status = add_care_model(home_care, models[i]);
        if (status != DES_OK) {
            return status;
        }
    }
    return DES_OK;
}

enum des_status hc_home_care_create(const struct hc_care_model *const *plugins, size_t plugin_count,
                                    struct hc_home_care **result, struct des_error *error) {
    struct hc_home_care *home_care = calloc(1, sizeof *home_care);
    if (!home_care) {
        return DES_ENOMEM;
    }
    enum des_status status = DES_OK;
    for (size_t i = 0; i < plugin_count && status == DES_OK; i++) {
        status = check_interface(plugins[i], error);
    }
    size_t groups = groups_of(hc_care_models, hc_care_model_count);
    if (status == DES_OK) {
        status = make_room(home_care, hc_care_model_count + plugin_count,
                           groups + groups_of(plugins, plugin_count));
    }
    if (status == DES_OK) {
        home_care->model = template;
        home_care->model.outcome_count = hc_outcome_count;
        home_care->model.effects = hc_effects;
        home_care->model.effect_count = hc_effect_count;
        home_care->model.context = home_care;
        home_care->model.groups = home_care->group;
        for (size_t g = 0; g < hc_world_group_count; g++) {
            home_care->group[home_care->model.group_count++] = hc_world_group(g);
        }
        status = read_places(home_care, error);
    }
    if (status == DES_OK) {
        status = add_models(home_care, hc_care_models, hc_care_model_count, error);
    }
    if (status == DES_OK) {
        status = add_models(home_care, plugins, plugin_count, error);
    }
    if (status != DES_OK) {
        hc_home_care_destroy(home_care);
        return status;
    }
    *result = home_care;
    return DES_OK;
}

void hc_home_care_destroy(struct hc_home_care *home_care) {
    if (home_care) {
        hc_register_fini(&home_care->municipalities);
        for (size_t i = 0; i < home_care->table_count; i++) {
            free(home_care->table[i]);
        }
        free(home_care->table);
        free(home_care->care_model);
        free(home_care->group);
        free(home_care->path);
        free(home_care);
    }
}

const struct des_model *hc_home_care_model(const struct hc_home_care *home_care) {
    return &home_care->model;
}

const struct hc_care_model *const *hc_home_care_models(const struct hc_home_care *home_care,
                                                       size_t *count) {
    *count = home_care->care_model_count;
    return home_care->care_model;
}
