#include "verify_cases.h"

#include <math.h>

#include "verify_theory.h"

#define BIRTH_DEATH "birth and death equations: Erlang 1917; Gross and Harris 1998, ch. 2"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct verify_measure wait_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "wait_min", "served", exact, source};
}
static struct verify_measure wait_is(double exact, const char *source) {
    return wait_in("all", exact, source);
}
static struct verify_measure queue_is(double exact, const char *source) {
    return (struct verify_measure){"all", "queue_min", "observed_min", exact, source};
}
static struct verify_measure use_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "busy_min", "capacity_min", exact, source};
}
static struct verify_measure busy_is(double exact, const char *source) {
    return (struct verify_measure){"all", "busy_min", "observed_min", exact, source};
}
static struct verify_measure balked_is(double exact, const char *source) {
    return (struct verify_measure){"all", "balked", "visits", exact, source};
}
static struct verify_measure system_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "system_min", "left", exact, source};
}
static struct verify_measure present_in(const char *stratum, double exact, const char *source) {
    return (struct verify_measure){stratum, "present_min", "observed_min", exact, source};
}
static struct verify_measure throughput_is(double exact, const char *source) {
    return (struct verify_measure){"all", "left", "observed_min", exact, source};
}

#define POISSON(class_, rate) class_ ".arrivals=poisson", class_ ".arrival_rate=" #rate

/* ---- one station ---- */

static void mm1(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 0.6, .mu = 1, .servers = 1, .room = -1});
    *c = (struct verify_case){
        .name = "M/M/1 at 60 %",
        .setting = {POISSON("class1", 0.6)},
        .minutes = 90000,
        .warmup_min = 500,
        .measure = {wait_is(0.6 / 0.4, "Kendall 1951: rho / (mu - lambda)"),
                    queue_is(exact.queue, BIRTH_DEATH), use_in("station1", 0.6, "rho"),
                    system_in("all", 1 / 0.4, "1 / (mu - lambda)")},
    };
}

static void mm1_light(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/M/1 at 50 %",
        .setting = {POISSON("class1", 0.5)},
        .minutes = 86000,
        .warmup_min = 100,
        .measure = {wait_is(1, "Kendall 1951: rho / (mu - lambda)")},
        .coverage_min = 1000,
    };
}

static void mmc(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 2.1, .mu = 1, .servers = 3, .room = -1});
    *c = (struct verify_case){
        .name = "M/M/3 at 70 %",
        .setting = {POISSON("class1", 2.1), "station1.servers=3"},
        .minutes = 45000,
        .warmup_min = 1000,
        .measure = {wait_is(exact.wait, BIRTH_DEATH),
                    {"all", "waited", "served", exact.waits, "Erlang C: " BIRTH_DEATH},
                    use_in("station1", 0.7, "rho")},
    };
}

static void mmck(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 2, .mu = 1, .servers = 2, .room = 3});
    *c = (struct verify_case){
        .name = "M/M/2/5 at 100 %",
        .setting = {POISSON("class1", 2), "station1.servers=2", "station1.waiting_room=3"},
        .minutes = 9000,
        .warmup_min = 50,
        .measure = {wait_is(exact.wait, BIRTH_DEATH), balked_is(exact.balked, BIRTH_DEATH),
                    queue_is(exact.queue, BIRTH_DEATH), use_in("all", exact.use, BIRTH_DEATH)},
        .coverage_min = 200,
    };
}

static void erlang_b(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 4, .mu = 1, .servers = 5, .room = 0});
    *c = (struct verify_case){
        .name = "M/G/5/5, lognormal stays",
        /* mean 1: median exp(-sigma^2 / 2) */
        .setting = {POISSON("class1", 4), "station1.servers=5", "station1.waiting_room=0",
                    "station1.service=lognormal(0.8824969025845955, 0.5)"},
        .minutes = 5400,
        .warmup_min = 200,
        .measure = {balked_is(exact.balked, "Erlang B, insensitive: Sevastyanov 1957, "
                                            "doi:10.1137/1102005"),
                    busy_is(exact.busy, BIRTH_DEATH)},
    };
}

