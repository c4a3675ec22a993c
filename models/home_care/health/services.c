#include "services.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

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
        des_resource_request(world->services.place[place], 0, granted, HC_PRIORITY_NORMAL, NULL);
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
    case HC_PLACE_INTERMEDIATE:
        return des_dist_draw(&p->intermediate_days, &s);
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

/* The same for people who come with a pool. */
static void fill_more(struct hc_world *world, uint32_t place, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        ask_background_bed(world, place, (uint64_t)1 << 41 | (uint64_t)i);
    }
}

enum des_status hc_services_init(struct hc_world *world) {
    static const char *const names[] = {"legevakt", "municipal acute beds", "short-term places",
                                        "nursing home", "intermediate ward"};
    struct hc_services *services = &world->services;
    const struct hc_municipality *m = &world->p.municipality;
    const struct hc_services_params *p = &world->p.services;
    const int64_t servers[] = {m->legevakt_servers, m->municipal_acute_beds, m->short_term_places,
                               m->nursing_home_places, p->intermediate_beds};
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        services->place[k] = des_resource_create(world->sim, names[k], (uint32_t)servers[k]);
        if (!services->place[k]) {
            return DES_ENOMEM;
        }
    }
    des_resource_limit(services->place[HC_PLACE_KAD], 0); /* full: they go elsewhere */
    des_resource_limit(services->place[HC_PLACE_INTERMEDIATE], 0);
    double thousands = (double)m->population / 1000.0;
    double *rate = services->background_per_year;
    rate[HC_PLACE_LEGEVAKT] =
        hc_max(0.0, p->legevakt_per_100 * (double)m->legevakt_population / 100.0 -
                        p->legevakt_per_user * (double)world->people.stock);
    rate[HC_PLACE_KAD] = p->kad_per_1000 * thousands * p->kad_background;
    rate[HC_PLACE_SHORT_TERM] = p->short_term_background * (double)m->short_term_places * 365.25 /
                                des_dist_mean(&p->short_term_days);
    rate[HC_PLACE_NURSING_HOME] = p->nursing_home_background * (double)m->nursing_home_places *
                                  world->p.health.death_nursing_home;
    rate[HC_PLACE_INTERMEDIATE] = p->intermediate_background * (double)p->intermediate_beds *
                                  365.25 / des_dist_mean(&p->intermediate_days);
    fill_place(world, HC_PLACE_NURSING_HOME, m->nursing_home_places);
    fill_place(world, HC_PLACE_SHORT_TERM,
               (int64_t)nearbyint(p->short_term_background * (double)m->short_term_places));
    for (uint32_t k = 0; k < HC_PLACE_KINDS; k++) {
        next_background(world, k);
    }
    return world->failure != DES_OK ? world->failure : hc_gp_office_init(world);
}

void hc_services_fini(struct hc_world *world) {
    hc_gp_office_fini(world);
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        des_resource_destroy(world->services.place[k]);
    }
}

void hc_services_observe(struct hc_world *world) {
    for (int k = 0; k < HC_PLACE_KINDS; k++) {
        des_resource_reset(world->services.place[k]);
    }
    hc_gp_office_observe(world);
}

void hc_services_pool(struct hc_world *world, enum hc_place_kind place, int64_t servers,
                      double more_per_year, int64_t in_use) {
    struct hc_services *services = &world->services;
    enum des_status status =
        des_resource_set_servers(services->place[place], (uint32_t)hc_max(0.0, (double)servers));
    if (status != DES_OK) {
        hc_fail(world, status);
        return;
    }
    bool none = services->background_per_year[place] <= 0.0;
    services->background_per_year[place] += more_per_year;
    if (none) {
        next_background(world, place);
    }
    fill_more(world, place, in_use);
}

/* ---- GP ---- */

bool hc_services_office_hours(const struct hc_world *world, double time) {
    double minute = time - (double)hc_day_of(time) * HC_DAY - HC_GP_OPENS;
    return hc_gp_office_day(world, hc_day_of(time)) && minute >= 0.0 && minute < HC_GP_OPEN;
}

static bool without_gp(const struct hc_world *world, uint32_t id) {
    struct des_block b = hc_user_draw(world, id, HC_DRAW_GP, UINT64_C(1) << 40);
    return des_uniform_from(b.word[0]) < world->p.municipality.gp_without_list;
}

/* How much longer it takes where a stand-in answers. */
static double stand_in(const struct hc_world *world, uint32_t id) {
    return without_gp(world, id) ? world->p.services.gp_without_list_delay : 1.0;
}

