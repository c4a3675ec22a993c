/* engine/stats/precision.c - how many replications are enough. */
#include "des/output.h"

#include <math.h>

#include "interval.h"

static bool narrow(const struct des_precision *precision, const struct des_tally *x,
                   const struct des_tally *reference) {
    struct des_interval interval = desi_interval_of_tally(x, precision->confidence);
    double relative = precision->relative * fabs(reference->mean);
    return interval.half_width <= fmax(precision->absolute, relative);
}

static size_t ahead_of(const struct des_precision *precision, size_t n) {
    return n < 100 ? precision->look_ahead : precision->look_ahead * n / 100;
}

/* The first place from which on every prefix is narrow is kept until one is not. */
struct des_stop des_precision_reached(const struct des_precision *precision, const double *x,
                                      const double *reference, size_t n) {
    struct des_tally values, means;
    des_tally_init(&values);
    des_tally_init(&means);
    size_t first = 0;
    for (size_t i = 1; i <= n && i <= precision->n_max; i++) {
        des_tally_add(&values, x[i - 1]);
        des_tally_add(&means, reference != NULL ? reference[i - 1] : x[i - 1]);
        if (i < 2 || i < precision->n_min || !narrow(precision, &values, &means)) {
            first = 0;
            continue;
        }
        first = first > 0 ? first : i;
        if (i - first >= ahead_of(precision, first)) {
            return (struct des_stop){DES_STOP_PRECISE, first};
        }
    }
    bool capped = n >= precision->n_max;
    return capped ? (struct des_stop){DES_STOP_CAPPED, precision->n_max}
                  : (struct des_stop){DES_STOP_NOT_YET, 0};
}
