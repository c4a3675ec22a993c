#include "network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "state.h"

/* Between two looks at the stop flag: a fraction of a second of computing. */
#define ARRIVALS_PER_SLICE 100000.0
/* The reset comes before all else that happens at time 0. */
#define FIRST_OF_ITS_TIME INT16_MIN

static const char *const fates[] = {"served", "balked", "reneged", NULL};
static const struct des_column columns[NETWORK_COLUMNS] = {
    [NETWORK_COLUMN_CUSTOMER] = {"customer", DES_COLUMN_I32, "1",
                                 "number of the customer within its class of origin, from 0", NULL},
    [NETWORK_COLUMN_ORIGIN] = {"origin", DES_COLUMN_I32, "1", "class that the customer came as",
                               network_class_names},
    [NETWORK_COLUMN_CLASS] = {"class", DES_COLUMN_I32, "1", "class that the customer visits as",
                              network_class_names},
    [NETWORK_COLUMN_STATION] = {"station", DES_COLUMN_I32, "1", "station", network_station_names},
    [NETWORK_COLUMN_VISIT] = {"visit", DES_COLUMN_I32, "1",
                              "number of the customer's visit to the station, from 1", NULL},
    [NETWORK_COLUMN_ARRIVAL] = {"arrival", DES_COLUMN_F64, "min", "time of coming to the station",
                                NULL},
    [NETWORK_COLUMN_WAIT] = {"wait", DES_COLUMN_F64, "min",
                             "time waited to the first service or to giving up", NULL},
    [NETWORK_COLUMN_SERVICE] = {"service", DES_COLUMN_F64, "min",
                                "duration of the service; 0 without", NULL},
    [NETWORK_COLUMN_FATE] = {"fate", DES_COLUMN_I32, "1", "how the visit ended", fates},
};
enum { TABLE_CUSTOMERS };
static const struct des_table tables[] = {
    [TABLE_CUSTOMERS] = {"trace/customers", DES_TRACE_VISITS, columns, NETWORK_COLUMNS},
};

/* ---- events and purposes ---- */

static void on_observe(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    (void)event;
    network_ledger_reset(&network->ledger, des_sim_now(sim));
}

static const struct {
    const char *name;
    des_handler handler;
} events[NETWORK_EVENTS] = {
    [NETWORK_EVENT_OBSERVE] = {"begin observing", on_observe},
    [NETWORK_EVENT_ARRIVE] = {"arrive", network_on_arrive},
    [NETWORK_EVENT_RETURN] = {"return", network_on_return},
    [NETWORK_EVENT_BEGIN] = {"begin service", network_on_begin},
    [NETWORK_EVENT_END] = {"end service", network_on_end},
    [NETWORK_EVENT_RETRY] = {"try again", network_on_retry},
    [NETWORK_EVENT_SWITCH] = {"server comes to a class", network_on_switch},
    [NETWORK_EVENT_SHARE_END] = {"end shared service", network_on_share_end},
    [NETWORK_EVENT_GIVE_UP] = {"give up", network_on_give_up},
    [NETWORK_EVENT_SHIFT] = {"change servers", network_on_shift},
};
static const char *const purposes[NETWORK_PURPOSES] = {
    [NETWORK_DRAW_BETWEEN] = "network/between_arrivals",
    [NETWORK_DRAW_CANDIDATE] = "network/candidate",
    [NETWORK_DRAW_BATCH] = "network/batch",
    [NETWORK_DRAW_AWAY] = "network/away",
    [NETWORK_DRAW_ROUTE] = "network/route",
    [NETWORK_DRAW_SERVICE] = "network/service",
    [NETWORK_DRAW_PATIENCE] = "network/patience",
    [NETWORK_DRAW_RETRY] = "network/retry",
    [NETWORK_DRAW_JOIN] = "network/join",
    [NETWORK_DRAW_ORDER] = "network/order",
    [NETWORK_DRAW_SWITCH] = "network/switch",
};

/* ---- one run ---- */

static enum des_status read_plan(struct network *network, struct des_error *error) {
    struct des_diagnostics diagnostics;
    des_diagnostics_init(&diagnostics);
    enum des_status status = DES_OK;
    if (!network_plan_read(&network->p, &network->plan, &diagnostics)) {
        status = diagnostics.out_of_memory || diagnostics.count == 0
                     ? des_fail(error, DES_ENOMEM, "Out of memory for a queueing network.")
                     : des_fail(error, DES_EINPUT, "%s", diagnostics.lines[0]);
    }
    des_diagnostics_fini(&diagnostics);
    return status;
}

static enum des_status add_kinds(struct network *network) {
    enum des_status status = DES_OK;
    for (size_t i = 0; i < NETWORK_EVENTS && status == DES_OK; i++) {
        status = des_sim_add_kind(network->sim, events[i].name, events[i].handler, network,
                                  &network->kind[i]);
    }
    return status;
}

