#include "services.h"

#include <math.h>

#include "grid.h"
#include "world.h"

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
    REAL(short_term_background, "1", 0.95, 0.0, 1.5,
         "assumed; others are the majority there; small places keep room", DES_GRADE_D,
         "occupancy of the short-term places by others than simulated users"),
    REAL(nursing_home_background, "1", 0.20, 0.0, 1.0, "SSB: 94 admissions, 75 from home care",
         DES_GRADE_D, "share of long-term admissions of others than home-care users"),
    REAL(follow_up_ordinary, "1", 0.30, 0.0, 1.0, "assumed", DES_GRADE_D,
         "share of discharges followed up within 72 hours by ordinary practice"),
    {0},
};

static struct hc_user *user_at(struct hc_world *world, uint32_t id) {
    return &world->people.user[id];
}

static double days_from_now(const struct hc_world *world, double days) {
    return hc_grid(hc_now(world) + days * HC_DAY);
}

/* ---- set-up and background ---- */

static void next_background(struct hc_world *world, uint32_t place) {
    double rate = world->services.background_per_year[place];
    if (rate <= 0.0) {
        return;
    }
    uint64_t n = world->services.background[place]++;
    struct des_block b = des_draw(&world->random, des_entity(HC_ENTITY_BACKGROUND, place),
                                  world->purpose[HC_DRAW_BACKGROUND], n, 0);
    hc_schedule(world, days_from_now(world, des_exponential_from(b.word[0], 365.25 / rate)),
                HC_EVENT_BACKGROUND, place, n);
}

static struct des_stream background_stream(const struct hc_world *world, uint32_t place,
                                           uint64_t number) {
    return des_stream_at(&world->random, des_entity(HC_ENTITY_BACKGROUND, place),
                         world->purpose[HC_DRAW_BED], number);
}

static void ask_background_bed(struct hc_world *world, uint32_t place, uint64_t number) {
    struct des_event granted = {world->kind[HC_EVENT_BACKGROUND_BED], place, number};
    enum des_status status =
        des_resource_request(world->services.place[place], 10, granted, HC_PRIORITY_NORMAL, NULL);
    if (status == DES_ENOMEM) {
        hc_fail(world, status);
    }
}

void hc_on_background(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    ask_background_bed(world, event->subject, event->argument);
    next_background(world, event->subject);
}

static double background_stay_days(const struct hc_world *world, uint32_t place, uint64_t number) {
    const struct hc_services_params *p = &world->p.services;
    struct des_stream s = background_stream(world, place, number);
    switch (place) {
    case HC_PLACE_LEGEVAKT:
        return des_exponential_from(des_stream_word(&s), p->legevakt_minutes / HC_DAY);
    case HC_PLACE_KAD:
        return des_dist_draw(&p->kad_days, &s);
    case HC_PLACE_SHORT_TERM:
        return des_dist_draw(&p->short_term_days, &s);
    default:
        return des_exponential_from(des_stream_word(&s),
                                    365.25 / world->p.health.death_nursing_home);
    }
}

void hc_on_background_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    double days = background_stay_days(world, event->subject, event->argument);
    hc_schedule(world, days_from_now(world, days), HC_EVENT_BACKGROUND_END, event->subject, 0);
}

void hc_on_background_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    des_resource_release(world->services.place[event->subject]);
}

/* Long-term and short-term places are in use from the start. */
static void fill_place(struct hc_world *world, uint32_t place, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        ask_background_bed(world, place, (uint64_t)1 << 40 | (uint64_t)i);
    }
}

