#include "absence.h"

#include <math.h>

#include "home_care/grid.h"
#include "home_care/world.h"

/* ---- rates ---- */

static const double quarter_days = 365.25 / HC_QUARTERS;

/* Lengths are exponential, rounded to whole days, at least one: this is their mean. */
static double rounded_mean(double mean) {
    double first = exp(-0.5 / mean);
    return 1.0 - first + first / (1.0 - exp(-1.0 / mean));
}

/* Days lost in quarter q to spells that begin in quarter q - j (j = 0 ... 3, and the same quarter
 * of all years before), over those of a steady state: the share absent, P' = mu (S - P) with S by
 * quarter, repeats each year. */
static void add_influence(double mean, double weight, double influence[HC_QUARTERS]) {
    double a = quarter_days / mean, kept = exp(-a), within = (1.0 - kept) / a;
    double round = (1.0 - kept) / (1.0 - pow(kept, HC_QUARTERS));
    influence[0] += weight * (1.0 - within);
    for (int j = 1; j <= HC_QUARTERS; j++) {
        influence[j % HC_QUARTERS] += weight * within * round * pow(kept, j - 1);
    }
}

static void swap_rows(double *a, double *b) {
    for (int i = 0; i <= HC_QUARTERS; i++) {
        double kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

/* Gauss-Jordan with the largest pivot: four unknowns, the right side in the last column. */
static void solve(double m[HC_QUARTERS][HC_QUARTERS + 1], double *unknown) {
    for (int i = 0; i < HC_QUARTERS; i++) {
        int pivot = i;
        for (int r = i + 1; r < HC_QUARTERS; r++) {
            pivot = fabs(m[r][i]) > fabs(m[pivot][i]) ? r : pivot;
        }
        swap_rows(m[i], m[pivot]);
        for (int r = 0; r < HC_QUARTERS; r++) {
            double ratio = r == i ? 0.0 : m[r][i] / m[i][i];
            for (int c = i; c <= HC_QUARTERS; c++) {
                m[r][c] -= ratio * m[i][c];
            }
        }
    }
    for (int i = 0; i < HC_QUARTERS; i++) {
        unknown[i] = m[i][HC_QUARTERS] / m[i][i];
    }
}

/* How often spells begin in each quarter, over the year's mean, that the days lost come out. */
static void solve_factors(const struct hc_staff_params *p, const struct hc_absence *absence,
                          double factor[HC_QUARTERS]) {
    double influence[HC_QUARTERS] = {0}, m[HC_QUARTERS][HC_QUARTERS + 1];
    for (int k = 0; k < HC_SPELLS; k++) {
        add_influence(absence->mean_days[k], absence->absent[k] / p->absence, influence);
    }
    for (int q = 0; q < HC_QUARTERS; q++) {
        for (int j = 0; j < HC_QUARTERS; j++) {
            m[q][(q - j + HC_QUARTERS) % HC_QUARTERS] = influence[j];
        }
        m[q][HC_QUARTERS] = p->absence_quarter[q];
    }
    solve(m, factor);
}

void hc_absence_init(const struct hc_staff_params *p, struct hc_absence *absence) {
    *absence = (struct hc_absence){0};
    double certified = p->absence - p->absence_self;
    const double share[HC_SPELLS] = {p->absence_self, certified * p->absence_short,
                                     certified * (1.0 - p->absence_short)};
    const double mean[HC_SPELLS] = {p->absence_self_days, p->absence_short_days,
                                    p->absence_long_days};
    double all = 0.0, factor[HC_QUARTERS];
    for (int k = 0; k < HC_SPELLS; k++) {
        absence->absent[k] = share[k];
        absence->mean_days[k] = mean[k];
        absence->begins[k] = share[k] / rounded_mean(mean[k]);
        all += absence->begins[k];
    }
    if (all <= 0.0) {
        return;
    }
    solve_factors(p, absence, factor);
    for (int k = 0; k < HC_SPELLS; k++) {
        absence->begins[k] /= all;
    }
    for (int q = 0; q < HC_QUARTERS; q++) { /* spells begin at work */
        double at_work = hc_max(1.0 - p->absence * p->absence_quarter[q], 0.1);
        absence->rate[q] = all * hc_max(factor[q], 0.0) / at_work / HC_DAY;
    }
}

/* ---- time ---- */

static int quarter_of(const struct hc_world *world, int64_t day) {
    return (hc_calendar_date(&world->calendar, day).month - 1) / 3;
}

/* The first day of the next quarter: no quarter is shorter than 90 days. */
static int64_t next_quarter(const struct hc_world *world, int64_t day) {
    int quarter = quarter_of(world, day);
    while (quarter_of(world, day + 14) == quarter) {
        day += 14;
    }
    while (quarter_of(world, day) == quarter) {
        day++;
    }
    return day;
}

double hc_absence_time(const struct hc_world *world, double from, double hazard, double until) {
    const double *rate = world->staff.absence.rate;
    while (from < until) {
        int64_t day = hc_day_of(from);
        double end = (double)next_quarter(world, day) * HC_DAY;
        double here = rate[quarter_of(world, day)];
        if (here * (end - from) >= hazard) {
            return from + hazard / here;
        }
        hazard -= here * (end - from);
        from = end;
    }
    return INFINITY;
}

/* ---- spells ---- */

static int kind_of(const double share[HC_SPELLS], double place) {
    int kind = 0;
    while (kind < HC_SPELLS - 1 && place >= share[kind]) {
        place -= share[kind++];
    }
    return kind;
}

static double drawn_days(const struct hc_absence *absence, int kind, uint64_t word) {
    double days = des_exponential_from(word, absence->mean_days[kind]);
    return hc_min(hc_max(1.0, nearbyint(days)), 3650.0);
}

static void await_spell(struct hc_world *world, uint32_t index) {
    struct hc_worker *worker = &world->staff.worker[index];
    const struct hc_absence *absence = &world->staff.absence;
    struct des_block b = hc_staff_draw(world, worker, HC_DRAW_ABSENCE,
                                       (uint64_t)worker->incumbents << 32 | worker->spells++);
    double from = hc_max(hc_now(world), (double)worker->absent_to * HC_DAY);
    double start = hc_absence_time(world, from, des_exponential_from(b.word[0], 1.0),
                                   (double)world->days * HC_DAY);
    if (start < INFINITY) {
        int kind = kind_of(absence->begins, des_uniform_from(b.word[1]));
        hc_schedule(world, hc_grid(start), HC_EVENT_ABSENCE, index,
                    (uint64_t)worker->incumbents << 32 |
                        (uint64_t)drawn_days(absence, kind, b.word[2]));
    }
}

/* What is left of a spell is as long as a new one. */
static void begin_absent(struct hc_world *world, struct hc_worker *worker) {
    const struct hc_absence *absence = &world->staff.absence;
    int64_t today = hc_day_of(hc_now(world));
    double factor = world->p.staff.absence_quarter[quarter_of(world, today)];
    struct des_block b = hc_staff_draw(world, worker, HC_DRAW_ABSENCE, UINT32_MAX);
    double place = des_uniform_from(b.word[0]) / hc_max(factor, 1e-9);
    if (place < world->p.staff.absence) {
        int kind = kind_of(absence->absent, place);
        worker->absent_from = today;
        worker->absent_to = today + (int64_t)drawn_days(absence, kind, b.word[1]);
    }
}

void hc_absence_begin(struct hc_world *world, uint32_t index, bool at_start) {
    struct hc_worker *worker = &world->staff.worker[index];
    worker->spells = 0;
    worker->absent_from = worker->absent_to = INT64_MIN / 4;
    if (at_start) {
        begin_absent(world, worker);
    }
    await_spell(world, index);
}

void hc_on_absence(void *context, struct des_sim *sim, const struct des_event *event) {
    (void)sim;
    struct hc_world *world = context;
    struct hc_worker *worker = &world->staff.worker[event->subject];
    if (worker->vacant || worker->incumbents != (uint32_t)(event->argument >> 32)) {
        return; /* of somebody who has left */
    }
    worker->absent_from = hc_day_of(hc_now(world)) + 1; /* a shift begun is finished */
    worker->absent_to = worker->absent_from + (int64_t)(event->argument & 0xffffffffu);
    await_spell(world, event->subject);
}