static enum des_status schedule_observing(struct network *network) {
    const struct des_event event = {network->kind[NETWORK_EVENT_OBSERVE], 0, 0};
    return des_sim_schedule(network->sim, 0, FIRST_OF_ITS_TIME, event, NULL);
}

static enum des_status build(struct network *network, const struct des_run_input *input) {
    const struct des_sim_options sim_options = {.start = -network->p.run.warmup * NETWORK_DAY_MIN};
    network->sim = des_sim_create(&sim_options);
    if (!network->sim) {
        return DES_ENOMEM;
    }
    network->random = input->random;
    network->free = NETWORK_NOBODY;
    network->most_moves_now = network_most_moves(&network->p);
    network->sink = input->trace >= tables[TABLE_CUSTOMERS].level ? input->sink : NULL;
    network->table = TABLE_CUSTOMERS;
    network_ledger_init(&network->ledger, des_sim_now(network->sim));
    enum des_status status = des_purposes_fill(purposes, NETWORK_PURPOSES, network->purpose, NULL);
    if (status == DES_OK) {
        status = add_kinds(network);
    }
    if (status == DES_OK) {
        status = schedule_observing(network);
    }
    if (status == DES_OK) {
        status = network_places_create(network);
    }
    if (status == DES_OK) {
        network_arrivals_begin(network);
        status = network->failure;
    }
    return status;
}

static void destroy(void *state) {
    struct network *network = state;
    network_places_destroy(network);
    free(network->customers);
    des_sim_destroy(network->sim);
    free(network);
}

/* Customers that come per minute, roughly: how long a slice of computing is. */
static double arrivals_per_min(const struct network *network) {
    double rate = 0;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        const struct network_class *class_ = &network->p.class_[c];
        switch ((enum network_arrivals)class_->arrivals) {
        case NETWORK_POISSON:
            rate += class_->arrival_rate;
            break;
        case NETWORK_RENEWAL:
            rate += 1 / des_dist_mean(&class_->between_arrivals);
            break;
        case NETWORK_VARYING:
        case NETWORK_VARYING_AS_PUBLISHED:
            rate += network->plan.rates[c].highest;
            break;
        case NETWORK_POPULATION:
            rate += (double)class_->population / fmax(des_dist_mean(&class_->away), 1e-3);
            break;
        case NETWORK_NO_ARRIVALS:
            break;
        }
    }
    return rate;
}

static enum des_status create(const void *context, const struct des_run_input *input,
                              struct des_run_setup *setup, struct des_error *error) {
    (void)context;
    struct network *network = calloc(1, sizeof(*network));
    if (!network) {
        return des_fail(error, DES_ENOMEM, "Out of memory for a queueing network.");
    }
    network_parameters_fill(input->values, &network->p);
    enum des_status status = read_plan(network, error);
    if (status == DES_OK) {
        status = build(network, input);
    }
    if (status != DES_OK) {
        destroy(network);
        return des_fail(error, status, "The network cannot be built: %s.", des_status_text(status));
    }
    const double length = network->p.run.length_min;
    *setup = (struct des_run_setup){
        .state = network,
        .sim = network->sim,
        .end = length > 0 ? length : (double)input->days * NETWORK_DAY_MIN,
        .slice = fmin(NETWORK_DAY_MIN, ARRIVALS_PER_SLICE / arrivals_per_min(network)),
    };
    return DES_OK;
}

static enum des_status finish(void *state, double *totals, struct des_error *error) {
    const struct network *network = state;
    const double now = des_sim_now(network->sim);
    if (network->moves_now > network->most_moves_now) {
        return des_fail(error, DES_EINPUT,
                        "At %.17g min customers go round and round and no time passes: somewhere "
                        "`away`, `retry` or a service must take time.",
                        now);
    }
    if (network->stuck != 0) {
        char stations[512];
        network_stuck_text(network, stations, sizeof stations);
        return des_fail(error, DES_EINPUT,
                        "At %.17g min nobody can move any more: all servers of %s hold customers "
                        "who wait for room at one another's stations (`when_full` = \"block\").",
                        now, stations);
    }
    if (network->failure != DES_OK) {
        return des_fail(error, network->failure, "The run ended at %.17g min: %s.", now,
                        des_status_text(network->failure));
    }
    network_ledger_write(&network->ledger, network->plan.may_visit, now, totals);
    return DES_OK;
}

/* What says how customers come stands there in vain while `arrivals` does not. */
static void check_idle_class(const struct des_values *values, const char *class_,
                             struct des_diagnostics *diagnostics) {
    static const char *const keys[] = {"arrivals", "arrival_rate", "between_arrivals",
                                       "rates_per_h", "population"};
    const struct des_space *space = des_values_space(values);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "%s.%s", class_, keys[i]);
        const struct des_value *value = des_values_at(values, des_space_find(space, path));
        if (!value->defaulted && i == 0) {
            return;
        }
        if (!value->defaulted) {
            des_diagnostics_add(diagnostics,
                                "%s.arrivals: not given, so that nobody comes, but %s is "
                                "(accepted: poisson, renewal, varying, varying_as_published, "
                                "population; none to say so)",
                                class_, keys[i]);
        }
    }
}

