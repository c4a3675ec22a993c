#include "des/stats.h"

#include <math.h>

#include "running.h"

void des_timed_init(struct des_timed *timed, double now, double level) {
    *timed = (struct des_timed){.start = now, .last = now, .level = level, .max = level};
}

void des_timed_set(struct des_timed *timed, double now, double level) {
    desi_timed_set(timed, now, level);
}

void des_timed_reset(struct des_timed *timed, double now) {
    des_timed_init(timed, now, timed->level);
}

double des_timed_mean(const struct des_timed *timed, double now) {
    if (!(now > timed->start)) {
        return (double)NAN;
    }
    struct des_sum sum = desi_timed_integral(timed, now);
    return des_sum_total(&sum) / (now - timed->start);
}
