/* models/home_care/health/nursing_home.h - wards of the nursing home and who is sent to hospital
 * from them.
 *
 * Residents are not simulated one by one: each ward has its places, deteriorations come as
 * a Poisson process, and those that its staff see in time may be treated there. */
#ifndef HOME_CARE_NURSING_HOME_H
#define HOME_CARE_NURSING_HOME_H

#include "des/sim.h"

struct hc_world;

struct hc_nursing_home_ward {
    double guided_at; /* by own staff of the care model; -INFINITY: never */
    uint64_t deteriorations;
};
struct hc_nursing_home {
    struct hc_nursing_home_ward *ward;
    size_t ward_count;
    double residents; /* of each ward */
};

DES_NODISCARD enum des_status hc_nursing_home_init(struct hc_world *world);
void hc_nursing_home_fini(struct hc_world *world);
/* The staff of a ward were guided; a ward that is not there is ignored. */
void hc_nursing_home_guided(struct hc_world *world, uint32_t ward);
void hc_on_ward_deterioration(void *context, struct des_sim *sim, const struct des_event *event);

#endif
