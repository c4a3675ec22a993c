/* models/home_care/levers/rota_change.h - lever L2: another rota from day 0 on.
 *
 * Shifts and weekends by one of the ideal types, laid anew for those who are there; and
 * full-time culture: some part-time posts become full, from the hours of the smallest ones of
 * the same team and profession, which end.  The hours stay; fewer people have them, and fewer
 * part-timers are left to take an extra shift. */
#ifndef HOME_CARE_ROTA_CHANGE_H
#define HOME_CARE_ROTA_CHANGE_H

#include "des/params.h"

struct hc_world;

/* Group "arm.levers.rota". */
struct hc_rota_change {
    bool on;
    int64_t weekend_interval;
    int weekday_shifts; /* enum hc_rota_shifts */
    int weekend_shifts;
    double full_time;
};
extern const struct des_param hc_rota_change_params[];

/* Day 0. */
void hc_rota_change_start(struct hc_world *world);

#endif
