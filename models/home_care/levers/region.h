/* models/home_care/levers/region.h - lever L8: services that neighbouring municipalities share.
 *
 * The place that is simulated is one of several: partners bring servers, beds and people who
 * use them, as arrivals in the background, and the shared service stands here or `km` away.
 * Each municipality of a region is a setting of its own with the others as partners.  Pooling
 * evens out queues; distance costs transport, keeps some away, and takes working days of
 * shared AKS on the road. */
#ifndef HOME_CARE_REGION_H
#define HOME_CARE_REGION_H

#include "des/params.h"

struct hc_world;

/* Group "arm.levers.region". */
struct hc_region {
    bool on;
    bool host;
    double km;
    int64_t population;
    bool legevakt;
    int64_t legevakt_servers;
    bool acute_beds;
    int64_t partner_acute_beds;
    bool short_term;
    int64_t partner_short_term;
    double occupancy;
    double bed_decay_km;
    bool aks;
};
extern const struct des_param hc_region_params[];

/* Day 0. */
void hc_region_start(struct hc_world *world);
/* Users of the region over those of this place, where AKS are shared; otherwise 1. */
double hc_region_users(const struct hc_world *world);
/* Road to a shared municipal acute bed, or short-term place. */
double hc_region_acute_km(const struct hc_world *world);
double hc_region_short_term_km(const struct hc_world *world);
/* Does this user go to a shared acute bed so far away? */
bool hc_region_goes(const struct hc_world *world, uint32_t user);

#endif
