/* Stations: joining the queue, service, leaving it; blocking. */
#include "state.h"

/* ---- what is told ---- */

/* For a column of 32 bits: a number beyond ends the run. */
static int32_t narrow(struct network *network, uint64_t number) {
    if (number > INT32_MAX) {
        network_keep(network, DES_ERANGE);
        return INT32_MAX;
    }
    return (int32_t)number;
}

static void trace(struct network *network, const struct network_customer *customer,
                  enum network_fate fate) {
    const struct des_sink *sink = network->sink;
    if (!sink || des_sim_now(network->sim) < 0) {
        return;
    }
    const double left = fate == NETWORK_FATE_BALKED   ? customer->joined
                        : fate == NETWORK_FATE_SERVED ? customer->begun
                                                      : des_sim_now(network->sim);
    union des_cell cells[NETWORK_COLUMNS];
    cells[NETWORK_COLUMN_CUSTOMER].i32 = narrow(network, customer->number);
    cells[NETWORK_COLUMN_ORIGIN].i32 = customer->origin;
    cells[NETWORK_COLUMN_CLASS].i32 = customer->class_;
    cells[NETWORK_COLUMN_STATION].i32 = customer->station;
    cells[NETWORK_COLUMN_VISIT].i32 = narrow(network, customer->visits[customer->station]);
    cells[NETWORK_COLUMN_ARRIVAL].f64 = customer->joined;
    cells[NETWORK_COLUMN_WAIT].f64 = left - customer->joined;
    cells[NETWORK_COLUMN_SERVICE].f64 = fate == NETWORK_FATE_SERVED ? customer->service : 0;
    cells[NETWORK_COLUMN_FATE].i32 = (int32_t)fate;
    network_keep(network, sink->row(sink->context, network->table, cells));
}

static void count(struct network *network, const struct network_customer *customer,
                  enum network_total total) {
    network_ledger_count(&network->ledger, customer->station, customer->class_, total);
}

static void add(struct network *network, const struct network_customer *customer,
                enum network_total total, double amount) {
    network_ledger_add(&network->ledger, customer->station, customer->class_, total, amount);
}

/* ---- draws ---- */

static double draw_service(const struct network *network, const struct network_customer *customer) {
    const struct des_dist *own = &network->p.class_[customer->class_].service[customer->station];
    return network_draw(network, customer, NETWORK_DRAW_SERVICE,
                        network_is_given(own) ? own
                                              : &network->p.station[customer->station].service);
}

/* ---- coming ---- */

/* Decides for itself, by how many are there. */
static bool is_put_off(const struct network *network, const struct network_customer *customer) {
    const struct des_resource *servers = network->place[customer->station].servers;
    const double chance =
        network_join_chance(&network->plan.joins[customer->class_],
                            des_resource_busy(servers) + des_resource_waiting(servers));
    if (chance >= 1) {
        return false;
    }
    struct des_stream stream = network_visit_stream(network, customer, NETWORK_DRAW_JOIN);
    return des_stream_uniform(&stream) >= chance;
}

static void be_patient(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const struct des_dist *patience = &network->p.class_[customer->class_].patience;
    if (network_is_given(patience)) {
        const double time = network_draw(network, customer, NETWORK_DRAW_PATIENCE, patience);
        network_schedule(network, des_sim_now(network->sim) + time, NETWORK_EVENT_GIVE_UP, index, 0,
                         &customer->give_up);
    }
}

static void balk(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    count(network, customer, NETWORK_BALKED);
    trace(network, customer, NETWORK_FATE_BALKED);
    const struct des_dist *retry = &network->p.class_[customer->class_].retry;
    if (network_is_given(retry)) {
        const double time = network_draw(network, customer, NETWORK_DRAW_RETRY, retry);
        network_schedule(network, des_sim_now(network->sim) + time, NETWORK_EVENT_RETRY, index,
                         customer->station, NULL);
        return;
    }
    network_end_route(network, index);
}

/* ---- blocking ---- */

bool network_has_room(const struct network *network, unsigned station) {
    const struct des_resource *servers = network->place[station].servers;
    const struct network_sharing *sharing = &network->place[station].sharing;
    const int64_t room = network->p.station[station].waiting_room;
    if (room >= 0 && network_is_shared(&network->p.station[station])) {
        return des_resource_busy(servers) < sharing->servers + (double)room;
    }
    return room < 0 || des_resource_busy(servers) < des_resource_servers(servers) ||
           des_resource_waiting(servers) < (size_t)room;
}

static bool is_blocked(const struct network *network, const struct network_customer *customer) {
    return customer->target != NETWORK_OUTSIDE && customer->target != customer->station &&
           network->p.station[customer->target].when_full == NETWORK_BLOCK &&
           (network->place[customer->target].first_held != NETWORK_NOBODY ||
            !network_has_room(network, customer->target));
}

static void hold(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *target = &network->place[customer->target];
    network->place[customer->station].held++;
    network_step(network, customer, NETWORK_HELD, 1);
    customer->next = NETWORK_NOBODY;
    if (target->first_held == NETWORK_NOBODY) {
        target->first_held = index;
    } else {
        network->customers[target->last_held].next = index;
    }
    target->last_held = index;
    network_tell_if_stuck(network, customer);
}

