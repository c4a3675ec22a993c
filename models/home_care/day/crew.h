/* models/home_care/day/crew.h - who of a team is at work now, and how near they may be.
 *
 * A call goes to whoever can be there soon, of any team.  Of a large place most teams are
 * out of reach: a box around all places where a team has been since its first one began
 * tells how far off it is at least, without looking at anybody. */
#ifndef HOME_CARE_CREW_H
#define HOME_CARE_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "planning/plane.h"

struct hc_world;

struct hc_crew {
    uint32_t *worker; /* in no order */
    size_t count, capacity;
    struct pl_point low, high; /* corners of the box */
};

/* The worker is at work in the team of her shift, at her place; no longer; in another team,
 * at that one's base.  Joining runs out of memory: hc_fail(). */
void hc_crew_join(struct hc_world *world, uint32_t worker);
void hc_crew_leave(struct hc_world *world, uint32_t worker);
void hc_crew_lend(struct hc_world *world, uint32_t worker, uint32_t team);

/* Somebody of the crew is here. */
static inline void hc_crew_reach(struct hc_crew *crew, struct pl_point at) {
    crew->low.x_km = at.x_km < crew->low.x_km ? at.x_km : crew->low.x_km;
    crew->low.y_km = at.y_km < crew->low.y_km ? at.y_km : crew->low.y_km;
    crew->high.x_km = at.x_km > crew->high.x_km ? at.x_km : crew->high.x_km;
    crew->high.y_km = at.y_km > crew->high.y_km ? at.y_km : crew->high.y_km;
}

/* Nobody of this team's crew comes to `home` in less; 0 where a ferry runs. */
double hc_crew_way_min(const struct hc_world *world, uint32_t team, struct pl_point home);

#endif