enum des_status hc_services_init(struct hc_world *world) {
    static const char *const names[] = {"legevakt", "municipal acute beds", "short-term places",
                                        "nursing home"};
    struct hc_services *services = &world->services;
    const struct hc_municipality *m = &world->p.municipality;
    const struct hc_services_params *p = &world->p.services;
    const int64_t servers[] = {m->legevakt_servers, m->municipal_acute_beds, m->short_term_places,
                               m->nursing_home_places};
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        services->place[k] = des_resource_create(world->sim, names[k], (uint32_t)servers[k]);
        if (!services->place[k]) {
            return DES_ENOMEM;
        }
    }
    double thousands = (double)m->population / 1000.0;
    double *rate = services->background_per_year;
    rate[HC_PLACE_LEGEVAKT] = p->legevakt_per_100 * (double)m->legevakt_population / 100.0;
    rate[HC_PLACE_KAD] = p->kad_per_1000 * thousands * p->kad_background;
    rate[HC_PLACE_SHORT_TERM] = p->short_term_background * (double)m->short_term_places * 365.25 /
                                des_dist_mean(&p->short_term_days);
    rate[HC_PLACE_NURSING_HOME] = p->nursing_home_background * (double)m->nursing_home_places *
                                  world->p.health.death_nursing_home;
    fill_place(world, HC_PLACE_NURSING_HOME, m->nursing_home_places);
    fill_place(world, HC_PLACE_SHORT_TERM,
               (int64_t)nearbyint(p->short_term_background * (double)m->short_term_places));
    for (uint32_t k = 0; k < HC_PLACE_KINDS; k++) {
        next_background(world, k);
    }
    return world->failure;
}

void hc_services_fini(struct hc_world *world) {
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        des_resource_destroy(world->services.place[k]);
    }
}

void hc_services_observe(struct hc_world *world) {
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        des_resource_reset(world->services.place[k]);
    }
}

/* ---- GP ---- */

static bool office_hours(const struct hc_world *world, double time) {
    int64_t day = hc_day_of(time);
    double minute = time - (double)day * HC_DAY;
    return !hc_weekend(&world->calendar, day) && minute >= 480.0 && minute < 930.0;
}

/* The time after `hours` of GP office time (08:00 to 15:30 on working days). */
static double after_office_hours(const struct hc_world *world, double hours) {
    double left = hours * 60.0, time = hc_now(world);
    for (int64_t day = hc_day_of(time);; day++) {
        double open = (double)day * HC_DAY + 480.0, close = open + 450.0;
        if (hc_weekend(&world->calendar, day) || time >= close) {
            continue;
        }
        double from = hc_max(time, open);
        if (from + left <= close) {
            return hc_grid(from + left);
        }
        left -= close - from;
    }
}

static bool without_gp(const struct hc_world *world, uint32_t id) {
    struct des_block b = hc_user_draw(world, id, HC_DRAW_GP, UINT64_C(1) << 40);
    return des_uniform_from(b.word[0]) < world->p.municipality.gp_without_list;
}

static double answer_hours(struct hc_world *world, uint32_t id, enum hc_gp_channel channel) {
    const struct hc_services_params *p = &world->p.services;
    struct hc_user *user = user_at(world, id);
    uint64_t ask = (uint64_t)user->changes << 8 | (user->gp_asked++ & 255u);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_GP, ask);
    double lost = des_stream_uniform(&s);
    double hours;
    switch (channel) {
    case HC_GP_PHONE:
        hours = des_dist_draw(&p->gp_phone_hours, &s);
        break;
    case HC_GP_TOGETHER:
        hours = des_dist_draw(&p->gp_together_hours, &s);
        break;
    default:
        hours = 7.5 * des_dist_draw(&p->gp_message_days, &s);
        if (lost < p->gp_lost) { /* seen on the second working day, and asked again */
            hours += 15.0 + 7.5 * des_dist_draw(&p->gp_message_days, &s);
            hc_count_user(world, user, HC_TOTAL_gp_messages_lost, 1.0);
        }
        break;
    }
    return without_gp(world, id) ? hours * p->gp_without_list_delay : hours;
}

