/* models/home_care/day/visit.c - visits: their slots, and the final word on each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "des/memory.h"
#include "home_care/grid.h"
#include "home_care/world.h"

const char *const hc_visit_status_names[] = {"done",      "done_digital", "missed",
                                             "cancelled", "open_at_end",  NULL};

static void append(struct hc_world *world, uint32_t **array, size_t *count, size_t *capacity,
                   uint32_t index) {
    uint32_t *grown = hc_reserve(world, *array, *count + 1, capacity, sizeof *grown);
    if (grown) {
        *array = grown;
        grown[(*count)++] = index;
    }
}

/* Fewer users lie near enough to the processor: there it takes longer to fetch them ahead. */
enum { USERS_FORESEEN = 3000 };

enum des_status hc_shifts_init(struct hc_world *world) {
    struct hc_shifts *shifts = &world->shifts;
    shifts->carry_count = world->map.zone_count * 2 + 1;
    shifts->carry = calloc(shifts->carry_count, sizeof *shifts->carry);
    shifts->crew_count = world->map.zone_count + 1;
    shifts->crew = calloc(shifts->crew_count, sizeof *shifts->crew);
    if (!shifts->carry || !shifts->crew) {
        return DES_ENOMEM;
    }
    return world->people.here_count < USERS_FORESEEN
               ? DES_OK
               : des_sim_foresee(world->sim, world->kind[HC_EVENT_VISIT_END], hc_foresee_visit_end);
}

void hc_shifts_fini(struct hc_world *world) {
    struct hc_shifts *shifts = &world->shifts;
    for (size_t c = 0; c < shifts->carry_count && shifts->carry; c++) {
        free(shifts->carry[c].visit);
    }
    free(shifts->carry);
    free(shifts->visit_memory);
    free(shifts->free_visit);
    for (size_t c = 0; c < shifts->crew_count && shifts->crew; c++) {
        free(shifts->crew[c].worker);
    }
    free(shifts->crew);
}

static bool grow_visits(struct hc_world *world) {
    struct hc_shifts *shifts = &world->shifts;
    size_t wanted = shifts->visit_capacity ? 2 * shifts->visit_capacity : 64;
    struct hc_visit *grown =
        des_memory_table(&shifts->visit_memory, shifts->visit, shifts->visit_count * sizeof *grown,
                         wanted * sizeof *grown);
    if (!grown) {
        hc_fail(world, DES_ENOMEM);
        return false;
    }
    shifts->visit = grown;
    shifts->visit_capacity = wanted;
    return true;
}

/* Slots lie anywhere; many are taken in a row when a shift is planned. */
enum { AHEAD = 4 };

/* All but the token, one by one: gcc would fill the whole of it by an instruction that takes long
 * to begin. */
static void clear(struct hc_visit *visit) {
    visit->user = 0;
    visit->ordinal = 0;
    visit->task = visit->needs = visit->carers = visit->shift = 0;
    visit->planned = false;
    visit->in_use = true;
    visit->moves = 0;
    visit->day = 0;
    visit->number = 0;
    visit->start_planned = visit->open = visit->close = visit->minutes = 0.0;
    visit->keep = 1.0;
    visit->worker[0] = visit->worker[1] = HC_NOWHERE;
    visit->arrived = 0;
    visit->start = visit->end = visit->cut = visit->travel_min = visit->km = 0.0;
    visit->seen[0] = visit->seen[1] = 0;
}

uint32_t hc_visit_new(struct hc_world *world) {
    struct hc_shifts *shifts = &world->shifts;
    uint32_t index;
    if (shifts->free_count > 0) {
        index = shifts->free_visit[--shifts->free_count];
        if (shifts->free_count > AHEAD) {
            const size_t soon = shifts->free_count - AHEAD;
            des_memory_fetch(&shifts->visit[shifts->free_visit[soon]], sizeof *shifts->visit);
        }
    } else {
        if (shifts->visit_count == shifts->visit_capacity && !grow_visits(world)) {
            return HC_NOWHERE;
        }
        index = (uint32_t)shifts->visit_count++;
        shifts->visit[index].token = 0;
    }
    clear(&shifts->visit[index]);
    return index;
}

static void release(struct hc_world *world, uint32_t index) {
    struct hc_shifts *shifts = &world->shifts;
    shifts->visit[index].in_use = false;
    shifts->visit[index].token++; /* routes that still name it know it is gone */
    append(world, &shifts->free_visit, &shifts->free_count, &shifts->free_capacity, index);
}

static void count_done(const struct hc_world *world, const struct hc_visit *visit,
                       const struct hc_rows *rows) {
    double late = visit->start - visit->close;
    hc_count_rows(rows, HC_TOTAL_visits_done, 1.0);
    hc_count_rows(rows, HC_TOTAL_minutes_delivered,
                  (visit->end - visit->start) * (visit->worker[1] == HC_NOWHERE ? 1.0 : 2.0));
    hc_count_rows(rows, HC_TOTAL_minutes_cut, visit->cut);
    hc_count_rows(rows, HC_TOTAL_minutes_unmet, visit->cut * visit->carers);
    hc_count_rows(rows, HC_TOTAL_visits_cut, visit->cut > 0.0 ? 1.0 : 0.0);
    if (visit->planned && late > world->p.shift.late_after_min) {
        hc_count_rows(rows, HC_TOTAL_visits_late, 1.0);
        hc_count_rows(rows, HC_TOTAL_minutes_late, late);
    }
    if (visit->carers == 2 && visit->worker[1] == HC_NOWHERE) {
        hc_count_rows(rows, HC_TOTAL_visits_single_handed, 1.0);
    }
    const bool unskilled = world->staff.worker[visit->worker[0]].skill == HC_SKILL_ANY;
    hc_count_rows(rows, HC_TOTAL_visits_unskilled, unskilled ? 1.0 : 0.0);
    if (!visit->planned) {
        hc_count_rows(rows, HC_TOTAL_response_minutes, visit->start - visit->start_planned);
    }
}