static void mg_infinity(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/G/infinity, lognormal stays",
        .setting = {POISSON("class1", 5), "station1.servers=-1",
                    "station1.service=lognormal(2.647490707753787, 0.5)"},
        .minutes = 4500,
        .warmup_min = 40,
        .measure = {busy_is(15, "lambda E[S]: Takacs 1962, Introduction to the Theory of Queues"),
                    system_in("all", 3, "E[S]")},
        .coverage_min = 100,
    };
}

static void mg1(struct verify_case *c) {
    const double mean = 0.8 * exp(0.125), square = 0.64 * exp(0.5);
    *c = (struct verify_case){
        .name = "M/G/1, lognormal services",
        .setting = {POISSON("class1", 0.7), "station1.service=lognormal(0.8, 0.5)"},
        .minutes = 56000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_mg1_wait(0.7, mean, square), "Pollaczek 1930, Khinchine 1932"),
                    use_in("all", 0.7 * mean, "rho")},
    };
}

static void md1(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/D/1 at 60 %",
        .setting = {POISSON("class1", 0.6), "station1.service=constant(1)"},
        .minutes = 54000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_mg1_wait(0.6, 1, 1), "Pollaczek 1930, Khinchine 1932")},
    };
}

static void lifo(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/G/1, last come first served",
        .setting = {POISSON("class1", 0.6), "station1.service=uniform(0, 2)",
                    "station1.discipline=lifo"},
        .minutes = 63000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_mg1_wait(0.6, 1, 4.0 / 3), "Pollaczek, Khinchine: any order")},
    };
}

static void gm1(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "Erlang-2/M/1 at 60 %",
        .setting = {"class1.arrivals=renewal",
                    "class1.between_arrivals=gamma(1.6666666666666667, 2)"},
        .minutes = 68000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_gm1_wait(0.6, 1, 2),
                            "Kendall 1953, doi:10.1214/aoms/1177728975")},
    };
}

static void dm1(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "D/M/1 at 60 %",
        .setting = {"class1.arrivals=renewal",
                    "class1.between_arrivals=constant(1.6666666666666667)"},
        .minutes = 76000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_gm1_wait(0.6, 1, 0),
                            "Kendall 1953, doi:10.1214/aoms/1177728975")},
    };
}

static void batches(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/M/1 in batches of 1 to 3",
        .setting = {POISSON("class1", 0.3), "class1.batch=uniform(0.5, 3.5)"},
        .minutes = 50000,
        .warmup_min = 1000,
        .measure = {system_in("all", theory_batch_system(0.3, 1, 2, 14.0 / 3),
                              "Gross and Harris 1998, 3.1")},
    };
}

static void erlang_a(struct verify_case *c) {
    const struct birth_death_values exact = theory_birth_death(
        (struct birth_death){.lambda = 6, .mu = 1, .theta = 0.5, .servers = 5, .room = -1});
    *c = (struct verify_case){
        .name = "Erlang-A at 120 %",
        .setting = {POISSON("class1", 6), "station1.servers=5", "class1.patience=exponential(2)"},
        .minutes = 6800,
        .warmup_min = 50,
        .measure = {{"all", "reneged", "visits", exact.reneged, "Palm 1957; " BIRTH_DEATH},
                    queue_is(exact.queue, "Palm 1957; " BIRTH_DEATH),
                    use_in("all", exact.use, "Palm 1957; " BIRTH_DEATH)},
        .coverage_min = 120,
    };
}

static void machine_repair(struct verify_case *c) {
    const struct birth_death_values exact = theory_birth_death(
        (struct birth_death){.lambda = 0.1, .mu = 0.5, .servers = 2, .room = -1, .population = 10});
    *c = (struct verify_case){
        .name = "machine repair: 10 machines, 2 repairers",
        .setting = {"class1.arrivals=population", "class1.population=10",
                    "class1.away=exponential(10)", "station1.servers=2",
                    "station1.service=exponential(2)"},
        .minutes = 22000,
        .warmup_min = 200,
        .measure = {wait_is(exact.wait, "Palm 1947; " BIRTH_DEATH),
                    use_in("all", exact.use, "Palm 1947; " BIRTH_DEATH),
                    present_in("all", exact.present, "Palm 1947; " BIRTH_DEATH)},
        .coverage_min = 500,
    };
}

