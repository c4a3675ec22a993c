#include "health.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

enum { AFTER_DISCHARGE_1 = 30, AFTER_DISCHARGE_2 = 90 }; /* days */

/* ---- rates ---- */

/* How much of a medication review's effect is left: all for half a year, half
 * for the next, nothing after. */
static double review_left(double days) {
    return days < 182.0 ? 1.0 : days < 365.0 ? 0.5 : 0.0;
}

static double medicine_ratio(const struct hc_world *world, const struct hc_user *user) {
    double days = (hc_now(world) - user->medicine_reviewed_at) / HC_DAY;
    double left = review_left(days);
    return left > 0.0 ? pow(world->care.competence.medicine_hazard, left) : 1.0;
}

static double discharge_ratio(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_health *p = &world->p.health;
    double days = (hc_now(world) - user->discharged_at) / HC_DAY;
    double ratio = days < AFTER_DISCHARGE_1   ? p->after_discharge_30
                   : days < AFTER_DISCHARGE_2 ? p->after_discharge_90
                                              : 1.0;
    return user->followed_up ? 1.0 + (ratio - 1.0) * user->follow_up_excess : ratio;
}

/* Ratio on acute deterioration, gradual or sudden.  Own staff prevent it by check-ups, or cause it:
 * overtreatment, changes of medicine that destabilise; what a hospital stay adds is follow-up's. */
static double deterioration_ratio(const struct hc_world *world, const struct hc_user *user) {
    double met = user->reached ? world->care.competence.deterioration : 1.0;
    return discharge_ratio(world, user) + (met - 1.0);
}

static double change_rate(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_health *p = &world->p.health;
    double medicine = 1.0 - p->medicine_share + p->medicine_share * medicine_ratio(world, user);
    double followed = world->digital ? hc_technology_change(world, user->id) : 1.0;
    return p->change_rate[user->age] * p->change_by_complexity[user->complexity] * user->frailty *
           deterioration_ratio(world, user) * medicine * followed;
}

/* Own staff reassure, or worry. */
static double minor_rate(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_health *p = &world->p.health;
    return p->minor_rate[user->age] *
           (user->living == HC_IN_CARE_HOUSING ? p->minor_care_housing : 1.0) *
           (user->reached ? world->care.competence.minor_complaints : 1.0);
}

/* Sudden events and minor complaints share a clock; which of them it was is drawn when it
 * strikes. */
static double sudden_rate(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_health *p = &world->p.health;
    return p->sudden_rate[user->age] * deterioration_ratio(world, user) + minor_rate(world, user);
}

static bool is_minor(const struct hc_world *world, uint32_t id, uint32_t number) {
    const struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_SUDDEN, number);
    return des_uniform_from(b.word[1]) * sudden_rate(world, user) < minor_rate(world, user);
}

/* The next moment at which the rate steps: 30 or 90 days after discharge, 182 or
 * 365 after a review. */
static double next_step(const struct hc_world *world, const struct hc_user *user) {
    const double steps[] = {user->discharged_at + AFTER_DISCHARGE_1 * HC_DAY,
                            user->discharged_at + AFTER_DISCHARGE_2 * HC_DAY,
                            user->medicine_reviewed_at + 182.0 * HC_DAY,
                            user->medicine_reviewed_at + 365.0 * HC_DAY};
    double next = INFINITY;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i] > hc_now(world) && steps[i] < next) {
            next = steps[i];
        }
    }
    return next;
}

void hc_health_renew(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    hc_cancel(world, &user->hazard_step);
    double next = next_step(world, user);
    if (isfinite(next)) {
        user->hazard_step = hc_schedule(world, next, HC_EVENT_HAZARD_STEP, id, 0);
    }
    hc_hazard_rate(world, &user->sudden, sudden_rate(world, user), HC_EVENT_SUDDEN, id);
    if (!user->change_present) {
        hc_hazard_rate(world, &user->change, change_rate(world, user), HC_EVENT_CHANGE, id);
    }
}

void hc_on_hazard_step(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    hc_user_at(world, event->subject)->hazard_step = DES_NO_EVENT;
    hc_health_renew(world, event->subject);
}

/* ---- onset ---- */

static void await_change(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_CHANGE_TIME, user->changes);
    hc_hazard_start(world, &user->change, des_exponential_from(b.word[0], 1.0),
                    change_rate(world, user), HC_EVENT_CHANGE, id);
}

static void await_sudden(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_SUDDEN, user->suddens++);
    hc_hazard_start(world, &user->sudden, des_exponential_from(b.word[0], 1.0),
                    sudden_rate(world, user), HC_EVENT_SUDDEN, id);
}

