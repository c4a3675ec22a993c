/* tests/models/invariants_fixture.h - runs in which what must be true of any run (MODEL section 9)
 * is looked for: their traces, and a look at each world at its end. */
#ifndef INVARIANTS_FIXTURE_H
#define INVARIANTS_FIXTURE_H

#include "world_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const rural[] = {SMALL_RURAL, "calendar.warm_up_days=28", NULL};
/* Hard pressed: gaps, hand-overs, overtime, many pairs, called-in own staff. */
static const char *const pressed[] = {SMALL_RURAL,
                                      "calendar.warm_up_days=0",
                                      "calendar.start=2024-06-03",
                                      "staff.slack=-0.3",
                                      "staff.cover_weekday=0.3",
                                      "staff.cover_weekend=0.3",
                                      "staff.rest_hours=14",
                                      "demand.two_carers=0.9",
                                      "care.expert_team.staffing.pulled=0.9",
                                      NULL};
static const char *const team[] = {"arm.model=expert_team", "arm.post=added", NULL};
static const char *const converted[] = {"arm.model=expert_team", "arm.post=converted", NULL};
static const char *const gp_team[] = {"arm.model=gp_team", "arm.post=added", NULL};

/* A part of a town from Easter to autumn: movable holidays, summer, many zones. */
static const char *const town[] = {"municipality.population=12000", "calendar.warm_up_days=28",
                                   "calendar.start=2024-03-25", "demand.two_carers=0.3", NULL};

/* Other planners: hard pressed, and standing lists from week to week. */
static const char *const inserted[] = {SMALL_RURAL,
                                       "calendar.warm_up_days=0",
                                       "staff.slack=-0.3",
                                       "demand.two_carers=0.9",
                                       "planning.method=greedy",
                                       NULL};
static const char *const repeated[] = {SMALL_RURAL,
                                       "calendar.warm_up_days=28",
                                       "demand.two_carers=0.5",
                                       "planning.method=replay",
                                       "planning.stand_share=0",
                                       NULL};
static const char *const searched[] = {"municipality.population=6000", "calendar.warm_up_days=28",
                                       "demand.two_carers=0.5", "planning.method=search", NULL};

/* Rotas of long shifts: every day, or in weekends only. */
static const char *const long_days[] = {SMALL_RURAL,
                                        "calendar.warm_up_days=28",
                                        "staff.weekday_shifts=long",
                                        "staff.weekend_shifts=long",
                                        "demand.two_carers=0.5",
                                        NULL};
static const char *const long_weekends[] = {"municipality.population=6000",
                                            "calendar.warm_up_days=28", "staff.weekend_shifts=long",
                                            "staff.weekend_interval=4", NULL};

static const struct {
    const char *name;
    const char *const *sets;
    const char *const *arm;
    int64_t days;
} worlds[] = {
    {"rural, baseline", rural, NULL, 84},
    {"rural, expert team converted", rural, converted, 84},
    {"pressed, expert team", pressed, team, 84},
    {"pressed, GP team", pressed, gp_team, 84},
    {"town, GP team", town, gp_team, 200},
    {"pressed, lists by insertion", inserted, team, 42},
    {"rural, lists repeated", repeated, team, 56},
    {"town, lists searched", searched, team, 56},
    {"rural, long shifts", long_days, team, 56},
    {"town, long weekends", long_weekends, team, 56},
};
enum { WORLDS = COUNT(worlds), MOST_DAYS = 400 };

/* What a look at the world adds to the traces. */
struct plan_line {
    uint32_t user;
    uint16_t ordinal;
    uint8_t carers, weekdays, fortnight;
};
struct seen {
    struct hc_map map;
    struct everybody everybody;
    size_t present, base_workers;
    bool *temp, *own;
    double unfinished_breaches, unfinished_shifts;
    struct plan_line *line;
    size_t lines;
};

struct observed {
    struct place *place;
    struct run *run[WORLDS];
    struct seen seen[WORLDS];
};

static inline void look(const struct hc_world *world, void *context) {
    struct seen *seen = context;
    seen->map = world->map; /* only distances are asked of it later */
    seen->present = world->people.present;
    size_t workers = world->staff.count;
    seen->temp = calloc(workers + 1, sizeof *seen->temp);
    seen->own = calloc(workers + 1, sizeof *seen->own);
    for (size_t i = 0; i < workers; i++) {
        const struct hc_worker *worker = &world->staff.worker[i];
        seen->temp[i] = worker->temp;
        seen->own[i] = worker->own_staff;
        if (worker->shift.state != HC_OFF) {
            seen->unfinished_shifts += 1.0;
            seen->unfinished_breaches +=
                worker->shift.start - worker->last_end < 60.0 * world->p.staff.rest_hours;
        }
    }
    for (size_t l = 0; l < world->people.list_count; l++) {
        seen->lines += world->people.list[l].count;
    }
    seen->line = calloc(seen->lines + 1, sizeof *seen->line);
    size_t n = 0;
    for (size_t l = 0; l < world->people.list_count; l++) {
        for (size_t i = 0; i < world->people.list[l].count; i++) {
            const struct hc_line *line = &world->people.list[l].line[i];
            seen->line[n++] = (struct plan_line){line->user, line->ordinal, line->carers,
                                                 line->weekdays, line->fortnight};
        }
    }
}

static inline int run_all(void **state) {
    struct observed *all = calloc(1, sizeof *all);
    make_world((void **)&all->place);
    for (size_t w = 0; w < WORLDS; w++) {
        all->run[w] =
            run_world(all->place, &(struct run_wish){.sets = worlds[w].sets,
                                                     .arm = worlds[w].arm,
                                                     .days = worlds[w].days,
                                                     .seed = 11,
                                                     .replicate = w,
                                                     .trace = DES_TRACE_FULL,
                                                     .look = look,
                                                     .look_context = &all->seen[w],
                                                     .everybody = &all->seen[w].everybody});
    }
    *state = all;
    return 0;
}

static inline int free_all(void **state) {
    struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        free_run(all->run[w]);
        free(all->seen[w].everybody.block);
        free(all->seen[w].temp);
        free(all->seen[w].own);
        free(all->seen[w].line);
    }
    destroy_world((void **)&all->place);
    free(all);
    return 0;
}

static inline int by_worker_and_start(const void *a, const void *b) {
    const union des_cell *p = *(const union des_cell *const *)a;
    const union des_cell *q = *(const union des_cell *const *)b;
    if (p[SHIFT_worker].i32 != q[SHIFT_worker].i32) {
        return p[SHIFT_worker].i32 - q[SHIFT_worker].i32;
    }
    return (p[SHIFT_start].f64 > q[SHIFT_start].f64) - (p[SHIFT_start].f64 < q[SHIFT_start].f64);
}

/* Shifts worked, by worker and start; the caller frees. */
static inline const union des_cell **worked_shifts(const struct run *run, size_t *count) {
    const struct rows *shifts = &run->table[HC_TABLE_SHIFTS];
    const union des_cell **row = calloc(shifts->count + 1, sizeof *row);
    assert_non_null(row);
    *count = 0;
    for (size_t i = 0; i < shifts->count; i++) {
        const union des_cell *c = row_at(shifts, i);
        if (!c[SHIFT_absent].i32) {
            row[(*count)++] = c;
        }
    }
    qsort(row, *count, sizeof *row, by_worker_and_start);
    return row;
}

#endif