static void shortest_first(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/M/1, the shortest service first",
        .setting = {POISSON("class1", 0.7), "station1.discipline=shortest_first"},
        .minutes = 60000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_shortest_first_wait(0.7),
                            "Phipps 1956, doi:10.1287/opre.4.1.76")},
    };
}

static void last_interrupts(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/G/1, the last to come interrupts, hyperexponential services",
        .setting = {POISSON("class1", 0.75), "station1.discipline=preemptive_lifo",
                    "station1.service=hyperexponential(0.8, 0.5, 2)"},
        .minutes = 60000,
        .warmup_min = 1000,
        .measure = {system_in("all", 0.8 / 0.4,
                              "E[S] / (1 - rho), insensitive: Kelly 1979, "
                              "Reversibility and Stochastic Networks")},
    };
}

static void random_order(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/D/1, served in random order",
        .setting = {POISSON("class1", 0.6), "station1.discipline=random",
                    "station1.service=constant(1)"},
        .minutes = 54000,
        .warmup_min = 1000,
        .measure = {wait_is(theory_mg1_wait(0.6, 1, 1), "Pollaczek, Khinchine: any order")},
    };
}

static void service_level(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 8, .mu = 1, .servers = 10, .room = -1});
    *c = (struct verify_case){
        .name = "M/M/10 at 80 %, service level",
        .setting = {POISSON("class1", 8), "station1.servers=10", "station1.wait_target=0.5"},
        .minutes = 4000,
        .warmup_min = 200,
        .measure = {{"all", "in_time", "served", 1 - exact.waits * exp(-2 * 0.5),
                     "Erlang C: waits are exponential; " BIRTH_DEATH}},
    };
}

static void engset(struct verify_case *c) {
    const struct birth_death_values exact = theory_birth_death(
        (struct birth_death){.lambda = 0.125, .mu = 0.5, .servers = 3, .room = 0, .population = 8});
    *c = (struct verify_case){
        .name = "8 sources, 3 servers, nobody waits",
        .setting = {"class1.arrivals=population", "class1.population=8",
                    "class1.away=exponential(8)", "station1.servers=3", "station1.waiting_room=0",
                    "station1.service=exponential(2)"},
        .minutes = 12000,
        .warmup_min = 200,
        .measure = {balked_is(exact.balked, "Engset 1918; " BIRTH_DEATH),
                    use_in("station1", exact.use, "Engset 1918; " BIRTH_DEATH)},
    };
}

/* Chances 1, 1/2, 1/3 ... make the number present Poisson. */
static void discouraged(struct verify_case *c) {
    static const char source[] = "discouraged arrivals: Gross and Harris 1998, ch. 2";
    *c = (struct verify_case){
        .name = "M/M/1, customers put off by those who are there",
        .setting = {POISSON("class1", 1.5),
                    "class1.joins=1, 0.5, 0.333333333333, 0.25, 0.2, 0.166666666667, "
                    "0.142857142857, 0.125, 0.111111111111, 0.1, 0.090909090909, 0.083333333333, "
                    "0.076923076923, 0.071428571429, 0.066666666667"},
        .minutes = 6000,
        .warmup_min = 100,
        .measure = {present_in("station1", 1.5, source), use_in("all", 1 - exp(-1.5), source),
                    balked_is(1 - (1 - exp(-1.5)) / 1.5, source)},
    };
}

/* ---- classes ---- */

static const struct priority_class three[] = {{0.2, 1, 2}, {0.15, 1, 2}, {0.25, 1, 2}};
#define THREE_CLASSES                                                                              \
    POISSON("class1", 0.2), POISSON("class2", 0.15), POISSON("class3", 0.25), "class2.priority=1", \
        "class3.priority=2"

#define THREE_CLASSES_ALIKE POISSON("class1", 0.2), POISSON("class2", 0.15), POISSON("class3", 0.25)

