/* Who is served before whom: the order of the queue, and interruption.
 *
 * The queue is the resource's.  What stands here beside it is kept by class of
 * customer, which the resource does not know. */
#include "state.h"

/* ---- the queue ---- */

static bool has_own_rank(const struct network_station *p) {
    return p->discipline == NETWORK_LIFO || p->discipline == NETWORK_PREEMPTIVE_LIFO ||
           p->discipline == NETWORK_RANDOM;
}

int32_t network_rank_of_comer(struct network *network, const struct network_customer *customer) {
    struct des_stream stream;
    switch ((enum network_discipline)network->p.station[customer->station].discipline) {
    case NETWORK_LIFO:
    case NETWORK_PREEMPTIVE_LIFO:
        return -network->place[customer->station].last_come++;
    case NETWORK_RANDOM:
        stream = network_visit_stream(network, customer, NETWORK_DRAW_ORDER);
        return (int32_t)(des_stream_uniform(&stream) * INT32_MAX);
    case NETWORK_PRIORITY:
    case NETWORK_PREEMPTIVE_RESUME:
    case NETWORK_PREEMPTIVE_REPEAT:
        return (int32_t)(2 * network->p.class_[customer->class_].priority);
    case NETWORK_FIFO:
    case NETWORK_SHORTEST_FIRST:
    case NETWORK_ACCUMULATING:
    case NETWORK_PROCESSOR_SHARING:
        break;
    }
    return 0;
}

double network_urgency(void *context, const struct des_event *granted, int32_t priority,
                       double waited) {
    const struct network_place *place = context;
    const struct network *network = place->network;
    const struct network_customer *customer = &network->customers[granted->subject];
    const struct network_class *class_ = &network->p.class_[customer->class_];
    (void)priority;
    (void)waited; /* since an interruption, if there was one */
    return network->p.station[customer->station].discipline == NETWORK_SHORTEST_FIRST
               ? customer->left_to_do
               : (double)class_->priority -
                     class_->urgency_rate * (des_sim_now(network->sim) - customer->joined);
}

/* Interrupted customers go before their equals, in the order of their interruption. */
enum des_status network_queue(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const bool before_equals =
        customer->was_interrupted && !has_own_rank(&network->p.station[customer->station]);
    const struct des_event granted = {network->kind[NETWORK_EVENT_BEGIN], index, 0};
    if (network_is_shared(&network->p.station[customer->station]) &&
        !network_has_room(network, customer->station)) {
        return DES_ERANGE;
    }
    const enum des_status status =
        des_resource_request(network->place[customer->station].servers,
                             customer->rank - before_equals, granted, 0, &customer->request);
    if (status == DES_OK) {
        customer->is_waiting = true;
        network_step(network, customer, NETWORK_WAITING, 1);
    }
    return status;
}

void network_stop_waiting(struct network *network, struct network_customer *customer) {
    customer->is_waiting = false;
    network_step(network, customer, NETWORK_WAITING, -1);
}

/* ---- those in service ---- */

bool network_may_interrupt(const struct network_station *p) {
    return p->discipline >= NETWORK_PREEMPTIVE_LIFO ||
           (p->shift_end == NETWORK_HAND_OVER && !network_is_shared(p));
}

void network_link_serving(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *place = &network->place[customer->station];
    customer->before = NETWORK_NOBODY;
    customer->after = place->first_serving;
    if (customer->after != NETWORK_NOBODY) {
        network->customers[customer->after].before = index;
    }
    place->first_serving = index;
}

void network_unlink_serving(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    if (customer->before != NETWORK_NOBODY) {
        network->customers[customer->before].after = customer->after;
    } else {
        network->place[customer->station].first_serving = customer->after;
    }
    if (customer->after != NETWORK_NOBODY) {
        network->customers[customer->after].before = customer->before;
    }
}

/* The one in service whom others come before, the last begun among equals. */
static uint32_t least_urgent(const struct network *network, unsigned station) {
    uint32_t found = network->place[station].first_serving;
    for (uint32_t i = found; i != NETWORK_NOBODY; i = network->customers[i].after) {
        if (network->customers[i].rank > network->customers[found].rank) {
            found = i;
        }
    }
    return found;
}

/* ---- interruption ---- */

/* One who goes back finds room, however full the waiting room is. */
static void queue_again(struct network *network, uint32_t index) {
    const unsigned station = network->customers[index].station;
    struct des_resource *servers = network->place[station].servers;
    des_resource_limit(servers, SIZE_MAX);
    network_keep(network, network_queue(network, index));
    network_limit_waiting(network, station);
}

static void interrupt(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *place = &network->place[customer->station];
    double end = des_sim_now(network->sim);
    (void)des_sim_peek(network->sim, customer->end, &end);
    (void)des_sim_cancel(network->sim, customer->end);
    if (network->p.station[customer->station].discipline != NETWORK_PREEMPTIVE_REPEAT) {
        customer->left_to_do = end - des_sim_now(network->sim);
    }
    customer->was_interrupted = true;
    network_unlink_serving(network, index);
    place->serving--;
    network_step(network, customer, NETWORK_SERVING, -1);
    des_resource_release(place->servers);
    queue_again(network, index);
}

/* Seldom: several came at one time. */
static bool later_comer_waits(const struct network *network, unsigned station, int32_t rank) {
    for (uint32_t i = 0; i < network->capacity; i++) {
        const struct network_customer *customer = &network->customers[i];
        if (customer->is_waiting && customer->station == station && customer->rank < rank) {
            return true;
        }
    }
    return false;
}

static bool more_urgent_waits(struct network *network, unsigned station, int32_t rank) {
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        if (2 * network->p.class_[c].priority < rank &&
            network->ledger.cell[station][c].level[NETWORK_WAITING].level > 0) {
            return true;
        }
    }
    return false;
}

static bool one_who_goes_first_waits(struct network *network, unsigned station, int32_t rank) {
    struct network_place *place = &network->place[station];
    if (network->p.station[station].discipline != NETWORK_PREEMPTIVE_LIFO) {
        return more_urgent_waits(network, station, rank);
    }
    const bool has_come = place->last_come != place->seen_come;
    place->seen_come = place->last_come;
    return has_come && later_comer_waits(network, station, rank);
}

static void hand_over(struct network *network, unsigned station) {
    const struct network_place *place = &network->place[station];
    while (des_resource_busy(place->servers) > des_resource_servers(place->servers) &&
           place->first_serving != NETWORK_NOBODY) {
        interrupt(network, least_urgent(network, station));
    }
}

void network_interrupt_if_due(struct network *network, unsigned station) {
    const struct network_place *place = &network->place[station];
    const struct network_station *p = &network->p.station[station];
    if (p->shift_end == NETWORK_HAND_OVER) {
        hand_over(network, station);
    }
    /* While a grant is on its way, what is to be done shows only when it has arrived. */
    if (p->discipline < NETWORK_PREEMPTIVE_LIFO || des_resource_waiting(place->servers) == 0 ||
        des_resource_busy(place->servers) != place->serving + place->held) {
        return;
    }
    const uint32_t victim = least_urgent(network, station);
    if (victim != NETWORK_NOBODY &&
        one_who_goes_first_waits(network, station, network->customers[victim].rank)) {
        interrupt(network, victim);
    }
}
