/* models/home_care/rota.h - a six-week rota that repeats.
 *
 * Each post works its weekends (every `weekend_interval`-th) and as many weekday
 * shifts as its size allows, laid where coverage is furthest below target, for
 * its skill first.  Rules kept: one shift a day, 11 hours of rest (no day shift
 * after an evening shift), at most six days in a row. */
#ifndef HOME_CARE_ROTA_H
#define HOME_CARE_ROTA_H

#include <stdbool.h>
#include <stdint.h>

#include "staff.h"

/* The rota of one zone, or of the night team, while it is being laid. */
struct hc_rota {
    double target[2];         /* on duty on a mean day: day, evening (night: [0]) */
    double skilled_target[2]; /* of them nurses */
    double weekend_volume;    /* of a weekday's */
    int64_t weekend_interval;
    double week_minutes; /* of a full post */
    double shift_minutes;
    bool night;
    double cover[HC_ROTA_DAYS][2]; /* laid so far */
    double skilled[HC_ROTA_DAYS][2];
};

/* Lays one more post.  `number` is its place in the zone: it decides which
 * weekends.  Returns the shifts that the rules left no room for. */
int hc_rota_lay(struct hc_rota *rota, struct hc_worker *worker, size_t number);

#endif
