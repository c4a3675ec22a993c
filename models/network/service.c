/* Stations: joining the queue, service, leaving it; interruption and blocking. */
#include <math.h>

#include "state.h"

#define MINUTES_PER_DAY 1440.0
#define NO_LIMIT 2000000000U

static bool interrupts(const struct network_station *p) {
    return p->discipline == NETWORK_PREEMPTIVE_RESUME || p->discipline == NETWORK_PREEMPTIVE_REPEAT;
}

/* ---- what is told ---- */

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
    cells[NETWORK_COLUMN_CUSTOMER].i32 = (int32_t)customer->number;
    cells[NETWORK_COLUMN_ORIGIN].i32 = customer->origin;
    cells[NETWORK_COLUMN_CLASS].i32 = customer->class_;
    cells[NETWORK_COLUMN_STATION].i32 = customer->station;
    cells[NETWORK_COLUMN_VISIT].i32 = (int32_t)customer->visits[customer->station];
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

static void step(struct network *network, const struct network_customer *customer,
                 enum network_level level, double change) {
    network_ledger_step(&network->ledger, customer->station, customer->class_, level,
                        des_sim_now(network->sim), change);
}

/* ---- draws: named by customer, station and visit ---- */

static double draw(const struct network *network, const struct network_customer *customer,
                   enum network_purpose purpose, const struct des_dist *dist) {
    const uint64_t occurrence =
        (uint64_t)customer->station << 48 | customer->visits[customer->station];
    struct des_stream stream = network_customer_stream(network, customer, purpose, occurrence);
    return des_dist_draw(dist, &stream);
}

static double draw_service(const struct network *network, const struct network_customer *customer) {
    const struct des_dist *own = &network->p.class_[customer->class_].service[customer->station];
    return draw(network, customer, NETWORK_DRAW_SERVICE,
                network_is_given(own) ? own : &network->p.station[customer->station].service);
}

/* ---- the queue ---- */

/* An interrupted customer goes before the others of its class. */
static int32_t rank_of(struct network *network, const struct network_customer *customer) {
    const struct network_class *class_ = &network->p.class_[customer->class_];
    switch ((enum network_discipline)network->p.station[customer->station].discipline) {
    case NETWORK_LIFO:
        return -network->place[customer->station].last_come++;
    case NETWORK_PRIORITY:
    case NETWORK_PREEMPTIVE_RESUME:
    case NETWORK_PREEMPTIVE_REPEAT:
        return (int32_t)(2 * class_->priority) - customer->was_interrupted;
    case NETWORK_FIFO:
        break;
    }
    return 0;
}

static enum des_status request(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const struct des_event granted = {network->kind[NETWORK_EVENT_BEGIN], index, 0};
    return des_resource_request(network->place[customer->station].servers,
                                rank_of(network, customer), granted, 0, &customer->request);
}

static void be_patient(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    const struct des_dist *patience = &network->p.class_[customer->class_].patience;
    if (network_is_given(patience)) {
        const double time = draw(network, customer, NETWORK_DRAW_PATIENCE, patience);
        network_schedule(network, des_sim_now(network->sim) + time, NETWORK_EVENT_GIVE_UP, index, 0,
                         &customer->give_up);
    }
}

static void balk(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    count(network, customer, NETWORK_BALKED);
    trace(network, customer, NETWORK_FATE_BALKED);
    network_end_route(network, index);
}

/* ---- interruption ---- */

static void link_serving(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *place = &network->place[customer->station];
    customer->before = NETWORK_NOBODY;
    customer->after = place->first_serving;
    if (customer->after != NETWORK_NOBODY) {
        network->customers[customer->after].before = index;
    }
    place->first_serving = index;
}

static void unlink_serving(struct network *network, uint32_t index) {
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
        if (network->p.class_[network->customers[i].class_].priority >
            network->p.class_[network->customers[found].class_].priority) {
            found = i;
        }
    }
    return found;
}

