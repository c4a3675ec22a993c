/* engine/stats/information.c - which arm is best, and what it is worth to know. */
#include "des/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "resample.h"

enum { RESAMPLES = 200 };

static double highest(const double *row, size_t arms) {
    double best = row[0];
    for (size_t a = 1; a < arms; a++) {
        best = row[a] > best ? row[a] : best;
    }
    return best;
}

void des_probability_best(const double *benefit, size_t n, size_t arms, double *share) {
    for (size_t a = 0; a < arms; a++) {
        share[a] = 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        const double *row = benefit + i * arms;
        double best = highest(row, arms), equals = 0.0;
        for (size_t a = 0; a < arms; a++) {
            equals += row[a] >= best;
        }
        for (size_t a = 0; a < arms; a++) {
            share[a] += row[a] >= best ? 1.0 / (equals * (double)n) : 0.0;
        }
    }
}

/* Of expected benefits beside the first arm's: mean of the best less the best of the means. */
static double value_of(const double *expected, size_t arms, size_t n, const uint32_t *weight,
                       double *means) {
    double best = 0.0;
    for (size_t a = 0; a < arms; a++) {
        means[a] = 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        double w = weight == NULL ? 1.0 : (double)weight[i];
        best += w * highest(expected + i * arms, arms);
        for (size_t a = 0; a < arms; a++) {
            means[a] += w * expected[i * arms + a];
        }
    }
    double gain = (best - highest(means, arms)) / (double)n;
    return gain > 0.0 ? gain : 0.0;
}

struct room {
    double *expected; /* n x arms */
    double *beside, *fitted;
    double *means, *kept;
    uint32_t *weight;
};

static enum des_status expect(const double *benefit, size_t arms, const double *x, size_t n,
                              size_t factors, const bool *use, struct room *room) {
    for (size_t a = 1; a < arms; a++) {
        for (size_t i = 0; i < n; i++) {
            room->beside[i] = benefit[i * arms + a] - benefit[i * arms];
        }
        enum des_status status = des_smooth(x, room->beside, n, factors, use, room->fitted, NULL);
        if (status != DES_OK) {
            return status;
        }
        for (size_t i = 0; i < n; i++) {
            room->expected[i * arms + a] = room->fitted[i];
        }
    }
    return DES_OK;
}

enum des_status des_value_of_information(const double *benefit, size_t arms, const double *x,
                                         size_t n, size_t factors, const bool *use, uint64_t seed,
                                         struct des_bounded *value) {
    if (n < 10 || arms < 2) {
        return DES_ERANGE;
    }
    struct room room = {calloc(n * arms, sizeof(double)),  calloc(n, sizeof(double)),
                        calloc(n, sizeof(double)),         calloc(arms, sizeof(double)),
                        calloc(RESAMPLES, sizeof(double)), calloc(n, sizeof(uint32_t))};
    enum des_status status = DES_ENOMEM;
    if (room.expected != NULL && room.beside != NULL && room.fitted != NULL && room.means != NULL &&
        room.kept != NULL && room.weight != NULL) {
        status = expect(benefit, arms, x, n, factors, use, &room);
    }
    if (status == DES_OK) {
        for (size_t r = 0; r < RESAMPLES; r++) {
            desi_resample(seed, r, room.weight, n);
            room.kept[r] = value_of(room.expected, arms, n, room.weight, room.means);
        }
        *value = desi_percentiles(value_of(room.expected, arms, n, NULL, room.means), room.kept,
                                  RESAMPLES);
    }
    free(room.expected);
    free(room.beside);
    free(room.fitted);
    free(room.means);
    free(room.kept);
    free(room.weight);
    return status;
}