void hc_services_ask_gp(struct hc_world *world, uint32_t id, enum hc_gp_channel channel,
                        double success) {
    struct hc_user *user = user_at(world, id);
    if (user->gp_answer != DES_NO_EVENT) { /* one question about a change at a time */
        return;
    }
    double hours = hc_min(answer_hours(world, id, channel), 2000.0);
    user->gp_success = success;
    hc_count_user(world, user, HC_TOTAL_gp_contacts, 1.0);
    double answer = after_office_hours(world, hours);
    hc_count_user(world, user, HC_TOTAL_gp_answer_hours, (answer - hc_now(world)) / 60.0);
    user->gp_answer = hc_schedule(world, answer, HC_EVENT_GP_ANSWER, id, 0);
}

void hc_on_gp_answer(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = user_at(world, event->subject);
    user->gp_answer = DES_NO_EVENT;
    hc_health_treat(world, event->subject, user->gp_success);
}

/* ---- hospital ---- */

static void admit(struct hc_world *world, uint32_t id, int cause, bool by_ambulance) {
    struct hc_user *user = user_at(world, id);
    double since_discharge = (hc_now(world) - user->discharged_at) / HC_DAY;
    hc_health_resolve(world, id);
    hc_count_user(world, user, HC_TOTAL_acute_admissions, 1.0);
    if (cause == HC_CAUSE_false_escalation) {
        hc_count_user(world, user, HC_TOTAL_admissions_false, 1.0);
    }
    if (user->in_30_days && since_discharge <= 30.0) {
        hc_count_user(world, user, HC_TOTAL_readmissions, 1.0);
    }
    user->in_30_days = false;
    if (by_ambulance) {
        hc_money_ambulance(world, user);
    }
    hc_user_enter_state(world, id, HC_IN_HOSPITAL, cause);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_STAY, user->acute);
    double days = des_dist_draw(&world->p.services.hospital_days, &s);
    user->stay_began = hc_now(world);
    user->bed_event = hc_schedule(world, days_from_now(world, days), HC_EVENT_STAY_END, id, 0);
}

static void come_home(struct hc_world *world, uint32_t id, int cause) {
    hc_user_enter_state(world, id, HC_AT_HOME, cause);
    hc_health_renew(world, id);
}

/* Index discharges of the readmission outcome lie 30 days before the end. */
static void note_discharge(struct hc_world *world, struct hc_user *user) {
    user->discharged_at = hc_now(world);
    user->followed_up = false;
    double end = (double)world->days * HC_DAY;
    user->in_30_days = hc_now(world) <= end - 30.0 * HC_DAY;
    hc_count_user(world, user, HC_TOTAL_discharges, 1.0);
    if (user->in_30_days) {
        hc_count_user(world, user, HC_TOTAL_discharges_index, 1.0);
    }
}

static void follow_up(struct hc_world *world, uint32_t id, double stay_days) {
    struct hc_user *user = user_at(world, id);
    if (hc_care_discharge(world, id, stay_days) == HC_TAKEN) {
        return;
    }
    struct des_block b = hc_user_draw(world, id, HC_DRAW_DISCHARGE, user->acute);
    if (des_uniform_from(b.word[2]) < world->p.services.follow_up_ordinary) {
        user->followed_up = true;
        user->follow_up_excess = world->p.nurse.follow_up_excess;
        hc_health_renew(world, id);
    }
}

static void go_to_short_term(struct hc_world *world, uint32_t id) {
    struct hc_user *user = user_at(world, id);
    hc_user_enter_state(world, id, HC_READY_FOR_DISCHARGE, HC_CAUSE_short_term_needed);
    user->ready_since = hc_now(world);
    struct des_event granted = {world->kind[HC_EVENT_SHORT_TERM_BED], id, 0};
    enum des_status status = des_resource_request(world->services.place[HC_PLACE_SHORT_TERM], 0,
                                                  granted, HC_PRIORITY_NORMAL, &user->bed_request);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

void hc_on_stay_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t id = event->subject;
    struct hc_user *user = user_at(world, id);
    user->bed_event = DES_NO_EVENT;
    note_discharge(world, user);
    double stay_days = (hc_now(world) - user->stay_began) / HC_DAY;
    hc_count_user(world, user, HC_TOTAL_stay_days, stay_days);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_DISCHARGE, user->acute);
    if (des_uniform_from(b.word[0]) < world->p.health.function_drop_hospital) {
        hc_user_change_need(world, id, 1);
    }
    if (user->living == HC_ON_ROUTE &&
        des_uniform_from(b.word[1]) < world->p.services.short_term_needed) {
        go_to_short_term(world, id);
    } else {
        come_home(world, id, HC_CAUSE_discharge);
        follow_up(world, id, stay_days);
    }
}