static bool more_urgent_waits(const struct network *network, unsigned station, int64_t priority) {
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        if (network->p.class_[c].priority < priority &&
            network->ledger.cell[station][c].level[NETWORK_WAITING].level > 0) {
            return true;
        }
    }
    return false;
}

static void interrupt(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *place = &network->place[customer->station];
    double end = des_sim_now(network->sim);
    (void)des_sim_peek(network->sim, customer->end, &end);
    (void)des_sim_cancel(network->sim, customer->end);
    if (network->p.station[customer->station].discipline == NETWORK_PREEMPTIVE_RESUME) {
        customer->left_to_do = end - des_sim_now(network->sim);
    }
    customer->was_interrupted = true;
    unlink_serving(network, index);
    place->serving--;
    step(network, customer, NETWORK_SERVING, -1);
    step(network, customer, NETWORK_WAITING, 1);
    des_resource_release(place->servers);
    network_keep(network, request(network, index));
}

/* While a grant is on its way, what is to be done shows only when it has arrived. */
static void interrupt_if_due(struct network *network, unsigned station) {
    const struct network_place *place = &network->place[station];
    if (!interrupts(&network->p.station[station]) || des_resource_waiting(place->servers) == 0 ||
        des_resource_busy(place->servers) != place->serving + place->held) {
        return;
    }
    const uint32_t victim = least_urgent(network, station);
    if (victim != NETWORK_NOBODY &&
        more_urgent_waits(network, station,
                          network->p.class_[network->customers[victim].class_].priority)) {
        interrupt(network, victim);
    }
}

/* ---- blocking ---- */

static bool has_room(const struct network *network, unsigned station) {
    const struct des_resource *servers = network->place[station].servers;
    const int64_t room = network->p.station[station].waiting_room;
    return room < 0 || des_resource_busy(servers) < des_resource_servers(servers) ||
           des_resource_waiting(servers) < (size_t)room;
}

static bool is_blocked(const struct network *network, const struct network_customer *customer) {
    return customer->target != NETWORK_OUTSIDE && customer->target != customer->station &&
           network->p.station[customer->target].when_full == NETWORK_BLOCK &&
           (network->place[customer->target].first_held != NETWORK_NOBODY ||
            !has_room(network, customer->target));
}

static void hold(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct network_place *target = &network->place[customer->target];
    network->place[customer->station].held++;
    step(network, customer, NETWORK_HELD, 1);
    customer->next = NETWORK_NOBODY;
    if (target->first_held == NETWORK_NOBODY) {
        target->first_held = index;
    } else {
        network->customers[target->last_held].next = index;
    }
    target->last_held = index;
}

/* Gives the server back and goes on. */
static void depart(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct des_resource *servers = network->place[customer->station].servers;
    count(network, customer, NETWORK_COMPLETED);
    add(network, customer, NETWORK_STAY, des_sim_now(network->sim) - customer->joined);
    trace(network, customer, NETWORK_FATE_SERVED);
    des_resource_release(servers);
    network_move(network, index);
}

/* Those who are held for want of room at `station` come, which may make room at
 * theirs. */
static void let_in(struct network *network, unsigned station) {
    struct network_place *place = &network->place[station];
    while (place->first_held != NETWORK_NOBODY && has_room(network, station)) {
        const uint32_t index = place->first_held;
        struct network_customer *customer = &network->customers[index];
        const unsigned from = customer->station;
        place->first_held = customer->next;
        network->place[from].held--;
        step(network, customer, NETWORK_HELD, -1);
        depart(network, index);
        let_in(network, from);
    }
}

/* ---- events ---- */

