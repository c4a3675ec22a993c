/* models/network/state.h - one run of a network, shared by the files of this model. */
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
    NETWORK_EVENT_SHIFT, /* subject: station, argument: number of the change */
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
    NETWORK_PURPOSES
};

/* One who is in the network, or of a population. */
struct network_customer {
    uint64_t number; /* within the class of origin; with it, names all draws */
    double arrival, joined, begun, service, left_to_do;
    des_request_id request;
    des_event_id give_up, end;
    uint32_t next;            /* free, or waiting for room */
    uint32_t before, after;   /* in service, at a station with pre-emption */
    uint32_t round;           /* of a population: times that it came */
    uint16_t node, next_node; /* on the route */
    uint8_t origin, class_, next_class;
    uint8_t station, target; /* where it is, where it goes; NETWORK_OUTSIDE */
    bool was_interrupted;
    uint32_t visits[NETWORK_STATIONS];
};

struct network_place {
    struct des_resource *servers;
    uint32_t first_held, last_held; /* those who wait elsewhere for room here */
    uint32_t first_serving;         /* with pre-emption only */
    uint32_t serving, held;         /* held: served here, no room to go to */
    int32_t last_come;              /* for LIFO */
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
struct des_stream network_customer_stream(const struct network *network,
                                          const struct network_customer *customer,
                                          enum network_purpose purpose, uint64_t occurrence);
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

/* From outside, at the beginning of the route. */
void network_enter(struct network *network, uint32_t customer);
/* Decides where a customer goes after its station: target, next_class, next_node. */
void network_decide(struct network *network, uint32_t customer);
/* Carries out what was decided. */
void network_move(struct network *network, uint32_t customer);

/* ---- service.c ---- */

DES_NODISCARD enum des_status network_places_create(struct network *network);
void network_places_destroy(struct network *network);
void network_join(struct network *network, uint32_t customer, unsigned station);
void network_on_begin(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_end(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_give_up(void *context, struct des_sim *sim, const struct des_event *event);
void network_on_shift(void *context, struct des_sim *sim, const struct des_event *event);

#endif
