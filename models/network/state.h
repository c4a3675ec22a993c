/* models/network/state.h - one run of a network, shared by the files of this model.
 *
 * Times are minutes from the beginning of the observed period (the warm-up is below 0),
 * durations minutes.  Customers are known by their index in network.customers, for as
 * long as they are there or belong to a population: the array moves when it grows, so no
 * pointer into it outlives a call of network_admit.  A failure inside a handler is kept
 * in network.failure and ends the run. */
#ifndef NETWORK_STATE_H
#define NETWORK_STATE_H

#include "des/resource.h"
#include "ledger.h"
#include "plan.h"

#define NETWORK_NOBODY UINT32_MAX

enum network_event {
    NETWORK_EVENT_OBSERVE,
    NETWORK_EVENT_ARRIVE, /* subject: class, argument: number of the arrival */
    NETWORK_EVENT_RETURN, /* subject: customer; from here on all are */
    NETWORK_EVENT_BEGIN,
    NETWORK_EVENT_END,
    NETWORK_EVENT_GIVE_UP,
    NETWORK_EVENT_RETRY,     /* subject: customer, argument: station */
    NETWORK_EVENT_SWITCH,    /* subject: station, as of the next */
    NETWORK_EVENT_SHARE_END, /* subject: station */
    NETWORK_EVENT_SHIFT,     /* subject: station, argument: number of the change */
    NETWORK_EVENTS
};
enum network_purpose {
    NETWORK_DRAW_BETWEEN,
    NETWORK_DRAW_CANDIDATE,
    NETWORK_DRAW_BATCH,
    NETWORK_DRAW_AWAY,
    NETWORK_DRAW_ROUTE,
    NETWORK_DRAW_SERVICE,
    NETWORK_DRAW_PATIENCE,
    NETWORK_DRAW_RETRY,
    NETWORK_DRAW_JOIN,
    NETWORK_DRAW_ORDER,
    NETWORK_DRAW_SWITCH,
    NETWORK_PURPOSES
};

/* One who is in the network, or of a population. */
struct network_customer {
    uint64_t number; /* within the class of origin; with it, names all draws */
    double arrival, joined, begun, service;
    double left_to_do, resumed; /* of the service; when it last went on */
    des_request_id request;
    des_event_id give_up;
    uint32_t next;            /* free, or waiting for room */
    uint32_t round;           /* of a population: times that it came */
    uint16_t node, next_node; /* on the route */
    uint8_t origin, class_, next_class;
    uint8_t station, target; /* where it is, where it goes; NETWORK_OUTSIDE */
    bool was_interrupted, is_waiting;
    uint32_t visits[NETWORK_STATIONS];
};

/* Those who share the servers of a station, and the clock of their work (sharing.c). */
struct network_share {
    double end; /* when the clock shows this */
    uint64_t order;
    uint32_t customer;
};
struct network_sharing {
    struct network_share *heap;
    uint32_t count, capacity;
    uint64_t order;
    double servers;
    double work, at; /* what the clock shows, and since when */
    uint32_t present[NETWORK_CLASSES];
    des_event_id next;
};

struct network_place {
    struct des_resource *servers;
    uint32_t first_held, last_held; /* those who wait elsewhere for room here */
    uint32_t serving, held;         /* held: served here, no room to go to */
    uint64_t grants;                /* so far, with random order */
    unsigned polled;                /* class at which the server is, with polling */
    uint64_t switches;
    struct network *network;
    struct network_sharing sharing;
};

struct network_source {
    uint64_t customers, candidates;
};

struct network {
    struct des_sim *sim;
    struct des_random random;
    des_purpose purpose[NETWORK_PURPOSES];
    uint32_t kind[NETWORK_EVENTS];
    struct network_parameters p;
    struct network_plan plan;
    struct network_place place[NETWORK_STATIONS];
    struct network_source source[NETWORK_CLASSES];
    struct network_customer *customers;
    uint32_t capacity, free;
    uint64_t moves_now, most_moves_now; /* without time passing */
    double moved_at;
    uint32_t stuck; /* stations that wait for one another for ever, a bit each */
    struct network_ledger ledger;
    const struct des_sink *sink; /* for a row per visit; NULL: none */
    size_t table;
    enum des_status failure;
};

/* Columns of the trace. */
enum {
    NETWORK_COLUMN_CUSTOMER,
    NETWORK_COLUMN_ORIGIN,
    NETWORK_COLUMN_CLASS,
    NETWORK_COLUMN_STATION,
    NETWORK_COLUMN_VISIT,
    NETWORK_COLUMN_ARRIVAL,
    NETWORK_COLUMN_WAIT,
    NETWORK_COLUMN_SERVICE,
    NETWORK_COLUMN_FATE,
    NETWORK_COLUMNS
};
enum network_fate { NETWORK_FATE_SERVED, NETWORK_FATE_BALKED, NETWORK_FATE_RENEGED };

/* ---- common.c ---- */

