/* models/home_care/health/beds.c - hospital, municipal acute beds, short-term places and
 * the nursing home: who gets in, how long, and what follows. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

static double days_from_now(const struct hc_world *world, double days) {
    return hc_grid(hc_now(world) + days * HC_DAY);
}

/* ---- hospital ---- */

void hc_beds_count_admission(struct hc_world *world, struct hc_user *user) {
    hc_count_user(world, user, HC_TOTAL_acute_admissions, 1.0);
    if (user->in_30_days && hc_now(world) - user->discharged_at <= 30.0 * HC_DAY) {
        hc_count_user(world, user, HC_TOTAL_readmissions, 1.0);
    }
    user->in_30_days = false;
}

void hc_beds_admit(struct hc_world *world, uint32_t id, int cause, bool by_ambulance) {
    struct hc_user *user = hc_user_at(world, id);
    hc_health_resolve(world, id);
    hc_beds_count_admission(world, user);
    if (cause == HC_CAUSE_false_escalation) {
        hc_count_user(world, user, HC_TOTAL_admissions_false, 1.0);
    }
    if (by_ambulance) {
        hc_money_ambulance(world, user);
    }
    hc_user_enter_state(world, id, HC_IN_HOSPITAL, cause);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_STAY, user->acute);
    double days = des_dist_draw(&world->p.services.hospital_days, &s) *
                  (user->reached ? world->care.competence.stay_days : 1.0);
    user->stay_began = hc_now(world);
    user->bed_event = hc_schedule(world, days_from_now(world, days), HC_EVENT_STAY_END, id, 0);
}

static void come_home(struct hc_world *world, uint32_t id, int cause) {
    hc_user_enter_state(world, id, HC_AT_HOME, cause);
    hc_health_renew(world, id);
}

/* Index discharges of the readmission outcome lie after day 0 and 30 days before the
 * end. */
static void note_discharge(struct hc_world *world, struct hc_user *user) {
    user->discharged_at = hc_now(world);
    user->followed_up = false;
    double end = (double)world->days * HC_DAY;
    user->in_30_days = world->observing && hc_now(world) <= end - 30.0 * HC_DAY;
    hc_count_user(world, user, HC_TOTAL_discharges, 1.0);
    if (user->in_30_days) {
        hc_count_user(world, user, HC_TOTAL_discharges_index, 1.0);
    }
}

void hc_beds_follow_up(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_DISCHARGE, user->acute);
    if (des_uniform_from(b.word[2]) < world->p.services.follow_up_ordinary) {
        user->followed_up = true;
        user->follow_up_excess = world->p.nurse.follow_up_excess;
        hc_health_renew(world, id);
    }
}

static void follow_up(struct hc_world *world, uint32_t id, double stay_days) {
    if (hc_care_discharge(world, id, stay_days) == HC_PASS) {
        hc_beds_follow_up(world, id);
    }
}

/* Two in a room, a room that stands empty, a bed in another municipality: sooner or later. */
static void look_for_extra_bed(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_BED, UINT64_C(1) << 57 | user->acute);
    double days = des_exponential_from(b.word[0], world->p.services.extra_bed_days);
    user->bed_event = hc_schedule(world, days_from_now(world, days), HC_EVENT_EXTRA_BED, id, 0);
}

static void go_to_short_term(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    hc_user_enter_state(world, id, HC_READY_FOR_DISCHARGE, HC_CAUSE_short_term_needed);
    user->ready_since = hc_now(world);
    struct des_event granted = {world->kind[HC_EVENT_SHORT_TERM_BED], id, 0};
    enum des_status status = des_resource_request(world->services.place[HC_PLACE_SHORT_TERM], 0,
                                                  granted, HC_PRIORITY_NORMAL, &user->bed_request);
    if (status != DES_OK) {
        hc_fail(world, status);
        return;
    }
    look_for_extra_bed(world, id);
}

