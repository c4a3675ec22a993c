#include "measure.h"

#include <stdint.h>
#include <string.h>

/* Twice as wide where the processor can, and by its masks; the same operations on each, so the
 * same bits.  Not under sanitizers, which are not ready when such functions are chosen. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) &&                            \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && __GNUC__ >= 12
#define PL_WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define PL_WIDE
#endif
/* All are inlined: how they would be called does not matter (-Wno-psabi). */
#define PL_INLINE static inline __attribute__((always_inline))

/* One number for each of PL_LANES visits; of a comparison: all bits, or none. */
typedef double numbers __attribute__((vector_size(PL_LANES * sizeof(double))));
typedef int64_t masks __attribute__((vector_size(PL_LANES * sizeof(int64_t))));

PL_INLINE numbers at(const double *column, size_t lane) {
    numbers read;
    memcpy(&read, column + lane * PL_LANES, sizeof read);
    return read;
}

PL_INLINE void put(double *column, size_t lane, numbers written) {
    memcpy(column + lane * PL_LANES, &written, sizeof written);
}

PL_INLINE numbers either(masks first, numbers a, numbers b) {
    return (numbers)(((masks)a & first) | ((masks)b & ~first));
}

/* 0 elsewhere. */
PL_INLINE numbers where(masks here, numbers a) {
    return (numbers)((masks)a & here);
}

PL_INLINE numbers root(numbers square) {
    for (size_t i = 0; i < PL_LANES; i++) {
        square[i] = sqrt(square[i]);
    }
    return square;
}

PL_INLINE numbers every(double number) {
    return (numbers){number, number, number, number};
}

/* pl_travel() to each of these points. */
PL_INLINE numbers drive_to(const struct pl_plane *p, struct pl_point here,
                           const struct pl_columns *columns, size_t lane) {
    const numbers dx = here.x_km - at(columns->x_km, lane);
    const numbers dy = here.y_km - at(columns->y_km, lane);
    const numbers road = p->detour * root(dx * dx + dy * dy);
    numbers minutes = p->minutes_at[0] + (road - p->start_km[0]) * p->minutes_per_km[0];
    for (int b = 1; b < PL_BANDS; b++) {
        const numbers further = p->minutes_at[b] + (road - p->start_km[b]) * p->minutes_per_km[b];
        minutes = either(road > p->start_km[b], further, minutes);
    }
    minutes = (minutes + p->rounding) - p->rounding;
    return where(road > 0.0, minutes);
}

/* pl_cost_after() */
PL_INLINE numbers cost_after(const struct pl_list_rule *rule, const struct pl_seeker *seeker,
                             const struct pl_columns *columns, size_t lane, numbers drive) {
    const numbers arrival = seeker->clock + drive;
    const numbers early = at(columns->open, lane) - arrival;
    const numbers wait = where(early > 0.0, early);
    const numbers left = seeker->end - (arrival + wait + at(columns->minutes, lane));
    const numbers slack = at(columns->close, lane) - arrival, little = 90.0 - left;
    const numbers all = at(columns->before, lane) + drive + rule->wait * wait +
                        rule->slack * either(slack > -120.0, slack, every(-120.0)) -
                        rule->end * where(little > 0.0, little);
    return either(left < (rule->ends_in_time ? 0.0 : -INFINITY), every(INFINITY), all);
}

/* What it costs that she comes and not another. */
PL_INLINE numbers fit_of(const struct pl_problem *problem, const struct pl_seeker *seeker,
                         const struct pl_columns *columns, size_t lane) {
    const numbers kind = at(columns->kind, lane);
    numbers fit = every(INFINITY), number = every(0.0);
    for (size_t k = 0; k < problem->kinds; k++, number += 1.0) {
        fit = either(kind == number, every(seeker->fit[k]), fit);
    }
    return fit;
}

PL_INLINE numbers unusual(const struct pl_problem *problem, const struct pl_seeker *seeker,
                          const struct pl_columns *columns, size_t lane) {
    const numbers usual = at(columns->usual, lane);
    return where((usual >= 0.0) & (usual != (double)seeker->worker),
                 every(problem->weights.unusual));
}

struct best {
    numbers cost, visit, place;
};

/* In each lane the better of two, the lower visit among equals. */
PL_INLINE struct best better_of(struct best a, struct best b) {
    const masks is_b = (b.cost < a.cost) | ((b.cost == a.cost) & (b.visit < a.visit));
    return (struct best){either(is_b, b.cost, a.cost), either(is_b, b.visit, a.visit),
                         either(is_b, b.place, a.place)};
}

/* The best of the lanes: of the halves, then of the two that are left. */
PL_INLINE struct pl_found one_of(struct best best) {
#define LANES(from, ...)                                                                           \
    (struct best){__builtin_shufflevector(from.cost, from.cost, __VA_ARGS__),                      \
                  __builtin_shufflevector(from.visit, from.visit, __VA_ARGS__),                    \
                  __builtin_shufflevector(from.place, from.place, __VA_ARGS__)}
    best = better_of(best, LANES(best, 2, 3, 0, 1));
    best = better_of(best, LANES(best, 1, 0, 3, 2));
#undef LANES
    return (struct pl_found){best.cost[0], (size_t)(int64_t)best.place[0], best.visit[0]};
}

PL_WIDE struct pl_found pl_cheapest(const struct pl_problem *problem,
                                    const struct pl_list_rule *rule, const struct pl_seeker *seeker,
                                    double last, const struct pl_columns *columns, size_t lanes) {
    const struct pl_plane *plane = problem->matrix ? NULL : problem->plane;
    const struct pl_point here =
        problem->matrix ? (struct pl_point){0.0, 0.0} : problem->point[seeker->place];
    const struct pl_list_rule r = *rule;
    const struct pl_seeker who = *seeker;
    struct best best = {every(INFINITY), every(INFINITY), every(0.0)};
    numbers place = {0.0, 1.0, 2.0, 3.0};
    for (size_t lane = 0; lane < lanes; lane++, place += (double)PL_LANES) {
        if (plane) {
            put(columns->drive, lane, drive_to(plane, here, columns, lane));
        }
        const numbers visit = at(columns->visit, lane);
        const numbers all = cost_after(&r, &who, columns, lane, at(columns->drive, lane)) +
                            fit_of(problem, &who, columns, lane) +
                            unusual(problem, &who, columns, lane);
        const numbers cost = either(visit > last, every(INFINITY), all);
        best = better_of(best, (struct best){cost, visit, place});
    }
    return one_of(best);
}
