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

/* A worker who looks for her next visit. */
struct pl_seeker {
    uint32_t worker, place;
    double clock, end;
    const double *fit; /* by kind of task */
};

struct pl_found {
    double cost; /* INFINITY: there is none */
    size_t place;
    double visit;
};

/* Of so many lanes of the line, up to this visit, the one whose first task costs least as her
 * next, the lower visit among equals.  Fills the column `drive`, unless a matrix gives it. */
struct pl_found pl_cheapest(const struct pl_problem *problem, const struct pl_list_rule *rule,
                            const struct pl_seeker *seeker, double last,
                            const struct pl_columns *columns, size_t lanes);

#endif
