#include "organisation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const own_professions[] = {"aks", "nurse", "pharmacist", NULL};
static const char *const between_tasks[] = {"waiting", "ward", NULL};

#define REAL(...) DES_REAL(struct hc_staffing, __VA_ARGS__)
const struct des_param hc_staffing_params[] = {
    DES_CHOICE(struct hc_staffing, own, own_professions, HC_OWN_AKS,
               "assumed: AKS where the source of the model names nobody else", DES_GRADE_D,
               "who the own staff are; nurses have an ordinary nurse's competence, a pharmacist's "
               "is in the group pharmacist"),
    DES_INT(struct hc_staffing, fixed, "1", -1, -1, 1000, "the experiment", DES_GRADE_D,
            "posts; -1: by the rules below; 0: none, equal to the baseline"),
    REAL(per_1000_users, "1/1000", 0.0, 0.0, 100.0,
         "assumed: not sized by users, where the source of the model gives no number", DES_GRADE_D,
         "posts per 1000 users, rounded to whole posts, at least one"),
    REAL(hours_per_resident, "h/year", 0.0, 0.0, 500.0,
         "assumed: not sized by residents, where the source of the model gives no number",
         DES_GRADE_D, "hours per resident of care housing, which give posts (at least one)"),
    REAL(contract_hours, "h/year", 1460.0, 500.0, 2000.0,
         "derived: 1950 less holiday, 9 % absence, courses", DES_GRADE_D,
         "hours at work of a post, to size the team by residents"),
    DES_CLOCK(struct hc_staffing, day_start, 480.0, "assumed: day work", DES_GRADE_D,
              "own staff begin, on days set aside for the function"),
    DES_INT(struct hc_staffing, weekend_interval, "week", 0, 0, 6,
            "assumed: day work (Fafo 2025:03 ch. 4.3: 33 of 114 AKS)", DES_GRADE_D,
            "weeks between weekends worked for the function, by a rota of its own; 0: none"),
    REAL(evenings, "1", 0.0, 0.0, 1.0, "assumed", DES_GRADE_D,
         "of the shifts of such a rota, the share in the evening"),
    REAL(in_rota, "1", 0.0, 0.0, 1.0,
         "assumed: all of the post is set aside, where the source of the model says no share",
         DES_GRADE_D, "share of a post that stands in the ordinary rota of a zone"),
    REAL(here, "1", 1.0, 0.0, 1.0,
         "assumed: shared with nobody, where the source of the model says nothing of it",
         DES_GRADE_D, "share of a post that belongs to this municipality; others have the rest"),
    DES_INT(struct hc_staffing, weeks_apart, "week", 0, 0, 8,
            "assumed: single days, where the source of the model says nothing of weeks",
            DES_GRADE_D,
            "weeks from the beginning of one stay here to the next, whose days follow one another; "
            "0: days here are spread evenly"),
    REAL(away_km, "km", 0.0, 0.0, 500.0,
         "assumed: based here; no published figure of working hours on the road between places",
         DES_GRADE_D, "driven in working hours to and from this municipality on each day here"),
    REAL(pulled, "1", 0.05, 0.0, 1.0,
         "Fafo 2025:03 ch. 8.1: time is eaten by absence cover; 5 % anchored, 40 % not assumed",
         DES_GRADE_D,
         "chance that on a day set aside own staff are taken when their zone is short, before "
         "anybody is called in; own staff without a zone: when any that they serve is"),
    DES_BOOL(struct hc_staffing, ordinary_work, true,
             "assumed; Fafo 2025:03 ch. 7.2: 15 of 64 AKS work full time on AKS tasks", DES_GRADE_D,
             "on days for whose greater part no task waits, do they take ordinary visits?"),
    DES_CHOICE(struct hc_staffing, between_tasks, between_tasks, HC_BETWEEN_WAITING,
               "assumed: their work is the tasks, where the source of the model names no ward",
               DES_GRADE_D,
               "on a day set aside, while no task waits: waiting, counted as idle, or nurses' "
               "ordinary work at a ward, which they leave when a task comes"),
    DES_BOOL(struct hc_staffing, anchored, true,
             "Fafo 2025:03 ch. 8.2: unanchored functions vanish with their only carrier",
             DES_GRADE_B, "is the function formally anchored, and the post filled anew?"),
    {0},
};
#undef REAL
#define REAL(...) DES_REAL(struct hc_area, __VA_ARGS__)
const struct des_param hc_area_params[] = {
    DES_BOOL(struct hc_area, on_route, true,
             "assumed: home nursing as a whole, where the source of the model names no group",
             DES_GRADE_D, "are users on driving routes served?"),
    DES_BOOL(struct hc_area, care_housing, false,
             "assumed: its own nurses see to them, where the source of the model says no more",
             DES_GRADE_D, "are residents of staffed care housing served?"),
    DES_BOOL(struct hc_area, other_service, false,
             "assumed: not home nursing, where the source of the model says no more", DES_GRADE_D,
             "are users of other own services served?"),
    DES_INT(struct hc_area, zones, "1", -1, -1, 10000,
            "assumed: all, where the source of the model names no area", DES_GRADE_D,
            "zones served, from the first on; -1: all"),
    DES_INT(struct hc_area, wards, "1", -1, -1, 10000,
            "assumed: all, where the source of the model names no ward", DES_GRADE_D,
            "wards of care housing served, from the first on; -1: all"),
    DES_INT(struct hc_area, gps, "1", -1, -1, 10000,
            "assumed: those of the users, where the source of the model gives no number",
            DES_GRADE_D, "GPs that the team deals with; -1: those of the municipality"),
    REAL(declines, "1", 0.0, 0.0, 1.0,
         "assumed: nobody; no published figure of users who do not want an AKS", DES_GRADE_D,
         "share of users who do not want the team"),
    {0},
};

