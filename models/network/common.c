#include <stdlib.h>

#include "state.h"

/* Kinds of entities whose draws are placed: classes of customers from 1, sources, stations. */
enum { ENTITY_SOURCE = 1 + NETWORK_CLASSES, ENTITY_STATION };

void network_keep(struct network *network, enum des_status status) {
    if (status != DES_OK && network->failure == DES_OK) {
        network->failure = status;
        des_sim_stop(network->sim);
    }
}

void network_schedule(struct network *network, double time, enum network_event event,
                      uint32_t subject, uint64_t argument, des_event_id *id) {
    const struct des_event made = {network->kind[event], subject, argument};
    network_keep(network, des_sim_schedule(network->sim, time, 0, made, id));
}

struct des_stream network_source_stream(const struct network *network, unsigned class_,
                                        enum network_purpose purpose, uint64_t occurrence) {
    return des_stream_at(&network->random, des_entity(ENTITY_SOURCE, class_),
                         network->purpose[purpose], occurrence);
}

struct des_stream network_station_stream(const struct network *network, unsigned station,
                                         enum network_purpose purpose, uint64_t occurrence) {
    return des_stream_at(&network->random, des_entity(ENTITY_STATION, station),
                         network->purpose[purpose], occurrence);
}

static uint64_t entity_of(const struct network_customer *customer) {
    return des_entity(1U + customer->origin, customer->number);
}

struct des_stream network_customer_stream(const struct network *network,
                                          const struct network_customer *customer,
                                          enum network_purpose purpose, uint64_t occurrence) {
    return des_stream_at(&network->random, entity_of(customer), network->purpose[purpose],
                         occurrence);
}

static uint64_t visit_of(const struct network_customer *customer) {
    return (uint64_t)customer->station << 48 | customer->visits[customer->station];
}

struct des_stream network_visit_stream(const struct network *network,
                                       const struct network_customer *customer,
                                       enum network_purpose purpose) {
    return network_customer_stream(network, customer, purpose, visit_of(customer));
}

double network_lot(const struct network *network, const struct network_customer *customer,
                   uint64_t number) {
    const struct des_block block =
        des_draw(&network->random, entity_of(customer), network->purpose[NETWORK_DRAW_ORDER],
                 visit_of(customer), number);
    return des_uniform_from(block.word[0]);
}

double network_draw(const struct network *network, const struct network_customer *customer,
                    enum network_purpose purpose, const struct des_dist *dist) {
    struct des_stream stream = network_visit_stream(network, customer, purpose);
    return des_dist_draw(dist, &stream);
}

/* ---- the customers that are there ---- */

static enum des_status grow(struct network *network) {
    if (network->capacity > NETWORK_NOBODY / 4) {
        return DES_ENOMEM;
    }
    const uint32_t capacity = network->capacity ? 2 * network->capacity : 64;
    struct network_customer *customers =
        realloc(network->customers, capacity * sizeof(*network->customers));
    if (!customers) {
        return DES_ENOMEM;
    }
    for (uint32_t i = network->capacity; i < capacity; i++) {
        customers[i].next = i + 1 < capacity ? i + 1 : NETWORK_NOBODY;
    }
    network->customers = customers;
    network->free = network->capacity;
    network->capacity = capacity;
    return DES_OK;
}

enum des_status network_admit(struct network *network, unsigned class_, uint32_t *customer) {
    if (network->free == NETWORK_NOBODY && grow(network) != DES_OK) {
        return DES_ENOMEM;
    }
    *customer = network->free;
    struct network_customer *admitted = &network->customers[*customer];
    network->free = admitted->next;
    *admitted = (struct network_customer){
        .number = network->source[class_].customers++,
        .origin = (uint8_t)class_,
        .class_ = (uint8_t)class_,
        .station = NETWORK_OUTSIDE,
        .next = NETWORK_NOBODY,
    };
    return DES_OK;
}

void network_dismiss(struct network *network, uint32_t customer) {
    network->customers[customer].next = network->free;
    network->free = customer;
}
