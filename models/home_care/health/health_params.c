/* models/home_care/health/health_params.c - groups "health", "response", "nurse", "aks". */
#include "health.h"

#include <math.h>

static const char *const ages[] = {"under_67", "age_67_79", "age_80_89", "age_90_plus", NULL};
static const char *const complexities[] = {"low", "medium", "high", NULL};
static const char *const kin[] = {"none", "weekly", "co_resident", NULL};

/* What `aksim calibrate scenarios/experiments/calibrate_health.cfg` finds. */
#define FITTED "fitted by calibrate_health.cfg to "

#define REAL(...) DES_REAL(struct hc_health, __VA_ARGS__)
#define REALS(...) DES_REALS(struct hc_health, __VA_ARGS__)
const struct des_param hc_health_params[] = {
    REALS(change_rate, ages, "1/year", 0.0, 20.0,
          FITTED "acute admissions of .25, .65 and .80 by age", DES_GRADE_D,
          "latent, gradual changes of health per user", 0.4668, 0.8785, 0.9697, 0.9697),
    REALS(change_by_complexity, complexities, "1", 0.0, 10.0,
          "mild against severe frailty HR .33 (.19-.60); split assumed", DES_GRADE_D,
          "ratio on the rate of change by complexity", 0.6, 1.0, 1.9),
    REAL(frailty_log_sd, "1", 0.35, 0.0, 1.5, "assumed", DES_GRADE_D,
         "standard deviation of the log rate between users alike; mean ratio 1"),
    REAL(terminal_admission, "1", 0.20, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of those who would die at home who are taken to hospital in their last hours"),
    REAL(after_discharge_30, "1", 9.281, 1.0, 20.0,
         FITTED "18-20 % readmitted; 3.2 if it acted without delay and on all at .85 a year",
         DES_GRADE_D,
         "ratio on the rates of changes and sudden events, days 0 to 30 after a hospital stay"),
    REAL(after_discharge_90, "1", 2.0, 1.0, 20.0, "derived, as for 30 days", DES_GRADE_D,
         "the same, days 31 to 90"),
    DES_UNCERTAIN(struct hc_health, medicine_share, "1", 0.20, 0.0, 1.0,
                  "Nymoen 2022; NOU 2023: 4: about 20 % of acute admissions", DES_GRADE_B,
                  "share of changes that are medicine-related", UNIFORM, 0.10, 0.30),
    DES_UNCERTAIN(struct hc_health, self_limiting, "1", 0.35, 0.0, 1.0, "assumed", DES_GRADE_D,
                  "share of changes that pass by themselves: finding them can only cost",
                  TRIANGULAR, 0.20, 0.35, 0.50),
    REALS(sudden_rate, ages, "1/year", 0.0, 10.0,
          FITTED "acute admissions with change_rate; their ratio assumed, as .12, .30 and .42 to "
                 ".7, 1.4 and 1.8",
          DES_GRADE_D, "acute events without warning (fall, stroke, infarction)", 0.08169, 0.1874,
          0.2303, 0.2303),
    REALS(minor_rate, ages, "1/year", 0.0, 10.0,
          "derived: SSB 2023, legevakt contacts per person .18-.26 at 16-66, .22 at 67-79, .34-.38 "
          "at 80+, less acute events (26 % are referred at 65+), before home care is asked; under "
          "67 half as many again (assumed)",
          DES_GRADE_D,
          "complaints that take anybody to the legevakt and pass (wound, infection, pain, anxiety)",
          0.35, 0.18, 0.24, 0.24),
    REAL(minor_care_housing, "1", 2.0, 0.0, 20.0,
         "derived: Helsedirektoratet 2022, .67 legevakt contacts a resident, .62-.72 by age",
         DES_GRADE_D, "ratio on minor complaints of residents of care housing"),
    DES_DIST(struct hc_health, crisis_days, "d", 0.0, INFINITY,
             "assumed: infection 2-5, heart failure 7-14, decline 14-28 days", DES_GRADE_D,
             "from the onset of a change to the acute event if nothing helps", WEIBULL, 1.5, 9.0),
    REALS(death, ages, "1/year", 0.0, 5.0,
          "SSB 2019 (KPR): 13 400 deaths aged 60+ with home nursing; split by age assumed",
          DES_GRADE_D, "deaths per user", 0.012, 0.07, 0.13, 0.22),
    REAL(death_nursing_home, "1/year", 0.35, 0.0, 5.0, "Vossius 2018: median survival 2.2 years",
         DES_GRADE_B, "deaths per long-term resident"),
    REALS(
        nursing_home, ages, "1/year", 0.0, 2.0,
        "derived: 11 000 long-term admissions a year in the country; fitted to 75 a year in a town",
        DES_GRADE_D, "users who come to need a long-term place, mean over users of that age", 0.0,
        0.03, 0.128, 0.128),
    REAL(nursing_home_dementia, "1", 2.5, 1.0, 20.0, "assumed", DES_GRADE_D,
         "ratio on that rate with dementia"),
    REAL(nursing_home_alone, "1", 1.4, 1.0, 20.0, "assumed", DES_GRADE_D,
         "ratio on that rate without co-resident kin"),
    REAL(function_drop_hospital, "1", 0.12, 0.0, 1.0,
         "hospital-associated decline, international; level assumed", DES_GRADE_D,
         "probability that need rises a step after a hospital stay"),
    REAL(function_drop_crisis, "1", 0.06, 0.0, 1.0, "assumed", DES_GRADE_D,
         "probability that need rises a step after an acute event settled at home"),
    REAL(function_gain, "1/year", 0.05, 0.0, 5.0, "assumed", DES_GRADE_D,
         "users whose need falls a step (rehabilitation), per user"),
    {0},
};

#undef REAL
#undef REALS
#define REAL(...) DES_REAL(struct hc_response, __VA_ARGS__)
#define REALS(...) DES_REALS(struct hc_response, __VA_ARGS__)
const struct des_param hc_response_params[] = {
    REAL(notice_assistant, "1", 0.03, 0.0, 1.0, "assumed: only ratios matter", DES_GRADE_D,
         "probability that a visit by an assistant notices a change that is there"),
    REAL(notice_hfa, "1", 0.05, 0.0, 1.0, "assumed: only ratios matter", DES_GRADE_D,
         "the same by a helsefagarbeider"),
    REAL(notice_known, "1", 1.4, 0.0, 10.0, "direction: continuity studies; size assumed",
         DES_GRADE_D, "ratio when the carer has come three times within 28 days of each other"),
    REAL(notice_unknown, "1", 0.7, 0.0, 10.0, "direction: continuity studies; size assumed",
         DES_GRADE_D, "ratio when she has not"),
    REAL(notice_short_visit, "1", 0.8, 0.0, 10.0, "assumed", DES_GRADE_D,
         "ratio for a visit under 10 minutes"),
    REAL(notice_night, "1", 0.6, 0.0, 10.0, "assumed", DES_GRADE_D, "ratio at night"),
    REALS(notice_kin, kin, "1/d", 0.0, 1.0, "assumed", DES_GRADE_D,
          "probability per day that next of kin notice and call", 0.0, 0.02, 0.05),
    REAL(on_site_contacts, "1/d", 3.0, 0.0, 50.0, "assumed", DES_GRADE_D,
         "contacts per day of on-site staff with a resident; other own services: a third"),
    REAL(false_escalation_visit, "1", 0.0003, 0.0, 0.1, "assumed", DES_GRADE_D,
         "probability per visit that a well user is sent on"),
    REAL(false_escalation_admitted, "1", 0.25, 0.0, 1.0,
         "out-of-hours care refers 11 % of all contacts, more when old", DES_GRADE_D,
         "share of those sent on who are admitted"),
    REAL(success_watch, "1", 0.35, 0.0, 1.0, "assumed", DES_GRADE_D,
         "no acute event after a noticed change is only watched"),
    REAL(success_nurse, "1", 0.50, 0.0, 1.0, "assumed", DES_GRADE_D, "... after action by a nurse"),
    REAL(success_gp, "1", 0.60, 0.0, 1.0, "assumed", DES_GRADE_D,
         "... after a nurse and a GP's answer, before delay"),
    DES_UNCERTAIN(struct hc_response, decay_per_day, "1/d", 0.10, 0.0, 2.0, "assumed", DES_GRADE_D,
                  "the chance of success falls by exp(-this x days of delay)", TRIANGULAR, 0.03,
                  0.10, 0.20),
    REAL(gp_asked, "1", 0.60, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of nurse actions in which a GP is asked"),
    REAL(gp_phone, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of these by phone; the others by electronic message"),
    REAL(home_care_first, "1", 0.40, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of acute events without ambulance that home care is called to first"),
    REAL(settle_phone, "1", 0.25, 0.0, 1.0, "assumed", DES_GRADE_D,
         "acute calls settled at home by ordinary staff by phone"),
    REAL(by_ambulance, "1", 0.26, 0.0, 1.0,
         "ambulance 113 brings 35-45 % of acute admissions (2014, corrected)", DES_GRADE_B,
         "share of acute events that go straight to hospital"),
    REAL(by_legevakt, "1", 0.71, 0.0, 1.0,
         "legevakt 32 %, GP 26 % of acute admissions (2014, corrected); derived", DES_GRADE_D,
         "share of the other events outside office hours that go to legevakt; the rest wait for "
         "their GP"),
    REAL(by_legevakt_day, "1", 0.30, 0.0, 1.0,
         "derived: 2.6-4.0 of 25 legevakt contacts per 100 are by day (Helsedirektoratet 2021)",
         DES_GRADE_D, "the same in office hours; the rest see their GP"),
    {0},
};

#undef REAL
#define REAL(...) DES_REAL(struct hc_competence, __VA_ARGS__)
#define UNCERTAIN(...) DES_UNCERTAIN(struct hc_competence, __VA_ARGS__)
const struct des_param hc_nurse_params[] = {
    REAL(notice_visit, "1", 0.10, 0.0, 1.0, "assumed: only ratios matter", DES_GRADE_D,
         "probability that an ordinary visit notices a change that is there"),
    UNCERTAIN(notice_assessment, "1", 0.55, 0.0, 1.0, "assumed", DES_GRADE_D,
              "probability that a structured assessment finds a change that is there", TRIANGULAR,
              0.40, 0.55, 0.70),
    REAL(success_procedure, "1", 0.60, 0.0, 1.0, "assumed: nurse with a GP", DES_GRADE_D,
         "no acute event after treatment by procedure or with the GP, before delay"),
    REAL(settle_acute, "1", 0.40, 0.0, 1.0,
         "Swedish same-day home visits: over half without referral; level assumed", DES_GRADE_D,
         "acute calls settled at home"),
    UNCERTAIN(medicine_hazard, "1", 0.81, 0.01, 5.0, "assumed: half of the AKS's effect, in logs",
              DES_GRADE_D, "ratio on medicine-related changes after a medication review", LOGNORMAL,
              0.81, 0.15),
    UNCERTAIN(guidance_notice, "1", 1.10, 0.1, 10.0, "assumed: half of the AKS's effect, in logs",
              DES_GRADE_D, "ratio on colleagues' noticing while guidance is active", LOGNORMAL,
              1.10, 0.12),
    REAL(follow_up_excess, "1", 0.85, 0.0, 5.0, "assumed", DES_GRADE_D,
         "ratio on the excess hazard after discharge when followed up within 72 hours"),
    REAL(false_escalation, "1", 0.04, 0.0, 1.0, "assumed: as for AKS", DES_GRADE_D,
         "probability per broad assessment (90 min) that a well user is sent on; less in "
         "proportion when shorter"),
    REAL(retention, "1", 1.0, 0.0, 10.0, "assumed: the environment is the AKS's", DES_GRADE_D,
         "ratio on colleagues' leaving while guidance is active"),
    REAL(base_pay, "NOK/year", 578600.0, 0.0, 3e6, "KS tariff 1 May 2024, nurse, 10 years",
         DES_GRADE_A, "yearly pay before supplements"),
    REAL(plan_notice, "1", 1.0, 0.1, 10.0, "assumed: the plan is the AKS's", DES_GRADE_D,
         "ratio on the noticing of changes by visits and next of kin in users met: a plan says "
         "what to look for"),
    REAL(call_first, "1", 1.0, 0.0, 10.0, "assumed: the plan is the AKS's", DES_GRADE_D,
         "ratio on the share of acute events in which home care is called first, in users met: a "
         "plan says whom to call"),
    REAL(stay_days, "1", 1.0, 0.1, 10.0, "assumed: coordination is the AKS's", DES_GRADE_D,
         "ratio on the length of hospital stays of users met"),
    REAL(nursing_home, "1", 1.0, 0.1, 10.0, "assumed", DES_GRADE_D,
         "ratio on the rate at which users met come to need a long-term place"),
    REAL(death, "1", 1.0, 0.1, 10.0, "assumed", DES_GRADE_D,
         "ratio on the death rate of users met"),
    REAL(deterioration, "1", 1.0, 0.1, 10.0, "assumed: check-ups are the AKS's", DES_GRADE_D,
         "hazard ratio of acute deterioration, gradual or sudden, in users met, but for what a "
         "hospital stay adds: below 1 check-ups prevent, above 1 overtreatment and changes of "
         "medicine destabilise"),
    REAL(call_ambulance, "1", 1.0, 0.0, 10.0, "assumed: the plan is the AKS's", DES_GRADE_D,
         "ratio on the share of acute events that go straight to hospital, in users met: a plan "
         "says when to call the ambulance"),
    REAL(minor_complaints, "1", 1.0, 0.1, 10.0, "assumed: the plan is the AKS's", DES_GRADE_D,
         "ratio on the rate at which users met seek the legevakt with complaints that pass: below "
         "1 a plan reassures, above 1 it worries"),
    {0},
};
#undef REAL
#undef UNCERTAIN
#define REAL(...) DES_REAL(struct hc_pharmacist, __VA_ARGS__)
#define UNCERTAIN(...) DES_UNCERTAIN(struct hc_pharmacist, __VA_ARGS__)
const struct des_param hc_pharmacist_params[] = {
    UNCERTAIN(
        medicine_hazard, "1", 0.75, 0.01, 5.0,
        "assumed: between nurse and AKS, as no doctor's or nurse's view goes with it; includes "
        "1, as reviews at home raised admissions in a trial (HOMER, Holland 2005: 1.30, "
        "1.07-1.58)",
        DES_GRADE_D, "ratio on medicine-related changes after a medication review", LOGNORMAL, 0.75,
        0.25),
    REAL(
        base_pay, "NOK/year", 669000.0, 0.0, 3e6,
        "assumed: as a master's post, KS tariff 1 May 2024; pharmacists' own pay is agreed locally "
        "and not published",
        DES_GRADE_D, "yearly pay before supplements"),
    {0},
};
#undef REAL
#undef UNCERTAIN
#define REAL(...) DES_REAL(struct hc_competence, __VA_ARGS__)
#define UNCERTAIN(...) DES_UNCERTAIN(struct hc_competence, __VA_ARGS__)
/* Effects of an expert team in added posts among users reached: judgement, see outcomes.c. */
#define EFFECT "assumed, fitted by calibrate_effects.cfg: "
const struct des_param hc_aks_params[] = {
    UNCERTAIN(notice_visit, "1", 0.13, 0.0, 1.0, "assumed", DES_GRADE_D,
              "probability that an ordinary visit notices a change that is there", TRIANGULAR, 0.09,
              0.13, 0.17),
    UNCERTAIN(notice_assessment, "1", 0.70, 0.0, 1.0, "assumed", DES_GRADE_D,
              "probability that a structured assessment finds a change that is there", TRIANGULAR,
              0.50, 0.70, 0.85),
    UNCERTAIN(success_procedure, "1", 0.64, 0.0, 1.0, "assumed; Norway has no effect size",
              DES_GRADE_D,
              "no acute event after treatment by procedure or with the GP, before delay",
              TRUNCATED_NORMAL, 0.64, 0.12, 0.0, 1.0),
    UNCERTAIN(settle_acute, "1", 0.50, 0.0, 1.0,
              "Swedish same-day home visits: over half without referral", DES_GRADE_C,
              "acute calls settled at home", BETA, 21.0, 21.0),
    UNCERTAIN(medicine_hazard, "1", 0.65, 0.01, 5.0,
              "international medication reviews, wide; level assumed", DES_GRADE_D,
              "ratio on medicine-related changes after a medication review", LOGNORMAL, 0.65, 0.25),
    UNCERTAIN(guidance_notice, "1", 1.20, 0.1, 10.0, "assumed; includes 1", DES_GRADE_D,
              "ratio on colleagues' noticing while guidance is active", LOGNORMAL, 1.20, 0.20),
    UNCERTAIN(follow_up_excess, "1", 0.67, 0.0, 5.0,
              EFFECT "readmissions .84 (.67-1.05); trials of transitional care .86 (.71-1.04)",
              DES_GRADE_D,
              "ratio on the excess hazard after discharge when followed up within 72 hours",
              LOGNORMAL, 0.67, 0.17),
    UNCERTAIN(false_escalation, "1", 0.045, 0.0, 1.0,
              "assumed; Gravelle 2007: admissions +16.5 % (-5.7 to +38.7)", DES_GRADE_D,
              "probability per broad assessment (90 min) that a well user is sent on; less in "
              "proportion when shorter",
              LOGNORMAL, 0.045, 0.5),
    UNCERTAIN(retention, "1", 0.95, 0.0, 10.0,
              "Fafo 2025:03: an environment that nurses stay in; size assumed, includes 1",
              DES_GRADE_D, "ratio on colleagues' leaving while guidance is active", LOGNORMAL, 0.95,
              0.10),
    REAL(base_pay, "NOK/year", 604600.0, 0.0, 3e6,
         "KS tariff 1 May 2024, as specialist nurse; 578 600 as nurse, 669 000 in a master's post",
         DES_GRADE_A, "yearly pay before supplements"),
    UNCERTAIN(
        plan_notice, "1", 1.0, 0.1, 10.0,
        "assumed: plan and named contact; Norway has no effect size", DES_GRADE_D,
        "ratio on the noticing of changes by visits and next of kin in users met: a plan says "
        "what to look for",
        LOGNORMAL, 1.0, 0.20),
    UNCERTAIN(
        call_first, "1", 1.02, 0.0, 10.0, EFFECT "legevakt contacts .87 (.63-1.20)", DES_GRADE_D,
        "ratio on the share of acute events in which home care is called first, in users met: "
        "a plan says whom to call",
        LOGNORMAL, 1.02, 0.33),
    UNCERTAIN(stay_days, "1", 0.98, 0.1, 10.0,
              EFFECT ".95 (.70-1.05); Norwegian PACT, without AKS: bed-days .68", DES_GRADE_D,
              "ratio on the length of hospital stays of users met", TWO_PIECE_LOGNORMAL, 0.98,
              0.175, 0.03),
    UNCERTAIN(nursing_home, "1", 1.0, 0.1, 10.0,
              EFFECT "1.00 (.85-1.18); home-visit trials 1.02 (.88-1.18), .86 (.68-1.10)",
              DES_GRADE_D, "ratio on the rate at which users met come to need a long-term place",
              LOGNORMAL, 1.0, 0.11),
    UNCERTAIN(death, "1", 1.01, 0.1, 10.0,
              EFFECT "1.00 (.90-1.10); home-visit trials .93 (.87-.99), .92 (.80-1.05)",
              DES_GRADE_D, "ratio on the death rate of users met", LOGNORMAL, 1.01, 0.045),
    UNCERTAIN(
        deterioration, "1", 1.17, 0.1, 10.0, EFFECT "admissions .90 (.70-1.15)", DES_GRADE_D,
        "hazard ratio of acute deterioration, gradual or sudden, in users met, but for what a "
        "hospital stay adds: below 1 check-ups prevent, above 1 overtreatment and changes of "
        "medicine destabilise",
        LOGNORMAL, 1.17, 0.18),
    UNCERTAIN(call_ambulance, "1", 1.0, 0.0, 10.0, "assumed; includes 1", DES_GRADE_D,
              "ratio on the share of acute events that go straight to hospital, in users met: a "
              "plan says when to call the ambulance",
              LOGNORMAL, 1.0, 0.25),
    UNCERTAIN(minor_complaints, "1", 0.92, 0.1, 10.0, EFFECT "legevakt contacts .87 (.63-1.20)",
              DES_GRADE_D,
              "ratio on the rate at which users met seek the legevakt with complaints that pass: "
              "below 1 a plan reassures, above 1 it worries",
              LOGNORMAL, 0.92, 0.45),
    {0},
};
