/* models/home_care/staff/working_time.c - rules of working time as they are kept, and not kept, in
 * the shifts that are worked: rest each day and each week, weekends, overtime.
 *
 * The rota keeps them; extra shifts, late visits and hand-overs break them.  A shift belongs to
 * the week in which it ends.  Temps come for one shift: theirs are not followed. */
#include <math.h>
#include <string.h>

#include "home_care/grid.h"
#include "working_time.h"
#include "home_care/world.h"

#define WEEK_MIN (7.0 * HC_DAY)
#define HOUR_MIN 60.0

static int64_t week_of(double time) {
    return (int64_t)floor(time / WEEK_MIN);
}

/* Off from the last shift, or the begin of the week, until `until`. */
static void count_rest(struct hc_worker *worker, int64_t week, double until) {
    double from = hc_max(worker->last_end, (double)week * WEEK_MIN);
    worker->week.longest_rest = hc_max(worker->week.longest_rest, until - from);
}

static void count_weekend(struct hc_world *world, struct hc_worker *worker, int64_t week) {
    struct hc_working_week *seen = &worker->week;
    if (seen->last_weekend != week && seen->last_weekend > week - world->p.staff.weekend_interval) {
        hc_count(world, HC_TOTAL_weekend_breaches, 1.0);
    }
    seen->last_weekend = week;
}

void hc_working_time_begin(struct hc_world *world, struct hc_worker *worker, double start) {
    if (worker->temp) {
        return;
    }
    if (start - worker->last_end < HOUR_MIN * world->p.staff.rest_hours) {
        hc_count(world, HC_TOTAL_rest_breaches, 1.0);
    }
    int64_t week = week_of(start);
    count_rest(worker, week, start);
    if (start - (double)week * WEEK_MIN >= 5.0 * HC_DAY) {
        count_weekend(world, worker, week);
    }
}

void hc_working_time_end(struct hc_worker *worker, double start, double end) {
    worker->week.minutes += end - start;
    worker->last_end = end;
}

/* What the rota asks of a week. */
static double rota_minutes(const struct hc_staff *staff, const struct hc_worker *worker,
                           int64_t monday) {
    double minutes = 0.0;
    for (int64_t d = monday; d < monday + 7; d++) {
        int duty = hc_staff_duty(staff, worker, d);
        minutes += duty == HC_ROTA_FREE ? 0.0 : staff->rules.minutes[duty];
    }
    return minutes;
}

/* Overtime is what goes beyond a full week and beyond the rota: a part-timer's extra shift
 * mostly is none. */
static void count_overtime(struct hc_world *world, struct hc_worker *worker, int64_t monday) {
    const struct hc_staff_params *p = &world->p.staff;
    struct hc_working_week *week = &worker->week;
    double ordinary = hc_max(p->week_hours * HOUR_MIN, rota_minutes(&world->staff, worker, monday));
    double over = hc_max(0.0, week->minutes - ordinary);
    memmove(&week->overtime[1], &week->overtime[0], 3 * sizeof *week->overtime);
    week->overtime[0] = over;
    week->overtime_year += over;
    double month = week->overtime[0] + week->overtime[1] + week->overtime[2] + week->overtime[3];
    bool breaks = over > p->overtime_week * HOUR_MIN || month > p->overtime_4_weeks * HOUR_MIN ||
                  week->overtime_year > p->overtime_year * HOUR_MIN;
    if (over > 0.0 && breaks) {
        hc_count(world, HC_TOTAL_overtime_breaches, 1.0);
    }
}

static void close_week(struct hc_world *world, struct hc_worker *worker, int64_t today) {
    struct hc_working_week *week = &worker->week;
    if (week->minutes > 0.0) {
        if (worker->shift.state == HC_OFF) {
            count_rest(worker, week_of((double)today * HC_DAY) - 1, (double)today * HC_DAY);
        }
        if (week->longest_rest < HOUR_MIN * world->p.staff.weekly_rest_hours) {
            hc_count(world, HC_TOTAL_weekly_rest_breaches, 1.0);
        }
    }
    count_overtime(world, worker, today - 7);
    week->minutes = week->longest_rest = 0.0;
    if (hc_calendar_date(&world->calendar, today).year !=
        hc_calendar_date(&world->calendar, today - 7).year) {
        week->overtime_year = 0.0;
    }
}

void hc_working_time_monday(struct hc_world *world, int64_t today) {
    for (size_t i = 0; i < world->staff.count; i++) {
        struct hc_worker *worker = &world->staff.worker[i];
        if (!worker->temp) {
            close_week(world, worker, today);
        }
    }
}

void hc_working_time_new_person(struct hc_worker *worker) {
    memset(worker->week.overtime, 0, sizeof worker->week.overtime);
    worker->week.overtime_year = 0.0;
}