/* The wait in hospital is over: paid per day begun after the first midnight. */
static void count_waiting(struct hc_world *world, struct hc_user *user) {
    if (hc_now(world) > user->ready_since) {
        double days = (double)(hc_day_of(hc_now(world)) - hc_day_of(user->ready_since));
        hc_count_user(world, user, HC_TOTAL_discharges_waited, 1.0);
        hc_count_user(world, user, HC_TOTAL_paid_waiting_days, days);
        hc_money_waiting(world, user, days);
    }
}

static enum hc_place_kind acute_place(const struct hc_user *user) {
    return user->in_intermediate ? HC_PLACE_INTERMEDIATE : HC_PLACE_KAD;
}

static void leave_short_term(struct hc_world *world, struct hc_user *user) {
    if (!user->in_extra_bed) {
        des_resource_release(world->services.place[HC_PLACE_SHORT_TERM]);
    }
    user->in_extra_bed = false;
}

/* Gives back the bed or the place in a queue that the present state holds. */
static void leave_bed(struct hc_world *world, struct hc_user *user) {
    struct hc_services *services = &world->services;
    hc_cancel(world, &user->bed_event);
    if (user->state == HC_IN_KAD) {
        des_resource_release(services->place[acute_place(user)]);
    } else if (user->state == HC_IN_SHORT_TERM) {
        leave_short_term(world, user);
    } else if (user->state == HC_READY_FOR_DISCHARGE && user->bed_request != 0) {
        count_waiting(world, user);
        des_resource_cancel(services->place[HC_PLACE_SHORT_TERM], user->bed_request);
    } else if (user->at_legevakt && user->bed_request != 0) {
        des_resource_cancel(services->place[HC_PLACE_LEGEVAKT], user->bed_request);
    } else if (user->at_legevakt) {
        des_resource_release(services->place[HC_PLACE_LEGEVAKT]);
    }
    user->bed_request = 0;
    user->at_legevakt = false;
}

/* From home, a bed or the end of a hospital stay. */
static void move_to_nursing_home(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    leave_bed(world, user);
    hc_count_user(world, user, HC_TOTAL_nursing_home_moves, 1.0);
    hc_user_enter_state(world, id, HC_IN_NURSING_HOME, HC_CAUSE_bed);
    hc_hazard_rate(world, &user->death, world->p.health.death_nursing_home, HC_EVENT_DEATH, id);
}

void hc_on_stay_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t id = event->subject;
    struct hc_user *user = hc_user_at(world, id);
    user->bed_event = DES_NO_EVENT;
    note_discharge(world, user);
    double stay_days = (hc_now(world) - user->stay_began) / HC_DAY;
    hc_count_user(world, user, HC_TOTAL_stay_days, stay_days);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_DISCHARGE, user->acute);
    if (des_uniform_from(b.word[0]) < world->p.health.function_drop_hospital) {
        hc_user_change_need(world, id, 1);
    }
    if (user->place_held) {
        user->place_held = false;
        move_to_nursing_home(world, id);
    } else if (user->living == HC_ON_ROUTE &&
               des_uniform_from(b.word[1]) < world->p.services.short_term_needed) {
        go_to_short_term(world, id);
    } else {
        come_home(world, id, HC_CAUSE_discharge);
        follow_up(world, id, stay_days);
    }
}

/* ---- short-term places ---- */

static void enter_short_term(struct hc_world *world, uint32_t id, bool extra) {
    struct hc_user *user = hc_user_at(world, id);
    user->bed_request = 0;
    user->in_extra_bed = extra;
    count_waiting(world, user);
    hc_user_enter_state(world, id, HC_IN_SHORT_TERM, HC_CAUSE_bed);
    hc_count_user(world, user, HC_TOTAL_short_term_stays, 1.0);
    hc_count_user(world, user, HC_TOTAL_extra_bed_stays, extra);
    hc_money_transport(world, user, hc_region_short_term_km(world));
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_BED, user->acute);
    double stay = des_dist_draw(&world->p.services.short_term_days, &s);
    user->bed_event =
        hc_schedule(world, days_from_now(world, stay), HC_EVENT_SHORT_TERM_END, id, 0);
}

