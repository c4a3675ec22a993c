/* Several stations; arrivals whose rate varies. */
#include <math.h>

#include "verify_measures.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

const verify_case_maker verify_networks[] = {
    jackson, closed_network, no_room_between, room_between, varying, NULL,
};