/* ---- short-term places ---- */

/* The wait in hospital is over: paid per day begun after the first midnight. */
static void count_waiting(struct hc_world *world, struct hc_user *user) {
    if (hc_now(world) > user->ready_since) {
        double days = (double)(hc_day_of(hc_now(world)) - hc_day_of(user->ready_since));
        hc_count_user(world, user, HC_TOTAL_discharges_waited, 1.0);
        hc_count_user(world, user, HC_TOTAL_paid_waiting_days, days);
        hc_money_waiting(world, user, days);
    }
}

void hc_on_short_term_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = user_at(world, event->subject);
    user->bed_request = 0;
    count_waiting(world, user);
    hc_user_enter_state(world, event->subject, HC_IN_SHORT_TERM, HC_CAUSE_bed);
    hc_count_user(world, user, HC_TOTAL_short_term_stays, 1.0);
    struct des_stream s = hc_user_stream(world, event->subject, HC_DRAW_BED, user->acute);
    double stay = des_dist_draw(&world->p.services.short_term_days, &s);
    user->bed_event =
        hc_schedule(world, days_from_now(world, stay), HC_EVENT_SHORT_TERM_END, event->subject, 0);
}

void hc_on_short_term_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    user_at(world, event->subject)->bed_event = DES_NO_EVENT;
    des_resource_release(world->services.place[HC_PLACE_SHORT_TERM]);
    come_home(world, event->subject, HC_CAUSE_discharge);
    follow_up(world, event->subject, 0.0);
}

/* ---- municipal acute beds ---- */

/* False when every bed is taken. */
static bool enter_kad(struct hc_world *world, uint32_t id, int cause) {
    struct hc_user *user = user_at(world, id);
    if (!des_resource_take(world->services.place[HC_PLACE_KAD])) {
        return false;
    }
    hc_health_resolve(world, id);
    hc_count_user(world, user, HC_TOTAL_kad_stays, 1.0);
    hc_user_enter_state(world, id, HC_IN_KAD, cause);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_BED, UINT64_C(1) << 56 | user->acute);
    double days = des_dist_draw(&world->p.services.kad_days, &s);
    user->bed_event = hc_schedule(world, days_from_now(world, days), HC_EVENT_KAD_END, id, 0);
    return true;
}

void hc_on_kad_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t id = event->subject;
    struct hc_user *user = user_at(world, id);
    user->bed_event = DES_NO_EVENT;
    des_resource_release(world->services.place[HC_PLACE_KAD]);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, UINT64_C(1) << 56 | user->acute);
    if (des_uniform_from(b.word[0]) < world->p.services.kad_transferred) {
        admit(world, id, HC_CAUSE_transferred, true);
    } else {
        come_home(world, id, HC_CAUSE_discharge);
    }
}

/* ---- acute events ---- */

/* Settled at home, with or without a decline. */
static void settle(struct hc_world *world, uint32_t id, double u_function) {
    struct hc_user *user = user_at(world, id);
    hc_count_user(world, user, HC_TOTAL_acute_settled_home, 1.0);
    hc_health_resolve(world, id);
    if (u_function < world->p.health.function_drop_crisis) {
        hc_user_change_need(world, id, 1);
    }
}

