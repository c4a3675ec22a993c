/* Who goes where.  What is decided depends on the customer, its class, the station
 * that it leaves and the number of its visit there, not on what others do. */
#include "state.h"

static double draw_route(const struct network *network, const struct network_customer *customer,
                         unsigned class_) {
    const unsigned from = customer->station;
    const uint64_t visit = from == NETWORK_OUTSIDE ? customer->round : customer->visits[from];
    const uint64_t occurrence = (uint64_t)class_ << 56 | (uint64_t)from << 48 | visit;
    struct des_stream stream =
        network_customer_stream(network, customer, NETWORK_DRAW_ROUTE, occurrence);
    return des_stream_uniform(&stream);
}

void network_decide(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    unsigned class_ = customer->class_, node = customer->node;
    for (;;) {
        const struct network_route *route = &network->plan.route[class_];
        const double u =
            network_route_is_certain(route, node) ? 0 : draw_route(network, customer, class_);
        const struct network_choice *choice = network_route_choose(route, node, u);
        if (choice && choice->goal == NETWORK_TO_CLASS) {
            class_ = choice->target;
            node = 0;
            continue;
        }
        customer->next_class = (uint8_t)class_;
        customer->next_node = choice ? choice->node : 0;
        customer->target = (uint8_t)(choice ? choice->target : NETWORK_OUTSIDE);
        return;
    }
}

/* ---- circles without time ---- */

/* Far above what batches do. */
#define MOST_MOVES 2000000U

uint64_t network_most_moves(const struct network_parameters *p) {
    uint64_t most = MOST_MOVES;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        most += 8 * (uint64_t)p->class_[c].population;
    }
    return most;
}

static bool goes_in_circles(struct network *network) {
    const double now = des_sim_now(network->sim);
    network->moves_now = now > network->moved_at ? 0 : network->moves_now + 1;
    network->moved_at = now;
    return network->moves_now > network->most_moves_now;
}

/* ---- moving ---- */

static void leave(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    const double stayed = des_sim_now(network->sim) - customer->arrival;
    network_ledger_count(&network->ledger, NETWORK_OUTSIDE, customer->class_, NETWORK_LEFT);
    network_ledger_add(&network->ledger, NETWORK_OUTSIDE, customer->class_, NETWORK_SYSTEM, stayed);
    network_end_route(network, index);
}

void network_move(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    if (goes_in_circles(network)) {
        network_keep(network, DES_EINPUT);
        return;
    }
    customer->class_ = customer->next_class;
    customer->node = customer->next_node;
    customer->station = NETWORK_OUTSIDE;
    if (customer->target == NETWORK_OUTSIDE) {
        leave(network, index);
    } else {
        network_join(network, index, customer->target);
    }
}

void network_on_retry(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    (void)sim;
    if (goes_in_circles(network)) {
        network_keep(network, DES_EINPUT);
        return;
    }
    network_join(network, event->subject, (unsigned)event->argument);
}

void network_enter(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    customer->arrival = des_sim_now(network->sim);
    customer->node = 0;
    customer->station = NETWORK_OUTSIDE;
    network_ledger_count(&network->ledger, NETWORK_OUTSIDE, customer->class_, NETWORK_ARRIVALS);
    network_decide(network, index);
    network_move(network, index);
}
