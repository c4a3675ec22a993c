#include "parameters.h"

#include <math.h>

#define STATION_NAME(n) "station" #n,
#define CLASS_NAME(n) "class" #n,
const char *const network_station_names[] = {NETWORK_NUMBERS_TO_24(STATION_NAME) NULL};
const char *const network_class_names[] = {NETWORK_NUMBERS_TO_8(CLASS_NAME) NULL};

#define FOREVER ((double)INFINITY)

static const struct des_param run_table[] = {
    DES_REAL(struct network_run, warmup, "d", 1.0, 0.0, 36500.0,
             "assumed: many times the relaxation time of a moderate load", DES_GRADE_D,
             "days that are simulated before the observed period, from an empty network"),
    DES_REAL(struct network_run, length_min, "min", 0.0, 0.0, 1e9,
             "assumed: the scenario's days say it", DES_GRADE_D,
             "length of the observed period; 0: the days of the scenario"),
    {0},
};

static const char *const disciplines[] = {"fifo",
                                          "lifo",
                                          "random",
                                          "shortest_first",
                                          "priority",
                                          "accumulating",
                                          "processor_sharing",
                                          "polling",
                                          "preemptive_lifo",
                                          "preemptive_resume",
                                          "preemptive_repeat",
                                          NULL};
static const char *const shift_end[] = {"finish", "hand_over", NULL};
static const char *const when_full[] = {"leave", "block", NULL};

static const struct des_param station_table[] = {
    DES_TEXT(struct network_station, name, "", "the scenario", DES_GRADE_D,
             "what the station is, for the reader"),
    DES_DIST(struct network_station, service, "min", 0, FOREVER,
             "assumed: the unit of time of textbooks", DES_GRADE_D,
             "time that a service takes, of classes that do not say their own", EXPONENTIAL, 1.0),
    DES_INT(struct network_station, servers, "1", 1, -1, 1000000, "assumed: the smallest station",
            DES_GRADE_D, "identical servers; -1: nobody ever waits"),
    DES_TEXT(struct network_station, shifts, "", "assumed: the same number all day", DES_GRADE_D,
             "servers by time of day, every day: \"07:00 3, 15:00 2, 22:30 1\"; empty: `servers` "
             "all day"),
    DES_CHOICE(struct network_station, shift_end, shift_end, NETWORK_FINISH,
               "assumed: nobody leaves in the middle of a service", DES_GRADE_D,
               "when `shifts` take servers away, services under way are finished first, or handed "
               "over: those who came last wait, and are resumed (begun anew: preemptive_repeat)"),
    DES_REAL(struct network_station, wait_target, "min", 0.0, 0.0, 1e9, "assumed: no waiting",
             DES_GRADE_D, "wait to aim at: `service_level` counts the services begun within it"),
    DES_INT(struct network_station, waiting_room, "1", -1, -1, 1000000000,
            "assumed: nobody is turned away", DES_GRADE_D,
            "customers that may wait; -1 is no limit, 0 is a loss system"),
    DES_CHOICE(struct network_station, when_full, when_full, NETWORK_LEAVE,
               "assumed: as at a telephone exchange", DES_GRADE_D,
               "leave: who finds the waiting room full goes away, however urgent; block: who comes "
               "from another station stays on the server there until there is room, but takes no "
               "share where servers are shared (stations that are full in a circle wait for one "
               "another for ever, and the run ends with their names); who comes from outside goes "
               "away"),
    DES_CHOICE(
        struct network_station, discipline, disciplines, NETWORK_FIFO,
        "assumed: the order of arrival", DES_GRADE_D,
        "who is served next: the first, the last, or any of those who wait; who needs the "
        "shortest service; the class with the lowest `priority`; accumulating: who has the "
        "highest `urgency_rate` x minutes waited - `priority` (Kleinrock 1964); "
        "processor_sharing: all at once, at equal shares of the servers and one at most "
        "each, and what the stay is longer than the service is the wait (Kleinrock 1967); "
        "polling: one server goes round the classes by number, stays at each until nobody of "
        "it waits and takes `switch_time` to the next (Takagi 1988); "
        "preemptive: "
        "the last to come, or the class with the lowest `priority`, interrupts a service, "
        "which is later resumed, or begun anew with the same length (repeat)"),
    DES_DIST(struct network_station, switch_time, "min", 0, FOREVER, "assumed: no time on the way",
             DES_GRADE_D,
             "time of the server from one class to the next, with discipline polling; of 0: it "
             "rests where it is while nobody is there",
             CONSTANT, 0.0),
    {0},
};

static const char *const arrivals[] = {
    "none", "poisson", "renewal", "varying", "varying_as_published", "population", NULL};

