#include "outcomes.h"

const char *const hc_stratum_names[] = {"all",        "km_0_2",       "km_2_5", "km_5_15",
                                        "km_over_15", "care_housing", NULL};

const struct des_total hc_totals[HC_TOTALS] = {
#define X(name_, unit_, meaning_) {.name = #name_, .unit = unit_, .meaning = meaning_},
    HC_TOTAL_LIST(X)
#undef X
};

/* Scales: a user-year is 365.25 user-days; money from oere to NOK. */
#define YEAR 365.25
#define NOK_YEAR (YEAR / 100.0)

/* The last argument of a row is its meaning; HEADLINE may follow: one of the few that are
 * shown when nothing else is asked for. */
#define HEADLINE .headline = true
#define ROW(name_, unit_, over_, under_, scale_, better_, group_, ...)                             \
    {                                                                                              \
        .name = name_, .unit = unit_, .numerator = over_, .denominator = under_, .scale = scale_,  \
        .better = DES_BETTER_##better_, .group = group_, .meaning = __VA_ARGS__                    \
    }
#define PER_USER_YEAR(total_, better_, group_, ...)                                                \
    ROW(#total_, "1/user-year", #total_, "user_days", YEAR, better_, group_, __VA_ARGS__)
#define SHARE(name_, over_, under_, better_, group_, ...)                                          \
    ROW(name_, "%", #over_, #under_, 100.0, better_, group_, __VA_ARGS__)
#define MONEY(name_, total_, better_, ...)                                                         \
    ROW(name_, "NOK/user-year", #total_, "user_days", NOK_YEAR, better_, "money", __VA_ARGS__)
#define OWN(name_, total_, ...)                                                                    \
    ROW(name_, "h/year", #total_, "observed_days", YEAR / 60.0, NEITHER, "own staff", __VA_ARGS__)

const struct des_outcome hc_outcomes[] = {
    /* users */
    PER_USER_YEAR(acute_admissions, LOW, "users", "acute hospital admissions", HEADLINE),
    PER_USER_YEAR(legevakt_contacts, LOW, "users", "legevakt contacts in person", HEADLINE),
    SHARE("readmissions_30_days", readmissions, discharges_index, LOW, "users",
          "acute readmissions in 30 days", HEADLINE),
    ROW("changes_unnoticed", "%", "changes_unnoticed", "changes", 100.0, LOW, "users",
        "changes of health that ended unnoticed"),
    ROW("days_to_action", "d", "days_to_action", "changes_treated", 1.0, LOW, "users",
        "from the onset of a change to its first treatment"),
    ROW("days_at_home", "d/user-year", "days_home", "user_days", YEAR, HIGH, "users",
        "days at home", HEADLINE),
    SHARE("missed_visits", planned_missed, visits_planned, LOW, "users", "planned visits missed",
          HEADLINE),
    SHARE("late_visits", visits_late, planned_done, LOW, "users",
          "planned visits begun more than 15 minutes after their window"),
    ROW("carers_28_days", "1", "carers_28_days", "carers_samples", 1.0, LOW, "users",
        "different carers per route user in 28 days"),
    ROW("unmet_minutes", "%", "minutes_unmet", "minutes_planned", 100.0, LOW, "users",
        "planned minutes cut or missed", HEADLINE),
    PER_USER_YEAR(acute_events, LOW, "users", "acute events"),
    ROW("hospital_days", "d/user-year", "days_hospital", "user_days", YEAR, LOW, "users",
        "days in hospital"),
    ROW("stay_days", "d", "stay_days", "discharges", 1.0, LOW, "users",
        "length of a hospital stay"),
    ROW("paid_waiting_days", "d/user-year", "paid_waiting_days", "user_days", YEAR, LOW, "users",
        "days in hospital ready for discharge, paid by the municipality"),
    PER_USER_YEAR(kad_stays, NEITHER, "users", "stays in municipal acute beds"),
    PER_USER_YEAR(intermediate_stays, NEITHER, "users", "stays in an intermediate ward"),
    PER_USER_YEAR(short_term_stays, NEITHER, "users", "stays in short-term places"),
    PER_USER_YEAR(nursing_home_moves, LOW, "users", "moves to a nursing home"),
    PER_USER_YEAR(deaths, LOW, "users", "deaths"),
    SHARE("deaths_at_home", deaths_home, deaths, NEITHER, "users",
          "deaths at home, in a short-term or a municipal acute bed, of all"),
    ROW("days_to_notice", "d", "days_to_notice", "changes_noticed", 1.0, LOW, "users",
        "from the onset of a change to noticing"),
    PER_USER_YEAR(false_escalations, LOW, "users", "well users sent on"),
    PER_USER_YEAR(gp_contacts, NEITHER, "users", "GP contacts"),
    ROW("gp_answer_hours", "h", "gp_answer_hours", "gp_questions", 1.0, LOW, "users",
        "until a GP answers"),
    SHARE("gp_messages_lost", gp_messages_lost, gp_questions, LOW, "users",
          "questions to GPs lost or answered to the wrong shift"),
    SHARE("ward_admissions", ward_admissions, ward_deteriorations, LOW, "users",
          "deteriorations in the nursing home sent to hospital"),
    SHARE("cut_visits", visits_cut, visits_done, LOW, "users", "visits shortened"),
    SHARE("moved_visits", visits_moved, visits_planned, LOW, "users", "moves of planned visits"),
    ROW("response_minutes", "min", "response_minutes", "visits_unplanned", 1.0, LOW, "users",
        "from call to arrival at unplanned visits"),
    ROW("visits_per_user_day", "1/d", "visits_done", "user_days", 1.0, NEITHER, "users",
        "visits per user and day, users without route included"),
    ROW("minutes_per_visit", "min", "minutes_delivered", "visits_done", 1.0, NEITHER, "users",
        "carer minutes per visit"),
    /* staff */
    SHARE("direct_share", direct_minutes, duty_minutes, HIGH, "staff", "time with users"),
    SHARE("travel_share", travel_minutes, duty_minutes, LOW, "staff", "time on the road", HEADLINE),
    SHARE("indirect_share", indirect_minutes, duty_minutes, NEITHER, "staff",
          "reports and documentation"),
    SHARE("idle_share", idle_minutes, duty_minutes, NEITHER, "staff",
          "waiting and time without a task"),
    ROW("overtime_hours", "h/year", "overtime_minutes", "observed_days", YEAR / 60.0, LOW, "staff",
        "time past the planned end of shifts"),
    ROW("extra_and_agency", "%", "called_in_shifts", "shifts", 100.0, LOW, "staff",
        "shifts by part-timers called in and by temps"),
    ROW("hours_without_nurse", "h/week", "hours_without_nurse", "observed_days", 7.0, LOW, "staff",
        "no nurse within 30 minutes", HEADLINE),
    SHARE("absence", absent_days, held_days, LOW, "staff", "absence through sickness"),
    SHARE("vacancy", vacant_days, post_days, LOW, "staff", "vacant posts"),
    SHARE("gaps_open", gaps_open, rota_shifts, LOW, "staff", "gaps that nobody covered"),
    SHARE("unskilled_visits", visits_unskilled, visits_done, LOW, "staff",
          "visits by assistants without health education"),
    ROW("km_per_route_visit", "km", "km", "visits_done", 1.0, LOW, "staff", "driven per visit"),
    ROW("rest_breaches", "1/year", "rest_breaches", "observed_days", YEAR, LOW, "staff",
        "shifts begun with too little rest"),
    ROW("leavers", "1/year", "leavers", "observed_days", YEAR, LOW, "staff",
        "people who left the workplace"),
    ROW("duty_hours_day", "h/d", "duty_minutes", "observed_days", 1.0 / 60.0, NEITHER, "staff",
        "hours on duty in the rota teams"),
    ROW("visits_day", "1/d", "visits_done", "observed_days", 1.0, NEITHER, "staff", "visits a day"),
    /* own staff of the care model */
    ROW("own_dose", "1/1000", "own_post_days", "user_days", 1000.0, NEITHER, "own staff",
        "dose: own staff per 1000 users", HEADLINE),
    SHARE("own_time_eaten", own_pulled, own_duty, LOW, "own staff",
          "time eaten by absence cover, over time on duty"),
    ROW("own_wait_days", "d", "own_wait_days", "own_tasks_done", 1.0, LOW, "own staff",
        "days a task waited", HEADLINE),
    ROW("users_reached", "1/year", "users_reached", "observed_days", YEAR, NEITHER, "own staff",
        "users reached for the first time"),
    SHARE("own_tasks_dropped", own_tasks_dropped, own_tasks, LOW, "own staff",
          "tasks that waited too long"),
    SHARE("own_travel_share", own_travel, own_duty, LOW, "own staff", "time on the road"),
    SHARE("own_idle_share", own_idle, own_duty, NEITHER, "own staff", "own staff idle", HEADLINE),
    OWN("own_first_assessment", own_first_assessment, "first assessments"),
    OWN("own_follow_up", own_follow_up, "follow-up visits"),
    OWN("own_medicine_review", own_medicine_review, "medication reviews"),
    OWN("own_yearly_check", own_yearly_check, "yearly checks"),
    OWN("own_weekly_round", own_weekly_round, "weekly rounds"),
    OWN("own_sick_visit", own_sick_visit, "sick visits"),
    OWN("own_acute_visit", own_acute_visit, "acute visits"),
    OWN("own_discharge_follow_up", own_discharge_follow_up, "follow-up after discharge"),
    OWN("own_message", own_message, "messages and calls"),
    OWN("own_base_presence", own_base_presence, "presence at bases"),
    OWN("own_teaching", own_teaching, "teaching"),
    OWN("own_team_work", own_team_work, "team, development, administration"),
    OWN("own_coordination", own_coordination, "coordination"),
    OWN("own_consultation", own_consultation, "consultations"),
    OWN("own_ward_work", own_ward_work, "work at wards and the legevakt"),
    ROW("own_rota_shifts", "1/year", "own_rota_shifts", "observed_days", YEAR, NEITHER, "own staff",
        "shifts of own staff in the rota"),
    SHARE("function_alive", function_days, observed_days, HIGH, "own staff",
          "days on which the function exists"),
    /* money */
    MONEY("cost_municipality", cost_municipality, LOW, "paid by the municipality", HEADLINE),
    MONEY("cost_hospital_trust", cost_hospital_trust, LOW,
          "paid by the hospital trust, average cost"),
    MONEY("cost_state", cost_state, LOW, "paid by the state"),
    MONEY("cost_user", cost_user, LOW, "paid by the user"),
    MONEY("cost_total", cost_total, LOW, "paid by all", HEADLINE),
    MONEY("cost_hospital_cashable", cost_hospital_cashable, LOW,
          "hospital cost saved in the short run if avoided"),
    MONEY("cost_wages", cost_wages, LOW, "wages of the rota teams"),
    MONEY("cost_own_staff", cost_own_staff, LOW, "wages of own staff"),
    MONEY("cost_overtime", cost_overtime, LOW, "overtime"),
    MONEY("cost_agency", cost_agency, LOW, "temps from agencies"),
    MONEY("cost_travel", cost_travel, LOW, "cars"),
    MONEY("cost_waiting", cost_waiting, LOW, "paid waiting days"),
    MONEY("cost_beds", cost_beds, LOW, "municipal acute beds, short-term places, nursing home"),
    MONEY("cost_legevakt", cost_legevakt, LOW, "legevakt, average cost"),
    MONEY("cost_ambulance", cost_ambulance, LOW, "ambulances"),
};
const size_t hc_outcome_count = sizeof hc_outcomes / sizeof *hc_outcomes;
