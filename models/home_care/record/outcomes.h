/* models/home_care/record/outcomes.h - what is counted, and the ratios shown of it.
 *
 * Totals are additive and kept by stratum: the whole place, the distance bands of
 * users' homes from their base and staffed care housing, which make up the whole, and the age
 * groups, which do so again.  Staff and wages belong to the whole place only. */
#ifndef HOME_CARE_OUTCOMES_H
#define HOME_CARE_OUTCOMES_H

#include "des/model.h"

enum hc_stratum {
    HC_STRATUM_ALL,
    HC_STRATUM_KM_0_2,
    HC_STRATUM_KM_2_5,
    HC_STRATUM_KM_5_15,
    HC_STRATUM_KM_OVER_15,
    HC_STRATUM_CARE_HOUSING,
    HC_STRATUM_AGE, /* HC_AGE_GROUPS of them, in their order */
    HC_STRATA = HC_STRATUM_AGE + 4
};
extern const char *const hc_stratum_names[];

/* What effects are counted in, of users reached by own staff and from their first reach
 * (effect.h): which, unit, of what. */
#define HC_EFFECT_LIST(X)                                                                          \
    X(user_days, "d", "days of users served")                                                      \
    HC_EFFECT_OF_EVENTS(X)
#define HC_EFFECT_OF_EVENTS(X)                                                                     \
    X(acute_admissions, "1", "acute hospital admissions")                                          \
    X(legevakt_contacts, "1", "legevakt contacts, face to face")                                   \
    X(discharges_index, "1", "discharges at least 30 days before the end, 30 days not over")       \
    X(readmissions, "1", "acute readmissions in 30 days")                                          \
    X(discharges, "1", "discharges from hospital")                                                 \
    X(stay_days, "d", "lengths of finished hospital stays")                                        \
    X(nursing_home_moves, "1", "moves to a nursing home")                                          \
    X(deaths, "1", "deaths of users served")

