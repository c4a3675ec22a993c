#include "des/stats.h"

#include <math.h>

/* Neumaier's variant of Kahan's sum: the smaller of the two terms is the one
 * whose low bits get lost.  A. Neumaier, ZAMM 54 (1974), doi:10.1002/zamm.19740540106 */
void des_sum_add(struct des_sum *sum, double x) {
    double total = sum->sum + x;
    if (fabs(sum->sum) >= fabs(x)) {
        sum->compensation += (sum->sum - total) + x;
    } else {
        sum->compensation += (x - total) + sum->sum;
    }
    sum->sum = total;
}

/* An infinite sum has no lost bits, only inf - inf in its compensation. */
double des_sum_total(const struct des_sum *sum) {
    return isfinite(sum->sum) ? sum->sum + sum->compensation : sum->sum;
}