void network_join(struct network *network, uint32_t index, unsigned station) {
    struct network_customer *customer = &network->customers[index];
    customer->station = (uint8_t)station;
    customer->joined = des_sim_now(network->sim);
    customer->was_interrupted = false;
    customer->give_up = DES_NO_EVENT;
    customer->visits[station]++;
    count(network, customer, NETWORK_VISITS);
    const enum des_status status = request(network, index);
    if (status == DES_ERANGE) {
        balk(network, index);
        return;
    }
    network_keep(network, status);
    step(network, customer, NETWORK_WAITING, 1);
    be_patient(network, index);
    interrupt_if_due(network, station);
}

static void begin_first(struct network *network, struct network_customer *customer) {
    const double wait = des_sim_now(network->sim) - customer->joined;
    if (customer->give_up != DES_NO_EVENT) {
        (void)des_sim_cancel(network->sim, customer->give_up);
    }
    customer->begun = des_sim_now(network->sim);
    customer->service = customer->left_to_do = draw_service(network, customer);
    count(network, customer, NETWORK_SERVED);
    if (wait > 0) {
        count(network, customer, NETWORK_WAITED);
        add(network, customer, NETWORK_WAIT, wait);
    }
}

void network_on_begin(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    struct network_customer *customer = &network->customers[index];
    const unsigned station = customer->station;
    step(network, customer, NETWORK_WAITING, -1);
    step(network, customer, NETWORK_SERVING, 1);
    network->place[station].serving++;
    if (!customer->was_interrupted) {
        begin_first(network, customer);
    }
    network_schedule(network, des_sim_now(sim) + customer->left_to_do, NETWORK_EVENT_END, index, 0,
                     &customer->end);
    if (interrupts(&network->p.station[station])) {
        link_serving(network, index);
        interrupt_if_due(network, station);
    }
    let_in(network, station);
}

void network_on_end(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    struct network_customer *customer = &network->customers[index];
    const unsigned station = customer->station;
    (void)sim;
    if (interrupts(&network->p.station[station])) {
        unlink_serving(network, index);
    }
    network->place[station].serving--;
    step(network, customer, NETWORK_SERVING, -1);
    network_decide(network, index);
    if (is_blocked(network, customer)) {
        hold(network, index);
        return;
    }
    depart(network, index);
    let_in(network, station);
}

void network_on_give_up(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    const uint32_t index = event->subject;
    const struct network_customer *customer = &network->customers[index];
    const unsigned station = customer->station;
    des_assert(sim,
               des_resource_cancel(network->place[station].servers, customer->request) == DES_OK);
    step(network, customer, NETWORK_WAITING, -1);
    count(network, customer, NETWORK_RENEGED);
    trace(network, customer, NETWORK_FATE_RENEGED);
    network_end_route(network, index);
    let_in(network, station);
}

/* ---- servers by time of day ---- */

static void set_servers(struct network *network, unsigned station, uint32_t servers) {
    network_keep(network, des_resource_set_servers(network->place[station].servers, servers));
    des_timed_set(&network->ledger.capacity[station], des_sim_now(network->sim), servers);
}

/* Change n from the midnight at which the days of the run are counted from 0. */
static double time_of_change(const struct network_shift_times *shifts, double first_day,
                             uint64_t n) {
    return (first_day + (double)(n / shifts->count)) * MINUTES_PER_DAY +
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
    let_in(network, station);
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

static enum des_status create_place(struct network *network, unsigned station) {
    const struct network_station *p = &network->p.station[station];
    struct network_place *place = &network->place[station];
    const bool unlimited = p->servers < 0;
    place->servers = des_resource_create(network->sim, network_station_names[station],
                                         unlimited ? NO_LIMIT : (uint32_t)p->servers);
    if (!place->servers) {
        return DES_ENOMEM;
    }
    place->first_held = place->last_held = place->first_serving = NETWORK_NOBODY;
    if (p->waiting_room >= 0) {
        des_resource_limit(place->servers, (size_t)p->waiting_room);
    }
    if (network->plan.shifts[station].count > 0) {
        begin_shifts(network, station);
    } else if (!unlimited) {
        set_servers(network, station, (uint32_t)p->servers);
    }
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
    }
}
