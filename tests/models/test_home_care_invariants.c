/* What must be true of any run (MODEL section 9), read from the traces. */
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

static void look(const struct hc_world *world, void *context) {
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

static int run_all(void **state) {
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

static int free_all(void **state) {
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

/* ---- shifts ---- */

static void every_minute_of_every_shift_is_accounted_for_once(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *shifts = &all->run[w]->table[HC_TABLE_SHIFTS];
        size_t worked = 0;
        for (size_t i = 0; i < shifts->count; i++) {
            const union des_cell *c = row_at(shifts, i);
            double parts = c[SHIFT_direct].f64 + c[SHIFT_travel].f64 + c[SHIFT_indirect].f64 +
                           c[SHIFT_break].f64 + c[SHIFT_idle].f64;
            assert_case(worlds[w].name, parts == c[SHIFT_end].f64 - c[SHIFT_start].f64);
            assert_case(worlds[w].name, c[SHIFT_direct].f64 >= 0 && c[SHIFT_travel].f64 >= 0 &&
                                            c[SHIFT_indirect].f64 >= 0 && c[SHIFT_break].f64 >= 0 &&
                                            c[SHIFT_idle].f64 >= 0);
            worked += c[SHIFT_absent].i32 == 0;
            assert_case(worlds[w].name, c[SHIFT_absent].i32 == 0 || parts == 0.0);
        }
        assert_case(worlds[w].name, worked > 300);
    }
}

static void totals_of_shifts_are_the_sums_of_the_trace(void **state) {
    static const struct {
        enum hc_total total;
        int column;
    } sums[] = {
        {HC_TOTAL_direct_minutes, SHIFT_direct},     {HC_TOTAL_travel_minutes, SHIFT_travel},
        {HC_TOTAL_indirect_minutes, SHIFT_indirect}, {HC_TOTAL_break_minutes, SHIFT_break},
        {HC_TOTAL_idle_minutes, SHIFT_idle},         {HC_TOTAL_overtime_minutes, SHIFT_overtime},
    };
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *shifts = &all->run[w]->table[HC_TABLE_SHIFTS];
        double sum[COUNT(sums)] = {0}, count = 0, duty = 0, own = 0, km = 0;
        for (size_t i = 0; i < shifts->count; i++) {
            const union des_cell *c = row_at(shifts, i);
            if (c[SHIFT_absent].i32) {
                continue;
            }
            double minutes = c[SHIFT_end].f64 - c[SHIFT_start].f64;
            km += c[SHIFT_km].f64;
            if (c[SHIFT_zone].i32 < 0) { /* a day of own staff */
                own += minutes;
                continue;
            }
            count++;
            duty += minutes;
            for (size_t k = 0; k < COUNT(sums); k++) {
                sum[k] += c[sums[k].column].f64;
            }
        }
        const struct run *run = all->run[w];
        assert_case(worlds[w].name, count == total_of(run, HC_TOTAL_shifts));
        /* A shared night's idle time may be the nursing home's: not home care's duty. */
        double shared = total_of(run, HC_TOTAL_shared_minutes);
        assert_case(worlds[w].name, duty == total_of(run, HC_TOTAL_duty_minutes) + shared);
        assert_case(worlds[w].name, own == total_of(run, HC_TOTAL_own_duty));
        assert_near(km, total_of(run, HC_TOTAL_km), 1e-6);
        for (size_t k = 0; k < COUNT(sums); k++) {
            double outside = sums[k].total == HC_TOTAL_idle_minutes ? shared : 0.0;
            assert_case(worlds[w].name, sum[k] == total_of(run, sums[k].total) + outside);
        }
    }
}

static int by_worker_and_start(const void *a, const void *b) {
    const union des_cell *p = *(const union des_cell *const *)a;
    const union des_cell *q = *(const union des_cell *const *)b;
    if (p[SHIFT_worker].i32 != q[SHIFT_worker].i32) {
        return p[SHIFT_worker].i32 - q[SHIFT_worker].i32;
    }
    return (p[SHIFT_start].f64 > q[SHIFT_start].f64) - (p[SHIFT_start].f64 < q[SHIFT_start].f64);
}

/* Shifts worked, by worker and start; the caller frees. */
static const union des_cell **worked_shifts(const struct run *run, size_t *count) {
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

static void nobody_works_two_shifts_at_once(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        size_t count;
        const union des_cell **row = worked_shifts(all->run[w], &count);
        for (size_t i = 1; i < count; i++) {
            assert_case(worlds[w].name, row[i][SHIFT_worker].i32 != row[i - 1][SHIFT_worker].i32 ||
                                            row[i][SHIFT_start].f64 >= row[i - 1][SHIFT_end].f64);
        }
        free(row);
    }
}

/* Rest is judged from shift to shift of one person; temps come for one shift.  Two
 * worlds have no warm-up, so every shift before is in the trace. */
static void rest_shorter_than_the_rule_is_counted_as_a_breach(void **state) {
    const struct observed *all = *state;
    double found = 0;
    for (size_t w = 2; w < 4; w++) {
        size_t count;
        const union des_cell **row = worked_shifts(all->run[w], &count);
        double breaches = all->seen[w].unfinished_breaches;
        for (size_t i = 1; i < count; i++) {
            int32_t worker = row[i][SHIFT_worker].i32;
            breaches += worker == row[i - 1][SHIFT_worker].i32 && !all->seen[w].temp[worker] &&
                        row[i][SHIFT_start].f64 - row[i - 1][SHIFT_end].f64 < 14.0 * 60.0;
        }
        assert_case(worlds[w].name, breaches == total_of(all->run[w], HC_TOTAL_rest_breaches));
        found += breaches;
        free(row);
    }
    assert_true(found > 20);
}

/* Shifts of one worker: rows `from` up to the one returned. */
static size_t end_of_worker(const union des_cell **row, size_t count, size_t from) {
    size_t to = from;
    while (to < count && row[to][SHIFT_worker].i32 == row[from][SHIFT_worker].i32) {
        to++;
    }
    return to;
}

/* Longest time off in the week from `monday`, INFINITY when no shift ended in it. */
static double longest_rest(const union des_cell **row, size_t from, size_t to, double monday) {
    double free_from = monday, longest = 0.0, sunday = monday + 7.0 * HC_DAY;
    bool worked = false;
    for (size_t i = from; i < to; i++) {
        double start = row[i][SHIFT_start].f64, end = row[i][SHIFT_end].f64;
        if (end < monday || start >= sunday) {
            continue;
        }
        longest = fmax(longest, start - free_from);
        free_from = end;
        worked = worked || end < sunday;
    }
    return worked ? fmax(longest, sunday - free_from) : INFINITY;
}

static void weeks_without_the_weekly_rest_are_counted(void **state) {
    const struct observed *all = *state;
    double found = 0;
    for (size_t w = 2; w < 4; w++) {
        size_t count;
        const union des_cell **row = worked_shifts(all->run[w], &count);
        double breaches = 0;
        for (size_t from = 0, to; from < count; from = to) {
            to = end_of_worker(row, count, from);
            for (int64_t week = 0; (week + 1) * 7 < worlds[w].days; week++) {
                breaches += !all->seen[w].temp[row[from][SHIFT_worker].i32] &&
                            longest_rest(row, from, to, (double)week * 7.0 * HC_DAY) < 35.0 * 60.0;
            }
        }
        assert_case(worlds[w].name,
                    breaches == total_of(all->run[w], HC_TOTAL_weekly_rest_breaches));
        found += breaches;
        free(row);
    }
    assert_true(found > 0);
}

static void weekends_sooner_than_agreed_are_counted(void **state) {
    const struct observed *all = *state;
    double found = 0;
    for (size_t w = 2; w < 4; w++) {
        size_t count;
        const union des_cell **row = worked_shifts(all->run[w], &count);
        double breaches = 0;
        for (size_t from = 0, to; from < count; from = to) {
            to = end_of_worker(row, count, from);
            int64_t last = -100;
            for (size_t i = from; i < to; i++) {
                int64_t day = (int64_t)(row[i][SHIFT_start].f64 / HC_DAY);
                if (all->seen[w].temp[row[i][SHIFT_worker].i32] || day % 7 < 5) {
                    continue;
                }
                breaches += day / 7 != last && day / 7 - last < 3;
                last = day / 7;
            }
        }
        double counted = total_of(all->run[w], HC_TOTAL_weekend_breaches);
        /* a shift that is under way at the end is counted and not traced yet */
        assert_case(worlds[w].name,
                    counted >= breaches && counted <= breaches + all->seen[w].unfinished_shifts);
        found += breaches;
        free(row);
    }
    assert_true(found > 0);
}

/* ---- visits ---- */

static int by_key(const void *a, const void *b) {
    const uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return (p > q) - (p < q);
}

static uint64_t visit_key(const union des_cell *c) {
    return (uint64_t)(uint32_t)c[VISIT_user].i32 << 36 |
           (uint64_t)(uint32_t)(c[VISIT_visit].i32 & 0xffff) << 20 |
           (uint64_t)(c[VISIT_day].i32 + 1000);
}

static void every_planned_visit_ends_exactly_once(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        uint64_t *key = calloc(visits->count + 1, sizeof *key);
        assert_non_null(key);
        size_t planned = 0;
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            int32_t status = c[VISIT_status].i32;
            bool done = status == HC_VISIT_DONE;
            assert_case(worlds[w].name, status >= HC_VISIT_DONE && status <= HC_VISIT_OPEN);
            assert_case(worlds[w].name, done == (c[VISIT_worker_1].i32 >= 0));
            assert_case(worlds[w].name, done == !isnan(c[VISIT_start].f64));
            assert_case(worlds[w].name, !done || c[VISIT_end].f64 > c[VISIT_start].f64);
            if (c[VISIT_cause].i32 == 0) {
                key[planned++] = visit_key(c);
            }
        }
        qsort(key, planned, sizeof *key, by_key);
        for (size_t i = 1; i < planned; i++) {
            assert_case(worlds[w].name, key[i] != key[i - 1]);
        }
        assert_case(worlds[w].name, planned > 2000);
        free(key);
    }
}