/* Behind the work on the desk. */
static double message_answer(struct hc_world *world, uint32_t id) {
    double minutes = world->p.services.gp_message_minutes;
    size_t list = hc_gp_list_of(world, id);
    double ahead = stand_in(world, id) * hc_gp_work(world, list, hc_now(world));
    hc_gp_join(world, list, hc_now(world), minutes);
    return hc_gp_done(world, list, hc_now(world), ahead + minutes);
}

/* When the doctor is free for it; the desk waits so much longer. */
static double spoken_answer(struct hc_world *world, uint32_t id, double hours, double minutes) {
    hc_gp_join(world, hc_gp_list_of(world, id), hc_now(world), minutes);
    return hc_gp_office_after(world, hc_now(world),
                              60.0 * hc_min(hours * stand_in(world, id), 2000.0));
}

static void count_wait(struct hc_world *world, uint32_t id, enum hc_gp_channel channel,
                       double answer) {
    const struct hc_user *user = hc_user_at(world, id);
    double hours = (answer - hc_now(world)) / 60.0;
    enum hc_total by_channel = channel == HC_GP_PHONE      ? HC_TOTAL_gp_call_hours
                               : channel == HC_GP_TOGETHER ? HC_TOTAL_gp_together_hours
                                                           : HC_TOTAL_gp_message_hours;
    hc_count_user(world, user, HC_TOTAL_gp_answer_hours, hours);
    hc_count(world, by_channel, hours);
}

/* The answer may miss who asked: seen on the second working day, and asked again. */
static void wait_for_message(struct hc_world *world, uint32_t id, bool lost) {
    double answer = message_answer(world, id);
    if (lost) {
        answer = hc_gp_office_after(world, answer, 2.0 * HC_GP_OPEN);
        hc_count_user(world, hc_user_at(world, id), HC_TOTAL_gp_messages_lost, 1.0);
    }
    count_wait(world, id, HC_GP_MESSAGE, answer);
    hc_user_at(world, id)->gp_answer = hc_schedule(world, answer, HC_EVENT_GP_ANSWER, id, lost);
}

static void wait_for(struct hc_world *world, uint32_t id, enum hc_gp_channel channel,
                     struct des_stream *s) {
    const struct hc_services_params *p = &world->p.services;
    bool phone = channel == HC_GP_PHONE;
    double hours = des_dist_draw(phone ? &p->gp_phone_hours : &p->gp_together_hours, s);
    double answer =
        spoken_answer(world, id, hours, phone ? p->gp_phone_minutes : p->gp_together_minutes);
    hc_count(world, phone ? HC_TOTAL_gp_calls : HC_TOTAL_gp_together, 1.0);
    count_wait(world, id, channel, answer);
    hc_user_at(world, id)->gp_answer = hc_schedule(world, answer, HC_EVENT_GP_ANSWER, id, 0);
}

void hc_services_ask_gp(struct hc_world *world, uint32_t id, enum hc_gp_channel channel,
                        double success) {
    const struct hc_services_params *p = &world->p.services;
    struct hc_user *user = hc_user_at(world, id);
    if (user->gp_answer != DES_NO_EVENT) { /* one question about a change at a time */
        return;
    }
    uint64_t ask = (uint64_t)user->changes << 8 | (user->gp_asked++ & 255u);
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_GP, ask);
    double u = des_stream_uniform(&s);
    user->gp_success = success;
    hc_count_user(world, user, HC_TOTAL_gp_contacts, 1.0);
    hc_count_user(world, user, HC_TOTAL_gp_questions, 1.0);
    if (channel == HC_GP_PHONE || channel == HC_GP_TOGETHER) {
        wait_for(world, id, channel, &s);
    } else {
        hc_count(world, HC_TOTAL_gp_messages, 1.0);
        wait_for_message(world, id,
                         u < (channel == HC_GP_CONTACT ? p->gp_lost_contact : p->gp_lost));
    }
}

void hc_services_withdraw(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    if (user->gp_answer != DES_NO_EVENT) {
        hc_count(world, HC_TOTAL_gp_withdrawn, 1.0);
        hc_cancel(world, &user->gp_answer);
    }
}

void hc_on_gp_answer(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->gp_answer = DES_NO_EVENT;
    if (event->argument) { /* it was lost */
        wait_for_message(world, event->subject, false);
        return;
    }
    hc_count(world, HC_TOTAL_gp_answers, 1.0);
    user->doctor_ordered = true;
    hc_health_treat(world, event->subject, user->gp_success);
}
