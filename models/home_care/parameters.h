/* models/home_care/parameters.h - every group of parameters that is not a care model's own. */
#ifndef HOME_CARE_PARAMETERS_H
#define HOME_CARE_PARAMETERS_H

#include "des/params.h"

#include "calendar.h"
#include "home_care/place/demography.h"
#include "home_care/organisation/function.h"
#include "home_care/health/health.h"
#include "home_care/levers/levers.h"
#include "home_care/record/money.h"
#include "home_care/place/municipality.h"
#include "home_care/reading/own_data.h"
#include "home_care/people/people.h"
#include "home_care/day/planner.h"
#include "home_care/health/services.h"
#include "home_care/day/shift.h"
#include "home_care/staff/staff.h"
#include "home_care/place/travel.h"

/* Group "arm": what is done in this arm. */
enum hc_control { HC_CONTROL_NONE, HC_CONTROL_SAME_STRUCTURE, HC_CONTROL_SAME_MONEY };
enum hc_post { HC_POST_CONVERTED, HC_POST_ADDED };
enum hc_against { HC_AGAINST_NOBODY, HC_AGAINST_BASELINE, HC_AGAINST_SAME_STRUCTURE };
struct hc_arm {
    const char *model;
    const char *base;  /* "": none; otherwise the model that `parts` changes */
    const char *parts; /* "referral, round"; "": those of the model */
    int control;
    int post;
    int against;
};

/* Every group of parameters that is not a care model's own. */
struct hc_parameters {
    struct hc_arm arm;
    struct hc_calendar_params calendar;
    struct hc_municipality municipality;
    struct hc_map_shape map;
    struct hc_travel travel;
    struct hc_modes modes;
    struct hc_winter winter;
    struct hc_ferry ferry;
    struct hc_closed closed;
    struct hc_demography demography;
    struct hc_demand demand;
    struct hc_health health;
    struct hc_response response;
    struct hc_services_params services;
    struct hc_staff_params staff;
    struct hc_shift_params shift;
    struct hc_planning planning;
    struct hc_competence nurse;
    struct hc_competence aks;
    struct hc_pharmacist pharmacist;
    struct hc_function function;
    struct hc_money money;
    struct hc_levers levers;
    struct hc_data_params data;
};

/* The groups as they stand in a scenario, in the order in which they are shown. */
extern const size_t hc_world_group_count;
struct des_param_group hc_world_group(size_t index);

/* Fills all of them; the values outlive the parameters. */
void hc_parameters_fill(const struct des_values *values, struct hc_parameters *p);

#endif
