/* What must be true of the visits of any run, read from the traces. */
#include "invariants_fixture.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_planned_visit_ends_exactly_once),
        cmocka_unit_test(no_visit_that_is_due_is_forgotten),
        cmocka_unit_test(totals_of_visits_are_the_sums_of_the_trace),
        cmocka_unit_test(nobody_is_in_two_places_and_drives_take_their_time),
        cmocka_unit_test(visits_lie_within_the_shifts_of_those_who_make_them),
        cmocka_unit_test(visits_begin_in_their_window_at_the_earliest),
        cmocka_unit_test(nursing_is_done_by_nurses_and_medication_by_trained_staff),
        cmocka_unit_test(two_carers_come_or_the_visit_says_single_handed),
    };
    return cmocka_run_group_tests(tests, run_all, free_all);
}
