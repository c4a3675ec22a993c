/* models/home_care/levers/levers.h - what a place, or an arm, does besides its care model.
 *
 * Each lever is a group arm.levers.<name>, so it stands in an arm, `levers = { rights = { on =
 * true; }; }`, or in the `parameters` of a setting or of all, `arm = { levers = { ... }; }`,
 * where it holds for every arm.  All are off unless `on` is said, compose with every care
 * model and with each other, and begin on day 0: the warm-up stays that of the baseline. */
#ifndef HOME_CARE_LEVERS_H
#define HOME_CARE_LEVERS_H

#include "continuity.h"
#include "education.h"
#include "projection.h"
#include "region.h"
#include "rights.h"
#include "rota_change.h"
#include "task_sharing.h"
#include "technology.h"

/* Groups "arm.levers.*". */
struct hc_levers {
    struct hc_task_sharing task_sharing;
    struct hc_rota_change rota;
    struct hc_technology technology;
    struct hc_rights rights;
    struct hc_education education;
    struct hc_projection projection;
    struct hc_region region;
    struct hc_continuity continuity;
};

/* One line of `aksim models`. */
struct hc_lever {
    const char *name; /* of the group; as in scenarios, stable for ever */
    const char *summary;
    const char *source;
    const char *how; /* an example of setting it */
};
extern const struct hc_lever hc_levers[];
extern const size_t hc_lever_count;

/* Day 0, before the care model starts: what was said takes effect. */
void hc_levers_start(struct hc_world *world);
/* Each midnight from day 0 on. */
void hc_levers_midnight(struct hc_world *world);

#endif
