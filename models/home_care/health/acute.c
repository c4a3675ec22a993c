/* models/home_care/health/acute.c - acute events: who answers, and where they end. */
#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- acute events ---- */

/* Settled at home, with or without a decline. */
static void settle(struct hc_world *world, uint32_t id, double u_function) {
    struct hc_user *user = hc_user_at(world, id);
    hc_count_user(world, user, HC_TOTAL_acute_settled_home, 1.0);
    hc_health_resolve(world, id);
    if (u_function < world->p.health.function_drop_crisis) {
        hc_user_change_need(world, id, 1);
    }
}

/* A doctor would admit: is there a local bed that the care model, or ordinary practice,
 * sees fit? */
static bool taken_in_locally(struct hc_world *world, uint32_t id) {
    if (hc_care_admission(world, id) == HC_TAKEN) {
        return hc_user_at(world, id)->state != HC_AT_HOME;
    }
    const struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_LOCAL_BED, user->acute);
    return world->p.services.intermediate_beds > 0 &&
           des_uniform_from(b.word[0]) < world->p.services.intermediate_ordinary &&
           hc_beds_enter_intermediate(world, id, user->acute_cause);
}

/* Where an acute event ends once a doctor has decided. */
static void decide(struct hc_world *world, uint32_t id, double hospital, double kad,
                   const struct des_block *b) {
    int cause = hc_user_at(world, id)->acute_cause;
    double u = des_uniform_from(b->word[3]);
    if (u < hospital) {
        if (!taken_in_locally(world, id)) {
            hc_beds_admit(world, id, cause, true);
        }
    } else if (u >= hospital + kad) {
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (!hc_beds_enter_kad(world, id, cause)) {
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_kad_full, 1.0);
        if (u < hospital + kad * world->p.services.kad_replaces) {
            hc_beds_admit(world, id, cause, true);
        } else {
            settle(world, id, des_uniform_from(b->word[2]));
        }
    }
}

static void go_to_legevakt(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    hc_count_user(world, user, HC_TOTAL_legevakt_contacts, 1.0);
    user->at_legevakt = true;
    struct des_event seen = {world->kind[HC_EVENT_LEGEVAKT_SEEN], id, 0};
    enum des_status status = des_resource_request(world->services.place[HC_PLACE_LEGEVAKT], 0, seen,
                                                  HC_PRIORITY_NORMAL, &user->bed_request);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

void hc_on_legevakt_seen(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->bed_request = 0;
    struct des_stream s = hc_user_stream(world, event->subject, HC_DRAW_LEGEVAKT, user->acute);
    double minutes = des_exponential_from(des_stream_word(&s), world->p.services.legevakt_minutes);
    user->seen_by_own = hc_care_at_legevakt(world, event->subject) == HC_TAKEN;
    user->bed_event = hc_schedule(world, hc_grid(hc_now(world) + minutes), HC_EVENT_LEGEVAKT_DONE,
                                  event->subject, 0);
}

/* Own staff at the legevakt settle more, or less, than the nurse there would: ratio on
 * those sent on. */
static double sent_on_by_own_staff(const struct hc_world *world) {
    double nurse = 1.0 - world->p.nurse.settle_acute;
    return nurse > 0.0 ? (1.0 - world->care.competence.settle_acute) / nurse : 1.0;
}

void hc_on_legevakt_done(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->bed_event = DES_NO_EVENT;
    user->at_legevakt = false;
    des_resource_release(world->services.place[HC_PLACE_LEGEVAKT]);
    if (user->acute_cause == HC_CAUSE_minor) {
        return; /* home again */
    }
    struct des_block b = hc_user_draw(world, event->subject, HC_DRAW_ACUTE, user->acute);
    double sent_on = user->seen_by_own ? sent_on_by_own_staff(world) : 1.0;
    decide(world, event->subject, sent_on * world->p.services.legevakt_hospital,
           sent_on * world->p.services.legevakt_kad, &b);
}

/* Too far for some: the contact is not deleted, it takes another form. */
static void instead_of_legevakt(struct hc_world *world, uint32_t id, double u,
                                const struct des_block *b) {
    hc_count_user(world, hc_user_at(world, id), HC_TOTAL_legevakt_replaced, 1.0);
    if (u < 0.5) {
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_legevakt_phone, 1.0);
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (u < 0.7) {
        if (hc_user_at(world, id)->living == HC_ON_ROUTE) { /* others have staff on the spot */
            hc_shift_unplanned(world, id, HC_ACUTE_CALL, hc_user_at(world, id)->acute);
        }
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (u < 0.8) {
        hc_beds_admit(world, id, hc_user_at(world, id)->acute_cause, true);
    } else {
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_gp_contacts, 1.0);
        decide(world, id, world->p.services.gp_admits, world->p.services.gp_kad, b);
    }
}

static struct des_block route_draw(const struct hc_world *world, uint32_t id) {
    uint64_t acute = hc_user_at(world, id)->acute;
    return hc_user_draw(world, id, HC_DRAW_LEGEVAKT, acute | UINT64_C(1) << 56);
}

static bool within_reach_of_legevakt(const struct hc_world *world, uint32_t id, double u) {
    double way = hc_way_out_km(world, id);
    double km = world->p.municipality.legevakt_km + way;
    return isfinite(way) && u < exp(-world->p.services.legevakt_decay_km * km);
}

/* Her GP, in office hours or when they begin again, or the legevakt. */
static void seek_doctor(struct hc_world *world, uint32_t id, const struct des_block *b) {
    const struct hc_response *p = &world->p.response;
    struct des_block route = route_draw(world, id);
    double by_legevakt =
        hc_services_office_hours(world, hc_now(world)) ? p->by_legevakt_day : p->by_legevakt;
    if (des_uniform_from(route.word[0]) >= by_legevakt) {
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_gp_contacts, 1.0);
        decide(world, id, world->p.services.gp_admits, world->p.services.gp_kad, b);
    } else if (within_reach_of_legevakt(world, id, des_uniform_from(route.word[1]))) {
        go_to_legevakt(world, id);
    } else {
        instead_of_legevakt(world, id, des_uniform_from(route.word[2]), b);
    }
}