/* A line of a plan that is there at the end: from the first day that the trace knows
 * it, every day on which it is due has a visit. */
static void no_visit_that_is_due_is_forgotten(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        for (size_t l = 0; l < all->seen[w].lines; l++) {
            const struct plan_line *line = &all->seen[w].line[l];
            bool there[MOST_DAYS] = {false};
            int first = MOST_DAYS;
            for (size_t i = 0; i < visits->count; i++) {
                const union des_cell *c = row_at(visits, i);
                int day = c[VISIT_day].i32;
                if (c[VISIT_cause].i32 == 0 && (uint32_t)c[VISIT_user].i32 == line->user &&
                    c[VISIT_visit].i32 == line->ordinal && day >= 0) {
                    there[day] = true;
                    first = day < first ? day : first;
                }
            }
            for (int day = first; day < worlds[w].days; day++) {
                const struct hc_line due = {.weekdays = line->weekdays,
                                            .fortnight = line->fortnight};
                assert_case(worlds[w].name,
                            there[day] == hc_line_due(&due, hc_weekday(day), day / 7));
            }
        }
    }
}

static void totals_of_visits_are_the_sums_of_the_trace(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        double planned[5] = {0}, unplanned[5] = {0}, delivered = 0, cut = 0, single = 0, moves = 0;
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            (c[VISIT_cause].i32 ? unplanned : planned)[c[VISIT_status].i32]++;
            moves += c[VISIT_cause].i32 ? 0 : c[VISIT_moves].i32;
            single += c[VISIT_single_handed].i32;
            if (c[VISIT_status].i32 == HC_VISIT_DONE) {
                delivered += (c[VISIT_end].f64 - c[VISIT_start].f64) *
                             (c[VISIT_worker_2].i32 >= 0 ? 2.0 : 1.0);
                cut += c[VISIT_minutes_cut].f64;
            }
        }
        const struct {
            enum hc_total total;
            double traced;
        } sums[] = {
            {HC_TOTAL_visits_planned, planned[0] + planned[2] + planned[3] + planned[4]},
            {HC_TOTAL_visits_unplanned, unplanned[0] + unplanned[2] + unplanned[3] + unplanned[4]},
            {HC_TOTAL_visits_done, planned[0] + unplanned[0]},
            {HC_TOTAL_planned_done, planned[0]},
            {HC_TOTAL_planned_missed, planned[2]},
            {HC_TOTAL_planned_cancelled, planned[3]},
            {HC_TOTAL_planned_open, planned[4]},
            {HC_TOTAL_unplanned_missed, unplanned[2]},
            {HC_TOTAL_visits_moved, moves},
            {HC_TOTAL_visits_single_handed, single},
            {HC_TOTAL_minutes_delivered, delivered},
            {HC_TOTAL_minutes_cut, cut},
        };
        for (size_t k = 0; k < COUNT(sums); k++) {
            if (sums[k].traced != total_of(all->run[w], sums[k].total)) {
                fail_msg("%s, %s: %g in the trace, %g in the total", worlds[w].name,
                         hc_totals[sums[k].total].name, sums[k].traced,
                         total_of(all->run[w], sums[k].total));
            }
        }
    }
}

