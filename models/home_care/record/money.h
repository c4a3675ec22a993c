/* models/home_care/record/money.h - what it costs and who pays, NOK 2024, in whole oere.
 *
 * Wages follow hours at work: yearly pay, pension and employer's tax over the hours
 * worked in a full post, and the supplements of evenings, nights, weekends and
 * public holidays by the clock.  Sums are of integers, so they are
 * exact in any order. */
#ifndef HOME_CARE_MONEY_H
#define HOME_CARE_MONEY_H

#include "home_care/people/people.h"

struct hc_worker;

/* Group "money". */
struct hc_money {
    double pay_assistant;
    double pay_hfa;
    double pay_vernepleier;
    double evening_supplement;
    double night_supplement;
    double night_least;
    double weekend_supplement;
    double weekend_least;
    double holiday_supplement;
    double tariff_hours;
    double holiday_pay;
    double rota_supplement;
    double pension;
    double overtime_factor;
    double agency_factor;
    double km;
    double hospital_stay_fixed;
    double hospital_day;
    double hospital_cashable;
    double waiting_day;
    double kad_day;
    double short_term_day;
    double nursing_home_day;
    double legevakt_contact;
    double legevakt_municipality;
    double legevakt_state;
    double gp_contact;
    double consultation_refund;
    double ambulance;
    double ambulance_km;
    double ambulance_air;
};
extern const struct des_param hc_money_params[];

/* The pay of a shift or a day of own staff that ended. */
void hc_money_shift(struct hc_world *world, const struct hc_worker *worker, double end);
/* On-site hours of staffed housing and other own services, in a day. */
void hc_money_on_site(struct hc_world *world, double hours);
void hc_money_waiting(struct hc_world *world, const struct hc_user *user, double days);
/* What a lever costs, NOK: the state pays a share, the municipality the rest. */
void hc_money_lever(struct hc_world *world, double nok, double state_share);
/* To a bed that stands so far away, and back; nothing for one that is here. */
void hc_money_transport(struct hc_world *world, const struct hc_user *user, double road_km);
void hc_money_ambulance(struct hc_world *world, const struct hc_user *user);
/* What follows from totals alone: stays, days, contacts.  At the end of a run. */
void hc_money_finish(struct hc_world *world);

/* Nurse posts in the rota that `own_posts` of own staff, and so much else a year, would pay for,
 * less the nurse posts given up; never below 0. */
double hc_money_same_nurse_fte(const struct hc_world *world, double own_posts, double converted,
                               double nok_year);

#endif
