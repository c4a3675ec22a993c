/* engine/random/semi_markov.c - states that are stayed in for a while. */
#include "des/arrivals.h"

#include <math.h>

static enum des_status check_way(const struct des_semi_markov *chain, size_t way,
                                 struct des_error *error) {
    if (!(chain->chance[way] >= 0.0)) {
        return des_fail(error, DES_ERANGE, "The chance of a next state must be 0 or more, not %g.",
                        chain->chance[way]);
    }
    if (chain->chance[way] == 0.0) {
        return DES_OK;
    }
    enum des_status status = des_dist_check(&chain->stay[way], error);
    if (status == DES_OK && des_dist_low(&chain->stay[way]) < 0.0) {
        return des_fail(error, DES_ERANGE, "A stay of the %s distribution may be negative.",
                        des_dist_info(chain->stay[way].kind)->name);
    }
    return status;
}

enum des_status des_semi_markov_check(const struct des_semi_markov *chain,
                                      struct des_error *error) {
    if (chain->states == 0) {
        return des_fail(error, DES_ERANGE, "There is no state.");
    }
    for (size_t i = 0; i < chain->states; i++) {
        double total = 0.0;
        for (size_t j = 0; j < chain->states; j++) {
            enum des_status status = check_way(chain, i * chain->states + j, error);
            if (status != DES_OK) {
                return status;
            }
            total += chain->chance[i * chain->states + j];
        }
        if (total != 0.0 && !(fabs(total - 1.0) <= 1e-9)) {
            return des_fail(error, DES_ERANGE,
                            "The chances of the states after a state must sum to 1, not %g.",
                            total);
        }
    }
    return DES_OK;
}

static bool left_at_all(const double *chance, size_t states) {
    for (size_t j = 0; j < states; j++) {
        if (chance[j] > 0.0) {
            return true;
        }
    }
    return false;
}

double des_semi_markov_step(const struct des_semi_markov *chain, size_t state,
                            struct des_stream *stream, size_t *next) {
    const double *chance = chain->chance + state * chain->states;
    *next = state;
    if (!left_at_all(chance, chain->states)) {
        return INFINITY;
    }
    double u = des_stream_uniform(stream), sum = 0.0;
    for (size_t j = 0; j < chain->states; j++) {
        if (chance[j] > 0.0) { /* the last of these takes what rounding leaves */
            *next = j;
            sum += chance[j];
            if (u < sum) {
                break;
            }
        }
    }
    return des_dist_draw(&chain->stay[state * chain->states + *next], stream);
}
