/* models/home_care/levers/projection.h - lever L7: years ahead, as need and supply grow.
 *
 * Users come faster as the people of their age become more, so that the stock grows by the rate
 * from day 0 on; each needs more time where the standard rises or families give no more than
 * today, less where work becomes more productive.  Posts follow the supply of each profession,
 * one by one; whether they keep up is what comes out. */
#ifndef HOME_CARE_PROJECTION_H
#define HOME_CARE_PROJECTION_H

#include "des/params.h"
#include "homecare/care_model.h"

struct hc_world;

/* Group "arm.levers.projection". */
struct hc_projection {
    bool on;
    double people[HC_AGE_GROUPS];
    double health;
    double standard;
    double productivity;
    bool family_constant;
    double family_ratio;
    double posts[HC_AKS]; /* of the professions of a rota */
    double places;
};
extern const struct des_param hc_projection_params[];

struct hc_growth {
    double arrivals[HC_AGE_GROUPS + 1]; /* a year, on day 0 */
    double minutes;                     /* ratio on those of a planned visit, now */
    double posts_due[HC_AKS];           /* full posts that supply is ahead of those added */
    double posts_start[HC_AKS];
    double places_start[2]; /* short-term, nursing home */
    uint32_t next_zone;
};

void hc_projection_start(struct hc_world *world);
void hc_projection_midnight(struct hc_world *world);

#endif
