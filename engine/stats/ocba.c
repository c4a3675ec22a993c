/* engine/stats/ocba.c - a budget of runs spent where it tells most. */
#include "des/compare.h"

#include <math.h>

static bool sound(const double *mean, const double *sd, size_t arms) {
    for (size_t i = 0; i < arms; i++) {
        if (!isfinite(mean[i]) || !isfinite(sd[i]) || sd[i] < 0.0) {
            return false;
        }
    }
    return arms >= 2;
}

static size_t best_of(const double *mean, size_t arms, bool smallest) {
    size_t best = 0;
    for (size_t i = 1; i < arms; i++) {
        if (smallest ? mean[i] < mean[best] : mean[i] > mean[best]) {
            best = i;
        }
    }
    return best;
}

/* Of an arm that is not the best: (sd / distance)^2.  The best gets sd sqrt(sum of
 * weight^2 / sd^2), written so that nothing is divided by an sd. */
static double weigh(const double *mean, const double *sd, size_t arms, size_t best,
                    double indifference, double *weight) {
    double squares = 0.0, total = 0.0;
    for (size_t i = 0; i < arms; i++) {
        if (i == best) {
            continue;
        }
        double distance = fmax(fabs(mean[i] - mean[best]), indifference);
        double ratio = sd[i] / distance;
        weight[i] = ratio * ratio;
        squares += weight[i] / (distance * distance);
        total += weight[i];
    }
    weight[best] = sd[best] * sqrt(squares);
    return total + weight[best];
}

enum des_status des_ocba_shares(const double *mean, const double *sd, size_t arms, bool smallest,
                                double indifference, double *share) {
    if (!sound(mean, sd, arms) || !(indifference > 0.0)) {
        return DES_ERANGE;
    }
    double total = weigh(mean, sd, arms, best_of(mean, arms, smallest), indifference, share);
    for (size_t i = 0; i < arms; i++) {
        share[i] = total > 0.0 ? share[i] / total : 1.0 / (double)arms;
    }
    return DES_OK;
}

/* One run at a time to the arm that is most behind; the earlier of equals. */
void des_ocba_next(const double *share, const size_t *done, size_t arms, size_t extra,
                   size_t *add) {
    double total = (double)extra;
    for (size_t i = 0; i < arms; i++) {
        total += (double)done[i];
        add[i] = 0;
    }
    for (size_t run = 0; run < extra; run++) {
        size_t most = 0;
        double behind = -(double)INFINITY;
        for (size_t i = 0; i < arms; i++) {
            double lack = share[i] * total - (double)(done[i] + add[i]);
            if (lack > behind) {
                behind = lack;
                most = i;
            }
        }
        add[most]++;
    }
}
