#include "network.h"

#include <math.h>
#include <stdlib.h>

#include "station.h"

#define MINUTES_PER_DAY 1440.0
/* Between two looks at the stop flag: a fraction of a second of computing. */
#define ARRIVALS_PER_SLICE 100000.0
/* The reset comes before all else that happens at time 0. */
#define FIRST_OF_ITS_TIME INT16_MIN

/* Parameters of group "run". */
struct run_params {
    double warmup;
};

static const struct des_param station_table[] = {
    DES_REAL(struct station_params, arrival_rate, "1/min", 0.8, 1e-6, 1e6,
             "assumed: a common textbook load", DES_GRADE_D,
             "customers that arrive from outside, a Poisson process"),
    DES_DIST(struct station_params, service, "min", 0, (double)INFINITY,
             "assumed: the unit of time of textbooks", DES_GRADE_D, "time that a service takes",
             EXPONENTIAL, 1.0),
    DES_INT(struct station_params, servers, "1", 1, 1, 1000000, "assumed: the smallest station",
            DES_GRADE_D, "identical servers"),
    DES_INT(struct station_params, waiting_room, "1", -1, -1, 1000000000,
            "assumed: nobody is turned away", DES_GRADE_D,
            "customers that may wait; -1 is no limit, 0 is a loss system"),
    {0},
};

static const struct des_param run_table[] = {
    DES_REAL(struct run_params, warmup, "d", 1.0, 0.0, 36500.0,
             "assumed: many times the relaxation time at the default load", DES_GRADE_D,
             "days that are simulated before the observed period, from an empty station"),
    {0},
};

enum { GROUP_STATION, GROUP_RUN };
static const struct des_param_group groups[] = {
    [GROUP_STATION] = {"station", station_table, sizeof(struct station_params),
                       "the station: who arrives, who serves, who may wait"},
    [GROUP_RUN] = {"run", run_table, sizeof(struct run_params), "what is observed"},
};

enum {
    TOTAL_ARRIVALS,
    TOTAL_BALKED,
    TOTAL_SERVED,
    TOTAL_LEFT,
    TOTAL_WAIT,
    TOTAL_SYSTEM,
    TOTAL_BUSY,
    TOTAL_QUEUE,
    TOTAL_CAPACITY,
    TOTAL_OBSERVED,
    TOTAL_COUNT
};
static const struct des_total totals[TOTAL_COUNT] = {
    [TOTAL_ARRIVALS] = {"arrivals", "1", "customers that came"},
    [TOTAL_BALKED] = {"balked", "1", "customers that found the waiting room full and left"},
    [TOTAL_SERVED] = {"served", "1", "customers whose service began"},
    [TOTAL_LEFT] = {"left", "1", "customers whose service ended"},
    [TOTAL_WAIT] = {"wait_min", "min", "waiting of the customers whose service began"},
    [TOTAL_SYSTEM] = {"system_min", "min", "from arrival to leaving, of the customers that left"},
    [TOTAL_BUSY] = {"busy_min", "min", "time that servers were busy, all servers together"},
    [TOTAL_QUEUE] = {"queue_min", "min", "customers waiting, integrated over time"},
    [TOTAL_CAPACITY] = {"capacity_min", "min", "time that servers were there, all together"},
    [TOTAL_OBSERVED] = {"observed_min", "min", "length of the observed period"},
};

static const struct des_outcome outcomes[] = {
    {"mean_wait", "min", "wait_min", "served", 1, DES_BETTER_LOW, "customers",
     "time from arrival to the start of service", false},
    {"mean_time_in_system", "min", "system_min", "left", 1, DES_BETTER_LOW, "customers",
     "time from arrival to leaving", false},
    {"share_balked", "1", "balked", "arrivals", 1, DES_BETTER_LOW, "customers",
     "share of arrivals turned away by a full waiting room", false},
    {"throughput", "1/h", "left", "observed_min", 60, DES_BETTER_HIGH, "station",
     "customers served to the end", false},
    {"mean_queue_length", "1", "queue_min", "observed_min", 1, DES_BETTER_LOW, "station",
     "customers waiting, mean over time", false},
    {"use", "1", "busy_min", "capacity_min", 1, DES_BETTER_NEITHER, "station",
     "share of the servers' time that is spent serving", false},
};

static const char *const strata[] = {"all"};