/* Mean of the ratios over users, so that the rate by age stays the mean. */
static double nursing_home_rate(const struct hc_world *world, const struct hc_user *user) {
    const struct hc_health *p = &world->p.health;
    const struct hc_demand *d = &world->p.demand;
    double dementia = user->dementia ? p->nursing_home_dementia : 1.0;
    double alone = user->kin == HC_KIN_CORESIDENT ? 1.0 : p->nursing_home_alone;
    double mean_dementia = 1.0 + d->dementia_67_plus * (p->nursing_home_dementia - 1.0);
    double mean_alone = 1.0 + (1.0 - d->co_resident) * (p->nursing_home_alone - 1.0);
    return p->nursing_home[user->age] * dementia * alone / (mean_dementia * mean_alone);
}

void hc_health_start(struct hc_world *world, uint32_t id) {
    await_change(world, id);
    await_sudden(world, id);
    struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_NURSING_HOME, 0);
    hc_hazard_start(world, &user->nursing_home, des_exponential_from(b.word[0], 1.0),
                    nursing_home_rate(world, user), HC_EVENT_NURSING_HOME_NEED, id);
    if (user->short_episode) { /* most come from hospital */
        user->discharged_at = hc_now(world);
        hc_health_renew(world, id);
    }
}

/* Another rate for what has not happened yet. */
static void rescale(struct hc_world *world, struct hc_hazard *hazard, double rate, double ratio,
                    enum hc_event kind, uint32_t id) {
    if (ratio != 1.0 && hazard->event != DES_NO_EVENT) {
        hc_hazard_rate(world, hazard, rate * ratio, kind, id);
    }
}

void hc_health_met(struct hc_world *world, uint32_t id) {
    const struct hc_competence *competence = &world->care.competence;
    struct hc_user *user = hc_user_at(world, id);
    if (hc_user_served(user)) {
        rescale(world, &user->nursing_home, nursing_home_rate(world, user),
                competence->nursing_home, HC_EVENT_NURSING_HOME_NEED, id);
        rescale(world, &user->death, world->p.health.death[user->age], competence->death,
                HC_EVENT_DEATH, id);
        if (competence->deterioration != 1.0 || competence->minor_complaints != 1.0) {
            hc_health_renew(world, id);
        }
    }
}

void hc_health_stop(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    hc_hazard_stop(world, &user->change);
    hc_hazard_stop(world, &user->nursing_home);
    hc_cancel(world, &user->crisis);
    hc_services_withdraw(world, id);
    hc_hazard_stop(world, &user->sudden);
    hc_cancel(world, &user->alarm_call);
    hc_cancel(world, &user->hazard_step);
    user->change_present = false;
}

void hc_on_change(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t id = event->subject;
    struct hc_user *user = hc_user_at(world, id);
    user->change.event = DES_NO_EVENT;
    uint32_t number = user->changes++;
    if (user->state != HC_AT_HOME) { /* seen and treated where she is */
        await_change(world, id);
        return;
    }
    struct des_stream s = hc_user_stream(world, id, HC_DRAW_CHANGE, number);
    user->change_self_limiting = des_stream_uniform(&s) < world->p.health.self_limiting;
    double days = des_dist_draw(&world->p.health.crisis_days, &s);
    user->change_present = true;
    user->change_noticed = user->change_taken = false;
    user->change_since = hc_now(world);
    user->responses = user->treatments = user->gp_asked = 0;
    user->crisis =
        hc_schedule(world, hc_grid(hc_now(world) + days * HC_DAY), HC_EVENT_CRISIS, id, 0);
    hc_count_user(world, user, HC_TOTAL_changes, 1.0);
}

void hc_health_resolve(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    if (!user->change_present) {
        return;
    }
    if (!user->change_noticed) {
        hc_count_user(world, user, HC_TOTAL_changes_unnoticed, 1.0);
    }
    hc_cancel(world, &user->crisis);
    hc_services_withdraw(world, id);
    user->change_present = false;
    await_change(world, id);
}

void hc_on_crisis(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->crisis = DES_NO_EVENT;
    bool passes = user->change_self_limiting;
    hc_health_resolve(world, event->subject);
    if (!passes) {
        hc_services_acute(world, event->subject, HC_CAUSE_change, user->changes);
    }
}

void hc_on_sudden(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->sudden.event = DES_NO_EVENT;
    uint32_t number = user->suddens;
    bool minor = is_minor(world, event->subject, number);
    await_sudden(world, event->subject);
    if (minor) {
        hc_services_minor(world, event->subject, number);
    } else if (user->state == HC_AT_HOME) {
        hc_health_resolve(world, event->subject);
        hc_services_acute(world, event->subject, HC_CAUSE_sudden, number);
    }
}

/* ---- noticing ---- */

/* A plan of own staff says what to look for. */
static double plan_notice(const struct hc_world *world, const struct hc_user *user) {
    return user->reached ? world->care.competence.plan_notice : 1.0;
}

