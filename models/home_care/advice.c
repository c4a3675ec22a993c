#include "advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "home_care/organisation/composition.h"
#include "home_care/organisation/organisation.h"
#include "parameters.h"

/* The arm, as far as advice needs it. */
struct view {
    const struct hc_care_model *model;
    struct hc_parameters p;
    struct hc_staffing staffing;
    struct hc_area area;
    struct hc_chosen_part *part; /* owned */
    size_t part_count;
    struct hc_place place; /* as said, before a level is drawn */
    size_t posts;          /* of all who share them */
};

/* ---- the arm ---- */

static struct hc_place place_of(const struct hc_parameters *p) {
    const struct hc_region *region = &p->levers.region;
    double people = (double)p->municipality.population;
    if (region->on && region->aks) {
        people += (double)region->population;
    }
    return (struct hc_place){
        .users = (size_t)(people * p->municipality.users_per_1000 / 1000.0 + 0.5),
        .residents = (size_t)(people * p->municipality.care_housing_per_1000 / 1000.0 + 0.5),
    };
}

/* By the rule of the model; SIZE_MAX when out of memory. */
static size_t posts_by_rule(const struct view *view, const struct des_values *values) {
    const struct hc_care_model *model = view->model;
    void *state = calloc(1, model->state_size + 1);
    if (!state) {
        return SIZE_MAX;
    }
    char path[128];
    (void)snprintf(path, sizeof path, "care.%s", model->name);
    if (model->params) {
        des_values_fill_named(values, path, state);
    }
    size_t posts = model->posts(state, &view->place);
    free(state);
    return posts;
}

/* False when out of memory; the view's parts are freed by the caller. */
static bool look(const struct hc_care_model *model, const struct des_values *values,
                 struct view *view) {
    *view = (struct view){.model = model, .part = calloc(hc_part_count + 1, sizeof *view->part)};
    if (!view->part) {
        return false;
    }
    hc_parameters_fill(values, &view->p);
    view->part_count = hc_composition(model, &view->p.arm, view->part);
    if (!hc_organisation_has_staff(model)) {
        return true;
    }
    char path[128];
    (void)snprintf(path, sizeof path, "care.%s.staffing", model->name);
    des_values_fill_named(values, path, &view->staffing);
    (void)snprintf(path, sizeof path, "care.%s.area", model->name);
    des_values_fill_named(values, path, &view->area);
    view->place = place_of(&view->p);
    view->posts = model->posts ? posts_by_rule(view, values)
                               : hc_staffing_posts(&view->staffing, &view->place);
    return view->posts != SIZE_MAX;
}

