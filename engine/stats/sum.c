#include "des/stats.h"

#include <math.h>

#include "running.h"

void des_sum_add(struct des_sum *sum, double x) {
    desi_sum_add(sum, x);
}

/* An infinite sum has no lost bits, only inf - inf in its compensation. */
double des_sum_total(const struct des_sum *sum) {
    return isfinite(sum->sum) ? sum->sum + sum->compensation : sum->sum;
}