/* Where an acute event ends once a doctor has decided. */
static void decide(struct hc_world *world, uint32_t id, double hospital, double kad,
                   const struct des_block *b) {
    int cause = user_at(world, id)->acute_cause;
    double u = des_uniform_from(b->word[3]);
    if (u < hospital) {
        admit(world, id, cause, true);
    } else if (u >= hospital + kad) {
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (!enter_kad(world, id, cause)) {
        hc_count_user(world, user_at(world, id), HC_TOTAL_kad_full, 1.0);
        if (u < hospital + kad * world->p.services.kad_replaces) {
            admit(world, id, cause, true);
        } else {
            settle(world, id, des_uniform_from(b->word[2]));
        }
    }
}

static void go_to_legevakt(struct hc_world *world, uint32_t id) {
    struct hc_user *user = user_at(world, id);
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
    struct hc_user *user = user_at(world, event->subject);
    user->bed_request = 0;
    struct des_stream s = hc_user_stream(world, event->subject, HC_DRAW_LEGEVAKT, user->acute);
    double minutes = des_exponential_from(des_stream_word(&s), world->p.services.legevakt_minutes);
    user->bed_event = hc_schedule(world, hc_grid(hc_now(world) + minutes), HC_EVENT_LEGEVAKT_DONE,
                                  event->subject, 0);
}

void hc_on_legevakt_done(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = user_at(world, event->subject);
    user->bed_event = DES_NO_EVENT;
    user->at_legevakt = false;
    des_resource_release(world->services.place[HC_PLACE_LEGEVAKT]);
    struct des_block b = hc_user_draw(world, event->subject, HC_DRAW_ACUTE, user->acute);
    decide(world, event->subject, world->p.services.legevakt_hospital,
           world->p.services.legevakt_kad, &b);
}

/* Too far for some: the contact is not deleted, it takes another form. */
static void instead_of_legevakt(struct hc_world *world, uint32_t id, double u,
                                const struct des_block *b) {
    hc_count_user(world, user_at(world, id), HC_TOTAL_legevakt_replaced, 1.0);
    if (u < 0.5) {
        hc_count_user(world, user_at(world, id), HC_TOTAL_legevakt_phone, 1.0);
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (u < 0.7) {
        hc_shift_unplanned(world, id, HC_ACUTE_CALL, user_at(world, id)->acute);
        settle(world, id, des_uniform_from(b->word[2]));
    } else if (u < 0.8) {
        admit(world, id, user_at(world, id)->acute_cause, true);
    } else {
        hc_count_user(world, user_at(world, id), HC_TOTAL_gp_contacts, 1.0);
        decide(world, id, world->p.services.gp_admits, world->p.services.gp_kad, b);
    }
}

static void seek_doctor(struct hc_world *world, uint32_t id, const struct des_block *b) {
    const struct hc_user *user = user_at(world, id);
    struct des_block route =
        hc_user_draw(world, id, HC_DRAW_LEGEVAKT, user->acute | UINT64_C(1) << 56);
    if (office_hours(world, hc_now(world)) &&
        des_uniform_from(route.word[0]) >= world->p.response.by_legevakt) {
        hc_count_user(world, user_at(world, id), HC_TOTAL_gp_contacts, 1.0);
        decide(world, id, world->p.services.gp_admits, world->p.services.gp_kad, b);
        return;
    }
    double km = world->p.municipality.legevakt_km + user->road_km;
    if (des_uniform_from(route.word[1]) < exp(-world->p.services.legevakt_decay_km * km)) {
        go_to_legevakt(world, id);
    } else {
        instead_of_legevakt(world, id, des_uniform_from(route.word[2]), b);
    }
}

/* Home care is called first: own staff of the care model, a nurse on duty, or a
 * word by phone.  Returns whether that settles it. */
static bool settled_by_home_care(struct hc_world *world, uint32_t id, double u) {
    if (hc_care_acute_event(world, id) == HC_TAKEN) {
        return u < world->care.competence.settle_acute;
    }
    if (user_at(world, id)->living == HC_ON_ROUTE && hc_staff_nurse_on_duty(world)) {
        hc_shift_unplanned(world, id, HC_ACUTE_CALL, user_at(world, id)->acute);
        return u < world->p.nurse.settle_acute;
    }
    return u < world->p.response.settle_phone;
}

void hc_services_acute(struct hc_world *world, uint32_t id, int cause, uint32_t number) {
    const struct hc_response *p = &world->p.response;
    struct hc_user *user = user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    user->acute = (uint64_t)cause << 32 | number;
    user->acute_cause = (uint8_t)cause;
    hc_count_user(world, user, HC_TOTAL_acute_events, 1.0);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute);
    struct des_block first =
        hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute | UINT64_C(1) << 57);
    if (des_uniform_from(first.word[0]) < p->by_ambulance) {
        admit(world, id, cause, true);
    } else if (des_uniform_from(first.word[1]) < p->home_care_first &&
               settled_by_home_care(world, id, des_uniform_from(b.word[1]))) {
        settle(world, id, des_uniform_from(b.word[2]));
    } else {
        seek_doctor(world, id, &b);
    }
}

