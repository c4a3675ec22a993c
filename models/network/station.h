/* models/network/station.h - one station: arrivals from outside, a waiting room,
 * identical servers.
 *
 * Times are minutes, 0 is the start of the observed period; what happens before
 * is warm-up and leaves no mark in the sums.  Customer n has the same time to
 * its arrival and the same service in all runs of one replicate, whatever the
 * number of servers: its draws are placed at (station, purpose, n). */
#ifndef NETWORK_STATION_H
#define NETWORK_STATION_H

#include "des/dist.h"
#include "des/model.h"
#include "des/resource.h"

/* Parameters of group "station". */
struct station_params {
    double arrival_rate;
    struct des_dist service;
    int64_t servers;
    int64_t waiting_room; /* -1: unlimited */
};

struct station_options {
    uint32_t id; /* names its random draws */
    struct station_params params;
    struct des_random random;
    const struct des_sink *sink; /* for a row per customer; NULL: none */
    size_t table;                /* index of the table of these rows */
};

/* Columns of that table. */
enum {
    STATION_CUSTOMER,
    STATION_ARRIVAL,
    STATION_WAIT,
    STATION_SERVICE,
    STATION_FATE,
    STATION_COLUMNS
};
enum station_fate { STATION_SERVED, STATION_BALKED };

/* Sums since the last reset. */
struct station_sums {
    uint64_t arrivals, balked;
    uint64_t served, left; /* began service; ended it */
    double wait_min;       /* of those who began service */
    double system_min;     /* from arrival to leaving, of those who left */
    double busy_min;       /* of all servers together */
    double queue_min;      /* customers waiting, integrated over time */
    double observed_min;
};

struct station; /* opaque */

/* Registers the event kinds and schedules the first arrival.  One per simulation
 * so far: the names of the kinds are the station's.  DES_OK; DES_ENOMEM;
 * DES_ERANGE. */
DES_NODISCARD enum des_status network_station_create(struct des_sim *sim,
                                                     const struct station_options *options,
                                                     struct station **station);
void network_station_destroy(struct station *station); /* NULL is allowed */

/* Begins the observed period. */
void network_station_reset(struct station *station);
struct station_sums network_station_observe(const struct station *station);

/* Why the station stopped the simulation; DES_OK while it did not. */
enum des_status network_station_failure(const struct station *station);

#endif