/* A handler cannot return a failure: it is kept and the run ends. */
void network_keep(struct network *network, enum des_status status);
/* `*id` may be NULL. */
void network_schedule(struct network *network, double time, enum network_event event,
                      uint32_t subject, uint64_t argument, des_event_id *id);
/* Where draws stand: for a class as a source, and for a customer. */
struct des_stream network_source_stream(const struct network *network, unsigned class_,
                                        enum network_purpose purpose, uint64_t occurrence);
struct des_stream network_station_stream(const struct network *network, unsigned station,
                                         enum network_purpose purpose, uint64_t occurrence);
struct des_stream network_customer_stream(const struct network *network,
                                          const struct network_customer *customer,
                                          enum network_purpose purpose, uint64_t occurrence);
/* Draws of a visit: named by customer, station and number of the visit there. */
struct des_stream network_visit_stream(const struct network *network,
                                       const struct network_customer *customer,
                                       enum network_purpose purpose);
double network_draw(const struct network *network, const struct network_customer *customer,
                    enum network_purpose purpose, const struct des_dist *dist);
/* The lot of a customer in the drawing of this number at its station: from 0 to 1. */
double network_lot(const struct network *network, const struct network_customer *customer,
                   uint64_t number);
static inline void network_step(struct network *network, const struct network_customer *customer,
                                enum network_level level, double change) {
    network_ledger_step(&network->ledger, customer->station, customer->class_, level,
                        des_sim_now(network->sim), change);
}
/* DES_OK; DES_ENOMEM. */
DES_NODISCARD enum des_status network_admit(struct network *network, unsigned class_,
                                            uint32_t *customer);
void network_dismiss(struct network *network, uint32_t customer);

/* ---- arrivals.c ---- */

void network_arrivals_begin(struct network *network);
void network_on_arrive(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_return(void *context, struct des_sim *sim, const struct des_event *event);
/* At the end of its route, or lost: out of the network, or away for a while. */
void network_end_route(struct network *network, uint32_t customer);

/* ---- flow.c ---- */

/* Above this, all at one time, customers go in circles. */
uint64_t network_most_moves(const struct network_parameters *p);

/* From outside, at the beginning of the route. */
void network_enter(struct network *network, uint32_t customer);
/* Decides where a customer goes after its station: target, next_class, next_node. */
void network_decide(struct network *network, uint32_t customer);
/* Carries out what was decided. */
void network_move(struct network *network, uint32_t customer);
/* One who was turned away tries again. */
void network_on_retry(void *context, struct des_sim *sim, const struct des_event *event);

/* ---- place.c ---- */

DES_NODISCARD enum des_status network_places_create(struct network *network);
void network_places_destroy(struct network *network);
void network_on_shift(void *context, struct des_sim *sim, const struct des_event *event);

/* ---- sharing.c: with discipline processor_sharing ---- */

static inline bool network_is_shared(const struct network_station *p) {
    return p->discipline == NETWORK_PROCESSOR_SHARING;
}
void network_share_servers(struct network *network, unsigned station, double servers);
/* customer->service is what is to be done. */
void network_share_begin(struct network *network, uint32_t customer);
/* The customer whose service has just ended. */
uint32_t network_share_end(struct network *network, unsigned station);

/* ---- polling.c: with discipline polling ---- */

/* The server sets out at the beginning ... */
void network_polling_begin(struct network *network, unsigned station);
/* ... and, before it is given back, when nobody waits where it is. */
void network_polling_leave(struct network *network, unsigned station);
/* ... and, before the request of one who gives up is taken back, when it has just come for this
 * one alone. */
void network_polling_give_up(struct network *network, unsigned station);
void network_on_switch(void *context, struct des_sim *sim, const struct des_event *event);

/* ---- order.c ---- */

/* Asks for a server.  DES_OK; DES_ERANGE when the waiting room is full; DES_ENOMEM. */
DES_NODISCARD enum des_status network_queue(struct network *network, uint32_t index);
void network_stop_waiting(struct network *network, struct network_customer *customer);
/* Of disciplines that look at all who wait; context: struct network_place. */
double network_urgency(void *context, const struct des_event *granted, int32_t priority,
                       double waited);
/* Services may be interrupted: the resource is told how long they take, and ends them. */
bool network_may_interrupt(const struct network_station *p);
/* Services that are interrupted and go on, and grants of random order (a des_resource_watcher);
 * context: struct network_place. */
void network_on_change(void *context, const struct des_resource *servers,
                       const struct des_resource_step *step);

/* ---- stuck.c ---- */

/* After one was held: ends the run when a circle of full stations can never move again. */
void network_tell_if_stuck(struct network *network, const struct network_customer *held);
/* Their names. */
void network_stuck_text(const struct network *network, char *text, size_t size);

/* ---- service.c ---- */

void network_join(struct network *network, uint32_t customer, unsigned station);
/* For one more, to be served or to wait. */
bool network_has_room(const struct network *network, unsigned station);
/* Those who are held for want of room at a station come, which may make room at theirs. */
void network_let_in(struct network *network, unsigned station);
void network_on_begin(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_end(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_share_end(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_give_up(void *context, struct des_sim *sim, const struct des_event *event);

#endif
