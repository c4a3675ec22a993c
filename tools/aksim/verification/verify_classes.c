/* Several classes of customers at one station. */
#include <math.h>

#include "verify_measures.h"

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

#define SHARING "Kleinrock 1967, doi:10.1145/321386.321388"

/* A stay is in proportion to the service, of whatever distribution. */
static void sharing(struct verify_case *c) {
    *c = (struct verify_case){
        .name = "M/G/1, processor sharing, services of two kinds",
        .setting = {POISSON("class1", 0.5), POISSON("class2", 0.25),
                    "station1.discipline=processor_sharing",
                    "class1.service.station1=constant(0.6)",
                    "class2.service.station1=uniform(0, 2.4)"},
        .minutes = 45000,
        .warmup_min = 1000,
        .measure = {system_in("class1", 0.6 / 0.4, SHARING),
                    system_in("class2", 1.2 / 0.4, SHARING),
                    wait_in("class2", 1.2 / 0.4 - 1.2, SHARING), use_in("station1", 0.6, SHARING)},
    };
}

/* As many there as in M/M/2/6, whatever the services. */
static void sharing_servers(struct verify_case *c) {
    const struct birth_death_values exact =
        theory_birth_death((struct birth_death){.lambda = 1.6, .mu = 1, .servers = 2, .room = 4});
    static const char source[] = SHARING "; insensitive: Kelly 1979";
    *c = (struct verify_case){
        .name = "M/G/2/6, processor sharing, hyperexponential services",
        .setting = {POISSON("class1", 1.6), "station1.servers=2", "station1.waiting_room=4",
                    "station1.discipline=processor_sharing",
                    "station1.service=hyperexponential(0.8, 0.5, 3)"},
        .minutes = 20000,
        .warmup_min = 500,
        .measure = {present_in("all", exact.present, source), balked_is(exact.balked, source),
                    busy_is(exact.busy, source), queue_is(exact.queue, source)},
    };
}

static void polling(struct verify_case *c) {
    static const char source[] = "Takagi 1988, doi:10.1145/62058.62059";
    const double classes = 3, lambda = 0.2, square = 2, load = 0.6, between = 0.5;
    const double wait = (classes * lambda * square + between * (classes - load)) / (2 * (1 - load));
    *c = (struct verify_case){
        .name = "polling, three classes alike, half a minute between",
        .setting = {POISSON("class1", 0.2), POISSON("class2", 0.2), POISSON("class3", 0.2),
                    "station1.discipline=polling", "station1.switch_time=constant(0.5)"},
        .minutes = 60000,
        .warmup_min = 1000,
        .measure = {wait_is(wait, source), wait_in("class2", wait, source),
                    use_in("station1", load, source)},
    };
}

const verify_case_maker verify_classes[] = {
    polling,     priority,   priority_servers, accumulating, preemptive,      own_services,
    two_servers, begun_anew, one_queue,        sharing,      sharing_servers, NULL,
};
