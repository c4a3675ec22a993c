#include "shift.h"

#include <string.h>

#include "home_care/grid.h"
#include "home_care/world.h"

#define REAL(...) DES_REAL(struct hc_shift_params, __VA_ARGS__)
const struct des_param hc_shift_params_table[] = {
    DES_CLOCK(struct hc_shift_params, day_start, 450.0, "assumed: usual shift times", DES_GRADE_D,
              "day shift begins (7.5 hours)"),
    DES_CLOCK(struct hc_shift_params, evening_start, 870.0, "assumed: usual shift times",
              DES_GRADE_D, "evening shift begins (7.5 hours)"),
    DES_CLOCK(struct hc_shift_params, night_start, 1305.0, "assumed: usual shift times",
              DES_GRADE_D, "night shift begins (10 hours)"),
    REAL(report_start_min, "min", 20.0, 0.0, 120.0, "BMC HSR 2018 (3794): report 17-30",
         DES_GRADE_B, "report and preparation at the start of a shift"),
    REAL(report_end_min, "min", 12.0, 0.0, 120.0, "assumed", DES_GRADE_D,
         "report at the end of a shift"),
    REAL(documentation_min, "min", 2.5, 0.0, 60.0, "BMC HSR 2018 (3794): 1-20", DES_GRADE_D,
         "documentation after each visit"),
    REAL(closing_min, "min", 25.0, 0.0, 240.0, "assumed: drive back and report", DES_GRADE_D,
         "kept free of visits at the end of a list"),
    REAL(break_min, "min", 30.0, 0.0, 120.0, "working environment act ch. 10", DES_GRADE_A,
         "break in a shift of at least 5.5 hours"),
    REAL(break_after_min, "min", 210.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "the break comes after the first visit that ends so long after the start"),
    REAL(overtime_min, "min", 45.0, 0.0, 300.0, "assumed", DES_GRADE_D,
         "a visit that would end later than this after the shift is handed over"),
    REAL(late_after_min, "min", 15.0, 0.0, 600.0, "assumed", DES_GRADE_D,
         "minutes after its window from which a visit is counted as late"),
    REAL(cut_floor, "1", 0.80, 0.1, 1.0, "assumed", DES_GRADE_D,
         "share of the minutes of a visit that is always given"),
    DES_INT(struct hc_shift_params, moves, "1", 2, 0, 20, "assumed", DES_GRADE_D,
            "times that a visit is moved before it is missed"),
    REAL(single_handed, "1", 1.5, 1.0, 4.0, "assumed", DES_GRADE_D,
         "ratio on the minutes of a two-carer visit when only one can come"),
    REAL(alarm_minutes, "min", 20.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes at a personal-alarm call-out"),
    REAL(acute_minutes, "min", 40.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes at an acute call"),
    REAL(assessment_minutes, "min", 25.0, 1.0, 240.0, "assumed", DES_GRADE_D,
         "median minutes of a nurse's visit to a noticed change"),
    {0},
};

double hc_shift_minutes(enum hc_shift_kind kind) {
    return kind == HC_NIGHT_SHIFT ? 600.0 : 450.0;
}

double hc_shift_start_of(const struct hc_world *world, enum hc_shift_kind kind, int64_t day) {
    const struct hc_shift_params *p = &world->p.shift;
    double minute = kind == HC_DAY_SHIFT       ? p->day_start
                    : kind == HC_EVENING_SHIFT ? p->evening_start
                                               : p->night_start;
    return (double)day * HC_DAY + minute;
}

/* ---- the start ---- */

void hc_shift_begin(struct hc_world *world, uint32_t index, uint32_t team, enum hc_shift_kind kind,
                    enum hc_hire hire, double start, double end) {
    struct hc_worker *worker = &world->staff.worker[index];
    struct hc_shift *shift = &worker->shift;
    struct hc_stop *route = shift->route;
    size_t capacity = shift->capacity;
    memset(shift, 0, sizeof *shift);
    shift->route = route;
    shift->capacity = capacity;
    shift->state = HC_BUSY;
    shift->kind = (uint8_t)kind;
    shift->hire = (uint8_t)hire;
    shift->zone = team;
    shift->start = shift->at = start;
    shift->planned_end = end;
    shift->place = hc_map_base(&world->map, team);
    shift->waiting_for = HC_NOWHERE;
    shift->rested = end - start < 330.0;
    shift->indirect = world->p.shift.report_start_min;
    shift->at += world->p.shift.report_start_min;
    hc_working_time_begin(world, worker, start);
    shift->number = world->shifts.begun++;
    hc_crew_join(world, index);
    world->staff.on_duty[worker->profession]++;
    if (worker->own_staff && hire == HC_HIRE_ROTA) {
        hc_count(world, HC_TOTAL_own_rota_shifts, 1.0);
        hc_care_rota_shift(world, team);
    }
}

/* ---- the end ---- */

/* Of a night shared with the nursing home, the time that home care does not need
 * is the nursing home's, up to its part. */
static double shared_with_nursing_home(const struct hc_world *world, const struct hc_shift *shift,
                                       double end) {
    if (shift->kind != HC_NIGHT_SHIFT || !world->p.municipality.night_shared) {
        return 0.0;
    }
    double part = hc_grid((1.0 - world->p.staff.night_shared_part) * (end - shift->start));
    return hc_min(shift->idle, part);
}

static void count_shift(struct hc_world *world, const struct hc_worker *worker, double end) {
    const struct hc_shift *shift = &worker->shift;
    des_assert(world->sim,
               shift->direct + shift->travel + shift->indirect + shift->rest + shift->idle ==
                   end - shift->start);
    hc_count(world, HC_TOTAL_shifts, 1.0);
    double shared = shared_with_nursing_home(world, shift, end);
    hc_count(world, HC_TOTAL_shared_minutes, shared);
    hc_count(world, HC_TOTAL_duty_minutes, end - shift->start - shared);
    hc_count(world, HC_TOTAL_direct_minutes, shift->direct);
    hc_count(world, HC_TOTAL_travel_minutes, shift->travel);
    hc_count(world, HC_TOTAL_indirect_minutes, shift->indirect);
    hc_count(world, HC_TOTAL_break_minutes, shift->rest);
    hc_count(world, HC_TOTAL_idle_minutes, shift->idle - shared);
    hc_count(world, HC_TOTAL_other_minutes, shift->indirect + shift->rest + shift->idle - shared);
    if (shift->hire == HC_HIRE_ROTA) {
        hc_count(world, HC_TOTAL_rota_minutes, shift->planned_end - shift->start);
    }
    hc_count(world, HC_TOTAL_km, shift->km);
    hc_count(world, HC_TOTAL_overtime_minutes, end - shift->planned_end);
    if (worker->profession == HC_ASSISTANT) {
        hc_count(world, HC_TOTAL_unskilled_minutes, end - shift->start);
    }
    hc_money_shift(world, worker, end);
    hc_trace_shift(world, worker, end);
}

void hc_on_shift_end(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    uint32_t index = event->subject;
    struct hc_worker *worker = &world->staff.worker[index];
    struct hc_shift *shift = &worker->shift;
    double end = hc_now(world);
    shift->idle += end - shift->at;
    shift->at = end;
    shift->end_event = DES_NO_EVENT;
    count_shift(world, worker, end);
    shift->state = HC_OFF;
    hc_working_time_end(worker, shift->start, end);
    world->staff.on_duty[worker->profession]--;
    hc_crew_leave(world, index);
    if (worker->temp) {
        hc_staff_release_temp(world, index);
    }
}
