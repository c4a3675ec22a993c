/* engine/random/arrivals.c - Poisson arrivals of a varying rate, by thinning. */
#include "des/arrivals.h"

#include <math.h>

static double rate_at(const void *context, double time) {
    return des_rate_table_at(context, time);
}

enum des_status des_rate_of_table(const struct des_rate_table *table, struct des_rate *rate,
                                  struct des_error *error) {
    double highest = 0.0;
    for (size_t i = 0; i < table->count; i++) {
        if (!isfinite(table->rate[i]) || table->rate[i] < 0.0) {
            return des_fail(error, DES_ERANGE, "A rate must be 0 or more, not %g.", table->rate[i]);
        }
        highest = fmax(highest, table->rate[i]);
    }
    if (!(highest > 0.0) || !(table->width > 0.0) || !isfinite(table->width) ||
        !isfinite(table->start)) {
        return des_fail(error, DES_ERANGE,
                        "A table of rates needs a width and a rate that are above 0.");
    }
    *rate = (struct des_rate){rate_at, table, highest};
    return DES_OK;
}

double des_rate_table_at(const struct des_rate_table *table, double time) {
    double step = floor((time - table->start) / table->width), count = (double)table->count;
    if (table->cyclic) {
        step -= count * floor(step / count);
    }
    return step >= 0.0 && step < count ? table->rate[(size_t)step] : 0.0;
}

double des_arrival_after(const struct des_rate *rate, double now, double until,
                         struct des_stream *stream) {
    double time = now, mean = 1.0 / rate->highest;
    for (;;) {
        time += des_exponential_from(des_stream_word(stream), mean);
        if (!(time <= until)) {
            return INFINITY;
        }
        if (des_stream_uniform(stream) * rate->highest < rate->at(rate->context, time)) {
            return time;
        }
    }
}