static void priority(struct verify_case *c) {
    static const char source[] = "Cobham 1954, doi:10.1287/opre.2.1.70";
    *c = (struct verify_case){
        .name = "priorities, three classes",
        .setting = {THREE_CLASSES, "station1.discipline=priority"},
        .minutes = 120000,
        .warmup_min = 1000,
        .measure = {wait_in("class1", theory_priority_wait(three, 3, 0), source),
                    wait_in("class2", theory_priority_wait(three, 3, 1), source),
                    wait_in("class3", theory_priority_wait(three, 3, 2), source)},
    };
}

static void preemptive(struct verify_case *c) {
    static const char source[] = "White and Christie 1958, doi:10.1287/opre.6.1.79";
    *c = (struct verify_case){
        .name = "priorities that interrupt, three classes",
        .setting = {THREE_CLASSES, "station1.discipline=preemptive_resume"},
        .minutes = 68000,
        .warmup_min = 1000,
        .measure = {system_in("class1", theory_preemptive_stay(three, 0), source),
                    system_in("class2", theory_preemptive_stay(three, 1), source),
                    system_in("class3", theory_preemptive_stay(three, 2), source)},
    };
}

static void own_services(struct verify_case *c) {
    static const char source[] = "White and Christie 1958, doi:10.1287/opre.6.1.79";
    static const struct priority_class two[] = {{0.5, 0.6, 0.36}, {0.25, 1.2, 1.92}};
    *c = (struct verify_case){
        .name = "priorities that interrupt, services of two kinds",
        .setting = {POISSON("class1", 0.5), POISSON("class2", 0.25), "class2.priority=1",
                    "station1.discipline=preemptive_resume",
                    "class1.service.station1=constant(0.6)",
                    "class2.service.station1=uniform(0, 2.4)"},
        .minutes = 45000,
        .warmup_min = 1000,
        .measure = {system_in("class1", theory_preemptive_stay(two, 0), source),
                    system_in("class2", theory_preemptive_stay(two, 1), source)},
    };
}

/* With equal exponential services the urgent see a station of their own, and all
 * together one without priorities. */
static void two_servers(struct verify_case *c) {
    const struct birth_death_values urgent =
        theory_birth_death((struct birth_death){.lambda = 0.7, .mu = 1, .servers = 2, .room = -1});
    const struct birth_death_values all =
        theory_birth_death((struct birth_death){.lambda = 1.2, .mu = 1, .servers = 2, .room = -1});
    *c = (struct verify_case){
        .name = "priorities that interrupt, two servers",
        .setting = {POISSON("class1", 0.7), POISSON("class2", 0.5), "class2.priority=1",
                    "station1.servers=2", "station1.discipline=preemptive_resume"},
        .minutes = 27000,
        .warmup_min = 500,
        .measure = {system_in("class1", urgent.present / 0.7, BIRTH_DEATH),
                    present_in("all", all.present, BIRTH_DEATH)},
    };
}

static void accumulating(struct verify_case *c) {
    static const char source[] = "Kleinrock 1964, doi:10.1002/nav.3800110306";
    static const double rate[] = {1, 2, 5};
    double wait[3];
    theory_accumulating_wait(three, rate, 3, wait);
    *c = (struct verify_case){
        .name = "urgency that grows with waiting, three classes",
        .setting = {THREE_CLASSES_ALIKE, "class2.urgency_rate=2", "class3.urgency_rate=5",
                    "station1.discipline=accumulating"},
        .minutes = 80000,
        .warmup_min = 1000,
        .measure = {wait_in("class1", wait[0], source), wait_in("class2", wait[1], source),
                    wait_in("class3", wait[2], source)},
    };
}

