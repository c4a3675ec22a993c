/* models/network/parameters.h - what a scenario says of a network.
 *
 * Stations and classes are groups with fixed names, station1 ... and class1 ...;
 * those that no class visits, and classes without customers, cost nothing.  Times are
 * in minutes, rates in 1/min, where nothing else is said; the tables in parameters.c
 * have the unit, range and meaning of each.  Texts are borrowed from the values. */
#ifndef NETWORK_PARAMETERS_H
#define NETWORK_PARAMETERS_H

#include "des/params.h"

#define NETWORK_DAY_MIN 1440.0 /* minutes of a day */

enum { NETWORK_STATIONS = 24, NETWORK_CLASSES = 8 };
/* X(1) X(2) ...: for tables with an entry for each station, or class. */
#define NETWORK_NUMBERS_TO_8(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define NETWORK_NUMBERS_TO_24(X)                                                                   \
    NETWORK_NUMBERS_TO_8(X)                                                                        \
    X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24)

struct network_run {
    double warmup;     /* days */
    double length_min; /* 0: the days of the scenario */
};

enum network_discipline {
    NETWORK_FIFO,
    NETWORK_LIFO,
    NETWORK_RANDOM,
    NETWORK_SHORTEST_FIRST,
    NETWORK_PRIORITY,
    NETWORK_ACCUMULATING,
    NETWORK_PROCESSOR_SHARING,
    NETWORK_POLLING,
    NETWORK_PREEMPTIVE_LIFO, /* from here on with interruption */
    NETWORK_PREEMPTIVE_RESUME,
    NETWORK_PREEMPTIVE_REPEAT
};
enum network_shift_end { NETWORK_FINISH, NETWORK_HAND_OVER };
enum network_when_full { NETWORK_LEAVE, NETWORK_BLOCK };

struct network_station {
    const char *name;
    struct des_dist service;
    int64_t servers; /* -1: as many as there are customers */
    const char *shifts;
    int shift_end; /* enum network_shift_end */
    double wait_target;
    int64_t waiting_room; /* -1: unlimited */
    int when_full;        /* enum network_when_full */
    int discipline;       /* enum network_discipline */
    struct des_dist switch_time;
};

enum network_arrivals {
    NETWORK_NO_ARRIVALS,
    NETWORK_POISSON,
    NETWORK_RENEWAL,
    NETWORK_VARYING,
    NETWORK_VARYING_AS_PUBLISHED,
    NETWORK_POPULATION
};

struct network_class {
    const char *name;
    int arrivals; /* enum network_arrivals */
    double arrival_rate;
    struct des_dist between_arrivals;
    const char *rates_per_h;
    double rate_step;
    struct des_dist batch;
    int64_t population;
    struct des_dist away;
    const char *route;
    int64_t priority;
    double urgency_rate;
    const char *joins;
    struct des_dist patience;                  /* below 0: waits for ever */
    struct des_dist retry;                     /* below 0: goes away */
    struct des_dist service[NETWORK_STATIONS]; /* below 0: the station's */
};

struct network_parameters {
    struct network_run run;
    struct network_station station[NETWORK_STATIONS];
    struct network_class class_[NETWORK_CLASSES];
};

enum { NETWORK_GROUPS = 1 + NETWORK_STATIONS + NETWORK_CLASSES };
extern const struct des_param_group network_groups[NETWORK_GROUPS];
/* "station1" ... and "class1" ..., ending with NULL. */
extern const char *const network_station_names[NETWORK_STATIONS + 1];
extern const char *const network_class_names[NETWORK_CLASSES + 1];

/* From one run's values, which must outlive *p. */
void network_parameters_fill(const struct des_values *values, struct network_parameters *p);

/* -1 as a constant stands for "not given" where a distribution may be left out. */
static inline bool network_is_given(const struct des_dist *dist) {
    return !(dist->kind == DES_DIST_CONSTANT && dist->argument[0] < 0);
}

#endif