static bool has_part(const struct view *view, const char *owner, const char *part) {
    for (size_t i = 0; i < view->part_count; i++) {
        if (strcmp(view->part[i].owner, owner) == 0 &&
            strcmp(view->part[i].part->name, part) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- what an arm does not read ---- */

static const char no_staff[] =
    "the care model \"baseline\" has no own staff (name another: model = \"...\")";

/* "care.<model>" or "care.<model>.<part>". */
static const char *idle_care(const struct view *view, const char *path) {
    char owner[80];
    size_t length = strcspn(path, ".");
    (void)snprintf(owner, sizeof owner, "%.*s", (int)length, path);
    const char *group = path[length] == '.' ? path + length + 1 : "";
    bool own = strcmp(owner, view->model->name) == 0;
    if (has_part(view, owner, group)) {
        return view->posts > 0 ? NULL : "the arm has no posts of own staff, so that nobody works";
    }
    if (hc_part_find(group)) {
        return own ? "the arm has not this part (name it in parts)"
                   : "no arm has this care model and part (model = \"...\", parts = (...))";
    }
    if (!own) {
        return "no arm has this care model (say model = \"...\", or leave it out)";
    }
    return view->posts > 0 ? NULL : "the arm has no posts of own staff: it equals the baseline";
}

static bool has_aks(const struct view *view) {
    return view->posts > 0 && view->staffing.own == HC_OWN_AKS;
}

static const char *idle_lever(const struct view *view, const char *lever) {
    static const char off[] = "the lever is off (say on = true, or leave it out)";
    const struct hc_levers *levers = &view->p.levers;
    const struct {
        const char *name;
        bool on;
    } switches[] = {
        {"task_sharing", levers->task_sharing.on},
        {"rota", levers->rota.on},
        {"technology", levers->technology.on},
        {"rights", levers->rights.on},
        {"education", levers->education.on},
        {"projection", levers->projection.on},
        {"region", levers->region.on},
        {"continuity", levers->continuity.on},
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        if (strcmp(lever, switches[i].name) == 0 && !switches[i].on) {
            return off;
        }
    }
    bool money = view->p.arm.control == HC_CONTROL_SAME_MONEY;
    if (strcmp(lever, "rights") == 0 && (view->posts == 0 || money)) {
        return "no arm with this lever has own staff whose right it could be (model = \"...\")";
    }
    if (strcmp(lever, "education") == 0 && (!has_aks(view) || money)) {
        return "no arm with this lever has AKS to be educated (model = \"...\")";
    }
    return NULL;
}

/* Ways about that a place has not. */
static const char *idle_way(const struct hc_parameters *p, const char *path) {
    if (strcmp(path, "travel.ferry") == 0 && p->ferry.settlements == 0 &&
        p->data.settlements[0] == '\0') {
        return "no settlement lies beyond a ferry (say travel.ferry.settlements)";
    }
    if (strcmp(path, "travel.closed") == 0 && p->closed.days <= 0.0) {
        return "no road closes (say travel.closed.days)";
    }
    if (strcmp(path, "travel.modes") == 0 && p->modes.dense_km <= 0.0) {
        return "everybody drives (say travel.modes.dense_km)";
    }
    return NULL;
}

static const char *idle_group(const struct view *view, const char *path) {
    if (strncmp(path, "care.", 5) == 0) {
        return idle_care(view, path + 5);
    }
    return strncmp(path, "arm.levers.", 11) == 0 ? idle_lever(view, path + 11)
                                                 : idle_way(&view->p, path);
}

/* Single parameters of a group that is read otherwise. */
static const char *idle_element(const struct view *view, const char *path) {
    bool staff = hc_organisation_has_staff(view->model);
    if (strcmp(path, "arm.control") == 0 || strcmp(path, "arm.post") == 0 ||
        strcmp(path, "arm.against") == 0) {
        return staff ? NULL : no_staff;
    }
    const char *key = strrchr(path, '.');
    if (strncmp(path, "care.", 5) == 0 && strcmp(key, ".evenings") == 0 &&
        view->staffing.weekend_interval == 0) {
        return "own staff work by day unless they have a rota of their own (weekend_interval)";
    }
    return NULL;
}

void hc_idle(const struct hc_care_model *model, const struct des_values *values, const char **why) {
    const struct des_space *space = des_values_space(values);
    struct view view;
    bool sound = look(model, values, &view);
    size_t group = SIZE_MAX;
    const char *idle = NULL;
    for (size_t i = 0; sound && i < des_space_count(space); i++) {
        const struct des_element *element = des_space_at(space, i);
        if (element->group != group) {
            group = element->group;
            idle = idle_group(&view, des_space_group(space, group)->path);
        }
        why[i] = idle ? idle : idle_element(&view, element->path);
    }
    free(view.part);
}

/* ---- what an arm does ---- */

enum { MANY_POSTS = 8 };                  /* so many are tried in the smallest places */
static const double many_per_1000 = 20.0; /* ten times S2, the largest team described */

static void advise_posts(const struct view *view, struct des_diagnostics *advice) {
    const char *name = view->model->name;
    double dose = 1000.0 * (double)view->posts / hc_max(1.0, (double)view->place.users);
    if (view->posts == 0 && view->staffing.fixed != 0) {
        des_diagnostics_add(advice,
                            "arm.model: \"%s\" has no posts in this place, where there are %zu "
                            "users and %zu residents of care housing: the arm equals the baseline "
                            "(see care.%s.staffing)",
                            name, view->place.users, view->place.residents, name);
    }
    if (view->posts > MANY_POSTS && dose > many_per_1000) {
        des_diagnostics_add(
            advice,
            "care.%s.staffing: %zu posts for %zu users are %.0f per 1000; described "
            "teams have 1 to 2 (see staffing.fixed and staffing.per_1000_users)",
            name, view->posts, view->place.users, dose);
    }
    if (view->posts > 0 && view->staffing.here <= 0.0) {
        des_diagnostics_add(advice,
                            "care.%s.staffing.here: 0: the posts belong to others, and nobody "
                            "comes here (say the share of a post that is for this municipality)",
                            name);
    }
}

static bool has_hooks(const struct hc_care_model *model) {
    static const struct hc_hooks none;
    return memcmp(&model->hooks, &none, sizeof none) != 0;
}

/* A base of which all parts are left out. */
static void advise_parts(const struct view *view, struct des_diagnostics *advice) {
    if (view->posts > 0 && view->part_count == 0 && !has_hooks(view->model)) {
        des_diagnostics_add(advice,
                            "arm.parts: no part of \"%s\" is left, so that its own staff have no "
                            "work of the function",
                            view->model->name);
    }
}

static void advise_area(const struct view *view, struct des_diagnostics *advice) {
    const struct hc_area *area = &view->area;
    const char *name = view->model->name;
    bool routes = area->on_route && area->zones != 0;
    bool wards = area->care_housing && area->wards != 0 && view->place.residents > 0;
    if (view->posts > 0 && !routes && !wards && !area->other_service &&
        !has_part(view, name, "nursing_home")) {
        des_diagnostics_add(advice,
                            "care.%s.area: own staff serve nobody here (set on_route, "
                            "other_service, or care_housing in a place that has some)",
                            name);
    }
    for (size_t i = 0; i < view->part_count && view->posts > 0; i++) {
        if (strcmp(view->part[i].part->name, "round") == 0 && !area->care_housing &&
            !has_part(view, name, "nursing_home")) {
            des_diagnostics_add(advice,
                                "care.%s.area.care_housing: false, but the part \"round\" goes its "
                                "rounds there: it does nothing",
                                name);
        }
    }
}

static void advise_control(const struct view *view, struct des_diagnostics *advice) {
    const struct hc_arm *arm = &view->p.arm;
    if (arm->control == HC_CONTROL_SAME_STRUCTURE && view->staffing.own == HC_OWN_NURSE) {
        des_diagnostics_add(advice,
                            "arm.control: same_structure of \"%s\", whose own staff are nurses "
                            "already: the arm is its own control",
                            view->model->name);
    }
    if (arm->control == HC_CONTROL_SAME_MONEY && arm->against != HC_AGAINST_NOBODY) {
        des_diagnostics_add(advice, "arm.against: with control = \"same_money\" there are no own "
                                    "staff, so nobody is followed (leave one of the two out)");
    }
    if (arm->control == HC_CONTROL_SAME_STRUCTURE && arm->against == HC_AGAINST_SAME_STRUCTURE) {
        des_diagnostics_add(advice, "arm.against: same_structure of an arm that is this control: "
                                    "it is compared with itself (say against = \"baseline\")");
    }
}

static void advise_levers(const struct hc_parameters *p, struct des_diagnostics *advice) {
    const struct hc_region *region = &p->levers.region;
    const struct hc_technology *technology = &p->levers.technology;
    const struct hc_continuity *continuity = &p->levers.continuity;
    const struct hc_rota_change *rota = &p->levers.rota;
    if (region->on && !region->legevakt && !region->acute_beds && !region->short_term &&
        !region->aks) {
        des_diagnostics_add(advice, "arm.levers.region: on, but nothing is shared (say legevakt, "
                                    "acute_beds, short_term or aks = true)");
    }
    if (region->on && region->population == 0) {
        des_diagnostics_add(advice, "arm.levers.region.population: 0: there is nobody to share "
                                    "with (say the inhabitants of the partners)");
    }
    if (technology->on &&
        technology->dispenser_users + technology->supervision_users + technology->follow_up_users <=
            0.0) {
        des_diagnostics_add(advice, "arm.levers.technology: on, but nobody gets any (say "
                                    "dispenser_users, supervision_users or follow_up_users)");
    }
    if (continuity->on && continuity->carer_min <= 0.0 && continuity->gp_share <= 0.0) {
        des_diagnostics_add(advice, "arm.levers.continuity: on, but without effect (say carer_min "
                                    "or gp_share)");
    }
    if (rota->on && rota->full_time <= 0.0 && rota->weekend_interval == p->staff.weekend_interval &&
        rota->weekday_shifts == p->staff.weekday_shifts &&
        rota->weekend_shifts == p->staff.weekend_shifts) {
        des_diagnostics_add(advice, "arm.levers.rota: on, but the shifts and weekends are those of "
                                    "staff.* already (say what is to change)");
    }
}

void hc_advise(const struct hc_care_model *model, const struct des_values *values,
               struct des_diagnostics *advice) {
    struct view view;
    if (!look(model, values, &view)) {
        advice->out_of_memory = true;
        free(view.part);
        return;
    }
    if (hc_organisation_has_staff(model)) {
        advise_posts(&view, advice);
        advise_parts(&view, advice);
        advise_area(&view, advice);
        advise_control(&view, advice);
    }
    advise_levers(&view.p, advice);
    free(view.part);
}
