/* models/home_care/organisation/own_days.h - the days on which own staff work for their function.
 *
 * Day work: the weekdays of the rota on which a post has no shift of a zone, as far as its share
 * reaches, and no public holidays; with weeks_apart one after the other, at the beginning of every
 * so many weeks.  With a weekend interval: a rota of the team's own, laid by the
 * generator under the rules of all others, with weekends and, for a share, evenings. */
#ifndef HOME_CARE_OWN_DAYS_H
#define HOME_CARE_OWN_DAYS_H

#include "home_care/staff/rota.h"

struct hc_world;

struct hc_own_days {
    int8_t (*duty)[HC_ROTA_MAX_DAYS]; /* by post: enum hc_duty, by day of the cycle */
    bool weekends;
    bool weeks;          /* days here one after the other: staffing.weeks_apart */
    struct hc_rota rota; /* of the team, when it has weekends; else its cycle only */
};

/* Room for so many posts; free() of `duty` is the caller's. */
DES_NODISCARD enum des_status hc_own_days_init(struct hc_world *world, size_t posts);
/* The days of one post more, whose line in a zone's rota stands.  DES_EINPUT, with the reason in
 * world->why, when the rules leave no room. */
DES_NODISCARD enum des_status hc_own_days_add(struct hc_world *world, size_t post);
/* HC_ROTA_FREE, HC_DAY_SHIFT or HC_EVENING_SHIFT. */
int hc_own_duty(const struct hc_world *world, size_t post, int64_t day);

#endif