enum answer { NOT_SETTLED, SETTLED, REFERRED };

static enum answer answer_of_own_staff(const struct hc_world *world, uint32_t id, double u) {
    if (u < world->care.competence.settle_acute) {
        return SETTLED;
    }
    return hc_rights_refer(world, id) ? REFERRED : NOT_SETTLED;
}

/* Home care is called first: own staff of the care model, a nurse on duty, or a
 * word by phone. */
static enum answer answer_of_home_care(struct hc_world *world, uint32_t id, double u) {
    if (hc_care_acute_event(world, id) == HC_TAKEN) {
        hc_own_staff_reached(world, id);
        return answer_of_own_staff(world, id, u);
    }
    if (hc_user_at(world, id)->living == HC_ON_ROUTE && hc_staff_nurse_on_duty(world)) {
        hc_shift_unplanned(world, id, HC_ACUTE_CALL, hc_user_at(world, id)->acute);
        return u < world->p.nurse.settle_acute ? SETTLED : NOT_SETTLED;
    }
    return u < world->p.response.settle_phone ? SETTLED : NOT_SETTLED;
}

/* A plan of own staff says whom to call. */
static double home_care_first(const struct hc_world *world, const struct hc_user *user) {
    return world->p.response.home_care_first *
           (user->reached ? world->care.competence.call_first : 1.0);
}

/* ... and when it is one for the ambulance. */
static double by_ambulance(const struct hc_world *world, const struct hc_user *user) {
    return world->p.response.by_ambulance *
           (user->reached ? world->care.competence.call_ambulance : 1.0);
}

void hc_services_acute(struct hc_world *world, uint32_t id, int cause, uint32_t number) {
    struct hc_user *user = hc_user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    user->acute = (uint64_t)cause << 32 | number;
    user->acute_cause = (uint8_t)cause;
    hc_count_user(world, user, HC_TOTAL_acute_events, 1.0);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute);
    struct des_block first =
        hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute | UINT64_C(1) << 57);
    if (des_uniform_from(first.word[0]) < by_ambulance(world, user)) {
        hc_beds_admit(world, id, cause, true);
        return;
    }
    enum answer answer = des_uniform_from(first.word[1]) < home_care_first(world, user)
                             ? answer_of_home_care(world, id, des_uniform_from(b.word[1]))
                             : NOT_SETTLED;
    if (answer == SETTLED) {
        settle(world, id, des_uniform_from(b.word[2]));
    } else if (answer == REFERRED) { /* judged as at the legevakt */
        hc_count_user(world, user, HC_TOTAL_own_referrals, 1.0);
        decide(world, id, world->p.services.legevakt_hospital, world->p.services.legevakt_kad, &b);
    } else {
        seek_doctor(world, id, &b);
    }
}

void hc_services_minor(struct hc_world *world, uint32_t id, uint32_t number) {
    struct hc_user *user = hc_user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    user->acute = (uint64_t)HC_CAUSE_minor << 32 | number;
    user->acute_cause = HC_CAUSE_minor;
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute);
    if (des_uniform_from(b.word[0]) < home_care_first(world, user) &&
        answer_of_home_care(world, id, des_uniform_from(b.word[1])) == SETTLED) {
        return;
    }
    struct des_block route = route_draw(world, id);
    if (within_reach_of_legevakt(world, id, des_uniform_from(route.word[1]))) {
        go_to_legevakt(world, id);
    } else { /* by phone, or her GP when the office opens */
        hc_count_user(world, user, HC_TOTAL_legevakt_replaced, 1.0);
        hc_count_user(world, user,
                      des_uniform_from(route.word[2]) < 0.5 ? HC_TOTAL_legevakt_phone
                                                            : HC_TOTAL_gp_contacts,
                      1.0);
    }
}

void hc_services_false_escalation(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    hc_count_user(world, user, HC_TOTAL_false_escalations, 1.0);
    hc_count_user(world, user, HC_TOTAL_gp_contacts, 1.0);
    user->acute = (uint64_t)HC_CAUSE_false_escalation << 32 |
                  (uint32_t)(hc_day_of(hc_now(world)) + (1 << 20));
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute);
    if (des_uniform_from(b.word[0]) < world->p.response.false_escalation_admitted) {
        hc_beds_admit(world, id, HC_CAUSE_false_escalation, false);
    }
}