/* One worker's part in a visit. */
struct call {
    int32_t worker, user;
    double start, end, travel;
    bool alone;
};

static int by_worker_and_time(const void *a, const void *b) {
    const struct call *p = a, *q = b;
    if (p->worker != q->worker) {
        return p->worker - q->worker;
    }
    return (p->start > q->start) - (p->start < q->start);
}

/* Calls of all workers, by worker and time; the caller frees. */
static struct call *calls_of(const struct run *run, size_t *count) {
    const struct rows *visits = &run->table[HC_TABLE_VISITS];
    struct call *call = calloc(2 * visits->count + 1, sizeof *call);
    assert_non_null(call);
    *count = 0;
    for (size_t i = 0; i < visits->count; i++) {
        const union des_cell *c = row_at(visits, i);
        const int32_t worker[2] = {c[VISIT_worker_1].i32, c[VISIT_worker_2].i32};
        for (int k = 0; k < 2; k++) {
            if (worker[k] >= 0) {
                call[(*count)++] =
                    (struct call){worker[k],        c[VISIT_user].i32,       c[VISIT_start].f64,
                                  c[VISIT_end].f64, c[VISIT_travel_min].f64, worker[1] < 0};
            }
        }
    }
    qsort(call, *count, sizeof *call, by_worker_and_time);
    return call;
}

