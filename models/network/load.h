/* models/network/load.h - what a network is asked to do, before it runs. */
#ifndef NETWORK_LOAD_H
#define NETWORK_LOAD_H

#include "plan.h"

/* Work that open classes bring to each station, in minutes of service per minute, if nobody is
 * lost on the way: the traffic equations (Jackson 1957, doi:10.1287/opre.5.4.518), by following
 * the customers until all but a billionth have left.  Infinite where they never do. */
void network_offered_work(const struct network_parameters *p, const struct network_plan *plan,
                          double work[NETWORK_STATIONS]);

/* Servers of a station, mean over the day; infinite where nobody ever waits. */
double network_mean_servers(const struct network_station *station,
                            const struct network_shift_times *shifts);

/* Adds a line for each station that is brought as much work as it can do, or more, and that
 * nothing keeps from filling up: nobody is turned away for good or gives up. */
void network_advise_on_load(const struct network_parameters *p, const struct network_plan *plan,
                            struct des_diagnostics *advice);

#endif
