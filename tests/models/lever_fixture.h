/* tests/models/lever_fixture.h - runs of a small rural place with levers. */
#ifndef LEVER_FIXTURE_H
#define LEVER_FIXTURE_H

#include "arm_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define L "arm.levers."

static const char *const rural[] = {SMALL_RURAL, "calendar.warm_up_days=28",
                                    "calendar.start=2024-07-01", NULL};

static inline struct run *run_in(void **state, const char *const *sets, const char *const *arm,
                                 int64_t days, uint64_t replicate) {
    return run_world(*state, &(struct run_wish){.sets = sets,
                                                .arm = arm,
                                                .days = days,
                                                .seed = 21,
                                                .replicate = replicate,
                                                .trace = DES_TRACE_FULL});
}

/* Two arms in the rural place are one run, to the last bit. */
static inline bool same_of(void **state, const char *const *arm, const char *const *other,
                           int64_t days) {
    struct run *a = run_in(state, rural, arm, days, 0), *b = run_in(state, rural, other, days, 0);
    bool same = same_run(a, b);
    free_run(a);
    free_run(b);
    return same;
}

struct sums {
    double total[HC_TOTALS];
};

/* Totals summed over `runs` replications of `days`. */
static inline struct sums sums_of(void **state, const char *const *sets, const char *const *arm,
                                  int64_t days, uint64_t runs) {
    struct sums sums = {{0}};
    for (uint64_t r = 0; r < runs; r++) {
        struct run *run = run_world(
            *state,
            &(struct run_wish){.sets = sets, .arm = arm, .days = days, .seed = 21, .replicate = r});
        for (int t = 0; t < HC_TOTALS; t++) {
            sums.total[t] += run->totals[t];
        }
        free_run(run);
    }
    return sums;
}

#endif
