/* tools/aksim/verification/verify_theory.h - exact values of queueing theory, by formula. */
#ifndef AKSIM_VERIFY_THEORY_H
#define AKSIM_VERIFY_THEORY_H

#include <stddef.h>

/* A birth and death process: n customers, served by up to `servers` at `mu` each; those who wait
 * give up at `theta` each.  Newcomers: at `lambda`, or `lambda` from each of `population` less n.
 */
struct birth_death {
    double lambda, mu, theta;
    int servers;
    int room;       /* that may wait; -1: no limit */
    int population; /* 0: open */
};
struct birth_death_values {
    double wait; /* of those who are served, unless theta > 0: of all who come in */
    double queue, busy, present;
    double use;
    double waits;   /* share of those who come in that find no server free */
    double balked;  /* share of those who come */
    double reneged; /* share of those who come */
};
struct birth_death_values theory_birth_death(struct birth_death process);

/* Pollaczek 1930, Khinchine 1932: mean wait of M/G/1 in any order that does not look at service
 * times; `square` is the second moment of the service. */
double theory_mg1_wait(double lambda, double mean, double square);
/* GI/M/1 (Kendall 1953, doi:10.1214/aoms/1177728975), interarrival time Erlang of k stages, or
 * constant with k = 0. */
double theory_gm1_wait(double lambda, double mu, int stages);
/* M/M/1 with batches (Gross and Harris 1998, Fundamentals of Queueing Theory, 3.1): time in
 * system, from the first two moments of the batch. */
double theory_batch_system(double lambda, double mu, double mean, double square);

/* Classes of one server in order of priority. */
struct priority_class {
    double lambda, mean, square;
};
/* Cobham 1954, doi:10.1287/opre.2.1.70. */
double theory_priority_wait(const struct priority_class *classes, size_t count, size_t k);
/* White and Christie 1958, doi:10.1287/opre.6.1.79: time at the station, pre-emptive resume. */
double theory_preemptive_stay(const struct priority_class *classes, size_t k);

/* Reiser and Lavenberg 1980, doi:10.1145/322186.322195: mean value analysis of a closed network
 * of single servers with these demands, after a delay; cycles per minute. */
double theory_closed_throughput(const double *demand, size_t stations, double delay,
                                int population);

/* Customers in M(t)/M/infinity, mean over the steps, from empty: m' = lambda(t) - mu m
 * (Eick, Massey and Whitt 1993, doi:10.1287/opre.41.4.731). */
double theory_varying_busy(const double *rate, size_t steps, double step, double mu);

/* M/M/1 with services of mean 1, the shortest first (Phipps 1956, doi:10.1287/opre.4.1.76). */
double theory_shortest_first_wait(double lambda);
/* M/M/1 with services of mean 1 in random order: the share that waits at most `time`. */
double theory_random_order_level(double lambda, double time);
/* Urgency that grows at these rates while a customer waits (Kleinrock 1964,
 * doi:10.1002/nav.3800110306); rates in rising order. */
void theory_accumulating_wait(const struct priority_class *classes, const double *rate,
                              size_t count, double *wait);

/* Two stations of one server, exponential, with room for so many (at most 5) to wait at the
 * second; who finds no room stays on the first server. */
struct tandem_values {
    double present; /* customers at both */
    double blocked; /* share of time */
};
struct tandem_values theory_tandem(double lambda, double mu1, double mu2, int room);

#endif
