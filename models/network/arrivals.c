/* Arrivals from outside.  Arrival k of a class comes at the same time in all runs
 * of one replicate, whatever happens downstream: its draws are placed at (class,
 * purpose, k). */
#include <math.h>

#include "state.h"

/* Thinning (Lewis and Shedler 1979, doi:10.1002/nav.3800260304): candidates at the
 * highest rate, each kept with its share of it.  "As published" asks for the rate
 * at the arrival before, whatever the time of the candidate. */
static double next_varying(struct network *network, unsigned class_, double now) {
    const struct network_rates *rates = &network->plan.rates[class_];
    const bool as_published = network->p.class_[class_].arrivals == NETWORK_VARYING_AS_PUBLISHED;
    const double held = network_rate_at(rates, now);
    double time = now;
    for (;;) {
        struct des_stream stream = network_source_stream(network, class_, NETWORK_DRAW_CANDIDATE,
                                                         network->source[class_].candidates++);
        time += des_exponential_from(des_stream_word(&stream), 1 / rates->highest);
        const double rate = as_published ? held : network_rate_at(rates, time);
        if (des_stream_uniform(&stream) * rates->highest < rate) {
            return time;
        }
    }
}

static double next_arrival(struct network *network, unsigned class_, uint64_t number) {
    const struct network_class *p = &network->p.class_[class_];
    const double now = des_sim_now(network->sim);
    if (p->arrivals == NETWORK_VARYING || p->arrivals == NETWORK_VARYING_AS_PUBLISHED) {
        return next_varying(network, class_, now);
    }
    struct des_stream stream = network_source_stream(network, class_, NETWORK_DRAW_BETWEEN, number);
    return now + (p->arrivals == NETWORK_POISSON
                      ? des_exponential_from(des_stream_word(&stream), 1 / p->arrival_rate)
                      : des_dist_draw(&p->between_arrivals, &stream));
}

static void schedule_arrival(struct network *network, unsigned class_, uint64_t number) {
    network_schedule(network, next_arrival(network, class_, number), NETWORK_EVENT_ARRIVE, class_,
                     number, NULL);
}

static double draw_batch(const struct network *network, unsigned class_, uint64_t number) {
    const struct des_dist *batch = &network->p.class_[class_].batch;
    if (batch->kind == DES_DIST_CONSTANT) {
        return round(batch->argument[0]);
    }
    struct des_stream stream = network_source_stream(network, class_, NETWORK_DRAW_BATCH, number);
    return round(des_dist_draw(batch, &stream));
}

static void come(struct network *network, unsigned class_) {
    uint32_t customer;
    const enum des_status status = network_admit(network, class_, &customer);
    network_keep(network, status);
    if (status == DES_OK) {
        network_enter(network, customer);
    }
}

void network_on_arrive(void *context, struct des_sim *sim, const struct des_event *event) {
    struct network *network = context;
    (void)sim;
    schedule_arrival(network, event->subject, event->argument + 1);
    const double size = draw_batch(network, event->subject, event->argument);
    for (double i = 0; i < size && network->failure == DES_OK; i++) {
        come(network, event->subject);
    }
}

/* ---- populations ---- */

static void go_away(struct network *network, uint32_t index) {
    struct network_customer *customer = &network->customers[index];
    struct des_stream stream =
        network_customer_stream(network, customer, NETWORK_DRAW_AWAY, customer->round++);
    const double time = des_dist_draw(&network->p.class_[customer->origin].away, &stream);
    customer->class_ = customer->origin;
    network_schedule(network, des_sim_now(network->sim) + time, NETWORK_EVENT_RETURN, index, 0,
                     NULL);
}

void network_on_return(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    network_enter(context, event->subject);
}

/* Where the customers of a class go when they leave. */
void network_end_route(struct network *network, uint32_t index) {
    const struct network_customer *customer = &network->customers[index];
    if (network->p.class_[customer->origin].arrivals == NETWORK_POPULATION) {
        go_away(network, index);
    } else {
        network_dismiss(network, index);
    }
}

static void begin_population(struct network *network, unsigned class_) {
    for (int64_t i = 0; i < network->p.class_[class_].population; i++) {
        uint32_t customer;
        const enum des_status status = network_admit(network, class_, &customer);
        network_keep(network, status);
        if (status != DES_OK) {
            return;
        }
        go_away(network, customer);
    }
}

void network_arrivals_begin(struct network *network) {
    for (unsigned c = 0; c < NETWORK_CLASSES; c++) {
        if (network->p.class_[c].arrivals == NETWORK_POPULATION) {
            begin_population(network, c);
        } else if (network->p.class_[c].arrivals != NETWORK_NO_ARRIVALS) {
            schedule_arrival(network, c, 0);
        }
    }
}
