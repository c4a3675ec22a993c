/* models/home_care/parameters.c - where each group of a scenario goes. */
#include "parameters.h"

#include <stddef.h>

static const char *const controls[] = {"none", "same_structure", "same_money", NULL};
static const char *const posts[] = {"converted", "added", NULL};
static const char *const against[] = {"nobody", "baseline", "same_structure", NULL};

static const struct des_param arm_params[] = {
    DES_TEXT(struct hc_arm, model, "baseline", "the experiment", DES_GRADE_D,
             "care model of the arm"),
    DES_TEXT(struct hc_arm, base, "", "the experiment", DES_GRADE_D,
             "instead of model: the care model that the arm changes by parts"),
    DES_TEXT(struct hc_arm, parts, "", "the experiment", DES_GRADE_D,
             "with model: the parts it is made of, in the order in which they are asked, as a list "
             "or \"referral, round\"; \"\": those the model names.  With base: what is added "
             "(\"round\") or left out (\"-guidance\").  { part = \"round\"; weeks = 2.0; } also "
             "says its values"),
    DES_CHOICE(struct hc_arm, control, controls, HC_CONTROL_NONE, "the experiment", DES_GRADE_D,
               "none; same_structure: nurses in the posts of own staff; same_money: the money as "
               "nurse hours in the rota"),
    DES_CHOICE(struct hc_arm, post, posts, HC_POST_CONVERTED, "the experiment", DES_GRADE_D,
               "own staff in converted nurse posts, whose shifts fall vacant, or in added ones"),
    DES_CHOICE(struct hc_arm, against, against, HC_AGAINST_NOBODY, "the experiment", DES_GRADE_D,
               "follow the users that own staff reach also as they would fare in the baseline, or "
               "with nurses in the same structure: twice the time, for aksim show --effects"),
    {0},
};

#define GROUP(path_, params_, field_, meaning_)                                                    \
    {                                                                                              \
        .path = path_, .params = params_, .size = sizeof(((struct hc_parameters *)NULL)->field_),  \
        .meaning = meaning_                                                                        \
    }

static const struct {
    struct des_param_group group;
    size_t offset;
} world_groups[] = {
    {GROUP("arm", arm_params, arm, "what is done in an arm"), offsetof(struct hc_parameters, arm)},
    {GROUP("calendar", hc_calendar_params, calendar, "dates and warm-up"),
     offsetof(struct hc_parameters, calendar)},
    {GROUP("municipality", hc_municipality_params, municipality, "the place and its people"),
     offsetof(struct hc_parameters, municipality)},
    {GROUP("map", hc_map_params, map, "where people live"), offsetof(struct hc_parameters, map)},
    {GROUP("travel", hc_travel_params, travel, "roads and speed"),
     offsetof(struct hc_parameters, travel)},
    {GROUP("travel.modes", hc_modes_params, modes, "on foot and by bicycle in dense zones"),
     offsetof(struct hc_parameters, modes)},
    {GROUP("travel.winter", hc_winter_params, winter, "slower roads in winter"),
     offsetof(struct hc_parameters, winter)},
    {GROUP("travel.ferry", hc_ferry_params, ferry, "settlements beyond a ferry"),
     offsetof(struct hc_parameters, ferry)},
    {GROUP("travel.closed", hc_closed_params, closed, "roads that are closed at times"),
     offsetof(struct hc_parameters, closed)},
    {GROUP("demography", hc_demography_params, demography, "another year than 2024"),
     offsetof(struct hc_parameters, demography)},
    {GROUP("demand", hc_demand_params, demand, "users and care plans"),
     offsetof(struct hc_parameters, demand)},
    {GROUP("health", hc_health_params, health, "changes, acute events, function, death"),
     offsetof(struct hc_parameters, health)},
    {GROUP("response", hc_response_params, response, "noticing, and ordinary practice"),
     offsetof(struct hc_parameters, response)},
    {GROUP("services", hc_services_params_table, services, "GP, legevakt, beds, hospital"),
     offsetof(struct hc_parameters, services)},
    {GROUP("staff", hc_staff_params_table, staff, "posts, rota, absence, cover"),
     offsetof(struct hc_parameters, staff)},
    {GROUP("shift", hc_shift_params_table, shift, "how a shift goes"),
     offsetof(struct hc_parameters, shift)},
    {GROUP("planning", hc_planning_params, planning, "how lists are made"),
     offsetof(struct hc_parameters, planning)},
    {GROUP("nurse", hc_nurse_params, nurse, "what an ordinary nurse achieves"),
     offsetof(struct hc_parameters, nurse)},
    {GROUP("aks", hc_aks_params, aks, "what an AKS achieves: assumed, with wide doubt"),
     offsetof(struct hc_parameters, aks)},
    {GROUP("pharmacist", hc_pharmacist_params, pharmacist,
           "what a pharmacist achieves and earns, where she differs from an ordinary nurse"),
     offsetof(struct hc_parameters, pharmacist)},
    {GROUP("function", hc_function_params, function, "how own staff are set into the service"),
     offsetof(struct hc_parameters, function)},
    {GROUP("money", hc_money_params, money, "prices and pay, NOK 2024"),
     offsetof(struct hc_parameters, money)},
    {GROUP("arm.levers.task_sharing", hc_task_sharing_params, levers.task_sharing,
           "L1: which profession may do what"),
     offsetof(struct hc_parameters, levers.task_sharing)},
    {GROUP("arm.levers.rota", hc_rota_change_params, levers.rota,
           "L2: another rota, full-time culture"),
     offsetof(struct hc_parameters, levers.rota)},
    {GROUP("arm.levers.technology", hc_technology_params, levers.technology,
           "L4: welfare technology"),
     offsetof(struct hc_parameters, levers.technology)},
    {GROUP("arm.levers.rights", hc_rights_params, levers.rights,
           "L5: own staff's right to prescribe and refer"),
     offsetof(struct hc_parameters, levers.rights)},
    {GROUP("arm.levers.education", hc_education_params, levers.education,
           "L6: how nurses become AKS"),
     offsetof(struct hc_parameters, levers.education)},
    {GROUP("arm.levers.projection", hc_projection_params, levers.projection,
           "L7: need and supply in years ahead"),
     offsetof(struct hc_parameters, levers.projection)},
    {GROUP("arm.levers.region", hc_region_params, levers.region,
           "L8: services shared with neighbouring municipalities"),
     offsetof(struct hc_parameters, levers.region)},
    {GROUP("arm.levers.continuity", hc_continuity_params, levers.continuity,
           "L9: people who know each other"),
     offsetof(struct hc_parameters, levers.continuity)},
    {GROUP("data", hc_data_params, data, "a municipality's own settlements, users and posts"),
     offsetof(struct hc_parameters, data)},
};
const size_t hc_world_group_count = sizeof world_groups / sizeof *world_groups;

struct des_param_group hc_world_group(size_t index) {
    return world_groups[index].group;
}

void hc_parameters_fill(const struct des_values *values, struct hc_parameters *p) {
    for (size_t g = 0; g < hc_world_group_count; g++) {
        des_values_fill_named(values, world_groups[g].group.path,
                              (char *)p + world_groups[g].offset);
    }
    hc_demography_apply(&p->demography, &p->municipality, &p->demand);
}
