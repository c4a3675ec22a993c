/* models/home_care/organisation/effect.h - what the arm does to the users whom its own staff reach.
 *
 * An arm with `against` is two worlds with the same draws: the arm, and the same place as it
 * would be otherwise (the baseline; or the same structure staffed by ordinary nurses).  The users
 * that own staff reach in the arm are followed by id in both, from the moment of first reach in
 * the arm: a set of users that is not defined by what becomes of them.  The other world runs a day
 * behind, so that it knows whom the arm has reached; nothing flows back, and the arm is bit for bit
 * what it is without `against`.
 *
 * Effects are ratios of what is counted in both: totals reached_* and usual_*. */
#ifndef HOME_CARE_EFFECT_H
#define HOME_CARE_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "des/status.h"

struct des_sim;
struct des_event;
struct hc_user;
struct hc_world;

struct hc_effect {
    struct hc_world *usual; /* the other world; owned; NULL: none asked for */
    uint32_t *reached;      /* ids since the other world was last told */
    size_t count, capacity;
};

void hc_effect_fini(struct hc_world *world);
/* Own staff have reached a user for the first time. */
void hc_effect_reached(struct hc_world *world, uint32_t id);
/* Counts the user's time up to now, from first reach on. */
void hc_effect_count_time(struct hc_world *world, const struct hc_user *user);
/* The other world runs to this time, with whom the arm has reached before it. */
void hc_effect_catch_up(struct hc_world *world, double until);
/* What both counted goes to the totals of the arm. */
void hc_effect_finish(struct hc_world *world);
/* The other world: the arm reaches this user now. */
void hc_on_reached(void *context, struct des_sim *sim, const struct des_event *event);

#endif
