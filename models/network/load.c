#include "load.h"

#include <math.h>
#include <string.h>

/* ---- who comes ---- */

static double mean_rate(const struct network_rates *rates) {
    double sum = 0;
    for (size_t i = 0; i < rates->count; i++) {
        sum += rates->per_min[i];
    }
    return sum / (double)rates->count;
}

/* Customers of an open class per minute. */
static double arrival_rate(const struct network_class *class_, const struct network_rates *rates) {
    const double batch = des_dist_mean(&class_->batch);
    switch ((enum network_arrivals)class_->arrivals) {
    case NETWORK_POISSON:
        return batch * class_->arrival_rate;
    case NETWORK_RENEWAL:
        return batch / des_dist_mean(&class_->between_arrivals);
    case NETWORK_VARYING:
    case NETWORK_VARYING_AS_PUBLISHED:
        return batch * mean_rate(rates);
    case NETWORK_POPULATION:
    case NETWORK_NO_ARRIVALS:
        break;
    }
    return 0;
}

/* ---- where they go ---- */

/* Customers per minute, by class and node of its route. */
struct flow {
    double at[NETWORK_CLASSES][NETWORK_NODES];
};

static double mean_service(const struct network_parameters *p, size_t class_, size_t station) {
    const struct des_dist *own = &p->class_[class_].service[station];
    return des_dist_mean(network_is_given(own) ? own : &p->station[station].service);
}

/* One decision further: from a node to stations, whose work grows, and to other nodes. */
static void follow(const struct network_parameters *p, const struct network_plan *plan, size_t c,
                   size_t node, double rate, struct flow *next, double *work) {
    const struct network_route *route = &plan->route[c];
    const struct network_choice *choice = &route->choice[route->node[node].first];
    double below = 0;
    for (size_t i = 0; i < route->node[node].count; i++) {
        const double here = rate * (fmin(choice[i].below, 1) - below);
        below = fmin(choice[i].below, 1);
        if (choice[i].goal == NETWORK_TO_STATION) {
            work[choice[i].target] += here * mean_service(p, c, choice[i].target);
            next->at[c][choice[i].node] += here;
        } else if (choice[i].goal == NETWORK_TO_CLASS) {
            next->at[choice[i].target][0] += here;
        }
    }
}

/* Returns the customers per minute that go on. */
static double follow_all(const struct network_parameters *p, const struct network_plan *plan,
                         struct flow *flow, double *work) {
    struct flow next;
    double sum = 0;
    memset(&next, 0, sizeof next);
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        for (size_t n = 0; plan->class_in_use[c] && n < plan->route[c].node_count; n++) {
            if (flow->at[c][n] > 0) {
                follow(p, plan, c, n, flow->at[c][n], &next, work);
            }
        }
    }
    *flow = next;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        for (size_t n = 0; n < NETWORK_NODES; n++) {
            sum += next.at[c][n];
        }
    }
    return sum;
}

void network_offered_work(const struct network_parameters *p, const struct network_plan *plan,
                          double work[NETWORK_STATIONS]) {
    enum { STEPS = 10000 };
    struct flow flow;
    double begun = 0, going = 0;
    memset(&flow, 0, sizeof flow);
    memset(work, 0, NETWORK_STATIONS * sizeof *work);
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        flow.at[c][0] = arrival_rate(&p->class_[c], &plan->rates[c]);
        begun += flow.at[c][0];
    }
    going = begun;
    for (int step = 0; step < STEPS && going > 1e-9 * begun; step++) {
        going = follow_all(p, plan, &flow, work);
    }
    if (going > 1e-9 * begun) {
        (void)follow_all(p, plan, &flow, memset(work, 0, NETWORK_STATIONS * sizeof *work));
        for (size_t s = 0; s < NETWORK_STATIONS; s++) {
            work[s] = work[s] > 0 ? (double)INFINITY : 0;
        }
    }
}

/* ---- who serves them ---- */

double network_mean_servers(const struct network_station *station,
                            const struct network_shift_times *shifts) {
    double sum = 0;
    if (shifts->count == 0) {
        return station->servers < 0 ? (double)INFINITY : (double)station->servers;
    }
    for (size_t i = 0; i < shifts->count; i++) {
        const double next =
            i + 1 < shifts->count ? shifts->minute[i + 1] : shifts->minute[0] + NETWORK_DAY_MIN;
        sum += shifts->servers[i] * (next - shifts->minute[i]);
    }
    return sum / NETWORK_DAY_MIN;
}

static bool loses_customers(const struct network_parameters *p, const struct network_plan *plan,
                            size_t station) {
    const bool is_full = p->station[station].waiting_room >= 0;
    bool loses = false;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        const struct network_class *class_ = &p->class_[c];
        const bool turns_away =
            (is_full || plan->joins[c].count > 0) && !network_is_given(&class_->retry);
        loses |= plan->may_visit[station][c] && (turns_away || network_is_given(&class_->patience));
    }
    return loses;
}

void network_advise_on_load(const struct network_parameters *p, const struct network_plan *plan,
                            struct des_diagnostics *advice) {
    double work[NETWORK_STATIONS];
    network_offered_work(p, plan, work);
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        const double load = work[s] / network_mean_servers(&p->station[s], &plan->shifts[s]);
        if (plan->station_in_use[s] && load >= 1 - 1e-9 && !loses_customers(p, plan, s)) {
            const char *name = p->station[s].name;
            const bool is_named = name[0] != '\0';
            des_diagnostics_add(advice,
                                "%s%s%s%s: load %.4g: as much work comes as its servers can do, or "
                                "more, and the queue grows for as long as the run lasts",
                                network_station_names[s], is_named ? " (" : "",
                                is_named ? name : "", is_named ? ")" : "", load);
        }
    }
}
