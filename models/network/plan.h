/* models/network/plan.h - the texts of a scenario, read: routes, rates, shifts, balking. */
#ifndef NETWORK_PLAN_H
#define NETWORK_PLAN_H

#include "parameters.h"
#include "route.h"

enum { NETWORK_RATES = 256, NETWORK_SHIFTS = 48, NETWORK_JOINS = 64 };

struct network_rates {
    size_t count;
    double per_min[NETWORK_RATES];
    double step_min, highest;
};
struct network_shift_times {
    size_t count;
    double minute[NETWORK_SHIFTS]; /* of the day; rising */
    uint32_t servers[NETWORK_SHIFTS];
};
struct network_joins {
    size_t count; /* 0: all join */
    double chance[NETWORK_JOINS];
};

struct network_plan {
    bool class_in_use[NETWORK_CLASSES];
    bool station_in_use[NETWORK_STATIONS];
    bool may_visit[NETWORK_STATIONS][NETWORK_CLASSES];
    struct network_route route[NETWORK_CLASSES];
    struct network_rates rates[NETWORK_CLASSES];
    struct network_joins joins[NETWORK_CLASSES];
    struct network_shift_times shifts[NETWORK_STATIONS];
};

/* Reads all that is in use; adds a line for each thing that is wrong.  True: all is right. */
bool network_plan_read(const struct network_parameters *p, struct network_plan *plan,
                       struct des_diagnostics *diagnostics);

/* The chance to stay, 0 to 1, of one who finds so many others there. */
double network_join_chance(const struct network_joins *joins, size_t others);

/* Arrivals per minute at this time (min from 0; may be negative). */
double network_rate_at(const struct network_rates *rates, double time);

#endif
