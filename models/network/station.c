#include "station.h"

#include <stdlib.h>

enum entity { ENTITY_STATION = 1 };
enum purpose { BETWEEN_ARRIVALS, SERVICE, PURPOSE_COUNT };
static const char *const purposes[PURPOSE_COUNT] = {"network/between_arrivals", "network/service"};

struct customer {
    uint64_t number;
    double arrival, begin;
    uint32_t next_free;
};
#define NO_CUSTOMER UINT32_MAX

struct station {
    struct des_sim *sim;
    struct des_resource *servers;
    struct station_options options;
    des_purpose purpose[PURPOSE_COUNT];
    uint32_t arrive, begin, leave; /* event kinds */
    struct customer *customers;    /* at the station; events name their index */
    uint32_t capacity, free;
    double since; /* start of the sums */
    uint64_t arrivals, balked, left;
    struct des_sum system_min;
    enum des_status failure;
};

/* ---- customers at the station ---- */

static enum des_status grow(struct station *station) {
    if (station->capacity > UINT32_MAX / 4) {
        return DES_ENOMEM;
    }
    uint32_t capacity = station->capacity ? 2 * station->capacity : 64;
    struct customer *customers =
        realloc(station->customers, capacity * sizeof(*station->customers));
    if (!customers) {
        return DES_ENOMEM;
    }
    for (uint32_t i = station->capacity; i < capacity; i++) {
        customers[i].next_free = i + 1 < capacity ? i + 1 : NO_CUSTOMER;
    }
    station->customers = customers;
    station->free = station->capacity;
    station->capacity = capacity;
    return DES_OK;
}

static enum des_status admit(struct station *station, uint64_t number, uint32_t *index) {
    if (station->free == NO_CUSTOMER && grow(station) != DES_OK) {
        return DES_ENOMEM;
    }
    *index = station->free;
    struct customer *customer = &station->customers[*index];
    station->free = customer->next_free;
    customer->number = number;
    customer->arrival = des_sim_now(station->sim);
    return DES_OK;
}

static void dismiss(struct station *station, uint32_t index) {
    station->customers[index].next_free = station->free;
    station->free = index;
}

/* ---- draws ---- */

static struct des_stream stream_of(const struct station *station, enum purpose purpose,
                                   uint64_t number) {
    return des_stream_at(&station->options.random, des_entity(ENTITY_STATION, station->options.id),
                         station->purpose[purpose], number);
}

static double draw_between_arrivals(const struct station *station, uint64_t number) {
    struct des_stream stream = stream_of(station, BETWEEN_ARRIVALS, number);
    return des_exponential_from(des_stream_word(&stream), 1 / station->options.params.arrival_rate);
}

static double draw_service(const struct station *station, uint64_t number) {
    struct des_stream stream = stream_of(station, SERVICE, number);
    return des_dist_draw(&station->options.params.service, &stream);
}

/* ---- events ---- */

/* A handler cannot return a failure: it is kept and the run ends. */
static void keep(struct station *station, enum des_status status) {
    if (status != DES_OK && station->failure == DES_OK) {
        station->failure = status;
        des_sim_stop(station->sim);
    }
}

static enum des_status schedule_in(struct station *station, double minutes, uint32_t kind,
                                   uint32_t index, uint64_t number) {
    struct des_event event = {kind, index, number};
    return des_sim_schedule(station->sim, des_sim_now(station->sim) + minutes, 0, event, NULL);
}

static enum des_status schedule_arrival(struct station *station, uint64_t number) {
    double minutes = draw_between_arrivals(station, number);
    return schedule_in(station, minutes, station->arrive, 0, number);
}

static enum des_status trace(const struct station *station, const struct customer *customer,
                             enum station_fate fate) {
    const double now = des_sim_now(station->sim);
    const struct des_sink *sink = station->options.sink;
    if (!sink || now < 0) {
        return DES_OK;
    }
    const bool served = fate == STATION_SERVED;
    union des_cell cells[STATION_COLUMNS];
    cells[STATION_CUSTOMER].i32 = (int32_t)customer->number;
    cells[STATION_ARRIVAL].f64 = customer->arrival;
    cells[STATION_WAIT].f64 = served ? customer->begin - customer->arrival : 0;
    cells[STATION_SERVICE].f64 = served ? now - customer->begin : 0;
    cells[STATION_FATE].i32 = (int32_t)fate;
    return sink->row(sink->context, station->options.table, cells);
}