/* ---- the groups of a model: its own, staffing, area, parts ---- */

struct base_group {
    const char *name; /* NULL: the model's own */
    const char *meaning;
    const struct des_param *params;
    size_t size;
};

enum { COMMON_GROUPS = 2 };
static const struct base_group common[COMMON_GROUPS] = {
    {"staffing", "who staffs it, and how well their time is protected", hc_staffing_params,
     sizeof(struct hc_staffing)},
    {"area", "whom it serves", hc_area_params, sizeof(struct hc_area)},
};

const struct hc_part *hc_part_find(const char *name) {
    for (size_t i = 0; i < hc_part_count; i++) {
        if (strcmp(hc_parts[i]->name, name) == 0) {
            return hc_parts[i];
        }
    }
    return NULL;
}

size_t hc_organisation_parts(const struct hc_care_model *model) {
    size_t count = 0;
    while (model->parts && model->parts[count]) {
        count++;
    }
    return count;
}

bool hc_organisation_has_staff(const struct hc_care_model *model) {
    static const struct hc_hooks none = {0};
    return model->posts || hc_organisation_parts(model) > 0 ||
           memcmp(&model->hooks, &none, sizeof none) != 0;
}

size_t hc_organisation_groups(const struct hc_care_model *model) {
    return (model->params != NULL) + (hc_organisation_has_staff(model) ? COMMON_GROUPS : 0u) +
           hc_organisation_parts(model);
}

static struct base_group base_of(const struct hc_care_model *model, size_t g) {
    if (model->params) {
        if (g == 0) {
            return (struct base_group){NULL, model->summary, model->params, model->state_size};
        }
        g--;
    }
    if (g < COMMON_GROUPS) {
        return common[g];
    }
    const struct hc_part *part = hc_part_find(model->parts[g - COMMON_GROUPS]);
    return (struct base_group){part->name, part->summary, part->params, part->state_size};
}

static size_t param_count(const struct des_param *params) {
    size_t count = 0;
    while (params && params[count].key) {
        count++;
    }
    return count;
}

/* Is this setting about the parameter `key` of group `name`? */
static bool is_about(const struct hc_setting *setting, const char *name, const char *key) {
    size_t n = strlen(name);
    return strncmp(setting->key, name, n) == 0 && setting->key[n] == '.' &&
           strcmp(setting->key + n + 1, key) == 0;
}

