/* Who is served before whom: what is asked of the resource, which keeps the queue and interrupts
 * services. */
#include "state.h"

bool network_may_interrupt(const struct network_station *p) {
    return p->discipline >= NETWORK_PREEMPTIVE_LIFO ||
           (p->shift_end == NETWORK_HAND_OVER && !network_is_shared(p));
}

/* ---- the queue ---- */

static int32_t rank_of(const struct network *network, const struct network_customer *customer) {
    switch ((enum network_discipline)network->p.station[customer->station].discipline) {
    case NETWORK_PRIORITY:
    case NETWORK_PREEMPTIVE_RESUME:
    case NETWORK_PREEMPTIVE_REPEAT:
        return (int32_t)network->p.class_[customer->class_].priority;
    case NETWORK_FIFO:
    case NETWORK_LIFO:
    case NETWORK_PREEMPTIVE_LIFO:
    case NETWORK_RANDOM:
    case NETWORK_SHORTEST_FIRST:
    case NETWORK_ACCUMULATING:
    case NETWORK_PROCESSOR_SHARING:
    case NETWORK_POLLING:
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
    switch (network->p.station[customer->station].discipline) {
    case NETWORK_RANDOM: /* lots are drawn for each server anew: who lost has no worse chance */
        return network_lot(network, customer, place->grants);
    case NETWORK_SHORTEST_FIRST:
        return customer->left_to_do;
    case NETWORK_POLLING: /* classes further on */
        return (customer->class_ + NETWORK_CLASSES - place->polled) % NETWORK_CLASSES;
    default:
        return (double)class_->priority -
               class_->urgency_rate * (des_sim_now(network->sim) - customer->joined);
    }
}

static enum des_status ask(struct network *network, uint32_t index, struct des_event granted) {
    struct network_customer *customer = &network->customers[index];
    struct des_request request = des_request_of(rank_of(network, customer), granted);
    request.service = customer->service;
    request.done = (struct des_event){network->kind[NETWORK_EVENT_END], index, 0};
    return des_resource_ask(network->place[customer->station].servers, &request,
                            &customer->request);
}

enum des_status network_queue(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const struct des_event granted = {network->kind[NETWORK_EVENT_BEGIN], index, 0};
    if (!network_has_room(network, customer->station)) {
        return DES_ERANGE;
    }
    customer->is_waiting = true;
    network_step(network, customer, NETWORK_WAITING, 1);
    return network_may_interrupt(&network->p.station[customer->station])
               ? ask(network, index, granted)
               : des_resource_request(network->place[customer->station].servers,
                                      rank_of(network, customer), granted, 0, &customer->request);
}

void network_stop_waiting(struct network *network, struct network_customer *customer) {
    customer->is_waiting = false;
    network_step(network, customer, NETWORK_WAITING, -1);
}

/* ---- interruption ---- */

static void interrupt(struct network *network, struct network_customer *customer) {
    if (network->p.station[customer->station].discipline != NETWORK_PREEMPTIVE_REPEAT) {
        customer->left_to_do -= des_sim_now(network->sim) - customer->resumed;
    }
    customer->was_interrupted = customer->is_waiting = true;
    network->place[customer->station].serving--;
    network_step(network, customer, NETWORK_SERVING, -1);
    network_step(network, customer, NETWORK_WAITING, 1);
}

static void go_on(struct network *network, struct network_customer *customer) {
    network_stop_waiting(network, customer);
    customer->resumed = des_sim_now(network->sim);
    network->place[customer->station].serving++;
    network_step(network, customer, NETWORK_SERVING, 1);
}

/* Only what is told here is known of services that were interrupted, and of grants that random
 * order counts.  A grant that is taken back before the service has begun changes nothing here. */
void network_on_change(void *context, const struct des_resource *servers,
                       const struct des_resource_step *step) {
    struct network_place *place = context;
    struct network *network = place->network;
    (void)servers;
    place->grants += step->change == DES_RESOURCE_GRANTED;
    if (step->change != DES_RESOURCE_DISPLACED && step->change != DES_RESOURCE_GRANTED) {
        return;
    }
    struct network_customer *customer = &network->customers[step->granted->subject];
    if (step->change == DES_RESOURCE_DISPLACED && !customer->is_waiting) {
        interrupt(network, customer);
    } else if (step->change == DES_RESOURCE_GRANTED && customer->was_interrupted) {
        go_on(network, customer);
    }
}