static void nobody_is_in_two_places_and_drives_take_their_time(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        size_t count, pairs = 0;
        struct call *call = calls_of(all->run[w], &count);
        for (size_t i = 1; i < count; i++) {
            const struct call *before = &call[i - 1], *here = &call[i];
            if (before->worker != here->worker) {
                continue;
            }
            const struct seen *seen = &all->seen[w];
            const struct hc_user *user = seen->everybody.user;
            double road =
                pl_road_km(&seen->map.plane[0], user[before->user].home, user[here->user].home);
            double gap = here->start - before->end;
            assert_case(worlds[w].name, gap >= pl_road_min(&seen->map.plane[0], road) - 2.0 / 64.0);
            pairs += !here->alone;
            if (here->alone) {
                assert_case(worlds[w].name, here->start >= before->end + here->travel);
            }
        }
        assert_case(worlds[w].name, w < 2 || pairs > 20);
        free(call);
    }
}

/* Every call lies in a shift of the one who made it, and no drive is shorter than the
 * road: minutes of calls and drives of a shift fit in it. */
static void visits_lie_within_the_shifts_of_those_who_make_them(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        size_t calls, shifts;
        struct call *call = calls_of(all->run[w], &calls);
        const union des_cell **row = worked_shifts(all->run[w], &shifts);
        size_t i = 0, outside = 0;
        for (size_t s = 0; s < shifts; s++) {
            const union des_cell *c = row[s];
            double direct = 0;
            while (i < calls && (call[i].worker < c[SHIFT_worker].i32 ||
                                 (call[i].worker == c[SHIFT_worker].i32 &&
                                  call[i].start < c[SHIFT_start].f64))) {
                outside++; /* of a shift that is not over at the end */
                i++;
            }
            for (; i < calls && call[i].worker == c[SHIFT_worker].i32 &&
                   call[i].start < c[SHIFT_end].f64;
                 i++) {
                assert_case(worlds[w].name, call[i].end <= c[SHIFT_end].f64);
                direct += call[i].end - call[i].start;
            }
            if (c[SHIFT_zone].i32 >= 0 && c[SHIFT_start].f64 >= 0.0) {
                assert_case(worlds[w].name, direct == c[SHIFT_direct].f64);
            }
        }
        outside += calls - i;
        assert_case(worlds[w].name, outside <= 40 * all->seen[w].unfinished_shifts);
        free(row);
        free(call);
    }
}

