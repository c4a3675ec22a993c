/* models/home_care/health/health.h - a user's health between visits and services.
 *
 *   stable -> change (latent) -> noticed, or not -> handled, passing, or acute
 *          -> sudden event without warning       -> acute
 *
 * A change is noticed at a visit, by next of kin, at an assessment, or not at
 * all.  Without treatment that succeeds it turns acute after a Weibull time,
 * unless it was of the kind that passes by itself.  Base rates have no rural
 * gradient. */
#ifndef HOME_CARE_HEALTH_H
#define HOME_CARE_HEALTH_H

#include "home_care/people/people.h"

/* Group "health". */
struct hc_health {
    double change_rate[HC_AGE_GROUPS];
    double change_by_complexity[HC_COMPLEXITIES];
    double frailty_log_sd;
    double terminal_admission;
    double after_discharge_30;
    double after_discharge_90;
    double medicine_share;
    double self_limiting;
    double sudden_rate[HC_AGE_GROUPS];
    double minor_rate[HC_AGE_GROUPS];
    double minor_care_housing;
    struct des_dist crisis_days;
    double death[HC_AGE_GROUPS];
    double death_nursing_home;
    double nursing_home[HC_AGE_GROUPS];
    double nursing_home_dementia;
    double nursing_home_alone;
    double function_drop_hospital;
    double function_drop_crisis;
    double function_gain;
};
extern const struct des_param hc_health_params[];

/* Group "response": noticing, and what ordinary practice does about it. */
struct hc_response {
    double notice_assistant;
    double notice_hfa;
    double notice_known;
    double notice_unknown;
    double notice_short_visit;
    double notice_night;
    double notice_kin[3];
    double on_site_contacts;
    double false_escalation_visit;
    double false_escalation_admitted;
    double success_watch;
    double success_nurse;
    double success_gp;
    double decay_per_day;
    double gp_asked;
    double gp_phone;
    double home_care_first;
    double settle_phone;
    double by_ambulance;
    double by_legevakt;
    double by_legevakt_day;
};
extern const struct des_param hc_response_params[];

/* Groups "nurse" and "aks": struct hc_competence (homecare/care_model.h). */
extern const struct des_param hc_nurse_params[];
extern const struct des_param hc_aks_params[];
/* Group "pharmacist": where she differs from an ordinary nurse. */
struct hc_pharmacist {
    double medicine_hazard;
    double base_pay;
};
extern const struct des_param hc_pharmacist_params[];

void hc_health_start(struct hc_world *world, uint32_t id);
/* Nothing more happens of itself: dead, ended or in a nursing home. */
void hc_health_stop(struct hc_world *world, uint32_t id);
/* Own staff have met the user: rates become what follows from it. */
void hc_health_met(struct hc_world *world, uint32_t id);
/* The hazard of a change is worked out anew (discharge, review, time since). */
void hc_health_renew(struct hc_world *world, uint32_t id);
void hc_alarm_next(struct hc_world *world, uint32_t id);

/* A visit of `minutes` by this profession ended: is a change seen?  `u` decides. */
void hc_health_visit(struct hc_world *world, uint32_t id, enum hc_profession by, bool known,
                     double minutes, bool night, double u, double u_false);
/* A digital visit: `ratio` is on what a helsefagarbeider would notice. */
void hc_health_digital_visit(struct hc_world *world, uint32_t id, double ratio, double u,
                             double u_false);
/* The change that is there has been seen; the care model is asked, then ordinary
 * practice. */
void hc_health_noticed(struct hc_world *world, uint32_t id, enum hc_profession by);
/* The ordinary way: a nurse visit, or at a nurse's visit her action and the GP. */
void hc_health_ordinary(struct hc_world *world, uint32_t id, enum hc_profession by);
/* A nurse, or who else may, came about a noticed change. */
void hc_health_nurse_came(struct hc_world *world, uint32_t id, enum hc_skill skill);
/* The nurse could not come: the change is watched. */
void hc_health_nurse_missing(struct hc_world *world, uint32_t id);
/* Treatment with this chance before delay; delay counts from noticing. */
void hc_health_treat(struct hc_world *world, uint32_t id, double success);
/* A structured assessment of `minutes`; returns whether a change that is there was
 * found.  The chance to send on a well user is that of a broad assessment, in
 * proportion to the time for a shorter one. */
bool hc_health_assess(struct hc_world *world, uint32_t id, const struct hc_competence *competence,
                      double minutes, uint64_t occurrence);
/* The change is over, treated or turned acute. */
void hc_health_resolve(struct hc_world *world, uint32_t id);

void hc_health_midnight(struct hc_world *world, int64_t day);

void hc_on_change(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_crisis(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_sudden(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_hazard_step(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_alarm(void *context, struct des_sim *sim, const struct des_event *event);

#endif