void hc_services_false_escalation(struct hc_world *world, uint32_t id) {
    struct hc_user *user = user_at(world, id);
    if (user->state != HC_AT_HOME || user->at_legevakt) {
        return;
    }
    hc_count_user(world, user, HC_TOTAL_false_escalations, 1.0);
    hc_count_user(world, user, HC_TOTAL_gp_contacts, 1.0);
    user->acute = (uint64_t)HC_CAUSE_false_escalation << 32 |
                  (uint32_t)(hc_day_of(hc_now(world)) + (1 << 20));
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ACUTE, user->acute);
    if (des_uniform_from(b.word[0]) < world->p.response.false_escalation_admitted) {
        admit(world, id, HC_CAUSE_false_escalation, false);
    }
}

/* ---- nursing home ---- */

void hc_on_nursing_home_need(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = user_at(world, event->subject);
    user->nursing_home.event = DES_NO_EVENT;
    user->waits_for_place = true;
    hc_count_user(world, user, HC_TOTAL_nursing_home_needs, 1.0);
    struct des_event granted = {world->kind[HC_EVENT_NURSING_HOME_BED], event->subject, 0};
    enum des_status status =
        des_resource_request(world->services.place[HC_PLACE_NURSING_HOME], 0, granted,
                             HC_PRIORITY_NORMAL, &user->place_request);
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

/* Gives back the bed or the place in a queue that the present state holds. */
static void leave_bed(struct hc_world *world, struct hc_user *user) {
    struct hc_services *services = &world->services;
    hc_cancel(world, &user->bed_event);
    if (user->state == HC_IN_KAD) {
        des_resource_release(services->place[HC_PLACE_KAD]);
    } else if (user->state == HC_IN_SHORT_TERM) {
        des_resource_release(services->place[HC_PLACE_SHORT_TERM]);
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

void hc_on_nursing_home_bed(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = user_at(world, event->subject);
    user->place_request = 0;
    user->waits_for_place = false;
    leave_bed(world, user);
    hc_count_user(world, user, HC_TOTAL_nursing_home_moves, 1.0);
    hc_user_enter_state(world, event->subject, HC_IN_NURSING_HOME, HC_CAUSE_bed);
    user = user_at(world, event->subject);
    hc_hazard_rate(world, &user->death, world->p.health.death_nursing_home, HC_EVENT_DEATH,
                   event->subject);
}

void hc_services_leave(struct hc_world *world, uint32_t id) {
    struct hc_user *user = user_at(world, id);
    leave_bed(world, user);
    if (user->place_request != 0) {
        des_resource_cancel(world->services.place[HC_PLACE_NURSING_HOME], user->place_request);
        user->place_request = 0;
    }
    if (user->state == HC_IN_NURSING_HOME) {
        des_resource_release(world->services.place[HC_PLACE_NURSING_HOME]);
    }
}
