/* models/home_care/staff/absence.h - spells of sickness absence.
 *
 * Three kinds of spell: self-certified, certified up to 16 days, and longer ones.  They begin at
 * work at a rate that steps with the quarter of the year; the time to the next spell is drawn by
 * exact inversion of the rate added up, so a gap that reaches into the next quarter feels its
 * rate.  The parameters say which share of days is lost in each quarter.  Long spells carry over
 * from one quarter to the next, so the rates at which spells begin are solved from the shares: in a
 * year that repeats, each quarter's mean is then as the parameters say. */
#ifndef HOME_CARE_ABSENCE_H
#define HOME_CARE_ABSENCE_H

#include "des/sim.h"

struct hc_world;
struct hc_staff_params;

enum { HC_SPELLS = 3, HC_QUARTERS = 4 };

struct hc_absence {
    double rate[HC_QUARTERS];    /* spells of all kinds a minute at work, by quarter */
    double begins[HC_SPELLS];    /* of these, the share of each kind */
    double absent[HC_SPELLS];    /* share of days in each kind, mean of the year */
    double mean_days[HC_SPELLS]; /* length of each */
};

void hc_absence_init(const struct hc_staff_params *p, struct hc_absence *absence);
/* Time of the next spell of a person at work from `from` on, after `hazard` of a unit exponential;
 * INFINITY when it comes after `until`. */
double hc_absence_time(const struct hc_world *world, double from, double hazard, double until);

/* A person takes up the post: absent already with the share of those days when it is one of the
 * posts of the start, for a year does not begin with everybody well. */
void hc_absence_begin(struct hc_world *world, uint32_t worker, bool at_start);
void hc_on_absence(void *context, struct des_sim *sim, const struct des_event *event);

#endif
