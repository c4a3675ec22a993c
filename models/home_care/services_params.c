/* models/home_care/services_params.c - group "services". */
#include "services.h"

#include <math.h>

#define REAL(...) DES_REAL(struct hc_services_params, __VA_ARGS__)
#define DIST(...) DES_DIST(struct hc_services_params, __VA_ARGS__)
const struct des_param hc_services_params_table[] = {
    DIST(gp_message_days, "d", 0.0, INFINITY, "assumed: median 1, P90 4 working days", DES_GRADE_D,
         "working days until a GP answers an electronic message", LOGNORMAL, 1.0, 1.08),
    DIST(gp_phone_hours, "h", 0.0, INFINITY, "assumed: median 3, P90 8 hours", DES_GRADE_D,
         "hours until a GP answers an urgent call in office hours", LOGNORMAL, 3.0, 0.765),
    DIST(gp_together_hours, "h", 0.0, INFINITY, "assumed", DES_GRADE_D,
         "hours until a GP answers who shares the office or the round", LOGNORMAL, 2.0, 0.6),
    REAL(gp_lost, "1", 0.10, 0.0, 0.9,
         "Fafo 2025:03: the asking nurse has gone off shift; size "
         "assumed",
         DES_GRADE_D, "share of messages lost or answered to the wrong shift"),
    REAL(gp_without_list_delay, "1", 2.0, 1.0, 20.0, "assumed", DES_GRADE_D,
         "ratio on the delay for a user on a list without a GP"),
    REAL(gp_admits, "1", 0.70, 0.0, 1.0, "derived: closes GP 26 % of acute admissions", DES_GRADE_D,
         "share of acute events seen by the GP that are admitted"),
    REAL(gp_kad, "1", 0.20, 0.0, 1.0, "derived from 6.2 stays per 1000 and users' part .45",
         DES_GRADE_D, "share of them that end in a municipal acute bed"),
    REAL(legevakt_hospital, "1", 0.37, 0.0, 1.0, "derived: closes .80 admissions, .65 contacts",
         DES_GRADE_D, "share of users' legevakt contacts that end in hospital"),
    REAL(legevakt_kad, "1", 0.15, 0.0, 1.0, "derived from 6.2 stays per 1000 and users' part .45",
         DES_GRADE_D, "share that end in a municipal acute bed"),
    REAL(legevakt_decay_km, "1/km", 0.016, 0.0, 1.0, "Raknes 2013: halves at 43 km", DES_GRADE_B,
         "face-to-face contacts fall by exp(-this x km); they turn into phone .5, nurse visit .2, "
         "ambulance .1, GP next day .2 (assumed)"),
    REAL(legevakt_per_100, "1/100/year", 26.0, 0.0, 200.0, "Helsedirektoratet 2023", DES_GRADE_A,
         "legevakt consultations per 100 inhabitants"),
    REAL(legevakt_minutes, "min", 25.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "mean minutes of a consultation, exponential"),
    DIST(kad_days, "d", 0.0, INFINITY, "Helsedirektoratet 2022: 22.2 days over 6.2 stays",
         DES_GRADE_A, "stay in a municipal acute bed", GAMMA, 3.6, 2.0),
    REAL(kad_replaces, "1", 0.25, 0.0, 1.0, "studies of KAD: mostly not a saved stay", DES_GRADE_B,
         "share of municipal acute stays that would else have been in hospital"),
    REAL(kad_transferred, "1", 0.15, 0.0, 1.0, "about one in six", DES_GRADE_B,
         "share of municipal acute stays that go on to hospital"),
    REAL(kad_per_1000, "1/1000/year", 6.2, 0.0, 100.0, "Helsedirektoratet 2022", DES_GRADE_A,
         "stays per 1000 inhabitants"),
    REAL(kad_background, "1", 0.55, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of these stays by others than home-care users"),
    DIST(hospital_days, "d", 0.0, INFINITY,
         "Krogseth 2021: mean 4.0 (1235 days over 307 stays); "
         "shape assumed",
         DES_GRADE_B, "acute stay of a user", GAMMA, 4.0, 1.2),
    REAL(short_term_needed, "1", 0.20, 0.0, 1.0, "derived: 14 % of ready-notified stays wait",
         DES_GRADE_D, "share of discharges that need a short-term place first"),
    DIST(short_term_days, "d", 0.0, INFINITY, "assumed: median 14", DES_GRADE_D,
         "stay in a short-term place", LOGNORMAL, 14.0, 0.8),
    REAL(short_term_background, "1", 0.89, 0.0, 1.5,
         "assumed; fitted to paid waiting days, 13 per 1000 inhabitants (2022)", DES_GRADE_D,
         "occupancy of the short-term places by others than simulated users"),
    REAL(nursing_home_background, "1", 0.20, 0.0, 1.0, "SSB: 94 admissions, 75 from home care",
         DES_GRADE_D, "share of long-term admissions of others than home-care users"),
    REAL(follow_up_ordinary, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of discharges followed up within 72 hours by ordinary practice"),
    {0},
};
