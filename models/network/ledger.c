#include "ledger.h"

const struct des_total network_totals[NETWORK_TOTALS] = {
    [NETWORK_ARRIVALS] = {"arrivals", "1", "customers that came from outside; of no station"},
    [NETWORK_LEFT] = {"left", "1", "customers that reached the end of their route; of no station"},
    [NETWORK_SYSTEM] = {"system_min", "min", "from arrival to the end of the route, of those"},
    [NETWORK_VISITS] = {"visits", "1", "times that a customer came to a station"},
    [NETWORK_BALKED] = {"balked", "1",
                        "customers that left at once: the waiting room full, or by `joins`"},
    [NETWORK_RENEGED] = {"reneged", "1", "customers that waited, gave up and left"},
    [NETWORK_SERVED] = {"served", "1", "visits whose service began"},
    [NETWORK_WAITED] = {"waited", "1", "visits whose service did not begin at once"},
    [NETWORK_IN_TIME] = {"in_time", "1", "visits whose service began within the wait to aim at"},
    [NETWORK_WAIT] = {"wait_min", "min", "waiting of the visits whose service began"},
    [NETWORK_COMPLETED] = {"completed", "1", "visits that ended with service"},
    [NETWORK_STAY] = {"stay_min", "min", "from coming to the station to leaving it, of those"},
    [NETWORK_QUEUE] = {"queue_min", "min", "customers waiting, integrated over time"},
    [NETWORK_BUSY] = {"busy_min", "min", "time that servers were busy, all servers together"},
    [NETWORK_BLOCKED] = {"blocked_min", "min",
                         "time that servers held a customer who had no room "
                         "to go to, all servers together"},
    [NETWORK_PRESENT] = {"present_min", "min", "customers at stations, integrated over time"},
    [NETWORK_CAPACITY] = {"capacity_min", "min",
                          "time that servers were there, all together; of a class: at the stations "
                          "on its routes"},
    [NETWORK_OBSERVED] = {"observed_min", "min", "length of the observed period"},
};

const struct des_outcome network_outcomes[NETWORK_OUTCOMES] = {
    {"mean_wait", "min", "wait_min", "served", 1, DES_BETTER_LOW, "customers",
     "time from coming to a station to the start of service", true},
    {"share_waiting", "1", "waited", "served", 1, DES_BETTER_LOW, "customers",
     "share of services that did not begin at once", false},
    {"service_level", "1", "in_time", "served", 1, DES_BETTER_HIGH, "customers",
     "share of services that began within `wait_target`", false},
    {"mean_stay", "min", "stay_min", "completed", 1, DES_BETTER_LOW, "customers",
     "time from coming to a station to leaving it", false},
    {"mean_time_in_system", "min", "system_min", "left", 1, DES_BETTER_LOW, "customers",
     "time from arrival to the end of the route", true},
    {"share_balked", "1", "balked", "visits", 1, DES_BETTER_LOW, "customers",
     "share of visits turned away by a full waiting room, or by `joins`", true},
    {"share_reneged", "1", "reneged", "visits", 1, DES_BETTER_LOW, "customers",
     "share of visits that ended without service, for want of patience", true},
    {"throughput", "1/h", "left", "observed_min", 60, DES_BETTER_HIGH, "customers",
     "customers that reached the end of their route", true},
    {"visits_served", "1/h", "completed", "observed_min", 60, DES_BETTER_HIGH, "station",
     "visits that ended with service", false},
    {"mean_queue_length", "1", "queue_min", "observed_min", 1, DES_BETTER_LOW, "station",
     "customers waiting, mean over time", false},
    {"mean_busy", "1", "busy_min", "observed_min", 1, DES_BETTER_NEITHER, "station",
     "customers in service, mean over time", false},
    {"mean_present", "1", "present_min", "observed_min", 1, DES_BETTER_LOW, "station",
     "customers at a station, mean over time", false},
    {"use", "1", "busy_min", "capacity_min", 1, DES_BETTER_NEITHER, "station",
     "share of the servers' time that is spent serving", true},
    {"share_blocked", "1", "blocked_min", "capacity_min", 1, DES_BETTER_LOW, "station",
     "share of the servers' time spent with customers who have no room to go to", false},
};

#define STATION(n) "station" #n,
#define CLASS(n) "class" #n,
#define CELLS(n)                                                                                   \
    "station" #n ".class1", "station" #n ".class2", "station" #n ".class3",                        \
        "station" #n ".class4", "station" #n ".class5", "station" #n ".class6",                    \
        "station" #n ".class7", "station" #n ".class8",
const char *const network_strata[NETWORK_STRATA] = {
    "all", NETWORK_NUMBERS_TO_24(STATION) NETWORK_NUMBERS_TO_8(CLASS) NETWORK_NUMBERS_TO_24(CELLS)};

