#include "des/stats.h"

#include <math.h>

void des_timed_init(struct des_timed *timed, double now, double level) {
    *timed = (struct des_timed){.start = now, .last = now, .level = level, .max = level};
}

/* The integral from the start to `now`, at the level since the last change. */
static struct des_sum integral_to(const struct des_timed *timed, double now) {
    struct des_sum sum = {timed->integral, timed->compensation};
    des_sum_add(&sum, timed->level * (now - timed->last));
    return sum;
}

void des_timed_set(struct des_timed *timed, double now, double level) {
    struct des_sum sum = integral_to(timed, now);
    timed->integral = sum.sum;
    timed->compensation = sum.compensation;
    timed->last = now;
    timed->level = level;
    if (level > timed->max) {
        timed->max = level;
    }
}

void des_timed_reset(struct des_timed *timed, double now) {
    des_timed_init(timed, now, timed->level);
}

double des_timed_mean(const struct des_timed *timed, double now) {
    if (!(now > timed->start)) {
        return (double)NAN;
    }
    struct des_sum sum = integral_to(timed, now);
    return des_sum_total(&sum) / (now - timed->start);
}