static enum des_status balk(struct station *station, uint32_t index) {
    station->balked++;
    enum des_status status = trace(station, &station->customers[index], STATION_BALKED);
    dismiss(station, index);
    return status;
}

static enum des_status enter(struct station *station, uint64_t number) {
    uint32_t index;
    station->arrivals++;
    enum des_status status = admit(station, number, &index);
    if (status != DES_OK) {
        return status;
    }
    struct des_event granted = {station->begin, index, number};
    status = des_resource_request(station->servers, 0, granted, 0, NULL);
    return status == DES_ERANGE ? balk(station, index) : status;
}

static void arrive(void *context, struct des_sim *sim, const struct des_event *event) {
    struct station *station = context;
    (void)sim;
    keep(station, schedule_arrival(station, event->argument + 1));
    keep(station, enter(station, event->argument));
}

static void begin_service(void *context, struct des_sim *sim, const struct des_event *event) {
    struct station *station = context;
    station->customers[event->subject].begin = des_sim_now(sim);
    double minutes = draw_service(station, event->argument);
    keep(station, schedule_in(station, minutes, station->leave, event->subject, event->argument));
}

static void leave(void *context, struct des_sim *sim, const struct des_event *event) {
    struct station *station = context;
    const struct customer *customer = &station->customers[event->subject];
    station->left++;
    des_sum_add(&station->system_min, des_sim_now(sim) - customer->arrival);
    keep(station, trace(station, customer, STATION_SERVED));
    dismiss(station, event->subject);
    des_resource_release(station->servers);
}

/* ---- create and destroy ---- */

static enum des_status add_kinds(struct station *station) {
    const struct {
        const char *name;
        des_handler handler;
        uint32_t *kind;
    } kinds[] = {
        {"arrive", arrive, &station->arrive},
        {"begin service", begin_service, &station->begin},
        {"leave", leave, &station->leave},
    };
    enum des_status status = DES_OK;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && status == DES_OK; i++) {
        status =
            des_sim_add_kind(station->sim, kinds[i].name, kinds[i].handler, station, kinds[i].kind);
    }
    return status;
}

static enum des_status build(struct station *station) {
    const struct station_params *params = &station->options.params;
    station->servers = des_resource_create(station->sim, "servers", (uint32_t)params->servers);
    if (!station->servers) {
        return DES_ENOMEM;
    }
    if (params->waiting_room >= 0) {
        des_resource_limit(station->servers, (size_t)params->waiting_room);
    }
    enum des_status status = des_purposes_fill(purposes, PURPOSE_COUNT, station->purpose, NULL);
    if (status == DES_OK) {
        status = add_kinds(station);
    }
    return status == DES_OK ? schedule_arrival(station, 0) : status;
}

enum des_status network_station_create(struct des_sim *sim, const struct station_options *options,
                                       struct station **station) {
    struct station *created = calloc(1, sizeof(*created));
    if (!created) {
        return DES_ENOMEM;
    }
    created->sim = sim;
    created->options = *options;
    created->free = NO_CUSTOMER;
    created->since = des_sim_now(sim);
    enum des_status status = build(created);
    if (status != DES_OK) {
        network_station_destroy(created);
        return status;
    }
    *station = created;
    return DES_OK;
}

void network_station_destroy(struct station *station) {
    if (!station) {
        return;
    }
    des_resource_destroy(station->servers);
    free(station->customers);
    free(station);
}

/* ---- what was seen ---- */

void network_station_reset(struct station *station) {
    des_resource_reset(station->servers);
    station->since = des_sim_now(station->sim);
    station->arrivals = station->balked = station->left = 0;
    station->system_min = (struct des_sum){0};
}

struct station_sums network_station_observe(const struct station *station) {
    const struct des_resource_record record = des_resource_observe(station->servers);
    const double observed_min = des_sim_now(station->sim) - station->since;
    const bool any = observed_min > 0;
    return (struct station_sums){
        .arrivals = station->arrivals,
        .balked = station->balked,
        .served = record.served,
        .left = station->left,
        .wait_min = record.wait.mean * (double)record.wait.n,
        .system_min = des_sum_total(&station->system_min),
        .busy_min = any ? record.mean_busy * observed_min : 0,
        .queue_min = any ? record.mean_waiting * observed_min : 0,
        .observed_min = observed_min,
    };
}

enum des_status network_station_failure(const struct station *station) {
    return station->failure;
}