static void visits_begin_in_their_window_at_the_earliest(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            assert_case(worlds[w].name, c[VISIT_status].i32 != HC_VISIT_DONE ||
                                            c[VISIT_start].f64 >= c[VISIT_window_start].f64 - 15.0);
        }
    }
}

static void nursing_is_done_by_nurses_and_medication_by_trained_staff(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        size_t nursing = 0;
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            int32_t task = c[VISIT_task].i32, by = c[VISIT_profession].i32;
            if (c[VISIT_status].i32 != HC_VISIT_DONE) {
                continue;
            }
            bool needs_nurse =
                task == HC_PROCEDURE || task == HC_NURSE_ASSESSMENT || task == HC_ACUTE_CALL;
            nursing += needs_nurse;
            assert_case(worlds[w].name, !needs_nurse || by == HC_NURSE || by == HC_AKS);
            assert_case(worlds[w].name, task != HC_MEDICATION || by != HC_ASSISTANT);
        }
        assert_case(worlds[w].name, nursing > 100);
    }
}

static const struct plan_line *line_of(const struct seen *seen, const union des_cell *c) {
    for (size_t l = 0; l < seen->lines; l++) {
        if (seen->line[l].user == (uint32_t)c[VISIT_user].i32 &&
            seen->line[l].ordinal == c[VISIT_visit].i32) {
            return &seen->line[l];
        }
    }
    return NULL;
}

static void two_carers_come_or_the_visit_says_single_handed(void **state) {
    const struct observed *all = *state;
    size_t both = 0, single = 0;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *visits = &all->run[w]->table[HC_TABLE_VISITS];
        for (size_t i = 0; i < visits->count; i++) {
            const union des_cell *c = row_at(visits, i);
            bool pair = c[VISIT_worker_2].i32 >= 0, alone = c[VISIT_single_handed].i32;
            assert_case(worlds[w].name, !(pair && alone));
            assert_case(worlds[w].name, !pair || c[VISIT_worker_1].i32 != c[VISIT_worker_2].i32);
            const struct plan_line *line = c[VISIT_cause].i32 ? NULL : line_of(&all->seen[w], c);
            if (line && c[VISIT_status].i32 == HC_VISIT_DONE) {
                assert_case(worlds[w].name, (line->carers == 2) == (pair || alone));
            }
            both += pair;
            single += alone;
        }
    }
    assert_true(both > 100 && single > 10);
}

/* ---- users ---- */

static bool served(int32_t state) {
    return state <= HC_READY_FOR_DISCHARGE;
}

