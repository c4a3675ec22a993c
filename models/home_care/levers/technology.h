/* models/home_care/levers/technology.h - lever L4: welfare technology.
 *
 * A visit that a dispenser or a screen replaces takes no time on a route and no drive; the
 * device costs money when it comes, and for as long as the user keeps it.  Something is still seen
 * at a digital visit: with `notice` 1 as much as a helsefagarbeider sees at a visit, so that
 * admissions stay the same.  Digital home follow-up changes nothing but cost unless it is said to.
 */
#ifndef HOME_CARE_TECHNOLOGY_H
#define HOME_CARE_TECHNOLOGY_H

#include "des/params.h"
#include "des/sim.h"
#include "home_care/people/care_plan.h"

/* Group "arm.levers.technology". */
struct hc_technology {
    bool on;
    double dispenser_users;
    double dispenser_visits;
    double dispenser_year;
    double supervision_users;
    double supervision_visits;
    double supervision_year;
    double fails;
    double notice;
    double follow_up_users;
    double follow_up_year;
    double follow_up_change;
    double start_nok;
    double project_nok;
};
extern const struct des_param hc_technology_params[];

void hc_technology_start(struct hc_world *world);
/* The devices are paid for each day. */
void hc_technology_midnight(struct hc_world *world);
/* Is this visit of the plan made by technology today, where it is offered?  Then what is seen
 * at it will be. */
bool hc_technology_replaces(struct hc_world *world, const struct hc_line *line, int64_t day);
/* Ratio of digital home follow-up on the rate of changes of this user, where it is offered. */
double hc_technology_change(const struct hc_world *world, uint32_t user);

void hc_on_digital_visit(void *context, struct des_sim *sim, const struct des_event *event);

#endif
