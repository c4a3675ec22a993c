/* models/network/ledger.h - what happened, by station and class.
 *
 * Each event is written once, in the cell of its station and class; the strata
 * of the results are sums of cells, in a fixed order. */
#ifndef NETWORK_LEDGER_H
#define NETWORK_LEDGER_H

#include "des/model.h"
#include "des/stats.h"
#include "parameters.h"

enum network_total {
    NETWORK_ARRIVALS,
    NETWORK_LEFT,
    NETWORK_SYSTEM,
    NETWORK_VISITS,
    NETWORK_BALKED,
    NETWORK_RENEGED,
    NETWORK_SERVED,
    NETWORK_WAITED,
    NETWORK_IN_TIME,
    NETWORK_WAIT,
    NETWORK_COMPLETED,
    NETWORK_STAY,
    NETWORK_COUNTED, /* those above are counted, those below integrated */
    NETWORK_QUEUE = NETWORK_COUNTED,
    NETWORK_BUSY,
    NETWORK_BLOCKED,
    NETWORK_PRESENT,
    NETWORK_CAPACITY,
    NETWORK_OBSERVED,
    NETWORK_TOTALS
};
enum network_level { NETWORK_WAITING, NETWORK_SERVING, NETWORK_HELD, NETWORK_LEVELS };

enum { NETWORK_OUTCOMES = 14 };
/* All; each station; each class; each class at each station. */
enum {
    NETWORK_FIRST_STATION = 1,
    NETWORK_FIRST_CLASS = NETWORK_FIRST_STATION + NETWORK_STATIONS,
    NETWORK_FIRST_CELL = NETWORK_FIRST_CLASS + NETWORK_CLASSES,
    NETWORK_STRATA = NETWORK_FIRST_CELL + NETWORK_STATIONS * NETWORK_CLASSES
};
extern const struct des_total network_totals[NETWORK_TOTALS];
extern const struct des_outcome network_outcomes[NETWORK_OUTCOMES];
extern const char *const network_strata[NETWORK_STRATA];

/* Arrivals and departures of the network as a whole are no station's. */
enum { NETWORK_OUTSIDE = NETWORK_STATIONS };

struct network_cell {
    struct des_sum sum[NETWORK_COUNTED];
    struct des_timed level[NETWORK_LEVELS];
};
struct network_ledger {
    struct network_cell cell[NETWORK_STATIONS + 1][NETWORK_CLASSES];
    struct des_timed capacity[NETWORK_STATIONS]; /* servers; 0 where there is no limit */
    double since;
};

void network_ledger_init(struct network_ledger *ledger, double now);
/* Begins the observed period. */
void network_ledger_reset(struct network_ledger *ledger, double now);

static inline void network_ledger_add(struct network_ledger *ledger, unsigned station,
                                      unsigned class_, enum network_total total, double amount) {
    des_sum_add(&ledger->cell[station][class_].sum[total], amount);
}
/* One more of what is counted: exact without compensation. */
static inline void network_ledger_count(struct network_ledger *ledger, unsigned station,
                                        unsigned class_, enum network_total total) {
    ledger->cell[station][class_].sum[total].sum += 1;
}
void network_ledger_step(struct network_ledger *ledger, unsigned station, unsigned class_,
                         enum network_level level, double now, double step);
void network_ledger_set(struct network_ledger *ledger, unsigned station, unsigned class_,
                        enum network_level level, double now, double value);

/* totals[stratum * NETWORK_TOTALS + total], zeroed; strata of stations that a class, or any
 * class, never visits stay so. */
void network_ledger_write(const struct network_ledger *ledger,
                          const bool (*may_visit)[NETWORK_CLASSES], double now, double *totals);

#endif
