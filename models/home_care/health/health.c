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