/* name, unit, meaning */
#define HC_TOTAL_LIST(X)                                                                           \
    X(inhabitant_years, "year", "inhabitants times observed years")                                \
    X(runs, "1", "runs")                                                                           \
    X(observed_days, "d", "observed days")                                                         \
    X(user_days, "d", "days of users served, away or not")                                         \
    X(route_user_days, "d", "of them days of users on a driving route")                            \
    X(alarm_user_days, "d", "of them days of users with a personal alarm")                         \
    X(user_days_under_67, "d", "of them days of users under 67")                                   \
    X(user_days_80, "d", "of them days of users aged 80 or more")                                  \
    X(inhabitant_years_80, "year", "inhabitants aged 80 or more times observed years")             \
    X(users_start, "1", "users served on day 0")                                                   \
    X(users_end, "1", "users served at the end")                                                   \
    X(users_in, "1", "users who entered")                                                          \
    X(users_out, "1", "users who left: dead, ended, to a nursing home")                            \
    X(services_ended, "1", "users whose service ended")                                            \
    X(users_reached, "1", "users reached by own staff of the care model")                          \
    X(days_home, "d", "days at home")                                                              \
    X(days_kad, "d", "days in a municipal acute bed")                                              \
    X(days_short_term, "d", "days in a short-term place")                                          \
    X(days_hospital, "d", "days in hospital, waiting for discharge not included")                  \
    X(days_ready, "d", "days in hospital ready for discharge")                                     \
    X(days_nursing_home, "d", "days in a nursing home of users who moved there")                   \
    X(ward_deteriorations, "1", "deteriorations of nursing-home residents")                        \
    X(ward_admissions, "1", "of them sent to hospital (not in costs: no users of home care)")      \
    X(deaths, "1", "deaths of users served")                                                       \
    X(deaths_home, "1", "deaths at home, in a short-term place or municipal acute bed")            \
    X(deaths_hospital, "1", "deaths in hospital")                                                  \
    X(deaths_nursing_home, "1", "deaths of former users in a nursing home")                        \
    X(need_rises, "1", "care plans decided up")                                                    \
    X(need_falls, "1", "care plans decided down")                                                  \
    X(changes, "1", "latent changes of health")                                                    \
    X(changes_noticed, "1", "changes noticed")                                                     \
    X(changes_unnoticed, "1", "changes that ended unnoticed")                                      \
    X(changes_treated, "1", "changes treated, once or more")                                       \
    X(changes_resolved, "1", "changes resolved by treatment")                                      \
    X(days_to_notice, "d", "days from onset to noticing")                                          \
    X(days_to_action, "d", "days from onset to the first treatment")                               \
    X(false_escalations, "1", "well users sent on")                                                \
    X(alarm_calls, "1", "personal-alarm call-outs")                                                \
    X(gp_contacts, "1", "questions to and contacts with GPs")                                      \
    X(gp_questions, "1", "of them questions about a change, which wait for an answer")             \
    X(gp_answer_hours, "h", "hours until the GP's answer")                                         \
    X(gp_messages_lost, "1", "messages lost")                                                      \
    X(gp_messages, "1", "of the questions: by message")                                            \
    X(gp_message_hours, "h", "hours until their answer")                                           \
    X(gp_calls, "1", "of the questions: urgent, by phone")                                         \
    X(gp_call_hours, "h", "hours until their answer")                                              \
    X(gp_together, "1", "of the questions: of who shares the office or the round")                 \
    X(gp_together_hours, "h", "hours until their answer")                                          \
    X(gp_answers, "1", "questions answered")                                                       \
    X(gp_withdrawn, "1", "questions withdrawn: the user has left, or the change is over")          \
    X(gp_desk_offered, "min", "desk time of all GPs")                                              \
    X(gp_desk_worked, "min", "of it used")                                                         \
    X(gp_desk_late, "min", "desk work of GPs in the evening")                                      \
    X(gp_office_evening, "min", "work left on desks of the first office, over working days")       \
    X(gp_office_days, "d", "working days of its desks")                                            \
    X(gp_desk_evening, "min", "work left on desks, over their working days")                       \
    X(gp_desk_days, "d", "working days of desks")                                                  \
    X(medicine_reviews, "1", "medication reviews by own staff")                                    \
    X(acute_events, "1", "acute events")                                                           \
    X(acute_settled_home, "1", "acute events that ended at home")                                  \
    X(legevakt_contacts, "1", "legevakt contacts, face to face")                                   \
    X(legevakt_replaced, "1", "legevakt contacts that distance turned into something else")        \
    X(legevakt_phone, "1", "of them settled by phone")                                             \
    X(acute_admissions, "1", "acute hospital admissions")                                          \
    X(admissions_false, "1", "of them after false escalation")                                     \
    X(admissions_80, "1", "of them of users aged 80 or more")                                      \
    X(legevakt_all, "1", "legevakt contacts of all inhabitants, face to face")                     \
    X(kad_all, "1", "stays in a municipal acute bed, of all who use it")                           \
    X(kad_days_used, "d", "days on which its beds were taken")                                     \
    X(kad_days_offered, "d", "its beds times observed days")                                       \
    X(short_term_all, "1", "stays in a short-term place, of all who use it")                       \
    X(short_term_days_used, "d", "days on which its places were taken")                            \
    X(short_term_days_offered, "d", "its places, summed over days")                                \
    X(nursing_home_all, "1", "moves into a nursing home, of all who do")                           \
    X(nursing_home_days_used, "d", "days on which its places were taken")                          \
    X(nursing_home_days_offered, "d", "its places, summed over days")                              \
    X(stay_days, "d", "lengths of finished hospital stays")                                        \
    X(discharges, "1", "discharges from hospital")                                                 \
    X(discharges_index, "1", "discharges at least 30 days before the end")                         \
    X(readmissions, "1", "acute admissions within 30 days of such a discharge")                    \
    X(discharges_waited, "1", "discharges after paid waiting")                                     \
    X(paid_waiting_days, "d", "days in hospital paid by the municipality")                         \
    X(kad_stays, "1", "stays in a municipal acute bed")                                            \
    X(intermediate_stays, "1", "stays in an intermediate ward")                                    \
    X(kad_full, "1", "municipal acute beds wanted but full")                                       \
    X(short_term_stays, "1", "stays in a short-term place")                                        \
    X(extra_bed_stays, "1", "of them in a bed beyond the places")                                  \
    X(nursing_home_needs, "1", "users who came to need a long-term place")                         \
    X(nursing_home_moves, "1", "moves to a nursing home")                                          \
    X(ambulances, "1", "ambulance missions")                                                       \
    X(air_ambulances, "1", "of them by helicopter or boat")                                        \
    X(visits_planned, "1", "planned visits")                                                       \
    X(visits_unplanned, "1", "visits not planned: alarms, nurse to a change, acute calls")         \
    X(visits_done, "1", "visits carried out, planned or not")                                      \
    X(planned_done, "1", "planned visits carried out")                                             \
    X(visits_digital, "1", "planned visits made by technology")                                    \
    X(planned_missed, "1", "planned visits missed")                                                \
    X(planned_cancelled, "1", "planned visits cancelled: user away or gone")                       \
    X(planned_open, "1", "planned visits open at the end of the run")                              \
    X(unplanned_missed, "1", "unplanned visits that nobody could make")                            \
    X(visits_late, "1", "planned visits begun late")                                               \
    X(visits_cut, "1", "visits shortened for want of time")                                        \
    X(visits_moved, "1", "moves of planned visits to another shift or day")                        \
    X(visits_single_handed, "1", "two-carer visits with one carer")                                \
    X(visits_unskilled, "1", "visits by assistants without health education")                      \
    X(minutes_planned, "min", "carer minutes planned for visits due")                              \
    X(minutes_delivered, "min", "carer minutes with users")                                        \
    X(minutes_cut, "min", "minutes cut from visits")                                               \
    X(minutes_missed, "min", "carer minutes of missed visits")                                     \
    X(minutes_unmet, "min", "carer minutes cut or missed")                                         \
    X(minutes_late, "min", "lateness of late visits")                                              \
    X(response_minutes, "min", "from call to arrival at unplanned visits")                         \
    X(carers_28_days, "1", "different carers in 28 days, over sampled users")                      \
    X(carers_samples, "1", "users sampled for it, each week")                                      \
    X(on_site_hours, "h", "hours by on-site staff and other own services")                         \
    X(shifts, "1", "shifts worked in the rota teams")                                              \
    X(rota_shifts, "1", "shifts that stand in the rota")                                           \
    X(rota_minutes, "min", "planned time of shifts of the rota by those whose shifts they are")    \
    X(duty_minutes, "min", "time on duty")                                                         \
    X(direct_minutes, "min", "time with users")                                                    \
    X(travel_minutes, "min", "time on the road")                                                   \
    X(indirect_minutes, "min", "reports, documentation")                                           \
    X(break_minutes, "min", "breaks")                                                              \
    X(idle_minutes, "min", "waiting and time without a task")                                      \
    X(other_minutes, "min", "reports, documentation, breaks, waiting")                             \
    X(shared_minutes, "min", "idle time of a shared night worker, given to the nursing home")      \
    X(overtime_minutes, "min", "time past the planned end")                                        \
    X(unskilled_minutes, "min", "time on duty of assistants")                                      \
    X(km, "km", "driven")                                                                          \
    X(legs, "1", "drives of the rota teams")                                                       \
    X(legs_on_foot, "1", "of them on foot")                                                        \
    X(legs_by_bicycle, "1", "of them by bicycle")                                                  \
    X(light_km, "km", "on foot and by bicycle")                                                    \
    X(crossings, "1", "legs that crossed by ferry")                                                \
    X(crossing_minutes, "min", "time of these legs, waiting for the ferry included")               \
    X(road_closed_days, "d", "days on which a settlement's road was closed, over settlements")     \
    X(visits_cut_off, "1", "times that a visit was put off for a closed road or the ferry")        \
    X(calls_answered_outside, "1", "calls from behind a closed road, answered from outside")       \
    X(rest_breaches, "1", "shifts begun with too little rest")                                     \
    X(weekly_rest_breaches, "1", "weeks of a worker without the weekly rest")                      \
    X(weekend_breaches, "1", "weekends worked sooner after another than agreed")                   \
    X(overtime_breaches, "1", "weeks of a worker with overtime past a limit")                      \
    X(gaps, "1", "shifts short for which cover was sought")                                        \
    X(gaps_open, "1", "of them not covered")                                                       \
    X(extra_shifts, "1", "extra shifts by part-timers")                                            \
    X(agency_shifts, "1", "shifts by temps")                                                       \
    X(called_in_shifts, "1", "extra shifts and shifts by temps")                                   \
    X(lent_shifts, "1", "shifts lent between zones")                                               \
    X(hours_without_nurse, "h", "hours without a nurse on duty within 30 minutes, mean of zones")  \
    X(post_days, "d", "posts, own staff included, times days")                                     \
    X(vacant_days, "d", "of them vacant")                                                          \
    X(held_days, "d", "of them held by somebody")                                                  \
    X(absent_days, "d", "of those absent through sickness")                                        \
    X(held_days_q1, "d", "posts held in quarter 1, times days")                                    \
    X(absent_days_q1, "d", "of them absent through sickness")                                      \
    X(held_days_q2, "d", "posts held in quarter 2, times days")                                    \
    X(absent_days_q2, "d", "of them absent through sickness")                                      \
    X(held_days_q3, "d", "posts held in quarter 3, times days")                                    \
    X(absent_days_q3, "d", "of them absent through sickness")                                      \
    X(held_days_q4, "d", "posts held in quarter 4, times days")                                    \
    X(absent_days_q4, "d", "of them absent through sickness")                                      \
    X(people_days, "d", "people employed times days")                                              \
    X(leavers, "1", "people who left the workplace")                                               \
    X(own_first_assessment, "min", "own staff: first assessments")                                 \
    X(own_follow_up, "min", "own staff: follow-up visits")                                         \
    X(own_medicine_review, "min", "own staff: medication reviews")                                 \
    X(own_yearly_check, "min", "own staff: yearly checks")                                         \
    X(own_weekly_round, "min", "own staff: weekly rounds")                                         \
    X(own_sick_visit, "min", "own staff: sick visits")                                             \
    X(own_acute_visit, "min", "own staff: acute visits")                                           \
    X(own_discharge_follow_up, "min", "own staff: follow-up after discharge")                      \
    X(own_message, "min", "own staff: messages and calls")                                         \
    X(own_base_presence, "min", "own staff: presence at bases")                                    \
    X(own_teaching, "min", "own staff: teaching")                                                  \
    X(own_team_work, "min", "own staff: team, development, administration")                        \
    X(own_coordination, "min", "own staff: coordination")                                          \
    X(own_consultation, "min", "own staff: consultations")                                         \
    X(own_ward_work, "min", "own staff: work at wards of nursing homes and short stays")           \
    X(own_travel, "min", "own staff: travel")                                                      \
    X(own_break, "min", "own staff: breaks")                                                       \
    X(own_idle, "min", "own staff: time without a task")                                           \
    X(own_duty, "min", "own staff: time on duty")                                                  \
    X(own_set_aside, "min", "own staff: time set aside, what the rota gets of it included")        \
    X(own_pulled, "min", "own staff: of it eaten by absence cover")                                \
    X(own_ordinary, "min", "own staff: of it ordinary visits, as little waited")                   \
    X(own_base_wanted, "1", "own staff: visits to bases wanted")                                   \
    X(own_base_visits, "1", "own staff: of them made")                                             \
    X(own_local_beds, "1", "own staff: admissions that a municipal bed replaced")                  \
    X(gp_spared_minutes, "min", "GPs' time that own staff spared, less what they cost")            \
    X(gp_acceptance, "1", "acceptance of own staff by the GPs of users served at the end")         \
    X(used_by_colleagues, "1", "how far zones of users served at the end use own staff")           \
    X(accept_samples, "1", "users served by own staff at the end")                                 \
    X(housing_user_days, "d", "days of residents of staffed care housing")                         \
    X(housing_legevakt, "1", "legevakt contacts of residents of care housing")                     \
    X(housing_questions, "1", "questions to GPs about residents of care housing")                  \
    X(housing_answer_hours, "h", "hours until the GP's answer about them")                         \
    X(own_referrals, "1", "own staff: acute calls referred without a doctor")                      \
    X(own_consultations, "1", "own staff: consultations on delegation")                            \
    X(own_rota_shifts, "1", "own staff: shifts in the rota")                                       \
    X(function_days, "d", "days on which the function of own staff exists")                        \
    X(functions_orphaned, "1", "functions whose only carrier left, not anchored")                  \
    X(functions_ended, "1", "of them ended")                                                       \
    X(studies_begun, "1", "nurses who began to study for a post of own staff")                     \
    X(studies_broken, "1", "of them dropped out, or left the workplace before the end")            \
    X(aks_educated, "1", "AKS who finished and took up their post")                                \
    X(aks_leaked, "1", "AKS who finished and went to another employer")                            \
    X(pipelines, "1", "runs in which own staff have to be educated")                               \
    X(days_before_first, "d", "days of these before the first AKS is there")                       \
    X(own_posts_end, "1", "posts of own staff held at the end")                                    \
    X(student_days, "d", "nurses who study times days")                                            \
    X(own_post_days, "d", "own staff: posts times days")                                           \
    X(own_tasks, "1", "own staff: tasks asked for")                                                \
    X(own_tasks_done, "1", "own staff: tasks done")                                                \
    X(own_tasks_dropped, "1", "own staff: tasks that waited too long")                             \
    X(own_tasks_void, "1", "own staff: tasks about users who had left before")                     \
    X(own_wait_days, "d", "own staff: days that done tasks had waited when begun")                 \
    X(cost_wages, "oere", "wages of the rota teams")                                               \
    X(cost_own_staff, "oere", "wages of own staff")                                                \
    X(cost_supplements, "oere", "supplements of hours in wages of rota teams")                     \
    X(cost_overtime, "oere", "overtime")                                                           \
    X(cost_agency, "oere", "temps from agencies")                                                  \
    X(cost_travel, "oere", "cars")                                                                 \
    X(cost_on_site, "oere", "on-site staff of care housing and other own services")                \
    X(cost_kad, "oere", "municipal acute beds")                                                    \
    X(cost_short_term, "oere", "short-term places")                                                \
    X(cost_nursing_home, "oere", "nursing home, of users who moved there in the run")              \
    X(cost_beds, "oere", "municipal acute beds, short-term places, nursing home")                  \
    X(cost_levers, "oere", "levers: devices, courses, education, before subsidy")                  \
    X(cost_waiting, "oere", "paid waiting days")                                                   \
    X(cost_hospital, "oere", "hospital, average cost")                                             \
    X(cost_hospital_cashable, "oere", "the part of it saved in the short run if avoided")          \
    X(cost_ambulance, "oere", "ambulances")                                                        \
    X(cost_legevakt, "oere", "legevakt, average cost")                                             \
    X(cost_gp, "oere", "GP contacts")                                                              \
    X(cost_municipality, "oere", "paid by the municipality")                                       \
    X(cost_hospital_trust, "oere", "paid by the hospital trust")                                   \
    X(cost_state, "oere", "paid by the state")                                                     \
    X(cost_user, "oere", "paid by users")                                                          \
    X(cost_total, "oere", "paid by all")

enum hc_total {
#define X(name, unit, meaning) HC_TOTAL_##name,
    HC_TOTAL_LIST(X)
#undef X
#define X(name, unit, meaning) HC_TOTAL_reached_##name,
        HC_EFFECT_LIST(X)
#undef X
#define X(name, unit, meaning) HC_TOTAL_usual_##name,
            HC_EFFECT_LIST(X)
#undef X
                HC_TOTALS
};

/* The total that counts it from first reach on; HC_TOTALS: none (days: effect.c, as first
 * reach lies within a state). */
static inline enum hc_total hc_total_reached(enum hc_total total) {
    switch (total) {
#define X(name, unit, meaning)                                                                     \
    case HC_TOTAL_##name:                                                                          \
        return HC_TOTAL_reached_##name;
        HC_EFFECT_OF_EVENTS(X)
#undef X
    default:
        return HC_TOTALS;
    }
}

extern const struct des_total hc_totals[HC_TOTALS];
extern const struct des_outcome hc_outcomes[];
extern const size_t hc_outcome_count;
extern const struct des_effect hc_effects[];
extern const size_t hc_effect_count;
extern const char hc_targets[]; /* scenarios/parameters/targets.cfg */

#endif