void network_ledger_init(struct network_ledger *ledger, double now) {
    *ledger = (struct network_ledger){.since = now};
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        des_timed_init(&ledger->capacity[s], now, 0);
        for (size_t c = 0; c < NETWORK_CLASSES; c++) {
            for (size_t l = 0; l < NETWORK_LEVELS; l++) {
                des_timed_init(&ledger->cell[s][c].level[l], now, 0);
            }
        }
    }
}

void network_ledger_reset(struct network_ledger *ledger, double now) {
    ledger->since = now;
    for (size_t s = 0; s <= NETWORK_STATIONS; s++) {
        for (size_t c = 0; c < NETWORK_CLASSES; c++) {
            for (size_t t = 0; t < NETWORK_COUNTED; t++) {
                ledger->cell[s][c].sum[t] = (struct des_sum){0};
            }
            for (size_t l = 0; s < NETWORK_STATIONS && l < NETWORK_LEVELS; l++) {
                des_timed_reset(&ledger->cell[s][c].level[l], now);
            }
        }
    }
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        des_timed_reset(&ledger->capacity[s], now);
    }
}

void network_ledger_step(struct network_ledger *ledger, unsigned station, unsigned class_,
                         enum network_level level, double now, double step) {
    struct des_timed *timed = &ledger->cell[station][class_].level[level];
    des_timed_set(timed, now, timed->level + step);
}

void network_ledger_set(struct network_ledger *ledger, unsigned station, unsigned class_,
                        enum network_level level, double now, double value) {
    des_timed_set(&ledger->cell[station][class_].level[level], now, value);
}

static double integral(const struct des_timed *timed, double now) {
    return now > timed->start ? des_timed_mean(timed, now) * (now - timed->start) : 0;
}

static void add_cell(const struct network_cell *cell, double now, double *row) {
    for (size_t t = 0; t < NETWORK_COUNTED; t++) {
        row[t] += des_sum_total(&cell->sum[t]);
    }
    const double waiting = integral(&cell->level[NETWORK_WAITING], now);
    const double serving = integral(&cell->level[NETWORK_SERVING], now);
    const double held = integral(&cell->level[NETWORK_HELD], now);
    row[NETWORK_QUEUE] += waiting;
    row[NETWORK_BUSY] += serving;
    row[NETWORK_BLOCKED] += held;
    row[NETWORK_PRESENT] += waiting + serving + held;
}

/* The rows that a class at a station belongs to. */
enum { ROWS = 4 };
static void find_rows(size_t station, size_t class_, double *totals, double **row) {
    const size_t strata[ROWS] = {0, NETWORK_FIRST_STATION + station, NETWORK_FIRST_CLASS + class_,
                                 NETWORK_FIRST_CELL + station * NETWORK_CLASSES + class_};
    for (size_t i = 0; i < ROWS; i++) {
        row[i] = totals + strata[i] * NETWORK_TOTALS;
    }
}

/* Those who come and leave are of their class, and of no station. */
static void write_outside(const struct network_ledger *ledger, double now, double *totals) {
    totals[NETWORK_OBSERVED] = now - ledger->since;
    for (size_t c = 0; c < NETWORK_CLASSES; c++) {
        const struct network_cell *cell = &ledger->cell[NETWORK_OUTSIDE][c];
        add_cell(cell, now, totals);
        add_cell(cell, now, totals + (NETWORK_FIRST_CLASS + c) * NETWORK_TOTALS);
    }
}

/* All classes together have the servers that each could have alone. */
static void write_servers(double capacity, double observed, bool is_first, double **row) {
    for (size_t i = 0; i < ROWS; i++) {
        row[i][NETWORK_OBSERVED] = observed;
    }
    row[0][NETWORK_CAPACITY] += is_first ? capacity : 0;
    row[1][NETWORK_CAPACITY] = row[3][NETWORK_CAPACITY] = capacity;
    row[2][NETWORK_CAPACITY] += capacity;
}

void network_ledger_write(const struct network_ledger *ledger,
                          const bool (*may_visit)[NETWORK_CLASSES], double now, double *totals) {
    write_outside(ledger, now, totals);
    for (size_t s = 0; s < NETWORK_STATIONS; s++) {
        const double capacity = integral(&ledger->capacity[s], now);
        bool is_first = true;
        for (size_t c = 0; c < NETWORK_CLASSES; c++) {
            if (!may_visit[s][c]) {
                continue;
            }
            double *row[ROWS];
            find_rows(s, c, totals, row);
            for (size_t i = 0; i < ROWS; i++) {
                add_cell(&ledger->cell[s][c], now, row[i]);
            }
            write_servers(capacity, now - ledger->since, is_first, row);
            is_first = false;
        }
    }
}
