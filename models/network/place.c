/* The servers of the stations: how many there are, by time of day. */
#include <math.h>
#include <stdlib.h>

#include "state.h"

#define NO_LIMIT 2000000000U

/* ---- servers by time of day ---- */

static void set_servers(struct network *network, unsigned station, uint32_t servers) {
    const struct network_station *p = &network->p.station[station];
    if (network_is_shared(p)) {
        network_share_servers(network, station, servers);
    } else if (p->shift_end == NETWORK_HAND_OVER) {
        des_resource_hand_over(network->place[station].servers, servers);
    } else {
        network_keep(network, des_resource_set_servers(network->place[station].servers, servers));
    }
    des_timed_set(&network->ledger.capacity[station], des_sim_now(network->sim), servers);
}

/* Change n from the midnight at which the days of the run are counted from 0. */
static double time_of_change(const struct network_shift_times *shifts, double first_day,
                             uint64_t n) {
    return (first_day + (double)(n / shifts->count)) * NETWORK_DAY_MIN +
           shifts->minute[n % shifts->count];
}

static double first_day(const struct network *network) {
    return floor(-network->p.run.warmup);
}

void network_on_shift(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const unsigned station = event->subject;
    const struct network_shift_times *shifts = &network->plan.shifts[station];
    (void)sim;
    set_servers(network, station, shifts->servers[event->argument % shifts->count]);
    network_schedule(network, time_of_change(shifts, first_day(network), event->argument + 1),
                     NETWORK_EVENT_SHIFT, station, event->argument + 1, NULL);
    network_let_in(network, station);
}

static void begin_shifts(struct network *network, unsigned station) {
    const struct network_shift_times *shifts = &network->plan.shifts[station];
    const double now = des_sim_now(network->sim);
    uint64_t next = 0;
    while (time_of_change(shifts, first_day(network), next) <= now) {
        next++;
    }
    set_servers(network, station, shifts->servers[(next + shifts->count - 1) % shifts->count]);
    network_schedule(network, time_of_change(shifts, first_day(network), next), NETWORK_EVENT_SHIFT,
                     station, next, NULL);
}

/* ---- create and destroy ---- */

static enum des_preemption preemption_of(const struct network_station *p) {
    return p->discipline == NETWORK_PREEMPTIVE_REPEAT ? DES_PREEMPTION_REPEAT
           : p->discipline >= NETWORK_PREEMPTIVE_LIFO ? DES_PREEMPTION_RESUME
                                                      : DES_PREEMPTION_NONE;
}

static bool is_last_first(const struct network_station *p) {
    return p->discipline == NETWORK_LIFO || p->discipline == NETWORK_PREEMPTIVE_LIFO;
}

static enum des_status create_place(struct network *network, unsigned station) {
    const struct network_station *p = &network->p.station[station];
    struct network_place *place = &network->place[station];
    const bool unlimited = p->servers < 0;
    const bool by_urgency =
        p->discipline == NETWORK_RANDOM || p->discipline == NETWORK_SHORTEST_FIRST ||
        p->discipline == NETWORK_ACCUMULATING || p->discipline == NETWORK_POLLING;
    const struct des_resource_options options = {
        .servers = unlimited || network_is_shared(p) ? NO_LIMIT : (uint32_t)p->servers,
        .discipline = is_last_first(p) ? DES_LIFO : DES_FIFO,
        .preemption = preemption_of(p),
        .urgency = by_urgency ? network_urgency : NULL,
        .urgency_context = place,
    };
    place->network = network;
    place->sharing.servers = (double)INFINITY;
    place->first_held = place->last_held = NETWORK_NOBODY;
    const enum des_status status = des_resource_create_with(
        network->sim, network_station_names[station], &options, &place->servers);
    if (status != DES_OK) {
        return status;
    }
    if (network_may_interrupt(p) || p->discipline == NETWORK_RANDOM) {
        des_resource_watch(place->servers, network_on_change, place);
    }
    if (network->plan.shifts[station].count > 0) {
        begin_shifts(network, station);
    } else if (!unlimited) {
        set_servers(network, station, (uint32_t)p->servers);
    }
    network_polling_begin(network, station);
    return network->failure;
}

enum des_status network_places_create(struct network *network) {
    enum des_status status = DES_OK;
    for (unsigned s = 0; s < NETWORK_STATIONS && status == DES_OK; s++) {
        status = network->plan.station_in_use[s] ? create_place(network, s) : DES_OK;
    }
    return status;
}

void network_places_destroy(struct network *network) {
    for (unsigned s = 0; s < NETWORK_STATIONS; s++) {
        des_resource_destroy(network->place[s].servers);
        free(network->place[s].sharing.heap);
    }
}
