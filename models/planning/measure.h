/* models/planning/measure.h - the arithmetic of the list rule, for many visits at once. */
#ifndef PLANNING_MEASURE_H
#define PLANNING_MEASURE_H

#include <math.h>

#include "methods.h"

/* What depends on the drive: the cost of a visit as her next, INFINITY when it does not fit. */
static inline double pl_cost_after(const struct pl_list_rule *rule, double clock, double end,
                                   double drive, double open, double close, double minutes,
                                   double cost) {
    const double arrival = clock + drive;
    const double wait = pl_max(0.0, open - arrival);
    const double left = end - (arrival + wait + minutes);
    const double all = cost + drive + rule->wait * wait +
                       rule->slack * pl_max(close - arrival, -120.0) -
                       rule->end * pl_max(0.0, 90.0 - left);
    return left < (rule->ends_in_time ? 0.0 : -INFINITY) ? INFINITY : all;
}

/* pl_travel() from here to each of `lanes` times PL_LANES points. */
void pl_drive_to_all(const struct pl_plane *plane, struct pl_point here, const double *x_km,
                     const double *y_km, double *drive, size_t lanes);

/* From their column `drive` the column `cost` of `lanes` times PL_LANES visits from `first` on. */
void pl_cost_of_all(const struct pl_list_rule *rule, double clock, double end,
                    const struct pl_columns *at, size_t first, size_t lanes);

#endif