static double notice_chance(const struct hc_world *world, enum hc_profession by) {
    const struct hc_response *p = &world->p.response;
    switch (by) {
    case HC_ASSISTANT:
        return p->notice_assistant;
    case HC_HFA:
        return p->notice_hfa;
    case HC_AKS:
        return world->care.competence.notice_visit;
    default:
        return world->p.nurse.notice_visit;
    }
}

void hc_health_visit(struct hc_world *world, uint32_t id, enum hc_profession by, bool known,
                     double minutes, bool night, double u, double u_false) {
    const struct hc_response *p = &world->p.response;
    struct hc_user *user = hc_user_at(world, id);
    if (!user->change_present) {
        if (u_false < p->false_escalation_visit) {
            hc_services_false_escalation(world, id);
        }
        return;
    }
    if (user->change_noticed) {
        return;
    }
    double chance = notice_chance(world, by) * (known ? p->notice_known : p->notice_unknown) *
                    (minutes < 10.0 ? p->notice_short_visit : 1.0) *
                    (night ? p->notice_night : 1.0) * hc_function_guidance(world, user->zone) *
                    plan_notice(world, user);
    if (u < chance) {
        hc_health_noticed(world, id, by);
    }
}

void hc_health_digital_visit(struct hc_world *world, uint32_t id, double ratio, double u,
                             double u_false) {
    const struct hc_response *p = &world->p.response;
    const struct hc_user *user = hc_user_at(world, id);
    if (!user->change_present) {
        if (u_false < ratio * p->false_escalation_visit) {
            hc_services_false_escalation(world, id);
        }
    } else if (u < ratio * p->notice_hfa * hc_function_guidance(world, user->zone)) {
        hc_health_noticed(world, id, HC_HFA); /* once */
    }
}

/* From now on somebody knows of the change. */
static void see_change(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    user->change_noticed = true;
    user->change_noticed_at = hc_now(world);
    hc_count_user(world, user, HC_TOTAL_changes_noticed, 1.0);
    hc_count_user(world, user, HC_TOTAL_days_to_notice,
                  (hc_now(world) - user->change_since) / HC_DAY);
}

void hc_health_noticed(struct hc_world *world, uint32_t id, enum hc_profession by) {
    const struct hc_user *user = hc_user_at(world, id);
    if (!user->change_present || user->change_noticed) {
        return;
    }
    see_change(world, id);
    if (hc_care_change_noticed(world, id, by) == HC_PASS) {
        hc_health_ordinary(world, id, by);
    }
}

/* A broad first assessment, which aks.false_escalation is stated for. */
static const double broad_assessment_min = 90.0;

bool hc_health_assess(struct hc_world *world, uint32_t id, const struct hc_competence *competence,
                      double minutes, uint64_t occurrence) {
    const struct hc_user *user = hc_user_at(world, id);
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ASSESSMENT, occurrence);
    if (!user->change_present) {
        double extent = hc_min(1.0, minutes / broad_assessment_min);
        if (des_uniform_from(b.word[1]) < competence->false_escalation * extent) {
            hc_services_false_escalation(world, id);
        }
        return false;
    }
    if (!user->change_noticed && des_uniform_from(b.word[0]) < competence->notice_assessment) {
        see_change(world, id);
    }
    return user->change_noticed;
}

/* Kin and on-site staff, once a day, for the few users with an unseen change. */
void hc_health_midnight(struct hc_world *world, int64_t day) {
    const struct hc_response *p = &world->p.response;
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        const struct hc_user *user = hc_user_at(world, id);
        if (!user->change_present || user->change_noticed || user->state != HC_AT_HOME) {
            continue;
        }
        struct des_block b = hc_user_draw(world, id, HC_DRAW_KIN, (uint64_t)(day + (1 << 20)));
        double plan = plan_notice(world, user);
        if (des_uniform_from(b.word[0]) < plan * p->notice_kin[user->kin]) {
            hc_health_noticed(world, id, HC_PROFESSIONS);
        } else if (user->living != HC_ON_ROUTE) {
            double contacts =
                p->on_site_contacts * (user->living == HC_OTHER_SERVICE ? 1.0 / 3.0 : 1.0);
            double notice = p->notice_hfa * p->notice_known * plan *
                            hc_function_guidance_ward(world, user->ward);
            double unseen = pow(1.0 - hc_min(1.0, notice), contacts);
            if (des_uniform_from(b.word[1]) < 1.0 - unseen) {
                hc_health_noticed(world, id, HC_HFA);
            }
        }
    }
}

/* ---- ordinary practice ---- */

