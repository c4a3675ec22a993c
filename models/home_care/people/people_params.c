/* models/home_care/people/people_params.c - group "demand": the table and its names. */
#include "people.h"

#include <math.h>

#define REAL(...) DES_REAL(struct hc_demand, __VA_ARGS__)
#define REALS(...) DES_REALS(struct hc_demand, __VA_ARGS__)
#define SSB_NEED "SSB 2017, need by service, Helsedirektoratet"

const char *const hc_task_names[] = {
    "medication",     "personal_care", "procedure",        "nutrition",  "supervision",
    "practical_help", "alarm_call",    "nurse_assessment", "acute_call", NULL};
const char *const hc_user_state_names[] = {"home",
                                           "municipal_acute_bed",
                                           "short_term",
                                           "hospital",
                                           "ready_for_discharge",
                                           "nursing_home",
                                           "dead",
                                           "ended",
                                           "outside",
                                           NULL};

static const char *const needs[] = {"limited", "medium", "extensive", NULL};
static const char *const complexities[] = {"low", "medium", "high", NULL};
static const char *const nursing_tasks[] = {"medication", "personal_care", "procedure",
                                            "nutrition",  "supervision",   NULL};
static const char *const planned_tasks[] = {
    "medication", "personal_care", "procedure", "nutrition", "supervision", "practical_help", NULL};

const struct des_param hc_demand_params[] = {
    REAL(planned_of_granted, "1", 0.70, 0.3, 1.0, "M_Solution: about 30 % below, 80 municipalities",
         DES_GRADE_D, "planned over granted hours; unmet need counts against the plan"),
    REAL(route_67_plus, "1", 0.85, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of the users of 67 or more on a driving route"),
    REAL(route_under_67, "1", 0.35, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of the users under 67 on a driving route"),
    REAL(home_nursing_only, "1", 0.50, 0.0, 1.0, "SSB 2023, services by type", DES_GRADE_B,
         "share of route users with home nursing and no practical help"),
    REAL(practical_help_only, "1", 0.20, 0.0, 1.0, "SSB 2023, services by type", DES_GRADE_B,
         "share of route users with practical help only"),
    REALS(need_nursing_only, needs, "1", 0.0, 1.0, SSB_NEED ", unknown left out", DES_GRADE_A,
          "need of users with home nursing only", 0.53, 0.39, 0.08),
    REALS(need_both, needs, "1", 0.0, 1.0, SSB_NEED, DES_GRADE_A,
          "need of users with home nursing and practical help", 0.21, 0.50, 0.29),
    REALS(visits_per_day, needs, "1/d", 0.0, 20.0, "derived from granted hours by need, SSB",
          DES_GRADE_D, "nursing visits per user aged 67 or more, by need", 0.7, 1.9, 4.5),
    REAL(under_67_visits, "1", 0.40, 0.0, 2.0, "derived: 0.6 over 1.5 visits a day", DES_GRADE_D,
         "visits of a user under 67 over those of an older one with the same need"),
    REAL(weekend_weight, "1", 0.75, 0.0, 2.0, "assumed: weekend volume .85 of a weekday's",
         DES_GRADE_D, "chance of a weekend day over a weekday when days are chosen"),
    REALS(task_share, nursing_tasks, "1", 0.0, 1.0, "assumed", DES_GRADE_D,
          "share of nursing visits by main task", 0.40, 0.25, 0.12, 0.13, 0.10),
    REALS(task_minutes, planned_tasks, "min", 1.0, 240.0,
          "BMC HSR 2018 (3794): median visit 11-13; split by task assumed", DES_GRADE_D,
          "median planned minutes by task", 9.5, 18.0, 16.0, 12.0, 8.0, 70.0),
    REAL(task_log_sd, "1", 0.45, 0.0, 1.5, "assumed: .83 in all over tasks, plans, days",
         DES_GRADE_D, "standard deviation of log planned minutes within a task"),
    REAL(execution_log_sd, "1", 0.30, 0.0, 1.5, "assumed", DES_GRADE_D,
         "standard deviation of log minutes of a visit around its plan"),
    REAL(practical_help_fortnightly, "1", 0.60, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of practical help that comes every other week"),
    REAL(two_carers, "1", 0.10, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of personal care at extensive need that takes two carers"),
    REAL(window_min, "min", 60.0, 0.0, 480.0, "assumed", DES_GRADE_D,
         "a visit may begin this much before or after its planned start; half for medication, "
         "four times for practical help"),
    REAL(on_site_hours_week, "h/week", 20.0, 0.0, 168.0, "assumed", DES_GRADE_D,
         "planned hours per resident of staffed care housing, by on-site staff"),
    REAL(other_hours_week, "h/week", 5.0, 0.0, 168.0, "assumed", DES_GRADE_D,
         "planned hours per user served by own staff (mental health, personal assistance)"),
    REALS(complexity_67_plus, complexities, "1", 0.0, 1.0, "assumed", DES_GRADE_D,
          "complexity of users of 67 or more; under 67 half as many are complex", 0.35, 0.45, 0.20),
    REAL(dementia_67_plus, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of users of 67 or more with dementia"),
    REAL(co_resident, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D, "share living with next of kin"),
    REAL(weekly_kin, "1", 0.45, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share without co-resident kin but with weekly contact"),
    REAL(alarm_67_plus, "1", 0.80, 0.0, 1.0, "derived: .38 alarms per inhabitant of 80 or more",
         DES_GRADE_D, "share of route users of 67 or more with a personal alarm"),
    REAL(alarm_calls_per_month, "1/month", 0.4, 0.0, 10.0,
         "Vennesla, Kristiansand response centre: at most .7", DES_GRADE_D,
         "call-outs per alarm user"),
    REAL(short_episodes, "1/year", 0.40, 0.0, 3.0,
         "Helsedirektoratet (KPR) 2022: 1.56 users a "
         "year per user on a date",
         DES_GRADE_D, "short episodes a year per route user of the stock"),
    DES_DIST(struct hc_demand, short_episode_weeks, "week", 0.0, INFINITY, "assumed", DES_GRADE_D,
             "length of a short episode", LOGNORMAL, 6.0, 0.9),
    REAL(ended_per_year, "1/year", 0.06, 0.0, 2.0, "derived: inflow less deaths and nursing home",
         DES_GRADE_D, "long-term users whose service ends (better, moved), per user"),
    REAL(ward_residents, "1", 9.0, 1.0, 60.0, "assumed: wards of 8 to 10", DES_GRADE_D,
         "residents per ward of staffed care housing"),
    {0},
};
