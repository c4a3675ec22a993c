/* Polling: one server goes round the classes and stays at each until nobody of it waits.
 *
 * The resource serves the class where the server is by its urgency (order.c).  While the server is
 * on its way the resource has none; without time on the way it rests where it is. */
#include "state.h"

static bool walks(const struct network_station *p) {
    return p->discipline == NETWORK_POLLING && des_dist_mean(&p->switch_time) > 0;
}

static bool someone_waits(const struct network *network, unsigned station, unsigned class_) {
    return network->ledger.cell[station][class_].level[NETWORK_WAITING].level > 0;
}

static void set_out(struct network *network, unsigned station) {
    struct network_place *place = &network->place[station];
    struct des_stream stream =
        network_station_stream(network, station, NETWORK_DRAW_SWITCH, place->switches++);
    const double time = des_dist_draw(&network->p.station[station].switch_time, &stream);
    network_keep(network, des_resource_set_servers(place->servers, 0));
    network_schedule(network, des_sim_now(network->sim) + time, NETWORK_EVENT_SWITCH, station, 0,
                     NULL);
}

/* As if it had just left the last class. */
void network_polling_begin(struct network *network, unsigned station) {
    if (walks(&network->p.station[station])) {
        network->place[station].polled = NETWORK_CLASSES - 1;
        set_out(network, station);
    }
}

void network_polling_leave(struct network *network, unsigned station) {
    if (walks(&network->p.station[station]) &&
        !someone_waits(network, station, network->place[station].polled)) {
        set_out(network, station);
    }
}

/* The server is given when nobody is served or held here: to the one who gives up, unless others
 * of its class wait, who get it then. */
void network_polling_give_up(struct network *network, unsigned station) {
    const struct network_place *place = &network->place[station];
    const bool is_granted =
        place->serving == 0 && place->held == 0 && des_resource_busy(place->servers) > 0;
    if (is_granted) {
        network_polling_leave(network, station);
    }
}

void network_on_switch(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const unsigned station = event->subject;
    struct network_place *place = &network->place[station];
    (void)sim;
    do {
        place->polled = (place->polled + 1) % NETWORK_CLASSES;
    } while (!network->plan.may_visit[station][place->polled]);
    if (someone_waits(network, station, place->polled)) {
        network_keep(network, des_resource_set_servers(place->servers, 1));
    } else {
        set_out(network, station);
    }
}
