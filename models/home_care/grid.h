/* models/home_care/grid.h - the grid on which home-care time lives.
 *
 * Times and durations are rounded to 1/64 minute where they are made, so that
 * their sums are exact in any order and every minute can be accounted for with
 * ==.  A double holds such times exactly for a million years. */
#ifndef HOME_CARE_GRID_H
#define HOME_CARE_GRID_H

#include <math.h>

#define HC_DAY 1440.0

static inline double hc_grid(double minutes) {
    return nearbyint(minutes * 64.0) * (1.0 / 64.0);
}

#endif