static void count_final(struct hc_world *world, const struct hc_visit *visit,
                        enum hc_visit_status status) {
    static const enum hc_total planned[] = {
        [HC_VISIT_DONE] = HC_TOTAL_planned_done,
        [HC_VISIT_DONE_DIGITAL] = HC_TOTAL_planned_done,
        [HC_VISIT_MISSED] = HC_TOTAL_planned_missed,
        [HC_VISIT_CANCELLED] = HC_TOTAL_planned_cancelled,
        [HC_VISIT_OPEN] = HC_TOTAL_planned_open,
    };
    const struct hc_rows found = hc_rows_of(world, hc_user_at(world, visit->user));
    const struct hc_rows *rows = &found;
    if (visit->planned) {
        hc_count_rows(rows, HC_TOTAL_visits_planned, 1.0);
        hc_count_rows(rows, planned[status], 1.0);
        hc_count_rows(rows, HC_TOTAL_visits_moved, visit->moves);
        if (status == HC_VISIT_DONE || status == HC_VISIT_MISSED) {
            hc_count_rows(rows, HC_TOTAL_minutes_planned, visit->minutes * visit->carers);
        }
        if (status == HC_VISIT_MISSED) {
            hc_count_rows(rows, HC_TOTAL_minutes_missed, visit->minutes * visit->carers);
            hc_count_rows(rows, HC_TOTAL_minutes_unmet, visit->minutes * visit->carers);
        } else if (status == HC_VISIT_DONE_DIGITAL) {
            hc_count_rows(rows, HC_TOTAL_visits_digital, 1.0);
        }
    } else {
        hc_count_rows(rows, HC_TOTAL_visits_unplanned, 1.0);
        if (status == HC_VISIT_MISSED) {
            hc_count_rows(rows, HC_TOTAL_unplanned_missed, 1.0);
        }
    }
    if (status == HC_VISIT_DONE) {
        count_done(world, visit, rows);
    }
}

void hc_visit_finish(struct hc_world *world, uint32_t index, enum hc_visit_status status) {
    const struct hc_visit *visit = &world->shifts.visit[index];
    count_final(world, visit, status);
    hc_trace_visit(world, visit, status);
    uint32_t user = visit->user;
    bool nurse_missing = visit->task == HC_NURSE_ASSESSMENT &&
                         (status == HC_VISIT_MISSED || status == HC_VISIT_CANCELLED);
    release(world, index);
    if (nurse_missing && hc_user_served(hc_user_at(world, user))) {
        hc_health_nurse_missing(world, user);
    }
}

static bool can_wait(const struct hc_visit *visit) {
    return visit->task == HC_SUPERVISION || visit->task == HC_PRACTICAL_HELP;
}

void hc_visit_carry(struct hc_world *world, uint32_t index, enum hc_shift_kind kind) {
    struct hc_visit *visit = &world->shifts.visit[index];
    visit->shift = (uint8_t)kind;
    uint32_t zone = hc_user_at(world, visit->user)->zone;
    size_t list =
        kind == HC_NIGHT_SHIFT ? world->shifts.carry_count - 1 : zone * 2 + (uint32_t)kind;
    struct hc_carry *carry = &world->shifts.carry[list];
    append(world, &carry->visit, &carry->count, &carry->capacity, index);
}

/* What can wait goes to the same shift of the next day; what cannot to the next
 * shift, to somebody there when that one is at work already.  The window stays. */
void hc_visit_hand_over(struct hc_world *world, uint32_t index) {
    struct hc_visit *visit = &world->shifts.visit[index];
    visit->token++;
    visit->worker[0] = visit->worker[1] = HC_NOWHERE;
    visit->arrived = 0;
    visit->keep = 1.0; /* time was short in the shift that it leaves */
    if (visit->moves >= world->p.shift.moves) {
        hc_visit_finish(world, index, HC_VISIT_MISSED);
        return;
    }
    visit->moves++;
    if (can_wait(visit)) {
        hc_visit_carry(world, index, (enum hc_shift_kind)visit->shift);
        return;
    }
    enum hc_shift_kind next = hc_shift_next_planned(world);
    bool at_work = (int)next != (visit->shift + 1) % HC_SHIFT_KINDS;
    if (!at_work || !hc_shift_send_somebody(world, index)) {
        hc_visit_carry(world, index, next);
    }
}

void hc_shift_close(struct hc_world *world) {
    for (uint32_t v = 0; v < world->shifts.visit_count; v++) {
        if (world->shifts.visit[v].in_use) {
            hc_visit_finish(world, v, HC_VISIT_OPEN);
        }
    }
}
