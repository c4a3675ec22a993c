/* models/home_care/organisation/own_cover.h - own staff on the lists of their colleagues: taken
 * for a gap when nobody protects their time, or of their own accord when little waits for them.
 *
 * Both are days set aside that go to the rota; such a day reaches nobody for the function. */
#ifndef HOME_CARE_OWN_COVER_H
#define HOME_CARE_OWN_COVER_H

#include <stdbool.h>
#include <stdint.h>

#include "home_care/record/outcomes.h"

struct hc_world;

/* Somebody of own staff for this gap today, who stands in the zone's rota on other days, or who
 * does not; HC_NOWHERE when their time is protected, or they are away.  O(posts). */
uint32_t hc_own_cover_pull(const struct hc_world *world, int64_t day, uint32_t zone, bool of_it);
/* Somebody who is not needed for the tasks that wait this morning, HC_NOWHERE when nobody is
 * left; asks the model for the day's tasks first.  She is put to work before the next call.
 * O(posts + tasks). */
uint32_t hc_own_cover_spare(struct hc_world *world, int64_t day);
/* May this post stand in for this zone? */
bool hc_own_cover_goes_to(const struct hc_world *world, uint32_t worker, uint32_t zone);
/* Of own staff who are on the lists of a zone now, who is soonest with this user of a driving
 * route, within so many minutes; HC_NOWHERE: nobody.  O(posts). */
uint32_t hc_own_cover_reachable(const struct hc_world *world, uint32_t user, double minutes);
/* Her shift in the rota has begun; its time is counted as own_pulled or own_ordinary.  Who
 * comes from another municipality drives here and back in working hours. */
void hc_own_cover_begun(struct hc_world *world, uint32_t worker, enum hc_total as);

#endif
