/* models/home_care/levers/continuity.h - lever L9: people who know each other.
 *
 * Lists are made so that users more often meet somebody they know, at the price of driving:
 * what she then notices follows (response.notice_known).  A lasting relation to a GP is an
 * association with fewer acute events in the sources; here it is a ratio with doubt on both
 * sides of no effect. */
#ifndef HOME_CARE_CONTINUITY_H
#define HOME_CARE_CONTINUITY_H

#include "des/params.h"

struct hc_world;

/* Group "arm.levers.continuity". */
struct hc_continuity {
    bool on;
    double carer_min;
    double gp_share;
    double gp_acute;
    double gp_legevakt;
};
extern const struct des_param hc_continuity_params[];

/* Day 0. */
void hc_continuity_start(struct hc_world *world);

#endif