static void users_who_came_have_left_or_are_there(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct run *run = all->run[w];
        const struct rows *days = &run->table[HC_TABLE_DAILY];
        const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
        double out = 0, in = 0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            out += served(c[PATH_from].i32) && !served(c[PATH_to].i32);
            in += c[PATH_from].i32 == HC_OUTSIDE;
        }
        double stock = total_of(run, HC_TOTAL_users_start);
        double present = row_at(days, days->count - 1)[DAY_users].i32;
        assert_case(worlds[w].name, out == total_of(run, HC_TOTAL_users_out));
        assert_case(worlds[w].name, in == total_of(run, HC_TOTAL_users_in));
        assert_case(worlds[w].name, present == (double)all->seen[w].present);
        assert_case(worlds[w].name, present == total_of(run, HC_TOTAL_users_end));
        assert_case(worlds[w].name, stock + total_of(run, HC_TOTAL_users_in) == out + present);
        assert_case(worlds[w].name, out > 3);
    }
}

static void totals_of_the_pathway_are_counts_of_the_trace(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct run *run = all->run[w];
        const struct rows *steps = &run->table[HC_TABLE_PATHWAY];
        double to[HC_USER_STATES] = {0}, deaths = 0, discharges = 0, falsely = 0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            to[c[PATH_to].i32]++;
            deaths += c[PATH_to].i32 == HC_DEAD && served(c[PATH_from].i32);
            discharges += c[PATH_from].i32 == HC_IN_HOSPITAL && c[PATH_to].i32 != HC_DEAD &&
                          c[PATH_to].i32 != HC_IN_NURSING_HOME;
            falsely +=
                c[PATH_to].i32 == HC_IN_HOSPITAL && c[PATH_cause].i32 == HC_CAUSE_false_escalation;
        }
        const struct {
            enum hc_total total;
            double traced;
        } sums[] = {
            {HC_TOTAL_acute_admissions, to[HC_IN_HOSPITAL]},
            {HC_TOTAL_admissions_false, falsely},
            {HC_TOTAL_kad_stays, to[HC_IN_KAD]},
            {HC_TOTAL_short_term_stays, to[HC_IN_SHORT_TERM]},
            {HC_TOTAL_nursing_home_moves, to[HC_IN_NURSING_HOME]},
            {HC_TOTAL_services_ended, to[HC_ENDED]},
            {HC_TOTAL_deaths, deaths},
            {HC_TOTAL_discharges, discharges},
        };
        for (size_t k = 0; k < COUNT(sums); k++) {
            if (sums[k].traced != total_of(run, sums[k].total)) {
                fail_msg("%s, %s: %g in the trace, %g in the total", worlds[w].name,
                         hc_totals[sums[k].total].name, sums[k].traced,
                         total_of(run, sums[k].total));
            }
        }
        assert_case(worlds[w].name, to[HC_IN_HOSPITAL] > 0);
    }
}

/* Each step of a user begins in the state where the last one ended. */
static void users_take_one_step_after_another(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *steps = &all->run[w]->table[HC_TABLE_PATHWAY];
        int32_t *at = malloc((all->seen[w].everybody.count + 1) * sizeof *at);
        assert_non_null(at);
        memset(at, 0xff, (all->seen[w].everybody.count + 1) * sizeof *at);
        double last = 0.0;
        for (size_t i = 0; i < steps->count; i++) {
            const union des_cell *c = row_at(steps, i);
            int32_t user = c[PATH_user].i32;
            assert_case(worlds[w].name, at[user] == -1 || at[user] == c[PATH_from].i32);
            assert_case(worlds[w].name, c[PATH_from].i32 != c[PATH_to].i32);
            assert_case(worlds[w].name,
                        c[PATH_from].i32 < HC_DEAD || c[PATH_from].i32 == HC_OUTSIDE);
            assert_case(worlds[w].name, c[PATH_time].f64 >= last);
            last = c[PATH_time].f64;
            at[user] = c[PATH_to].i32;
        }
        free(at);
    }
}