static bool is_said(const struct des_values *values, const char *group, const char *key) {
    char path[64];
    (void)snprintf(path, sizeof path, "%s.%s", group, key);
    return !des_values_at(values, des_space_find(des_values_space(values), path))->defaulted;
}

/* What says how customers come in another way than they do. */
static void advise_on_arrivals(const struct des_values *values, const char *class_,
                               enum network_arrivals arrivals, struct des_diagnostics *advice) {
    static const struct {
        const char *key, *needs;
        unsigned of; /* a bit for each way of arriving */
    } keys[] = {
        {"arrival_rate", "poisson", 1U << NETWORK_POISSON},
        {"between_arrivals", "renewal", 1U << NETWORK_RENEWAL},
        {"rates_per_h", "varying", 1U << NETWORK_VARYING | 1U << NETWORK_VARYING_AS_PUBLISHED},
        {"population", "population", 1U << NETWORK_POPULATION},
        {"away", "population", 1U << NETWORK_POPULATION},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if ((keys[i].of >> arrivals & 1U) == 0 && is_said(values, class_, keys[i].key)) {
            des_diagnostics_add(advice, "%s.%s: not used (arrivals = \"%s\" would use it)", class_,
                                keys[i].key, keys[i].needs);
        }
    }
}

/* Rules of a table, and what stands behind `out` in a sequence, that no customer comes to. */
static void advise_on_route(const struct network_route *route, bool is_table, const char *class_,
                            struct des_diagnostics *advice) {
    bool reached[NETWORK_NODES] = {true}, again = true;
    while (again) {
        again = false;
        for (unsigned n = 0; n < route->node_count; n++) {
            for (unsigned i = 0; reached[n] && i < route->node[n].count; i++) {
                const struct network_choice *choice = &route->choice[route->node[n].first + i];
                bool is_new = choice->goal == NETWORK_TO_STATION && !reached[choice->node];
                reached[choice->node] |= is_new;
                again |= is_new;
            }
        }
    }
    for (unsigned n = 1; n < route->node_count; n++) {
        if (reached[n] || route->node[n].count == 0) {
            continue;
        }
        if (!is_table) {
            des_diagnostics_add(advice, "%s.route: nobody comes to what stands behind out", class_);
            return;
        }
        des_diagnostics_add(advice, "%s.route: nobody comes to %s, which has a rule", class_,
                            network_station_names[n - 1]); /* node 1 + s is station s */
    }
}

struct read {
    struct network_parameters p;
    struct network_plan plan;
};

/* NULL when out of memory, which is told. */
static struct read *start_reading(const struct des_values *values,
                                  struct des_diagnostics *diagnostics) {
    struct read *read = calloc(1, sizeof(*read));
    if (!read) {
        diagnostics->out_of_memory = true;
        return NULL;
    }
    network_parameters_fill(values, &read->p);
    return read;
}

static void check(const void *context, const struct des_values *values,
                  struct des_diagnostics *diagnostics) {
    struct read *read = start_reading(values, diagnostics);
    (void)context;
    if (!read) {
        return;
    }
    const bool is_read = network_plan_read(&read->p, &read->plan, diagnostics);
    for (size_t c = 0; c < NETWORK_CLASSES && is_read; c++) {
        if (!read->plan.class_in_use[c]) {
            check_idle_class(values, network_class_names[c], diagnostics);
        }
    }
    free(read);
}

static void advise(const void *context, const struct des_values *values,
                   struct des_diagnostics *advice) {
    struct read *read = start_reading(values, advice);
    struct des_diagnostics wrong;
    (void)context;
    des_diagnostics_init(&wrong);
    if (read && network_plan_read(&read->p, &read->plan, &wrong)) {
        network_advise_on_load(&read->p, &read->plan, advice);
        for (size_t c = 0; c < NETWORK_CLASSES; c++) {
            if (read->plan.class_in_use[c]) {
                advise_on_route(&read->plan.route[c], strchr(read->p.class_[c].route, ':') != NULL,
                                network_class_names[c], advice);
            }
            if (read->p.class_[c].arrivals != NETWORK_NO_ARRIVALS) {
                advise_on_arrivals(values, network_class_names[c],
                                   (enum network_arrivals)read->p.class_[c].arrivals, advice);
            }
        }
    }
    des_diagnostics_fini(&wrong);
    free(read);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
const struct des_model network_model = {
    .name = "network",
    .summary = "queueing networks: stations, classes of customers, routes between them",
    .groups = network_groups,
    .group_count = NETWORK_GROUPS,
    .totals = network_totals,
    .total_count = NETWORK_TOTALS,
    .outcomes = network_outcomes,
    .outcome_count = NETWORK_OUTCOMES,
    .strata = network_strata,
    .stratum_count = NETWORK_STRATA,
    .tables = tables,
    .table_count = COUNT(tables),
    .check = check,
    .advise = advise,
    .create = create,
    .finish = finish,
    .destroy = destroy,
};
