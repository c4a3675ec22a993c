#include "verify_theory.h"

#include <math.h>
#include <string.h>

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

/* Services below x come before one of x.  Simpson's rule; beyond 40 nothing is left. */
double theory_shortest_first_wait(double lambda) {
    enum { STEPS = 4000 };
    const double step = 40.0 / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
        const double x = i * step;
        const double left = 1 - lambda * (1 - exp(-x) * (1 + x));
        const double weight = i == 0 || i == STEPS ? 1 : i % 2 == 0 ? 2 : 4;
        sum += weight * exp(-x) * lambda / (left * left);
    }
    return sum * step / 3;
}

/* The chain of how many wait beside one who waits, from what arrivals find, at the jumps of a
 * Poisson process of the rate of all changes. */
double theory_random_order_level(double lambda, double time) {
    enum { OTHERS = 400, JUMPS = 400 };
    const double rate = lambda + 1;
    double p[OTHERS + 1] = {0}, poisson = exp(-rate * time), level = 1;
    for (int k = 0; k < OTHERS; k++) {
        p[k] = (1 - lambda) * pow(lambda, k + 1);
    }
    for (int n = 0; n < JUMPS; n++) {
        double next[OTHERS + 1] = {0}, waiting = 0;
        for (int k = 0; k < OTHERS; k++) {
            waiting += p[k];
            next[k + 1] += p[k] * lambda / rate;
            next[k > 0 ? k - 1 : 0] += p[k] / rate * k / (k + 1);
        }
        level -= poisson * waiting;
        poisson *= rate * time / (n + 1);
        memcpy(p, next, sizeof p);
    }
    return level;
}

void theory_accumulating_wait(const struct priority_class *classes, const double *rate,
                              size_t count, double *wait) {
    const double all = residual(classes, count) / (1 - load_to(classes, count));
    for (size_t k = 0; k < count; k++) {
        double above = all, below = 1;
        for (size_t i = 0; i < count; i++) {
            const double load = classes[i].lambda * classes[i].mean;
            above -= i < k ? load * wait[i] * (1 - rate[i] / rate[k]) : 0;
            below -= i > k ? load * (1 - rate[k] / rate[i]) : 0;
        }
        wait[k] = above / below;
    }
}

/* States: customers at the first station (up to MOST) and at the second, where one more
 * than there is room for stands for the blocked one, who is still at the first. */
enum { MOST = 100, MOST_SECOND = 8, SWEEPS = 4000 };

/* Rate into (first, second) from its neighbours, by their chances. */
static double flow_into(double (*p)[MOST_SECOND], int first, int second, int full, double lambda,
                        double mu1, double mu2) {
    double flow = first > 0 ? lambda * p[first - 1][second] : 0;
    if (second == full + 1) {
        return flow + mu1 * p[first][full];
    }
    flow += second < full ? mu2 * p[first][second + 1] : 0;
    if (second == full && first < MOST) {
        flow += mu2 * p[first + 1][full + 1];
    }
    return flow + (second > 0 && first < MOST ? mu1 * p[first + 1][second - 1] : 0);
}

static double flow_out(int first, int second, int full, double lambda, double mu1, double mu2) {
    return (first < MOST ? lambda : 0) + (first > 0 && second <= full ? mu1 : 0) +
           (second > 0 ? mu2 : 0);
}

/* Gauss and Seidel. */
struct tandem_values theory_tandem(double lambda, double mu1, double mu2, int room) {
    const int full = room + 1;
    /* 0 where nobody can be; else first what it would be with room for all. */
    double p[MOST + 1][MOST_SECOND] = {{0}};
    for (int first = 0; first <= MOST; first++) {
        for (int second = 0; second <= full + (first > 0); second++) {
            p[first][second] = pow(lambda / mu1, first) * pow(lambda / mu2, second);
        }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int first = 0; first <= MOST; first++) {
            for (int second = 0; second <= full + (first > 0); second++) {
                p[first][second] = flow_into(p, first, second, full, lambda, mu1, mu2) /
                                   flow_out(first, second, full, lambda, mu1, mu2);
            }
        }
    }
    double sum = 0, present = 0, blocked = 0;
    for (int first = 0; first <= MOST; first++) {
        for (int second = 0; second <= full + (first > 0); second++) {
            sum += p[first][second];
            present += p[first][second] * (first + (second < full ? second : full));
            blocked += second > full ? p[first][second] : 0;
        }
    }
    return (struct tandem_values){.present = present / sum, .blocked = blocked / sum};
}