/* A distribution that a scenario may leave out. */
#define OPTIONAL_DIST(field_, unit_, set_, source_, meaning_)                                      \
    {                                                                                              \
        .key = #field_, .offset = offsetof(struct network_class, field_), .type = DES_TYPE_DIST,   \
        .unit = unit_, .low = -1, .high = FOREVER, .dist = {DES_DIST_CONSTANT, {-1}}, .set = set_, \
        .source = source_, .grade = DES_GRADE_D, .meaning = meaning_                               \
    }

static const struct des_param class_table[] = {
    DES_TEXT(struct network_class, name, "", "the scenario", DES_GRADE_D,
             "who the customers are, for the reader"),
    DES_CHOICE(struct network_class, arrivals, arrivals, NETWORK_NO_ARRIVALS, "the scenario",
               DES_GRADE_D,
               "how customers come: at `arrival_rate`; `between_arrivals`; by `rates_per_h` "
               "(exactly, or with the rate held from one arrival to the next as some published "
               "models do); or a `population` that comes back"),
    DES_REAL(struct network_class, arrival_rate, "1/min", 0.8, 1e-9, 1e6,
             "assumed: a common textbook load", DES_GRADE_D, "arrivals of a Poisson process"),
    DES_DIST(struct network_class, between_arrivals, "min", 0, FOREVER,
             "assumed: a common textbook load", DES_GRADE_D,
             "time between arrivals of a renewal "
             "process",
             EXPONENTIAL, 1.25),
    DES_TEXT(struct network_class, rates_per_h, "", "the scenario", DES_GRADE_D,
             "arrivals per hour in successive steps from time 0, then from the first again: "
             "\"2.5, 4, 8\""),
    DES_REAL(struct network_class, rate_step, "min", 60.0, 1e-3, 1e6, "assumed: by the hour",
             DES_GRADE_D, "length of a step of `rates_per_h`"),
    DES_DIST(struct network_class, batch, "1", 0, FOREVER, "assumed: one at a time", DES_GRADE_D,
             "customers that come with one arrival, rounded to a whole number", CONSTANT, 1.0),
    DES_INT(struct network_class, population, "1", 1, 1, 10000000, "assumed: the smallest",
            DES_GRADE_D, "customers of a population: at time away, then on the route, then away"),
    DES_DIST(struct network_class, away, "min", 0, FOREVER,
             "assumed: the unit of time of textbooks", DES_GRADE_D,
             "time that one of a population is away before it comes; constant 0: a closed network",
             EXPONENTIAL, 1.0),
    DES_TEXT(struct network_class, route, "station1", "assumed: one station", DES_GRADE_D,
             "a sequence \"station1 > station2 0.6 | station3 > station4\" or a table \"in: "
             "station1; station1: station2 0.5 | class2 0.1\"; what is left of 1 leaves, a choice "
             "without a number takes what is left; a class goes on as that class"),
    DES_INT(struct network_class, priority, "1", 0, -1000000, 1000000, "assumed: all alike",
            DES_GRADE_D, "lower is served first where the discipline asks for it"),
    DES_REAL(struct network_class, urgency_rate, "1/min", 1.0, 0.0, 1e6, "assumed: all alike",
             DES_GRADE_D, "how fast those who wait become urgent, with discipline accumulating"),
    DES_TEXT(struct network_class, joins, "", "assumed: nobody is put off", DES_GRADE_D,
             "chance to stay when 0, 1, 2 ... others are at the station, waiting or served, and "
             "else to balk: \"1, 1, 0.5, 0\", the last for all beyond; empty: always"),
    OPTIONAL_DIST(patience, "min", NULL, "assumed: nobody gives up",
                  "time after which a customer who still waits for a service to begin gives up, at "
                  "each station anew; constant -1: never"),
    OPTIONAL_DIST(retry, "min", NULL, "assumed: nobody comes again",
                  "time after which a customer who was turned away, by a full waiting room or by "
                  "`joins`, tries the station again; constant -1: never"),
    OPTIONAL_DIST(service, "min", network_station_names, "assumed: all classes alike",
                  "time that a service takes for this class; constant -1: as the station says"),
    {0},
};

#define STATION_GROUP(n)                                                                           \
    {"station" #n, station_table, sizeof(struct network_station), "a station of the network"},
#define CLASS_GROUP(n)                                                                             \
    {"class" #n, class_table, sizeof(struct network_class),                                        \
     "a class of customers: how they come, where they go, what they need"},
const struct des_param_group network_groups[NETWORK_GROUPS] = {
    {"run", run_table, sizeof(struct network_run), "what is observed"},
    NETWORK_NUMBERS_TO_24(STATION_GROUP) NETWORK_NUMBERS_TO_8(CLASS_GROUP)};

void network_parameters_fill(const struct des_values *values, struct network_parameters *p) {
    des_values_fill(values, 0, &p->run);
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        des_values_fill(values, 1 + s, &p->station[s]);
    }
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        des_values_fill(values, 1 + NETWORK_STATIONS + c, &p->class_[c]);
    }
}