/* All servers busy: the next service ends after 1 / (c mu). */
static void priority_servers(struct verify_case *c) {
    static const char source[] = "Cobham 1954, doi:10.1287/opre.2.1.70";
    const double waits =
        theory_birth_death((struct birth_death){.lambda = 2.1, .mu = 1, .servers = 3, .room = -1})
            .waits;
    const double load[] = {0.5 / 3, 1.2 / 3, 2.1 / 3};
    *c = (struct verify_case){
        .name = "priorities, three classes, three servers",
        .setting = {POISSON("class1", 0.5), POISSON("class2", 0.7), POISSON("class3", 0.9),
                    "class2.priority=1", "class3.priority=2", "station1.discipline=priority",
                    "station1.servers=3"},
        .minutes = 45000,
        .warmup_min = 500,
        .measure = {wait_in("class1", waits / 3 / (1 - load[0]), source),
                    wait_in("class2", waits / 3 / (1 - load[0]) / (1 - load[1]), source),
                    wait_in("station1.class3", waits / 3 / (1 - load[1]) / (1 - load[2]), source)},
    };
}

static void one_queue(struct verify_case *c) {
    const double wait = theory_mg1_wait(1, 0.3 * 0.5 + 0.2 * 2.0, 0.3 * 0.5 + 0.2 * 4.0);
    *c = (struct verify_case){
        .name = "two classes with services of their own in one queue",
        .setting = {POISSON("class1", 0.3), POISSON("class2", 0.2),
                    "class1.service.station1=exponential(0.5)",
                    "class2.service.station1=constant(2)"},
        .minutes = 80000,
        .warmup_min = 1000,
        .measure = {wait_in("class1", wait, "Pollaczek 1930, Khinchine 1932"),
                    wait_in("class2", wait, "Pollaczek 1930, Khinchine 1932"),
                    system_in("class2", wait + 2, "Pollaczek 1930, Khinchine 1932")},
    };
}

/* One planned customer is always there; services of 1 minute begun anew after each
 * interruption, which last a busy period of the urgent: 0.5 / (1 - 0.15). */
static void begun_anew(struct verify_case *c) {
    const double completion = (exp(0.3) - 1) * (1 / 0.3 + 0.5 / 0.85);
    *c = (struct verify_case){
        .name = "priorities that interrupt, services begun anew",
        .setting = {POISSON("class1", 0.3), "class1.service.station1=exponential(0.5)",
                    "class2.arrivals=population", "class2.away=constant(0)",
                    "class2.service.station1=constant(1)", "class2.priority=1",
                    "station1.discipline=preemptive_repeat"},
        .minutes = 9000,
        .warmup_min = 100,
        .measure = {{"class2", "left", "observed_min", 1 / completion,
                     "completion time: Gaver 1962, J. R. Stat. Soc. B 24, 73-90"},
                    system_in("class1", 0.5 / 0.85, "M/M/1 beside it")},
    };
}

/* ---- networks ---- */

/* 0.4 a minute from outside; with 0.2 back from station3 to station1: 0.5 a minute at
 * station1, of which 0.6 to station2 and 0.4 to station3; all of station2 to station3. */
static void jackson(struct verify_case *c) {
    static const char source[] = "Jackson 1957, doi:10.1287/opre.5.4.518";
    const double rate = 0.4 / 0.8;
    const double first =
        theory_birth_death((struct birth_death){.lambda = rate, .mu = 1, .servers = 1, .room = -1})
            .present;
    const double second =
        theory_birth_death(
            (struct birth_death){.lambda = 0.6 * rate, .mu = 0.25, .servers = 3, .room = -1})
            .present;
    const double third =
        theory_birth_death(
            (struct birth_death){.lambda = rate, .mu = 1.25, .servers = 1, .room = -1})
            .present;
    *c = (struct verify_case){
        .name = "Jackson network with feedback",
        .setting = {POISSON("class1", 0.4), "station2.servers=3", "station2.service=exponential(4)",
                    "station3.service=exponential(0.8)",
                    "class1.route=in: station1; station1: station2 0.6 | station3; station2: "
                    "station3; station3: station1 0.2"},
        .minutes = 45000,
        .warmup_min = 1000,
        .measure = {present_in("station1", first, source), present_in("station2", second, source),
                    present_in("station3", third, source),
                    system_in("all", (first + second + third) / 0.4, source)},
    };
}

