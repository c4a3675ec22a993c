#include "measure.h"

#include <stdlib.h>

/* Twice as wide where the processor can; the same operations on each, so the same bits.  Not
 * under sanitizers, which are not ready when such functions are chosen. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) &&                            \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PL_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define PL_WIDE
#endif

PL_WIDE void pl_drive_to_all(const struct pl_plane *plane, struct pl_point here,
                             const double *restrict x_km, const double *restrict y_km,
                             double *restrict drive, size_t lanes) {
    const struct pl_plane p = *plane;
    for (size_t i = 0; i < lanes * PL_LANES; i++) {
        const double dx = here.x_km - x_km[i], dy = here.y_km - y_km[i];
        const double road = p.detour * sqrt(dx * dx + dy * dy);
        double minutes = p.minutes_at[0] + (road - p.start_km[0]) * p.minutes_per_km[0];
        for (int b = 1; b < PL_BANDS; b++) {
            const double further = p.minutes_at[b] + (road - p.start_km[b]) * p.minutes_per_km[b];
            minutes = road > p.start_km[b] ? further : minutes;
        }
        minutes = (minutes + p.rounding) - p.rounding;
        drive[i] = road <= 0.0 ? 0.0 : minutes;
    }
}

PL_WIDE void pl_cost_of_all(const struct pl_list_rule *rule, double clock, double end,
                            const struct pl_columns *at, size_t first, size_t lanes) {
    const double *restrict drive = at->drive + first, *restrict open = at->open + first;
    const double *restrict close = at->close + first, *restrict minutes = at->minutes + first;
    const double *restrict before = at->before + first;
    double *restrict cost = at->cost + first;
    const struct pl_list_rule r = *rule;
    for (size_t i = 0; i < lanes * PL_LANES; i++) {
        cost[i] = pl_cost_after(&r, clock, end, drive[i], open[i], close[i], minutes[i], before[i]);
    }
}
