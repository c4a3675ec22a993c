/* models/home_care/health/services.h - GP, legevakt, beds and hospital.
 *
 * Places with capacity are resources of the engine, with background arrivals of
 * people who are not home-care users: they are the majority there, and without
 * them queues and occupancy would be wrong. */
#ifndef HOME_CARE_SERVICES_H
#define HOME_CARE_SERVICES_H

#include "des/resource.h"
#include "home_care/health/gp_office.h"
#include "home_care/people/people.h"

/* Group "services". */
struct hc_services_params {
    double gp_list;
    double gp_desk_minutes;
    double gp_desk_use;
    double gp_desk_spread;
    double gp_away_weeks;
    double gp_stand_in;
    double gp_desk_limit;
    int64_t gp_office_lists;
    double gp_asked_per_user;
    double gp_message_minutes;
    double gp_phone_minutes;
    double gp_together_minutes;
    struct des_dist gp_phone_hours;
    struct des_dist gp_together_hours;
    double gp_lost;
    double gp_lost_contact;
    double gp_without_list_delay;
    double gp_admits;
    double gp_kad;
    double legevakt_hospital;
    double legevakt_kad;
    double legevakt_decay_km;
    double legevakt_per_100;
    double legevakt_per_user;
    double legevakt_minutes;
    struct des_dist kad_days;
    double kad_replaces;
    double kad_transferred;
    double kad_per_1000;
    double kad_background;
    int64_t intermediate_beds;
    struct des_dist intermediate_days;
    double intermediate_background;
    double intermediate_ordinary;
    struct des_dist hospital_days;
    double short_term_needed;
    struct des_dist short_term_days;
    double short_term_background;
    double extra_bed_days;
    double nursing_home_background;
    double follow_up_ordinary;
    double ward_places;
    double ward_deteriorations;
    double ward_notice;
    double ward_success;
};
extern const struct des_param hc_services_params_table[];

enum hc_place_kind {
    HC_PLACE_LEGEVAKT,
    HC_PLACE_KAD,
    HC_PLACE_SHORT_TERM,
    HC_PLACE_NURSING_HOME,
    HC_PLACE_INTERMEDIATE,
    HC_PLACE_KINDS
};

struct hc_services {
    struct des_resource *place[HC_PLACE_KINDS];
    double background_per_year[HC_PLACE_KINDS];
    uint64_t background[HC_PLACE_KINDS]; /* arrivals so far */
    struct hc_gp_office gp;
};

DES_NODISCARD enum des_status hc_services_init(struct hc_world *world);
void hc_services_fini(struct hc_world *world);
/* The start of observation. */
void hc_services_observe(struct hc_world *world);

/* A place has `servers` from now on, more arrivals of others a year, and some of them are there
 * already: it is shared with neighbours. */
void hc_services_pool(struct hc_world *world, enum hc_place_kind place, int64_t servers,
                      double more_per_year, int64_t in_use);

/* A GP is asked about a noticed change; the answer brings treatment with this
 * chance before delay. */
void hc_services_ask_gp(struct hc_world *world, uint32_t id, enum hc_gp_channel channel,
                        double success);
/* The question is no longer asked: the user has left, or the change is over.  The work stays on the
 * desk. */
void hc_services_withdraw(struct hc_world *world, uint32_t id);
/* An acute event at home: who answers, and where it ends.  `number` is the change's
 * or the sudden event's, so that two arms share its draws. */
void hc_services_acute(struct hc_world *world, uint32_t id, int cause, uint32_t number);
/* A complaint that takes anybody to the legevakt and passes: who answers, and whether she goes. */
void hc_services_minor(struct hc_world *world, uint32_t id, uint32_t number);
/* A well user is sent on. */
void hc_services_false_escalation(struct hc_world *world, uint32_t id);
/* The user leaves (dead, ended): beds and places in queues are given back. */
void hc_services_leave(struct hc_world *world, uint32_t id);

/* Counts an acute admission, and whether it is a readmission. */
void hc_beds_count_admission(struct hc_world *world, struct hc_user *user);
/* To hospital; to a municipal acute bed (false when every bed is taken). */
void hc_beds_admit(struct hc_world *world, uint32_t id, int cause, bool by_ambulance);
bool hc_beds_enter_kad(struct hc_world *world, uint32_t id, int cause);
bool hc_beds_enter_intermediate(struct hc_world *world, uint32_t id, int cause);
/* Who has come home is followed up as ordinary practice does it, or not. */
void hc_beds_follow_up(struct hc_world *world, uint32_t id);
/* In office hours of GPs? */
bool hc_services_office_hours(const struct hc_world *world, double time);

void hc_on_gp_answer(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_legevakt_seen(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_legevakt_done(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_stay_end(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_kad_end(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_short_term_bed(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_extra_bed(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_short_term_end(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_nursing_home_need(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_nursing_home_bed(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_background(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_background_bed(void *context, struct des_sim *sim, const struct des_event *event);
void hc_on_background_end(void *context, struct des_sim *sim, const struct des_event *event);

#endif
