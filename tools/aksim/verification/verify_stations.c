/* One station and one class of customers. */
#include <math.h>

#include "verify_measures.h"

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

static void random_order_level(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/M/1, served in random order: service level",
        .setting = {POISSON("class1", 0.8), "station1.discipline=random", "station1.wait_target=5"},
        .minutes = 20000,
        .warmup_min = 1000,
        .measure = {{"all", "in_time", "served", theory_random_order_level(0.8, 5),
                     "the chain of one who waits, solved; Kingman 1962, "
                     "Proc. Camb. Phil. Soc. 58, 79-91"}},
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

/* The server goes on one vacation after another while nobody is there: the only customer of the
 * lower priority, at once back. */
static void vacations(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/D/1, vacations of the server",
        .setting = {POISSON("class1", 0.6), "class1.service.station1=constant(1)",
                    "class2.arrivals=population", "class2.away=constant(0)",
                    "class2.service.station1=uniform(0, 2)", "class2.priority=1",
                    "station1.discipline=priority"},
        .minutes = 30000,
        .warmup_min = 1000,
        .measure = {wait_in("class1", theory_mg1_wait(0.6, 1, 1) + 4. / 3 / 2,
                            "Levy and Yechiali 1975, doi:10.1287/mnsc.22.2.202")},
    };
}

/* Callers who find the line busy try again after 5 minutes, in the mean. */
static void retrial(struct verify_case *c) {
    const double load = 0.6, between = 5;
    *c = (struct verify_case){
        .name = "M/D/1, who finds the server busy tries again later",
        .setting = {POISSON("class1", 0.6), "class1.retry=exponential(5)",
                    "station1.waiting_room=0", "station1.service=constant(1)"},
        .minutes = 100000,
        .warmup_min = 1000,
        .measure = {system_in("all", 1 + theory_mg1_wait(0.6, 1, 1) + between * load / (1 - load),
                              "Falin 1990, doi:10.1007/BF01158472"),
                    use_in("station1", load, "nobody is lost")},
    };
}

const verify_case_maker verify_stations[] = {
    vacations,       retrial,     mm1,  mm1_light, mmc,          mmck,           erlang_b,
    mg_infinity,     mg1,         md1,  lifo,      random_order, shortest_first, random_order_level,
    last_interrupts, gm1,         dm1,  batches,   erlang_a,     service_level,  machine_repair,
    engset,          discouraged, NULL,
};