static void days_of_users_are_spent_in_one_place_each(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        assert_near(t[HC_TOTAL_days_home] + t[HC_TOTAL_days_kad] + t[HC_TOTAL_days_short_term] +
                        t[HC_TOTAL_days_hospital] + t[HC_TOTAL_days_ready],
                    t[HC_TOTAL_user_days], 1e-6);
        assert_near(t[HC_TOTAL_deaths_home] + t[HC_TOTAL_deaths_hospital], t[HC_TOTAL_deaths], 0.0);
    }
}

/* ---- the place ---- */

static void strata_sum_to_the_whole(void **state) {
    static const enum hc_total by_user[] = {
        HC_TOTAL_user_days,       HC_TOTAL_users_in,         HC_TOTAL_users_out,
        HC_TOTAL_visits_done,     HC_TOTAL_visits_planned,   HC_TOTAL_minutes_delivered,
        HC_TOTAL_planned_missed,  HC_TOTAL_acute_admissions, HC_TOTAL_changes,
        HC_TOTAL_route_user_days,
    };
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        for (size_t k = 0; k < COUNT(by_user); k++) {
            double places = 0, ages = 0;
            for (int s = 1; s < HC_STRATA; s++) {
                *(s < HC_STRATUM_AGE ? &places : &ages) +=
                    all->run[w]->totals[s * HC_TOTALS + (int)by_user[k]];
            }
            assert_near(places, total_of(all->run[w], by_user[k]), 1e-6);
            assert_near(ages, total_of(all->run[w], by_user[k]), 1e-6);
        }
    }
}

static void days_are_counted_as_many_as_were_asked_for(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const struct rows *days = &all->run[w]->table[HC_TABLE_DAILY];
        double done = 0, missed = 0;
        for (size_t i = 0; i < days->count; i++) {
            done += row_at(days, i)[DAY_visits_done].i32;
            missed += row_at(days, i)[DAY_visits_missed].i32;
        }
        assert_case(worlds[w].name, days->count == (size_t)worlds[w].days);
        assert_case(worlds[w].name, row_at(days, 0)[DAY_day].i32 == 0);
        assert_case(worlds[w].name,
                    row_at(days, days->count - 1)[DAY_day].i32 == worlds[w].days - 1);
        assert_case(worlds[w].name, done == total_of(all->run[w], HC_TOTAL_visits_done));
        assert_case(worlds[w].name, missed == total_of(all->run[w], HC_TOTAL_planned_missed));
        assert_case(worlds[w].name,
                    total_of(all->run[w], HC_TOTAL_observed_days) == (double)worlds[w].days);
    }
}

static void those_who_pay_pay_the_whole(void **state) {
    const struct observed *all = *state;
    for (size_t w = 0; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        assert_case(worlds[w].name, t[HC_TOTAL_cost_municipality] +
                                            t[HC_TOTAL_cost_hospital_trust] +
                                            t[HC_TOTAL_cost_state] + t[HC_TOTAL_cost_user] ==
                                        t[HC_TOTAL_cost_total]);
        assert_case(worlds[w].name, t[HC_TOTAL_cost_wages] + t[HC_TOTAL_cost_own_staff] +
                                            t[HC_TOTAL_cost_overtime] + t[HC_TOTAL_cost_agency] +
                                            t[HC_TOTAL_cost_travel] + t[HC_TOTAL_cost_on_site] +
                                            t[HC_TOTAL_cost_beds] + t[HC_TOTAL_cost_waiting] +
                                            t[HC_TOTAL_cost_hospital] + t[HC_TOTAL_cost_ambulance] +
                                            t[HC_TOTAL_cost_legevakt] + t[HC_TOTAL_cost_gp] ==
                                        t[HC_TOTAL_cost_total]);
    }
}

