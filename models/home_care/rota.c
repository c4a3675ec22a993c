#include "rota.h"

#include <math.h>
#include <string.h>

static bool is_weekend(int day) {
    return day % 7 >= 5;
}

static int at(int day) {
    return (day + HC_ROTA_DAYS) % HC_ROTA_DAYS;
}

/* Days in a row that would end up with `day` worked; cyclic. */
static int run_length(const struct hc_worker *worker, int day) {
    int length = 1;
    for (int d = 1; d < 14 && worker->rota[at(day - d)] != HC_ROTA_FREE; d++) {
        length++;
    }
    for (int d = 1; d < 14 && worker->rota[at(day + d)] != HC_ROTA_FREE; d++) {
        length++;
    }
    return length;
}

static bool allowed(const struct hc_rota *rota, const struct hc_worker *worker, int day, int kind) {
    if (worker->rota[day] != HC_ROTA_FREE || run_length(worker, day) > (rota->night ? 4 : 6)) {
        return false;
    }
    if (kind == HC_DAY_SHIFT) {
        return worker->rota[at(day - 1)] != HC_EVENING_SHIFT;
    }
    return kind != HC_EVENING_SHIFT || worker->rota[at(day + 1)] != HC_DAY_SHIFT;
}

/* How well this day and shift are covered, 1 = as planned; skill counts double. */
static double covered(const struct hc_rota *rota, const struct hc_worker *worker, int day,
                      int column) {
    double volume = is_weekend(day) ? rota->weekend_volume : 1.0;
    double all = rota->cover[day][column] / (rota->target[column] * volume + 1e-9);
    if (worker->skill != HC_SKILL_NURSE) {
        return all;
    }
    return all + 2.0 * rota->skilled[day][column] / (rota->skilled_target[column] * volume + 1e-9);
}

static void assign(struct hc_rota *rota, struct hc_worker *worker, int day, int kind) {
    int column = rota->night ? 0 : kind;
    worker->rota[day] = (int8_t)kind;
    rota->cover[day][column] += 1.0;
    if (worker->skill == HC_SKILL_NURSE) {
        rota->skilled[day][column] += 1.0;
    }
}

static int best_kind(const struct hc_rota *rota, const struct hc_worker *worker, int day) {
    if (rota->night) {
        return HC_NIGHT_SHIFT;
    }
    return covered(rota, worker, day, HC_EVENING_SHIFT) < covered(rota, worker, day, HC_DAY_SHIFT)
               ? HC_EVENING_SHIFT
               : HC_DAY_SHIFT;
}

/* Saturday and Sunday together, the same shift. */
static int lay_weekends(struct hc_rota *rota, struct hc_worker *worker, size_t number, int shifts) {
    int laid = 0;
    for (int week = 0; week < HC_ROTA_DAYS / 7; week++) {
        int saturday = week * 7 + 5;
        if ((size_t)(week % (int)rota->weekend_interval) !=
                number % (size_t)rota->weekend_interval ||
            laid + 2 > shifts) {
            continue;
        }
        int kind = best_kind(rota, worker, saturday);
        assign(rota, worker, saturday, kind);
        assign(rota, worker, saturday + 1, kind);
        laid += 2;
    }
    return laid;
}

/* The least covered weekday shift that the rules allow; false when there is none. */
static bool lay_weekday(struct hc_rota *rota, struct hc_worker *worker, int from) {
    int best_day = -1, best = 0;
    double lowest = INFINITY;
    for (int i = 0; i < HC_ROTA_DAYS; i++) {
        int day = at(from + i); /* equal coverage: not always the Monday */
        if (is_weekend(day) && !rota->night) {
            continue;
        }
        for (int kind = rota->night ? HC_NIGHT_SHIFT : HC_DAY_SHIFT;
             kind <= (rota->night ? HC_NIGHT_SHIFT : HC_EVENING_SHIFT); kind++) {
            double here = covered(rota, worker, day, rota->night ? 0 : kind);
            if (here < lowest && allowed(rota, worker, day, kind)) {
                lowest = here;
                best_day = day;
                best = kind;
            }
        }
    }
    if (best_day < 0) {
        return false;
    }
    assign(rota, worker, best_day, best);
    return true;
}

int hc_rota_lay(struct hc_rota *rota, struct hc_worker *worker, size_t number) {
    memset(worker->rota, HC_ROTA_FREE, sizeof worker->rota);
    double exact = worker->position * rota->week_minutes * (HC_ROTA_DAYS / 7) / rota->shift_minutes;
    int shifts = (int)nearbyint(exact);
    int left = shifts - lay_weekends(rota, worker, number, shifts);
    while (left > 0 && lay_weekday(rota, worker, (int)(number * 11 % HC_ROTA_DAYS))) {
        left--;
    }
    return left;
}
