/* models/home_care/health/noticing.c - who sees a change of health, and what ordinary practice does
 * about it. */
#include <math.h>

#include "home_care/world.h"
#include "health.h"

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