static void minutes_of_own_staff_are_accounted_for_by_activity(void **state) {
    const struct observed *all = *state;
    for (size_t w = 1; w < WORLDS; w++) {
        const double *t = all->run[w]->totals;
        double sum = t[HC_TOTAL_own_travel] + t[HC_TOTAL_own_break] + t[HC_TOTAL_own_idle];
        for (int a = 0; a < HC_ACTIVITIES; a++) {
            sum += t[HC_TOTAL_own_first_assessment + a];
        }
        assert_case(worlds[w].name, sum == t[HC_TOTAL_own_duty]);
        assert_case(worlds[w].name, t[HC_TOTAL_own_set_aside] > 1000.0);
        assert_case(worlds[w].name,
                    t[HC_TOTAL_own_set_aside] ==
                        t[HC_TOTAL_own_duty] + t[HC_TOTAL_own_pulled] + t[HC_TOTAL_own_ordinary]);
    }
}

/* A post of own staff is worked to the end of the run, and never on a day off. */
static void own_staff_work_on_working_days_from_the_first_to_the_last(void **state) {
    const struct observed *all = *state;
    for (size_t w = 1; w < WORLDS; w++) {
        const struct rows *shifts = &all->run[w]->table[HC_TABLE_SHIFTS];
        double first = INFINITY, last = 0.0;
        size_t asked = 0;
        for (size_t i = 0; i < shifts->count; i++) {
            const union des_cell *c = row_at(shifts, i);
            if (c[SHIFT_profession].i32 == HC_AKS) { /* worked, pulled into the rota, or away */
                double day = floor(c[SHIFT_start].f64 / HC_DAY);
                assert_case(worlds[w].name, hc_weekday((int64_t)day) < 5);
                first = fmin(first, day);
                last = fmax(last, day);
                asked++;
            }
        }
        assert_case(worlds[w].name, first <= 2.0 && last >= (double)worlds[w].days - 5.0);
        /* 5 days a week less public holidays, of each post. */
        double posts =
            nearbyint(total_of(all->run[w], HC_TOTAL_own_post_days) / (double)worlds[w].days);
        double weeks = (double)worlds[w].days / 7.0;
        assert_case(worlds[w].name, (double)asked <= 5.0 * ceil(weeks) * posts);
        assert_case(worlds[w].name, (double)asked >= (5.0 * floor(weeks) - 9.0) * posts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_minute_of_every_shift_is_accounted_for_once),
        cmocka_unit_test(totals_of_shifts_are_the_sums_of_the_trace),
        cmocka_unit_test(nobody_works_two_shifts_at_once),
        cmocka_unit_test(rest_shorter_than_the_rule_is_counted_as_a_breach),
        cmocka_unit_test(weeks_without_the_weekly_rest_are_counted),
        cmocka_unit_test(weekends_sooner_than_agreed_are_counted),
        cmocka_unit_test(every_planned_visit_ends_exactly_once),
        cmocka_unit_test(no_visit_that_is_due_is_forgotten),
        cmocka_unit_test(totals_of_visits_are_the_sums_of_the_trace),
        cmocka_unit_test(nobody_is_in_two_places_and_drives_take_their_time),
        cmocka_unit_test(visits_lie_within_the_shifts_of_those_who_make_them),
        cmocka_unit_test(visits_begin_in_their_window_at_the_earliest),
        cmocka_unit_test(nursing_is_done_by_nurses_and_medication_by_trained_staff),
        cmocka_unit_test(two_carers_come_or_the_visit_says_single_handed),
        cmocka_unit_test(users_who_came_have_left_or_are_there),
        cmocka_unit_test(totals_of_the_pathway_are_counts_of_the_trace),
        cmocka_unit_test(users_take_one_step_after_another),
        cmocka_unit_test(days_of_users_are_spent_in_one_place_each),
        cmocka_unit_test(strata_sum_to_the_whole),
        cmocka_unit_test(days_are_counted_as_many_as_were_asked_for),
        cmocka_unit_test(those_who_pay_pay_the_whole),
        cmocka_unit_test(minutes_of_own_staff_are_accounted_for_by_activity),
        cmocka_unit_test(own_staff_work_on_working_days_from_the_first_to_the_last),
    };
    return cmocka_run_group_tests(tests, run_all, free_all);
}
