/* models/home_care/health/hazard.h - a rate that acts on a unit exponential, so that it may
 * change while waiting: the same draw under another rate gives an earlier or a
 * later time.  (The integrated hazard of a Poisson process is exponential; Cinlar
 * 1975, Introduction to Stochastic Processes, 4.7.) */
#ifndef HOME_CARE_HAZARD_H
#define HOME_CARE_HAZARD_H

#include "des/sim.h"

#include "home_care/events.h"

struct hc_world;

struct hc_hazard {
    double left;  /* of the unit exponential */
    double rate;  /* per minute */
    double since; /* when `left` was right */
    des_event_id event;
};

/* Waits for the event; rates are per year; a rate of 0 waits for ever. */
void hc_hazard_start(struct hc_world *world, struct hc_hazard *hazard, double unit_exponential,
                     double rate_per_year, enum hc_event kind, uint32_t user);
/* From now on another rate. */
void hc_hazard_rate(struct hc_world *world, struct hc_hazard *hazard, double rate_per_year,
                    enum hc_event kind, uint32_t user);
void hc_hazard_stop(struct hc_world *world, struct hc_hazard *hazard);

#endif
