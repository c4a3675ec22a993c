#include "verify_theory.h"

#include <math.h>

/* Beyond all that happens at the loads asked for. */
#define UNLIMITED 5000

static double birth(const struct birth_death *p, int n) {
    return p->population > 0 ? p->lambda * (p->population - n) : p->lambda;
}

static double death(const struct birth_death *p, int n) {
    const int serving = n < p->servers ? n : p->servers;
    return p->mu * serving + p->theta * (n - serving);
}

struct birth_death_values theory_birth_death(struct birth_death p) {
    int most = p.servers + (p.room < 0 ? UNLIMITED : p.room);
    most = p.population > 0 && p.population < most ? p.population : most;
    double term = 1, sum = 0, queue = 0, busy = 0, offered = 0, came_in = 0, waits = 0;
    for (int n = 0; n <= most; n++) {
        const int serving = n < p.servers ? n : p.servers;
        const double arrivals = birth(&p, n) * term;
        sum += term;
        queue += (n - serving) * term;
        busy += serving * term;
        offered += arrivals;
        came_in += n < most ? arrivals : 0;
        waits += n < most && n >= p.servers ? arrivals : 0;
        term *= n < most ? birth(&p, n) / death(&p, n + 1) : 1;
    }
    return (struct birth_death_values){
        .wait = queue / came_in,
        .queue = queue / sum,
        .busy = busy / sum,
        .present = (queue + busy) / sum,
        .use = busy / sum / p.servers,
        .waits = waits / came_in,
        .balked = 1 - came_in / offered,
        .reneged = p.theta * queue / offered,
    };
}

double theory_mg1_wait(double lambda, double mean, double square) {
    return lambda * square / (2 * (1 - lambda * mean));
}

double theory_gm1_wait(double lambda, double mu, int stages) {
    double root = 0.5;
    for (int i = 0; i < 1000; i++) { /* a contraction towards the root below 1 */
        const double s = mu * (1 - root);
        root = stages == 0 ? exp(-s / lambda)
                           : pow(stages * lambda / (stages * lambda + s), (double)stages);
    }
    return root / (mu * (1 - root));
}

double theory_batch_system(double lambda, double mu, double mean, double square) {
    const double load = lambda * mean / mu;
    const double present = load * (mean + square) / (2 * mean * (1 - load));
    return present / (lambda * mean);
}

static double load_to(const struct priority_class *classes, size_t k) {
    double load = 0;
    for (size_t i = 0; i < k; i++) {
        load += classes[i].lambda * classes[i].mean;
    }
    return load;
}

static double residual(const struct priority_class *classes, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < k; i++) {
        sum += classes[i].lambda * classes[i].square / 2;
    }
    return sum;
}

double theory_priority_wait(const struct priority_class *classes, size_t count, size_t k) {
    return residual(classes, count) / ((1 - load_to(classes, k)) * (1 - load_to(classes, k + 1)));
}

double theory_preemptive_stay(const struct priority_class *classes, size_t k) {
    const double before = 1 - load_to(classes, k);
    return classes[k].mean / before +
           residual(classes, k + 1) / (before * (1 - load_to(classes, k + 1)));
}

double theory_closed_throughput(const double *demand, size_t stations, double delay,
                                int population) {
    double present[8] = {0}, throughput = 0;
    for (int n = 1; n <= population; n++) {
        double stay[8], cycle = delay;
        for (size_t s = 0; s < stations; s++) {
            stay[s] = demand[s] * (1 + present[s]);
            cycle += stay[s];
        }
        throughput = n / cycle;
        for (size_t s = 0; s < stations; s++) {
            present[s] = throughput * stay[s];
        }
    }
    return throughput;
}

double theory_varying_busy(const double *rate, size_t steps, double step, double mu) {
    double now = 0, area = 0;
    for (size_t i = 0; i < steps; i++) {
        const double limit = rate[i] / mu;
        area += limit * step + (now - limit) * (1 - exp(-mu * step)) / mu;
        now = limit + (now - limit) * exp(-mu * step);
    }
    return area / (step * (double)steps);
}
