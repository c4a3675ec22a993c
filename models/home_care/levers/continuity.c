#include "continuity.h"

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_continuity, __VA_ARGS__)
#define SANDVIK "NOU 2023: 4 ch. 8: GP for over 15 years against one: "
const struct des_param hc_continuity_params[] = {
    DES_BOOL(struct hc_continuity, on, false, "the experiment", DES_GRADE_D,
             "is continuity sought from day 0 on?"),
    REAL(carer_min, "min", 30.0, 0.0, 1000.0, "assumed", DES_GRADE_D,
         "minutes of driving that a carer who came last time is worth in the lists; see "
         "planning.continuity_min"),
    REAL(gp_share, "1", 0.0, 0.0, 1.0, "the experiment", DES_GRADE_D,
         "share of users who get a lasting relation to a GP that they would not have had"),
    DES_UNCERTAIN(struct hc_continuity, gp_acute, "1", 0.90, 0.3, 2.0,
                  SANDVIK "28 % fewer acute admissions, an association; a third of it assumed",
                  DES_GRADE_D, "ratio on their rates of changes and sudden events", LOGNORMAL, 0.90,
                  0.12),
    DES_UNCERTAIN(struct hc_continuity, gp_legevakt, "1", 0.90, 0.3, 2.0,
                  SANDVIK "30 % fewer legevakt contacts, an association; a third of it assumed",
                  DES_GRADE_D,
                  "ratio on the share of their acute calls that go to the legevakt "
                  "while GPs are open",
                  LOGNORMAL, 0.90, 0.14),
    {0},
};

static double mean_ratio(const struct hc_continuity *p, double ratio) {
    return 1.0 + p->gp_share * (ratio - 1.0);
}

void hc_continuity_start(struct hc_world *world) {
    const struct hc_continuity *p = &world->p.levers.continuity;
    if (!p->on) {
        return;
    }
    world->p.planning.continuity_min = p->carer_min;
    if (p->gp_share <= 0.0) {
        return;
    }
    double legevakt = mean_ratio(p, p->gp_legevakt);
    world->p.response.by_legevakt = hc_min(1.0, world->p.response.by_legevakt * legevakt);
    world->p.response.by_legevakt_day = hc_min(1.0, world->p.response.by_legevakt_day * legevakt);
    for (int age = 0; age < HC_AGE_GROUPS; age++) {
        world->p.health.change_rate[age] *= mean_ratio(p, p->gp_acute);
        world->p.health.sudden_rate[age] *= mean_ratio(p, p->gp_acute);
        world->p.health.minor_rate[age] *= legevakt;
    }
    for (size_t i = 0; i < world->people.here_count; i++) {
        uint32_t id = world->people.here[i];
        if (hc_user_served(hc_user_at(world, id))) {
            hc_health_renew(world, id);
        }
    }
}