void hc_on_short_term_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    hc_cancel(world, &hc_user_at(world, event->subject)->bed_event);
    enter_short_term(world, event->subject, false);
}

void hc_on_extra_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->bed_event = DES_NO_EVENT;
    des_resource_cancel(world->services.place[HC_PLACE_SHORT_TERM], user->bed_request);
    enter_short_term(world, event->subject, true);
}

void hc_on_short_term_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->bed_event = DES_NO_EVENT;
    leave_short_term(world, user);
    come_home(world, event->subject, HC_CAUSE_discharge);
    follow_up(world, event->subject, 0.0);
}

/* ---- municipal acute beds ---- */

/* False when every bed of the place is taken. */
static bool enter_acute_bed(struct hc_world *world, uint32_t id, int cause, bool intermediate) {
    struct hc_user *user = hc_user_at(world, id);
    const struct hc_services_params *p = &world->p.services;
    enum hc_place_kind place = intermediate ? HC_PLACE_INTERMEDIATE : HC_PLACE_KAD;
    if ((!intermediate && !hc_region_goes(world, id)) ||
        !des_resource_take(world->services.place[place])) {
        return false;
    }
    user->in_intermediate = intermediate;
    hc_money_transport(world, user, intermediate ? 0.0 : hc_region_acute_km(world));
    hc_health_resolve(world, id);
    hc_count_user(world, user, intermediate ? HC_TOTAL_intermediate_stays : HC_TOTAL_kad_stays,
                  1.0);
    hc_user_enter_state(world, id, HC_IN_KAD, cause);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_BED, UINT64_C(1) << 56 | user->acute);
    double days = des_dist_draw(intermediate ? &p->intermediate_days : &p->kad_days, &s);
    user->bed_event = hc_schedule(world, days_from_now(world, days), HC_EVENT_KAD_END, id, 0);
    return true;
}

bool hc_beds_enter_intermediate(struct hc_world *world, uint32_t id, int cause) {
    return enter_acute_bed(world, id, cause, true);
}

bool hc_beds_enter_kad(struct hc_world *world, uint32_t id, int cause) {
    return enter_acute_bed(world, id, cause, false);
}

void hc_on_kad_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t id = event->subject;
    struct hc_user *user = hc_user_at(world, id);
    user->bed_event = DES_NO_EVENT;
    des_resource_release(world->services.place[acute_place(user)]);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, UINT64_C(1) << 56 | user->acute);
    if (des_uniform_from(b.word[0]) < world->p.services.kad_transferred) {
        hc_beds_admit(world, id, HC_CAUSE_transferred, true);
    } else {
        come_home(world, id, HC_CAUSE_discharge);
    }
}

/* ---- nursing home ---- */

void hc_on_nursing_home_need(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->nursing_home.event = DES_NO_EVENT;
    hc_count_user(world, user, HC_TOTAL_nursing_home_needs, 1.0);
    struct des_event granted = {world->kind[HC_EVENT_NURSING_HOME_BED], event->subject, 0};
    enum des_status status =
        des_resource_request(world->services.place[HC_PLACE_NURSING_HOME], 0, granted,
                             HC_PRIORITY_NORMAL, &user->place_request);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

/* A place is kept for a user in hospital until the stay ends. */
void hc_on_nursing_home_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->place_request = 0;
    if (user->state == HC_IN_HOSPITAL) {
        user->place_held = true;
    } else {
        move_to_nursing_home(world, event->subject);
    }
}

void hc_services_leave(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    leave_bed(world, user);
    if (user->place_request != 0) {
        des_resource_cancel(world->services.place[HC_PLACE_NURSING_HOME], user->place_request);
        user->place_request = 0;
    }
    if (user->state == HC_IN_NURSING_HOME || user->place_held) {
        user->place_held = false;
        des_resource_release(world->services.place[HC_PLACE_NURSING_HOME]);
    }
}