void hc_health_ordinary(struct hc_world *world, uint32_t id, enum hc_profession by) {
    struct hc_user *user = hc_user_at(world, id);
    if (by == HC_NURSE || by == HC_AKS || user->living != HC_ON_ROUTE) {
        hc_health_nurse_came(world, id, HC_SKILL_NURSE);
    } else if (!user->pending_nurse) {
        user->pending_nurse = true;
        hc_shift_unplanned(world, id, HC_NURSE_ASSESSMENT, user->changes);
    }
}

void hc_health_nurse_came(struct hc_world *world, uint32_t id, enum hc_skill skill) {
    const struct hc_response *p = &world->p.response;
    struct hc_user *user = hc_user_at(world, id);
    user->pending_nurse = false;
    if (!user->change_present || !user->change_noticed) { /* a new one may be there, unseen */
        return;
    }
    struct des_block b = hc_user_draw(world, id, HC_DRAW_RESPONSE,
                                      (uint64_t)user->changes << 8 | (user->responses++ & 255u));
    if (des_uniform_from(b.word[0]) >= p->gp_asked) {
        hc_health_treat(world, id, hc_task_sharing_success(world, skill));
        return;
    }
    if (skill == HC_SKILL_NURSE && hc_task_sharing_procedure(world, des_uniform_from(b.word[2]))) {
        hc_health_treat(world, id, world->p.nurse.success_procedure);
        return;
    }
    bool urgent = des_uniform_from(b.word[1]) < p->gp_phone;
    if (hc_care_doctor_needed(world, id, urgent) == HC_TAKEN) {
        user->change_taken = true;
    } else {
        hc_services_ask_gp(world, id, urgent ? HC_GP_PHONE : HC_GP_MESSAGE, p->success_gp);
    }
}

void hc_health_nurse_missing(struct hc_world *world, uint32_t id) {
    hc_user_at(world, id)->pending_nurse = false;
    hc_health_treat(world, id, world->p.response.success_watch);
}

void hc_health_treat(struct hc_world *world, uint32_t id, double success) {
    struct hc_user *user = hc_user_at(world, id);
    if (!user->change_present || !user->change_noticed) {
        return;
    }
    double delay = (hc_now(world) - user->change_noticed_at) / HC_DAY;
    if (user->treatments == 0) {
        hc_count_user(world, user, HC_TOTAL_changes_treated, 1.0);
        hc_count_user(world, user, HC_TOTAL_days_to_action,
                      (hc_now(world) - user->change_since) / HC_DAY);
    }
    struct des_block b = hc_user_draw(world, id, HC_DRAW_RESPONSE,
                                      UINT64_C(1) << 56 | (uint64_t)user->changes << 8 |
                                          (user->treatments++ & 255u));
    if (des_uniform_from(b.word[0]) < success * exp(-world->p.response.decay_per_day * delay)) {
        hc_count_user(world, user, HC_TOTAL_changes_resolved, 1.0);
        hc_health_resolve(world, id);
    }
}

/* ---- alarms ---- */

/* Share of alarm call-outs by hour: most from 8 to 11 (SINTEF A27757, 2016); the
 * rest by judgement (grade D). */
static const double alarm_by_hour[24] = {2, 2, 2, 2, 2, 3, 4, 6, 8, 8, 8, 6,
                                         5, 4, 4, 4, 4, 5, 5, 5, 4, 4, 4, 3};

static double alarm_minute(double u) {
    double total = 0.0;
    for (int h = 0; h < 24; h++) {
        total += alarm_by_hour[h];
    }
    double at = u * total;
    int hour = 0;
    while (hour < 23 && at >= alarm_by_hour[hour]) {
        at -= alarm_by_hour[hour++];
    }
    return 60.0 * (hour + hc_min(at / alarm_by_hour[hour], 0.999));
}

void hc_alarm_next(struct hc_world *world, uint32_t id) {
    struct hc_user *user = hc_user_at(world, id);
    double rate = world->p.demand.alarm_calls_per_month;
    if (!user->alarm || rate <= 0.0) {
        return;
    }
    struct des_block b = hc_user_draw(world, id, HC_DRAW_ALARM, user->alarms++);
    double days = floor(des_exponential_from(b.word[0], 30.4375 / rate));
    double midnight = (double)hc_day_of(hc_now(world)) * HC_DAY;
    double time = midnight + days * HC_DAY + alarm_minute(des_uniform_from(b.word[1]));
    if (time <= hc_now(world)) {
        time += HC_DAY;
    }
    user->alarm_call = hc_schedule(world, hc_grid(time), HC_EVENT_ALARM, id, 0);
}

void hc_on_alarm(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    user->alarm_call = DES_NO_EVENT;
    if (user->state == HC_AT_HOME) {
        hc_count_user(world, user, HC_TOTAL_alarm_calls, 1.0);
        hc_shift_unplanned(world, event->subject, HC_ALARM_CALL, user->alarms);
    }
    hc_alarm_next(world, event->subject);
}