static void apply(const struct hc_setting *setting, struct des_param *param) {
    param->value = setting->value;
    param->source = setting->source;
    param->grade = setting->grade;
    param->uncertain = setting->uncertain;
}

enum des_status hc_organisation_group(const struct hc_care_model *model, size_t g, char *path,
                                      struct des_param_group *group, struct des_param **table) {
    struct base_group base = base_of(model, g);
    size_t count = param_count(base.params);
    struct des_param *copy = calloc(count + 1, sizeof *copy);
    if (!copy) {
        return DES_ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        copy[i] = base.params[i];
        for (const struct hc_setting *s = model->settings; base.name && s && s->key; s++) {
            if (is_about(s, base.name, copy[i].key)) {
                apply(s, &copy[i]);
            }
        }
    }
    (void)snprintf(path, 128, "care.%s%s%s", model->name, base.name ? "." : "",
                   base.name ? base.name : "");
    *group = (struct des_param_group){path, copy, base.size, base.meaning};
    *table = copy;
    return DES_OK;
}

/* ---- check ---- */

static const struct des_param *param_of(const struct hc_care_model *model,
                                        const struct hc_setting *setting) {
    for (size_t g = 0; g < hc_organisation_groups(model); g++) {
        struct base_group base = base_of(model, g);
        for (size_t i = 0; base.name && i < param_count(base.params); i++) {
            if (is_about(setting, base.name, base.params[i].key)) {
                return &base.params[i];
            }
        }
    }
    return NULL;
}

static bool is_settable(const struct des_param *param, double value) {
    switch (param->type) {
    case DES_TYPE_CHOICE: {
        int choices = 0;
        while (param->choices[choices]) {
            choices++;
        }
        return value >= 0.0 && value < choices && value == (int)value;
    }
    case DES_TYPE_TEXT:
    case DES_TYPE_DIST:
        return false;
    default:
        return !param->set && value >= param->low && value <= param->high;
    }
}

static enum des_status check_part(const struct hc_care_model *model, size_t i,
                                  struct des_error *error) {
    if (!hc_part_find(model->parts[i])) {
        return des_fail(error, DES_EINPUT, "care model \"%s\": there is no part \"%s\"",
                        model->name, model->parts[i]);
    }
    for (size_t k = 0; k < i; k++) {
        if (strcmp(model->parts[k], model->parts[i]) == 0) {
            return des_fail(error, DES_EINPUT, "care model \"%s\" names the part \"%s\" twice",
                            model->name, model->parts[i]);
        }
    }
    return DES_OK;
}

enum des_status hc_organisation_check(const struct hc_care_model *model, struct des_error *error) {
    for (size_t i = 0; i < hc_organisation_parts(model); i++) {
        enum des_status status = check_part(model, i, error);
        if (status != DES_OK) {
            return status;
        }
    }
    for (const struct hc_setting *s = model->settings; s && s->key; s++) {
        const struct des_param *param = param_of(model, s);
        if (!param) {
            return des_fail(error, DES_EINPUT,
                            "care model \"%s\" sets \"%s\", which none of its parts has",
                            model->name, s->key);
        }
        if (!is_settable(param, s->value) || !s->source || s->grade == DES_GRADE_NONE) {
            return des_fail(error, DES_EINPUT,
                            "care model \"%s\" sets \"%s\" outside of its range, or without "
                            "source and grade",
                            model->name, s->key);
        }
    }
    return DES_OK;
}

/* ---- posts ---- */

size_t hc_staffing_posts(const struct hc_staffing *staffing, const struct hc_place *place) {
    if (staffing->fixed >= 0) {
        return (size_t)staffing->fixed;
    }
    double posts =
        staffing->per_1000_users * (double)place->users / 1000.0 +
        staffing->hours_per_resident * (double)place->residents / staffing->contract_hours;
    if (posts <= 0.0) {
        return 0;
    }
    size_t count = (size_t)(posts + 0.5);
    return count > 0 ? count : 1;
}
