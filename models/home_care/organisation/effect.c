#include "effect.h"

#include <math.h>
#include <stdlib.h>

#include "home_care/grid.h"
#include "home_care/world.h"

void hc_effect_fini(struct hc_world *world) {
    free(world->effect.reached);
}

/* A discharge whose 30 days are not over is one after which a readmission still counts. */
static void follow(struct hc_world *world, struct hc_user *user) {
    user->counted_at = hc_now(world);
    if (user->in_30_days && hc_now(world) - user->discharged_at <= 30.0 * HC_DAY) {
        hc_count_strata(world, user, HC_TOTAL_reached_discharges_index, 1.0);
    }
}

static void remember(struct hc_world *world, uint32_t id) {
    struct hc_effect *effect = &world->effect;
    uint32_t *grown =
        hc_reserve(world, effect->reached, effect->count + 1, &effect->capacity, sizeof *grown);
    if (!grown) {
        return;
    }
    effect->reached = grown;
    effect->reached[effect->count++] = id;
}

void hc_effect_reached(struct hc_world *world, uint32_t id) {
    if (world->effect.usual) {
        follow(world, hc_user_at(world, id));
        remember(world, id);
    }
}

void hc_on_reached(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_user *user = hc_user_at(world, event->subject);
    if (world->people.slot[event->subject] != HC_GONE) {
        follow(world, user);
    }
}

void hc_effect_count_time(struct hc_world *world, const struct hc_user *user) {
    double from = hc_max(user->state_since, user->counted_at);
    if (hc_user_served(user) && from < hc_now(world)) {
        hc_count_strata(world, user, HC_TOTAL_reached_user_days, (hc_now(world) - from) / HC_DAY);
    }
}

void hc_effect_catch_up(struct hc_world *world, double until) {
    struct hc_effect *effect = &world->effect;
    struct hc_world *usual = effect->usual;
    if (!usual || until <= hc_now(usual)) {
        return;
    }
    for (size_t i = 0; i < effect->count; i++) {
        uint32_t id = effect->reached[i];
        hc_schedule_first(usual, hc_user_at(world, id)->counted_at, HC_PRIORITY_FIRST,
                          HC_EVENT_REACHED, id, 0);
    }
    effect->count = 0;
    enum des_status status = des_sim_run_until(usual->sim, until);
    if (status == DES_OK || status == DES_EINTERRUPTED) { /* it stopped itself: its failure tells */
        status = usual->failure;
    }
    if (status != DES_OK) {
        hc_fail(world, status);
    }
}

void hc_effect_finish(struct hc_world *world) {
    enum { COUNT = HC_TOTAL_usual_user_days - HC_TOTAL_reached_user_days };
    const struct hc_world *usual = world->effect.usual;
    for (size_t s = 0; usual && s < HC_STRATA; s++) {
        for (int t = 0; t < COUNT; t++) {
            world->totals[s][HC_TOTAL_usual_user_days + t] =
                usual->totals[s][HC_TOTAL_reached_user_days + t];
        }
    }
}