static void closed_network(struct verify_case *c) {
    static const char source[] = "Reiser and Lavenberg 1980, doi:10.1145/322186.322195";
    const double demand[] = {1, 0.8, 0.5};
    const double rate = theory_closed_throughput(demand, 3, 2, 6);
    *c = (struct verify_case){
        .name = "closed network: 6 customers, 3 stations",
        .setting = {"class1.arrivals=population", "class1.population=6",
                    "class1.away=exponential(2)", "class1.route=station1 > station2 > station3",
                    "station2.service=exponential(0.8)", "station3.service=exponential(0.5)"},
        .minutes = 4500,
        .warmup_min = 200,
        .measure = {throughput_is(rate, source), system_in("all", 6 / rate - 2, source)},
    };
}

static void no_room_between(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "two stations, no room between, never idle",
        .setting = {"class1.arrivals=population", "class1.population=20", "class1.away=constant(0)",
                    "class1.route=station1 > station2", "station2.waiting_room=0",
                    "station2.when_full=block"},
        .minutes = 4500,
        .warmup_min = 200,
        .measure = {throughput_is(2.0 / 3, "Hunt 1956, doi:10.1287/opre.4.6.674"),
                    use_in("station2", 2.0 / 3, "Hunt 1956, doi:10.1287/opre.4.6.674")},
    };
}

static void room_between(struct verify_case *c) {
    static const char source[] = "its Markov chain, solved: Gross and Harris 1998, ch. 4";
    const struct tandem_values exact = theory_tandem(0.5, 1, 1, 1);
    *c = (struct verify_case){
        .name = "two stations, room for one between, blocking after service",
        .setting = {POISSON("class1", 0.5), "class1.route=station1 > station2",
                    "station2.waiting_room=1", "station2.when_full=block"},
        .minutes = 60000,
        .warmup_min = 1000,
        .measure = {system_in("all", exact.present / 0.5, source),
                    {"station1", "blocked_min", "observed_min", exact.blocked, source}},
    };
}

/* A hundred times the day of the treatment centre (scenarios/reference/treatment_centre.cfg). */
#define DAY                                                                                        \
    236.67, 280, 883.33, 1043.33, 1480, 2626.67, 3140, 1806.67, 1646.67, 1203.33, 1160, 2886.67,   \
        1803.33, 1150, 530, 406.67, 220, 210
#define TEXT(...) #__VA_ARGS__
#define AS_TEXT(...) TEXT(__VA_ARGS__)

static void varying(struct verify_case *c) {
    static const double per_h[] = {DAY};
    double rate[COUNT(per_h)], sum = 0;
    for (size_t i = 0; i < COUNT(per_h); i++) {
        rate[i] = per_h[i] / 60;
        sum += rate[i] / COUNT(per_h);
    }
    *c = (struct verify_case){
        .name = "M(t)/M/infinity over one day",
        .setting = {"class1.arrivals=varying", "class1.rates_per_h=" AS_TEXT(DAY),
                    "station1.servers=-1", "station1.service=exponential(30)"},
        .minutes = 1080,
        .measure = {{"all", "arrivals", "observed_min", sum, "integral of the rate"},
                    busy_is(theory_varying_busy(rate, COUNT(per_h), 60, 1.0 / 30),
                            "Eick, Massey and Whitt 1993, doi:10.1287/opre.41.4.731")},
    };
}

static void (*const cases[])(struct verify_case *) = {
    mm1,
    mm1_light,
    mmc,
    mmck,
    erlang_b,
    mg_infinity,
    mg1,
    md1,
    lifo,
    random_order,
    shortest_first,
    last_interrupts,
    gm1,
    dm1,
    batches,
    erlang_a,
    service_level,
    machine_repair,
    engset,
    discouraged,
    priority,
    priority_servers,
    accumulating,
    preemptive,
    own_services,
    two_servers,
    begun_anew,
    one_queue,
    jackson,
    closed_network,
    no_room_between,
    room_between,
    varying,
};

bool verify_case_at(size_t i, struct verify_case *verify_case) {
    if (i >= COUNT(cases)) {
        return false;
    }
    cases[i](verify_case);
    return true;
}