static const char *const fates[] = {"served", "balked", NULL};
static const struct des_column customer_columns[STATION_COLUMNS] = {
    [STATION_CUSTOMER] = {"customer", DES_COLUMN_I32, "1", "number of the customer, from 0", NULL},
    [STATION_ARRIVAL] = {"arrival", DES_COLUMN_F64, "min", "time of arrival", NULL},
    [STATION_WAIT] = {"wait", DES_COLUMN_F64, "min", "time waited; 0 of those turned away", NULL},
    [STATION_SERVICE] = {"service", DES_COLUMN_F64, "min",
                         "duration of the service; 0 of those turned away", NULL},
    [STATION_FATE] = {"fate", DES_COLUMN_I32, "1", "what became of the customer", fates},
};
enum { TABLE_CUSTOMERS };
static const struct des_table tables[] = {
    [TABLE_CUSTOMERS] = {"trace/customers", DES_TRACE_VISITS, customer_columns, STATION_COLUMNS},
};

/* ---- one run ---- */

struct network {
    struct des_sim *sim;
    struct station *station;
    int64_t servers;
};

static void begin_observing(void *context, struct des_sim *sim, const struct des_event *event) {
    const struct network *network = context;
    (void)sim;
    (void)event;
    network_station_reset(network->station);
}

static enum des_status schedule_observing(struct network *network) {
    uint32_t kind;
    enum des_status status =
        des_sim_add_kind(network->sim, "begin observing", begin_observing, network, &kind);
    if (status != DES_OK) {
        return status;
    }
    struct des_event event = {kind, 0, 0};
    return des_sim_schedule(network->sim, 0, FIRST_OF_ITS_TIME, event, NULL);
}

static enum des_status build(struct network *network, const struct des_run_input *input,
                             const struct run_params *run, const struct station_params *station) {
    const struct des_sim_options sim_options = {.start = -run->warmup * MINUTES_PER_DAY};
    network->sim = des_sim_create(&sim_options);
    if (!network->sim) {
        return DES_ENOMEM;
    }
    network->servers = station->servers;
    const struct station_options options = {
        .id = 0,
        .params = *station,
        .random = input->random,
        .sink = input->trace >= tables[TABLE_CUSTOMERS].level ? input->sink : NULL,
        .table = TABLE_CUSTOMERS,
    };
    enum des_status status = network_station_create(network->sim, &options, &network->station);
    return status == DES_OK ? schedule_observing(network) : status;
}

static void destroy(void *state) {
    struct network *network = state;
    network_station_destroy(network->station);
    des_sim_destroy(network->sim);
    free(network);
}

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    (void)context;
    struct station_params station;
    struct run_params run;
    des_values_fill(input->values, GROUP_STATION, &station);
    des_values_fill(input->values, GROUP_RUN, &run);
    struct network *network = calloc(1, sizeof(*network));
    if (!network) {
        return des_fail(error, DES_ENOMEM, "Out of memory for a queueing network.");
    }
    enum des_status status = build(network, input, &run, &station);
    if (status != DES_OK) {
        destroy(network);
        return des_fail(error, status, "The station cannot be built: %s.", des_status_text(status));
    }
    *setup = (struct des_run_setup){
        .state = network,
        .sim = network->sim,
        .end = (double)input->days * MINUTES_PER_DAY,
        .slice = fmin(MINUTES_PER_DAY, ARRIVALS_PER_SLICE / station.arrival_rate),
    };
    return DES_OK;
}

static enum des_status finish(void *state, double *sums, struct des_error *error) {
    const struct network *network = state;
    enum des_status failure = network_station_failure(network->station);
    if (failure != DES_OK) {
        return des_fail(error, failure, "The run ended at %.17g min: %s.",
                        des_sim_now(network->sim), des_status_text(failure));
    }
    const struct station_sums seen = network_station_observe(network->station);
    sums[TOTAL_ARRIVALS] = (double)seen.arrivals;
    sums[TOTAL_BALKED] = (double)seen.balked;
    sums[TOTAL_SERVED] = (double)seen.served;
    sums[TOTAL_LEFT] = (double)seen.left;
    sums[TOTAL_WAIT] = seen.wait_min;
    sums[TOTAL_SYSTEM] = seen.system_min;
    sums[TOTAL_BUSY] = seen.busy_min;
    sums[TOTAL_QUEUE] = seen.queue_min;
    sums[TOTAL_CAPACITY] = seen.observed_min * (double)network->servers;
    sums[TOTAL_OBSERVED] = seen.observed_min;
    return DES_OK;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct des_model network_model = {
    .name = "network",
    .summary = "a queueing station: Poisson arrivals, any service time, c servers",
    .groups = groups,
    .group_count = COUNT(groups),
    .totals = totals,
    .total_count = TOTAL_COUNT,
    .outcomes = outcomes,
    .outcome_count = COUNT(outcomes),
    .strata = strata,
    .stratum_count = COUNT(strata),
    .tables = tables,
    .table_count = COUNT(tables),
    .create = create,
    .finish = finish,
    .destroy = destroy,
};
