#include "hazard.h"

#include "home_care/grid.h"
#include "home_care/world.h"

static void arm_hazard(struct hc_world *world, struct hc_hazard *hazard, enum hc_event kind,
                       uint32_t user) {
    hc_cancel(world, &hazard->event);
    if (hazard->rate > 0.0) {
        double time = hc_grid(hc_now(world) + hazard->left / hazard->rate);
        hazard->event = hc_schedule(world, hc_max(time, hc_now(world)), kind, user, 0);
    }
}

void hc_hazard_start(struct hc_world *world, struct hc_hazard *hazard, double unit_exponential,
                     double rate_per_year, enum hc_event kind, uint32_t user) {
    hazard->left = unit_exponential;
    hazard->rate = rate_per_year / HC_YEAR;
    hazard->since = hc_now(world);
    arm_hazard(world, hazard, kind, user);
}

void hc_hazard_rate(struct hc_world *world, struct hc_hazard *hazard, double rate_per_year,
                    enum hc_event kind, uint32_t user) {
    double now = hc_now(world);
    hazard->left = hc_max(0.0, hazard->left - hazard->rate * (now - hazard->since));
    hazard->since = now;
    hazard->rate = rate_per_year / HC_YEAR;
    arm_hazard(world, hazard, kind, user);
}

void hc_hazard_stop(struct hc_world *world, struct hc_hazard *hazard) {
    hc_cancel(world, &hazard->event);
    hazard->rate = 0.0;
}