/* Gives the server back and goes on. */
static void depart(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct des_resource *servers = network->place[customer->station].servers;
    network_polling_leave(network, customer->station);
    count(network, customer, NETWORK_COMPLETED);
    add(network, customer, NETWORK_STAY, des_sim_now(network->sim) - customer->joined);
    trace(network, customer, NETWORK_FATE_SERVED);
    if (network_may_interrupt(&network->p.station[customer->station])) {
        des_assert(network->sim, des_resource_finish(servers, customer->request) == DES_OK);
    } else {
        des_resource_release(servers);
    }
    network_move(network, index);
}

/* Those who are held for want of room at `station` come, which may make room at
 * theirs. */
void network_let_in(struct network *network, unsigned station) {
    struct network_place *place = &network->place[station];
    while (place->first_held != NETWORK_NOBODY && network_has_room(network, station)) {
        const uint32_t index = place->first_held;
        struct network_customer *customer = &network->customers[index];
        const unsigned from = customer->station;
        place->first_held = customer->next;
        network->place[from].held--;
        network_step(network, customer, NETWORK_HELD, -1);
        depart(network, index);
        network_let_in(network, from);
    }
}

/* ---- events ---- */

static void come(struct network_customer *customer, unsigned station, double now) {
    customer->station = (uint8_t)station;
    customer->joined = now;
    customer->was_interrupted = customer->is_waiting = false;
    customer->give_up = DES_NO_EVENT;
    customer->visits[station]++;
}

/* How long the service will take must be known when the customer comes. */
static bool is_known_before(const struct network_station *p) {
    return p->discipline == NETWORK_SHORTEST_FIRST || network_may_interrupt(p);
}

void network_join(struct network *network, uint32_t index, unsigned station) {
    struct network_customer *customer = &network->customers[index];
    come(customer, station, des_sim_now(network->sim));
    count(network, customer, NETWORK_VISITS);
    if (is_known_before(&network->p.station[station])) {
        customer->service = customer->left_to_do = draw_service(network, customer);
    }
    const enum des_status status =
        is_put_off(network, customer) ? DES_ERANGE : network_queue(network, index);
    if (status == DES_ERANGE) {
        balk(network, index);
        return;
    }
    network_keep(network, status);
    be_patient(network, index);
}

static void count_wait(struct network *network, const struct network_customer *customer,
                       double wait) {
    count(network, customer, NETWORK_SERVED);
    if (wait <= network->p.station[customer->station].wait_target) {
        count(network, customer, NETWORK_IN_TIME);
    }
    if (wait > 0) {
        count(network, customer, NETWORK_WAITED);
        add(network, customer, NETWORK_WAIT, wait);
    }
}

static void begin(struct network *network, struct network_customer *customer) {
    if (customer->give_up != DES_NO_EVENT) {
        (void)des_sim_cancel(network->sim, customer->give_up);
    }
    customer->begun = customer->resumed = des_sim_now(network->sim);
    if (!is_known_before(&network->p.station[customer->station])) {
        customer->service = draw_service(network, customer);
    }
    if (!network_is_shared(&network->p.station[customer->station])) {
        count_wait(network, customer, customer->begun - customer->joined);
    }
}

/* Without the server there would be that much less to do: what is left is the wait, but for
 * rounding. */
static void end_shared(struct network *network, struct network_customer *customer) {
    const double stay = des_sim_now(network->sim) - customer->joined;
    const double wait = stay - customer->service;
    const bool has_waited = wait > 1e-9 * stay;
    customer->begun = has_waited ? customer->joined + wait : customer->joined;
    count_wait(network, customer, has_waited ? wait : 0);
}

void network_on_begin(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    struct network_customer *customer = &network->customers[index];
    const struct network_station *p = &network->p.station[customer->station];
    const unsigned station = customer->station;
    network_stop_waiting(network, customer);
    network->place[station].serving++;
    network->place[station].polled = customer->class_;
    begin(network, customer);
    if (network_is_shared(p)) {
        network_share_begin(network, index);
        return;
    }
    network_step(network, customer, NETWORK_SERVING, 1);
    if (!network_may_interrupt(p)) {
        network_schedule(network, des_sim_now(sim) + customer->service, NETWORK_EVENT_END, index, 0,
                         NULL);
    }
    network_let_in(network, station);
}

static void go_on(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const unsigned station = customer->station;
    network->place[station].serving--;
    network_decide(network, index);
    if (is_blocked(network, customer)) {
        hold(network, index);
        return;
    }
    depart(network, index);
    network_let_in(network, station);
}

void network_on_end(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    struct network_customer *customer = &network->customers[index];
    (void)sim;
    network_step(network, customer, NETWORK_SERVING, -1);
    go_on(network, index);
}

void network_on_share_end(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = network_share_end(network, event->subject);
    (void)sim;
    end_shared(network, &network->customers[index]);
    go_on(network, index);
}

void network_on_give_up(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    struct network_customer *customer = &network->customers[index];
    const unsigned station = customer->station;
    network_stop_waiting(network, customer);
    network_polling_give_up(network, station);
    des_assert(sim,
               des_resource_cancel(network->place[station].servers, customer->request) == DES_OK);
    count(network, customer, NETWORK_RENEGED);
    trace(network, customer, NETWORK_FATE_RENEGED);
    network_end_route(network, index);
    network_let_in(network, station);
}
