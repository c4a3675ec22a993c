/* models/home_care/grid.h - the grid on which home-care time lives.
 *
 * Times and durations are rounded to 1/64 minute where they are made, so that
 * their sums are exact in any order and every minute can be accounted for with
 * ==.  A double holds such times exactly for a million years. */
#ifndef HOME_CARE_GRID_H
#define HOME_CARE_GRID_H

#define HC_DAY 1440.0
#define HC_YEAR (365.25 * HC_DAY)

/* Nearest multiple of 1/64, ties to even, below 2^44 minutes: adding 1.5 x 2^46
 * leaves a double no finer steps (nearbyint() is a call on plain x86-64). */
#define HC_GRID_ROUNDING 0x1.8p46
static inline double hc_grid(double minutes) {
    return (minutes + HC_GRID_ROUNDING) - HC_GRID_ROUNDING;
}

/* fmax() and fmin() without their rules for NaN, which never comes here: inlined. */
static inline double hc_max(double a, double b) {
    return a > b ? a : b;
}
static inline double hc_min(double a, double b) {
    return a < b ? a : b;
}

#endif
