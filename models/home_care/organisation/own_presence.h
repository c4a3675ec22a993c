/* models/home_care/organisation/own_presence.h - when somebody of the own staff is at work, and
 * where: as far as absence that has begun, or is agreed, tells.  All: O(posts x days asked for). */
#ifndef HOME_CARE_OWN_PRESENCE_H
#define HOME_CARE_OWN_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

struct hc_world;

/* On this working day, or the next when it is over? */
bool hc_own_presence_soon(const struct hc_world *world);
/* From now on, on any day up to and with `last`? */
bool hc_own_presence_until(const struct hc_world *world, int64_t last);
/* Now, on a day set aside? */
bool hc_own_presence_on_duty(const struct hc_world *world);
/* Is this user behind a closed road?  On a day set aside they come from the main settlement. */
bool hc_own_presence_cut_off(const struct hc_world *world, uint32_t user);
/* With this user within so many minutes, of those who have the day for the function? */
bool hc_own_presence_set_aside(const struct hc_world *world, uint32_t user, double minutes);
/* ... or of those on the lists of a zone, too?  Behind a closed road nobody can. */
bool hc_own_presence_within(const struct hc_world *world, uint32_t user, double minutes);

#endif
